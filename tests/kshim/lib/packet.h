/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Packets for tests, built byte by byte, with checksums that are computed the
 * long way.
 */
#ifndef KSHIM_PACKET_H
#define KSHIM_PACKET_H

#include <kshim.h>

#define PACKET_MAX 512

struct packet {
	u8 b[PACKET_MAX] __attribute__((aligned(8)));
	u32 len;
	u32 l4;
	u8 family, proto;
};

static inline void put16(u8 *p, u16 v)
{
	p[0] = v >> 8;
	p[1] = v;
}

static inline void put32(u8 *p, u32 v)
{
	put16(p, v >> 16);
	put16(p + 2, v);
}

static inline u16 get16(const u8 *p)
{
	return p[0] << 8 | p[1];
}

static inline u32 sum16(const u8 *p, u32 len, u32 sum)
{
	for (; len > 1; p += 2, len -= 2)
		sum += get16(p);
	if (len)
		sum += p[0] << 8;
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return sum;
}

static inline u32 pseudo_sum(const struct packet *p)
{
	u32 len = p->len - p->l4, sum = p->proto + len;

	if (p->family == AF_INET)
		return sum16(p->b + 12, 8, sum);
	return sum16(p->b + 8, 32, sum);
}

/* Where the transport checksum is, 0: nowhere. */
static inline u32 check_at(const struct packet *p)
{
	switch (p->proto) {
	case 6:
		return p->l4 + 16;
	case 17:
	case 33:
	case 136:
		return p->l4 + 6;
	case 1:
	case 58:
		return p->l4 + 2;
	}
	return 0;
}

/* Sum over everything the checksum covers, which is 0xffff when it is right. */
static inline u32 l4_sum(const struct packet *p)
{
	u32 sum = p->proto == 1 ? 0 : pseudo_sum(p);

	return sum16(p->b + p->l4, p->len - p->l4, sum);
}

/* CRC-32C of SCTP, bit by bit, its own field being zero. */
static inline u32 sctp_crc(const struct packet *p)
{
	u32 crc = ~0U, i;
	int bit;
	u8 b;

	for (i = p->l4; i < p->len; i++) {
		b = i - p->l4 >= 8 && i - p->l4 < 12 ? 0 : p->b[i];
		for (crc ^= b, bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0x82f63b78 : 0);
	}
	return __builtin_bswap32(~crc);
}

static inline u32 get32(const u8 *p)
{
	return (u32)get16(p) << 16 | get16(p + 2);
}

static inline void finish(struct packet *p)
{
	u32 at = check_at(p);

	if (p->family == AF_INET) {
		put16(p->b + 2, p->len);
		put16(p->b + 10, 0);
		put16(p->b + 10, ~sum16(p->b, (p->b[0] & 15) * 4, 0));
	} else {
		put16(p->b + 4, p->len - 40);
	}
	if (p->proto == 132 && p->len >= p->l4 + 12)
		put32(p->b + p->l4 + 8, sctp_crc(p));
	if (!at)
		return;
	put16(p->b + at, 0);
	put16(p->b + at, ~l4_sum(p));
	if (p->proto == 17 && !get16(p->b + at))
		put16(p->b + at, 0xffff);
}

/* Headers without options, of addresses and ports that the caller fills in. */
static inline void start(struct packet *p, u8 family, u8 proto)
{
	memset(p, 0, sizeof(*p));
	p->family = family;
	p->proto = proto;
	if (family == AF_INET) {
		p->b[0] = 0x45;
		p->b[8] = 64;
		p->b[9] = proto;
		p->l4 = 20;
	} else {
		p->b[0] = 0x60;
		p->b[6] = proto;
		p->b[7] = 64;
		p->l4 = 40;
	}
	p->len = p->l4;
}

static inline void add_l4(struct packet *p, u16 sport, u16 dport, u32 payload)
{
	u8 *h = p->b + p->l4;
	u32 header = p->proto == 6 ? 20 : p->proto == 17 ? 8 :
		p->proto == 136 ? 8 : p->proto == 1 || p->proto == 58 ? 8 :
		p->proto == 132 || p->proto == 33 ? 12 : 0;
	u32 i;

	p->len = p->l4 + header + payload;
	for (i = 0; i < payload; i++)
		h[header + i] = i * 7 + sport;
	switch (p->proto) {
	case 6:
		h[12] = 5 << 4;
		h[13] = 0x10;
		put16(h + 14, 1000);
		break;
	case 17:
		put16(h + 4, 8 + payload);
		break;
	case 1:
		h[0] = 8;
		put16(h + 4, sport);
		return;
	case 58:
		h[0] = 128;
		put16(h + 4, sport);
		return;
	case 33:
		h[4] = 3;
		break;
	case 132:
	case 136:
		break;
	default:
		return;
	}
	put16(h, sport);
	put16(h + 2, dport);
}

static inline u8 *saddr_of(struct packet *p)
{
	return p->b + (p->family == AF_INET ? 12 : 8);
}

static inline u8 *daddr_of(struct packet *p)
{
	return p->b + (p->family == AF_INET ? 16 : 24);
}

static inline void set_addr(struct packet *p, const void *saddr,
			    const void *daddr)
{
	u32 n = p->family == AF_INET ? 4 : 16;

	memcpy(saddr_of(p), saddr, n);
	memcpy(daddr_of(p), daddr, n);
}

#endif
