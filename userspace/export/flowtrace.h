/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The way of one packet through the firewall in the words that an SRX has for
 * it in its flow trace.  Pure: names are the model's and the host's.
 */
#ifndef XPF_EXPORT_FLOWTRACE_H
#define XPF_EXPORT_FLOWTRACE_H

#include <stdbool.h>
#include <stdint.h>

#include "dataplane/objects.h"
#include "model/trace.h"

struct model;

/* One line, without an end; the time and CID-0 are in it. */
typedef void (*flowtrace_fn)(const char *line, void *arg);

/* Does this filter fit the packet as it was received? */
bool flowtrace_fits(const struct model_trace_filter *f,
		    const struct dp_event *ev, const struct model *names);

/*
 * @what: enum model_trace_what
 * @filter: name of the one that fits; NULL: everything is traced
 */
void flowtrace_print(const struct dp_event *ev, const struct model *names,
		     uint32_t what, const char *filter, flowtrace_fn fn,
		     void *arg);

/* What is said when @n packets could not be told of. */
void flowtrace_lost(uint64_t n, uint64_t time_ns, flowtrace_fn fn, void *arg);

#endif
