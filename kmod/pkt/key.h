/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What identifies a flow in one direction: addresses, ports, protocol, family
 * and the routing instance it lives in.  40 bytes without holes, compared and
 * hashed as words; IPv4 addresses use the first word and the rest is zero.
 */
#ifndef XPF_KEY_H
#define XPF_KEY_H

#include <linux/in6.h>
#include <linux/socket.h>
#include <linux/string.h>
#include <linux/types.h>

struct xpf_key {
	union {
		__be32 saddr4;
		struct in6_addr saddr;
		u64 s[2];
	};
	union {
		__be32 daddr4;
		struct in6_addr daddr;
		u64 d[2];
	};
	union {
		struct {
			union {
				struct {
					__be16 sport;	/* ICMP query: id */
					__be16 dport;	/* in both */
				};
				u32 ports;
			};
			u16 vrf;	/* of the routing instance, 0 = main */
			u8 proto;
			u8 family;	/* AF_INET, AF_INET6 */
		};
		u64 tail;
	};
};

/* All of the tail as one word. @ports: as they lie in the packet */
static inline u64 xpf_key_tail(u32 ports, u16 vrf, u8 proto, u8 family)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	return (u64)ports << 32 | (u32)vrf << 16 | proto << 8 | family;
#else
	return ports | (u64)vrf << 32 | (u64)proto << 48 | (u64)family << 56;
#endif
}

static inline bool xpf_key_equal(const struct xpf_key *a,
				 const struct xpf_key *b)
{
	if (a->tail != b->tail)
		return false;
	if (a->family == AF_INET)
		return a->saddr4 == b->saddr4 && a->daddr4 == b->daddr4;
	return !((a->s[0] ^ b->s[0]) | (a->s[1] ^ b->s[1]) |
		 (a->d[0] ^ b->d[0]) | (a->d[1] ^ b->d[1]));
}

/* IPv4: the first word counts. */
static inline bool xpf_addr_equal(u8 family, const struct in6_addr *a,
				  const struct in6_addr *b)
{
	if (family == AF_INET)
		return a->s6_addr32[0] == b->s6_addr32[0];
	return !memcmp(a, b, sizeof(*a));
}

/*
 * A key as words that fit registers: all that hashing and comparing need.
 * IPv4: both addresses are in s0, and the next three are not looked at.
 */
struct xpf_flow {
	u64 s0, s1, d0, d1, tail;
};

static __always_inline u64 xpf_flow4(__be32 saddr, __be32 daddr)
{
	return (__force u32)saddr | (u64)(__force u32)daddr << 32;
}

static __always_inline struct xpf_flow xpf_key_flow(const struct xpf_key *key)
{
	if (key->family == AF_INET)
		return (struct xpf_flow){
			.s0 = xpf_flow4(key->saddr4, key->daddr4),
			.tail = key->tail,
		};
	return (struct xpf_flow){
		.s0 = key->s[0],
		.s1 = key->s[1],
		.d0 = key->d[0],
		.d1 = key->d[1],
		.tail = key->tail,
	};
}

/* Is this the key of the flow?  @family: the flow's */
static __always_inline bool xpf_key_is(const struct xpf_key *key,
				       const struct xpf_flow *f, u8 family)
{
	if (key->tail != f->tail)
		return false;
	if (family == AF_INET)
		return (__force u32)key->saddr4 == (u32)f->s0 &&
		       (__force u32)key->daddr4 == (u32)(f->s0 >> 32);
	return !((key->s[0] ^ f->s0) | (key->s[1] ^ f->s1) |
		 (key->d[0] ^ f->d0) | (key->d[1] ^ f->d1));
}

/* The same flow seen from the other end. */
static inline void xpf_key_reverse(const struct xpf_key *key,
				   struct xpf_key *rev)
{
	rev->saddr = key->daddr;
	rev->daddr = key->saddr;
	rev->ports = key->ports << 16 | key->ports >> 16;
	rev->vrf = key->vrf;
	rev->proto = key->proto;
	rev->family = key->family;
}

#endif
