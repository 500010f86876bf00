// SPDX-License-Identifier: GPL-2.0
/*
 * A map of ports: one bit each, 1024 to 65535.
 *
 * A client keeps its port when it can (RFC 4787, port preservation, helps
 * protocols that announce it).  Otherwise the port is drawn at random, so
 * that nobody outside can guess the next one (RFC 6056): a few draws find a
 * free one while the map is not nearly full, and only then the map is
 * searched from a random place on.
 *
 * Pure: tests/kshim compares it with a naive set.
 */
#include <linux/bitmap.h>
#include <linux/random.h>

#include "nat/ports.h"

#define DRAWS 8

static u16 claim(struct xpf_portmap *pm, u32 bit)
{
	__set_bit(bit, pm->bits);
	pm->used++;
	return XPF_PORT_MIN + bit;
}

u16 xpf_portmap_take(struct xpf_portmap *pm, u16 want, u16 lo, u16 hi)
{
	u32 first = lo - XPF_PORT_MIN, end = hi - XPF_PORT_MIN + 1, bit = first;
	int i;

	if (want >= lo && want <= hi &&
	    !test_bit(want - XPF_PORT_MIN, pm->bits))
		return claim(pm, want - XPF_PORT_MIN);
	for (i = 0; i < DRAWS; i++) {
		bit = first + get_random_u32_below(end - first);
		if (!test_bit(bit, pm->bits))
			return claim(pm, bit);
	}
	bit = find_next_zero_bit(pm->bits, end, bit);
	if (bit >= end)
		bit = find_next_zero_bit(pm->bits, end, first);
	return bit < end ? claim(pm, bit) : 0;
}

u16 xpf_portmap_next(struct xpf_portmap *pm, u16 lo, u16 hi)
{
	u32 first = lo - XPF_PORT_MIN, end = hi - XPF_PORT_MIN + 1;
	u32 at = pm->next >= first && pm->next < end ? pm->next : first;
	u32 bit = find_next_zero_bit(pm->bits, end, at);

	if (bit >= end)
		bit = find_next_zero_bit(pm->bits, end, first);
	if (bit >= end)
		return 0;
	pm->next = bit + 1;
	return claim(pm, bit);
}

static bool twin_free(const struct xpf_portmap *pm, u32 bit)
{
	return !test_bit(bit, pm->bits) && !test_bit(bit + 1, pm->bits);
}

u16 xpf_portmap_twin(struct xpf_portmap *pm, u16 lo, u16 hi)
{
	/* Ports and bits are even together. */
	u32 first = round_up(lo - XPF_PORT_MIN, 2), n, at, i;

	if (hi - XPF_PORT_MIN <= first)
		return 0;
	n = (hi - XPF_PORT_MIN - first + 1) / 2;
	at = get_random_u32_below(n);
	for (i = 0; i < n; i++) {
		u32 bit = first + (at + i) % n * 2;

		if (!twin_free(pm, bit))
			continue;
		claim(pm, bit + 1);
		return claim(pm, bit);
	}
	return 0;
}

u32 xpf_portmap_used(const struct xpf_portmap *pm, u16 lo, u16 hi)
{
	u32 bit = lo - XPF_PORT_MIN, end = hi - XPF_PORT_MIN + 1, n = 0;

	if (end - bit == XPF_PORT_COUNT)
		return READ_ONCE(pm->used);
	for (bit = find_next_bit(pm->bits, end, bit); bit < end;
	     bit = find_next_bit(pm->bits, end, bit + 1))
		n++;
	return n;
}

bool xpf_portmap_put(struct xpf_portmap *pm, u16 port)
{
	if (port < XPF_PORT_MIN || !test_bit(port - XPF_PORT_MIN, pm->bits))
		return false;
	__clear_bit(port - XPF_PORT_MIN, pm->bits);
	pm->used--;
	return true;
}
