/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What holds for what gateways read, whatever the bytes are: all that is found
 * lies within the message, and pieces that will be replaced come in their order.
 * Includes behind the parsers.
 */
#ifndef KSHIM_ALG_LAW_H
#define KSHIM_ALG_LAW_H

static void law(bool holds)
{
	if (!holds)
		abort();
}

static void law_sip(const u8 *data, u32 len)
{
	struct xpf_sip s;
	u32 i, at = 0;

	xpf_sip_frame(data, len);
	xpf_text_idle(data, len);
	if (!xpf_sip_parse(data, len, &s))
		return;
	law(s.body + s.body_len <= len);
	law(s.call_id + s.call_id_len <= len);
	for (i = 0; i < s.n_spots; i++) {
		law(s.spot[i].at >= at);
		at = s.spot[i].at + s.spot[i].len;
		law(at <= s.body);
	}
}

static void law_sdp(const u8 *data, u32 len)
{
	struct xpf_sdp s;
	u32 i;

	if (!xpf_sdp_parse(data, len, &s))
		return;
	for (i = 0; i < s.n_addrs; i++)
		law(s.addr[i].text.at + s.addr[i].text.len <= len);
	for (i = 0; i < s.n_media; i++)
		law(s.media[i].port_text.at + s.media[i].port_text.len <= len &&
		    s.media[i].rtcp_text.at + s.media[i].rtcp_text.len <= len);
}

#endif
