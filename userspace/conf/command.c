// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Operational commands.  A cursor descends the words of the command tree as
 * far as they go; where an RPC hangs, its arguments may follow in any order:
 * flags, keyword and value, or a bare value where the argument has no
 * keyword.  A word that continues the command wins over an argument, and a
 * keyword over a bare value.
 *
 * Arguments of one choice exclude each other.
 */
#include "conf/command.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf/complete.h"
#include "conf/lex.h"
#include "conf/path.h"
#include "conf/type.h"
#include "lib/buf.h"
#include "lib/vec.h"

struct reader {
	const struct snode *at;
	int argc, i;
	const char *const *argv;
	struct edit_error *e;
	struct buf words;
	VEC(struct command_arg) args;
	const struct snode *value_of; /* words ended where its value comes */
	const struct snode *rest_of; /* they end inside a path */
	int rest_from;
	bool any_arg;
};

/* ---- lookup ---- */

static bool is_arg(const struct snode *s)
{
	return s->kind == SN_LEAF || s->kind == SN_LEAFLIST;
}

static bool given(const struct reader *r, const struct snode *s)
{
	const struct command_arg *a;

	vec_each(a, &r->args)
		if (a->s == s || (s->choice && a->s->choice == s->choice &&
				  a->s->cas != s->cas))
			return true;
	return false;
}

static bool usable(const struct reader *r, const struct snode *s)
{
	if (!is_arg(s))
		return !r->any_arg;
	return !given(r, s);
}

static const struct snode *find_word(const struct reader *r, const char *word,
				     bool *ambiguous)
{
	const struct snode *s, *found = NULL;
	size_t i, n = strlen(word);

	*ambiguous = false;
	for (i = 0; i < r->at->nchild; i++) {
		s = r->at->child[i];
		if (s->flags & SN_NOKEYWORD || !usable(r, s) ||
		    strncmp(s->keyword, word, n))
			continue;
		if (!s->keyword[n])
			return s;
		if (s->flags & SN_HIDDEN)
			continue;
		*ambiguous = found;
		found = found ? found : s;
	}
	return *ambiguous ? NULL : found;
}

static const struct snode *find_bare(const struct reader *r, const char *word)
{
	const struct snode *s;
	size_t i;

	for (i = 0; i < r->at->nbare; i++) {
		s = r->at->bare[i];
		if (usable(r, s) &&
		    (s->flags & SN_REST || !snode_check_value(s, word, NULL)))
			return s;
	}
	return NULL;
}

/* Could any command word, and not only arguments, stand here? */
static bool wants_command(const struct reader *r)
{
	size_t i;

	if (r->at->rpc || r->any_arg)
		return false;
	for (i = 0; i < r->at->nchild; i++)
		if (!is_arg(r->at->child[i]))
			return true;
	return false;
}

/* ---- faults ---- */

static int bad_word(struct reader *r, bool ambiguous)
{
	const char *word = r->argv[r->i], *msg;
	const struct snode *only = r->at->nbare == 1 ? r->at->bare[0] : NULL;

	if (ambiguous)
		path_fault(r->e, r->i, true, "'%s' is ambiguous.", word);
	else if (!r->at->parent)
		path_fault(r->e, r->i, false, "unknown command.");
	else if (wants_command(r) ||
		 (only && usable(r, only) && only->type->base == VT_ENUM))
		path_fault(r->e, r->i, false,
			   "syntax error, expecting <command>.");
	else if (only && usable(r, only) &&
		 (msg = snode_check_value(only, word, NULL)))
		path_fault(r->e, r->i, true, "%s%s%s%s", msg,
			   islower((unsigned char)*msg) &&
					   msg[strlen(msg) - 1] != '.' ?
				   " at '" :
				   "",
			   islower((unsigned char)*msg) &&
					   msg[strlen(msg) - 1] != '.' ?
				   word :
				   "",
			   islower((unsigned char)*msg) &&
					   msg[strlen(msg) - 1] != '.' ?
				   "'" :
				   "");
	else
		path_fault(r->e, r->i, false, "syntax error.");
	return -1;
}

static int missing(struct reader *r)
{
	path_fault(r->e, r->argc, true, "missing argument.");
	return -1;
}

