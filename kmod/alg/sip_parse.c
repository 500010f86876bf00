// SPDX-License-Identifier: GPL-2.0
/*
 * Messages of SIP (RFC 3261): which call they belong to, and where addresses
 * are written out.
 *
 * Pure.  Only what a gateway needs is read: the first line, and of the headers
 * those that hold an address, a Call-ID, or the length and kind of the body.
 * Names of hosts are of no interest, nor is an address within a quoted name
 * ("1.2.3.4" <sip:...>): it is nobody's destination.  A header may go on in the
 * next line, and may have its short name.
 */
#include <linux/kernel.h>
#include <linux/socket.h>
#include <linux/string.h>

#include "alg/sip_parse.h"
#include "alg/text.h"

#define VERSION "SIP/2.0"
#define LONGEST_HEADER 8192

static const char *const methods[] = {
#define XPF_SIP_METHOD(name) #name,
#include <xpf/sip.def>
#undef XPF_SIP_METHOD
};

enum header {
	H_OTHER,
	H_VIA,
	H_CONTACT,
	H_ROUTE,
	H_PERSON,
	H_CALL_ID,
	H_CSEQ,
	H_LENGTH,
	H_TYPE,
	H_EXPIRES,
};

static const struct {
	const char *name;
	enum header header;
} headers[] = {
	{ "Via", H_VIA },
	{ "v", H_VIA },
	{ "Contact", H_CONTACT },
	{ "m", H_CONTACT },
	{ "Route", H_ROUTE },
	{ "Record-Route", H_ROUTE },
	{ "Path", H_ROUTE },
	{ "Service-Route", H_ROUTE },
	{ "From", H_PERSON },
	{ "f", H_PERSON },
	{ "To", H_PERSON },
	{ "t", H_PERSON },
	{ "P-Asserted-Identity", H_PERSON },
	{ "P-Preferred-Identity", H_PERSON },
	{ "Remote-Party-ID", H_PERSON },
	{ "Referred-By", H_PERSON },
	{ "b", H_PERSON },
	{ "Refer-To", H_PERSON },
	{ "r", H_PERSON },
	{ "Call-ID", H_CALL_ID },
	{ "i", H_CALL_ID },
	{ "CSeq", H_CSEQ },
	{ "Content-Length", H_LENGTH },
	{ "l", H_LENGTH },
	{ "Content-Type", H_TYPE },
	{ "c", H_TYPE },
	{ "Expires", H_EXPIRES },
};

static bool blank(u8 c)
{
	return c == ' ' || c == '\t';
}

static bool word_is(const u8 *data, u32 len, const char *word)
{
	return len == strlen(word) && xpf_text_same(data, word, len);
}

/* Where the header lines end, the empty line included; 0: not yet. */
static u32 head_end(const u8 *data, u32 len)
{
	u32 i;

	for (i = 0; i + 3 < len && i < LONGEST_HEADER; i++)
		if (data[i] == '\r' && data[i + 1] == '\n' &&
		    data[i + 2] == '\r' && data[i + 3] == '\n')
			return i + 4;
	return 0;
}

/* A header with the lines that it goes on in; its end, without line end. */
static u32 line_end(const u8 *data, u32 at, u32 end)
{
	for (; at + 1 < end; at++)
		if (data[at] == '\r' && data[at + 1] == '\n' &&
		    !(at + 2 < end && blank(data[at + 2])))
			return at;
	return end;
}

static enum header header_of(const u8 *data, u32 len)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(headers); i++)
		if (word_is(data, len, headers[i].name))
			return headers[i].header;
	return H_OTHER;
}

/*
 * The header at @at: which it is, and where its value lies.
 * Returns where the next begins.
 */
