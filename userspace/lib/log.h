/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The system's failures, logged once where they are handled: to stderr, and
 * to syslog (facility daemon) when log_syslog() was called.
 */
#ifndef XPF_LIB_LOG_H
#define XPF_LIB_LOG_H

#include <syslog.h>

void log_syslog(const char *ident);
void log_level(int level);	/* LOG_DEBUG ... LOG_ERR, default LOG_INFO */
void log_msg(int level, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

#define log_err(...) log_msg(LOG_ERR, __VA_ARGS__)
#define log_warn(...) log_msg(LOG_WARNING, __VA_ARGS__)
#define log_info(...) log_msg(LOG_INFO, __VA_ARGS__)
#define log_debug(...) log_msg(LOG_DEBUG, __VA_ARGS__)

#endif
