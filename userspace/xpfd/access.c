// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The class of a session's user, and what it means for commands and for what
 * is shown.  The class is looked up again whenever the active configuration
 * has changed: who loses a permission loses it with the next line, not with
 * the next login.
 */
#include "xpfd/access_priv.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "conf/command.h"
#include "lib/buf.h"
#include "lib/diag.h"
#include "xpfd/access_tree.h"

/* ---- who ---- */

/* `system` with what groups give it; nothing else is expanded. */
static struct tree *system_of(struct tree *active)
{
	static const char *const words[] = { "groups", "apply-groups",
					     "system" };
	struct tree *some = tree_new(tree_schema(active)), *effective;
	struct diag *d = diag_new();
	const struct cnode *n;
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(*words); i++)
		for (n = cn_first(tree_root(active), words[i]); n;
		     n = cn_next(n))
			tree_copy(some, tree_root(some), n);
	effective = conf_effective(some, d);
	diag_free(d);
	tree_free(some);
	return effective;
}

const struct areas *access_areas(const struct access *a)
{
	static const struct schema *of;
	static struct areas areas;

	if (of != a->m->schema) {
		of = a->m->schema;
		areas_init(&areas, of);
	}
	return &areas;
}

const struct login *access_login(struct access *a)
{
	struct tree *t;

	if (a->loaded && a->serial == store_serial(a->m->store))
		return &a->login;
	login_free(&a->login);
	t = system_of(store_active(a->m->store));
	login_load(&a->login, tree_root(t), a->user, a->uid);
	tree_free(t);
	a->serial = store_serial(a->m->store);
	a->loaded = true;
	return &a->login;
}

struct access *access_new(struct manager *m, const char *user, uid_t uid)
{
	struct access *a = calloc(1, sizeof(*a));

	if (!a)
		abort();
	a->m = m;
	a->uid = uid;
	snprintf(a->user, sizeof(a->user), "%s", user);
	return a;
}

static void forget(struct access *a)
{
	struct tree **t;

	vec_each(t, &a->views)
		tree_free(*t);
	vec_free(&a->views);
	memset(&a->views, 0, sizeof(a->views));
	tree_free(a->before);
	a->before = NULL;
	a->guarded = false;
}

void access_free(struct access *a)
{
	if (!a)
		return;
	forget(a);
	login_free(&a->login);
	free(a);
}

void access_done(struct shell *s)
{
	forget(s->access);
}

bool access_known(struct access *a)
{
	return access_login(a)->known;
}

long access_idle_minutes(struct access *a)
{
	return access_login(a)->idle_minutes;
}

bool access_tip(struct access *a)
{
	return access_login(a)->tip;
}

void access_print(struct access *a, struct writer *w)
{
	login_print(access_login(a), w);
}

/* ---- operational commands ---- */

/* Is there a command in this part of the tree that may be used? */
static bool any_below(const struct login *l, const struct snode *n,
		      struct buf *words)
{
	size_t len = words->len, i;
	bool yes = n->rpc && login_runs(l, n->permission, words->data);

	for (i = 0; i < n->nchild && !yes; i++) {
		if (n->child[i]->kind != SN_CONTAINER)
			continue;
		buf_printf(words, "%s%s", len ? " " : "", n->child[i]->keyword);
		yes = any_below(l, n->child[i], words);
		words->len = len;
		words->data[len] = '\0';
	}
	return yes;
}

/* The first word that leads nowhere is wrong, as if it did not exist. */
static void no_command(struct shell *s, const struct line *l,
		       const struct command *c)
{
	const struct snode *n = schema_command(s->m->schema);
	const struct login *login = access_login(s->access);
	char *copy = strdup(c->words), *word, *save = NULL;
	int i = l->first;
	struct buf words;

	if (!copy)
		abort();
	buf_init(&words);
	for (word = strtok_r(copy, " ", &save); word;
	     word = strtok_r(NULL, " ", &save), i++) {
		n = n ? snode_child(n, word) : NULL;
		buf_printf(&words, "%s%s", words.len ? " " : "", word);
		if (!n || !any_below(login, n, &words))
			break;
	}
	if (!word)
		shell_caret(s, (int)l->end, "permission denied.");
	else
		shell_caret(s, line_col(l, i),
			    i == l->first ?
				    "unknown command." :
				    "syntax error, expecting <command>.");
	buf_free(&words);
	free(copy);
}

/* "show interfaces terse ge-0/0/0": words and arguments in full. */
static void full_words(const struct command *c, struct buf *out)
{
	int i;

	buf_puts(out, c->words);
	for (i = 0; i < c->n_args; i++) {
		if (!(c->arg[i].s->flags & SN_NOKEYWORD))
			buf_printf(out, " %s", c->arg[i].s->keyword);
		if (*c->arg[i].value)
			buf_printf(out, " %s", c->arg[i].value);
	}
}

