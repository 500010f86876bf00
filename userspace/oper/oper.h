/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Operational commands: each reads state and emits one structured stream.
 * No command prints: text, XML and JSON are the writer's.
 *
 * A command runs in a process of its own that sees the manager's model and
 * store as they were when it was typed; sockets to the dataplane and to
 * rtnetlink are its own, opened when first asked for.
 */
#ifndef XPF_OPER_OPER_H
#define XPF_OPER_OPER_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>
#include <time.h>

#include "dataplane/dataplane.h"
#include "lib/writer.h"
#include "net/net.h"

struct buf;
struct model;
struct names;
struct schema;
struct store;

struct oper_arg {
	const char *name;	/* of the rpc's leaf */
	const char *value;	/* "" for a flag */
};

struct oper {
	struct writer *w;
	const struct oper_arg *arg;
	size_t n_args;
	const struct model *model;	/* NULL: nothing committed yet */
	struct store *store;
	const char *host;		/* name of this system */
	const char *log_dir;		/* log/ in it has our own files */
	const struct schema *schema;
	const char *user;		/* who typed */
	uid_t uid;
	const char *folder;		/* and where that person is */
	unsigned int users;		/* sessions of the shell */
	bool has_screen;		/* at a terminal */
	bool damaged;			/* the configuration is not used */
	time_t now;
	time_t started;			/* the manager */
	const struct xdp *xdp;		/* NULL: no dataplane wanted */
	/* opened on demand */
	struct dp *dp;
	struct net *net;
	struct names *names;
};

/* Returns the exit status. */
typedef int (*oper_fn)(struct oper *o);

struct oper_command {
	const char *rpc;	/* its name in yang/xpf-rpc-*.yang */
	oper_fn run;
};

extern const struct oper_command oper_commands[];	/* ends with NULL */

/* The whole of a command: find, run, close what was opened. */
int oper_run(struct oper *o, const char *rpc);

/* ---- for the commands ---- */

/* The value of an argument; NULL: not given. */
const char *oper_arg(const struct oper *o, const char *name);
bool oper_has(const struct oper *o, const char *name);
long oper_number(const struct oper *o, const char *name, long dflt);
/* The number that a word argument stands for, by @value; -1: it is not given. */
int oper_value(const struct oper *o, const char *name,
	       int (*value)(const char *));
