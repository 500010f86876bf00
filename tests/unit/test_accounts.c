// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Accounts of the system in a folder of their own: what comes, what changes,
 * what goes, and that nothing of anybody else is touched.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "conf/conf.h"
#include "lib/buf.h"
#include "lib/diag.h"
#include "model/model.h"
#include "svc/accounts.h"

#define PASSWD                                              \
	"root:x:0:0:root:/root:/bin/bash\n"                 \
	"daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin\n" \
	"lab:x:2000:2000:a person:/home/lab:/bin/bash\n"    \
	"odd line without fields\n"
#define SHADOW                               \
	"root:$6$old$x:19000:0:99999:7:::\n" \
	"lab:$6$lab$y:19000:0:99999:7:::\n"
#define GROUP "root:x:0:\nlab:x:2000:\nlast:x:999:\n"

#define KEY "ssh-ed25519 AAAAC3Nza joe@host"

static struct schema *schema;
static char root[64];

static const char *in(const char *path)
{
	static char full[256];

	snprintf(full, sizeof(full), "%s%s", root, path);
	return full;
}

static void write_file(const char *path, const char *text, mode_t mode)
{
	FILE *f = fopen(in(path), "w");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
	assert_int_equal(chmod(in(path), mode), 0);
}

static const char *file(const char *path)
{
	static char text[8192];
	FILE *f = fopen(in(path), "r");
	size_t n = f ? fread(text, 1, sizeof(text) - 1, f) : 0;

	if (f)
		fclose(f);
	text[n] = '\0';
	return f ? text : NULL;
}

static int setup(void **state)
{
	strcpy(root, "/tmp/test_accounts.XXXXXX");
	assert_non_null(mkdtemp(root));
	mkdir(in("/etc"), 0755);
	mkdir(in("/var"), 0755);
	mkdir(in("/root"), 0700);
	mkdir(in("/state"), 0700);
	write_file("/etc/passwd", PASSWD, 0644);
	write_file("/etc/shadow", SHADOW, 0640);
	write_file("/etc/group", GROUP, 0644);
	return 0;
}

static int teardown(void **state)
{
	char command[128];

	snprintf(command, sizeof(command), "rm -rf %s", root);
	return system(command);
}

/* What is said of it. */
static const char *apply(const char *system)
{
	static char said[2048];
	char text[4096];
	struct accounts_place p = { .root = root,
				    .shell = "/bin/cli",
				    .today = 20000 };
	struct diag *d = diag_new();
	struct tree *t, *e;
	struct model *m;
	struct buf b;

	snprintf(text, sizeof(text), "system { %s }", system);
	t = conf_parse(schema, "test", text, strlen(text), d);
	e = conf_effective(t, d);
	m = model_build(e, d);
	if (m) {
		p.state_dir = strdup(in("/state"));
		accounts_apply(&p, m, d);
		free((void *)(uintptr_t)p.state_dir);
	}
	buf_init(&b);
	diag_print(d, &b);
	snprintf(said, sizeof(said), "%s", b.data);
	buf_free(&b);
	model_free(m);
	tree_free(e);
	tree_free(t);
	diag_free(d);
	return said;
}

static void owned(const char *path, uid_t uid, mode_t mode)
{
	struct stat st;

	assert_int_equal(lstat(in(path), &st), 0);
	assert_int_equal(st.st_uid, uid);
	assert_int_equal(st.st_mode & 07777, mode);
}

#define JOE                                                    \
	"login { user joe { uid 2500; full-name \"Joe Doe\"; " \
	"class super-user; authentication { "                  \
	"encrypted-password \"$6$salt$hash\"; "                \
	"ssh-ed25519 \"" KEY "\" { from \"10.0.0.*\"; } } } "  \
	"user ann { class read-only; } }"

static void test_made(void **state)
{
	assert_string_equal(apply(JOE), "");
	assert_string_equal(file("/etc/passwd"), PASSWD
			    "joe:x:2500:998:Joe Doe:/var/home/joe:/bin/cli\n"
			    "ann:x:2001:998::/var/home/ann:/bin/cli\n");
	assert_string_equal(file("/etc/shadow"),
			    SHADOW "joe:$6$salt$hash:20000:0:99999:7:::\n"
				   "ann:*:20000:0:99999:7:::\n");
	assert_string_equal(file("/etc/group"), GROUP "xpf-login:x:998:\n");
	owned("/etc/shadow", 0, 0640);
	owned("/etc/passwd", 0, 0644);
	owned("/var/home", 0, 0755);
	owned("/var/home/joe", 2500, 0750);
	owned("/var/home/joe/.ssh", 2500, 0700);
	owned("/var/home/joe/.ssh/authorized_keys", 2500, 0600);
	assert_string_equal(file("/var/home/joe/.ssh/authorized_keys"),
			    "from=\"10.0.0.*\" " KEY "\n");
	assert_null(file("/var/home/ann/.ssh/authorized_keys"));
}

/* The same again writes nothing. */
static void test_same(void **state)
{
	struct stat a, b;

	apply(JOE);
	assert_int_equal(stat(in("/etc/passwd"), &a), 0);
	assert_string_equal(apply(JOE), "");
	assert_int_equal(stat(in("/etc/passwd"), &b), 0);
	assert_int_equal(a.st_ino, b.st_ino);
}

