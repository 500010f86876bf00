/* SPDX-License-Identifier: GPL-2.0 */
/* Messages of RTSP, see rtsp_parse.c. */
#ifndef XPF_RTSP_PARSE_H
#define XPF_RTSP_PARSE_H

#include <linux/in6.h>
#include <linux/types.h>

#define XPF_RTSP_SPOTS	16	/* in the Transport of one message */

enum xpf_rtsp_where {
	XPF_RTSP_NOWHERE,
	XPF_RTSP_CLIENT,	/* client_port=lo-hi */
	XPF_RTSP_SERVER,	/* server_port=lo-hi */
	XPF_RTSP_ADDR,		/* source=, destination= */
};

struct xpf_rtsp_spot {
	u16 at, len;		/* of the value */
	u8 where;		/* enum xpf_rtsp_where */
	u8 family;
	u16 lo, hi;		/* ports; the same when one is written */
	struct in6_addr addr;
};

struct xpf_rtsp {
	u16 status;		/* 0: a request */
	bool teardown;		/* a request to end */
	u32 cseq;
	u32 n_spots;
	struct xpf_rtsp_spot spot[XPF_RTSP_SPOTS];	/* in order */
};

/*
 * How long is the message, or the packet of media within the stream, that
 * begins with these bytes?  0: its end is not known yet.
 */
u32 xpf_rtsp_frame(const u8 *data, u32 len);

/* Read a message.  False: it is none. */
bool xpf_rtsp_parse(const u8 *data, u32 len, struct xpf_rtsp *r);

/* Ports as they are written.  Returns the length. */
u32 xpf_rtsp_print(const struct xpf_rtsp_spot *p, u16 lo, u16 hi,
		   char text[16]);

#endif
