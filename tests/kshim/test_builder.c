// SPDX-License-Identifier: GPL-2.0
/*
 * Objects of a ruleset as the builder takes them: what is out of range is
 * refused, and nothing is computed from it before.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <kshim.h>

#define strscpy(to, from) snprintf(to, sizeof(to), "%s", from)

#include "pkt/prefix.c"
#include "policy/build.c"
#include "policy/pool.c"

/* Not asked here. */
bool xpf_cos_valid(const struct xpf_cos *c)
{
	return false;
}

const struct xpf_cos *xpf_cos_copy(const struct xpf_cos *c)
{
	return NULL;
}

void xpf_ruleset_destroy(struct xpf_ruleset *rs)
{
	u32 i;

	for (i = 0; i < rs->n_nat_pools; i++)
		kvfree(rs->nat_pool[i].range);
	kvfree(rs->nat_pool);
	kvfree(rs->nat_rule);
	kvfree(rs->zone);
	kvfree(rs->bind);
	kfree(rs);
}

static int add_static(u8 action, u8 family, u8 inside_family, u8 len)
{
	struct xpf_builder *b = xpf_builder_new();
	struct xpf_fault f = { 0 };
	struct xpf_nat_rule r = {
		.id = 1,
		.kind = XPF_NAT_STATIC,
		.action = action,
		.overload = 1,
		.map = {
			.family = family,
			.inside_family = inside_family,
			.len = len,
		},
	};
	int err;

	memset(&r.map.outside, 0x5a, sizeof(r.map.outside));
	memset(&r.map.inside, 0xa5, sizeof(r.map.inside));
	err = xpf_builder_nat_rule(b, &r, &f);
	xpf_builder_free(b);
	return err;
}

/* The prefix of a static rule, of every length that a byte can say. */
static void test_prefix(void **state)
{
	u32 len;

	for (len = 0; len < 256; len++) {
		assert_int_equal(!add_static(XPF_NAT_NPTV6, AF_INET6, AF_INET6,
					     len),
				 len && len <= XPF_NPTV6_MAX);
		assert_int_not_equal(
			add_static(XPF_NAT_NPTV6, AF_INET, AF_INET, len), 0);
		assert_int_equal(!add_static(XPF_NAT_PREFIX, AF_INET6, AF_INET6,
					     len),
				 len <= 128);
		assert_int_equal(!add_static(XPF_NAT_PREFIX, AF_INET6, AF_INET,
					     len),
				 len >= 96 && len <= 128);
		assert_int_equal(!add_static(XPF_NAT_PREFIX, AF_INET, AF_INET6,
					     len),
				 len <= 32);
	}
}

static int add_pool(u16 size, u16 overload)
{
	struct xpf_builder *b = xpf_builder_new();
	struct xpf_nat_range range = { { 10, 0, 0, 1 }, { 10, 0, 0, 1 } };
	struct xpf_fault f = { 0 };
	struct xpf_nat_pool p = {
		.id = 1,
		.family = AF_INET,
		.port_lo = XPF_PORT_MIN,
		.port_hi = XPF_PORT_MAX,
		.overload = overload,
		.block = { .size = size, .max = 1 },
	};
	int err = xpf_builder_nat_pool(b, &p, &range, 1, NULL, 0, &f);

	xpf_builder_free(b);
	return err;
}

static void test_blocks(void **state)
{
	assert_int_equal(add_pool(512, 32), 0);
	assert_int_equal(add_pool(XPF_MAX_BLOCK_BITS / 32, 32), 0);
	assert_int_equal(add_pool(XPF_MAX_BLOCK_BITS / 32 + 1, 32), -ERANGE);
	/* Above what a signed number holds. */
	assert_int_equal(add_pool(50000, 50000), -ERANGE);
	assert_int_equal(add_pool(64000, 65535), -ERANGE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_prefix),
		cmocka_unit_test(test_blocks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
