// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Login classes: who may run, see and change what; what a copy shows, and
 * what is undone.  What must be denied is most of it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf/conf.h"
#include "lib/buf.h"
#include "lib/diag.h"
#include "lib/writer.h"
#include "xpfd/access_tree.h"

static struct schema *schema;
static struct areas areas;

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

/* A user "u" of a class with these statements. */
static void user(struct login *l, const char *class)
{
	char text[1024];
	struct tree *t;

	snprintf(text, sizeof(text),
		 "system { login { class c { %s } user u { class c; } } }",
		 class);
	t = parse(text);
	login_load(l, tree_root(t), "u", 1000);
	tree_free(t);
}

static struct area area(const char *path)
{
	const struct snode *n = schema_config(schema);
	struct area a = area_top(&areas);
	char copy[128], *word, *save = NULL;

	snprintf(copy, sizeof(copy), "%s", path);
	for (word = strtok_r(copy, " ", &save); word;
	     word = strtok_r(NULL, " ", &save)) {
		n = snode_child(n, word);
		assert_non_null(n);
		a = area_of(&areas, n, a);
	}
	return a;
}

static void bits(void **state)
{
	const struct permission *p;

	assert_int_equal(permission_bits("nonsense"), 0);
	assert_int_equal(permission_bits(""), 0);
	for (p = permissions; p->name; p++) {
		assert_true(permission_bit(p->name));
		assert_true(permission_bits(p->name) & permission_bit(p->name));
		assert_true(permission_bits("all") & permission_bit(p->name));
	}
	assert_true(permission_bits("admin-control") & permission_bit("admin"));
	assert_false(permission_bits("admin") &
		     permission_bit("admin-control"));
	assert_true(permission_bits("control") &
		    permission_bit("secret-control"));
	assert_false(permission_bits("control") & permission_bit("shell"));
}

static void predefined(void **state)
{
	static const struct {
		const char *class, *can, *cannot;
	} v[] = {
		{ "read-only", "view", "clear" },
		{ "read-only", "none", "configure" },
		{ "operator", "clear", "configure" },
		{ "operator", "reset", "shell" },
		{ "operator", "network", "maintenance" },
		{ "operator", "trace", "rollback" },
		{ "unauthorized", "none", "view" },
	};
	char text[200];
	struct login l;
	struct tree *t;
	size_t i;

	for (i = 0; i < sizeof(v) / sizeof(*v); i++) {
		snprintf(text, sizeof(text),
			 "system { login { user u { class %s; } } }",
			 v[i].class);
		t = parse(text);
		login_load(&l, tree_root(t), "u", 1000);
		assert_true(login_runs(&l, v[i].can, "x"));
		assert_false(login_runs(&l, v[i].cannot, "x"));
		assert_false(login_is_super(&l));
		login_free(&l);
		tree_free(t);
	}
}

static void strangers(void **state)
{
	struct tree *t = parse("system { login { user u { class super-user; } "
			       "user v; } }");
	struct login l;

	login_load(&l, tree_root(t), "w", 1000);
	assert_false(l.known);
	assert_false(login_runs(&l, "none", "quit"));
	login_free(&l);
	login_load(&l, tree_root(t), "root", 1000);
	assert_false(l.known);
	login_free(&l);
	login_load(&l, tree_root(t), "v", 1000);
	assert_true(l.known);
	assert_false(login_runs(&l, "view", "show version"));
	login_free(&l);
	login_load(&l, tree_root(t), "u", 1000);
	assert_true(login_is_super(&l));
	login_free(&l);
	login_load(&l, NULL, "anything", 0);
	assert_true(login_is_super(&l));
	login_free(&l);
	tree_free(t);
}

static bool runs(const char *class, const char *permission, const char *command)
{
	struct login l;
	bool yes;

	user(&l, class);
	yes = login_runs(&l, permission, command);
	login_free(&l);
	return yes;
}

