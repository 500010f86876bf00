/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The log file that `show log messages` shows: one line an event, bounded in
 * size by rotation.  A lost line is no reason to stop a firewall: nothing
 * here fails.
 */
#ifndef XPF_XPFD_MESSAGES_H
#define XPF_XPFD_MESSAGES_H

#include <stdint.h>

struct messages;

#define MESSAGES_SIZE (1 << 20)	/* bytes of one file */
#define MESSAGES_FILES 10	/* messages, messages.0 to messages.8 */

/* @dir: STATE_DIR; the file is log/messages in it. NULL: cannot be written. */
struct messages *messages_open(const char *dir);
void messages_close(struct messages *log);
/* Nov 23 17:00:00  HOST xpfd[PID]: TAG: TEXT; @log may be NULL. */
void messages_put(struct messages *log, const char *tag, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/* The same at another time, by another program; written by messages_flush(). */
void messages_add(struct messages *log, uint64_t time_ns, const char *program,
		  const char *text);
void messages_flush(struct messages *log);

#endif
