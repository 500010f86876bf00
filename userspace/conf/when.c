// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The conditions of a group: all that are given must hold.  As on a device,
 * one that does not hold is no fault and is not remarked upon.
 *
 * This machine is one: with one routing engine, re0, a node of a cluster
 * perhaps, no member of a virtual chassis, and no line card chassis or switch
 * card chassis (lcc0, scc, sfc) of a routing matrix.  Its model is what `show
 * version` calls it, and vsrx, which is what it stands for; its version is what
 * is shown there, or the beginning of it: 24.4 and 24.4R1 are both 24.4R1.
 *
 * The clock is read when the groups are expanded; conf_clock() tells when it
 * would be read differently.
 */
#include "conf/when.h"

#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "conf/conf.h"
#include "lib/version.h"

struct question {
	const struct cnode *group;
	const char *node;
	struct tm now;
};

/* ---- the clock ---- */

enum { DAILY, YEARLY, ONCE };

/* The parts of "[[YYYY-]MM-DD.]HH:MM[:SS]" in one number, ordered like time. */
static int64_t read_stamp(const char *text, int *kind)
{
	int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
	const char *clock = strchr(text, '.');

	*kind = DAILY;
	if (clock || strchr(text, '-')) {
		*kind = ONCE;
		if (sscanf(text, "%4d-%2d-%2d", &year, &month, &day) != 3) {
			*kind = YEARLY;
			year = 0;
			sscanf(text, "%2d-%2d", &month, &day);
		}
		clock = clock ? clock + 1 : "";
	} else {
		clock = text;
	}
	sscanf(clock, "%2d:%2d:%2d", &hour, &minute, &second);
	return ((year * 100LL + month) * 100 + day) * 1000000 + hour * 10000 +
	       minute * 100 + second;
}

static int64_t stamp_now(const struct tm *tm, int kind)
{
	int64_t t = tm->tm_hour * 10000 + tm->tm_min * 100 + tm->tm_sec;

	if (kind != DAILY)
		t += ((tm->tm_mon + 1) * 100LL + tm->tm_mday) * 1000000;
	if (kind == ONCE)
		t += (tm->tm_year + 1900) * 10000000000LL;
	return t;
}

/* From one to the other, or from it on; over midnight and new year, too. */
static bool in_time(const struct question *q, const struct cnode *n)
{
	const char *from = cn_value(n, "start-time"), *to = cn_value(n, "to");
	int kind, end;
	int64_t a, b, t;

	if (!from)
		return true;
	a = read_stamp(from, &kind);
	t = stamp_now(&q->now, kind);
	if (!to)
		return t >= a;
	b = read_stamp(to, &end);
	if (end != kind)
		return t >= a && stamp_now(&q->now, end) < b;
	if (a <= b || kind == ONCE)
		return t >= a && t < b;
	return t >= a || t < b;
}

/* ---- the machine ---- */

static bool is_peer(const struct question *q, const char *name)
{
	const struct cnode *root = q->group->parent, *system;
	const char *host;

	system = cn_child(root, "system");
	host = system ? cn_value(system, "host-name") : NULL;
	return host && !strcmp(host, name);
}

/* "24.4" is 24.4R1, but 24.40 is not. */
static bool is_version(const char *text)
{
	static const char own[] = XPF_JUNOS "-xpf-" XPF_VERSION;
	size_t n = strlen(text);

	return n && !strncmp(own, text, n) &&
	       !(isdigit((unsigned char)own[n]) &&
		 isdigit((unsigned char)own[n - 1]));
}

static bool holds(const struct question *q, const struct cnode *n)
{
	const char *word = n->schema->keyword;

	if (!strcmp(word, "time"))
		return in_time(q, n);
	if (!strcmp(word, "node"))
		return *q->node && !strcmp(n->value, q->node);
	if (!strcmp(word, "model"))
		return !strcasecmp(n->value, "xpf") ||
		       !strcasecmp(n->value, "vsrx");
	if (!strcmp(word, "routing-engine"))
		return !strcmp(n->value, "re0");
	if (!strcmp(word, "version"))
		return is_version(n->value);
	/* chassis, member: there are none */
	return false;
}

bool when_holds(const struct cnode *group, const char *node, time_t now)
{
	struct question q = { .group = group, .node = node };
	const struct cnode *when = cn_child(group, "when"), *n;
	bool yes = true, peer = false, peers = false;

	if (!when || when->flags & CN_INACTIVE)
		return true;
	localtime_r(&now, &q.now);
	for (n = when->first; n; n = n->next) {
		if (n->flags & CN_INACTIVE)
			continue;
		if (!strcmp(n->schema->keyword, "peers")) {
			peers = true;
			peer |= is_peer(&q, n->value);
			continue;
		}
		yes &= holds(&q, n);
	}
	return yes && (!peers || peer);
}

/* ---- when to ask again ---- */

#define DAY_S 86400

/* Seconds until the clock shows the time of day of this stamp. */
static int until(const char *text, const struct tm *now)
{
	int kind, clock = (int)(read_stamp(text, &kind) % 1000000);
	int at = clock / 10000 * 3600 + clock / 100 % 100 * 60 + clock % 100;

	at -= now->tm_hour * 3600 + now->tm_min * 60 + now->tm_sec;
	return at > 0 ? at : at + DAY_S;
}

static void sooner(const char *text, const struct tm *now, int *wait)
{
	int s = text ? until(text, now) : DAY_S;

	if (*wait < 0 || s < *wait)
		*wait = s;
}

uint64_t conf_clock(const struct tree *t, time_t now, int *wait)
{
	const struct cnode *g, *when, *n;
	struct question q = { .node = "" };
	uint64_t state = 0;

	*wait = -1;
	localtime_r(&now, &q.now);
	for (g = tree_root(t)->first; g; g = g->next) {
		if (!(g->schema->flags & SN_GROUPS) || g->flags & CN_INACTIVE)
			continue;
		when = cn_child(g, "when");
		n = when && !(when->flags & CN_INACTIVE) ?
			    cn_child(when, "time") :
			    NULL;
		if (!n || n->flags & CN_INACTIVE)
			continue;
		state = state * 3 + 1 + in_time(&q, n);
		sooner(cn_value(n, "start-time"), &q.now, wait);
		sooner(cn_value(n, "to"), &q.now, wait);
	}
	return state;
}
