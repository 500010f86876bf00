// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * From a tree to all that follows from it, without touching anything: what
 * `commit check`, every commit, every start and `xpfd --test` have in common.
 *
 * All faults of a stage are collected before the next stage is given up,
 * because that one would only repeat them in other words.
 */
#include "xpfd/manager.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "compile/compile.h"
#include "model/model.h"

int check_tree(const struct tree *t, struct model **model,
	       struct dp_ruleset **rs, struct diag *d)
{
	int before = diag_errors(d);
	struct tree *effective;

	*model = NULL;
	*rs = NULL;
	effective = conf_effective(t, d);
	/* Both look at all of it: the operator is told every fault at once. */
	if (effective && diag_errors(d) == before) {
		conf_validate(effective, d);
		*model = model_build(effective, d);
	}
	tree_free(effective);
	if (*model)
		schedulers_apply(*model, time(NULL));
	if (*model && diag_errors(d) == before)
		*rs = compile_ruleset(*model, d);
	if (*rs && diag_errors(d) == before)
		return 0;
	if (diag_errors(d) == before)
		diag_say(d, DIAG_ERROR, "internal error: no ruleset");
	compile_free(*rs);
	model_free(*model);
	*model = NULL;
	*rs = NULL;
	return -1;
}

static int read_file(FILE *f, struct buf *b)
{
	char chunk[65536];
	size_t n;

	while ((n = fread(chunk, 1, sizeof(chunk), f)))
		buf_add(b, chunk, n);
	return ferror(f) ? -EIO : 0;
}

struct tree *check_read(const struct schema *s, const char *path,
			struct diag *d)
{
	bool in = !strcmp(path, "-");
	struct tree *t = NULL;
	struct buf text;
	FILE *f;

	f = in ? stdin : fopen(path, "re");
	if (!f) {
		diag_say(d, DIAG_ERROR, "%s: %s", path, strerror(errno));
		return NULL;
	}
	buf_init(&text);
	if (read_file(f, &text))
		diag_say(d, DIAG_ERROR, "%s: %s", path, strerror(errno));
	else
		t = conf_parse(s, in ? "terminal" : path, text.data, text.len,
			       d);
	buf_free(&text);
	if (!in)
		fclose(f);
	return t;
}

struct tree *manager_check_file(const struct schema *s, const char *path,
				struct diag *d)
{
	struct tree *t = check_read(s, path, d);
	struct dp_ruleset *rs;
	struct model *model;

	if (!t)
		return NULL;
	/* also with syntax errors: what was read may have other faults */
	if (!check_tree(t, &model, &rs, d)) {
		compile_free(rs);
		model_free(model);
	}
	if (diag_errors(d)) {
		tree_free(t);
		return NULL;
	}
	return t;
}
