// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * grammar-compiler MODULE.yang... - when xpf is built: the grammar as C.
 *
 * libyang reads the modules, which are all in one folder; we walk what it
 * compiled, make our own compact copy - keywords, flags, types, references -
 * and print that (table.c).  So no program reads YANG when it starts, and what
 * is wrong with the grammar ends the build.
 *
 * The modules are one main module, xpf-conf, whose container `configuration`
 * is the root, and the modules of operational commands, xpf-rpc-*, whose rpcs
 * are hung into a tree of command words.  Choices and cases are flattened
 * into numbers; `groups`, `apply-groups` and their kin are not in the YANG
 * (they would double it) but built here, allowed everywhere.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "grammar/grammar.h"
#include "lib/arena.h"

#define MAIN_MODULE "xpf-conf"
#define RPC_PREFIX "xpf-rpc-"

/* conf/ wants to be linked with what is only made here. */
const struct grammar_table grammar_table;

static void load(struct grammar *g, struct ly_ctx *ctx, const char *name)
{
	if (ly_ctx_load_module(ctx, name, NULL, NULL))
		return;
	fprintf(stderr, "%s: %s: %s\n", name,
		ly_errpath(ctx) ? ly_errpath(ctx) : "",
		ly_errmsg(ctx) ? ly_errmsg(ctx) : "not there");
	g->failed = true;
}

static void build_config(struct grammar *g, const struct lys_module *mod)
{
	const char *text;
	size_t i;

	g->config = grammar_node(g, mod->compiled->data);
	grammar_below(g, g->config, lysc_node_child(mod->compiled->data));
	g->group = grammar_node(g, mod->compiled->data->next);
	grammar_below(g, g->group, lysc_node_child(mod->compiled->data->next));
	grammar_universal(g);
	for (i = 0;
	     (text = grammar_ext_nth(mod->compiled->exts, "defaults", i)); i++)
		vec_push(&g->defaults, grammar_keep(g, text));
}

/* "yang/xpf-rpc-file.yang" to the module's name, if it is one of commands */
static bool command_module(const char *path, char *name, size_t size)
{
	const char *slash = strrchr(path, '/');
	const char *base = slash ? slash + 1 : path;

	if (strncmp(base, RPC_PREFIX, strlen(RPC_PREFIX)))
		return false;
	snprintf(name, size, "%.*s", (int)strcspn(base, "."), base);
	return true;
}

static void build_commands(struct grammar *g, const struct ly_ctx *ctx,
			   char **paths)
{
	char name[64];

	g->command = grammar_snode(g, SN_CONTAINER, "command", NULL, NULL);
	grammar_set_children(g, g->command, NULL, 0);
	for (; *paths; paths++)
		if (command_module(*paths, name, sizeof(name)))
			grammar_commands(
				g, ly_ctx_get_module_implemented(ctx, name));
}

/*
 * All of them before one is read: libyang may compile a module anew for
 * another's sake, and keep.c goes by where things lie.
 */
static const struct lys_module *load_all(struct grammar *g, struct ly_ctx *ctx,
					 char **paths)
{
	char name[64];

	load(g, ctx, MAIN_MODULE);
	for (; *paths && !g->failed; paths++)
		if (command_module(*paths, name, sizeof(name)))
			load(g, ctx, name);
	return ly_ctx_get_module_implemented(ctx, MAIN_MODULE);
}

int main(int argc, char **argv)
{
	struct grammar g = { .arena = arena_new() };
	const struct lys_module *conf;
	struct ly_ctx *ctx;
	char *dir, *slash;

	if (argc < 2)
		return 2;
	dir = arena_strdup(g.arena, argv[1]);
	slash = strrchr(dir, '/');
	if (slash)
		*slash = '\0';
	if (ly_ctx_new(slash ? dir : ".",
		       LY_CTX_NO_YANGLIBRARY | LY_CTX_DISABLE_SEARCHDIR_CWD,
		       &ctx))
		return 1;
	ly_log_options(LY_LOSTORE_LAST);
	conf = load_all(&g, ctx, argv + 1);
	if (!g.failed) {
		build_config(&g, conf);
		build_commands(&g, ctx, argv + 1);
	}
	if (!g.failed)
		grammar_print(&g, stdout);
	shared_free(&g.types);
	shared_free(&g.texts);
	shared_free(&g.helps);
	vec_free(&g.defaults);
	arena_free(g.arena);
	ly_ctx_destroy(ctx);
	return g.failed || ferror(stdout) || fflush(stdout) ? 1 : 0;
}
