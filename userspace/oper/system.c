// SPDX-License-Identifier: GPL-3.0-or-later
/* show system ..., show version: the machine around the firewall. */
#include "oper/oper.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysinfo.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "conf/store.h"
#include "lib/version.h"
#include "model/model.h"

/* ---- commits ---- */

/* @serial: of the commit, 0: not to be told */
static void emit_commit(struct oper *o, const char *number,
			const struct commit_info *c, unsigned long serial)
{
	char when[64];

	writer_open(o->w, "commit-history");
	writer_attr(o->w, "junos:seconds", "%ld", (long)c->when);
	writer_emit(o->w,
		    "{sequence-number/%-3s} {d:time/%s} by {user/%s} "
		    "via {client/%s}",
		    number, oper_time(c->when, when), c->user, c->via);
	writer_encode(o->w, "date-time", "%s", oper_time(c->when, when));
	if (serial)
		writer_emit(o->w, " {configuration-revision/re0-%ld-%lu}",
			    (long)c->when, serial);
	if (!strcmp(number, "0") && store_pending(o->store)) {
		long s = (long)(store_pending(o->store) - o->now);

		writer_emit(o->w,
			    " commit confirmed, rollback in "
			    "{rollback-minutes/%ld}mins",
			    (s + 59) / 60);
	}
	writer_emit(o->w, "\n");
	if (c->comment[0])
		writer_emit(o->w, "    {log/%s}\n", c->comment);
	writer_close(o->w);
}

static void emit_waiting(struct oper *o, const struct store_waiting *w)
{
	char when[64] = "reboot";
	struct tm tm;

	if (w->at) {
		localtime_r(&w->at, &tm);
		strftime(when, sizeof(when), "%a %b %e %H:%M:%S %Y", &tm);
	}
	writer_open(o->w, "pending-commit");
	writer_emit(o->w,
		    "commit requested by {user/%s} via {client/%s} at "
		    "{date-time/%s}\n",
		    w->by.user, w->by.via, when);
	if (w->by.comment[0])
		writer_emit(o->w, "    {log/%s}\n", w->by.comment);
	writer_close(o->w);
}

int oper_commits(struct oper *o)
{
	const struct commit_info *c;
	bool revision = oper_has(o, "include-configuration-revision");
	struct store_waiting w;
	char number[12];
	int i;

	writer_open_ns(o->w, "commit-information", NULL);
	if (store_waits(o->store, &w))
		emit_waiting(o, &w);
	for (i = 0; i < STORE_ROLLBACKS; i++) {
		c = store_info(o->store, i);
		if (!c)
			break;
		snprintf(number, sizeof(number), "%d", i);
		emit_commit(o, number, c,
			    revision ? store_revision(o->store, i) : 0);
	}
	c = store_rescue_info(o->store);
	if (c)
		emit_commit(o, "rescue ", c, 0);
	writer_close(o->w);
	return 0;
}

/* ---- uptime ---- */

static const char *ago(time_t then, time_t now, char buf[32])
{
	uint64_t s = now > then ? (uint64_t)(now - then) : 0;
	unsigned int days = (unsigned int)(s / 86400);

	if (days >= 7)
		snprintf(buf, 32, "%uw%ud %02u:%02u", days / 7, days % 7,
			 (unsigned int)(s / 3600 % 24),
			 (unsigned int)(s / 60 % 60));
	else if (days)
		snprintf(buf, 32, "%ud %02u:%02u", days,
			 (unsigned int)(s / 3600 % 24),
			 (unsigned int)(s / 60 % 60));
	else
		snprintf(buf, 32, "%02u:%02u:%02u", (unsigned int)(s / 3600),
			 (unsigned int)(s / 60 % 60), (unsigned int)(s % 60));
	return buf;
}

static void emit_time(struct oper *o, const char *label, const char *name,
		      time_t t, const char *by)
{
	char when[64], since[32];

	writer_open(o->w, name);
	writer_emit(o->w, "%s: {date-time/%s} ({time-length/%s} ago)%s", label,
		    oper_time(t, when), ago(t, o->now, since),
		    by ? " by " : "");
	if (by)
		writer_emit(o->w, "{user/%s}", by);
	writer_emit(o->w, "\n");
	writer_close(o->w);
}

void oper_load(struct writer *w, time_t now, unsigned int users)
{
	char clock[16], up[48];
	unsigned int days;
	struct sysinfo si;
	struct tm tm;

	if (sysinfo(&si))
		return;
	days = (unsigned int)(si.uptime / 86400);
	localtime_r(&now, &tm);
	strftime(clock, sizeof(clock), "%l:%M%p", &tm);
	if (days)
		snprintf(up, sizeof(up), "%u day%s, %2u:%02u", days,
			 days == 1 ? "" : "s",
			 (unsigned int)(si.uptime / 3600 % 24),
			 (unsigned int)(si.uptime / 60 % 60));
	else
		snprintf(up, sizeof(up), "%u:%02u",
			 (unsigned int)(si.uptime / 3600),
			 (unsigned int)(si.uptime / 60 % 60));
	writer_emit(w,
		    "{date-time/%s}  up {up-time/%s}, "
		    "{active-user-count/%u} user%s, "
		    "load averages: {load-average-1/%.2f}, "
		    "{load-average-5/%.2f}, {load-average-15/%.2f}\n",
		    clock, up, users, users == 1 ? "" : "s",
		    (double)si.loads[0] / 65536, (double)si.loads[1] / 65536,
		    (double)si.loads[2] / 65536);
}

