// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The protocol from the manager's side, in a namespace of its own: enable,
 * transactions that are refused and say why, transactions that are taken,
 * what a second socket may do, dumps over many messages and under commits,
 * questions, events.  Says "ok" or "not ok" for each.
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compile/classifier.h"
#include "dataplane/dataplane.h"

#define MANY 5000

static int failed;
static struct dp *dp;
static struct dp_error err;

static void check(bool good, const char *text)
{
	printf("%s - %s\n", good ? "ok" : "not ok", text);
	if (!good) {
		printf("# code %d, %s %zu: %s\n", err.code,
		       dp_object_str(err.kind), err.index, err.text);
		failed = 1;
	}
}

/* The last request failed like this. */
static void refused(int ret, int code, enum dp_object kind, size_t index,
		    const char *text)
{
	check(ret == code && err.code == code && err.kind == kind &&
		      err.index == index && strstr(err.text, text),
	      text);
}

/* One rule for everything, and n - 1 after it that never match. */
static struct dp_image image(uint32_t n_rules)
{
	struct classifier *c = classifier_new(64u << 20);
	uint32_t context = classifier_context(c), where;
	struct entry e = entry_any(0);
	struct dp_image img = { 0 };
	void *data;

	classifier_add(c, context, &e);
	classifier_pair(c, 2, 3, context);
	if (classifier_build(c, n_rules, &data, &img.size, &where))
		abort();
	img.data = data;
	classifier_free(c);
	return img;
}

static struct dp_zone zones[] = {
	{ .id = 2, .name = "trust" },
	{ .id = 3, .name = "untrust", .services = 4 },
};
static struct dp_interface interfaces[] = {
	{ .id = 1, .ifname = "lo", .name = "lo0.0", .zone = 2 },
	{ .id = 7, .ifname = "nothere", .name = "ge-0/0/7.0", .zone = 3 },
};
static struct dp_app apps[] = {
	{ .id = 9,
	  .name = "web",
	  .protocol = 6,
	  .sport_hi = 65535,
	  .dport_lo = 80,
	  .dport_hi = 80,
	  .timeout = 99 },
	{ .id = 9,
	  .name = "web",
	  .protocol = 6,
	  .sport_hi = 65535,
	  .dport_lo = 8080,
	  .dport_hi = 8088 },
	{ .id = 4,
	  .name = "rest",
	  .any_protocol = true,
	  .sport_hi = 65535,
	  .dport_hi = 65535 },
};
static const uint32_t app_ids[] = { 9, 4 };
static struct dp_policy policies[MANY];
static struct dp_ruleset rs;

static void fill(void)
{
	static char names[MANY][16];

	for (int i = 0; i < MANY; i++) {
		snprintf(names[i], sizeof(names[i]), "p%d", i);
		policies[i] = (struct dp_policy){
			.id = MANY * 3 - i * 2,
			.name = names[i],
			.from_zone = 2,
			.to_zone = 3,
			.action = XPF_ACTION_PERMIT,
			.apps = app_ids,
			.n_apps = 2,
		};
	}
	rs = (struct dp_ruleset){
		.zones = zones,
		.n_zones = 2,
		.interfaces = interfaces,
		.n_interfaces = 2,
		.apps = apps,
		.n_apps = 3,
		.policies = policies,
		.n_policies = MANY,
		.cookie = 77,
	};
	rs.image[XPF_IMAGE_POLICY] = image(MANY);
}

static int commit(void)
{
	return dp_commit(dp, &rs, &err);
}

static void before_enable(void)
{
	struct dp_status s;

	check(!dp_status(dp, &s, &err) && !s.enabled && *s.version,
	      "status of a namespace that is not enabled");
	refused(commit(), -ENODEV, DP_OBJECT_NONE, 0, "not enabled");
	check(!dp_enable(dp, 4096, &err), "enable");
	check(!dp_enable(dp, 4096, &err), "enable again is no error");
	refused(dp_enable(dp, 65536, &err), -EBUSY, DP_OBJECT_NONE, 0,
		"other limits");
}

