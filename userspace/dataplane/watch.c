// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The coming and going of the module: the kernel tells when a generic netlink
 * family is registered or taken away (group "notify" of the controller,
 * CTRL_CMD_NEWFAMILY and CTRL_CMD_DELFAMILY; see genl_ctrl_event() in
 * net/netlink/genetlink.c).  The module takes its family away before its hooks
 * and registers it after everything else.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "dataplane/socket.h"

#define BURST 64 /* messages read at once */

struct dp_watch {
	struct mnl_socket *nl;
	char rx[1 << 13] __attribute__((aligned(8)));
};

int dp_watch_open(struct dp_watch **out, struct dp_error *err)
{
	struct dp_watch *w = calloc(1, sizeof(*w));
	int group = GENL_ID_CTRL; /* the controller's only one has its id */

	if (!w)
		return dp_fail(err, -ENOMEM, strerror(ENOMEM));
	w->nl = mnl_socket_open2(NETLINK_GENERIC, SOCK_CLOEXEC | SOCK_NONBLOCK);
	if (!w->nl || mnl_socket_bind(w->nl, 0, MNL_SOCKET_AUTOPID) < 0 ||
	    mnl_socket_setsockopt(w->nl, NETLINK_ADD_MEMBERSHIP, &group,
				  sizeof(group)) < 0) {
		int ret = dp_fail(err, -errno, strerror(errno));

		dp_watch_close(w);
		return ret;
	}
	*out = w;
	return 0;
}

void dp_watch_close(struct dp_watch *w)
{
	if (!w)
		return;
	if (w->nl)
		mnl_socket_close(w->nl);
	free(w);
}

int dp_watch_fd(const struct dp_watch *w)
{
	return mnl_socket_get_fd(w->nl);
}

static bool is_ours(const struct nlmsghdr *nlh)
{
	const struct genlmsghdr *g = mnl_nlmsg_get_payload(nlh);
	const struct nlattr *attr;

	if (nlh->nlmsg_type != GENL_ID_CTRL ||
	    mnl_nlmsg_get_payload_len(nlh) < sizeof(*g) ||
	    (g->cmd != CTRL_CMD_NEWFAMILY && g->cmd != CTRL_CMD_DELFAMILY))
		return false;
	dp_attr_for_each(attr, nlh)
		if (mnl_attr_get_type(attr) == CTRL_ATTR_FAMILY_NAME &&
		    !strcmp(attr_str(attr), XPF_GENL_NAME))
			return true;
	return false;
}

bool dp_watch_read(struct dp_watch *w)
{
	bool ours = false;

	for (int left = BURST; left; left--) {
		const struct nlmsghdr *nlh = (const struct nlmsghdr *)w->rx;
		ssize_t n = recv(dp_watch_fd(w), w->rx, sizeof(w->rx), 0);
		int len = n;

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return ours || errno == ENOBUFS;
		for (; mnl_nlmsg_ok(nlh, len); nlh = mnl_nlmsg_next(nlh, &len))
			ours |= is_ours(nlh);
	}
	return ours;
}
