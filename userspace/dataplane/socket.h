/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One socket of the family: a request, its answers, its error. */
#ifndef XPF_DATAPLANE_SOCKET_H
#define XPF_DATAPLANE_SOCKET_H

#include <stdint.h>
#include <linux/genetlink.h>

#include "dataplane/dataplane.h"
#include "dataplane/fields.h"

#define DP_MSG_MAX	60000	/* of a request */
#define DP_GROUPS	4

struct dp {
	struct mnl_socket *nl;
	uint32_t portid;
	uint32_t seq;
	uint16_t family;
	uint32_t group[DP_GROUPS]; /* enum xpf_event_group; 0: not there */
	char tx[DP_MSG_MAX + 64] __attribute__((aligned(8)));
	char rx[1 << 16] __attribute__((aligned(8)));
};

/* A new request in dp->tx, to be filled. */
struct msg dp_msg(struct dp *dp, uint8_t cmd, uint16_t flags);

/* For each answer that is not an error; non-zero ends. */
typedef int (*dp_reply_fn)(const struct nlmsghdr *nlh, void *arg);

/* Send @m and wait for the last answer. 0, -errno, or what @fn returned. */
int dp_request(struct dp *dp, const struct msg *m, dp_reply_fn fn, void *arg,
	       struct dp_error *err);

/* Fill @err (may be NULL); returns @code. */
int dp_fail(struct dp_error *err, int code, const char *text);


#define dp_attr_for_each(attr, nlh) \
	mnl_attr_for_each(attr, nlh, sizeof(struct genlmsghdr))

/* What the error message of the kernel says.  Pure. */
int dp_parse_error(const struct nlmsghdr *nlh, struct dp_error *err);

#endif
