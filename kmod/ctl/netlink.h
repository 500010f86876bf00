/* SPDX-License-Identifier: GPL-2.0 */
/* The family, for those who send on it. */
#ifndef XPF_CTL_NETLINK_H
#define XPF_CTL_NETLINK_H

#include <net/genetlink.h>
#include <uapi/linux/xpf.h>

enum xpf_group {
	XPF_GRP_SESSION = XPF_EVENT_GROUP_SESSION,
	XPF_GRP_DROP = XPF_EVENT_GROUP_DROP,
	XPF_GRP_CONTROL = XPF_EVENT_GROUP_CONTROL,
	XPF_GRP_TRACE = XPF_EVENT_GROUP_TRACE,
	__XPF_GRP_COUNT,
};

extern struct genl_family xpf_genl_family;

/* Every operation but dumps of the ruleset's objects has its handler here. */
int xpf_netlink_init(void);
void xpf_netlink_exit(void);

#endif
