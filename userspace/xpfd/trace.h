/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tracing of packets: what the configuration asks for (`security flow
 * traceoptions`) and what somebody at the shell does (`monitor security
 * flow`), each into a file of its own.
 */
#ifndef XPF_XPFD_TRACE_H
#define XPF_XPFD_TRACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/trace.h"

struct manager;
struct tracing;

/*
 * Ask the dataplane for what is to be traced now: after a commit, when the
 * module has come, when somebody at the shell asks for something else.
 */
void trace_apply(struct manager *m);
/* The module is gone; what is asked for stays asked for. */
void trace_lost(struct manager *m);
void trace_free(struct manager *m);

/* ---- monitor security flow ---- */

struct trace_monitor {
	bool running;
	char *file;			/* NULL: none is named yet */
	uint32_t size, files;
	char *match;			/* NULL: none */
	VEC(struct model_trace_filter) filters;	/* strings are owned */
};

struct trace_monitor *trace_monitor(struct manager *m);
/* @f->name, in place of the one of that name; strings are copied. */
void trace_monitor_filter(struct manager *m,
			  const struct model_trace_filter *f);
/* NULL: all.  False: there is none of that name. */
bool trace_monitor_forget(struct manager *m, const char *name);

#define TRACE_MONITOR_FILTERS 64

#endif
