/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A dataplane and a network that are not there, for test_oper.c: each function
 * answers with a few fixed objects, of the model that the test has built.
 */
/* ---- the dataplane ---- */

static char fake_dp;

static struct addr A(const char *s) {
	struct addr a;

	assert_int_equal(addr_parse(s, &a), 0);
	return a;
}

static uint16_t
zone_id(const char *name)
{
	return model_zone(model, name)->id;
}

int dp_open(struct dp **out, struct dp_error *err)
{
	*out = (struct dp *)&fake_dp;
	return 0;
}

void dp_close(struct dp *dp)
{
}

int dp_status(struct dp *dp, struct dp_status *out, struct dp_error *err)
{
	*out = (struct dp_status){
		.version = "9.9",
		.enabled = true,
		.max_sessions = 262144,
		.sessions = 2,
		.session_size = 256,
		.memory = 1 << 20,
	};
	return 0;
}

static int get_sessions(dp_session_fn fn, void *arg)
{
	struct dp_session web = {
		.id = 4294967297, .family = AF_INET, .protocol = 6,
		.state = XPF_STATE_ESTABLISHED, .flags = XPF_SESSION_SNAT,
		.policy = model->policies.v[0]->id,
		.app = model_app(model, "junos-http")->id,
		.timeout = 1800, .expires = 1798, .age = 12,
		.wing = {
			{ A("10.0.1.80"), A("203.0.113.9"), 51000, 80, 7,
			  zone_id("trust"), 0, 5, 420 },
			{ A("203.0.113.9"), A("203.0.113.1"), 80, 40000, 8,
			  zone_id("untrust"), 0, 3, 300 },
		},
	};
	struct dp_session self = {
		.id = 2, .family = AF_INET6, .protocol = 58,
		.state = XPF_STATE_ESTABLISHED, .flags = XPF_SESSION_HOST_IN,
		.timeout = 60, .expires = 2,
		.wing = {
			{ A("2001:db8:1::2"), A("2001:db8:1::1"), 9, 9, 7,
			  zone_id("trust"), 0, 1, 104 },
			{ A("2001:db8:1::1"), A("2001:db8:1::2"), 9, 9, 0,
			  XPF_ZONE_HOST, 0, 1, 104 },
		},
	};

	return fn(&web, arg) || fn(&self, arg);
}

static struct dp_filter seen;

int dp_sessions(struct dp *dp, const struct dp_filter *f, dp_session_fn fn,
		void *arg, struct dp_error *err)
{
	seen = *f;
	return get_sessions(fn, arg);
}

int dp_session_count(struct dp *dp, const struct dp_filter *f, uint64_t *count,
		     struct dp_error *err)
{
	*count = 2;
	return 0;
}

int dp_session_clear(struct dp *dp, const struct dp_filter *f, uint64_t *count,
		     struct dp_error *err)
{
	seen = *f;
	*count = 1;
	return 0;
}

int dp_pinholes(struct dp *dp, dp_pinhole_fn fn, void *arg,
		struct dp_error *err)
{
	struct dp_pinhole b = {
		.id = 8,
		.group = 2,
		.alg = XPF_ALG_TFTP,
		.protocol = 17,
		.dport = 5000,
		.to_port = 5000,
	};
	struct dp_pinhole a = {
		.id = 7,
		.group = 1,
		.alg = XPF_ALG_FTP,
		.session = 42,
		.protocol = 6,
		.dport = 2000,
		.to_port = 1029,
		.from_zone = zone_id("untrust"),
		.to_zone = zone_id("trust"),
		.expires = 55,
	};

	addr_parse("203.0.113.2", &a.saddr);
	addr_parse("203.0.113.1", &a.daddr);
	addr_parse("10.0.1.2", &a.to_addr);
	b.daddr = a.daddr;
	b.to_addr = a.to_addr;
	return fn(&b, arg) || fn(&a, arg);
}

