// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Statements that stand for others.  A list that `expands` into another
 * (interface-range into interface) names instances, one by one, by number
 * ranges or by wildcards in names; what it says beside is inherited by each of
 * them.  A leaf that `collects` (apply-path) is a path with wildcards; what it
 * leads to are instances beside it.
 *
 * Names are Junos': ge-0/0/[0-3,7] is five of them, an asterisk the numbers 0
 * to 47.  "ge-0/0/0 to ge-1/0/3" counts each number from the first name to the
 * second.
 *
 * A path begins at the root of its own configuration: a logical system's or a
 * tenant's leads to what that says.
 *
 * What an instance says itself wins; of several ranges the first.  Ranges are
 * expanded before groups, so that wildcards of groups find what they made.
 */
#include "conf/range.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf/lex.h"
#include "conf/match.h"
#include "lib/addr.h"
#include "lib/buf.h"
#include "lib/vec.h"

#define NAMES_MAX 8192 /* one range */
#define STAR_LAST 47

struct names {
	VEC(char *) v;
	bool many; /* too many */
};

static void names_free(struct names *n)
{
	char **p;

	vec_each(p, &n->v)
		free(*p);
	vec_free(&n->v);
}

static void name_add(struct names *n, const char *name)
{
	char *copy;

	if (n->v.n >= NAMES_MAX) {
		n->many = true;
		return;
	}
	copy = strdup(name);
	if (!copy)
		abort();
	vec_push(&n->v, copy);
}

/* ---- patterns of names ---- */

static bool name_pattern(const char *head, const char *rest, struct names *out);

static bool numbers(const char *head, long from, long to, const char *rest,
		    struct names *out)
{
	char *name;
	bool ok = true;

	for (; from <= to && ok && !out->many; from++) {
		if (asprintf(&name, "%s%ld", head, from) < 0)
			abort();
		ok = name_pattern(name, rest, out);
		free(name);
	}
	return ok;
}

/* "[0-3,7]": behind the bracket. */
static bool bracket(const char *head, const char *p, struct names *out)
{
	const char *end = strchr(p, ']');
	long from, to;
	char *next;

	if (!end)
		return false;
	for (;; p++) {
		if (!isdigit((unsigned char)*p))
			return false;
		from = to = strtol(p, &next, 10);
		if (*next == '-' && isdigit((unsigned char)next[1]))
			to = strtol(next + 1, &next, 10);
		if (from > to || !numbers(head, from, to, end + 1, out))
			return false;
		p = next;
		if (p == end)
			return true;
		if (*p != ',')
			return false;
	}
}

/* All names that begin with @head and go on as the pattern @rest says. */
static bool name_pattern(const char *head, const char *rest, struct names *out)
{
	size_t n = strcspn(rest, "[*");
	bool ok = true;
	char *name;

	if (asprintf(&name, "%s%.*s", head, (int)n, rest) < 0)
		abort();
	rest += n;
	if (!*rest)
		name_add(out, name);
	else if (*rest == '*')
		ok = numbers(name, 0, STAR_LAST, rest + 1, out);
	else
		ok = bracket(name, rest + 1, out);
	free(name);
	return ok;
}

/* "ge-0/0/0" to "ge-1/0/3": every number from the one to the other. */
static bool name_range(const char *head, const char *a, const char *b,
		       struct names *out)
{
	size_t n = strcspn(a, "0123456789");
	char *name, *x, *y;
	long i, from, to;
	bool ok = true;

	if (n != strcspn(b, "0123456789") || strncmp(a, b, n))
		return false;
	if (!a[n]) {
		if (asprintf(&name, "%s%s", head, a) < 0)
			abort();
		name_add(out, name);
		free(name);
		return !b[n];
	}
	from = strtol(a + n, &x, 10);
	to = strtol(b + n, &y, 10);
	for (i = from; i <= to && ok && !out->many; i++) {
		if (asprintf(&name, "%s%.*s%ld", head, (int)n, a, i) < 0)
			abort();
		ok = name_range(name, x, y, out);
		free(name);
	}
	return ok && from <= to;
}

/* ---- ranges ---- */

struct ranger {
	struct tree *t;
	struct diag *d;
	bool again; /* of what others say, faults are known */
	/* words of `expands`: the list, its names, its ranges and their end */
	char target[64], member[64], range[64], end[64];
	const char *name; /* of the range under way */
};

