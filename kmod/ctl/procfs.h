/* SPDX-License-Identifier: GPL-2.0 */
/* /proc/net/xpf; see procfs.c. */
#ifndef XPF_CTL_PROCFS_H
#define XPF_CTL_PROCFS_H

struct xpf_net;

int xpf_procfs_add(struct xpf_net *xn);
void xpf_procfs_del(struct xpf_net *xn);

#endif
