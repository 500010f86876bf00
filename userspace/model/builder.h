/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the builders of a model share: the model, the tree, the faults, and
 * what was found by name so far.  Builders run in the order of model.c; each
 * one finds all faults of its hierarchy and leaves out what is faulty.
 */
#ifndef XPF_MODEL_BUILDER_H
#define XPF_MODEL_BUILDER_H

#include "conf/tree.h"
#include "lib/arena.h"
#include "lib/diag.h"
#include "lib/map.h"
#include "model/model.h"

struct book;

struct builder {
	struct model *m;
	struct arena *a;	/* of the model */
	struct diag *d;
	const struct cnode *root;
	/* by name; what is in the model is found by its maps */
	VEC(struct book *) books;
	struct map zone_book;	/* zone name -> its struct book */
	struct map app_set;	/* application-set -> struct app_set */
	uint32_t *app_seen;	/* by index: epoch of the last list it is in */
	uint32_t app_epoch;
	struct book *global;
	struct book *feeds;	/* dynamic addresses */
	const struct model_address *any, *any4, *any6;
};

/* Sets of sets: deeper is a mistake, and would only cost stack. */
#define MAX_NESTING 64

/* Builders, in order. */
void build_system(struct builder *b);
void build_interfaces(struct builder *b);
void build_instances(struct builder *b);
void build_screens(struct builder *b);
void build_zones(struct builder *b);
void build_addresses(struct builder *b);
void forget_addresses(struct builder *b);	/* when all is built */
void build_apps(struct builder *b);
void build_schedulers(struct builder *b);
void build_policies(struct builder *b);
void build_nat(struct builder *b);
void build_cos(struct builder *b);	/* before those who name classes */
void build_filters(struct builder *b);
void build_flow(struct builder *b);
void build_log(struct builder *b);
void forget_log(struct model *m);
void build_trace(struct builder *b);
void build_alarms(struct builder *b);
void forget_trace(struct model *m);
void build_algs(struct builder *b);
void build_links(struct builder *b);
void build_routes(struct builder *b);
void build_accounts(struct builder *b);
void build_bgp(struct builder *b);
void build_leases(struct builder *b);
void build_ribs(struct builder *b);	/* copies of routes */
void build_next_tables(struct builder *b);
void build_switching(struct builder *b);	/* is checked, that is all */

/* A fault of a statement; said once, however often it is found. */
void fault_at(struct builder *b, const struct cnode *n, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/* The same of a name, unless the grammar has refused it just below. */
void fault_undefined(struct builder *b, const struct cnode *n, const char *fmt,
		     ...) __attribute__((format(printf, 3, 4)));
void warn_at(struct builder *b, const struct cnode *n, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/* Junos' words for a statement that has to be there. */
void fault_missing(struct builder *b, const struct cnode *n, const char *word);

/* A child by its YANG name: for those that stand without a keyword. */
const struct cnode *child_named(const struct cnode *n, const char *name);
const char *value_named(const struct cnode *n, const char *name);
char *keep(struct builder *b, const char *s);	/* NULL stays NULL */

/* address.c: @zone may be NULL (global). NULL: not found. */
const struct model_address *find_address(struct builder *b,
					 const struct model_zone *zone,
					 const char *name);
/* app.c: applications, each once, in the order in which they were named. */
struct app_list {
	VEC(const struct model_app *) v;
	bool any;
	uint32_t epoch;		/* of the marks in builder->app_seen */
};

void app_list_begin(struct builder *b, struct app_list *list);
/* An application, or the members of a set. False: there is no such thing. */
bool find_apps(struct builder *b, const char *name, struct app_list *out);
/* alg.c: enum xpf_alg of an application-protocol; NULL: none is said. */
uint8_t alg_of(const char *protocol);
/* "A" or "A-B", numbers or names. */
bool read_ports(const char *text, uint16_t *lo, uint16_t *hi);

/* NULL: not found, or no name. */
const struct model_scheduler *find_scheduler(const struct builder *b,
					     const char *name);

/* A zone, junos-host too; NULL: not found. */
struct model_zone *find_zone(struct builder *b, const char *name);
struct model_interface *find_interface(struct builder *b, const char *name);
/* A statement below [edit interfaces] that is an interface, not a range. */
bool model_is_interface(const struct cnode *n);
/* Its units are told apart by 802.1q tags. */
bool model_tagged(const struct cnode *dev);
/* One tag, or the fault of having none; not a pair or a list of tags. */
bool model_is_vlan(const struct cnode *dev, const struct cnode *unit);
struct model_instance *find_instance(struct builder *b, const char *name);
/* route.c: of a static route. */
uint32_t route_preference_of(const struct cnode *route);
/* rib.c: a routing table, by its name. */
struct model_rib {
	const struct model_instance *instance; /* NULL: the main one */
	uint8_t family;
};
enum rib_kind {
	RIB_UNDEFINED,	/* there is no such instance, or no such table */
	RIB_OTHER,	/* Junos has it; nothing is ever in it */
	RIB_FOUND,
};
enum rib_kind find_rib(struct builder *b, const char *name,
		       struct model_rib *out);
/* The table that a statement names; false: none that has routes, and told so. */
bool named_rib(struct builder *b, const struct cnode *at, const char *name,
	       struct model_rib *out);
uint32_t rib_table(const struct builder *b, const struct model_rib *r);
/* A route that is in another table as well, its next hops where they are. */
struct net_route *rib_copy(struct builder *b, const struct net_route *r,
			   uint32_t from, uint32_t to);
/* One by one, the subnets of an instance's interfaces as routes by them. */
void rib_each_subnet(struct builder *b, const struct model_rib *rib,
		     void (*fn)(const struct net_route *r, void *arg),
		     void *arg);
/* `routing-options` of the main instance (NULL), then of each of the others. */
void each_routing_options(struct builder *b,
			  void (*fn)(struct builder *b,
				     const struct cnode *options,
				     const struct model_instance *inst));

#endif
