// SPDX-License-Identifier: GPL-2.0
/*
 * Sessions whose route is gone (`route-change-timeout`): from the first packet
 * that finds no way on they may be idle for less time, and for as long as before
 * once a packet finds one again.  Packets that come meanwhile are dropped.
 */
#include "flow/session.h"
#include "flow/table.h"
#include "lifecycle.h"
#include "lost.h"
#include "pkt/pkt.h"
#include "policy/ruleset.h"
#include "xpf.h"

void xpf_route_lost(struct xpf_pkt *pkt, struct xpf_wing *w)
{
	struct xpf_session *s = pkt->session;
	u32 most = pkt->rs->route_timeout;

	if (!most || w->flags & XPF_WING_LOST)
		return;
	WRITE_ONCE(w->flags, w->flags | XPF_WING_LOST);
	if (READ_ONCE(s->timeout) > most)
		WRITE_ONCE(s->timeout, most);
	xpf_table_touch(pkt->xn->table, s, pkt->now);
}

void xpf_route_found(struct xpf_pkt *pkt, struct xpf_wing *w)
{
	struct xpf_session *s = pkt->session;

	WRITE_ONCE(w->flags, w->flags & ~XPF_WING_LOST);
	WRITE_ONCE(s->timeout, xpf_session_timeout(pkt->rs, s));
	xpf_table_touch(pkt->xn->table, s, pkt->now);
}
