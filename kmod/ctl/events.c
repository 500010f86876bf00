// SPDX-License-Identifier: GPL-2.0
/*
 * Events: from softirq to whoever listens, in batches.
 *
 * Each CPU fills one message a group.  A message goes out when the next event
 * does not fit, and at the latest FLUSH_MS after its first event, by a worker
 * that visits all CPUs.  So a storm costs one wakeup per dozen events and a
 * single event is still soon told.
 *
 * Nothing is silently lost: every event has a number (per CPU and group),
 * whether it could be queued or not, and each message carries the number of
 * its first.  A gap tells the reader what it missed.  If no further event
 * comes to show it, an empty message does, again and again until there is room
 * for it.  XPF_S_EVENTS_LOST counts the events that at least one listener did
 * not get, whether there was no memory or no room in its socket.  Netlink tells
 * the sender of full sockets only where their owners asked for it
 * (NETLINK_BROADCAST_ERROR), so the listeners' own drop counts are compared.
 *
 * Messages are sent under the lock of their CPU, which keeps them in order;
 * netlink takes no lock there under which we could be called.
 */
#include <linux/ktime.h>
#include <linux/netdevice.h>
#include <linux/percpu.h>
#include <linux/slab.h>
#include <linux/workqueue.h>
#include <net/sock.h>

#include "ctl/events.h"
#include "ctl/nat.h"
#include "ctl/netlink.h"
#include "ctl/session.h"
#include "drops.h"
#include "flow/session.h"
#include "hook.h"
#include "pkt/pkt.h"
#include "stat.h"
#include "xpf.h"

#define FLUSH_MS 20
#define RETRY_MS 50 /* to tell a reader what it missed */
#define MAX_WATCHED 16 /* listeners of a group that are looked after */

struct batch {
	struct sk_buff *skb; /* NULL: no event waits */
	void *hdr;
	u32 n; /* events in it */
	u64 seq; /* events so far, lost ones too */
	bool gap; /* somebody missed some, and does not know yet */
};

struct cpu_queue {
	spinlock_t lock; /* BH disabled */
	struct batch batch[__XPF_GRP_COUNT];
};

struct xpf_event_queue {
	struct xpf_net *xn;
	struct cpu_queue __percpu *cpu;
	struct delayed_work flush;
};

/* What an event is about; what does not apply is left out. */
struct event {
	enum xpf_event_kind kind;
	enum xpf_group group;
	const struct xpf_session *session;
	const struct xpf_pkt *pkt;
	enum xpf_reason reason;
	u32 policy;
	u32 generation;
	const struct xpf_nat_entry *nat;
	const char *filter;
	u8 action;
	enum xpf_screen_id screen;
	u32 threshold;
	bool alarm;
	u8 verdict;
};

/* Listeners of one message, and what they had dropped before it. */
struct audience {
	struct sock *sk[MAX_WATCHED];
	int drops[MAX_WATCHED];
	u32 n;
};

/* Called for each listener just before it gets the message; keeps none off. */
static int watch(struct sock *sk, struct sk_buff *skb, void *arg)
{
	struct audience *a = arg;

	if (a->n == MAX_WATCHED)
		return 0;
	sock_hold(sk);
	a->sk[a->n] = sk;
	a->drops[a->n++] = atomic_read(&sk->sk_drops);
	return 0;
}

/*
 * Did somebody miss it?  A message of another CPU that the same socket drops
 * at this very instant counts for both.
 */
static bool missed(struct audience *a)
{
	bool any = false;
	u32 i;

	for (i = 0; i < a->n; i++) {
		any |= atomic_read(&a->sk[i]->sk_drops) != a->drops[i];
		sock_put(a->sk[i]);
	}
	return any;
}

static void batch_send(struct xpf_net *xn, struct batch *b,
		       enum xpf_group group)
{
	struct audience a = { .n = 0 };
	u32 n = b->n;
	int err;

	genlmsg_end(b->skb, b->hdr);
	err = genlmsg_multicast_netns_filtered(&xpf_genl_family, xn->net,
					       b->skb, 0, group, GFP_ATOMIC,
					       watch, &a);
	b->skb = NULL;
	b->n = 0;
	b->gap = missed(&a) || err == -ENOBUFS;
	xpf_stat_add(xn, b->gap ? XPF_S_EVENTS_LOST : XPF_S_EVENTS_SENT, n);
}

