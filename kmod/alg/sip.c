// SPDX-License-Identifier: GPL-2.0
/*
 * SIP (RFC 3261), over UDP and TCP: calls, registrations, and the media that
 * they agree about (RFC 3264).
 *
 * A side writes its address into headers and bodies; the other must read the
 * one by which it knows that side.  So in each message what the sender says of
 * itself becomes what it seems to be, and what it says of its peer becomes what
 * the peer is, see endpoint.c.  Other addresses stay.  Where a side says that
 * it will be called (Contact, Record-Route, Via) at a port that this session
 * does not lead to, a pinhole does; what comes by it is a control session
 * itself.  A registered phone is called so.
 *
 * Streams of a description get a pinhole for RTP and one for RTCP, from
 * anywhere in the peer's zone: media need not come from where it is expected.
 * They are the call's, and end with it, as do the sessions that came by them.
 *
 * What cannot be read is dropped, unless unknown-message permits it.
 */
#include <linux/in.h>
#include <linux/jhash.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <net/ipv6.h>

#include "alg/alg.h"
#include "alg/sdp.h"
#include "alg/sip_call.h"
#include "alg/sip_parse.h"
#include "alg/text.h"
#include "flow/session.h"
#include "flow/table.h"
#include "lifecycle.h"
#include "policy/ruleset.h"
#include "stat.h"
#include "xpf.h"

#define PORT 5060
/* Seconds. */
#define DIALOG 3600 /* a call without a message */
#define REGISTERED 3600 /* without a word about it */
#define REGISTERED_MAX 86400
#define UNREGISTERED 32

#define EDITS (XPF_SDP_ADDRS + 2 * XPF_SDP_MEDIA)
#define EDIT_TEXT (XPF_TEXT_ADDR + 8)

/* A piece of the body, and what it becomes. */
struct edit {
	u16 at, len;
	u8 n;
	char text[EDIT_TEXT];
};

/* Too much for the stack. */
struct work {
	struct xpf_alg_msg *m;
	struct xpf_sip sip;
	struct xpf_sdp sdp;
	const struct xpf_key *own, *peer; /* of the sender's wing, the other */
	u8 *body; /* what it becomes; NULL: it stays */
	u32 body_len;
	u32 n_edits;
	struct edit edit[EDITS];
};

static int frame(const struct xpf_alg_state *alg, int wing, const u8 *data,
		 u32 len, bool *hold)
{
	u32 n = xpf_sip_frame(data, len);

	*hold = true;
	return n <= len || n > XPF_ALG_HOLD ? n : 0;
}

/* Addresses. */

/* Where the sender will be called: see that it can be. */
static bool reach(struct work *w, struct xpf_alg_end *end, u8 where)
{
	struct xpf_alg_msg *m = w->m;
	u32 flags = XPF_ALG_KEEP | XPF_ALG_CONTROL, wait = DIALOG;
	u8 proto = m->pkt->key.proto;
	bool here = cpu_to_be16(end->port) == w->own->sport;

	if (where == XPF_SIP_VIA && (here || proto == IPPROTO_TCP)) {
		end->addr = w->peer->daddr;
		if (here)
			end->port = be16_to_cpu(w->peer->dport);
		return true;
	}
	if (here && proto == IPPROTO_UDP)
		flags |= XPF_ALG_SAME_PORT;
	if (w->sip.method == XPF_SIP_REGISTER) {
		wait = w->sip.has_expires ? w->sip.expires : REGISTERED;
		wait = clamp_t(u32, wait, UNREGISTERED, REGISTERED_MAX);
	}
	return xpf_alg_announce(m, proto, end, flags, wait);
}

/* The sender names its peer: by which port? */
static void find_peer(struct work *w, struct xpf_alg_end *end)
{
	if (cpu_to_be16(end->port) == w->own->dport)
		end->port = be16_to_cpu(w->peer->sport);
	else
		xpf_alg_announced(w->m, w->m->pkt->key.proto, end);
	end->addr = w->peer->saddr;
}

/* Does a side say so of itself, for others to come there? */
static bool calls_for(const struct work *w, u8 where)
{
	return where == XPF_SIP_CONTACT || where == XPF_SIP_ROUTE ||
	       (where == XPF_SIP_VIA && !w->sip.status);
}

/* @port: in: as written, 0: none; out: what must be written */
static bool translate(struct work *w, const struct xpf_sip_spot *p,
		      struct in6_addr *addr, u16 *port)
{
	struct xpf_alg_end end = {
		.addr = p->addr,
		.port = p->port ?: PORT,
		.family = p->family,
	};
	u8 family = w->own->family;

