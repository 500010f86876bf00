// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The layouts of operational commands, to the column, with no kernel: the
 * functions of dataplane/ and net/ that read state are replaced by ones that
 * hand out canned structures; model and store are real.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <errno.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "conf/conf.h"
#include "conf/store.h"
#include "lib/buf.h"
#include "lib/diag.h"
#include "model/model.h"
#include "oper/oper.h"

static const char text[] =
	"interfaces {\n"
	"  ge-0/0/0 { description inside; unit 0 { family inet {\n"
	"    address 10.0.1.1/24; address 10.0.2.1/24; }\n"
	"    family inet6 { address 2001:db8:1::1/64; } } }\n"
	"  ge-0/0/1 { vlan-tagging; unit 100 { vlan-id 100; family inet {\n"
	"    address 203.0.113.1/24; } } }\n"
	"}\n"
	"security {\n"
	"  address-book { global { address web1 10.0.1.80/32;\n"
	"    address pool { range-address 10.9.0.5 { to { 10.9.0.9; } } } } }\n"
	"  nat { source { rule-set rs { from zone trust; to zone untrust;\n"
	"    rule r1 { match { source-address 10.0.0.0/8; }\n"
	"      then { source-nat { interface; } } } } } }\n"
	"  policies {\n"
	"    from-zone trust to-zone untrust {\n"
	"      policy allow-web { match { source-address [ web1 pool ];\n"
	"        destination-address any; application junos-http; }\n"
	"        then { permit; log { session-init; session-close; } count; } }\n"
	"      policy no { match { source-address any; destination-address any;\n"
	"        application any; } then { reject; } }\n"
	"    }\n"
	"    global { policy g { match { source-address any;\n"
	"      destination-address any; application junos-ping; }\n"
	"      then { deny; } } }\n"
	"  }\n"
	"  zones {\n"
	"    security-zone trust { description inner; tcp-rst;\n"
	"      host-inbound-traffic { system-services { ssh; ping; } }\n"
	"      interfaces { ge-0/0/0.0; } }\n"
	"    security-zone untrust { interfaces { ge-0/0/1.100; } }\n"
	"  }\n"
	"}\n"
	"routing-instances { blue { instance-type virtual-router; } }\n";

static struct schema *schema;
static struct tree *tree;
static struct model *model;
static struct store *store;
static char dir[] = "/tmp/test_oper.XXXXXX";

#include "fakes.h"

/* ---- running ---- */

static int status; /* of the last command */

static char *attempt(enum writer_format format, const char *rpc,
		     const struct oper_arg *arg, size_t n)
{
	struct oper o = {
		.arg = arg,
		.n_args = n,
		.model = model,
		.store = store,
		.host = "fw",
		.log_dir = dir,
		.now = 1700000000,
		.started = 1699999000,
	};
	char *out;
	size_t len;
	FILE *f = open_memstream(&out, &len);

	o.w = writer_new(format, f);
	status = oper_run(&o, rpc);
	writer_free(o.w);
	fclose(f);
	return out;
}

static char *run_as(enum writer_format format, const char *rpc,
		    const struct oper_arg *arg, size_t n)
{
	char *out = attempt(format, rpc, arg, n);

	assert_int_equal(status, 0);
	return out;
}

static void expect(const char *rpc, const char *name, const char *value,
		   const char *want)
{
	struct oper_arg arg = { name, value };
	char *out = run_as(WRITER_TEXT, rpc, &arg, name ? 1 : 0);

	assert_string_equal(out, want);
	free(out);
}

