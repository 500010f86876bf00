// SPDX-License-Identifier: GPL-2.0
/*
 * /proc/net/xpf/: the state of the namespace as plain columns, for people
 * with nothing but a shell.  Same facts as netlink, no other.
 *
 * One seq_file serves every list: a file is a row of `files`, with a function
 * that says how many elements there are and one that prints the n-th.  A read
 * that does not fit one buffer resumes at an index.  Sessions have their own
 * iterator, whose position is the table's cursor.
 *
 * Files are readable by the namespace's root only: they tell who talks to
 * whom.
 */
#include <linux/inet.h>
#include <linux/proc_fs.h>
#include <linux/rtnetlink.h>
#include <linux/seq_file.h>
#include <linux/seq_file_net.h>

#include "ctl/ctl.h"
#include "ctl/procfs.h"
#include "ctl/stats.h"
#include "ctl/traffic.h"
#include "alg/alg.h"
#include "flow/expect.h"
#include "flow/session.h"
#include "flow/table.h"
#include "policy/counters.h"
#include "policy/ruleset.h"
#include "xpf.h"

/* What a file prints from: the ruleset may be NULL. */
struct view {
	struct xpf_net *xn;
	const struct xpf_ruleset *rs;
};

struct list {
	const char *name;
	const char *heading;
	u32 (*count)(const struct view *v);
	void (*show)(struct seq_file *seq, const struct view *v, u32 i);
};

static const char *action_name(u8 action)
{
	switch ((enum xpf_action)action) {
	case XPF_ACTION_DENY:
		return "deny";
	case XPF_ACTION_REJECT:
		return "reject";
	case XPF_ACTION_PERMIT:
		return "permit";
	}
	return "?";
}

static const char *zone_name(const struct xpf_ruleset *rs, u16 id)
{
	if (!rs || id >= XPF_MAX_ZONES || !rs->zone[id].id)
		return "-";
	return rs->zone[id].name;
}

static u32 count_status(const struct view *v)
{
	return 1;
}

static void show_status(struct seq_file *seq, const struct view *v, u32 i)
{
	const struct xpf_ruleset *rs = v->rs;
	struct xpf_table_usage u = {};

	if (v->xn->enabled)
		xpf_table_usage(v->xn->table, &u);
	seq_printf(seq, "enabled %u\n", v->xn->enabled);
	seq_printf(seq, "generation %u\n", rs ? rs->generation : 0);
	seq_printf(seq, "cookie %016llx\n", rs ? rs->cookie : 0);
	seq_printf(seq, "default-policy %s\n",
		   action_name(rs ? rs->default_action : XPF_ACTION_DENY));
	seq_printf(seq, "sessions %u\n", u.used);
	seq_printf(seq, "max-sessions %u\n", u.max);
	seq_printf(seq, "memory %llu\n", xpf_ctl_memory(v->xn));
}

static u32 count_zones(const struct view *v)
{
	return v->rs ? XPF_MAX_ZONES : 0;
}

static void show_zone(struct seq_file *seq, const struct view *v, u32 i)
{
	const struct xpf_zone *z = &v->rs->zone[i];
	struct xpf_traffic t;

	if (!z->id)
		return;
	xpf_traffic_zone(v->xn, v->rs, i, &t);
	seq_printf(seq, "%u %s %llx %llx %llu %llu %llu %llu %llu\n", z->id,
		   z->name, z->services, z->protocols, t.rx_packets, t.rx_bytes,
		   t.tx_packets, t.tx_bytes, t.drops);
}

static u32 count_interfaces(const struct view *v)
{
	return v->rs ? v->rs->n_bindings : 0;
}

static void show_interface(struct seq_file *seq, const struct view *v, u32 i)
{
	const struct xpf_binding *b = &v->rs->binding[i];
	struct xpf_traffic t;

	xpf_traffic_interface(v->xn, v->rs, b, &t);
	seq_printf(seq, "%u %s %s %u %s %u %llu %llu %llu %llu %llu\n", b->id,
		   b->name, b->ifname, t.ifindex, zone_name(v->rs, b->zone),
		   b->vrf, t.rx_packets, t.rx_bytes, t.tx_packets, t.tx_bytes,
		   t.drops);
}

