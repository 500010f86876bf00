// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Names of policies that are no longer configured: a commit that deletes a
 * policy ends its sessions, and the messages about that come afterwards.  What
 * was deleted longest ago is forgotten first.
 */
#include "model/model.h"

#include <stdlib.h>

#include "lib/arena.h"

static int id_cmp(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

static uint32_t *sorted_ids(const struct model *m)
{
	uint32_t *ids = calloc(m->policies.n + 1, sizeof(*ids));
	size_t i;

	if (!ids)
		abort();
	for (i = 0; i < m->policies.n; i++)
		ids[i] = m->policies.v[i]->id;
	qsort(ids, m->policies.n, sizeof(*ids), id_cmp);
	return ids;
}

static void remember(struct model *new, const uint32_t *ids, uint32_t id,
		     const char *name)
{
	struct model_gone *g;

	if (bsearch(&id, ids, new->policies.n, sizeof(*ids), id_cmp) ||
	    new->gone.n == MODEL_GONE)
		return;
	g = vec_add(&new->gone);
	g->id = id;
	g->name = arena_strdup(new->arena, name);
}

void model_succeed(struct model *new, const struct model *old)
{
	const struct model_gone *g;
	uint32_t *ids;
	size_t i;

	if (!old)
		return;
	ids = sorted_ids(new);
	for (i = 0; i < old->policies.n; i++)
		remember(new, ids, old->policies.v[i]->id,
			 old->policies.v[i]->name);
	vec_each(g, &old->gone)
		remember(new, ids, g->id, g->name);
	free(ids);
}

const char *model_policy_name(const struct model *m, uint32_t id)
{
	const struct model_policy *p = model_policy_by_id(m, id);
	const struct model_gone *g;

	if (p)
		return p->name;
	vec_each(g, &m->gone)
		if (g->id == id)
			return g->name;
	return NULL;
}
