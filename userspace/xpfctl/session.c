// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Sessions: filters as words and values, one line a session.  What the packet
 * looks like when it leaves (the reverse of the responder's wing) is shown
 * after "nat", and only when it differs.
 */
#include <errno.h>
#include <inttypes.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>

#include "xpfctl/xpfctl.h"

struct parse {
	struct dp_filter f;
	struct names *names;
};

static int number(const char *s, unsigned long long max, uint64_t *out)
{
	char *end;

	errno = 0;
	*out = strtoull(s, &end, 10);
	return !*s || *end || errno || *out > max ? -EINVAL : 0;
}

static int set_prefix(struct prefix *p, const char *s)
{
	return prefix_parse(s, p);
}

static int set_src(struct parse *p, const char *s)
{
	return set_prefix(&p->f.saddr, s);
}

static int set_dst(struct parse *p, const char *s)
{
	return set_prefix(&p->f.daddr, s);
}

static int set_sport(struct parse *p, const char *s)
{
	uint64_t v;
	int ret = number(s, UINT16_MAX, &v);

	p->f.sport = v;
	return ret;
}

static int set_dport(struct parse *p, const char *s)
{
	uint64_t v;
	int ret = number(s, UINT16_MAX, &v);

	p->f.dport = v;
	return ret;
}

static int set_proto(struct parse *p, const char *s)
{
	return protocol_parse(s, &p->f.protocol);
}

static int set_family(struct parse *p, const char *s)
{
	if (!strcmp(s, "inet"))
		p->f.family = AF_INET;
	else if (!strcmp(s, "inet6"))
		p->f.family = AF_INET6;
	else
		return -EINVAL;
	return 0;
}

static int set_id(struct parse *p, const char *s)
{
	return number(s, UINT64_MAX, &p->f.id);
}

static int set_device(struct parse *p, const char *s)
{
	p->f.ifindex = if_nametoindex(s);
	return p->f.ifindex ? 0 : -ENODEV;
}

static int set_zone(struct parse *p, const char *s)
{
	return names_find_zone(p->names, s, &p->f.zone);
}

static int set_policy(struct parse *p, const char *s)
{
	return names_find_policy(p->names, s, &p->f.policy);
}

static int set_app(struct parse *p, const char *s)
{
	return names_find_app(p->names, s, &p->f.app);
}

static int set_vrf(struct parse *p, const char *s)
{
	uint64_t v;
	int ret = number(s, UINT16_MAX, &v);

	p->f.vrf = v;
	return ret;
}

static const struct {
	const char *word;
	uint32_t have;
	int (*set)(struct parse *p, const char *s);
} words[] = {
	{ "src", DP_FILTER_SADDR, set_src },
	{ "dst", DP_FILTER_DADDR, set_dst },
	{ "sport", DP_FILTER_SPORT, set_sport },
	{ "dport", DP_FILTER_DPORT, set_dport },
	{ "proto", DP_FILTER_PROTOCOL, set_proto },
	{ "family", DP_FILTER_FAMILY, set_family },
	{ "id", DP_FILTER_ID, set_id },
	{ "dev", DP_FILTER_IFINDEX, set_device },
	{ "zone", DP_FILTER_ZONE, set_zone },
	{ "policy", DP_FILTER_POLICY, set_policy },
	{ "app", DP_FILTER_APP, set_app },
	{ "instance", DP_FILTER_VRF, set_vrf },
};

static int parse_word(struct parse *p, const char *word, const char *value)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (strcmp(words[i].word, word))
			continue;
		if (!value)
			return usage("%s needs a value", word);
		if (words[i].set(p, value))
			return usage("%s: bad value '%s'", word, value);
		p->f.have |= words[i].have;
		return 0;
	}
	return usage("unknown filter '%s'", word);
}

static int parse_filter(struct parse *p, int argc, char **argv)
{
	int ret = 0;

	for (int i = 1; !ret && i < argc; i++) {
		if (!strcmp(argv[i], "nat")) {
			p->f.have |= DP_FILTER_FLAGS_ANY;
			p->f.flags_any = XPF_SESSION_SNAT | XPF_SESSION_DNAT;
			continue;
		}
		ret = parse_word(p, argv[i], argv[i + 1]);
		i++;
	}
	return ret;
}

const char *end_str(const struct addr *a, uint16_t port, char *buf)
{
	char text[ADDR_STRLEN];

	if (!a->family)
		return "-";
	snprintf(buf, END_STRLEN, a->family == AF_INET6 ? "[%s]:%u" : "%s:%u",
		 addr_str(a, text), port);
	return buf;
}

static bool translated(const struct dp_session *s)
{
	const struct dp_wing *w = s->wing;

	return addr_cmp(&w[0].saddr, &w[1].daddr) ||
	       addr_cmp(&w[0].daddr, &w[1].saddr) || w[0].sport != w[1].dport ||
	       w[0].dport != w[1].sport;
}

static void wing_record(struct out *o, const char *key,
			const struct names *names, const struct dp_wing *w)
{
	char text[ADDR_STRLEN];

	out_record(o, key);
	out_str(o, "source", addr_str(&w->saddr, text));
	out_u64(o, "source-port", w->sport);
	out_str(o, "destination", addr_str(&w->daddr, text));
	out_u64(o, "destination-port", w->dport);
	out_str(o, "interface", device_name(w->ifindex));
	out_str(o, "zone", names_zone(names, w->zone));
	out_u64(o, "instance", w->vrf);
	out_u64(o, "packets", w->packets);
	out_u64(o, "bytes", w->bytes);
	out_record_end(o);
}

