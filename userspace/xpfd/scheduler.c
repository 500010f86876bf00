// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Policies with a scheduler: switched on and off by the clock, without a
 * commit.  The ruleset of the same model is compiled again and swapped in; what
 * was permitted by a policy that is off now ends, unless policy-rematch
 * extensive finds another one.
 *
 * The timer looks at least once a minute, because the wall clock may be set.
 */
#include "xpfd/manager.h"

#include <time.h>

#include "compile/compile.h"
#include "export/messages.h"
#include "lib/log.h"
#include "lib/loop.h"
#include "model/model.h"

#define LOOK_S 60

static void switch_policies(struct manager *m)
{
	struct diag *d = diag_new();
	struct dp_ruleset *rs = compile_ruleset(m->model, d);
	const struct model_policy *p;
	size_t i;

	diag_free(d);
	if (!rs) {
		log_err("schedulers: the ruleset does not compile");
		return;
	}
	compile_free(m->ruleset);
	m->ruleset = rs;
	supervise_push(m);
	for (i = 0; i < m->model->policies.n; i++) {
		p = m->model->policies.v[i];
		if (p->scheduler)
			log_info("schedulers: policy %s is %s", p->name,
				 p->inactive ? "inactive" : "active");
	}
}

/* time() may be a tick behind the timer: the second before is another answer. */
static struct timespec now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_REALTIME, &ts);
	return ts;
}

static void expired(void *arg)
{
	struct manager *m = arg;

	m->scheduler = NULL;
	if (!m->held && schedulers_apply(m->model, now().tv_sec))
		switch_policies(m);
	scheduler_arm(m);
}

/* Did the clock pass a change while the model was being committed? */
static bool late(const struct model *m, time_t at)
{
	const struct model_policy *p;
	size_t i;

	for (i = 0; i < m->policies.n; i++) {
		p = m->policies.v[i];
		if (p->scheduler &&
		    p->inactive == scheduler_active(p->scheduler, at))
			return true;
	}
	return false;
}

void scheduler_arm(struct manager *m)
{
	struct timespec ts;
	time_t next;

	loop_del_timer(m->scheduler);
	m->scheduler = NULL;
	if (m->held || !m->model || !m->model->schedulers.n)
		return;
	ts = now();
	next = late(m->model, ts.tv_sec) ?
		       ts.tv_sec :
		       schedulers_change(m->model, ts.tv_sec,
					 ts.tv_sec + LOOK_S);
	m->scheduler = loop_add_timer(
		m->loop, (next - ts.tv_sec) * 1000 - ts.tv_nsec / 1000000 + 1,
		0, expired, m);
}
