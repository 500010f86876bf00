// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Denied packets are heard of as drops, which costs an event each: only while
 * `security alarms potential-violation policy` asks for them.  In a flood some
 * are missed; the threshold is reached all the same.
 *
 * Traffic of policies with `then count alarm` is looked at when it is asked for and
 * then once a second: what closed sessions had and what live ones have.  A session
 * that closes between the two readings is missed by both; the next look finds it,
 * so a total that is smaller counts as none.  An alarm is raised when a second or a
 * minute has too much, and again only after one that has not.
 */
#include "xpfd/alarms.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dataplane/dataplane.h"
#include "export/messages.h"
#include "lib/log.h"
#include "lib/loop.h"
#include "lib/vec.h"
#include "model/model.h"
#include "xpfd/manager.h"
#include "xpfd/violation.h"

#define PERIOD_MS 1000
#define MINUTE 60

/* A policy whose traffic is watched. */
struct meter {
	uint32_t id;
	bool known; /* what follows is of a look */
	uint64_t closed, live; /* bytes */
	uint64_t total, total_closed; /* the most that was seen */
	uint64_t minute; /* since it began */
	uint32_t seconds; /* of it */
	bool second_over, minute_over;
};

struct alarms {
	struct manager *m;
	VEC(struct alarm) v;
	uint32_t last;
	struct violations *violations[ALARM_KINDS];
	struct dp_events *events;
	struct loop_fd *fd;
	VEC(struct meter) meters;
	struct loop_timer *timer;
};

static struct alarms *alarms(struct manager *m)
{
	if (m->alarms)
		return m->alarms;
	m->alarms = calloc(1, sizeof(*m->alarms));
	if (!m->alarms)
		abort();
	m->alarms->m = m;
	return m->alarms;
}

__attribute__((format(printf, 4, 5))) static void
raise_alarm(struct alarms *a, uint64_t threshold, const char *tag,
	    const char *fmt, ...)
{
	struct alarm *al;
	char words[200];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(words, sizeof(words), fmt, ap);
	va_end(ap);
	messages_put(a->m->log, tag, "%s", words);
	if (a->v.n == ALARMS_MAX)
		memmove(a->v.v, a->v.v + 1, --a->v.n * sizeof(*a->v.v));
	al = vec_add(&a->v);
	*al = (struct alarm){
		.id = ++a->last,
		.time = time(NULL),
		.type = "policy",
		.threshold = threshold,
	};
	snprintf(al->message, sizeof(al->message), "%s: %s", tag, words);
}

/* ---- violations ---- */

static bool is_violation(const struct dp_event *ev)
{
	return ev->kind == XPF_EVENT_DROP &&
	       (!strcmp(ev->reason_name, "policy-deny") ||
		!strcmp(ev->reason_name, "policy-reject") ||
		!strcmp(ev->reason_name, "default-deny"));
}

static void violated(struct alarms *a, enum model_alarm_kind kind,
		     const struct dp_event *ev)
{
	const struct model_alarm *asked = &a->m->model->alarms[kind];
	const char *name = model_policy_name(a->m->model, ev->policy);
	char who[ADDR_STRLEN + 32] = "";
	char text[ADDR_STRLEN];

	switch (kind) {
	case ALARM_SOURCE:
		snprintf(who, sizeof(who), "source %s",
			 addr_str(&ev->saddr, text));
		break;
	case ALARM_DESTINATION:
		snprintf(who, sizeof(who), "destination %s",
			 addr_str(&ev->daddr, text));
		break;
	case ALARM_APPLICATION:
		snprintf(who, sizeof(who), "protocol %u port %u", ev->protocol,
			 ev->dport);
		break;
	case ALARM_POLICY:
		snprintf(who, sizeof(who), "policy %s",
			 name ? name : "default-policy");
		break;
	case ALARM_KINDS:
		return;
	}
	raise_alarm(a, asked->threshold, "RT_FLOW_POLICY_VIOLATION",
		    "Number of policy violations (%u) for %s reached within %u "
		    "seconds",
		    asked->threshold, who, asked->duration);
}

static void on_event(const struct dp_event *ev, uint64_t lost, void *arg)
{
	struct alarms *a = arg;
	uint64_t second = (uint64_t)now_ms() / 1000;
	int i;

	if (!ev || !is_violation(ev))
		return;
	for (i = 0; i < ALARM_KINDS; i++)
		if (a->violations[i] &&
		    violations_add(a->violations[i], ev, second))
			violated(a, (enum model_alarm_kind)i, ev);
}

static void close_events(struct alarms *a)
{
	loop_del_fd(a->fd);
	a->fd = NULL;
	if (a->events)
		dp_events_close(a->events);
	a->events = NULL;
}

static void on_readable(void *arg, int fd, int events)
{
	struct alarms *a = arg;
	int rc = dp_events_read(a->events, on_event, a);

	messages_flush(a->m->log);
	if (rc >= 0 || rc == -EAGAIN || rc == -EINTR || rc == -ENOBUFS)
		return;
	log_warn("dataplane: alarms: %s", strerror(-rc));
	close_events(a);
}

static void open_events(struct alarms *a)
{
	struct dp_error err = { 0 };

	if (a->events || !a->m->dp)
		return;
	if (dp_events_open(&a->events, DP_GROUP_DROP, &err)) {
		log_warn("dataplane: no alarms: %s", err.text);
		a->events = NULL;
		return;
	}
	a->fd = loop_add_fd(a->m->loop, dp_events_fd(a->events), LOOP_READ,
			    on_readable, a);
}