int dp_sip_calls(struct dp *dp, dp_sip_call_fn fn, void *arg,
		 struct dp_error *err)
{
	struct dp_sip_call b = { "b@10.0.1.2", 4, 9, XPF_SIP_SETUP };
	struct dp_sip_call a = { "a@10.0.1.2", 3, 7, XPF_SIP_CONNECTED };

	return fn(&b, arg) || fn(&a, arg);
}

int dp_sip_counts(struct dp *dp, dp_sip_count_fn fn, void *arg,
		  struct dp_error *err)
{
	struct dp_sip_count invite = {
		.method = XPF_SIP_INVITE,
		.n = { { 4, 1 }, { 8, 0 }, { 3, 2 } },
	};
	struct dp_sip_count all = { .all = true, .dropped = 5, .refused = 6 };

	return fn(&invite, arg) || fn(&all, arg);
}

static uint32_t cleared_group;

int dp_pinhole_clear(struct dp *dp, uint32_t group, uint64_t *count,
		     struct dp_error *err)
{
	cleared_group = group;
	*count = 2;
	return 0;
}

int dp_zones(struct dp *dp, dp_zone_fn fn, void *arg, struct dp_error *err)
{
	struct dp_zone z = { .id = zone_id("trust"),
			     .traffic = { 10, 1000, 20, 2000, 3 } };

	return fn(&z, arg);
}

int dp_interfaces(struct dp *dp, dp_interface_fn fn, void *arg,
		  struct dp_error *err)
{
	struct dp_interface a = { .name = "ge-0/0/0.0", .ifindex = 7 };
	struct dp_interface b = { .name = "ge-0/0/1.100", .ifindex = 8 };

	return fn(&a, arg) || fn(&b, arg);
}

int dp_policies(struct dp *dp, dp_policy_fn fn, void *arg, struct dp_error *err)
{
	struct dp_policy p = {
		.id = model->policies.v[0]->id,
		.name = "allow-web",
		.hits = 12,
		.packets = 345,
		.bytes = 6789,
		.sessions = 2,
	};

	return fn(&p, arg);
}

int dp_policy_use(struct dp *d, dp_policy_fn fn, void *arg, struct dp_error *e)
{
	struct dp_policy p = {
		.id = model->policies.v[0]->id,
		.packets = 30,
		.bytes = 3000,
		.reply_packets = 20,
		.reply_bytes = 4000,
		.sessions = 1,
	};

	return fn(&p, arg);
}

int dp_apps(struct dp *dp, dp_app_fn fn, void *arg, struct dp_error *err)
{
	return 0;
}

int dp_nat_pools(struct dp *dp, dp_nat_pool_fn fn, void *arg,
		 struct dp_error *err)
{
	return 0;
}

int dp_nat_bindings(struct dp *dp, dp_nat_entry_fn fn, void *arg,
		    struct dp_error *err)
{
	struct dp_nat_entry e = {
		.kind = XPF_PERSIST_ANY_HOST,
		.protocol = 17,
		.inside_port = 5000,
		.outside_port = 6000,
		.sessions = 1,
		.max = 30,
		.timeout = 300,
		.left = 300,
	};

	e.inside.family = e.outside.family = AF_INET;
	return fn(&e, arg);
}

int dp_nat_blocks(struct dp *dp, dp_nat_entry_fn fn, void *arg,
		  struct dp_error *err)
{
	return 0;
}

int dp_nat_ports(struct dp *dp, dp_nat_entry_fn fn, void *arg,
		 struct dp_error *err)
{
	return 0;
}

int dp_clear_nat(struct dp *dp, uint32_t set, uint32_t id, struct dp_error *err)
{
	return 0;
}

int dp_nat_usage(struct dp *dp, uint64_t *bindings, uint32_t *targets,
		 struct dp_error *err)
{
	*bindings = 1;
	*targets = 2;
	return 0;
}

int dp_nat_bindings_clear(struct dp *dp, uint32_t pool,
			  const struct addr *inside, uint16_t port,
			  uint64_t *count, struct dp_error *err)
{
	*count = 1;
	return 0;
}

int dp_fw_filters(struct dp *dp, dp_fw_filter_fn fn, void *arg,
		  struct dp_error *err)
{
	return 0;
}

