// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Pushing a ruleset: BEGIN, objects in as few messages as they fit in, images
 * in pieces, COMMIT.
 *
 * Objects go in the order in which they may refer to each other, each array
 * from its start, so the index in the kernel's error is the index in the
 * caller's array.  Any error ends the transaction on the kernel's side too.
 */
#include <errno.h>
#include <string.h>

#include "dataplane/socket.h"

/* Put object @i into the message; false: no room. */
typedef bool (*put_fn)(struct msg *m, const struct dp_ruleset *rs, size_t i);

static bool put_config(struct msg *m, const struct dp_ruleset *rs, size_t i)
{
	return msg_put_nest(m, XPF_A_CONFIG, &dp_config_fields, &rs->config);
}

static bool put_zone(struct msg *m, const struct dp_ruleset *rs, size_t i)
{
	return msg_put_zone(m, &rs->zones[i]);
}

static bool put_screen(struct msg *m, const struct dp_ruleset *rs, size_t i)
{
	return msg_put_screen(m, &rs->screens[i]);
}

static bool put_interface(struct msg *m, const struct dp_ruleset *rs, size_t i)
{
	return msg_put_interface(m, &rs->interfaces[i]);
}

static bool put_app(struct msg *m, const struct dp_ruleset *rs, size_t i)
{
	return msg_put_app(m, &rs->apps[i]);
}

static bool put_policy(struct msg *m, const struct dp_ruleset *rs, size_t i)
{
	return msg_put_policy(m, &rs->policies[i]);
}

static bool put_nat_pool(struct msg *m, const struct dp_ruleset *rs, size_t i)
{
	return msg_put_nat_pool(m, &rs->nat_pools[i]);
}

static bool put_nat_rule(struct msg *m, const struct dp_ruleset *rs, size_t i)
{
	return msg_put_nat_rule(m, &rs->nat_rules[i]);
}

static bool put_fw_filter(struct msg *m, const struct dp_ruleset *rs, size_t i)
{
	return msg_put_nest(m, XPF_A_FW_FILTER, &dp_fw_filter_fields,
			    &rs->fw_filters[i]);
}

static bool put_fw_meter(struct msg *m, const struct dp_ruleset *rs, size_t i)
{
	return msg_put_nest(m, XPF_A_FW_METER, &dp_fw_meter_fields,
			    &rs->fw_meters[i]);
}

static bool put_fw_term(struct msg *m, const struct dp_ruleset *rs, size_t i)
{
	return msg_put_fw_term(m, &rs->fw_terms[i]);
}

/* The message being filled. */
struct push {
	struct dp *dp;
	struct msg m;
	bool empty;
	struct dp_error *err;
};

static void add_begin(struct push *p)
{
	p->m = dp_msg(p->dp, XPF_CMD_ADD, 0);
	p->empty = true;
}

static int add_flush(struct push *p)
{
	int ret = 0;

	if (!p->empty)
		ret = dp_request(p->dp, &p->m, NULL, NULL, p->err);
	add_begin(p);
	return ret;
}

static int too_large(struct push *p, enum dp_object kind, size_t index)
{
	dp_fail(p->err, -E2BIG, "object does not fit a netlink message");
	if (p->err) {
		p->err->kind = kind;
		p->err->index = index;
	}
	return -E2BIG;
}

static int push_all(struct push *p, const struct dp_ruleset *rs,
		    enum dp_object kind, put_fn put, size_t n)
{
	int ret;

	for (size_t i = 0; i < n; i++) {
		if (!put(&p->m, rs, i)) {
			ret = add_flush(p);
			if (ret)
				return ret;
			if (!put(&p->m, rs, i))
				return too_large(p, kind, i);
		}
		p->empty = false;
	}
	return 0;
}

