// SPDX-License-Identifier: GPL-3.0-or-later
/* [edit security alarms potential-violation policy]. */
#include "model/alarm.h"

#include "model/builder.h"

#define THRESHOLD 1000 /* Junos' defaults */
#define DURATION 1
#define SIZE 1024

void build_alarms(struct builder *b)
{
	static const char *const words[ALARM_KINDS] = {
		[ALARM_SOURCE] = "source-ip",
		[ALARM_DESTINATION] = "destination-ip",
		[ALARM_APPLICATION] = "application",
		[ALARM_POLICY] = "policy-match",
	};
	const struct cnode *top = cn_path(b->root, "security", "alarms",
					  "potential-violation", "policy",
					  NULL);
	const struct cnode *n;
	size_t i;

	for (i = 0; i < ALARM_KINDS; i++) {
		n = cn_child(top, words[i]);
		if (!n)
			continue;
		b->m->alarms[i] = (struct model_alarm){
			.threshold =
				(uint32_t)cn_number(n, "threshold", THRESHOLD),
			.duration =
				(uint32_t)cn_number(n, "duration", DURATION),
			.size = (uint32_t)cn_number(n, "size", SIZE),
		};
	}
}
