// SPDX-License-Identifier: GPL-2.0
/*
 * Counters of policies and NAT rules.  They belong to a stable id, not to a
 * ruleset: a commit hands the reference on to the ruleset that holds the same
 * id, and the packet path goes on counting through either while both live.
 * The last ruleset to let go frees them.
 */
#include <linux/percpu.h>
#include <linux/refcount.h>
#include <linux/slab.h>

#include "policy/counters.h"

struct xpf_counters_ref {
	struct xpf_counters __percpu *percpu;
	refcount_t refs;
};

struct xpf_counters_ref *xpf_counters_new(void)
{
	struct xpf_counters_ref *ref =
		kmalloc(sizeof(*ref), GFP_KERNEL_ACCOUNT);

	if (!ref)
		return NULL;
	ref->percpu = alloc_percpu_gfp(struct xpf_counters, GFP_KERNEL_ACCOUNT);
	if (!ref->percpu) {
		kfree(ref);
		return NULL;
	}
	refcount_set(&ref->refs, 1);
	return ref;
}

struct xpf_counters_ref *xpf_counters_get(struct xpf_counters_ref *ref)
{
	refcount_inc(&ref->refs);
	return ref;
}

void xpf_counters_put(struct xpf_counters_ref *ref)
{
	if (!ref || !refcount_dec_and_test(&ref->refs))
		return;
	free_percpu(ref->percpu);
	kfree(ref);
}

struct xpf_counters __percpu *
xpf_counters_percpu(const struct xpf_counters_ref *ref)
{
	return ref->percpu;
}

void xpf_counters_read(const struct xpf_counters __percpu *c,
		       struct xpf_counters *sum)
{
	int cpu;

	*sum = (struct xpf_counters){};
	for_each_possible_cpu(cpu) {
		const struct xpf_counters *p = per_cpu_ptr(c, cpu);

		sum->hits += READ_ONCE(p->hits);
		sum->packets += READ_ONCE(p->packets);
		sum->bytes += READ_ONCE(p->bytes);
		sum->reply_packets += READ_ONCE(p->reply_packets);
		sum->reply_bytes += READ_ONCE(p->reply_bytes);
		sum->sessions += READ_ONCE(p->sessions);
		sum->failures += READ_ONCE(p->failures);
	}
	sum->sessions = max_t(s64, sum->sessions, 0);
}

void xpf_counters_clear(struct xpf_counters __percpu *c)
{
	int cpu;

	for_each_possible_cpu(cpu) {
		struct xpf_counters *p = per_cpu_ptr(c, cpu);

		WRITE_ONCE(p->hits, 0);
		WRITE_ONCE(p->packets, 0);
		WRITE_ONCE(p->bytes, 0);
		WRITE_ONCE(p->reply_packets, 0);
		WRITE_ONCE(p->reply_bytes, 0);
		WRITE_ONCE(p->failures, 0);
	}
}