static void commands(void **state)
{
	/* what a bit gives is taken, what it does not give is given */
	assert_false(runs("permissions view; deny-commands \"show version\";",
			  "view", "show version"));
	assert_true(runs("permissions view; deny-commands \"show version\";",
			 "view", "show interfaces"));
	assert_true(runs("allow-commands \"show version\";", "view",
			 "show version detail"));
	assert_false(runs("allow-commands \"show version\";", "view",
			  "show interfaces"));
	/* the longer match wins, of equal ones the allowing */
	assert_true(runs("allow-commands \"commit synchronize\"; "
			 "deny-commands commit;",
			 "configure", "commit synchronize"));
	assert_false(runs("allow-commands \"commit synchronize\"; "
			  "deny-commands commit;",
			  "configure", "commit"));
	assert_false(runs("allow-commands commit; deny-commands "
			  "\"commit synchronize\";",
			  "configure", "commit synchronize"));
	assert_true(runs("allow-commands commit; deny-commands commit;",
			 "configure", "commit"));
	/* an allowing one begins where the command does; case is nothing */
	assert_false(runs("allow-commands version;", "view", "show version"));
	assert_false(runs("permissions view; deny-commands VERSION;", "view",
			  "show version"));
	/* in the list form denial wins and words are whole */
	assert_false(runs("allow-commands-regexps \"show version\"; "
			  "deny-commands-regexps \"show .*\";",
			  "view", "show version"));
	assert_false(runs("allow-commands-regexps \"show ver\";", "view",
			  "show version"));
	assert_true(runs("allow-commands-regexps [ \"ping .*\" "
			 "\"show version\" ];",
			 "view", "show version brief"));
	/* one that cannot be read */
	assert_false(runs("permissions all; deny-commands \"(\";", "view",
			  "show version"));
	assert_false(runs("allow-commands \"(\";", "view", "show version"));
	/* and what would take for ever */
	assert_false(runs("permissions all; deny-commands "
			  "\"(a{1,200}){1,200}\";",
			  "view", "show version"));
	assert_false(runs("permissions all; deny-commands \"(a*)\\1\";", "view",
			  "show version"));
}

static void long_lines(void **state)
{
	char *line = malloc(1 << 20);
	struct login l;

	assert_non_null(line);
	memset(line, 'a', (1 << 20) - 1);
	line[(1 << 20) - 1] = '\0';
	user(&l, "permissions all; deny-commands \"b\";");
	assert_false(login_runs(&l, "view", line));
	login_free(&l);
	user(&l, "permissions view; allow-commands \"a*\";");
	assert_false(login_runs(&l, "clear", line));
	assert_true(login_runs(&l, "view", line));
	login_free(&l);
	free(line);
}

/* Every part of the hierarchy is closed to every bit but its own. */
static void parts(void **state)
{
	static const struct {
		const char *path, *bit;
	} v[] = {
		{ "system", "system" },
		{ "system login", "admin" },
		{ "system root-authentication", "admin" },
		{ "system services", "system" },
		{ "interfaces", "interface" },
		{ "security", "security" },
		{ "security zones", "security" },
		{ "applications", "system" },
		{ "routing-options", "routing" },
		{ "routing-instances", "routing" },
	};
	const struct permission *p;
	char class[128], control[64];
	struct login l;
	size_t i;

	for (i = 0; i < sizeof(v) / sizeof(*v); i++) {
		snprintf(control, sizeof(control), "%s-control", v[i].bit);
		for (p = permissions; p->name; p++) {
			snprintf(class, sizeof(class), "permissions %s;",
				 p->name);
			user(&l, class);
			assert_int_equal(login_sees(&l, area(v[i].path), ""),
					 !strcmp(p->name, v[i].bit) ||
						 !strcmp(p->name, control) ||
						 !strcmp(p->name, "control") ||
						 !strcmp(p->name,
							 "view-configuration"));
			assert_int_equal(login_changes(&l, area(v[i].path), ""),
					 !strcmp(p->name, control) ||
						 !strcmp(p->name, "control"));
			login_free(&l);
		}
	}
}

