// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * show host: names and addresses, as the resolver of the system knows them.
 * Another name server is asked by host(1).
 */
#include "oper/oper.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <string.h>

#include "lib/addr.h"

/* 4.3.2.1.in-addr.arpa */
static const char *reverse(const struct addr *a, char buf[80])
{
	char *p = buf;
	int i;

	if (a->family == AF_INET) {
		snprintf(buf, 80, "%u.%u.%u.%u.in-addr.arpa", a->b[3], a->b[2],
			 a->b[1], a->b[0]);
		return buf;
	}
	for (i = 15; i >= 0; i--)
		p += sprintf(p, "%x.%x.", a->b[i] & 15U, a->b[i] >> 4U);
	strcpy(p, "ip6.arpa");
	return buf;
}

static int by_address(struct oper *o, const struct addr *a)
{
	struct sockaddr_in6 six = { .sin6_family = AF_INET6 };
	struct sockaddr_in four = { .sin_family = AF_INET };
	bool is_four = a->family == AF_INET;
	char name[NI_MAXHOST], text[80];

	memcpy(&four.sin_addr, a->b, 4);
	memcpy(&six.sin6_addr, a->b, 16);
	if (getnameinfo(is_four ? (struct sockaddr *)&four :
				  (struct sockaddr *)&six,
			is_four ? sizeof(four) : sizeof(six), name,
			sizeof(name), NULL, 0, NI_NAMEREQD))
		return oper_error(o, "Host %s not found: 3(NXDOMAIN)",
				  reverse(a, text));
	writer_emit(o->w,
		    "{reverse-name/%s} domain name pointer "
		    "{host-name/%s}.\n",
		    reverse(a, text), name);
	return 0;
}

static int by_name(struct oper *o, const char *name)
{
	struct addrinfo want = { .ai_socktype = SOCK_STREAM,
				 .ai_flags = AI_CANONNAME };
	struct addrinfo *list, *i;
	char text[INET6_ADDRSTRLEN];
	const char *canon = name;
	const void *at;

	if (getaddrinfo(name, NULL, &want, &list))
		return oper_error(o, "Host %s not found: 3(NXDOMAIN)", name);
	if (list->ai_canonname && strcasecmp(list->ai_canonname, name)) {
		canon = list->ai_canonname;
		writer_emit(o->w, "%s is an alias for {alias/%s}.\n", name,
			    canon);
	}
	for (i = list; i; i = i->ai_next) {
		if (i->ai_family == AF_INET)
			at = &((struct sockaddr_in *)(void *)i->ai_addr)
				      ->sin_addr;
		else
			at = &((struct sockaddr_in6 *)(void *)i->ai_addr)
				      ->sin6_addr;
		inet_ntop(i->ai_family, at, text, sizeof(text));
		writer_emit(o->w, "%s has %s {address/%s}\n", canon,
			    i->ai_family == AF_INET ? "address" :
						      "IPv6 address",
			    text);
	}
	freeaddrinfo(list);
	return 0;
}

int oper_host(struct oper *o)
{
	const char *name = oper_arg(o, "hostname");
	const char *server = oper_arg(o, "server");
	const char *argv[] = { "host", name, server, NULL };
	struct addr a;
	int rc;

	if (server)
		return program_output(o, argv);
	writer_open(o->w, "host-information");
	rc = addr_parse(name, &a) ? by_name(o, name) : by_address(o, &a);
	writer_close(o->w);
	return rc;
}
