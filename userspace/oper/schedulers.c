// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * show schedulers: whether each is active now, and when that changes, which is
 * what the manager goes by (model/scheduler.c).
 */
#include "oper/oper.h"

#include <string.h>

#include "model/model.h"

#define WEEK_S (8 * 86400)

static void emit_change(struct oper *o, const struct model_scheduler *s,
			bool active)
{
	time_t next = scheduler_change(s, o->now, o->now + WEEK_S);
	char text[40];
	struct tm tm;

	if (next >= o->now + WEEK_S)
		return;
	localtime_r(&next, &tm);
	strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S %Z", &tm);
	writer_emit(o->w, "  Next %s: {next-change/%s}\n",
		    active ? "deactivation" : "activation", text);
}

int oper_schedulers(struct oper *o)
{
	const char *want = oper_arg(o, "scheduler-name");
	const struct model_scheduler *s;
	unsigned int shown = 0;
	bool active;
	size_t i;

	if (!o->model)
		return oper_error(o, "no configuration is active");
	writer_open_ns(o->w, "schedulers", NULL);
	for (i = 0; i < o->model->schedulers.n; i++) {
		s = o->model->schedulers.v[i];
		if (want && strcmp(want, s->name))
			continue;
		shown++;
		active = scheduler_active(s, o->now);
		writer_open(o->w, "scheduler");
		writer_emit(o->w,
			    "Scheduler name: {scheduler-name/%s}, "
			    "State: {scheduler-state/%s}\n",
			    s->name, active ? "active" : "inactive");
		if (s->description)
			writer_emit(o->w, "  Description: {description/%s}\n",
				    s->description);
		emit_change(o, s, active);
		writer_close(o->w);
	}
	writer_close(o->w);
	return want && !shown ? oper_error(o, "scheduler %s not found", want) :
				0;
}
