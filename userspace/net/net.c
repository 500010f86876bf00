// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The order of a change, and the watch over devices.
 *
 * Everything is level-triggered: a change reads the kernel's state, so that
 * doing it twice does nothing the second time, and whoever misses an event
 * only has to look again.  A device of the plan that appears, goes up or is
 * renamed is an event; the whole plan is then applied again, a moment later,
 * because such events come in bursts.
 */
#include "net/net.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <linux/if.h>
#include <linux/rtnetlink.h>

#include "lib/buf.h"
#include "lib/diag.h"
#include "lib/log.h"
#include "lib/loop.h"
#include "net/change.h"
#include "net/handle.h"

#define SETTLE_MS 30

/* ---- a change ---- */

void change_fault(struct net_change *c, const char *edit, const char *stmt,
		  const char *fmt, ...)
{
	char text[256];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (edit)
		diag_stmt(c->d, DIAG_ERROR, edit, stmt, "%s", text);
	else
		diag_say(c->d, DIAG_ERROR, "%s", text);
	c->faults++;
}

int change_talk(struct net_change *c)
{
	c->requests++;
	return rtnl_talk(c->r);
}

void change_read_devices(struct net_change *c)
{
	c->s.devices.n = 0;
	if (state_devices(c->r, &c->s))
		change_fault(c, NULL, NULL, "cannot read devices: %s",
			     rtnl_error(c->r));
}

void change_read_addrs(struct net_change *c)
{
	c->s.addrs.n = 0;
	if (state_addrs(c->r, &c->s))
		change_fault(c, NULL, NULL, "cannot read addresses: %s",
			     rtnl_error(c->r));
}

static void begin(struct net *n, struct net_change *c,
		  const struct net_plan *plan, struct diag *d)
{
	*c = (struct net_change){
		.r = n->r,
		.net = n,
		.plan = plan,
		.old = n->plan,
		.d = d,
	};
	change_read_devices(c);
}

static int end(struct net *n, struct net_change *c)
{
	log_debug("network: %u changes, %d faults", c->requests, c->faults);
	state_free(&c->s);
	n->plan = c->plan;
	return c->faults;
}

/*
 * The host's name belongs to the UTS namespace.  A manager in a namespace of
 * the network alone must not rename the machine around it.
 */
static bool may_rename(void)
{
	struct stat net, net1, uts, uts1;

	if (stat("/proc/self/ns/net", &net) || stat("/proc/1/ns/net", &net1) ||
	    stat("/proc/self/ns/uts", &uts) || stat("/proc/1/ns/uts", &uts1))
		return false;
	return net.st_ino == net1.st_ino || uts.st_ino != uts1.st_ino;
}

static void host_prepare(struct net_change *c)
{
	const char *want = c->plan->host_name;
	char now[65] = "";

	gethostname(now, sizeof(now) - 1);
	if (!want[0] || !strcmp(now, want) || !may_rename())
		return;
	if (sethostname(want, strlen(want)))
		change_fault(c, "[edit system]", "host-name", "%s",
			     strerror(errno));
}

int net_prepare(struct net *n, const struct net_plan *plan, struct diag *d)
{
	struct net_change c;

	begin(n, &c, plan, d);
	vrf_prepare(&c);
	link_prepare(&c);
	change_read_addrs(&c);
	addr_prepare(&c);
	route_prepare(&c);
	host_prepare(&c);
	return end(n, &c);
}

/* What nobody asked us to set is not ours to set back. */
static void fragments(struct net *n, const struct net_plan *plan)
{
	if (plan->fragment_timeout != n->fragment_timeout)
		sysctl_fragments(plan->fragment_timeout);
	n->fragment_timeout = plan->fragment_timeout;
}

int net_finish(struct net *n, const struct net_plan *plan, struct diag *d)
{
	struct net_change c;

	begin(n, &c, plan, d);
	change_read_addrs(&c);
	addr_finish(&c);
	link_finish(&c);
	vrf_finish(&c);
	change_read_devices(&c);
	change_read_addrs(&c);
	route_finish(&c);
	fragments(n, plan);
	n->raised.n = 0;
	return end(n, &c);
}

