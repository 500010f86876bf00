// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Candidates, and who edits them.  All who say `configure` share one; who
 * says `configure exclusive` has that one alone; who says `configure private`
 * has a copy of the active configuration to himself.
 *
 * A private copy remembers what it was taken from.  When somebody else has
 * committed meanwhile, `update` and `commit` merge his changes first
 * (conf/merge.c).  A conflict stops the commit once: what is told then is in
 * the candidate, for the operator to look at, and the next commit takes it.
 */
#include "xpfd/shell_priv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/buf.h"
#include "lib/diag.h"
#include "lib/loop.h"

/* ---- candidates ---- */

struct candidate *config_candidate(struct shell *s)
{
	return s->private ? &s->own : &s->m->shared;
}

struct tree *config_tree(struct shell *s)
{
	struct candidate *c = config_candidate(s);

	if (!c->tree)
		c->tree = tree_dup(store_active(s->m->store));
	if (s->private && !c->base)
		c->base = tree_dup(store_active(s->m->store));
	return c->tree;
}

void config_changed(struct shell *s)
{
	struct candidate *c = config_candidate(s);

	c->dirty = true;
	c->changed = time(NULL);
}

bool config_is_changed(struct shell *s)
{
	struct candidate *c = config_candidate(s);

	return candidate_is_changed(c, c->base ? c->base :
						 store_active(s->m->store));
}

void config_replace(struct shell *s, struct tree *t)
{
	struct candidate *c = config_candidate(s);

	candidate_free(c);
	c->tree = t;
	config_tree(s); /* and what it is compared with */
	config_changed(s);
	config_is_changed(s);
}

void config_committed(struct shell *s)
{
	struct candidate *c = config_candidate(s);

	c->dirty = false;
	if (!c->base)
		return;
	tree_free(c->base);
	c->base = tree_dup(store_active(s->m->store));
}

bool config_merge_others(struct shell *s)
{
	const struct tree *active = store_active(s->m->store);
	struct candidate *c = config_candidate(s);
	struct tree *ours = config_tree(s);
	struct diag *d;
	struct buf b;
	bool clean;

	if (!s->private || tree_equal(c->base, active))
		return true;
	d = diag_new();
	c->tree = conf_merge(c->base, ours, active, d);
	tree_free(ours);
	tree_free(c->base);
	c->base = tree_dup(active);
	clean = !diag_count(d);
	buf_init(&b);
	diag_print(d, &b);
	shell_text(s, &b);
	buf_free(&b);
	diag_free(d);
	return clean;
}

void config_update(struct shell *s, struct line *l)
{
	config_merge_others(s);
}

/* ---- who else is here ---- */

static const char *mode_of(const struct shell *u)
{
	if (u->exclusive)
		return "exclusive ";
	return u->private ? "private " : "";
}

static void print_user(const struct shell *u, struct buf *out)
{
	int64_t idle = (now_ms() - u->last_ms) / 1000;
	char since[64];
	struct tm tm;

	localtime_r(&u->since, &tm);
	strftime(since, sizeof(since), "%Y-%m-%d %H:%M:%S %Z", &tm);
	buf_printf(out, "  %s terminal %s (pid %d) on since %s", u->user,
		   u->tty, (int)u->pid, since);
	if (idle >= 60)
		buf_printf(out, ", idle %02d:%02d:%02d", (int)(idle / 3600),
			   (int)(idle / 60 % 60), (int)(idle % 60));
	buf_printf(out, "\n      %s", mode_of(u));
	buf_printf(out, "[edit%s%s]\n", *config_path(u) ? " " : "",
		   config_path(u));
}

void config_users(struct shell *s, struct buf *out, const struct shell *but)
{
	struct shell *u;

	for (u = shell_first(); u; u = u->next)
		if (u->m == s->m && u->config && u != but)
			print_user(u, out);
}

static bool private_edits(const struct shell *s)
{
	const struct shell *u;

	for (u = shell_first(); u; u = u->next)
		if (u->m == s->m && u->config && u->private)
			return true;
	return false;
}

