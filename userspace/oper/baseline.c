// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * clear interfaces statistics: the kernel counts from the birth of a device
 * and cannot be told otherwise.  What it had counted when the user cleared is
 * kept in a file of the state directory, a line a device, and taken off of
 * what is shown.  A device that has counted less since is a new one.
 */
#include "oper/oper.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/vec.h"
#include "model/model.h"

#define N_COUNTERS 8

struct base {
	char name[16];
	int ifindex;
	long when;
	uint64_t v[N_COUNTERS];
};

struct baseline {
	VEC(struct base) rows;
};

static void counters(struct net_link_state *s, uint64_t *v[N_COUNTERS])
{
	uint64_t *all[N_COUNTERS] = {
		&s->rx_packets, &s->rx_bytes, &s->rx_errors, &s->rx_dropped,
		&s->tx_packets, &s->tx_bytes, &s->tx_errors, &s->tx_dropped,
	};

	memcpy(v, all, sizeof(all));
}

static void path_of(const struct oper *o, char path[512])
{
	snprintf(path, 512, "%s/interface-statistics", o->log_dir);
}

static void read_rows(const struct oper *o, struct baseline *b)
{
	char path[512], line[512];
	struct base r;
	FILE *f;

	path_of(o, path);
	f = fopen(path, "re");
	while (f && fgets(line, sizeof(line), f))
		if (sscanf(line,
			   "%15s %d %ld %" SCNu64 " %" SCNu64 " %" SCNu64
			   " %" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64
			   " %" SCNu64,
			   r.name, &r.ifindex, &r.when, &r.v[0], &r.v[1],
			   &r.v[2], &r.v[3], &r.v[4], &r.v[5], &r.v[6],
			   &r.v[7]) == 11)
			vec_push(&b->rows, r);
	if (f)
		fclose(f);
}

struct baseline *baseline_read(const struct oper *o)
{
	struct baseline *b = calloc(1, sizeof(*b));

	if (!b)
		abort();
	read_rows(o, b);
	return b;
}

void baseline_free(struct baseline *b)
{
	if (b)
		vec_free(&b->rows);
	free(b);
}

time_t baseline_subtract(const struct baseline *b, struct net_link_state *s)
{
	uint64_t *v[N_COUNTERS];
	const struct base *r;
	int i;

	counters(s, v);
	vec_each(r, &b->rows) {
		if (r->ifindex != s->ifindex || strcmp(r->name, s->name))
			continue;
		for (i = 0; i < N_COUNTERS; i++)
			if (*v[i] < r->v[i])
				return 0;
		for (i = 0; i < N_COUNTERS; i++)
			*v[i] -= r->v[i];
		return r->when;
	}
	return 0;
}

/* ---- clearing ---- */

struct clearing {
	struct oper *o;
	const char *want; /* NULL: all */
	struct baseline *b;
	unsigned int n;
};

static struct base *row(struct baseline *b, const char *name)
{
	struct base *r;

	vec_each(r, &b->rows)
		if (!strcmp(r->name, name))
			return r;
	r = vec_add(&b->rows);
	snprintf(r->name, sizeof(r->name), "%s", name);
	return r;
}

static int take(const struct net_link_state *s, void *arg)
{
	struct net_link_state copy = *s;
	struct clearing *c = arg;
	uint64_t *v[N_COUNTERS];
	char name[64];
	struct base *r;
	int i;

	if (c->want && strcmp(c->want, device_name(s->name, name)) &&
	    strcmp(c->want, oper_interface(c->o, s->name)))
		return 0;
	c->n++;
	counters(&copy, v);
	r = row(c->b, s->name);
	r->ifindex = s->ifindex;
	r->when = (long)c->o->now;
	for (i = 0; i < N_COUNTERS; i++)
		r->v[i] = *v[i];
	return 0;
}

static int write_rows(struct oper *o, const struct baseline *b)
{
	char path[512], temporary[520];
	const struct base *r;
	bool bad;
	FILE *f;
	int i;

	path_of(o, path);
	snprintf(temporary, sizeof(temporary), "%s.new", path);
	f = fopen(temporary, "we");
	if (!f)
		return oper_error(o, "%s: %s", temporary, strerror(errno));
	vec_each(r, &b->rows) {
		fprintf(f, "%s %d %ld", r->name, r->ifindex, r->when);
		for (i = 0; i < N_COUNTERS; i++)
			fprintf(f, " %" PRIu64, r->v[i]);
		fputc('\n', f);
	}
	bad = ferror(f);
	if (fclose(f) || bad || rename(temporary, path))
		return oper_error(o, "%s: %s", path, strerror(errno));
	return 0;
}

int oper_interfaces_clear(struct oper *o)
{
	const char *want = oper_arg(o, "interface-name");
	struct clearing c = { .o = o };
	struct net *n = oper_net(o);
	int rc;

	if (!n)
		return 1;
	c.want = want && strcmp(want, "all") ? want : NULL;
	c.b = baseline_read(o);
	if (net_links(n, take, &c))
		rc = oper_error(o, "cannot read the interfaces");
	else if (c.want && !c.n)
		rc = oper_error(o, "device %s not found", c.want);
	else
		rc = write_rows(o, c.b);
	baseline_free(c.b);
	return rc;
}