int net_apply(struct net *n, const struct net_plan *plan, struct diag *d)
{
	int faults = net_prepare(n, plan, d);

	return faults + net_finish(n, plan, d);
}

int net_undo(struct net *n, const struct net_plan *plan, struct diag *d)
{
	const struct net_plan *failed = n->plan;
	struct net_change c;
	int faults;

	begin(n, &c, plan, d);
	link_undo(&c);
	faults = end(n, &c);
	n->plan = failed; /* what is to be undone: its MTUs, its masters */
	return faults + net_apply(n, plan, d);
}

void net_forget(struct net *n)
{
	n->raised.n = 0;
	n->plan = NULL;
}

int net_forwarding(struct net *n, bool on)
{
	return sysctl_forwarding(on);
}

/* ---- devices that come and go ---- */

static void reapply(void *arg)
{
	struct diag *d = diag_new();
	struct net *n = arg;
	struct buf b;

	n->timer = NULL;
	if (n->plan && net_apply(n, n->plan, d)) {
		buf_init(&b);
		diag_print(d, &b);
		log_warn("network:\n%s", b.data);
		buf_free(&b);
	}
	diag_free(d);
}

static void soon(struct net *n)
{
	if (!n->timer)
		n->timer = loop_add_timer(n->loop, SETTLE_MS, 0, reapply, n);
}

/*
 * Only what bears on the plan, and only what changed: an event comes for each
 * of our own requests too, and for every change of anything of a device.
 */
static int link_event(const struct nlmsghdr *nlh, void *arg)
{
	const struct ifinfomsg *ifm = mnl_nlmsg_get_payload(nlh);
	const unsigned int bits = IFF_UP | IFF_LOWER_UP;
	const struct nlattr *tb[IFLA_MAX + 1];
	struct net_seen *seen;
	struct net *n = arg;
	char name[16] = "";

	if (nlh->nlmsg_type != RTM_NEWLINK && nlh->nlmsg_type != RTM_DELLINK)
		return MNL_CB_OK;
	rtnl_attrs(nlh, sizeof(*ifm), tb, IFLA_MAX);
	if (tb[IFLA_IFNAME])
		snprintf(name, sizeof(name), "%s",
			 mnl_attr_get_str(tb[IFLA_IFNAME]));
	vec_each(seen, &n->seen)
		if (seen->ifindex == ifm->ifi_index)
			break;
	if (nlh->nlmsg_type == RTM_DELLINK) {
		if (seen < n->seen.v + n->seen.n)
			*seen = n->seen.v[--n->seen.n];
		return MNL_CB_OK;
	}
	if (seen == n->seen.v + n->seen.n) {
		seen = vec_add(&n->seen);
		seen->ifindex = ifm->ifi_index;
	} else if (seen->flags == (ifm->ifi_flags & bits) &&
		   !strcmp(seen->name, name)) {
		return MNL_CB_OK;
	}
	seen->flags = ifm->ifi_flags & bits;
	memcpy(seen->name, name, sizeof(name));
	if (n->plan && plan_link(n->plan, name))
		soon(n);
	return MNL_CB_OK;
}

static void events(void *arg, int fd, int ev)
{
	struct net *n = arg;

	if (rtnl_read(n->events, link_event, n) == -ENOBUFS)
		soon(n);
}

static int watch(struct net *n)
{
	int err = rtnl_open(1 << (RTNLGRP_LINK - 1), &n->events);

	if (err)
		return err;
	n->fd = loop_add_fd(n->loop, rtnl_fd(n->events), LOOP_READ, events, n);
	return n->fd ? 0 : -errno;
}

struct net *net_open(struct loop *l)
{
	struct net *n = calloc(1, sizeof(*n));
	int err;

	if (!n)
		return NULL;
	n->loop = l;
	err = rtnl_open(0, &n->r);
	if (!err && l)
		err = watch(n);
	if (err) {
		log_err("rtnetlink: %s", strerror(-err));
		net_close(n);
		return NULL;
	}
	return n;
}

void net_close(struct net *n)
{
	if (!n)
		return;
	loop_del_timer(n->timer);
	loop_del_fd(n->fd);
	rtnl_close(n->events);
	rtnl_close(n->r);
	vec_free(&n->seen);
	vec_free(&n->raised);
	free(n);
}
