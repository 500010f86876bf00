// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * From any text to a ruleset: whatever the parser lets through must end in
 * faults or in images that the verifier's twin accepts.  The model is built
 * even if validation found faults, as in a commit.
 */
#include <stdint.h>
#include <stdlib.h>

#include "compile/compile.h"
#include "compile/image.h"
#include "conf/conf.h"
#include "model/model.h"

#define LIMIT (8 << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void compile(const struct model *m, struct diag *d)
{
	struct dp_ruleset *rs = compile_ruleset_limit(m, LIMIT, d);
	struct buf out;
	int kind;

	if (!rs)
		return;
	for (kind = 0; kind < __XPF_IMAGE_KINDS; kind++)
		if (rs->image[kind].data &&
		    image_check(rs->image[kind].data, rs->image[kind].size))
			abort();
	buf_init(&out);
	compile_print(rs, false, &out);
	buf_free(&out);
	compile_free(rs);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct schema *schema;
	struct diag *d = diag_new();
	struct tree *t, *eff = NULL;
	struct model *m = NULL;

	if (!schema)
		schema = schema_load();
	t = conf_parse(schema, "fuzz", (const char *)data, size, d);
	if (t)
		eff = conf_effective(t, d);
	if (eff) {
		conf_validate(eff, d);
		m = model_build(eff, d);
	}
	if (m)
		compile(m, d);
	model_free(m);
	tree_free(eff);
	tree_free(t);
	diag_free(d);
	return 0;
}
