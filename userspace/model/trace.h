/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * [edit security flow traceoptions]: which packets are followed, what of them
 * is written, and where to.  `monitor security flow` says the same by command.
 */
#ifndef XPF_MODEL_TRACE_H
#define XPF_MODEL_TRACE_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/addr.h"
#include "lib/vec.h"

#define MODEL_TRACE_FILE "security-trace"	/* where none is named */
#define MODEL_TRACE_SIZE (128U << 10)
#define MODEL_TRACE_FILES 10

/* What is written of a packet: flags of Junos, as far as there are such. */
enum model_trace_what {
	TRACE_BASIC		= 1 << 0,	/* all of its way */
	TRACE_DROPS		= 1 << 1,	/* of those that are dropped */
	TRACE_LOOKUP		= 1 << 2,
	TRACE_SESSION		= 1 << 3,
	TRACE_ROUTE		= 1 << 4,
	TRACE_TCP		= 1 << 5,
	TRACE_FRAGMENT		= 1 << 6,
	TRACE_MULTICAST		= 1 << 7,
	TRACE_HOST		= 1 << 8,
	TRACE_ALL		= (1 << 9) - 1,
};

/* What is not said is zero; no protocol is -1. */
struct model_trace_filter {
	const char *name;
	struct prefix src, dst;
	int protocol;
	uint16_t sport_lo, sport_hi, dport_lo, dport_hi;	/* 0, 0: any */
	const char *interface;		/* ge-0/0/0.0 */
};

struct model_trace {
	uint32_t what;			/* 0: nothing is traced */
	const char *file;
	uint32_t size, files;
	bool world_readable;
	const char *match;		/* regular expression; NULL: none */
	uint32_t rate;			/* packets a second; 0: no limit */
	VEC(struct model_trace_filter) filters;	/* none: every packet */
};

#endif
