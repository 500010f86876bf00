// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Requests to the xpf netlink family, right and wrong:
 *
 *	nlfuzz SECONDS [SEED]
 *	nlfuzz --deny		every operation must be forbidden to who runs this
 *
 * What there is to ask comes from the kernel (which operations, and by
 * CTRL_CMD_GETPOLICY which attributes each takes) and from the headers (nlspec.h
 * is made of them): what is added to the protocol is fuzzed from then on.
 *
 * First everything once: each operation with each attribute there is, and each
 * attribute of each nest of it in every wrong form (enum form).  Then, until
 * time is up, what a manager would say with a mistake now and then: transactions
 * whose objects fit together, images of which a byte is wrong, dumps that nobody
 * reads to their end.  The kernel may refuse whatever it likes; it must not
 * complain in its log, which the lab looks at afterwards.  What was sent, taken
 * and refused is printed; status 1 if something was left out.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/genetlink.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <linux/xpf.h>

#include "compile/classifier.h"

enum spec_kind {
	SPEC_U8,
	SPEC_U16,
	SPEC_U32,
	SPEC_U64,
	SPEC_STRING,
	SPEC_FLAG,
	SPEC_BYTES,
	SPEC_NEST,
};

struct spec_attr {
	const char *name;
	uint16_t type;
	enum spec_kind kind;
	struct spec *nest;
	unsigned long sent, taken; /* in requests; in such that were taken */
};

struct spec {
	struct spec_attr *attr;
	size_t n;
};

#include "nlspec.h"

/* How an attribute can be written. */
enum form {
	RIGHT,
	EMPTY,
	SHORT,
	LONG,
	HUGE,
	LEAF_AS_NEST, /* the flag is there or not, wrongly */
	BEYOND, /* longer than what it is in */
	STUB, /* shorter than its own header */
	TWICE,
	DEEP, /* nested in itself many times */
	FORMS,
};

#define OPS (sizeof(commands) / sizeof(commands[0]))
#define TOP (XPF_A_MAX + 1)

static uint64_t seed = 1;
static uint16_t family;
static uint32_t groups[16];
static int n_groups;
static struct {
	bool can_do, can_dump;
	bool takes[TOP];
	unsigned long sent, taken, with[TOP];
} op[OPS];
static struct mnl_socket *nl;
static size_t buffer; /* of this socket: dumps of small messages, or large */
static unsigned long sent, accepted, interrupted, refused[4096];
static char tx[140000], rx[70000];

/* The attributes of this request, for `taken`. */
static struct spec_attr *used[4000];
static size_t n_used;
static int last_error;

static uint32_t rnd(uint32_t n)
{
	seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
	return (uint32_t)(seed >> 33) % n;
}

static void reopen(void)
{
	struct timeval patience = { .tv_sec = 2 };

	if (nl)
		mnl_socket_close(nl);
	nl = mnl_socket_open(NETLINK_GENERIC);
	if (!nl || mnl_socket_bind(nl, 0, MNL_SOCKET_AUTOPID) < 0) {
		perror("nlfuzz: socket");
		exit(1);
	}
	setsockopt(mnl_socket_get_fd(nl), SOL_SOCKET, SO_RCVTIMEO, &patience,
		   sizeof(patience));
	/* an error need not quote what was asked */
	mnl_socket_setsockopt(nl, NETLINK_CAP_ACK, &(int){ 1 }, sizeof(int));
	buffer = rnd(2) ? 8192 : sizeof(rx);
}

static void count(int error)
{
	last_error = error;
	if (!error)
		accepted++;
	else if (error > -4096)
		refused[-error]++;
}

