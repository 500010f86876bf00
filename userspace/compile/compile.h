/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The compiler: model -> snapshot.  A snapshot is everything one commit
 * pushes to the dataplane (struct dp_ruleset): small objects with stable ids
 * and the classifier images.  It is a pure function of the model: no clock,
 * no file, no kernel; the same model gives the same bytes on every node.
 *
 * A snapshot owns its memory and refers to nothing of the model, so the model
 * may be freed before it.
 */
#ifndef XPF_COMPILE_COMPILE_H
#define XPF_COMPILE_COMPILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dataplane/objects.h"

struct buf;
struct diag;
struct model;

/*
 * Compile a model.  The only faults left here are of size: more policies,
 * rules or classifier memory than the dataplane takes; they go to @d.
 * Returns NULL when there was any.
 */
struct dp_ruleset *compile_ruleset(const struct model *m, struct diag *d);
/* The same with another bound on one image, in bytes (0: XPF_MAX_IMAGE). */
struct dp_ruleset *compile_ruleset_limit(const struct model *m, size_t limit,
					 struct diag *d);
void compile_free(struct dp_ruleset *rs);

/* Names the content: the cookie of @rs.  Equal rulesets, equal digests. */
uint64_t compile_digest(const struct dp_ruleset *rs);

/*
 * The place in the configuration that an object came from, such as
 * "[edit security policies from-zone a to-zone b policy p]".
 * @kind, @index: as in struct dp_error
 * An index out of range names the hierarchy.  Returns out->data.
 */
const char *compile_explain(const struct dp_ruleset *rs, enum dp_object kind,
			    size_t index, struct buf *out);

/*
 * The snapshot as text, for golden tests and debugging: one line an object,
 * in a stable order, and the images decoded.  @images: false leaves them out.
 */
void compile_print(const struct dp_ruleset *rs, bool images, struct buf *out);

#endif
