// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Messages as text.  RFC 5424 values escape quote, backslash and bracket
 * (6.3.3); in no form does a value hold a control character, so a name that
 * somebody chose cannot begin a line of its own.
 */
#include "export/message.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define ELEMENT "junos@2636.1.1.1.2.129"
#define VALUE_MAX 1024

void message_init(struct message *m)
{
	memset(m, 0, sizeof(*m));
	buf_init(&m->values);
}

void message_free(struct message *m)
{
	vec_free(&m->fields);
	buf_free(&m->values);
}

void message_begin(struct message *m, const struct message_kind *kind,
		   uint64_t time_ns)
{
	m->kind = kind;
	m->time_ns = time_ns;
	m->pid = 0;
	m->words = false;
	m->fields.n = 0;
	buf_reset(&m->values);
}

void message_field(struct message *m, const char *name, const char *fmt, ...)
{
	struct message_field *f = vec_add(&m->fields);
	char text[VALUE_MAX], *p;
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	for (p = text; *p; p++)
		if ((unsigned char)*p < ' ' || *p == 0x7f)
			*p = ' ';
	f->name = name;
	f->value = m->values.len;
	buf_add(&m->values, text, strlen(text) + 1);
}

void message_words(struct message *m, const char *text)
{
	message_field(m, "text", "%s", text);
	m->fields.n = 0;
	m->words = true;
}

/* @len: of the name, which need not end there */
static const char *value(const struct message *m, const char *name, size_t len)
{
	const struct message_field *f;

	vec_each(f, &m->fields)
		if (!strncmp(f->name, name, len) && !f->name[len])
			return m->values.data + f->value;
	return NULL;
}

const char *message_value(const struct message *m, const char *name)
{
	return value(m, name, strlen(name));
}

void message_text(const struct message *m, struct buf *out)
{
	const char *p = m->kind->text, *end, *v;

	if (m->words) {
		buf_puts(out, m->values.data);
		return;
	}

	while (*p) {
		end = *p == '{' ? strchr(p, '}') : NULL;
		if (!end) {
			buf_putc(out, *p++);
			continue;
		}
		v = value(m, p + 1, (size_t)(end - p - 1));
		buf_puts(out, v ? v : "N/A");
		p = end + 1;
	}
}

/* ---- time ---- */

static void stamp(struct buf *out, const struct message *m,
		  const struct message_style *s)
{
	time_t when = (time_t)(m->time_ns / 1000000000);
	unsigned int ms = m->time_ns / 1000000 % 1000;
	char text[40];
	struct tm tm;

	if (s->utc)
		gmtime_r(&when, &tm);
	else
		localtime_r(&when, &tm);
	strftime(text, sizeof(text), "%b %e %H:%M:%S", &tm);
	buf_puts(out, text);
	if (s->millisecond)
		buf_printf(out, ".%03u", ms);
	if (s->year)
		buf_printf(out, " %d", tm.tm_year + 1900);
}

/* 2026-11-23T17:00:00.123+01:00 */
static void stamp_iso(struct buf *out, const struct message *m,
		      const struct message_style *s)
{
	time_t when = (time_t)(m->time_ns / 1000000000);
	char text[40];
	struct tm tm;
	long zone;

	if (s->utc)
		gmtime_r(&when, &tm);
	else
		localtime_r(&when, &tm);
	strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &tm);
	buf_printf(out, "%s.%03u", text,
		   (unsigned int)(m->time_ns / 1000000 % 1000));
	zone = s->utc ? 0 : tm.tm_gmtoff / 60;
	if (zone)
		buf_printf(out, "%c%02ld:%02ld", zone < 0 ? '-' : '+',
			   labs(zone) / 60, labs(zone) % 60);
	else
		buf_putc(out, 'Z');
}

/* ---- forms ---- */

static int priority(const struct message *m, const struct message_style *s)
{
	int facility = s->facility >= 0 ? s->facility : m->kind->facility;

	return facility << 3 | m->kind->severity;
}

void message_element(const struct message *m, struct buf *out)
{
	const struct message_field *f;
	const char *p;

	buf_puts(out, "[" ELEMENT);
	vec_each(f, &m->fields) {
		buf_printf(out, " %s=\"", f->name);
		for (p = m->values.data + f->value; *p; p++) {
			if (strchr("\"\\]", *p))
				buf_putc(out, '\\');
			buf_putc(out, *p);
		}
		buf_putc(out, '"');
	}
	buf_putc(out, ']');
}

static void structured(const struct message *m, const struct message_style *s,
		       struct buf *out)
{
	buf_printf(out, "<%d>1 ", priority(m, s));
	stamp_iso(out, m, s);
	buf_printf(out, " %s %s ", s->host ? s->host : "-",
		   s->tag ? s->tag : m->kind->program);
	if (m->pid)
		buf_printf(out, "%d", m->pid);
	else
		buf_putc(out, '-');
	buf_printf(out, " %s ", m->kind->tag);
	if (m->fields.n)
		message_element(m, out);
	else
		buf_putc(out, '-');
	if (s->form == MESSAGE_BRIEF)
		return;
	buf_putc(out, ' ');
	message_text(m, out);
}

