// SPDX-License-Identifier: GPL-2.0
/*
 * The transaction: BEGIN, ADD..., IMAGE..., COMMIT or ABORT.
 *
 * One is open at a time in a namespace.  It belongs to the socket that began
 * it and dies with that socket, so a manager that crashes leaves nothing
 * behind.  Any error ends it too: a half-built ruleset is of use to nobody.
 *
 * COMMIT seals the ruleset (everything is verified, everything that can fail
 * has been done), binds it to the devices that exist, and publishes it with
 * one rcu_assign_pointer(); sessions learn of it by its generation.  RTNL is
 * held over the last two steps only: no device can appear in between and stay
 * unbound, and verifying a large image delays nobody.
 */
#include <linux/rtnetlink.h>
#include <linux/slab.h>

#include "ctl/ctl.h"
#include "ctl/events.h"
#include "ctl/object.h"
#include "ctl/txn.h"
#include "flow/table.h"
#include "flowtrace.h"
#include "hook.h"
#include "policy/build.h"
#include "fwd/proxyndp.h"
#include "policy/ruleset.h"
#include "screen/screen.h"
#include "xpf.h"

struct xpf_txn {
	u32 portid;
	bool sealed;
	struct xpf_builder *builder;
};

static void txn_end(struct xpf_net *xn)
{
	lockdep_assert_held(&xn->ctl);
	xpf_builder_free(xn->txn->builder);
	kfree(xn->txn);
	xn->txn = NULL;
}

void xpf_txn_drop(struct xpf_net *xn, u32 portid)
{
	mutex_lock(&xn->ctl);
	if (xn->txn && (!portid || xn->txn->portid == portid))
		txn_end(xn);
	mutex_unlock(&xn->ctl);
}

/* The sender's transaction, or an error. */
static struct xpf_txn *txn_of(struct xpf_net *xn, struct genl_info *info)
{
	if (!xn->txn || xn->txn->portid != info->snd_portid) {
		GENL_SET_ERR_MSG(info, "no transaction of this socket is open");
		return ERR_PTR(-ENOENT);
	}
	return xn->txn;
}

static int refuse(struct genl_info *info, const struct xpf_fault *f, int err)
{
	struct xpf_error_cookie cookie = { f->object, f->index };

	BUILD_BUG_ON(sizeof(cookie) > NETLINK_MAX_COOKIE_LEN);
	if (f->text)
		GENL_SET_ERR_MSG_FMT(info, "%s", f->text);
	if (f->object && info->extack) {
		memcpy(info->extack->cookie, &cookie, sizeof(cookie));
		info->extack->cookie_len = sizeof(cookie);
	}
	return err;
}

int xpf_txn_begin(struct sk_buff *skb, struct genl_info *info)
{
	struct xpf_net *xn = xpf_net(genl_info_net(info));
	struct xpf_txn *txn;
	int err = -ENOMEM;

	txn = kzalloc(sizeof(*txn), GFP_KERNEL_ACCOUNT);
	if (!txn)
		return -ENOMEM;
	txn->portid = info->snd_portid;
	txn->builder = xpf_builder_new();
	if (!txn->builder)
		goto err_builder;
	mutex_lock(&xn->ctl);
	if (!xn->enabled) {
		GENL_SET_ERR_MSG(info, "not enabled in this namespace");
		err = -ENODEV;
		goto err_state;
	}
	if (xn->txn) {
		GENL_SET_ERR_MSG(info, "another transaction is open");
		err = -EBUSY;
		goto err_state;
	}
	xn->txn = txn;
	mutex_unlock(&xn->ctl);
	return 0;

err_state:
	mutex_unlock(&xn->ctl);
	xpf_builder_free(txn->builder);
err_builder:
	kfree(txn);
	return err;
}

static int add_all(struct xpf_txn *txn, struct genl_info *info)
{
	struct xpf_fault fault = {};
	struct nlattr *attr;
	int rem, err;

	nla_for_each_attr(attr, genlmsg_data(info->genlhdr),
			  genlmsg_len(info->genlhdr), rem) {
		err = xpf_object_add(txn->builder, attr, &fault, info->extack);
		if (err) {
			NL_SET_BAD_ATTR(info->extack, attr);
			return refuse(info, &fault, err);
		}
	}
	return 0;
}

static int add_image(struct xpf_txn *txn, struct genl_info *info)
{
	struct nlattr *data = info->attrs[XPF_A_IMAGE_DATA];
	struct xpf_fault fault = {};
	int err;

	if (GENL_REQ_ATTR_CHECK(info, XPF_A_IMAGE_KIND) ||
	    GENL_REQ_ATTR_CHECK(info, XPF_A_IMAGE_SIZE) ||
	    GENL_REQ_ATTR_CHECK(info, XPF_A_IMAGE_OFFSET) ||
	    GENL_REQ_ATTR_CHECK(info, XPF_A_IMAGE_DATA)) {
		GENL_SET_ERR_MSG(info, "image piece lacks an attribute");
		return -EINVAL;
	}
	err = xpf_builder_image(txn->builder,
				nla_get_u8(info->attrs[XPF_A_IMAGE_KIND]),
				nla_get_u32(info->attrs[XPF_A_IMAGE_SIZE]),
				nla_get_u32(info->attrs[XPF_A_IMAGE_OFFSET]),
				nla_data(data), nla_len(data), &fault);
	return err ? refuse(info, &fault, err) : 0;
}