static void session_record(struct out *o, const char *key,
			   const struct names *names,
			   const struct dp_session *s)
{
	out_record(o, key);
	out_u64(o, "id", s->id);
	out_str(o, "protocol", protocol_name(s->protocol));
	out_str(o, "state", dp_state_str(s->state));
	out_str(o, "policy", names_policy(names, s->policy));
	out_u64(o, "policy-id", s->policy);
	out_str(o, "application", names_app(names, s->app));
	out_u64(o, "nat-rule-id", s->nat_rule);
	out_bool(o, "source-nat", s->flags & XPF_SESSION_SNAT);
	out_bool(o, "destination-nat", s->flags & XPF_SESSION_DNAT);
	out_bool(o, "to-host", s->flags & XPF_SESSION_HOST_IN);
	out_bool(o, "from-host", s->flags & XPF_SESSION_HOST_OUT);
	out_u64(o, "timeout", s->timeout);
	out_u64(o, "expires", s->expires);
	out_u64(o, "age", s->age);
	if (s->close_reason)
		out_str(o, "close-reason",
			dp_close_reason_str(s->close_reason));
	wing_record(o, "initiator", names, &s->wing[0]);
	wing_record(o, "responder", names, &s->wing[1]);
	out_record_end(o);
}

static void session_line(struct out *o, const struct names *names,
			 const struct dp_session *s)
{
	const struct dp_wing *w = s->wing;
	char a[END_STRLEN], b[END_STRLEN];

	out_text(o, "%" PRIu64 " %s %s %s > %s", s->id,
		 protocol_name(s->protocol), dp_state_str(s->state),
		 end_str(&w[0].saddr, w[0].sport, a),
		 end_str(&w[0].daddr, w[0].dport, b));
	if (translated(s))
		out_text(o, " nat %s > %s", end_str(&w[1].daddr, w[1].dport, a),
			 end_str(&w[1].saddr, w[1].sport, b));
	out_text(o, " policy %s app %s zones %s>%s",
		 names_policy(names, s->policy), names_app(names, s->app),
		 names_zone(names, w[0].zone), names_zone(names, w[1].zone));
	out_text(o, " dev %s", device_name(w[0].ifindex));
	out_text(o, ">%s", device_name(w[1].ifindex));
	if (w[0].vrf || w[1].vrf)
		out_text(o, " instance %u>%u", w[0].vrf, w[1].vrf);
	out_text(o,
		 " packets %" PRIu64 "/%" PRIu64 " bytes %" PRIu64 "/%" PRIu64,
		 w[0].packets, w[1].packets, w[0].bytes, w[1].bytes);
	if (s->close_reason)
		out_text(o, " after %us: %s\n", s->age,
			 dp_close_reason_str(s->close_reason));
	else
		out_text(o, " expires %u/%u\n", s->expires, s->timeout);
}

void show_session(struct out *o, const char *key, const struct names *names,
		  const struct dp_session *s)
{
	if (o->json)
		session_record(o, key, names, s);
	else
		session_line(o, names, s);
}

struct show {
	struct out *out;
	const struct names *names;
};

static int on_session(const struct dp_session *s, void *arg)
{
	const struct show *show = arg;

	show_session(show->out, NULL, show->names, s);
	return 0;
}

int cmd_sessions(struct ctl *c, int argc, char **argv)
{
	struct parse p = { .names = names_load(c->dp) };
	struct show show = { &c->out, p.names };
	int ret = parse_filter(&p, argc, argv);

	if (!ret) {
		out_list(&c->out, NULL);
		if (dp_sessions(c->dp, &p.f, on_session, &show, &c->err))
			ret = refused(c);
		out_list_end(&c->out);
		out_done(&c->out);
	}
	names_free(p.names);
	return ret;
}

int cmd_count(struct ctl *c, int argc, char **argv)
{
	struct parse p = { .names = names_load(c->dp) };
	int ret = parse_filter(&p, argc, argv);
	uint64_t n = 0;

	if (!ret && dp_session_count(c->dp, &p.f, &n, &c->err))
		ret = refused(c);
	if (!ret) {
		out_text(&c->out, "%" PRIu64 "\n", n);
		out_record(&c->out, NULL);
		out_u64(&c->out, "sessions", n);
		out_record_end(&c->out);
		out_done(&c->out);
	}
	names_free(p.names);
	return ret;
}

static int clear_sessions(struct ctl *c, int argc, char **argv)
{
	struct parse p = { .names = names_load(c->dp) };
	int ret = parse_filter(&p, argc, argv);
	uint64_t n = 0;

	if (!ret && dp_session_clear(c->dp, &p.f, &n, &c->err))
		ret = refused(c);
	if (!ret) {
		out_text(&c->out, "%" PRIu64 " sessions cleared\n", n);
		out_record(&c->out, NULL);
		out_u64(&c->out, "cleared", n);
		out_record_end(&c->out);
		out_done(&c->out);
	}
	names_free(p.names);
	return ret;
}

int cmd_clear(struct ctl *c, int argc, char **argv)
{
	const uint32_t all = XPF_STATSET_GLOBAL | XPF_STATSET_POLICY |
			     XPF_STATSET_ZONE | XPF_STATSET_INTERFACE |
			     XPF_STATSET_NAT_RULE;

	if (argc == 2 && !strcmp(argv[1], "counters"))
		return dp_clear(c->dp, all, &c->err) ? refused(c) : 0;
	if (argc > 1 && !strcmp(argv[1], "sessions"))
		return clear_sessions(c, argc - 1, argv + 1);
	return clear_sessions(c, argc, argv);
}
