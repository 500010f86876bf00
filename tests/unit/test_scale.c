// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * What large configurations cost: time of the processor, not of the clock, so
 * that a loaded machine changes nothing, and memory of a process of their
 * own.  Prints the numbers; fails beyond the bounds.  With sanitizers, which
 * cost ten times as much, it only runs.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "compile/compile.h"
#include "conf/conf.h"
#include "conf/store.h"
#include "model/model.h"

#ifdef __SANITIZE_ADDRESS__
#define SLOW 1
#else
#define SLOW 0
#endif

#define ZONES 20

static double now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return (double)ts.tv_sec * 1e3 + (double)ts.tv_nsec / 1e6;
}

static double peak_mb(void)
{
	struct rusage ru;

	getrusage(RUSAGE_SELF, &ru);
	return (double)ru.ru_maxrss / 1024;
}

static bool within(const char *what, double value, double bound)
{
	printf("# %-36s %9.1f (bound %.0f)\n", what, value, bound);
	fflush(stdout);
	return SLOW || value <= bound;
}

/* A body in a process of its own: its memory is its own too. */
static void alone(bool (*body)(int n), int n)
{
	int status;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	assert_true(pid >= 0);
	if (!pid)
		_exit(body(SLOW ? n / 10 : n) ? 0 : 1);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status) && !WEXITSTATUS(status));
}

/* ---- configurations ---- */

static void frame(struct buf *b)
{
	int z;

	buf_puts(b, "interfaces {\n");
	for (z = 0; z < ZONES; z++)
		buf_printf(b,
			   "e%d { unit 0 { family inet { address "
			   "192.168.%d.1/24; } } }\n",
			   z, z);
	buf_puts(b, "}\nsecurity {\nzones {\n");
	for (z = 0; z < ZONES; z++)
		buf_printf(b, "security-zone z%d { interfaces { e%d.0; } }\n",
			   z, z);
	buf_puts(b, "}\naddress-book { global {\n");
}

static void policy(struct buf *b, int n, const char *src, int src_number,
		   int dst_number)
{
	buf_printf(b,
		   "policy p%d { match { source-address %s%d;\n"
		   "destination-address [ a%d a%d ];\n"
		   "application junos-https; }\n"
		   "then { permit; log { session-close; } } }\n",
		   n, src, src_number, dst_number, dst_number + 1);
}

static void policies(struct buf *b, int n, int addresses, const char *src,
		     int sources)
{
	int z, i, each = n / ZONES, k = 0;

	buf_puts(b, "} }\npolicies {\n");
	for (z = 0; z < ZONES; z++) {
		buf_printf(b, "from-zone z%d to-zone z%d {\n", z,
			   (z + 1) % ZONES);
		for (i = 0; i < each; i++, k++)
			policy(b, k, src, k % sources,
			       k * 13 % (addresses - 1));
		buf_puts(b, "}\n");
	}
	buf_puts(b, "} }\n");
}

static void address(struct buf *b, int i)
{
	buf_printf(b, "address a%d 10.%d.%d.%d/32;\n", i, i >> 16 & 255,
		   i >> 8 & 255, i & 255);
}

/* @n policies over half as many addresses. */
static void large(struct buf *b, int n)
{
	int i;

	buf_init(b);
	frame(b);
	for (i = 0; i < n / 2; i++)
		address(b, i);
	policies(b, n, n / 2, "a", n / 2);
}

/* Each policy has a set of its own, of 50 out of n / 2 addresses. */
static void own_sets(struct buf *b, int n)
{
	int i, k;

	buf_init(b);
	frame(b);
	for (i = 0; i < n / 2; i++)
		address(b, i * 7919 % (1 << 24));
	for (i = 0; i < n; i++) {
		buf_printf(b, "address-set s%d {", i);
		for (k = 0; k < 50; k++)
			buf_printf(b, " address a%d;",
				   (i * 31 + k * (i % 97 + 1)) % (n / 2) *
					   7919 % (1 << 24));
		buf_puts(b, " }\n");
	}
	/* destinations by the names that exist */
	buf_puts(b,
		 "address a1 10.255.255.1/32; address a2 10.255.255.2/32;\n");
	policies(b, n, 3, "s", n);
}

