/* SPDX-License-Identifier: GPL-2.0 */
/* PDUs of MS-RPC to the endpoint mapper, see msrpc_parse.c. */
#ifndef XPF_MSRPC_PARSE_H
#define XPF_MSRPC_PARSE_H

#include <linux/types.h>

#define XPF_MSRPC_TOWERS	8	/* that are looked at in one answer */

enum xpf_msrpc_kind {
	XPF_MSRPC_OTHER,
	XPF_MSRPC_BIND,		/* or alter context, of the endpoint mapper */
	XPF_MSRPC_MAP,		/* where is an interface? */
	XPF_MSRPC_RESPONSE,
};

/* How an interface is reached. */
struct xpf_msrpc_tower {
	u16 port;
	u16 addr_at;		/* of its IPv4 address; 0: none */
	u8 proto;		/* IPPROTO_TCP, _UDP */
	u8 uuid[16];		/* of the interface, as it is written there */
};

struct xpf_msrpc {
	u8 kind;		/* enum xpf_msrpc_kind */
	u32 call;
	u16 context;		/* of a BIND: the mapper's; of others: theirs */
	u32 n_towers;
	struct xpf_msrpc_tower tower[XPF_MSRPC_TOWERS];
};

/* How long is the PDU?  0: not known yet; negative: it is none. */
int xpf_msrpc_frame(const u8 *data, u32 len);

/*
 * Read a whole PDU.  False: it is none.
 * @towers: whether a response is one of the endpoint mapper's about towers
 */
bool xpf_msrpc_parse(const u8 *data, u32 len, bool towers,
		     struct xpf_msrpc *r);

#endif
