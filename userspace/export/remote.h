/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A host that receives messages, over UDP or TCP.  Nothing here blocks the
 * manager or fails: what does not fit is counted.
 */
#ifndef XPF_EXPORT_REMOTE_H
#define XPF_EXPORT_REMOTE_H

#include <stdint.h>

struct loop;
struct model_log_target;
struct remote;

#define REMOTE_QUEUE (256U << 10)	/* bytes that wait for a TCP peer */

/* @t lives as long as the remote. */
struct remote *remote_open(struct loop *loop, const struct model_log_target *t);
void remote_close(struct remote *r);
void remote_send(struct remote *r, const char *line, uint32_t len);
/* Messages that were lost since the last question. */
uint64_t remote_lost(struct remote *r);

#endif
