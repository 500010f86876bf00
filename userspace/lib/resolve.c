// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * | resolve: addresses of a text become names.  Each address is asked for
 * once; what has no name stays as it is.
 */
#include "lib/pipe.h"

#include <ctype.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "lib/addr.h"
#include "lib/buf.h"
#include "lib/map.h"

/* For as long as the program runs; "": it has no name. */
static struct map names;

static char *ask(const struct addr *a)
{
	struct sockaddr_in6 six = { .sin6_family = AF_INET6 };
	struct sockaddr_in four = { .sin_family = AF_INET };
	bool is_four = a->family == AF_INET;
	char name[NI_MAXHOST] = "";

	memcpy(&four.sin_addr, a->b, 4);
	memcpy(&six.sin6_addr, a->b, 16);
	if (getnameinfo(is_four ? (struct sockaddr *)&four :
				  (struct sockaddr *)&six,
			is_four ? sizeof(four) : sizeof(six), name,
			sizeof(name), NULL, 0, NI_NAMEREQD))
		name[0] = '\0';
	return strdup(name);
}

static const char *name_of(const char *text)
{
	struct addr a;
	char *name;

	if (addr_parse(text, &a))
		return "";
	name = map_get(&names, text);
	if (!name) {
		name = ask(&a);
		if (!name)
			abort();
		map_put(&names, strdup(text), name);
	}
	return name;
}

static bool in_address(char c)
{
	return isxdigit((unsigned char)c) || c == '.' || c == ':';
}

/* The word at @p, if it can be an address: its length, else 0. */
static size_t candidate(const char *p, size_t len)
{
	size_t n = 0, dots = 0, colons = 0;

	while (n < len && in_address(p[n])) {
		dots += p[n] == '.';
		colons += p[n] == ':';
		n++;
	}
	/* a sentence may end behind it */
	while (n && (p[n - 1] == '.' || (p[n - 1] == ':' && colons < 3)))
		n--;
	if (n < len && isalnum((unsigned char)p[n]))
		return 0;
	return n < ADDR_STRLEN && (dots >= 3 || colons >= 2) ? n : 0;
}

static void replace(const char *text, size_t n, bool full, struct buf *out)
{
	char address[ADDR_STRLEN];
	const char *name;
	size_t len;

	memcpy(address, text, n);
	address[n] = '\0';
	name = name_of(address);
	len = strlen(name);
	if (!len) {
		buf_add(out, text, n);
	} else if (full) {
		buf_puts(out, name);
	} else {
		buf_add(out, name, len < n ? len : n);
		buf_pad(out, ' ', (int)n - (int)len);
	}
}

void resolve_line(const char *line, size_t len, bool full, struct buf *out)
{
	size_t i = 0, n;

	while (i < len) {
		n = 0;
		if (in_address(line[i]) &&
		    (!i || !isalnum((unsigned char)line[i - 1])))
			n = candidate(line + i, len - i);
		if (n)
			replace(line + i, n, full, out);
		else
			buf_putc(out, line[i]);
		i += n ? n : 1;
	}
}
