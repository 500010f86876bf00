// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * From an object of a snapshot back to what the operator typed.  Names are
 * quoted as the language quotes them.
 */
#include "compile/compile.h"

#include <string.h>

#include "lib/buf.h"

static void add_name(struct buf *out, const char *name)
{
	bool quote = !*name || strpbrk(name, " \t\"{};[]#");

	buf_putc(out, ' ');
	if (quote)
		buf_putc(out, '"');
	buf_puts(out, name);
	if (quote)
		buf_putc(out, '"');
}

static const char *zone_name(const struct dp_ruleset *rs, uint16_t id)
{
	size_t i;

	if (id == XPF_ZONE_HOST)
		return "junos-host";
	for (i = 0; i < rs->n_zones; i++)
		if (rs->zones[i].id == id)
			return rs->zones[i].name;
	return "?";
}

static void explain_screen(const struct dp_ruleset *rs, size_t i,
			   struct buf *out)
{
	buf_puts(out, "security screen");
	if (i >= rs->n_screens)
		return;
	buf_puts(out, " ids-option");
	add_name(out, rs->screens[i].name);
}

static void explain_zone(const struct dp_ruleset *rs, size_t i, struct buf *out)
{
	buf_puts(out, "security zones");
	if (i >= rs->n_zones)
		return;
	buf_puts(out, " security-zone");
	add_name(out, rs->zones[i].name);
}

/* Where it is bound to its zone, or where it is defined. */
static void explain_interface(const struct dp_ruleset *rs, size_t i,
			      struct buf *out)
{
	const struct dp_interface *p = &rs->interfaces[i];

	if (i >= rs->n_interfaces || !p->zone) {
		buf_puts(out, "interfaces");
		if (i < rs->n_interfaces)
			add_name(out, p->name);
		return;
	}
	buf_puts(out, "security zones security-zone");
	add_name(out, zone_name(rs, p->zone));
	buf_puts(out, " interfaces");
	add_name(out, p->name);
}

static void explain_app(const struct dp_ruleset *rs, size_t i, struct buf *out)
{
	buf_puts(out, "applications");
	if (i >= rs->n_apps)
		return;
	buf_puts(out, " application");
	add_name(out, rs->apps[i].name);
}

static void explain_policy(const struct dp_ruleset *rs, size_t i,
			   struct buf *out)
{
	const struct dp_policy *p = &rs->policies[i];

	buf_puts(out, "security policies");
	if (i >= rs->n_policies)
		return;
	if (p->from_zone) {
		buf_puts(out, " from-zone");
		add_name(out, zone_name(rs, p->from_zone));
		buf_puts(out, " to-zone");
		add_name(out, zone_name(rs, p->to_zone));
	} else {
		buf_puts(out, " global");
	}
	buf_puts(out, " policy");
	add_name(out, p->name);
}

static void explain_nat_rule(const struct dp_ruleset *rs, size_t i,
			     struct buf *out)
{
	static const char *const kinds[] = {
		[XPF_NAT_SOURCE] = " source",
		[XPF_NAT_DESTINATION] = " destination",
		[XPF_NAT_STATIC] = " static",
	};

	buf_puts(out, "security nat");
	if (i >= rs->n_nat_rules)
		return;
	buf_puts(out, kinds[rs->nat_rules[i].kind]);
	buf_puts(out, " rule-set");
	add_name(out, rs->nat_rules[i].set);
	buf_puts(out, " rule");
	add_name(out, rs->nat_rules[i].name);
}

static void explain_nat_pool(const struct dp_ruleset *rs, size_t i,
			     struct buf *out)
{
	buf_puts(out, "security nat");
	if (i >= rs->n_nat_pools)
		return;
	buf_puts(out, " pool");
	add_name(out, rs->nat_pools[i].name);
}

static void explain_filter(const struct dp_ruleset *rs, size_t i,
			   struct buf *out)
{
	buf_puts(out, "firewall");
	if (i >= rs->n_fw_filters)
		return;
	buf_puts(out, " filter");
	add_name(out, rs->fw_filters[i].name);
}

static void explain_term(const struct dp_ruleset *rs, size_t i, struct buf *out)
{
	size_t f = 0;

	if (i >= rs->n_fw_terms) {
		buf_puts(out, "firewall");
		return;
	}
	while (f < rs->n_fw_filters &&
	       rs->fw_filters[f].id != rs->fw_terms[i].filter)
		f++;
	explain_filter(rs, f, out);
	buf_puts(out, " term");
	add_name(out, rs->fw_terms[i].name);
}

static void explain_meter(const struct dp_ruleset *rs, size_t i,
			  struct buf *out)
{
	buf_puts(out, "firewall");
	if (i >= rs->n_fw_meters || rs->fw_meters[i].kind == XPF_METER_COUNTER)
		return;
	buf_puts(out, " policer");
	add_name(out, rs->fw_meters[i].name);
}

static const char *image_place(size_t kind)
{
	switch ((enum xpf_image_kind)kind) {
	case XPF_IMAGE_SOURCE_NAT:
		return "security nat source";
	case XPF_IMAGE_DESTINATION_NAT:
		return "security nat destination";
	case XPF_IMAGE_STATIC_NAT:
	case XPF_IMAGE_STATIC_SOURCE:
		return "security nat static";
	case XPF_IMAGE_FILTER:
		return "firewall";
	case XPF_IMAGE_POLICY:
	case __XPF_IMAGE_KINDS:
		break;
	}
	return "security policies";
}

const char *compile_explain(const struct dp_ruleset *rs, enum dp_object kind,
			    size_t index, struct buf *out)
{
	buf_puts(out, "[edit ");
	switch (kind) {
	case DP_OBJECT_NONE:
		buf_puts(out, "security");
		break;
	case DP_OBJECT_CONFIG:
		buf_puts(out, "security flow");
		break;
	case DP_OBJECT_SCREEN:
		explain_screen(rs, index, out);
		break;
	case DP_OBJECT_ZONE:
		explain_zone(rs, index, out);
		break;
	case DP_OBJECT_INTERFACE:
		explain_interface(rs, index, out);
		break;
	case DP_OBJECT_APP:
		explain_app(rs, index, out);
		break;
	case DP_OBJECT_POLICY:
		explain_policy(rs, index, out);
		break;
	case DP_OBJECT_NAT_POOL:
		explain_nat_pool(rs, index, out);
		break;
	case DP_OBJECT_NAT_RULE:
		explain_nat_rule(rs, index, out);
		break;
	case DP_OBJECT_FW_FILTER:
		explain_filter(rs, index, out);
		break;
	case DP_OBJECT_FW_METER:
		explain_meter(rs, index, out);
		break;
	case DP_OBJECT_FW_TERM:
		explain_term(rs, index, out);
		break;
	case DP_OBJECT_IMAGE:
		buf_puts(out, image_place(index));
		break;
	}
	buf_putc(out, ']');
	return out->data;
}
