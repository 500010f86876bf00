// SPDX-License-Identifier: GPL-3.0-or-later
/* show arp, show ipv6 neighbors. */
#include "oper/oper.h"

#include <linux/neighbour.h>
#include <string.h>

struct listing {
	struct oper *o;
	unsigned int n;
	bool resolve;
};

static int emit_arp(const struct net_neigh_state *s, void *arg)
{
	struct listing *l = arg;
	struct oper *o = l->o;
	const char *name = oper_interface(o, s->dev);
	const char *want = oper_arg(o, "interface");
	char addr[ADDR_STRLEN], mac[18];

	if (s->state & (NUD_NOARP | NUD_FAILED | NUD_INCOMPLETE) ||
	    (want && strcmp(want, name)))
		return 0;
	l->n++;
	addr_str(&s->addr, addr);
	writer_open(o->w, "arp-table-entry");
	writer_emit(o->w, "{mac-address/%-17s} {ip-address/%-15s} ",
		    mac_str(s->mac, mac), addr);
	if (l->resolve)
		writer_emit(o->w, "{hostname/%-25s} ", addr);
	writer_emit(o->w,
		    "{interface-name/%-24s} "
		    "{arp-table-entry-flags/%s}\n",
		    name, s->state & NUD_PERMANENT ? "permanent" : "none");
	writer_close(o->w);
	return 0;
}

int oper_arp(struct oper *o)
{
	struct listing l = { o, 0, !oper_has(o, "no-resolve") };
	struct net *n = oper_net(o);

	if (!n)
		return 1;
	writer_open_ns(o->w, "arp-table-information", "arp");
	writer_emit(o->w, "%-17s %-15s ", "MAC Address", "Address");
	if (l.resolve)
		writer_emit(o->w, "%-25s ", "Name");
	writer_emit(o->w, "%-24s %s\n", "Interface", "Flags");
	if (net_neighs(n, AF_INET, emit_arp, &l))
		return oper_error(o, "cannot read the neighbour table");
	writer_emit(o->w, "Total entries: {arp-entry-count/%u}\n", l.n);
	writer_close(o->w);
	return 0;
}

static const char *state_name(uint16_t state)
{
	if (state & NUD_REACHABLE)
		return "reachable";
	if (state & NUD_STALE)
		return "stale";
	if (state & NUD_DELAY)
		return "delay";
	if (state & NUD_PROBE)
		return "probe";
	if (state & NUD_PERMANENT)
		return "static";
	return "incomplete";
}

static int emit_nd(const struct net_neigh_state *s, void *arg)
{
	struct listing *l = arg;
	struct oper *o = l->o;
	char addr[ADDR_STRLEN], mac[18];

	if (s->state & (NUD_NOARP | NUD_FAILED))
		return 0;
	l->n++;
	writer_open(o->w, "ipv6-nd-entry");
	writer_emit(o->w,
		    "{ipv6-nd-neighbor-address/%-39s} "
		    "{ipv6-nd-neighbor-l2-address/%-18s} "
		    "{ipv6-nd-state/%-11s} {ipv6-nd-isrouter/%-4s} "
		    "{ipv6-nd-issecure/%-7s} "
		    "{ipv6-nd-interface-name/%s}\n",
		    addr_str(&s->addr, addr),
		    s->state & NUD_INCOMPLETE ? "none" : mac_str(s->mac, mac),
		    state_name(s->state), "no", "no",
		    oper_interface(o, s->dev));
	writer_close(o->w);
	return 0;
}

int oper_neighbors(struct oper *o)
{
	struct listing l = { o, 0, false };
	struct net *n = oper_net(o);

	if (!n)
		return 1;
	writer_open_ns(o->w, "ipv6-nd-information", "ipv6");
	writer_emit(o->w, "%-39s %-18s %-11s %-4s %-7s %s\n", "IPv6 Address",
		    "Linklayer Address", "State", "Rtr", "Secure", "Interface");
	if (net_neighs(n, AF_INET6, emit_nd, &l))
		return oper_error(o, "cannot read the neighbour table");
	writer_emit(o->w, "Total entries: {ipv6-nd-total/%u}\n", l.n);
	writer_close(o->w);
	return 0;
}