static u32 next_header(const u8 *data, u32 at, u32 end, enum header *h,
		       u32 *value, u32 *value_end)
{
	u32 e = line_end(data, at, end), n = at;

	while (n < e && data[n] != ':' && !blank(data[n]))
		n++;
	*h = header_of(data + at, n - at);
	while (n < e && blank(data[n]))
		n++;
	if (n >= e || data[n] != ':')
		*h = H_OTHER;
	else
		n++;
	while (n < e && blank(data[n]))
		n++;
	*value = n;
	*value_end = e;
	return e + 2;
}

u32 xpf_sip_frame(const u8 *data, u32 len)
{
	struct xpf_text t = { data, len, 0 };
	u32 at, end, value, value_end, n;
	enum header h;

	for (at = 0; at < len && (data[at] == '\r' || data[at] == '\n'); at++)
		;
	if (at)
		return at;
	end = head_end(data, len);
	while (end && at + 2 < end) {
		at = next_header(data, at, end - 2, &h, &value, &value_end);
		t.at = value;
		if (h == H_LENGTH)
			return xpf_text_number(&t, 0xffff, &n) ? end + n : end;
	}
	return end;
}

static bool add(struct xpf_sip *s, const struct xpf_sip_spot *spot)
{
	if (s->n_spots == XPF_SIP_SPOTS)
		return false;
	s->spot[s->n_spots++] = *spot;
	return true;
}

/* An address at @at of which nothing more is known to be there. */
static bool read_addr(const u8 *data, u32 at, u32 end, struct xpf_sip_spot *p)
{
	struct xpf_text t = { data, end, at };

	memset(p, 0, sizeof(*p));
	p->at = at;
	if (xpf_text_char(&t, '[')) {
		p->family = AF_INET6;
		if (!xpf_text_addr(&t, AF_INET6, ']', &p->addr))
			return false;
		t.at++;
	} else {
		p->family = AF_INET;
		if (!xpf_text_addr(&t, AF_INET, 0, &p->addr))
			return false;
		/* 10.0.0.1.example.net is a name. */
		if (t.at < end && (data[t.at] == '.' || data[t.at] == '-'))
			return false;
	}
	p->len = t.at - at;
	return true;
}

static void read_port(const u8 *data, u32 end, struct xpf_sip_spot *p)
{
	struct xpf_text t = { data, end, p->at + p->len };
	u32 port;

	if (!xpf_text_char(&t, ':') || !xpf_text_number(&t, 65535, &port) ||
	    !port)
		return;
	p->port = port;
	p->len = t.at - p->at;
}

static bool add_host(struct xpf_sip *s, const u8 *data, u32 at, u32 end,
		     enum xpf_sip_where where)
{
	struct xpf_sip_spot p;

	if (!read_addr(data, at, end, &p))
		return true;
	p.where = where;
	read_port(data, end, &p);
	return add(s, &p);
}

/* The host of a URI that begins behind "sip:"; returns where it begins. */
static u32 uri_host(const u8 *data, u32 at, u32 end)
{
	u32 i;

	for (i = at; i < end; i++) {
		if (data[i] == '@')
			return i + 1;
		if (blank(data[i]) || data[i] == '>' || data[i] == '<' ||
		    data[i] == '"' || data[i] == '\r')
			break;
	}
	return at;
}

/* All URIs of a value. */
static bool read_uris(struct xpf_sip *s, const u8 *data, u32 at, u32 end,
		      enum xpf_sip_where where)
{
	bool quoted = false;
	u32 n;

	for (; at < end; at++) {
		if (data[at] == '"' && !(quoted && data[at - 1] == '\\'))
			quoted = !quoted;
		if (quoted || data[at] != ':')
			continue;
		n = at >= 4 ? 4 : at;
		if (!(n >= 3 && xpf_text_same(data + at - 3, "sip", 3)) &&
		    !(n >= 4 && xpf_text_same(data + at - 4, "sips", 4)))
			continue;
		at = uri_host(data, at + 1, end);
		if (!add_host(s, data, at, end, where))
			return false;
		at--;
	}
	return true;
}

