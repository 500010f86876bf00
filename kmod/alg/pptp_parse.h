/* SPDX-License-Identifier: GPL-2.0 */
/* Messages of PPTP, see pptp_parse.c. */
#ifndef XPF_PPTP_PARSE_H
#define XPF_PPTP_PARSE_H

#include <linux/types.h>

struct xpf_pptp {
	u8 own_at;		/* of the sender's call id; 0: says none */
	u8 peer_at;		/* likewise, the receiver's */
	bool request;		/* a call is asked for */
	bool accepted;		/* or taken */
	bool over;		/* or has ended */
	u16 own, peer;
};

/* How long is the message?  0: not known yet; negative: it is none. */
int xpf_pptp_frame(const u8 *data, u32 len);

/* Read a whole message.  False: it says nothing of calls. */
bool xpf_pptp_parse(const u8 *data, u32 len, struct xpf_pptp *p);

#endif
