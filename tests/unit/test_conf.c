// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The language, part by part: what each type of value accepts and makes of
 * it, what it refuses and says; order and lookup in trees large enough to
 * have an index; levels that `edit` makes; references and conditions.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf/command.h"
#include "conf/conf.h"
#include "conf/group.h"

static struct schema *schema;

static const struct snode *statement(const char *path)
{
	const struct snode *s = schema_config(schema), *c;
	struct words w;
	int i;
	size_t k;

	words_split(path, &w);
	for (i = 0; i < w.n; i++) {
		c = snode_child(s, w.v[i]);
		for (k = 0; !c && k < s->nchild; k++)
			if (!strcmp(s->child[k]->name, w.v[i]))
				c = s->child[k];
		assert_non_null(c);
		s = c;
	}
	words_free(&w);
	return s;
}

/* ---- values ---- */

struct good {
	const char *path, *value, *normal;
};

static const struct good good[] = {
	{ "access address-assignment pool family inet host hardware-address",
	  "00:1A:2b:3c:4D:5e", "00:1a:2b:3c:4d:5e" },
	{ "access address-assignment pool family inet host hardware-address",
	  "001a.2b3c.4d5e", "00:1a:2b:3c:4d:5e" },
	{ "security authentication-key-chains key-chain key start-time",
	  "2026-1-31.23:59:59 +0000", "2026-1-31.23:59:59 +0000" },
	{ "security authentication-key-chains key-chain key start-time",
	  "02-28.09:00", "02-28.09:00" },
	{ "security authentication-key-chains key-chain key start-time", "now",
	  "now" },
	{ "security address-book address wildcard-address name",
	  "10.0.0.1/255.0.0.255", "10.0.0.1/255.0.0.255" },
	{ "security ike traceoptions file match", "^(a|b)+$", "^(a|b)+$" },
	{ "security address-book address ip-prefix", "10/8", "10.0.0.0/8" },
	{ "security address-book address ip-prefix", "10.1/16", "10.1.0.0/16" },
	{ "security address-book address ip-prefix", "192.0.2.1",
	  "192.0.2.1/32" },
	{ "security address-book address ip-prefix", "192.0.2.5/24",
	  "192.0.2.5/24" },
	{ "security address-book address ip-prefix", "2001:DB8:0::1",
	  "2001:db8::1/128" },
	{ "security address-book address ip-prefix", "::/0", "::/0" },
	{ "routing-options static route name", "0/0", "0.0.0.0/0" },
	{ "routing-options static route name", "default", "0.0.0.0/0" },
	{ "routing-options static route next-hop", "ge-0/0/0", "ge-0/0/0.0" },
	{ "routing-options static route next-hop", "2001:db8::1",
	  "2001:db8::1" },
	{ "interfaces interface name", "ge-0/0/0", "ge-0/0/0" },
	{ "interfaces interface name", "xe-1/2/15:3", "xe-1/2/15:3" },
	{ "interfaces interface name", "trust0", "trust0" },
	{ "interfaces interface name", "lo0", "lo0" },
	{ "interfaces interface unit name", "0016", "16" },
	{ "interfaces interface unit vlan-id", "4094", "4094" },
	{ "security zones security-zone interfaces name", "ge-0/0/0",
	  "ge-0/0/0.0" },
	{ "security zones security-zone interfaces name", "trust0.5",
	  "trust0.5" },
	{ "security zones security-zone interfaces name", "all", "all" },
	{ "applications application protocol", "tcp", "tcp" },
	{ "applications application protocol", "255", "255" },
	{ "applications application destination-port", "ftp-data", "ftp-data" },
	{ "applications application destination-port", "http-https",
	  "http-https" },
	{ "applications application destination-port", "0-65535", "0-65535" },
	{ "applications application inactivity-timeout", "never", "never" },
	{ "applications application icmp-type", "echo-request",
	  "echo-request" },
	{ "applications application icmp-type", "8", "8" },
	{ "system syslog archive size", "128k", "128k" },
};

