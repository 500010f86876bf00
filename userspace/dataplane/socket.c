// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The request socket: blocking, one request at a time.
 *
 * Errors come with the kernel's own words (extended acks) and, in a
 * transaction, with the object that is at fault; both are handed up in struct
 * dp_error.  A dump that its reader has enough of is read to the end all the
 * same: the socket may hold a transaction and must stay as it is.
 */
#include <errno.h>
#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dataplane/socket.h"

int dp_fail(struct dp_error *err, int code, const char *text)
{
	if (err) {
		memset(err, 0, sizeof(*err));
		err->code = code;
		snprintf(err->text, sizeof(err->text), "%s", text);
	}
	return code;
}

struct msg dp_msg(struct dp *dp, uint8_t cmd, uint16_t flags)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(dp->tx);
	struct genlmsghdr *g;

	nlh->nlmsg_type = dp->family;
	nlh->nlmsg_flags = NLM_F_REQUEST | flags;
	nlh->nlmsg_seq = ++dp->seq;
	g = mnl_nlmsg_put_extra_header(nlh, sizeof(*g));
	g->cmd = cmd;
	g->version = XPF_GENL_VERSION;
	return (struct msg){ nlh, DP_MSG_MAX };
}

/* What the kernel calls an error is one; anything else is a broken kernel. */
static int errno_of(int code)
{
	return code < 0 && code > -4096 ? code : -EPROTO;
}

static enum dp_object object_kind(uint32_t attr)
{
	switch (attr) {
	case XPF_A_CONFIG:
		return DP_OBJECT_CONFIG;
	case XPF_A_ZONE:
		return DP_OBJECT_ZONE;
	case XPF_A_INTERFACE:
		return DP_OBJECT_INTERFACE;
	case XPF_A_APP:
		return DP_OBJECT_APP;
	case XPF_A_POLICY:
		return DP_OBJECT_POLICY;
	case XPF_A_NAT_RULE:
		return DP_OBJECT_NAT_RULE;
	case XPF_A_NAT_POOL:
		return DP_OBJECT_NAT_POOL;
	case XPF_A_FW_FILTER:
		return DP_OBJECT_FW_FILTER;
	case XPF_A_FW_METER:
		return DP_OBJECT_FW_METER;
	case XPF_A_FW_TERM:
		return DP_OBJECT_FW_TERM;
	case XPF_A_SCREEN:
		return DP_OBJECT_SCREEN;
	case XPF_A_IMAGE_KIND:
		return DP_OBJECT_IMAGE;
	}
	return DP_OBJECT_NONE;
}

static void parse_cookie(const struct nlattr *attr, struct dp_error *err)
{
	struct xpf_error_cookie c;

	if (mnl_attr_get_payload_len(attr) != sizeof(c))
		return;
	memcpy(&c, mnl_attr_get_payload(attr), sizeof(c));
	err->kind = object_kind(c.object);
	err->index = c.index;
}

/* The attributes of an extended ack stand after the quoted request. */
static void parse_extack(const struct nlmsghdr *nlh, size_t offset,
			 struct dp_error *err)
{
	const struct nlattr *attr;

	if (offset > mnl_nlmsg_get_payload_len(nlh))
		return;
	mnl_attr_for_each(attr, nlh, offset) {
		const char *s;

		switch (mnl_attr_get_type(attr)) {
		case NLMSGERR_ATTR_MSG:
			s = attr_str(attr);
			if (*s)
				snprintf(err->text, sizeof(err->text), "%s", s);
			break;
		case NLMSGERR_ATTR_COOKIE:
			parse_cookie(attr, err);
			break;
		}
	}
}

int dp_parse_error(const struct nlmsghdr *nlh, struct dp_error *err)
{
	const struct nlmsgerr *e = mnl_nlmsg_get_payload(nlh);
	struct dp_error local;
	size_t offset = sizeof(*e);
	int code;

	if (mnl_nlmsg_get_payload_len(nlh) < sizeof(*e))
		return dp_fail(err, -EPROTO, "short answer of the kernel");
	if (!e->error)
		return 0;
	if (!err)
		err = &local;
	code = errno_of(e->error);
	dp_fail(err, code, strerror(-code));
	if (!(nlh->nlmsg_flags & NLM_F_CAPPED))
		offset += MNL_ALIGN(e->msg.nlmsg_len) - sizeof(e->msg);
	if (nlh->nlmsg_flags & NLM_F_ACK_TLVS)
		parse_extack(nlh, offset, err);
	return code;
}

struct exchange {
	dp_reply_fn fn;
	void *arg;
	struct dp_error *err;
	bool interrupted; /* NLM_F_DUMP_INTR was seen */
	bool done;
	int ret; /* of fn */
};

static int dump_done(const struct nlmsghdr *nlh, struct exchange *x)
{
	int code = 0;

	x->done = true;
	if (mnl_nlmsg_get_payload_len(nlh) >= sizeof(code))
		memcpy(&code, mnl_nlmsg_get_payload(nlh), sizeof(code));
	if (code) {
		code = errno_of(code);
		dp_fail(x->err, code, strerror(-code));
		if (nlh->nlmsg_flags & NLM_F_ACK_TLVS && x->err)
			parse_extack(nlh, sizeof(code), x->err);
		return code;
	}
	if (x->interrupted)
		return dp_fail(x->err, -EINTR, "changed while it was read");
	return 0;
}