/* Read until the request is answered, or nothing comes any more. */
static void answer(uint32_t seq)
{
	for (;;) {
		ssize_t n = mnl_socket_recvfrom(nl, rx, buffer);
		const struct nlmsghdr *nlh = (const struct nlmsghdr *)rx;
		int len = n;

		if (n <= 0)
			return;
		for (; mnl_nlmsg_ok(nlh, len);
		     nlh = mnl_nlmsg_next(nlh, &len)) {
			const struct nlmsgerr *e = mnl_nlmsg_get_payload(nlh);

			if (nlh->nlmsg_seq != seq)
				continue;
			if (nlh->nlmsg_type == NLMSG_ERROR) {
				count(e->error);
				return;
			}
			if (nlh->nlmsg_type == NLMSG_DONE) {
				count(0);
				return;
			}
		}
	}
}

static uint64_t number(void)
{
	switch (rnd(7)) {
	case 0:
		return rnd(2000);
	case 1:
		return 1ULL << rnd(64);
	case 2:
		return (1ULL << rnd(64)) - 1;
	case 3:
		return -1ULL - rnd(3);
	case 4:
		return (uint64_t)rnd(1U << 31) << 33 | rnd(1U << 31);
	default:
		return rnd(4);
	}
}

/* An image that the compiler made, of which sometimes something is wrong. */
static size_t image(char *data, size_t max)
{
	struct classifier *c = classifier_new(1u << 20);
	uint32_t rules = rnd(4), context = classifier_context(c), where;
	size_t size = 0;
	void *img;

	for (uint32_t i = 0; i < rules; i++) {
		struct valset *web = classifier_number(c, 6 << 16 | rnd(100));
		struct entry e = entry_any(i);

		if (rnd(2))
			entry_in(&e, XPF_F_SERVICE, &web, 1);
		classifier_add(c, context, &e);
	}
	classifier_pair(c, 2 + rnd(2), 2 + rnd(2), context);
	if (!classifier_build(c, rules, &img, &size, &where)) {
		size = size < max ? size : max;
		memcpy(data, img, size);
		free(img);
	}
	classifier_free(c);
	for (uint32_t n = rnd(2) ? 0 : 1 + rnd(4); n && size; n--)
		data[rnd(size)] ^= 1 << rnd(8);
	return size;
}

/* A value that may be meant: objects have small numbers, and names of them. */
static size_t value(const struct spec_attr *a, char *data, size_t max)
{
	static const size_t unit[] = { 4, 4, 16, 8, 12, 20, 32, 40 };
	static const char *const devices[] = { "lo", "ge-0-0-0", "ge-0-0-1" };
	uint64_t v = rnd(8) ? rnd(6) : number();
	size_t n;

	switch (a->kind) {
	case SPEC_U8:
		data[0] = (char)v;
		return 1;
	case SPEC_U16:
		memcpy(data, &(uint16_t){ (uint16_t)v }, 2);
		return 2;
	case SPEC_U32:
		memcpy(data, &(uint32_t){ (uint32_t)v }, 4);
		return 4;
	case SPEC_U64:
		memcpy(data, &v, 8);
		return 8;
	case SPEC_STRING:
		if (rnd(3))
			return snprintf(data, max, "n%u", rnd(9)) + 1;
		return snprintf(data, max, "%s", devices[rnd(3)]) + 1;
	case SPEC_FLAG:
		return 0;
	case SPEC_BYTES:
		if (a->type == XPF_A_IMAGE_DATA)
			return image(data, max);
		n = unit[rnd(8)] * (rnd(3) ? 1 : rnd(5));
		for (size_t i = 0; i < n; i++)
			data[i] = rnd(3) ? 0 : (char)rnd(256);
		return n;
	case SPEC_NEST:
		break;
	}
	return 0;
}

static bool room(const struct nlmsghdr *nlh, size_t n)
{
	return nlh->nlmsg_len + n + 200 < sizeof(tx) / 2;
}

static void use(struct spec_attr *a)
{
	a->sent++;
	if (n_used < sizeof(used) / sizeof(used[0]))
		used[n_used++] = a;
}

static void put(struct nlmsghdr *nlh, struct spec_attr *a, enum form form);