	*addr = p->addr;
	*port = p->port;
	if (p->where == XPF_SIP_RPORT) {
		if (cpu_to_be16(p->port) == w->own->dport)
			*port = be16_to_cpu(w->peer->sport);
		return true;
	}
	if (p->family != family)
		return true;
	if (xpf_addr_equal(family, &p->addr, &w->own->saddr)) {
		end.addr = w->peer->daddr;
		if (calls_for(w, p->where)) {
			end.addr = p->addr;
			if (!reach(w, &end, p->where))
				return false;
		} else if (cpu_to_be16(end.port) == w->own->sport) {
			end.port = be16_to_cpu(w->peer->dport);
		}
	} else if (xpf_addr_equal(family, &p->addr, &w->own->daddr)) {
		find_peer(w, &end);
	} else {
		return true;
	}
	*addr = end.addr;
	if (p->where != XPF_SIP_RECEIVED && p->where != XPF_SIP_CALL_ID &&
	    (p->port || end.port != PORT))
		*port = end.port;
	return true;
}

/* As it was written, but for the numbers. */
static u32 print_spot(const struct work *w, const struct xpf_sip_spot *p,
		      const struct in6_addr *addr, u16 port,
		      char text[EDIT_TEXT])
{
	bool bracket = w->m->data[p->at] == '[';
	char number[XPF_TEXT_ADDR];

	if (p->where == XPF_SIP_RPORT)
		return scnprintf(text, EDIT_TEXT, "%u", port);
	xpf_text_put_addr(number, p->family, addr);
	if (!port)
		return scnprintf(text, EDIT_TEXT, bracket ? "[%s]" : "%s",
				 number);
	return scnprintf(text, EDIT_TEXT, bracket ? "[%s]:%u" : "%s:%u", number,
			 port);
}

static bool put_spot(struct work *w, const struct xpf_sip_spot *p)
{
	char text[EDIT_TEXT];
	struct in6_addr addr;
	u16 port;
	u32 n;

	if (p->where == XPF_SIP_LENGTH) {
		if (!w->body)
			return true;
		n = scnprintf(text, sizeof(text), "%u", w->body_len);
		return xpf_alg_replace(w->m, p->at, p->len, text, n);
	}
	if (p->where == XPF_SIP_CALL_ID &&
	    w->m->alg->flags & XPF_ALG_SIP_KEEP_CALL_ID)
		return true;
	if (!translate(w, p, &addr, &port))
		return false;
	if (port == p->port && xpf_addr_equal(p->family, &addr, &p->addr))
		return true;
	n = print_spot(w, p, &addr, port, text);
	return xpf_alg_replace(w->m, p->at, p->len, text, n);
}

/* Media. */

static struct edit *new_edit(struct work *w, const struct xpf_sdp_piece *p)
{
	struct edit *e;
	u32 i;

	if (WARN_ON_ONCE(w->n_edits == EDITS))
		return NULL;
	for (i = w->n_edits++; i && w->edit[i - 1].at > p->at; i--)
		w->edit[i] = w->edit[i - 1];
	e = &w->edit[i];
	e->at = p->at;
	e->len = p->len;
	return e;
}

static void edit_number(struct work *w, const struct xpf_sdp_piece *p, u16 v)
{
	struct edit *e = new_edit(w, p);

	if (e)
		e->n = scnprintf(e->text, sizeof(e->text), "%u", v);
}

static bool is_host(u8 family, const struct in6_addr *a)
{
	__be32 v4 = a->s6_addr32[0];

	if (family == AF_INET)
		return v4 && !ipv4_is_multicast(v4) && !ipv4_is_loopback(v4);
	return ipv6_addr_type(a) & IPV6_ADDR_UNICAST && !ipv6_addr_loopback(a);
}

/* RTP and what reports about it. */
static bool announce_pair(struct work *w, const struct xpf_sdp_media *d,
			  struct xpf_alg_end end[2])
{
	u32 flags = XPF_ALG_KEEP | XPF_ALG_ANY_PEER;
	u32 ring = w->m->pkt->rs->alg.sip_ring; /* timer C */

