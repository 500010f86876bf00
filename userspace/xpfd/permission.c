// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Two tables: the bits, and the parts of the hierarchy they open.  A part of
 * the hierarchy that no row names needs all permissions: what is added to the
 * grammar is closed until somebody decides otherwise here.
 */
#include "xpfd/permission.h"

#include <stdio.h>
#include <string.h>

const struct permission permissions[] = {
	{ "admin", "Can view user accounts" },
	{ "admin-control", "Can modify user accounts" },
	{ "clear", "Can clear learned network information" },
	{ "configure", "Can enter configuration mode" },
	{ "control", "Can modify any configuration" },
	{ "field", "Can use field debug commands" },
	{ "floppy", "Can read and write from the floppy" },
	{ "interface", "Can view interface configuration" },
	{ "interface-control", "Can modify interface configuration" },
	{ "network", "Can access the network" },
	{ "reset", "Can reset/restart interfaces and daemons" },
	{ "routing", "Can view routing configuration" },
	{ "routing-control", "Can modify routing configuration" },
	{ "shell", "Can start a local shell" },
	{ "snmp", "Can view SNMP configuration" },
	{ "snmp-control", "Can modify SNMP configuration" },
	{ "system", "Can view system configuration" },
	{ "system-control", "Can modify system configuration" },
	{ "trace", "Can view trace file settings" },
	{ "trace-control", "Can modify trace file settings" },
	{ "view", "Can view current values and statistics" },
	{ "maintenance", "Can become the super-user" },
	{ "firewall", "Can view firewall configuration" },
	{ "firewall-control", "Can modify firewall configuration" },
	{ "secret", "Can view secret statements" },
	{ "secret-control", "Can modify secret statements" },
	{ "rollback", "Can rollback to previous configurations" },
	{ "security", "Can view security configuration" },
	{ "security-control", "Can modify security configuration" },
	{ "access", "Can view access configuration" },
	{ "access-control", "Can modify access configuration" },
	{ "view-configuration",
	  "Can view all configuration (not including secrets)" },
	{ "flow-tap", "Can view flow-tap configuration" },
	{ "flow-tap-control", "Can modify flow-tap configuration" },
	{ "flow-tap-operation", "Can tap flows" },
	{ "idp-profiler-operation", "Can profile data" },
	{ "pgcp-session-mirroring",
	  "Can view session mirroring configuration" },
	{ "pgcp-session-mirroring-control",
	  "Can modify session mirroring configuration" },
	{ "storage", "Can view storage configuration" },
	{ "storage-control", "Can modify storage configuration" },
	{ "unified-edge", "Can view unified edge configuration" },
	{ "unified-edge-control", "Can modify unified edge configuration" },
	{ NULL, NULL },
};

#define N_BITS (sizeof(permissions) / sizeof(*permissions) - 1)

_Static_assert(N_BITS < 64, "a bit each");

uint64_t permission_all(void)
{
	return (1ULL << N_BITS) - 1;
}

uint64_t permission_bit(const char *name)
{
	size_t i;

	for (i = 0; i < N_BITS; i++)
		if (!strcmp(permissions[i].name, name))
			return 1ULL << i;
	return 0;
}

static bool is_control(const char *name)
{
	size_t n = strlen(name);

	return n > 8 && !strcmp(name + n - 8, "-control");
}

/* Who may change may see. */
static uint64_t with_view(const char *name)
{
	char view[64];

	if (!is_control(name))
		return permission_bit(name);
	snprintf(view, sizeof(view), "%.*s", (int)strlen(name) - 8, name);
	return permission_bit(name) | permission_bit(view);
}

uint64_t permission_bits(const char *name)
{
	uint64_t bits = 0;
	size_t i;

	if (!strcmp(name, "all"))
		return permission_all();
	if (strcmp(name, "control") && strcmp(name, "all-control"))
		return with_view(name);
	for (i = 0; i < N_BITS; i++)
		if (is_control(permissions[i].name))
			bits |= with_view(permissions[i].name);
	return bits | permission_bit("control");
}

/* ---- parts of the hierarchy ---- */

static const struct {
	const char *path, *bit;
} rows[] = {
	{ "access", "access" },
	{ "access-profile", "access" },
	{ "accounting-options", "interface" },
	{ "applications", "system" },
	{ "bridge-domains", "routing" },
	{ "chassis", "interface" },
	{ "class-of-service", "interface" },
	{ "dynamic-profiles", "routing" },
	{ "ethernet-switching-options", "interface" },
	{ "event-options", "maintenance" },
	{ "firewall", "firewall" },
	{ "forwarding-options", "interface" },
	{ "groups", "configure" },
	{ "interfaces", "interface" },
	{ "logical-systems", "admin" },
	{ "multi-chassis", "interface" },
	{ "multicast-snooping-options", "routing" },
	{ "poe", "interface" },
	{ "policy-options", "routing" },
	{ "protocols", "routing" },
	{ "rcsid", "system" },
	{ "routing-instances", "routing" },
	{ "routing-options", "routing" },
	{ "schedulers", "system" },
	{ "security", "security" },
	{ "services", "interface" },
	{ "session-limit-group", "security" },
	{ "smtp", "system" },
	{ "snmp", "snmp" },
	{ "switch-options", "interface" },
	{ "system", "system" },
	{ "system login", "admin" },
	{ "system root-authentication", "admin" },
	{ "system authentication-order", "admin" },
	{ "system radius-server", "admin" },
	{ "system tacplus-server", "admin" },
	{ "tenants", "admin" },
	{ "unified-edge", "unified-edge" },
	{ "virtual-chassis", "interface" },
	{ "vlans", "interface" },
	{ "wlan", "interface" },
};

_Static_assert(sizeof(rows) / sizeof(*rows) <= AREA_ROWS, "room");

static struct area named(const char *name)
{
	char control[64];
	struct area a;

	snprintf(control, sizeof(control), "%s-control", name);
	a.view = permission_bit(name);
	a.control = permission_bit(control);
	if (!a.control) /* maintenance, configure: one bit for both */
		a.control = a.view;
	a.view |= a.control;
	return a;
}

static const struct snode *find(const struct schema *s, const char *path)
{
	const struct snode *n = schema_config(s), *next;
	char copy[128], *word, *save = NULL;

	snprintf(copy, sizeof(copy), "%s", path);
	for (word = strtok_r(copy, " ", &save); word && n;
	     word = strtok_r(NULL, " ", &save)) {
		next = snode_child(n, word);
		n = next ? next : schema_universal(s, n, word);
	}
	return n;
}

void areas_init(struct areas *a, const struct schema *s)
{
	const struct snode *n;
	size_t i;

	memset(a, 0, sizeof(*a));
	a->trace = permission_bit("trace") | permission_bit("trace-control");
	a->trace_control = permission_bit("trace-control");
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		n = find(s, rows[i].path);
		if (!n)
			continue;
		a->row[a->n].s = n;
		a->row[a->n++].area = named(rows[i].bit);
	}
}

struct area area_of(const struct areas *a, const struct snode *s,
		    struct area above)
{
	int i;

	if (!strcmp(s->keyword, "traceoptions"))
		return (struct area){ a->trace, a->trace_control };
	for (i = 0; i < a->n; i++)
		if (a->row[i].s == s)
			return a->row[i].area;
	return above;
}

struct area area_top(const struct areas *a)
{
	return a->other;
}
