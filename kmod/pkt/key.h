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