/* ---- steps ---- */

struct run {
	struct schema *schema;
	struct tree *tree;
	double load, check, model, compile;
	bool good;
};

static struct tree *parse(const struct schema *s, const struct buf *text,
			  bool *good)
{
	struct diag *d = diag_new();
	struct tree *t = conf_parse(s, "test", text->data, text->len, d);
	struct buf b;

	buf_init(&b);
	diag_print(d, &b);
	fputs(b.data, stderr);
	*good = !diag_errors(d);
	buf_free(&b);
	diag_free(d);
	return t;
}

static bool check(struct run *r)
{
	struct diag *d = diag_new();
	double at = now_ms();
	struct dp_ruleset *rs = NULL;
	struct tree *e = conf_effective(r->tree, d);
	struct model *m;
	struct buf b;

	conf_validate(e, d);
	r->check = now_ms() - at;
	at = now_ms();
	m = model_build(e, d);
	r->model = now_ms() - at;
	at = now_ms();
	if (m && !diag_errors(d))
		rs = compile_ruleset(m, d);
	r->compile = now_ms() - at;
	buf_init(&b);
	diag_print(d, &b);
	fputs(b.data, stderr);
	buf_free(&b);
	r->good &= rs && !diag_errors(d);
	compile_free(rs);
	model_free(m);
	tree_free(e);
	diag_free(d);
	return r->good;
}

static bool run_text(struct run *r, struct buf *text)
{
	double at;

	memset(r, 0, sizeof(*r));
	r->schema = schema_load();
	at = now_ms();
	r->tree = parse(r->schema, text, &r->good);
	r->load = now_ms() - at;
	buf_free(text);
	return r->good && check(r);
}

static void run_free(struct run *r)
{
	tree_free(r->tree);
	schema_free(r->schema);
}

/* Text and rename of the file system: what a commit adds to the check. */
static double store_ms(struct run *r)
{
	struct commit_info by = { .user = "root", .via = "cli" };
	char dir[] = "/tmp/xpf-scale.XXXXXX", cmd[64];
	struct diag *d = diag_new();
	struct store *st = NULL;
	double at;

	if (!mkdtemp(dir) || store_open(r->schema, dir, d, &st))
		return 1e9;
	at = now_ms();
	if (store_commit(st, tree_dup(r->tree), &by))
		return 1e9;
	at = now_ms() - at;
	store_close(st);
	diag_free(d);
	snprintf(cmd, sizeof(cmd), "rm -r %s", dir);
	return system(cmd) ? 1e9 : at;
}

/* One policy changed, one taken away, one moved: the whole is compared. */
static double compare_ms(struct run *r)
{
	struct tree *b = tree_dup(r->tree);
	struct cnode *ctx, *p;
	double at;
	struct buf x;

	ctx = cn_entry(cn_path(tree_root(b), "security", "policies", NULL),
		       "from-zone", "z3", "z4");
	p = cn_first(ctx, "policy");
	tree_move(p, cn_next(cn_next(p)), true);
	tree_remove(b, cn_first(ctx, "policy"));
	tree_clear(b, cn_child(cn_first(ctx, "policy"), "then"));
	buf_init(&x);
	at = now_ms();
	conf_compare(r->tree, b, tree_root(b), &x);
	at = now_ms() - at;
	r->good &= x.len > 0;
	buf_free(&x);
	tree_free(b);
	return at;
}

/* ---- bodies ---- */

static bool grammar_alone(int n)
{
	double at = now_ms(), before = peak_mb();
	struct schema *s = schema_load();
	bool ok = s && within("grammar: load, ms", now_ms() - at, 600);

	ok &= within("grammar: memory, MB", peak_mb() - before, 80);
	schema_free(s);
	return ok;
}

static bool big_firewall(int n)
{
	struct buf text;
	struct run r;
	bool ok;

	large(&text, n);
	ok = run_text(&r, &text);
	ok &= within("10k policies: load, ms", r.load, 1000);
	ok &= within("10k policies: check, ms", r.check, 1000);
	ok &= within("10k policies: commit, ms",
		     r.check + r.model + r.compile + store_ms(&r), 1000);
	ok &= within("10k policies: compare, ms", compare_ms(&r), 1000);
	ok &= within("10k policies: memory, MB", peak_mb(), 200);
	run_free(&r);
	return ok && r.good;
}

