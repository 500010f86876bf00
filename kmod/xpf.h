/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The root of one firewall: everything a network namespace owns hangs here.
 *
 * Locks, in the order in which they nest (left of an arrow is taken first):
 *
 *   lock               guards                           context
 *   ----------------------------------------------------------------------
 *   RTNL               the list of devices              process
 *   xn->ctl            enable state, transaction,       process (mutex)
 *                      ruleset replacement
 *   table bucket bits  one bucket of wings (two are     BH disabled
 *                      taken in index order); policy
 *                      and generation of the sessions
 *                      whose first wing is there
 *   table lists        slots and buckets not in use     BH disabled
 *   nat port locks     the port maps of one address     BH disabled
 *   nat blocks         blocks of ports and their hosts  BH disabled
 *   nat usage          peaks and alarms of pools        BH disabled
 *   adjacency lock     the hash of adjacencies          BH disabled
 *   nat bindings       bindings of persistent NAT       BH disabled
 *   screen tables      one bucket of a table of         BH disabled
 *                      kmod/screen, or one queue
 *                      of proxied SYNs
 *   event ring locks   the batch of one CPU             BH disabled
 *   extension lock     what one session's ALG and       BH disabled
 *                      sequence numbers remember
 *   expectations' lock pinholes of all extensions      BH disabled
 *   lock of calls      the calls of SIP                 BH disabled
 *   policer locks      the credit of one policer        BH disabled
 *   filter log lock    the log of firewall filters      BH disabled
 *   trace lock         the rate of the trace            BH disabled
 *
 *   RTNL -> xn->ctl -> buckets -> lists
 *   nat bindings -> nat port locks, nat blocks, event ring locks
 *   nat blocks -> event ring locks
 *                   buckets, nat, adjacencies, event, policers, the
 *                   filter log and the trace do not nest otherwise
 *   extension -> expectations -> nat port locks
 *   extension -> lock of calls
 *   extension -> event ring locks, trace lock: what is dropped there
 *
 * The packet path takes none of the first two and reads under RCU.  A
 * namespace is enabled while it has a table; disabling unregisters the hooks,
 * waits a grace period and only then frees.
 */
#ifndef XPF_H
#define XPF_H

#include <linux/mutex.h>
#include <linux/rcupdate.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/workqueue.h>
#include <linux/xarray.h>
#include <net/net_namespace.h>
#include <net/netns/generic.h>

#define XPF_NEAR 256 /* devices that are found at once */

struct xpf_adjs;
struct xpf_dev;
struct xpf_drops;
struct xpf_event_queue;
struct xpf_blocks;
struct xpf_filter_log;
struct xpf_flowtrace;
struct xpf_expects;
struct xpf_maps;
struct xpf_persist;
struct xpf_recent;
struct xpf_ruleset;
struct xpf_screens;
struct xpf_sip_calls;
struct xpf_stats;
struct xpf_table;
struct xpf_txn;
struct xpf_usage;

/* A token bucket shared by all CPUs. */
struct xpf_rate {
	spinlock_t lock;			/* guards what follows */
	u32 tokens;
	unsigned long filled;			/* jiffies */
};

struct xpf_net {
	/* datapath: read only */
	struct xpf_ruleset __rcu *ruleset;	/* NULL: nothing committed */
	struct xpf_table *table;		/* NULL: not enabled */
	struct xpf_maps *maps;			/* of ports, see nat/maps.c */
	struct xpf_blocks *blocks;
	struct xpf_usage *usage;		/* of pools */
	u32 nat_seed;
	struct xpf_persist *persist;
	u32 n_bindings;				/* of persist, under its lock */
	struct xpf_expects *expects;		/* see flow/expect.h */
	struct xpf_sip_calls *sip;			/* see alg/sip_call.h */
	struct xpf_stats __percpu *stats;
	struct xpf_event_queue *events;
	struct xpf_filter_log *filter_log;
	struct xpf_screens *screens;		/* NULL: none was ever used */
	struct xpf_drops *drops;		/* the last of them */
	struct xpf_flowtrace __rcu *trace;	/* NULL: nobody traces */
	struct net *net;
	struct xpf_dev __rcu **dev;		/* by slot, XPF_MAX_SLOTS */

	struct xpf_adjs *adjs;			/* fwd/adj.c */
	struct xpf_recent __percpu *recent;	/* fwd/recent.c */
	struct xpf_rate replies;		/* resets and unreachables */
	atomic_t exts;				/* see flow/ext.h */
	atomic_t alg_groups;			/* control sessions so far */
	atomic_t alg_held;			/* streams of which bytes wait */
	struct work_struct sweep;		/* see lifecycle.c */

	/* guarded by ctl */
	struct mutex ctl;
	struct xpf_txn *txn;
	bool enabled;
	u32 max_sessions;
	u64 enabled_ns;				/* ktime_get_ns() */
	u64 reasm_timeouts;			/* of the kernel, at zero */
	struct proc_dir_entry *proc;
	struct dentry *debugfs;

	/* guarded by RTNL */
	struct list_head devs;			/* struct xpf_dev, hook.c */
	struct xarray dev_index;		/* by ifindex; read under RCU */
	struct xpf_dev __rcu *near[XPF_NEAR];	/* likewise, of some */
	unsigned long *slots;			/* bitmap of those in use */
	u32 last_slot;
};

extern unsigned int xpf_net_id;

static inline struct xpf_net *xpf_net(const struct net *net)
{
	return net_generic(net, xpf_net_id);
}

#endif