static const struct good bad[] = {
	{ "access address-assignment pool family inet host hardware-address",
	  "00:1a:2b:3c:4d", "invalid MAC address: '00:1a:2b:3c:4d'" },
	{ "access address-assignment pool family inet host hardware-address",
	  "00:1a:2b:3c:4d:5e:6f",
	  "invalid MAC address: '00:1a:2b:3c:4d:5e:6f'" },
	{ "security authentication-key-chains key-chain key start-time",
	  "2026-13-1", "invalid time: '2026-13-1'" },
	{ "security authentication-key-chains key-chain key start-time",
	  "1-1.24:00", "invalid time: '1-1.24:00'" },
	{ "security authentication-key-chains key-chain key start-time",
	  "1-1 +25", "invalid time: '1-1 +25'" },
	{ "security address-book address wildcard-address name",
	  "10.0.0.1/128.0.0.1",
	  "The first octet of the wildcard mask must be greater than 128" },
	{ "security address-book address wildcard-address name",
	  "10.0.0/255.0.0.0", "invalid wildcard address: '10.0.0/255.0.0.0'" },
	{ "security ike traceoptions file match", "a**(",
	  "invalid regular expression: 'a**(' (Unmatched ( or \\()" },
	{ "security address-book address ip-prefix", "10.0.0.256",
	  "invalid value '256' in ip address: '10.0.0.256'" },
	{ "security address-book address ip-prefix", "10.0.0.1/33",
	  "prefix length '33' is larger than 32 in address '10.0.0.1/33'" },
	{ "security address-book address ip-prefix", "10.0.0.1/-1",
	  "missing or invalid prefix length '-1' in address '10.0.0.1/-1'" },
	{ "security address-book address ip-prefix", "10.0.0.1/",
	  "missing or invalid prefix length '' in address '10.0.0.1/'" },
	{ "security address-book address ip-prefix", "::-1",
	  "invalid ip address or hostname: ::-1" },
	{ "security address-book address ip-prefix", "",
	  "invalid ip address or hostname: " },
	{ "routing-options static route name", "10.0.0.1/24",
	  "host portion is not zero (10.0.0.0/24): '10.0.0.1/24'" },
	{ "interfaces interface name", "ge-0/0",
	  "invalid interface type in 'ge-0/0'." },
	{ "interfaces interface name", "ge-0/0/0.0",
	  "invalid interface type in 'ge-0/0/0.0'." },
	{ "interfaces interface name", "sixteen-letters-",
	  "invalid interface type in 'sixteen-letters-'." },
	{ "interfaces interface mtu", "9228",
	  "Value 9228 is not within range (256..9192)" },
	{ "interfaces interface mtu", "big", "invalid numeric value: 'big'" },
	{ "interfaces interface mtu", "99999999999999999999",
	  "Value 99999999999999999999 is not within range (256..9192)" },
	{ "interfaces interface unit vlan-id", "4095",
	  "Value 4095 is not within range (1..4094)" },
	{ "interfaces interface unit family inet address name", "192.0.2.0/24",
	  "Cannot assign network address '192.0.2.0/24'" },
	{ "interfaces interface unit family inet address name",
	  "192.0.2.255/24",
	  "Cannot assign broadcast address '192.0.2.255/24'" },
	{ "interfaces interface unit family inet address name",
	  "2001:db8::1/64", "invalid ipv4 address: '2001:db8::1/64'" },
	{ "applications application protocol", "256",
	  "number: '256': Value must be a number from 0 to 255" },
	{ "applications application destination-port", "90-80",
	  "invalid range: '90-80'" },
	{ "applications application destination-port", "1-2-3",
	  "number: '2-3': Value must be a number from 0 to 65535" },
	{ "security zones security-zone name", "a b",
	  "Must be a string beginning with a number or letter and consisting "
	  "of letters, numbers, dashes and underscores." },
};