int dp_fw_meters(struct dp *dp, dp_fw_meter_fn fn, void *arg,
		 struct dp_error *err)
{
	return 0;
}

int dp_fw_log(struct dp *dp, dp_fw_log_fn fn, void *arg, struct dp_error *err)
{
	return 0;
}

int dp_fw_clear(struct dp *dp, uint32_t filter, const char *name,
		struct dp_error *err)
{
	return 0;
}

int dp_fw_clear_log(struct dp *dp, struct dp_error *err)
{
	return 0;
}

int dp_nat_rules(struct dp *dp, dp_nat_rule_fn fn, void *arg,
		 struct dp_error *err)
{
	struct dp_nat_rule r = {
		.id = model->nat[XPF_NAT_SOURCE].v[0]->id,
		.hits = 10,
		.failures = 1,
		.sessions = 4,
	};

	return fn(&r, arg);
}

int dp_stats(struct dp *dp, dp_stat_fn fn, void *arg, struct dp_error *err)
{
	struct dp_stat rx = { "rx-packets", "", 0, 100 };
	struct dp_stat tx = { "tx-packets", "", 0, 90 };
	struct dp_stat drop = { "dropped-packets", "", 0, 10 };

	return fn(&rx, arg) || fn(&tx, arg) || fn(&drop, arg);
}

int dp_reasons(struct dp *dp, dp_stat_fn fn, void *arg, struct dp_error *err)
{
	struct dp_stat deny = { "default-deny", "denied by default policy", 1,
				7 };
	struct dp_stat ttl = { "ttl-exceeded", "TTL exceeded", 2, 0 };

	return fn(&deny, arg) || fn(&ttl, arg);
}

int dp_match(struct dp *dp, const struct dp_flow *flow, struct dp_match *out,
	     struct dp_error *err)
{
	*out = (struct dp_match){ .action = XPF_ACTION_DENY };
	if (flow->dport == 80)
		out->policy = model->policies.v[0]->id;
	return 0;
}

static uint32_t cleared; /* sets of the last dp_clear() */

int dp_clear(struct dp *dp, uint32_t sets, struct dp_error *err)
{
	cleared = sets;
	return 0;
}

/* What was cleared last of policies: zone ids, -1 for any. */
static int cleared_pair[2];

int dp_clear_policies(struct dp *dp, const uint16_t *from, const uint16_t *to,
		      struct dp_error *err)
{
	cleared_pair[0] = from ? *from : -1;
	cleared_pair[1] = to ? *to : -1;
	return 0;
}

int dp_clear_screens(struct dp *dp, uint16_t interface, struct dp_error *err)
{
	return 0;
}

int dp_events_open(struct dp_events **out, unsigned int groups,
		   struct dp_error *err)
{
	*out = (struct dp_events *)&fake_dp;
	return 0;
}

void dp_events_close(struct dp_events *e)
{
}

int dp_events_fd(const struct dp_events *e)
{
	static int fd[2];

	if (!fd[1] && (pipe(fd) || write(fd[1], "x", 1) != 1))
		return -1;
	return fd[0];
}

static struct dp_event a_drop(void)
{
	return (struct dp_event){
		.kind = XPF_EVENT_DROP,
		.time_ns = 1700000000123456000ULL,
		.reason_name = "default-deny",
		.family = AF_INET,
		.protocol = 6,
		.saddr = A("10.0.1.2"),
		.daddr = A("10.0.9.9"),
		.sport = 4000,
		.dport = 23,
		.ip_id = 77,
		.from_zone = zone_id("trust"),
		.to_zone = zone_id("untrust"),
		.ifindex = 7,
	};
}

int dp_events_read(struct dp_events *e, dp_event_fn fn, void *arg)
{
	struct dp_event ev = a_drop();

	fn(&ev, 0, arg);
	ev.protocol = 17;
	fn(&ev, 5, arg);
	return 2;
}

