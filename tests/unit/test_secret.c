// SPDX-License-Identifier: GPL-3.0-or-later
/* Secrets: what is published decodes, what is encoded decodes back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <crypt.h>
#include <stdlib.h>
#include <string.h>

#include "conf/conf.h"
#include "conf/secret.h"

static struct schema *schema;

static void decodes(const char *value, const char *clear)
{
	struct buf b;

	buf_init(&b);
	assert_int_equal(secret_decode(value, &b), 0);
	assert_string_equal(b.data, clear);
	buf_free(&b);
}

static void published(void **state)
{
	decodes("$9$LbHX-wg4Z", "lc");
	decodes("$9$41JDk5T3CpBFnCuB1rl8X7-VYq.5", "netscreen");
	decodes("not encoded", "not encoded");
}

static void malformed(void **state)
{
	static const char *const bad[] = {
		"$9$",		 "$9$L",	  "$9$LbHX-wg4",
		"$9$LbHX-wg4Z!", "$9$LbHX-wg4Z7", "$9$ LbHX-wg4Z",
		"$9$Q",		 "$9$QQQQ",	  "$9$QQQQQQQ",
		"$8$LbHX-wg4Z",
	};
	struct buf b;
	size_t i;

	buf_init(&b);
	buf_puts(&b, "kept");
	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		assert_int_equal(secret_decode(bad[i], &b), -1);
		assert_string_equal(b.data, "kept");
	}
	buf_free(&b);
}

/* Every byte at every place of the weights' cycle, and every salt. */
static void round_trips(void **state)
{
	struct buf b, back;
	char text[64];
	int i, k;

	buf_init(&b);
	buf_init(&back);
	for (i = 1; i < 256; i++) {
		for (k = 0; k < 40; k++)
			text[k] = (char)(1 + (i + k * 37) % 255);
		text[1 + i % 40] = '\0';
		buf_reset(&b);
		buf_reset(&back);
		secret_encode(text, &b);
		assert_true(secret_is_encoded(b.data));
		assert_int_equal(secret_decode(b.data, &back), 0);
		assert_string_equal(back.data, text);
		buf_reset(&back);
		secret_encode(text, &back);
		assert_string_equal(b.data, back.data);
	}
	buf_free(&b);
	buf_free(&back);
}

static void hashes(void **state)
{
	struct crypt_data data = { 0 };
	struct buf a, b;

	buf_init(&a);
	buf_init(&b);
	assert_true(secret_hash("xpf123", &a));
	assert_true(secret_hash("xpf123", &b));
	assert_memory_equal(a.data, "$6$", 3);
	assert_string_not_equal(a.data, b.data);
	assert_string_equal(crypt_rn("xpf123", a.data, &data, sizeof(data)),
			    a.data);
	assert_string_not_equal(crypt_rn("xpf124", a.data, &data, sizeof(data)),
				a.data);
	buf_free(&a);
	buf_free(&b);
}

static const struct snode *password(void)
{
	const struct snode *n = schema_config(schema);

	n = snode_child(n, "system");
	n = snode_child(n, "root-authentication");
	return snode_child(n, "encrypted-password");
}

static void statements(void **state)
{
	struct snode leaf = *password();
	struct buf b, c;

	buf_init(&b);
	buf_init(&c);
	/* a hash stays what it is */
	assert_true(leaf.flags & SN_HASH);
	assert_null(snode_check_value(&leaf, "$6$a$b", &b));
	assert_string_equal(b.data, "$6$a$b");
	/* a reversible one is encoded once, and kept when it is broken */
	leaf.flags &= ~(unsigned int)SN_HASH;
	buf_reset(&b);
	assert_null(snode_check_value(&leaf, "netscreen", &b));
	decodes(b.data, "netscreen");
	assert_null(snode_check_value(&leaf, b.data, &c));
	assert_string_equal(b.data, c.data);
	buf_reset(&b);
	assert_null(snode_check_value(&leaf, "$9$LbHX-wg4", &b));
	assert_string_equal(b.data, "$9$LbHX-wg4");
	buf_reset(&b);
	assert_null(snode_check_value(&leaf, "$8$aes256-gcm$x", &b));
	assert_string_equal(b.data, "$8$aes256-gcm$x");
	buf_free(&b);
	buf_free(&c);
}

static void hidden(void **state)
{
	struct buf a, b, c;

	buf_init(&a);
	buf_init(&b);
	buf_init(&c);
	secret_hide("one", &a);
	secret_hide("one", &b);
	secret_hide("two", &c);
	assert_string_equal(a.data, b.data);
	assert_string_not_equal(a.data, c.data);
	assert_true(secret_is_hidden(password(), a.data, CONF_SECRETS));
	assert_true(secret_is_hidden(password(), "$6$a$b", 0));
	assert_false(secret_is_hidden(password(), "$6$a$b", CONF_SECRETS));
	buf_free(&a);
	buf_free(&b);
	buf_free(&c);
}

static int setup(void **state)
{
	schema = schema_load();
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
		cmocka_unit_test(published),   cmocka_unit_test(malformed),
		cmocka_unit_test(round_trips), cmocka_unit_test(hashes),
		cmocka_unit_test(statements),  cmocka_unit_test(hidden),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