/* Most of a nest's attributes, with a mistake in one of @odds. */
static void fill(struct nlmsghdr *nlh, struct spec *s, uint32_t odds)
{
	for (size_t i = 0; i < s->n; i++)
		if (rnd(4) && room(nlh, 0))
			put(nlh, &s->attr[i], rnd(odds) ? RIGHT : rnd(FORMS));
}

static void put_deep(struct nlmsghdr *nlh, const struct spec_attr *a)
{
	struct nlattr *nest[300];
	int n = 0;

	while (n < 300 && room(nlh, 8))
		nest[n++] = mnl_attr_nest_start(nlh, a->type);
	while (n)
		mnl_attr_nest_end(nlh, nest[--n]);
}

static void put(struct nlmsghdr *nlh, struct spec_attr *a, enum form form)
{
	struct nlattr *attr = mnl_nlmsg_get_payload_tail(nlh);
	static char data[60100];
	size_t n;

	if (!room(nlh, form == HUGE ? 60000 : 0))
		return;
	use(a);
	if (form == DEEP) {
		put_deep(nlh, a);
		return;
	}
	if (a->kind == SPEC_NEST && (form == RIGHT || form >= LEAF_AS_NEST)) {
		mnl_attr_nest_start(nlh, a->type);
		fill(nlh, a->nest, form == RIGHT ? 30 : 4);
		mnl_attr_nest_end(nlh, attr);
	} else {
		memset(data, 0, 300);
		n = value(a, data, 4000);
		if (form == EMPTY)
			n = 0;
		else if (form == SHORT)
			n -= n != 0;
		else if (form == LONG)
			n += 1 + rnd(20);
		else if (form == HUGE)
			n = 60000;
		mnl_attr_put(nlh, a->type, n, data);
	}
	if (form == LEAF_AS_NEST)
		attr->nla_type ^= NLA_F_NESTED;
	else if (form == BEYOND)
		attr->nla_len += 1 + rnd(3000);
	else if (form == STUB)
		attr->nla_len = rnd(4);
	else if (form == TWICE)
		put(nlh, a, RIGHT);
}

static struct nlmsghdr *begin(uint8_t cmd, bool dump)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(tx);
	struct genlmsghdr *g;

	nlh->nlmsg_type = family;
	nlh->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
	if (dump)
		nlh->nlmsg_flags |= NLM_F_DUMP;
	nlh->nlmsg_seq = ++sent;
	g = mnl_nlmsg_put_extra_header(nlh, sizeof(*g));
	g->cmd = cmd;
	g->version = XPF_GENL_VERSION;
	n_used = 0;
	return nlh;
}

static void note(uint8_t cmd)
{
	const struct nlmsghdr *nlh = (const struct nlmsghdr *)tx;
	const struct nlattr *a;

	if (cmd >= OPS)
		return;
	op[cmd].sent++;
	mnl_attr_for_each(a, nlh, sizeof(struct genlmsghdr))
		if (mnl_attr_get_type(a) < TOP)
			op[cmd].with[mnl_attr_get_type(a)]++;
}

/* Send what is in tx; the answer, or as much of it as one cares for. */
static void ask(uint8_t cmd, bool all)
{
	struct nlmsghdr *nlh = (struct nlmsghdr *)tx;

	note(cmd);
	last_error = -ETIMEDOUT;
	if (mnl_socket_sendto(nl, nlh, nlh->nlmsg_len) < 0) {
		count(-errno);
		return;
	}
	if (!all) {
		interrupted++;
		if (rnd(2))
			mnl_socket_recvfrom(nl, rx, buffer);
		reopen();
		return;
	}
	answer(nlh->nlmsg_seq);
	if (last_error || cmd >= OPS)
		return;
	op[cmd].taken++;
	while (n_used)
		used[--n_used]->taken++;
}

