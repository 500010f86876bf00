// SPDX-License-Identifier: GPL-2.0
/*
 * Policers: token buckets of two colours, of three colours with one rate
 * (RFC 2697) and with two (RFC 2698), and of two buckets, one above the other,
 * for premium packets and for all (Junos' hierarchical policers).
 *
 * One state for all CPUs under a short lock, so that the rate is what the
 * operator typed, however many CPUs there are.  Credit is exact: rate times
 * time is divided in 128 bits and the remainder is kept, so no rate between
 * 1 bit/s and 1 Tbit/s drifts, however short the time between two packets.
 *
 * The time that a bucket needs to be full bounds the elapsed time, so that
 * the quotient always fits.
 */
#include <linux/kernel.h>
#include <linux/math64.h>

#include "filter/policer.h"

#define NS_PER_SECOND 1000000000ULL

/*
 * Add what @elapsed ns bring at @rate; at most up to @burst.
 * @unit: of the rate in one of credit, times 1e9: 8e9 for bits and bytes
 * Returns what did not fit.
 */
static u64 fill(struct xpf_credit *b, u64 elapsed, u64 rate, u64 burst,
		u64 unit)
{
	u64 missing = burst - b->left; /* credit may be below zero */
	u64 q;

	/* Would more than a u64 come, or time enough for a few bursts? */
	if (mul_u64_u64_shr(elapsed, rate, 64) >= unit)
		goto full;
	q = mul_u64_u64_div_u64(elapsed, rate, unit);
	b->rest += elapsed * rate - q * unit;
	if (b->rest >= unit) {
		b->rest -= unit;
		q++;
	}
	if (q <= missing) {
		b->left += q;
		if (q == missing)
			b->rest = 0;
		return 0;
	}
	b->left = burst;
	b->rest = 0;
	return q - missing;

full:
	b->left = burst;
	b->rest = 0;
	return U64_MAX / 2;
}

static void spill(struct xpf_credit *b, u64 over, u64 burst)
{
	u64 missing = burst - b->left;

	b->left = over >= missing ? (s64)burst : b->left + (s64)over;
}

static void refill(struct xpf_policer *p, u64 now)
{
	const struct xpf_policer_spec *s = &p->spec;
	u64 unit = s->flags & XPF_METER_PACKETS ? NS_PER_SECOND :
						  8 * NS_PER_SECOND;
	u64 elapsed, over;

	if (!p->filled)
		p->filled = now;
	if ((s64)(now - p->filled) <= 0)
		return;
	elapsed = now - p->filled;
	p->filled = now;
	over = fill(&p->committed, elapsed, s->rate, s->burst, unit);
	if (s->kind == XPF_METER_SINGLE_RATE)
		spill(&p->peak, over, s->peak_burst);
	else if (s->kind == XPF_METER_TWO_RATE ||
		 s->kind == XPF_METER_HIERARCHICAL)
		fill(&p->peak, elapsed, s->peak_rate, s->peak_burst, unit);
}

struct price {
	s64 first; /* must be there */
	s64 all; /* is taken */
};

static bool take(struct xpf_credit *b, const struct price *c)
{
	if (b->left < c->first)
		return false;
	b->left -= c->all;
	return true;
}

static enum xpf_colour two_colours(struct xpf_policer *p, const struct price *c)
{
	return take(&p->committed, c) ? XPF_GREEN : XPF_RED;
}

/* What premium packets take may be more than is there: theirs is promised. */
static enum xpf_colour hierarchical(struct xpf_policer *p,
				    const struct price *c, enum xpf_colour was)
{
	s64 floor = -(s64)p->spec.burst;

	if (was != XPF_GREEN)
		return two_colours(p, c);
	if (!take(&p->peak, c))
		return XPF_RED;
	p->committed.left = max(p->committed.left - c->all, floor);
	return XPF_GREEN;
}

/* RFC 2697 3 */
static enum xpf_colour single_rate(struct xpf_policer *p, const struct price *c,
				   enum xpf_colour was)
{
	if (was == XPF_GREEN && take(&p->committed, c))
		return XPF_GREEN;
	if (was != XPF_RED && take(&p->peak, c))
		return XPF_YELLOW;
	return XPF_RED;
}

/* RFC 2698 3 */
static enum xpf_colour two_rates(struct xpf_policer *p, const struct price *c,
				 enum xpf_colour was)
{
	if (was == XPF_RED || !take(&p->peak, c))
		return XPF_RED;
	if (was == XPF_GREEN && take(&p->committed, c))
		return XPF_GREEN;
	return XPF_YELLOW;
}

enum xpf_colour xpf_policer_packet(struct xpf_policer *p, u64 now, u32 bytes,
				   u32 packets, enum xpf_colour was)
{
	struct price c = { DIV_ROUND_UP(bytes, packets), bytes };
	enum xpf_colour colour = XPF_RED;

	if (p->spec.flags & XPF_METER_PACKETS)
		c = (struct price){ 1, packets };
	if (!(p->spec.flags & XPF_METER_COLOR_AWARE) &&
	    p->spec.kind != XPF_METER_HIERARCHICAL)
		was = XPF_GREEN;
	spin_lock(&p->lock);
	refill(p, now);
	switch ((enum xpf_meter_kind)p->spec.kind) {
	case XPF_METER_POLICER:
		colour = two_colours(p, &c);
		break;
	case XPF_METER_SINGLE_RATE:
		colour = single_rate(p, &c, was);
		break;
	case XPF_METER_TWO_RATE:
		colour = two_rates(p, &c, was);
		break;
	case XPF_METER_HIERARCHICAL:
		colour = hierarchical(p, &c, was);
		break;
	case XPF_METER_COUNTER:
		break;
	}
	spin_unlock(&p->lock);
	return colour;
}
