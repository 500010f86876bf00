// SPDX-License-Identifier: GPL-2.0
/*
 * /sys/class/net/<device>/xpf/: where a device belongs and what it has seen,
 * one value a file, for scripts.  The files appear when the device is hooked
 * and go when it is not.
 *
 * They take no lock but RCU: removing them waits for their readers, and is
 * done under RTNL.
 */
#include <linux/device.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include <linux/sysfs.h>

#include "ctl/ctl.h"
#include "hook.h"
#include "policy/ruleset.h"
#include "xpf.h"

enum name { ZONE, INTERFACE };

/* RCU.  "" where there is none. */
static const char *name_of(const struct xpf_net *xn, const struct xpf_dev *d,
			   enum name which)
{
	const struct xpf_ruleset *rs = rcu_dereference(xn->ruleset);
	const struct xpf_binding *b = rs ? xpf_binding(rs, d->slot) : NULL;

	if (!b)
		return "";
	switch (which) {
	case ZONE:
		return rs->zone[b->zone].name;
	case INTERFACE:
		return b->name;
	}
	return "";
}

static ssize_t show_name(struct device *dev, char *buf, enum name which)
{
	const struct net_device *ndev = to_net_dev(dev);
	struct xpf_net *xn = xpf_net(dev_net(ndev));
	const struct xpf_dev *d;
	ssize_t n = 0;

	rcu_read_lock();
	d = xpf_dev_of(xn, ndev);
	if (d)
		n = sysfs_emit(buf, "%s\n", name_of(xn, d, which));
	rcu_read_unlock();
	return n;
}

static ssize_t zone_show(struct device *dev, struct device_attribute *attr,
			 char *buf)
{
	return show_name(dev, buf, ZONE);
}
static DEVICE_ATTR_RO(zone);

static ssize_t interface_show(struct device *dev, struct device_attribute *attr,
			      char *buf)
{
	return show_name(dev, buf, INTERFACE);
}
static DEVICE_ATTR_RO(interface);

static void read_counters(struct device *dev, struct xpf_dev_stats *c)
{
	const struct net_device *ndev = to_net_dev(dev);
	struct xpf_net *xn = xpf_net(dev_net(ndev));
	const struct xpf_dev *d;

	*c = (struct xpf_dev_stats){};
	rcu_read_lock();
	d = xpf_dev_of(xn, ndev);
	if (d)
		xpf_dev_read(d, c);
	rcu_read_unlock();
}

static u64 read_counter(struct device *dev, size_t offset)
{
	struct xpf_dev_stats c;

	read_counters(dev, &c);
	return *(const u64 *)((const char *)&c + offset);
}

#define COUNTER(m)                                                            \
	static ssize_t m##_show(struct device *d, struct device_attribute *a, \
				char *buf)                                    \
	{                                                                     \
		u64 value =                                                   \
			read_counter(d, offsetof(struct xpf_dev_stats, m));   \
		return sysfs_emit(buf, "%llu\n", value);                      \
	}                                                                     \
	static DEVICE_ATTR_RO(m)

COUNTER(rx_packets);
COUNTER(rx_bytes);
COUNTER(tx_packets);
COUNTER(tx_bytes);
COUNTER(drops);

static struct attribute *attrs[] = {
	&dev_attr_zone.attr,	   &dev_attr_interface.attr,
	&dev_attr_rx_packets.attr, &dev_attr_rx_bytes.attr,
	&dev_attr_tx_packets.attr, &dev_attr_tx_bytes.attr,
	&dev_attr_drops.attr,	   NULL,
};

static const struct attribute_group group = {
	.name = "xpf",
	.attrs = attrs,
};

/* A device without the files is still a firewalled device. */
void xpf_ctl_dev_add(struct xpf_net *xn, struct net_device *dev)
{
	ASSERT_RTNL();
	if (sysfs_create_group(&dev->dev.kobj, &group))
		netdev_warn(dev, "no xpf files in sysfs\n");
}

void xpf_ctl_dev_del(struct xpf_net *xn, struct net_device *dev)
{
	ASSERT_RTNL();
	sysfs_remove_group(&dev->dev.kobj, &group);
}
