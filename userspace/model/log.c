// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * [edit system syslog] and [edit security log] as one list of targets.
 *
 * Without a `mode` security logs go to the system's log, as on a branch SRX,
 * and to the streams that are configured.
 */
#include "model/log.h"

#include <regex.h>
#include <stdlib.h>
#include <string.h>

#include "conf/type.h"
#include "model/builder.h"

#define SYSLOG_PORT 514
#define EVENT_RATE 1500 /* Junos' defaults */
#define RATE_CAP 5000
#define MEGABYTE (1U << 20)

static void read_rules(struct builder *b, const struct cnode *n,
		       struct model_log_target *t)
{
	static const char *const levels[] = {
		"any",	   "emergency", "alert", "critical", "error",
		"warning", "notice",	"info",	 "none",
	};
	const struct cnode *c = child_named(n, "contents");
	struct model_log_rule *r;
	size_t i;

	for (; c; c = cn_next(c)) {
		r = vec_add(&t->rules);
		r->facility = keep(b, cn_key(c, 0));
		r->level = "any";
		for (i = 0; i < sizeof(levels) / sizeof(*levels); i++)
			if (cn_has(c, levels[i]))
				r->level = levels[i];
	}
}

static void read_match(struct builder *b, const struct cnode *n,
		       struct model_log_target *t)
{
	const char *text = cn_value(n, "match");
	regex_t re;

	if (!text)
		return;
	if (regcomp(&re, text, REG_EXTENDED | REG_NOSUB)) {
		fault_at(b, cn_child(n, "match"), "invalid regular expression");
		return;
	}
	regfree(&re);
	t->match = keep(b, text);
}

static uint32_t quantity(const struct cnode *n, const char *word)
{
	const char *text = cn_value(n, word);
	int64_t v = text ? value_quantity(text) : 0;

	return v > UINT32_MAX ? UINT32_MAX : (uint32_t)v;
}

static void read_archive(const struct cnode *n, struct model_log_target *t)
{
	const struct cnode *a = cn_child(n, "archive");

	if (quantity(a, "size"))
		t->size = quantity(a, "size");
	t->files = (uint32_t)cn_number(a, "files", t->files);
	if (cn_has(a, "world-readable"))
		t->world_readable = true;
	if (cn_has(a, "no-world-readable"))
		t->world_readable = false;
}

static void read_form(const struct cnode *n, struct model_log_target *t)
{
	const struct cnode *sd = cn_child(n, "structured-data");

	t->structured = sd != NULL;
	t->brief = cn_has(sd, "brief");
	t->priority = cn_has(n, "explicit-priority");
	t->no_host = cn_has(n, "exclude-hostname");
}

/* The device of a routing instance; the default one has none. */
static const char *vrf_of(struct builder *b, const struct cnode *n)
{
	const char *name = cn_value(n, "routing-instance");
	const struct model_instance *i = name ? find_instance(b, name) : NULL;

	return i ? i->name : NULL;
}

/* ---- system syslog ---- */

static struct model_log_target *add(struct builder *b, const struct cnode *n,
				    enum model_log_kind kind, const char *name)
{
	struct model_log_target *t = vec_add(&b->m->log.targets);

	t->kind = kind;
	t->name = keep(b, name);
	t->port = SYSLOG_PORT;
	read_rules(b, n, t);
	read_match(b, n, t);
	return t;
}

static void read_files(struct builder *b, const struct cnode *top)
{
	const struct cnode *n;
	struct model_log_target *t;

	for (n = cn_first(top, "file"); n; n = cn_next(n)) {
		t = add(b, n, MODEL_LOG_FILE, cn_key(n, 0));
		read_archive(top, t);
		read_archive(n, t);
		read_form(n, t);
		if (!strcmp(t->name, "messages"))
			b->m->log.has_messages = true;
	}
}

static void read_hosts(struct builder *b, const struct cnode *top)
{
	const char *source = cn_value(top, "source-address");
	const struct cnode *n;
	struct model_log_target *t;

	for (n = cn_first(top, "host"); n; n = cn_next(n)) {
		t = add(b, n, MODEL_LOG_HOST, cn_key(n, 0));
		t->host = t->name;
		read_form(n, t);
		t->port = (uint16_t)cn_number(n, "port", SYSLOG_PORT);
		t->facility = keep(b, cn_value(n, "facility-override"));
		t->prefix = keep(b, cn_value(n, "log-prefix"));
		t->source = keep(b, cn_value(n, "source-address"));
		if (!t->source)
			t->source = keep(b, source);
		t->tcp = cn_has(cn_child(n, "transport"), "tcp");
		t->vrf = vrf_of(b, n);
		if (!t->vrf)
			t->vrf = vrf_of(b, top);
	}
}

static void read_syslog(struct builder *b, const struct cnode *top)
{
	const struct cnode *time = cn_child(top, "time-format");
	const struct cnode *n;

	read_files(b, top);
	read_hosts(b, top);
	for (n = cn_first(top, "user"); n; n = cn_next(n))
		add(b, n, MODEL_LOG_USER, cn_key(n, 0));
	n = cn_child(top, "console");
	if (n)
		add(b, n, MODEL_LOG_CONSOLE, "console");
	b->m->log.year = cn_has(time, "year");
	b->m->log.millisecond = cn_has(time, "millisecond");
}

/* ---- security log ---- */

