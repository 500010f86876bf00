/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The dataplane as the manager and the tools see it; behind it is the only
 * code that speaks the netlink family of uapi/linux/xpf.h.
 *
 * A struct dp is one blocking request socket; a struct dp_events is one
 * nonblocking socket for the event loop.  Both speak of the network namespace
 * in which they were opened.  Not thread safe.
 *
 * Functions return 0 or a negative errno and, if @err is given, say why in
 * words.  Callbacks return 0 to go on; any other value ends the dump and is
 * what the function returns.  A callback must not use the same struct dp.
 *
 * A module older than the tool leaves out what it does not know: the members
 * are zero.  One that lacks an operation answers -EOPNOTSUPP.
 */
#ifndef XPF_DATAPLANE_H
#define XPF_DATAPLANE_H

#include "dataplane/objects.h"

struct dp;
struct dp_events;

struct dp_error {
	int code;		/* negative errno */
	enum dp_object kind;	/* what is at fault, NONE: the request */
	size_t index;		/* into the array of struct dp_ruleset */
	char text[256];		/* the kernel's words, or ours */
};

/* -ENOENT: the module is not loaded; -EPERM: needs CAP_NET_ADMIN. */
int dp_open(struct dp **out, struct dp_error *err);
void dp_close(struct dp *dp);

int dp_status(struct dp *dp, struct dp_status *out, struct dp_error *err);
/* No error if it is enabled with the same limit already. */
int dp_enable(struct dp *dp, uint32_t max_sessions, struct dp_error *err);
int dp_disable(struct dp *dp, struct dp_error *err);

/*
 * Stage, verify and swap in a ruleset, or change nothing.  -EBUSY: another
 * process has a transaction open.
 */
int dp_commit(struct dp *dp, const struct dp_ruleset *rs, struct dp_error *err);
/* The same without the last step: would the kernel take it? */
int dp_commit_check(struct dp *dp, const struct dp_ruleset *rs,
		    struct dp_error *err);

/* Two steps, for an apply list that has work in between: after dp_stage()
 * nothing is left that can fail but memory; dp_unstage() throws it away.
 */
int dp_stage(struct dp *dp, const struct dp_ruleset *rs, struct dp_error *err);
int dp_swap(struct dp *dp, const struct dp_ruleset *rs, struct dp_error *err);
void dp_unstage(struct dp *dp);

typedef int (*dp_session_fn)(const struct dp_session *s, void *arg);
typedef int (*dp_zone_fn)(const struct dp_zone *z, void *arg);
typedef int (*dp_interface_fn)(const struct dp_interface *i, void *arg);
typedef int (*dp_policy_fn)(const struct dp_policy *p, void *arg);
typedef int (*dp_app_fn)(const struct dp_app *a, void *arg);
typedef int (*dp_nat_rule_fn)(const struct dp_nat_rule *r, void *arg);
typedef int (*dp_nat_pool_fn)(const struct dp_nat_pool *p, void *arg);
typedef int (*dp_nat_entry_fn)(const struct dp_nat_entry *e, void *arg);
typedef int (*dp_fw_filter_fn)(const struct dp_fw_filter *f, void *arg);
typedef int (*dp_fw_meter_fn)(const struct dp_fw_meter *m, void *arg);
typedef int (*dp_fw_log_fn)(const struct dp_fw_logged *l, void *arg);
typedef int (*dp_pinhole_fn)(const struct dp_pinhole *p, void *arg);
typedef int (*dp_sip_call_fn)(const struct dp_sip_call *c, void *arg);
typedef int (*dp_sip_count_fn)(const struct dp_sip_count *c, void *arg);
typedef int (*dp_drop_fn)(const struct dp_event *ev, void *arg);
typedef int (*dp_stat_fn)(const struct dp_stat *s, void *arg);

/* @f: NULL for every session. */
int dp_sessions(struct dp *dp, const struct dp_filter *f, dp_session_fn fn,
		void *arg, struct dp_error *err);
int dp_session_count(struct dp *dp, const struct dp_filter *f, uint64_t *count,
		     struct dp_error *err);
int dp_session_clear(struct dp *dp, const struct dp_filter *f, uint64_t *count,
		     struct dp_error *err);

/* What application layer gateways wait for; @group: 0: of all. */
int dp_pinholes(struct dp *dp, dp_pinhole_fn fn, void *arg,
		struct dp_error *err);
int dp_sip_calls(struct dp *dp, dp_sip_call_fn fn, void *arg,
		 struct dp_error *err);
int dp_sip_counts(struct dp *dp, dp_sip_count_fn fn, void *arg,
		  struct dp_error *err);
int dp_pinhole_clear(struct dp *dp, uint32_t group, uint64_t *count,
		     struct dp_error *err);

/* Of the running ruleset; policies and NAT rules in order of evaluation. A
 * commit during the dump: -EINTR, after what was delivered so far.
 */
int dp_zones(struct dp *dp, dp_zone_fn fn, void *arg, struct dp_error *err);
int dp_interfaces(struct dp *dp, dp_interface_fn fn, void *arg,
		  struct dp_error *err);
int dp_policies(struct dp *dp, dp_policy_fn fn, void *arg,
		struct dp_error *err);
