// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * From a message to its targets.
 *
 * A system message goes to each target of `system syslog` whose facilities,
 * severities and expression take it.  A security log goes there too in event
 * mode, and to the streams in stream mode; each way has its own limit a second
 * (event-rate, rate-cap), and what is over it is counted and said when the
 * second is over, as is what a host could not be sent.
 */
#include "export/messages.h"

#include <errno.h>
#include <fcntl.h>
#include <regex.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <utmpx.h>

#include "export/logfile.h"
#include "export/remote.h"
#include "lib/log.h"
#include "lib/loop.h"
#include "model/model.h"

#define EVENT_RATE 1500

struct rule {
	int facility; /* -1: any */
	int severity; /* the last that is taken; -1: none */
};

struct target {
	struct model_log_target t; /* a copy; strings are owned */
	struct buf key; /* everything it was made of */
	VEC(struct rule) rules;
	uint32_t categories;
	regex_t match;
	bool has_match, keep;
	struct logfile *file;
	struct remote *remote;
	struct message_style style;
	/* this second */
	uint32_t said;
	uint64_t left_out;
};

struct limit {
	uint32_t rate, said;
	uint64_t left_out;
};

struct messages {
	struct loop *loop;
	struct loop_timer *tick;
	int dir;
	char host[65];
	bool implicit; /* `messages` is ours, not configured */
	bool disabled, event, stream, utc, year, millisecond;
	struct limit event_limit, stream_limit;
	struct logfile *messages; /* implicit */
	struct logfile *security; /* the same, of another name */
	VEC(struct target *) targets;
	bool telling; /* of what was lost: not again */
};

/* ---- targets ---- */

static void key_of(const struct model_log_target *t, struct buf *key)
{
	const struct model_log_rule *r;
	const char *const *c;

	buf_printf(key, "%d%d %s|%d%d%d%d|%s|%s|%s|%s|%u %u %d|%s %u %d|",
		   t->kind, t->stream, t->name, t->structured, t->brief,
		   t->priority, t->no_host, t->match ? t->match : "",
		   t->prefix ? t->prefix : "", t->tag ? t->tag : "",
		   t->facility ? t->facility : "", t->size, t->files,
		   t->world_readable, t->host ? t->host : "", t->port, t->tcp);
	buf_printf(key, "%s|%s|%s|%u", t->source ? t->source : "",
		   t->source_ifname ? t->source_ifname : "",
		   t->vrf ? t->vrf : "", t->rate);
	vec_each(r, &t->rules)
		buf_printf(key, "|%s=%s", r->facility, r->level);
	vec_each(c, &t->categories)
		buf_printf(key, "|%s", *c);
}

static const char *dup_or_null(const char *s)
{
	char *copy = s ? strdup(s) : NULL;

	if (s && !copy)
		abort();
	return copy;
}

static void own_strings(struct model_log_target *t)
{
	t->name = dup_or_null(t->name);
	t->match = dup_or_null(t->match);
	t->prefix = dup_or_null(t->prefix);
	t->tag = dup_or_null(t->tag);
	t->facility = dup_or_null(t->facility);
	t->host = dup_or_null(t->host);
	t->source = dup_or_null(t->source);
	t->source_ifname = dup_or_null(t->source_ifname);
	t->vrf = dup_or_null(t->vrf);
	memset(&t->rules, 0, sizeof(t->rules));
	memset(&t->categories, 0, sizeof(t->categories));
}

static void free_string(const char *s)
{
	free((void *)(uintptr_t)s);
}

static void target_free(struct target *t)
{
	remote_close(t->remote);
	logfile_close(t->file);
	if (t->has_match)
		regfree(&t->match);
	free_string(t->t.name);
	free_string(t->t.match);
	free_string(t->t.prefix);
	free_string(t->t.tag);
	free_string(t->t.facility);
	free_string(t->t.host);
	free_string(t->t.source);
	free_string(t->t.source_ifname);
	free_string(t->t.vrf);
	vec_free(&t->rules);
	buf_free(&t->key);
	free(t);
}

