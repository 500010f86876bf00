// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The base library: what callers rely on, and the edges where such code
 * breaks - growth, alignment, removal from a probing table, host bits at
 * odd lengths, handlers that remove handlers.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/addr.h"
#include "lib/arena.h"
#include "lib/buf.h"
#include "lib/diag.h"
#include "lib/loop.h"
#include "lib/map.h"
#include "lib/vec.h"

static void test_arena(void **state)
{
	struct arena *a = arena_new();
	size_t i, j;
	char *p;

	for (i = 1; i < 5000; i += 37) {
		p = arena_alloc(a, i);
		assert_int_equal((uintptr_t)p % 16, 0);
		for (j = 0; j < i; j++)
			assert_int_equal(p[j], 0);
		memset(p, 0xff, i);
	}
	p = arena_alloc(a, 3 << 20);
	assert_int_equal(p[(3 << 20) - 1], 0);
	assert_string_equal(arena_strdup(a, "zone"), "zone");
	assert_string_equal(arena_strndup(a, "zone", 2), "zo");
	assert_string_equal(arena_printf(a, "%s-%d", "p", 7), "p-7");
	assert_true(arena_bytes(a) > 3 << 20);
	arena_free(a);
}

static void test_buf(void **state)
{
	struct buf b;
	char *s;
	int i;

	buf_init(&b);
	assert_string_equal(b.data, "");
	for (i = 0; i < 1000; i++)
		buf_printf(&b, "%d ", i);
	assert_int_equal(b.len, 3890);
	buf_reset(&b);
	buf_pad(&b, ' ', -1);
	buf_pad(&b, '-', 3);
	buf_putc(&b, '>');
	buf_puts(&b, "");
	assert_string_equal(b.data, "--->");
	s = buf_take(&b);
	assert_string_equal(s, "--->");
	assert_string_equal(b.data, "");
	free(s);
	buf_free(&b);
}

static void test_vec(void **state)
{
	VEC(int) v = { 0 };
	int i, sum = 0, *p;

	for (i = 0; i < 100; i++)
		vec_push(&v, i);
	vec_each(p, &v)
		sum += *p;
	assert_int_equal(sum, 4950);
	vec_free(&v);
	assert_int_equal(v.n, 0);
}

static char names[3000][8];

static void test_map(void **state)
{
	bool in[3000] = { false };
	struct map m;
	size_t n = 0;
	int i, k;

	map_init(&m);
	assert_null(map_get(&m, "x"));
	map_del(&m, "x");
	for (i = 0; i < 3000; i++)
		snprintf(names[i], sizeof(names[i]), "n%d", i);
	srand(1);
	for (k = 0; k < 60000; k++) {
		i = rand() % 3000;
		if (rand() % 2) {
			n += !in[i];
			in[i] = true;
			map_put(&m, names[i], names[i]);
		} else {
			n -= in[i];
			in[i] = false;
			map_del(&m, names[i]);
		}
	}
	assert_int_equal(m.n, n);
	for (i = 0; i < 3000; i++) {
		assert_int_equal(map_has(&m, names[i]), in[i]);
		assert_ptr_equal(map_get(&m, names[i]),
				 in[i] ? names[i] : NULL);
	}
	map_free(&m);
}

static void test_diag(void **state)
{
	struct diag *d = diag_new();
	struct buf b;

	buf_init(&b);
	diag_at(d, DIAG_ERROR, "terminal", 4, 18, "syntax error: %s", "metric");
	diag_stmt(d, DIAG_ERROR,
		  "[edit security policies from-zone a to-zone b]", "policy p1",
		  "Missing mandatory statement: '%s'", "match");
	diag_say(d, DIAG_WARNING, "statement not found");
	assert_int_equal(diag_errors(d), 2);
	assert_int_equal(diag_count(d), 3);
	assert_null(diag_get(d, 3));
	diag_print(d, &b);
	assert_string_equal(b.data,
			    "terminal:4:(18) syntax error: metric\n"
			    "[edit security policies from-zone a to-zone b]\n"
			    "  'policy p1'\n"
			    "    Missing mandatory statement: 'match'\n"
			    "warning: statement not found\n");
	diag_reset(d);
	assert_int_equal(diag_errors(d), 0);
	buf_free(&b);
	diag_free(d);
}

