// SPDX-License-Identifier: GPL-2.0
/*
 * Messages of RTSP (RFC 2326, 7826): where media will go.
 *
 * Pure.  Of a message only the first line, CSeq and Transport are read; a
 * Transport may offer several ways.  Messages end as those of SIP do.  Media
 * may be interleaved with messages ("$", channel, length): a packet of them is
 * as long as it says.
 */
#include <linux/kernel.h>
#include <linux/socket.h>
#include <linux/string.h>
#include <linux/unaligned.h>

#include "alg/rtsp_parse.h"
#include "alg/sip_parse.h"
#include "alg/text.h"

#define RTSP_VERSION "RTSP/"

static const struct {
	const char *name;
	enum xpf_rtsp_where where;
} names[] = {
	{ "client_port=", XPF_RTSP_CLIENT },
	{ "server_port=", XPF_RTSP_SERVER },
	{ "source=", XPF_RTSP_ADDR },
	{ "destination=", XPF_RTSP_ADDR },
};

u32 xpf_rtsp_frame(const u8 *data, u32 len)
{
	if (!len || data[0] != '$')
		return xpf_sip_frame(data, len);
	return len < 4 ? 0 : 4 + get_unaligned_be16(data + 2);
}

static u32 end_of_line(const u8 *data, u32 at, u32 len)
{
	while (at + 1 < len && !(data[at] == '\r' && data[at + 1] == '\n'))
		at++;
	return at + 1 < len ? at : len;
}

static bool ports_at(const u8 *data, u32 at, u32 end, struct xpf_rtsp_spot *p)
{
	struct xpf_text t = { data, end, at };
	u32 lo, hi;

	if (!xpf_text_number(&t, 65535, &lo) || !lo)
		return false;
	hi = lo;
	if (xpf_text_char(&t, '-') &&
	    (!xpf_text_number(&t, 65535, &hi) || hi < lo))
		return false;
	p->lo = lo;
	p->hi = hi;
	p->len = t.at - at;
	return true;
}

static bool addr_at(const u8 *data, u32 at, u32 end, struct xpf_rtsp_spot *p)
{
	struct xpf_text t = { data, end, at };

	p->family = AF_INET;
	if (!xpf_text_addr(&t, AF_INET, 0, &p->addr)) {
		t.at = at;
		p->family = AF_INET6;
		if (!xpf_text_addr(&t, AF_INET6, 0, &p->addr))
			return false;
	}
	p->len = t.at - at;
	return t.at == end || data[t.at] == ';' || data[t.at] == ',' ||
	       data[t.at] == '"';
}

/* The parameter at @at; false: there are too many. */
static bool read_parameter(struct xpf_rtsp *r, const u8 *data, u32 at, u32 end)
{
	struct xpf_rtsp_spot p;
	u32 i, n;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		n = strlen(names[i].name);
		if (end - at <= n ||
		    !xpf_text_same(data + at, names[i].name, n))
			continue;
		at += n;
		if (data[at] == '"')
			at++;
		memset(&p, 0, sizeof(p));
		p.at = at;
		p.where = names[i].where;
		if (!(p.where == XPF_RTSP_ADDR ? addr_at(data, at, end, &p) :
						 ports_at(data, at, end, &p)))
			return true;
		if (r->n_spots == XPF_RTSP_SPOTS)
			return false;
		r->spot[r->n_spots++] = p;
		return true;
	}
	return true;
}

static bool read_transport(struct xpf_rtsp *r, const u8 *data, u32 at, u32 end)
{
	for (; at < end; at++)
		if (data[at] == ';' && !read_parameter(r, data, at + 1, end))
			return false;
	return true;
}

static bool read_rtsp_line(struct xpf_rtsp *r, const u8 *data, u32 at, u32 end)
{
	static const char transport[] = "Transport:", cseq[] = "CSeq:";
	struct xpf_text t = { data, end, at };

	if (end - at > strlen(transport) &&
	    xpf_text_same(data + at, transport, strlen(transport)))
		return read_transport(r, data, at, end);
	if (end - at <= strlen(cseq) ||
	    !xpf_text_same(data + at, cseq, strlen(cseq)))
		return true;
	t.at += strlen(cseq);
	while (xpf_text_char(&t, ' '))
		;
	xpf_text_number(&t, U32_MAX, &r->cseq);
	return true;
}

/* RTSP/1.0 200 OK, or SETUP rtsp://... RTSP/1.0 */
static bool read_first(struct xpf_rtsp *r, const u8 *data, u32 end)
{
	static const char teardown[] = "TEARDOWN ";
	u32 n = strlen(RTSP_VERSION), status;
	struct xpf_text t = { data, end, n + 3 };

	if (end > n + 3 && xpf_text_same(data, RTSP_VERSION, n)) {
		if (!xpf_text_char(&t, ' ') ||
		    !xpf_text_number(&t, 999, &status) || status < 100)
			return false;
		r->status = status;
		return true;
	}
	r->teardown = end > strlen(teardown) &&
		      xpf_text_same(data, teardown, strlen(teardown));
	return end > n + 4 && data[end - n - 4] == ' ' &&
	       xpf_text_same(data + end - n - 3, RTSP_VERSION, n);
}

bool xpf_rtsp_parse(const u8 *data, u32 len, struct xpf_rtsp *r)
{
	u32 at, end = end_of_line(data, 0, len);

	memset(r, 0, sizeof(*r));
	if (len > 0xffff || !read_first(r, data, end))
		return false;
	for (at = end + 2; at < len; at = end + 2) {
		end = end_of_line(data, at, len);
		if (end == at)
			break;
		if (!read_rtsp_line(r, data, at, end))
			return false;
	}
	return true;
}

u32 xpf_rtsp_print(const struct xpf_rtsp_spot *p, u16 lo, u16 hi, char text[16])
{
	if (p->lo == p->hi)
		return scnprintf(text, 16, "%u", lo);
	return scnprintf(text, 16, "%u-%u", lo, hi);
}
