// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The kernel's events, into the log.  What each of them becomes is a row of
 * export/event.c.
 *
 * The system's log gets them too, a hundred a second and then the number of
 * those left out: a flood of denied packets must not drown the machine that
 * withstands it.
 */
#include "xpfd/manager.h"

#include <errno.h>
#include <string.h>

#include "dataplane/dataplane.h"
#include "export/event.h"
#include "lib/log.h"
#include "lib/loop.h"
#include "export/messages.h"

#define SYSLOG_PER_S 100

/* ---- the flow of events ---- */

static void to_syslog(const char *program, const char *text)
{
	static int64_t second;
	static unsigned int said, left_out;
	int64_t now = now_ms() / 1000;

	if (now != second) {
		if (left_out)
			log_info("RT_FLOW: %u messages left out", left_out);
		second = now;
		said = left_out = 0;
	}
	if (said++ < SYSLOG_PER_S)
		log_info("%s: %s", program, text);
	else
		left_out++;
}

static void put(struct manager *m, const struct message *msg)
{
	struct buf b;

	messages_send(m->log, msg);
	buf_init(&b);
	buf_printf(&b, "%s ", msg->kind->tag);
	message_element(msg, &b);
	to_syslog(msg->kind->program, b.data);
	buf_free(&b);
}

static void on_event(const struct dp_event *ev, uint64_t lost, void *arg)
{
	struct manager *m = arg;
	struct message msg;

	if (lost)
		messages_put(m->log, "RT_FLOW_EVENTS_LOST",
			     "%llu events were lost", (unsigned long long)lost);
	if (!ev)
		return;
	message_init(&msg);
	if (event_message(&msg, ev, m->model))
		put(m, &msg);
	message_free(&msg);
}

static void on_readable(void *arg, int fd, int events)
{
	struct manager *m = arg;
	int rc = dp_events_read(m->events, on_event, m);

	messages_flush(m->log);
	if (rc >= 0 || rc == -EAGAIN || rc == -EINTR || rc == -ENOBUFS)
		return;
	log_warn("dataplane: events: %s", strerror(-rc));
	events_close(m);
}

int events_open(struct manager *m)
{
	struct dp_error err = { 0 };
	int rc;

	events_close(m);
	rc = dp_events_open(&m->events, DP_GROUP_SESSION | DP_GROUP_CONTROL,
			    &err);
	if (rc) {
		m->events = NULL;
		return rc;
	}
	m->events_fd = loop_add_fd(m->loop, dp_events_fd(m->events), LOOP_READ,
				   on_readable, m);
	return 0;
}

void events_close(struct manager *m)
{
	loop_del_fd(m->events_fd);
	m->events_fd = NULL;
	if (m->events)
		dp_events_close(m->events);
	m->events = NULL;
}
