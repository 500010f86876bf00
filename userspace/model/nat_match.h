/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parts of the NAT builder: see nat_match.c and nat_pool.c. */
#ifndef XPF_MODEL_NAT_MATCH_H
#define XPF_MODEL_NAT_MATCH_H

#include "model/builder.h"

/* The `from` or `to` of a rule-set; never NULL. */
const struct model_nat_end *nat_end(struct builder *b, const struct cnode *set,
				    const char *word);

/* A routing instance, "default" too; NULL: a fault at @n. */
const struct model_instance *nat_instance(struct builder *b,
					  const struct cnode *n,
					  const char *name);

/*
 * The addresses that `WORD` and `WORD-name` list; arena.
 * @match: may be NULL
 * @n: out; 0: any
 */
const struct addr_range *nat_addresses(struct builder *b,
				       const struct cnode *match,
				       const char *word, unsigned int *n);

/* Protocols, ports and applications, into the rule. */
void nat_service(struct builder *b, const struct cnode *match,
		 struct model_nat_rule *r);

/* Read the pools of [edit security nat source|destination]. */
void nat_pools(struct builder *b, enum xpf_nat_kind kind,
	       const struct cnode *top);
/* The ports of a pool of source NAT, its blocks and alarms; see nat_port.c. */
void nat_ports(struct builder *b, const struct cnode *pool,
	       struct model_nat_pool *p);
/* Pools with blocks share no address with others. */
void nat_check_blocks(struct builder *b);
/* Are ports given in turn, by all pools?  May sessions share those of the egress
 * interface, how many?
 */
bool nat_ports_in_order(struct builder *b);
uint16_t nat_interface_overload(struct builder *b);
/* What has no effect in a rule with its pool: warnings. */
void nat_check_rules(struct builder *b);
/* Give the pools of all kinds their ids. */
void nat_pool_ids(struct builder *b);
/* A pool of that kind; NULL: there is none. */
const struct model_nat_pool *nat_pool(struct builder *b, enum xpf_nat_kind kind,
				      const char *name);

#endif
