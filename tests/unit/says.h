/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For tests of events: what an event is as a message, structured and in words. */
#ifndef TEST_SAYS_H
#define TEST_SAYS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "export/event.h"
#include "model/model.h"

static void says_message(const struct dp_event *ev, const struct model *names,
			 const char *element, const char *text)
{
	struct message m;
	struct buf b;

	message_init(&m);
	buf_init(&b);
	assert_true(event_message(&m, ev, names));
	buf_puts(&b, m.kind->program);
	buf_putc(&b, ' ');
	buf_puts(&b, m.kind->tag);
	buf_putc(&b, ' ');
	message_element(&m, &b);
	assert_string_equal(b.data, element);
	buf_reset(&b);
	message_text(&m, &b);
	assert_string_equal(b.data, text);
	buf_free(&b);
	message_free(&m);
}

#endif
