/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The kernel's events as messages: one row an event kind, see event.c.
 *
 * Another event becomes a message by a row in the table of event.c and one
 * function that adds its fields; where messages go is nobody's business here.
 */
#ifndef XPF_EXPORT_EVENT_H
#define XPF_EXPORT_EVENT_H

#include "dataplane/objects.h"
#include "export/message.h"

struct model;

/*
 * A row.  @fields may set m->kind to another kind of the same event, when one
 * event has many names (screens); false: nothing to say.
 */
struct event_row {
	uint8_t event;			/* enum xpf_event_kind */
	struct message_kind kind;
	bool (*fields)(struct message *m, const struct dp_event *ev,
		       const struct model *names);
};

/* @m: initialised; false: this event is no message. */
bool event_message(struct message *m, const struct dp_event *ev,
		   const struct model *names);

/* ---- for functions of rows: names of ids, as Junos shows them ---- */

/* "trust", "junos-host", the id when it is gone, "N/A" for 0. */
void event_zone(struct message *m, const char *field, const struct model *names,
		uint16_t id);
/* @flags: XPF_SESSION_*; 0 is the default policy or self traffic. */
void event_policy(struct message *m, const char *field,
		  const struct model *names, uint32_t id, uint32_t flags);
/* ge-0/0/0.0 of a Linux index. */
void event_interface(struct message *m, const char *field,
		     const struct model *names, uint32_t ifindex);
void event_address(struct message *m, const char *field, const struct addr *a);

#endif