static void test_values(void **state)
{
	const struct good *g;
	struct buf b;
	size_t i;

	buf_init(&b);
	for (i = 0; i < sizeof(good) / sizeof(*good); i++) {
		g = &good[i];
		buf_reset(&b);
		assert_null(
			snode_check_value(statement(g->path), g->value, &b));
		assert_string_equal(b.data, g->normal);
	}
	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		const char *msg;

		g = &bad[i];
		buf_reset(&b);
		msg = snode_check_value(statement(g->path), g->value, &b);
		assert_non_null(msg);
		assert_string_equal(msg, g->normal);
		assert_string_equal(b.data, "");
	}
	buf_free(&b);
	assert_int_equal(value_port("http"), 80);
	assert_int_equal(value_port("65536"), -1);
	assert_int_equal(value_protocol("icmp6"), 58);
	assert_int_equal(value_protocol("x"), -1);
}

/* ---- trees ---- */

static struct tree *parse(const char *text)
{
	struct diag *d = diag_new();
	struct tree *t = conf_parse(schema, "test", text, strlen(text), d);
	struct buf b;

	buf_init(&b);
	diag_print(d, &b);
	assert_string_equal(b.data, "");
	buf_free(&b);
	diag_free(d);
	return t;
}

static void edit(struct tree *t, const char *line, const char *answer)
{
	struct edit_error e = { .word = 0 };
	struct words w;

	words_split(line, &w);
	conf_edit(t, tree_root(t), w.n, (const char *const *)w.v, &e);
	assert_string_equal(e.text, answer);
	words_free(&w);
}

static void shows(const struct tree *t, const char *path, const char *text)
{
	struct edit_error e = { .word = 0 };
	struct words w;
	struct buf b;

	buf_init(&b);
	words_split(path, &w);
	conf_show(t, tree_root(t), w.n, (const char *const *)w.v, CONF_TEXT,
		  CONF_SECRETS, &b, &e);
	assert_string_equal(e.text, "");
	assert_string_equal(b.data, text);
	words_free(&w);
	buf_free(&b);
}

#define BOOK "security address-book global"

static void test_large(void **state)
{
	struct tree *t = tree_new(schema);
	struct cnode *book, *n;
	char line[128], name[16];
	int i, count;

	for (i = 0; i < 500; i++) {
		snprintf(line, sizeof(line),
			 "set " BOOK " address-set s%d address a%d", i, i);
		edit(t, line, "");
		snprintf(line, sizeof(line), "set " BOOK " address a%d 10/8",
			 i);
		edit(t, line, "");
	}
	edit(t, "set " BOOK " description first", "");
	book = cn_entry(cn_child(tree_root(t), "security"), "address-book",
			"global", NULL);
	assert_non_null(book);
	/* by the grammar: description, addresses, sets; each in its order */
	assert_string_equal(book->first->schema->keyword, "description");
	for (i = 0, n = cn_first(book, "address"); n; n = cn_next(n), i++) {
		snprintf(name, sizeof(name), "a%d", i);
		assert_string_equal(cn_key(n, 0), name);
	}
	assert_int_equal(i, 500);
	for (i = 0; i < 500; i += 2) {
		snprintf(line, sizeof(line), "delete " BOOK " address a%d", i);
		edit(t, line, "");
	}
	edit(t, "delete " BOOK " address a0", "warning: statement not found");
	edit(t, "rename " BOOK " address a1 to z1", "");
	edit(t, "insert " BOOK " address a499 before a3", "");
	edit(t, "insert " BOOK " address z1 after a497", "");
	assert_null(cn_entry(book, "address", "a1", NULL));
	n = cn_entry(book, "address", "z1", NULL);
	assert_non_null(n);
	assert_string_equal(cn_key(n->prev, 0), "a497");
	assert_ptr_equal(cn_first(book, "address-set"), n->next);
	edit(t, "set " BOOK " address last 10/8", "");
	assert_string_equal(cn_key(n->next, 0), "last");
	for (count = 0, n = cn_first(book, "address"); n; n = cn_next(n))
		count++;
	assert_int_equal(count, 251);
	assert_string_equal(cn_key(cn_first(book, "address"), 0), "a499");
	tree_free(t);
}