static int push_objects(struct dp *dp, const struct dp_ruleset *rs,
			struct dp_error *err)
{
	const struct {
		enum dp_object kind;
		put_fn put;
		size_t n;
	} row[] = {
		{ DP_OBJECT_CONFIG, put_config, 1 },
		{ DP_OBJECT_SCREEN, put_screen, rs->n_screens },
		{ DP_OBJECT_ZONE, put_zone, rs->n_zones },
		{ DP_OBJECT_INTERFACE, put_interface, rs->n_interfaces },
		{ DP_OBJECT_APP, put_app, rs->n_apps },
		{ DP_OBJECT_POLICY, put_policy, rs->n_policies },
		{ DP_OBJECT_NAT_POOL, put_nat_pool, rs->n_nat_pools },
		{ DP_OBJECT_NAT_RULE, put_nat_rule, rs->n_nat_rules },
		{ DP_OBJECT_FW_FILTER, put_fw_filter, rs->n_fw_filters },
		{ DP_OBJECT_FW_METER, put_fw_meter, rs->n_fw_meters },
		{ DP_OBJECT_FW_TERM, put_fw_term, rs->n_fw_terms },
	};
	struct push p = { .dp = dp, .err = err };
	int ret = 0;

	add_begin(&p);
	for (size_t i = 0; !ret && i < sizeof(row) / sizeof(*row); i++)
		ret = push_all(&p, rs, row[i].kind, row[i].put, row[i].n);
	return ret ? ret : add_flush(&p);
}

#define PIECE 57344

static int push_image(struct dp *dp, uint8_t kind, const struct dp_image *img,
		      struct dp_error *err)
{
	uint32_t size = img->size, off, len;
	int ret = 0;

	if (img->size > XPF_MAX_IMAGE)
		return dp_fail(err, -E2BIG, "classifier image too large");
	for (off = 0; !ret && off < size; off += len) {
		struct msg m = dp_msg(dp, XPF_CMD_IMAGE, 0);

		len = size - off < PIECE ? size - off : PIECE;
		msg_put(&m, XPF_A_IMAGE_KIND, &kind, sizeof(kind));
		msg_put(&m, XPF_A_IMAGE_SIZE, &size, sizeof(size));
		msg_put(&m, XPF_A_IMAGE_OFFSET, &off, sizeof(off));
		msg_put(&m, XPF_A_IMAGE_DATA, (const char *)img->data + off,
			len);
		ret = dp_request(dp, &m, NULL, NULL, err);
	}
	return ret;
}

static int simple(struct dp *dp, uint8_t cmd, struct dp_error *err)
{
	struct msg m = dp_msg(dp, cmd, 0);

	return dp_request(dp, &m, NULL, NULL, err);
}

static int commit(struct dp *dp, const struct dp_ruleset *rs, bool verify_only,
		  struct dp_error *err)
{
	struct msg m = dp_msg(dp, XPF_CMD_COMMIT, 0);

	msg_put(&m, XPF_A_COOKIE, &rs->cookie, sizeof(rs->cookie));
	msg_put(&m, XPF_A_REMATCH, &rs->rematch, sizeof(rs->rematch));
	if (verify_only)
		msg_put(&m, XPF_A_VERIFY_ONLY, NULL, 0);
	return dp_request(dp, &m, NULL, NULL, err);
}

void dp_unstage(struct dp *dp)
{
	simple(dp, XPF_CMD_ABORT, NULL);
}

int dp_stage(struct dp *dp, const struct dp_ruleset *rs, struct dp_error *err)
{
	int ret = simple(dp, XPF_CMD_BEGIN, err);

	if (ret)
		return ret;
	ret = push_objects(dp, rs, err);
	for (uint8_t k = 0; !ret && k < __XPF_IMAGE_KINDS; k++)
		if (rs->image[k].data)
			ret = push_image(dp, k, &rs->image[k], err);
	if (!ret)
		ret = commit(dp, rs, true, err);
	if (ret)
		dp_unstage(dp);
	return ret;
}

int dp_swap(struct dp *dp, const struct dp_ruleset *rs, struct dp_error *err)
{
	return commit(dp, rs, false, err);
}

int dp_commit(struct dp *dp, const struct dp_ruleset *rs, struct dp_error *err)
{
	int ret = dp_stage(dp, rs, err);

	return ret ? ret : dp_swap(dp, rs, err);
}

int dp_commit_check(struct dp *dp, const struct dp_ruleset *rs,
		    struct dp_error *err)
{
	int ret = dp_stage(dp, rs, err);

	if (!ret)
		dp_unstage(dp);
	return ret;
}

