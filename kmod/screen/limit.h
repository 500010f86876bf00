/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How many sessions an address has.  See limit.c.
 */
#ifndef XPF_SCREEN_LIMIT_H
#define XPF_SCREEN_LIMIT_H

#include <linux/in6.h>
#include <linux/types.h>

struct xpf_limits;

struct xpf_limit_key {
	struct in6_addr addr;
	u16 zone;
	u16 vrf;
	u8 what;		/* enum xpf_screen_id */
	u8 family;
	u16 of;			/* enum xpf_limit_of */
};

struct xpf_limits *xpf_limits_new(void);
void xpf_limits_free(struct xpf_limits *t);	/* NULL is fine */

/*
 * Count a session: 0, or -EDQUOT when @max are there already and @force is not
 * set, or -ENOMEM.  Context: BH disabled.
 */
int xpf_limit_take(struct xpf_limits *t, const struct xpf_limit_key *key,
		   u32 max, bool force);
/* A session that was counted is over. */
void xpf_limit_put(struct xpf_limits *t, const struct xpf_limit_key *key);
/* How many there are. */
u32 xpf_limit_read(struct xpf_limits *t, const struct xpf_limit_key *key);

#endif
