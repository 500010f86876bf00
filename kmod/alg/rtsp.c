// SPDX-License-Identifier: GPL-2.0
/*
 * RTSP (RFC 2326): a SETUP says at which ports the client wants its media, the
 * answer from which the server sends them.  Both ways are opened: media come
 * from the server, reports and holes punched from the client.  They are one
 * call, which ends with TEARDOWN; the sessions that came by them end with it.
 *
 * The server sees the ports that we gave the client and repeats them in its
 * answer; the client must find its own there.
 */
#include <linux/in.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "alg/alg.h"
#include "alg/rtsp_parse.h"
#include "alg/text.h"
#include "flow/expect.h"
#include "flow/session.h"
#include "stat.h"
#include "xpf.h"

#define WAIT 60 /* seconds until PLAY */
#define CALL 0x80000000U /* beside the group: no call of SIP has that */

static int frame(const struct xpf_alg_state *alg, int wing, const u8 *data,
		 u32 len, bool *hold)
{
	u32 n = xpf_rtsp_frame(data, len);

	*hold = true;
	/* Media within the stream are nothing to wait for. */
	if (len >= 4 && data[0] == '$')
		return n;
	return n <= len || n > XPF_ALG_HOLD ? n : 0;
}

/* Where the one who speaks wants to be reached. */
static bool open(struct xpf_alg_msg *m, const struct xpf_rtsp_spot *p)
{
	const struct xpf_key *own = &m->s->wing[m->wing].key;
	struct xpf_alg_end end[2] = {
		{ .addr = own->saddr, .port = p->lo, .family = own->family },
		{ .addr = own->saddr, .port = p->hi, .family = own->family },
	};
	char text[16];
	bool ok;

	/* More than two are for layers of a stream, which nobody sends. */
	if (p->hi > p->lo + 1)
		return true;
	ok = p->hi == p->lo ?
		     xpf_alg_announce(m, IPPROTO_UDP, end, XPF_ALG_KEEP, WAIT) :
		     xpf_alg_announce_pair(m, end, XPF_ALG_KEEP, WAIT);
	if (!ok)
		return false;
	return xpf_alg_replace(m, p->at, p->len, text,
			       xpf_rtsp_print(p, end[0].port,
					      end[0].port + p->hi - p->lo,
					      text));
}

/* What the other side repeats: as the listener said it. */
static bool repeat(struct xpf_alg_msg *m, const struct xpf_rtsp_spot *p)
{
	const struct xpf_key *own = &m->s->wing[m->wing].key;
	struct xpf_alg_end end = {
		.addr = own->daddr,
		.port = p->lo,
		.family = own->family,
	};
	char text[16];

	if (!xpf_alg_announced(m, IPPROTO_UDP, &end))
		return true;
	return xpf_alg_replace(m, p->at, p->len, text,
			       xpf_rtsp_print(p, end.port,
					      end.port + p->hi - p->lo, text));
}

static bool address(struct xpf_alg_msg *m, const struct xpf_rtsp_spot *p)
{
	const struct xpf_key *own = &m->s->wing[m->wing].key;
	const struct xpf_key *peer = &m->s->wing[!m->wing].key;
	const struct in6_addr *to = &p->addr;
	char text[XPF_TEXT_ADDR];

	if (p->family != own->family)
		return true;
	if (xpf_addr_equal(p->family, &p->addr, &own->saddr))
		to = &peer->daddr;
	else if (xpf_addr_equal(p->family, &p->addr, &own->daddr))
		to = &peer->saddr;
	return xpf_alg_replace(m, p->at, p->len, text,
			       xpf_text_put_addr(text, p->family, to));
}

static bool spot(struct xpf_alg_msg *m, const struct xpf_rtsp *r,
		 const struct xpf_rtsp_spot *p)
{
	bool server = r->status;

	switch ((enum xpf_rtsp_where)p->where) {
	case XPF_RTSP_CLIENT:
		return server ? repeat(m, p) : open(m, p);
	case XPF_RTSP_SERVER:
		return server ? open(m, p) : repeat(m, p);
	case XPF_RTSP_ADDR:
		return address(m, p);
	case XPF_RTSP_NOWHERE:
		break;
	}
	return true;
}

static bool message(struct xpf_alg_msg *m)
{
	struct xpf_alg_rtsp *a = &m->alg->rtsp;
	struct xpf_rtsp r;
	u32 i;

	if (m->data[0] == '$' || xpf_text_idle(m->data, m->len))
		return true;
	if (!xpf_rtsp_parse(m->data, m->len, &r)) {
		xpf_stat_inc(m->pkt->xn, XPF_S_ALG_ERRORS);
		return true;
	}
	m->call = CALL | m->alg->group;
	if (!r.status || r.status / 100 == 2)
		for (i = 0; i < r.n_spots; i++)
			if (!spot(m, &r, &r.spot[i]))
				return false;
	if (r.teardown) {
		a->ends = true;
		a->end_cseq = r.cseq;
	} else if (r.status && a->ends && r.cseq == a->end_cseq) {
		a->ends = false;
		if (r.status / 100 == 2)
			xpf_expect_end_call(m->pkt->xn->expects, m->ext,
					    m->call);
	}
	return true;
}

const struct xpf_alg_ops xpf_alg_rtsp = {
	.frame = frame,
	.message = message,
};