static bool is_structured(struct builder *b, const struct cnode *n,
			  const char *dflt)
{
	const char *format = cn_value(n, "format");

	if (!format)
		format = dflt;
	if (!format || !strcmp(format, "syslog"))
		return false;
	if (strcmp(format, "sd-syslog") && strcmp(format, "structured"))
		/* its own, or that of all streams above it */
		warn_at(b,
			cn_child(cn_has(n, "format") ? n : n->parent, "format"),
			"format %s is not supported: sd-syslog is used",
			format);
	return true;
}

/* An address, or the device whose address it is. */
static void read_source(struct builder *b, const struct cnode *n,
			struct model_log_target *t)
{
	const char *ifl = cn_value(n, "source-interface");
	const struct model_interface *i;

	if (t->source || t->source_ifname)
		return;
	t->source = keep(b, cn_value(n, "source-address"));
	if (!ifl)
		return;
	i = find_interface(b, ifl);
	if (i)
		t->source_ifname = i->ifname;
	else
		warn_at(b, cn_child(n, "source-interface"),
			"interface %s is not configured", ifl);
}

static void read_transport(struct builder *b, const struct cnode *n,
			   struct model_log_target *t)
{
	const struct cnode *tr = cn_child(n, "transport");
	const char *protocol = cn_value(tr, "protocol");

	if (!protocol)
		return;
	t->tcp = strcmp(protocol, "udp") != 0;
	if (!strcmp(protocol, "tls"))
		warn_at(b, cn_child(tr, "protocol"),
			"protocol tls is not supported: the stream sends "
			"nothing");
}

static bool is_tls(const struct cnode *n)
{
	const char *p = cn_value(cn_child(n, "transport"), "protocol");

	return p && !strcmp(p, "tls");
}

static void read_target(struct builder *b, const struct cnode *top,
			const struct cnode *n, struct model_log_target *t)
{
	const struct cnode *host = cn_child(n, "host");

	t->host = keep(b, value_named(host, "ipaddr"));
	t->port = (uint16_t)cn_number(n, "port", SYSLOG_PORT);
	t->port = (uint16_t)cn_number(host, "port", t->port);
	t->tag = keep(b, cn_value(host, "log-tag"));
	t->vrf = vrf_of(b, host);
	read_transport(b, top, t);
	read_transport(b, n, t);
	read_source(b, n, t);
	read_source(b, top, t);
	t->facility = keep(b, cn_value(n, "facility"));
	if (!t->facility)
		t->facility = keep(b, cn_value(top, "facility-override"));
}

static void read_stream(struct builder *b, const struct cnode *top,
			const struct cnode *n)
{
	const struct cnode *file = cn_child(n, "file"), *c;
	struct model_log_target *t;
	struct model_log_rule *r;

	if (!file && (!cn_child(n, "host") || is_tls(n) ||
		      (is_tls(top) && !cn_child(n, "transport")))) {
		struct model_log_target none = { 0 };

		read_transport(b, is_tls(n) ? n : top, &none);
		return;
	}
	t = vec_add(&b->m->log.targets);
	t->kind = MODEL_LOG_HOST;
	t->stream = true;
	t->name = keep(b, cn_key(n, 0));
	t->structured = is_structured(b, n, cn_value(top, "format"));
	t->brief = true;
	t->rate = (uint32_t)strtoul(
		value_named(cn_child(n, "rate-limit"), "rate") ?: "0", NULL,
		10);
	if (cn_value(n, "severity")) {
		r = vec_add(&t->rules);
		r->facility = "any";
		r->level = keep(b, cn_value(n, "severity"));
	}
	for (c = cn_first(n, "category"); c; c = cn_next(c))
		vec_push(&t->categories, keep(b, cn_key(c, 0)));
	for (c = cn_first(n, "filter"); c; c = cn_next(c))
		vec_push(&t->categories, keep(b, cn_key(c, 0)));
	if (!file) {
		read_target(b, top, n, t);
		return;
	}
	t->kind = MODEL_LOG_FILE;
	t->name = keep(b, value_named(file, "localfilename"));
	t->size = (uint32_t)cn_number(file, "size", 0) * MEGABYTE;
	t->files = (uint32_t)cn_number(file, "rotation", 0);
}

static void read_security(struct builder *b, const struct cnode *top)
{
	const char *mode = cn_value(top, "mode");
	struct model_log *l = &b->m->log;
	const struct cnode *n;

	l->disabled = cn_has(top, "disable");
	l->event = !mode || strcmp(mode, "stream") != 0;
	l->stream = !mode || strcmp(mode, "event") != 0;
	l->utc = cn_has(top, "utc-timestamp");
	l->event_rate = (uint32_t)cn_number(top, "event-rate", EVENT_RATE);
	l->rate_cap = (uint32_t)cn_number(top, "rate-cap", RATE_CAP);
	for (n = cn_first(top, "stream"); n && l->stream; n = cn_next(n))
		read_stream(b, top, n);
}

void build_log(struct builder *b)
{
	read_syslog(b, cn_path(b->root, "system", "syslog", NULL));
	read_security(b, cn_path(b->root, "security", "log", NULL));
}

void forget_log(struct model *m)
{
	struct model_log_target *t;

	vec_each(t, &m->log.targets) {
		vec_free(&t->rules);
		vec_free(&t->categories);
	}
	vec_free(&m->log.targets);
}
