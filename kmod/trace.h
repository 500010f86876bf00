/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Tracepoints: xpf:xpf_session_open, xpf:xpf_session_close, xpf:xpf_drop.
 * Addresses are 16 bytes, IPv4 in the first four.
 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM xpf

#if !defined(XPF_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define XPF_TRACE_H

#include <linux/tracepoint.h>

#include "flow/session.h"
#include "hook.h"
#include "pkt/pkt.h"
#include "stat.h"
#include "verdict.h"

#define XPF_TRACE_KEY							\
	__field(u8, family)						\
	__field(u8, proto)						\
	__field(u16, sport)						\
	__field(u16, dport)						\
	__field(u16, vrf)						\
	__array(u8, saddr, 16)						\
	__array(u8, daddr, 16)

#define XPF_TRACE_SET_KEY(key) do {					\
		__entry->family = (key)->family;			\
		__entry->proto = (key)->proto;				\
		__entry->sport = ntohs((key)->sport);			\
		__entry->dport = ntohs((key)->dport);			\
		__entry->vrf = (key)->vrf;				\
		memcpy(__entry->saddr, &(key)->saddr, 16);		\
		memcpy(__entry->daddr, &(key)->daddr, 16);		\
	} while (0)

#define XPF_TRACE_KEY_FMT "family=%u proto=%u vrf=%u %16phD:%u > %16phD:%u"
#define XPF_TRACE_KEY_ARGS						\
	__entry->family, __entry->proto, __entry->vrf, __entry->saddr,	\
	__entry->sport, __entry->daddr, __entry->dport

DECLARE_EVENT_CLASS(xpf_session,
		    TP_PROTO(const struct xpf_table *t,
			     const struct xpf_session *s),
		    TP_ARGS(t, s),
		    TP_STRUCT__entry(
			    __field(u64, id)
			    __field(u32, policy)
			    __field(u32, nat_rule)
			    __field(u8, state)
			    __field(u8, reason)
			    XPF_TRACE_KEY
		    ),
		    TP_fast_assign(
			    __entry->id = xpf_session_id(t, s);
			    __entry->policy = s->policy;
			    __entry->nat_rule = s->nat_rule;
			    __entry->state = s->state;
			    __entry->reason = s->close_reason;
			    XPF_TRACE_SET_KEY(&s->wing[0].key);
		    ),
		    TP_printk("id=%llu policy=%u nat_rule=%u state=%u reason=%u "
			      XPF_TRACE_KEY_FMT,
			      __entry->id, __entry->policy, __entry->nat_rule,
			      __entry->state, __entry->reason, XPF_TRACE_KEY_ARGS)
);

DEFINE_EVENT(xpf_session, xpf_session_open,
	     TP_PROTO(const struct xpf_table *t, const struct xpf_session *s),
	     TP_ARGS(t, s));
DEFINE_EVENT(xpf_session, xpf_session_close,
	     TP_PROTO(const struct xpf_table *t, const struct xpf_session *s),
	     TP_ARGS(t, s));

TRACE_EVENT(xpf_drop,
	    TP_PROTO(const struct xpf_pkt *pkt, enum xpf_reason reason),
	    TP_ARGS(pkt, reason),
	    TP_STRUCT__entry(
		    __string(reason, xpf_reason_name(reason))
		    __field(int, ifindex)
		    __field(u32, len)
		    __field(u16, from_zone)
		    __field(u16, to_zone)
		    XPF_TRACE_KEY
	    ),
	    TP_fast_assign(
		    __assign_str(reason);
		    __entry->ifindex = pkt->in ? pkt->in->dev->ifindex : 0;
		    __entry->len = pkt->len;
		    __entry->from_zone = pkt->from_zone;
		    __entry->to_zone = pkt->to_zone;
		    XPF_TRACE_SET_KEY(&pkt->key);
	    ),
	    TP_printk("reason=%s ifindex=%d len=%u zones=%u>%u "
		      XPF_TRACE_KEY_FMT,
		      __get_str(reason), __entry->ifindex, __entry->len,
		      __entry->from_zone, __entry->to_zone, XPF_TRACE_KEY_ARGS)
);

#endif

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH .
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE trace
#include <trace/define_trace.h>
