/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For the tables of fields_*.c: how a row is written, and the loops. */
#ifndef XPF_DATAPLANE_FIELDS_ROWS_H
#define XPF_DATAPLANE_FIELDS_ROWS_H

#include "dataplane/fields.h"

#define ROW(k, o, a, m, s)                             \
	{                                              \
		a, FIELD_##k, s, offsetof(struct o, m) \
	}
#define PUSH(k, o, a, m) ROW(k, o, a, m, false)
#define STATE(k, o, a, m) ROW(k, o, a, m, true)
#define TABLE(rows)                                    \
	{                                              \
		rows, sizeof(rows) / sizeof((rows)[0]) \
	}

size_t addr_bytes(uint8_t family);
bool msg_put_field(struct msg *m, const struct field *f, const void *obj);
/* All that are pushed; false: no room. */
bool msg_put_fields(struct msg *m, const struct fields *f, const void *obj);

/* A nest that is closed, or gone as if it had never been opened. */
struct nlattr *msg_nest_open(struct msg *m, uint16_t attr);
bool msg_nest_close(struct msg *m, struct nlattr *nest, bool ok);

#endif
