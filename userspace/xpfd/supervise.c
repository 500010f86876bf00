// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The module may be loaded later than the manager is started, and unloaded
 * and loaded again while it runs (an upgrade by DKMS).  The kernel tells when
 * that happens, and a look once a second finds whatever else went wrong: both
 * compare what the kernel runs with what it should run, and repair the
 * difference: enable, push, listen.  The ruleset's cookie is its content's
 * name, so a manager that starts anew finds its own ruleset running and
 * touches nothing.
 *
 * Without the module the kernel must not route: a router whose firewall is
 * missing is worse than none.  So forwarding is on only while the module is
 * there with our ruleset.  The module switches it off itself before it unhooks
 * anything; we do so too, as it may be unloaded while we switch it on.  In "held"
 * state (the active configuration cannot be used) what runs is left alone; only
 * a dataplane that is not even enabled is, because then it drops everything, and
 * that is safe.
 */
#include "xpfd/manager.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "compile/compile.h"
#include "dataplane/dataplane.h"
#include "lib/log.h"
#include "lib/loop.h"
#include "net/net.h"
#include "export/messages.h"
#include "xpfd/alarms.h"
#include "xpfd/trace.h"

#define PERIOD_MS 1000
#define DEFAULT_SESSIONS (256 * 1024)

static void forwarding(struct manager *m, bool on)
{
	int err = m->net ? net_forwarding(m->net, on) : 0;

	if (err)
		log_err("cannot switch forwarding %s: %s", on ? "on" : "off",
			strerror(-err));
}

static void lost(struct manager *m, const char *why)
{
	log_err("dataplane: %s: forwarding is off", why);
	messages_put(m->log, "XPF_DATAPLANE_LOST", "%s", why);
	forwarding(m, false);
	events_close(m);
	trace_lost(m);
	alarms_lost(m);
	dp_close(m->dp);
	m->dp = NULL;
}

static int enable(struct manager *m, const struct dp_status *st)
{
	struct dp_error err = { 0 };
	int rc;

	if (st->enabled) {
		if (m->max_sessions && st->max_sessions < m->max_sessions)
			log_warn("dataplane: runs with %u sessions, not %u",
				 st->max_sessions, m->max_sessions);
		return 0;
	}
	rc = dp_enable(m->dp,
		       m->max_sessions ? m->max_sessions : DEFAULT_SESSIONS,
		       &err);
	if (rc)
		log_err("dataplane: cannot be enabled: %s", err.text);
	return rc;
}

static void log_refusal(const struct dp_ruleset *rs, const struct dp_error *err)
{
	struct buf where;

	buf_init(&where);
	if (err->kind != DP_OBJECT_NONE)
		compile_explain(rs, err->kind, err->index, &where);
	log_err("dataplane: %s %s", err->text, where.data);
	buf_free(&where);
}

static int push(struct manager *m)
{
	struct dp_error err = { 0 };
	struct dp_status st;
	int rc;

	rc = dp_status(m->dp, &st, &err);
	if (rc || m->held)
		return rc;
	if (st.generation && st.cookie == m->ruleset->cookie) {
		log_info("dataplane: runs our ruleset already");
		return 0;
	}
	rc = dp_commit(m->dp, m->ruleset, &err);
	if (rc && !m->refused)
		log_refusal(m->ruleset, &err);
	else if (!rc)
		log_info("dataplane: ruleset loaded");
	m->refused = rc;
	return rc;
}

void supervise_push(struct manager *m)
{
	if (m->dp && !push(m))
		forwarding(m, true);
	trace_apply(m);
	alarms_apply(m);
}

/*
 * An enabled dataplane without a ruleset drops everything.
 * @quiet: that there is none has been said already
 */
static void find(struct manager *m, bool quiet)
{
	struct dp_error err = { 0 };
	struct dp_status st;
	int rc;

	rc = dp_open(&m->dp, &err);
	if (rc) {
		m->dp = NULL;
		if (!quiet)
			log_err("dataplane: %s: nothing is forwarded",
				err.text[0] ? err.text : strerror(-rc));
		forwarding(m, false);
		return;
	}
	rc = dp_status(m->dp, &st, &err);
	if (!rc)
		rc = enable(m, &st);
	if (rc) {
		lost(m, err.text[0] ? err.text : strerror(-rc));
		return;
	}
	log_info("dataplane: module %s, %s", st.version,
		 st.enabled ? "running" : "enabled");
	if (events_open(m))
		log_warn("dataplane: no events: sessions are not logged");
}

void supervise_xdp(struct manager *m)
{
	const struct dp_ruleset *rs = m->ruleset;
	const char **names;
	size_t i;

	if (!m->xdp || !m->dp || m->held || !rs)
		return;
	names = calloc(rs->n_interfaces + 1, sizeof(*names));
	if (!names)
		return;
	for (i = 0; i < rs->n_interfaces; i++)
		names[i] = rs->interfaces[i].ifname;
	xdp_update(m->xdp, names, rs->n_interfaces);
	free(names);
}

static void look(void *arg)
{
	struct dp_error err = { 0 };
	struct manager *m = arg;
	struct dp_status st;
	int rc;

	if (!m->dp) {
		find(m, true);
		supervise_push(m);
		return;
	}
	rc = dp_status(m->dp, &st, &err);
	if (rc) {
		lost(m, err.text[0] ? err.text : strerror(-rc));
		return;
	}
	if (!st.enabled) {
		/* unloaded and loaded between two looks: begin anew */
		lost(m, "the module was replaced");
		find(m, true);
		supervise_push(m);
		return;
	}
	if (!m->held && (!st.generation || st.cookie != m->ruleset->cookie)) {
		if (!m->refused)
			log_warn("dataplane: runs another ruleset than ours");
		supervise_push(m);
	}
	supervise_xdp(m);
}

static void on_watch(void *arg, int fd, int events)
{
	struct manager *m = arg;

	if (!dp_watch_read(m->watch))
		return;
	look(m);
	if (!m->dp) /* it may have been replaced already */
		look(m);
}

static void watch(struct manager *m)
{
	struct dp_error err = { 0 };

	if (dp_watch_open(&m->watch, &err)) {
		log_warn("dataplane: %s: looked after once a second only",
			 err.text);
		return;
	}
	m->watch_fd = loop_add_fd(m->loop, dp_watch_fd(m->watch), LOOP_READ,
				  on_watch, m);
}

void supervise_start(struct manager *m)
{
	if (!m->dp_wanted)
		return;
	watch(m);
	m->xdp = xdp_new(m->xdp_mode);
	find(m, false);
	m->supervisor = loop_add_timer(m->loop, PERIOD_MS, PERIOD_MS, look, m);
}

void supervise_stop(struct manager *m)
{
	loop_del_timer(m->supervisor);
	m->supervisor = NULL;
	loop_del_fd(m->watch_fd);
	m->watch_fd = NULL;
	dp_watch_close(m->watch);
	m->watch = NULL;
	xdp_free(m->xdp);
	m->xdp = NULL;
	events_close(m);
	dp_close(m->dp);
	m->dp = NULL;
}
