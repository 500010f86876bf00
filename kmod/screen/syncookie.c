// SPDX-License-Identifier: GPL-2.0
/*
 * While SYNs flood a destination, we shake hands in its place and remember
 * nothing until the client has proved that it is there:
 *
 *   client  SYN ----------> |        answered with a cookie, window 0
 *           <------ SYN+ACK |
 *           ACK ----------> | SYN ---------->  server: policy, NAT, session
 *                           | <------ SYN+ACK
 *           <-- ACK, window | ACK ---------->
 *
 * The client's own sequence numbers and options go to the server; the server's
 * numbers, clock and scale are moved for the life of the session
 * (flow/seqadj.h, flow/proxied.h).  A reset of the server in the place of its
 * SYN+ACK reaches the client with the number it expects.
 *
 * Routes, policy and NAT rules have been asked about the SYN before it is
 * answered, and decide once more, about the same SYN, when it is acknowledged.
 * A server may be this host: its segments and those for it are changed on their
 * way through LOCAL_OUT and up to the stack.
 *
 * The window of the answer is zero, so a client has nothing on its way before
 * there is a server.
 *
 * One answer for each SYN, no larger than a handshake needs, and none that is
 * repeated: nothing is amplified.  In mode syn-proxy no more connections of a
 * zone wait for their client than the screen's queue has room for, within its
 * timeout; the SYNs above that are dropped.  Nothing but their number is
 * remembered.  In mode syn-cookie there is nothing to bound.
 */
#include <linux/in.h>
#include <linux/ktime.h>
#include <linux/math64.h>
#include <linux/random.h>
#include <linux/skbuff.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/tcp.h>
#include <linux/workqueue.h>
#include <net/ip.h>
#include <net/ip6_checksum.h>
#include <net/tcp.h>

#include "flow/ext.h"
#include "flow/session.h"
#include "fwd/mss.h"
#include "hook.h"
#include "pkt/pkt.h"
#include "pkt/reply.h"
#include "policy/ruleset.h"
#include "screen/cookie.h"
#include "screen/screen.h"
#include "screen/syncookie.h"
#include "stat.h"
#include "xpf.h"

#define QUEUE_SECONDS 64 /* more than the longest timeout */
#define QUEUES 64 /* of zones; above that some share one */
#define MSS_DEFAULT 536

/* Mode syn-proxy: how many were answered and have not come back. */
struct queue {
	spinlock_t lock; /* BH disabled; guards what follows */
	u32 second;
	u32 sent[QUEUE_SECONDS]; /* by second */
};

struct xpf_syncookies {
	struct xpf_cookie_keys keys;
	struct delayed_work rotate;
	u32 last; /* when a cookie was made, seconds */
	struct queue queue[QUEUES]; /* by zone */
};

static u32 seconds(void)
{
	return div_u64(ktime_get_ns(), NSEC_PER_SEC);
}

/* The key after the one in use: nobody reads it now. */
static void rotate(struct work_struct *work)
{
	struct xpf_syncookies *c = container_of(to_delayed_work(work),
						struct xpf_syncookies, rotate);
	u32 next = seconds() / XPF_COOKIE_EPOCH + 1;

	get_random_bytes(&c->keys.key[next % XPF_COOKIE_KEYS],
			 sizeof(c->keys.key[0]));
	queue_delayed_work(system_power_efficient_wq, &c->rotate,
			   XPF_COOKIE_EPOCH * HZ);
}

struct xpf_syncookies *xpf_syncookies_new(void)
{
	struct xpf_syncookies *c = kzalloc(sizeof(*c), GFP_KERNEL_ACCOUNT);
	u32 i;

	if (!c)
		return NULL;
	get_random_bytes(&c->keys, sizeof(c->keys));
	for (i = 0; i < QUEUES; i++)
		spin_lock_init(&c->queue[i].lock);
	c->last = seconds() - 2 * XPF_COOKIE_EPOCH;
	INIT_DELAYED_WORK(&c->rotate, rotate);
	queue_delayed_work(system_power_efficient_wq, &c->rotate,
			   XPF_COOKIE_EPOCH * HZ);
	return c;
}

