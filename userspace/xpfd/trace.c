// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The dataplane is asked for the sum of both, and tells of a packet once; which
 * of the two it is for is found out here, by the filters again.  A trace is a
 * means to find a fault: it has no claim to be complete, but says what it
 * missed.
 */
#include "xpfd/trace.h"

#include <errno.h>
#include <fcntl.h>
#include <regex.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "dataplane/dataplane.h"
#include "export/flowtrace.h"
#include "export/logfile.h"
#include "lib/log.h"
#include "lib/loop.h"
#include "lib/vec.h"
#include "model/model.h"
#include "xpfd/manager.h"

/* Where lines go. */
struct sink {
	struct logfile *file; /* NULL: nowhere */
	char *key; /* what it was made of */
	regex_t match;
	bool has_match;
};

struct tracing {
	struct manager *m;
	struct dp_events *events;
	struct loop_fd *fd;
	int dir;
	struct sink config, monitor;
	struct trace_monitor asked;
};

static struct tracing *tracing(struct manager *m)
{
	char path[300];

	if (m->trace)
		return m->trace;
	m->trace = calloc(1, sizeof(*m->trace));
	if (!m->trace)
		abort();
	m->trace->m = m;
	snprintf(path, sizeof(path), "%s/log", m->state_dir);
	m->trace->dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return m->trace;
}

/* ---- sinks ---- */

static void sink_close(struct sink *s)
{
	logfile_close(s->file);
	s->file = NULL;
	if (s->has_match)
		regfree(&s->match);
	s->has_match = false;
	free(s->key);
	s->key = NULL;
}

/* The same file goes on. */
static void sink_open(struct tracing *t, struct sink *s, const char *name,
		      uint32_t size, uint32_t files, bool world_readable,
		      const char *match)
{
	char key[1024];

	snprintf(key, sizeof(key), "%s|%u|%u|%d|%s", name, size, files,
		 world_readable, match ? match : "");
	if (s->key && !strcmp(s->key, key))
		return;
	sink_close(s);
	s->key = strdup(key);
	s->file = logfile_open(t->dir, name, size, files, world_readable);
	s->has_match = match &&
		       !regcomp(&s->match, match, REG_EXTENDED | REG_NOSUB);
}

static void sink_line(const char *line, void *arg)
{
	struct sink *s = arg;

	if (s->has_match && regexec(&s->match, line, 0, NULL, 0))
		return;
	logfile_add(s->file, line);
}

/* ---- what is asked for ---- */

static bool config_wants(const struct manager *m)
{
	return m->model && m->model->trace.what;
}

static void add_filter(const struct model *model,
		       const struct model_trace_filter *f,
		       struct dp_trace_filter *out)
{
	const struct model_interface *i =
		f->interface ? model_interface(model, f->interface) : NULL;

	*out = (struct dp_trace_filter){
		.protocol = f->protocol,
		.saddr = f->src,
		.daddr = f->dst,
		.sport_lo = f->sport_lo,
		.sport_hi = f->sport_hi,
		.dport_lo = f->dport_lo,
		.dport_hi = f->dport_hi,
		.interface = i ? i->id : 0,
	};
}

/* An interface that is not configured has no packets. */
static bool is_there(const struct model *model,
		     const struct model_trace_filter *f)
{
	return !f->interface || model_interface(model, f->interface);
}

struct request {
	struct dp_trace_filter filter[XPF_MAX_TRACE_FILTERS];
	size_t n;
	uint32_t flags, rate;
};

static void add_all(const struct model *model,
		    const struct model_trace_filter *f, size_t n,
		    struct request *rq)
{
	size_t i;

	for (i = 0; i < n && rq->n < XPF_MAX_TRACE_FILTERS; i++)
		if (is_there(model, &f[i]))
			add_filter(model, &f[i], &rq->filter[rq->n++]);
}

/* Without a filter every packet is wanted, and other filters are of no use. */
static void make_request(const struct manager *m, struct request *rq)
{
	const struct trace_monitor *asked = &m->trace->asked;
	const struct model_trace *c = &m->model->trace;
	bool all = false;

	memset(rq, 0, sizeof(*rq));
	if (config_wants(m)) {
		add_all(m->model, c->filters.v, c->filters.n, rq);
		all |= !c->filters.n;
		rq->flags |= c->what == TRACE_DROPS ?
				     XPF_TRACE_DROPPED :
				     XPF_TRACE_DROPPED | XPF_TRACE_PASSED;
		rq->rate = c->rate;
	}
	if (asked->running) {
		add_all(m->model, asked->filters.v, asked->filters.n, rq);
		all |= !asked->filters.n;
		rq->flags |= XPF_TRACE_DROPPED | XPF_TRACE_PASSED;
	}
	if (all)
		rq->n = 0;
	else if (!rq->n)
		rq->flags = 0;
}

/* ---- events ---- */

static const char *fits(const struct manager *m, const struct dp_event *ev,
			const struct model_trace_filter *f, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (flowtrace_fits(&f[i], ev, m->model))
			return f[i].name;
	return NULL;
}

static void trace_to(const struct manager *m, struct sink *s, uint32_t what,
		     const struct model_trace_filter *f, size_t n,
		     const struct dp_event *ev)
{
	const char *name = fits(m, ev, f, n);

	if (s->file && (name || !n))
		flowtrace_print(ev, m->model, what, name, sink_line, s);
}

