// SPDX-License-Identifier: GPL-2.0
/*
 * Filters of the trace against a naive twin, bit by bit, and what they must not
 * take: other families, packets without ports where ports are asked for.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "lib/random.h"

#include "pkt/tracefilter.c"

/* What a person says; -1: nothing. */
struct wish {
	int family, proto, slen, dlen, slo, shi, dlo, dhi, interface;
	u8 saddr[16], daddr[16];
};

static struct xpf_pkt pkt;

static bool bits_equal(const u8 *a, const u8 *b, int n)
{
	int i;

	for (i = 0; i < n; i++)
		if ((a[i / 8] ^ b[i / 8]) >> (7 - i % 8) & 1)
			return false;
	return true;
}

static bool naive(const struct wish *w, u16 interface)
{
	bool icmp = pkt.key.proto == 1 || pkt.key.proto == 58;
	bool ports = w->slo >= 0 || w->dlo >= 0;

	if (w->interface > 0 && w->interface != interface)
		return false;
	if (w->family >= 0 && w->family != pkt.key.family)
		return false;
	if (w->proto >= 0 && w->proto != pkt.key.proto)
		return false;
	if (w->slen >= 0 &&
	    !bits_equal(w->saddr, pkt.key.saddr.s6_addr, w->slen))
		return false;
	if (w->dlen >= 0 &&
	    !bits_equal(w->daddr, pkt.key.daddr.s6_addr, w->dlen))
		return false;
	if (ports && (icmp || pkt.flags & XPF_PKT_NO_L4))
		return false;
	if (w->slo >= 0 &&
	    (ntohs(pkt.key.sport) < w->slo || ntohs(pkt.key.sport) > w->shi))
		return false;
	return w->dlo < 0 || (ntohs(pkt.key.dport) >= w->dlo &&
			      ntohs(pkt.key.dport) <= w->dhi);
}

static void compile(const struct wish *w, struct xpf_trace_filter *f)
{
	memset(f, 0, sizeof(*f));
	f->family = w->family < 0 ? 0 : w->family;
	f->any_proto = w->proto < 0;
	f->proto = w->proto < 0 ? 0 : w->proto;
	f->interface = w->interface;
	if (w->slen >= 0) {
		memcpy(&f->saddr, w->saddr, 16);
		xpf_trace_mask(f->smask, w->slen);
	}
	if (w->dlen >= 0) {
		memcpy(&f->daddr, w->daddr, 16);
		xpf_trace_mask(f->dmask, w->dlen);
	}
	f->sport_lo = w->slo < 0 ? 0 : w->slo;
	f->sport_hi = w->slo < 0 ? U16_MAX : w->shi;
	f->dport_lo = w->dlo < 0 ? 0 : w->dlo;
	f->dport_hi = w->dlo < 0 ? U16_MAX : w->dhi;
	f->any_port = w->slo < 0 && w->dlo < 0;
}

/* Addresses that share many bits, so that both answers come. */
static void make_addr(u8 *a, int family)
{
	int i;

	memset(a, 0, 16);
	for (i = 0; i < (family == AF_INET ? 4 : 16); i++)
		a[i] = rnd(4) ? 10 : rnd(4);
}

static void make_packet(void)
{
	static const u8 protos[] = { 1, 6, 17, 58, 132 };

	memset(&pkt, 0, sizeof(pkt));
	pkt.key.family = rnd(2) ? AF_INET : AF_INET6;
	pkt.key.proto = protos[rnd(5)];
	make_addr(pkt.key.saddr.s6_addr, pkt.key.family);
	make_addr(pkt.key.daddr.s6_addr, pkt.key.family);
	pkt.key.sport = htons(rnd(6));
	pkt.key.dport = htons(rnd(6));
	if (!rnd(5))
		pkt.flags = XPF_PKT_NO_L4;
}

static void make_ports(int *lo, int *hi)
{
	*lo = rnd(2) ? -1 : (int)rnd(6);
	*hi = *lo + (int)rnd(3);
}

static void make_wish(struct wish *w)
{
	int bits;

	w->family = AF_INET6;
	if (rnd(2))
		w->family = AF_INET;
	bits = w->family == AF_INET ? 32 : 128;
	make_addr(w->saddr, w->family);
	make_addr(w->daddr, w->family);
	w->slen = rnd(2) ? -1 : (int)rnd(bits + 1);
	w->dlen = rnd(2) ? -1 : (int)rnd(bits + 1);
	if (w->slen < 0 && w->dlen < 0)
		w->family = -1;
	w->proto = rnd(2) ? -1 : rnd(2) ? 6 : 1;
	w->interface = rnd(3);
	make_ports(&w->slo, &w->shi);
	make_ports(&w->dlo, &w->dhi);
}

static void test_twin(void **state)
{
	struct xpf_trace_filter f;
	u32 i, yes = 0, n = 200000;
	struct wish w;

	for (i = 0; i < n; i++) {
		u16 interface = 1 + rnd(2);

		make_packet();
		make_wish(&w);
		compile(&w, &f);
		assert_int_equal(xpf_trace_fits(&f, &pkt, interface),
				 naive(&w, interface));
		yes += naive(&w, interface);
	}
	assert_in_range(yes, n / 50, n / 2);
}

static void test_ports(void **state)
{
	struct wish w = { .family = -1,
			  .proto = -1,
			  .slen = -1,
			  .dlen = -1,
			  .slo = -1,
			  .dlo = 0,
			  .dhi = U16_MAX };
	struct xpf_trace_filter f;

	compile(&w, &f); /* any port, so nothing is asked for */
	memset(&pkt, 0, sizeof(pkt));
	pkt.key.family = AF_INET;
	pkt.key.proto = 1;
	f.any_port = true;
	assert_true(xpf_trace_fits(&f, &pkt, 1));
	w.dlo = w.dhi = 0;
	compile(&w, &f);
	assert_false(xpf_trace_fits(&f, &pkt, 1));
	pkt.key.proto = 17;
	assert_true(xpf_trace_fits(&f, &pkt, 1));
	pkt.flags = XPF_PKT_NO_L4; /* a fragment */
	assert_false(xpf_trace_fits(&f, &pkt, 1));
}

/* Headers that could not be read belong to no family and no protocol. */
static void test_unread(void **state)
{
	struct wish w = { .family = -1,
			  .proto = 0,
			  .slen = -1,
			  .dlen = -1,
			  .slo = -1,
			  .dlo = -1 };
	struct xpf_trace_filter f;

	memset(&pkt, 0, sizeof(pkt));
	compile(&w, &f);
	assert_false(xpf_trace_fits(&f, &pkt, 1));
	w.proto = -1;
	compile(&w, &f);
	assert_true(xpf_trace_fits(&f, &pkt, 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_twin),
		cmocka_unit_test(test_ports),
		cmocka_unit_test(test_unread),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
