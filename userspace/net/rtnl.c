// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * rtnetlink by libmnl.  Requests are synchronous: the manager is one thread
 * and the kernel answers at once.  Extended acknowledgements are on, so that
 * a refusal has the kernel's words; strict checking is on, so that dumps are
 * filtered by the kernel (a box with a full BGP table must not read it all to
 * find its ten static routes).
 */
#include "net/rtnl.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>

#define BUF_SIZE (64 << 10)

struct rtnl {
	struct mnl_socket *nl;
	unsigned int seq;
	char error[256];
	char out[BUF_SIZE] __attribute__((aligned(8)));
	char in[BUF_SIZE] __attribute__((aligned(8)));
};

int rtnl_open(unsigned int groups, struct rtnl **out)
{
	int one = 1, size = 1 << 20, err;
	struct rtnl *r = calloc(1, sizeof(*r));

	if (!r)
		return -ENOMEM;
	r->nl = mnl_socket_open2(NETLINK_ROUTE,
				 SOCK_CLOEXEC | (groups ? SOCK_NONBLOCK : 0));
	if (!r->nl || mnl_socket_bind(r->nl, groups, MNL_SOCKET_AUTOPID)) {
		err = -errno;
		rtnl_close(r);
		return err;
	}
	mnl_socket_setsockopt(r->nl, NETLINK_EXT_ACK, &one, sizeof(one));
	mnl_socket_setsockopt(r->nl, NETLINK_GET_STRICT_CHK, &one, sizeof(one));
	setsockopt(mnl_socket_get_fd(r->nl), SOL_SOCKET, SO_RCVBUFFORCE, &size,
		   sizeof(size));
	*out = r;
	return 0;
}

void rtnl_close(struct rtnl *r)
{
	if (!r)
		return;
	if (r->nl)
		mnl_socket_close(r->nl);
	free(r);
}

int rtnl_fd(const struct rtnl *r)
{
	return mnl_socket_get_fd(r->nl);
}

struct nlmsghdr *rtnl_begin(struct rtnl *r, uint16_t type, uint16_t flags,
			    const void *head, size_t size)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(r->out);

	nlh->nlmsg_type = type;
	nlh->nlmsg_flags = NLM_F_REQUEST | flags;
	nlh->nlmsg_seq = ++r->seq;
	memcpy(mnl_nlmsg_put_extra_header(nlh, size), head, size);
	return nlh;
}

/* ---- answers ---- */

/* Where the text of an extended acknowledgement is, or NULL. */
static const char *ext_ack(const struct nlmsghdr *nlh, const struct nlmsgerr *e)
{
	size_t skip = sizeof(*e);
	const struct nlattr *a;

	if (!(nlh->nlmsg_flags & NLM_F_ACK_TLVS))
		return NULL;
	if (!(nlh->nlmsg_flags & NLM_F_CAPPED))
		skip += e->msg.nlmsg_len - sizeof(e->msg);
	mnl_attr_for_each(a, nlh, skip)
		if (mnl_attr_get_type(a) == NLMSGERR_ATTR_MSG &&
		    !mnl_attr_validate(a, MNL_TYPE_NUL_STRING))
			return mnl_attr_get_str(a);
	return NULL;
}

static int answer(struct rtnl *r, const struct nlmsghdr *nlh)
{
	const struct nlmsgerr *e = mnl_nlmsg_get_payload(nlh);
	const char *text;

	if (nlh->nlmsg_len < mnl_nlmsg_size(sizeof(*e)))
		return -EBADMSG;
	if (!e->error)
		return 0;
	text = ext_ack(nlh, e);
	snprintf(r->error, sizeof(r->error), "%s",
		 text && *text ? text : strerror(-e->error));
	return e->error;
}

static int send_request(struct rtnl *r, uint16_t flags)
{
	struct nlmsghdr *nlh = (struct nlmsghdr *)r->out;

	r->error[0] = '\0';
	nlh->nlmsg_flags |= flags;
	if (mnl_socket_sendto(r->nl, nlh, nlh->nlmsg_len) < 0) {
		snprintf(r->error, sizeof(r->error), "%s", strerror(errno));
		return -errno;
	}
	return 0;
}