static bool batch_open(struct batch *b, enum xpf_group group, int cpu)
{
	struct sk_buff *skb =
		genlmsg_new(GENLMSG_DEFAULT_SIZE, GFP_ATOMIC | __GFP_NOWARN);

	if (!skb)
		return false;
	b->hdr = genlmsg_put(skb, 0, 0, &xpf_genl_family, 0, XPF_CMD_EVENT);
	if (!b->hdr || nla_put_u8(skb, XPF_A_EVENT_GROUP, group) ||
	    nla_put_u32(skb, XPF_A_EVENT_CPU, cpu) ||
	    nla_put_u64_64bit(skb, XPF_A_EVENT_SEQ, b->seq, XPF_A_PAD)) {
		nlmsg_free(skb);
		return false;
	}
	b->skb = skb;
	return true;
}

static bool put_addr(struct sk_buff *skb, int attr, u8 family,
		     const struct in6_addr *addr)
{
	int len = family == AF_INET6 ? 16 : 4;

	return !nla_put(skb, attr, len, addr);
}

static bool put_packet(struct sk_buff *skb, const struct xpf_pkt *pkt)
{
	const struct xpf_key *k = &pkt->key;
	const struct net_device *dev = pkt->in ? pkt->in->dev : pkt->skb->dev;

	if (k->family &&
	    (nla_put_u8(skb, XPF_EVENT_A_FAMILY, k->family) ||
	     nla_put_u8(skb, XPF_EVENT_A_PROTOCOL, k->proto) ||
	     !put_addr(skb, XPF_EVENT_A_SADDR, k->family, &k->saddr) ||
	     !put_addr(skb, XPF_EVENT_A_DADDR, k->family, &k->daddr) ||
	     nla_put_u16(skb, XPF_EVENT_A_SPORT, be16_to_cpu(k->sport)) ||
	     nla_put_u16(skb, XPF_EVENT_A_DPORT, be16_to_cpu(k->dport))))
		return false;
	return !nla_put_u16(skb, XPF_EVENT_A_FROM_ZONE, pkt->from_zone) &&
	       !nla_put_u16(skb, XPF_EVENT_A_TO_ZONE, pkt->to_zone) &&
	       !nla_put_u32(skb, XPF_EVENT_A_LENGTH, pkt->len) &&
	       !nla_put_u32(skb, XPF_EVENT_A_IFINDEX, dev ? dev->ifindex : 0);
}

static bool put_screen(struct sk_buff *skb, const struct event *ev)
{
	return !nla_put_u8(skb, XPF_EVENT_A_SCREEN, ev->screen) &&
	       !nla_put_u8(skb, XPF_EVENT_A_ALARM_ONLY, ev->alarm) &&
	       !nla_put_u32(skb, XPF_EVENT_A_THRESHOLD, ev->threshold) &&
	       put_packet(skb, ev->pkt);
}

static bool put_traced_plan(struct sk_buff *skb, const struct xpf_traced *t)
{
	if (t->family &&
	    (!put_addr(skb, XPF_TRACED_A_DADDR, t->family, &t->daddr) ||
	     nla_put_u16(skb, XPF_TRACED_A_DPORT, be16_to_cpu(t->dport))))
		return false;
	return !nla_put_u32(skb, XPF_TRACED_A_DNAT_RULE, t->dnat_rule) &&
	       !nla_put_u32(skb, XPF_TRACED_A_SNAT_RULE, t->snat_rule) &&
	       !nla_put_u32(skb, XPF_TRACED_A_APP, t->app);
}

static bool put_segment(struct sk_buff *skb, const struct xpf_segment *seg)
{
	return !nla_put_u8(skb, XPF_TRACED_A_TCP_FLAGS, seg->flags) &&
	       !nla_put_u32(skb, XPF_TRACED_A_TCP_SEQ, seg->seq) &&
	       !nla_put_u32(skb, XPF_TRACED_A_TCP_ACK, seg->ack) &&
	       !nla_put_u32(skb, XPF_TRACED_A_TCP_LEN, seg->len) &&
	       !nla_put_u16(skb, XPF_TRACED_A_TCP_WINDOW, seg->window);
}

static u32 out_ifindex(const struct xpf_net *xn, const struct xpf_traced *t)
{
	const struct xpf_dev *d = t->out_slot ? xpf_dev(xn, t->out_slot) : NULL;

	return d ? d->dev->ifindex : 0;
}

static bool put_traced(struct sk_buff *skb, const struct xpf_net *xn,
		       const struct event *ev)
{
	const struct xpf_traced *t = &ev->pkt->traced;
	struct nlattr *nest = nla_nest_start(skb, XPF_EVENT_A_TRACED);

	if (!nest || nla_put_u8(skb, XPF_TRACED_A_VERDICT, ev->verdict) ||
	    nla_put_u32(skb, XPF_TRACED_A_FLAGS, t->flags) ||
	    nla_put_u16(skb, XPF_TRACED_A_IP_ID, t->ip_id) ||
	    nla_put_u8(skb, XPF_TRACED_A_TTL, ev->pkt->ttl) ||
	    nla_put_u8(skb, XPF_TRACED_A_TOS, ev->pkt->tos) ||
	    nla_put_u32(skb, XPF_TRACED_A_OUT_IFINDEX, out_ifindex(xn, t)) ||
	    !put_traced_plan(skb, t) ||
	    (ev->pkt->tcp.flags && !put_segment(skb, &ev->pkt->tcp)))
		return false;
	nla_nest_end(skb, nest);
	return true;
}

