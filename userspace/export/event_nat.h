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

bool event_nat_binding(struct message *m, const struct dp_event *ev,
		       const struct model *names);

#endif
