// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The table of operational commands, and what all of them need: arguments,
 * errors, the sockets they read from.
 */
#include "oper/oper.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

const struct oper_command oper_commands[] = {
	{ "clear-arp-table", oper_arp_clear },
	{ "clear-destination-nat-pool-statistics",
	  oper_nat_clear_destination_pool },
	{ "clear-destination-nat-rule-statistics",
	  oper_nat_clear_destination_rule },
	{ "clear-firewall-all", oper_firewall_clear_all },
	{ "clear-firewall-counters", oper_firewall_clear },
	{ "clear-firewall-log", oper_firewall_clear_log },
	{ "clear-flow-session", oper_flow_clear },
	{ "clear-interfaces-statistics", oper_interfaces_clear },
	{ "clear-ipv6-nd-information", oper_neighbors_clear },
	{ "clear-log", oper_log_clear },
	{ "clear-sip-calls", oper_sip_clear_calls },
	{ "clear-sip-counters", oper_sip_clear },
	{ "get-alg-status", oper_alg_status },
	{ "get-flow-gate-information", oper_flow_gates },
	{ "get-nat64-information", oper_nat64_rules },
	{ "get-nptv6-information", oper_nptv6_rules },
	{ "get-deterministic-nat-table", oper_nat_deterministic },
	{ "get-interface-nat-ports-information", oper_nat_interface_ports },
	{ "get-port-block-nat-table", oper_nat_blocks },
	{ "get-cos-information", oper_cos },
	{ "get-cos-interface-map-information", oper_cos_interfaces },
	{ "get-sip-calls", oper_sip_calls },
	{ "get-sip-counters", oper_sip_counters },
	{ "get-resource-manager-group", oper_alg_groups },
	{ "get-resource-manager-resource", oper_alg_resources },
	{ "get-resource-manager-settings", oper_alg_settings },
	{ "clear-resource-manager-group", oper_alg_clear },
	{ "clear-nat-statistics", oper_nat_clear },
	{ "clear-persist-nat-all", oper_persist_nat_clear },
	{ "clear-screen-statistics", oper_screen_clear },
	{ "clear-security-counters", oper_counters_clear },
	{ "clear-security-flow-statistics", oper_statistics_clear },
	{ "clear-security-policies-hit-count", oper_policies_clear },
	{ "clear-security-policies-statistics",
	  oper_policies_statistics_clear },
	{ "clear-source-nat-pool-statistics", oper_nat_clear_source_pool },
	{ "clear-source-nat-rule-statistics", oper_nat_clear_source_rule },
	{ "clear-static-nat-rule-statistics", oper_nat_clear_static_rule },
	{ "file-archive", oper_file_archive },
	{ "file-compare", oper_file_compare },
	{ "file-copy", oper_file_copy },
	{ "file-delete", oper_file_delete },
	{ "file-list", oper_file_list },
	{ "file-rename", oper_file_rename },
	{ "file-show", oper_file_show },
	{ "get-address-book-information", oper_address_book },
	{ "get-alarm-information", oper_chassis_alarms },
	{ "get-applications-information", oper_applications },
	{ "get-arp-table-information", oper_arp },
	{ "get-boot-messages", oper_boot_messages },
	{ "get-buffer-information", oper_buffers },
	{ "get-chassis-inventory", oper_hardware },
	{ "get-checksum-information", oper_file_md5 },
	{ "get-commit-information", oper_commits },
	{ "get-destination-nat-pool-information", oper_destination_nat_pools },
	{ "get-destination-nat-rule-application",
	  oper_destination_nat_applications },
	{ "get-destination-nat-rule-set-information",
	  oper_destination_nat_rule_sets },
	{ "get-destination-nat-rule-sets-information",
	  oper_destination_nat_rules },
	{ "get-environment-information", oper_environment },
	{ "get-firewall-filter-information", oper_firewall },
	{ "get-firewall-information", oper_firewall },
	{ "get-firewall-log-information", oper_firewall_log },
	{ "get-firewall-prefix-action-information", oper_prefix_actions },
	{ "get-firewall-policies", oper_policies },
	{ "get-flow-session-information", oper_flow_session },
	{ "get-flow-statistics-all", oper_flow_statistics },
	{ "get-flow-status-all", oper_flow_status },
	{ "get-forwarding-table-information", oper_forwarding_table },
	{ "get-fpc-information", oper_fpc },
	{ "get-fwdd-information", oper_forwarding },
	{ "get-host-information", oper_host },
	{ "get-ids-statistics", oper_screen_statistics },
	{ "get-instance-information", oper_instances },
	{ "get-interface-filter-information", oper_interface_filters },
	{ "get-interface-information", oper_interfaces },
	{ "get-interface-policer-information", oper_interface_policers },
	{ "get-ipv6-nd-information", oper_neighbors },
	{ "get-license-information", oper_license },
	{ "get-license-summary-information", oper_license },
	{ "get-license-usage-summary", oper_license },
	{ "get-log", oper_log },
	{ "get-ntp-associations-information", oper_ntp_associations },
	{ "get-ntp-status", oper_ntp_status },
	{ "get-persist-nat-all", oper_persist_nat },
	{ "get-policer-information", oper_policers },
	{ "get-reboot-information", oper_reboot_pending },
	{ "get-route-engine-information", oper_routing_engine },
	{ "get-route-information", oper_routes },
	{ "get-schedulers", oper_schedulers },
	{ "get-security-policies-hit-count", oper_policies_hit_count },
	{ "get-security-screen-ids-status", oper_screen },
	{ "get-security-screen-white-list-information",
	  oper_screen_white_list },
	{ "get-security-statistics", oper_flow_statistics },
	{ "get-sha256-checksum-information", oper_file_sha256 },
	{ "get-software-information", oper_version },
	{ "get-source-nat-paired-address", oper_nat_pairs },
	{ "get-source-nat-rule-application", oper_source_nat_applications },
	{ "get-source-nat-rule-set-information", oper_source_nat_rule_sets },
	{ "get-source-nat-rule-sets-information", oper_source_nat_rules },
	{ "get-spu-monitoring-information", oper_spu },
	{ "get-static-nat-information", oper_static_nat_summary },
	{ "get-static-nat-rule-information", oper_static_nat_rules },
	{ "get-support-information", oper_support },
	{ "get-system-alarm-information", oper_system_alarms },
	{ "get-system-connections-information", oper_connections },
	{ "get-system-core-dumps", oper_core_dumps },
	{ "get-system-information", oper_system },
	{ "get-system-memory-information", oper_memory },
	{ "get-system-process-information", oper_processes },
	{ "get-system-storage", oper_storage },
	{ "get-system-uptime-information", oper_uptime },
	{ "get-zones-information", oper_zones },
	{ "match-firewall-policies", oper_match_policies },
	{ "monitor-interface", oper_monitor_interface },
	{ "monitor-security-packet-drop", oper_packet_drop },
	{ "get-security-packet-drop-records", oper_packet_drops },
	{ "clear-security-packet-drop-records", oper_packet_drops_clear },
	{ "monitor-traffic", oper_monitor_traffic },
	{ "ping", oper_ping },
	{ "restart-process", oper_restart },
	{ "retrieve-destination-nat-summary-information",
	  oper_destination_nat_summary },
	{ "retrieve-source-nat-pool-information", oper_source_nat_pools },
	{ "retrieve-source-nat-pool-resource-usage", oper_nat_usage },
	{ "retrieve-source-nat-summary", oper_source_nat_summary },
	{ "set-date", oper_set_date },
	{ "show-security-log", oper_security_log },
	{ "test-policy", oper_match_policies },
	{ "test-routing", oper_routes },
	{ "test-security-zone", oper_test_zone },
	{ "traceroute", oper_traceroute },
	{ NULL, NULL },
};