static ssize_t receive(struct rtnl *r)
{
	ssize_t n;

	do
		n = mnl_socket_recvfrom(r->nl, r->in, sizeof(r->in));
	while (n < 0 && errno == EINTR);
	if (n < 0) {
		n = -errno;
		snprintf(r->error, sizeof(r->error), "%s", strerror(errno));
	}
	return n;
}

int rtnl_talk(struct rtnl *r)
{
	const struct nlmsghdr *nlh;
	int len, err;
	ssize_t n;

	err = send_request(r, NLM_F_ACK);
	while (!err) {
		n = receive(r);
		if (n < 0)
			return (int)n;
		len = (int)n;
		for (nlh = (struct nlmsghdr *)r->in; mnl_nlmsg_ok(nlh, len);
		     nlh = mnl_nlmsg_next(nlh, &len))
			if (nlh->nlmsg_seq == r->seq &&
			    nlh->nlmsg_type == NLMSG_ERROR)
				return answer(r, nlh);
	}
	return err;
}

struct dump {
	mnl_cb_t cb; /* NULL: the caller wants no more */
	void *arg;
	bool changed; /* the kernel's table, meanwhile */
	bool end;
	int err;
};

static void dump_part(struct rtnl *r, int len, struct dump *d)
{
	const struct nlmsghdr *nlh;

	for (nlh = (struct nlmsghdr *)r->in; mnl_nlmsg_ok(nlh, len);
	     nlh = mnl_nlmsg_next(nlh, &len)) {
		if (nlh->nlmsg_seq != r->seq)
			continue;
		if (nlh->nlmsg_flags & NLM_F_DUMP_INTR)
			d->changed = true;
		if (nlh->nlmsg_type == NLMSG_ERROR)
			d->err = answer(r, nlh);
		if (nlh->nlmsg_type == NLMSG_ERROR ||
		    nlh->nlmsg_type == NLMSG_DONE) {
			d->end = true;
			return;
		}
		if (d->cb && d->cb(nlh, d->arg) <= MNL_CB_STOP)
			d->cb = NULL;
	}
}

/* Always read to its end: until then the socket takes no other dump. */
int rtnl_dump(struct rtnl *r, mnl_cb_t cb, void *arg)
{
	struct dump d = { .cb = cb, .arg = arg };
	int err = send_request(r, NLM_F_DUMP);
	ssize_t n;

	if (err)
		return err;
	while (!d.end) {
		n = receive(r);
		if (n < 0)
			return (int)n;
		dump_part(r, (int)n, &d);
	}
	if (!d.err && d.changed)
		return -EINTR;
	return d.err;
}

const char *rtnl_error(const struct rtnl *r)
{
	return r->error;
}

int rtnl_read(struct rtnl *r, mnl_cb_t cb, void *arg)
{
	ssize_t n;

	while ((n = receive(r)) > 0)
		mnl_cb_run(r->in, (size_t)n, 0, 0, cb, arg);
	return n == -EAGAIN ? 0 : (int)n;
}

/* ---- attributes ---- */

void rtnl_put_addr(struct nlmsghdr *nlh, uint16_t type, const struct addr *a)
{
	mnl_attr_put(nlh, type, addr_bits(a) / 8, a->b);
}

void rtnl_get_addr(const struct nlattr *a, int family, struct addr *out)
{
	size_t want = family == AF_INET ? 4 : 16;

	if (!a || mnl_attr_get_payload_len(a) != want)
		return;
	memset(out, 0, sizeof(*out));
	out->family = (uint8_t)family;
	memcpy(out->b, mnl_attr_get_payload(a), want);
}

void rtnl_attrs(const struct nlmsghdr *nlh, size_t size,
		const struct nlattr **tb, unsigned int max)
{
	const struct nlattr *a;

	memset(tb, 0, (max + 1) * sizeof(*tb));
	mnl_attr_for_each(a, nlh, size)
		if (mnl_attr_get_type(a) <= max)
			tb[mnl_attr_get_type(a)] = a;
}

void rtnl_nested(const struct nlattr *nest, const struct nlattr **tb,
		 unsigned int max)
{
	const struct nlattr *a;

	memset(tb, 0, (max + 1) * sizeof(*tb));
	mnl_attr_for_each_nested(a, nest)
		if (mnl_attr_get_type(a) <= max)
			tb[mnl_attr_get_type(a)] = a;
}