void xpf_syncookies_free(struct xpf_syncookies *c)
{
	if (!c)
		return;
	cancel_delayed_work_sync(&c->rotate);
	kfree(c);
}

/* Forget the seconds that have passed since. */
static void advance(struct queue *q, u32 now)
{
	if (now - q->second >= QUEUE_SECONDS) {
		memset(q->sent, 0, sizeof(q->sent));
		q->second = now;
	}
	while (q->second != now)
		q->sent[++q->second % QUEUE_SECONDS] = 0;
}

static u32 waiting(const struct queue *q, u32 timeout)
{
	u32 i, n = 0;

	for (i = 0; i <= timeout && i < QUEUE_SECONDS; i++)
		n += q->sent[(q->second - i) % QUEUE_SECONDS];
	return n;
}

static struct queue *queue_of(struct xpf_syncookies *c,
			      const struct xpf_pkt *pkt)
{
	return &c->queue[pkt->from_zone % QUEUES];
}

static bool enqueue(struct xpf_syncookies *c, const struct xpf_pkt *pkt)
{
	const struct xpf_screen *s = pkt->bind->screen;
	struct queue *q = queue_of(c, pkt);
	bool room;

	spin_lock(&q->lock);
	advance(q, seconds());
	room = waiting(q, s->syn_timeout) < s->syn_queue;
	q->sent[q->second % QUEUE_SECONDS] += room;
	spin_unlock(&q->lock);
	return room;
}

/* One came back: the oldest that waits, for nothing tells them apart. */
static void dequeue(struct xpf_syncookies *c, const struct xpf_pkt *pkt)
{
	u32 i = pkt->bind->screen->syn_timeout % QUEUE_SECONDS + 1;
	struct queue *q = queue_of(c, pkt);

	spin_lock(&q->lock);
	advance(q, seconds());
	while (i--) {
		u32 *n = &q->sent[(q->second - i) % QUEUE_SECONDS];

		if (!*n)
			continue;
		--*n;
		break;
	}
	spin_unlock(&q->lock);
}

/* Making the packet another segment of its sender. */

static void finish4(struct sk_buff *skb, u32 l4)
{
	struct iphdr *iph = (struct iphdr *)skb->data;
	struct tcphdr *th = (struct tcphdr *)(skb->data + l4);
	u32 len = skb->len - l4;

	iph->tot_len = htons(skb->len);
	ip_send_check(iph);
	th->check = tcp_v4_check(len, iph->saddr, iph->daddr,
				 csum_partial(th, len, 0));
}

static void finish6(struct sk_buff *skb, u32 l4)
{
	struct ipv6hdr *ip6h = (struct ipv6hdr *)skb->data;
	struct tcphdr *th = (struct tcphdr *)(skb->data + l4);
	u32 len = skb->len - l4;

	ip6h->payload_len = htons(skb->len - sizeof(*ip6h));
	th->check = tcp_v6_check(len, &ip6h->saddr, &ip6h->daddr,
				 csum_partial(th, len, 0));
}

static void set_header(struct tcphdr *th, const struct xpf_tcp_answer *a)
{
	th->seq = htonl(a->seq);
	th->ack_seq = htonl(a->ack);
	th->doff = (sizeof(*th) + a->len) / 4;
	((u8 *)th)[13] = a->flags;
	th->window = htons(a->window);
	th->urg_ptr = 0;
	th->check = 0;
}

/* False: no memory, or it is no single segment. */
static bool become(struct xpf_pkt *pkt, const struct xpf_tcp_answer *a)
{
	struct sk_buff *skb = pkt->skb;
	u32 base = pkt->l4 + sizeof(struct tcphdr);

	if (skb_is_gso(skb) || skb_ensure_writable(skb, base) ||
	    pskb_trim(skb, base))
		return false;
	if (skb_tailroom(skb) < a->len &&
	    pskb_expand_head(skb, 0, a->len, GFP_ATOMIC))
		return false;
	skb_put_data(skb, a->opt, a->len);
	skb->ip_summed = CHECKSUM_NONE;
	set_header((struct tcphdr *)(skb->data + pkt->l4), a);
	if (pkt->key.family == AF_INET)
		finish4(skb, pkt->l4);
	else
		finish6(skb, pkt->l4);
	return !xpf_parse(pkt, skb->data, skb_headlen(skb), skb->len);
}

