/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Expansion of groups; conf_effective() is its common form. */
#ifndef XPF_CONF_GROUP_H
#define XPF_CONF_GROUP_H

#include <time.h>

#include "conf/conf.h"

/* The group of what every firewall is born with. */
#define GROUP_DEFAULTS "junos-defaults"

/*
 * @keep_inactive: for display inheritance: all that is shown stays
 * @defaults: add what the grammar gives every configuration
 */
struct tree *group_expand(const struct tree *t, bool keep_inactive,
			  bool defaults, struct diag *d);

/*
 * What "${node}" in apply-groups means: "node0", "node1", or "": node0 for a
 * configuration with a chassis cluster, nothing for others.  Of this machine,
 * hence of all configurations.
 */
void group_set_node(const char *name);
/* Another clock for the conditions of groups: for tests. */
void group_set_clock(time_t (*fn)(time_t *));

#endif
