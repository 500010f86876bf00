// SPDX-License-Identifier: GPL-2.0
/*
 * The table of bindings of persistent NAT; persist.h says what they are for.
 *
 * Bindings are found by their inside and rule, for sessions that go out, and by
 * their outside, for sessions that come in; both hashes are read under RCU, by
 * first packets only.  All changes, the number of sessions too, are made under
 * one lock: a binding is looked up again under it before it is used, as it may
 * have ended meanwhile.
 *
 * A binding of address-mapping has no ports: it says which address a host has
 * outside, and each session takes a port of that address for itself.  What
 * comes in to such an address keeps its port.  An address outside belongs to
 * one host only, so that it is clear whom it leads to.
 *
 * Which hosts a binding spoke to, if that decides who may come in, is target.c's
 * to know.
 *
 * Bounds: XPF_MAX_NAT_BINDINGS, at which new endpoints are refused (-EDQUOT), and
 * XPF_MAX_NAT_TARGETS, at which a host spoken to is not remembered and so may not
 * come in; both are counted.
 *
 * Invariant: bits set in port maps = sessions that hold a port + bindings that
 * do; the sessions of all bindings = sessions that are bound.
 */
#include <linux/err.h>
#include <linux/hashtable.h>
#include <linux/in.h>
#include <linux/jhash.h>
#include <linux/random.h>
#include <linux/slab.h>

#include "event.h"
#include "flow/session.h"
#include "nat/bind.h"
#include "nat/persist.h"
#include "nat/source.h"
#include "policy/pool.h"
#include "policy/ruleset.h"
#include "stat.h"
#include "xpf.h"

#define MAX_ATTEMPTS 16 /* outsides that are another binding's */
#define MAX_ADDRS 256 /* of a pool, looked at for address-mapping */
#define SLICE 256

/* Ends. */

static u32 hash_end(const struct xpf_persist *p, const struct xpf_nat_end *e,
		    u32 rule)
{
	BUILD_BUG_ON(sizeof(*e) != 24);
	return jhash2((const u32 *)e, sizeof(*e) / 4, p->seed ^ rule);
}

static bool has_ports(u8 proto)
{
	return proto == IPPROTO_TCP || proto == IPPROTO_UDP ||
	       proto == IPPROTO_UDPLITE || proto == IPPROTO_SCTP ||
	       proto == IPPROTO_DCCP;
}

static struct xpf_nat_end source_end(const struct xpf_key *key, u16 vrf,
				     bool address)
{
	return (struct xpf_nat_end){
		.addr = key->saddr,
		.vrf = vrf,
		.port = address ? 0 : key->sport,
		.proto = address ? 0 : key->proto,
		.family = key->family,
	};
}

static struct xpf_nat_end dest_end(const struct xpf_key *key, bool address)
{
	return (struct xpf_nat_end){
		.addr = key->daddr,
		.vrf = key->vrf,
		.port = address ? 0 : key->dport,
		.proto = address ? 0 : key->proto,
		.family = key->family,
	};
}

/* Context: RCU, or p->lock held. */
static struct xpf_bind *by_inside(struct xpf_persist *p,
				  const struct xpf_nat_end *e, u32 rule)
{
	struct xpf_bind *b;

	hash_for_each_possible_rcu(p->inside, b, by_inside,
				   hash_end(p, e, rule),
				   lockdep_is_held(&p->lock))
		if (b->rule == rule && !memcmp(&b->inside, e, sizeof(*e)))
			return b;
	return NULL;
}

static struct xpf_bind *by_outside(struct xpf_persist *p,
				   const struct xpf_nat_end *e)
{
	struct xpf_bind *b;

	hash_for_each_possible_rcu(p->outside, b, by_outside, hash_end(p, e, 0),
				   lockdep_is_held(&p->lock))
		if (!memcmp(&b->outside, e, sizeof(*e)))
			return b;
	return NULL;
}

/* The binding that a packet from outside, or an answer, is addressed to. */
static struct xpf_bind *of_packet(struct xpf_persist *p,
				  const struct xpf_key *key)
{
	struct xpf_nat_end e = dest_end(key, false);
	struct xpf_bind *b = by_outside(p, &e);

	if (b)
		return b;
	e = dest_end(key, true);
	return by_outside(p, &e);
}

/* Coming and going. */

static void tell(struct xpf_net *xn, enum xpf_event_kind kind,
		 const struct xpf_bind *b)
{
	struct xpf_nat_entry v;

	xpf_bind_view(b, &v);
	xpf_event_nat(xn, kind, &v);
}

