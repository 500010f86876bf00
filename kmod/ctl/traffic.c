// SPDX-License-Identifier: GPL-2.0
/*
 * Sums of device counters by interface and by zone, see traffic.h.  An
 * interface of the configuration may have no device, and a device no
 * interface; the binding of its slot joins them.
 */
#include <linux/rtnetlink.h>

#include "ctl/traffic.h"
#include "hook.h"
#include "policy/ruleset.h"
#include "xdp.h"
#include "xpf.h"

static void add(struct xpf_traffic *t, const struct xpf_dev *dev)
{
	struct xpf_dev_stats s;
	int i;

	xpf_dev_read(dev, &s);
	t->rx_packets += s.rx_packets;
	t->rx_bytes += s.rx_bytes;
	t->tx_packets += s.tx_packets;
	t->tx_bytes += s.tx_bytes;
	t->drops += s.drops;
	for (i = 0; i < __XPF_SCREEN_COUNT; i++)
		t->screen[i] += s.screen[i];
}

void xpf_traffic_interface(struct xpf_net *xn, const struct xpf_ruleset *rs,
			   const struct xpf_binding *b, struct xpf_traffic *t)
{
	struct xpf_dev *dev;

	ASSERT_RTNL();
	*t = (struct xpf_traffic){};
	list_for_each_entry(dev, &xn->devs, list) {
		if (xpf_binding(rs, dev->slot) != b)
			continue;
		t->ifindex = dev->dev->ifindex;
		add(t, dev);
		rcu_read_lock();
		xpf_xdp_read(dev->dev, &t->xdp_in, &t->xdp_out);
		rcu_read_unlock();
	}
}

void xpf_traffic_zone(struct xpf_net *xn, const struct xpf_ruleset *rs,
		      u16 zone, struct xpf_traffic *t)
{
	struct xpf_dev *dev;

	ASSERT_RTNL();
	*t = (struct xpf_traffic){};
	list_for_each_entry(dev, &xn->devs, list) {
		const struct xpf_binding *b = xpf_binding(rs, dev->slot);

		if (b && b->zone == zone)
			add(t, dev);
	}
}
