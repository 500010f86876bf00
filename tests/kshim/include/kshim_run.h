/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The kernel at run time, as far as the session table needs it: one CPU that
 * nobody interrupts.  Time stands still until a test moves jiffies; callbacks
 * of RCU run when a test says that a grace period is over.
 */
#ifndef KSHIM_RUN_H
#define KSHIM_RUN_H

#include <kshim.h>

/* Locks: there is nobody to keep out, but a bit must not be taken twice. */
typedef struct {
	int held;
} spinlock_t;

struct mutex {
	int held;
};

struct xarray {
	int unused;
};

#define __acquires(x)
#define __releases(x)
#define __acquire(x)	do {} while (0)
#define __release(x)	do {} while (0)
#define lockdep_is_held(l)	((l)->held)
#define lockdep_assert_held(l) do {					\
		if (!(l)->held)						\
			abort();					\
	} while (0)
#define spin_lock_init(l) ((l)->held = 0)

extern unsigned long kshim_locked;	/* how often, so far */

static inline void spin_lock(spinlock_t *l)
{
	if (l->held++)
		abort();
	kshim_locked++;
}

static inline void spin_unlock(spinlock_t *l)
{
	if (--l->held)
		abort();
}

#define spin_lock_bh(l)		spin_lock(l)
#define spin_unlock_bh(l)	spin_unlock(l)
#define local_bh_disable()	do {} while (0)
#define local_bh_enable()	do {} while (0)

static inline void bit_spin_lock(int bit, unsigned long *word)
{
	if (*word & BIT(bit))
		abort();
	*word |= BIT(bit);
}

static inline void bit_spin_unlock(int bit, unsigned long *word)
{
	if (!(*word & BIT(bit)))
		abort();
	*word &= ~BIT(bit);
}

#define smp_rmb()		__asm__ volatile("" ::: "memory")
#define smp_wmb()		__asm__ volatile("" ::: "memory")
#define smp_store_release(p, v)	WRITE_ONCE(*(p), v)
#define xchg(p, v)		({ __typeof__(*(p)) o_ = *(p); *(p) = (v); o_; })

typedef struct {
	int counter;
} atomic_t;

#define atomic_read(a)		((a)->counter)
#define atomic_inc(a)		((a)->counter++)
#define atomic_dec(a)		((a)->counter--)
#define atomic_sub(n, a)	((a)->counter -= (n))
#define atomic_inc_return(a)	(++(a)->counter)

typedef struct {
	s64 counter;
} atomic64_t;

#define atomic64_inc(a)		((a)->counter++)
#define atomic64_set(a, n)	((a)->counter = (n))
#define atomic64_read(a)	((a)->counter)

/* One CPU. */
#define alloc_percpu(type)	((type *)calloc(1, sizeof(type)))
#define free_percpu(p)		free(p)
#define this_cpu_ptr(p)		(p)
#define per_cpu_ptr(p, cpu)	((void)(cpu), (p))
#define this_cpu_inc(x)		((x)++)
#define this_cpu_dec(x)		((x)--)
#define this_cpu_add(x, n)	((x) += (n))
#define for_each_possible_cpu(c) for ((c) = 0; (c) < 1; (c)++)
#define num_possible_cpus()	1
#define nr_cpu_ids		1
#define cpu_possible(c)	((c) == 0)

/* RCU: callbacks wait in a list. */
typedef void (*rcu_callback_t)(struct rcu_head *rcu);

struct kshim_callback {
	struct rcu_head *rcu;
	rcu_callback_t fn;
};

#define KSHIM_CALLBACKS 64
extern struct kshim_callback kshim_callbacks[KSHIM_CALLBACKS];
extern int kshim_n_callbacks;

static inline void call_rcu(struct rcu_head *rcu, rcu_callback_t fn)
{
	if (kshim_n_callbacks == KSHIM_CALLBACKS)
		abort();
	kshim_callbacks[kshim_n_callbacks++] =
		(struct kshim_callback){ rcu, fn };
}

/* Those waiting now run; what they start waits for the next. */
static inline void kshim_grace_period(void)
{
	int i, n = kshim_n_callbacks;
	struct kshim_callback run[KSHIM_CALLBACKS];

	memcpy(run, kshim_callbacks, n * sizeof(*run));
	kshim_n_callbacks = 0;
	for (i = 0; i < n; i++)
		run[i].fn(run[i].rcu);
}

/* Readers are over before anybody frees: whoever holds on to it is caught. */
#define kfree_rcu(p, member)	kfree(p)

#define rcu_barrier()		kshim_grace_period()
#define synchronize_rcu()	kshim_grace_period()
#define rcu_read_lock()		do {} while (0)
#define rcu_read_unlock()	do {} while (0)
#define rcu_read_lock_bh()	do {} while (0)
#define rcu_read_unlock_bh()	do {} while (0)
#define rcu_dereference(p)	(p)

/* Time and work. */
extern unsigned long jiffies;
#define time_after(a, b) ((long)((b) - (a)) < 0)

struct work_struct {
	void (*fn)(struct work_struct *work);
};

struct delayed_work {
	struct work_struct work;
};

#define system_unbound_wq	NULL
#define INIT_WORK(w, f)		((w)->fn = (f))
#define schedule_work(w)	do { (void)(w); } while (0)
#define cancel_work_sync(w)	do { (void)(w); } while (0)
#define INIT_DELAYED_WORK(w, f)	((w)->work.fn = (f))
#define to_delayed_work(w)	container_of(w, struct delayed_work, work)
#define queue_delayed_work(q, w, t) do { (void)(w); } while (0)
#define cancel_delayed_work_sync(w) do { (void)(w); } while (0)

static inline u64 div_u64_rem(u64 a, u32 b, u32 *rem)
{
	*rem = a % b;
	return a / b;
}

static inline u64 div64_u64(u64 a, u64 b)
{
	return a / b;
}

static inline u32 reciprocal_scale(u32 v, u32 n)
{
	return (u32)((u64)v * n >> 32);
}

static inline unsigned long roundup_pow_of_two(unsigned long n)
{
	unsigned long p = 1;

	while (p < n)
		p <<= 1;
	return p;
}

#define array_size(a, b)	((size_t)(a) * (b))
#define vmalloc_huge(n, gfp)	kvzalloc(n, gfp)
#define vfree(p)		free(p)
#define get_random_u64()	((u64)get_random_u32() << 32 | get_random_u32())

static inline void get_random_bytes(void *buf, size_t len)
{
	u8 *p = buf;

	while (len--)
		*p++ = get_random_u32() >> 8;
}

/* Namespaces. */
struct net;
#define net_generic(net, id)	((void *)0)

#endif
