/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages of NAT, rows of event.c. */
#ifndef XPF_EXPORT_EVENT_NAT_H
#define XPF_EXPORT_EVENT_NAT_H

#include "export/event.h"

#define EVENT_NAT_BINDING                                                \
	"{internal-address}/{internal-port}->{reflexive-address}/"       \
	"{reflexive-port} protocol {protocol-id} pool {nat-pool-name} "  \
	"rule {nat-rule-name} type {persistent-nat-type} "               \
	"{session-number}/{maximum-session-number}"

/* As Junos writes them. */
#define EVENT_NAT_BLOCK(does)                                              \
	"Subscriber {internal-ip} used/maximum "                           \
	"[{block-used}/{block-max-per-host}] blocks, " does " port block " \
	"[{block-port-low}-{block-port-high}] from {reflexive-ip} in "     \
	"source pool {nat-pool-name} lsys_id: {logical-system-id} epoch "  \
	"0x{epoch-time-64}"

bool event_nat_block(struct message *m, const struct dp_event *ev,
		     const struct model *names);
/* How much of a pool is in use; that there is no more of it. */
bool event_nat_pool(struct message *m, const struct dp_event *ev,
		    const struct model *names);
bool event_nat_exhausted(struct message *m, const struct dp_event *ev,
			 const struct model *names);
bool event_nat_rule(struct message *m, const struct dp_event *ev,
		    const struct model *names);

bool event_nat_binding(struct message *m, const struct dp_event *ev,
		       const struct model *names);

#endif