static struct spec_attr *top(uint16_t type)
{
	for (size_t i = 0; i < xpf_attr.n; i++)
		if (xpf_attr.attr[i].type == type)
			return &xpf_attr.attr[i];
	return NULL;
}

static void simple(uint8_t cmd)
{
	begin(cmd, !op[cmd].can_do);
	ask(cmd, true);
}

static void enable(void)
{
	struct nlmsghdr *nlh = begin(XPF_CMD_ENABLE, false);

	mnl_attr_put_u32(nlh, XPF_A_MAX_SESSIONS, 4096);
	ask(XPF_CMD_ENABLE, true);
}

/* One attribute of a nest of one operation, in one form. */
static void probe(uint8_t cmd, struct spec_attr *outer, struct spec_attr *a,
		  enum form form)
{
	struct nlmsghdr *nlh = begin(cmd, !op[cmd].can_do);
	struct nlattr *nest = mnl_attr_nest_start(nlh, outer->type);

	put(nlh, a, form);
	mnl_attr_nest_end(nlh, nest);
	ask(cmd, true);
	if (last_error == -ENOENT) /* somebody ended the transaction */
		simple(XPF_CMD_BEGIN);
}

static void probe_nest(uint8_t cmd, struct spec_attr *outer)
{
	for (size_t i = 0; i < outer->nest->n; i++)
		for (int form = 0; form < FORMS; form++)
			probe(cmd, outer, &outer->nest->attr[i], form);
}

/* Everything once; an operation that throws all away only without attributes. */
static void sweep(void)
{
	struct nlmsghdr *nlh;

	enable();
	for (uint8_t cmd = 1; cmd < OPS; cmd++) {
		simple(cmd);
		enable();
		simple(XPF_CMD_BEGIN);
		for (size_t i = 0; i < xpf_attr.n; i++) {
			struct spec_attr *a = &xpf_attr.attr[i];
			bool takes = op[cmd].takes[a->type];

			for (int form = 0; form < (takes ? FORMS : 1); form++) {
				nlh = begin(cmd, !op[cmd].can_do);
				put(nlh, a, form);
				ask(cmd, true);
			}
			if (takes && a->kind == SPEC_NEST)
				probe_nest(cmd, a);
		}
	}
}

/* A piece of an image that may be the first and the last. */
static void put_image(struct nlmsghdr *nlh)
{
	static char data[8000];
	size_t n = image(data, sizeof(data));
	uint8_t kind = rnd(__XPF_IMAGE_KINDS + !rnd(9));

	mnl_attr_put(nlh, XPF_A_IMAGE_KIND, 1, &kind);
	mnl_attr_put_u32(nlh, XPF_A_IMAGE_SIZE, rnd(9) ? n : number());
	mnl_attr_put_u32(nlh, XPF_A_IMAGE_OFFSET, rnd(9) ? 0 : number());
	mnl_attr_put(nlh, XPF_A_IMAGE_DATA, n, data);
	for (uint16_t t = XPF_A_IMAGE_KIND; t <= XPF_A_IMAGE_DATA; t++)
		use(top(t));
}

static void request(uint8_t cmd)
{
	bool dump = op[cmd].can_dump && (!op[cmd].can_do || rnd(2));
	struct nlmsghdr *nlh = begin(cmd, rnd(40) ? dump : !dump);
	struct genlmsghdr *g = mnl_nlmsg_get_payload(nlh);

	if (cmd == XPF_CMD_IMAGE && rnd(8)) {
		put_image(nlh);
	} else if (cmd == XPF_CMD_ENABLE && rnd(4)) {
		mnl_attr_put_u32(nlh, XPF_A_MAX_SESSIONS, 1024u << rnd(3));
	} else {
		for (size_t i = 0; i < xpf_attr.n && room(nlh, 0); i++) {
			struct spec_attr *a = &xpf_attr.attr[i];

			if (op[cmd].takes[a->type] ? rnd(3) != 0 : !rnd(400))
				put(nlh, a, rnd(40) ? RIGHT : rnd(FORMS));
		}
	}
	if (!rnd(60))
		g->version = rnd(256);
	if (!rnd(60))
		g->reserved = rnd(65536);
	if (!rnd(60))
		nlh->nlmsg_flags ^= 1 << rnd(16);
	if (!rnd(60) && nlh->nlmsg_len > 24)
		nlh->nlmsg_len -= rnd(nlh->nlmsg_len - 20);
	ask(cmd, !dump || rnd(6));
}