static bool want_violations(struct alarms *a)
{
	bool any = false;
	int i;

	for (i = 0; i < ALARM_KINDS; i++) {
		violations_free(a->violations[i]);
		a->violations[i] = violations_new((enum model_alarm_kind)i,
						  &a->m->model->alarms[i]);
		any |= a->violations[i] != NULL;
	}
	return any;
}

/* ---- traffic ---- */

static struct meter *meter(struct alarms *a, uint32_t id)
{
	struct meter *m;

	vec_each(m, &a->meters)
		if (m->id == id)
			return m;
	return NULL;
}

static int on_closed(const struct dp_policy *p, void *arg)
{
	struct meter *m = meter(arg, p->id);

	if (m)
		m->closed = p->bytes + p->reply_bytes;
	return 0;
}

static int on_live(const struct dp_policy *p, void *arg)
{
	struct meter *m = meter(arg, p->id);

	if (m)
		m->live = p->bytes + p->reply_bytes;
	return 0;
}

static void judge(struct alarms *a, struct meter *m,
		  const struct model_policy *p, uint64_t bytes)
{
	bool over = p->alarm_second && bytes > p->alarm_second;

	if (over && !m->second_over)
		raise_alarm(a, p->alarm_second, "RT_FLOW_POLICY_TRAFFIC",
			    "Policy %s: %" PRIu64 " bytes in a second exceed "
			    "%" PRIu64,
			    p->name, bytes, p->alarm_second);
	m->second_over = over;
	m->minute += bytes;
	over = p->alarm_minute && m->minute > p->alarm_minute;
	if (over && !m->minute_over) {
		raise_alarm(a, p->alarm_minute, "RT_FLOW_POLICY_TRAFFIC",
			    "Policy %s: %" PRIu64 " bytes in a minute exceed "
			    "%" PRIu64,
			    p->name, m->minute, p->alarm_minute);
		m->minute_over = true;
	}
	if (++m->seconds < MINUTE)
		return;
	m->minute_over = over;
	m->minute = 0;
	m->seconds = 0;
}

/* The bytes since the last look; 0 at the first.  Cleared counters begin anew. */
static uint64_t passed(struct meter *m)
{
	uint64_t total = m->closed + m->live, bytes = 0;

	if (!m->known || m->closed < m->total_closed)
		m->total = total;
	if (total > m->total)
		bytes = total - m->total;
	m->total += bytes;
	m->total_closed = m->closed;
	m->known = true;
	return bytes;
}

static bool read_meters(struct alarms *a)
{
	struct meter *m;

	vec_each(m, &a->meters)
		m->closed = m->live = 0;
	return a->m->dp && !dp_policies(a->m->dp, on_closed, a, NULL) &&
	       !dp_policy_use(a->m->dp, on_live, a, NULL);
}

static void look(void *arg)
{
	struct alarms *a = arg;
	const struct model_policy *p;
	struct meter *m;
	uint64_t bytes;

	if (!read_meters(a))
		return;
	vec_each(m, &a->meters) {
		p = model_policy_by_id(a->m->model, m->id);
		bytes = passed(m);
		if (p)
			judge(a, m, p, bytes);
	}
	messages_flush(a->m->log);
}

/* What passed before somebody asked does not count, what passes from now on does. */
static void begin_meters(struct alarms *a)
{
	struct meter *m;

	if (!read_meters(a))
		return;
	vec_each(m, &a->meters)
		if (!m->known)
			passed(m);
}

static void want_traffic(struct alarms *a)
{
	const struct model *model = a->m->model;
	const struct model_policy *p;
	bool anew = false;
	size_t i, n = 0;

	for (i = 0; i < model->policies.n; i++) {
		p = model->policies.v[i];
		if (!p->alarm_second && !p->alarm_minute)
			continue;
		if (!meter(a, p->id)) {
			vec_push(&a->meters, ((struct meter){ .id = p->id }));
			anew = true;
		}
		n++;
	}
	if (anew)
		begin_meters(a);
	if (!n) {
		loop_del_timer(a->timer);
		a->timer = NULL;
		a->meters.n = 0;
	} else if (!a->timer) {
		a->timer = loop_add_timer(a->m->loop, PERIOD_MS, PERIOD_MS,
					  look, a);
	}
}

/* ---- in and out ---- */

void alarms_apply(struct manager *m)
{
	struct alarms *a;

	if (!m->model)
		return;
	a = alarms(m);
	if (want_violations(a))
		open_events(a);
	else
		close_events(a);
	want_traffic(a);
}

void alarms_lost(struct manager *m)
{
	if (m->alarms)
		close_events(m->alarms);
}

void alarms_free(struct manager *m)
{
	struct alarms *a = m->alarms;
	int i;

	if (!a)
		return;
	close_events(a);
	loop_del_timer(a->timer);
	for (i = 0; i < ALARM_KINDS; i++)
		violations_free(a->violations[i]);
	vec_free(&a->meters);
	vec_free(&a->v);
	free(a);
	m->alarms = NULL;
}

const struct alarm *alarms_get(const struct manager *m, size_t i)
{
	return m->alarms && i < m->alarms->v.n ? &m->alarms->v.v[i] : NULL;
}

size_t alarms_clear(struct manager *m, uint32_t id, const char *type)
{
	struct alarms *a = alarms(m);
	size_t i, kept = 0, was = a->v.n;

	for (i = 0; i < was; i++)
		if ((id && a->v.v[i].id != id) ||
		    (type && strcmp(a->v.v[i].type, type) != 0))
			a->v.v[kept++] = a->v.v[i];
	a->v.n = kept;
	return was - kept;
}
