// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Asking: status, dumps, counts, hypothetical flows.  One small reader a kind
 * of object finds the nest in an answer, decodes it and calls the caller.
 */
#include <errno.h>
#include <string.h>

#include "dataplane/socket.h"

struct reader {
	void *fn; /* the caller's callback, of the kind's type */
	void *arg;
};

static const struct nlattr *find(const struct nlmsghdr *nlh, uint16_t type)
{
	const struct nlattr *attr;

	dp_attr_for_each(attr, nlh)
		if (mnl_attr_get_type(attr) == type)
			return attr;
	return NULL;
}

static int dump(struct dp *dp, uint8_t cmd, dp_reply_fn on, void *fn, void *arg,
		struct dp_error *err)
{
	struct msg m = dp_msg(dp, cmd, NLM_F_DUMP);
	struct reader r = { fn, arg };

	return dp_request(dp, &m, on, &r, err);
}

static int on_zone(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *nest = find(nlh, XPF_A_ZONE);
	const struct reader *r = arg;
	struct dp_zone z;

	if (!nest)
		return 0;
	nest_get(nest, &dp_zone_fields, &z, sizeof(z));
	return ((dp_zone_fn)r->fn)(&z, r->arg);
}

int dp_zones(struct dp *dp, dp_zone_fn fn, void *arg, struct dp_error *err)
{
	return dump(dp, XPF_CMD_GET_ZONE, on_zone, fn, arg, err);
}

static int on_interface(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *nest = find(nlh, XPF_A_INTERFACE);
	const struct reader *r = arg;
	struct dp_interface i;

	if (!nest)
		return 0;
	nest_get_interface(nest, &i);
	return ((dp_interface_fn)r->fn)(&i, r->arg);
}

int dp_interfaces(struct dp *dp, dp_interface_fn fn, void *arg,
		  struct dp_error *err)
{
	return dump(dp, XPF_CMD_GET_INTERFACE, on_interface, fn, arg, err);
}

static int on_policy(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *nest = find(nlh, XPF_A_POLICY);
	const struct reader *r = arg;
	struct dp_policy p;

	if (!nest)
		return 0;
	nest_get(nest, &dp_policy_fields, &p, sizeof(p));
	return ((dp_policy_fn)r->fn)(&p, r->arg);
}

int dp_policies(struct dp *dp, dp_policy_fn fn, void *arg, struct dp_error *err)
{
	return dump(dp, XPF_CMD_GET_POLICY, on_policy, fn, arg, err);
}

int dp_policy_use(struct dp *dp, dp_policy_fn fn, void *arg,
		  struct dp_error *err)
{
	return dump(dp, XPF_CMD_GET_POLICY_USE, on_policy, fn, arg, err);
}

static int on_app(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *nest = find(nlh, XPF_A_APP);
	const struct reader *r = arg;
	struct dp_app a;

	if (!nest)
		return 0;
	nest_get_app(nest, &a);
	return ((dp_app_fn)r->fn)(&a, r->arg);
}

int dp_apps(struct dp *dp, dp_app_fn fn, void *arg, struct dp_error *err)
{
	return dump(dp, XPF_CMD_GET_APP, on_app, fn, arg, err);
}

static int on_nat_rule(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *nest = find(nlh, XPF_A_NAT_RULE);
	const struct reader *r = arg;
	struct dp_nat_rule rule;

	if (!nest)
		return 0;
	nest_get(nest, &dp_nat_rule_fields, &rule, sizeof(rule));
	return ((dp_nat_rule_fn)r->fn)(&rule, r->arg);
}

int dp_nat_rules(struct dp *dp, dp_nat_rule_fn fn, void *arg,
		 struct dp_error *err)
{
	return dump(dp, XPF_CMD_GET_NAT_RULE, on_nat_rule, fn, arg, err);
}

static int on_nat_pool(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *nest = find(nlh, XPF_A_NAT_POOL);
	const struct reader *r = arg;
	struct dp_nat_pool pool;

	if (!nest)
		return 0;
	nest_get(nest, &dp_nat_pool_fields, &pool, sizeof(pool));
	return ((dp_nat_pool_fn)r->fn)(&pool, r->arg);
}