static void read_options(const struct xpf_pkt *pkt, struct xpf_tcp_options *o)
{
	const u8 *opt = pkt->skb->data + pkt->l4 + sizeof(struct tcphdr);

	xpf_tcp_options_read(o, opt,
			     pkt->payload - pkt->l4 - sizeof(struct tcphdr));
}

/* The client's SYN. */

/* The segments that the server will be told of, and the way there allows. */
static u16 size_for(const struct xpf_pkt *pkt, const struct xpf_policy *p,
		    const struct dst_entry *dst)
{
	u8 family = dst ? dst->ops->family : pkt->key.family;
	u32 headers = family == AF_INET ? 40 : 60;
	u32 room = dst ? dst_mtu(dst) : READ_ONCE(pkt->in->dev->mtu);
	u32 limit =
		dst ? xpf_mss_limit(pkt, p, 1, dst, dst->dev, pkt->in->dev) :
		      U16_MAX;

	room = room > headers ? room - headers : 0;
	return clamp_t(u32, min(room, limit), 64, U16_MAX);
}

static struct xpf_tcp_offer offer_of(const struct xpf_pkt *pkt)
{
	struct xpf_tcp_options o;

	read_options(pkt, &o);
	return (struct xpf_tcp_offer){
		.isn = pkt->tcp.seq,
		.tsval = o.tsval,
		.mss = o.mss ?: MSS_DEFAULT,
		.scale = o.scale,
		.sack = o.sack,
		.ts = o.ts,
	};
}

/* Scale and SACK are remembered by our timestamp: without it there are none. */
static void answer_options(struct xpf_tcp_answer *a,
			   const struct xpf_tcp_offer *offer, u16 mss)
{
	struct xpf_tcp_options o = {
		.mss = mss,
		.scale = XPF_NO_SCALE,
	};

	if (offer->ts) {
		o.ts = true;
		o.tsval = xpf_cookie_clock(offer, div_u64(ktime_get_ns(),
							  NSEC_PER_MSEC));
		o.tsecr = offer->tsval;
		o.sack = offer->sack;
		if (offer->scale != XPF_NO_SCALE)
			o.scale = XPF_PROXIED_SCALE;
	}
	a->len = xpf_tcp_options_write(&o, a->opt);
}

static bool answer(struct xpf_pkt *pkt, struct xpf_syncookies *c, u16 mss)
{
	struct xpf_tcp_offer offer = offer_of(pkt);
	struct xpf_tcp_answer a = {
		.ack = offer.isn + 1,
		.flags = XPF_TCP_SYN | XPF_TCP_ACK,
	};
	u32 now = seconds();

	a.seq = xpf_cookie_make(&c->keys, &pkt->key, pkt->from_zone, offer.isn,
				offer.mss, now);
	answer_options(&a, &offer, mss);
	if (READ_ONCE(c->last) != now)
		WRITE_ONCE(c->last, now);
	return xpf_reply_tcp(pkt, &a);
}

enum xpf_verdict xpf_syncookie_answer(struct xpf_pkt *pkt,
				      const struct xpf_policy *p,
				      const struct dst_entry *dst)
{
	struct xpf_syncookies *c = xpf_screens_cookies(pkt->xn);

	if (pkt->rs->flags & XPF_CONFIG_SYN_PROXY && !enqueue(c, pkt)) {
		xpf_stat_inc(pkt->xn, XPF_S_SYN_PROXY_FULL);
		return xpf_drop(pkt, XPF_R_SCREEN_SYN_FLOOD);
	}
	if (!answer(pkt, c, size_for(pkt, p, dst)))
		return xpf_drop(pkt, XPF_R_SCREEN_SYN_FLOOD);
	xpf_stat_inc(pkt->xn, XPF_S_SYN_COOKIE_SENT);
	consume_skb(pkt->skb);
	pkt->skb = NULL;
	return XPF_STOLEN;
}