static int bad_value(struct reader *r, const char *msg)
{
	const char *word = r->argv[r->i];

	if (isupper((unsigned char)*msg) || msg[strlen(msg) - 1] == '.')
		path_fault(r->e, r->i, true, "%s", msg);
	else
		path_fault(r->e, r->i, true, "%s at '%s'", msg, word);
	return -1;
}

/* ---- reading ---- */

static void add_arg(struct reader *r, const struct snode *s, char *value,
		    int word)
{
	vec_push(&r->args, ((struct command_arg){ s, value, word }));
	r->any_arg = true;
}

static int take_rest(struct reader *r, const struct snode *s)
{
	struct buf b;
	int first = r->i;

	buf_init(&b);
	for (; r->i < r->argc; r->i++) {
		if (b.len)
			buf_putc(&b, ' ');
		buf_puts(&b, r->argv[r->i]);
	}
	r->rest_of = s;
	r->rest_from = first;
	add_arg(r, s, buf_take(&b), first);
	buf_free(&b);
	return 0;
}

static int take_value(struct reader *r, const struct snode *s, int first)
{
	const char *msg;
	struct buf b;

	if (r->i >= r->argc) {
		r->value_of = s;
		return missing(r);
	}
	if (s->flags & SN_REST)
		return take_rest(r, s);
	buf_init(&b);
	msg = snode_check_value(s, word_unguard(r->argv[r->i]), &b);
	if (msg) {
		buf_free(&b);
		return bad_value(r, msg);
	}
	add_arg(r, s, buf_take(&b), first);
	buf_free(&b);
	r->i++;
	return 0;
}

static int take_arg(struct reader *r, const struct snode *s)
{
	int first = r->i;
	char *empty;

	r->i++;
	if (!(s->flags & SN_EMPTY))
		return take_value(r, s, first);
	empty = strdup("");
	if (!empty)
		abort();
	add_arg(r, s, empty, first);
	return 0;
}

static int take_word(struct reader *r)
{
	const char *word = r->argv[r->i];
	bool ambiguous;
	const struct snode *s = find_word(r, word, &ambiguous), *b;

	/* a bare value beats an abbreviation, as in the configuration */
	b = !s || strcmp(s->keyword, word) ? find_bare(r, word) : NULL;
	if (b && (!s || !(b->flags & SN_REST)) && !(s && b->type && !is_arg(s)))
		return take_value(r, b, r->i);
	if (!s)
		return bad_word(r, ambiguous);
	if (is_arg(s))
		return take_arg(r, s);
	if (r->words.len)
		buf_putc(&r->words, ' ');
	buf_puts(&r->words, s->keyword);
	r->at = s;
	r->i++;
	return 0;
}

static const struct snode *missing_arg(const struct reader *r)
{
	size_t i;

	for (i = 0; i < r->at->nchild; i++)
		if (r->at->child[i]->flags & SN_MANDATORY &&
		    !given(r, r->at->child[i]))
			return r->at->child[i];
	return NULL;
}

static int check_end(struct reader *r)
{
	const struct snode *s;

	if (!r->at->rpc) {
		path_fault(r->e, r->argc, true,
			   r->at->parent ?
				   "syntax error, expecting <command>." :
				   "unknown command.");
		return -1;
	}
	s = missing_arg(r);
	if (!s)
		return 0;
	if (s->flags & SN_NOKEYWORD)
		return missing(r);
	path_fault(r->e, r->argc, true, "missing mandatory argument: %s.",
		   s->keyword);
	return -1;
}

static void reader_init(struct reader *r, const struct schema *s, int argc,
			const char *const *argv, struct edit_error *e)
{
	memset(r, 0, sizeof(*r));
	r->at = schema_command(s);
	r->argc = argc;
	r->argv = argv;
	r->e = e;
	buf_init(&r->words);
}

static void reader_free(struct reader *r)
{
	struct command_arg *a;

	vec_each(a, &r->args)
		free(a->value);
	vec_free(&r->args);
	buf_free(&r->words);
}

int command_parse(const struct schema *s, int argc, const char *const *argv,
		  struct command *out, struct edit_error *e)
{
	struct reader r;
	int err = 0;