/* p->lock held. */
static void end(struct xpf_persist *p, struct xpf_bind *b)
{
	struct xpf_key outside = {
		.saddr = b->outside.addr,
		.sport = b->outside.port,
		.proto = b->outside.proto,
		.family = b->outside.family,
	};

	lockdep_assert_held(&p->lock);
	b->dead = true;
	hash_del_rcu(&b->by_inside);
	hash_del_rcu(&b->by_outside);
	list_del(&b->all);
	list_del(&b->idle);
	p->n_idle--;
	xpf_bind_forget(p, b);
	WRITE_ONCE(p->xn->n_bindings, p->xn->n_bindings - 1);
	if (b->port)
		xpf_snat_free(p->xn, b->outside.vrf, &outside);
	xpf_stat_inc(p->xn, XPF_S_NAT_BINDING_DELETED);
	tell(p->xn, XPF_EVENT_NAT_BINDING_DELETE, b);
	kfree_rcu(b, rcu);
}

static void use(struct xpf_persist *p, struct xpf_bind *b)
{
	if (b->sessions++)
		return;
	list_del_init(&b->idle);
	p->n_idle--;
}

static void unuse(struct xpf_persist *p, struct xpf_bind *b)
{
	if (--b->sessions)
		return;
	b->expires = xpf_seconds() + b->timeout;
	list_add_tail(&b->idle, &p->idle);
	p->n_idle++;
	if (hlist_unhashed(&b->by_inside))
		end(p, b);
	else
		queue_delayed_work(system_unbound_wq, &p->ageing, HZ);
}

void xpf_persist_put(struct xpf_net *xn, const struct xpf_key *outside)
{
	struct xpf_persist *p = xn->persist;
	struct xpf_bind *b;

	spin_lock_bh(&p->lock);
	b = of_packet(p, outside);
	if (b && b->sessions)
		unuse(p, b);
	else
		xpf_stat_inc(xn, XPF_S_VIOLATIONS);
	spin_unlock_bh(&p->lock);
}

static void age(struct work_struct *work)
{
	struct xpf_persist *p =
		container_of(to_delayed_work(work), struct xpf_persist, ageing);
	u32 now = xpf_seconds(), n, i;
	struct xpf_bind *b;

	spin_lock_bh(&p->lock);
	for (n = p->n_idle, i = 1; n && !list_empty(&p->idle); n--, i++) {
		b = list_first_entry(&p->idle, struct xpf_bind, idle);
		if (b->expires <= now)
			end(p, b);
		else
			list_move_tail(&b->idle, &p->idle);
		if (i % SLICE)
			continue;
		spin_unlock_bh(&p->lock);
		cond_resched();
		spin_lock_bh(&p->lock);
	}
	if (p->n_idle)
		queue_delayed_work(system_unbound_wq, &p->ageing, HZ);
	spin_unlock_bh(&p->lock);
}

/* Out. */

/* Was it made by a rule that is another by now? */
static bool stale(const struct xpf_bind *b, const struct xpf_nat_rule *r)
{
	return (s32)(r->changed - b->generation) > 0;
}

/* It takes no new sessions any more.  p->lock held. */
static void retire(struct xpf_persist *p, struct xpf_bind *b)
{
	if (!b->sessions) {
		end(p, b);
		return;
	}
	hash_del_rcu(&b->by_inside);
}

static struct xpf_bind *make(struct xpf_persist *p,
			     const struct xpf_nat_rule *rule,
			     const struct xpf_nat_end *inside,
			     const struct xpf_nat_end *outside, bool port)
{
	struct xpf_bind *b;

	if (READ_ONCE(p->xn->n_bindings) >= XPF_MAX_NAT_BINDINGS)
		return NULL;
	b = kzalloc(sizeof(*b), GFP_ATOMIC | __GFP_NOWARN);
	if (!b)
		return NULL;
	b->inside = *inside;
	b->outside = *outside;
	b->rule = rule->id;
	b->pool = rule->pool ? rule->pool->id : 0;
	b->generation = rule->changed;
	b->kind = rule->persist.kind;
	b->max = rule->persist.max;
	b->timeout = rule->persist.timeout;
	b->port = port;
	INIT_LIST_HEAD(&b->idle);
	INIT_LIST_HEAD(&b->targets);
	return b;
}

static void enter(struct xpf_persist *p, struct xpf_bind *b)
{
	b->number = ++p->last;
	b->sessions = 1;
	hash_add_rcu(p->inside, &b->by_inside,
		     hash_end(p, &b->inside, b->rule));
	hash_add_rcu(p->outside, &b->by_outside, hash_end(p, &b->outside, 0));
	list_add_tail(&b->all, &p->all);
	WRITE_ONCE(p->xn->n_bindings, p->xn->n_bindings + 1);
	xpf_stat_inc(p->xn, XPF_S_NAT_BINDING_CREATED);
	tell(p->xn, XPF_EVENT_NAT_BINDING_CREATE, b);
}

