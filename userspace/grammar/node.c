// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * YANG nodes to ours: what the extensions say becomes flags, references,
 * conditions; choices and cases become numbers on the nodes in them.
 */
#include "grammar/grammar.h"

#include <stdlib.h>
#include <string.h>

#include "conf/must.h"
#include "lib/arena.h"
#include "lib/log.h"

const char *grammar_ext_nth(exts_t exts, const char *name, size_t nth)
{
	LY_ARRAY_COUNT_TYPE i;

	LY_ARRAY_FOR(exts, i)
	{
		if (strcmp(exts[i].def->module->name, "xpf-cli") ||
		    strcmp(exts[i].def->name, name))
			continue;
		if (!nth--)
			return exts[i].argument ? exts[i].argument : "";
	}
	return NULL;
}

const char *grammar_ext(exts_t exts, const char *name)
{
	return grammar_ext_nth(exts, name, 0);
}

/* ---- nodes ---- */

unsigned int grammar_flags(exts_t exts)
{
	static const struct {
		const char *name;
		unsigned int flag;
	} all[] = {
		{ "oneliner", SN_ONELINER },
		{ "oneliner-plus", SN_ONELINER_PLUS },
		{ "oneliner-single", SN_ONELINER_SINGLE },
		{ "oneliner-flag", SN_ONELINER_FLAG },
		{ "homogeneous", SN_HOMOGENEOUS },
		{ "nokeyword", SN_NOKEYWORD },
		{ "secret", SN_SECRET },
		{ "unsupported", SN_UNSUPPORTED },
		{ "hidden", SN_HIDDEN },
		{ "rest", SN_REST },
		{ "sequence", SN_SEQUENCE },
		{ "named-key", SN_NAMED_KEY },
		{ "foreign", SN_FOREIGN },
		{ "expression", SN_EXPRESSION },
	};
	unsigned int flags = 0;
	size_t i;

	for (i = 0; i < sizeof(all) / sizeof(*all); i++)
		if (grammar_ext(exts, all[i].name))
			flags |= all[i].flag;
	return flags;
}

/* Of which kind a secret is; unsaid, encrypted-password is a hash. */
static unsigned int secret_kind(const char *kind, const char *name)
{
	if (!kind)
		return 0;
	if (!strcmp(kind, "dialogue"))
		return SN_DIALOGUE;
	if (!strcmp(kind, "hash") ||
	    (!*kind && !strcmp(name, "encrypted-password")))
		return SN_HASH;
	return 0;
}

static void build_refs(struct grammar *g, struct snode *n, exts_t exts)
{
	const char *message = grammar_ext(exts, "ref-message"), *path;
	const char *up = grammar_ext(exts, "ref-up");
	struct snode_ref *ref;
	size_t i, count = 0;

	while (grammar_ext_nth(exts, "ref", count))
		count++;
	ref = arena_new_array(g->arena, struct snode_ref, count);
	for (i = 0; i < count; i++) {
		path = grammar_ext_nth(exts, "ref", i);
		ref[i].path = grammar_keep(g, path);
		ref[i].message = grammar_keep(g, message);
		ref[i].up = up ? atoi(up) : 0;
	}
	n->ref = ref;
	n->nref = count;
}

static void build_musts(struct grammar *g, struct snode *n, exts_t exts)
{
	struct snode_must *m;
	const char *expr;
	size_t i, count = 0;

	while (grammar_ext_nth(exts, "must", count))
		count++;
	m = arena_new_array(g->arena, struct snode_must, count);
	for (i = 0; i < count; i++) {
		expr = grammar_ext_nth(exts, "must", i);
		m[i].expr = must_parse(g->arena, expr);
		m[i].message = grammar_keep(
			g, grammar_ext_nth(exts, "must-message", i));
		if (!m[i].expr || !m[i].message) {
			log_err("grammar: %s: bad must %s", n->name, expr);
			g->failed = true;
		}
	}
	n->must = m;
	n->nmust = count;
}

static void build_required(struct grammar *g, struct snode *n, exts_t exts)
{
	const char **req;
	size_t i, count = 0;

	while (grammar_ext_nth(exts, "required", count))
		count++;
	req = arena_new_array(g->arena, const char *, count + 1);
	for (i = 0; i < count; i++)
		req[i] = grammar_keep(g, grammar_ext_nth(exts, "required", i));
	n->required = req;
}

struct snode *grammar_snode(struct grammar *g, enum snode_kind kind,
			    const char *name, const char *keyword,
			    const char *help)
{
	static const char *const nothing[] = { NULL };
	struct snode *n = arena_new_obj(g->arena, struct snode);

	n->required = nothing;
	n->kind = kind;
	n->name = grammar_keep(g, name);
	n->keyword = keyword ? grammar_keep(g, keyword) : n->name;
	n->help = grammar_keep_help(g, help);
	return n;
}

static void build_leaf(struct grammar *g, struct snode *n,
		       const struct lysc_type *lt)
{
	n->type = grammar_type(g, lt);
	if (n->type->base == VT_EMPTY)
		n->flags |= SN_EMPTY;
}

