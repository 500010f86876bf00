// SPDX-License-Identifier: GPL-2.0
/*
 * Application layer gateways: who gets one, and what happens to its packets.
 *
 * All of a control session's packets are read under the lock of its extension,
 * in the order of the stream (message.c).  What cannot be read costs the
 * session nothing but its pinholes: it passes as it is.  A message that must
 * not pass is dropped with its reason.
 */
#include <linux/in.h>
#include <linux/skbuff.h>
#include <linux/slab.h>

#include "alg/alg.h"
#include "alg/message.h"
#include "alg/sip_call.h"
#include "flow/expect.h"
#include "flow/session.h"
#include "flow/table.h"
#include "policy/ruleset.h"
#include "stat.h"
#include "xpf.h"

/* By what it is reached at, as the operator of an SRX expects of "any". */
static u8 by_port(const struct xpf_key *key)
{
	bool tcp = key->proto == IPPROTO_TCP;

	switch (be16_to_cpu(key->dport)) {
	case 21:
		return tcp ? XPF_ALG_FTP : XPF_ALG_NONE;
	case 53:
		return XPF_ALG_DNS;
	case 69:
		return tcp ? XPF_ALG_NONE : XPF_ALG_TFTP;
	case 111:
		return XPF_ALG_SUNRPC;
	case 135:
		return tcp ? XPF_ALG_MSRPC : XPF_ALG_NONE;
	case 554:
		return tcp ? XPF_ALG_RTSP : XPF_ALG_NONE;
	case 1723:
		return tcp ? XPF_ALG_PPTP : XPF_ALG_NONE;
	case 5060:
		return XPF_ALG_SIP;
	}
	return XPF_ALG_NONE;
}

const struct xpf_alg_ops *xpf_alg_ops(u8 kind)
{
	switch ((enum xpf_alg)kind) {
	case XPF_ALG_DNS:
		return &xpf_alg_dns;
	case XPF_ALG_FTP:
		return &xpf_alg_ftp;
	case XPF_ALG_MSRPC:
		return &xpf_alg_msrpc;
	case XPF_ALG_PPTP:
		return &xpf_alg_pptp;
	case XPF_ALG_RTSP:
		return &xpf_alg_rtsp;
	case XPF_ALG_SIP:
		return &xpf_alg_sip;
	case XPF_ALG_SUNRPC:
		return &xpf_alg_sunrpc;
	case XPF_ALG_TFTP:
		return &xpf_alg_tftp;
	default:
		return NULL;
	}
}

const char *xpf_alg_name(u8 alg)
{
	static const char *const names[__XPF_ALG_COUNT] = {
		[XPF_ALG_NONE] = "none",       [XPF_ALG_IGNORE] = "ignore",
		[XPF_ALG_DNS] = "dns",	       [XPF_ALG_FTP] = "ftp",
		[XPF_ALG_H323] = "h323",       [XPF_ALG_MGCP] = "mgcp",
		[XPF_ALG_MSRPC] = "msrpc",     [XPF_ALG_PPTP] = "pptp",
		[XPF_ALG_RSH] = "rsh",	       [XPF_ALG_RTSP] = "rtsp",
		[XPF_ALG_SCCP] = "sccp",       [XPF_ALG_SIP] = "sip",
		[XPF_ALG_SQL] = "sql",	       [XPF_ALG_SUNRPC] = "sunrpc",
		[XPF_ALG_TALK] = "talk",       [XPF_ALG_TFTP] = "tftp",
		[XPF_ALG_IKE_ESP] = "ike-esp", [XPF_ALG_TWAMP] = "twamp",
	};

	return alg < __XPF_ALG_COUNT ? names[alg] : "unknown";
}

u8 xpf_alg_choose(const struct xpf_ruleset *rs, const struct xpf_app *app,
		  const struct xpf_key *key)
{
	u8 alg = app ? app->alg : XPF_ALG_NONE;

	if (key->proto != IPPROTO_TCP && key->proto != IPPROTO_UDP)
		return XPF_ALG_NONE;
	if (alg == XPF_ALG_NONE)
		alg = by_port(key);
	if (alg >= __XPF_ALG_COUNT || !(rs->alg.enabled >> alg & 1))
		return XPF_ALG_NONE;
	return xpf_alg_ops(alg) ? alg : XPF_ALG_NONE;
}

static struct xpf_alg_state *make(struct xpf_net *xn, u8 kind)
{
	struct xpf_alg_state *a;

	a = kzalloc(sizeof(*a), GFP_ATOMIC | __GFP_NOWARN);
	if (!a)
		return NULL;
	a->xn = xn;
	a->kind = kind;
	a->nat_side = -1;
	a->group = atomic_inc_return(&xn->alg_groups) & 0x7fffffff;
	if (kind == XPF_ALG_SIP)
		INIT_LIST_HEAD(&a->sip.calls);
	return a;
}

bool xpf_alg_attach(struct xpf_net *xn, struct xpf_session *s, u8 alg)
{
	struct xpf_ext *e = xpf_ext_get(xn, s);

	if (!e)
		return false;
	e->alg = make(xn, alg);
	if (!e->alg)
		return false;
	if (s->flags & XPF_SESSION_PORT) {
		e->alg->nat_side = 0;
		e->alg->nat_rule = s->nat_rule;
	}
	s->wing[0].flags |= XPF_WING_EXT;
	s->wing[1].flags |= XPF_WING_EXT;
	xpf_stat_inc(xn, XPF_S_ALG_SESSIONS);
	return true;
}

bool xpf_alg_adopt(struct xpf_net *xn, const struct xpf_ruleset *rs,
		   struct xpf_session *s, const struct xpf_expect *from)
{
	struct xpf_alg_state *a;

	if (!(rs->alg.enabled >> from->alg & 1))
		return true;
	if (!xpf_alg_attach(xn, s, from->alg))
		return false;
	a = rcu_dereference(s->ext)->alg;
	if (from->inside_nat) {
		a->nat_side = 1;
		a->nat_rule = from->nat_rule;
	} else if (from->flags & XPF_EXPECT_SRC_ALLOC) {
		a->nat_side = 0;
		a->nat_rule = from->nat_rule;
	}
	return true;
}

void xpf_alg_free(struct xpf_alg_state *a)
{
	if (!a)
		return;
	xpf_sip_forget(a);
	xpf_alg_let_go(a->xn, &a->stream[0]);
	xpf_alg_let_go(a->xn, &a->stream[1]);
	kfree(a);
}

enum xpf_verdict xpf_alg_packet(struct xpf_pkt *pkt, u32 mtu,
				enum xpf_exit *how)
{
	struct xpf_ext *e = xpf_ext(pkt->session);
	const struct xpf_alg_ops *ops;
	enum xpf_verdict v = XPF_NEXT;
	struct xpf_alg_state *a;

	if (!e || !e->alg || pkt->flags & (XPF_PKT_ICMP_ERROR | XPF_PKT_NO_L4))
		return XPF_NEXT;
	if (pkt->len <= pkt->payload)
		return XPF_NEXT;
	if (!xpf_checksum_ok(pkt))
		return xpf_drop(pkt, XPF_R_BAD_CHECKSUM);
	spin_lock_bh(&e->lock);
	a = e->alg;
	ops = xpf_alg_ops(a->kind);
	if (ops && !a->opaque) {
		a->flags = pkt->rs->alg.flags;
		xpf_stat_inc(pkt->xn, XPF_S_ALG_PACKETS);
		v = xpf_alg_read(pkt, e, a, ops, mtu, how);
	}
	spin_unlock_bh(&e->lock);
	return v;
}
