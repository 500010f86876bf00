// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Groups under the condition of a time come and go by the clock, without a
 * commit: the active configuration is expanded, compiled and put in force
 * once more.  When that fails what runs stays, and is tried again with the
 * next change of the clock.
 *
 * The timer looks at least once a minute, because the wall clock may be set.
 */
#include "xpfd/manager.h"

#include <time.h>

#include "conf/conf.h"
#include "lib/log.h"
#include "lib/loop.h"

#define LOOK_S 60

static void arm(struct manager *m);

static void again(struct manager *m)
{
	struct diag *d = diag_new();
	struct buf b;

	if (!manager_again(m, d)) {
		log_info("groups: the time of a group has come or passed");
	} else {
		buf_init(&b);
		diag_print(d, &b);
		log_err("groups: the time has come, but:\n%s", b.data);
		buf_free(&b);
	}
	diag_free(d);
}

static void expired(void *arg)
{
	struct manager *m = arg;
	uint64_t was = m->clock;
	int wait;

	m->groups = NULL;
	m->clock = conf_clock(store_active(m->store), time(NULL), &wait);
	if (m->clock != was)
		again(m);
	arm(m);
}

static void arm(struct manager *m)
{
	struct timespec ts;
	int wait;

	loop_del_timer(m->groups);
	m->groups = NULL;
	if (m->held)
		return;
	clock_gettime(CLOCK_REALTIME, &ts);
	/* late: it has changed since */
	if (conf_clock(store_active(m->store), ts.tv_sec, &wait) != m->clock)
		wait = 0;
	if (wait < 0)
		return;
	if (wait > LOOK_S)
		wait = LOOK_S;
	m->groups = loop_add_timer(
		m->loop, wait ? wait * 1000 - ts.tv_nsec / 1000000 + 1 : 10, 0,
		expired, m);
}

void groups_arm(struct manager *m, time_t at)
{
	int wait;

	m->clock = conf_clock(store_active(m->store), at, &wait);
	arm(m);
}
