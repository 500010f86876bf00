/* SPDX-License-Identifier: GPL-2.0 */
/* Descriptions of sessions, see sdp.c. */
#ifndef XPF_SDP_H
#define XPF_SDP_H

#include <linux/in6.h>
#include <linux/types.h>

#define XPF_SDP_MEDIA	8	/* streams of one session */
#define XPF_SDP_ADDRS	16	/* addresses that are written out */

/* A piece of the text. */
struct xpf_sdp_piece {
	u16 at, len;		/* len 0: it is not there */
};

struct xpf_sdp_addr {
	struct xpf_sdp_piece text;
	struct in6_addr addr;
	u8 family;		/* 0: none */
};

struct xpf_sdp_media {
	struct xpf_sdp_piece port_text, rtcp_text;
	u16 port;		/* 0: refused */
	u16 rtcp;		/* 0: the next one */
	bool tcp;
	struct in6_addr addr;	/* its own, or the session's */
	u8 family;		/* 0: none is written out */
};

struct xpf_sdp {
	u32 n_media, n_addrs;
	struct xpf_sdp_media media[XPF_SDP_MEDIA];
	struct xpf_sdp_addr addr[XPF_SDP_ADDRS];	/* in order */
};

/* Read one.  False: it says more than there is room for. */
bool xpf_sdp_parse(const u8 *data, u32 len, struct xpf_sdp *s);

#endif
