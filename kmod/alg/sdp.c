// SPDX-License-Identifier: GPL-2.0
/*
 * Descriptions of sessions (SDP, RFC 8866): to which addresses and ports media
 * are sent.
 *
 * Pure.  Of interest are o= and c= of the session and of its streams, the ports
 * of m=, and a=rtcp (RFC 3605).  Lines that are not understood stay as they
 * are; nothing is opened for them.
 */
#include <linux/kernel.h>
#include <linux/socket.h>
#include <linux/string.h>

#include "alg/sdp.h"
#include "alg/text.h"

/* The end of the line at @at, without what ends it. */
static u32 line_end(const u8 *data, u32 at, u32 len)
{
	while (at < len && data[at] != '\r' && data[at] != '\n')
		at++;
	return at;
}

/* Over a word and the blank behind it. */
static u32 next_word(const u8 *data, u32 at, u32 end)
{
	while (at < end && data[at] != ' ')
		at++;
	while (at < end && data[at] == ' ')
		at++;
	return at;
}

/* IN IP4 10.0.0.1 */
static bool read_addr(const u8 *data, u32 at, u32 end, struct xpf_sdp_addr *a)
{
	static const char v4[] = "IN IP4 ", v6[] = "IN IP6 ";
	u32 n = strlen(v4);
	struct xpf_text t = { data, end, at + n };

	memset(a, 0, sizeof(*a));
	if (end - at <= n)
		return false;
	if (xpf_text_same(data + at, v4, n))
		a->family = AF_INET;
	else if (xpf_text_same(data + at, v6, n))
		a->family = AF_INET6;
	else
		return false;
	if (!xpf_text_addr(&t, a->family, 0, &a->addr))
		return false;
	if (t.at < end && data[t.at] != ' ' && data[t.at] != '/')
		return false;
	a->text.at = at + n;
	a->text.len = t.at - a->text.at;
	return true;
}

static bool add_addr(struct xpf_sdp *s, const struct xpf_sdp_addr *a)
{
	if (s->n_addrs == XPF_SDP_ADDRS)
		return false;
	s->addr[s->n_addrs++] = *a;
	return true;
}

/* o=name id version IN IP4 address */
static bool read_origin(struct xpf_sdp *s, const u8 *data, u32 at, u32 end)
{
	struct xpf_sdp_addr a;
	u32 i;

	for (i = 0; i < 3; i++)
		at = next_word(data, at, end);
	return !read_addr(data, at, end, &a) || add_addr(s, &a);
}

/* m=audio 49170/2 RTP/AVP 0 */
static bool read_media(struct xpf_sdp *s, const u8 *data, u32 at, u32 end,
		       const struct xpf_sdp_addr *session)
{
	struct xpf_text t = { data, end, next_word(data, at, end) };
	struct xpf_sdp_media *m;
	u32 port, from = t.at;

	if (s->n_media == XPF_SDP_MEDIA)
		return false;
	m = &s->media[s->n_media++];
	memset(m, 0, sizeof(*m));
	m->addr = session->addr;
	m->family = session->family;
	if (!xpf_text_number(&t, 65535, &port))
		return true;
	m->port = port;
	m->port_text.at = from;
	m->port_text.len = t.at - from;
	at = next_word(data, t.at, end);
	m->tcp = end - at >= 3 && xpf_text_same(data + at, "TCP", 3);
	return true;
}

/* a=rtcp:53020 IN IP4 126.16.64.4 */
static bool read_rtcp(struct xpf_sdp *s, const u8 *data, u32 at, u32 end)
{
	struct xpf_text t = { data, end, at };
	struct xpf_sdp_media *m;
	struct xpf_sdp_addr a;
	u32 port;

	if (!s->n_media || !xpf_text_number(&t, 65535, &port) || !port)
		return true;
	m = &s->media[s->n_media - 1];
	m->rtcp = port;
	m->rtcp_text.at = at;
	m->rtcp_text.len = t.at - at;
	if (xpf_text_char(&t, ' ') && read_addr(data, t.at, end, &a))
		return add_addr(s, &a);
	return true;
}

static bool read_connection(struct xpf_sdp *s, const u8 *data, u32 at, u32 end,
			    struct xpf_sdp_addr *session)
{
	struct xpf_sdp_media *m;
	struct xpf_sdp_addr a;

	if (!read_addr(data, at, end, &a))
		return true;
	if (!s->n_media) {
		*session = a;
	} else {
		m = &s->media[s->n_media - 1];
		m->addr = a.addr;
		m->family = a.family;
	}
	return add_addr(s, &a);
}

static bool read_line(struct xpf_sdp *s, const u8 *data, u32 at, u32 end,
		      struct xpf_sdp_addr *session)
{
	static const char rtcp[] = "rtcp:";
	u32 n = strlen(rtcp);

	if (end - at < 2 || data[at + 1] != '=')
		return true;
	switch (data[at]) {
	case 'o':
		return read_origin(s, data, at + 2, end);
	case 'c':
		return read_connection(s, data, at + 2, end, session);
	case 'm':
		return read_media(s, data, at + 2, end, session);
	case 'a':
		if (end - at > 2 + n && xpf_text_same(data + at + 2, rtcp, n))
			return read_rtcp(s, data, at + 2 + n, end);
		break;
	}
	return true;
}

bool xpf_sdp_parse(const u8 *data, u32 len, struct xpf_sdp *s)
{
	struct xpf_sdp_addr session = { .family = 0 };
	u32 at = 0, end;

	s->n_media = 0;
	s->n_addrs = 0;
	if (len > 0xffff)
		return false;
	while (at < len) {
		end = line_end(data, at, len);
		if (!read_line(s, data, at, end, &session))
			return false;
		at = end + 1;
	}
	return true;
}