/* The value of a parameter ";name=" of one Via; 0: it has none. */
static u32 parameter(const u8 *data, u32 at, u32 end, const char *name)
{
	u32 n = strlen(name);

	for (; at + n + 1 < end && data[at] != ','; at++)
		if (data[at] == ';' && xpf_text_same(data + at + 1, name, n))
			return at + 1 + n;
	return 0;
}

static bool add_received(struct xpf_sip *s, const u8 *data, u32 at, u32 end)
{
	struct xpf_sip_spot p;

	/* IPv6 is written without brackets by some. */
	if (!read_addr(data, at, end, &p)) {
		struct xpf_text t = { data, end, at };

		if (!xpf_text_addr(&t, AF_INET6, 0, &p.addr))
			return true;
		p.family = AF_INET6;
		p.at = at;
		p.len = t.at - at;
	}
	p.where = XPF_SIP_RECEIVED;
	return add(s, &p);
}

static bool add_rport(struct xpf_sip *s, const u8 *data, u32 at, u32 end)
{
	struct xpf_text t = { data, end, at };
	struct xpf_sip_spot p = { .at = at, .where = XPF_SIP_RPORT };
	u32 port;

	if (!xpf_text_number(&t, 65535, &port) || !port)
		return true;
	p.port = port;
	p.len = t.at - at;
	return add(s, &p);
}

/* What was seen of the sender, in the order in which it is written. */
static bool read_seen(struct xpf_sip *s, const u8 *data, u32 at, u32 end)
{
	u32 received = parameter(data, at, end, "received=");
	u32 rport = parameter(data, at, end, "rport=");

	if (rport && received && rport < received)
		return add_rport(s, data, rport, end) &&
		       add_received(s, data, received, end);
	return (!received || add_received(s, data, received, end)) &&
	       (!rport || add_rport(s, data, rport, end));
}

/* SIP/2.0/UDP host:port;parameters, ... */
static bool read_via(struct xpf_sip *s, const u8 *data, u32 at, u32 end)
{
	while (at < end) {
		while (at < end && !blank(data[at]) && data[at] != ',')
			at++;
		while (at < end && (blank(data[at]) || data[at] == '\r' ||
				    data[at] == '\n'))
			at++;
		if (!add_host(s, data, at, end, XPF_SIP_VIA) ||
		    !read_seen(s, data, at, end))
			return false;
		while (at < end && data[at] != ',')
			at++;
		for (at++; at < end && (blank(data[at]) || data[at] == '\r' ||
					data[at] == '\n');
		     at++)
			;
	}
	return true;
}

static bool read_call_id(struct xpf_sip *s, const u8 *data, u32 at, u32 end)
{
	u32 i;

	s->call_id = at;
	s->call_id_len = end - at;
	for (i = at; i < end; i++)
		if (data[i] == '@')
			return add_host(s, data, i + 1, end, XPF_SIP_CALL_ID);
	return true;
}

static u8 method_of(const u8 *data, u32 len)
{
	u32 i;

	BUILD_BUG_ON(ARRAY_SIZE(methods) != XPF_SIP_OTHER);
	for (i = 0; i < ARRAY_SIZE(methods); i++)
		if (len == strlen(methods[i]) && !memcmp(data, methods[i], len))
			return i;
	return XPF_SIP_OTHER;
}

/* 70 INVITE */
static void read_cseq(struct xpf_sip *s, const u8 *data, u32 at, u32 end)
{
	while (at < end && data[at] >= '0' && data[at] <= '9')
		at++;
	while (at < end && blank(data[at]))
		at++;
	if (s->status)
		s->method = method_of(data + at, end - at);
}

static bool add_length(struct xpf_sip *s, const u8 *data, u32 at, u32 end)
{
	struct xpf_text t = { data, end, at };
	struct xpf_sip_spot p = { .at = at, .where = XPF_SIP_LENGTH };
	u32 n;

	if (!xpf_text_number(&t, 0xffff, &n))
		return false;
	p.len = t.at - at;
	s->body_len = n;
	return add(s, &p);
}

