// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * A configuration that is being edited, apart from who edits it.  The shared
 * candidate follows the active configuration: what a private commit, a
 * rollback of a commit that was not confirmed, or a scheduled commit changed
 * is in it afterwards, beside what was edited.
 */
#include "xpfd/manager.h"

#include <string.h>

#include "lib/diag.h"

void candidate_free(struct candidate *c)
{
	tree_free(c->tree);
	tree_free(c->base);
	memset(c, 0, sizeof(*c));
}

bool candidate_is_changed(struct candidate *c, const struct tree *from)
{
	if (c->dirty && c->tree && tree_equal(c->tree, from))
		c->dirty = false;
	return c->dirty;
}

void candidate_follow(struct manager *m, const struct tree *was)
{
	struct candidate *c = &m->shared;
	struct tree *active = store_active(m->store), *ours = c->tree;
	struct diag *d;

	if (!ours)
		return;
	if (!candidate_is_changed(c, active)) {
		c->tree = tree_dup(active);
	} else {
		d = diag_new();
		c->tree = conf_merge(was, ours, active, d);
		diag_free(d);
	}
	tree_free(ours);
}
