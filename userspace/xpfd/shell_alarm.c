// SPDX-License-Identifier: GPL-3.0-or-later
/* show and clear security alarms. */
#include "xpfd/shell_priv.h"

#include <stdlib.h>
#include <string.h>

#include "conf/command.h"
#include "oper/oper.h"
#include "xpfd/alarms.h"

static uint32_t wanted_id(const struct command *c)
{
	const char *v = command_arg(c, "alarm-id");

	return v ? (uint32_t)strtoul(v, NULL, 10) : 0;
}

static bool wanted(const struct command *c, const struct alarm *a)
{
	const char *type = command_arg(c, "alarm-type");
	uint32_t id = wanted_id(c);

	return (!id || id == a->id) && (!type || !strcmp(type, a->type));
}

static void emit(struct writer *w, const struct alarm *a, bool detail)
{
	char when[64];

	oper_time(a->time, when);
	writer_open(w, "security-alarm");
	if (detail)
		writer_emit(w,
			    "Alarm ID   : {alarm-id/%u}\n"
			    "Alarm Type : {alarm-type/%s}\n"
			    "Time       : {alarm-time/%s}\n"
			    "Message    : {alarm-message/%s}\n"
			    "Threshold  : {alarm-threshold/%llu}\n\n",
			    a->id, a->type, when, a->message,
			    (unsigned long long)a->threshold);
	else
		writer_emit(w,
			    "{alarm-id/%-4u} {alarm-time/%-23s} "
			    "{alarm-message/%s}\n",
			    a->id, when, a->message);
	writer_close(w);
}

void own_alarms_show(struct shell *s, struct line *l, struct command *c)
{
	bool detail = command_has(c, "detail");
	const struct alarm *al;
	struct answer a;
	struct writer *w = answer_begin(l, &a);
	size_t i, n = 0;

	writer_open_ns(w, "security-alarms", NULL);
	for (i = 0; (al = alarms_get(s->m, i)); i++) {
		if (!wanted(c, al))
			continue;
		if (!n++ && !detail)
			writer_emit(w, "%-4s %-23s %s\n", "ID", "Alarm time",
				    "Message");
		emit(w, al, detail);
	}
	if (!n)
		writer_emit(w, "No alarms currently active\n");
	writer_close(w);
	answer_end(s, &a);
}

void own_alarms_clear(struct shell *s, struct line *l, struct command *c)
{
	struct answer a;
	struct writer *w = answer_begin(l, &a);

	writer_open_ns(w, "clear-security-alarms", NULL);
	writer_emit(w, "{cleared-alarms/%zu} security alarms cleared\n",
		    alarms_clear(s->m, wanted_id(c),
				 command_arg(c, "alarm-type")));
	writer_close(w);
	answer_end(s, &a);
}
