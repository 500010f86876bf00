/* SPDX-License-Identifier: GPL-2.0 */
/* Classes of packets and their marks: see cos.c. */
#ifndef XPF_FILTER_COS_H
#define XPF_FILTER_COS_H

#include <linux/types.h>

struct xpf_cos;
struct xpf_pkt;

/* What came in gets its class; its binding has class of service. */
void xpf_cos_classify(struct xpf_pkt *pkt);

/*
 * What leaves gets its marks, in pkt->mark.
 * @family: that it leaves with
 */
void xpf_cos_rewrite(struct xpf_pkt *pkt, const struct xpf_cos *c, u8 family);

/* Write the marks that filters and class of service chose; it is writable. */
void xpf_cos_mark(struct xpf_pkt *pkt);

#endif
