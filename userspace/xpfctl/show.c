// SPDX-License-Identifier: GPL-3.0-or-later
/* The ruleset and the counters, as lists. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "dataplane/xdp.h"
#include "xpfctl/xpfctl.h"

struct show {
	struct out *out;
	const struct names *names;
};

static void status_record(struct out *o, const struct dp_status *s)
{
	out_record(o, NULL);
	out_str(o, "version", s->version);
	out_bool(o, "enabled", s->enabled);
	out_u64(o, "generation", s->generation);
	out_hex(o, "cookie", s->cookie);
	out_u64(o, "sessions", s->sessions);
	out_u64(o, "max-sessions", s->max_sessions);
	out_u64(o, "sessions-tcp", s->sessions_tcp);
	out_u64(o, "sessions-udp", s->sessions_udp);
	out_u64(o, "sessions-icmp", s->sessions_icmp);
	out_u64(o, "sessions-other", s->sessions_other);
	out_u64(o, "session-size", s->session_size);
	out_u64(o, "memory", s->memory);
	out_u64(o, "zones", s->zones);
	out_u64(o, "devices", s->interfaces);
	out_u64(o, "policies", s->policies);
	out_u64(o, "violations", s->violations);
	out_u64(o, "uptime-ms", s->uptime_ms);
	out_record_end(o);
}

static void status_text(struct out *o, const struct dp_status *s)
{
	out_text(o, "version       %s\n", s->version);
	out_text(o, "enabled       %s\n", s->enabled ? "yes" : "no");
	if (!s->enabled)
		return;
	out_text(o, "uptime        %" PRIu64 " s\n", s->uptime_ms / 1000);
	out_text(o, "generation    %u\n", s->generation);
	out_text(o, "cookie        %016" PRIx64 "\n", s->cookie);
	out_text(o, "zones         %u\n", s->zones);
	out_text(o, "policies      %u\n", s->policies);
	out_text(o, "devices       %u\n", s->interfaces);
	out_text(o,
		 "sessions      %u of %u (tcp %u, udp %u, icmp %u, other %u)\n",
		 s->sessions, s->max_sessions, s->sessions_tcp, s->sessions_udp,
		 s->sessions_icmp, s->sessions_other);
	out_text(o, "session-size  %u\n", s->session_size);
	out_text(o, "memory        %" PRIu64 "\n", s->memory);
	out_text(o, "violations    %" PRIu64 "\n", s->violations);
}

int cmd_status(struct ctl *c, int argc, char **argv)
{
	struct dp_status s;

	if (dp_status(c->dp, &s, &c->err))
		return refused(c);
	status_record(&c->out, &s);
	status_text(&c->out, &s);
	out_done(&c->out);
	return 0;
}

static void traffic_members(struct out *o, const struct dp_traffic *t)
{
	out_u64(o, "rx-packets", t->rx_packets);
	out_u64(o, "rx-bytes", t->rx_bytes);
	out_u64(o, "tx-packets", t->tx_packets);
	out_u64(o, "tx-bytes", t->tx_bytes);
	out_u64(o, "drops", t->drops);
	out_text(o,
		 " rx %" PRIu64 "/%" PRIu64 " tx %" PRIu64 "/%" PRIu64
		 " drops %" PRIu64 "\n",
		 t->rx_packets, t->rx_bytes, t->tx_packets, t->tx_bytes,
		 t->drops);
}

static int on_zone(const struct dp_zone *z, void *arg)
{
	const struct show *s = arg;

	out_record(s->out, NULL);
	out_u64(s->out, "id", z->id);
	out_str(s->out, "name", z->name);
	out_bool(s->out, "tcp-rst", z->flags & XPF_ZONE_TCP_RST);
	out_hex(s->out, "services", z->services);
	out_hex(s->out, "protocols", z->protocols);
	out_text(s->out,
		 "%-16s id %-4u services %" PRIx64 " protocols %" PRIx64,
		 z->name, z->id, z->services, z->protocols);
	traffic_members(s->out, &z->traffic);
	out_record_end(s->out);
	return 0;
}

static int on_interface(const struct dp_interface *i, void *arg)
{
	const struct show *s = arg;

	out_record(s->out, NULL);
	out_u64(s->out, "id", i->id);
	out_str(s->out, "name", i->name);
	out_str(s->out, "device", i->ifname);
	out_u64(s->out, "ifindex", i->ifindex);
	out_str(s->out, "zone", names_zone(s->names, i->zone));
	out_u64(s->out, "instance", i->vrf);
	out_hex(s->out, "services", i->services);
	out_hex(s->out, "protocols", i->protocols);
	out_text(s->out, "%-16s dev %s%s zone %s instance %u", i->name,
		 i->ifname, i->ifindex ? "" : " (absent)",
		 names_zone(s->names, i->zone), i->vrf);
	out_str(s->out, "xdp-in", dp_xdp_str(i->xdp_in));
	out_str(s->out, "xdp-out", dp_xdp_str(i->xdp_out));
	traffic_members(s->out, &i->traffic);
	out_text(s->out, "  xdp in %s, out %s\n", dp_xdp_str(i->xdp_in),
		 dp_xdp_str(i->xdp_out));
	out_record_end(s->out);
	return 0;
}

int cmd_no_xdp(struct ctl *c, int argc, char **argv)
{
	int n = xdp_detach_all();

	if (n < 0) {
		fprintf(stderr, "xpfctl: %s\n", strerror(-n));
		return 1;
	}
	printf("taken off %d device%s\n", n, n == 1 ? "" : "s");
	return 0;
}

static int on_policy(const struct dp_policy *p, void *arg)
{
	const struct show *s = arg;
	bool global = !p->from_zone && !p->to_zone;
	const char *from = global ? "any" : names_zone(s->names, p->from_zone);
	const char *to = global ? "any" : names_zone(s->names, p->to_zone);
	uint64_t packets = p->packets + p->reply_packets;
	uint64_t bytes = p->bytes + p->reply_bytes;

	out_record(s->out, NULL);
	out_u64(s->out, "id", p->id);
	out_str(s->out, "name", p->name);
	out_bool(s->out, "global", global);
	out_str(s->out, "from-zone", from);
	out_str(s->out, "to-zone", to);
	out_str(s->out, "action", dp_action_str(p->action));
	out_u64(s->out, "hits", p->hits);
	out_u64(s->out, "sessions", p->sessions);
	out_u64(s->out, "packets", packets);
	out_u64(s->out, "bytes", bytes);
	out_record_end(s->out);
	out_text(s->out,
		 "%s>%s %s %s id %u hits %" PRIu64
		 " sessions %u packets %" PRIu64 " bytes %" PRIu64 "\n",
		 from, to, p->name, dp_action_str(p->action), p->id, p->hits,
		 p->sessions, packets, bytes);
	return 0;
}

static void range_text(struct out *o, const char *what, uint16_t lo,
		       uint16_t hi)
{
	if (!lo && hi == UINT16_MAX)
		return;
	if (lo == hi)
		out_text(o, " %s %u", what, lo);
	else
		out_text(o, " %s %u-%u", what, lo, hi);
}

static int on_app(const struct dp_app *a, void *arg)
{
	const struct show *s = arg;
	const char *proto = a->any_protocol ? "any" :
					      protocol_name(a->protocol);

	out_record(s->out, NULL);
	out_u64(s->out, "id", a->id);
	out_str(s->out, "name", a->name);
	out_str(s->out, "protocol", proto);
	out_u64(s->out, "source-port-low", a->sport_lo);
	out_u64(s->out, "source-port-high", a->sport_hi);
	out_u64(s->out, "destination-port-low", a->dport_lo);
	out_u64(s->out, "destination-port-high", a->dport_hi);
	out_u64(s->out, "timeout", a->timeout);
	out_record_end(s->out);
	out_text(s->out, "%-24s %s", a->name, proto);
	range_text(s->out, "sport", a->sport_lo, a->sport_hi);
	range_text(s->out, "dport", a->dport_lo, a->dport_hi);
	if (a->timeout)
		out_text(s->out, " timeout %u", a->timeout);
	out_text(s->out, "\n");
	return 0;
}

static int on_nat_rule(const struct dp_nat_rule *r, void *arg)
{
	const struct show *s = arg;
	static const char *const actions[] = {
		[XPF_NAT_OFF] = "off",	 [XPF_NAT_INTERFACE] = "interface",
		[XPF_NAT_POOL] = "pool", [XPF_NAT_PREFIX] = "prefix",
		[XPF_NAT_INET] = "inet", [XPF_NAT_NPTV6] = "nptv6-prefix",
	};
	static const char *const kinds[] = { "source", "destination",
					     "static" };
	const char *action = actions[r->action % (XPF_NAT_NPTV6 + 1)];
	const char *kind = kinds[r->kind % (XPF_NAT_STATIC + 1)];

	out_record(s->out, NULL);
	out_u64(s->out, "id", r->id);
	out_str(s->out, "kind", kind);
	out_str(s->out, "rule-set", r->set);
	out_str(s->out, "rule", r->name);
	out_str(s->out, "action", action);
	out_u64(s->out, "hits", r->hits);
	out_u64(s->out, "sessions", r->sessions);
	out_u64(s->out, "failures", r->failures);
	out_record_end(s->out);
	out_text(s->out,
		 "%s %s %s %s id %u hits %" PRIu64
		 " sessions %u failures %" PRIu64 "\n",
		 kind, r->set, r->name, action, r->id, r->hits, r->sessions,
		 r->failures);
	return 0;
}

static int on_nat_pool(const struct dp_nat_pool *p, void *arg)
{
	const struct show *s = arg;

	out_record(s->out, NULL);
	out_u64(s->out, "id", p->id);
	out_str(s->out, "pool", p->name);
	out_u64(s->out, "hits", p->hits);
	out_u64(s->out, "failures", p->failures);
	out_u64(s->out, "ports-used", p->ports_used);
	out_u64(s->out, "ports-total", p->ports_total);
	out_u64(s->out, "twins-used", p->twins_used);
	out_u64(s->out, "blocks-used", p->blocks_used);
	out_u64(s->out, "blocks-total", p->blocks_total);
	out_u64(s->out, "peak-percent", p->peak);
	out_bool(s->out, "alarm", p->alarm);
	out_record_end(s->out);
	out_text(s->out,
		 "%s id %u hits %" PRIu64 " failures %" PRIu64 " ports %" PRIu64
		 "/%" PRIu64 " blocks %u/%u peak %u%%%s\n",
		 p->name, p->id, p->hits, p->failures, p->ports_used,
		 p->ports_total, p->blocks_used, p->blocks_total, p->peak,
		 p->alarm ? " alarm" : "");
	return 0;
}

static int on_nat_block(const struct dp_nat_entry *e, void *arg)
{
	const struct show *s = arg;
	char in[ADDR_STRLEN], out[ADDR_STRLEN];

	addr_str(&e->inside, in);
	addr_str(&e->outside, out);
	out_record(s->out, NULL);
	out_str(s->out, "host", in);
	out_str(s->out, "outside", out);
	out_u64(s->out, "port-low", e->outside_port);
	out_u64(s->out, "port-high", e->port_hi);
	out_u64(s->out, "ports-used", e->sessions);
	out_u64(s->out, "pool-id", e->pool);
	out_str(s->out, "state", dp_block_str(e->state));
	out_record_end(s->out);
	out_text(s->out, "%s > %s block %u-%u used %u/%u pool %u %s\n", in, out,
		 e->outside_port, e->port_hi, e->sessions, e->max, e->pool,
		 dp_block_str(e->state));
	return 0;
}

static int on_nat_binding(const struct dp_nat_entry *e, void *arg)
{
	const struct show *s = arg;
	char in[ADDR_STRLEN], out[ADDR_STRLEN];

	addr_str(&e->inside, in);
	addr_str(&e->outside, out);
	out_record(s->out, NULL);
	out_u64(s->out, "protocol", e->protocol);
	out_str(s->out, "inside", in);
	out_u64(s->out, "inside-port", e->inside_port);
	out_str(s->out, "outside", out);
	out_u64(s->out, "outside-port", e->outside_port);
	out_u64(s->out, "sessions", e->sessions);
	out_u64(s->out, "left", e->left);
	out_str(s->out, "type", dp_persist_str(e->kind));
	out_record_end(s->out);
	out_text(s->out,
		 "%s.%u > %s.%u protocol %u sessions %u/%u left %u %s\n", in,
		 e->inside_port, out, e->outside_port, e->protocol, e->sessions,
		 e->max, e->left, dp_persist_str(e->kind));
	return 0;
}

static int on_meter(const struct dp_fw_meter *m, void *arg)
{
	static const char *const kinds[] = {
		[XPF_METER_COUNTER] = "counter",
		[XPF_METER_POLICER] = "policer",
		[XPF_METER_SINGLE_RATE] = "single-rate",
		[XPF_METER_TWO_RATE] = "two-rate",
	};
	const struct show *s = arg;
	const char *kind = m->kind <= XPF_METER_TWO_RATE ? kinds[m->kind] : "?";

	out_record(s->out, NULL);
	out_u64(s->out, "id", m->id);
	out_str(s->out, "name", m->name);
	out_u64(s->out, "filter", m->filter);
	out_str(s->out, "kind", kind);
	out_u64(s->out, "rate", m->rate);
	out_u64(s->out, "burst", m->burst);
	out_u64(s->out, "packets", m->packets);
	out_u64(s->out, "bytes", m->bytes);
	out_record_end(s->out);
	out_text(s->out, "%-36s %-11s filter %-10u", m->name, kind, m->filter);
	if (m->kind != XPF_METER_COUNTER)
		out_text(s->out, " rate %" PRIu64 " burst %" PRIu64, m->rate,
			 m->burst);
	out_text(s->out, " packets %" PRIu64 " bytes %" PRIu64 "\n", m->packets,
		 m->bytes);
	return 0;
}

static int on_stat(const struct dp_stat *st, void *arg)
{
	const struct show *s = arg;

	out_record(s->out, NULL);
	out_str(s->out, "name", st->name);
	out_u64(s->out, "value", st->value);
	out_str(s->out, "text", st->text);
	out_record_end(s->out);
	out_text(s->out, "%-24s %12" PRIu64 "  %s\n", st->name, st->value,
		 st->text);
	return 0;
}

/* Around every list: names before, the brackets, the error after. */
#define LIST(command, dump, on, with_names)                                    \
	int command(struct ctl *c, int argc, char **argv)                      \
	{                                                                      \
		struct names *names = (with_names) ? names_load(c->dp) : NULL; \
		struct show s = { &c->out, names };                            \
		int ret = 0;                                                   \
                                                                               \
		out_list(&c->out, NULL);                                       \
		if (dump(c->dp, on, &s, &c->err))                              \
			ret = refused(c);                                      \
		out_list_end(&c->out);                                         \
		out_done(&c->out);                                             \
		names_free(names);                                             \
		return ret;                                                    \
	}

LIST(cmd_zones, dp_zones, on_zone, false)
LIST(cmd_interfaces, dp_interfaces, on_interface, true)
LIST(cmd_policies, dp_policies, on_policy, true)
LIST(cmd_applications, dp_apps, on_app, false)
LIST(cmd_nat, dp_nat_rules, on_nat_rule, false)
LIST(cmd_nat_pools, dp_nat_pools, on_nat_pool, false)
LIST(cmd_nat_blocks, dp_nat_blocks, on_nat_block, false)
LIST(cmd_nat_bindings, dp_nat_bindings, on_nat_binding, false)
LIST(cmd_filters, dp_fw_meters, on_meter, false)
LIST(cmd_counters, dp_stats, on_stat, false)
LIST(cmd_reasons, dp_reasons, on_stat, false)