static void test_reading(void **state)
{
	struct tree *t = parse("interfaces { ge-0/0/0 { mtu 1500; unit 0; } }"
			       "system host-name r1;"
			       "security flow tcp-session no-syn-check;");
	const struct cnode *root = tree_root(t), *i;
	struct buf b;

	assert_string_equal(cn_value(cn_child(root, "system"), "host-name"),
			    "r1");
	assert_true(
		cn_has(cn_path(root, "security", "flow", "tcp-session", NULL),
		       "no-syn-check"));
	i = cn_entry(cn_child(root, "interfaces"), "interface", "ge-0/0/0",
		     NULL);
	assert_int_equal(cn_number(i, "mtu", 0), 1500);
	assert_int_equal(cn_number(i, "nothing", 7), 7);
	assert_int_equal(cn_number(NULL, "mtu", 9), 9);
	assert_null(cn_path(root, "security", "zones", NULL));
	assert_null(cn_first(NULL, "x"));
	assert_null(cn_key(NULL, 0));
	assert_false(cn_has(NULL, "x"));
	buf_init(&b);
	assert_string_equal(cn_edit_path(cn_first(i, "unit"), &b),
			    "interfaces ge-0/0/0 unit 0");
	assert_int_equal(cn_depth(cn_first(i, "unit")), 3);
	buf_free(&b);
	tree_free(t);
}

static void test_choice(void **state)
{
	struct tree *t = tree_new(schema);

	edit(t, "set routing-options static route 0/0 discard", "");
	edit(t, "set routing-options static route 0/0 next-hop 192.0.2.1", "");
	edit(t,
	     "set routing-options static route 0/0 qualified-next-hop "
	     "192.0.2.2 preference 7",
	     "");
	shows(t, "routing-options static route 0/0",
	      "next-hop 192.0.2.1;\n"
	      "qualified-next-hop 192.0.2.2 {\n    preference 7;\n}\n");
	edit(t, "set routing-options static route 0/0 reject", "");
	shows(t, "routing-options static", "route 0.0.0.0/0 reject;\n");
	tree_free(t);
}

static void test_levels(void **state)
{
	static const char *const path[] = {
		"security",
		"zones",
		"security-zone",
		"a",
	};
	struct tree *t = tree_new(schema), *empty = tree_new(schema);
	struct edit_error e = { .word = 0 };
	struct cnode *level;
	struct buf b;

	/* going there makes nothing that anybody sees, twice or not */
	level = conf_edit_level(t, tree_root(t), 4, path, &e);
	assert_non_null(level);
	assert_ptr_equal(conf_edit_level(t, tree_root(t), 4, path, &e), level);
	shows(t, "", "");
	assert_true(tree_equal(t, empty));
	buf_init(&b);
	conf_compare(empty, t, tree_root(t), &b);
	assert_string_equal(b.data, "");
	buf_free(&b);
	assert_int_equal(conf_edit(t, level, 2,
				   (const char *const[]){ "set", "tcp-rst" },
				   &e),
			 0);
	shows(t, "security zones", "security-zone a {\n    tcp-rst;\n}\n");
	assert_null(conf_edit_level(
		t, tree_root(t), 2,
		(const char *const[]){ "system", "host-name" }, &e));
	assert_string_equal(e.text, "missing argument.");
	assert_null(conf_edit_level(t, tree_root(t), 1,
				    (const char *const[]){ "nowhere" }, &e));
	assert_int_equal(e.word, 0);
	assert_false(e.after);
	tree_free(t);
	tree_free(empty);
}

