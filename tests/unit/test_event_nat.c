// SPDX-License-Identifier: GPL-3.0-or-later
/* Blocks of ports and pools that run out as messages: Junos' fields and words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "export/event.h"
#include "lib/addr.h"
#include "model/model.h"
#include "says.h"

static struct model_nat_pool pool = { .name = "cgn",
				      .id = 7,
				      .raise = 90,
				      .clear = 75 };
static struct model_nat_pool *pools[] = { &pool };
static struct model_nat_rule rule = { .name = "r1",
				      .set = "out",
				      .id = 9,
				      .kind = XPF_NAT_DESTINATION };
static struct model_nat_rule *rules[] = { &rule };
static struct model names = { .nat_pools = { pools, 1, 1 },
			      .nat = { [XPF_NAT_DESTINATION] = { rules, 1,
								 1 } } };

static void says(struct dp_event *ev, const char *element, const char *text)
{
	addr_parse("100.64.0.3", &ev->nat.inside);
	addr_parse("203.0.113.1", &ev->nat.outside);
	ev->nat.pool = 7;
	says_message(ev, &names, element, text);
}

static void block(uint8_t kind, const char *tag, const char *does)
{
	struct dp_event ev = {
		.kind = kind,
		.time_ns = 0x624b0492ULL * 1000000000,
		.nat = { .outside_port = 7488,
			 .port_hi = 7503,
			 .blocks = 1,
			 .blocks_max = 32 },
	};
	char element[512], text[512];

	snprintf(element, sizeof(element),
		 "RT_NAT %s [junos@2636.1.1.1.2.129 internal-ip=\"100.64.0.3\" "
		 "block-used=\"1\" block-max-per-host=\"32\" "
		 "block-port-low=\"7488\" block-port-high=\"7503\" "
		 "reflexive-ip=\"203.0.113.1\" nat-pool-name=\"cgn\" "
		 "logical-system-id=\"0\" epoch-time-64=\"624b0492\"]",
		 tag);
	snprintf(text, sizeof(text),
		 "Subscriber 100.64.0.3 used/maximum [1/32] blocks, %s port "
		 "block [7488-7503] from 203.0.113.1 in source pool cgn "
		 "lsys_id: 0 epoch 0x624b0492",
		 does);
	says(&ev, element, text);
}

static void test_blocks(void **state)
{
	block(XPF_EVENT_NAT_BLOCK_ALLOC, "RT_SRC_NAT_PBA_ALLOC", "allocates");
	block(XPF_EVENT_NAT_BLOCK_RELEASE, "RT_SRC_NAT_PBA_RELEASE",
	      "releases");
	block(XPF_EVENT_NAT_BLOCK_INTERIM, "RT_SRC_NAT_PBA_INTERIM", "interim");
}

static void test_pools(void **state)
{
	struct dp_event ev = { .kind = XPF_EVENT_NAT_POOL_ALARM,
			       .nat = { .sessions = 91, .max = 100 } };

	says(&ev,
	     "RT_NAT RT_SRC_NAT_POOL_ALARM_RAISE [junos@2636.1.1.1.2.129 "
	     "nat-pool-name=\"cgn\" utilization=\"91\" used=\"91\" "
	     "total=\"100\" threshold=\"90\"]",
	     "utilization 91% of source pool cgn (91/100) is above the raise "
	     "threshold 90%");
	ev.kind = XPF_EVENT_NAT_POOL_NORMAL;
	ev.nat.sessions = 75;
	says(&ev,
	     "RT_NAT RT_SRC_NAT_POOL_ALARM_CLEAR [junos@2636.1.1.1.2.129 "
	     "nat-pool-name=\"cgn\" utilization=\"75\" used=\"75\" "
	     "total=\"100\" threshold=\"75\"]",
	     "utilization 75% of source pool cgn (75/100) is below the clear "
	     "threshold 75%");
	ev.kind = XPF_EVENT_NAT_POOL_EXHAUSTED;
	says(&ev,
	     "RT_NAT RT_SRC_NAT_OUTOF_PORTS [junos@2636.1.1.1.2.129 "
	     "nat-pool-name=\"cgn\"]",
	     "source pool cgn is out of ports");
}

static void test_rules(void **state)
{
	struct dp_event ev = { .kind = XPF_EVENT_NAT_RULE_ALARM,
			       .nat = {
				       .rule = 9, .sessions = 41, .max = 40 } };

	says(&ev,
	     "RT_NAT RT_NAT_RULE_ALARM_RAISE [junos@2636.1.1.1.2.129 "
	     "nat-type=\"destination\" nat-rule-set-name=\"out\" "
	     "nat-rule-name=\"r1\" used=\"41\" threshold=\"40\"]",
	     "41 sessions of destination rule r1 in rule-set out reach the "
	     "raise threshold 40");
	ev.kind = XPF_EVENT_NAT_RULE_NORMAL;
	ev.nat.sessions = 30;
	ev.nat.max = 32;
	says(&ev,
	     "RT_NAT RT_NAT_RULE_ALARM_CLEAR [junos@2636.1.1.1.2.129 "
	     "nat-type=\"destination\" nat-rule-set-name=\"out\" "
	     "nat-rule-name=\"r1\" used=\"30\" threshold=\"32\"]",
	     "30 sessions of destination rule r1 in rule-set out are within "
	     "the clear threshold 32");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_blocks),
		cmocka_unit_test(test_pools),
		cmocka_unit_test(test_rules),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