/* The client's ACK. */

static struct xpf_tcp_answer syn_of(const struct xpf_proxied *p)
{
	const struct xpf_tcp_offer *offer = &p->offer;
	struct xpf_tcp_options o = {
		.mss = offer->mss,
		.scale = offer->scale,
		.sack = offer->sack,
		.ts = offer->ts,
		.tsval = offer->tsval,
	};
	struct xpf_tcp_answer a = {
		.seq = offer->isn,
		.window = p->window,
		.flags = XPF_TCP_SYN,
	};

	a.len = xpf_tcp_options_write(&o, a.opt);
	return a;
}

static bool become_syn(struct xpf_pkt *pkt, const struct xpf_proxied *p)
{
	struct xpf_tcp_answer a = syn_of(p);

	return become(pkt, &a);
}

static void read_offer(struct xpf_proxied *p, const struct xpf_tcp_options *o)
{
	p->offer.scale = XPF_NO_SCALE;
	p->offer.ts = o->ts;
	if (!o->ts)
		return;
	p->offer.tsval = o->tsval;
	p->clock = o->tsecr;
	xpf_cookie_unclock(&p->offer, o->tsecr);
}

bool xpf_syncookie_open(struct xpf_pkt *pkt, struct xpf_proxied *p)
{
	struct xpf_syncookies *c = xpf_screens_cookies(pkt->xn);
	u32 now = seconds();
	struct xpf_tcp_options o;

	if (now - READ_ONCE(c->last) > 2 * XPF_COOKIE_EPOCH)
		return false;
	*p = (struct xpf_proxied){
		.state = XPF_PROXIED_WAITING,
		.cookie = pkt->tcp.ack - 1,
		.window = pkt->tcp.window,
		.offer.isn = pkt->tcp.seq - 1,
	};
	p->offer.mss = xpf_cookie_check(&c->keys, &pkt->key, pkt->from_zone,
					p->offer.isn, p->cookie, now);
	if (!p->offer.mss || !xpf_checksum_ok(pkt)) {
		xpf_stat_inc(pkt->xn, XPF_S_SYN_COOKIE_INVALID);
		return false;
	}
	read_options(pkt, &o);
	read_offer(p, &o);
	if (!become_syn(pkt, p))
		return false; /* and some step refuses a stray ACK */
	if (pkt->rs->flags & XPF_CONFIG_SYN_PROXY)
		dequeue(c, pkt);
	xpf_stat_inc(pkt->xn, XPF_S_SYN_COOKIE_VALID);
	return true;
}

/*
 * Until the server has answered, all that it may send is a reset, and that must
 * have the number which the client expects.
 */
bool xpf_syncookie_attach(struct xpf_net *xn, struct xpf_session *s,
			  const struct xpf_proxied *p)
{
	struct xpf_ext *e = xpf_ext_get(xn, s);

	if (!e)
		return false;
	e->proxied = *p;
	xpf_seqadj_base(&e->seqadj, 1, p->cookie + 1);
	s->wing[0].flags |= XPF_WING_EXT;
	s->wing[1].flags |= XPF_WING_EXT;
	return true;
}

/*
 * The server still holds an older connection (RFC 5961 section 4); the client
 * would reset that, and try again.
 */
static enum xpf_verdict challenged(struct xpf_pkt *pkt,
				   const struct xpf_proxied *p)
{
	struct xpf_tcp_answer rst = { .seq = pkt->tcp.ack,
				      .flags = XPF_TCP_RST };
	struct xpf_tcp_answer syn = syn_of(p);

	if (pkt->tcp.ack != p->offer.isn + 1) {
		xpf_reply_tcp(pkt, &rst);
		xpf_reply_tcp(pkt, &syn);
	}
	return xpf_drop(pkt, XPF_R_TCP_STATE);
}

