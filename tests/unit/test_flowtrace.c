// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The way of a packet in words: a first packet that is permitted and translated,
 * one that is denied, one of a known session whose sequence number is wrong; what
 * each flag of the trace leaves of them, and which filters fit.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "export/flowtrace.h"
#include "lib/buf.h"
#include "model/model.h"

static struct model_zone trust = { .name = "trust", .id = 5 };
static struct model_zone untrust = { .name = "untrust", .id = 6 };
static struct model_zone *zones[] = { &trust, &untrust };
static struct model_policy web = { .name = "web", .id = 70 };
static struct model_policy no = { .name = "no-telnet", .id = 71 };
static struct model_policy *policies[] = { &web, &no };
static struct model_nat_rule pat = { .name = "pat",
				     .id = 9,
				     .kind = XPF_NAT_SOURCE };
static struct model_nat_rule dnat = { .name = "inside",
				      .id = 10,
				      .kind = XPF_NAT_DESTINATION };
static struct model_nat_rule *sources[] = { &pat }, *destinations[] = { &dnat };
static struct model names = {
	.zones = { zones, 2, 2 },
	.policies = { policies, 2, 2 },
	.nat = { [XPF_NAT_SOURCE] = { sources, 1, 1 },
		 [XPF_NAT_DESTINATION] = { destinations, 1, 1 } },
};
static struct buf out;

static void line(const char *text, void *arg)
{
	const char *p = strstr(text, ":CID-0:RT:");

	assert_non_null(p);
	buf_printf(&out, "%s\n", p + strlen(":CID-0:RT:"));
}

static void prints(const struct dp_event *ev, uint32_t what, const char *filter,
		   const char *want)
{
	buf_init(&out);
	flowtrace_print(ev, &names, what, filter, line, NULL);
	assert_string_equal(out.data ? out.data : "", want);
	buf_free(&out);
}

static struct dp_event packet(void)
{
	struct dp_event ev = {
		.kind = XPF_EVENT_TRACED,
		.reason_name = "none",
		.family = AF_INET,
		.protocol = 6,
		.sport = 40000,
		.dport = 80,
		.from_zone = 5,
		.to_zone = 6,
		.length = 60,
		.filter = "",
		.traced = { .verdict = XPF_TRACED_FORWARDED,
			    .ip_id = 4711,
			    .ttl = 64,
			    .tcp_flags = 2,
			    .dport = 8080,
			    .dnat_rule = 10,
			    .snat_rule = 9 },
	};

	addr_parse("10.0.1.2", &ev.saddr);
	addr_parse("203.0.113.7", &ev.daddr);
	addr_parse("10.0.2.2", &ev.traced.daddr);
	return ev;
}

static void session(struct dp_event *ev)
{
	ev->session.id = 77;
	ev->session.wing[0].saddr = ev->saddr;
	ev->session.wing[0].sport = ev->sport;
	ev->session.wing[0].daddr = ev->daddr;
	ev->session.wing[0].dport = ev->dport;
	ev->session.wing[1].saddr = ev->traced.daddr;
	ev->session.wing[1].sport = ev->traced.dport;
	addr_parse("10.0.2.1", &ev->session.wing[1].daddr);
	ev->session.wing[1].dport = 1024;
}

#define PACKET                                                        \
	"<10.0.1.2/40000->203.0.113.7/80;6,0x0> matched filter f1:\n" \
	"packet [60] ipid = 4711\n"                                   \
	" flow process pak fast ifl 0 in_ifp N/A\n"                   \
	"  N/A:10.0.1.2/40000->203.0.113.7/80, tcp, flag 2 syn\n"     \
	" find flow: sa 10.0.1.2, da 203.0.113.7, sp 40000, dp 80, proto 6\n"
#define FIRST                                                              \
	"  no session found, start first path. in_tunnel - 0x0, "          \
	"from_cp_flag - 0\n"                                               \
	"  flow_first_create_session\n"                                    \
	"flow_first_in_dst_nat: in <N/A>, out <N/A> dst_adr 203.0.113.7, " \
	"sp 40000, dp 80\n"                                                \
	"flow_first_rule_dst_xlate: DST xlate: 203.0.113.7(80) to "        \
	"10.0.2.2(8080), rule inside\n"                                    \
	"flow_first_routing: call flow_route_lookup(): src_ip 10.0.1.2, "  \
	"x_dst_ip 10.0.2.2, in ifp N/A, out ifp N/A sp 40000, dp 80, "     \
	"ip_proto 6, tos 0\n"                                              \
	"  routed (x_dst_ip 10.0.2.2) from trust (N/A in 0) to N/A\n"      \
	"flow_first_policy_search: policy search from zone trust-> zone "  \
	"untrust\n"

static void test_permitted(void **state)
{
	struct dp_event ev = packet();

	session(&ev);
	ev.policy = 70;
	ev.traced.flags = XPF_TRACED_FIRST | XPF_TRACED_CREATED |
			  XPF_TRACED_ROUTED | XPF_TRACED_PERMITTED;
	prints(&ev, TRACE_BASIC, "f1",
	       PACKET FIRST
	       "  permitted by policy web(4)\n"
	       "  packet passed, Permitted by policy.\n"
	       "flow_first_src_xlate:  nat_src_xlated: True, "
	       "nat_src_xlate_failed: False, rule pat\n"
	       "  dip id = 0/0, 10.0.1.2/40000->10.0.2.1/1024 protocol 0\n"
	       "  choose interface N/A as outgoing phy if\n"
	       "  Session (id:77) created for first pak\n"
	       "  flow_first_install_session\n"
	       "  tcp seq check: seq 0, len 0, ack 0, win 0\n"
	       "  post addr xlation: 10.0.2.1->10.0.2.2.\n"
	       "  exit by N/A\n"
	       " ----- flow_process_pkt rc 0x0 (fp rc 0)\n");
	prints(&ev, TRACE_DROPS, "f1", "");
	prints(&ev, TRACE_FRAGMENT | TRACE_MULTICAST | TRACE_HOST, "f1", "");
}