static u32 count_policies(const struct view *v)
{
	return v->rs ? v->rs->n_policies : 0;
}

static void show_policy(struct seq_file *seq, const struct view *v, u32 i)
{
	const struct xpf_policy *p = &v->rs->policy[i];
	struct xpf_counters c;

	xpf_counters_read(p->counters, &c);
	seq_printf(seq, "%u %s %s %s %s %llu %lld %llu %llu\n", p->id, p->name,
		   zone_name(v->rs, p->from_zone), zone_name(v->rs, p->to_zone),
		   action_name(p->action), c.hits, c.sessions,
		   c.packets + c.reply_packets, c.bytes + c.reply_bytes);
}

static const char *nat_action_name(u8 action)
{
	switch ((enum xpf_nat_action)action) {
	case XPF_NAT_OFF:
		return "off";
	case XPF_NAT_INTERFACE:
		return "interface";
	case XPF_NAT_POOL:
		return "pool";
	case XPF_NAT_PREFIX:
		return "prefix";
	case XPF_NAT_INET:
		return "inet";
	case XPF_NAT_NPTV6:
		return "nptv6-prefix";
	}
	return "-";
}

static u32 count_nat_rules(const struct view *v)
{
	return v->rs ? v->rs->n_nat_rules : 0;
}

static void show_nat_rule(struct seq_file *seq, const struct view *v, u32 i)
{
	const struct xpf_nat_rule *r = &v->rs->nat_rule[i];
	struct xpf_counters c;

	xpf_counters_read(r->counters, &c);
	seq_printf(seq, "%u %s %s %s %llu %lld %llu\n", r->id,
		   r->set[0] ? r->set : "-", r->name,
		   nat_action_name(r->action), c.hits, c.sessions, c.failures);
}

static const char *meter_kind(u8 kind)
{
	switch ((enum xpf_meter_kind)kind) {
	case XPF_METER_COUNTER:
		return "counter";
	case XPF_METER_POLICER:
		return "policer";
	case XPF_METER_SINGLE_RATE:
		return "single-rate";
	case XPF_METER_TWO_RATE:
		return "two-rate";
	case XPF_METER_HIERARCHICAL:
		return "hierarchical";
	}
	return "?";
}

static u32 count_meters(const struct view *v)
{
	return v->rs ? v->rs->filters.n_meters : 0;
}

static void show_meter(struct seq_file *seq, const struct view *v, u32 i)
{
	const struct xpf_filterset *s = &v->rs->filters;
	const struct xpf_meter *m = &s->meter[i];
	struct xpf_counters c;
	u32 f;

	for (f = 0; f < s->n_filters; f++)
		if (s->filter[f].id == m->filter_id)
			break;
	xpf_counters_read(m->counters, &c);
	seq_printf(seq, "%u %s %s %s %llu %llu %llu %llu\n", m->id,
		   f < s->n_filters ? s->filter[f].name : "-", m->name,
		   meter_kind(m->spec.kind), c.packets, c.bytes, m->spec.rate,
		   m->spec.burst);
}

static u32 count_stats(const struct view *v)
{
	return __XPF_S_COUNT;
}

static void show_stat(struct seq_file *seq, const struct view *v, u32 i)
{
	seq_printf(seq, "%s %llu\n", xpf_stat_name(i), xpf_stat_read(v->xn, i));
}

static u32 count_reasons(const struct view *v)
{
	return __XPF_R_COUNT;
}

static void show_reason(struct seq_file *seq, const struct view *v, u32 i)
{
	if (i != XPF_R_NONE)
		seq_printf(seq, "%s %llu\n", xpf_reason_name(i),
			   xpf_reason_read(v->xn, i));
}

static const struct list files[] = {
	{ "status", "", count_status, show_status },
	{ "zones",
	  "id name services protocols rx-pkts rx-bytes tx-pkts tx-bytes drops\n",
	  count_zones, show_zone },
	{ "interfaces",
	  "id name device ifindex zone instance rx-pkts rx-bytes tx-pkts tx-bytes drops\n",
	  count_interfaces, show_interface },
	{ "policies",
	  "id name from-zone to-zone action hits sessions packets bytes\n",
	  count_policies, show_policy },
	{ "nat", "id rule-set rule action hits sessions failures\n",
	  count_nat_rules, show_nat_rule },
	{ "filters", "id filter name kind packets bytes rate burst\n",
	  count_meters, show_meter },
	{ "counters", "", count_stats, show_stat },
	{ "drops", "", count_reasons, show_reason },
};

