// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Random requests to the xpf netlink family:
 *
 *	nlfuzz SECONDS [SEED]
 *
 * Every operation gets every kind of attribute: nested and not, of the right
 * size and the wrong one, plausible numbers and wild ones, transactions begun
 * and left.  The kernel may refuse whatever it likes; it must not complain in
 * its log, which the lab looks at afterwards.  Prints how many requests were
 * sent, how many were accepted, and how often each error was the answer.
 */
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
#include <xpf/image.h>

static uint64_t seed;
static uint16_t family;
static struct mnl_socket *nl;
static unsigned long sent, accepted, refused[4096];
static char tx[70000], rx[70000];

static uint32_t rnd(uint32_t n)
{
	seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
	return (uint32_t)(seed >> 33) % n;
}

static void reopen(void)
{
	struct timeval patience = { .tv_usec = 200000 };

	if (nl)
		mnl_socket_close(nl);
	nl = mnl_socket_open(NETLINK_GENERIC);
	if (!nl || mnl_socket_bind(nl, 0, MNL_SOCKET_AUTOPID) < 0) {
		perror("nlfuzz: socket");
		exit(1);
	}
	setsockopt(mnl_socket_get_fd(nl), SOL_SOCKET, SO_RCVTIMEO, &patience,
		   sizeof(patience));
}

static void count(int error)
{
	if (!error)
		accepted++;
	else if (error > -4096)
		refused[-error]++;
}

