// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The grammar, compiled once at start: libyang reads the embedded modules,
 * we walk what it compiled and keep our own compact copy - keywords, flags,
 * types, references - in one arena, and let libyang go.  From then on the
 * grammar is read-only and nothing depends on libyang's memory or threads.
 *
 * The modules are one main module, xpf-conf, whose container `configuration`
 * is the root, and the modules of operational commands, xpf-rpc-*, whose rpcs
 * are hung into a tree of command words.  Choices and cases are flattened
 * into numbers; `groups`, `apply-groups` and their kin are not in the YANG
 * (they would double it) but built here, allowed everywhere.
 */
#include "conf/schema.h"

#include <stdlib.h>
#include <string.h>

#include "conf/conf.h"
#include "conf/grammar.h"
#include "conf/secret.h"
#include "lib/arena.h"
#include "lib/buf.h"
#include "lib/log.h"
#include "lib/map.h"

struct yang_text {
	const char *name;
	const char *text;
};

extern const struct yang_text yang_texts[];

#define MAIN_MODULE "xpf-conf"
#define RPC_PREFIX "xpf-rpc-"

/* ---- loading ---- */

static const char *find_text(const char *name)
{
	const struct yang_text *t;

	for (t = yang_texts; t->name; t++)
		if (!strcmp(t->name, name))
			return t->text;
	return NULL;
}

static LY_ERR import(const char *mod, const char *rev, const char *submod,
		     const char *subrev, void *arg, LYS_INFORMAT *format,
		     const char **data, ly_module_imp_data_free_clb *free_data)
{
	*format = LYS_IN_YANG;
	*data = find_text(submod ? submod : mod);
	*free_data = NULL;
	return *data ? LY_SUCCESS : LY_ENOTFOUND;
}

static const struct lys_module *load(struct ly_ctx *ctx, const char *name)
{
	const char *text = find_text(name);
	struct lys_module *mod = NULL;

	if (!text || lys_parse_mem(ctx, text, LYS_IN_YANG, &mod)) {
		log_err("grammar: cannot compile %s: %s", name,
			ly_errmsg(ctx) ? ly_errmsg(ctx) : "not there");
		return NULL;
	}
	return mod;
}

/* The text of the extension is configuration like any other. */
static bool build_defaults(struct schema *s, const struct lys_module *mod)
{
	struct diag *d = diag_new();
	const char *text;
	struct buf b;
	bool ok;
	size_t i;

	s->defaults = tree_new(s);
	for (i = 0;
	     (text = grammar_ext_nth(mod->compiled->exts, "defaults", i)); i++)
		conf_load(s->defaults, tree_root(s->defaults), LOAD_MERGE,
			  "junos-defaults", text, strlen(text), d);
	buf_init(&b);
	diag_print(d, &b);
	if (b.len)
		log_err("grammar: %s", b.data);
	ok = !b.len;
	buf_free(&b);
	diag_free(d);
	return ok;
}

static bool build_config(struct schema *s, struct ly_ctx *ctx)
{
	const struct lys_module *mod = load(ctx, MAIN_MODULE);

	if (!mod)
		return false;
	s->config = grammar_node(s, mod->compiled->data);
	grammar_below(s, s->config, lysc_node_child(mod->compiled->data));
	grammar_universal(s);
	return build_defaults(s, mod);
}

static bool build_all(struct schema *s, struct ly_ctx *ctx)
{
	const struct lys_module *mod;
	const struct yang_text *t;

	if (!build_config(s, ctx))
		return false;
	s->command = grammar_snode(s, SN_CONTAINER, "command", NULL, NULL);
	grammar_set_children(s, s->command, NULL, 0);
	for (t = yang_texts; t->name; t++) {
		if (strncmp(t->name, RPC_PREFIX, strlen(RPC_PREFIX)))
			continue;
		mod = load(ctx, t->name);
		if (!mod)
			return false;
		grammar_commands(s, mod);
	}
	return !s->failed;
}

struct schema *schema_load(void)
{
	struct schema *s;
	struct ly_ctx *ctx;
	bool ok;

	/* no search in the file system: the grammar is inside the program */
	if (ly_ctx_new(NULL, LY_CTX_NO_YANGLIBRARY | LY_CTX_DISABLE_SEARCHDIRS,
		       &ctx)) {
		log_err("grammar: libyang does not start");
		return NULL;
	}
	ly_log_options(LY_LOSTORE_LAST);
	ly_ctx_set_module_imp_clb(ctx, import, NULL);
	s = calloc(1, sizeof(*s));
	if (!s)
		abort();
	s->arena = arena_new();
	ok = build_all(s, ctx);
	shared_free(&s->types);
	shared_free(&s->texts);
	shared_free(&s->helps);
	ly_ctx_destroy(ctx);
	if (!ok) {
		schema_free(s);
		return NULL;
	}
	return s;
}

void schema_free(struct schema *s)
{
	struct vpattern **p;
	struct map **m;

	if (!s)
		return;
	vec_each(p, &s->patterns)
		regfree(&(*p)->re);
	vec_each(m, &s->maps)
		map_free(*m);
	vec_free(&s->patterns);
	vec_free(&s->maps);
	tree_free(s->defaults);
	arena_free(s->arena);
	free(s);
}

/* ---- reading ---- */

const struct snode *schema_config(const struct schema *s)
{
	return s->config;
}

const struct snode *schema_command(const struct schema *s)
{
	return s->command;
}

const struct tree *schema_defaults(const struct schema *s)
{
	return s->defaults;
}

const struct snode *snode_child(const struct snode *n, const char *keyword)
{
	size_t i;

	if (n->words)
		return map_get(n->words, keyword);
	for (i = 0; i < n->nchild; i++)
		if (!(n->child[i]->flags & (SN_KEY | SN_NOKEYWORD)) &&
		    !strcmp(n->child[i]->keyword, keyword))
			return n->child[i];
	return NULL;
}

const struct snode *snode_child_named(const struct snode *n, const char *name)
{
	size_t i;

	for (i = 0; i < n->nchild; i++)
		if (!strcmp(n->child[i]->name, name))
			return n->child[i];
	return NULL;
}

bool snode_key_named(const struct snode *list, size_t nth)
{
	if (!nth)
		return list->flags & SN_NAMED_KEY;
	return !(list->key[nth]->flags & SN_NOKEYWORD);
}

bool snode_key_given(const struct snode *list, size_t nth,
		     const char *const *keys)
{
	const char *p = list->key[nth]->optional;
	size_t n;

	if (!p)
		return true;
	for (; *p; p += n) {
		p += strspn(p, " ");
		n = strcspn(p, " ");
		if (n && n == strlen(keys[nth - 1]) &&
		    !strncmp(p, keys[nth - 1], n))
			return true;
	}
	return false;
}

const char *snode_check_value(const struct snode *n, const char *value,
			      struct buf *out)
{
	struct buf scratch;
	const char *msg;

	if (out && n->flags & SN_SECRET)
		return secret_check(n, value, out);
	if (out)
		return type_check(n->type, value, out);
	buf_init(&scratch);
	msg = snode_check_value(n, value, &scratch);
	buf_free(&scratch);
	return msg;
}
