// SPDX-License-Identifier: GPL-2.0
/*
 * PDUs of MS-RPC (DCE/RPC, C706) over TCP, as they are spoken to the endpoint
 * mapper: bind to it, ept_map, and the towers of its answer.
 *
 * Pure.  Numbers have the byte order that the PDU says, but for those of towers,
 * which have their own.
 */
#include <linux/in.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/unaligned.h>

#include "alg/msrpc_parse.h"

#define HEADER 16
#define VERSION 5
#define PDU_REQUEST 0
#define PDU_RESPONSE 2
#define PDU_BIND 11
#define PDU_ALTER 14
#define LITTLE 0x10
#define EPT_MAP 3
#define SYNTAX 20 /* bytes: interface and its version */
#define HANDLE 20

#define FLOOR_TCP 7
#define FLOOR_UDP 8
#define FLOOR_IP 9
#define FLOOR_UUID 13

struct pdu {
	const u8 *data;
	u32 len, at;
	bool little, bad;
};

static bool has(struct pdu *p, u32 n)
{
	if (p->bad || n > p->len - p->at)
		p->bad = true;
	return !p->bad;
}

static u16 get16(struct pdu *p)
{
	const u8 *d = p->data + p->at;

	if (!has(p, 2))
		return 0;
	p->at += 2;
	return p->little ? get_unaligned_le16(d) : get_unaligned_be16(d);
}

static u32 get32(struct pdu *p)
{
	const u8 *d = p->data + p->at;

	if (!has(p, 4))
		return 0;
	p->at += 4;
	return p->little ? get_unaligned_le32(d) : get_unaligned_be32(d);
}

static void pass(struct pdu *p, u32 n)
{
	if (has(p, n))
		p->at += n;
}

/* Of what follows, from the beginning of the stub. */
static void align4(struct pdu *p, u32 from)
{
	pass(p, -(p->at - from) & 3);
}

int xpf_msrpc_frame(const u8 *data, u32 len)
{
	struct pdu p = { .data = data, .len = len };
	u32 n;

	if (len && data[0] != VERSION)
		return -1;
	if (len < 10)
		return 0;
	p.little = data[4] & LITTLE;
	p.at = 8;
	n = get16(&p);
	return n < HEADER ? -1 : n;
}

/* e1af8308-5d1f-11c9-91a4-08002b14a0fa */
static bool is_mapper(const struct pdu *p)
{
	static const u8 little[16] = {
		0x08, 0x83, 0xaf, 0xe1, 0x1f, 0x5d, 0xc9, 0x11,
		0x91, 0xa4, 0x08, 0x00, 0x2b, 0x14, 0xa0, 0xfa,
	};
	static const u8 big[16] = {
		0xe1, 0xaf, 0x83, 0x08, 0x5d, 0x1f, 0x11, 0xc9,
		0x91, 0xa4, 0x08, 0x00, 0x2b, 0x14, 0xa0, 0xfa,
	};

	return !memcmp(p->data + p->at, p->little ? little : big, 16);
}

static void read_bind(struct pdu *p, struct xpf_msrpc *r)
{
	u32 contexts, transfers;
	u16 id;

	pass(p, 8);
	if (!has(p, 4))
		return;
	contexts = p->data[p->at];
	pass(p, 4);
	for (; contexts && !p->bad; contexts--) {
		id = get16(p);
		if (!has(p, 2 + SYNTAX))
			return;
		transfers = p->data[p->at];
		p->at += 2;
		if (is_mapper(p)) {
			r->kind = XPF_MSRPC_BIND;
			r->context = id;
		}
		pass(p, SYNTAX + transfers * SYNTAX);
	}
}

static void read_request(struct pdu *p, struct xpf_msrpc *r)
{
	pass(p, 4);
	r->context = get16(p);
	if (get16(p) == EPT_MAP && !p->bad)
		r->kind = XPF_MSRPC_MAP;
}

/* Floors: length, protocol and so on; length, where. */
static bool read_tower(const u8 *data, u32 at, u32 end,
		       struct xpf_msrpc_tower *t)
{
	struct pdu p = {
		.data = data,
		.len = end,
		.at = at,
		.little = true,
	};
	u32 floors = get16(&p), first = floors, n, lhs, rhs;
	bool named = false;
	u8 kind;

	memset(t, 0, sizeof(*t));
	for (; floors && !p.bad; floors--) {
		n = get16(&p);
		lhs = p.at;
		pass(&p, n);
		kind = !p.bad && n ? data[lhs] : 0;
		if (floors == first && kind == FLOOR_UUID && n >= 17) {
			memcpy(t->uuid, data + lhs + 1, 16);
			named = true;
		}
		n = get16(&p);
		rhs = p.at;
		pass(&p, n);
		if (p.bad)
			break;
		if ((kind == FLOOR_TCP || kind == FLOOR_UDP) && n == 2) {
			t->proto = kind == FLOOR_TCP ? IPPROTO_TCP :
						       IPPROTO_UDP;
			t->port = get_unaligned_be16(data + rhs);
		} else if (kind == FLOOR_IP && n == 4) {
			t->addr_at = rhs;
		}
	}
	return !p.bad && t->port && named;
}

static void read_towers(struct pdu *p, struct xpf_msrpc *r)
{
	u32 stub, count, i, n;

	pass(p, 8);
	stub = p->at;
	pass(p, HANDLE + 4);
	get32(p); /* room */
	get32(p); /* offset */
	count = get32(p);
	if (p->bad || count > (p->len - p->at) / 4)
		return;
	pass(p, 4 * count);
	for (i = 0; i < count && !p->bad; i++) {
		align4(p, stub);
		get32(p); /* room */
		n = get32(p);
		if (!has(p, n) || r->n_towers == XPF_MSRPC_TOWERS)
			return;
		if (read_tower(p->data, p->at, p->at + n,
			       &r->tower[r->n_towers]))
			r->n_towers++;
		pass(p, n);
	}
}

bool xpf_msrpc_parse(const u8 *data, u32 len, bool towers, struct xpf_msrpc *r)
{
	struct pdu p = { .data = data, .len = len };

	memset(r, 0, sizeof(*r));
	if (len < HEADER || len > 0xffff || data[0] != VERSION)
		return false;
	p.little = data[4] & LITTLE;
	p.at = 12;
	r->call = get32(&p);
	switch (data[2]) {
	case PDU_BIND:
	case PDU_ALTER:
		read_bind(&p, r);
		break;
	case PDU_REQUEST:
		read_request(&p, r);
		break;
	case PDU_RESPONSE:
		r->kind = XPF_MSRPC_RESPONSE;
		if (towers)
			read_towers(&p, r);
		break;
	}
	return true;
}
