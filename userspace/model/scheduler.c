// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * [edit schedulers].
 *
 * A scheduler is active when the date is within one of its dates (or it names
 * none) and the time is within a window of the day: of the day's own statement,
 * else of `daily`.  One that speaks of days is inactive on those that it does
 * not speak of.  A window that ends before it begins goes on until the next
 * day; that day is the one which it began on.
 *
 * All is decided by what the local clock shows, so that a day on which the
 * clock is put forward or back needs no rule of its own: a window that falls
 * into the lost hour begins when that hour is over, and one in the repeated
 * hour is there twice.
 */
#include "model/scheduler.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/builder.h"

#define DAY 86400

static const char *const days[] = { "sunday",	 "monday",   "tuesday",
				    "wednesday", "thursday", "friday",
				    "saturday" };

/* ---- the clock ---- */

/* Ordered like time; the year can be taken off. */
#define YEAR 10000000000LL

static int64_t stamp(int year, int month, int day, int seconds)
{
	return year * YEAR + (month * 100LL + day) * 1000000 + seconds;
}

static bool within(const struct scheduler_window *w, int64_t t)
{
	if (w->from <= w->to)
		return t >= w->from && t < w->to;
	return t >= w->from || t < w->to;
}

static bool within_dates(const struct model_scheduler *s, int64_t t)
{
	unsigned int i;

	for (i = 0; i < s->n_dates; i++)
		if (within(&s->date[i], s->date[i].every_year ? t % YEAR : t))
			return true;
	return !s->n_dates;
}

static const struct scheduler_day *day_of(const struct model_scheduler *s,
					  int wday)
{
	return s->day[wday].set ? &s->day[wday] : &s->daily;
}

static bool within_day(const struct scheduler_day *d, int64_t t)
{
	unsigned int i;

	if (!d->set || d->exclude)
		return false;
	for (i = 0; i < d->n; i++) {
		if (d->window[i].from <= d->window[i].to ?
			    within(&d->window[i], t) :
			    t >= d->window[i].from)
			return true;
	}
	return !d->n;
}

/* What of the day before is not over yet. */
static bool left_over(const struct scheduler_day *d, int64_t t)
{
	unsigned int i;

	if (!d->set || d->exclude)
		return false;
	for (i = 0; i < d->n; i++)
		if (d->window[i].from > d->window[i].to && t < d->window[i].to)
			return true;
	return false;
}

static bool names_days(const struct model_scheduler *s)
{
	int i;

	for (i = 0; i < 7; i++)
		if (s->day[i].set)
			return true;
	return s->daily.set;
}

bool scheduler_active(const struct model_scheduler *s, time_t now)
{
	struct tm tm;
	int t;

	localtime_r(&now, &tm);
	t = tm.tm_hour * 3600 + tm.tm_min * 60 + tm.tm_sec;
	if (!within_dates(s, stamp(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday,
				   t)))
		return false;
	if (!names_days(s))
		return true;
	return within_day(day_of(s, tm.tm_wday), t) ||
	       left_over(day_of(s, (tm.tm_wday + 6) % 7), t);
}

static void mark_day(bool *mark, const struct scheduler_day *d)
{
	unsigned int i;

	for (i = 0; i < d->n; i++) {
		mark[d->window[i].from % 60] = true;
		mark[d->window[i].to % 60] = true;
	}
}

/* The seconds of a minute at which something can change. */
static void mark_seconds(bool *mark, const struct model_scheduler *s)
{
	unsigned int i;

	memset(mark, 0, 60 * sizeof(*mark));
	mark[0] = true; /* days, and changes of the clock */
	mark_day(mark, &s->daily);
	for (i = 0; i < 7; i++)
		mark_day(mark, &s->day[i]);
	for (i = 0; i < s->n_dates; i++) {
		mark[s->date[i].from % 1000000 % 60] = true;
		mark[s->date[i].to % 1000000 % 60] = true;
	}
}

