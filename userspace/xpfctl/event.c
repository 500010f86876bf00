// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Events as they happen, one line or one JSON document each.  Policies that
 * were committed after we started are looked up when they are first named.
 */
#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <string.h>
#include <time.h>

#include "xpfctl/xpfctl.h"

struct watch {
	struct ctl *ctl;
	struct names *names;
	bool stale; /* a policy without a name was told */
};

static void time_of(const struct dp_event *ev, char *buf, size_t size)
{
	time_t sec = ev->time_ns / 1000000000;
	static char text[32]; /* of the second `last` */
	static time_t last;
	struct tm tm;

	if (sec != last) {
		localtime_r(&sec, &tm);
		strftime(text, sizeof(text), "%FT%T", &tm);
		last = sec;
	}
	snprintf(buf, size, "%s.%06" PRIu64, text,
		 ev->time_ns % 1000000000 / 1000);
}

static void packet_record(struct out *o, const struct names *n,
			  const struct dp_event *ev)
{
	char text[ADDR_STRLEN];

	out_str(o, "reason", ev->reason_name);
	out_str(o, "policy", names_policy(n, ev->policy));
	out_u64(o, "policy-id", ev->policy);
	out_str(o, "protocol", protocol_name(ev->protocol));
	out_str(o, "source", addr_str(&ev->saddr, text));
	out_u64(o, "source-port", ev->sport);
	out_str(o, "destination", addr_str(&ev->daddr, text));
	out_u64(o, "destination-port", ev->dport);
	out_str(o, "from-zone", names_zone(n, ev->from_zone));
	out_str(o, "to-zone", names_zone(n, ev->to_zone));
	out_str(o, "interface", device_name(ev->ifindex));
	out_u64(o, "length", ev->length);
}

static void packet_text(struct out *o, const struct names *n,
			const struct dp_event *ev)
{
	char a[END_STRLEN], b[END_STRLEN];

	out_text(o, "%s policy %s %s %s > %s zones %s>%s dev %s length %u\n",
		 ev->reason_name, names_policy(n, ev->policy),
		 protocol_name(ev->protocol), end_str(&ev->saddr, ev->sport, a),
		 end_str(&ev->daddr, ev->dport, b),
		 names_zone(n, ev->from_zone), names_zone(n, ev->to_zone),
		 device_name(ev->ifindex), ev->length);
}

static void nat_record(struct out *o, const struct dp_nat_entry *e)
{
	char a[ADDR_STRLEN + 8], b[ADDR_STRLEN + 8];

	end_str(&e->inside, e->inside_port, a);
	end_str(&e->outside, e->outside_port, b);
	out_str(o, "inside", a);
	out_str(o, "outside", b);
	out_u64(o, "rule", e->rule);
	out_u64(o, "pool", e->pool);
	out_u64(o, "sessions", e->sessions);
	out_text(o, "%s %s > %s rule %u pool %u sessions %u/%u\n",
		 protocol_name(e->protocol), a, b, e->rule, e->pool,
		 e->sessions, e->max);
}

static const char *screen_action(const struct dp_event *ev)
{
	return ev->alarm_only ? "alarm-without-drop" : "drop";
}

static void show_body(struct watch *w, const struct dp_event *ev)
{
	struct out *o = &w->ctl->out;

	switch ((enum xpf_event_kind)ev->kind) {
	case XPF_EVENT_SESSION_OPEN:
	case XPF_EVENT_SESSION_CLOSE:
		show_session(o, "session", w->names, &ev->session);
		return;
	case XPF_EVENT_SESSION_DENY:
	case XPF_EVENT_FILTER_LOG:
	case XPF_EVENT_SAMPLE:
		out_str(o, "filter", ev->filter);
		out_str(o, "action", dp_fw_action_str(ev->action));
		out_text(o, "filter %s %s ", ev->filter,
			 dp_fw_action_str(ev->action));
		packet_record(o, w->names, ev);
		packet_text(o, w->names, ev);
		return;
	case XPF_EVENT_DROP:
	case XPF_EVENT_TRACED:
		packet_record(o, w->names, ev);
		packet_text(o, w->names, ev);
		return;
	case XPF_EVENT_SCREEN:
		out_str(o, "screen", dp_screen_str(ev->screen));
		out_str(o, "action", screen_action(ev));
		out_u64(o, "threshold", ev->threshold);
		out_text(o, "%s %s threshold %u ", dp_screen_str(ev->screen),
			 screen_action(ev), ev->threshold);
		packet_record(o, w->names, ev);
		packet_text(o, w->names, ev);
		return;
	case XPF_EVENT_RULESET:
		out_u64(o, "generation", ev->generation);
		out_text(o, "generation %u\n", ev->generation);
		return;
	case XPF_EVENT_NAT_BINDING_CREATE:
	case XPF_EVENT_NAT_BINDING_MATCH:
	case XPF_EVENT_NAT_BINDING_DELETE:
	case XPF_EVENT_NAT_BLOCK_ALLOC:
	case XPF_EVENT_NAT_BLOCK_RELEASE:
	case XPF_EVENT_NAT_BLOCK_INTERIM:
	case XPF_EVENT_NAT_POOL_ALARM:
	case XPF_EVENT_NAT_POOL_NORMAL:
	case XPF_EVENT_NAT_POOL_EXHAUSTED:
	case XPF_EVENT_NAT_RULE_ALARM:
	case XPF_EVENT_NAT_RULE_NORMAL:
		nat_record(o, &ev->nat);
		return;
	case XPF_EVENT_TABLE_HIGH:
	case XPF_EVENT_TABLE_NORMAL:
	case XPF_EVENT_AGING_BEGIN:
	case XPF_EVENT_AGING_END:
	case XPF_EVENT_UNSPEC:
		break;
	}
	out_text(o, "\n");
}