/* A transaction like a manager's; its objects come one kind after the other. */
static void transaction(void)
{
	static const uint16_t kinds[] = {
		XPF_A_CONFIG,	 XPF_A_SCREEN,	  XPF_A_ZONE,
		XPF_A_FW_METER,	 XPF_A_FW_FILTER, XPF_A_FW_TERM,
		XPF_A_INTERFACE, XPF_A_APP,	  XPF_A_NAT_POOL,
		XPF_A_NAT_RULE,	 XPF_A_POLICY,
	};
	struct nlmsghdr *nlh;

	simple(XPF_CMD_BEGIN);
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		size_t k = rnd(12) ? i : rnd(11);

		for (uint32_t n = rnd(4); n; n--) {
			nlh = begin(XPF_CMD_ADD, false);
			put(nlh, top(kinds[k]), RIGHT);
			ask(XPF_CMD_ADD, true);
		}
	}
	for (uint32_t n = rnd(4); n; n--)
		request(XPF_CMD_IMAGE);
	request(rnd(6) ? XPF_CMD_COMMIT : XPF_CMD_ABORT);
	if (!rnd(3))
		reopen();
}

/* An object as it should be, so that commits succeed at times. */
static void good_zone(struct nlmsghdr *nlh, uint16_t id)
{
	struct nlattr *nest = mnl_attr_nest_start(nlh, XPF_A_ZONE);
	char name[8];

	snprintf(name, sizeof(name), "z%u", id);
	mnl_attr_put_u16(nlh, XPF_ZONE_A_ID, id);
	mnl_attr_put_strz(nlh, XPF_ZONE_A_NAME, name);
	mnl_attr_nest_end(nlh, nest);
	use(top(XPF_A_ZONE));
}

static void good_commit(void)
{
	struct nlmsghdr *nlh;

	simple(XPF_CMD_BEGIN);
	nlh = begin(XPF_CMD_ADD, false);
	good_zone(nlh, 2);
	good_zone(nlh, 3);
	ask(XPF_CMD_ADD, true);
	nlh = begin(XPF_CMD_COMMIT, false);
	mnl_attr_put_u64(nlh, XPF_A_COOKIE, rnd(1000));
	use(top(XPF_A_COOKIE));
	ask(XPF_CMD_COMMIT, true);
}

#include "nlfilters.h"

/* Mostly what builds a ruleset; rarely what throws everything away. */
static void anything(void)
{
	uint8_t cmd = 1 + rnd(OPS - 1 + !rnd(50));

	switch (rnd(9)) {
	case 0:
		good_commit();
		return;
	case 3:
		filter_commit();
		return;
	case 1:
	case 2:
		transaction();
		return;
	}
	if (cmd >= OPS) {
		begin(cmd, rnd(2));
		ask(cmd, true);
	} else if (cmd == XPF_CMD_DISABLE && rnd(20)) {
		enable();
	} else {
		request(cmd);
	}
}

/* What the kernel tells of the family. */
static void read_op(const struct nlattr *nest)
{
	const struct nlattr *a;
	uint32_t id = 0, flags = 0;

	mnl_attr_for_each_nested(a, nest) {
		if (mnl_attr_get_type(a) == CTRL_ATTR_OP_ID)
			id = mnl_attr_get_u32(a);
		if (mnl_attr_get_type(a) == CTRL_ATTR_OP_FLAGS)
			flags = mnl_attr_get_u32(a);
	}
	if (id >= OPS) {
		fprintf(stderr, "nlfuzz: operation %u is in no header\n", id);
		exit(1);
	}
	op[id].can_do = flags & GENL_CMD_CAP_DO;
	op[id].can_dump = flags & GENL_CMD_CAP_DUMP;
}

