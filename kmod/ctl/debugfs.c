// SPDX-License-Identifier: GPL-2.0
/*
 * /sys/kernel/debug/xpf/<namespace>: what a developer wants to see.
 *
 *	table	how full the session table is, and how many of its buckets
 *		(with what overflowed) hold how many wings
 *	ruleset	size and shape of the classifier images
 *	check	reading it runs the self-check: number of broken invariants
 *
 * The namespace is named by its inode number, as in /proc/PID/ns/net.
 * Entries appear when a namespace is first enabled and stay until it goes:
 * removing one waits for its readers, which wait for xn->ctl.
 */
#include <linux/debugfs.h>
#include <linux/seq_file.h>

#include "ctl/ctl.h"
#include "ctl/debugfs.h"
#include "flow/session.h"
#include "flow/table.h"
#include "nat/source.h"
#include "policy/image.h"
#include "policy/ruleset.h"
#include "xpf.h"

static struct dentry *root;

static void show_occupancy(struct seq_file *seq, const struct xpf_table *t)
{
	u32 buckets[XPF_MAX_OCCUPANCY + 1], i;

	xpf_table_occupancy(t, buckets);
	for (i = 0; i <= XPF_MAX_OCCUPANCY; i++)
		if (buckets[i])
			seq_printf(seq, "wings %u buckets %u\n", i, buckets[i]);
}

static int table_show(struct seq_file *seq, void *v)
{
	struct xpf_net *xn = seq->private;
	struct xpf_table_usage u;

	mutex_lock(&xn->ctl);
	if (xn->enabled) {
		xpf_table_usage(xn->table, &u);
		seq_printf(seq, "max %u used %u free %u retired %u\n", u.max,
			   u.used, u.free, u.retired);
		seq_printf(seq, "bytes %llu session-size %zu\n", u.bytes,
			   sizeof(struct xpf_session));
		seq_printf(seq, "nat-ports %llu\n", xpf_nat_ports_used(xn));
		show_occupancy(seq, xn->table);
	}
	mutex_unlock(&xn->ctl);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(table);

static void show_table(struct seq_file *seq, const struct xpf_image_table *t)
{
	seq_printf(seq, "    family %u entries %u dimensions %u\n", t->family,
		   t->n_entries, t->n_dims);
}

static void show_image(struct seq_file *seq, const char *name,
		       const struct xpf_image *img)
{
	const struct xpf_image_header *h;
	const struct xpf_image_context *c;
	u32 i, j;

	if (!img) {
		seq_printf(seq, "%s: none\n", name);
		return;
	}
	h = (const struct xpf_image_header *)img->data;
	c = (const struct xpf_image_context *)(img->data + h->contexts_off);
	seq_printf(seq,
		   "%s: bytes %u rules %u zones %u contexts %u global %u\n",
		   name, img->size, h->n_rules, h->n_zones, h->n_contexts,
		   h->global);
	for (i = 0; i < h->n_contexts; i++) {
		const struct xpf_image_table *t;

		t = (const void *)(img->data + c[i].tables_off);
		seq_printf(seq, "  context %u\n", i);
		for (j = 0; j < c[i].n_tables; j++)
			show_table(seq, &t[j]);
	}
}

static int ruleset_show(struct seq_file *seq, void *v)
{
	struct xpf_net *xn = seq->private;
	const struct xpf_ruleset *rs;

	mutex_lock(&xn->ctl);
	rs = xpf_ctl_ruleset(xn);
	if (rs) {
		seq_printf(seq, "generation %u cookie %016llx bytes %zu\n",
			   rs->generation, rs->cookie, rs->bytes);
		show_image(seq, "policies", rs->policies);
		show_image(seq, "source-nat", rs->nat[XPF_IMAGE_SOURCE_NAT]);
		show_image(seq, "destination-nat",
			   rs->nat[XPF_IMAGE_DESTINATION_NAT]);
		show_image(seq, "static-nat", rs->nat[XPF_IMAGE_STATIC_NAT]);
		show_image(seq, "static-source",
			   rs->nat[XPF_IMAGE_STATIC_SOURCE]);
	}
	mutex_unlock(&xn->ctl);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(ruleset);

static int check_show(struct seq_file *seq, void *v)
{
	struct xpf_net *xn = seq->private;

	mutex_lock(&xn->ctl);
	if (xn->enabled)
		seq_printf(seq, "%u\n", xpf_table_check(xn));
	mutex_unlock(&xn->ctl);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(check);

void __init xpf_debugfs_init(void)
{
	root = debugfs_create_dir("xpf", NULL);
}

void xpf_debugfs_exit(void)
{
	debugfs_remove(root);
}

void xpf_debugfs_add(struct xpf_net *xn)
{
	char name[16];

	if (xn->debugfs)
		return;
	snprintf(name, sizeof(name), "%u", xn->net->ns.inum);
	xn->debugfs = debugfs_create_dir(name, root);
	debugfs_create_file("table", 0400, xn->debugfs, xn, &table_fops);
	debugfs_create_file("ruleset", 0400, xn->debugfs, xn, &ruleset_fops);
	debugfs_create_file("check", 0400, xn->debugfs, xn, &check_fops);
}

void xpf_debugfs_del(struct xpf_net *xn)
{
	debugfs_remove(xn->debugfs);
	xn->debugfs = NULL;
}