static void plain(const struct message *m, const struct message_style *s,
		  struct buf *out)
{
	if (s->form == MESSAGE_BSD)
		buf_printf(out, "<%d>", priority(m, s));
	stamp(out, m, s);
	buf_putc(out, ' ');
	if (s->form == MESSAGE_PLAIN)
		buf_putc(out, ' ');
	if (s->host)
		buf_printf(out, "%s ", s->host);
	if (s->prefix)
		buf_printf(out, "%s: ", s->prefix);
	buf_puts(out, s->tag ? s->tag : m->kind->program);
	if (m->pid)
		buf_printf(out, "[%d]", m->pid);
	buf_puts(out, ": ");
	if (s->priority)
		buf_printf(out, "%%%s-%d-",
			   message_facility_name(m->kind->facility),
			   m->kind->severity);
	if (s->fields) {
		buf_printf(out, "%s ", m->kind->tag);
		message_element(m, out);
		return;
	}
	buf_printf(out, "%s: ", m->kind->tag);
	message_text(m, out);
}

void message_line(const struct message *m, const struct message_style *s,
		  struct buf *out)
{
	switch (s->form) {
	case MESSAGE_STRUCTURED:
	case MESSAGE_BRIEF:
		structured(m, s, out);
		return;
	case MESSAGE_PLAIN:
	case MESSAGE_BSD:
		plain(m, s, out);
		return;
	}
}

/* ---- names ---- */

static const struct {
	const char *name; /* in the configuration */
	const char *shown; /* with explicit-priority */
	int code;
} facilities[] = {
	{ "kernel", "KERN", 0 },
	{ "user", "USER", 1 },
	{ "daemon", "DAEMON", 3 },
	{ "authorization", "AUTH", 4 },
	{ "ftp", "FTP", 11 },
	{ "ntp", "NTP", 12 },
	{ "security", "SECURITY", 13 },
	{ "local0", "LOCAL0", 16 },
	{ "dfc", "DFC", MESSAGE_DFC },
	{ "external", "EXTERNAL", MESSAGE_EXTERNAL },
	{ "firewall", "FIREWALL", MESSAGE_FIREWALL },
	{ "pfe", "PFE", MESSAGE_PFE },
	{ "conflict-log", "CONFLICT", MESSAGE_CONFLICT },
	{ "change-log", "CHANGE", MESSAGE_CHANGE },
	{ "interactive-commands", "INTERACT", MESSAGE_INTERACTIVE },
	{ "local1", "LOCAL1", 17 },
	{ "local2", "LOCAL2", 18 },
	{ "local3", "LOCAL3", 19 },
	{ "local4", "LOCAL4", 20 },
	{ "local5", "LOCAL5", 21 },
	{ "local6", "LOCAL6", 22 },
	{ "local7", "LOCAL7", 23 },
};

static const char *const severities[] = {
	"emergency", "alert",  "critical", "error",
	"warning",   "notice", "info",	   "debug",
};

static const struct {
	const char *name;
	uint32_t bits;
} categories[] = {
	{ "all", MESSAGE_ANY },
	{ "session",
	  MESSAGE_SESSION_OPEN | MESSAGE_SESSION_CLOSE | MESSAGE_SESSION_DENY },
	{ "session-open", MESSAGE_SESSION_OPEN },
	{ "session-close", MESSAGE_SESSION_CLOSE },
	{ "policy",
	  MESSAGE_SESSION_OPEN | MESSAGE_SESSION_CLOSE | MESSAGE_SESSION_DENY },
	{ "flow", MESSAGE_FLOW | MESSAGE_SESSION_OPEN | MESSAGE_SESSION_CLOSE |
			  MESSAGE_SESSION_DENY },
	{ "sfw", MESSAGE_FLOW | MESSAGE_SESSION_OPEN | MESSAGE_SESSION_CLOSE |
			 MESSAGE_SESSION_DENY },
	{ "screen", MESSAGE_SCREEN },
	{ "alg", MESSAGE_ALG },
	{ "nat", MESSAGE_NAT },
	{ "firewall", MESSAGE_FILTER },
	{ "ipsec", MESSAGE_IPSEC },
	{ "rtlog", MESSAGE_RTLOG },
};

#define COUNT(a) (sizeof(a) / sizeof(*(a)))

int message_facility(const char *name)
{
	size_t i;

	for (i = 0; i < COUNT(facilities); i++)
		if (!strcmp(facilities[i].name, name))
			return facilities[i].code;
	return -1;
}

const char *message_facility_name(int facility)
{
	size_t i;

	for (i = 0; i < COUNT(facilities); i++)
		if (facilities[i].code == facility)
			return facilities[i].shown;
	return "USER";
}

int message_severity(const char *name)
{
	size_t i;

	for (i = 0; i < COUNT(severities); i++)
		if (!strcmp(severities[i], name))
			return (int)i;
	return -1;
}

const char *message_severity_name(int severity)
{
	return severity >= 0 && severity < (int)COUNT(severities) ?
		       severities[severity] :
		       "any";
}

uint32_t message_categories(const char *name)
{
	size_t i;

	for (i = 0; i < COUNT(categories); i++)
		if (!strcmp(categories[i].name, name))
			return categories[i].bits;
	return 0;
}