/* Read until the request is answered, or nothing comes any more. */
static void answer(uint32_t seq)
{
	for (;;) {
		ssize_t n = mnl_socket_recvfrom(nl, rx, sizeof(rx));
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
	switch (rnd(6)) {
	case 0:
		return rnd(4);
	case 1:
		return rnd(2000);
	case 2:
		return 1ULL << rnd(64);
	case 3:
		return (1ULL << rnd(64)) - 1;
	case 4:
		return -1ULL - rnd(3);
	default:
		return (uint64_t)rnd(1U << 31) << 33 | rnd(1U << 31);
	}
}

/* A small image of random words under a good header. */
static size_t image(char *data, size_t max)
{
	struct xpf_image_header h = {
		.magic = XPF_IMAGE_MAGIC,
		.version = XPF_IMAGE_VERSION,
		.size = 40 + 8 * rnd(40),
		.n_rules = rnd(4),
		.n_zones = rnd(3),
		.index_off = 8 * rnd(20),
		.n_contexts = rnd(3),
		.contexts_off = 8 * rnd(20),
		.global = rnd(3) ? 0xffff : rnd(3),
	};
	uint32_t i, v;

	for (i = 0; i < h.size && i < max; i += 4) {
		v = rnd(3) ? 8 * rnd(40) : rnd(4);
		memcpy(data + i, &v, 4);
	}
	memcpy(data, &h, sizeof(h));
	return h.size;
}

static void leaf(struct nlmsghdr *nlh, uint16_t type)
{
	static const int sizes[] = { 0, 1, 2, 4, 8, 16 };
	char data[512];
	uint64_t v = number();
	size_t i, n;

	switch (rnd(8)) {
	case 0:
		n = rnd(sizeof(data));
		for (i = 0; i < n; i++)
			data[i] = (char)rnd(256);
		break;
	case 1:
		n = 1 + rnd(70);
		memset(data, 'a', n);
		data[n - 1] = rnd(8) ? '\0' : 'b';
		break;
	case 2:
		n = image(data, sizeof(data));
		break;
	default:
		n = sizes[rnd(6)];
		memset(data, 0, sizeof(data));
		memcpy(data, &v, sizeof(v));
	}
	mnl_attr_put(nlh, type, n, data);
}

static void fill(struct nlmsghdr *nlh, int depth, uint32_t max_type)
{
	uint32_t n = rnd(depth ? 14 : 4);
	struct nlattr *nest;

	while (n-- && nlh->nlmsg_len < 50000) {
		uint16_t type = rnd(max_type + 2);

		if (depth < 3 && rnd(depth + 1) == 0) {
			nest = mnl_attr_nest_start(nlh, type);
			if (!rnd(16))
				nest->nla_type &= ~NLA_F_NESTED;
			fill(nlh, depth + 1, 24);
			mnl_attr_nest_end(nlh, nest);
		} else {
			leaf(nlh, type);
		}
	}
}

static void put_u32(struct nlmsghdr *nlh, uint16_t type, uint32_t v)
{
	mnl_attr_put(nlh, type, sizeof(v), &v);
}

/* Requests that get further: the right attributes for the operation. */
static void plausible(struct nlmsghdr *nlh, uint8_t cmd)
{
	static const uint16_t objects[] = { XPF_A_CONFIG,    XPF_A_ZONE,
					    XPF_A_INTERFACE, XPF_A_POLICY,
					    XPF_A_APP,	     XPF_A_NAT_RULE };
	uint8_t kind = rnd(3);
	char data[512];
	size_t n;

	switch (cmd) {
	case XPF_CMD_ENABLE:
		put_u32(nlh, XPF_A_MAX_SESSIONS, 1024u << rnd(3));
		break;
	case XPF_CMD_ADD:
		for (n = 1 + rnd(4); n; n--) {
			struct nlattr *nest =
				mnl_attr_nest_start(nlh, objects[rnd(6)]);
			uint32_t id = 1 + rnd(5);
			uint16_t id16 = 1 + rnd(5);

			mnl_attr_put_strz(nlh, 2 + rnd(2), "name");
			if (rnd(2))
				mnl_attr_put(nlh, rnd(3), 4, &id);
			else
				mnl_attr_put(nlh, rnd(3), 2, &id16);
			if (rnd(2))
				fill(nlh, 3, 16);
			mnl_attr_nest_end(nlh, nest);
		}
		break;
	case XPF_CMD_IMAGE:
		n = image(data, sizeof(data));
		mnl_attr_put(nlh, XPF_A_IMAGE_KIND, 1, &kind);
		put_u32(nlh, XPF_A_IMAGE_SIZE, rnd(4) ? n : number());
		put_u32(nlh, XPF_A_IMAGE_OFFSET, rnd(4) ? 0 : number());
		mnl_attr_put(nlh, XPF_A_IMAGE_DATA, n, data);
		break;
	case XPF_CMD_CLEAR_STAT:
		put_u32(nlh, XPF_A_STAT_SET, rnd(40));
		break;
	case XPF_CMD_GET_SESSION:
	case XPF_CMD_DEL_SESSION:
		if (rnd(2)) {
			struct nlattr *nest =
				mnl_attr_nest_start(nlh, XPF_A_FILTER);

			fill(nlh, 3, 18);
			mnl_attr_nest_end(nlh, nest);
		}
		break;
	}
}

/* Mostly what builds a ruleset; rarely what throws everything away. */
static uint8_t operation(void)
{
	static const uint8_t often[] = { XPF_CMD_BEGIN,	 XPF_CMD_ADD,
					 XPF_CMD_ADD,	 XPF_CMD_ADD,
					 XPF_CMD_IMAGE,	 XPF_CMD_COMMIT,
					 XPF_CMD_ENABLE, XPF_CMD_MATCH };
	uint8_t cmd = rnd(__XPF_CMD_MAX + 2);

	if (rnd(2))
		return often[rnd(sizeof(often))];
	if (cmd == XPF_CMD_DISABLE && rnd(20))
		return XPF_CMD_GET_STATUS;
	return cmd;
}

static bool dumps(uint8_t cmd)
{
	return cmd >= XPF_CMD_GET_SESSION && cmd <= XPF_CMD_GET_REASON &&
	       cmd != XPF_CMD_DEL_SESSION;
}

static void request(void)
{
	uint8_t cmd = operation();
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(tx);
	struct genlmsghdr *g;
	uint32_t seq = ++sent;

	nlh->nlmsg_type = family;
	nlh->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
	if (dumps(cmd) ? rnd(8) : !rnd(30))
		nlh->nlmsg_flags |= NLM_F_DUMP;
	nlh->nlmsg_seq = seq;
	g = mnl_nlmsg_put_extra_header(nlh, sizeof(*g));
	g->cmd = cmd;
	g->version = XPF_GENL_VERSION;
	if (rnd(3))
		plausible(nlh, cmd);
	else
		fill(nlh, 0, XPF_A_MAX);
	if (mnl_socket_sendto(nl, nlh, nlh->nlmsg_len) < 0) {
		count(-errno);
		return;
	}
	answer(seq);
}

static void resolve(void)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(tx);
	const struct nlattr *attr;
	struct genlmsghdr *g;
	ssize_t n;

	nlh->nlmsg_type = GENL_ID_CTRL;
	nlh->nlmsg_flags = NLM_F_REQUEST;
	g = mnl_nlmsg_put_extra_header(nlh, sizeof(*g));
	g->cmd = CTRL_CMD_GETFAMILY;
	mnl_attr_put_strz(nlh, CTRL_ATTR_FAMILY_NAME, XPF_GENL_NAME);
	mnl_socket_sendto(nl, nlh, nlh->nlmsg_len);
	n = mnl_socket_recvfrom(nl, rx, sizeof(rx));
	nlh = (struct nlmsghdr *)rx;
	if (n > 0 && nlh->nlmsg_type == GENL_ID_CTRL)
		mnl_attr_for_each(attr, nlh, sizeof(*g))
			if (mnl_attr_get_type(attr) == CTRL_ATTR_FAMILY_ID)
				family = mnl_attr_get_u16(attr);
	if (!family) {
		fprintf(stderr, "nlfuzz: no xpf family\n");
		exit(1);
	}
}

int main(int argc, char **argv)
{
	time_t end = time(NULL) + (argc > 1 ? atoi(argv[1]) : 10);

	seed = argc > 2 ? strtoull(argv[2], NULL, 0) : 1;
	reopen();
	resolve();
	while (time(NULL) < end) {
		request();
		if (!rnd(50))
			reopen();
	}
	printf("%lu sent, %lu accepted\n", sent, accepted);
	for (int i = 0; i < 4096; i++)
		if (refused[i])
			printf("%8lu %s\n", refused[i], strerror(i));
	return 0;
}
