// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The event socket: nonblocking, for the event loop.
 *
 * Every message of the kernel says which events of which CPU it holds, by
 * number; this keeps the number each CPU should come with next, per group,
 * and tells the reader of gaps.  A socket that overran (ENOBUFS) needs nothing
 * more: the next message shows how much is missing.  The kernel is asked to
 * count for its own statistics what found no room here
 * (NETLINK_BROADCAST_ERROR).
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "dataplane/socket.h"

#define GROUPS DP_GROUPS
#define MAX_CPUS 8192
#define BURST 64 /* messages read at once */
#define RCVBUF (2 << 20)

struct dp_events {
	struct dp *dp;
	bool known[GROUPS][MAX_CPUS];
	uint64_t next[GROUPS][MAX_CPUS];
};

static int join(struct dp *dp, unsigned int groups, struct dp_error *err)
{
	for (int i = 0; i < GROUPS; i++) {
		if (!(groups & 1u << i))
			continue;
		if (!dp->group[i])
			return dp_fail(err, -EOPNOTSUPP,
				       "the module has no such events");
		if (mnl_socket_setsockopt(dp->nl, NETLINK_ADD_MEMBERSHIP,
					  &dp->group[i],
					  sizeof(dp->group[i])) < 0)
			return dp_fail(err, -errno, strerror(errno));
	}
	return 0;
}

int dp_events_open(struct dp_events **out, unsigned int groups,
		   struct dp_error *err)
{
	struct dp_events *e = calloc(1, sizeof(*e));
	int on = 1, size = RCVBUF, fd, ret;

	if (!e)
		return dp_fail(err, -ENOMEM, strerror(ENOMEM));
	ret = dp_open(&e->dp, err);
	if (ret)
		goto err_open;
	fd = mnl_socket_get_fd(e->dp->nl);
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)))
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
	mnl_socket_setsockopt(e->dp->nl, NETLINK_BROADCAST_ERROR, &on,
			      sizeof(on));
	ret = join(e->dp, groups, err);
	if (ret)
		goto err_join;
	*out = e;
	return 0;

err_join:
	dp_close(e->dp);
err_open:
	free(e);
	return ret;
}

void dp_events_close(struct dp_events *e)
{
	if (!e)
		return;
	dp_close(e->dp);
	free(e);
}

int dp_events_fd(const struct dp_events *e)
{
	return mnl_socket_get_fd(e->dp->nl);
}

/* What of this message, and what was lost before it. */
struct batch {
	uint32_t cpu;
	uint64_t seq;
	uint64_t n;
	uint64_t group;
};

static void read_header(const struct nlmsghdr *nlh, struct batch *b)
{
	const struct nlattr *attr;

	memset(b, 0, sizeof(*b));
	dp_attr_for_each(attr, nlh) {
		switch (mnl_attr_get_type(attr)) {
		case XPF_A_EVENT_GROUP:
			b->group = attr_uint(attr);
			break;
		case XPF_A_EVENT_CPU:
			b->cpu = attr_uint(attr);
			break;
		case XPF_A_EVENT_SEQ:
			b->seq = attr_uint(attr);
			break;
		case XPF_A_EVENT:
			b->n++;
			break;
		}
	}
}

static uint64_t lost_before(struct dp_events *e, const struct batch *b)
{
	uint64_t lost = 0;

	if (b->cpu >= MAX_CPUS || b->group >= GROUPS)
		return 0;
	if (e->known[b->group][b->cpu] && b->seq > e->next[b->group][b->cpu])
		lost = b->seq - e->next[b->group][b->cpu];
	e->known[b->group][b->cpu] = true;
	e->next[b->group][b->cpu] = b->seq + b->n;
	return lost;
}

static int deliver(struct dp_events *e, const struct nlmsghdr *nlh,
		   dp_event_fn fn, void *arg)
{
	const struct nlattr *attr;
	struct dp_event ev;
	struct batch b;
	uint64_t lost;

	if (nlh->nlmsg_type != e->dp->family ||
	    mnl_nlmsg_get_payload_len(nlh) < sizeof(struct genlmsghdr))
		return 0;
	read_header(nlh, &b);
	lost = lost_before(e, &b);
	dp_attr_for_each(attr, nlh) {
		if (mnl_attr_get_type(attr) != XPF_A_EVENT)
			continue;
		nest_get_event(attr, &ev);
		fn(&ev, lost, arg);
		lost = 0;
	}
	if (lost)
		fn(NULL, lost, arg);
	return b.n;
}

int dp_events_read(struct dp_events *e, dp_event_fn fn, void *arg)
{
	int total = 0;

	for (int left = BURST; left; left--) {
		const struct nlmsghdr *nlh;
		ssize_t n = recv(dp_events_fd(e), e->dp->rx, sizeof(e->dp->rx),
				 MSG_DONTWAIT);
		int len = n;

		if (n < 0) {
			if (errno == EAGAIN)
				break;
			if (errno == EINTR || errno == ENOBUFS)
				continue;
			return -errno;
		}
		for (nlh = (const struct nlmsghdr *)e->dp->rx;
		     mnl_nlmsg_ok(nlh, len); nlh = mnl_nlmsg_next(nlh, &len))
			total += deliver(e, nlh, fn, arg);
	}
	return total;
}