static bool many_sets(int n)
{
	struct buf text;
	struct run r;
	bool ok;

	own_sets(&text, n);
	ok = run_text(&r, &text);
	ok &= within("10k sets of 50: load, ms", r.load, 2000);
	ok &= within("10k sets of 50: check, ms", r.check, 1500);
	ok &= within("10k sets of 50: compile, ms", r.compile, 500);
	run_free(&r);
	return ok;
}

static double complete_ms(const struct tree *t, const char *verb,
			  const char *line, size_t at_least, bool *good)
{
	struct completions c;
	struct words w;
	const char *argv[32];
	double at;
	int i;

	words_split(line, &w);
	for (i = 0; i < w.n && i < 31; i++)
		argv[i] = w.v[i];
	argv[i++] = "";
	at = now_ms();
	conf_complete(t, tree_root(t), verb, i, argv, &c);
	at = now_ms() - at;
	*good &= c.n >= at_least;
	completions_free(&c);
	words_free(&w);
	return at;
}

/* As many lines as asked for, in the set form; and questions about it. */
static bool script(int lines)
{
	static const struct {
		const char *verb, *line;
		size_t at_least;
	} asks[] = {
		{ "set", "", 5 },
		{ "set", "security address-book global address", 100 },
		{ "set", "security policies from-zone z1 to-zone z2 policy",
		  10 },
		{ "set",
		  "security policies from-zone z1 to-zone z2 policy "
		  "new match source-address",
		  100 },
		{ "delete", "security policies from-zone", 10 },
		{ "show", "security policies from-zone z1 to-zone z2 policy",
		  10 },
	};
	struct buf text, set;
	double at, worst = 0;
	struct run r = { .good = true };
	struct tree *t;
	bool ok;
	size_t i;

	/* a policy and half an address are six lines and a half */
	large(&text, lines / 13 * 2);
	r.schema = schema_load();
	r.tree = parse(r.schema, &text, &r.good);
	buf_init(&set);
	conf_print(tree_root(r.tree), CONF_SET, CONF_SECRETS, &set);
	for (i = 0, lines = 0; i < set.len; i++)
		lines += set.data[i] == '\n';
	printf("# %d lines\n", lines);
	at = now_ms();
	t = parse(r.schema, &set, &r.good);
	ok = within("18k set lines: load, ms", now_ms() - at, 500);
	r.good &= tree_equal(t, r.tree);
	for (i = 0; i < sizeof(asks) / sizeof(*asks); i++) {
		at = complete_ms(t, asks[i].verb, asks[i].line,
				 SLOW ? 1 : asks[i].at_least, &r.good);
		worst = at > worst ? at : worst;
	}
	ok &= within("18k set lines: completion, ms", worst, 20);
	tree_free(t);
	buf_free(&text);
	buf_free(&set);
	run_free(&r);
	return ok && r.good;
}

static double whole_ms(int n)
{
	struct buf text;
	struct run r;

	large(&text, n);
	if (!run_text(&r, &text))
		return -1;
	run_free(&r);
	return r.load + r.check + r.model + r.compile;
}

/* Ten times as much may cost ten times as much, and caches that miss. */
static bool growth(int n)
{
	double a = whole_ms(n), b = whole_ms(n * 10), c = whole_ms(n * 100);
	bool ok = a > 0 && b > 0 && c > 0;

	ok &= within("1k policies: all, ms", a, 200);
	ok &= within("10k, times as long", b / a, 20);
	ok &= within("100k, times as long as 10k", c / b, 20);
	return ok;
}

static void test_grammar(void **state)
{
	alone(grammar_alone, 0);
}

static void test_policies(void **state)
{
	alone(big_firewall, 10000);
}

static void test_sets(void **state)
{
	alone(many_sets, 10000);
}

static void test_script(void **state)
{
	alone(script, 18000);
}

static void test_growth(void **state)
{
	alone(growth, 1000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_grammar), cmocka_unit_test(test_policies),
		cmocka_unit_test(test_sets),	cmocka_unit_test(test_script),
		cmocka_unit_test(test_growth),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
