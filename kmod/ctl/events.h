/* SPDX-License-Identifier: GPL-2.0 */
/* The event queue of a namespace, for the control side; see events.c. */
#ifndef XPF_CTL_EVENTS_H
#define XPF_CTL_EVENTS_H

#include <linux/types.h>

#include "event.h"

struct xpf_event_queue;

struct xpf_event_queue *xpf_events_new(struct xpf_net *xn);
/* No packet may be on its way any more.  Sends what is left. */
void xpf_events_free(struct xpf_event_queue *q);

void xpf_event_ruleset(struct xpf_net *xn, u32 generation);

#endif
