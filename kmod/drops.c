// SPDX-License-Identifier: GPL-2.0
/*
 * A ring of XPF_DROP_RECORDS a CPU.  A flood of drops must not become dearer
 * by being remembered, so a ring has one writer, no lock and no atomic
 * operation: an entry's number is 0 while it is written, and whoever reads
 * looks at the number before and after.  Only the flooded CPU forgets more
 * quickly.
 */
#include <linux/ip.h>
#include <linux/percpu.h>
#include <linux/skbuff.h>
#include <linux/slab.h>
#include <linux/timekeeping.h>
#include <uapi/linux/xpf.h>

#include "drops.h"
#include "pkt/pkt.h"

struct ring {
	u64 written; /* so far: the last one's number */
	u64 cleared; /* those up to this number are forgotten */
	struct xpf_dropped entry[XPF_DROP_RECORDS];
};

struct xpf_drops {
	struct ring __percpu *ring;
};

struct xpf_drops *xpf_drops_new(void)
{
	struct xpf_drops *d = kzalloc(sizeof(*d), GFP_KERNEL);

	if (!d)
		return NULL;
	d->ring = alloc_percpu(struct ring);
	if (d->ring)
		return d;
	kfree(d);
	return NULL;
}

void xpf_drops_free(struct xpf_drops *d)
{
	if (!d)
		return;
	free_percpu(d->ring);
	kfree(d);
}

u16 xpf_dropped_ip_id(const struct xpf_pkt *pkt)
{
	const struct sk_buff *skb = pkt->skb;

	if (pkt->key.family != AF_INET || !skb ||
	    skb_headlen(skb) < sizeof(struct iphdr))
		return 0;
	return ntohs(((const struct iphdr *)skb->data)->id);
}

void xpf_drops_add(struct xpf_drops *d, const struct xpf_pkt *pkt, u32 ifindex,
		   enum xpf_reason reason)
{
	struct ring *r = this_cpu_ptr(d->ring);
	u64 number = r->written + 1;
	struct xpf_dropped *e = &r->entry[number % XPF_DROP_RECORDS];

	WRITE_ONCE(e->number, 0);
	smp_wmb(); /* nobody takes what comes now for the former one */
	e->time_ns = ktime_get_coarse_real_ns();
	e->key = pkt->key;
	e->policy = pkt->policy;
	e->length = pkt->len;
	e->ifindex = ifindex;
	e->from_zone = pkt->from_zone;
	e->to_zone = pkt->to_zone;
	e->ip_id = xpf_dropped_ip_id(pkt);
	e->reason = reason;
	smp_wmb(); /* it is whole before it has its number */
	WRITE_ONCE(e->number, number);
	WRITE_ONCE(r->written, number);
}

/* False: it is another one by now. */
static bool read_entry(const struct ring *r, u64 number,
		       struct xpf_dropped *out)
{
	const struct xpf_dropped *e = &r->entry[number % XPF_DROP_RECORDS];

	if (READ_ONCE(e->number) != number)
		return false;
	smp_rmb(); /* the number first */
	*out = *e;
	smp_rmb(); /* and last */
	return READ_ONCE(e->number) == number;
}

/* The number after @after that is still there; 0: none. */
static u64 next_of(const struct ring *r, u64 after)
{
	u64 written = READ_ONCE(r->written), oldest = 1;

	if (written > XPF_DROP_RECORDS)
		oldest = written - XPF_DROP_RECORDS + 1;
	after = max3(after + 1, oldest, READ_ONCE(r->cleared) + 1);
	return after <= written ? after : 0;
}

#define CPU_SHIFT 48 /* of a cursor; below it the last number there */

bool xpf_drops_next(struct xpf_drops *d, u64 *cursor, struct xpf_dropped *out)
{
	u32 cpu = *cursor >> CPU_SHIFT;
	u64 n = *cursor & (BIT_ULL(CPU_SHIFT) - 1);
	const struct ring *r;

	for (; cpu < nr_cpu_ids; cpu++, n = 0) {
		if (!cpu_possible(cpu))
			continue;
		r = per_cpu_ptr(d->ring, cpu);
		while ((n = next_of(r, n))) {
			*cursor = (u64)cpu << CPU_SHIFT | n;
			if (read_entry(r, n, out))
				return true;
		}
	}
	*cursor = (u64)cpu << CPU_SHIFT;
	return false;
}

void xpf_drops_clear(struct xpf_drops *d)
{
	struct ring *r;
	int cpu;

	for_each_possible_cpu(cpu) {
		r = per_cpu_ptr(d->ring, cpu);
		WRITE_ONCE(r->cleared, READ_ONCE(r->written));
	}
}
