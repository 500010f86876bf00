/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * xpf: application layer gateways, what they announced, and calls of SIP.  Part
 * of the protocol of linux/xpf.h, which includes this.
 */
#ifndef _UAPI_LINUX_XPF_ALG_H
#define _UAPI_LINUX_XPF_ALG_H

#include <linux/types.h>

enum xpf_alg {
	XPF_ALG_NONE,
	XPF_ALG_IGNORE,		/* of an application: none, by no port either */
	XPF_ALG_DNS,
	XPF_ALG_FTP,
	XPF_ALG_H323,
	XPF_ALG_MGCP,
	XPF_ALG_MSRPC,
	XPF_ALG_PPTP,
	XPF_ALG_RSH,
	XPF_ALG_RTSP,
	XPF_ALG_SCCP,
	XPF_ALG_SIP,
	XPF_ALG_SQL,
	XPF_ALG_SUNRPC,
	XPF_ALG_TALK,
	XPF_ALG_TFTP,
	XPF_ALG_IKE_ESP,
	XPF_ALG_TWAMP,
	__XPF_ALG_COUNT,	/* at most 32 */
};

#define XPF_ALG_FTP_MISMATCH	(1U << 0)	/* of addresses is allowed */
#define XPF_ALG_FTP_FTPS	(1U << 1)	/* AUTH is allowed */
#define XPF_ALG_FTP_BREAKS	(1U << 2)	/* lines end by CR alone too */
#define XPF_ALG_DNS_OVERSIZE	(1U << 3)	/* longer ones are dropped */
#define XPF_ALG_DNS_NO_DOCTORING (1U << 4)
#define XPF_ALG_DNS_CHECK_ONLY	(1U << 5)
#define XPF_ALG_SIP_PERMIT_NAT	(1U << 6)	/* what is not understood */
#define XPF_ALG_SIP_PERMIT_ROUTED (1U << 7)
#define XPF_ALG_SIP_KEEP_CALL_ID (1U << 8)
#define XPF_ALG_FLAGS		((1U << 9) - 1)

enum xpf_sip_method {
	XPF_SIP_INVITE,
	XPF_SIP_CANCEL,
	XPF_SIP_ACK,
	XPF_SIP_BYE,
	XPF_SIP_REGISTER,
	XPF_SIP_OPTIONS,
	XPF_SIP_INFO,
	XPF_SIP_MESSAGE,
	XPF_SIP_NOTIFY,
	XPF_SIP_PRACK,
	XPF_SIP_PUBLISH,
	XPF_SIP_REFER,
	XPF_SIP_SUBSCRIBE,
	XPF_SIP_UPDATE,
	XPF_SIP_BENOTIFY,
	XPF_SIP_SERVICE,
	XPF_SIP_OTHER,
	__XPF_SIP_METHODS,
};

enum xpf_sip_state {
	XPF_SIP_SETUP,
	XPF_SIP_CONNECTED,
};

/* What an ALG's control session announced. */
enum xpf_pinhole_attr {
	XPF_PINHOLE_A_UNSPEC,
	XPF_PINHOLE_A_PAD,
	XPF_PINHOLE_A_ID,		/* u32: the resource */
	XPF_PINHOLE_A_GROUP,		/* u32 */
	XPF_PINHOLE_A_ALG,		/* u8: enum xpf_alg */
	XPF_PINHOLE_A_SESSION,		/* u64: id of the control session */
	XPF_PINHOLE_A_FAMILY,		/* u8 */
	XPF_PINHOLE_A_PROTOCOL,		/* u8 */
	XPF_PINHOLE_A_SADDR,		/* absent: any */
	XPF_PINHOLE_A_SPORT,		/* u16; absent: any */
	XPF_PINHOLE_A_DADDR,		/* where it is waited for */
	XPF_PINHOLE_A_DPORT,
	XPF_PINHOLE_A_TO_ADDR,		/* where it leads to */
	XPF_PINHOLE_A_TO_PORT,
	XPF_PINHOLE_A_FROM_ZONE,	/* u16 */
	XPF_PINHOLE_A_TO_ZONE,		/* u16 */
	XPF_PINHOLE_A_POLICY,		/* u32 */
	XPF_PINHOLE_A_EXPIRES,		/* u32 seconds: left */
	XPF_PINHOLE_A_PERMANENT,	/* u8: for any number of sessions */
	__XPF_PINHOLE_A_MAX,
};

#define XPF_PINHOLE_A_MAX (__XPF_PINHOLE_A_MAX - 1)

enum xpf_sip_call_attr {
	XPF_SIP_CALL_A_UNSPEC,
	XPF_SIP_CALL_A_PAD,
	XPF_SIP_CALL_A_ID,		/* string: Call-ID, its beginning */
	XPF_SIP_CALL_A_GROUP,		/* u32: of its pinholes */
	XPF_SIP_CALL_A_STATE,		/* u8: enum xpf_sip_state */
	XPF_SIP_CALL_A_AGE,		/* u32 seconds */
	__XPF_SIP_CALL_A_MAX,
};

#define XPF_SIP_CALL_A_MAX (__XPF_SIP_CALL_A_MAX - 1)

enum xpf_sip_count_attr {
	XPF_SIP_COUNT_A_UNSPEC,
	XPF_SIP_COUNT_A_PAD,
	XPF_SIP_COUNT_A_METHOD,		/* u8: enum xpf_sip_method; absent: of all */
	XPF_SIP_COUNT_A_MESSAGES,	/* binary: u64[7][2]: requests and answers
					 * by class, seen first and again
					 */
	XPF_SIP_COUNT_A_DROPPED,	/* u64: messages, of all */
	XPF_SIP_COUNT_A_REFUSED,	/* u64: calls, too many */
	__XPF_SIP_COUNT_A_MAX,
};

#define XPF_SIP_COUNT_A_MAX (__XPF_SIP_COUNT_A_MAX - 1)

#endif
