// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Addresses and prefixes.  Text goes through inet_pton()/inet_ntop(), so that
 * "010.1.1.1" and other forms that read differently in different programs
 * are refused, and IPv6 is printed as RFC 5952 wants it.  Bytes that a family
 * does not use are zero, which lets callers compare whole structs.
 */
#include "lib/addr.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int addr_parse(const char *s, struct addr *out)
{
	int family = strchr(s, ':') ? AF_INET6 : AF_INET;

	memset(out, 0, sizeof(*out));
	if (inet_pton(family, s, out->b) != 1)
		return -EINVAL;
	out->family = (uint8_t)family;
	return 0;
}

/* One to three digits, no sign, no leading zero but "0" itself. */
static int parse_len(const char *s, unsigned int max, uint8_t *out)
{
	unsigned int n = 0;
	const char *p;

	if (!*s || (s[0] == '0' && s[1]))
		return -EINVAL;
	for (p = s; *p; p++) {
		if (*p < '0' || *p > '9' || p - s > 2)
			return -EINVAL;
		n = n * 10 + (unsigned int)(*p - '0');
	}
	if (n > max)
		return -EINVAL;
	*out = (uint8_t)n;
	return 0;
}

int prefix_parse(const char *s, struct prefix *out)
{
	const char *slash = strchr(s, '/');
	char text[ADDR_STRLEN];
	size_t n;

	memset(out, 0, sizeof(*out));
	n = slash ? (size_t)(slash - s) : strlen(s);
	if (n >= sizeof(text))
		return -EINVAL;
	memcpy(text, s, n);
	text[n] = '\0';
	if (addr_parse(text, &out->addr))
		return -EINVAL;
	if (!slash) {
		out->len = (uint8_t)addr_bits(&out->addr);
		return 0;
	}
	return parse_len(slash + 1, addr_bits(&out->addr), &out->len);
}

/* inet_ntop() would ask snprintf(): this is half of a table's time. */
static void ipv4_str(const uint8_t *b, char *p)
{
	int i;

	for (i = 0; i < 4; i++) {
		if (b[i] > 99)
			*p++ = (char)('0' + b[i] / 100);
		if (b[i] > 9)
			*p++ = (char)('0' + b[i] / 10 % 10);
		*p++ = (char)('0' + b[i] % 10);
		*p++ = i < 3 ? '.' : '\0';
	}
}

const char *addr_str(const struct addr *a, char buf[ADDR_STRLEN])
{
	if (a->family == AF_INET) {
		ipv4_str(a->b, buf);
		return buf;
	}
	if (!a->family || !inet_ntop(a->family, a->b, buf, ADDR_STRLEN))
		buf[0] = '\0';
	return buf;
}

const char *prefix_str(const struct prefix *p, char buf[PREFIX_STRLEN])
{
	size_t n;

	addr_str(&p->addr, buf);
	n = strlen(buf);
	if (n)
		snprintf(buf + n, PREFIX_STRLEN - n, "/%u", p->len);
	return buf;
}

unsigned int addr_bits(const struct addr *a)
{
	switch (a->family) {
	case AF_INET:
		return 32;
	case AF_INET6:
		return 128;
	}
	return 0;
}

int addr_cmp(const struct addr *a, const struct addr *b)
{
	if (a->family != b->family)
		return a->family < b->family ? -1 : 1;
	return memcmp(a->b, b->b, sizeof(a->b));
}

/* The bits of byte i that lie behind the first len bits. */
static uint8_t host_mask(unsigned int len, unsigned int i)
{
	if (len >= (i + 1) * 8)
		return 0;
	if (len <= i * 8)
		return 0xff;
	return (uint8_t)(0xff >> (len - i * 8));
}

bool prefix_has_host_bits(const struct prefix *p)
{
	unsigned int i;

	for (i = 0; i < addr_bits(&p->addr) / 8; i++)
		if (p->addr.b[i] & host_mask(p->len, i))
			return true;
	return false;
}

struct prefix prefix_network(const struct prefix *p)
{
	struct prefix net = *p;
	unsigned int i;

	for (i = 0; i < addr_bits(&p->addr) / 8; i++)
		net.addr.b[i] &= (uint8_t)~host_mask(p->len, i);
	return net;
}

struct addr_range prefix_range(const struct prefix *p)
{
	struct addr_range r;
	unsigned int i;

	r.lo = prefix_network(p).addr;
	r.hi = r.lo;
	for (i = 0; i < addr_bits(&p->addr) / 8; i++)
		r.hi.b[i] |= host_mask(p->len, i);
	return r;
}

bool prefix_contains(const struct prefix *p, const struct addr *a)
{
	struct prefix other = { .addr = *a, .len = p->len }, net;

	if (!a->family || a->family != p->addr.family)
		return false;
	other = prefix_network(&other);
	net = prefix_network(p);
	return !addr_cmp(&other.addr, &net.addr);
}

bool range_prefix(const struct addr_range *r, struct prefix *out)
{
	struct addr_range again;

	out->addr = r->lo;
	for (out->len = 0; out->len < addr_bits(&r->lo); out->len++) {
		again = prefix_range(out);
		if (!addr_cmp(&again.lo, &r->lo) &&
		    !addr_cmp(&again.hi, &r->hi))
			return true;
	}
	return !addr_cmp(&r->lo, &r->hi);
}