static bool put_members(struct sk_buff *skb, const struct xpf_net *xn,
			const struct event *ev)
{
	if (nla_put_u8(skb, XPF_EVENT_A_KIND, ev->kind) ||
	    nla_put_u64_64bit(skb, XPF_EVENT_A_TIME_NS, ktime_get_real_ns(),
			      XPF_EVENT_A_PAD))
		return false;
	if (ev->session &&
	    xpf_session_put(skb, XPF_EVENT_A_SESSION, xn, ev->session))
		return false;
	if (ev->generation &&
	    nla_put_u32(skb, XPF_EVENT_A_GENERATION, ev->generation))
		return false;
	if (ev->nat && xpf_nat_entry_put(skb, XPF_EVENT_A_NAT, ev->nat))
		return false;
	if (ev->filter &&
	    (nla_put_string(skb, XPF_EVENT_A_FILTER, ev->filter) ||
	     nla_put_u8(skb, XPF_EVENT_A_ACTION, ev->action)))
		return false;
	if (!ev->pkt)
		return true;
	if (ev->screen)
		return put_screen(skb, ev);
	if (ev->group == XPF_GRP_TRACE && !put_traced(skb, xn, ev))
		return false;
	if (ev->kind == XPF_EVENT_DROP &&
	    nla_put_u16(skb, XPF_EVENT_A_IP_ID, xpf_dropped_ip_id(ev->pkt)))
		return false;
	return !nla_put_u16(skb, XPF_EVENT_A_REASON, ev->reason) &&
	       !nla_put_string(skb, XPF_EVENT_A_REASON_NAME,
			       xpf_reason_name(ev->reason)) &&
	       !nla_put_u32(skb, XPF_EVENT_A_POLICY, ev->policy) &&
	       put_packet(skb, ev->pkt);
}

static bool batch_put(struct batch *b, const struct xpf_net *xn,
		      const struct event *ev)
{
	struct nlattr *nest;

	if (!b->skb && !batch_open(b, ev->group, smp_processor_id()))
		return false;
	nest = nla_nest_start(b->skb, XPF_A_EVENT);
	if (!nest)
		return false;
	if (!put_members(b->skb, xn, ev)) {
		nla_nest_cancel(b->skb, nest);
		return false;
	}
	nla_nest_end(b->skb, nest);
	b->n++;
	return true;
}

static void flush_later(struct xpf_event_queue *q, unsigned int ms)
{
	queue_delayed_work(system_power_efficient_wq, &q->flush,
			   msecs_to_jiffies(ms));
}

static void queue(struct xpf_net *xn, const struct event *ev)
{
	struct xpf_event_queue *q = xn->events;
	struct cpu_queue *c;
	struct batch *b;
	bool ok;

	local_bh_disable();
	c = this_cpu_ptr(q->cpu);
	spin_lock(&c->lock);
	b = &c->batch[ev->group];
	ok = batch_put(b, xn, ev);
	if (!ok && b->n) { /* full: send it and try once more */
		batch_send(xn, b, ev->group);
		ok = batch_put(b, xn, ev);
	}
	b->seq++;
	if (!ok) {
		xpf_stat_inc(xn, XPF_S_EVENTS_LOST);
		b->gap = true;
	}
	if (!ok || b->n == 1)
		flush_later(q, FLUSH_MS);
	spin_unlock(&c->lock);
	local_bh_enable();
}

static bool listeners(const struct xpf_net *xn, enum xpf_group group)
{
	return xn->events &&
	       genl_has_listeners(&xpf_genl_family, xn->net, group);
}

/* A batch without events shows, by its number, where the next would be. */
static bool flush(struct xpf_net *xn, struct batch *b, enum xpf_group group,
		  int cpu)
{
	if (b->skb || (b->gap && batch_open(b, group, cpu)))
		batch_send(xn, b, group);
	return !b->gap;
}

static void flush_all(struct work_struct *work)
{
	struct xpf_event_queue *q = container_of(to_delayed_work(work),
						 struct xpf_event_queue, flush);
	bool all_told = true;
	int cpu, i;

	for_each_possible_cpu(cpu) {
		struct cpu_queue *c = per_cpu_ptr(q->cpu, cpu);

		spin_lock_bh(&c->lock);
		for (i = 0; i < __XPF_GRP_COUNT; i++)
			all_told &= flush(q->xn, &c->batch[i], i, cpu);
		spin_unlock_bh(&c->lock);
	}
	if (!all_told)
		flush_later(q, RETRY_MS);
}