	if (d->tcp)
		return xpf_alg_announce(w->m, IPPROTO_TCP, &end[0], flags,
					ring);
	if (d->rtcp == d->port || d->port == U16_MAX)
		return xpf_alg_announce(w->m, IPPROTO_UDP, &end[0], flags,
					ring);
	if (!d->rtcp || d->rtcp == d->port + 1)
		return xpf_alg_announce_pair(w->m, end, flags, ring);
	return xpf_alg_announce(w->m, IPPROTO_UDP, &end[0], flags, ring) &&
	       xpf_alg_announce(w->m, IPPROTO_UDP, &end[1], flags, ring);
}

static bool stream(struct work *w, const struct xpf_sdp_media *d)
{
	struct xpf_alg_end end[2] = {
		{ .addr = d->addr, .port = d->port, .family = d->family },
		{ .addr = d->addr, .family = d->family },
	};

	end[1].port = d->rtcp ?: d->port + 1;
	if (!d->port || d->family != w->own->family ||
	    !is_host(d->family, &d->addr))
		return true;
	if (!announce_pair(w, d, end))
		return false;
	if (end[0].port != d->port)
		edit_number(w, &d->port_text, end[0].port);
	if (d->rtcp_text.len && d->rtcp == d->port)
		end[1].port = end[0].port;
	if (d->rtcp_text.len && end[1].port != d->rtcp)
		edit_number(w, &d->rtcp_text, end[1].port);
	return true;
}

static void address(struct work *w, const struct xpf_sdp_addr *a)
{
	struct xpf_alg_end end = { .addr = a->addr, .family = a->family };
	u8 family = w->own->family;
	struct edit *e;

	if (a->family != family)
		return;
	if (xpf_addr_equal(family, &a->addr, &w->own->saddr))
		end.addr = w->peer->daddr;
	else if (xpf_addr_equal(family, &a->addr, &w->own->daddr))
		end.addr = w->peer->saddr;
	if (xpf_addr_equal(family, &end.addr, &a->addr))
		return;
	e = new_edit(w, &a->text);
	if (e)
		e->n = xpf_text_put_addr(e->text, family, &end.addr);
}

static bool render(struct work *w, const u8 *body, u32 len)
{
	u32 i, done = 0, n = len;
	u8 *to;

	for (i = 0; i < w->n_edits; i++)
		n += w->edit[i].n - w->edit[i].len;
	w->body = kmalloc(n + 1, GFP_ATOMIC | __GFP_NOWARN);
	if (!w->body) {
		w->m->why = XPF_R_NO_MEMORY;
		return false;
	}
	to = w->body;
	for (i = 0; i < w->n_edits; i++) {
		const struct edit *e = &w->edit[i];

		memcpy(to, body + done, e->at - done);
		to += e->at - done;
		memcpy(to, e->text, e->n);
		to += e->n;
		done = e->at + e->len;
	}
	memcpy(to, body + done, len - done);
	w->body_len = n;
	return true;
}

static bool refuse(struct xpf_alg_msg *m, enum xpf_reason why)
{
	struct xpf_sip_calls *sip = m->pkt->xn->sip;

	xpf_stat_inc(m->pkt->xn, XPF_S_ALG_ERRORS);
	atomic64_inc(&sip->dropped);
	m->why = why;
	return false;
}

/* What the call will be spoken by. */
static bool describe(struct work *w)
{
	const u8 *body = w->m->data + w->sip.body;
	u32 i;

	if (!w->sip.sdp || !w->sip.body_len)
		return true;
	if (!xpf_sdp_parse(body, w->sip.body_len, &w->sdp))
		return refuse(w->m, XPF_R_ALG_MALFORMED);
	for (i = 0; i < w->sdp.n_addrs; i++)
		address(w, &w->sdp.addr[i]);
	for (i = 0; w->m->call && i < w->sdp.n_media; i++)
		if (!stream(w, &w->sdp.media[i]))
			return false;
	return !w->n_edits || render(w, body, w->sip.body_len);
}

/* Calls. */

/* The control session lives as long as what hangs on it. */
static void stay(struct work *w, u32 seconds)
{
	struct xpf_session *s = w->m->s;

	if (READ_ONCE(s->idle_timeout) >= seconds)
		return;
	WRITE_ONCE(s->idle_timeout, seconds);
	WRITE_ONCE(s->timeout, xpf_session_timeout(w->m->pkt->rs, s));
	xpf_table_touch(w->m->pkt->xn->table, s, w->m->pkt->now);
}

