// SPDX-License-Identifier: GPL-2.0
/*
 * The maximum segment size in a SYN's options (RFC 9293 section 3.7.1).
 *
 * The option may begin at any byte, so its value may straddle two words of the
 * checksum; then it counts with its bytes swapped (RFC 1071 section 2 (B)).
 * Every option of that kind is lowered: stacks differ in which one counts.
 */
#include <linux/kernel.h>
#include <linux/tcp.h>
#include <linux/unaligned.h>
#include <net/checksum.h>

#include "pkt/mss.h"

#define OPT_EOL 0
#define OPT_NOP 1
#define OPT_MSS 2
#define OPT_MSS_LEN 4

static void adjust(struct tcphdr *th, u16 from, u16 to, bool odd)
{
	if (odd) {
		from = swab16(from);
		to = swab16(to);
	}
	csum_replace2(&th->check, htons(from), htons(to));
}

bool xpf_mss_lower(u8 *tcp, u32 len, u16 mss, bool partial)
{
	u32 at = sizeof(struct tcphdr);
	bool changed = false;
	u16 old;

	while (at < len && tcp[at] != OPT_EOL) {
		if (tcp[at] == OPT_NOP) {
			at++;
			continue;
		}
		if (len - at < 2 || tcp[at + 1] < 2 || tcp[at + 1] > len - at)
			break;
		if (tcp[at] == OPT_MSS && tcp[at + 1] == OPT_MSS_LEN) {
			old = get_unaligned_be16(tcp + at + 2);
			if (old > mss) {
				put_unaligned_be16(mss, tcp + at + 2);
				if (!partial)
					adjust((struct tcphdr *)tcp, old, mss,
					       at & 1);
				changed = true;
			}
		}
		at += tcp[at + 1];
	}
	return changed;
}
