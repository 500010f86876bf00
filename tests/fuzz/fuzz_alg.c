// SPDX-License-Identifier: GPL-2.0
/*
 * What gateways read of packets: no byte behind the end is touched, what is
 * found lies within, and what is printed in its place is read back as the same.
 *
 * Input: a byte that chooses the protocol and the side, then the message.
 */
#include <kshim.h>

#include "alg/dns_parse.c"
#include "alg/ftp_parse.c"
#include "alg/text.c"
#include "alg/sdp.c"
#define line_end sip_line_end
#define read_addr sip_read_addr
#define read_port sip_read_port
#include "alg/sip_parse.c"
#include "alg/rtsp_parse.c"
#define read_request read_msrpc_request
#undef HEADER
#undef VERSION
#include "alg/msrpc_parse.c"
#undef HEADER
#include "alg/pptp_parse.c"
#include "alg/sunrpc_parse.c"

#include "../kshim/lib/alg_law.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

static void ftp(const u8 *data, u32 len, bool server)
{
	char text[XPF_FTP_TEXT];
	struct xpf_ftp f, g;
	u8 *copy;
	u32 n, line;

	line = xpf_ftp_line(data, len, false);
	law(line <= len);
	xpf_ftp_matters(data, len, server);
	xpf_ftp_parse(data, len, server, &f);
	law(f.at + f.len <= len || !f.len);
	if (!f.len || f.what == XPF_FTP_BAD || f.what == XPF_FTP_OTHER)
		return;
	n = xpf_ftp_print(&f, &f.addr, f.port, text);
	law(n && n < sizeof(text));
	copy = malloc(len - f.len + n);
	memcpy(copy, data, f.at);
	memcpy(copy + f.at, text, n);
	memcpy(copy + f.at + n, data + f.at + f.len, len - f.at - f.len);
	xpf_ftp_parse(copy, len - f.len + n, server, &g);
	law(g.what == f.what && g.port == f.port && g.family == f.family &&
	    !memcmp(&g.addr, &f.addr, sizeof(g.addr)));
	free(copy);
}

static void dns(const u8 *data, u32 len)
{
	struct xpf_dns d;
	u32 i;

	if (!xpf_dns_parse(data, len, &d))
		return;
	for (i = 0; i < d.n_addrs; i++)
		law(d.addr[i].at + (d.addr[i].family == AF_INET ? 4 : 16) <=
		    len);
}

static void rtsp(const u8 *data, u32 len)
{
	struct xpf_rtsp r;
	u32 i, at = 0;

	xpf_rtsp_frame(data, len);
	if (!xpf_rtsp_parse(data, len, &r))
		return;
	for (i = 0; i < r.n_spots; i++) {
		law(r.spot[i].at >= at);
		at = r.spot[i].at + r.spot[i].len;
		law(at <= len);
	}
}

static void sunrpc(const u8 *data, u32 len, bool universal)
{
	struct xpf_sunrpc_call c;
	struct xpf_sunrpc_reply r;
	bool reply;

	xpf_sunrpc_call(data, len, &c);
	if (!xpf_sunrpc_head(data, len, &c.xid, &reply))
		return;
	c.universal = universal;
	if (xpf_sunrpc_reply(data, len, &c, &r))
		law(r.port && r.at + r.len <= len);
}

static void msrpc(const u8 *data, u32 len)
{
	struct xpf_msrpc r;
	u32 i;

	xpf_msrpc_frame(data, len);
	if (!xpf_msrpc_parse(data, len, true, &r))
		return;
	for (i = 0; i < r.n_towers; i++)
		law(r.tower[i].port && r.tower[i].addr_at + 4 <= len);
}

static void pptp(const u8 *data, u32 len)
{
	struct xpf_pptp p;

	xpf_pptp_frame(data, len);
	if (xpf_pptp_parse(data, len, &p))
		law(p.own_at + 2 <= len && p.peer_at + 2 <= len);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	u8 *copy;

	if (size < 1 || size > 4096)
		return 0;
	/* Exactly as long as what may be read. */
	copy = malloc(size - 1 + (size == 1));
	memcpy(copy, data + 1, size - 1);
	switch (data[0] >> 1) {
	case 0:
		ftp(copy, size - 1, data[0] & 1);
		break;
	case 1:
		dns(copy, size - 1);
		break;
	case 2:
		law_sip(copy, size - 1);
		break;
	case 3:
		law_sdp(copy, size - 1);
		break;
	case 4:
		rtsp(copy, size - 1);
		break;
	case 5:
		sunrpc(copy, size - 1, data[0] & 1);
		break;
	case 6:
		msrpc(copy, size - 1);
		break;
	case 7:
		pptp(copy, size - 1);
		break;
	}
	free(copy);
	return 0;
}