int dp_enable(struct dp *dp, uint32_t max_sessions, struct dp_error *err)
{
	struct msg m = dp_msg(dp, XPF_CMD_ENABLE, 0);

	msg_put(&m, XPF_A_MAX_SESSIONS, &max_sessions, sizeof(max_sessions));
	return dp_request(dp, &m, NULL, NULL, err);
}

int dp_disable(struct dp *dp, struct dp_error *err)
{
	return simple(dp, XPF_CMD_DISABLE, err);
}

int dp_clear(struct dp *dp, uint32_t sets, struct dp_error *err)
{
	struct msg m = dp_msg(dp, XPF_CMD_CLEAR_STAT, 0);

	msg_put(&m, XPF_A_STAT_SET, &sets, sizeof(sets));
	return dp_request(dp, &m, NULL, NULL, err);
}

int dp_fw_clear(struct dp *dp, uint32_t filter, const char *name,
		struct dp_error *err)
{
	struct msg m = dp_msg(dp, XPF_CMD_CLEAR_FW, 0);
	struct nlattr *nest = mnl_attr_nest_start(m.nlh, XPF_A_FW_METER);

	if (filter)
		msg_put(&m, XPF_FW_METER_A_FILTER, &filter, sizeof(filter));
	if (name)
		msg_put(&m, XPF_FW_METER_A_NAME, name, strlen(name) + 1);
	mnl_attr_nest_end(m.nlh, nest);
	return dp_request(dp, &m, NULL, NULL, err);
}

int dp_fw_clear_log(struct dp *dp, struct dp_error *err)
{
	struct msg m = dp_msg(dp, XPF_CMD_CLEAR_FW, 0);

	mnl_attr_nest_end(m.nlh, mnl_attr_nest_start(m.nlh, XPF_A_FW_LOG));
	return dp_request(dp, &m, NULL, NULL, err);
}

int dp_clear_policies(struct dp *dp, const uint16_t *from, const uint16_t *to,
		      struct dp_error *err)
{
	struct msg m = dp_msg(dp, XPF_CMD_CLEAR_STAT, 0);
	uint32_t set = XPF_STATSET_POLICY;
	struct nlattr *nest;

	msg_put(&m, XPF_A_STAT_SET, &set, sizeof(set));
	nest = mnl_attr_nest_start(m.nlh, XPF_A_POLICY);
	if (from)
		msg_put(&m, XPF_POLICY_A_FROM_ZONE, from, sizeof(*from));
	if (to)
		msg_put(&m, XPF_POLICY_A_TO_ZONE, to, sizeof(*to));
	mnl_attr_nest_end(m.nlh, nest);
	return dp_request(dp, &m, NULL, NULL, err);
}

int dp_clear_nat(struct dp *dp, uint32_t set, uint32_t id, struct dp_error *err)
{
	struct msg m = dp_msg(dp, XPF_CMD_CLEAR_STAT, 0);
	struct nlattr *nest;

	msg_put(&m, XPF_A_STAT_SET, &set, sizeof(set));
	nest = mnl_attr_nest_start(m.nlh, set == XPF_STATSET_NAT_RULE ?
						  XPF_A_NAT_RULE :
						  XPF_A_NAT_POOL);
	msg_put(&m, XPF_NAT_RULE_A_ID, &id, sizeof(id));
	mnl_attr_nest_end(m.nlh, nest);
	return dp_request(dp, &m, NULL, NULL, err);
}

int dp_clear_screens(struct dp *dp, uint16_t interface, struct dp_error *err)
{
	struct msg m = dp_msg(dp, XPF_CMD_CLEAR_STAT, 0);
	uint32_t set = XPF_STATSET_SCREEN;
	struct nlattr *nest;

	msg_put(&m, XPF_A_STAT_SET, &set, sizeof(set));
	if (interface) {
		nest = mnl_attr_nest_start(m.nlh, XPF_A_INTERFACE);
		msg_put(&m, XPF_INTERFACE_A_ID, &interface, sizeof(interface));
		mnl_attr_nest_end(m.nlh, nest);
	}
	return dp_request(dp, &m, NULL, NULL, err);
}
