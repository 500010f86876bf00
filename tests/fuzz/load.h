/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the fuzzers of the readers share.  Whatever was read, with or without
 * faults, is a configuration: it prints, reads back as the same in every
 * form, expands and is checked.
 */
#ifndef XPF_FUZZ_LOAD_H
#define XPF_FUZZ_LOAD_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "conf/conf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct schema *fuzz_schema(void)
{
	static struct schema *s;

	if (!s)
		s = schema_load();
	if (!s)
		abort();
	return s;
}

/* Say what differed, so that the input need not be dissected to know. */
static void fuzz_differs(const char *form, const char *first,
			 const char *second, const struct diag *d)
{
	struct buf b;

	buf_init(&b);
	diag_print(d, &b);
	fprintf(stderr, "%s does not read back\n--- printed\n%s", form, first);
	fprintf(stderr, "--- read and printed again\n%s--- faults\n%s", second,
		b.data);
	abort();
}

static void fuzz_reads_back(const struct tree *t, enum conf_format form,
			    const char *name)
{
	struct diag *d = diag_new();
	struct buf b, second;
	struct tree *again;

	buf_init(&b);
	buf_init(&second);
	conf_print(tree_root(t), form, CONF_SECRETS, &b);
	again = conf_parse(fuzz_schema(), "again", b.data, b.len, d);
	if (diag_count(d) || !tree_equal(t, again)) {
		conf_print(tree_root(again), form, CONF_SECRETS, &second);
		fuzz_differs(name, b.data, second.data, d);
	}
	tree_free(again);
	diag_free(d);
	buf_free(&second);
	buf_free(&b);
}

static void fuzz_check(const struct tree *t)
{
	struct diag *d = diag_new();
	struct tree *e;
	struct buf b;

	fuzz_reads_back(t, CONF_TEXT, "the hierarchy");
	fuzz_reads_back(t, CONF_SET, "the set form");
	fuzz_reads_back(t, CONF_XML, "XML");
	fuzz_reads_back(t, CONF_JSON, "JSON");
	e = conf_effective(t, d);
	conf_validate(e, d);
	buf_init(&b);
	diag_print(d, &b);
	buf_free(&b);
	tree_free(e);
	diag_free(d);
}

static int fuzz_load(enum load_how how, const uint8_t *data, size_t size)
{
	struct diag *d = diag_new();
	struct tree *t = tree_new(fuzz_schema());

	conf_load(t, tree_root(t), how, "fuzz", (const char *)data, size, d);
	fuzz_check(t);
	tree_free(t);
	diag_free(d);
	return 0;
}

#endif
