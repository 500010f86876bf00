/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One message of the log, and what it looks like in each of its forms.
 *
 * A message is a kind and named fields.  The structured form shows the fields
 * in the order in which they were added; the plain form is the kind's text
 * with {field} replaced by its value.  So whoever adds a message writes a row
 * (struct message_kind) and a function that adds the fields, once.
 *
 *	file		Nov 23 17:00:00  srx RT_FLOW: TAG: text
 *	structured	<14>1 2026-11-23T17:00:00.123+01:00 srx RT_FLOW - TAG
 *			[junos@2636.1.1.1.2.129 name="value" ...] text
 *	RFC 3164	<14>Nov 23 17:00:00 srx RT_FLOW: TAG: text
 *
 * Pure: no clock, no host name but those that are given.
 */
#ifndef XPF_EXPORT_MESSAGE_H
#define XPF_EXPORT_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <syslog.h>

#include "lib/buf.h"
#include "lib/vec.h"

/* Facilities that only Junos has are sent as those, as Junos does. */
#define MESSAGE_FACILITY(log) ((log) >> 3)
#define MESSAGE_DFC		MESSAGE_FACILITY(LOG_LOCAL1)
#define MESSAGE_EXTERNAL	MESSAGE_FACILITY(LOG_LOCAL2)
#define MESSAGE_FIREWALL	MESSAGE_FACILITY(LOG_LOCAL3)
#define MESSAGE_PFE		MESSAGE_FACILITY(LOG_LOCAL4)
#define MESSAGE_CONFLICT	MESSAGE_FACILITY(LOG_LOCAL5)
#define MESSAGE_CHANGE		MESSAGE_FACILITY(LOG_LOCAL6)
#define MESSAGE_INTERACTIVE	MESSAGE_FACILITY(LOG_LOCAL7)
#define MESSAGE_USER		MESSAGE_FACILITY(LOG_USER)
#define MESSAGE_DAEMON		MESSAGE_FACILITY(LOG_DAEMON)

/* What a message is about: the categories of `security log stream`. */
enum message_category {
	MESSAGE_SYSTEM		= 0,		/* not a security log */
	MESSAGE_SESSION_OPEN	= 1 << 0,
	MESSAGE_SESSION_CLOSE	= 1 << 1,
	MESSAGE_SESSION_DENY	= 1 << 2,
	MESSAGE_FLOW		= 1 << 3,
	MESSAGE_SCREEN		= 1 << 4,
	MESSAGE_ALG		= 1 << 5,
	MESSAGE_NAT		= 1 << 6,
	MESSAGE_FILTER		= 1 << 7,
	MESSAGE_IPSEC		= 1 << 8,
	MESSAGE_RTLOG		= 1 << 9,
	MESSAGE_ANY		= (1 << 10) - 1,
};

struct message_kind {
	const char *program;	/* "RT_FLOW" */
	const char *tag;	/* "RT_FLOW_SESSION_CREATE" */
	uint8_t facility;	/* MESSAGE_* */
	uint8_t severity;	/* LOG_EMERG ... LOG_DEBUG */
	uint32_t category;	/* enum message_category, one bit */
	const char *text;	/* "session created {source-address}/..." */
};

struct message_field {
	const char *name;	/* static */
	size_t value;		/* offset in values */
};

struct message {
	const struct message_kind *kind;
	uint64_t time_ns;	/* CLOCK_REALTIME */
	int pid;		/* 0: not said */
	bool words;		/* values is the text: see message_words() */
	VEC(struct message_field) fields;
	struct buf values;	/* each ends with NUL */
};

enum message_form {
	MESSAGE_PLAIN,		/* of files */
	MESSAGE_STRUCTURED,	/* RFC 5424 */
	MESSAGE_BRIEF,		/* the same without text */
	MESSAGE_BSD,		/* RFC 3164 */
};

struct message_style {
	enum message_form form;
	const char *host;	/* NULL: left out */
	const char *prefix;	/* NULL: none; before the program */
	const char *tag;	/* NULL: the program's name */
	bool year, millisecond;	/* in time stamps of the plain forms */
	bool priority;		/* %FACILITY-SEVERITY- before the tag */
	bool utc;
	bool fields;		/* MESSAGE_PLAIN: in place of the words */
	int facility;		/* -1: the message's own */
};

void message_init(struct message *m);
void message_free(struct message *m);
/* Empty again, of this kind. */
void message_begin(struct message *m, const struct message_kind *kind,
		   uint64_t time_ns);
/* @name lives as long as the message; control characters become blanks. */
void message_field(struct message *m, const char *name, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/* The words themselves, for a kind whose text is "{text}": no field. */
void message_words(struct message *m, const char *text);
const char *message_value(const struct message *m, const char *name);

/* The words: "session created ..."; appended. */
void message_text(const struct message *m, struct buf *out);
/* The fields: "[junos@2636.1.1.1.2.129 source-address=\"...\" ...]". */
void message_element(const struct message *m, struct buf *out);
/* The whole line, without an end; appended. */
void message_line(const struct message *m, const struct message_style *s,
		  struct buf *out);

/* Junos' names, -1: there is no such. */
int message_facility(const char *name);
int message_severity(const char *name);
uint32_t message_categories(const char *name);
const char *message_facility_name(int facility);
const char *message_severity_name(int severity);

#endif
