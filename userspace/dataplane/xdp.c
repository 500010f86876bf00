// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Which devices get the XDP program.  Drivers say what they can when the
 * program is attached; what they do not say is known here by their names:
 *
 *  - veth, tun and tap deliver frames of local senders, whose checksums are
 *    often left to a card that never comes.  A frame has no mark for that, and
 *    sent on by XDP it would arrive broken.  (virtio knows: with XDP it has the
 *    host complete them, or refuses the program.)
 *  - A card that takes VLAN tags off hides where a frame belongs; it is told not
 *    to, or gets no program.
 *
 * Programs are attached by netlink, not by a link object that ends with us.  A
 * program is known as ours by its name.
 */
#include <errno.h>
#include <linux/ethtool.h>
#include <linux/if_link.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <linux/xpf.h>

#include "dataplane/xdp.h"
#include "lib/log.h"
#include "xpf_bpf.skel.h"

struct device {
	char name[IF_NAMESIZE];
	unsigned int index; /* 0: not there */
	char reason[80]; /* "": attached */
};

struct xdp {
	enum xdp_mode mode;
	struct xpf_bpf *prog; /* loaded when first needed */
	char broken[80]; /* it cannot be loaded */
	struct device *device;
	size_t n;
};

static int on_message(enum libbpf_print_level level, const char *format,
		      va_list args)
{
	return 0; /* we say what is wrong, once */
}

struct xdp *xdp_new(enum xdp_mode mode)
{
	struct xdp *x = calloc(1, sizeof(*x));

	libbpf_set_print(on_message);
	if (x)
		x->mode = mode;
	return x;
}

void xdp_free(struct xdp *x)
{
	if (!x)
		return;
	xpf_bpf__destroy(x->prog);
	free(x->device);
	free(x);
}

/* ---- the kernel's side of a device ---- */

/* Is our program there?  -EBUSY: somebody else's is. */
static int ours(unsigned int index)
{
	struct bpf_prog_info info = { 0 };
	__u32 id = 0, len = sizeof(info);
	int fd, err;

	err = bpf_xdp_query_id((int)index, 0, &id);
	if (err)
		return err;
	if (!id)
		return 0;
	fd = bpf_prog_get_fd_by_id(id);
	if (fd < 0)
		return fd == -ENOENT ? 0 : fd;
	err = bpf_obj_get_info_by_fd(fd, &info, &len);
	close(fd);
	if (err)
		return err;
	return strcmp(info.name, XPF_XDP_PROGRAM) ? -EBUSY : 1;
}

static int ethtool(const char *name, void *request)
{
	struct ifreq ifr = { .ifr_data = request };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), rc = 0;

	if (fd < 0)
		return -errno;
	snprintf(ifr.ifr_name, sizeof(ifr.ifr_name), "%s", name);
	if (ioctl(fd, SIOCETHTOOL, &ifr) < 0)
		rc = -errno;
	close(fd);
	return rc;
}

/* False: tags stay hidden. */
static bool show_tags(const char *name)
{
	struct ethtool_value v = { .cmd = ETHTOOL_GFLAGS };

	if (ethtool(name, &v) || !(v.data & ETH_FLAG_RXVLAN))
		return true;
	v.cmd = ETHTOOL_SFLAGS;
	v.data &= ~(__u32)ETH_FLAG_RXVLAN;
	if (ethtool(name, &v))
		return false;
	v.cmd = ETHTOOL_GFLAGS;
	return !ethtool(name, &v) && !(v.data & ETH_FLAG_RXVLAN);
}

/* ---- may it be there? ---- */

static const char *of_software(const struct xdp *x, const char *name)
{
	static const char *const partial[] = { "veth", "tun" };
	struct ethtool_drvinfo info = { .cmd = ETHTOOL_GDRVINFO };
	size_t i;

	if (ethtool(name, &info))
		return "not an Ethernet device";
	if (x->mode == XDP_ALWAYS)
		return NULL;
	for (i = 0; i < sizeof(partial) / sizeof(*partial); i++)
		if (!strcmp(info.driver, partial[i]))
			return "frames may have partial checksums";
	return NULL;
}

