// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * monitor interface: counters of one device or of all, once a second, with
 * what they grew by.  It ends with ^C.
 */
#include "oper/oper.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/vec.h"
#include "model/model.h"

struct sample {
	char name[64];
	bool up;
	uint64_t rx_bytes, tx_bytes, rx_packets, tx_packets;
	uint64_t rx_errors, rx_dropped, tx_errors, tx_dropped;
};

struct samples {
	struct oper *o;
	VEC(struct sample) v;
};

static int take(const struct net_link_state *s, void *arg)
{
	struct samples *l = arg;
	struct sample *x = vec_add(&l->v);

	snprintf(x->name, sizeof(x->name), "%s", oper_interface(l->o, s->name));
	x->up = s->oper_up;
	x->rx_bytes = s->rx_bytes;
	x->tx_bytes = s->tx_bytes;
	x->rx_packets = s->rx_packets;
	x->tx_packets = s->tx_packets;
	x->rx_errors = s->rx_errors;
	x->rx_dropped = s->rx_dropped;
	x->tx_errors = s->tx_errors;
	x->tx_dropped = s->tx_dropped;
	return 0;
}

/* "ge-0/0/0" names its unit 0, which is the same device. */
static bool is(const struct sample *x, const char *want)
{
	size_t n = strlen(want);

	return !strncmp(x->name, want, n) &&
	       (!x->name[n] || !strcmp(x->name + n, ".0"));
}

static const struct sample *find(const struct samples *l, const char *name)
{
	const struct sample *x;

	vec_each(x, &l->v)
		if (!strcmp(x->name, name))
			return x;
	return NULL;
}

static void emit_all(const struct samples *now, const struct samples *before)
{
	const struct sample *x, *y;
	struct oper *o = now->o;

	writer_emit(o->w, "%-20s %-5s %16s %10s %16s %10s\n", "Interface",
		    "Link", "Input packets", "(pps)", "Output packets",
		    "(pps)");
	vec_each(x, &now->v) {
		y = find(before, x->name);
		writer_emit(o->w,
			    "%-20s %-5s %16" PRIu64 " %10" PRIu64 " %16" PRIu64
			    " %10" PRIu64 "\n",
			    x->name, x->up ? "Up" : "Down", x->rx_packets,
			    y ? x->rx_packets - y->rx_packets : 0,
			    x->tx_packets,
			    y ? x->tx_packets - y->tx_packets : 0);
	}
}

static void emit_row(struct oper *o, const char *label, uint64_t v, uint64_t d)
{
	writer_emit(o->w, "  %-26s %20" PRIu64 " %20" PRIu64 "\n", label, v, d);
}

static void emit_one(struct oper *o, const struct sample *x,
		     const struct sample *y)
{
	y = y ? y : x;
	writer_emit(o->w,
		    "Interface: %s, Enabled, Link is %s\n"
		    "Traffic statistics: %30s %20s\n",
		    x->name, x->up ? "Up" : "Down", "", "Current delta");
	emit_row(o, "Input bytes:", x->rx_bytes, x->rx_bytes - y->rx_bytes);
	emit_row(o, "Output bytes:", x->tx_bytes, x->tx_bytes - y->tx_bytes);
	emit_row(o, "Input packets:", x->rx_packets,
		 x->rx_packets - y->rx_packets);
	emit_row(o, "Output packets:", x->tx_packets,
		 x->tx_packets - y->tx_packets);
	writer_emit(o->w, "Error statistics:\n");
	emit_row(o, "Input errors:", x->rx_errors, x->rx_errors - y->rx_errors);
	emit_row(o, "Input drops:", x->rx_dropped,
		 x->rx_dropped - y->rx_dropped);
	emit_row(o, "Output errors:", x->tx_errors,
		 x->tx_errors - y->tx_errors);
	emit_row(o, "Output drops:", x->tx_dropped,
		 x->tx_dropped - y->tx_dropped);
}

static int show(struct samples *now, const struct samples *before,
		const char *want)
{
	struct oper *o = now->o;
	const struct sample *x;
	char clock[16];
	struct tm tm;
	time_t t = time(NULL);

	localtime_r(&t, &tm);
	strftime(clock, sizeof(clock), "%H:%M:%S", &tm);
	writer_emit(o->w, "%s%-40s Time: %s\n",
		    o->has_screen ? "\033[H\033[J" : "", o->host, clock);
	if (!want) {
		emit_all(now, before);
		return 0;
	}
	vec_each(x, &now->v) {
		if (!is(x, want))
			continue;
		emit_one(o, x, find(before, x->name));
		return 0;
	}
	return oper_error(o, "device %s not found", want);
}

int oper_monitor_interface(struct oper *o)
{
	struct samples now = { .o = o }, before = { .o = o };
	const char *want = oper_arg(o, "interface-name");
	struct net *n = oper_net(o);
	int rc = 0;

	if (!n)
		return 1;
	if (writer_format(o->w) != WRITER_TEXT)
		return oper_error(o, "this command has no end: it is shown as "
				     "text only");
	if (want && !strcmp(want, "traffic"))
		want = NULL;
	while (!rc) {
		vec_free(&before.v);
		before.v.v = now.v.v;
		before.v.n = now.v.n;
		before.v.cap = now.v.cap;
		memset(&now.v, 0, sizeof(now.v));
		if (net_links(n, take, &now))
			rc = oper_error(o, "cannot read the interfaces");
		else
			rc = show(&now, &before, want);
		writer_flush(o->w);
		if (!rc)
			sleep(1);
	}
	vec_free(&now.v);
	vec_free(&before.v);
	return rc;
}
