// SPDX-License-Identifier: GPL-2.0
/*
 * Messages of PPTP (RFC 2637): by which ids calls go.  Pure.
 */
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/unaligned.h>

#include "alg/pptp_parse.h"

#define HEADER 12
#define MAGIC 0x1a2b3c4d
#define LONGEST 512
#define ID 12 /* the first of them */
#define PEER_ID 14
#define RESULT 16
#define CONNECTED 1

/* By their numbers. */
static const struct {
	u8 own_at, peer_at, len;
	bool request, reply, over;
} kinds[] = {
	[7] = { .own_at = ID, .len = 14, .request = true }, /* outgoing call */
	[8] = { .own_at = ID, .peer_at = PEER_ID, .len = 17, .reply = true },
	[9] = { .own_at = ID, .len = 14, .request = true }, /* incoming call */
	[10] = { .own_at = ID, .peer_at = PEER_ID, .len = 17, .reply = true },
	[11] = { .peer_at = ID, .len = 14 }, /* incoming call connected */
	[12] = { .own_at = ID, .len = 14 }, /* clear */
	[13] = { .own_at = ID, .len = 14, .over = true }, /* disconnected */
	[14] = { .peer_at = ID, .len = 14 }, /* errors of the WAN */
	[15] = { .peer_at = ID, .len = 14 }, /* link info */
};

int xpf_pptp_frame(const u8 *data, u32 len)
{
	u32 n;

	if (len < 8)
		return 0;
	n = get_unaligned_be16(data);
	if (get_unaligned_be16(data + 2) != 1 ||
	    get_unaligned_be32(data + 4) != MAGIC || n < HEADER || n > LONGEST)
		return -1;
	return n;
}

bool xpf_pptp_parse(const u8 *data, u32 len, struct xpf_pptp *p)
{
	u32 kind;

	memset(p, 0, sizeof(*p));
	if (len < HEADER)
		return false;
	kind = get_unaligned_be16(data + 8);
	if (kind >= ARRAY_SIZE(kinds) || !kinds[kind].len ||
	    len < kinds[kind].len)
		return false;
	p->own_at = kinds[kind].own_at;
	p->peer_at = kinds[kind].peer_at;
	p->request = kinds[kind].request;
	p->accepted = kinds[kind].reply && data[RESULT] == CONNECTED;
	p->over = kinds[kind].over;
	if (p->own_at)
		p->own = get_unaligned_be16(data + p->own_at);
	if (p->peer_at)
		p->peer = get_unaligned_be16(data + p->peer_at);
	return true;
}
