/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Counting violations of policies: so many of one kind, by one key, within so
 * many seconds, raise an alarm.  Pure: time is a parameter.
 */
#ifndef XPF_XPFD_VIOLATION_H
#define XPF_XPFD_VIOLATION_H

#include <stdbool.h>
#include <stdint.h>

#include "dataplane/objects.h"
#include "model/alarm.h"

struct violations;

/* NULL: none of this kind is asked for. */
struct violations *violations_new(enum model_alarm_kind kind,
				  const struct model_alarm *asked);
void violations_free(struct violations *v);

/*
 * A packet that a policy denied.  True: it is the one that reaches the
 * threshold; counting begins anew for its key.
 * @second: of any clock that does not go back
 */
bool violations_add(struct violations *v, const struct dp_event *ev,
		    uint64_t second);

#endif