	memset(out, 0, sizeof(*out));
	reader_init(&r, s, argc, argv, e);
	while (!err && r.i < argc)
		err = take_word(&r);
	if (!err)
		err = check_end(&r);
	if (err) {
		reader_free(&r);
		return -1;
	}
	out->rpc = r.at->rpc;
	out->node = r.at;
	out->words = buf_take(&r.words);
	out->arg = r.args.v;
	out->n_args = (int)r.args.n;
	buf_free(&r.words);
	return 0;
}

void command_free(struct command *c)
{
	int i;

	for (i = 0; i < c->n_args; i++)
		free(c->arg[i].value);
	free(c->arg);
	free(c->words);
	memset(c, 0, sizeof(*c));
}

const char *command_arg(const struct command *c, const char *name)
{
	int i;

	for (i = 0; i < c->n_args; i++)
		if (!strcmp(c->arg[i].s->name, name))
			return c->arg[i].value;
	return NULL;
}

bool command_has(const struct command *c, const char *name)
{
	return command_arg(c, name);
}

const char *command_style(const struct command *c, const char *const *flags)
{
	for (; *flags; flags++)
		if (command_has(c, *flags))
			return *flags;
	return NULL;
}

/* ---- completion ---- */

static void offer_word(struct offers *o, const struct snode *s)
{
	/* what only leads on is marked, but for the first words */
	char mark = !is_arg(s) && !s->rpc && s->parent->parent ? '>' : ' ';

	offer(o, mark, s->keyword, s->help, false);
}

static const struct tree *defaults(const struct tree *active)
{
	return active ? schema_defaults(tree_schema(active)) : NULL;
}

static void offer_here(struct reader *r, const struct tree *active,
		       struct offers *o)
{
	const struct cnode *root = active ? tree_root(active) : NULL;
	const struct snode *s;
	size_t i;

	if (r->at->rpc && !*o->prefix && !missing_arg(r))
		offer_enter(o);
	for (i = 0; i < r->at->nchild; i++) {
		s = r->at->child[i];
		if (s->flags & SN_HIDDEN || !usable(r, s))
			continue;
		if (s->flags & SN_REST && s->rest &&
		    !strcmp(s->rest, "configuration"))
			continue; /* command_complete() asks conf */
		if (s->flags & SN_NOKEYWORD)
			offer_value(o, s, root, defaults(active));
		else
			offer_word(o, s);
	}
}

/* The path arguments of a command: as `show` would complete them. */
static const struct snode *path_arg(const struct reader *r)
{
	size_t i;

	if (r->rest_of)
		return r->rest_of;
	for (i = 0; i < r->at->nbare; i++)
		if (r->at->bare[i]->flags & SN_REST)
			return r->at->bare[i];
	return NULL;
}

static bool complete_path(struct reader *r, const struct tree *active, int argc,
			  const char *const *argv, struct completions *out)
{
	const struct snode *s = path_arg(r);
	int from = r->rest_of ? r->rest_from : argc - 1;

	if (!active || !s || !s->rest || strcmp(s->rest, "configuration"))
		return false;
	conf_complete(active, tree_root(active), "show", argc - from,
		      argv + from, out);
	out->err.word += from;
	return true;
}

void command_complete(const struct schema *s, const struct tree *active,
		      int argc, const char *const *argv,
		      struct completions *out)
{
	struct offers o = {
		.out = out,
		.prefix = argc ? argv[argc - 1] : "",
	};
	struct edit_error e = { .word = 0 };
	struct reader r;
	int err = 0;

	memset(out, 0, sizeof(*out));
	reader_init(&r, s, argc ? argc - 1 : 0, argv, &e);
	while (!err && r.i < r.argc)
		err = take_word(&r);
	if (err && !r.value_of) {
		out->err = e;
	} else if (r.value_of) {
		offer_value(&o, r.value_of, active ? tree_root(active) : NULL,
			    defaults(active));
		offer_finish(&o);
	} else if (!complete_path(&r, active, argc, argv, out)) {
		if (!r.rest_of)
			offer_here(&r, active, &o);
		else if (!*o.prefix)
			offer_enter(&o);
		if (r.rest_of)
			offer_value(&o, r.rest_of, NULL, NULL);
		offer_finish(&o);
	}
	reader_free(&r);
}
