// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * [edit security alg]: which application layer gateways are enabled, and how
 * they behave.  Without a word about one it is as on a vSRX: DNS, FTP, MS-RPC,
 * PPTP, Sun RPC, TALK and TFTP are enabled; the others are when their statement
 * is there, and never when it says "disable".
 */
#include "model/builder.h"

#include <string.h>

#define BIT(alg) (1U << (alg))

static const struct {
	const char *word;
	enum xpf_alg alg;
	bool on; /* without a word */
} algs[] = {
	{ "dns", XPF_ALG_DNS, true },	   { "ftp", XPF_ALG_FTP, true },
	{ "h323", XPF_ALG_H323, false },   { "mgcp", XPF_ALG_MGCP, false },
	{ "msrpc", XPF_ALG_MSRPC, true },  { "pptp", XPF_ALG_PPTP, true },
	{ "rsh", XPF_ALG_RSH, false },	   { "rtsp", XPF_ALG_RTSP, false },
	{ "sccp", XPF_ALG_SCCP, false },   { "sip", XPF_ALG_SIP, false },
	{ "sql", XPF_ALG_SQL, false },	   { "sunrpc", XPF_ALG_SUNRPC, true },
	{ "talk", XPF_ALG_TALK, true },	   { "tftp", XPF_ALG_TFTP, true },
	{ "twamp", XPF_ALG_TWAMP, false },
};

static const struct {
	const char *alg, *word;
	uint32_t flag;
} flags[] = {
	{ "ftp", "allow-mismatch-ip-address", XPF_ALG_FTP_MISMATCH },
	{ "ftp", "ftps-extension", XPF_ALG_FTP_FTPS },
	{ "ftp", "line-break-extension", XPF_ALG_FTP_BREAKS },
	{ "dns", "oversize-message-drop", XPF_ALG_DNS_OVERSIZE },
	{ "sip", "disable-call-id-hiding", XPF_ALG_SIP_KEEP_CALL_ID },
};

uint32_t model_algs_default(void)
{
	uint32_t on = 0;
	size_t i;

	for (i = 0; i < sizeof(algs) / sizeof(*algs); i++)
		on |= algs[i].on ? BIT(algs[i].alg) : 0;
	return on;
}

uint32_t model_algs_built(void)
{
	return BIT(XPF_ALG_DNS) | BIT(XPF_ALG_FTP) | BIT(XPF_ALG_MSRPC) |
	       BIT(XPF_ALG_PPTP) | BIT(XPF_ALG_RTSP) | BIT(XPF_ALG_SIP) |
	       BIT(XPF_ALG_SUNRPC) | BIT(XPF_ALG_TFTP);
}

static bool enabled(const struct cnode *alg, bool on)
{
	if (cn_has(alg, "disable"))
		return false;
	return on || alg;
}

static void read_dns(struct model *m, const struct cnode *dns)
{
	const struct cnode *doctoring = cn_child(dns, "doctoring");

	m->alg_dns_length =
		(uint32_t)cn_number(dns, "maximum-message-length", 0);
	if (cn_has(doctoring, "none"))
		m->alg_flags |= XPF_ALG_DNS_NO_DOCTORING;
	if (cn_has(doctoring, "sanity-check"))
		m->alg_flags |= XPF_ALG_DNS_CHECK_ONLY;
}

static void read_sip(struct model *m, const struct cnode *sip)
{
	const struct cnode *unknown =
		cn_path(sip, "application-screen", "unknown-message", NULL);

	m->alg_sip_media =
		(uint32_t)cn_number(sip, "inactive-media-timeout", 0);
	m->alg_sip_ring = (uint32_t)cn_number(sip, "c-timeout", 0) * 60;
	m->alg_sip_call =
		(uint32_t)cn_number(sip, "maximum-call-duration", 0) * 60;
	if (cn_has(unknown, "permit-nat-applied"))
		m->alg_flags |= XPF_ALG_SIP_PERMIT_NAT;
	if (cn_has(unknown, "permit-routed"))
		m->alg_flags |= XPF_ALG_SIP_PERMIT_ROUTED;
}

/* Minutes there, seconds here. */
static uint32_t map_seconds(const struct cnode *rpc)
{
	return (uint32_t)cn_number(rpc, "map-entry-timeout", 0) * 60;
}

void build_algs(struct builder *b)
{
	const struct cnode *top = cn_path(b->root, "security", "alg", NULL);
	struct model *m = b->m;
	size_t i;

	for (i = 0; i < sizeof(algs) / sizeof(*algs); i++)
		if (enabled(cn_child(top, algs[i].word), algs[i].on))
			m->algs |= BIT(algs[i].alg);
	for (i = 0; i < sizeof(flags) / sizeof(*flags); i++)
		if (cn_has(cn_child(top, flags[i].alg), flags[i].word))
			m->alg_flags |= flags[i].flag;
	read_dns(m, cn_child(top, "dns"));
	read_sip(m, cn_child(top, "sip"));
	m->alg_sunrpc_map = map_seconds(cn_child(top, "sunrpc"));
	m->alg_msrpc_map = map_seconds(cn_child(top, "msrpc"));
}

/* What an application's application-protocol stands for. */
uint8_t alg_of(const char *protocol)
{
	static const struct {
		const char *name;
		enum xpf_alg alg;
	} names[] = {
		{ "ignore", XPF_ALG_IGNORE },
		{ "none", XPF_ALG_IGNORE },
		{ "dns", XPF_ALG_DNS },
		{ "ftp", XPF_ALG_FTP },
		{ "ftp-data", XPF_ALG_IGNORE },
		{ "h323", XPF_ALG_H323 },
		{ "q931", XPF_ALG_H323 },
		{ "ras", XPF_ALG_H323 },
		{ "mgcp-ca", XPF_ALG_MGCP },
		{ "mgcp-ua", XPF_ALG_MGCP },
		{ "ms-rpc", XPF_ALG_MSRPC },
		{ "pptp", XPF_ALG_PPTP },
		{ "rsh", XPF_ALG_RSH },
		{ "rtsp", XPF_ALG_RTSP },
		{ "sccp", XPF_ALG_SCCP },
		{ "sip", XPF_ALG_SIP },
		{ "sqlnet-v2", XPF_ALG_SQL },
		{ "sun-rpc", XPF_ALG_SUNRPC },
		{ "talk", XPF_ALG_TALK },
		{ "tftp", XPF_ALG_TFTP },
		{ "twamp", XPF_ALG_TWAMP },
		{ "ike-esp-nat", XPF_ALG_IKE_ESP },
	};
	size_t i;

	for (i = 0; protocol && i < sizeof(names) / sizeof(*names); i++)
		if (!strcmp(names[i].name, protocol))
			return (uint8_t)names[i].alg;
	return XPF_ALG_NONE;
}
