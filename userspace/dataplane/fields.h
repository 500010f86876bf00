/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Objects as tables: which attribute carries which member of a struct, in
 * both directions.  Pure: bytes in, bytes out; see fields.c.
 */
#ifndef XPF_DATAPLANE_FIELDS_H
#define XPF_DATAPLANE_FIELDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <libmnl/libmnl.h>

#include "dataplane/objects.h"

enum field_kind {
	FIELD_U8, FIELD_U16, FIELD_U32, FIELD_U64,
	FIELD_BOOL,	/* one byte on the wire */
	FIELD_STR,	/* const char * */
	FIELD_ADDR,	/* struct addr: 4 or 16 bytes */
};

struct field {
	uint16_t attr;
	uint8_t kind;
	bool state;		/* only in dumps, never pushed */
	uint16_t off;
};

struct fields {
	const struct field *field;
	size_t n;
};

extern const struct fields dp_zone_fields;
extern const struct fields dp_interface_fields;
extern const struct fields dp_app_fields;
extern const struct fields dp_policy_fields;
extern const struct fields dp_nat_rule_fields;
extern const struct fields dp_nat_pool_fields;
extern const struct fields dp_nat_entry_fields;
extern const struct fields dp_fw_filter_fields;
extern const struct fields dp_fw_meter_fields;
extern const struct fields dp_fw_log_fields;
extern const struct fields dp_pinhole_fields;
extern const struct fields dp_sip_call_fields;
extern const struct fields dp_config_fields;
extern const struct fields dp_flow_fields;

/* A message that grows to the end of its buffer and not beyond. */
struct msg {
	struct nlmsghdr *nlh;
	size_t cap;
};

/* Append an attribute or an object; false: no room, nothing changed. */
bool msg_put(struct msg *m, uint16_t attr, const void *data, size_t len);
bool msg_put_nest(struct msg *m, uint16_t attr, const struct fields *f,
		  const void *obj);
bool msg_put_zone(struct msg *m, const struct dp_zone *z);
bool msg_put_screen(struct msg *m, const struct dp_screen *s);
bool msg_put_interface(struct msg *m, const struct dp_interface *i);
bool msg_put_policy(struct msg *m, const struct dp_policy *p);
bool msg_put_nat_rule(struct msg *m, const struct dp_nat_rule *r);
bool msg_put_nat_pool(struct msg *m, const struct dp_nat_pool *p);
/* Which entries of NAT are meant; 0 and NULL: not said. */
bool msg_put_wanted(struct msg *m, uint32_t pool, const struct addr *inside,
		    uint16_t port);
bool msg_put_fw_term(struct msg *m, const struct dp_fw_term *t);
bool msg_put_app(struct msg *m, const struct dp_app *a);
bool msg_put_filter(struct msg *m, const struct dp_filter *f);
bool msg_put_trace(struct msg *m, const struct dp_trace_filter *f);

/*
 * Read a nest into an object.  The object is zeroed first; attributes that
 * are unknown or have the wrong size are skipped.  Strings point into the
 * message.
 */
void nest_get(const struct nlattr *nest, const struct fields *f, void *obj,
	      size_t size);
void nest_get_interface(const struct nlattr *nest, struct dp_interface *i);
void nest_get_app(const struct nlattr *nest, struct dp_app *a);
void nest_get_session(const struct nlattr *nest, struct dp_session *s);
void nest_get_status(const struct nlattr *nest, struct dp_status *s);
void nest_get_sip_count(const struct nlattr *nest, struct dp_sip_count *c);
void nest_get_stat(const struct nlattr *nest, struct dp_stat *s);
void nest_get_event(const struct nlattr *nest, struct dp_event *ev);

/* Single attributes; 0 or "" when the size is wrong. */
uint64_t attr_uint(const struct nlattr *attr);
const char *attr_str(const struct nlattr *attr);

#endif
