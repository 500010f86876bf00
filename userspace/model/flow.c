// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * [edit security flow]: settings of the session table.  What is not said
 * stays 0, which is Junos' default in the dataplane.
 */
#include "model/builder.h"

static uint32_t seconds(const struct cnode *n, const char *word)
{
	long v = cn_number(n, word, 0);

	return v > 0 ? (uint32_t)v : 0;
}

static void read_flags(struct model *m, const struct cnode *tcp)
{
	static const struct {
		const char *word;
		uint32_t flag;
	} flags[] = {
		{ "no-syn-check", XPF_CONFIG_NO_SYN_CHECK },
		{ "no-sequence-check", XPF_CONFIG_NO_SEQ_CHECK },
		{ "rst-invalidate-session", XPF_CONFIG_RST_INVALIDATE },
		{ "fin-invalidate-session", XPF_CONFIG_FIN_INVALIDATE },
		{ "strict-syn-check", XPF_CONFIG_STRICT_SYN_CHECK },
		{ "rst-sequence-check", XPF_CONFIG_RST_SEQ_CHECK },
		{ "no-syn-check-in-tunnel", XPF_CONFIG_NO_SYN_CHECK_TUNNEL },
	};
	size_t i;

	for (i = 0; i < sizeof(flags) / sizeof(*flags); i++)
		if (cn_has(tcp, flags[i].word))
			m->flow_flags |= flags[i].flag;
}

/* Junos' default for TCP, which session-ageout goes back to. */
#define TCP_SERVICE_TIMEOUT 1800

static void read_tcp(struct model *m, const struct cnode *tcp)
{
	const struct cnode *tw = cn_child(tcp, "time-wait-state");

	m->tcp_initial = seconds(tcp, "tcp-initial-timeout");
	if (!m->tcp_initial)
		m->tcp_initial = seconds(tcp, "initial-timeout");
	m->tcp_established = seconds(tcp, "established-timeout");
	m->tcp_half_closed = seconds(tcp, "closing-timeout");
	m->tcp_time_wait = seconds(tw, "session-timeout");
	if (!m->tcp_time_wait)
		m->tcp_time_wait = seconds(tcp, "time-wait-timeout");
	if (cn_has(tw, "session-ageout"))
		m->tcp_time_wait = m->tcp_established ? m->tcp_established :
							TCP_SERVICE_TIMEOUT;
	if (cn_has(tw, "apply-to-half-close-state") && m->tcp_time_wait)
		m->tcp_half_closed = m->tcp_time_wait;
}

void build_flow(struct builder *b)
{
	const struct cnode *flow = cn_path(b->root, "security", "flow", NULL);
	const struct cnode *tcp = cn_child(flow, "tcp-session");

	read_flags(b->m, tcp);
	read_tcp(b->m, tcp);
	b->m->udp = seconds(cn_child(flow, "udp-session"), "timeout");
	b->m->icmp = seconds(cn_child(flow, "icmp-session"), "timeout");
}
