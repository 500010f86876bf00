/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Schedulers: when a policy is in force.  Time is local and a parameter.
 */
#ifndef XPF_MODEL_SCHEDULER_H
#define XPF_MODEL_SCHEDULER_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#define SCHEDULER_WINDOWS 2	/* of a day, and of dates */

struct scheduler_window {	/* from <= t < to */
	int64_t from, to;
	bool every_year;	/* dates without a year */
};

struct scheduler_day {
	bool set;		/* the configuration speaks of it */
	bool exclude;
	unsigned int n;		/* windows in seconds of the day; 0: all day */
	struct scheduler_window window[SCHEDULER_WINDOWS];
};

struct model_scheduler {
	const char *name, *description;
	unsigned int n_dates;	/* 0: always */
	struct scheduler_window date[SCHEDULER_WINDOWS];
	struct scheduler_day daily;
	struct scheduler_day day[7];	/* Sunday first; wins over daily */
};

bool scheduler_active(const struct model_scheduler *s, time_t now);

/*
 * The first second after @now at which it becomes active or ceases to be, as
 * far as @until; @until: it does not change before.
 */
time_t scheduler_change(const struct model_scheduler *s, time_t now,
			time_t until);

struct model;

/* Switch policies on and off: true when one of them changed. */
bool schedulers_apply(struct model *m, time_t now);
/* The first change of any that a policy names, or @until. */
time_t schedulers_change(const struct model *m, time_t now, time_t until);

#endif