static void test_loads(void **state)
{
	static const char have[] = "system { host-name a; name-server "
				   "{ 192.0.2.1; } } interfaces lo0 unit 0;";
	static const char merge[] = "system { replace: name-server "
				    "{ 192.0.2.2; } delete: host-name; }";
	struct diag *d = diag_new();
	struct tree *t = parse(have);

	conf_load(t, tree_root(t), LOAD_MERGE, "t", merge, strlen(merge), d);
	shows(t, "system name-server", "192.0.2.1;\n192.0.2.2;\n");
	shows(t, "system host-name", "");
	conf_load(t, tree_root(t), LOAD_REPLACE, "t", merge, strlen(merge), d);
	shows(t, "system name-server", "192.0.2.2;\n");
	conf_load(t, tree_root(t), LOAD_OVERRIDE, "t", merge, strlen(merge), d);
	shows(t, "interfaces", "");
	conf_load(t, cn_child(tree_root(t), "system"), LOAD_MERGE, "t",
		  "time-zone UTC;", 14, d);
	shows(t, "system time-zone", "time-zone UTC;\n");
	assert_int_equal(diag_count(d), 0);
	diag_free(d);
	tree_free(t);
}

/* ---- checking ---- */

static int errors(const char *text)
{
	struct diag *d = diag_new();
	struct tree *t = parse(text), *e = conf_effective(t, d);
	int n;

	conf_validate(e, d);
	n = diag_errors(d);
	diag_free(d);
	tree_free(e);
	tree_free(t);
	return n;
}

#define ZONES "security { zones { security-zone a; security-zone b; } "
#define POLICY(src)                                                     \
	"policies { from-zone a to-zone b { policy p { match { "        \
	"source-address " src "; destination-address any; application " \
	"junos-ssh; } then { permit; } } } } }"

static void test_references(void **state)
{
	assert_int_equal(errors(ZONES POLICY("any")), 0);
	assert_int_equal(errors(ZONES POLICY("x")), 1);
	assert_int_equal(errors(ZONES "address-book { global { address x "
				      "10/8; } } " POLICY("x")),
			 0);
	assert_int_equal(errors(ZONES "address-book { k { address x 10/8; "
				      "attach { zone a; } } } " POLICY("x")),
			 0);
	/* the other zone's book is none of ours */
	assert_int_equal(errors(ZONES "address-book { k { address x 10/8; "
				      "attach { zone b; } } } " POLICY("x")),
			 1);
	/* what is inactive is not there */
	assert_int_equal(errors(ZONES "address-book { global { inactive: "
				      "address x 10/8; } } " POLICY("x")),
			 1);
	/* what a group gives is */
	assert_int_equal(errors("groups { g { security { address-book { "
				"global { address x 10/8; } } } } } "
				"apply-groups g; " ZONES POLICY("x")),
			 0);
	assert_int_equal(errors("security { " POLICY("any")), 2);
}

/* ---- commands ---- */

/* "${node}" is this node's own group, of a cluster's without a name the first
 * one's, and nothing outside a cluster.
 */
static void test_node(void **state)
{
	static const char text[] = "set groups node0 system host-name left\n"
				   "set groups node1 system host-name right\n"
				   "set apply-groups \"${node}\"\n";
	static const char cluster[] = "set chassis cluster reth-count 2\n";
	static const struct {
		const char *node, *more, *name;
	} nodes[] = {
		{ "node0", "", "left" },
		{ "node1", "", "right" },
		{ "", "", NULL },
		{ "", cluster, "left" },
		{ "node1", cluster, "right" },
	};
	struct diag *d = diag_new();
	struct tree *t, *e;
	char all[512];
	const char *name;
	size_t i;

	for (i = 0; i < sizeof(nodes) / sizeof(*nodes); i++) {
		snprintf(all, sizeof(all), "%s%s", text, nodes[i].more);
		t = conf_parse(schema, "test", all, strlen(all), d);
		group_set_node(nodes[i].node);
		e = conf_effective(t, d);
		name = cn_value(cn_child(tree_root(e), "system"), "host-name");
		if (nodes[i].name)
			assert_string_equal(name, nodes[i].name);
		else
			assert_null(name);
		tree_free(e);
		tree_free(t);
	}
	group_set_node("");
	assert_int_equal(diag_count(d), 0);
	diag_free(d);
}

