/* SPDX-License-Identifier: GPL-2.0 */
/* Messages of SIP, see sip_parse.c. */
#ifndef XPF_SIP_PARSE_H
#define XPF_SIP_PARSE_H

#include <linux/in6.h>
#include <linux/types.h>
#include <uapi/linux/xpf.h>

#define XPF_SIP_SPOTS	48	/* addresses in the headers of one message */

/* Where an address stands. */
enum xpf_sip_where {
	XPF_SIP_NOWHERE,
	XPF_SIP_VIA,
	XPF_SIP_RECEIVED,	/* of a Via: the address alone */
	XPF_SIP_RPORT,		/* of a Via: the port alone */
	XPF_SIP_CONTACT,
	XPF_SIP_ROUTE,		/* Route, Record-Route, Path, Service-Route */
	XPF_SIP_TARGET,		/* the request's URI */
	XPF_SIP_PERSON,		/* From, To and the like */
	XPF_SIP_CALL_ID,
	XPF_SIP_LENGTH,		/* no address: the value of Content-Length */
};

/* An address that is written out, with its port. */
struct xpf_sip_spot {
	u16 at, len;		/* in the message; IPv6: with its brackets */
	u8 where;		/* enum xpf_sip_where */
	u8 family;
	u16 port;		/* 0: none is written */
	struct in6_addr addr;
};

struct xpf_sip {
	u8 method;		/* enum xpf_sip_method; of a response: whose */
	u16 status;		/* 0: a request */
	bool sdp;		/* the body is a session's description */
	bool has_expires;
	u32 expires;		/* seconds, the largest that is named */
	u32 body;		/* where it begins */
	u32 body_len;
	u32 call_id, call_id_len;	/* in the message; 0: none */
	u32 n_spots;
	struct xpf_sip_spot spot[XPF_SIP_SPOTS];	/* in order */
};

/*
 * How long is the message that begins with these bytes?  0: its end is not
 * there yet.  What keeps a connection alive (line ends) is one, too.
 */
u32 xpf_sip_frame(const u8 *data, u32 len);

/* Read a message.  False: it is none, or says more than there is room for. */
bool xpf_sip_parse(const u8 *data, u32 len, struct xpf_sip *s);

#endif