static uint64_t now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_REALTIME, &ts);
	return (uint64_t)ts.tv_sec * 1000000000 + (uint64_t)ts.tv_nsec;
}

static void tell_lost(struct tracing *t, uint64_t lost)
{
	if (t->config.file)
		flowtrace_lost(lost, now_ns(), sink_line, &t->config);
	if (t->monitor.file)
		flowtrace_lost(lost, now_ns(), sink_line, &t->monitor);
}

static void on_event(const struct dp_event *ev, uint64_t lost, void *arg)
{
	struct manager *m = arg;
	const struct trace_monitor *asked = &m->trace->asked;
	const struct model_trace *c = &m->model->trace;

	if (lost)
		tell_lost(m->trace, lost);
	if (!ev || ev->kind != XPF_EVENT_TRACED)
		return;
	if (c->what)
		trace_to(m, &m->trace->config, c->what, c->filters.v,
			 c->filters.n, ev);
	if (asked->running)
		trace_to(m, &m->trace->monitor, TRACE_ALL, asked->filters.v,
			 asked->filters.n, ev);
}

static void close_events(struct tracing *t)
{
	loop_del_fd(t->fd);
	t->fd = NULL;
	if (t->events)
		dp_events_close(t->events);
	t->events = NULL;
}

static void on_readable(void *arg, int fd, int events)
{
	struct manager *m = arg;
	int rc = dp_events_read(m->trace->events, on_event, m);

	logfile_flush(m->trace->config.file);
	logfile_flush(m->trace->monitor.file);
	if (rc >= 0 || rc == -EAGAIN || rc == -EINTR || rc == -ENOBUFS)
		return;
	log_warn("dataplane: trace: %s", strerror(-rc));
	close_events(m->trace);
}

static int open_events(struct manager *m)
{
	struct tracing *t = m->trace;
	struct dp_error err = { 0 };

	if (t->events)
		return 0;
	if (dp_events_open(&t->events, DP_GROUP_TRACE, &err)) {
		log_warn("dataplane: no trace: %s", err.text);
		t->events = NULL;
		return -1;
	}
	t->fd = loop_add_fd(m->loop, dp_events_fd(t->events), LOOP_READ,
			    on_readable, m);
	return 0;
}

/* ---- in and out ---- */

static void open_sinks(struct manager *m)
{
	const struct trace_monitor *asked = &m->trace->asked;
	const struct model_trace *c = &m->model->trace;

	if (config_wants(m))
		sink_open(m->trace, &m->trace->config, c->file, c->size,
			  c->files, c->world_readable, c->match);
	else
		sink_close(&m->trace->config);
	if (asked->running && asked->file)
		sink_open(m->trace, &m->trace->monitor, asked->file,
			  asked->size, asked->files, false, asked->match);
	else
		sink_close(&m->trace->monitor);
}

void trace_apply(struct manager *m)
{
	struct dp_error err = { 0 };
	struct request rq;

	/* nobody ever asked, nobody asks */
	if (!m->model || (!m->trace && !config_wants(m)))
		return;
	tracing(m);
	open_sinks(m);
	if (!m->dp)
		return;
	make_request(m, &rq);
	if (rq.flags && open_events(m))
		return;
	if (dp_trace(m->dp, rq.filter, rq.n, rq.flags, rq.rate, &err))
		log_warn("dataplane: trace: %s", err.text);
	if (!rq.flags)
		close_events(m->trace);
}

void trace_lost(struct manager *m)
{
	if (m->trace)
		close_events(m->trace);
}

static void free_filter(struct model_trace_filter *f)
{
	free((void *)(uintptr_t)f->name);
	free((void *)(uintptr_t)f->interface);
}

void trace_free(struct manager *m)
{
	struct tracing *t = m->trace;

	if (!t)
		return;
	close_events(t);
	sink_close(&t->config);
	sink_close(&t->monitor);
	trace_monitor_forget(m, NULL);
	vec_free(&t->asked.filters);
	free(t->asked.file);
	free(t->asked.match);
	if (t->dir >= 0)
		close(t->dir);
	free(t);
	m->trace = NULL;
}

/* ---- monitor ---- */

struct trace_monitor *trace_monitor(struct manager *m)
{
	return &tracing(m)->asked;
}

static char *copy(const char *s)
{
	char *c = s ? strdup(s) : NULL;

	if (s && !c)
		abort();
	return c;
}

void trace_monitor_filter(struct manager *m, const struct model_trace_filter *f)
{
	struct trace_monitor *asked = trace_monitor(m);
	struct model_trace_filter *to = NULL, *old;

	vec_each(old, &asked->filters)
		if (!strcmp(old->name, f->name))
			to = old;
	if (to)
		free_filter(to);
	else
		to = vec_add(&asked->filters);
	*to = *f;
	to->name = copy(f->name);
	to->interface = copy(f->interface);
}

bool trace_monitor_forget(struct manager *m, const char *name)
{
	struct trace_monitor *asked = trace_monitor(m);
	size_t i, kept = 0;

	for (i = 0; i < asked->filters.n; i++) {
		if (!name || !strcmp(asked->filters.v[i].name, name))
			free_filter(&asked->filters.v[i]);
		else
			asked->filters.v[kept++] = asked->filters.v[i];
	}
	i = asked->filters.n - kept;
	asked->filters.n = kept;
	return i > 0 || !name;
}