/* Nobody but who has all may touch what no row of the table names. */
static void unnamed(void **state)
{
	struct login l;

	user(&l, "permissions [ control view-configuration ];");
	assert_false(login_changes(&l, area_top(&areas), ""));
	login_free(&l);
	user(&l, "permissions all;");
	assert_true(login_changes(&l, area_top(&areas), ""));
	login_free(&l);
}

/* Somebody has decided about every part of the hierarchy. */
static void complete(void **state)
{
	const struct snode *root = schema_config(schema);
	struct area a;
	size_t i;

	for (i = 0; i < root->nchild; i++) {
		a = area_of(&areas, root->child[i], area_top(&areas));
		if (!a.view || !a.control)
			fail_msg("no permission opens '%s'",
				 root->child[i]->keyword);
	}
}

static const char sample[] =
	"groups { g { system { login { user x { class operator; } } } } }\n"
	"system { host-name fw; root-authentication { encrypted-password "
	"\"$6$a$b\"; } login { user y { class operator; } } }\n"
	"security { address-book { global { address a 10.0.0.1/32; } } "
	"zones { security-zone t { host-inbound-traffic { system-services "
	"ssh; } } } }\n";

static void shows(const char *class, const char *want)
{
	struct tree *t = parse(sample), *copy;
	struct cnode *n;
	struct login l;
	struct buf b;

	user(&l, class);
	buf_init(&b);
	copy = access_copy(&l, &areas, t, tree_root(t), true, &n);
	conf_print(n, CONF_TEXT, CONF_SECRETS, &b);
	assert_string_equal(b.data, want);
	buf_free(&b);
	tree_free(copy);
	login_free(&l);
	tree_free(t);
}

static void copies(void **state)
{
	shows("", "system { /* ACCESS-DENIED */ };\n"
		  "security { /* ACCESS-DENIED */ };\n");
	shows("permissions system;",
	      "groups {\n    g {\n        system {\n"
	      "            login { /* ACCESS-DENIED */ };\n        }\n"
	      "    }\n}\nsystem {\n    host-name fw;\n"
	      "    root-authentication { /* ACCESS-DENIED */ };\n"
	      "    login { /* ACCESS-DENIED */ };\n}\n"
	      "security { /* ACCESS-DENIED */ };\n");
	shows("permissions admin;",
	      "groups {\n    g {\n        system {\n            login {\n"
	      "                user x {\n                    class operator;\n"
	      "                }\n            }\n        }\n    }\n}\n"
	      "system {\n    host-name /* ACCESS-DENIED */;\n"
	      "    root-authentication {\n        encrypted-password "
	      "/* SECRET-DATA */; ## SECRET-DATA\n    }\n    login {\n"
	      "        user y {\n            class operator;\n        }\n"
	      "    }\n}\nsecurity { /* ACCESS-DENIED */ };\n");
	shows("permissions security; deny-configuration "
	      "\"security zones security-zone t\";",
	      "system { /* ACCESS-DENIED */ };\nsecurity {\n"
	      "    address-book {\n        global {\n"
	      "            address a 10.0.0.1/32;\n        }\n    }\n}\n");
}

/* Load @change over the sample as @class: how many denials, and the result
 * as set lines that contain @with and do not contain @without.
 */
static void undoes(const char *class, enum load_how how, const char *change,
		   int denials, const char *with, const char *without)
{
	struct tree *before = parse(sample), *now = tree_dup(before);
	struct diag *d = diag_new();
	struct buf b, denied;
	struct login l;

	user(&l, class);
	buf_init(&b);
	buf_init(&denied);
	conf_load(now, tree_root(now), how, "test", change, strlen(change), d);
	assert_int_equal(diag_errors(d), 0);
	assert_int_equal(access_undo(&l, &areas, now, before, &denied),
			 denials);
	conf_print(tree_root(now), CONF_SET, CONF_SECRETS, &b);
	if (with && !strstr(b.data, with))
		fail_msg("%s: no '%s' in:\n%s", change, with, b.data);
	assert_true(!without || !strstr(b.data, without));
	/* and with no rights at all nothing remains of it */
	access_undo(NULL, &areas, now, before, &denied);
	assert_true(tree_equal(now, before));
	buf_free(&b);
	buf_free(&denied);
	login_free(&l);
	diag_free(d);
	tree_free(before);
	tree_free(now);
}