static bool begin(struct work *w, u8 *state)
{
	struct xpf_alg_msg *m = w->m;
	const u8 *id = m->data + w->sip.call_id;

	m->call = xpf_sip_call_find(m, id, w->sip.call_id_len, state);
	if (m->call || w->sip.status || w->sip.method != XPF_SIP_INVITE)
		return true;
	m->call = xpf_sip_call_begin(m, id, w->sip.call_id_len);
	*state = XPF_SIP_SETUP;
	return m->call || refuse(m, XPF_R_ALG_LIMIT);
}

static void progress(struct work *w, u8 state)
{
	const struct xpf_sip *s = &w->sip;
	struct xpf_alg_msg *m = w->m;
	u32 wait;

	if (s->method == XPF_SIP_REGISTER && s->status / 100 == 2) {
		wait = s->has_expires ? s->expires : REGISTERED;
		stay(w, min_t(u32, wait, REGISTERED_MAX));
	}
	if (!m->call)
		return;
	if (s->method == XPF_SIP_INVITE)
		stay(w, DIALOG);
	if (s->method == XPF_SIP_INVITE && s->status / 100 == 2) {
		if (state != XPF_SIP_CONNECTED)
			xpf_sip_call_connected(m->pkt->xn, m->call);
	} else if (s->method == XPF_SIP_INVITE && s->status >= 300) {
		if (state != XPF_SIP_CONNECTED)
			xpf_sip_call_end(m, m->call);
	} else if (s->method == XPF_SIP_BYE &&
		   (s->status / 100 == 2 || s->status == 481 ||
		    s->status == 408)) {
		xpf_sip_call_end(m, m->call);
	}
}

/* Seen a moment ago, bit by bit? */
static bool again(struct xpf_alg_msg *m)
{
	struct xpf_alg_sip *a = &m->alg->sip;
	u32 h = jhash(m->data, m->len, m->wing), i;

	for (i = 0; i < ARRAY_SIZE(a->seen); i++)
		if (a->seen[i] == h)
			return true;
	a->seen[a->next++ % ARRAY_SIZE(a->seen)] = h;
	return false;
}

static void count(const struct work *w)
{
	struct xpf_sip_calls *sip = w->m->pkt->xn->sip;

	atomic64_inc(
		&sip->count[w->sip.method][w->sip.status / 100][again(w->m)]);
}

static bool rewrite(struct work *w)
{
	u32 i;

	for (i = 0; i < w->sip.n_spots; i++)
		if (!put_spot(w, &w->sip.spot[i]))
			return false;
	return !w->body || xpf_alg_replace(w->m, w->sip.body, w->sip.body_len,
					   w->body, w->body_len);
}

static bool unknown(struct xpf_alg_msg *m)
{
	bool nat = m->s->wing[0].flags & XPF_WING_NAT;

	if (m->alg->flags &
	    (nat ? XPF_ALG_SIP_PERMIT_NAT : XPF_ALG_SIP_PERMIT_ROUTED)) {
		xpf_stat_inc(m->pkt->xn, XPF_S_ALG_ERRORS);
		return true;
	}
	return refuse(m, XPF_R_ALG_MALFORMED);
}

static bool handle(struct work *w)
{
	struct xpf_alg_msg *m = w->m;
	u8 state = XPF_SIP_SETUP;

	if (!xpf_sip_parse(m->data, m->len, &w->sip))
		return unknown(m);
	count(w);
	w->own = &m->s->wing[m->wing].key;
	w->peer = &m->s->wing[!m->wing].key;
	m->idle = m->pkt->rs->alg.sip_media;
	if (!begin(w, &state) || !describe(w))
		return false;
	m->call = 0; /* of Contact and the like: not the call's */
	m->idle = 0;
	return rewrite(w);
}

static bool message(struct xpf_alg_msg *m)
{
	struct work *w;
	u8 state;
	bool ok;

	if (xpf_text_idle(m->data, m->len))
		return true;
	w = kzalloc(sizeof(*w), GFP_ATOMIC | __GFP_NOWARN);
	if (!w) {
		m->why = XPF_R_NO_MEMORY;
		return false;
	}
	w->m = m;
	ok = handle(w);
	if (ok && w->sip.call_id_len) {
		state = XPF_SIP_SETUP;
		m->call = xpf_sip_call_find(m, m->data + w->sip.call_id,
					    w->sip.call_id_len, &state);
		progress(w, state);
	}
	kfree(w->body);
	kfree(w);
	return ok;
}

const struct xpf_alg_ops xpf_alg_sip = {
	.frame = frame,
	.message = message,
};