/* "error: ..." on standard error, <xnm:error> in XML; returns 1. */
int oper_error(const struct oper *o, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* NULL after an error message. */
struct dp *oper_dp(struct oper *o);
struct net *oper_net(struct oper *o);
/* An error of the dataplane in words; returns 1. */
int oper_dp_failed(const struct oper *o, const struct dp_error *e);

/* "00:01:02", "1d 11:31:02", "4w4d 05:42:19" */
const char *oper_age(uint64_t seconds, char buf[32]);
/* "2026-02-14 21:22:05 PST" */
const char *oper_time(time_t t, char buf[64]);

/* ---- names.c: ids to what the user calls them ---- */

struct names;
struct names *oper_names(struct oper *o);
void names_free(struct names *n);
const char *names_zone(const struct names *n, uint16_t id);
/* "ge-0/0/0.0"; what the host calls it if the configuration has no name */
const char *names_interface(struct names *n, uint32_t ifindex);
/* Name and number of a policy of a session: "allow-web" and 4. */
const char *names_policy(const struct names *n, uint32_t id, uint32_t flags,
			 uint32_t *index);
const char *names_app(const struct names *n, uint32_t id);
/* "FTP". */
const char *oper_alg_name(uint8_t alg, char buf[16]);
/* Number of a policy of the model: as `show security policies` counts. */
uint32_t policy_number(const struct model *m, size_t i);
#define POLICY_SELF_TRAFFIC	1
#define POLICY_DEFAULT		2
#define POLICY_FIRST		4
/* "tcp", "icmp6", or the number. */
const char *protocol_name(uint8_t protocol, char buf[8]);
/* ge-0-0-0 -> ge-0/0/0: of a physical device */
const char *device_name(const char *ifname, char buf[64]);
/* The unit on a device of the host; the device's name if there is none. */
const char *oper_interface(const struct oper *o, const char *ifname);
const char *mac_str(const uint8_t m[6], char buf[18]);

/* ---- program.c: programs and small files of the host ---- */

/* Words end with NULL.  Exit status, 127: it is not there; -errno. */
int program_read(const char *const *argv, struct buf *out);
/* Its output is the answer; status of the command. */
int program_output(struct oper *o, const char *const *argv);
/* The same, line by line as it comes, without newlines; an interrupt is the
 * program's to end at.
 */
int program_lines(struct oper *o, const char *const *argv,
		  void (*line)(struct oper *o, char *text, void *arg),
		  void *arg);
/* Become it: output as it comes.  Returns only after an error. */
int program_exec(struct oper *o, const char *const *argv);
/* First line of a file, without newline; "" and false: not there. */
bool file_line(const char *path, char *out, size_t size);
long file_number(const char *path, long dflt);

/* ---- ping.c ---- */

struct ping {
	bool rapid;		/* a mark for each answer */
	unsigned int marks;
	bool v6;
};

/* A line of the host's ping as Junos has it, with its newline; may be nothing. */
void ping_line(struct ping *p, const char *text, struct buf *out);
/* Run it: the words of the host's ping, to NULL. */
int ping_run(struct oper *o, const char *const *argv);

/* ---- what several commands share ---- */

struct cpu_use {
	unsigned int user, nice, system, irq, idle;	/* percent */
};

/* Over a quarter of a second; sleeps so long. */
void cpu_sample(struct cpu_use *u);
/* " 9:22PM  up 32 days, ...", an element of its own. */
void oper_load(struct writer *w, time_t now, unsigned int users);
/*
 * Where a log file is: ours before the host's.  -EINVAL: no name of a file.
 * @log_dir: the state directory
 */
int oper_log_path(const char *log_dir, const char *name, char *path,
		  size_t size);

/* baseline.c: what devices had counted when the user cleared */
struct baseline;
struct baseline *baseline_read(const struct oper *o);
void baseline_free(struct baseline *b);
/* When that was; 0: never. */
time_t baseline_subtract(const struct baseline *b, struct net_link_state *s);

/* ---- the commands ---- */

int oper_flow_session(struct oper *o);
int oper_flow_clear(struct oper *o);
int oper_flow_statistics(struct oper *o);
int oper_policies(struct oper *o);
int oper_policies_hit_count(struct oper *o);
int oper_policies_clear(struct oper *o);
int oper_cos(struct oper *o);
int oper_cos_interfaces(struct oper *o);
int oper_counters_clear(struct oper *o);
int oper_statistics_clear(struct oper *o);
int oper_match_policies(struct oper *o);
int oper_screen(struct oper *o);
int oper_screen_clear(struct oper *o);
int oper_screen_statistics(struct oper *o);
int oper_screen_white_list(struct oper *o);
int oper_zones(struct oper *o);
int oper_source_nat_rules(struct oper *o);
int oper_source_nat_summary(struct oper *o);
int oper_source_nat_pools(struct oper *o);
int oper_destination_nat_rules(struct oper *o);
int oper_destination_nat_pools(struct oper *o);
int oper_static_nat_rules(struct oper *o);
int oper_nptv6_rules(struct oper *o);
int oper_nat64_rules(struct oper *o);
int oper_packet_drop(struct oper *o);
int oper_packet_drops(struct oper *o);
int oper_packet_drops_clear(struct oper *o);
int oper_interfaces(struct oper *o);
int oper_routes(struct oper *o);
int oper_arp(struct oper *o);
int oper_neighbors(struct oper *o);
int oper_ping(struct oper *o);
int oper_traceroute(struct oper *o);
int oper_commits(struct oper *o);
int oper_uptime(struct oper *o);
int oper_buffers(struct oper *o);
int oper_version(struct oper *o);
int oper_log(struct oper *o);
int oper_system(struct oper *o);
int oper_address_book(struct oper *o);
int oper_alg_clear(struct oper *o);
int oper_alg_groups(struct oper *o);
int oper_alg_resources(struct oper *o);
int oper_alg_settings(struct oper *o);
int oper_alg_status(struct oper *o);
int oper_flow_gates(struct oper *o);
int oper_sip_calls(struct oper *o);
int oper_sip_clear(struct oper *o);
int oper_sip_clear_calls(struct oper *o);
int oper_sip_counters(struct oper *o);
int oper_applications(struct oper *o);
int oper_arp_clear(struct oper *o);
int oper_boot_messages(struct oper *o);
int oper_chassis_alarms(struct oper *o);
int oper_connections(struct oper *o);
int oper_core_dumps(struct oper *o);
int oper_environment(struct oper *o);
int oper_file_archive(struct oper *o);
int oper_file_compare(struct oper *o);
int oper_file_copy(struct oper *o);
int oper_file_delete(struct oper *o);
int oper_file_list(struct oper *o);
int oper_file_md5(struct oper *o);
int oper_file_rename(struct oper *o);
int oper_file_sha256(struct oper *o);
int oper_file_show(struct oper *o);
int oper_flow_status(struct oper *o);
int oper_forwarding(struct oper *o);
int oper_forwarding_table(struct oper *o);
int oper_fpc(struct oper *o);
int oper_hardware(struct oper *o);
int oper_host(struct oper *o);
int oper_instances(struct oper *o);
int oper_interfaces_clear(struct oper *o);
int oper_license(struct oper *o);
int oper_log_clear(struct oper *o);
int oper_memory(struct oper *o);
int oper_monitor_interface(struct oper *o);
int oper_monitor_traffic(struct oper *o);
int oper_nat_clear(struct oper *o);
int oper_nat_clear_source_rule(struct oper *o);
int oper_nat_clear_destination_rule(struct oper *o);
int oper_nat_clear_static_rule(struct oper *o);
int oper_nat_clear_source_pool(struct oper *o);
int oper_nat_clear_destination_pool(struct oper *o);
int oper_neighbors_clear(struct oper *o);
int oper_ntp_associations(struct oper *o);
int oper_ntp_status(struct oper *o);
int oper_policies_statistics_clear(struct oper *o);
int oper_processes(struct oper *o);
int oper_reboot_pending(struct oper *o);
int oper_restart(struct oper *o);
int oper_routing_engine(struct oper *o);
int oper_schedulers(struct oper *o);
int oper_security_log(struct oper *o);
int oper_set_date(struct oper *o);
int oper_nat_blocks(struct oper *o);
int oper_nat_pairs(struct oper *o);
int oper_source_nat_applications(struct oper *o);
int oper_destination_nat_applications(struct oper *o);
int oper_destination_nat_rule_sets(struct oper *o);
int oper_destination_nat_summary(struct oper *o);
int oper_static_nat_summary(struct oper *o);
int oper_nat_deterministic(struct oper *o);
int oper_nat_usage(struct oper *o);
int oper_nat_interface_ports(struct oper *o);
int oper_persist_nat(struct oper *o);
int oper_persist_nat_clear(struct oper *o);
int oper_source_nat_rule_sets(struct oper *o);
int oper_spu(struct oper *o);
int oper_storage(struct oper *o);
int oper_support(struct oper *o);
int oper_system_alarms(struct oper *o);
int oper_test_zone(struct oper *o);
int oper_firewall(struct oper *o);
int oper_firewall_clear(struct oper *o);
int oper_firewall_clear_all(struct oper *o);
int oper_firewall_clear_log(struct oper *o);
int oper_firewall_log(struct oper *o);
int oper_prefix_actions(struct oper *o);
int oper_interface_filters(struct oper *o);
int oper_interface_policers(struct oper *o);
int oper_policers(struct oper *o);

#endif