static void undoing(void **state)
{
	const char *sec = "permissions security-control;";

	undoes(sec, LOAD_SET,
	       "set security address-book global address b "
	       "10.0.0.2/32\nset system host-name evil\n",
	       1, "address b", "evil");
	undoes(sec, LOAD_SET, "delete security\ndelete system\n", 1,
	       "host-name fw", "security");
	undoes("permissions system-control;", LOAD_SET, "delete system\n", 1,
	       "user y", NULL);
	undoes("permissions system-control;", LOAD_SET,
	       "set system login user e class super-user\n", 1, NULL, "user e");
	undoes("permissions admin-control;", LOAD_SET,
	       "set system login user e class super-user\n", 0, "user e", NULL);
	/* a group is no way around, nor is inheriting one */
	undoes(sec, LOAD_SET,
	       "set groups h system login user e class super-user\n"
	       "set apply-groups g\n",
	       2, NULL, "user e");
	undoes("permissions [ configure security-control ]; "
	       "deny-configuration \"^security zones\";",
	       LOAD_SET,
	       "set groups h security zones security-zone <*> "
	       "screen s\n",
	       1, NULL, "screen");
	/* marks and annotations are changes */
	undoes(sec, LOAD_SET,
	       "deactivate system\nprotect system login\n"
	       "deactivate security\n",
	       2, "deactivate security", "protect");
	/* a secret needs its own bit */
	undoes("permissions admin-control;", LOAD_SET,
	       "set system root-authentication encrypted-password x\n", 1,
	       "$6$a$b", NULL);
	undoes("permissions [ admin-control secret-control ];", LOAD_SET,
	       "set system root-authentication encrypted-password x\n", 0,
	       "password \"x\"", "$6$a$b");
	undoes(sec, LOAD_OVERRIDE, "security { flow { allow-dns-reply; } }", 2,
	       "host-name fw", "address a");
}

static void printed(void **state)
{
	struct login l;
	struct writer *w;
	char *text;
	size_t len;
	FILE *f = open_memstream(&text, &len);

	user(&l, "permissions [ view view-configuration ]; allow-commands "
		 "\"(ping.*|traceroute.*)\"; deny-configuration "
		 "\"(system.*)\";");
	w = writer_new(WRITER_TEXT, f);
	login_print(&l, w);
	writer_free(w);
	fclose(f);
	assert_string_equal(
		text,
		"Current user: 'u' class 'c'\n"
		"Permissions:\n"
		"    view        -- Can view current values and statistics\n"
		"    view-configuration-- Can view all configuration (not "
		"including secrets)\n"
		"Individual command authorization:\n"
		"    Allow regular expression: (ping.*|traceroute.*)\n"
		"    Deny regular expression: none\n"
		"    Allow configuration regular expression: none\n"
		"    Deny configuration regular expression: (system.*)\n");
	free(text);
	login_free(&l);
}

static int setup(void **state)
{
	schema = schema_load();
	if (schema)
		areas_init(&areas, schema);
	return !schema;
}

static int teardown(void **state)
{
	schema_free(schema);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bits),	      cmocka_unit_test(predefined),
		cmocka_unit_test(strangers),  cmocka_unit_test(commands),
		cmocka_unit_test(long_lines), cmocka_unit_test(parts),
		cmocka_unit_test(unnamed),    cmocka_unit_test(complete),
		cmocka_unit_test(copies),     cmocka_unit_test(undoing),
		cmocka_unit_test(printed),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
