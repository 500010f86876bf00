// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * [edit security flow]: settings of the session table.  What is not said
 * stays 0, which is Junos' default in the dataplane.
 */
#include "model/builder.h"

#include <string.h>

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
/* Of `time-wait-state` when it names none; without the statement it is 2. */
#define TIME_WAIT_TIMEOUT 150

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
	if (!m->tcp_time_wait && tw)
		m->tcp_time_wait = TIME_WAIT_TIMEOUT;
	if (cn_has(tw, "session-ageout"))
		m->tcp_time_wait = m->tcp_established ? m->tcp_established :
							TCP_SERVICE_TIMEOUT;
	if (cn_has(tw, "apply-to-half-close-state") && m->tcp_time_wait)
		m->tcp_half_closed = m->tcp_time_wait;
}

/* Where Junos has a default, the statement alone sets it. */
static uint16_t mss(const struct cnode *n, const char *word, long absent)
{
	const struct cnode *c = cn_child(n, word);

	return c ? (uint16_t)cn_number(c, "mss", absent) : 0;
}

#define TUNNEL_MSS 1320

static void read_mss(struct model *m, const struct cnode *n)
{
	m->mss_all = mss(n, "all-tcp", 0);
	m->mss_ipsec = mss(n, "ipsec-vpn", TUNNEL_MSS);
	m->mss_gre_in = mss(n, "gre-in", TUNNEL_MSS);
	m->mss_gre_out = mss(n, "gre-out", TUNNEL_MSS);
}

#define EARLY_AGEOUT 20

static void read_aging(struct builder *b, const struct cnode *n)
{
	long high = cn_number(n, "high-watermark", 100);
	long low = cn_number(n, "low-watermark", high);
	struct model *m = b->m;

	if (!n)
		return;
	if (low > high)
		fault_at(b, cn_child(n, "low-watermark"),
			 "low-watermark must not be greater than "
			 "high-watermark");
	m->aging_early = seconds(n, "early-ageout");
	if (!m->aging_early)
		m->aging_early =
			seconds(cn_child(n, "early-aging"), "early-ageout");
	if (!m->aging_early)
		m->aging_early = EARLY_AGEOUT;
	m->aging_high = (uint8_t)high;
	m->aging_low = (uint8_t)low;
}

void build_flow(struct builder *b)
{
	const struct cnode *flow = cn_path(b->root, "security", "flow", NULL);
	const struct cnode *tcp = cn_child(flow, "tcp-session");
	const char *mode;

	read_flags(b->m, tcp);
	mode = cn_value(flow, "syn-flood-protection-mode");
	if (mode && !strcmp(mode, "syn-proxy"))
		b->m->flow_flags |= XPF_CONFIG_SYN_PROXY;
	read_tcp(b->m, tcp);
	read_mss(b->m, cn_child(flow, "tcp-mss"));
	read_aging(b, cn_child(flow, "aging"));
	if (cn_has(flow, "allow-dns-reply"))
		b->m->flow_flags |= XPF_CONFIG_ALLOW_DNS_REPLY;
	if (cn_has(flow, "allow-embedded-icmp"))
		b->m->flow_flags |= XPF_CONFIG_ALLOW_STRAY_ERROR;
	b->m->route_timeout = seconds(flow, "route-change-timeout");
	b->m->net->fragment_timeout =
		seconds(flow, "fragment-reassembly-timeout");
	b->m->udp = seconds(cn_child(flow, "udp-session"), "timeout");
	b->m->icmp = seconds(cn_child(flow, "icmp-session"), "timeout");
}