static int one_message(const struct nlmsghdr *nlh, struct exchange *x)
{
	if (nlh->nlmsg_flags & NLM_F_DUMP_INTR)
		x->interrupted = true;
	switch (nlh->nlmsg_type) {
	case NLMSG_ERROR:
		x->done = true;
		return dp_parse_error(nlh, x->err);
	case NLMSG_DONE:
		return dump_done(nlh, x);
	case NLMSG_NOOP:
	case NLMSG_OVERRUN:
		return 0;
	}
	if (mnl_nlmsg_get_payload_len(nlh) < sizeof(struct genlmsghdr))
		return 0;
	if (x->fn && !x->ret) {
		x->ret = x->fn(nlh, x->arg);
		if (x->ret)
			dp_fail(x->err, x->ret < 0 ? x->ret : 0, "stopped");
	}
	return 0;
}

static int receive(struct dp *dp, uint32_t seq, struct exchange *x)
{
	const struct nlmsghdr *nlh = (const struct nlmsghdr *)dp->rx;
	ssize_t n = mnl_socket_recvfrom(dp->nl, dp->rx, sizeof(dp->rx));
	int len = n, err = 0;

	if (n < 0) {
		x->done = errno != EINTR;
		return errno == EINTR ?
			       0 :
			       dp_fail(x->err, -errno, strerror(errno));
	}
	for (; !x->done && mnl_nlmsg_ok(nlh, len);
	     nlh = mnl_nlmsg_next(nlh, &len))
		if (nlh->nlmsg_seq == seq)
			err = one_message(nlh, x);
	return err;
}

int dp_request(struct dp *dp, const struct msg *m, dp_reply_fn fn, void *arg,
	       struct dp_error *err)
{
	struct exchange x = { .fn = fn, .arg = arg, .err = err };
	int ret = 0;

	if (err)
		memset(err, 0, sizeof(*err));
	if ((m->nlh->nlmsg_flags & NLM_F_DUMP) != NLM_F_DUMP)
		m->nlh->nlmsg_flags |= NLM_F_ACK;
	if (mnl_socket_sendto(dp->nl, m->nlh, m->nlh->nlmsg_len) < 0)
		return dp_fail(err, -errno, strerror(errno));
	while (!x.done)
		ret = receive(dp, m->nlh->nlmsg_seq, &x);
	return x.ret ? x.ret : ret;
}

/* The group's id goes where its name says. */
static void one_group(const struct nlattr *nest, uint32_t group[DP_GROUPS])
{
	static const char *const names[] = {
		XPF_GROUP_SESSION,
		XPF_GROUP_DROP,
		XPF_GROUP_CONTROL,
		XPF_GROUP_TRACE,
	};
	const struct nlattr *attr;
	const char *name = "";
	uint32_t id = 0;

	mnl_attr_for_each_nested(attr, nest) {
		if (mnl_attr_get_type(attr) == CTRL_ATTR_MCAST_GRP_NAME)
			name = attr_str(attr);
		if (mnl_attr_get_type(attr) == CTRL_ATTR_MCAST_GRP_ID)
			id = attr_uint(attr);
	}
	for (int i = 0; i < DP_GROUPS; i++)
		if (!strcmp(name, names[i]))
			group[i] = id;
}

static int on_family(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *attr, *group;
	struct dp *dp = arg;

	dp_attr_for_each(attr, nlh) {
		if (mnl_attr_get_type(attr) == CTRL_ATTR_FAMILY_ID)
			dp->family = attr_uint(attr);
		if (mnl_attr_get_type(attr) == CTRL_ATTR_MCAST_GROUPS)
			mnl_attr_for_each_nested(group, attr)
				one_group(group, dp->group);
	}
	return 0;
}

static int resolve(struct dp *dp, struct dp_error *err)
{
	struct msg m;
	int ret;

	dp->family = GENL_ID_CTRL;
	m = dp_msg(dp, CTRL_CMD_GETFAMILY, 0);
	msg_put(&m, CTRL_ATTR_FAMILY_NAME, XPF_GENL_NAME,
		sizeof(XPF_GENL_NAME));
	ret = dp_request(dp, &m, on_family, dp, err);
	if (ret == -ENOENT)
		return dp_fail(err, -ENOENT, "kernel module xpf is not loaded");
	if (!ret && dp->family == GENL_ID_CTRL)
		return dp_fail(err, -EPROTO, "netlink family has no id");
	return ret;
}

int dp_open(struct dp **out, struct dp_error *err)
{
	struct dp *dp = calloc(1, sizeof(*dp));
	int on = 1, ret;

	if (!dp)
		return dp_fail(err, -ENOMEM, strerror(ENOMEM));
	dp->nl = mnl_socket_open2(NETLINK_GENERIC, SOCK_CLOEXEC);
	if (!dp->nl || mnl_socket_bind(dp->nl, 0, MNL_SOCKET_AUTOPID) < 0) {
		ret = dp_fail(err, -errno, strerror(errno));
		goto err_open;
	}
	mnl_socket_setsockopt(dp->nl, NETLINK_EXT_ACK, &on, sizeof(on));
	mnl_socket_setsockopt(dp->nl, NETLINK_CAP_ACK, &on, sizeof(on));
	dp->portid = mnl_socket_get_portid(dp->nl);
	ret = resolve(dp, err);
	if (ret)
		goto err_open;
	*out = dp;
	return 0;

err_open:
	dp_close(dp);
	return ret;
}

void dp_close(struct dp *dp)
{
	if (!dp)
		return;
	if (dp->nl)
		mnl_socket_close(dp->nl);
	free(dp);
}
