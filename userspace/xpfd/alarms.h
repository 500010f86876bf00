/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Security alarms: raised when a policy is violated too often, or when more
 * traffic passes by one than its `count alarm` allows; kept until somebody
 * clears them.
 */
#ifndef XPF_XPFD_ALARMS_H
#define XPF_XPFD_ALARMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#define ALARMS_MAX 1024 /* the oldest go */

struct manager;

struct alarm {
	uint32_t id;
	time_t time;
	const char *type;	/* "policy", static */
	char message[256];	/* "TAG: words" */
	uint64_t threshold;
};

/* Watch for what the configuration asks for: after a commit, and when the
 * module has come.
 */
void alarms_apply(struct manager *m);
void alarms_lost(struct manager *m);	/* the module is gone */
void alarms_free(struct manager *m);

/* The i-th, the oldest first; NULL: there are no more. */
const struct alarm *alarms_get(const struct manager *m, size_t i);
/* Those of an id (0: any) and of a type (NULL: any); returns how many. */
size_t alarms_clear(struct manager *m, uint32_t id, const char *type);

#endif
