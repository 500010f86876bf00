// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The bounds of a ruleset, reached on purpose: of each kind of object as many as
 * there may be, and one more, which is refused by its name and number while what
 * runs goes on.  Numbers are the header's; docs/limits.md has them too.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dataplane/dataplane.h"

static int failed;
static struct dp *dp;
static struct dp_error err;

static struct dp_zone zones[XPF_MAX_ZONES + 1];
static struct dp_interface interfaces[XPF_MAX_INTERFACES + 1];
static char devices[XPF_MAX_INTERFACES + 1][16];
static struct dp_screen screens[XPF_MAX_SCREENS + 1];
static struct xpf_screen_white white[XPF_MAX_WHITE + 1];
static struct dp_app apps[XPF_MAX_APPS + 1];
static struct dp_policy policies[XPF_MAX_POLICIES + 1];
static struct dp_nat_pool pools[XPF_MAX_NAT_POOLS + 1];
static struct xpf_nat_range ranges[XPF_MAX_POOL_RANGES + 1];
static struct dp_nat_rule rules[XPF_MAX_NAT_RULES + 1];
static struct dp_fw_filter filters[XPF_MAX_FILTERS + 1];
static struct dp_fw_meter meters[XPF_MAX_METERS + 1];
static struct dp_fw_term terms[XPF_MAX_TERMS + 1];
static struct xpf_predicate predicates[XPF_MAX_PREDICATES + 1];

static void check(bool good, const char *what, size_t most)
{
	printf("%s - %s: %zu, and not one more\n", good ? "ok" : "not ok", what,
	       most);
	if (good)
		return;
	printf("# code %d, %s %zu: %s\n", err.code, dp_object_str(err.kind),
	       err.index, err.text);
	failed = 1;
}

/* Object @index is refused, by such a text. */
static void bound(const struct dp_ruleset *rs, const char *what, size_t most,
		  enum dp_object kind, size_t index, const char *text)
{
	int ret = dp_commit(dp, rs, &err);

	check((ret == -E2BIG || ret == -ERANGE || ret == -EINVAL) &&
		      err.kind == kind && err.index == index &&
		      strstr(err.text, text),
	      what, most);
}

static void fill(void)
{
	for (size_t i = 0; i <= XPF_MAX_ZONES; i++)
		zones[i] = (struct dp_zone){ .id = i + 2, .name = "z" };
	for (size_t i = 0; i <= XPF_MAX_INTERFACES; i++) {
		snprintf(devices[i], sizeof(devices[i]), "d%zu", i);
		interfaces[i] = (struct dp_interface){ .id = i + 1,
						       .ifname = devices[i],
						       .name = devices[i],
						       .zone = 2 };
	}
	for (size_t i = 0; i <= XPF_MAX_SCREENS; i++)
		screens[i] = (struct dp_screen){ .id = i + 1, .name = "s" };
	for (size_t i = 0; i <= XPF_MAX_APPS; i++)
		apps[i] = (struct dp_app){ .id = i + 1,
					   .name = "a",
					   .any_protocol = true,
					   .sport_hi = 65535,
					   .dport_hi = 65535 };
	for (size_t i = 0; i <= XPF_MAX_POLICIES; i++)
		policies[i] = (struct dp_policy){ .id = i + 1, .name = "p" };
	for (size_t i = 0; i <= XPF_MAX_POOL_RANGES; i++)
		ranges[i].lo[3] = ranges[i].hi[3] = 1;
	for (size_t i = 0; i <= XPF_MAX_NAT_POOLS; i++)
		pools[i] = (struct dp_nat_pool){ .id = i + 1,
						 .name = "n",
						 .family = 2,
						 .ranges = ranges,
						 .n_ranges = 1,
						 .overload = 1,
						 .port_lo = 1024,
						 .port_hi = 2000 };
	for (size_t i = 0; i <= XPF_MAX_NAT_RULES; i++)
		rules[i] = (struct dp_nat_rule){
			.id = i + 1, .name = "r", .set = "s", .overload = 1
		};
	for (size_t i = 0; i <= XPF_MAX_FILTERS; i++)
		filters[i] = (struct dp_fw_filter){ .id = i + 1, .name = "f" };
	for (size_t i = 0; i <= XPF_MAX_METERS; i++)
		meters[i] = (struct dp_fw_meter){ .id = i + 1,
						  .name = "m",
						  .filter = 1 };
	for (size_t i = 0; i <= XPF_MAX_TERMS; i++)
		terms[i] = (struct dp_fw_term){ .name = "t", .filter = 1 };
}