static void take_expires(struct xpf_sip *s, const u8 *data, u32 at, u32 end)
{
	struct xpf_text t = { data, end, at };
	u32 n;

	if (!xpf_text_number(&t, U32_MAX, &n))
		return;
	s->has_expires = true;
	s->expires = max(s->expires, n);
}

/* ;expires=N of any of them */
static void contact_expires(struct xpf_sip *s, const u8 *data, u32 at, u32 end)
{
	static const char name[] = "expires=";
	u32 n = strlen(name);

	for (; at + n + 1 < end; at++)
		if (data[at] == ';' && xpf_text_same(data + at + 1, name, n))
			take_expires(s, data, at + 1 + n, end);
}

static bool read_header(struct xpf_sip *s, const u8 *data, enum header h,
			u32 at, u32 end)
{
	static const char sdp[] = "application/sdp";

	switch (h) {
	case H_OTHER:
		break;
	case H_VIA:
		return read_via(s, data, at, end);
	case H_CONTACT:
		contact_expires(s, data, at, end);
		return read_uris(s, data, at, end, XPF_SIP_CONTACT);
	case H_ROUTE:
		return read_uris(s, data, at, end, XPF_SIP_ROUTE);
	case H_PERSON:
		return read_uris(s, data, at, end, XPF_SIP_PERSON);
	case H_CALL_ID:
		return read_call_id(s, data, at, end);
	case H_CSEQ:
		read_cseq(s, data, at, end);
		break;
	case H_LENGTH:
		return add_length(s, data, at, end);
	case H_TYPE:
		s->sdp = end - at >= strlen(sdp) &&
			 xpf_text_same(data + at, sdp, strlen(sdp));
		break;
	case H_EXPIRES:
		take_expires(s, data, at, end);
		break;
	}
	return true;
}

/* SIP/2.0 200 OK */
static bool read_status(struct xpf_sip *s, const u8 *data, u32 end)
{
	struct xpf_text t = { data, end, strlen(VERSION) };
	u32 status;

	if (!xpf_text_char(&t, ' ') || !xpf_text_number(&t, 699, &status) ||
	    status < 100)
		return false;
	s->status = status;
	s->method = XPF_SIP_OTHER;
	return true;
}

/* INVITE sip:you@10.0.0.1 SIP/2.0 */
static bool read_request(struct xpf_sip *s, const u8 *data, u32 end)
{
	u32 at = 0, n = strlen(VERSION);

	while (at < end && data[at] != ' ')
		at++;
	if (!at || at + 2 + n > end || data[end - n - 1] != ' ' ||
	    !xpf_text_same(data + end - n, VERSION, n))
		return false;
	s->method = method_of(data, at);
	return read_uris(s, data, at + 1, end - n - 1, XPF_SIP_TARGET);
}

bool xpf_sip_parse(const u8 *data, u32 len, struct xpf_sip *s)
{
	u32 end = head_end(data, len), at, value, value_end, first;
	bool length = false, status;
	enum header h;

	memset(s, 0, sizeof(*s));
	if (!end || len > 0xffff)
		return false;
	first = line_end(data, 0, end - 2);
	status = first > strlen(VERSION) &&
		 xpf_text_same(data, VERSION, strlen(VERSION));
	if (!(status ? read_status(s, data, first) :
		       read_request(s, data, first)))
		return false;
	for (at = first + 2; at + 2 < end;) {
		at = next_header(data, at, end - 2, &h, &value, &value_end);
		/* Twice would be read differently by others. */
		if (h == H_LENGTH && length)
			return false;
		length |= h == H_LENGTH;
		if (!read_header(s, data, h, value, value_end))
			return false;
	}
	s->body = end;
	if (!length)
		s->body_len = len - end;
	return s->body_len <= len - end;
}