time_t scheduler_change(const struct model_scheduler *s, time_t now,
			time_t until)
{
	bool is = scheduler_active(s, now), mark[60];
	time_t t;

	mark_seconds(mark, s);
	for (t = now + 1; t < until; t++)
		if (mark[t % 60] && scheduler_active(s, t) != is)
			return t;
	return until;
}

/* ---- policies ---- */

bool schedulers_apply(struct model *m, time_t now)
{
	struct model_policy *p;
	bool changed = false, off;
	size_t i;

	for (i = 0; i < m->policies.n; i++) {
		p = m->policies.v[i];
		off = p->scheduler && !scheduler_active(p->scheduler, now);
		changed = changed || off != p->inactive;
		p->inactive = off;
	}
	return changed;
}

time_t schedulers_change(const struct model *m, time_t now, time_t until)
{
	size_t i;

	for (i = 0; i < m->policies.n; i++)
		if (m->policies.v[i]->scheduler)
			until = scheduler_change(m->policies.v[i]->scheduler,
						 now, until);
	return until;
}

/* ---- the configuration ---- */

/* "08:30:00", which the grammar has checked. */
static int seconds(const char *text)
{
	int h = 0, m = 0, s = 0;

	sscanf(text, "%d:%d:%d", &h, &m, &s);
	return h * 3600 + m * 60 + s;
}

/* "[YYYY-]MM-DD[.hh:mm[:ss]]" */
static int64_t date(const char *text, bool *every_year)
{
	int year = 0, month = 0, day = 0;
	const char *clock = strchr(text, '.');

	*every_year = sscanf(text, "%4d-%2d-%2d", &year, &month, &day) != 3;
	if (*every_year) {
		year = 0;
		sscanf(text, "%2d-%2d", &month, &day);
	}
	return stamp(year, month, day, clock ? seconds(clock + 1) : 0);
}

static void read_dates(struct builder *b, const struct cnode *n,
		       struct model_scheduler *s)
{
	const struct cnode *c = cn_first(n, "start-date");
	const char *stop;
	struct scheduler_window *w;
	bool every_year;

	for (; c && s->n_dates < SCHEDULER_WINDOWS; c = cn_next(c)) {
		stop = cn_value(c, "stop-date");
		w = &s->date[s->n_dates++];
		w->from = date(cn_key(c, 0), &w->every_year);
		w->to = date(stop ? stop : cn_key(c, 0), &every_year);
		if (every_year != w->every_year)
			fault_at(b, c,
				 "start-date and stop-date must both have a "
				 "year, or neither of them");
		else if (!every_year && w->to <= w->from)
			fault_at(b, c,
				 "stop-date must be later than start-date");
	}
}

static void read_day(const struct cnode *n, struct scheduler_day *d)
{
	const struct cnode *c = cn_first(n, "start-time");
	const char *stop;

	d->set = n != NULL;
	d->exclude = cn_has(n, "exclude");
	for (; c && d->n < SCHEDULER_WINDOWS; c = cn_next(c)) {
		stop = cn_value(c, "stop-time");
		d->window[d->n].from = seconds(cn_key(c, 0));
		d->window[d->n++].to = stop ? seconds(stop) : DAY;
	}
}

void build_schedulers(struct builder *b)
{
	const struct cnode *n =
		cn_first(cn_child(b->root, "schedulers"), "scheduler");
	struct model_scheduler *s;
	int i;

	for (; n; n = cn_next(n)) {
		s = arena_new_obj(b->a, struct model_scheduler);
		s->name = keep(b, cn_key(n, 0));
		s->description = keep(b, cn_value(n, "description"));
		read_dates(b, n, s);
		read_day(cn_child(n, "daily"), &s->daily);
		for (i = 0; i < 7; i++)
			read_day(cn_child(n, days[i]), &s->day[i]);
		vec_push(&b->m->schedulers, s);
	}
}

const struct model_scheduler *find_scheduler(const struct builder *b,
					     const char *name)
{
	size_t i;

	for (i = 0; name && i < b->m->schedulers.n; i++)
		if (!strcmp(b->m->schedulers.v[i]->name, name))
			return b->m->schedulers.v[i];
	return NULL;
}
