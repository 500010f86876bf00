/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where messages go: [edit system syslog] and [edit security log].  Names of
 * facilities, severities and categories are Junos', as they were written.
 */
#ifndef XPF_MODEL_LOG_H
#define XPF_MODEL_LOG_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/addr.h"
#include "lib/vec.h"

enum model_log_kind {
	MODEL_LOG_FILE,
	MODEL_LOG_HOST,
	MODEL_LOG_USER,
	MODEL_LOG_CONSOLE,
};

struct model_log_rule {
	const char *facility;	/* "any", "user", ... */
	const char *level;	/* "any", "info", "none", ... */
};

struct model_log_target {
	enum model_log_kind kind;
	bool stream;		/* of security log, not of system syslog */
	const char *name;	/* file, user, host or stream */
	VEC(struct model_log_rule) rules;	/* none: everything */
	const char *match;	/* regular expression, NULL: none */
	bool structured, brief;
	bool priority;		/* explicit-priority */
	bool no_host;		/* exclude-hostname */
	const char *prefix;	/* log-prefix */
	const char *tag;	/* in place of the program's name */
	const char *facility;	/* override, NULL: the message's */
	/* of a file */
	uint32_t size, files;	/* 0: default */
	bool world_readable;
	/* of a host or a stream */
	const char *host;	/* address or name */
	uint16_t port;
	bool tcp;
	const char *source;	/* address, NULL: any */
	const char *source_ifname;	/* or of this Linux device */
	const char *vrf;	/* device of the routing instance, NULL: main */
	/* of a stream */
	VEC(const char *) categories;	/* none: all */
	uint32_t rate;		/* messages a second; 0: any number */
};

struct model_log {
	VEC(struct model_log_target) targets;
	bool has_messages;	/* a file of this name is configured */
	bool disabled;		/* no security logs */
	bool event, stream;	/* where security logs go */
	bool utc, year, millisecond;
	uint32_t event_rate, rate_cap;	/* messages a second */
};

#endif