/* Add something to the sender's transaction; an error ends it. */
static int extend(struct genl_info *info,
		  int (*add)(struct xpf_txn *, struct genl_info *))
{
	struct xpf_net *xn = xpf_net(genl_info_net(info));
	struct xpf_txn *txn;
	int err;

	mutex_lock(&xn->ctl);
	txn = txn_of(xn, info);
	err = PTR_ERR_OR_ZERO(txn);
	if (err)
		goto out;
	if (txn->sealed) {
		GENL_SET_ERR_MSG(info, "the transaction is verified already");
		err = -EBUSY;
	} else {
		err = add(txn, info);
	}
	if (err)
		txn_end(xn);
out:
	mutex_unlock(&xn->ctl);
	return err;
}

int xpf_txn_add(struct sk_buff *skb, struct genl_info *info)
{
	return extend(info, add_all);
}

int xpf_txn_image(struct sk_buff *skb, struct genl_info *info)
{
	return extend(info, add_image);
}

/* Verify; what is verified stays so until the transaction ends. */
static int seal(struct xpf_net *xn, struct xpf_txn *txn, struct genl_info *info)
{
	struct xpf_fault fault = {};
	int err;

	if (txn->sealed)
		return 0;
	err = xpf_builder_seal(txn->builder, xpf_ctl_ruleset(xn), &fault);
	if (err)
		return refuse(info, &fault, err);
	if (xpf_builder_count(txn->builder, XPF_A_SCREEN) &&
	    xpf_screens_new(xn)) {
		GENL_SET_ERR_MSG(info, "no memory for the tables of screens");
		return -ENOMEM;
	}
	txn->sealed = true;
	return 0;
}

static void publish(struct xpf_net *xn, struct xpf_txn *txn, u64 cookie,
		    enum xpf_rematch how)
{
	struct xpf_ruleset *old = xpf_ctl_ruleset(xn), *rs;
	u32 generation = old ? old->generation + 1 ?: 1 : 1;
	struct xpf_dev *dev;

	ASSERT_RTNL();
	rs = xpf_builder_take(txn->builder, old, generation, how);
	rs->cookie = cookie;
	xpf_trace_bind(xn, rs);
	list_for_each_entry(dev, &xn->devs, list) {
		xpf_ruleset_bind_to(rs, dev->slot, dev->dev->name);
		xpf_proxy_ndp_listen(dev, xpf_binding(rs, dev->slot));
	}
	rcu_assign_pointer(xn->ruleset, rs);
	xpf_table_rematch(xn, how);
	xpf_event_ruleset(xn, generation);
	xpf_ruleset_free(old);
}

static u64 attr_cookie(const struct genl_info *info)
{
	const struct nlattr *a = info->attrs[XPF_A_COOKIE];

	return a ? nla_get_u64(a) : 0;
}

static enum xpf_rematch attr_rematch(const struct genl_info *info)
{
	const struct nlattr *a = info->attrs[XPF_A_REMATCH];

	return a ? nla_get_u8(a) : XPF_REMATCH_NONE;
}

/* The long part, without RTNL: nothing is visible yet. */
static int verify(struct xpf_net *xn, struct genl_info *info)
{
	struct xpf_txn *txn;
	int err;

	mutex_lock(&xn->ctl);
	txn = txn_of(xn, info);
	err = PTR_ERR_OR_ZERO(txn);
	if (!err) {
		err = seal(xn, txn, info);
		if (err)
			txn_end(xn);
	}
	mutex_unlock(&xn->ctl);
	return err;
}

int xpf_txn_commit(struct sk_buff *skb, struct genl_info *info)
{
	struct xpf_net *xn = xpf_net(genl_info_net(info));
	struct xpf_txn *txn;
	int err;

	err = verify(xn, info);
	if (err || info->attrs[XPF_A_VERIFY_ONLY])
		return err;
	rtnl_lock();
	mutex_lock(&xn->ctl);
	txn = txn_of(xn, info);
	err = PTR_ERR_OR_ZERO(txn);
	if (!err) {
		publish(xn, txn, attr_cookie(info), attr_rematch(info));
		txn_end(xn);
	}
	mutex_unlock(&xn->ctl);
	rtnl_unlock();
	return err;
}

int xpf_txn_abort(struct sk_buff *skb, struct genl_info *info)
{
	struct xpf_net *xn = xpf_net(genl_info_net(info));
	struct xpf_txn *txn;
	int err;

	mutex_lock(&xn->ctl);
	txn = txn_of(xn, info);
	err = PTR_ERR_OR_ZERO(txn);
	if (!err)
		txn_end(xn);
	mutex_unlock(&xn->ctl);
	return err;
}