int oper_uptime(struct oper *o)
{
	const struct commit_info *c = store_info(o->store, 0);
	struct sysinfo si;
	char when[64];

	if (sysinfo(&si))
		return oper_error(o, "sysinfo: %s", strerror(errno));
	writer_open_ns(o->w, "system-uptime-information", NULL);
	writer_open(o->w, "current-time");
	writer_emit(o->w, "Current time: {date-time/%s}\n",
		    oper_time(o->now, when));
	writer_close(o->w);
	writer_emit(o->w, "Time Source:  {time-source/LOCAL CLOCK} \n");
	emit_time(o, "System booted", "system-booted-time", o->now - si.uptime,
		  NULL);
	emit_time(o, "Protocols started", "protocols-started-time", o->started,
		  NULL);
	if (c)
		emit_time(o, "Last configured", "last-configured-time", c->when,
			  c->user);
	writer_open(o->w, "uptime-information");
	oper_load(o->w, o->now, o->users);
	writer_close(o->w);
	writer_close(o->w);
	return 0;
}

/* ---- memory ---- */

int oper_buffers(struct oper *o)
{
	struct dp_status st;
	struct sysinfo si;
	struct dp_error e;

	if (!oper_dp(o))
		return 1;
	if (dp_status(o->dp, &st, &e))
		return oper_dp_failed(o, &e);
	if (sysinfo(&si))
		return oper_error(o, "sysinfo: %s", strerror(errno));
	writer_open_ns(o->w, "memory-statistics", NULL);
	writer_emit(o->w,
		    "{current-sessions/%u}/{max-sessions/%u} sessions "
		    "in use (current/maximum)\n"
		    "{session-size/%u} bytes a session\n"
		    "{dataplane-memory/%" PRIu64 "}K bytes allocated to the "
		    "dataplane\n",
		    st.sessions, st.max_sessions, st.session_size,
		    st.memory / 1024);
	writer_emit(o->w,
		    "{free-memory/%lu}K/{total-memory/%lu}K bytes of "
		    "memory free (free/total)\n"
		    "{violations/%" PRIu64 "} invariants found broken\n",
		    si.freeram / 1024 * si.mem_unit,
		    si.totalram / 1024 * si.mem_unit, st.violations);
	writer_close(o->w);
	return 0;
}

/* ---- version ---- */

static void emit_module(struct oper *o)
{
	struct dp_status st;
	struct dp *dp = NULL;

	if (dp_open(&dp, NULL))
		return;
	if (!dp_status(dp, &st, NULL)) {
		writer_open(o->w, "package-information");
		writer_emit(o->w, "XPF dataplane [{comment/%s}]\n", st.version);
		writer_close(o->w);
	}
	dp_close(dp);
}

int oper_version(struct oper *o)
{
	struct utsname un;

	uname(&un);
	writer_open_ns(o->w, "software-information", NULL);
	writer_emit(o->w,
		    "Hostname: {host-name/%s}\n"
		    "Model: {product-model/xpf}\n"
		    "Family: {os-family/junos-es}\n"
		    "Junos: {junos-version/%s}\n",
		    o->host, XPF_JUNOS "-xpf-" XPF_VERSION);
	writer_open(o->w, "package-information");
	writer_emit(o->w, "XPF manager [{comment/%s}]\n", XPF_VERSION);
	writer_close(o->w);
	emit_module(o);
	writer_open(o->w, "package-information");
	writer_emit(o->w, "%s kernel {machine/%s} [{comment/%s}]\n", un.sysname,
		    un.machine, un.release);
	writer_close(o->w);
	writer_close(o->w);
	return 0;
}

int oper_system(struct oper *o)
{
	struct utsname un;

	uname(&un);
	writer_open_ns(o->w, "system-information", NULL);
	writer_emit(o->w,
		    "Model: {hardware-model/xpf}\n"
		    "Family: {os-name/junos-es}\n"
		    "Junos: {os-version/%s}\n"
		    "Hostname: {host-name/%s}\n",
		    XPF_JUNOS "-xpf-" XPF_VERSION, o->host);
	writer_close(o->w);
	return 0;
}

/* ---- licenses ---- */

int oper_license(struct oper *o)
{
	writer_open_ns(o->w, "license-summary-information", NULL);
	writer_open(o->w, "license-usage-summary");
	writer_emit(o->w,
		    "License usage: \n"
		    "%45s %12s %12s %9s\n"
		    "  %-34s %9s %12s %12s\n",
		    "Licenses", "Licenses", "Licenses", "Expiry",
		    "Feature name", "used", "installed", "needed");
	writer_close(o->w);
	writer_open(o->w, "license-information");
	writer_emit(o->w, "\nLicenses installed: none\n"
			  "{e:no-licenses-installed/}");
	writer_close(o->w);
	writer_close(o->w);
	return 0;
}

/* ---- a shutdown that was asked for ---- */

int oper_reboot_pending(struct oper *o)
{
	char line[256], when[64];
	unsigned long long usec = 0;
	char mode[32] = "reboot";
	FILE *f = fopen("/run/systemd/shutdown/scheduled", "re");

	while (f && fgets(line, sizeof(line), f)) {
		sscanf(line, "USEC=%llu", &usec);
		sscanf(line, "MODE=%31s", mode);
	}
	if (f)
		fclose(f);
	writer_open(o->w, "reboot-information");
	if (usec)
		writer_emit(o->w,
			    "{shutdown-type/%s} requested at "
			    "{shutdown-time/%s}\n",
			    mode, oper_time((time_t)(usec / 1000000), when));
	else
		writer_emit(o->w, "No shutdown/reboot scheduled.\n"
				  "{e:no-reboot/}");
	writer_close(o->w);
	return 0;
}
