/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Addresses and prefixes, both families in one type.  Bytes are in network
 * order; an IPv4 address uses the first four.
 */
#ifndef XPF_LIB_ADDR_H
#define XPF_LIB_ADDR_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

struct addr {
	uint8_t family;		/* 0: none, AF_INET, AF_INET6 */
	uint8_t b[16];
};

struct prefix {
	struct addr addr;
	uint8_t len;
};

struct addr_range {
	struct addr lo, hi;	/* inclusive, same family */
};

#define ADDR_STRLEN 48
#define PREFIX_STRLEN 52

int addr_parse(const char *s, struct addr *out);	/* 0 or -EINVAL */
/* "10.0.0.0/8"; without "/": a host prefix. Host bits are kept. */
int prefix_parse(const char *s, struct prefix *out);
const char *addr_str(const struct addr *a, char buf[ADDR_STRLEN]);
const char *prefix_str(const struct prefix *p, char buf[PREFIX_STRLEN]);
unsigned int addr_bits(const struct addr *a);		/* 32 or 128, 0 none */
int addr_cmp(const struct addr *a, const struct addr *b);
bool prefix_has_host_bits(const struct prefix *p);
struct prefix prefix_network(const struct prefix *p);	/* host bits cleared */
struct addr_range prefix_range(const struct prefix *p);
/* The prefix that covers exactly this range; false: there is none. */
bool range_prefix(const struct addr_range *r, struct prefix *out);
bool prefix_contains(const struct prefix *p, const struct addr *a);

#endif