static const char *load(struct xdp *x)
{
	if (x->prog || x->broken[0])
		return x->broken[0] ? x->broken : NULL;
	x->prog = xpf_bpf__open_and_load();
	if (x->prog)
		return NULL;
	if (access("/sys/kernel/btf/xpf", F_OK))
		snprintf(x->broken, sizeof(x->broken),
			 "the module was built without BTF");
	else
		snprintf(x->broken, sizeof(x->broken),
			 "the program does not load: %s", strerror(errno));
	log_warn("XDP: %s", x->broken);
	return x->broken;
}

static const char *attach(struct xdp *x, const struct device *d)
{
	int err = bpf_xdp_attach(
		(int)d->index, bpf_program__fd(x->prog->progs.xpf_xdp),
		XDP_FLAGS_DRV_MODE | XDP_FLAGS_UPDATE_IF_NOEXIST, NULL);

	switch (err) {
	case 0:
		log_info("XDP: on %s", d->name);
		return NULL;
	case -EOPNOTSUPP:
		return "the driver does not run XDP";
	case -EEXIST:
	case -EBUSY:
		return "another XDP program is there";
	}
	return strerror(-err);
}

static const char *place(struct xdp *x, const struct device *d)
{
	const char *why;
	int is;

	if (!d->index)
		return "no such device";
	is = ours(d->index);
	why = is == -EBUSY ? "another XDP program is there" :
			     of_software(x, d->name);
	if (!why && is != 1) {
		why = load(x);
		if (!why && !show_tags(d->name))
			why = "the device hides VLAN tags";
		if (!why)
			why = attach(x, d);
	} else if (why && is == 1) {
		bpf_xdp_detach((int)d->index, XDP_FLAGS_DRV_MODE, NULL);
	}
	return why;
}

/* ---- all devices ---- */

static size_t physical(const char *name)
{
	return strcspn(name, ".");
}

static struct device *find(struct device *list, size_t n, const char *name)
{
	size_t i, len = physical(name);

	for (i = 0; i < n; i++)
		if (strlen(list[i].name) == len &&
		    !memcmp(list[i].name, name, len))
			return &list[i];
	return NULL;
}

static size_t collect(struct device *list, const char *const *names, size_t n)
{
	size_t i, n_list = 0;
	struct device *d;

	for (i = 0; i < n; i++) {
		if (physical(names[i]) >= IF_NAMESIZE ||
		    find(list, n_list, names[i]))
			continue;
		d = &list[n_list++];
		memcpy(d->name, names[i], physical(names[i]));
		d->index = if_nametoindex(d->name);
	}
	return n_list;
}

static bool unchanged(const struct xdp *x, const struct device *list, size_t n)
{
	size_t i;

	if (x->n != n)
		return false;
	for (i = 0; i < n; i++)
		if (strcmp(x->device[i].name, list[i].name) ||
		    x->device[i].index != list[i].index)
			return false;
	return true;
}

/* Ours on devices that are not in the list go. */
static int detach_others(struct device *list, size_t n)
{
	struct if_nameindex *all = if_nameindex(), *i;
	int count = 0;

	if (!all)
		return -errno;
	for (i = all; i->if_index; i++) {
		if ((!strchr(i->if_name, '.') && find(list, n, i->if_name)) ||
		    ours(i->if_index) != 1)
			continue;
		if (!bpf_xdp_detach((int)i->if_index, XDP_FLAGS_DRV_MODE, NULL))
			count++;
	}
	if_freenameindex(all);
	return count;
}

void xdp_update(struct xdp *x, const char *const *names, size_t n)
{
	struct device *list;
	const char *why;
	size_t i;

	if (x->mode == XDP_NEVER)
		n = 0;
	list = calloc(n ? n : 1, sizeof(*list));
	if (!list)
		return;
	n = collect(list, names, n);
	if (x->device && unchanged(x, list, n)) {
		free(list);
		return;
	}
	for (i = 0; i < n; i++) {
		why = place(x, &list[i]);
		snprintf(list[i].reason, sizeof(list[i].reason), "%s",
			 why ? why : "");
	}
	detach_others(list, n);
	free(x->device);
	x->device = list;
	x->n = n;
}

const char *xdp_reason(const struct xdp *x, const char *name)
{
	struct device *d;

	if (!x || x->mode == XDP_NEVER)
		return "switched off";
	d = find(x->device, x->n, name);
	if (!d)
		return "in no security zone";
	return d->reason[0] ? d->reason : NULL;
}

int xdp_detach_all(void)
{
	return detach_others(NULL, 0);
}
