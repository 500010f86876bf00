// SPDX-License-Identifier: GPL-3.0-or-later
/* Words for the enums of the protocol. */
#include "dataplane/dataplane.h"

const char *dp_action_str(uint8_t action)
{
	switch ((enum xpf_action)action) {
	case XPF_ACTION_DENY:
		return "deny";
	case XPF_ACTION_REJECT:
		return "reject";
	case XPF_ACTION_PERMIT:
		return "permit";
	}
	return "unknown";
}

const char *dp_state_str(uint8_t state)
{
	switch ((enum xpf_session_state)state) {
	case XPF_STATE_NONE:
		return "none";
	case XPF_STATE_INIT:
		return "init";
	case XPF_STATE_SYN_RECV:
		return "syn-received";
	case XPF_STATE_ESTABLISHED:
		return "established";
	case XPF_STATE_HALF_CLOSED:
		return "half-closed";
	case XPF_STATE_TIME_WAIT:
		return "time-wait";
	case XPF_STATE_CLOSED:
		return "closed";
	}
	return "unknown";
}

const char *dp_close_reason_str(uint8_t reason)
{
	switch ((enum xpf_close_reason)reason) {
	case XPF_CLOSE_UNSET:
		return "unset";
	case XPF_CLOSE_IDLE:
		return "idle timeout";
	case XPF_CLOSE_TCP_FIN:
		return "TCP FIN";
	case XPF_CLOSE_TCP_RST:
		return "TCP RST";
	case XPF_CLOSE_ICMP_ERROR:
		return "ICMP error";
	case XPF_CLOSE_CLEARED:
		return "cleared";
	case XPF_CLOSE_POLICY:
		return "policy change";
	case XPF_CLOSE_EVICTED:
		return "evicted";
	case XPF_CLOSE_INTERFACE:
		return "interface gone";
	case XPF_CLOSE_NO_ROUTE:
		return "no route";
	case XPF_CLOSE_SHUTDOWN:
		return "shutdown";
	case XPF_CLOSE_TCP_CLIENT_RST:
		return "TCP CLIENT RST";
	case XPF_CLOSE_TCP_SERVER_RST:
		return "TCP SERVER RST";
	case XPF_CLOSE_ALG:
		return "application end";
	}
	return "unknown";
}

const char *dp_fw_action_str(uint8_t action)
{
	switch ((enum xpf_fw_action)action) {
	case XPF_FW_DISCARD:
		return "discard";
	case XPF_FW_REJECT:
		return "reject";
	case XPF_FW_ACCEPT:
		return "accept";
	case XPF_FW_NEXT_TERM:
		return "next-term";
	}
	return "unknown";
}

const char *dp_xdp_str(uint8_t state)
{
	switch ((enum xpf_xdp_state)state) {
	case XPF_XDP_OFF:
		return "off";
	case XPF_XDP_ON:
		return "on";
	case XPF_XDP_TAP:
		return "off while captured";
	case XPF_XDP_FILTER:
		return "off: filters of tc or nft";
	case XPF_XDP_PORT:
		return "off: port of a bridge or bond";
	case XPF_XDP_SHAPED:
		return "off: shaped";
	case XPF_XDP_NO_SEND:
		return "off: cannot send frames";
	case __XPF_XDP_COUNT:
		break;
	}
	return "unknown";
}

const char *dp_event_kind_str(uint8_t kind)
{
	switch ((enum xpf_event_kind)kind) {
	case XPF_EVENT_UNSPEC:
		break;
	case XPF_EVENT_SESSION_OPEN:
		return "session-open";
	case XPF_EVENT_SESSION_CLOSE:
		return "session-close";
	case XPF_EVENT_SESSION_DENY:
		return "session-deny";
	case XPF_EVENT_AGING_BEGIN:
		return "aging-begin";
	case XPF_EVENT_AGING_END:
		return "aging-end";
	case XPF_EVENT_DROP:
		return "drop";
	case XPF_EVENT_RULESET:
		return "ruleset-committed";
	case XPF_EVENT_TABLE_HIGH:
		return "table-high";
	case XPF_EVENT_TABLE_NORMAL:
		return "table-normal";
	case XPF_EVENT_FILTER_LOG:
		return "filter-log";
	case XPF_EVENT_SAMPLE:
		return "sample";
	case XPF_EVENT_SCREEN:
		return "screen";
	case XPF_EVENT_NAT_BLOCK_ALLOC:
		return "nat-block-alloc";
	case XPF_EVENT_NAT_BLOCK_RELEASE:
		return "nat-block-release";
	case XPF_EVENT_NAT_BLOCK_INTERIM:
		return "nat-block-interim";
	case XPF_EVENT_NAT_POOL_ALARM:
		return "nat-pool-alarm";
	case XPF_EVENT_NAT_POOL_NORMAL:
		return "nat-pool-normal";
	case XPF_EVENT_NAT_POOL_EXHAUSTED:
		return "nat-pool-exhausted";
	case XPF_EVENT_NAT_RULE_ALARM:
		return "nat-rule-alarm";
	case XPF_EVENT_NAT_RULE_NORMAL:
		return "nat-rule-normal";
	case XPF_EVENT_NAT_BINDING_CREATE:
		return "nat-binding-create";
	case XPF_EVENT_NAT_BINDING_MATCH:
		return "nat-binding-match";
	case XPF_EVENT_NAT_BINDING_DELETE:
		return "nat-binding-delete";
	case XPF_EVENT_TRACED:
		return "traced";
	}
	return "unknown";
}

