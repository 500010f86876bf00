/* SPDX-License-Identifier: GPL-2.0 */
/* A ruleset in the making: for build.c, which fills it, and seal.c. */
#ifndef XPF_POLICY_BUILDER_H
#define XPF_POLICY_BUILDER_H

#include "policy/build.h"
#include "policy/ruleset.h"

#define MAX_POLICY_APPS (4U << 20) /* over all policies, resolved */

struct xpf_builder {
	struct xpf_ruleset *rs;
	u32 cap_policies, cap_nat_rules, cap_nat_pools, cap_apps, cap_bindings;
	u32 cap_screens;
	u32 *app_ids; /* of all policies, one after another */
	u32 n_app_ids, cap_app_ids;
	struct xpf_filterset_caps cap_filters;
	struct xpf_image *image[__XPF_IMAGE_KINDS];
	u32 filled[__XPF_IMAGE_KINDS];
	DECLARE_BITMAP(binding_ids, XPF_MAX_INTERFACES);
};

/* What is wrong: with the object named last by xpf_fault_at(). */
static inline int xpf_fault(struct xpf_fault *f, int err, const char *text)
{
	f->text = text;
	return err;
}

static inline void xpf_fault_at(struct xpf_fault *f, u32 object, u32 index)
{
	f->object = object;
	f->index = index;
	f->text = NULL;
}

/* From what was sent to what is looked up, verified. */
int xpf_builder_seal_image(struct xpf_builder *b, u8 kind, u32 n_rules,
			   const struct xpf_image **out, struct xpf_fault *f);

/* filterset.c: references and the image; the bindings' filters */
int xpf_filterset_seal(struct xpf_builder *b, struct xpf_fault *f);

#endif