static void test_gone(void **state)
{
	apply(JOE);
	assert_string_equal(apply("login { user ann { class read-only; } }"),
			    "");
	assert_string_equal(file("/etc/passwd"),
			    PASSWD "ann:x:2001:998::/var/home/ann:/bin/cli\n");
	assert_string_equal(file("/etc/shadow"),
			    SHADOW "ann:*:20000:0:99999:7:::\n");
	assert_null(file("/var/home/joe/.ssh/authorized_keys"));
	apply("");
	assert_string_equal(file("/etc/passwd"), PASSWD);
	assert_string_equal(file("/etc/shadow"), SHADOW);
}

static void test_others(void **state)
{
	/* a person of that name, a number that is taken */
	assert_string_equal(
		apply("login { user lab { class read-only; authentication { "
		      "encrypted-password \"$6$evil$x\"; } } "
		      "user root { class read-only; } "
		      "user joe { uid 2000; class read-only; } }"),
		"warning: accounts: user 'lab' is in the system already and "
		"stays as it is\n"
		"warning: accounts: user 'root' is in the system already and "
		"stays as it is\n"
		"warning: accounts: uid of user 'joe' belongs to another "
		"account\n");
	assert_string_equal(file("/etc/passwd"), PASSWD);
	assert_string_equal(file("/etc/shadow"), SHADOW);
	apply("");
	assert_string_equal(file("/etc/passwd"), PASSWD);
	assert_string_equal(file("/etc/shadow"), SHADOW);
}

static void test_changed(void **state)
{
	apply(JOE);
	apply("login { user joe { uid 2600; class super-user; authentication "
	      "{ encrypted-password \"$6$new$hash\"; ssh-rsa \"ssh-rsa B x\"; "
	      "} } }");
	assert_string_equal(file("/etc/passwd"),
			    PASSWD "joe:x:2600:998::/var/home/joe:/bin/cli\n");
	assert_string_equal(file("/etc/shadow"),
			    SHADOW "joe:$6$new$hash:20000:0:99999:7:::\n");
	owned("/var/home/joe/.ssh/authorized_keys", 2600, 0600);
	assert_string_equal(file("/var/home/joe/.ssh/authorized_keys"),
			    "ssh-rsa B x\n");
}

static void test_root(void **state)
{
	mkdir(in("/root/.ssh"), 0700);
	write_file("/root/.ssh/authorized_keys", "ssh-rsa hers\n", 0600);
	apply("root-authentication { encrypted-password \"$6$new$x\"; "
	      "ssh-ed25519 \"" KEY "\"; }");
	assert_string_equal(file("/etc/shadow"),
			    "root:$6$new$x:20000:0:99999:7:::\n"
			    "lab:$6$lab$y:19000:0:99999:7:::\n");
	assert_string_equal(file("/root/.ssh/authorized_keys"),
			    "ssh-rsa hers\n# begin of xpf\n" KEY
			    "\n# end of xpf\n");
	owned("/state/root-password", 0, 0600);
	apply("root-authentication { encrypted-password \"$6$newer$x\"; }");
	assert_string_equal(file("/root/.ssh/authorized_keys"),
			    "ssh-rsa hers\n");
	/* back to what it was before us */
	apply("");
	assert_string_equal(file("/etc/shadow"),
			    "root:$6$old$x:20000:0:99999:7:::\n"
			    "lab:$6$lab$y:19000:0:99999:7:::\n");
	assert_null(file("/state/root-password"));
}

/* Whoever owns the home must not get root to write elsewhere. */
static void test_links(void **state)
{
	apply(JOE);
	mkdir(in("/secret"), 0755);
	unlink(in("/var/home/joe/.ssh/authorized_keys"));
	assert_int_equal(rmdir(in("/var/home/joe/.ssh")), 0);
	assert_int_equal(symlink("../../../secret", in("/var/home/joe/.ssh")),
			 0);
	assert_non_null(strstr(apply(JOE), "warning: accounts: "));
	assert_null(file("/secret/authorized_keys"));
	owned("/secret", 0, 0755);
}

static void test_faults(void **state)
{
	assert_non_null(
		strstr(apply("login { user joe { authentication { "
			     "encrypted-password \"$6$a:0:0:root\"; } } }"),
		       "Invalid encrypted password"));
	assert_non_null(
		strstr(apply("login { user joe { authentication { "
			     "ssh-rsa \"command=x ssh-rsa AAA\"; } } }"),
		       "Invalid ssh public key"));
	assert_non_null(
		strstr(apply("login { user joe { full-name \"a:b\"; } }"),
		       "Must not contain ':'"));
	assert_non_null(
		strstr(apply("login { user a { uid 500; class read-only; } "
			     "user b { uid 500; class read-only; } }"),
		       "uid 500 is that of user 'a', too"));
	assert_string_equal(file("/etc/passwd"), PASSWD);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		CASE(test_made),   CASE(test_same),    CASE(test_gone),
		CASE(test_others), CASE(test_changed), CASE(test_root),
		CASE(test_links),  CASE(test_faults),
	};
	int rc;

	schema = schema_load();
	rc = cmocka_run_group_tests(tests, NULL, NULL);
	schema_free(schema);
	return rc;
}
