// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The kernel's switches, of this network namespace: /proc/sys/net shows that
 * of the process that looks.  A switch is written only when it differs.
 *
 * For every configured device:
 *	ipv4 rp_filter 0	zones and sessions decide where a packet may
 *				come from; the kernel's check knows neither
 *	ipv4 promote_secondaries 1	taking an address away must not take
 *				its neighbours of the same subnet
 *	ipv4 arp_ignore 1, arp_announce 2	an address is answered for, and
 *				used, on its own device only: other zones need
 *				not learn it
 *	ipv6 disable_ipv6 0	where it has IPv6 addresses
 *	ipv6 accept_ra 0, autoconf 0	what is configured is all there is
 *	ipv6 keep_addr_on_down 1	static addresses survive a link flap
 *	ipv6 use_tempaddr 0
 * and, where the configuration says so, the time that fragments wait.
 */
#include "net/change.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lib/log.h"

/* 1: it has that value already. */
static int has_value(const char *path, const char *value)
{
	char now[32];
	ssize_t n;
	int fd;

	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	n = read(fd, now, sizeof(now) - 1);
	close(fd);
	if (n < 0)
		return -errno;
	now[n] = '\0';
	now[strcspn(now, "\n")] = '\0';
	return !strcmp(now, value);
}

/* A kernel without the switch (no IPv6) is as good as one that has it set. */
static int put(const char *path, const char *value)
{
	int err = has_value(path, value);
	ssize_t n;
	int fd;

	if (err)
		return err == 1 || err == -ENOENT ? 0 : err;
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	n = write(fd, value, strlen(value));
	err = n < 0 ? -errno : 0;
	close(fd);
	return err;
}

static void put_link(const char *family, const char *dev, const char *name,
		     const char *value)
{
	char path[128];
	int err;

	snprintf(path, sizeof(path), "/proc/sys/net/%s/conf/%s/%s", family, dev,
		 name);
	err = put(path, value);
	if (err)
		log_warn("%s: %s", path, strerror(-err));
}

static bool has_inet6(const struct net_link *l)
{
	const struct net_addr *a;

	vec_each(a, &l->addrs)
		if (a->prefix.addr.family == AF_INET6)
			return true;
	return false;
}

void sysctl_link(const struct net_link *l)
{
	put_link("ipv4", l->name, "rp_filter", "0");
	put_link("ipv4", l->name, "promote_secondaries", "1");
	put_link("ipv4", l->name, "arp_ignore", "1");
	put_link("ipv4", l->name, "arp_announce", "2");
	put_link("ipv6", l->name, "accept_ra", "0");
	put_link("ipv6", l->name, "autoconf", "0");
	put_link("ipv6", l->name, "use_tempaddr", "0");
	put_link("ipv6", l->name, "keep_addr_on_down", "1");
	if (has_inet6(l))
		put_link("ipv6", l->name, "disable_ipv6", "0");
	/* the stricter of "all" and the device's counts */
	if (has_value("/proc/sys/net/ipv4/conf/all/rp_filter", "1") == 1)
		put_link("ipv4", "all", "rp_filter", "0");
}

int sysctl_forwarding(bool on)
{
	const char *value = on ? "1" : "0";
	int err, err6;

	err = put("/proc/sys/net/ipv4/ip_forward", value);
	err6 = put("/proc/sys/net/ipv6/conf/all/forwarding", value);
	return err ? err : err6;
}

void sysctl_fragments(uint32_t seconds)
{
	static const struct {
		const char *path;
		uint32_t kernel; /* its own seconds */
	} times[] = {
		{ "/proc/sys/net/ipv4/ipfrag_time", 30 },
		{ "/proc/sys/net/netfilter/nf_conntrack_frag6_timeout", 60 },
	};
	char value[16];
	size_t i;
	int err;

	for (i = 0; i < sizeof(times) / sizeof(*times); i++) {
		snprintf(value, sizeof(value), "%u",
			 seconds ? seconds : times[i].kernel);
		err = put(times[i].path, value);
		if (err)
			log_warn("%s: %s", times[i].path, strerror(-err));
	}
}