struct xpf_event_queue *xpf_events_new(struct xpf_net *xn)
{
	struct xpf_event_queue *q = kzalloc(sizeof(*q), GFP_KERNEL);
	int cpu;

	if (!q)
		return NULL;
	q->xn = xn;
	q->cpu = alloc_percpu(struct cpu_queue);
	if (!q->cpu) {
		kfree(q);
		return NULL;
	}
	for_each_possible_cpu(cpu)
		spin_lock_init(&per_cpu_ptr(q->cpu, cpu)->lock);
	INIT_DELAYED_WORK(&q->flush, flush_all);
	return q;
}

void xpf_events_free(struct xpf_event_queue *q)
{
	if (!q)
		return;
	flush_all(&q->flush.work);
	cancel_delayed_work_sync(&q->flush);
	free_percpu(q->cpu);
	kfree(q);
}

void xpf_event_open(struct xpf_net *xn, const struct xpf_session *s)
{
	struct event ev = {
		.kind = XPF_EVENT_SESSION_OPEN,
		.group = XPF_GRP_SESSION,
		.session = s,
	};

	if (listeners(xn, ev.group))
		queue(xn, &ev);
}

void xpf_event_close(struct xpf_net *xn, const struct xpf_session *s,
		     enum xpf_close_reason why)
{
	struct event ev = {
		.kind = XPF_EVENT_SESSION_CLOSE,
		.group = XPF_GRP_SESSION,
		.session = s,
	};

	if (listeners(xn, ev.group))
		queue(xn, &ev);
}

void xpf_event_deny(struct xpf_net *xn, const struct xpf_pkt *pkt, u32 policy,
		    enum xpf_reason reason)
{
	struct event ev = {
		.kind = XPF_EVENT_SESSION_DENY,
		.group = XPF_GRP_SESSION,
		.pkt = pkt,
		.policy = policy,
		.reason = reason,
	};

	if (listeners(xn, ev.group))
		queue(xn, &ev);
}

void xpf_event_drop(struct xpf_net *xn, const struct xpf_pkt *pkt,
		    enum xpf_reason reason)
{
	struct event ev = {
		.kind = XPF_EVENT_DROP,
		.group = XPF_GRP_DROP,
		.pkt = pkt,
		.policy = pkt->policy,
		.reason = reason,
	};

	if (listeners(xn, ev.group))
		queue(xn, &ev);
}

void xpf_event_nat(struct xpf_net *xn, enum xpf_event_kind kind,
		   const struct xpf_nat_entry *e)
{
	struct event ev = {
		.kind = kind,
		.group = XPF_GRP_SESSION,
		.nat = e,
	};

	if (listeners(xn, ev.group))
		queue(xn, &ev);
}

void xpf_event_filter(struct xpf_net *xn, const struct xpf_pkt *pkt,
		      enum xpf_event_kind kind, const char *filter, u8 action)
{
	struct event ev = {
		.kind = kind,
		.group = XPF_GRP_SESSION,
		.pkt = pkt,
		.filter = filter,
		.action = action,
	};

	if (listeners(xn, ev.group))
		queue(xn, &ev);
}

void xpf_event_screen(struct xpf_net *xn, const struct xpf_pkt *pkt,
		      enum xpf_screen_id id, u32 threshold, bool alarm)
{
	struct event ev = {
		.kind = XPF_EVENT_SCREEN,
		.group = XPF_GRP_SESSION,
		.pkt = pkt,
		.screen = id,
		.threshold = threshold,
		.alarm = alarm,
	};

	if (listeners(xn, ev.group))
		queue(xn, &ev);
}

void xpf_event_traced(struct xpf_net *xn, const struct xpf_pkt *pkt, u8 verdict,
		      enum xpf_reason reason)
{
	struct event ev = {
		.kind = XPF_EVENT_TRACED,
		.group = XPF_GRP_TRACE,
		.session = pkt->session,
		.pkt = pkt,
		.policy = pkt->policy,
		.reason = reason,
		.verdict = verdict,
	};

	if (listeners(xn, ev.group))
		queue(xn, &ev);
}

void xpf_event_table(struct xpf_net *xn, enum xpf_event_kind kind)
{
	struct event ev = { .kind = kind, .group = XPF_GRP_CONTROL };

	if (listeners(xn, ev.group))
		queue(xn, &ev);
}

void xpf_event_ruleset(struct xpf_net *xn, u32 generation)
{
	struct event ev = {
		.kind = XPF_EVENT_RULESET,
		.group = XPF_GRP_CONTROL,
		.generation = generation,
	};

	if (listeners(xn, ev.group))
		queue(xn, &ev);
}