const char *dp_persist_str(uint8_t kind)
{
	switch ((enum xpf_persist_kind)kind) {
	case XPF_PERSIST_NONE:
		return "N/A";
	case XPF_PERSIST_ANY_HOST:
		return "any-remote-host";
	case XPF_PERSIST_TARGET_HOST:
		return "target-host";
	case XPF_PERSIST_TARGET_HOST_PORT:
		return "target-host-port";
	case XPF_PERSIST_BLOCK:
		return "block-ext-session";
	}
	return "unknown";
}

const char *dp_screen_str(uint8_t screen)
{
#define XPF_SCREEN(id, word, label, element, attack, message) \
	[XPF_SCREEN_##id] = word,
	static const char *const names[__XPF_SCREEN_COUNT] = {
#include <xpf/screen.def>
	};
#undef XPF_SCREEN

	return screen && screen < __XPF_SCREEN_COUNT ? names[screen] :
						       "unknown";
}

const char *dp_object_str(enum dp_object kind)
{
	switch (kind) {
	case DP_OBJECT_NONE:
		return "request";
	case DP_OBJECT_CONFIG:
		return "settings";
	case DP_OBJECT_ZONE:
		return "zone";
	case DP_OBJECT_INTERFACE:
		return "interface";
	case DP_OBJECT_APP:
		return "application";
	case DP_OBJECT_POLICY:
		return "policy";
	case DP_OBJECT_NAT_POOL:
		return "NAT pool";
	case DP_OBJECT_NAT_RULE:
		return "NAT rule";
	case DP_OBJECT_FW_FILTER:
		return "firewall filter";
	case DP_OBJECT_FW_METER:
		return "counter or policer";
	case DP_OBJECT_FW_TERM:
		return "term of a filter";
	case DP_OBJECT_IMAGE:
		return "classifier image";
	case DP_OBJECT_SCREEN:
		return "screen";
	}
	return "request";
}

const char *dp_alg_str(uint8_t alg)
{
	switch ((enum xpf_alg)alg) {
	case XPF_ALG_NONE:
	case __XPF_ALG_COUNT:
		break;
	case XPF_ALG_IGNORE:
		return "ignore";
	case XPF_ALG_DNS:
		return "dns";
	case XPF_ALG_FTP:
		return "ftp";
	case XPF_ALG_H323:
		return "h323";
	case XPF_ALG_MGCP:
		return "mgcp";
	case XPF_ALG_MSRPC:
		return "msrpc";
	case XPF_ALG_PPTP:
		return "pptp";
	case XPF_ALG_RSH:
		return "rsh";
	case XPF_ALG_RTSP:
		return "rtsp";
	case XPF_ALG_SCCP:
		return "sccp";
	case XPF_ALG_SIP:
		return "sip";
	case XPF_ALG_SQL:
		return "sql";
	case XPF_ALG_SUNRPC:
		return "sunrpc";
	case XPF_ALG_TALK:
		return "talk";
	case XPF_ALG_TFTP:
		return "tftp";
	case XPF_ALG_IKE_ESP:
		return "ike-esp";
	case XPF_ALG_TWAMP:
		return "twamp";
	}
	return "none";
}

const char *dp_block_str(uint8_t state)
{
	switch ((enum xpf_block_state)state) {
	case XPF_BLOCK_INACTIVE:
		return "Inactive";
	case XPF_BLOCK_ACTIVE:
		return "Active";
	case XPF_BLOCK_QUERY:
		return "Query";
	}
	return "unknown";
}