static void fault(struct ranger *r, const struct cnode *n, const char *text)
{
	struct buf path, stmt;

	if (r->again && !n->group)
		return;
	buf_init(&path);
	buf_init(&stmt);
	buf_puts(&path, "[edit ");
	cn_edit_path(n->parent, &path);
	buf_putc(&path, ']');
	diag_stmt(r->d, DIAG_ERROR, path.data, cn_statement(n, &stmt), "%s",
		  text);
	buf_free(&path);
	buf_free(&stmt);
}

static bool is(const struct cnode *n, const char *name)
{
	return !strcmp(n->schema->name, name);
}

static const struct cnode *end_of(const struct ranger *r, const struct cnode *n)
{
	const struct snode *s = snode_child_named(n->schema, r->end);

	return s ? tree_first(n, s) : NULL;
}

static void names_of(struct ranger *r, const struct cnode *range,
		     struct names *out)
{
	const struct cnode *n, *end;
	bool ok;

	for (n = range->first; n; n = n->next) {
		if (n->flags & CN_INACTIVE)
			continue;
		if (is(n, r->member)) {
			ok = name_pattern("", n->keys ? n->keys[0] : n->value,
					  out);
		} else if (is(n, r->range)) {
			end = end_of(r, n);
			ok = name_range("", n->keys[0],
					end ? end->value : n->keys[0], out);
		} else {
			continue;
		}
		if (!ok)
			fault(r, n, "Invalid range of names");
		if (out->many) {
			fault(r, n, "Too many members");
			return;
		}
	}
}

static bool case_taken(const struct cnode *to, const struct snode *s)
{
	const struct cnode *c;

	for (c = s->choice ? to->first : NULL; c; c = c->next)
		if (c->schema->choice == s->choice && c->schema->cas != s->cas)
			return true;
	return false;
}

static const struct snode *twin(const struct ranger *r, const struct cnode *to,
				const struct cnode *n)
{
	if (n->schema->flags & SN_UNIVERSAL)
		return n->schema;
	return snode_child_named(to->schema, n->schema->name);
}

static void mark(struct ranger *r, struct cnode *n)
{
	n->group = tree_strdup(r->t, r->name);
	n->flags |= CN_EXPANDED;
}

/* What @to lacks of what @from says. */
static void inherit(struct ranger *r, struct cnode *to,
		    const struct cnode *from)
{
	const struct cnode *c;
	const struct snode *s;
	struct cnode *n;
	bool made;

	for (c = from->first; c; c = c->next) {
		if (c->flags & CN_INACTIVE || is(c, r->member) ||
		    is(c, r->range))
			continue;
		s = twin(r, to, c);
		if (!s || case_taken(to, s) ||
		    (s->kind == SN_LEAF && tree_find(to, s, NULL, NULL)))
			continue;
		n = tree_add(r->t, to, s, c->keys, c->value, &made);
		if (made) {
			mark(r, n);
			n->line = c->line;
		}
		inherit(r, n, c);
	}
}

static void expand_range(struct ranger *r, struct cnode *level,
			 const struct cnode *range)
{
	const struct snode *s = snode_child_named(level->schema, r->target);
	struct names names = { { 0 } };
	const char *keys[1];
	struct cnode *n;
	char **name;
	bool made;

	r->name = range->keys[0];
	names_of(r, range, &names);
	vec_each(name, &names.v) {
		keys[0] = *name;
		if (!s || snode_check_value(s->key[0], *name, NULL))
			continue;
		n = tree_add(r->t, level, s, keys, NULL, &made);
		if (made)
			mark(r, n);
		inherit(r, n, range);
	}
	names_free(&names);
}

static void expand_list(struct tree *t, struct cnode *level,
			struct cnode *first, bool again, struct diag *d)
{
	struct ranger r = { .t = t, .d = d, .again = again };
	struct cnode *n;

	if (sscanf(first->schema->expands, "%63s %63s %63s %63s", r.target,
		   r.member, r.range, r.end) != 4)
		return;
	for (n = first; n; n = cn_next(n))
		if (!(n->flags & CN_INACTIVE))
			expand_range(&r, level, n);
}

/* ---- paths ---- */