/* A session more of a binding that is there.
 * Returns 0; -ENOENT: it is not there; -EDQUOT.
 */
static int reuse(struct xpf_persist *p, const struct xpf_nat_rule *rule,
		 const struct xpf_nat_end *inside, const struct xpf_key *key,
		 struct xpf_nat_end *outside)
{
	struct xpf_bind *b;
	int r = -ENOENT;

	spin_lock_bh(&p->lock);
	b = by_inside(p, inside, rule->id);
	if (b && stale(b, rule)) {
		retire(p, b);
	} else if (b && b->sessions >= b->max) {
		r = -EDQUOT;
	} else if (b) {
		use(p, b);
		xpf_bind_remember(p, b, key);
		*outside = b->outside;
		r = 0;
	}
	spin_unlock_bh(&p->lock);
	return r;
}

/*
 * Enter a new binding unless its inside got one meanwhile, or its outside is
 * another's.  Returns 0, -EAGAIN or -EEXIST.
 */
static int try_enter(struct xpf_persist *p, struct xpf_bind *b,
		     const struct xpf_key *key)
{
	int r = 0;

	spin_lock_bh(&p->lock);
	if (by_inside(p, &b->inside, b->rule)) {
		r = -EAGAIN;
	} else if (by_outside(p, &b->outside)) {
		r = -EEXIST;
	} else {
		enter(p, b);
		xpf_bind_remember(p, b, key);
	}
	spin_unlock_bh(&p->lock);
	return r;
}

/* The flow's endpoint gets an outside of its own. */
static int bind_port(struct xpf_persist *p, const struct xpf_nat_rule *rule,
		     const struct net_device *out, u16 vrf,
		     const struct xpf_nat_end *inside, struct xpf_key *key,
		     xpf_persist_alloc_fn alloc)
{
	struct xpf_nat_end outside;
	u32 attempt;
	int r, err;

	for (attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
		struct xpf_key new = *key;
		struct xpf_bind *b;

		r = alloc(p->xn, rule, out, vrf, &new, attempt);
		if (r < 0)
			return r;
		outside = source_end(&new, vrf, false);
		b = make(p, rule, inside, &outside, r & XPF_SNAT_PORT);
		err = b ? try_enter(p, b, key) : -EDQUOT;
		if (!err) {
			*key = new;
			return XPF_SNAT_BOUND;
		}
		kfree(b);
		if (r & XPF_SNAT_PORT)
			xpf_snat_free(p->xn, vrf, &new);
		if (err != -EEXIST)
			return err;
	}
	return -ENOSPC;
}

/* The flow's host gets an address of its own. */
static int bind_addr(struct xpf_persist *p, const struct xpf_nat_rule *rule,
		     u16 vrf, const struct xpf_nat_end *inside,
		     const struct xpf_key *key, struct xpf_nat_end *outside)
{
	const struct xpf_nat_pool *pool = rule->pool;
	u32 at, i;
	int err = -ENOSPC;

	if (!pool || pool->family != key->family)
		return -EADDRNOTAVAIL;
	at = get_random_u32_below(pool->size);
	*outside = source_end(key, vrf, true);
	for (i = 0; i < min(pool->size, MAX_ADDRS); i++) {
		struct xpf_bind *b;

		xpf_pool_addr(pool, (at + i) % pool->size, &outside->addr);
		b = make(p, rule, inside, outside, false);
		err = b ? try_enter(p, b, key) : -EDQUOT;
		if (!err)
			return 0;
		kfree(b);
		if (err != -EEXIST)
			return err;
	}
	return -ENOSPC;
}

/* A port of the address that the host has. */
static int own_port(struct xpf_net *xn, const struct xpf_nat_rule *rule,
		    const struct xpf_nat_end *outside, struct xpf_key *key)
{
	struct xpf_key bound = *key, new = *key;
	int r;

	new.saddr = outside->addr;
	r = xpf_snat_port(xn, rule->pool, outside->vrf, &new);
	if (r < 0) {
		xpf_key_reverse(&new, &bound);
		bound.vrf = outside->vrf;
		xpf_persist_put(xn, &bound);
		return r;
	}
	*key = new;
	return r | XPF_SNAT_BOUND;
}

