// SPDX-License-Identifier: GPL-2.0
/*
 * DNS (RFC 1035), over UDP and TCP.
 *
 * Of datagrams one answer is let through to each question that was asked: the id
 * and the question must be those of one that waits.  When none waits any more
 * the session is over.  A message that cannot be read is dropped, and one that
 * is longer than maximum-message-length if oversize-message-drop says so.  Over
 * TCP nothing is dropped: the connection itself says who asks and answers, and
 * length is what it is asked for.
 *
 * Doctoring: an address in an answer that a static rule translates between the
 * two sides becomes what the asking side must use for it.  Signatures over such
 * an answer do not hold any more (RFC 4033); that is what doctoring is.  "none"
 * takes away the checks with it, "sanity-check" leaves them.
 */
#include <linux/in.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/unaligned.h>

#include "alg/alg.h"
#include "alg/dns_parse.h"
#include "flow/session.h"
#include "nat/source.h"
#include "policy/pool.h"
#include "policy/ruleset.h"
#include "stat.h"
#include "xpf.h"

#define HEADER 12 /* bytes, and all that some answers have */

static int frame(const struct xpf_alg_state *alg, int wing, const u8 *data,
		 u32 len, bool *hold)
{
	u32 n;

	*hold = true;
	if (len < 2)
		return 0;
	n = get_unaligned_be16(data) + 2;
	return n <= len || n > XPF_ALG_HOLD ? n : 0;
}

static bool refuse(struct xpf_alg_msg *m, enum xpf_reason why)
{
	xpf_stat_inc(m->pkt->xn, XPF_S_ALG_ERRORS);
	m->why = why;
	return false;
}

static bool same(const struct xpf_alg_dns *q, u32 at, const struct xpf_dns *d,
		 bool header_only)
{
	return q->waits >> at & 1 && q->id[at] == d->id &&
	       (header_only || q->question[at] == d->question);
}

/* An entry that nobody waits for, or the oldest when all wait. */
static u32 room(const struct xpf_alg_dns *q)
{
	u32 at = 0, i;

	for (i = 0; i < ARRAY_SIZE(q->id); i++) {
		if (!(q->waits >> i & 1))
			return i;
		if ((s32)(q->number[i] - q->number[at]) < 0)
			at = i;
	}
	return at;
}

static void asked(struct xpf_alg_dns *q, const struct xpf_dns *d)
{
	u32 at, i;

	for (i = 0; i < ARRAY_SIZE(q->id); i++)
		if (same(q, i, d, false))
			return;
	at = room(q);
	q->number[at] = q->asked++;
	q->id[at] = d->id;
	q->question[at] = d->question;
	q->waits |= 1U << at;
}

/*
 * An answer to one that waits, which does not any more.  Some answer with the
 * header alone: no question then.
 */
static bool answered(struct xpf_alg_dns *q, const struct xpf_dns *d,
		     bool header_only)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(q->id); i++) {
		if (!same(q, i, d, header_only))
			continue;
		q->waits &= ~(1U << i);
		return true;
	}
	return false;
}

/* What the sender's address is on the other side, by a static rule. */
static bool translate(const struct xpf_alg_msg *m, u8 family,
		      struct in6_addr *addr)
{
	const struct xpf_ruleset *rs = m->pkt->rs;
	u16 from = m->s->in_slot[m->wing], to = m->s->in_slot[!m->wing];
	const struct xpf_binding *in = xpf_binding(rs, from);
	const struct xpf_binding *out = xpf_binding(rs, to);
	struct xpf_key key = { .family = family, .proto = IPPROTO_TCP };
	const struct xpf_nat_rule *r;
	struct xpf_fields f = { .key = &key };

	if (!in || !out)
		return false;
	/* The host is inside, where the answer comes from. */
	f.from_zone = in->zone;
	f.in_if = in->id;
	f.in_vrf = in->vrf;
	f.to_zone = out->zone;
	f.out_if = out->id;
	f.out_vrf = out->vrf;
	key.saddr = *addr;
	r = xpf_nat_lookup(rs, XPF_IMAGE_STATIC_SOURCE, &f);
	if (r && r->map.family == family) {
		xpf_map_addr(addr, &r->map.outside, r->map.len);
		return true;
	}
	/* Or where it goes to, and the answer says what it is outside. */
	memset(&key.saddr, 0, sizeof(key.saddr));
	key.daddr = *addr;
	f.to_zone = 0;
	f.out_if = 0;
	f.out_vrf = 0;
	r = xpf_nat_lookup(rs, XPF_IMAGE_STATIC_NAT, &f);
	if (!r || r->map.family != family)
		return false;
	xpf_map_addr(addr, &r->map.inside, r->map.len);
	return true;
}

static bool doctor(struct xpf_alg_msg *m, const struct xpf_dns *d, u32 base)
{
	struct in6_addr addr;
	u32 i, at, n;

	for (i = 0; i < d->n_addrs; i++) {
		at = base + d->addr[i].at;
		n = d->addr[i].family == AF_INET ? 4 : 16;
		memset(&addr, 0, sizeof(addr));
		memcpy(&addr, m->data + at, n);
		if (translate(m, d->addr[i].family, &addr) &&
		    !xpf_alg_replace(m, at, n, &addr, n))
			return false;
	}
	return true;
}

/* A datagram: may it pass? */
static bool check(struct xpf_alg_msg *m, const struct xpf_dns *d)
{
	struct xpf_alg_dns *q = &m->alg->dns;

	if (!d->response) {
		if (m->wing)
			return refuse(m, XPF_R_ALG_MALFORMED);
		asked(q, d);
		return true;
	}
	if (!m->wing || !answered(q, d, m->len == HEADER))
		return refuse(m, XPF_R_ALG_UNASKED);
	if (!q->waits)
		m->pkt->flags |= XPF_PKT_LAST;
	return true;
}

static bool message(struct xpf_alg_msg *m)
{
	const struct xpf_alg_config *c = &m->pkt->rs->alg;
	bool tcp = m->pkt->key.proto == IPPROTO_TCP, good;
	u32 base = tcp ? 2 : 0;
	struct xpf_dns d;

	if (!tcp && m->len > c->dns_length && c->flags & XPF_ALG_DNS_OVERSIZE)
		return refuse(m, XPF_R_ALG_LENGTH);
	good = xpf_dns_parse(m->data + base, m->len - base, &d);
	if (c->flags & XPF_ALG_DNS_NO_DOCTORING || (tcp && !good))
		return true;
	if (!good)
		return refuse(m, XPF_R_ALG_MALFORMED);
	if (!tcp && !check(m, &d))
		return false;
	/* Only who was asked says what is believed. */
	if (!d.response || !m->wing || c->flags & XPF_ALG_DNS_CHECK_ONLY)
		return true;
	return doctor(m, &d, base);
}

const struct xpf_alg_ops xpf_alg_dns = {
	.frame = frame,
	.message = message,
};