enum xpf_verdict xpf_syncookie_waiting(struct xpf_pkt *pkt, struct xpf_ext *e)
{
	const u8 kind = XPF_TCP_SYN | XPF_TCP_ACK | XPF_TCP_RST;

	if (likely(READ_ONCE(e->proxied.state) != XPF_PROXIED_WAITING) ||
	    (pkt->tcp.flags & kind) != XPF_TCP_ACK)
		return XPF_NEXT;
	if (pkt->wing)
		return challenged(pkt, &e->proxied);
	return become_syn(pkt, &e->proxied) ? XPF_NEXT :
					      xpf_drop(pkt, XPF_R_TCP_STATE);
}

/* The server's SYN+ACK. */

/* Once: what comes again must find the numbers where they are. */
static void learn(struct xpf_session *s, struct xpf_ext *e,
		  const struct xpf_tcp_options *o, u32 isn)
{
	struct xpf_proxied *p = &e->proxied;

	spin_lock_bh(&e->lock);
	if (p->state == XPF_PROXIED_WAITING) {
		xpf_seqadj_base(&e->seqadj, 1,
				p->cookie - isn - e->seqadj.dir[1].base);
		p->isn = isn;
		xpf_proxied_answered(p, o);
		/* The client scales, whatever the server does. */
		if (p->up)
			s->tcp.wing[0].scale = p->up;
	}
	spin_unlock_bh(&e->lock);
}

/*
 * As if the client had acknowledged.  To this host the segment comes in as one
 * of the client's, in its numbers, and is translated as all of them are.
 */
static void acknowledge(struct xpf_pkt *pkt, const struct xpf_proxied *p,
			const struct xpf_tcp_options *server)
{
	bool here = !pkt->in;
	struct xpf_tcp_options o = {
		.scale = XPF_NO_SCALE,
		.ts = p->ts,
		.tsval = p->offer.tsval,
		.tsecr = here ? p->clock : server->tsval,
	};
	struct xpf_tcp_answer a = {
		.seq = pkt->tcp.ack,
		.ack = (here ? p->cookie : pkt->tcp.seq) + 1,
		.window = p->window,
		.flags = XPF_TCP_ACK,
	};

	a.len = xpf_tcp_options_write(&o, a.opt);
	if (here)
		xpf_reply_host(pkt->xn, pkt->session->in_slot[0],
			       &pkt->session->wing[0].key, &a);
	else
		xpf_reply_tcp(pkt, &a);
}

/* The client knows the rest: what it waits for is the window. */
static bool become_update(struct xpf_pkt *pkt, const struct xpf_proxied *p,
			  const struct xpf_tcp_options *server)
{
	struct xpf_tcp_options o = {
		.scale = XPF_NO_SCALE,
		.ts = p->ts,
		.tsval = server->tsval,
		.tsecr = server->tsecr,
	};
	struct xpf_tcp_answer a = {
		.seq = pkt->tcp.seq + 1,
		.ack = pkt->tcp.ack,
		.window = max_t(u32, pkt->tcp.window >> p->left, 1),
		.flags = XPF_TCP_ACK,
	};

	a.len = xpf_tcp_options_write(&o, a.opt);
	return become(pkt, &a);
}

bool xpf_syncookie_answered(struct xpf_pkt *pkt, struct xpf_ext *e,
			    struct xpf_segment *ack)
{
	const u8 both = XPF_TCP_SYN | XPF_TCP_ACK;
	struct xpf_tcp_options o;

	if (!READ_ONCE(e->proxied.state) || !pkt->wing ||
	    (pkt->tcp.flags & both) != both)
		return false;
	read_options(pkt, &o);
	learn(pkt->session, e, &o, pkt->tcp.seq);
	if (pkt->tcp.seq != e->proxied.isn)
		return false;
	*ack = (struct xpf_segment){
		.seq = pkt->tcp.ack,
		.ack = pkt->tcp.seq + 1,
		.window = e->proxied.window,
		.flags = XPF_TCP_ACK,
		.scale = XPF_NO_SCALE,
	};
	acknowledge(pkt, &e->proxied, &o);
	return become_update(pkt, &e->proxied, &o);
}
