// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * monitor security flow: packets are traced for whoever is at the shell, into a
 * file that `show log` or `monitor start` shows.  It goes on when the session
 * has ended, until somebody stops it or the manager ends.
 */
#include "xpfd/shell_priv.h"

#include <stdlib.h>
#include <string.h>

#include "conf/command.h"
#include "conf/conf.h"
#include "model/model.h"
#include "xpfd/trace.h"

static long number(const struct command *c, const char *name, long dflt)
{
	const char *v = command_arg(c, name);

	return v ? atol(v) : dflt;
}

static char *copy(const char *v)
{
	char *s = v ? strdup(v) : NULL;

	if (v && !s)
		abort();
	return s;
}

void own_trace_file(struct shell *s, struct line *l, struct command *c)
{
	struct trace_monitor *t = trace_monitor(s->m);

	free(t->file);
	free(t->match);
	t->file = copy(command_arg(c, "filename"));
	t->match = copy(command_arg(c, "match"));
	t->size = (uint32_t)number(c, "size", MODEL_TRACE_SIZE);
	t->files = (uint32_t)number(c, "files", MODEL_TRACE_FILES);
	trace_apply(s->m);
}

static void read_prefix(const struct command *c, const char *name,
			struct prefix *out)
{
	const char *v = command_arg(c, name);

	if (v)
		prefix_parse(v, out);
}

/* "80", "1024-2047", "http". */
static void read_ports(const struct command *c, const char *name, uint16_t *lo,
		       uint16_t *hi)
{
	const char *v = command_arg(c, name), *dash;
	char first[64];

	if (!v)
		return;
	dash = strchr(v, '-');
	if (value_port(v) >= 0 || !dash) { /* a name may have a dash */
		*lo = *hi = (uint16_t)value_port(v);
		return;
	}
	snprintf(first, sizeof(first), "%.*s", (int)(dash - v), v);
	*lo = (uint16_t)value_port(first);
	*hi = (uint16_t)value_port(dash + 1);
}

void own_trace_filter(struct shell *s, struct line *l, struct command *c)
{
	struct trace_monitor *t = trace_monitor(s->m);
	const char *protocol = command_arg(c, "protocol");
	struct model_trace_filter f = {
		.name = command_arg(c, "filter"),
		.protocol = protocol ? value_protocol(protocol) : -1,
		.interface = command_arg(c, "interface"),
	};

	read_prefix(c, "source-prefix", &f.src);
	read_prefix(c, "destination-prefix", &f.dst);
	read_ports(c, "source-port", &f.sport_lo, &f.sport_hi);
	read_ports(c, "destination-port", &f.dport_lo, &f.dport_hi);
	if (f.src.addr.family && f.dst.addr.family &&
	    f.src.addr.family != f.dst.addr.family) {
		shell_err(s, "error: source and destination prefix must be of "
			     "the same address family\n");
		return;
	}
	if (t->filters.n >= TRACE_MONITOR_FILTERS) {
		shell_err(s, "error: there are %u filters already\n",
			  TRACE_MONITOR_FILTERS);
		return;
	}
	trace_monitor_filter(s->m, &f);
	trace_apply(s->m);
}

void own_trace_start(struct shell *s, struct line *l, struct command *c)
{
	struct trace_monitor *t = trace_monitor(s->m);

	if (!t->file) {
		shell_err(s, "error: Please set monitor security flow file "
			     "first\n");
		return;
	}
	t->running = true;
	trace_apply(s->m);
}

void own_trace_stop(struct shell *s, struct line *l, struct command *c)
{
	trace_monitor(s->m)->running = false;
	trace_apply(s->m);
}

void own_trace_forget(struct shell *s, struct line *l, struct command *c)
{
	const char *name = command_arg(c, "filter");

	if (!trace_monitor_forget(s->m, name)) {
		shell_err(s, "error: filter %s not found\n", name);
		return;
	}
	trace_apply(s->m);
}

/* ---- show ---- */

/* "80", "1024-2047" */
static const char *ports(uint16_t lo, uint16_t hi, char buf[16])
{
	if (lo == hi)
		snprintf(buf, 16, "%u", lo);
	else
		snprintf(buf, 16, "%u-%u", lo, hi);
	return buf;
}

static void emit_filter(struct writer *w, const struct model_trace_filter *f,
			bool running)
{
	char text[PREFIX_STRLEN], port[16];

	writer_open(w, "monitor-security-flow-filter");
	writer_emit(w, "\nName: {filter-name/%s}\nStatus: {filter-status/%s}\n",
		    f->name, running ? "Active" : "Inactive");
	if (f->src.addr.family)
		writer_emit(w, "Source: {source-prefix/%s}\n",
			    prefix_str(&f->src, text));
	if (f->dst.addr.family)
		writer_emit(w, "Destination: {destination-prefix/%s}\n",
			    prefix_str(&f->dst, text));
	if (f->sport_hi)
		writer_emit(w, "Source port: {source-port/%s}\n",
			    ports(f->sport_lo, f->sport_hi, port));
	if (f->dport_hi)
		writer_emit(w, "Destination port: {destination-port/%s}\n",
			    ports(f->dport_lo, f->dport_hi, port));
	if (f->protocol >= 0)
		writer_emit(w, "Protocol: {protocol/%d}\n", f->protocol);
	if (f->interface)
		writer_emit(w, "Interface: {interface-name/%s}\n",
			    f->interface);
	writer_close(w);
}

void own_trace_show(struct shell *s, struct line *l, struct command *c)
{
	const struct trace_monitor *t = trace_monitor(s->m);
	const struct model_trace_filter *f;
	struct answer a;
	struct writer *w = answer_begin(l, &a);

	writer_open_ns(w, "monitor-security-flow-information", "flow");
	writer_emit(w,
		    "Monitor security flow session status: "
		    "{session-status/%s}\n"
		    "Monitor security flow trace file: {trace-file/%s}\n"
		    "Monitor security flow filters: {filter-count/%zu}\n",
		    t->running ? "Active" : "Inactive",
		    t->file ? t->file : "not set", t->filters.n);
	vec_each(f, &t->filters)
		emit_filter(w, f, t->running);
	writer_close(w);
	answer_end(s, &a);
}
