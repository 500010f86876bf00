// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The dataplane library without a kernel: what is encoded is decoded again,
 * what does not fit leaves no trace, errors are read, gaps in events counted.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "dataplane/events.c"

static char buffer[8192] __attribute__((aligned(8)));

static struct msg message(size_t cap)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buffer);
	struct genlmsghdr *g = mnl_nlmsg_put_extra_header(nlh, sizeof(*g));

	g->cmd = XPF_CMD_ADD;
	return (struct msg){ nlh, cap };
}

static const struct nlattr *first(const struct msg *m)
{
	const struct nlattr *attr;

	dp_attr_for_each(attr, m->nlh)
		return attr;
	return NULL;
}

static void test_zone(void **state)
{
	struct dp_zone in = { .id = 5,
			      .name = "trust",
			      .flags = 1,
			      .services = 1ULL << 40,
			      .protocols = 3,
			      .traffic.rx_packets = 7 };
	struct msg m = message(sizeof(buffer));
	struct dp_zone out;

	assert_true(msg_put_nest(&m, XPF_A_ZONE, &dp_zone_fields, &in));
	assert_int_equal(mnl_attr_get_type(first(&m)), XPF_A_ZONE);
	nest_get(first(&m), &dp_zone_fields, &out, sizeof(out));
	assert_int_equal(out.id, 5);
	assert_string_equal(out.name, "trust");
	assert_int_equal(out.flags, 1);
	assert_true(out.services == 1ULL << 40);
	assert_int_equal(out.protocols, 3);
	assert_int_equal(out.traffic.rx_packets, 0); /* state is not sent */
}

static bool has(const struct nlattr *nest, uint16_t type)
{
	const struct nlattr *attr;

	mnl_attr_for_each_nested(attr, nest)
		if (mnl_attr_get_type(attr) == type)
			return true;
	return false;
}

static void test_interface(void **state)
{
	struct dp_interface in = { .id = 9,
				   .ifname = "e0",
				   .name = "ge-0/0/0",
				   .zone = 2,
				   .vrf = 3,
				   .services = 8 };
	struct msg m = message(sizeof(buffer));
	struct dp_interface out;

	assert_true(msg_put_interface(&m, &in));
	assert_false(has(first(&m), XPF_INTERFACE_A_SERVICES));
	m = message(sizeof(buffer));
	in.has_services = true;
	assert_true(msg_put_interface(&m, &in));
	assert_true(has(first(&m), XPF_INTERFACE_A_SERVICES));
	assert_false(has(first(&m), XPF_INTERFACE_A_PROTOCOLS));
	nest_get_interface(first(&m), &out);
	assert_int_equal(out.services, 8);
	assert_int_equal(out.vrf, 3);
	assert_string_equal(out.ifname, "e0");
}

static void test_app(void **state)
{
	struct dp_app in = { .id = 4,
			     .name = "any",
			     .any_protocol = true,
			     .sport_hi = 65535,
			     .dport_hi = 65535 };
	struct msg m = message(sizeof(buffer));
	struct dp_app out;

	assert_true(msg_put_app(&m, &in));
	nest_get_app(first(&m), &out);
	assert_true(out.any_protocol);
	m = message(sizeof(buffer));
	in.any_protocol = false;
	assert_true(msg_put_app(&m, &in));
	nest_get_app(first(&m), &out);
	assert_false(out.any_protocol);
	assert_int_equal(out.protocol, 0);
	assert_int_equal(out.sport_hi, 65535);
}

static void test_policy(void **state)
{
	static uint32_t apps[20000];
	struct dp_policy in = {
		.id = 1, .name = "p", .apps = apps, .n_apps = 10
	};
	struct msg m = message(sizeof(buffer));
	uint32_t before;

	assert_true(msg_put_policy(&m, &in));
	assert_true(has(first(&m), XPF_POLICY_A_APPS));
	before = m.nlh->nlmsg_len;
	in.n_apps = 20000; /* neither in the buffer nor in an attribute */
	assert_false(msg_put_policy(&m, &in));
	assert_int_equal(m.nlh->nlmsg_len, before);
}