/* Of policies that have live sessions: their ids, and what these sessions have
 * carried until now.
 */
int dp_policy_use(struct dp *dp, dp_policy_fn fn, void *arg,
		  struct dp_error *err);
int dp_apps(struct dp *dp, dp_app_fn fn, void *arg, struct dp_error *err);
int dp_nat_rules(struct dp *dp, dp_nat_rule_fn fn, void *arg,
		 struct dp_error *err);
int dp_nat_pools(struct dp *dp, dp_nat_pool_fn fn, void *arg,
		 struct dp_error *err);
/* Bindings of persistent NAT, in the order in which they were made. */
int dp_nat_bindings(struct dp *dp, dp_nat_entry_fn fn, void *arg,
		    struct dp_error *err);
/* How many there are, and how many hosts they remember. */
int dp_nat_usage(struct dp *dp, uint64_t *bindings, uint32_t *targets,
		 struct dp_error *err);
/* Blocks of ports that hosts have; addresses outside with ports in use. */
int dp_nat_blocks(struct dp *dp, dp_nat_entry_fn fn, void *arg,
		  struct dp_error *err);
int dp_nat_ports(struct dp *dp, dp_nat_entry_fn fn, void *arg,
		 struct dp_error *err);
/* End those that no session uses; NULL and 0: whatever it is. */
int dp_nat_bindings_clear(struct dp *dp, uint32_t pool,
			  const struct addr *inside, uint16_t port,
			  uint64_t *count, struct dp_error *err);
int dp_fw_filters(struct dp *dp, dp_fw_filter_fn fn, void *arg,
		  struct dp_error *err);
int dp_fw_meters(struct dp *dp, dp_fw_meter_fn fn, void *arg,
		 struct dp_error *err);
/* The oldest first. */
int dp_fw_log(struct dp *dp, dp_fw_log_fn fn, void *arg, struct dp_error *err);
/* Meters of a filter (0: all), of a name (NULL: all). */
int dp_fw_clear(struct dp *dp, uint32_t filter, const char *name,
		struct dp_error *err);
int dp_fw_clear_log(struct dp *dp, struct dp_error *err);
/* The last packets that were dropped, processor by processor. */
int dp_drops(struct dp *dp, dp_drop_fn fn, void *arg, struct dp_error *err);
int dp_stats(struct dp *dp, dp_stat_fn fn, void *arg, struct dp_error *err);
int dp_reasons(struct dp *dp, dp_stat_fn fn, void *arg, struct dp_error *err);

int dp_match(struct dp *dp, const struct dp_flow *flow, struct dp_match *out,
	     struct dp_error *err);
/* @sets: XPF_STATSET_* */
int dp_clear(struct dp *dp, uint32_t sets, struct dp_error *err);
/* Of policies between two zones, by id; NULL: from or to any. */
int dp_clear_policies(struct dp *dp, const uint16_t *from, const uint16_t *to,
		      struct dp_error *err);

/* Of one NAT rule, or of one pool, by id. */
int dp_clear_nat(struct dp *dp, uint32_t set, uint32_t id,
		 struct dp_error *err);

/* What screens counted of one interface, by id; 0: of all. */
int dp_clear_screens(struct dp *dp, uint16_t interface, struct dp_error *err);

/*
 * Follow packets that one of the filters fits, all if there are none, and tell
 * of them in DP_GROUP_TRACE, until this dp is closed or says otherwise.
 * @flags: XPF_TRACE_*, 0: no more; @rate: packets a second, 0: no limit
 */
int dp_trace(struct dp *dp, const struct dp_trace_filter *filter, size_t n,
	     uint32_t flags, uint32_t rate, struct dp_error *err);

/* Run the module's self-check; @broken: invariants that do not hold. */
int dp_check(struct dp *dp, uint64_t *broken, struct dp_error *err);

enum dp_group {
	DP_GROUP_SESSION	= 1 << 0,
	DP_GROUP_DROP		= 1 << 1,	/* costs: every drop is told */
	DP_GROUP_CONTROL	= 1 << 2,
	DP_GROUP_TRACE		= 1 << 3,	/* see dp_trace() */
};

/* @lost: events missed before this one; @ev is NULL when none followed yet. */
typedef void (*dp_event_fn)(const struct dp_event *ev, uint64_t lost,
			    void *arg);

int dp_events_open(struct dp_events **out, unsigned int groups,
		   struct dp_error *err);
void dp_events_close(struct dp_events *e);
int dp_events_fd(const struct dp_events *e);	/* poll for reading */
/* Deliver some of what is there, never block: poll and call again.  Returns
 * the number of events or -errno.
 */
int dp_events_read(struct dp_events *e, dp_event_fn fn, void *arg);

const char *dp_object_str(enum dp_object kind);		/* "policy" */

/*
 * Hear at once when the module is loaded or unloaded; needs no module.
 * Nonblocking: when the descriptor is readable, read() says whether something
 * happened to our family, or may have.
 */
struct dp_watch;

int dp_watch_open(struct dp_watch **out, struct dp_error *err);
void dp_watch_close(struct dp_watch *w);
int dp_watch_fd(const struct dp_watch *w);
bool dp_watch_read(struct dp_watch *w);

#endif