int dp_drops(struct dp *dp, dp_drop_fn fn, void *arg, struct dp_error *err)
{
	struct dp_event ev = a_drop();

	if (fn(&ev, arg))
		return 1;
	ev.time_ns -= 1000000000;
	ev.protocol = 17;
	ev.reason_name = "screen-land";
	return fn(&ev, arg);
}

/* ---- the network ---- */

static char fake_net;

struct net *net_open(struct loop *l)
{
	return (struct net *)&fake_net;
}

void net_close(struct net *n)
{
}

static struct net_addr N(const char *s) {
	struct net_addr a = { { { 0 } } };

	assert_int_equal(prefix_parse(s, &a.prefix), 0);
	return a;
}

int net_links(struct net *n, int (*fn)(const struct net_link_state *, void *),
	      void *arg)
{
	struct net_addr in[] = { N("10.0.1.1/24"), N("10.0.2.1/24"),
				 N("2001:db8:1::1/64") };
	struct net_link_state inside = {
		.ifindex = 7,
		.name = "ge-0-0-0",
		.admin_up = true,
		.oper_up = true,
		.mtu = 1500,
		.addrs = in,
		.n_addrs = 3,
		.flags = IFF_UP,
		.mac = { 2, 0, 0, 0, 0, 0x1f },
		.rx_packets = 10,
		.rx_bytes = 1000,
	};
	struct net_link_state lo = {
		.ifindex = 1,
		.name = "lo",
		.admin_up = true,
		.oper_up = true,
		.mtu = 65536,
		.flags = IFF_LOOPBACK,
	};

	return fn(&lo, arg) || fn(&inside, arg);
}

static struct net_route_state route(const char *prefix, uint8_t type,
				    uint8_t protocol, const char *via,
				    const char *dev)
{
	struct net_route_state r = {
		.table = RT_TABLE_MAIN,
		.type = type,
		.protocol = protocol,
		.age_s = 90061,
	};

	prefix_parse(prefix, &r.prefix);
	if (via)
		r.via = A(via);
	snprintf(r.dev, sizeof(r.dev), "%s", dev);
	return r;
}

int net_routes(struct net *n, int family,
	       int (*fn)(const struct net_route_state *, void *), void *arg)
{
	struct net_route_state v4[] = {
		route("10.0.1.0/24", RTN_UNICAST, RTPROT_KERNEL, NULL,
		      "ge-0-0-0"),
		route("10.0.1.1/32", RTN_LOCAL, RTPROT_KERNEL, NULL,
		      "ge-0-0-0"),
		route("10.0.1.255/32", RTN_BROADCAST, RTPROT_KERNEL, NULL,
		      "ge-0-0-0"),
		route("0.0.0.0/0", RTN_UNICAST, RTPROT_XPF, "10.0.1.254",
		      "ge-0-0-0"),
		route("10.0.1.0/24", RTN_UNICAST, RTPROT_XPF, "10.0.2.254",
		      "ge-0-0-0"),
		route("192.0.2.0/24", RTN_BLACKHOLE, RTPROT_XPF, NULL, ""),
	};
	struct net_route_state v6 = route("2001:db8:ffff:ffff::/64",
					  RTN_UNICAST, RTPROT_XPF,
					  "2001:db8:1::2", "ge-0-0-0");
	size_t i;

	v4[3].age_s = 62;
	v4[4].metric = 5;
	if (family == AF_INET6)
		return fn(&v6, arg);
	for (i = 0; i < sizeof(v4) / sizeof(*v4); i++)
		if (fn(&v4[i], arg))
			return 1;
	return 0;
}

int net_neighs(struct net *n, int family,
	       int (*fn)(const struct net_neigh_state *, void *), void *arg)
{
	struct net_neigh_state v4 = {
		A("10.0.1.2"), { 2, 0, 0, 0, 0, 2 }, "ge-0-0-0", NUD_REACHABLE
	};
	struct net_neigh_state v6 = {
		A("2001:db8:1::2"), { 2, 0, 0, 0, 0, 2 }, "ge-0-0-0", NUD_STALE
	};

	return fn(family == AF_INET ? &v4 : &v6, arg);
}
