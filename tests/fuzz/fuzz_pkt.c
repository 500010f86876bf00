// SPDX-License-Identifier: GPL-2.0
/*
 * The packet parser and the rewriting of what it let in: no byte outside the
 * packet is touched (the buffer is exactly as long as what may be read), and
 * what was parsed stays what it was, whatever it is translated to.  The screens
 * see the same bytes, and the options of a SYN that is answered are read from
 * them.
 *
 * Input: a byte of choices, a byte of linear bytes, then the packet.
 */
#include <kshim.h>

#include "pkt/parse.c"
#include "pkt/rewrite.c"
#define fold proxied_fold
#include "flow/proxied.c"
#undef fold
#define fragment screen_fragment
#define link_local screen_link_local
#include "screen/packet.c"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

static void check(bool ok)
{
	if (!ok)
		abort();
}

static void try_quote(u8 family, const u8 *data, u32 len)
{
	struct xpf_key orig = { .tail = 0x0102030405060708ULL };
	u8 *copy = malloc(len + !len);
	struct xpf_quote q;

	memcpy(copy, data, len);
	if (!xpf_parse_quote(&q, family, copy, len)) {
		check(q.l4 + q.l4_len == len);
		orig.proto = q.key.proto;
		orig.family = family;
		xpf_rewrite_quote(&q, copy, &orig);
	}
	free(copy);
}

static void try_rewrite(const struct xpf_pkt *pkt, const u8 *data, bool partial)
{
	u32 len = xpf_rewrite_len(pkt->payload);
	struct xpf_key to = { .tail = pkt->key.tail ^ 0x5a5a5a5aULL };
	u8 *copy = malloc(len);

	memcpy(copy, data, len);
	to.saddr.s6_addr[3] = 9;
	to.daddr.s6_addr[2] = 7;
	xpf_rewrite(pkt, copy, &to, xpf_delta_addr(&pkt->key, &to),
		    xpf_delta_l4(&pkt->key, &to), partial);
	xpf_rewrite_ttl(pkt->key.family, copy);
	xpf_rewrite_addr(pkt->key.family, copy, &to.saddr, NULL);
	free(copy);
}

/* Screens read on their own, and no further than they may. */
static void try_screens(const u8 *data, u32 linear, u32 total)
{
	struct xpf_screen all = { .enabled = 0 };
	enum xpf_screen_id first, id;
	struct xpf_piece piece;
	u8 *copy = malloc(linear + !linear);
	u64 seen = 0;

	memcpy(copy, data, linear);
	memset(all.ext_header, 0x5a, sizeof(all.ext_header));
	memset(all.hop_option, 0x33, sizeof(all.hop_option));
	for (id = 1; id < __XPF_SCREEN_COUNT; id++) {
		all.enabled = 1ULL << id;
		first = xpf_screen_headers(&all, copy, linear, total, &piece);
		check(first == XPF_SCREEN_NONE || first == id);
		seen |= first ? 1ULL << id : 0;
	}
	all.enabled = ~1ULL;
	first = xpf_screen_headers(&all, copy, linear, total, &piece);
	check(first ? seen >> first & 1 : !seen);
	check(!piece.fragment || piece.lo <= piece.hi);
	free(copy);
}

/* What was understood is written, and understood again. */
static void try_options(const u8 *data, u32 len)
{
	struct xpf_tcp_options o, again;
	u8 *copy = malloc(len + !len);
	u8 opt[40];
	u32 n;

	memcpy(copy, data, len);
	xpf_tcp_options_read(&o, copy, len);
	free(copy);
	n = xpf_tcp_options_write(&o, opt);
	check(n <= sizeof(opt) && !(n % 4));
	xpf_tcp_options_read(&again, opt, n);
	check(again.mss == o.mss && again.scale == o.scale &&
	      again.ts == o.ts && again.tsval == o.tsval &&
	      again.tsecr == o.tsecr && again.sack == (o.ts && o.sack));
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct xpf_pkt pkt = { 0 };
	u32 linear, total;
	u8 *copy, how;
	int r;

	if (size < 2)
		return 0;
	how = data[0];
	total = size - 2;
	linear = min_t(u32, data[1], total);
	data += 2;
	try_screens(data, linear, total);
	try_options(data, min_t(u32, total, 40));
	if (how & 1)
		pkt.flags = XPF_PKT_LOCAL_OUT; /* checksums do not matter */
	for (;;) {
		copy = malloc(linear + !linear);
		memcpy(copy, data, linear);
		r = xpf_parse(&pkt, copy, linear, total);
		free(copy);
		if (r <= 0)
			break;
		check(r > linear && r <= total);
		linear = r;
	}
	if (!r) {
		check(pkt.l4 <= pkt.payload && pkt.payload <= pkt.len &&
		      pkt.len <= total);
		check(pkt.flags & XPF_PKT_NO_L4 || pkt.payload <= linear);
		if (!(pkt.flags & XPF_PKT_FRAGMENT))
			try_rewrite(&pkt, data, how & 2);
	}
	try_quote(how & 4 ? AF_INET : AF_INET6, data, total);
	return 0;
}