static void read_group(const struct nlattr *nest)
{
	const struct nlattr *a;

	mnl_attr_for_each_nested(a, nest)
		if (mnl_attr_get_type(a) == CTRL_ATTR_MCAST_GRP_ID)
			groups[n_groups++ % 16] = mnl_attr_get_u32(a);
}

static int read_family(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *a, *b;

	mnl_attr_for_each(a, nlh, sizeof(struct genlmsghdr)) {
		switch (mnl_attr_get_type(a)) {
		case CTRL_ATTR_FAMILY_ID:
			family = mnl_attr_get_u16(a);
			break;
		case CTRL_ATTR_OPS:
			mnl_attr_for_each_nested(b, a)
				read_op(b);
			break;
		case CTRL_ATTR_MCAST_GROUPS:
			mnl_attr_for_each_nested(b, a)
				read_group(b);
			break;
		}
	}
	return MNL_CB_OK;
}

/* CTRL_CMD_GETPOLICY: first which policy an operation has, then the policies. */
static uint32_t policy_of[2][OPS];

static int read_policy(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *a, *b, *c;
	uint16_t id;

	mnl_attr_for_each(a, nlh, sizeof(struct genlmsghdr)) {
		mnl_attr_for_each_nested(b, a) {
			id = mnl_attr_get_type(b);
			if (mnl_attr_get_type(a) == CTRL_ATTR_OP_POLICY) {
				mnl_attr_for_each_nested(c, b)
					policy_of[mnl_attr_get_type(c) ==
						  CTRL_ATTR_POLICY_DUMP][id %
									 OPS] =
						mnl_attr_get_u32(c) + 1;
			} else if (mnl_attr_get_type(a) == CTRL_ATTR_POLICY) {
				mnl_attr_for_each_nested(c, b)
					for (size_t i = 0; i < OPS; i++)
						if (policy_of[0][i] ==
							    id + 1u ||
						    policy_of[1][i] == id + 1u)
							op[i].takes
								[mnl_attr_get_type(
									 c) %
								 TOP] = true;
			}
		}
	}
	return MNL_CB_OK;
}

static void control(uint8_t cmd, uint16_t flags, mnl_cb_t read)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(tx);
	struct genlmsghdr *g;
	ssize_t n;
	int rc = MNL_CB_OK;

	nlh->nlmsg_type = GENL_ID_CTRL;
	nlh->nlmsg_flags = NLM_F_REQUEST | flags;
	nlh->nlmsg_seq = ++sent;
	g = mnl_nlmsg_put_extra_header(nlh, sizeof(*g));
	g->cmd = cmd;
	mnl_attr_put_strz(nlh, CTRL_ATTR_FAMILY_NAME, XPF_GENL_NAME);
	mnl_socket_sendto(nl, nlh, nlh->nlmsg_len);
	do {
		n = mnl_socket_recvfrom(nl, rx, sizeof(rx));
		if (n <= 0)
			break;
		rc = mnl_cb_run(rx, n, 0, 0, read, NULL);
	} while (rc > 0 && flags & NLM_F_DUMP);
}

