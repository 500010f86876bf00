/* SPDX-License-Identifier: GPL-2.0 */
/* Messages of Sun RPC to the port mapper, see sunrpc_parse.c. */
#ifndef XPF_SUNRPC_PARSE_H
#define XPF_SUNRPC_PARSE_H

#include <linux/in6.h>
#include <linux/types.h>

/* A call that asks where a program is. */
struct xpf_sunrpc_call {
	u32 xid;
	bool universal;		/* the answer is an address as text */
	u8 proto;		/* IPPROTO_TCP, _UDP */
	u32 program;
};

struct xpf_sunrpc_reply {
	u16 port;
	/* of a universal one: */
	u16 at, len;		/* the text, without its length and padding */
	u8 family;		/* 0: names none */
	struct in6_addr addr;
};

/* The number of a call or an answer.  False: it is neither. */
bool xpf_sunrpc_head(const u8 *data, u32 len, u32 *xid, bool *reply);

/* False: it asks for something else. */
bool xpf_sunrpc_call(const u8 *data, u32 len, struct xpf_sunrpc_call *c);

/* The answer to @c.  False: it names no port. */
bool xpf_sunrpc_reply(const u8 *data, u32 len, const struct xpf_sunrpc_call *c,
		      struct xpf_sunrpc_reply *r);

/* Address and port as such a text, and its length. */
u32 xpf_sunrpc_print(u8 family, const struct in6_addr *addr, u16 port,
		     char text[64]);

#endif
