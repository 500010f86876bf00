/* SPDX-License-Identifier: GPL-2.0 */
/* /sys/kernel/debug/xpf; see debugfs.c. */
#ifndef XPF_CTL_DEBUGFS_H
#define XPF_CTL_DEBUGFS_H

struct xpf_net;

void xpf_debugfs_init(void);
void xpf_debugfs_exit(void);
/* Once a namespace; called again it does nothing. */
void xpf_debugfs_add(struct xpf_net *xn);
void xpf_debugfs_del(struct xpf_net *xn);

#endif