struct iter {
	struct seq_net_private p; /* must be first */
	const struct list *list;
	struct view view;
};

static void lock(struct iter *it, struct net *net)
{
	it->view.xn = xpf_net(net);
	rtnl_lock();
	mutex_lock(&it->view.xn->ctl);
	it->view.rs = xpf_ctl_ruleset(it->view.xn);
}

static void unlock(struct iter *it)
{
	mutex_unlock(&it->view.xn->ctl);
	rtnl_unlock();
}

/* Position 0 is the heading, n + 1 the n-th element. */
static void *list_start(struct seq_file *seq, loff_t *pos)
{
	struct iter *it = seq->private;

	it->list = pde_data(file_inode(seq->file));
	lock(it, seq_file_net(seq));
	return *pos <= it->list->count(&it->view) ? pos : NULL;
}

static void *list_next(struct seq_file *seq, void *v, loff_t *pos)
{
	struct iter *it = seq->private;

	++*pos;
	return *pos <= it->list->count(&it->view) ? pos : NULL;
}

static void list_stop(struct seq_file *seq, void *v)
{
	unlock(seq->private);
}

static int list_show(struct seq_file *seq, void *v)
{
	struct iter *it = seq->private;
	loff_t pos = *(loff_t *)v;

	if (pos)
		it->list->show(seq, &it->view, pos - 1);
	else
		seq_puts(seq, it->list->heading);
	return 0;
}

static const struct seq_operations list_ops = {
	.start = list_start,
	.next = list_next,
	.stop = list_stop,
	.show = list_show,
};

struct session_iter {
	struct seq_net_private p; /* must be first */
	struct xpf_net *xn;
	u32 cursor;
	bool skip; /* the one at the cursor, if it still is that of id */
	struct xpf_session copy;
	u64 id;
	u32 ifindex[2];
	u32 expires;
};

static int grab(struct xpf_session *s, void *arg)
{
	struct session_iter *it = arg;
	u64 id = xpf_session_id(it->xn->table, s);
	int i;

	if (it->skip && id == it->id)
		return 0;
	it->copy = *s;
	it->id = id;
	it->skip = true;
	for (i = 0; i < 2; i++)
		it->ifindex[i] = xpf_session_ifindex(it->xn, s, i);
	it->expires = xpf_session_expires(it->xn->table, s);
	return 1;
}

static void *session_find(struct session_iter *it, loff_t *pos)
{
	void *found = NULL;

	if (it->xn->enabled &&
	    xpf_table_walk(it->xn->table, &it->cursor, grab, it))
		found = &it->copy;
	*pos = found ? (loff_t)it->cursor + 1 : (loff_t)U32_MAX + 2;
	return found;
}

static void *session_start(struct seq_file *seq, loff_t *pos)
{
	struct session_iter *it = seq->private;

	it->xn = xpf_net(seq_file_net(seq));
	mutex_lock(&it->xn->ctl);
	if (!*pos)
		return SEQ_START_TOKEN;
	if (*pos > U32_MAX)
		return NULL;
	it->cursor = *pos - 1;
	it->skip = false;
	return session_find(it, pos);
}

static void *session_next(struct seq_file *seq, void *v, loff_t *pos)
{
	struct session_iter *it = seq->private;

	if (v == SEQ_START_TOKEN) {
		it->cursor = 0;
		it->skip = false;
	}
	return session_find(it, pos);
}

static void session_stop(struct seq_file *seq, void *v)
{
	struct session_iter *it = seq->private;

	mutex_unlock(&it->xn->ctl);
}

static void show_end(struct seq_file *seq, const struct xpf_key *k,
		     const struct in6_addr *addr, __be16 port)
{
	if (k->family == AF_INET6)
		seq_printf(seq, " [%pI6c]:%u", addr, be16_to_cpu(port));
	else
		seq_printf(seq, " %pI4:%u", addr, be16_to_cpu(port));
}

