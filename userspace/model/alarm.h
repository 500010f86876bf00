/* SPDX-License-Identifier: GPL-3.0-or-later */
/* [edit security alarms]: which violations of policies raise an alarm. */
#ifndef XPF_MODEL_ALARM_H
#define XPF_MODEL_ALARM_H

#include <stdint.h>

enum model_alarm_kind {		/* what denied packets are counted by */
	ALARM_SOURCE,
	ALARM_DESTINATION,
	ALARM_APPLICATION,
	ALARM_POLICY,
	ALARM_KINDS,
};

struct model_alarm {
	uint32_t threshold;	/* 0: not asked for */
	uint32_t duration;	/* seconds in which they must come */
	uint32_t size;		/* of what is counted, at once */
};

#endif
