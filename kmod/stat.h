/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Counters: per CPU, per namespace, by the names of stat.def and reason.def.
 * What can be summed from interfaces or sessions when somebody asks is not
 * counted on the packet path.
 */
#ifndef XPF_STAT_H
#define XPF_STAT_H

#include <linux/percpu.h>

#include "verdict.h"
#include "xpf.h"

#define XPF_STAT(id, name, text) XPF_S_##id,
enum xpf_stat {
#include <xpf/stat.def>
	__XPF_S_COUNT,
};
#undef XPF_STAT

struct xpf_stats {
	u64 stat[__XPF_S_COUNT];
	u64 reason[__XPF_R_COUNT];
};

static inline void xpf_stat_add(struct xpf_net *xn, enum xpf_stat s, u64 n)
{
	this_cpu_add(xn->stats->stat[s], n);
}

static inline void xpf_stat_inc(struct xpf_net *xn, enum xpf_stat s)
{
	this_cpu_inc(xn->stats->stat[s]);
}

u64 xpf_stat_read(const struct xpf_net *xn, enum xpf_stat s);
u64 xpf_reason_read(const struct xpf_net *xn, enum xpf_reason r);
const char *xpf_reason_name(enum xpf_reason r);
const char *xpf_reason_text(enum xpf_reason r);

#endif