static time_t clock_now;

static time_t fixed_clock(time_t *t)
{
	return clock_now;
}

/* Is a group with this condition applied at that hour of Christmas Eve? */
static bool applied_at(const char *when, int hour)
{
	struct tm tm = { .tm_year = 124,
			 .tm_mon = 11,
			 .tm_mday = 24,
			 .tm_hour = hour,
			 .tm_isdst = -1 };
	struct diag *d = diag_new();
	struct tree *t, *e;
	char text[256];
	bool yes;

	clock_now = mktime(&tm);
	snprintf(text, sizeof(text),
		 "groups { g { when { %s } system { host-name x; } } } "
		 "apply-groups g;",
		 when);
	t = parse(text);
	e = conf_effective(t, d);
	assert_int_equal(diag_errors(d), 0);
	yes = cn_child(tree_root(e), "system");
	tree_free(e);
	tree_free(t);
	diag_free(d);
	return yes;
}

static void test_group_conditions(void **state)
{
	static const struct {
		const char *when;
		int hour;
		bool yes;
	} cases[] = {
		{ "time 08:00 to 17:00;", 7, false },
		{ "time 08:00 to 17:00;", 8, true },
		{ "time 08:00 to 17:00;", 17, false },
		{ "time 22:00 to 06:00;", 23, true },
		{ "time 22:00 to 06:00;", 5, true },
		{ "time 22:00 to 06:00;", 12, false },
		{ "time 12:00;", 11, false },
		{ "time 12:00;", 12, true },
		{ "time 12-24.00:00 to 01-02.00:00;", 0, true },
		{ "time 01-02.00:00 to 12-24.00:00;", 0, false },
		{ "time 2024-12-24.10:00 to 2024-12-24.12:00;", 9, false },
		{ "time 2024-12-24.10:00 to 2024-12-24.12:00;", 11, true },
		{ "time 2024-12-25.00:00;", 11, false },
		{ "time 2023-12-24.00:00 to 2024-12-24.01:00;", 11, false },
		{ "time 08:00 to 17:00; routing-engine re1;", 12, false },
		{ "time 08:00 to 17:00; routing-engine re0;", 12, true },
		{ "node node0;", 12, true },
		{ "node node1;", 12, false },
		{ "member member0;", 12, false },
	};
	size_t i;

	group_set_clock(fixed_clock);
	group_set_node("node0");
	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		if (applied_at(cases[i].when, cases[i].hour) != cases[i].yes)
			fail_msg("%s at %d", cases[i].when, cases[i].hour);
	group_set_node("");
	group_set_clock(time);
}

static void test_every_command(void **state)
{
	static const char *const lines[] = {
		"show security flow session",
		"clear security flow session",
		"show security policies",
		"show security zones",
		"show security flow statistics",
		"show interfaces terse",
		"show route",
		"show arp",
		"show ipv6 neighbors",
		"show system commit",
		"show system uptime",
		"show system buffers",
		"show system rollback 1",
		"show configuration security",
		"show version",
		"show log",
		"ping 192.0.2.1",
		"traceroute 192.0.2.1",
		"configure private",
		"monitor security packet-drop",
		"quit",
		"exit",
		"help",
		"request system configuration rescue save",
		"clear system commit",
		"clear security counters",
		"set cli screen-length 0",
		"show cli",
		"start shell",
		"show security nat source rule all",
	};
	struct edit_error e;
	struct command c;
	struct words w;
	size_t i;

	for (i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		words_split(lines[i], &w);
		assert_int_equal(command_parse(schema, w.n,
					       (const char *const *)w.v, &c,
					       &e),
				 0);
		assert_non_null(c.rpc);
		assert_non_null(c.node->help);
		command_free(&c);
		words_free(&w);
	}
}

