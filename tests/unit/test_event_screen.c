// SPDX-License-Identifier: GPL-3.0-or-later
/* Screens as messages: Junos' tags, fields and words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "export/event.h"
#include "lib/addr.h"
#include "model/model.h"
#include "says.h"

static void says(uint8_t screen, bool alarm, const char *element,
		 const char *text)
{
	static const struct model names;
	struct dp_event ev = {
		.kind = XPF_EVENT_SCREEN,
		.screen = screen,
		.alarm_only = alarm,
		.protocol = 6,
		.sport = 1024,
		.dport = 80,
	};

	addr_parse("192.0.2.1", &ev.saddr);
	addr_parse("2001:db8::1", &ev.daddr);
	says_message(&ev, &names, element, text);
}

#define ELEMENT "[junos@2636.1.1.1.2.129 attack-name="
#define TAIL(action)                                                        \
	" source-zone-name=\"N/A\" interface-name=\"N/A\" action=\"" action \
	"\"]"
#define WHERE(action) "zone name: N/A, interface name: N/A, action: " action

static void kinds(void **state)
{
	says(XPF_SCREEN_SYN_FLOOD, true,
	     "RT_IDS RT_SCREEN_TCP " ELEMENT "\"SYN flood!\" "
	     "source-address=\"192.0.2.1\" source-port=\"1024\" "
	     "destination-address=\"2001:db8::1\" destination-port=\"80\"" TAIL(
		     "alarm-without-drop"),
	     "SYN flood! source: 192.0.2.1:1024, destination: 2001:db8::1:80, " WHERE(
		     "alarm-without-drop"));
	says(XPF_SCREEN_UDP_FLOOD, false,
	     "RT_IDS RT_SCREEN_UDP " ELEMENT "\"UDP flood!\" "
	     "source-address=\"192.0.2.1\" source-port=\"1024\" "
	     "destination-address=\"2001:db8::1\" destination-port=\"80\"" TAIL(
		     "drop"),
	     "UDP flood! source: 192.0.2.1:1024, destination: 2001:db8::1:80, " WHERE(
		     "drop"));
	says(XPF_SCREEN_ICMP_LARGE, false,
	     "RT_IDS RT_SCREEN_ICMP " ELEMENT "\"Large ICMP packet!\" "
	     "source-address=\"192.0.2.1\" "
	     "destination-address=\"2001:db8::1\"" TAIL("drop"),
	     "Large ICMP packet! source: 192.0.2.1, "
	     "destination: 2001:db8::1, " WHERE("drop"));
	says(XPF_SCREEN_SPOOFING, false,
	     "RT_IDS RT_SCREEN_IP " ELEMENT "\"IP spoofing!\" "
	     "source-address=\"192.0.2.1\" "
	     "destination-address=\"2001:db8::1\" protocol-id=\"6\"" TAIL(
		     "drop"),
	     "IP spoofing! source: 192.0.2.1, destination: 2001:db8::1, "
	     "protocol-id: 6, " WHERE("drop"));
	says(XPF_SCREEN_SYN_FLOOD_SRC, false,
	     "RT_IDS RT_SCREEN_TCP_SRC_IP " ELEMENT
	     "\"SYN flood Src-IP based!\" source-address=\"192.0.2.1\"" TAIL(
		     "drop"),
	     "SYN flood Src-IP based! source: 192.0.2.1, " WHERE("drop"));
	says(XPF_SCREEN_SYN_FLOOD_DST, false,
	     "RT_IDS RT_SCREEN_TCP_DST_IP " ELEMENT
	     "\"SYN flood Dst-IP based!\" destination-address=\"2001:db8::1\"" TAIL(
		     "drop"),
	     "SYN flood Dst-IP based! destination: 2001:db8::1, " WHERE(
		     "drop"));
	says(XPF_SCREEN_DEST_LIMIT, false,
	     "RT_IDS RT_SCREEN_SESSION_LIMIT " ELEMENT
	     "\"Dst IP session limit!\" message=\"destination:\" "
	     "ip-address=\"2001:db8::1\"" TAIL("drop"),
	     "Dst IP session limit! destination: 2001:db8::1, " WHERE("drop"));
}

/* Every screen has its words, and none those of another. */
static void all(void **state)
{
	static const struct model names;
	const char *attack[__XPF_SCREEN_COUNT];
	struct message m;
	int id, other;

	for (id = 1; id < __XPF_SCREEN_COUNT; id++) {
		struct dp_event ev = { .kind = XPF_EVENT_SCREEN,
				       .screen = (uint8_t)id };

		message_init(&m);
		assert_true(event_message(&m, &ev, &names));
		attack[id] = strdup(message_value(&m, "attack-name"));
		message_free(&m);
		for (other = 1; other < id; other++)
			assert_string_not_equal(attack[id], attack[other]);
	}
	for (id = 1; id < __XPF_SCREEN_COUNT; id++)
		free((char *)(uintptr_t)attack[id]);
}

static void unknown(void **state)
{
	static const struct model names;
	struct dp_event ev = { .kind = XPF_EVENT_SCREEN, .screen = 63 };
	struct message m;

	message_init(&m);
	assert_false(event_message(&m, &ev, &names));
	ev.screen = 0;
	assert_false(event_message(&m, &ev, &names));
	message_free(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kinds),
		cmocka_unit_test(all),
		cmocka_unit_test(unknown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