static void object_faults(void)
{
	zones[1].id = 2;
	refused(commit(), -EEXIST, DP_OBJECT_ZONE, 1, "zone id already");
	zones[1].id = 1024;
	refused(commit(), -ERANGE, DP_OBJECT_ZONE, 1, "zone id out of range");
	zones[1].id = 3;
	interfaces[1].zone = 9;
	refused(commit(), -ENOENT, DP_OBJECT_INTERFACE, 1, "unknown zone");
	interfaces[1].zone = 3;
	interfaces[1].ifname = "lo";
	refused(commit(), -EEXIST, DP_OBJECT_INTERFACE, 1, "one device");
	interfaces[1].ifname = "nothere";
	interfaces[1].name =
		"a name of more than sixty-three characters, which "
		"is more than Junos allows";
	refused(commit(), -EINVAL, DP_OBJECT_INTERFACE, 1, "validation");
	interfaces[1].name = "ge-0/0/7.0";
	policies[4321].to_zone = 8;
	refused(commit(), -ENOENT, DP_OBJECT_POLICY, 4321, "unknown zone");
	policies[4321].to_zone = 3;
	policies[4321].id = policies[7].id;
	refused(commit(), -EEXIST, DP_OBJECT_POLICY, 4321, "id already");
	policies[4321].id = MANY * 3 - 4321 * 2;
	apps[2].id = 5;
	refused(commit(), -ENOENT, DP_OBJECT_POLICY, 0, "unknown application");
	apps[2].id = 4;
	policies[1].action = 3;
	check(commit() == -ERANGE && err.kind == DP_OBJECT_POLICY &&
		      err.index == 1,
	      "an action that does not exist");
	policies[1].action = XPF_ACTION_PERMIT;
	apps[1].dport_lo = 9000;
	refused(commit(), -ERANGE, DP_OBJECT_APP, 1, "range is empty");
	apps[1].dport_lo = 8080;
}

static void image_faults(void)
{
	struct dp_image good = rs.image[XPF_IMAGE_POLICY], bad = good;
	char *data = malloc(good.size);

	memcpy(data, good.data, good.size);
	data[0] ^= 1;
	bad.data = data;
	rs.image[XPF_IMAGE_POLICY] = bad;
	refused(commit(), -EINVAL, DP_OBJECT_IMAGE, XPF_IMAGE_POLICY,
		"not a classifier image");
	bad.size = good.size - 8;
	bad.data = good.data;
	rs.image[XPF_IMAGE_POLICY] = bad;
	refused(commit(), -EINVAL, DP_OBJECT_IMAGE, XPF_IMAGE_POLICY, "image");
	rs.image[XPF_IMAGE_POLICY] = (struct dp_image){ 0 };
	refused(commit(), -ENOENT, DP_OBJECT_IMAGE, XPF_IMAGE_POLICY,
		"rules without an image");
	rs.image[XPF_IMAGE_POLICY] = good;
	rs.n_policies--;
	refused(commit(), -EINVAL, DP_OBJECT_IMAGE, XPF_IMAGE_POLICY,
		"number of rules");
	rs.n_policies++;
	free(data);
}

static void transactions(void)
{
	struct dp_status s;
	struct dp *other;

	check(!dp_commit_check(dp, &rs, &err), "commit check");
	check(!dp_status(dp, &s, &err) && !s.generation,
	      "which changes nothing");
	check(!dp_open(&other, &err) && !dp_stage(other, &rs, &err),
	      "another socket stages");
	refused(commit(), -EBUSY, DP_OBJECT_NONE, 0, "another transaction");
	dp_close(other);
	check(!commit(), "when it closes, the way is free");
	check(!dp_status(dp, &s, &err) && s.generation == 1 && s.cookie == 77 &&
		      s.policies == MANY && s.zones == 2,
	      "the ruleset runs");
	refused(dp_swap(dp, &rs, &err), -ENOENT, DP_OBJECT_NONE, 0,
		"no transaction");
	zones[0].id = 0;
	check(commit() == -ERANGE && !dp_status(dp, &s, &err) &&
		      s.generation == 1,
	      "a failed commit changes nothing");
	zones[0].id = 2;
	check(!dp_stage(dp, &rs, &err) && !dp_swap(dp, &rs, &err),
	      "stage and swap");
}

static size_t seen;
static bool in_order;

static int on_policy(const struct dp_policy *p, void *arg)
{
	if (seen >= MANY || p->id != policies[seen].id ||
	    strcmp(p->name, policies[seen].name) || p->to_zone != 3)
		in_order = false;
	seen++;
	if (arg && seen == 100)
		return dp_commit(arg, &rs, NULL);
	return 0;
}

