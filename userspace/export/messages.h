/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The log: messages, and the targets of `system syslog` and `security log`
 * that they go to.
 *
 * Files are in STATE_DIR/log.  Where no file `messages` is configured, there is
 * one that gets everything, security logs with their fields.  Where one is,
 * those are kept in `security-log` instead, for `show security log`.
 */
#ifndef XPF_EXPORT_MESSAGES_H
#define XPF_EXPORT_MESSAGES_H

#include <stdint.h>

#include "export/message.h"

struct loop;
struct messages;
struct model;

/* @dir: STATE_DIR. NULL: cannot be written. */
struct messages *messages_open(struct loop *loop, const char *dir);
void messages_close(struct messages *log);
/* Take the targets of a configuration; those that stay the same go on. */
void messages_configure(struct messages *log, const struct model *m);
/* A message of the manager, of syslog.def; @log may be NULL. */
void messages_put(struct messages *log, const char *tag, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/* Any message; files are written by messages_flush(). */
void messages_send(struct messages *log, const struct message *m);
void messages_flush(struct messages *log);

#endif
