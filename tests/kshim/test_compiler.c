// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * What userspace compiles, the kernel must take and understand: images of
 * random rulesets go through the kernel's verifier and are looked up by the
 * kernel's own code; the twin says what must come out.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <kshim.h>

#include "policy/classify.c"
#include "policy/image.c"

#undef fail
#include "../unit/twin.h"

static u32 kernel_lookup(const struct xpf_image *img, const struct packet *p)
{
	bool v4 = p->addr[0].family == AF_INET;
	struct xpf_key key = {
		.family = v4 ? AF_INET : AF_INET6,
	};
	struct xpf_fields f = {
		.key = &key,
		.service = p->num[XPF_F_SERVICE],
		.sport = p->num[XPF_F_SPORT],
		.from_zone = p->num[XPF_F_FROM_ZONE],
		.to_zone = p->num[XPF_F_TO_ZONE],
		.in_if = p->num[XPF_F_IN_IF],
		.out_if = p->num[XPF_F_OUT_IF],
		.in_vrf = p->num[XPF_F_IN_VRF],
		.out_vrf = p->num[XPF_F_OUT_VRF],
		.proto = p->num[XPF_F_PROTO],
		.next_header = p->num[XPF_F_NEXT_HEADER],
		.dport = p->num[XPF_F_DPORT],
		.icmp = p->num[XPF_F_ICMP],
		.tcp_flags = p->num[XPF_F_TCP_FLAGS],
		.tos = p->num[XPF_F_TOS],
		.length = p->num[XPF_F_LENGTH],
		.ttl = p->num[XPF_F_TTL],
		.fragment = p->num[XPF_F_FRAGMENT],
		.options = p->num[XPF_F_OPTIONS],
		.class = p->num[XPF_F_CLASS],
		.mixed = xpf_fields_mixed(p->addr[0].family, p->addr[1].family),
	};

	memcpy(&key.saddr, p->addr[0].b, v4 ? 4 : 16);
	memcpy(&key.daddr, p->addr[1].b, p->addr[1].family == AF_INET ? 4 : 16);
	return xpf_classify(img, &f);
}

static struct xpf_image *verified(size_t n)
{
	const char *why = NULL;
	struct xpf_image *img;
	void *data;
	size_t size;
	int err;

	data = build(&size);
	img = aligned_alloc(8, round_up(sizeof(*img) + size, 8));
	assert_non_null(img);
	img->size = (u32)size;
	memcpy(img->data, data, size);
	free(data);
	err = xpf_image_verify(img, (u32)n, &why);
	if (err)
		print_error("%s\n", why);
	assert_int_equal(err, 0);
	return img;
}

static void test_random(void **state)
{
	static const size_t sizes[] = { 0, 1, 3, 10, 70, 300 };
	struct xpf_image *img;
	unsigned int hits = 0;
	struct packet p;
	u32 want, got;
	int round, i;

	for (round = 0; round < 300; round++) {
		seed = (uint64_t)round + 1000;
		random_sets();
		random_rules(sizes[round % 6], round & 1);
		img = verified(sizes[round % 6]);
		for (i = 0; i < 400; i++) {
			p = random_packet();
			want = twin_lookup(&p);
			got = kernel_lookup(img, &p);
			assert_int_equal(want, got);
			hits += want != XPF_IMAGE_NO_RULE;
		}
		free(img);
	}
	assert_in_range(hits, 15000, 110000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_random),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