static void test_filter(void **state)
{
	struct dp_filter f = { .have = DP_FILTER_SADDR | DP_FILTER_DPORT,
			       .dport = 80 };
	struct msg m = message(sizeof(buffer));
	const struct nlattr *attr;
	int n = 0;

	prefix_parse("2001:db8::/32", &f.saddr);
	assert_true(msg_put_filter(&m, &f));
	mnl_attr_for_each_nested(attr, first(&m)) {
		n++;
		if (mnl_attr_get_type(attr) == XPF_FILTER_A_SADDR)
			assert_int_equal(mnl_attr_get_payload_len(attr), 16);
		if (mnl_attr_get_type(attr) == XPF_FILTER_A_SADDR_LEN)
			assert_int_equal(attr_uint(attr), 32);
		if (mnl_attr_get_type(attr) == XPF_FILTER_A_DPORT)
			assert_int_equal(attr_uint(attr), 80);
	}
	assert_int_equal(n, 3);
}

/* However small the room, an object is whole or not there. */
static void test_no_room(void **state)
{
	struct dp_nat_rule r = { .id = 1, .name = "rule", .set = "set" };
	size_t cap;

	for (cap = sizeof(struct nlmsghdr) + sizeof(struct genlmsghdr);
	     cap < 200; cap++) {
		struct msg m = message(cap);
		uint32_t before = m.nlh->nlmsg_len;
		struct dp_nat_rule out;

		if (msg_put_nest(&m, XPF_A_NAT_RULE, &dp_nat_rule_fields, &r)) {
			assert_in_range(m.nlh->nlmsg_len, before, cap);
			nest_get(first(&m), &dp_nat_rule_fields, &out,
				 sizeof(out));
			assert_string_equal(out.set, "set");
		} else {
			assert_int_equal(m.nlh->nlmsg_len, before);
		}
	}
}

static void test_session(void **state)
{
	struct msg m = message(sizeof(buffer));
	struct nlattr *nest = mnl_attr_nest_start(m.nlh, XPF_A_SESSION), *wing;
	struct dp_session s;

	mnl_attr_put_u64(m.nlh, XPF_SESSION_A_ID, 1ULL << 40);
	mnl_attr_put_u8(m.nlh, XPF_SESSION_A_PROTOCOL, 17);
	wing = mnl_attr_nest_start(m.nlh, XPF_SESSION_A_WING1);
	mnl_attr_put(m.nlh, XPF_WING_A_SADDR, 4, "\12\0\0\1");
	mnl_attr_put(m.nlh, XPF_WING_A_DADDR, 5, "wrong");
	mnl_attr_put_u16(m.nlh, XPF_WING_A_SPORT, 53);
	mnl_attr_put_u32(m.nlh, XPF_WING_A_DPORT, 54); /* wrong size */
	mnl_attr_nest_end(m.nlh, wing);
	mnl_attr_put_u32(m.nlh, 999, 1); /* of a newer module */
	mnl_attr_nest_end(m.nlh, nest);
	nest_get_session(first(&m), &s);
	assert_true(s.id == 1ULL << 40);
	assert_int_equal(s.protocol, 17);
	assert_int_equal(s.wing[1].saddr.family, AF_INET);
	assert_int_equal(s.wing[1].saddr.b[3], 1);
	assert_int_equal(s.wing[1].daddr.family, 0);
	assert_int_equal(s.wing[1].sport, 53);
	assert_int_equal(s.wing[1].dport, 0);
	assert_int_equal(s.wing[0].saddr.family, 0);
}

