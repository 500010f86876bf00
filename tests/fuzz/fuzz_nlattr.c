// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Decoding what the kernel says: any bytes, in any of the decoders.  Strings
 * are read, numbers added up, so that the sanitizers see each of them used.
 */
#include <stdlib.h>
#include <string.h>

#include "dataplane/fields.h"
#include "dataplane/socket.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static volatile size_t sink;

static void read_event(const struct nlattr *nest)
{
	struct dp_event ev;

	nest_get_event(nest, &ev);
	sink += strlen(ev.reason_name) + ev.saddr.family;
	sink += strlen(dp_event_kind_str(ev.kind));
	sink += strlen(dp_state_str(ev.session.state));
}

static void read_objects(const struct nlattr *nest, uint8_t which)
{
	union {
		struct dp_zone z;
		struct dp_interface i;
		struct dp_policy p;
		struct dp_app a;
		struct dp_nat_rule r;
		struct dp_stat st;
		struct dp_status s;
		struct dp_session se;
	} u;

	switch (which) {
	case 0:
		nest_get(nest, &dp_zone_fields, &u.z, sizeof(u.z));
		sink += strlen(u.z.name);
		break;
	case 1:
		nest_get_interface(nest, &u.i);
		sink += strlen(u.i.name) + strlen(u.i.ifname);
		break;
	case 2:
		nest_get(nest, &dp_policy_fields, &u.p, sizeof(u.p));
		sink += strlen(u.p.name);
		break;
	case 3:
		nest_get_app(nest, &u.a);
		sink += strlen(u.a.name) + u.a.any_protocol;
		break;
	case 4:
		nest_get(nest, &dp_nat_rule_fields, &u.r, sizeof(u.r));
		sink += strlen(u.r.name) + strlen(u.r.set);
		break;
	case 5:
		nest_get_stat(nest, &u.st);
		sink += strlen(u.st.name) + strlen(u.st.text);
		break;
	case 6:
		nest_get_status(nest, &u.s);
		sink += strlen(u.s.version) + u.s.enabled;
		break;
	case 7:
		nest_get_session(nest, &u.se);
		sink += u.se.wing[0].saddr.b[15] + u.se.wing[1].packets;
		break;
	default:
		read_event(nest);
	}
}

/* The bytes as a nest, in a block of exactly their size. */
static void as_nest(const uint8_t *data, size_t size, uint8_t which)
{
	struct nlattr *nest;

	if (size > UINT16_MAX - MNL_ATTR_HDRLEN)
		return;
	nest = malloc(MNL_ATTR_HDRLEN + size);
	nest->nla_type = 1;
	nest->nla_len = MNL_ATTR_HDRLEN + size;
	memcpy((char *)nest + MNL_ATTR_HDRLEN, data, size);
	read_objects(nest, which);
	free(nest);
}

static void as_error(const uint8_t *data, size_t size, uint8_t flags)
{
	/* The kernel pads to 4, and libmnl relies on it. */
	struct nlmsghdr *nlh = calloc(1, MNL_NLMSG_HDRLEN + MNL_ALIGN(size));
	struct dp_error err;

	nlh->nlmsg_len = MNL_NLMSG_HDRLEN + size;
	nlh->nlmsg_type = NLMSG_ERROR;
	if (flags & 1)
		nlh->nlmsg_flags |= NLM_F_CAPPED;
	if (flags & 2)
		nlh->nlmsg_flags |= NLM_F_ACK_TLVS;
	memcpy((char *)nlh + MNL_NLMSG_HDRLEN, data, size);
	if (dp_parse_error(nlh, &err))
		sink += strlen(err.text) + err.kind;
	free(nlh);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!size)
		return 0;
	if (data[0] & 0x80)
		as_error(data + 1, size - 1, data[0]);
	else
		as_nest(data + 1, size - 1, data[0] % 9);
	return 0;
}