static int on_fifth(const struct dp_policy *p, void *arg)
{
	return ++seen == 5 ? 42 : 0;
}

static int on_interface(const struct dp_interface *i, void *arg)
{
	seen += i->id == 7 && !i->ifindex && i->services == 4;
	return 0;
}

static int on_app(const struct dp_app *a, void *arg)
{
	in_order &= a->id == apps[seen].id &&
		    a->any_protocol == apps[seen].any_protocol &&
		    a->dport_hi == apps[seen].dport_hi &&
		    a->timeout == apps[seen].timeout;
	seen++;
	return 0;
}

static void dumps(void)
{
	struct dp *other;

	seen = 0;
	in_order = true;
	check(!dp_policies(dp, on_policy, NULL, &err) && seen == MANY &&
		      in_order,
	      "policies come in order, over many messages");
	if (dp_open(&other, &err))
		exit(1);
	seen = 0;
	check(dp_policies(dp, on_policy, other, &err) == -EINTR,
	      "a commit interrupts a dump, and it says so");
	dp_close(other);
	seen = 0;
	check(dp_policies(dp, on_fifth, NULL, &err) == 42 && seen == 5,
	      "a reader may stop");
	seen = 0;
	check(!dp_interfaces(dp, on_interface, NULL, &err) && seen == 1,
	      "an interface without a device; services of its zone");
	seen = 0;
	in_order = true;
	check(!dp_apps(dp, on_app, NULL, &err) && seen == 3 && in_order,
	      "applications");
}

static void questions(void)
{
	struct dp_flow f = { .from_zone = 2,
			     .to_zone = 3,
			     .protocol = 6,
			     .sport = 1,
			     .dport = 8081 };
	struct dp_filter filter = { .have = DP_FILTER_SADDR };
	struct dp_match m;
	uint64_t n = 1;

	addr_parse("10.0.0.1", &f.saddr);
	addr_parse("10.0.0.2", &f.daddr);
	check(!dp_match(dp, &f, &m, &err) && m.policy == policies[0].id &&
		      m.action == XPF_ACTION_PERMIT && m.app == 9,
	      "match names policy and application");
	f.dport = 81;
	check(!dp_match(dp, &f, &m, &err) && m.app == 4, "the next one");
	f.to_zone = 2;
	check(!dp_match(dp, &f, &m, &err) && !m.policy &&
		      m.action == XPF_ACTION_DENY,
	      "the default");
	addr_parse("2001:db8::", &filter.saddr.addr);
	filter.saddr.len = 33;
	check(!dp_session_count(dp, &filter, &n, &err) && !n, "count");
	filter.saddr.len = 129;
	check(dp_session_count(dp, &filter, &n, &err) == -ERANGE,
	      "a bad prefix length");
	check(!dp_check(dp, &n, &err) && !n, "self-check");
	check(!dp_clear(dp, XPF_STATSET_GLOBAL, &err), "clear");
	check(dp_clear(dp, 1u << 30, &err) < 0, "clear what is not there");
}

static void on_event(const struct dp_event *ev, uint64_t lost, void *arg)
{
	if (ev->kind == XPF_EVENT_RULESET && !lost)
		*(uint32_t *)arg = ev->generation;
}

static void events(void)
{
	struct dp_events *e;
	struct dp_status s;
	struct pollfd p;
	uint32_t generation = 0;

	check(!dp_events_open(&e, DP_GROUP_CONTROL, &err), "listen");
	p = (struct pollfd){ .fd = dp_events_fd(e), .events = POLLIN };
	check(!commit() && !dp_status(dp, &s, &err), "commit");
	check(poll(&p, 1, 1000) == 1, "something comes");
	dp_events_read(e, on_event, &generation);
	check(generation == s.generation, "the new generation");
	check(!dp_events_read(e, on_event, &generation), "once");
	dp_events_close(e);
}

int main(void)
{
	struct dp_status s;

	setvbuf(stdout, NULL, _IOLBF, 0);
	fill();
	if (dp_open(&dp, &err)) {
		check(false, "open");
		return 1;
	}
	before_enable();
	object_faults();
	image_faults();
	transactions();
	dumps();
	questions();
	events();
	check(!dp_disable(dp, &err) && !dp_status(dp, &s, &err) && !s.enabled,
	      "disable");
	dp_close(dp);
	return failed;
}