int dp_nat_pools(struct dp *dp, dp_nat_pool_fn fn, void *arg,
		 struct dp_error *err)
{
	return dump(dp, XPF_CMD_GET_NAT_POOL, on_nat_pool, fn, arg, err);
}

static int on_nat_entry(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *nest = find(nlh, XPF_A_NAT_ENTRY);
	const struct reader *r = arg;
	struct dp_nat_entry e;

	if (!nest)
		return 0;
	nest_get(nest, &dp_nat_entry_fields, &e, sizeof(e));
	return ((dp_nat_entry_fn)r->fn)(&e, r->arg);
}

int dp_nat_bindings(struct dp *dp, dp_nat_entry_fn fn, void *arg,
		    struct dp_error *err)
{
	return dump(dp, XPF_CMD_GET_NAT_BINDING, on_nat_entry, fn, arg, err);
}

int dp_nat_blocks(struct dp *dp, dp_nat_entry_fn fn, void *arg,
		  struct dp_error *err)
{
	return dump(dp, XPF_CMD_GET_NAT_BLOCK, on_nat_entry, fn, arg, err);
}

int dp_nat_ports(struct dp *dp, dp_nat_entry_fn fn, void *arg,
		 struct dp_error *err)
{
	return dump(dp, XPF_CMD_GET_NAT_PORTS, on_nat_entry, fn, arg, err);
}

struct usage {
	uint64_t count;
	uint32_t targets;
};

static int on_usage(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *count = find(nlh, XPF_A_COUNT);
	const struct nlattr *nest = find(nlh, XPF_A_NAT_ENTRY);
	struct usage *u = arg;
	struct dp_nat_entry e;

	if (count)
		u->count = attr_uint(count);
	if (nest) {
		nest_get(nest, &dp_nat_entry_fields, &e, sizeof(e));
		u->targets = e.targets;
	}
	return 0;
}

int dp_nat_usage(struct dp *dp, uint64_t *bindings, uint32_t *targets,
		 struct dp_error *err)
{
	struct msg m = dp_msg(dp, XPF_CMD_GET_NAT_BINDING, 0);
	struct usage u = { 0 };
	int rc = dp_request(dp, &m, on_usage, &u, err);

	*bindings = u.count;
	*targets = u.targets;
	return rc;
}

int dp_nat_bindings_clear(struct dp *dp, uint32_t pool,
			  const struct addr *inside, uint16_t port,
			  uint64_t *count, struct dp_error *err)
{
	struct msg m = dp_msg(dp, XPF_CMD_DEL_NAT_BINDING, 0);
	struct usage u = { 0 };
	int rc;

	msg_put_wanted(&m, pool, inside, port);
	rc = dp_request(dp, &m, on_usage, &u, err);
	*count = u.count;
	return rc;
}

static int on_fw_filter(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *nest = find(nlh, XPF_A_FW_FILTER);
	const struct reader *r = arg;
	struct dp_fw_filter f;

	if (!nest)
		return 0;
	nest_get(nest, &dp_fw_filter_fields, &f, sizeof(f));
	return ((dp_fw_filter_fn)r->fn)(&f, r->arg);
}

int dp_fw_filters(struct dp *dp, dp_fw_filter_fn fn, void *arg,
		  struct dp_error *err)
{
	return dump(dp, XPF_CMD_GET_FW_FILTER, on_fw_filter, fn, arg, err);
}

static int on_fw_meter(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *nest = find(nlh, XPF_A_FW_METER);
	const struct reader *r = arg;
	struct dp_fw_meter m;

	if (!nest)
		return 0;
	nest_get(nest, &dp_fw_meter_fields, &m, sizeof(m));
	return ((dp_fw_meter_fn)r->fn)(&m, r->arg);
}

int dp_fw_meters(struct dp *dp, dp_fw_meter_fn fn, void *arg,
		 struct dp_error *err)
{
	return dump(dp, XPF_CMD_GET_FW_METER, on_fw_meter, fn, arg, err);
}