static void locked(struct shell *s)
{
	struct buf b;

	buf_init(&b);
	print_user(s->m->exclusive, &b);
	shell_err(s, "error: configuration database locked by:\n%s", b.data);
	buf_free(&b);
}

bool config_may_commit(struct shell *s)
{
	struct store_waiting w;

	if (s->m->exclusive && s->m->exclusive != s) {
		locked(s);
		return false;
	}
	if (store_waits(s->m->store, &w)) {
		shell_err(s,
			  "error: commit at of user '%s' is pending; use "
			  "'clear system commit' to cancel it\n",
			  w.by.user);
		return false;
	}
	return true;
}

bool config_writable(struct shell *s)
{
	return s->private || config_may_commit(s);
}

/* ---- in and out ---- */

static bool may_enter(struct shell *s, enum config_mode mode)
{
	bool changed =
		candidate_is_changed(&s->m->shared, store_active(s->m->store));

	if (mode == CONFIG_SHARED && private_edits(s)) {
		shell_err(s, "error: private edits in use. Try 'configure "
			     "private' or 'configure exclusive'.\n");
		return false;
	}
	if (mode != CONFIG_SHARED && s->m->exclusive) {
		locked(s);
		return false;
	}
	if (mode != CONFIG_SHARED && changed) {
		shell_err(s, "error: %sconfiguration database modified\n",
			  mode == CONFIG_PRIVATE ? "shared " : "");
		return false;
	}
	return true;
}

void config_enter(struct shell *s, enum config_mode mode)
{
	struct buf users;

	if (!may_enter(s, mode))
		return;
	if (mode != CONFIG_SHARED)
		shell_out(s, "warning: uncommitted changes will be discarded "
			     "on exit\n");
	s->exclusive = mode == CONFIG_EXCLUSIVE;
	s->private = mode == CONFIG_PRIVATE;
	if (s->exclusive)
		s->m->exclusive = s;
	shell_out(s, "Entering configuration mode\n");
	buf_init(&users);
	config_users(s, &users, s);
	if (users.len)
		shell_out(s, "Current configuration users:\n%s", users.data);
	buf_free(&users);
	config_tree(s);
	if (config_is_changed(s))
		shell_out(s, "The configuration has been changed but not "
			     "committed\n");
	s->config = true;
}

void config_drop(struct shell *s)
{
	struct shell *u;

	if (s->exclusive && s->m->exclusive == s) {
		s->m->exclusive = NULL;
		candidate_free(&s->m->shared);
	}
	candidate_free(&s->own);
	s->exclusive = false;
	s->private = false;
	s->config = false;
	config_go(s, "");
	for (u = shell_first(); u; u = u->next)
		if (u->m == s->m && u->config && !u->private)
			return;
	if (!s->m->shared.dirty)
		candidate_free(&s->m->shared);
}

void config_quit(struct shell *s)
{
	config_drop(s);
	shell_out(s, "Exiting configuration mode\n");
}

static void leave(struct shell *s)
{
	if ((s->exclusive || s->private) && config_is_changed(s))
		shell_out(s, "warning: discarding uncommitted changes\n"
			     "load complete\n");
	config_quit(s);
}

static void leave_answer(struct shell *s, const char *text, size_t len)
{
	if (*text == 'y')
		leave(s);
}

void config_leave(struct shell *s)
{
	if (!config_is_changed(s)) {
		leave(s);
		return;
	}
	shell_out(s, "The configuration has been changed but not "
		     "committed\n");
	if (s->exclusive || s->private) {
		shell_out(s,
			  "warning: Auto rollback on exiting 'configure "
			  "%s'\n",
			  s->private ? "private" : "exclusive");
		shell_ask(s, RPC_ASK_YES, "Discard uncommitted changes?", "yes",
			  leave_answer);
	} else {
		shell_ask(s, RPC_ASK_YES, "Exit with uncommitted changes?",
			  "yes", leave_answer);
	}
}