static void test_addr(void **state)
{
	static const char *const bad[] = {
		"",
		"1.2.3",
		"1.2.3.256",
		"01.2.3.4",
		":::",
		"1.2.3.4/33",
		"1.2.3.4/",
		"1.2.3.4/-1",
		"1.2.3.4/08",
		"::1/129",
		"::1/1 ",
		"1.2.3.4/255",
		"1.2.3.4/0x1",
		"fe80::1%eth0",
	};
	char text[PREFIX_STRLEN];
	struct prefix p, q;
	struct addr_range r;
	struct addr a;
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_int_not_equal(prefix_parse(bad[i], &p), 0);
	assert_int_equal(prefix_parse("10.1.2.3/13", &p), 0);
	assert_true(prefix_has_host_bits(&p));
	q = prefix_network(&p);
	assert_false(prefix_has_host_bits(&q));
	assert_string_equal(prefix_str(&q, text), "10.0.0.0/13");
	r = prefix_range(&p);
	assert_string_equal(addr_str(&r.hi, text), "10.7.255.255");
	assert_int_equal(addr_parse("10.8.0.0", &a), 0);
	assert_false(prefix_contains(&p, &a));
	assert_int_equal(addr_parse("10.7.0.1", &a), 0);
	assert_true(prefix_contains(&p, &a));
	assert_int_equal(addr_parse("a07::1", &a), 0);
	assert_false(prefix_contains(&p, &a));
	assert_int_equal(prefix_parse("2001:DB8:0:0::1", &p), 0);
	assert_int_equal(p.len, 128);
	assert_string_equal(prefix_str(&p, text), "2001:db8::1/128");
	assert_int_equal(prefix_parse("0.0.0.0/0", &p), 0);
	assert_false(prefix_has_host_bits(&p));
}

struct loop_state {
	struct loop *l;
	struct loop_fd *a, *b;
	struct loop_timer *t;
	int fds, ticks, signals;
};

/* Both pipes are ready; whoever comes first removes both. */
static void on_fd(void *arg, int fd, int events)
{
	struct loop_state *s = arg;

	s->fds++;
	loop_del_fd(s->a);
	loop_del_fd(s->b);
	raise(SIGUSR1);
}

static void on_signal(void *arg, int signo)
{
	struct loop_state *s = arg;

	s->signals++;
}

static void on_tick(void *arg)
{
	struct loop_state *s = arg;

	if (++s->ticks == 3)
		loop_del_timer(s->t);
}

static void on_end(void *arg)
{
	struct loop_state *s = arg;

	loop_stop(s->l, 42);
}

static void test_loop(void **state)
{
	struct loop_state s = { 0 };
	int p[2], q[2];

	assert_int_equal(pipe(p) | pipe(q), 0);
	assert_int_equal(write(p[1], "x", 1), 1);
	assert_int_equal(write(q[1], "x", 1), 1);
	s.l = loop_new();
	assert_non_null(s.l);
	s.a = loop_add_fd(s.l, p[0], LOOP_READ, on_fd, &s);
	s.b = loop_add_fd(s.l, q[0], LOOP_READ, on_fd, &s);
	assert_int_equal(loop_add_signal(s.l, SIGUSR1, on_signal, &s), 0);
	s.t = loop_add_timer(s.l, 1, 2, on_tick, &s);
	loop_add_timer(s.l, 50, 0, on_end, &s);
	assert_int_equal(loop_run(s.l), 42);
	assert_int_equal(s.fds, 1);
	assert_int_equal(s.signals, 1);
	assert_int_equal(s.ticks, 3);
	loop_free(s.l);
	close(p[0]);
	close(p[1]);
	close(q[0]);
	close(q[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_arena), cmocka_unit_test(test_buf),
		cmocka_unit_test(test_vec),   cmocka_unit_test(test_map),
		cmocka_unit_test(test_diag),  cmocka_unit_test(test_addr),
		cmocka_unit_test(test_loop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
