// SPDX-License-Identifier: GPL-2.0
/*
 * Lowering the segment size of a SYN against a twin that reads the options
 * once more and computes the checksum anew: any options, at any place, garbage
 * too.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "lib/packet.h"
#include "lib/random.h"

#include "pkt/mss.c"

#define HEADER 20
#define ROUNDS 200000

struct syn {
	u8 b[60];
	u32 len;
};

static u16 sum_of(const struct syn *s)
{
	u32 sum = 0x1234, i; /* of the pseudo header */

	for (i = 0; i < s->len; i += 2)
		if (i != 16)
			sum += s->b[i] << 8 | s->b[i + 1];
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return ~sum;
}

static void set_sum(struct syn *s)
{
	u16 sum = sum_of(s);

	s->b[16] = sum >> 8;
	s->b[17] = sum;
}

static void random_syn(struct syn *s)
{
	u32 at = HEADER, i;

	memset(s, 0, sizeof(*s));
	s->len = HEADER + 4 * rnd(11);
	for (i = 0; i < HEADER; i++)
		s->b[i] = rnd(256);
	while (at < s->len) {
		switch (rnd(8)) {
		case 0:
			s->b[at++] = 0;
			break;
		case 1:
		case 2:
			s->b[at++] = 1;
			break;
		case 3:
			s->b[at++] = rnd(256);
			break;
		default:
			if (s->len - at < 4) {
				at++;
				break;
			}
			s->b[at] = 2;
			s->b[at + 1] = 4;
			s->b[at + 2] = rnd(2) ? 5 : rnd(256);
			s->b[at + 3] = rnd(256);
			at += 4;
		}
	}
	set_sum(s);
}

/* The same, by hand. */
static bool twin(struct syn *s, u16 mss)
{
	bool changed = false;
	u32 at, len;

	for (at = HEADER; at < s->len && s->b[at]; at += len) {
		len = 1;
		if (s->b[at] == 1)
			continue;
		if (at + 1 >= s->len)
			break;
		len = s->b[at + 1];
		if (len < 2 || at + len > s->len)
			break;
		if (s->b[at] != 2 || len != 4 ||
		    (s->b[at + 2] << 8 | s->b[at + 3]) <= mss)
			continue;
		s->b[at + 2] = mss >> 8;
		s->b[at + 3] = mss;
		changed = true;
	}
	return changed;
}

static void any_options(void **state)
{
	u32 i, changed = 0;

	for (i = 0; i < ROUNDS; i++) {
		struct syn s, want;
		u16 mss = rnd(4) ? 64 + rnd(1500) : rnd(65536);
		bool did;

		random_syn(&s);
		want = s;
		did = xpf_mss_lower(s.b, s.len, mss, false);
		assert_int_equal(did, twin(&want, mss));
		changed += did;
		/* 0 and 0xffff are one sum */
		assert_int_equal((u16)(s.b[16] << 8 | s.b[17]) % 0xffff,
				 sum_of(&want) % 0xffff);
		memcpy(want.b + 16, s.b + 16, 2);
		assert_memory_equal(s.b, want.b, s.len);
	}
	assert_true(changed > ROUNDS / 10);
}

static void partial_sum_stays(void **state)
{
	struct syn s = { .len = 24,
			 .b = { [16] = 0xab, 0xcd, [20] = 2, 4, 5, 0xb4 } };

	assert_true(xpf_mss_lower(s.b, s.len, 1200, true));
	assert_int_equal(s.b[16] << 8 | s.b[17], 0xabcd);
	assert_int_equal(s.b[22] << 8 | s.b[23], 1200);
	assert_false(xpf_mss_lower(s.b, s.len, 1200, true));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_options),
		cmocka_unit_test(partial_sum_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