#define DENIED                                                         \
	PACKET FIRST "  denied by policy no-telnet(5), dropping pkt\n" \
		     "  packet dropped, denied by policy\n"            \
		     " ----- flow_process_pkt rc 0x7 (fp rc -1)\n"

static void test_denied(void **state)
{
	struct dp_event ev = packet();

	ev.policy = 71;
	ev.reason_name = "policy-deny";
	ev.traced.snat_rule = 0;
	ev.traced.verdict = XPF_TRACED_DROPPED;
	ev.traced.flags = XPF_TRACED_FIRST | XPF_TRACED_ROUTED;
	prints(&ev, TRACE_BASIC, "f1", DENIED);
	prints(&ev, TRACE_DROPS, "f1", DENIED);
	prints(&ev, TRACE_ALL, "f1", DENIED);
}

static void test_window(void **state)
{
	struct dp_event ev = packet();

	session(&ev);
	ev.reason_name = "tcp-window";
	ev.traced.verdict = XPF_TRACED_DROPPED;
	ev.traced.tcp_flags = 0x18;
	ev.traced.tcp_seq = 99;
	ev.traced.tcp_len = 8;
	prints(&ev, TRACE_DROPS, NULL,
	       "packet [60] ipid = 4711\n"
	       " flow process pak fast ifl 0 in_ifp N/A\n"
	       "  N/A:10.0.1.2/40000->203.0.113.7/80, tcp, flag 18 psh ack\n"
	       " find flow: sa 10.0.1.2, da 203.0.113.7, sp 40000, dp 80, "
	       "proto 6\n"
	       "  flow got session.\n"
	       "  flow session id 77\n"
	       "  tcp seq check: seq 99, len 8, ack 0, win 0\n"
	       "  packet dropped, TCP sequence outside the window\n"
	       " ----- flow_process_pkt rc 0x7 (fp rc -1)\n");
}

/* Where the way ended earlier, nothing is said of what came later. */
static void test_no_route(void **state)
{
	struct dp_event ev = packet();

	ev.reason_name = "no-route";
	ev.to_zone = 0;
	ev.traced.snat_rule = 0;
	ev.traced.verdict = XPF_TRACED_DROPPED;
	ev.traced.flags = XPF_TRACED_FIRST | XPF_TRACED_REPLIED;
	prints(&ev, TRACE_ROUTE | TRACE_SESSION, "f1",
	       "<10.0.1.2/40000->203.0.113.7/80;6,0x0> matched filter f1:\n"
	       "packet [60] ipid = 4711\n"
	       " flow process pak fast ifl 0 in_ifp N/A\n"
	       "  N/A:10.0.1.2/40000->203.0.113.7/80, tcp, flag 2 syn\n"
	       "  flow_first_create_session\n"
	       "flow_first_in_dst_nat: in <N/A>, out <N/A> dst_adr "
	       "203.0.113.7, sp 40000, dp 80\n"
	       "flow_first_rule_dst_xlate: DST xlate: 203.0.113.7(80) to "
	       "10.0.2.2(8080), rule inside\n"
	       "flow_first_routing: call flow_route_lookup(): src_ip "
	       "10.0.1.2, x_dst_ip 10.0.2.2, in ifp N/A, out ifp N/A sp "
	       "40000, dp 80, ip_proto 6, tos 0\n"
	       "  packet dropped, no route to destination\n"
	       "  its sender is told\n");
}

static void test_filters(void **state)
{
	struct model_trace_filter f = { .name = "f", .protocol = -1 };
	struct dp_event ev = packet();

	assert_true(flowtrace_fits(&f, &ev, &names));
	prefix_parse("10.0.1.0/24", &f.src);
	f.protocol = 6;
	f.dport_lo = 79;
	f.dport_hi = 80;
	assert_true(flowtrace_fits(&f, &ev, &names));
	f.dport_hi = 79;
	assert_false(flowtrace_fits(&f, &ev, &names));
	f.dport_hi = 80;
	f.protocol = 17;
	assert_false(flowtrace_fits(&f, &ev, &names));
	f.protocol = -1;
	prefix_parse("2001:db8::/32", &f.src);
	assert_false(flowtrace_fits(&f, &ev, &names));
	addr_parse("2001:db8::1", &ev.saddr);
	assert_true(flowtrace_fits(&f, &ev, &names));
	f.interface = "ge-0/0/0.0";
	assert_false(flowtrace_fits(&f, &ev, &names));
}

static void test_lost(void **state)
{
	buf_init(&out);
	flowtrace_lost(12, 0, line, NULL);
	assert_string_equal(out.data, "12 packets were not traced: too many at "
				      "once\n");
	buf_free(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_permitted),
		cmocka_unit_test(test_denied),
		cmocka_unit_test(test_window),
		cmocka_unit_test(test_no_route),
		cmocka_unit_test(test_filters),
		cmocka_unit_test(test_lost),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
