// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * show schedulers: what the configuration says of each, and whether it is
 * active now.  A day's own statement wins over `daily`.
 */
#include "oper/oper.h"

#include <string.h>

#include "conf/store.h"

static const char *const days[] = { "sunday",	 "monday",   "tuesday",
				    "wednesday", "thursday", "friday",
				    "saturday" };

/* "08:30" or "08:30:00" in seconds of the day; -1: not one. */
static int seconds(const char *text)
{
	int h, m, s = 0;

	if (!text || sscanf(text, "%d:%d:%d", &h, &m, &s) < 2)
		return -1;
	return h * 3600 + m * 60 + s;
}

static bool within(const char *start, const char *stop, int now)
{
	int from = seconds(start), to = seconds(stop);

	return from >= 0 && now >= from && (to < 0 || now < to);
}

static bool day_active(const struct cnode *day, int now)
{
	const struct cnode *e = cn_first(day, "start-time");

	if (cn_has(day, "exclude"))
		return false;
	if (cn_has(day, "all-day") || !e)
		return true;
	if (!e->schema->nkey)
		return within(cn_value(day, "start-time"),
			      cn_value(day, "stop-time"), now);
	for (; e; e = cn_next(e))
		if (within(cn_key(e, 0), cn_value(e, "stop-time"), now))
			return true;
	return false;
}

static bool is_active(const struct cnode *s, time_t t)
{
	const struct cnode *day, *daily = cn_child(s, "daily");
	bool any = daily != NULL;
	struct tm tm;
	int now, i;

	localtime_r(&t, &tm);
	now = tm.tm_hour * 3600 + tm.tm_min * 60 + tm.tm_sec;
	day = cn_child(s, days[tm.tm_wday]);
	if (day)
		return day_active(day, now);
	if (daily)
		return day_active(daily, now);
	for (i = 0; i < 7; i++)
		any = any || cn_child(s, days[i]);
	return !any;
}

int oper_schedulers(struct oper *o)
{
	const char *want = oper_arg(o, "scheduler-name");
	const struct cnode *all, *s;
	unsigned int shown = 0;

	all = cn_child(tree_root(store_active(o->store)), "schedulers");
	writer_open_ns(o->w, "schedulers", NULL);
	for (s = cn_first(all, "scheduler"); s; s = cn_next(s)) {
		if (want && strcmp(want, cn_key(s, 0)))
			continue;
		shown++;
		writer_open(o->w, "scheduler");
		writer_emit(o->w,
			    "Scheduler name: {scheduler-name/%s}, "
			    "State: {scheduler-state/%s}\n",
			    cn_key(s, 0),
			    is_active(s, o->now) ? "active" : "inactive");
		if (cn_value(s, "description"))
			writer_emit(o->w, "  Description: {description/%s}\n",
				    cn_value(s, "description"));
		writer_close(o->w);
	}
	writer_close(o->w);
	return want && !shown ? oper_error(o, "scheduler %s not found", want) :
				0;
}