/* A document of its own on each line. */
static void end_line(struct out *o)
{
	out_record_end(o);
	if (o->json)
		fputc('\n', o->file);
	o->more = false;
}

static void refresh(struct watch *w, const struct dp_event *ev)
{
	uint32_t policy = ev->policy ? ev->policy : ev->session.policy;

	if (ev->kind != XPF_EVENT_RULESET &&
	    (!policy || names_has_policy(w->names, policy) || w->stale))
		return;
	names_free(w->names);
	w->names = names_load(w->ctl->dp);
	w->stale = policy && !names_has_policy(w->names, policy);
}

static void show_lost(struct out *o, uint64_t lost)
{
	out_text(o, "%" PRIu64 " events lost\n", lost);
	out_record(o, NULL);
	out_str(o, "event", "overrun");
	out_u64(o, "lost", lost);
	end_line(o);
}

static void on_event(const struct dp_event *ev, uint64_t lost, void *arg)
{
	struct watch *w = arg;
	struct out *o = &w->ctl->out;
	char when[48];

	if (lost)
		show_lost(o, lost);
	if (!ev)
		return;
	refresh(w, ev);
	time_of(ev, when, sizeof(when));
	out_text(o, "%s %s ", when, dp_event_kind_str(ev->kind));
	out_record(o, NULL);
	out_str(o, "time", when);
	out_str(o, "event", dp_event_kind_str(ev->kind));
	show_body(w, ev);
	end_line(o);
}

static int parse_groups(int argc, char **argv, unsigned int *groups)
{
	*groups = 0;
	for (int i = 1; i < argc; i++) {
		if (!strcmp(argv[i], XPF_GROUP_SESSION))
			*groups |= DP_GROUP_SESSION;
		else if (!strcmp(argv[i], XPF_GROUP_DROP))
			*groups |= DP_GROUP_DROP;
		else if (!strcmp(argv[i], XPF_GROUP_CONTROL))
			*groups |= DP_GROUP_CONTROL;
		else if (!strcmp(argv[i], XPF_GROUP_TRACE))
			*groups |= DP_GROUP_TRACE;
		else
			return usage("unknown group '%s'", argv[i]);
	}
	if (!*groups)
		*groups = DP_GROUP_SESSION | DP_GROUP_DROP | DP_GROUP_CONTROL;
	return 0;
}

static int follow(struct watch *w, struct dp_events *e)
{
	struct pollfd pfd = { .fd = dp_events_fd(e), .events = POLLIN };
	int n;

	for (;;) {
		if (poll(&pfd, 1, -1) < 0 && errno != EINTR)
			return -errno;
		n = dp_events_read(e, on_event, w);
		if (n < 0)
			return n;
		if (fflush(w->ctl->out.file))
			return -EPIPE;
	}
}

int cmd_events(struct ctl *c, int argc, char **argv)
{
	struct watch w = { .ctl = c };
	struct dp_events *e;
	unsigned int groups;
	int ret = parse_groups(argc, argv, &groups);

	if (ret)
		return ret;
	if (dp_events_open(&e, groups, &c->err))
		return refused(c);
	w.names = names_load(c->dp);
	ret = follow(&w, e);
	names_free(w.names);
	dp_events_close(e);
	return ret ? 1 : 0;
}
