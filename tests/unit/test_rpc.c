// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Frames: what is sent arrives, in any fragmentation; what is malformed ends
 * the connection; a reader that does not read makes the queue grow where its
 * owner sees it, and loses nothing.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "rpc/rpc.h"

struct pair {
	struct rpc *a, *b;
	int raw; /* the descriptor of a */
};

static int setup(void **state)
{
	struct pair *p = calloc(1, sizeof(*p));
	int sv[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, sv), 0);
	p->raw = sv[0];
	p->a = rpc_new(sv[0]);
	p->b = rpc_new(sv[1]);
	fcntl(sv[0], F_SETFL, O_NONBLOCK);
	fcntl(sv[1], F_SETFL, O_NONBLOCK);
	*state = p;
	return 0;
}

static int teardown(void **state)
{
	struct pair *p = *state;

	rpc_free(p->a);
	rpc_free(p->b);
	free(p);
	return 0;
}

static void test_strings(void **state)
{
	struct pair *p = *state;
	struct rpc_frame f;

	assert_int_equal(rpc_recv(p->b, &f), 0);
	rpc_sends(p->a, RPC_PROMPT, "#", "me@fw# ", "[edit]", NULL);
	rpc_sendf(p->a, RPC_DONE, "%d", 1);
	rpc_send(p->a, RPC_INTERRUPT, NULL, 0);
	assert_int_equal(rpc_recv(p->b, &f), 1);
	assert_int_equal(f.type, RPC_PROMPT);
	assert_string_equal(rpc_string(&f, 0), "#");
	assert_string_equal(rpc_string(&f, 1), "me@fw# ");
	assert_string_equal(rpc_string(&f, 2), "[edit]");
	assert_string_equal(rpc_string(&f, 3), "");
	assert_string_equal(rpc_string(&f, 9), "");
	assert_int_equal(rpc_recv(p->b, &f), 1);
	assert_string_equal(f.data, "1");
	assert_int_equal(rpc_recv(p->b, &f), 1);
	assert_int_equal(f.type, RPC_INTERRUPT);
	assert_int_equal(f.len, 0);
	assert_int_equal(f.data[0], 0);
	assert_int_equal(rpc_recv(p->b, &f), 0);
}

static void test_bytewise(void **state)
{
	static const char wire[] = "\0\0\0\4\100abc\0\0\0\2\1001";
	struct pair *p = *state;
	struct rpc_frame f;
	size_t i, got = 0;

	for (i = 0; i < sizeof(wire) - 1; i++) {
		assert_int_equal(write(p->raw, wire + i, 1), 1);
		if (rpc_recv(p->b, &f) == 1) {
			assert_string_equal(f.data, got ? "1" : "abc");
			got++;
		}
	}
	assert_int_equal(got, 2);
}

static void test_malformed(void **state)
{
	static const char huge[] = "\377\377\377\377\100";
	struct pair *p = *state;
	struct rpc_frame f;

	assert_int_equal(write(p->raw, huge, 5), 5);
	assert_int_equal(rpc_recv(p->b, &f), -EPROTO);
	assert_int_equal(rpc_recv(p->b, &f), -EPROTO);
	assert_int_equal(rpc_send(p->b, RPC_OUT, "x", 1), -EPROTO);
}

static void test_empty(void **state)
{
	struct pair *p = *state;
	struct rpc_frame f;

	assert_int_equal(write(p->raw, "\0\0\0\0\100", 5), 5);
	assert_int_equal(rpc_recv(p->b, &f), -EPROTO);
}

static void test_end(void **state)
{
	struct pair *p = *state;
	struct rpc_frame f;

	rpc_send(p->a, RPC_OUT, "last", 4);
	assert_int_equal(write(p->raw, "\0\0\0\t", 4), 4);
	shutdown(p->raw, SHUT_WR);
	assert_int_equal(rpc_recv(p->b, &f), 1);
	assert_string_equal(f.data, "last");
	assert_int_equal(rpc_recv(p->b, &f), -EPIPE);
}

static void test_too_big(void **state)
{
	struct pair *p = *state;

	assert_int_equal(rpc_send(p->a, RPC_OUT, "", RPC_MAX_FRAME), -EMSGSIZE);
	assert_int_equal(rpc_pending(p->a), 0);
}

static void test_slow_reader(void **state)
{
	static char text[100000];
	struct pair *p = *state;
	struct rpc_frame f;
	size_t n = 0;
	int i;

	memset(text, 'x', sizeof(text));
	for (i = 0; i < 50; i++) {
		text[0] = (char)('a' + i % 26);
		assert_int_equal(rpc_send(p->a, RPC_OUT, text, sizeof(text)),
				 0);
	}
	assert_true(rpc_pending(p->a) > 1000000);
	while (n < 50) {
		assert_int_equal(rpc_flush(p->a), 0);
		while (rpc_recv(p->b, &f) == 1) {
			assert_int_equal(f.len, sizeof(text));
			assert_int_equal(f.data[0], 'a' + n % 26);
			assert_int_equal(f.data[sizeof(text) - 1], 'x');
			n++;
		}
	}
	assert_int_equal(rpc_pending(p->a), 0);
}

int main(void)
{
#define T(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)
	static const struct CMUnitTest tests[] = {
		T(test_strings),     T(test_bytewise), T(test_malformed),
		T(test_empty),	     T(test_end),      T(test_too_big),
		T(test_slow_reader),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
