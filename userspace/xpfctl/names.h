/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names for ids: of the running ruleset, of protocols, of devices. */
#ifndef XPF_XPFCTL_NAMES_H
#define XPF_XPFCTL_NAMES_H

#include "dataplane/dataplane.h"

struct names;

/* Of the ruleset that runs now; empty when there is none. */
struct names *names_load(struct dp *dp);
void names_free(struct names *n);

/* Never NULL: the number in words when there is no name. */
const char *names_zone(const struct names *n, uint16_t id);
const char *names_policy(const struct names *n, uint32_t id);
const char *names_app(const struct names *n, uint32_t id);
bool names_has_policy(const struct names *n, uint32_t id);
/* 0, or -ENOENT. */
int names_find_zone(const struct names *n, const char *name, uint16_t *id);
int names_find_policy(const struct names *n, const char *name, uint32_t *id);
int names_find_app(const struct names *n, const char *name, uint32_t *id);

const char *protocol_name(uint8_t proto);
int protocol_parse(const char *s, uint8_t *proto);	/* 0 or -EINVAL */
const char *device_name(uint32_t ifindex);	/* until the next call */

#endif
