// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Attributes of firewall filters: filters, terms, meters, logged packets.
 */
#include "dataplane/fields_rows.h"

static const struct field fw_filter_rows[] = {
	PUSH(U32, dp_fw_filter, XPF_FW_FILTER_A_ID, id),
	PUSH(STR, dp_fw_filter, XPF_FW_FILTER_A_NAME, name),
};
const struct fields dp_fw_filter_fields = TABLE(fw_filter_rows);

static const struct field fw_meter_rows[] = {
	PUSH(U32, dp_fw_meter, XPF_FW_METER_A_ID, id),
	PUSH(STR, dp_fw_meter, XPF_FW_METER_A_NAME, name),
	PUSH(U32, dp_fw_meter, XPF_FW_METER_A_FILTER, filter),
	PUSH(U8, dp_fw_meter, XPF_FW_METER_A_KIND, kind),
	PUSH(U32, dp_fw_meter, XPF_FW_METER_A_FLAGS, flags),
	PUSH(U64, dp_fw_meter, XPF_FW_METER_A_RATE, rate),
	PUSH(U64, dp_fw_meter, XPF_FW_METER_A_BURST, burst),
	PUSH(U64, dp_fw_meter, XPF_FW_METER_A_PEAK_RATE, peak_rate),
	PUSH(U64, dp_fw_meter, XPF_FW_METER_A_PEAK_BURST, peak_burst),
	PUSH(U8, dp_fw_meter, XPF_FW_METER_A_CLASS, class),
	PUSH(U8, dp_fw_meter, XPF_FW_METER_A_LOSS, loss),
	PUSH(U16, dp_fw_meter, XPF_FW_METER_A_PREMIUM, premium),
	STATE(U64, dp_fw_meter, XPF_FW_METER_A_PACKETS, packets),
	STATE(U64, dp_fw_meter, XPF_FW_METER_A_BYTES, bytes),
};
const struct fields dp_fw_meter_fields = TABLE(fw_meter_rows);

static const struct field fw_term_rows[] = {
	PUSH(STR, dp_fw_term, XPF_FW_TERM_A_NAME, name),
	PUSH(U32, dp_fw_term, XPF_FW_TERM_A_FILTER, filter),
	PUSH(U8, dp_fw_term, XPF_FW_TERM_A_ACTION, action),
	PUSH(U8, dp_fw_term, XPF_FW_TERM_A_REJECT, reject),
	PUSH(U32, dp_fw_term, XPF_FW_TERM_A_FLAGS, flags),
	PUSH(U32, dp_fw_term, XPF_FW_TERM_A_COUNTER, counter),
	PUSH(U32, dp_fw_term, XPF_FW_TERM_A_POLICER, policer),
	PUSH(U8, dp_fw_term, XPF_FW_TERM_A_CLASS, class),
	PUSH(U8, dp_fw_term, XPF_FW_TERM_A_LOSS, loss),
	PUSH(U8, dp_fw_term, XPF_FW_TERM_A_DSCP, dscp),
	PUSH(U32, dp_fw_term, XPF_FW_TERM_A_PREFIX_COUNTER, prefix_counter),
	PUSH(U32, dp_fw_term, XPF_FW_TERM_A_PREFIX_POLICER, prefix_policer),
	PUSH(U8, dp_fw_term, XPF_FW_TERM_A_PREFIX_FROM, prefix_from),
	PUSH(U8, dp_fw_term, XPF_FW_TERM_A_PREFIX_TO, prefix_to),
	PUSH(STR, dp_fw_term, XPF_FW_TERM_A_ROUTE_BY, route_by),
	PUSH(STR, dp_fw_term, XPF_FW_TERM_A_NEXT_INTERFACE, next_if),
	PUSH(STR, dp_fw_term, XPF_FW_TERM_A_MIRROR, mirror),
	PUSH(U32, dp_fw_term, XPF_FW_TERM_A_MIRROR_RATE, mirror_rate),
	PUSH(U8, dp_fw_term, XPF_FW_TERM_A_MIRROR_RUN, mirror_run),
	PUSH(U16, dp_fw_term, XPF_FW_TERM_A_MIRROR_LENGTH, mirror_length),
	PUSH(U32, dp_fw_term, XPF_FW_TERM_A_SAMPLE_RATE, sample_rate),
	PUSH(U8, dp_fw_term, XPF_FW_TERM_A_SAMPLE_RUN, sample_run),
};
static const struct fields fw_term_fields = TABLE(fw_term_rows);

static const struct field fw_log_rows[] = {
	STATE(U64, dp_fw_logged, XPF_FW_LOG_A_TIME_NS, time_ns),
	STATE(STR, dp_fw_logged, XPF_FW_LOG_A_FILTER, filter),
	STATE(U8, dp_fw_logged, XPF_FW_LOG_A_ACTION, action),
	STATE(STR, dp_fw_logged, XPF_FW_LOG_A_INTERFACE, interface),
	STATE(U8, dp_fw_logged, XPF_FW_LOG_A_FAMILY, family),
	STATE(U8, dp_fw_logged, XPF_FW_LOG_A_PROTOCOL, protocol),
	STATE(ADDR, dp_fw_logged, XPF_FW_LOG_A_SADDR, saddr),
	STATE(ADDR, dp_fw_logged, XPF_FW_LOG_A_DADDR, daddr),
	STATE(U16, dp_fw_logged, XPF_FW_LOG_A_SPORT, sport),
	STATE(U16, dp_fw_logged, XPF_FW_LOG_A_DPORT, dport),
	STATE(U32, dp_fw_logged, XPF_FW_LOG_A_LENGTH, length),
};
const struct fields dp_fw_log_fields = TABLE(fw_log_rows);

bool msg_put_fw_term(struct msg *m, const struct dp_fw_term *t)
{
	struct nlattr *nest = msg_nest_open(m, XPF_A_FW_TERM);
	bool ok;

	if (!nest)
		return false;
	ok = msg_put_fields(m, &fw_term_fields, t);
	if (t->mirror_via.family)
		ok = ok && msg_put(m, XPF_FW_TERM_A_MIRROR_VIA, t->mirror_via.b,
				   addr_bytes(t->mirror_via.family));
	if (t->next_ip.family)
		ok = ok && msg_put(m, XPF_FW_TERM_A_NEXT_IP, t->next_ip.b,
				   addr_bytes(t->next_ip.family));
	if (t->n_predicates)
		ok = ok && msg_put(m, XPF_FW_TERM_A_PREDICATES, t->predicates,
				   t->n_predicates * sizeof(*t->predicates));
	return msg_nest_close(m, nest, ok);
}
