/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the views of NAT share. */
#ifndef XPF_OPER_NAT_H
#define XPF_OPER_NAT_H

#include "lib/vec.h"
#include "model/model.h"
#include "oper/oper.h"

struct nat_counters {
	VEC(struct dp_nat_rule) v;
};

/* All rules' counters; 0, or 1 and the error is said.  To be vec_free()d. */
int nat_counters(struct oper *o, struct nat_counters *c);
struct dp_nat_rule nat_counter(const struct nat_counters *c, uint32_t id);
/* How many pools of a kind. */
size_t nat_pools_of(const struct model *m, enum xpf_nat_kind kind);

struct nat_pool_counters {
	VEC(struct dp_nat_pool) v;
};

/* All pools' counters, as of rules. */
int nat_pool_counters(struct oper *o, struct nat_pool_counters *l);
struct dp_nat_pool nat_pool_counter(const struct nat_pool_counters *l,
				    uint32_t id);
/* How many addresses, as far as they are used. */
uint64_t nat_pool_addresses(const struct model_nat_pool *p);

/* "off", "interface", the pool's name, or "static" */
const char *nat_action_of(const struct model_nat_rule *r);
/* "From zone : trust"; @e may be NULL: nothing */
void nat_emit_end(struct oper *o, const char *side,
		  const struct model_nat_end *e);
void nat_emit_addresses(struct oper *o, const char *label, const char *what,
			const struct addr_range *r, unsigned int n);
void nat_emit_services(struct oper *o, const struct model_nat_rule *r);
/* Add prefixes by family: IPv4, IPv6. */
void nat_count_prefixes(const struct addr_range *r, unsigned int n,
			unsigned int count[2]);

#endif