const char *oper_arg(const struct oper *o, const char *name)
{
	size_t i;

	for (i = 0; i < o->n_args; i++)
		if (!strcmp(o->arg[i].name, name))
			return o->arg[i].value;
	return NULL;
}

bool oper_has(const struct oper *o, const char *name)
{
	return oper_arg(o, name) != NULL;
}

long oper_number(const struct oper *o, const char *name, long dflt)
{
	const char *v = oper_arg(o, name);

	return v ? strtol(v, NULL, 10) : dflt;
}

int oper_value(const struct oper *o, const char *name,
	       int (*value)(const char *))
{
	const char *v = oper_arg(o, name);

	return v ? value(v) : -1;
}

int oper_error(const struct oper *o, const char *fmt, ...)
{
	char *text;
	va_list ap;

	va_start(ap, fmt);
	if (vasprintf(&text, fmt, ap) < 0)
		abort();
	va_end(ap);
	if (!writer_error(o->w, text)) {
		writer_flush(o->w);
		fprintf(stderr, "error: %s\n", text);
	}
	free(text);
	return 1;
}

struct dp *oper_dp(struct oper *o)
{
	struct dp_error e;

	if (!o->dp && dp_open(&o->dp, &e)) {
		o->dp = NULL;
		if (e.code == -ENOENT)
			oper_error(o, "the xpf kernel module is not loaded");
		else
			oper_dp_failed(o, &e);
	}
	return o->dp;
}

int oper_dp_failed(const struct oper *o, const struct dp_error *e)
{
	return oper_error(o, "dataplane: %s",
			  e->text[0] ? e->text : strerror(-e->code));
}

struct net *oper_net(struct oper *o)
{
	if (!o->net) {
		o->net = net_open(NULL);
		if (!o->net)
			oper_error(o, "cannot read the state of the network");
	}
	return o->net;
}

int oper_run(struct oper *o, const char *rpc)
{
	const struct oper_command *c;
	int rc;

	for (c = oper_commands; c->rpc; c++)
		if (!strcmp(c->rpc, rpc))
			break;
	if (!c->rpc)
		return oper_error(o, "command is not implemented: %s", rpc);
	rc = c->run(o);
	if (o->names)
		names_free(o->names);
	if (o->dp)
		dp_close(o->dp);
	if (o->net)
		net_close(o->net);
	return rc;
}

const char *oper_age(uint64_t s, char buf[32])
{
	unsigned int weeks = (unsigned int)(s / 604800);
	unsigned int days = (unsigned int)(s / 86400 % 7);
	int n = 0;

	if (weeks)
		n = snprintf(buf, 32, "%uw%ud ", weeks, days);
	else if (days)
		n = snprintf(buf, 32, "%ud ", days);
	snprintf(buf + n, 32 - (size_t)n, "%02u:%02u:%02u",
		 (unsigned int)(s / 3600 % 24), (unsigned int)(s / 60 % 60),
		 (unsigned int)(s % 60));
	return buf;
}

const char *oper_time(time_t t, char buf[64])
{
	struct tm tm;

	localtime_r(&t, &tm);
	strftime(buf, 64, "%Y-%m-%d %H:%M:%S %Z", &tm);
	return buf;
}
