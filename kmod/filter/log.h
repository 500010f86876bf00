/* SPDX-License-Identifier: GPL-2.0 */
/* The log of firewall filters: the last packets that a term with `log` met. */
#ifndef XPF_FILTER_LOG_H
#define XPF_FILTER_LOG_H

#include <linux/in6.h>
#include <linux/types.h>
#include <uapi/linux/xpf.h>

struct xpf_filter_log;
struct xpf_net;

struct xpf_logged {
	u64 time_ns;		/* CLOCK_REALTIME; 0: no entry */
	u32 length;
	u16 sport, dport;	/* ICMP: type and code */
	u8 action;		/* enum xpf_fw_action */
	u8 family, proto;
	struct in6_addr saddr, daddr;
	char filter[XPF_NAME_MAX];
	char interface[XPF_NAME_MAX];
};

/* Context: process. NULL: no memory */
struct xpf_filter_log *xpf_filter_log_new(void);
void xpf_filter_log_free(struct xpf_filter_log *l);

/* Keep a packet; the oldest one goes.  Context: BH disabled. */
void xpf_filter_log_add(struct xpf_filter_log *l, const struct xpf_logged *e);

/*
 * The entry after @seq (0: the oldest); @seq becomes its number.
 * Returns false when there is none.  Context: process.
 */
bool xpf_filter_log_next(struct xpf_filter_log *l, u64 *seq,
			 struct xpf_logged *e);
void xpf_filter_log_clear(struct xpf_filter_log *l);

#endif