static const char *unsupported_warning(struct grammar *g, exts_t exts)
{
	const char *text = grammar_ext(exts, "unsupported");

	return text && *text ? grammar_keep(g, text) :
			       "statement has no effect in this version";
}

struct snode *grammar_node(struct grammar *g, const struct lysc_node *ln)
{
	static const enum snode_kind kinds[] = {
		[LYS_CONTAINER] = SN_CONTAINER,
		[LYS_LIST] = SN_LIST,
		[LYS_LEAF] = SN_LEAF,
		[LYS_LEAFLIST] = SN_LEAFLIST,
	};
	const struct lysc_node_leaf *leaf;
	struct snode *n;

	n = grammar_snode(g, kinds[ln->nodetype], ln->name,
			  grammar_ext(ln->exts, "keyword"), ln->dsc);
	n->flags = grammar_flags(ln->exts);
	n->flags |= secret_kind(grammar_ext(ln->exts, "secret"), ln->name);
	n->placeholder = grammar_keep(g, grammar_ext(ln->exts, "placeholder"));
	n->rest = grammar_keep(g, grammar_ext(ln->exts, "rest"));
	n->optional = grammar_keep(g, grammar_ext(ln->exts, "optional"));
	n->shorthand = grammar_keep(g, grammar_ext(ln->exts, "shorthand"));
	n->expands = grammar_keep(g, grammar_ext(ln->exts, "expands"));
	n->collects = grammar_keep(g, grammar_ext(ln->exts, "collects"));
	n->warning = unsupported_warning(g, ln->exts);
	if (ln->nodetype == LYS_LEAF) {
		leaf = (const struct lysc_node_leaf *)ln;
		n->units = grammar_keep(g, leaf->units);
		build_leaf(g, n, leaf->type);
		if (leaf->dflt)
			n->dflt = grammar_keep(
				g, lyd_value_get_canonical(ln->module->ctx,
							   leaf->dflt));
		if (lysc_is_key(ln))
			n->flags |= SN_KEY;
	} else if (ln->nodetype == LYS_LEAFLIST) {
		build_leaf(g, n, ((const struct lysc_node_leaflist *)ln)->type);
	}
	if (ln->nodetype == LYS_LIST)
		n->max = ((const struct lysc_node_list *)ln)->max;
	else if (ln->nodetype == LYS_LEAFLIST)
		n->max = ((const struct lysc_node_leaflist *)ln)->max;
	if (n->max == UINT32_MAX)
		n->max = 0;
	if (ln->flags & LYS_MAND_TRUE)
		n->flags |= SN_MANDATORY;
	if (ln->nodetype == LYS_CONTAINER && ln->flags & LYS_PRESENCE)
		n->flags |= SN_PRESENCE;
	if (ln->nodetype & (LYS_LIST | LYS_LEAFLIST) &&
	    ln->flags & LYS_ORDBY_USER)
		n->flags |= SN_ORDERED;
	build_refs(g, n, ln->exts);
	build_musts(g, n, ln->exts);
	build_required(g, n, ln->exts);
	return n;
}

/* So that a walk finds what expands without seeing everything. */
static void mark_expanding(struct snode *n)
{
	if (!n->expands && !n->collects)
		return;
	for (; n; n = n->parent)
		n->flags |= SN_EXPANDS;
}

void grammar_children(struct grammar *g, struct snode *parent,
		      struct children *c, const struct lysc_node *first,
		      unsigned int choice, unsigned int cas)
{
	const struct lysc_node *ln;
	unsigned int cases = 0;
	struct snode *n;

	LY_LIST_FOR(first, ln)
	{
		if (ln->nodetype == LYS_CHOICE) {
			/* a nested choice belongs to the outer one's case */
			grammar_children(g, parent, c, lysc_node_child(ln),
					 choice ? choice : ++g->choices, cas);
			continue;
		}
		if (ln->nodetype == LYS_CASE) {
			grammar_children(g, parent, c, lysc_node_child(ln),
					 choice, cas ? cas : ++cases);
			continue;
		}
		n = grammar_node(g, ln);
		n->parent = parent;
		mark_expanding(n);
		n->choice = choice;
		n->cas = cas;
		vec_push(&c->all, n);
		if (ln->nodetype & (LYS_CONTAINER | LYS_LIST))
			grammar_below(g, n, lysc_node_child(ln));
	}
}

void grammar_set_children(struct grammar *g, struct snode *n, struct snode **v,
			  size_t count)
{
	size_t i;

	n->child = arena_new_array(g->arena, struct snode *, count + 1);
	n->key = n->child;
	n->bare = arena_new_array(g->arena, struct snode *, count + 1);
	n->nchild = count;
	for (i = 0; i < count; i++) {
		n->child[i] = v[i];
		v[i]->order = (int)i;
		if (v[i]->flags & SN_KEY)
			n->nkey++;
		else if (v[i]->flags & SN_NOKEYWORD)
			n->bare[n->nbare++] = v[i];
	}
}

void grammar_below(struct grammar *g, struct snode *n,
		   const struct lysc_node *first)
{
	struct children c = { { 0 } };

	grammar_children(g, n, &c, first, 0, 0);
	grammar_set_children(g, n, c.all.v, c.all.n);
	vec_free(&c.all);
}