static void take_rules(struct target *t, const struct model_log_target *from)
{
	const struct model_log_rule *r;
	const char *const *c;
	struct rule *out;

	vec_each(r, &from->rules) {
		out = vec_add(&t->rules);
		out->facility = message_facility(r->facility);
		if (!strcmp(r->level, "any"))
			out->severity = LOG_DEBUG;
		else
			out->severity = message_severity(r->level);
	}
	vec_each(c, &from->categories)
		t->categories |= message_categories(*c);
	if (!from->categories.n)
		t->categories = MESSAGE_ANY;
}

static enum message_form form_of(const struct model_log_target *t)
{
	if (t->structured)
		return t->brief ? MESSAGE_BRIEF : MESSAGE_STRUCTURED;
	return t->host ? MESSAGE_BSD : MESSAGE_PLAIN;
}

static struct target *target_new(struct messages *log,
				 const struct model_log_target *from)
{
	struct target *t = calloc(1, sizeof(*t));

	if (!t)
		abort();
	buf_init(&t->key);
	key_of(from, &t->key);
	t->t = *from;
	own_strings(&t->t);
	take_rules(t, from);
	t->has_match = t->t.match && !regcomp(&t->match, t->t.match,
					      REG_EXTENDED | REG_NOSUB);
	t->style = (struct message_style){
		.form = form_of(&t->t),
		.host = t->t.no_host ? NULL : log->host,
		.prefix = t->t.prefix,
		.tag = t->t.tag,
		.priority = t->t.priority,
		.facility = t->t.facility ? message_facility(t->t.facility) :
					    -1,
	};
	if (t->t.host)
		t->remote = remote_open(log->loop, &t->t);
	else if (t->t.kind == MODEL_LOG_FILE)
		t->file = logfile_open(log->dir, t->t.name, t->t.size,
				       t->t.files, t->t.world_readable);
	return t;
}

static struct target *known(struct messages *log, const char *key)
{
	struct target **t;

	vec_each(t, &log->targets)
		if (!(*t)->keep && !strcmp((*t)->key.data, key))
			return *t;
	return NULL;
}

static void take_targets(struct messages *log, const struct model_log *l)
{
	VEC(struct target *)
	old = { log->targets.v, log->targets.n, log->targets.cap };
	VEC(struct target *) now = { 0 };
	const struct model_log_target *from;
	struct target **t, *found;
	struct buf key;

	buf_init(&key);
	vec_each(from, &l->targets) {
		buf_reset(&key);
		key_of(from, &key);
		found = known(log, key.data);
		if (!found)
			found = target_new(log, from);
		found->keep = true;
		found->style.year = l->year;
		found->style.millisecond = l->millisecond;
		found->style.utc = l->utc && found->t.stream;
		vec_push(&now, found);
	}
	buf_free(&key);
	vec_each(t, &old) {
		if (!(*t)->keep)
			target_free(*t);
	}
	vec_free(&old);
	memcpy(&log->targets, &now, sizeof(log->targets));
	vec_each(t, &log->targets)
		(*t)->keep = false;
}

/* ---- beginning and end ---- */

static void limit_over(struct messages *log, struct limit *l, const char *what)
{
	uint64_t n = l->left_out;

	l->said = 0;
	l->left_out = 0;
	if (n)
		messages_put(log, "RT_FLOW_LOGS_LIMITED",
			     "%llu messages were left out by %s",
			     (unsigned long long)n, what);
}

static void tick(void *arg)
{
	struct messages *log = arg;
	struct target **t;
	uint64_t n;

	log->telling = true;
	limit_over(log, &log->event_limit, "event-rate");
	limit_over(log, &log->stream_limit, "rate-cap");
	vec_each(t, &log->targets) {
		(*t)->said = 0;
		n = (*t)->left_out;
		(*t)->left_out = 0;
		if ((*t)->remote)
			n += remote_lost((*t)->remote);
		if (n)
			messages_put(log, "RT_FLOW_LOGS_LOST",
				     "%llu messages to %s were lost",
				     (unsigned long long)n, (*t)->t.name);
	}
	log->telling = false;
}