#define E(line) line "\n"
#define GATES(n)                  \
	E("Valid gates: " #n)     \
	E("Pending gates: 0")     \
	E("Invalidated gates: 0") \
	E("Gates in other states: 0") E("Total gates: " #n)

static void test_sessions(void **state)
{
	expect("get-flow-session-information", NULL, NULL,
	       E("Session ID: 4294967297, Policy name: allow-web/4, Timeout: 1798, Session State: Valid") E(
		       "  In: 10.0.1.80/51000 --> 203.0.113.9/80;tcp, Conn Tag: 0x0, If: ge-0/0/0.0, Pkts: 5, Bytes: 420, ")
		       E("  Out: 203.0.113.9/80 --> 203.0.113.1/40000;tcp, Conn Tag: 0x0, If: ge-0/0/1.100, Pkts: 3, Bytes: 300, ")
			       E("") E("Session ID: 2, Policy name: self-traffic-policy/1, Timeout: 2, Session State: Valid")
				       E("  In: 2001:db8:1::2/9 --> 2001:db8:1::1/9;icmp6, Conn Tag: 0x0, If: ge-0/0/0.0, Pkts: 1, Bytes: 104, ")
					       E("  Out: 2001:db8:1::1/9 --> 2001:db8:1::2/9;icmp6, Conn Tag: 0x0, If: .local..0, Pkts: 1, Bytes: 104, ")
						       E("Total sessions: 2"));
	assert_int_equal(seen.have, 0);
}

static void test_session_filters(void **state)
{
	static const struct oper_arg arg[] = {
		{ "source-prefix", "10.0.0.0/8" }, { "protocol", "tcp" },
		{ "destination-port", "http" },	   { "zone", "trust" },
		{ "application", "junos-http" },   { "nat", "" },
		{ "session-identifier", "77" },	   { "family", "inet6" },
	};

	free(run_as(WRITER_TEXT, "clear-flow-session", arg, 8));
	assert_int_equal(seen.have, DP_FILTER_SADDR | DP_FILTER_PROTOCOL |
					    DP_FILTER_DPORT | DP_FILTER_ZONE |
					    DP_FILTER_APP |
					    DP_FILTER_FLAGS_ANY | DP_FILTER_ID |
					    DP_FILTER_FAMILY);
	assert_int_equal(seen.saddr.len, 8);
	assert_int_equal(seen.protocol, 6);
	assert_int_equal(seen.dport, 80);
	assert_int_equal(seen.zone, zone_id("trust"));
	assert_int_equal(seen.app, model_app(model, "junos-http")->id);
	assert_int_equal(seen.flags_any, XPF_SESSION_SNAT | XPF_SESSION_DNAT);
	assert_int_equal(seen.id, 77);
	assert_int_equal(seen.family, AF_INET6);
	expect("clear-flow-session", NULL, NULL,
	       E("1 active sessions cleared"));
}

static void test_session_summary(void **state)
{
	expect("get-flow-session-information", "summary", "",
	       E("Unicast-sessions: 2") E("Multicast-sessions: 0") E(
		       "Services-offload-sessions: 0") E("Failed-sessions: 0")
		       E("Sessions-in-drop-flow: 0") E("Sessions-in-use: 2") E(
			       "  Valid sessions: 2") E("  Pending sessions: 0")
			       E("  Invalidated sessions: 0")
				       E("  Sessions in other states: 0")
					       E("Maximum-sessions: 262144"));
}

static void test_session_xml(void **state)
{
	char *out = run_as(WRITER_XML, "get-flow-session-information", NULL, 0);

	assert_non_null(strstr(
		out,
		E("        <flow-session junos:style=\"brief\">") E(
			"            <session-identifier>4294967297</session-identifier>") E("            <policy>allow-web/4</policy>")
			E("            <configured-timeout>1800</configured-timeout>") E(
				"            <timeout>1798</timeout>") E("            <session-state>Valid</session-state>")
				E("            <flow-information>") E(
					"                <direction>In</direction>") E("                <source-address>10.0.1.80</source-address>")
					E("                <source-port>51000</source-port>") E(
						"                <destination-address>203.0.113.9</destination-address>")
						E("                <destination-port>80</destination-port>") E(
							"                <protocol>tcp</protocol>")
							E("                <conn-tag>0x0</conn-tag>") E(
								"                <interface-name>ge-0/0/0.0</interface-name>")
								E("                <pkt-cnt>5</pkt-cnt>")
									E("                <byte-cnt>420</byte-cnt>")
										E("            </flow-information>")));
	assert_non_null(strstr(out, "        <displayed-session-count>2"));
	free(out);
}

static void test_statistics(void **state)
{
	expect("get-flow-statistics-all", NULL, NULL,
	       E("    Current sessions: 2") E("    Packets received: 100") E(
		       "    Packets transmitted: 90") E("    Packets forwarded/queued: 0")
		       E("    Packets copied: 0") E("    Packets dropped: 10") E(
			       "    Services-offload packets processed: 0")
			       E("    Fragment packets: 0") E(
				       "    Pre fragments generated: 0")
				       E("    Post fragments generated: 0") E(
					       "    Dropped by reason:")
					       E("      denied by default policy: 7"));
}

static void test_policies(void **state)
{
	expect("get-firewall-policies", NULL, NULL,
	       E("Default policy: deny-all") E("Default policy log Profile ID: 0") E("Pre ID default policy: permit-all") E(
		       "Default HTTP Mux policy: permit-all") E("From zone: trust, To zone: untrust") E("  Policy: allow-web, State: enabled, Index: 4, Scope Policy: 0, Sequence number: 1, Log Profile ID: 0")
		       E("    Source vrf group: any") E("    Destination vrf group: any") E(
			       "    Source addresses: web1, pool") E("    Destination addresses: any") E("    Applications: junos-http")
			       E("    Source identity feeds: any") E("    Destination identity feeds: any") E(
				       "    Action: permit, log, count") E("  Policy: no, State: enabled, Index: 5, Scope Policy: 0, Sequence number: 2, Log Profile ID: 0")
				       E("    Source vrf group: any") E("    Destination vrf group: any") E(
					       "    Source addresses: any") E("    Destination addresses: any")
					       E("    Applications: any") E(
						       "    Source identity feeds: any") E("    Destination identity feeds: any")
						       E("    Action: reject") E(
							       "Global policies:") E("  Policy: g, State: enabled, Index: 6, Scope Policy: 0, Sequence number: 1, Log Profile ID: 0")
							       E("    From zones: any") E("    To zones: any") E(
								       "    Source vrf group: any") E("    Destination vrf group: any")
								       E("    Source addresses: any") E(
									       "    Destination addresses: any")
									       E("    Applications: junos-ping") E(
										       "    Source identity feeds: any")
										       E("    Destination identity feeds: any")
											       E("    Action: deny"));
}

static void test_policy_detail(void **state)
{
	static const struct oper_arg arg[] = {
		{ "detail", "" },
		{ "policy-name", "allow-web" },
	};
	char *out = run_as(WRITER_TEXT, "get-firewall-policies", arg, 2);

	assert_string_equal(
		out,
		E("Policy: allow-web, action-type: permit, services-offload:not-configured , State: enabled, Index: 4, Scope Policy: 0") E(
			"  Policy Type: Configured") E("  Sequence number: 1") E("  From zone: trust, To zone: untrust")
			E("  Source vrf group:") E("    any") E("  Destination vrf group:") E(
				"    any") E("  Source addresses:") E("    web1(global): 10.0.1.80/32 ") E("    pool(global): 10.9.0.5~10.9.0.9 ")
				E("  Destination addresses:") E("    any-ipv4(global): 0.0.0.0/0 ") E(
					"    any-ipv6(global): ::/0 ") E("  Application: junos-http") E("    IP protocol: tcp, ALG: 0, Inactivity timeout: 1800")
					E("      Source port range: [0-0]") E("      Destination ports: [80-80]") E(
						"  Source identity feeds:") E("    any") E("  Destination identity feeds:")
						E("    any") E("  Per policy TCP Options: SYN check: No, SEQ check: No, Window scale: No") E(
							"  Session log: at-create, at-close") E("  Policy statistics:") E("    Input  bytes       :                13789")
							E("      Initial direction:                 9789") E(
								"      Reply direction  :                 4000") E("    Output bytes       :                13789")
								E("      Initial direction:                 9789") E(
									"      Reply direction  :                 4000")
									E("    Input  packets     :                  395") E(
										"      Initial direction:                  375")
										E("      Reply direction  :                   20") E(
											"    Output packets     :                  395")
											E("      Initial direction:                  375") E(
												"      Reply direction  :                   20")
												E("    Active sessions    :                    2")
													E("    Session deletions  :                   10")
														E("    Policy lookups     :                   12"));
	free(out);
}

static void pinged(bool rapid, const char *host, const char *junos)
{
	struct ping p = { .rapid = rapid };
	char *copy = strdup(host), *rest = copy, *line;
	struct buf out;

	buf_init(&out);
	while ((line = strsep(&rest, "\n")))
		if (rest)
			ping_line(&p, line, &out);
	assert_string_equal(out.data, junos);
	buf_free(&out);
	free(copy);
}

static void test_ping(void **state)
{
	pinged(false,
	       "PING srv (203.0.113.2) 56(84) bytes of data.\n"
	       "64 bytes from srv.example.net (203.0.113.2): icmp_seq=1 ttl=64 time=0.840 ms\n"
	       "64 bytes from 203.0.113.2: icmp_seq=2 ttl=64 time=12.4 ms (DUP!)\n"
	       "From 10.0.1.1 icmp_seq=3 Destination Host Unreachable\n"
	       "\n"
	       "--- srv ping statistics ---\n"
	       "3 packets transmitted, 1 received, +1 duplicates, +1 errors, 66.6667% packet loss, time 10ms\n"
	       "rtt min/avg/max/mdev = 0.840/6.620/12.400/0.175 ms\n",
	       "PING srv (203.0.113.2): 56 data bytes\n"
	       "64 bytes from 203.0.113.2: icmp_seq=0 ttl=64 time=0.840 ms\n"
	       "64 bytes from 203.0.113.2: icmp_seq=1 ttl=64 time=12.4 ms (DUP!)\n"
	       "36 bytes from 10.0.1.1: Destination Host Unreachable\n"
	       "\n"
	       "--- srv ping statistics ---\n"
	       "3 packets transmitted, 1 packets received, +1 duplicates, 66.6667% packet loss\n"
	       "round-trip min/avg/max/stddev = 0.840/6.620/12.400/0.175 ms\n");
	pinged(false,
	       "PING 2001:db8::2(2001:db8::2) 56 data bytes\n"
	       "64 bytes from 2001:db8::2: icmp_seq=1 ttl=63 time=0.512 ms\n",
	       "PING6(104=40+8+56 bytes) --> 2001:db8::2\n"
	       "64 bytes from 2001:db8::2, icmp_seq=0 hlim=63 time=0.512 ms\n");
	pinged(true,
	       "PING 203.0.113.2 (203.0.113.2) from 10.0.1.1 eth0: 100(128) bytes of data.\n"
	       "108 bytes from 203.0.113.2: icmp_seq=1 ttl=64 time=0.1 ms\n"
	       "108 bytes from 203.0.113.2: icmp_seq=3 ttl=64 time=0.1 ms\n",
	       "PING 203.0.113.2 (203.0.113.2): 100 data bytes\n!!");
}

static void test_hit_count(void **state)
{
	expect("get-security-policies-hit-count", NULL, NULL,
	       E("Logical system: root-logical-system") E(
		       "Index   From zone        To zone           Name           Policy count  Action")
		       E("1       all-zone         all-zone          default-policy 7             Deny") E(
			       "2       trust            untrust           allow-web      12            Permit")
			       E("3       trust            untrust           no             0             Reject")
				       E("4       junos-global     junos-global      g              0             Deny")
					       E("") E("Number of policy: 4"));
	expect("get-security-policies-hit-count", "from-zone", "trust",
	       E("Logical system: root-logical-system") E(
		       "Index   From zone        To zone           Name           Policy count  Action")
		       E("1       trust            untrust           allow-web      12            Permit")
			       E("2       trust            untrust           no             0             Reject")
				       E("") E("Number of policy: 2"));
}

static void test_match(void **state)
{
	struct oper_arg arg[] = {
		{ "from-zone", "trust" },     { "to-zone", "untrust" },
		{ "source-ip", "10.0.1.80" }, { "destination-ip", "1.1.1.1" },
		{ "source-port", "1024" },    { "destination-port", "http" },
		{ "protocol", "tcp" },
	};
	char *out = run_as(WRITER_TEXT, "match-firewall-policies", arg, 7);

	assert_string_equal(
		out,
		E("Policy: allow-web, action-type: permit, State: enabled, Index: 4")
			E("  Policy Type: Configured") E("  Sequence number: 1")
				E("  From zone: trust, To zone: untrust") E(
					"  Source addresses: web1, pool")
					E("  Destination addresses: any") E(
						"  Applications: junos-http"));
	free(out);
	arg[5].value = "443";
	out = run_as(WRITER_TEXT, "match-firewall-policies", arg, 7);
	assert_string_equal(out,
			    E("Policy: default-policy, action-type: deny"));
	free(out);
}

static void test_zones(void **state)
{
	char want[2048];

	snprintf(
		want, sizeof(want),
		E("") E("Security zone: trust") E("  Description: inner") E(
			"  Zone ID: %u")
			E("  Send reset for non-SYN session TCP packets: On") E(
				"  Policy configurable: Yes  ") E("  Interfaces bound: 1")
				E("  Interfaces:") E("    ge-0/0/0.0") E(
					"  Advanced-connection-tracking timeout: 1800")
					E("  Unidirectional-session-refreshing: No"),
		zone_id("trust"));
	expect("get-zones-information", "zone-name", "trust", want);
	expect("get-zones-information", "terse", "",
	       E("Zone                        Type")
		       E("trust                       Security")
			       E("untrust                     Security") E(
				       "junos-host                  Security"));
}

static void test_nat(void **state)
{
	expect("get-source-nat-rule-sets-information", "rule-name", "all",
	       E("Total rules: 1") E("Total referenced IPv4/IPv6 ip-prefixes: 1/0") E(
		       "source NAT rule: r1") E("  Rule set                   : rs") E("  Rule Id                    : 1")
		       E("  Rule position              : 1") E("  From zone                  : trust") E(
			       "  To zone                    : untrust") E("  Match") E("    Source addresses         : 10.0.0.0        - 10.255.255.255")
			       E("    Destination addresses    : 0.0.0.0         - 255.255.255.255") E(
				       "  Action                        : interface")
				       E("    Persistent NAT type         : N/A") E(
					       "    Persistent NAT mapping type : address-port-mapping")
					       E("    Inactivity timeout          : 0") E(
						       "    Max session number          : 0")
						       E("    Persistent NAT block session: disabled") E(
							       "  Translation hits           : 10")
							       E("    Successful sessions      : 9")
								       E("    Failed sessions          : 1")
									       E("  Number of sessions         : 4"));
	expect("retrieve-source-nat-summary", NULL, NULL,
	       E("Total port number usage for port translation pool: 0") E(
		       "Maximum port number for port translation pool: 0")
		       E("Total pools: 0") E("Total rules: 1") E(
			       "Rule name         Rule set         From              To                   Action")
			       E("r1                rs               trust             untrust              interface"));
}

static void test_interfaces(void **state)
{
	expect("get-interface-information", "terse", "",
	       E("Interface               Admin Link Proto    Local                 Remote") E(
		       "ge-0/0/0                up    up")
		       E("ge-0/0/0.0              up    up   inet     10.0.1.1/24") E(
			       "                                            10.0.2.1/24")
			       E("                                   inet6    2001:db8:1::1/64")
				       E("ge-0/0/1                up    down") E(
					       "ge-0/0/1.100            up    down ")
					       E("lo0                     up    up"));
	expect("get-interface-information", "descriptions", "",
	       E("Interface       Admin Link Description")
		       E("ge-0/0/0        up    up   inside"));
	expect("get-interface-information", "interface-name", "ge-0/0/0",
	       E("Physical interface: ge-0/0/0, Enabled, Physical link is Up") E(
		       "  Interface index: 7, SNMP ifIndex: 7") E("  Description: inside")
		       E("  Link-level type: Ethernet, MTU: 1500") E(
			       "  Device flags   : Present Running") E("  Current address: 02:00:00:00:00:1f")
			       E("") E("  Logical interface ge-0/0/0.0 (Index 7)") E(
				       "    Flags: Up SNMP-Traps Encapsulation: ENET2")
				       E("    Input packets : 10") E("    Output packets: 0") E(
					       "    Security: Zone: trust") E("    Allowed host-inbound traffic : ssh ping")
					       E("    Protocol inet, MTU: 1500") E(
						       "      Addresses, Flags: Is-Preferred Is-Primary")
						       E("        Destination: 10.0.1.0/24, Local: 10.0.1.1") E(
							       "      Addresses, Flags: Is-Preferred")
							       E("        Destination: 10.0.2.0/24, Local: 10.0.2.1")
								       E("    Protocol inet6, MTU: 1500") E(
									       "      Addresses, Flags: Is-Preferred")
									       E("        Destination: 2001:db8:1::/64, Local: 2001:db8:1::1")
										       E(""));
}

static void test_routes(void **state)
{
	expect("get-route-information", NULL, NULL,
	       E("") E("inet.0: 4 destinations, 5 routes (4 active, 0 holddown, 0 hidden)") E(
		       "+ = Active Route, - = Last Active, * = Both") E("") E("0.0.0.0/0          *[Static/5] 00:01:02")
		       E("                    > to 10.0.1.254 via ge-0/0/0.0") E(
			       "10.0.1.0/24        *[Direct/0] 1d 01:01:01") E("                    > via ge-0/0/0.0")
			       E("                    [Static/5] 1d 01:01:01") E(
				       "                    > to 10.0.2.254 via ge-0/0/0.0")
				       E("10.0.1.1/32        *[Local/0] 1d 01:01:01") E(
					       "                       Local via ge-0/0/0.0") E("192.0.2.0/24       *[Static/5] 1d 01:01:01")
					       E("                       Discard") E(
						       "") E("inet6.0: 1 destinations, 1 routes (1 active, 0 holddown, 0 hidden)")
						       E("+ = Active Route, - = Last Active, * = Both") E(
							       "") E("2001:db8:ffff:ffff::/64")
							       E("                   *[Static/5] 1d 01:01:01")
								       E("                    > to 2001:db8:1::2 via ge-0/0/0.0"));
	expect("get-route-information", "destination", "10.0.1.77",
	       E("") E("inet.0: 4 destinations, 5 routes (4 active, 0 holddown, 0 hidden)")
		       E("+ = Active Route, - = Last Active, * = Both") E("") E(
			       "10.0.1.0/24        *[Direct/0] 1d 01:01:01")
			       E("                    > via ge-0/0/0.0") E(
				       "                    [Static/5] 1d 01:01:01")
				       E("                    > to 10.0.2.254 via ge-0/0/0.0"));
	expect("get-route-information", "summary", "",
	       E("") E("inet.0: 4 destinations, 5 routes (4 active, 0 holddown, 0 hidden)") E(
		       "              Direct:      1 routes,      1 active")
		       E("               Local:      1 routes,      1 active") E(
			       "              Static:      3 routes,      2 active")
			       E("") E("inet6.0: 1 destinations, 1 routes (1 active, 0 holddown, 0 hidden)")
				       E("              Static:      1 routes,      1 active"));
}

static void test_neighbors(void **state)
{
	expect("get-arp-table-information", "no-resolve", "",
	       E("MAC Address       Address         Interface                Flags")
		       E("02:00:00:00:00:02 10.0.1.2        ge-0/0/0.0               none")
			       E("Total entries: 1"));
	expect("get-ipv6-nd-information", NULL, NULL,
	       E("IPv6 Address                            Linklayer Address  State       Rtr  Secure  Interface")
		       E("2001:db8:1::2                           02:00:00:00:00:02  stale       no   no      ge-0/0/0.0")
			       E("Total entries: 1"));
}

static void test_packet_drop(void **state)
{
	expect("monitor-security-packet-drop", "count", "2",
	       E("Starting packet drop:") E(
		       "22:13:20.123456:LSYS-ID-00 10.0.1.2/4000-->10.0.9.9/23;tcp,ipid-77,ge-0/0/0.0,Dropped by POLICY:denied by default policy trust-->untrust")
		       E("5 drops were not shown: too many at once") E(
			       "22:13:20.123456:LSYS-ID-00 10.0.1.2/4000-->10.0.9.9/23;udp,ipid-77,ge-0/0/0.0,Dropped by POLICY:denied by default policy trust-->untrust"));
	/* the oldest first, whichever processor it was */
	expect("get-security-packet-drop-records", NULL, NULL,
	       E("22:13:19.123456:LSYS-ID-00 10.0.1.2/4000-->10.0.9.9/23;udp,ipid-77,ge-0/0/0.0,Dropped by SCREEN:screen-land trust-->untrust")
		       E("22:13:20.123456:LSYS-ID-00 10.0.1.2/4000-->10.0.9.9/23;tcp,ipid-77,ge-0/0/0.0,Dropped by POLICY:denied by default policy trust-->untrust"));
	expect("get-security-packet-drop-records", "protocol", "udp",
	       E("22:13:19.123456:LSYS-ID-00 10.0.1.2/4000-->10.0.9.9/23;udp,ipid-77,ge-0/0/0.0,Dropped by SCREEN:screen-land trust-->untrust"));
	expect("get-security-packet-drop-records", "count", "1",
	       E("22:13:20.123456:LSYS-ID-00 10.0.1.2/4000-->10.0.9.9/23;tcp,ipid-77,ge-0/0/0.0,Dropped by POLICY:denied by default policy trust-->untrust"));
}

static void test_commits(void **state)
{
	struct commit_info by = { .when = 1700000000,
				  .user = "root",
				  .via = "cli",
				  .comment = "first",
				  .valid = true };

	assert_int_equal(store_commit(store, tree_dup(tree), &by), 0);
	by.when += 60;
	by.comment[0] = '\0';
	assert_int_equal(store_commit(store, tree_dup(tree), &by), 0);
	expect("get-commit-information", NULL, NULL,
	       E("0   2023-11-14 22:14:20 UTC by root via cli")
		       E("1   2023-11-14 22:13:20 UTC by root via cli")
			       E("    first"));
}

static void test_order(void **state)
{
	struct oper_arg arg = { "sort-by", "packets" };
	char *out =
		run_as(WRITER_TEXT, "get-flow-session-information", &arg, 1);

	assert_true(strstr(out, "ID: 4294967297") < strstr(out, "ID: 2,"));
	assert_non_null(strstr(out, "Total sessions: 2"));
	free(out);
	arg.value = "bytes";
	out = run_as(WRITER_TEXT, "get-flow-session-information", &arg, 1);
	assert_true(strstr(out, "ID: 4294967297") < strstr(out, "ID: 2,"));
	free(out);
}

static void test_clear(void **state)
{
	static const struct oper_arg pair[] = { { "from-zone", "trust" },
						{ "to-zone", "untrust" } };

	cleared = 0;
	free(run_as(WRITER_TEXT, "clear-security-policies-hit-count", pair, 2));
	assert_int_equal(cleared_pair[0], model_zone(model, "trust")->id);
	assert_int_equal(cleared_pair[1], model_zone(model, "untrust")->id);
	free(run_as(WRITER_TEXT, "clear-security-policies-hit-count", NULL, 0));
	assert_int_equal(cleared_pair[0], -1);
	assert_int_equal(cleared_pair[1], -1);
	assert_int_equal(cleared, 0);
	free(run_as(WRITER_TEXT, "clear-nat-statistics", NULL, 0));
	assert_int_equal(cleared, XPF_STATSET_NAT_RULE | XPF_STATSET_NAT_POOL);
}

static void test_forwarding_table(void **state)
{
	expect("get-forwarding-table-information", "family", "inet6",
	       E("Routing table: default.inet6") E("Internet6:") E(
		       "Destination        Type  RtRef Next hop           Type  Netif")
		       E("2001:db8:ffff:ffff::/64 user      0 2001:db8:1::2      ucst  ge-0/0/0.0")
			       E(""));
	expect("get-forwarding-table-information", "destination", "10.0.1.1/32",
	       E("Routing table: default.inet") E("Internet:") E(
		       "Destination        Type  RtRef Next hop           Type  Netif")
		       E("10.0.1.1/32        intf      0                    locl  ge-0/0/0.0")
			       E(""));
}

/* An address that the shell has brought to normal form is an address. */
static void test_route_to_a_host(void **state)
{
	struct oper_arg arg = { "destination", "10.0.1.77/32" };
	char *out = run_as(WRITER_TEXT, "get-route-information", &arg, 1);

	assert_non_null(strstr(out, "10.0.1.0/24"));
	assert_null(strstr(out, "0.0.0.0/0"));
	free(out);
	out = run_as(WRITER_TEXT, "test-routing", &arg, 1);
	assert_non_null(strstr(out, "10.0.1.0/24"));
	free(out);
}

static void test_instances(void **state)
{
	expect("get-instance-information", NULL, NULL,
	       E("Instance             Type")
		       E("master               forwarding")
			       E("blue                 virtual-router"));
	expect("test-security-zone", "interface", "ge-0/0/0.0",
	       E("Interface: ge-0/0/0.0, Security zone: trust"));
}

static void test_objects(void **state)
{
	expect("get-address-book-information", NULL, NULL,
	       E("Address book: global") E("  Address: web1") E("    10.0.1.80")
		       E("  Address: pool") E("    10.9.0.5 - 10.9.0.9"));
	expect("get-applications-information", "application-name", "junos-http",
	       E("Application: junos-http (predefined)")
		       E("  IP protocol: tcp, destination port: 80"));
	expect("get-source-nat-rule-set-information", NULL, NULL,
	       E("Rule-set name : rs")
		       E("    From      : trust                 To : untrust")
			       E("    Rule      : r1"));
}

static void test_alg(void **state)
{
	char *out;

	expect("get-alg-status", NULL, NULL,
	       E("ALG Status :") E("  DNS      : Enabled") E(
		       "  FTP      : Enabled") E("  H323     : Disabled")
		       E("  MGCP     : Disabled") E("  MSRPC    : Enabled") E(
			       "  PPTP     : Enabled") E("  RSH      : Disabled")
			       E("  RTSP     : Disabled") E("  SCCP     : Disabled") E(
				       "  SIP      : Disabled") E("  SQL      : Disabled")
				       E("  SUNRPC   : Enabled") E(
					       "  TALK     : Disabled")
					       E("  TFTP     : Enabled") E(
						       "  IKE-ESP  : Disabled")
						       E("  TWAMP    : Disabled"));
	expect("get-resource-manager-group", NULL, NULL,
	       E("Group ID 1: Application - FTP ALG")
		       E("Group ID 2: Application - TFTP ALG")
			       E("Total groups 2, active groups 2"));
	expect("get-resource-manager-resource", NULL, NULL,
	       E("Resource ID 7: Group ID - 1, Application - FTP ALG")
		       E("Resource ID 8: Group ID - 2, Application - TFTP ALG")
			       E("Total Resources 2, active resources 2"));
	expect("get-resource-manager-resource", "resource-number", "7",
	       E("Resource ID 7: Group ID - 1, Application - FTP ALG") E(
		       "  Session ID: 42, Protocol: tcp")
		       E("  From: 203.0.113.2/0, Zone: untrust") E(
			       "  To: 203.0.113.1/2000, Zone: trust")
			       E("  Translated to: 10.0.1.2/1029") E(
				       "  Timeout: 55 seconds")
				       E("Total Resources 1, active resources 1"));
	expect("get-flow-gate-information", "destination-port", "2000",
	       E("Hole: 203.0.113.2-203.0.113.2/0-0->"
		 "203.0.113.1-203.0.113.1/2000-2000")
		       E("  Translated: 203.0.113.2/0->10.0.1.2/1029") E(
			       "  Protocol: tcp") E("  Application: FTP ALG/3")
			       E("  Age: 55 seconds") E("  Flags: 0x0080")
				       E("  Zone: untrust")
					       E("  Reference count: 1")
						       E("  Resource: 3-1-7")
							       E("") GATES(1));
	expect("get-flow-gate-information", "summary", "", GATES(2));
	expect("get-flow-gate-information", "source-prefix", "192.0.2.0/24",
	       GATES(0));
	out = run_as(WRITER_XML, "get-resource-manager-group", NULL, 0);
	assert_non_null(strstr(out, "<group-identifier>2</group-identifier>"));
	free(out);
	expect("clear-resource-manager-group", "group-number", "2",
	       E("2 resources cleared"));
	assert_int_equal(cleared_group, 2);
}

static void test_sip(void **state)
{
	char *out;

	expect("get-sip-calls", NULL, NULL,
	       E("Total number of calls: 2") E("       Call ID: a@10.0.1.2")
		       E("\t\t\tMethod: INVITE") E("       Call ID: b@10.0.1.2")
			       E("\t\t\tMethod: INVITE"));
	expect("get-sip-calls", "detail", "",
	       E("Total number of calls: 2") E("       Call ID  : a@10.0.1.2")
		       E("       Method   : INVITE")
			       E("       State    : CONNECTED") E(
				       "       Group ID : 3")
				       E("       Call ID  : b@10.0.1.2") E(
					       "       Method   : INVITE")
					       E("       State    : SETUP") E(
						       "       Group ID : 4"));
	out = run_as(WRITER_TEXT, "get-sip-counters", NULL, 0);
	assert_non_null(strstr(
		out,
		"Method             T       1xx       2xx       3xx       4xx"
		"       5xx       6xx\n"
		"                  RT        RT        RT        RT        RT"
		"        RT        RT\n"
		"INVITE             4         8         3         0         0"
		"         0         0\n"
		"                   1         0         2         0         0"
		"         0         0\n"));
	assert_non_null(strstr(out, "  Total Pkt-in              : 23\n"
				    "  Total Pkt dropped on error: 5\n"
				    "  Call Dropped due to limit : 6\n"));
	free(out);
	out = run_as(WRITER_XML, "get-sip-counters", NULL, 0);
	assert_non_null(strstr(out, "<t-1xx>8</t-1xx>"));
	free(out);
}

/* The counters of a device begin anew; those of another do not. */
static void test_baseline(void **state)
{
	static const struct oper_arg one[] = { { "interface-name",
						 "ge-0/0/0" } };
	static const struct oper_arg look[] = {
		{ "interface-name", "ge-0/0/0" }, { "extensive", "" }
	};
	char *out = run_as(WRITER_TEXT, "get-interface-information", look, 2);

	assert_non_null(strstr(out, "Statistics last cleared: Never"));
	assert_non_null(strstr(out, "Input  bytes  :                 1000"));
	free(out);
	free(run_as(WRITER_TEXT, "clear-interfaces-statistics", one, 1));
	out = run_as(WRITER_TEXT, "get-interface-information", look, 2);
	assert_non_null(strstr(out, "last cleared: 2023-11-14 22:13:20 UTC"));
	assert_non_null(strstr(out, "Input  bytes  :                    0"));
	free(out);
	free(attempt(WRITER_TEXT, "clear-interfaces-statistics",
		     &(struct oper_arg){ "interface-name", "ge-9/9/9" }, 1));
	assert_int_equal(status, 1);
}

/* ---- */

static int setup(void **state)
{
	struct diag *d = diag_new();
	struct tree *effective;

	setenv("TZ", "UTC", 1);
	schema = schema_load();
	assert_non_null(schema);
	tree = conf_parse(schema, "test", text, strlen(text), d);
	assert_int_equal(diag_errors(d), 0);
	effective = conf_effective(tree, d);
	model = model_build(effective, d);
	assert_non_null(model);
	tree_free(effective);
	assert_non_null(mkdtemp(dir));
	assert_int_equal(store_open(schema, dir, d, &store), 0);
	diag_free(d);
	return 0;
}

static int teardown(void **state)
{
	char command[64];

	store_close(store);
	model_free(model);
	tree_free(tree);
	schema_free(schema);
	snprintf(command, sizeof(command), "rm -r %s", dir);
	return system(command);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_commits), /* the others see it */
		cmocka_unit_test(test_sessions),
		cmocka_unit_test(test_session_filters),
		cmocka_unit_test(test_session_summary),
		cmocka_unit_test(test_session_xml),
		cmocka_unit_test(test_statistics),
		cmocka_unit_test(test_policies),
		cmocka_unit_test(test_policy_detail),
		cmocka_unit_test(test_ping),
		cmocka_unit_test(test_hit_count),
		cmocka_unit_test(test_match),
		cmocka_unit_test(test_zones),
		cmocka_unit_test(test_nat),
		cmocka_unit_test(test_interfaces),
		cmocka_unit_test(test_routes),
		cmocka_unit_test(test_neighbors),
		cmocka_unit_test(test_packet_drop),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_clear),
		cmocka_unit_test(test_forwarding_table),
		cmocka_unit_test(test_route_to_a_host),
		cmocka_unit_test(test_instances),
		cmocka_unit_test(test_objects),
		cmocka_unit_test(test_alg),
		cmocka_unit_test(test_sip),
		cmocka_unit_test(test_baseline),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