static int on_fw_log(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *nest = find(nlh, XPF_A_FW_LOG);
	const struct reader *r = arg;
	struct dp_fw_logged l;

	if (!nest)
		return 0;
	nest_get(nest, &dp_fw_log_fields, &l, sizeof(l));
	return ((dp_fw_log_fn)r->fn)(&l, r->arg);
}

int dp_fw_log(struct dp *dp, dp_fw_log_fn fn, void *arg, struct dp_error *err)
{
	return dump(dp, XPF_CMD_GET_FW_LOG, on_fw_log, fn, arg, err);
}

static int on_stat(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *nest = find(nlh, XPF_A_STAT);
	const struct reader *r = arg;
	struct dp_stat s;

	if (!nest)
		return 0;
	nest_get_stat(nest, &s);
	return ((dp_stat_fn)r->fn)(&s, r->arg);
}

int dp_stats(struct dp *dp, dp_stat_fn fn, void *arg, struct dp_error *err)
{
	return dump(dp, XPF_CMD_GET_STAT, on_stat, fn, arg, err);
}

int dp_reasons(struct dp *dp, dp_stat_fn fn, void *arg, struct dp_error *err)
{
	return dump(dp, XPF_CMD_GET_REASON, on_stat, fn, arg, err);
}

static int on_session(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *nest = find(nlh, XPF_A_SESSION);
	const struct reader *r = arg;
	struct dp_session s;

	if (!nest)
		return 0;
	nest_get_session(nest, &s);
	return ((dp_session_fn)r->fn)(&s, r->arg);
}

int dp_sessions(struct dp *dp, const struct dp_filter *f, dp_session_fn fn,
		void *arg, struct dp_error *err)
{
	struct msg m = dp_msg(dp, XPF_CMD_GET_SESSION, NLM_F_DUMP);
	struct reader r = { fn, arg };

	if (f)
		msg_put_filter(&m, f);
	return dp_request(dp, &m, on_session, &r, err);
}

static int on_count(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *attr = find(nlh, XPF_A_COUNT);

	if (attr)
		*(uint64_t *)arg = attr_uint(attr);
	return 0;
}

int dp_session_count(struct dp *dp, const struct dp_filter *f, uint64_t *count,
		     struct dp_error *err)
{
	struct msg m = dp_msg(dp, XPF_CMD_GET_SESSION, 0);

	*count = 0;
	msg_put(&m, XPF_A_COUNT_ONLY, NULL, 0);
	if (f)
		msg_put_filter(&m, f);
	return dp_request(dp, &m, on_count, count, err);
}

int dp_session_clear(struct dp *dp, const struct dp_filter *f, uint64_t *count,
		     struct dp_error *err)
{
	struct msg m = dp_msg(dp, XPF_CMD_DEL_SESSION, 0);
	uint64_t closed = 0;
	int ret;

	if (f)
		msg_put_filter(&m, f);
	ret = dp_request(dp, &m, on_count, &closed, err);
	if (count)
		*count = closed;
	return ret;
}

static int on_pinhole(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *nest = find(nlh, XPF_A_PINHOLE);
	const struct reader *r = arg;
	struct dp_pinhole p;

	if (!nest)
		return 0;
	nest_get(nest, &dp_pinhole_fields, &p, sizeof(p));
	return ((dp_pinhole_fn)r->fn)(&p, r->arg);
}

int dp_pinholes(struct dp *dp, dp_pinhole_fn fn, void *arg,
		struct dp_error *err)
{
	return dump(dp, XPF_CMD_GET_PINHOLE, on_pinhole, fn, arg, err);
}

static int on_sip_call(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *nest = find(nlh, XPF_A_SIP_CALL);
	const struct reader *r = arg;
	struct dp_sip_call c;

	if (!nest)
		return 0;
	nest_get(nest, &dp_sip_call_fields, &c, sizeof(c));
	return ((dp_sip_call_fn)r->fn)(&c, r->arg);
}

int dp_sip_calls(struct dp *dp, dp_sip_call_fn fn, void *arg,
		 struct dp_error *err)
{
	return dump(dp, XPF_CMD_GET_SIP_CALL, on_sip_call, fn, arg, err);
}