int xpf_persist_out(struct xpf_net *xn, const struct xpf_nat_rule *rule,
		    const struct net_device *out, u16 vrf, struct xpf_key *key,
		    u32 attempt, xpf_persist_alloc_fn alloc)
{
	bool address = rule->persist.address;
	struct xpf_persist *p = xn->persist;
	struct xpf_nat_end inside, outside;
	int r, tries;

	if (!has_ports(key->proto) && !address)
		return alloc(xn, rule, out, vrf, key, attempt);
	inside = source_end(key, key->vrf, address);
	/* Again when another CPU was faster. */
	for (tries = 0, r = -EAGAIN; r == -EAGAIN && tries < 4; tries++) {
		r = reuse(p, rule, &inside, key, &outside);
		if (r != -ENOENT)
			break;
		if (!address)
			r = bind_port(p, rule, out, vrf, &inside, key, alloc);
		else
			r = bind_addr(p, rule, vrf, &inside, key, &outside);
	}
	if (r == -EDQUOT)
		xpf_stat_inc(xn, XPF_S_NAT_BINDING_FULL);
	if (r)
		return r;
	if (address)
		return own_port(xn, rule, &outside, key);
	key->saddr = outside.addr;
	key->sport = outside.port;
	return XPF_SNAT_BOUND;
}

/* In. */

const struct xpf_nat_rule *xpf_persist_in(struct xpf_net *xn,
					  const struct xpf_ruleset *rs,
					  struct xpf_key *key)
{
	const struct xpf_nat_rule *r = NULL;
	struct xpf_persist *p = xn->persist;
	struct xpf_bind *b;

	if (!has_ports(key->proto) || !of_packet(p, key))
		return NULL;
	spin_lock_bh(&p->lock);
	b = of_packet(p, key);
	if (b)
		r = xpf_nat_rule_by_id(rs, b->rule);
	if (!b || !r || stale(b, r) || hlist_unhashed(&b->by_inside)) {
		r = NULL;
	} else if (!xpf_bind_admits(p, b, key)) {
		r = ERR_PTR(-EACCES);
	} else if (b->sessions >= b->max) {
		xpf_stat_inc(xn, XPF_S_NAT_BINDING_FULL);
		r = ERR_PTR(-EDQUOT);
	} else {
		use(p, b);
		key->daddr = b->inside.addr;
		key->vrf = b->inside.vrf;
		if (b->inside.port)
			key->dport = b->inside.port;
		tell(xn, XPF_EVENT_NAT_BINDING_MATCH, b);
	}
	spin_unlock_bh(&p->lock);
	return r;
}

/* The rest. */

void xpf_persist_sweep(struct xpf_net *xn, const struct xpf_ruleset *rs)
{
	struct xpf_persist *p = xn->persist;
	const struct xpf_nat_rule *r;
	struct xpf_bind *b, *next;

	spin_lock_bh(&p->lock);
	list_for_each_entry_safe(b, next, &p->all, all) {
		r = xpf_nat_rule_by_id(rs, b->rule);
		if ((!r || stale(b, r)) && !hlist_unhashed(&b->by_inside))
			retire(p, b);
	}
	spin_unlock_bh(&p->lock);
}

u32 xpf_persist_clear(struct xpf_net *xn,
		      bool (*fn)(const struct xpf_nat_entry *v, void *arg),
		      void *arg)
{
	struct xpf_persist *p = xn->persist;
	struct xpf_bind *b, *next;
	struct xpf_nat_entry v;
	u32 n = 0;

	spin_lock_bh(&p->lock);
	list_for_each_entry_safe(b, next, &p->idle, idle) {
		xpf_bind_view(b, &v);
		if (fn && !fn(&v, arg))
			continue;
		end(p, b);
		n++;
	}
	spin_unlock_bh(&p->lock);
	return n;
}

struct xpf_persist *xpf_persist_new(struct xpf_net *xn)
{
	struct xpf_persist *p = kvzalloc(sizeof(*p), GFP_KERNEL);

	if (!p)
		return NULL;
	p->xn = xn;
	p->seed = get_random_u32();
	spin_lock_init(&p->lock);
	INIT_LIST_HEAD(&p->all);
	INIT_LIST_HEAD(&p->idle);
	hash_init(p->inside);
	hash_init(p->outside);
	hash_init(p->target);
	INIT_DELAYED_WORK(&p->ageing, age);
	return p;
}

void xpf_persist_free(struct xpf_persist *p)
{
	if (!p)
		return;
	cancel_delayed_work_sync(&p->ageing);
	xpf_persist_clear(p->xn, NULL, NULL);
	WARN_ON_ONCE(!list_empty(&p->all));
	kvfree(p);
}
