// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * One line a failure.  stderr is for whoever started the program by hand and
 * for the journal; syslog is opened only on request, by the daemon.
 */
#include "lib/log.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>

static int max_level = LOG_INFO;
static bool to_syslog;

void log_syslog(const char *ident)
{
	openlog(ident, LOG_PID | LOG_NDELAY, LOG_DAEMON);
	to_syslog = true;
}

void log_level(int level)
{
	max_level = level;
}

void log_msg(int level, const char *fmt, ...)
{
	char text[1024];
	va_list ap;

	if (level > max_level)
		return;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	fprintf(stderr, "%s\n", text);
	if (to_syslog)
		syslog(level, "%s", text);
}
