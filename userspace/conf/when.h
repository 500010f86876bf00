/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Groups that are applied under conditions: "groups g when { ... }". */
#ifndef XPF_CONF_WHEN_H
#define XPF_CONF_WHEN_H

#include <stdbool.h>
#include <time.h>

struct cnode;

/*
 * Do the conditions of a group hold at this time, on this machine?  A group
 * without any always applies.
 */
bool when_holds(const struct cnode *group, const char *node, time_t now);

#endif