static int session_show(struct seq_file *seq, void *v)
{
	struct session_iter *it = seq->private;
	const struct xpf_session *s = v;
	int i;

	if (v == SEQ_START_TOKEN) {
		seq_puts(
			seq,
			"id proto state policy expires; twice: instance zone ifindex source destination packets bytes\n");
		return 0;
	}
	seq_printf(seq, "%llu %u %u %u %u", it->id, s->wing[0].key.proto,
		   s->state, s->policy, it->expires);
	for (i = 0; i < 2; i++) {
		const struct xpf_key *k = &s->wing[i].key;

		seq_printf(seq, " %u %u %u", k->vrf, s->wing[i].in_zone,
			   it->ifindex[i]);
		show_end(seq, k, &k->saddr, k->sport);
		show_end(seq, k, &k->daddr, k->dport);
		seq_printf(seq, " %llu %llu", s->count[i].packets,
			   s->count[i].bytes);
	}
	seq_putc(seq, '\n');
	return 0;
}

static const struct seq_operations session_ops = {
	.start = session_start,
	.next = session_next,
	.stop = session_stop,
	.show = session_show,
};

static int show_pinhole(const struct xpf_expect *e, void *arg)
{
	static const struct in6_addr any;
	struct seq_file *seq = arg;
	bool dst = e->flags & XPF_EXPECT_DST;
	s32 left = READ_ONCE(e->expires) - xpf_seconds();

	seq_printf(seq, "%s %u %u %u", xpf_alg_name(e->alg), e->group, e->id,
		   e->key.proto);
	show_end(seq, &e->key, &e->key.daddr, e->key.dport);
	show_end(seq, &e->key,
		 e->flags & XPF_EXPECT_ANY_SADDR ? &any : &e->key.saddr,
		 e->flags & XPF_EXPECT_ANY_SPORT ? 0 : e->key.sport);
	show_end(seq, &e->key, dst ? &e->sent.daddr : &e->key.daddr,
		 dst ? e->sent.dport : e->key.dport);
	seq_printf(seq, " %u %u %d\n", e->in_zone, e->policy, max(left, 0));
	return 0;
}

static int pinholes_show(struct seq_file *seq, void *v)
{
	struct xpf_net *xn = xpf_net(seq_file_single_net(seq));
	u32 cursor = 0;

	seq_puts(
		seq,
		"alg group resource proto destination source leads-to zone policy expires\n");
	mutex_lock(&xn->ctl);
	if (xn->enabled)
		xpf_expect_walk(xn->expects, &cursor, show_pinhole, seq);
	mutex_unlock(&xn->ctl);
	return 0;
}

static bool create_pinholes(struct xpf_net *xn)
{
	struct proc_dir_entry *pde;
	kuid_t uid;
	kgid_t gid;

	pde = proc_create_net_single("pinholes", 0400, xn->proc, pinholes_show,
				     NULL);
	if (!pde)
		return false;
	net_ns_get_ownership(xn->net, &uid, &gid);
	proc_set_user(pde, uid, gid);
	return true;
}

static bool create(struct xpf_net *xn, const char *name,
		   const struct seq_operations *ops, size_t size, void *data)
{
	struct proc_dir_entry *pde;
	kuid_t uid;
	kgid_t gid;

	pde = proc_create_net_data(name, 0400, xn->proc, ops, size, data);
	if (!pde)
		return false;
	net_ns_get_ownership(xn->net, &uid, &gid);
	proc_set_user(pde, uid, gid);
	return true;
}

int xpf_procfs_add(struct xpf_net *xn)
{
	bool ok;
	int i;

	xn->proc = proc_net_mkdir(xn->net, "xpf", xn->net->proc_net);
	if (!xn->proc)
		return -ENOMEM;
	ok = create(xn, "sessions", &session_ops, sizeof(struct session_iter),
		    NULL) &&
	     create_pinholes(xn);
	for (i = 0; ok && i < ARRAY_SIZE(files); i++)
		ok = create(xn, files[i].name, &list_ops, sizeof(struct iter),
			    (void *)&files[i]);
	if (ok)
		return 0;
	xpf_procfs_del(xn);
	return -ENOMEM;
}

void xpf_procfs_del(struct xpf_net *xn)
{
	proc_remove(xn->proc);
	xn->proc = NULL;
}