/* Every statement and every word of a command says what it is for. */
static void has_help(const struct snode *s)
{
	size_t i;

	for (i = 0; i < s->nchild; i++) {
		if (!s->child[i]->help)
			fprintf(stderr, "%s %s has no help\n", s->keyword,
				s->child[i]->keyword);
		assert_non_null(s->child[i]->help);
		has_help(s->child[i]);
	}
}

static void test_help(void **state)
{
	has_help(schema_config(schema));
	has_help(schema_command(schema));
}

/* No word of a command means two things, and no rpc is without permission. */
static void is_sound(const struct snode *s)
{
	static const char bits[] = " admin admin-control clear configure "
				   "control field firewall interface "
				   "maintenance network none reset rollback "
				   "routing security shell snmp system trace "
				   "view view-configuration ";
	char word[64];
	size_t i, k;

	if (s->rpc) {
		assert_non_null(s->permission);
		snprintf(word, sizeof(word), " %s ", s->permission);
		assert_non_null(strstr(bits, word));
		assert_false(s->not_yet && s->shows);
	}
	for (i = 0; i < s->nchild; i++) {
		for (k = 0; k < i; k++)
			if (!strcmp(s->child[i]->keyword, s->child[k]->keyword))
				fail_msg("%s %s twice", s->keyword,
					 s->child[i]->keyword);
		is_sound(s->child[i]);
	}
}

static void test_tree_of_commands(void **state)
{
	is_sound(schema_command(schema));
}

/* A configuration within: every form reads back, and names are its own. */
static void test_foreign(void **state)
{
	static const enum conf_format forms[] = { CONF_TEXT, CONF_SET, CONF_XML,
						  CONF_JSON };
	struct tree *t = parse(
		"logical-systems { A { interfaces { ge-0/0/9 { unit 0; } } "
		"apply-groups g; security { zones { "
		"security-zone a { interfaces { ge-0/0/9.0; } } } } "
		"routing-options { static { route 0.0.0.0/0 discard; } } } "
		"inactive: B { system { host-name b; } } } "
		"tenants { T { interfaces { lo0 { unit 1; } } } }");
	struct diag *d = diag_new();
	struct tree *again;
	struct buf b;
	size_t i;

	for (i = 0; i < sizeof(forms) / sizeof(*forms); i++) {
		buf_init(&b);
		conf_print(tree_root(t), forms[i], CONF_SECRETS, &b);
		again = conf_parse(schema, "again", b.data, b.len, d);
		assert_true(tree_equal(t, again));
		tree_free(again);
		buf_free(&b);
	}
	assert_int_equal(diag_count(d), 0);
	conf_validate(t, d);
	assert_int_equal(diag_errors(d), 0);
	assert_int_equal(diag_count(d), 2);
	diag_free(d);
	tree_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_large),
		cmocka_unit_test(test_reading),
		cmocka_unit_test(test_choice),
		cmocka_unit_test(test_levels),
		cmocka_unit_test(test_loads),
		cmocka_unit_test(test_references),
		cmocka_unit_test(test_group_conditions),
		cmocka_unit_test(test_every_command),
		cmocka_unit_test(test_node),
		cmocka_unit_test(test_help),
		cmocka_unit_test(test_tree_of_commands),
		cmocka_unit_test(test_foreign),
	};
	int failed;

	schema = schema_load();
	if (!schema)
		return 1;
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	schema_free(schema);
	return failed;
}