static void objects(void)
{
	struct dp_ruleset rs = { .zones = zones };

	rs.n_zones = XPF_MAX_ZONES - 1;
	bound(&rs, "zones", XPF_MAX_ZONES - 2, DP_OBJECT_ZONE,
	      XPF_MAX_ZONES - 2, "zone id out of range");
	rs.n_zones = 1;
	rs.interfaces = interfaces;
	rs.n_interfaces = XPF_MAX_INTERFACES;
	bound(&rs, "interfaces", XPF_MAX_INTERFACES - 1, DP_OBJECT_INTERFACE,
	      XPF_MAX_INTERFACES - 1, "interface id out of range");
	rs.n_interfaces = 0;
	rs.apps = apps;
	rs.n_apps = XPF_MAX_APPS + 1;
	bound(&rs, "application terms", XPF_MAX_APPS, DP_OBJECT_APP,
	      XPF_MAX_APPS, "too many application terms");
	rs.n_apps = 0;
	rs.policies = policies;
	rs.n_policies = XPF_MAX_POLICIES + 1;
	bound(&rs, "policies", XPF_MAX_POLICIES, DP_OBJECT_POLICY,
	      XPF_MAX_POLICIES, "too many policies");
}

static void screens_and_nat(void)
{
	struct dp_ruleset rs = { .screens = screens };

	rs.n_screens = XPF_MAX_SCREENS + 1;
	bound(&rs, "screens", XPF_MAX_SCREENS, DP_OBJECT_SCREEN,
	      XPF_MAX_SCREENS, "screen id out of range");
	rs.n_screens = 1;
	screens[0].white = white;
	screens[0].n_white = XPF_MAX_WHITE + 1;
	bound(&rs, "white-listed addresses of a screen", XPF_MAX_WHITE,
	      DP_OBJECT_SCREEN, 0, "too many white-listed addresses");
	rs.n_screens = 0;
	rs.nat_pools = pools;
	rs.n_nat_pools = XPF_MAX_NAT_POOLS + 1;
	bound(&rs, "NAT pools", XPF_MAX_NAT_POOLS, DP_OBJECT_NAT_POOL,
	      XPF_MAX_NAT_POOLS, "too many NAT pools");
	rs.n_nat_pools = 1;
	pools[0].n_ranges = XPF_MAX_POOL_RANGES + 1;
	bound(&rs, "address ranges of a pool", XPF_MAX_POOL_RANGES,
	      DP_OBJECT_NAT_POOL, 0, "does not fit a netlink message");
	pools[0].n_ranges = 1;
	pools[0].overload = 32;
	pools[0].block_size = XPF_MAX_BLOCK_BITS / 32 + 1;
	pools[0].block_max = 1;
	pools[0].port_hi = 65535;
	bound(&rs, "ports of a block times sharers", XPF_MAX_BLOCK_BITS,
	      DP_OBJECT_NAT_POOL, 0, "blocks of ports out of range");
	rs.n_nat_pools = 0;
	rs.nat_rules = rules;
	rs.n_nat_rules = XPF_MAX_NAT_RULES + 1;
	bound(&rs, "NAT rules", XPF_MAX_NAT_RULES, DP_OBJECT_NAT_RULE,
	      XPF_MAX_NAT_RULES, "too many NAT rules");
}

static void firewall_filters(void)
{
	struct dp_ruleset rs = { .fw_filters = filters };

	rs.n_fw_filters = XPF_MAX_FILTERS + 1;
	bound(&rs, "filters", XPF_MAX_FILTERS, DP_OBJECT_FW_FILTER,
	      XPF_MAX_FILTERS, "too many filters");
	rs.n_fw_filters = 1;
	rs.fw_meters = meters;
	rs.n_fw_meters = XPF_MAX_METERS + 1;
	bound(&rs, "counters and policers", XPF_MAX_METERS, DP_OBJECT_FW_METER,
	      XPF_MAX_METERS, "too many counters and policers");
	rs.n_fw_meters = 0;
	rs.fw_terms = terms;
	rs.n_fw_terms = XPF_MAX_TERMS + 1;
	bound(&rs, "terms of filters", XPF_MAX_TERMS, DP_OBJECT_FW_TERM,
	      XPF_MAX_TERMS, "too many terms");
	rs.n_fw_terms = 1;
	terms[0].predicates = predicates;
	terms[0].n_predicates = XPF_MAX_PREDICATES + 1;
	bound(&rs, "predicates of a term", XPF_MAX_PREDICATES,
	      DP_OBJECT_FW_TERM, 0, "bad predicate");
}

static void images(void)
{
	struct dp_ruleset rs = { 0 };
	char byte = 0;

	rs.image[XPF_IMAGE_POLICY] = (struct dp_image){ .data = &byte };
	rs.image[XPF_IMAGE_POLICY].size = (size_t)XPF_MAX_IMAGE + 8;
	bound(&rs, "bytes of an image", XPF_MAX_IMAGE, DP_OBJECT_NONE, 0,
	      "classifier image too large");
}

int main(void)
{
	struct dp_ruleset rs = { .zones = zones, .n_zones = 1, .cookie = 5 };
	struct dp_status s;

	fill();
	if (dp_open(&dp, &err) || dp_commit(dp, &rs, &err)) {
		printf("not ok - a ruleset: %s\n", err.text);
		return 1;
	}
	objects();
	screens_and_nat();
	firewall_filters();
	images();
	printf("%s - what ran goes on\n",
	       !dp_status(dp, &s, &err) && s.cookie == 5 && s.zones == 1 ?
		       "ok" :
		       "not ok");
	dp_close(dp);
	return failed;
}