bool access_command(struct shell *s, const struct line *l,
		    const struct command *c)
{
	const struct login *login = access_login(s->access);
	struct buf words;
	bool yes;

	buf_init(&words);
	full_words(c, &words);
	yes = login_runs(login, c->node->permission, words.data);
	buf_free(&words);
	if (!yes)
		no_command(s, l, c);
	return yes;
}

/* The child that a word means, among those that may be used. */
static const struct snode *follow(const struct login *l, const struct snode *n,
				  const char *word, struct buf *words)
{
	const struct snode *found = NULL, *c;
	size_t len = words->len, i;

	for (i = 0; i < n->nchild; i++) {
		c = n->child[i];
		if (c->kind != SN_CONTAINER ||
		    strncmp(c->keyword, word, strlen(word)))
			continue;
		if (found && strcmp(c->keyword, word))
			continue;
		found = c;
	}
	if (!found)
		return NULL;
	buf_printf(words, "%s%s", len ? " " : "", found->keyword);
	return found;
}

static bool offers(const struct login *l, const struct snode *at,
		   const struct completion *c, struct buf *words)
{
	const struct snode *n = c->word ? snode_child(at, c->word) : NULL;
	size_t len = words->len;
	bool yes;

	if (c->enter || !n || n->kind != SN_CONTAINER)
		return at->rpc && login_runs(l, at->permission, words->data);
	buf_printf(words, "%s%s", len ? " " : "", n->keyword);
	yes = any_below(l, n, words);
	words->len = len;
	words->data[len] = '\0';
	return yes;
}

/* Its argument is a statement of the configuration. */
static bool takes_path(const struct snode *n)
{
	size_t i;

	for (i = 0; i < n->nbare; i++)
		if (n->bare[i]->flags & SN_REST && n->bare[i]->rest &&
		    !strcmp(n->bare[i]->rest, "configuration"))
			return true;
	return false;
}

void access_filter_commands(struct shell *s, const struct line *l,
			    struct completions *out)
{
	const struct login *login = access_login(s->access);
	const struct snode *at = schema_command(s->m->schema), *next;
	struct buf words;
	size_t k;
	int i;

	if (login_is_super(login))
		return;
	buf_init(&words);
	for (i = l->first; i < l->w.n - 1; i++) {
		next = follow(login, at, l->w.v[i], &words);
		if (!next)
			break;
		at = next;
		if (any_below(login, at, &words))
			continue;
		completions_free(out);
		memset(out, 0, sizeof(*out));
		out->err.word = i;
		strcpy(out->err.text,
		       i == l->first ? "unknown command." :
				       "syntax error, expecting <command>.");
	}
	for (k = out->n; k-- > 0;)
		if (!offers(login, at, &out->v[k], &words))
			access_remove(out, k);
	if (takes_path(at))
		access_filter_path(s, tree_root(store_active(s->m->store)),
				   "show", l->w.n - i,
				   (const char *const *)l->w.v + i, out);
	buf_free(&words);
}

/* ---- what is shown ---- */

struct cnode *access_node(struct shell *s, struct tree *t, struct cnode *n,
			  bool marks)
{
	const struct login *l = access_login(s->access);
	struct tree *view;
	struct cnode *copy;

	if (login_is_super(l) || !n)
		return n;
	view = access_copy(l, access_areas(s->access), t, n, marks, &copy);
	vec_push(&s->access->views, view);
	return copy;
}

struct tree *access_tree(struct shell *s, struct tree *t, bool marks)
{
	struct cnode *root = access_node(s, t, tree_root(t), marks);

	return root == tree_root(t) ?
		       t :
		       s->access->views.v[s->access->views.n - 1];
}

static struct cnode *same_in(struct tree *t, const struct cnode *n)
{
	struct cnode *parent;

	if (!n->parent)
		return tree_root(t);
	parent = same_in(t, n->parent);
	return parent ? tree_find(parent, n->schema, n->keys, n->value) : NULL;
}

void access_compare(struct shell *s, struct tree *from, struct tree *to,
		    struct cnode *level, struct buf *out)
{
	struct tree *a = access_tree(s, from, false),
		    *b = access_tree(s, to, false);
	struct cnode *n = b == to ? level : same_in(b, level);

	if (n)
		conf_compare(a, b, n, out);
}

bool access_hides(struct shell *s, const struct line *l, const struct cnode *n)
{
	const struct login *login = access_login(s->access);
	struct cnode *copy;
	struct tree *view;

	if (!n || !n->parent || login_is_super(login))
		return false;
	view = access_copy(login, access_areas(s->access), config_tree(s), n,
			   false, &copy);
	tree_free(view);
	if (copy)
		return false;
	shell_caret(s, (int)l->end, "permission denied.");
	return true;
}
