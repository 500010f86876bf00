/* SPDX-License-Identifier: GPL-2.0 */
/* What source NAT keeps about an inside, as dumps and events show it. */
#ifndef XPF_NAT_ENTRY_H
#define XPF_NAT_ENTRY_H

#include <linux/in6.h>
#include <linux/types.h>

/* One end of a translation. */
struct xpf_nat_end {
	struct in6_addr addr;
	u16 vrf;
	__be16 port;		/* 0: all of them */
	u8 proto;		/* 0: all of them */
	u8 family;
	u16 zero;
};

struct xpf_nat_entry {
	struct xpf_nat_end inside, outside;
	u32 rule, pool;		/* ids; pool 0: the interface's address */
	u32 used, max;		/* sessions */
	u32 timeout, left;	/* seconds */
	u8 kind;		/* enum xpf_persist_kind */
	/* of a block of ports: outside.port is the first, used and max are ports */
	u8 state;		/* enum xpf_block_state */
	u16 port_hi, layers;
	u32 blocks, blocks_max;	/* of the host */
};

#endif