static int on_sip_count(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *nest = find(nlh, XPF_A_SIP_COUNT);
	const struct reader *r = arg;
	struct dp_sip_count c;

	if (!nest)
		return 0;
	nest_get_sip_count(nest, &c);
	return ((dp_sip_count_fn)r->fn)(&c, r->arg);
}

int dp_sip_counts(struct dp *dp, dp_sip_count_fn fn, void *arg,
		  struct dp_error *err)
{
	return dump(dp, XPF_CMD_GET_SIP_COUNT, on_sip_count, fn, arg, err);
}

int dp_pinhole_clear(struct dp *dp, uint32_t group, uint64_t *count,
		     struct dp_error *err)
{
	struct msg m = dp_msg(dp, XPF_CMD_DEL_PINHOLE, 0);

	*count = 0;
	if (group)
		msg_put(&m, XPF_A_PINHOLE_GROUP, &group, sizeof(group));
	return dp_request(dp, &m, on_count, count, err);
}

int dp_check(struct dp *dp, uint64_t *broken, struct dp_error *err)
{
	struct msg m = dp_msg(dp, XPF_CMD_CHECK, 0);

	*broken = 0;
	return dp_request(dp, &m, on_count, broken, err);
}

static int on_drop(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *nest = find(nlh, XPF_A_EVENT);
	const struct reader *r = arg;
	struct dp_event ev;

	if (!nest)
		return 0;
	nest_get_event(nest, &ev);
	return ((dp_drop_fn)r->fn)(&ev, r->arg);
}

int dp_drops(struct dp *dp, dp_drop_fn fn, void *arg, struct dp_error *err)
{
	return dump(dp, XPF_CMD_GET_DROP, on_drop, fn, arg, err);
}

int dp_trace(struct dp *dp, const struct dp_trace_filter *filter, size_t n,
	     uint32_t flags, uint32_t rate, struct dp_error *err)
{
	struct msg m = dp_msg(dp, XPF_CMD_SET_TRACE, 0);
	bool ok;
	size_t i;

	ok = msg_put(&m, XPF_A_TRACE_FLAGS, &flags, sizeof(flags)) &&
	     msg_put(&m, XPF_A_TRACE_RATE, &rate, sizeof(rate));
	for (i = 0; ok && i < n; i++)
		ok = msg_put_trace(&m, &filter[i]);
	if (!ok)
		return dp_fail(err, -E2BIG, "too many filters of the trace");
	return dp_request(dp, &m, NULL, NULL, err);
}

static int on_status(const struct nlmsghdr *nlh, void *arg)
{
	const struct nlattr *nest = find(nlh, XPF_A_STATUS);

	if (nest)
		nest_get_status(nest, arg);
	return 0;
}

int dp_status(struct dp *dp, struct dp_status *out, struct dp_error *err)
{
	struct msg m = dp_msg(dp, XPF_CMD_GET_STATUS, 0);

	memset(out, 0, sizeof(*out));
	return dp_request(dp, &m, on_status, out, err);
}

static int on_match(const struct nlmsghdr *nlh, void *arg)
{
	struct dp_match *out = arg;
	const struct nlattr *attr;
	struct dp_policy p;
	struct dp_app a;

	attr = find(nlh, XPF_A_ACTION);
	if (attr)
		out->action = attr_uint(attr);
	attr = find(nlh, XPF_A_POLICY);
	if (attr) {
		nest_get(attr, &dp_policy_fields, &p, sizeof(p));
		out->policy = p.id;
	}
	attr = find(nlh, XPF_A_APP);
	if (attr) {
		nest_get_app(attr, &a);
		out->app = a.id;
	}
	return 0;
}

int dp_match(struct dp *dp, const struct dp_flow *flow, struct dp_match *out,
	     struct dp_error *err)
{
	struct msg m = dp_msg(dp, XPF_CMD_MATCH, 0);

	memset(out, 0, sizeof(*out));
	msg_put_nest(&m, XPF_A_FLOW, &dp_flow_fields, flow);
	return dp_request(dp, &m, on_match, out, err);
}
