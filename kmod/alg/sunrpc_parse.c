// SPDX-License-Identifier: GPL-2.0
/*
 * Messages of Sun RPC (RFC 5531) to the port mapper and to rpcbind (RFC 1833):
 * GETPORT asks for the port of a program, GETADDR for its universal address
 * (an address and two bytes of a port as text: "10.0.0.1.8.1").
 *
 * Pure.  Of a message that is cut in records only the first is read.
 */
#include <linux/in.h>
#include <linux/kernel.h>
#include <linux/socket.h>
#include <linux/string.h>
#include <linux/unaligned.h>

#include "alg/sunrpc_parse.h"
#include "alg/text.h"

#define PROGRAM 100000
#define RPC_VERSION 2
#define GETPORT 3 /* of version 2; GETADDR of 3 and 4 */
#define GETVERSADDR 9
#define CALL 0
#define REPLY 1
#define TEXT_MAX 60

struct xdr {
	const u8 *data;
	u32 len, at;
	bool bad;
};

static u32 get(struct xdr *x)
{
	u32 v;

	if (x->bad || x->len - x->at < 4) {
		x->bad = true;
		return 0;
	}
	v = get_unaligned_be32(x->data + x->at);
	x->at += 4;
	return v;
}

/* Over bytes that say how many they are; returns where they begin. */
static u32 opaque(struct xdr *x, u32 *len)
{
	u32 n = get(x), at = x->at;

	if (x->bad || n > x->len - x->at || round_up(n, 4) > x->len - x->at) {
		x->bad = true;
		return 0;
	}
	x->at += round_up(n, 4);
	*len = n;
	return at;
}

/* Who asks, and how that is shown. */
static void skip_auth(struct xdr *x)
{
	u32 len;

	get(x);
	opaque(x, &len);
}

bool xpf_sunrpc_head(const u8 *data, u32 len, u32 *xid, bool *reply)
{
	struct xdr x = { .data = data, .len = len };
	u32 kind;

	*xid = get(&x);
	kind = get(&x);
	*reply = kind == REPLY;
	return !x.bad && kind <= REPLY;
}

/* tcp, tcp6, udp, udp6 */
static u8 netid_proto(const u8 *data, u32 len)
{
	if (len != 3 && !(len == 4 && data[3] == '6'))
		return 0;
	return xpf_text_same(data, "tcp", 3) ? IPPROTO_TCP :
	       xpf_text_same(data, "udp", 3) ? IPPROTO_UDP :
					       0;
}

static u32 proto_of(const u8 *data, struct xdr *x, bool universal)
{
	u32 at, len;

	get(x); /* version */
	if (!universal)
		return get(x);
	at = opaque(x, &len);
	return x->bad ? 0 : netid_proto(data + at, len);
}

bool xpf_sunrpc_call(const u8 *data, u32 len, struct xpf_sunrpc_call *c)
{
	struct xdr x = { .data = data, .len = len };
	u32 version, procedure, proto;

	c->xid = get(&x);
	if (get(&x) != CALL || get(&x) != RPC_VERSION || get(&x) != PROGRAM)
		return false;
	version = get(&x);
	procedure = get(&x);
	skip_auth(&x);
	skip_auth(&x);
	c->universal = version > 2;
	if (version < 2 || version > 4 ||
	    !(procedure == GETPORT ||
	      (version == 4 && procedure == GETVERSADDR)))
		return false;
	c->program = get(&x);
	proto = proto_of(data, &x, c->universal);
	c->proto = proto;
	return !x.bad && (proto == IPPROTO_TCP || proto == IPPROTO_UDP);
}

/* The last two numbers are the port. */
static bool read_universal(const u8 *data, u32 at, u32 len,
			   struct xpf_sunrpc_reply *r)
{
	u32 end = at + len, dot = end, i, hi, lo;
	struct xpf_text t = { data, end, at };

	for (i = 0; i < 2; i++) {
		while (dot > at && data[dot - 1] != '.')
			dot--;
		if (dot == at)
			return false;
		dot--;
	}
	r->at = at;
	r->len = len;
	r->family = memchr(data + at, ':', len) ? AF_INET6 : AF_INET;
	if (!xpf_text_addr(&t, r->family, '.', &r->addr) || t.at != dot)
		return false;
	t.at = dot + 1;
	if (!xpf_text_number(&t, 255, &hi) || !xpf_text_char(&t, '.') ||
	    !xpf_text_number(&t, 255, &lo) || t.at != end)
		return false;
	r->port = hi << 8 | lo;
	return r->port;
}

bool xpf_sunrpc_reply(const u8 *data, u32 len, const struct xpf_sunrpc_call *c,
		      struct xpf_sunrpc_reply *r)
{
	struct xdr x = { .data = data, .len = len };
	u32 at, n, port;

	memset(r, 0, sizeof(*r));
	if (get(&x) != c->xid || get(&x) != REPLY || get(&x))
		return false;
	skip_auth(&x);
	if (get(&x) || x.bad)
		return false;
	if (!c->universal) {
		port = get(&x);
		r->port = port;
		return !x.bad && port && port <= 65535;
	}
	at = opaque(&x, &n);
	return !x.bad && n <= TEXT_MAX && read_universal(data, at, n, r);
}

u32 xpf_sunrpc_print(u8 family, const struct in6_addr *addr, u16 port,
		     char text[64])
{
	char number[XPF_TEXT_ADDR];

	xpf_text_put_addr(number, family, addr);
	return scnprintf(text, 64, "%s.%u.%u", number, port >> 8, port & 0xff);
}
