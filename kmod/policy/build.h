/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How a ruleset comes to be: filled object by object by a transaction
 * (ctl/txn.c), then sealed, then published.  Nobody else writes one.
 */
#ifndef XPF_POLICY_BUILD_H
#define XPF_POLICY_BUILD_H

#include <linux/types.h>
#include <uapi/linux/xpf.h>

struct xpf_app;
struct xpf_filter;
struct xpf_filter_term;
struct xpf_meter;
struct xpf_predicate;
struct xpf_binding;
struct xpf_image;
struct xpf_nat_pool;
struct xpf_nat_range;
struct xpf_nat_rule;
struct xpf_policy;
struct xpf_ruleset;
struct xpf_screen;
struct xpf_screen_white;
struct xpf_zone;

/* What is wrong with which object: struct xpf_error_cookie and a text. */
struct xpf_fault {
	u32 object;
	u32 index;
	const char *text;
};

struct xpf_builder;

struct xpf_builder *xpf_builder_new(void);
/* Whatever it still owns goes with it. NULL is fine. */
void xpf_builder_free(struct xpf_builder *b);

/* Settings: write them here before xpf_builder_seal(). */
struct xpf_ruleset *xpf_builder_ruleset(struct xpf_builder *b);

/*
 * Add an object, copied.  -EEXIST: id in use, -ENOENT: it refers to nothing,
 * -E2BIG: too many, -ENOMEM; @fault->text is set.  fault->object and ->index
 * say which object this is, error or not.
 */
/* @screen: id, 0: none; what is in @z of it is ignored */
int xpf_builder_zone(struct xpf_builder *b, const struct xpf_zone *z,
		     u16 screen, struct xpf_fault *fault);
/* @w: copied; what is in @s of it is ignored */
int xpf_builder_screen(struct xpf_builder *b, const struct xpf_screen *s,
		       const struct xpf_screen_white *w, u32 n,
		       struct xpf_fault *fault);
/* @proxy: IPv4 addresses, as the uapi header has them */
int xpf_builder_binding(struct xpf_builder *b, const struct xpf_binding *i,
			const struct xpf_nat_range *proxy, u32 n_proxy,
			struct xpf_fault *fault);
int xpf_builder_app(struct xpf_builder *b, const struct xpf_app *a,
		    struct xpf_fault *fault);
/* @apps: ids, resolved when sealed */
int xpf_builder_policy(struct xpf_builder *b, const struct xpf_policy *p,
		       const u32 *apps, u32 n_apps, struct xpf_fault *fault);
/* @r: copied in the order of the pool; what is in @p of ranges is ignored */
int xpf_builder_nat_pool(struct xpf_builder *b, const struct xpf_nat_pool *p,
			 const struct xpf_nat_range *r, u32 n,
			 const struct xpf_nat_range *hosts, u32 n_hosts,
			 struct xpf_fault *fault);
int xpf_builder_nat_rule(struct xpf_builder *b, const struct xpf_nat_rule *r,
			 struct xpf_fault *fault);
int xpf_builder_filter(struct xpf_builder *b, const struct xpf_filter *f,
		       struct xpf_fault *fault);
int xpf_builder_meter(struct xpf_builder *b, const struct xpf_meter *m,
		      struct xpf_fault *fault);
/* @p: copied */
int xpf_builder_term(struct xpf_builder *b, const struct xpf_filter_term *t,
		     const struct xpf_predicate *p, u32 n,
		     struct xpf_fault *fault);
/* The number of objects of a kind so far: the index of the next. */
u32 xpf_builder_count(const struct xpf_builder *b, u32 object);

/* A piece of an image; pieces come in order. */
int xpf_builder_image(struct xpf_builder *b, u8 kind, u32 size, u32 offset,
		      const void *data, u32 len, struct xpf_fault *fault);

/*
 * Verify everything, index it, and share counters with the ruleset that runs
 * now (@old, may be NULL).  After this nothing can fail.
 */
int xpf_builder_seal(struct xpf_builder *b, const struct xpf_ruleset *old,
		     struct xpf_fault *fault);

/*
 * Hand the ruleset over, ready to be published as @generation.  The builder
 * is empty then.  @old: the one it replaces
 */
struct xpf_ruleset *xpf_builder_take(struct xpf_builder *b,
				     const struct xpf_ruleset *old,
				     u32 generation, enum xpf_rematch how);

/* Free at once what was never published, or nobody can see any more. */
void xpf_ruleset_destroy(struct xpf_ruleset *rs);

int xpf_ruleset_init(void);
void xpf_ruleset_exit(void);	/* waits for rulesets on their way out */

#endif
