// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The rpcs of a module, hung into the tree of command words.
 */
#include "grammar/grammar.h"

#include <string.h>

#include "lib/arena.h"
#include "lib/log.h"

static struct snode *command_word(struct grammar *g, struct snode *at,
				  const char *word)
{
	struct snode *n, **v;
	size_t i;

	for (i = 0; i < at->nchild; i++)
		if (!strcmp(at->child[i]->keyword, word))
			return at->child[i];
	n = grammar_snode(g, SN_CONTAINER, word, NULL, NULL);
	n->parent = at;
	grammar_set_children(g, n, NULL, 0);
	v = arena_new_array(g->arena, struct snode *, at->nchild + 1);
	memcpy(v, at->child, at->nchild * sizeof(*v));
	v[at->nchild] = n;
	n->order = (int)at->nchild;
	at->child = v;
	at->nchild++;
	return n;
}

static struct snode *command_path(struct grammar *g, const char *words)
{
	char *copy = arena_strdup(g->arena, words), *word, *save = NULL;
	struct snode *at = g->command;

	for (word = strtok_r(copy, " ", &save); word;
	     word = strtok_r(NULL, " ", &save))
		at = command_word(g, at, word);
	return at;
}

/* An rpc's arguments join the words that may follow its command. */
static void build_rpc(struct grammar *g, const struct lysc_node *ln,
		      const char *words)
{
	const struct lysc_node_action *rpc =
		(const struct lysc_node_action *)ln;
	struct snode *n = command_path(g, words);
	struct children c = { { 0 } };
	VEC(struct snode *) v = { 0 };
	size_t i;

	n->rpc = grammar_keep(g, ln->name);
	n->permission = grammar_keep(g, grammar_ext(ln->exts, "permission"));
	n->not_yet = grammar_keep(g, grammar_ext(ln->exts, "not-yet"));
	n->shows = grammar_keep(g, grammar_ext(ln->exts, "shows"));
	n->flags |= grammar_flags(ln->exts);
	if (!n->permission) {
		log_err("grammar: %s: no permission", n->rpc);
		g->failed = true;
	}
	if (ln->dsc)
		n->help = grammar_keep_help(g, ln->dsc);
	grammar_children(g, n, &c, rpc->input.child, 0, 0);
	for (i = 0; i < n->nchild; i++)
		vec_push(&v, n->child[i]);
	for (i = 0; i < c.all.n; i++)
		vec_push(&v, c.all.v[i]);
	grammar_set_children(g, n, v.v, v.n);
	vec_free(&v);
	vec_free(&c.all);
}

static void build_command_help(struct grammar *g, const char *text)
{
	const char *colon = strstr(text, ": ");
	char *words;

	if (!colon)
		return;
	words = arena_strndup(g->arena, text, (size_t)(colon - text));
	command_path(g, words)->help = grammar_keep_help(g, colon + 2);
}

void grammar_commands(struct grammar *g, const struct lys_module *mod)
{
	const struct lysc_node_action *rpc;
	const char *words, *help;
	size_t i;

	for (i = 0;
	     (help = grammar_ext_nth(mod->compiled->exts, "command-help", i));
	     i++)
		build_command_help(g, help);
	LY_LIST_FOR(mod->compiled->rpcs, rpc)
	{
		for (i = 0; (words = grammar_ext_nth(rpc->exts, "command", i));
		     i++)
			build_rpc(g, (const struct lysc_node *)rpc, words);
	}
}