struct messages *messages_open(struct loop *loop, const char *dir)
{
	struct messages *log = calloc(1, sizeof(*log));
	char path[300];

	if (!log)
		return NULL;
	log->loop = loop;
	log->implicit = true;
	log->event = true;
	log->event_limit.rate = EVENT_RATE;
	gethostname(log->host, sizeof(log->host) - 1);
	snprintf(path, sizeof(path), "%s/log", dir);
	mkdir(path, 0750);
	log->dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (log->dir >= 0)
		log->messages = logfile_open(log->dir, "messages", 0, 0, false);
	if (!log->messages) {
		log_warn("%s/messages: %m", path);
		messages_close(log);
		return NULL;
	}
	log->tick = loop_add_timer(loop, 1000, 1000, tick, log);
	return log;
}

void messages_close(struct messages *log)
{
	struct target **t;

	if (!log)
		return;
	loop_del_timer(log->tick);
	vec_each(t, &log->targets)
		target_free(*t);
	vec_free(&log->targets);
	logfile_close(log->messages);
	logfile_close(log->security);
	if (log->dir >= 0)
		close(log->dir);
	free(log);
}

void messages_configure(struct messages *log, const struct model *m)
{
	const struct model_log *l = &m->log;

	if (!log)
		return;
	if (m->host_name)
		snprintf(log->host, sizeof(log->host), "%s", m->host_name);
	else
		gethostname(log->host, sizeof(log->host) - 1);
	log->implicit = !l->has_messages;
	log->disabled = l->disabled;
	log->event = l->event;
	log->stream = l->stream;
	log->year = l->year;
	log->millisecond = l->millisecond;
	log->event_limit.rate = l->event_rate;
	log->stream_limit.rate = l->rate_cap;
	if (!log->implicit && !log->security)
		log->security =
			logfile_open(log->dir, "security-log", 0, 2, false);
	take_targets(log, l);
}

/* ---- sending ---- */

static bool takes(const struct target *t, const struct message *m)
{
	const struct rule *r, *exact = NULL, *any = NULL;

	if (!t->rules.n)
		return true;
	vec_each(r, &t->rules) {
		if (r->facility == m->kind->facility)
			exact = r;
		else if (r->facility < 0)
			any = r;
	}
	/* What is said of the facility itself wins over what is of any. */
	r = exact ? exact : any;
	return r && m->kind->severity <= r->severity;
}