static void test_error(void **state)
{
	struct xpf_error_cookie c = { XPF_A_POLICY, 17 };
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buffer);
	struct nlmsgerr *e = mnl_nlmsg_put_extra_header(nlh, sizeof(*e));
	struct dp_error err;

	nlh->nlmsg_type = NLMSG_ERROR;
	nlh->nlmsg_flags = NLM_F_CAPPED | NLM_F_ACK_TLVS;
	e->error = -ENOENT;
	mnl_attr_put_strz(nlh, NLMSGERR_ATTR_MSG, "no such zone");
	mnl_attr_put(nlh, NLMSGERR_ATTR_COOKIE, sizeof(c), &c);
	assert_int_equal(dp_parse_error(nlh, &err), -ENOENT);
	assert_string_equal(err.text, "no such zone");
	assert_int_equal(err.kind, DP_OBJECT_POLICY);
	assert_int_equal(err.index, 17);
	assert_int_equal(err.code, -ENOENT);
	nlh->nlmsg_flags = 0; /* an old kernel: words of our own */
	assert_int_equal(dp_parse_error(nlh, &err), -ENOENT);
	assert_string_equal(err.text, "No such file or directory");
	e->error = 0;
	assert_int_equal(dp_parse_error(nlh, NULL), 0);
}

static uint64_t told_lost;
static int told;

static void on_event(const struct dp_event *ev, uint64_t lost, void *arg)
{
	told++;
	told_lost += lost;
}

static int batch(struct dp_events *e, uint32_t cpu, uint64_t seq, uint8_t kind,
		 int n)
{
	uint8_t group = kind == XPF_EVENT_DROP ? XPF_EVENT_GROUP_DROP :
						 XPF_EVENT_GROUP_SESSION;
	struct msg m = message(sizeof(buffer));

	m.nlh->nlmsg_type = e->dp->family;
	mnl_attr_put_u8(m.nlh, XPF_A_EVENT_GROUP, group);
	mnl_attr_put_u32(m.nlh, XPF_A_EVENT_CPU, cpu);
	mnl_attr_put_u64(m.nlh, XPF_A_EVENT_SEQ, seq);
	while (n--) {
		struct nlattr *nest = mnl_attr_nest_start(m.nlh, XPF_A_EVENT);

		mnl_attr_put_u8(m.nlh, XPF_EVENT_A_KIND, kind);
		mnl_attr_nest_end(m.nlh, nest);
	}
	return deliver(e, m.nlh, on_event, NULL);
}

static void test_gaps(void **state)
{
	struct dp_events *e = calloc(1, sizeof(*e));

	e->dp = calloc(1, sizeof(*e->dp));
	e->dp->family = 30;
	told = 0;
	told_lost = 0;
	batch(e, 0, 1000, XPF_EVENT_DROP, 3); /* where we come in */
	batch(e, 0, 1003, XPF_EVENT_DROP, 2);
	batch(e, 1, 5, XPF_EVENT_DROP, 1);
	batch(e, 0, 7, XPF_EVENT_SESSION_OPEN, 1); /* numbers of its own */
	assert_int_equal(told_lost, 0);
	batch(e, 0, 1010, XPF_EVENT_DROP, 1);
	assert_int_equal(told_lost, 5);
	batch(e, 1, 6, XPF_EVENT_DROP, 1);
	batch(e, 0, 8, XPF_EVENT_SESSION_CLOSE, 1);
	assert_int_equal(told_lost, 5);
	batch(e, 1, 0, XPF_EVENT_DROP, 1); /* enabled again */
	batch(e, 1, 1, XPF_EVENT_DROP, 1);
	assert_int_equal(told_lost, 5);
	batch(e, 1, 4, XPF_EVENT_DROP, 0); /* nothing but a number */
	assert_int_equal(told_lost, 7);
	batch(e, 100000, 1, XPF_EVENT_DROP, 1);
	assert_int_equal(told, 14);
	free(e->dp);
	free(e);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_zone),
		cmocka_unit_test(test_interface),
		cmocka_unit_test(test_app),
		cmocka_unit_test(test_policy),
		cmocka_unit_test(test_filter),
		cmocka_unit_test(test_no_room),
		cmocka_unit_test(test_session),
		cmocka_unit_test(test_error),
		cmocka_unit_test(test_gaps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
