// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Application terms as classifier conditions.  A term pairs a source port
 * with a service (protocol and destination port, or ICMP type and code).  As
 * long as the source port is open, terms may be thrown into one set; a term
 * that restricts it must stay an alternative of its own, or a flow could take
 * the source port of one term and the destination port of another.
 */
#include "compile/snapshot.h"

#include <stdlib.h>

#include "lib/arena.h"
#include "model/model.h"

static bool sport_open(const struct model_term *t)
{
	return t->sport_lo == 0 && t->sport_hi == UINT16_MAX;
}

static struct num_range service_range(const struct model_term *t)
{
	struct num_range r = { 0, UINT32_MAX };

	if (!t->any_proto) {
		r.lo = (uint32_t)t->proto << 16 | t->dport_lo;
		r.hi = (uint32_t)t->proto << 16 | t->dport_hi;
	}
	return r;
}

static struct valset *sport_set(struct classifier *c,
				const struct model_term *t)
{
	struct num_range r = { t->sport_lo, t->sport_hi };

	return classifier_numbers(c, &r, 1);
}

/* NULL when a term accepts every service. */
static struct valset *service_set(struct classifier *c,
				  const struct num_range *r, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (r[i].lo == 0 && r[i].hi == UINT32_MAX)
			return NULL;
	return classifier_numbers(c, r, n);
}

struct services snapshot_services(struct arena *a, struct classifier *c,
				  const struct model_term *t, size_t n)
{
	struct services out = { arena_new_array(a, struct service, n + 1), 0 };
	struct num_range *open = calloc(n + 1, sizeof(*open)), r;
	size_t i, n_open = 0;

	if (!open)
		abort();
	for (i = 0; i < n; i++)
		if (sport_open(&t[i]))
			open[n_open++] = service_range(&t[i]);
	if (n_open)
		out.v[out.n++].service = service_set(c, open, n_open);
	for (i = 0; i < n; i++) {
		if (sport_open(&t[i]))
			continue;
		r = service_range(&t[i]);
		out.v[out.n].service = service_set(c, &r, 1);
		out.v[out.n++].sport = sport_set(c, &t[i]);
	}
	free(open);
	return out;
}
