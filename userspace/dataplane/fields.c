// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Objects as tables of attributes, encoded and decoded by one pair of loops.
 * The tables are beside this, by subject: policy, nat, firewall, state.
 *
 * Decoding trusts nothing: every length is checked, a string without its NUL
 * is no string, what is not known is skipped.  So a module that is older or
 * newer than this library only leaves members at zero.  tests/fuzz feeds it
 * garbage.
 */
#include <string.h>
#include <sys/socket.h>

#include "dataplane/fields_rows.h"

/* Bytes of a fixed-size kind, 0 of others. */
static size_t kind_size(enum field_kind kind)
{
	switch (kind) {
	case FIELD_U8:
	case FIELD_BOOL:
		return 1;
	case FIELD_U16:
		return 2;
	case FIELD_U32:
		return 4;
	case FIELD_U64:
		return 8;
	case FIELD_STR:
	case FIELD_ADDR:
		return 0;
	}
	return 0;
}

size_t addr_bytes(uint8_t family)
{
	return family == AF_INET6 ? 16 : 4;
}

bool msg_put(struct msg *m, uint16_t attr, const void *data, size_t len)
{
	if (len > UINT16_MAX - MNL_ATTR_HDRLEN)
		return false;
	return mnl_attr_put_check(m->nlh, m->cap, attr, len, data);
}

bool msg_put_field(struct msg *m, const struct field *f, const void *obj)
{
	const char *at = (const char *)obj + f->off;
	const struct addr *addr;
	const char *str;

	switch ((enum field_kind)f->kind) {
	case FIELD_STR:
		memcpy(&str, at, sizeof(str));
		return !str || msg_put(m, f->attr, str, strlen(str) + 1);
	case FIELD_ADDR:
		addr = (const struct addr *)at;
		return msg_put(m, f->attr, addr->b, addr_bytes(addr->family));
	case FIELD_U8:
	case FIELD_U16:
	case FIELD_U32:
	case FIELD_U64:
	case FIELD_BOOL:
		break;
	}
	return msg_put(m, f->attr, at, kind_size(f->kind));
}

bool msg_put_fields(struct msg *m, const struct fields *f, const void *obj)
{
	for (size_t i = 0; i < f->n; i++)
		if (!f->field[i].state && !msg_put_field(m, &f->field[i], obj))
			return false;
	return true;
}

struct nlattr *msg_nest_open(struct msg *m, uint16_t attr)
{
	return mnl_attr_nest_start_check(m->nlh, m->cap, attr);
}

bool msg_nest_close(struct msg *m, struct nlattr *nest, bool ok)
{
	const char *end = mnl_nlmsg_get_payload_tail(m->nlh);

	if (ok && end - (const char *)nest <= UINT16_MAX)
		mnl_attr_nest_end(m->nlh, nest);
	else
		mnl_attr_nest_cancel(m->nlh, nest);
	return ok && end - (const char *)nest <= UINT16_MAX;
}

bool msg_put_nest(struct msg *m, uint16_t attr, const struct fields *f,
		  const void *obj)
{
	struct nlattr *nest = msg_nest_open(m, attr);

	return nest && msg_nest_close(m, nest, msg_put_fields(m, f, obj));
}

uint64_t attr_uint(const struct nlattr *attr)
{
	const void *p = mnl_attr_get_payload(attr);
	uint64_t u64 = 0;
	uint32_t u32 = 0;
	uint16_t u16 = 0;

	switch (mnl_attr_get_payload_len(attr)) {
	case 1:
		return *(const uint8_t *)p;
	case 2:
		memcpy(&u16, p, sizeof(u16));
		return u16;
	case 4:
		memcpy(&u32, p, sizeof(u32));
		return u32;
	case 8:
		memcpy(&u64, p, sizeof(u64));
		return u64;
	}
	return 0;
}

const char *attr_str(const struct nlattr *attr)
{
	const char *s = mnl_attr_get_payload(attr);

	return memchr(s, '\0', mnl_attr_get_payload_len(attr)) ? s : "";
}

static void get_addr(const struct nlattr *attr, struct addr *addr)
{
	size_t len = mnl_attr_get_payload_len(attr);

	if (len != 4 && len != 16)
		return;
	addr->family = len == 4 ? AF_INET : AF_INET6;
	memcpy(addr->b, mnl_attr_get_payload(attr), len);
}

static void get_field(const struct nlattr *attr, const struct field *f,
		      void *obj)
{
	char *at = (char *)obj + f->off;
	size_t size = kind_size(f->kind);
	const char *str;

	switch ((enum field_kind)f->kind) {
	case FIELD_STR:
		str = attr_str(attr);
		memcpy(at, &str, sizeof(str));
		return;
	case FIELD_ADDR:
		get_addr(attr, (struct addr *)at);
		return;
	case FIELD_BOOL:
		*(bool *)at = attr_uint(attr);
		return;
	case FIELD_U8:
	case FIELD_U16:
	case FIELD_U32:
	case FIELD_U64:
		break;
	}
	if (mnl_attr_get_payload_len(attr) == size)
		memcpy(at, mnl_attr_get_payload(attr), size);
}

/* Attributes mostly come in the order of the table: look from @at on first. */
static size_t get_known(const struct nlattr *attr, const struct fields *f,
			void *obj, size_t at)
{
	uint16_t type = mnl_attr_get_type(attr);

	for (size_t k = 0; k < f->n; k++, at++) {
		if (at == f->n)
			at = 0;
		if (f->field[at].attr == type) {
			get_field(attr, &f->field[at], obj);
			return at + 1 < f->n ? at + 1 : 0;
		}
	}
	return 0;
}

/* No string is NULL, whatever the message lacks. */
static void empty_strings(const struct fields *f, void *obj)
{
	static const char *const empty = "";

	for (size_t i = 0; i < f->n; i++)
		if (f->field[i].kind == FIELD_STR)
			memcpy((char *)obj + f->field[i].off, &empty,
			       sizeof(empty));
}

void nest_get(const struct nlattr *nest, const struct fields *f, void *obj,
	      size_t size)
{
	const struct nlattr *attr;
	size_t at = 0;

	memset(obj, 0, size);
	empty_strings(f, obj);
	mnl_attr_for_each_nested(attr, nest)
		at = get_known(attr, f, obj, at);
}
