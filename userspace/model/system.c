// SPDX-License-Identifier: GPL-3.0-or-later
/* [edit system]: so far the machine's name, which the host takes too. */
#include "model/builder.h"

#include <stdio.h>

void build_system(struct builder *b)
{
	const struct cnode *sys = cn_child(b->root, "system");
	const char *name = cn_value(sys, "host-name");
	struct net_plan *p = b->m->net;
	int n;

	if (!name)
		return;
	b->m->host_name = keep(b, name);
	n = snprintf(p->host_name, sizeof(p->host_name), "%s", name);
	if (n >= (int)sizeof(p->host_name))
		fault_at(b, cn_child(sys, "host-name"),
			 "host name must be 63 characters or less");
}
