/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Models of configurations given as text, for tests that include it. */
#ifndef XPF_TESTS_BUILT_H
#define XPF_TESTS_BUILT_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf/conf.h"
#include "model/model.h"

static struct schema *schema;

/* What every configuration below begins with. */
#define BASE                                                                \
	"set interfaces ge-0/0/0 unit 0 family inet address 10.0.0.1/24\n"  \
	"set interfaces ge-0/0/1 unit 0 family inet address 192.0.2.1/24\n" \
	"set security zones security-zone trust interfaces ge-0/0/0.0\n"    \
	"set security zones security-zone untrust interfaces ge-0/0/1.0\n"

#define POLICY "set security policies from-zone trust to-zone untrust policy p "
#define ALLOW                                           \
	POLICY "match source-address any\n" POLICY      \
	       "match destination-address any\n" POLICY \
	       "match application any\n" POLICY "then permit\n"

struct built {
	struct tree *tree, *effective;
	struct model *m;
	struct diag *d;
};

/* Validation is left out: the model must stand on its own. */
static inline struct built build(const char *text)
{
	struct built b = { .d = diag_new() };
	struct buf out;

	b.tree = tree_new(schema);
	conf_load(b.tree, tree_root(b.tree), LOAD_SET, "test", text,
		  strlen(text), b.d);
	if (diag_errors(b.d)) {
		buf_init(&out);
		diag_print(b.d, &out);
		fail_msg("%s", out.data);
	}
	b.effective = conf_effective(b.tree, b.d);
	b.m = model_build(b.effective, b.d);
	return b;
}

static void drop(struct built *b)
{
	model_free(b->m);
	tree_free(b->effective);
	tree_free(b->tree);
	diag_free(b->d);
}

static inline struct built good(const char *text)
{
	struct built b = build(text);
	struct buf out;

	if (!b.m) {
		buf_init(&out);
		diag_print(b.d, &out);
		fail_msg("%s", out.data);
	}
	return b;
}

static int load_schema(void **state)
{
	schema = schema_load();
	return schema ? 0 : -1;
}

static int drop_schema(void **state)
{
	schema_free(schema);
	return 0;
}

#endif