/* Without rights: nothing is done, nothing told. */
static int denied(void)
{
	int failed = 0;

	for (uint8_t cmd = 1; cmd < OPS; cmd++) {
		for (int i = 0; i < 40; i++) {
			if (!op[cmd].can_do && !op[cmd].can_dump)
				continue;
			n_used = 0;
			begin(cmd,
			      op[cmd].can_dump && (!op[cmd].can_do || i & 1));
			for (size_t k = 0; i && k < xpf_attr.n; k++)
				if (op[cmd].takes[xpf_attr.attr[k].type])
					put((struct nlmsghdr *)tx,
					    &xpf_attr.attr[k],
					    i < 20 ? RIGHT : rnd(FORMS));
			ask(cmd, true);
			if (last_error != -EPERM) {
				printf("not ok - %s is forbidden: %s\n",
				       commands[cmd], strerror(-last_error));
				failed = 1;
				break;
			}
		}
	}
	for (int i = 0; i < n_groups; i++)
		if (!setsockopt(mnl_socket_get_fd(nl), SOL_NETLINK,
				NETLINK_ADD_MEMBERSHIP, &groups[i],
				sizeof(groups[i])) ||
		    errno != EPERM) {
			printf("not ok - group %d is forbidden\n", i);
			failed = 1;
		}
	printf("%lu requests by uid %d, %lu forbidden, %d groups\n", sent,
	       getuid(), refused[EPERM], n_groups);
	return failed || n_groups < 3 || !refused[EPERM];
}

/* What was left out, and the sums. */
static int told(void)
{
	unsigned long ops = 0, ops_taken = 0, pairs = 0, asked = 0;
	unsigned long attrs = 0, attrs_sent = 0, attrs_taken = 0;
	bool known[TOP] = { 0 };
	int left_out = 0;

	for (size_t i = 1; i < OPS; i++) {
		if (!op[i].can_do && !op[i].can_dump)
			continue;
		ops++;
		ops_taken += op[i].taken != 0;
		for (size_t k = 0; k < xpf_attr.n; k++) {
			uint16_t type = xpf_attr.attr[k].type;

			pairs++;
			asked += op[i].with[type] != 0;
			known[type] |= op[i].takes[type];
			if (op[i].with[type])
				continue;
			printf("left out: %s with %s\n", commands[i],
			       xpf_attr.attr[k].name);
			left_out = 1;
		}
		if (!op[i].taken)
			printf("never taken: %s\n", commands[i]);
	}
	for (size_t k = 0; k < xpf_attr.n; k++) {
		struct spec *s = xpf_attr.attr[k].nest;

		if (!s || !known[xpf_attr.attr[k].type])
			continue;
		for (size_t i = 0; i < s->n; i++) {
			attrs++;
			attrs_sent += s->attr[i].sent != 0;
			attrs_taken += s->attr[i].taken != 0;
			left_out |= !s->attr[i].sent;
		}
	}
	printf("%lu sent, %lu accepted, %lu dumps left in the middle\n", sent,
	       accepted, interrupted);
	printf("%lu of %lu rulesets with filters taken\n", filtered_taken,
	       filtered);
	printf("coverage: %lu operations, %lu taken; %lu of %lu of them with each attribute; "
	       "%lu of %lu nested attributes in %d forms, %lu taken\n",
	       ops, ops_taken, asked, pairs, attrs_sent, attrs, FORMS,
	       attrs_taken);
	for (int i = 0; i < 4096; i++)
		if (refused[i])
			printf("%8lu %s\n", refused[i], strerror(i));
	return left_out;
}

int main(int argc, char **argv)
{
	bool deny = argc > 1 && !strcmp(argv[1], "--deny");
	time_t end = time(NULL) + (argc > 1 && !deny ? atoi(argv[1]) : 10);

	seed = argc > 2 ? strtoull(argv[2], NULL, 0) : 1;
	reopen();
	control(CTRL_CMD_GETFAMILY, 0, read_family);
	if (!family) {
		fprintf(stderr, "nlfuzz: no xpf family\n");
		return 1;
	}
	control(CTRL_CMD_GETPOLICY, NLM_F_DUMP, read_policy);
	if (deny)
		return denied();
	sweep();
	for (int i = 0; i < 40; i++) /* however slow the machine is */
		filter_commit();
	while (time(NULL) < end) {
		anything();
		if (!rnd(50))
			reopen();
	}
	return told();
}
