/* SPDX-License-Identifier: GPL-2.0 */
/* Class of service of an interface: struct xpf_cos. */
#ifndef XPF_POLICY_COS_H
#define XPF_POLICY_COS_H

#include <linux/types.h>
#include <uapi/linux/xpf.h>

/* Is each class and code point in it one? */
bool xpf_cos_valid(const struct xpf_cos *c);
/* Of what comes in, of what leaves; NULL says nothing. */
bool xpf_cos_classifies(const struct xpf_cos *c);
bool xpf_cos_rewrites(const struct xpf_cos *c);
/* Freed by kfree(); NULL: no memory. */
const struct xpf_cos *xpf_cos_copy(const struct xpf_cos *c);

#endif
