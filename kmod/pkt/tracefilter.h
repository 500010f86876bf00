/* SPDX-License-Identifier: GPL-2.0 */
/* Which packets are traced: one filter of the trace.  Pure. */
#ifndef XPF_TRACEFILTER_H
#define XPF_TRACEFILTER_H

#include <linux/in6.h>
#include <linux/types.h>

struct xpf_pkt;

/* What is not given is 0, and the ports 0 to 65535. */
struct xpf_trace_filter {
	union {
		struct in6_addr saddr;
		u64 s[2];
	};
	union {
		struct in6_addr daddr;
		u64 d[2];
	};
	u64 smask[2], dmask[2];		/* network order, like the addresses */
	u16 sport_lo, sport_hi, dport_lo, dport_hi;
	u16 interface;			/* id */
	u8 family;
	u8 proto;
	bool any_proto, any_port;
};

/* Does a packet as received by this interface fit? */
bool xpf_trace_fits(const struct xpf_trace_filter *f, const struct xpf_pkt *pkt,
		    u16 interface);

/* The first @len bits of an address. */
void xpf_trace_mask(u64 mask[2], u8 len);

#endif
