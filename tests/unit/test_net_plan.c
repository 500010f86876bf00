// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Plans applied to a real network namespace of this process, looked at with
 * `ip`.  What a kernel does not have (VLAN, VRF) is skipped there; the lab
 * runs the same program on a kernel that has all.  Needs root.
 *
 * The test that matters most is that of doing nothing: an unchanged plan must
 * send no request that changes anything, which a second netlink socket
 * witnesses.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <linux/rtnetlink.h>

#include "lib/buf.h"
#include "lib/diag.h"
#include "lib/loop.h"
#include "net/net.h"
#include "net/rtnl.h"

static struct net *net;
static struct net_plan plan;
static struct diag *diag;
static bool has_vlan, has_vrf;

static int run(const char *fmt, ...)
{
	char cmd[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(cmd, sizeof(cmd), fmt, ap);
	va_end(ap);
	return system(cmd);
}

/* `ip` with these arguments says TEXT. */
static bool ip_has(const char *args, const char *text)
{
	char cmd[256], out[8192];
	size_t n;
	FILE *f;

	snprintf(cmd, sizeof(cmd), "ip %s 2>&1", args);
	f = popen(cmd, "r");
	n = fread(out, 1, sizeof(out) - 1, f);
	out[n] = '\0';
	pclose(f);
	return strstr(out, text);
}

/* ---- plans ---- */

static struct net_link *plan_add(const char *name, const char *junos)
{
	struct net_link *l = vec_add(&plan.links);

	strcpy(l->name, name);
	strcpy(l->junos, junos);
	return l;
}

static struct net_link *plan_vlan(const char *name, const char *parent,
				  uint16_t id)
{
	struct net_link *l = plan_add(name, "ge-0/0/0.100");

	strcpy(l->parent, parent);
	l->vlan_id = id;
	return l;
}

static struct prefix prefix(const char *text)
{
	struct prefix p;

	assert_int_equal(prefix_parse(text, &p), 0);
	return p;
}

static void plan_addr(struct net_link *l, const char *text)
{
	vec_add(&l->addrs)->prefix = prefix(text);
}

static struct net_route *plan_route(const char *dst, const char *via)
{
	struct net_route *r = vec_add(&plan.routes);

	r->prefix = prefix(dst);
	r->table = RT_TABLE_MAIN;
	r->preference = 5;
	if (via)
		addr_parse(via, &vec_add(&r->hops)->via);
	else
		r->kind = NET_ROUTE_DISCARD;
	return r;
}

static void plan_vrf_add(const char *name, uint32_t table)
{
	struct net_vrf *v = vec_add(&plan.vrfs);

	strcpy(v->name, name);
	strcpy(v->instance, name);
	v->table = table;
}

static void plan_clear_routes(void)
{
	struct net_route *r;

	vec_each(r, &plan.routes)
		vec_free(&r->hops);
	vec_free(&plan.routes);
}

static void plan_clear(void)
{
	struct net_link *l;

	vec_each(l, &plan.links)
		vec_free(&l->addrs);
	vec_free(&plan.links);
	vec_free(&plan.vrfs);
	plan_clear_routes();
}

static void apply(void)
{
	struct buf b;

	diag_reset(diag);
	if (net_apply(net, &plan, diag)) {
		buf_init(&b);
		diag_print(diag, &b);
		fail_msg("%s", b.data);
	}
}

/* ---- doing nothing ---- */

static int count(const struct nlmsghdr *nlh, void *arg)
{
	/* neighbours and the like are the kernel's own business */
	if (nlh->nlmsg_type < RTM_NEWNEIGH)
		++*(int *)arg;
	return MNL_CB_OK;
}

static void apply_silently(void)
{
	struct rtnl *mon;
	int seen = 0;

	usleep(500000); /* link watch, MLD */
	assert_int_equal(rtnl_open(RTMGRP_LINK | RTMGRP_IPV4_IFADDR |
					   RTMGRP_IPV6_IFADDR |
					   RTMGRP_IPV4_ROUTE |
					   RTMGRP_IPV6_ROUTE,
				   &mon),
			 0);
	apply();
	rtnl_read(mon, count, &seen);
	assert_int_equal(seen, 0);
	rtnl_close(mon);
}

/* ---- tests ---- */

static int setup(void **state)
{
	if (unshare(CLONE_NEWNET))
		return -1;
	if (run("ip link set lo up && ip link add ge-0-0-0 type veth peer name "
		"p0 && ip link add ge-0-0-1 type veth peer name p1 && "
		"ip link set p0 up && ip link set p1 up && sysctl -qw "
		"net.ipv6.conf.all.accept_dad=0 "
		"net.ipv6.conf.default.accept_dad=0"))
		return -1;
	has_vlan =
		!run("ip link add link p0 name t.1 type vlan id 1 2>/dev/null "
		     "&& ip link del t.1");
	has_vrf = !run("ip link add name test type vrf table 9 2>/dev/null && "
		       "ip link del test");
	net = net_open(NULL);
	diag = diag_new();
	return net ? 0 : -1;
}

static int teardown(void **state)
{
	net_close(net);
	diag_free(diag);
	plan_clear();
	return 0;
}

static void test_addrs(void **state)
{
	struct net_link *l = plan_add("ge-0-0-0", "ge-0/0/0");

	plan_addr(l, "10.0.0.1/24");
	plan_addr(l, "10.0.0.2/24");
	plan_addr(l, "2001:db8::1/64");
	assert_int_equal(run("ip addr add 192.0.2.1/32 dev ge-0-0-0"), 0);
	apply();
	assert_true(ip_has("addr show ge-0-0-0", "10.0.0.1/24 brd 10.0.0.255"));
	assert_true(ip_has("addr show ge-0-0-0", "10.0.0.2/24"));
	assert_true(ip_has("addr show ge-0-0-0", "2001:db8::1/64"));
	assert_true(ip_has("link show ge-0-0-0", "UP,LOWER_UP"));
	apply_silently();

	/* the first of a subnet goes, the second stays */
	plan_clear();
	l = plan_add("ge-0-0-0", "ge-0/0/0");
	plan_addr(l, "10.0.0.2/24");
	plan_addr(l, "2001:db8::1/80");
	apply();
	assert_false(ip_has("addr show ge-0-0-0", "10.0.0.1/24"));
	assert_true(ip_has("addr show ge-0-0-0", "10.0.0.2/24"));
	assert_true(ip_has("addr show ge-0-0-0", "2001:db8::1/80"));
	assert_false(ip_has("addr show ge-0-0-0", "2001:db8::1/64"));

	/* of others */
	plan_clear();
	apply();
	assert_false(ip_has("addr show ge-0-0-0", "10.0.0.2/24"));
	assert_false(ip_has("addr show ge-0-0-0", "2001:db8::1"));
	assert_true(ip_has("addr show ge-0-0-0", "192.0.2.1/32"));
}

static void test_link(void **state)
{
	struct net_link *l = plan_add("ge-0-0-0", "ge-0/0/0");

	plan_addr(l, "10.0.0.1/24");
	plan_addr(l, "2001:db8::1/64");
	l->mtu = 1400;
	apply();
	assert_true(ip_has("link show ge-0-0-0", "mtu 1400"));

	l->disable = true;
	apply();
	assert_false(ip_has("link show ge-0-0-0", "UP"));
	apply_silently();
	l->disable = false;
	apply();
	assert_true(ip_has("link show ge-0-0-0", "UP"));
	assert_true(ip_has("addr show ge-0-0-0", "2001:db8::1/64"));

	diag_reset(diag);
	l->mtu = 60;
	assert_int_equal(net_apply(net, &plan, diag), 1);
	assert_string_equal(diag_get(diag, 0)->path,
			    "[edit interfaces ge-0/0/0]");
	assert_string_equal(diag_get(diag, 0)->stmt, "mtu");
	l->mtu = 1500;
	apply();
}

static void test_mtu_back(void **state)
{
	struct net_link *l = plan_add("ge-0-0-0", "ge-0/0/0");
	struct net_plan without = { 0 };

	apply();
	vec_push(&without.links, *l);
	l->mtu = 1300;
	apply();
	assert_true(ip_has("link show ge-0-0-0", "mtu 1300"));
	assert_int_equal(net_apply(net, &without, diag), 0);
	assert_true(ip_has("link show ge-0-0-0", "mtu 1500"));
	vec_free(&without.links);
}

static void test_routes(void **state)
{
	struct net_link *l = plan_add("ge-0-0-0", "ge-0/0/0");
	struct net_link *l1 = plan_add("ge-0-0-1", "ge-0/0/1");
	struct net_route *r;

	plan_addr(l, "10.0.0.1/24");
	plan_addr(l, "2001:db8::1/64");
	plan_addr(l1, "10.0.1.1/24");
	plan_addr(l1, "2001:db8:1::1/64");
	plan_route("0.0.0.0/0", "10.0.0.254");
	plan_route("::/0", "2001:db8::fe");
	plan_route("10.9.0.0/16", NULL);
	plan_route("2001:db8:9::/48", NULL)->kind = NET_ROUTE_REJECT;
	plan_route("10.8.0.0/16", "10.7.7.7"); /* no such subnet */
	plan_route("10.6.0.0/16", "10.0.0.1"); /* our own address */
	r = plan_route("10.5.0.0/16", "10.0.0.254");
	addr_parse("10.0.1.254", &vec_add(&r->hops)->via);
	r = plan_route("2001:db8:5::/48", "2001:db8::fe");
	addr_parse("2001:db8:1::fe", &vec_add(&r->hops)->via);
	r = plan_route("10.4.0.0/16", "10.0.0.254");
	r = plan_route("10.4.0.0/16", "10.0.1.254");
	r->preference = 100;
	r = plan_route("10.3.0.0/16", "fe80::7"); /* IPv4 over IPv6 */
	vec_free(&r->hops);
	strcpy(vec_add(&r->hops)->dev, "ge-0-0-1");
	apply();

	assert_true(ip_has("route", "default via 10.0.0.254 dev ge-0-0-0 proto "
				    "88 metric 5"));
	assert_true(ip_has("-6 route", "default via 2001:db8::fe dev ge-0-0-0 "
				       "proto 88 metric 261"));
	assert_true(ip_has("route", "blackhole 10.9.0.0/16 proto 88 metric 5"));
	assert_true(ip_has("-6 route", "unreachable 2001:db8:9::/48"));
	assert_false(ip_has("route", "10.8.0.0"));
	assert_false(ip_has("route", "10.6.0.0"));
	assert_true(ip_has("-o route",
			   "10.5.0.0/16 proto 88 metric 5 \\"
			   "\tnexthop via 10.0.0.254 dev ge-0-0-0 weight 1 \\"
			   "\tnexthop via 10.0.1.254 dev ge-0-0-1 weight 1"));
	assert_true(ip_has("-6 -o route", "nexthop via 2001:db8:1::fe dev "
					  "ge-0-0-1"));
	assert_true(ip_has("route", "10.4.0.0/16 via 10.0.1.254 dev ge-0-0-1 "
				    "proto 88 metric 100"));
	assert_true(ip_has("route", "10.3.0.0/16 dev ge-0-0-1 proto 88 scope "
				    "link metric 5"));
	apply_silently();

	/* one of two next hops becomes unreachable */
	l1->disable = true;
	apply();
	assert_true(ip_has("route", "10.5.0.0/16 via 10.0.0.254 dev ge-0-0-0"));
	assert_true(ip_has("-6 route", "2001:db8:5::/48 via 2001:db8::fe dev "
				       "ge-0-0-0"));
	assert_false(ip_has("route", "10.3.0.0"));
	apply_silently();
	l1->disable = false;
	apply();
	assert_true(ip_has("-o route", "nexthop via 10.0.1.254"));
	assert_true(ip_has("-6 -o route", "nexthop via 2001:db8:1::fe dev "
					  "ge-0-0-1"));

	/* changed in kind, changed in next hop, taken away */
	assert_int_equal(run("ip route add 10.99.0.0/16 dev ge-0-0-0"), 0);
	plan_clear_routes();
	plan_route("0.0.0.0/0", "10.0.1.254");
	plan_route("2001:db8:9::/48", "2001:db8::fe");
	apply();
	assert_true(ip_has("route", "default via 10.0.1.254 dev ge-0-0-1"));
	assert_true(ip_has("-6 route", "2001:db8:9::/48 via 2001:db8::fe"));
	assert_false(ip_has("route", "10.5.0.0"));
	assert_false(ip_has("-6 route", "2001:db8:5::"));
	assert_true(ip_has("route", "10.99.0.0/16"));
	apply_silently();
}

static void test_foreign_route(void **state)
{
	struct net_link *l = plan_add("ge-0-0-0", "ge-0/0/0");

	plan_addr(l, "10.0.0.1/24");
	apply();
	assert_int_equal(run("ip route add 10.9.0.0/16 via 10.0.0.7 metric 5"),
			 0);
	plan_route("10.9.0.0/16", "10.0.0.254");
	diag_reset(diag);
	assert_int_equal(net_prepare(net, &plan, diag), 1);
	assert_string_equal(diag_get(diag, 0)->stmt, "route 10.9.0.0/16");
	assert_true(ip_has("route", "10.9.0.0/16 via 10.0.0.7"));
}

static void test_vlan(void **state)
{
	struct net_link *l;

	if (!has_vlan)
		skip();
	plan_add("ge-0-0-0", "ge-0/0/0");
	l = plan_vlan("ge-0-0-0.100", "ge-0-0-0", 100);
	plan_addr(l, "10.1.0.1/24");
	plan_addr(l, "2001:db8:1::1/64");
	assert_int_equal(run("ip link add link ge-0-0-0 name other type vlan "
			     "id 7"),
			 0);
	apply();
	assert_true(ip_has("-d link show ge-0-0-0.100", "802.1Q id 100"));
	assert_true(ip_has("link show ge-0-0-0.100", "xpf:ge-0-0-0.100"));
	assert_true(ip_has("addr show ge-0-0-0.100", "10.1.0.1/24"));
	apply_silently();

	/* the id changes, the name stays; the name changes, the id stays */
	l->vlan_id = 200;
	apply();
	assert_true(ip_has("-d link show ge-0-0-0.100", "802.1Q id 200"));
	assert_true(ip_has("addr show ge-0-0-0.100", "10.1.0.1/24"));
	strcpy(l->name, "ge-0-0-0.200");
	apply();
	assert_false(ip_has("link", "ge-0-0-0.100@"));
	assert_true(ip_has("addr show ge-0-0-0.200", "2001:db8:1::1/64"));

	/* a device of somebody else is in the way */
	assert_int_equal(run("ip link add ge-0-0-0.300 type veth"), 0);
	plan_vlan("ge-0-0-0.300", "ge-0-0-0", 300);
	diag_reset(diag);
	assert_int_equal(net_apply(net, &plan, diag), 1);
	assert_string_equal(diag_get(diag, 0)->path,
			    "[edit interfaces ge-0/0/0 unit 100]");

	plan_clear();
	plan_add("ge-0-0-0", "ge-0/0/0");
	apply();
	assert_false(ip_has("link", "ge-0-0-0.200"));
	assert_true(ip_has("link", "ge-0-0-0.300"));
	assert_true(ip_has("link", "other@"));
}

static void test_vrf(void **state)
{
	struct net_link *l;
	struct net_route *r;

	if (!has_vrf)
		skip();
	plan_vrf_add("red", 1001);
	l = plan_add("ge-0-0-0", "ge-0/0/0");
	strcpy(l->vrf, "red");
	plan_addr(l, "10.0.0.1/24");
	plan_addr(l, "2001:db8::1/64");
	plan_addr(plan_add("ge-0-0-1", "ge-0/0/1"), "10.0.0.1/24");
	r = plan_route("10.9.0.0/16", "10.0.0.254");
	r->table = 1001;
	plan_route("10.9.0.0/16", "10.0.0.254");
	apply();
	assert_true(ip_has("link show ge-0-0-0", "master red"));
	assert_true(ip_has("addr show ge-0-0-0", "2001:db8::1/64"));
	assert_true(ip_has("route show table 1001",
			   "10.9.0.0/16 via 10.0.0.254 "
			   "dev ge-0-0-0"));
	assert_true(ip_has("route show table 1001", "unreachable default proto "
						    "88 metric 4278198272"));
	assert_true(ip_has("-6 route show table 1001", "unreachable default"));
	assert_true(ip_has("route", "10.9.0.0/16 via 10.0.0.254 dev ge-0-0-1"));
	assert_true(ip_has("rule", "32765:\tfrom all lookup local"));
	assert_false(ip_has("rule", "0:\tfrom all lookup local\n1000"));
	apply_silently();

	/* the table changes */
	plan.vrfs.v[0].table = r->table = 1002;
	plan.routes.v[0].table = 1002;
	apply();
	assert_true(ip_has("-d link show red", "table 1002"));
	assert_true(ip_has("route show table 1002", "10.9.0.0/16"));
	assert_false(ip_has("route show table 1001", "."));
	assert_true(ip_has("link show ge-0-0-0", "master red"));
	apply_silently();

	/* back to the main instance: the addresses stay */
	l = &plan.links.v[0];
	l->vrf[0] = '\0';
	vec_free(&plan.vrfs);
	apply();
	assert_false(ip_has("link show ge-0-0-0", "master"));
	assert_true(ip_has("addr show ge-0-0-0", "2001:db8::1/64"));
	assert_true(ip_has("addr show ge-0-0-0", "10.0.0.1/24"));
	assert_false(ip_has("link", "red"));
	assert_false(ip_has("route show table 1002", "."));
	apply_silently();
}

/* After a restart nobody knows the old plan; the marks do. */
static void test_restart(void **state)
{
	struct net_link *l = plan_add("ge-0-0-0", "ge-0/0/0");

	plan_addr(l, "10.0.0.1/24");
	plan_addr(l, "2001:db8::1/64");
	plan_route("10.9.0.0/16", "10.0.0.254");
	if (has_vlan)
		plan_vlan("ge-0-0-0.100", "ge-0-0-0", 100);
	apply();
	net_close(net);
	net = net_open(NULL);
	apply_silently();
	net_close(net);
	net = net_open(NULL);
	plan_clear();
	apply();
	assert_false(ip_has("addr show ge-0-0-0", "10.0.0.1"));
	assert_false(ip_has("addr show ge-0-0-0", "2001:db8"));
	assert_false(ip_has("route", "10.9.0.0"));
	assert_false(ip_has("link", "ge-0-0-0.100"));
}

static void test_switches(void **state)
{
	struct net_link *l = plan_add("ge-0-0-0", "ge-0/0/0");

	plan_addr(l, "2001:db8::1/64");
	assert_int_equal(run("sysctl -qw net.ipv6.conf.ge-0-0-0.disable_ipv6=1 "
			     "net.ipv4.conf.all.rp_filter=1"),
			 0);
	apply();
	assert_int_equal(
		run("test $(cat "
		    "/proc/sys/net/ipv4/conf/all/rp_filter "
		    "/proc/sys/net/ipv4/conf/ge-0-0-0/arp_ignore "
		    "/proc/sys/net/ipv6/conf/ge-0-0-0/disable_ipv6 "
		    "/proc/sys/net/ipv6/conf/ge-0-0-0/accept_ra "
		    "/proc/sys/net/ipv6/conf/p0/accept_ra | tr -d '\\n') = 01001"),
		0);
	assert_int_equal(net_forwarding(net, true), 0);
	assert_int_equal(
		run("test $(cat /proc/sys/net/ipv4/ip_forward "
		    "/proc/sys/net/ipv6/conf/all/forwarding | tr -d '\\n') = 11"),
		0);
	assert_int_equal(net_forwarding(net, false), 0);
	assert_int_equal(
		run("test $(cat /proc/sys/net/ipv4/ip_forward "
		    "/proc/sys/net/ipv6/conf/all/forwarding | tr -d '\\n') = 00"),
		0);
}

/* ---- devices that come late ---- */

static void stop_loop(void *arg)
{
	loop_stop(arg, 0);
}

static void spin(struct loop *l, int ms)
{
	loop_add_timer(l, ms, 0, stop_loop, l);
	loop_run(l);
}

static void test_late(void **state)
{
	struct loop *loop = loop_new();
	struct net_link *l = plan_add("late0", "late0");

	net_close(net);
	net = net_open(loop);
	plan_addr(l, "10.3.0.1/24");
	plan_route("10.9.0.0/16", "10.3.0.254");
	if (has_vlan)
		plan_addr(plan_vlan("late0.9", "late0", 9), "10.4.0.1/24");
	apply();
	assert_int_equal(run("ip link add late0 type veth peer name p9 && "
			     "ip link set p9 up"),
			 0);
	spin(loop, 200);
	assert_true(ip_has("addr show late0", "10.3.0.1/24"));
	assert_true(ip_has("route", "10.9.0.0/16"));

	/* the peer goes down and up: so does the route */
	assert_int_equal(run("ip link set p9 down"), 0);
	spin(loop, 200);
	assert_false(ip_has("route", "10.9.0.0/16"));
	assert_int_equal(run("ip link set p9 up"), 0);
	spin(loop, 200);
	assert_true(ip_has("route", "10.9.0.0/16"));

	/* gone, and back under another name first */
	assert_int_equal(
		run("ip link del late0 && ip link add x type veth peer "
		    "name p9 && ip link set p9 up"),
		0);
	spin(loop, 200);
	assert_int_equal(run("ip link set x name late0"), 0);
	spin(loop, 200);
	assert_true(ip_has("addr show late0", "10.3.0.1/24"));
	assert_true(ip_has("route", "10.9.0.0/16"));
	if (has_vlan)
		assert_true(ip_has("addr show late0.9", "10.4.0.1/24"));

	net_close(net);
	net = net_open(NULL);
	loop_free(loop);
}

/* A plan that will not be leaves nothing up that was down before it. */
static void test_undo(void **state)
{
	struct net_plan none = { 0 };
	struct net_link *l;

	assert_int_equal(net_apply(net, &none, diag), 0);
	assert_int_equal(run("ip link set ge-0-0-0 up"), 0);
	l = plan_add("ge-0-0-0", "ge-0/0/0");
	plan_addr(l, "10.0.0.1/24");
	l = plan_add("ge-0-0-1", "ge-0/0/1");
	plan_addr(l, "10.0.1.1/24");
	assert_int_equal(net_prepare(net, &plan, diag), 0);
	assert_true(ip_has("link show ge-0-0-1", "UP,LOWER_UP"));
	assert_int_equal(net_undo(net, &none, diag), 0);
	assert_false(ip_has("link show ge-0-0-1", "UP,LOWER_UP"));
	assert_false(ip_has("addr show ge-0-0-1", "10.0.1.1/24"));
	/* that was up before */
	assert_true(ip_has("link show ge-0-0-0", "UP,LOWER_UP"));
	assert_false(ip_has("addr show ge-0-0-0", "10.0.0.1/24"));
	assert_int_equal(net_apply(net, &none, diag), 0);
}

/* ---- what show commands see ---- */

struct seen {
	int links, routes;
	unsigned int addrs;
};

static int see_link(const struct net_link_state *st, void *arg)
{
	struct seen *seen = arg;

	seen->links++;
	if (!strcmp(st->name, "ge-0-0-0")) {
		assert_true(st->admin_up && st->oper_up);
		assert_string_equal(st->kind, "veth");
		seen->addrs = st->n_addrs;
	}
	return 0;
}

static int see_route(const struct net_route_state *st, void *arg)
{
	char text[PREFIX_STRLEN];
	struct seen *seen = arg;

	if (st->protocol != RTPROT_XPF)
		return 0;
	seen->routes++;
	assert_int_equal(st->metric, 5);
	if (st->prefix.addr.family == AF_INET6) {
		assert_string_equal(prefix_str(&st->prefix, text), "::/0");
		assert_string_equal(st->dev, "ge-0-0-0");
		assert_string_equal(addr_str(&st->via, text), "2001:db8::fe");
	}
	return 0;
}

static int stop(const struct net_link_state *st, void *arg)
{
	++*(int *)arg;
	return -ECANCELED;
}

static void test_show(void **state)
{
	struct net_link *l = plan_add("ge-0-0-0", "ge-0/0/0");
	struct seen seen = { 0 };
	int n = 0;

	plan_addr(l, "10.0.0.1/24");
	plan_addr(l, "2001:db8::1/64");
	plan_route("::/0", "2001:db8::fe");
	plan_route("10.9.0.0/16", "10.0.0.254");
	apply();
	assert_int_equal(net_links(net, see_link, &seen), 0);
	assert_true(seen.links >= 5);
	assert_true(seen.addrs >= 2); /* and a link-local one */
	assert_int_equal(net_routes(net, AF_INET6, see_route, &seen), 0);
	assert_int_equal(seen.routes, 1);
	assert_int_equal(net_routes(net, AF_UNSPEC, see_route, &seen), 0);
	assert_int_equal(seen.routes, 3);
	assert_int_equal(net_links(net, stop, &n), -ECANCELED);
	assert_int_equal(n, 1);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(test_addrs),	T(test_link),	       T(test_mtu_back),
		T(test_routes), T(test_foreign_route), T(test_vlan),
		T(test_vrf),	T(test_restart),       T(test_switches),
		T(test_late),	T(test_undo),	       T(test_show),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
