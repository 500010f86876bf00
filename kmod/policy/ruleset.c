// SPDX-License-Identifier: GPL-2.0
/*
 * A ruleset that runs: rebound when devices come and go, freed a grace period
 * after its replacement.  It is immutable but for bind[], whose slots follow
 * the devices under RTNL and are single pointers.
 *
 * Freeing happens in process context (rcu_work): a large ruleset holds
 * hundreds of thousands of per-CPU counters.
 */
#include <linux/bsearch.h>
#include <linux/mm.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "policy/build.h"
#include "policy/counters.h"
#include "policy/image.h"
#include "policy/ruleset.h"
#include "xpf.h"

static struct workqueue_struct *free_wq;

int xpf_ruleset_init(void)
{
	free_wq = alloc_workqueue("xpf_ruleset", WQ_UNBOUND, 0);
	return free_wq ? 0 : -ENOMEM;
}

void xpf_ruleset_exit(void)
{
	rcu_barrier();
	destroy_workqueue(free_wq);
}

void xpf_ruleset_destroy(struct xpf_ruleset *rs)
{
	u32 i;

	for (i = 0; i < rs->n_policies; i++)
		xpf_counters_put(rs->policy[i].ref);
	for (i = 0; i < rs->n_nat_rules; i++)
		xpf_counters_put(rs->nat_rule[i].ref);
	for (i = 0; i < rs->n_bindings; i++) {
		kvfree(rs->binding[i].proxy);
		kvfree(rs->binding[i].proxy6);
		kfree(rs->binding[i].filters.cos);
	}
	for (i = 0; i < rs->n_nat_pools; i++) {
		xpf_counters_put(rs->nat_pool[i].ref);
		kvfree(rs->nat_pool[i].range);
		kvfree(rs->nat_pool[i].host);
	}
	for (i = 0; i < rs->n_screens; i++)
		kvfree(rs->screen[i].white);
	for (i = 0; i < __XPF_IMAGE_KINDS; i++)
		kvfree(rs->nat[i]);
	xpf_filterset_destroy(&rs->filters);
	kvfree(rs->screen);
	kvfree(rs->policies);
	kvfree(rs->zone);
	kvfree(rs->bind);
	kvfree(rs->policy);
	kvfree(rs->nat_rule);
	kvfree(rs->app);
	kvfree(rs->binding);
	kvfree(rs->policy_by_id);
	kvfree(rs->nat_rule_by_id);
	kvfree(rs->nat_pool);
	kvfree(rs->nat_pool_by_id);
	kvfree(rs->binding_by_ifname);
	kvfree(rs->policy_app);
	kfree(rs);
}

static void free_work(struct work_struct *work)
{
	xpf_ruleset_destroy(
		container_of(to_rcu_work(work), struct xpf_ruleset, free_work));
}

void xpf_ruleset_free(struct xpf_ruleset *rs)
{
	if (!rs)
		return;
	INIT_RCU_WORK(&rs->free_work, free_work);
	queue_rcu_work(free_wq, &rs->free_work);
}

struct by_ifname {
	const struct xpf_binding *binding;
	const char *ifname;
};

static int cmp_find_ifname(const void *key, const void *elem)
{
	const struct by_ifname *k = key;

	return strncmp(k->ifname, k->binding[*(const u32 *)elem].ifname,
		       IFNAMSIZ);
}

void xpf_ruleset_bind_to(struct xpf_ruleset *rs, u16 slot, const char *ifname)
{
	struct by_ifname key = { rs->binding, ifname };
	const u32 *at = NULL;

	if (!slot || WARN_ON_ONCE(slot >= XPF_MAX_SLOTS))
		return;
	if (ifname && rs->n_bindings)
		at = bsearch(&key, rs->binding_by_ifname, rs->n_bindings,
			     sizeof(*at), cmp_find_ifname);
	WRITE_ONCE(rs->bind[slot], at ? &rs->binding[*at] : NULL);
}

void xpf_ruleset_bind(struct xpf_net *xn, u16 slot, const char *ifname)
{
	struct xpf_ruleset *rs = rtnl_dereference(xn->ruleset);

	if (rs)
		xpf_ruleset_bind_to(rs, slot, ifname);
}