struct collector {
	struct tree *t;
	struct cnode *level; /* where the values go */
	const struct snode *s; /* instances of this */
	struct buf *note; /* to be told only; NULL: made */
	int n;
	char *word[32];
};

/* A value as the list takes it: networks, not addresses in them. */
static void collect(struct collector *c, const char *value)
{
	char text[PREFIX_STRLEN];
	const char *keys[1] = { value };
	struct prefix p;

	if (!prefix_parse(value, &p)) {
		p = prefix_network(&p);
		keys[0] = prefix_str(&p, text);
	}
	if (snode_check_value(c->s->kind == SN_LIST ? c->s->key[0] : c->s,
			      keys[0], NULL))
		return;
	if (c->note)
		buf_printf(c->note, "\n    %s;", keys[0]);
	else
		tree_add(c->t, c->level, c->s, keys, keys[0], NULL);
}

/* Does the next word of the path fit?  Then it is eaten. */
static bool eat(const struct collector *c, int *i, const char *word)
{
	return *i < c->n && group_matches(c->word[(*i)++], word);
}

static void follow(struct collector *c, const struct cnode *n, int i)
{
	const struct snode *s;
	const struct cnode *k;
	bool ok;
	size_t j;
	int at;

	for (k = n->first; k; k = k->next) {
		s = k->schema;
		at = i;
		ok = !(k->flags & CN_INACTIVE) &&
		     (s->flags & SN_NOKEYWORD || eat(c, &at, s->keyword));
		for (j = 0; ok && s->kind == SN_LIST && j < s->nkey; j++) {
			if (j && !(s->key[j]->flags & SN_NOKEYWORD))
				ok = eat(c, &at, s->key[j]->keyword);
			ok = ok && eat(c, &at, k->keys[j]);
		}
		if (s->kind == SN_LEAF || s->kind == SN_LEAFLIST)
			ok = ok && eat(c, &at, k->value) && at == c->n;
		if (!ok)
			continue;
		if (at < c->n)
			follow(c, k, at);
		else if (s->kind == SN_LIST)
			collect(c, k->keys[s->nkey - 1]);
		else if (s->kind != SN_CONTAINER)
			collect(c, k->value);
	}
}

static void collect_path(struct tree *t, struct cnode *leaf, bool show)
{
	struct collector c = {
		.t = t,
		.level = leaf->parent,
		.s = snode_child_named(leaf->parent->schema,
				       leaf->schema->collects),
	};
	char *copy = strdup(leaf->value), *save = NULL, *w;
	struct buf note;

	if (!copy)
		abort();
	buf_init(&note);
	buf_printf(&note, "%s was expanded to:", leaf->schema->keyword);
	c.note = show ? &note : NULL;
	for (w = strtok_r(copy, " ", &save); w && c.n < 32;
	     w = strtok_r(NULL, " ", &save))
		c.word[c.n++] = w;
	if (c.s)
		follow(&c, match_root(leaf), 0);
	if (show)
		leaf->note = tree_strdup(t, note.data);
	buf_free(&note);
	free(copy);
}

/* ---- walks: only where the grammar says that something expands ---- */

void range_expand(struct tree *t, struct cnode *level, bool again,
		  struct diag *d)
{
	struct cnode *n, *next;

	for (n = level->first; n; n = next) {
		next = n->next;
		if (!(n->schema->flags & SN_EXPANDS) ||
		    n->flags & CN_INACTIVE || n->schema->flags & SN_GROUPS)
			continue;
		if (n->schema->expands) {
			if (!n->prev || n->prev->schema != n->schema)
				expand_list(t, level, n, again, d);
		} else {
			range_expand(t, n, again, d);
		}
	}
}

void range_forget(struct tree *t, struct cnode *level)
{
	struct cnode *n, *next;

	for (n = level->first; n; n = next) {
		next = n->next;
		if (n->schema->expands)
			tree_remove(t, n);
		else if (n->schema->flags & SN_EXPANDS)
			range_forget(t, n);
	}
}

void range_collect(struct tree *t, struct cnode *level, bool show)
{
	struct cnode *n, *next;

	for (n = level->first; n; n = next) {
		next = n->next;
		if (!(n->schema->flags & SN_EXPANDS) || n->flags & CN_INACTIVE)
			continue;
		if (n->schema->collects)
			collect_path(t, n, show);
		else
			range_collect(t, n, show);
	}
}
