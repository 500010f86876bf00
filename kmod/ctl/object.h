/* SPDX-License-Identifier: GPL-2.0 */
/* The objects of a ruleset, out of attributes; see object.c. */
#ifndef XPF_CTL_OBJECT_H
#define XPF_CTL_OBJECT_H

#include <linux/types.h>
#include <net/netlink.h>

struct xpf_builder;
struct xpf_fault;

/*
 * Parse one top level attribute of an ADD and add its object.  On error the
 * text is in @extack or in @fault->text; @fault says which object it is.
 */
int xpf_object_add(struct xpf_builder *b, const struct nlattr *attr,
		   struct xpf_fault *fault, struct netlink_ext_ack *extack);

#endif