/* To those who are logged in: @name, or "*" for all. */
static void to_users(const char *name, const char *line)
{
	struct utmpx *u;
	char path[64];
	int fd;

	setutxent();
	while ((u = getutxent())) {
		if (u->ut_type != USER_PROCESS ||
		    memchr(u->ut_line, '.', sizeof(u->ut_line)) ||
		    (strcmp(name, "*") &&
		     strncmp(name, u->ut_user, sizeof(u->ut_user))))
			continue;
		snprintf(path, sizeof(path), "/dev/%.32s", u->ut_line);
		fd = open(path, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
		if (fd < 0)
			continue;
		dprintf(fd, "\r\n%s\r\n", line);
		close(fd);
	}
	endutxent();
}

static void to_console(const char *line)
{
	int fd = open("/dev/console",
		      O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);

	if (fd < 0)
		return;
	dprintf(fd, "%s\r\n", line);
	close(fd);
}

static void write_to(struct target *t, const struct message *m)
{
	struct buf b;

	buf_init(&b);
	message_line(m, &t->style, &b);
	if (t->has_match && regexec(&t->match, b.data, 0, NULL, 0)) {
		buf_free(&b);
		return;
	}
	if (t->t.rate && t->said++ >= t->t.rate)
		t->left_out++;
	else if (t->remote)
		remote_send(t->remote, b.data, (uint32_t)b.len);
	else if (t->file)
		logfile_add(t->file, b.data);
	else if (t->t.kind == MODEL_LOG_USER)
		to_users(t->t.name, b.data);
	else if (t->t.kind == MODEL_LOG_CONSOLE)
		to_console(b.data);
	buf_free(&b);
}

/* Security logs show their fields here, others their words. */
static void to_own(struct messages *log, struct logfile *f,
		   const struct message *m)
{
	struct message_style s = {
		.form = MESSAGE_PLAIN,
		.host = log->host,
		.year = log->year,
		.millisecond = log->millisecond,
		.facility = -1,
		.fields = m->fields.n != 0,
	};
	struct buf b;

	buf_init(&b);
	message_line(m, &s, &b);
	logfile_add(f, b.data);
	buf_free(&b);
}

static bool within(struct limit *l)
{
	if (l->said++ < l->rate)
		return true;
	l->left_out++;
	return false;
}

static void to_system(struct messages *log, const struct message *m)
{
	struct target **t;

	if (log->implicit)
		to_own(log, log->messages, m);
	else if (m->kind->category && log->security)
		to_own(log, log->security, m);
	vec_each(t, &log->targets)
		if (!(*t)->t.stream && takes(*t, m))
			write_to(*t, m);
}

static void to_streams(struct messages *log, const struct message *m)
{
	struct target **t;

	vec_each(t, &log->targets)
		if ((*t)->t.stream && (*t)->categories & m->kind->category &&
		    takes(*t, m))
			write_to(*t, m);
}

void messages_send(struct messages *log, const struct message *m)
{
	if (!log)
		return;
	if (!m->kind->category) {
		to_system(log, m);
		return;
	}
	if (log->disabled)
		return;
	if (log->event && (log->telling || within(&log->event_limit)))
		to_system(log, m);
	if (log->stream && log->targets.n &&
	    (log->telling || within(&log->stream_limit)))
		to_streams(log, m);
}

void messages_flush(struct messages *log)
{
	struct target **t;

	if (!log)
		return;
	logfile_flush(log->messages);
	logfile_flush(log->security);
	vec_each(t, &log->targets)
		logfile_flush((*t)->file);
}

/* ---- the manager's own ---- */

static const struct {
	const char *tag, *severity;
} own[] = {
#define XPF_SYSLOG(name, severity, text, help) { #name, severity },
#include "export/syslog.def"
#undef XPF_SYSLOG
};

static uint8_t severity_of(const char *tag)
{
	size_t i;
	int n;

	for (i = 0; i < sizeof(own) / sizeof(*own); i++) {
		n = message_severity(own[i].severity);
		if (!strcmp(own[i].tag, tag) && n >= 0)
			return (uint8_t)n;
	}
	return LOG_NOTICE;
}

void messages_put(struct messages *log, const char *tag, const char *fmt, ...)
{
	bool flow = !strncmp(tag, "RT_", 3);
	struct message_kind kind = {
		.program = "xpfd",
		.tag = tag,
		.facility = !strncmp(tag, "UI_", 3) ? MESSAGE_INTERACTIVE :
			    flow		    ? MESSAGE_USER :
						      MESSAGE_DAEMON,
		.severity = severity_of(tag),
		.category = flow ? MESSAGE_RTLOG : MESSAGE_SYSTEM,
		.text = "{text}",
	};
	struct message m;
	struct timespec ts;
	char text[1024];
	va_list ap;

	if (!log)
		return;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	clock_gettime(CLOCK_REALTIME, &ts);
	message_init(&m);
	message_begin(&m, &kind,
		      (uint64_t)ts.tv_sec * 1000000000 + (uint64_t)ts.tv_nsec);
	m.pid = getpid();
	message_words(&m, text);
	messages_send(log, &m);
	messages_flush(log);
	message_free(&m);
}
