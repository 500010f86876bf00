// SPDX-License-Identifier: GPL-2.0
/*
 * Reading numbers, addresses and words of protocols in text.  Pure, and never
 * beyond the end.
 *
 * Addresses: dotted decimal without leading zeroes that others would take for
 * octal; IPv6 in all forms of RFC 4291 but those that end in dotted decimal.
 */
#include <linux/kernel.h>
#include <linux/string.h>

#include "alg/text.h"

static u8 lower(u8 c)
{
	return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
}

bool xpf_text_same(const u8 *data, const char *word, u32 n)
{
	u32 i;

	for (i = 0; i < n; i++)
		if (lower(data[i]) != lower(word[i]))
			return false;
	return true;
}

bool xpf_text_char(struct xpf_text *t, u8 c)
{
	if (t->at >= t->len || t->data[t->at] != c)
		return false;
	t->at++;
	return true;
}

bool xpf_text_number(struct xpf_text *t, u32 max, u32 *v)
{
	u64 n = 0;
	u32 from = t->at;

	while (t->at < t->len && t->at - from < 10 && t->data[t->at] >= '0' &&
	       t->data[t->at] <= '9')
		n = n * 10 + t->data[t->at++] - '0';
	*v = n;
	return t->at > from && n <= max &&
	       !(t->at < t->len && t->data[t->at] >= '0' &&
		 t->data[t->at] <= '9');
}

static bool addr4(struct xpf_text *t, struct in6_addr *addr)
{
	u8 *a = (u8 *)addr;
	u32 i, v;

	for (i = 0; i < 4; i++) {
		if (i && !xpf_text_char(t, '.'))
			return false;
		if (t->at + 1 < t->len && t->data[t->at] == '0' &&
		    t->data[t->at + 1] >= '0' && t->data[t->at + 1] <= '9')
			return false;
		if (!xpf_text_number(t, 255, &v))
			return false;
		a[i] = v;
	}
	return true;
}

static int hex(u8 c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* One to four digits. */
static bool group(struct xpf_text *t, u16 *v)
{
	u32 n = 0;

	*v = 0;
	while (n < 4 && t->at < t->len && hex(t->data[t->at]) >= 0) {
		*v = *v << 4 | hex(t->data[t->at++]);
		n++;
	}
	return n && !(t->at < t->len && hex(t->data[t->at]) >= 0);
}

static bool addr6(struct xpf_text *t, struct in6_addr *addr)
{
	u16 v[8] = { 0 };
	int n = 0, gap = -1, i;
	u8 *a = (u8 *)addr;

	if (t->at + 1 < t->len && t->data[t->at] == ':' &&
	    t->data[t->at + 1] == ':') {
		gap = 0;
		t->at += 2;
	}
	while (n < 8) {
		if (t->at >= t->len || hex(t->data[t->at]) < 0)
			break;
		if (!group(t, &v[n++]))
			return false;
		if (n == 8 || !xpf_text_char(t, ':'))
			break;
		if (gap < 0 && xpf_text_char(t, ':'))
			gap = n;
		else if (t->at >= t->len || hex(t->data[t->at]) < 0)
			return false;
	}
	if ((gap < 0 && n != 8) || (gap >= 0 && n == 8))
		return false;
	memset(a, 0, 16);
	for (i = 0; i < n; i++) {
		int to = gap >= 0 && i >= gap ? i + 8 - n : i;

		a[to * 2] = v[i] >> 8;
		a[to * 2 + 1] = v[i];
	}
	return true;
}

bool xpf_text_addr(struct xpf_text *t, u8 family, u8 end, struct in6_addr *addr)
{
	memset(addr, 0, sizeof(*addr));
	if (family == AF_INET6 ? !addr6(t, addr) : !addr4(t, addr))
		return false;
	return !end || (t->at < t->len && t->data[t->at] == end);
}

static u32 put6(char *text, const u8 *a)
{
	int best = -1, best_n = 1, from, i, n = 0;
	u16 v[8];

	for (i = 0; i < 8; i++)
		v[i] = a[i * 2] << 8 | a[i * 2 + 1];
	for (i = 0; i < 8; i++) {
		for (from = i; i < 8 && !v[i]; i++)
			;
		if (i - from > best_n) {
			best = from;
			best_n = i - from;
		}
	}
	for (i = 0; i < 8; i++) {
		if (i == best) {
			n += scnprintf(text + n, XPF_TEXT_ADDR - n, "::");
			i += best_n - 1;
			continue;
		}
		n += scnprintf(text + n, XPF_TEXT_ADDR - n, "%s%x",
			       i && (best < 0 || i != best + best_n) ? ":" : "",
			       v[i]);
	}
	return n;
}

u32 xpf_text_put_addr(char text[XPF_TEXT_ADDR], u8 family,
		      const struct in6_addr *addr)
{
	const u8 *a = (const u8 *)addr;

	if (family == AF_INET6)
		return put6(text, a);
	return scnprintf(text, XPF_TEXT_ADDR, "%u.%u.%u.%u", a[0], a[1], a[2],
			 a[3]);
}

bool xpf_text_idle(const u8 *data, u32 len)
{
	u32 i;

	for (i = 0; i < len; i++)
		if (data[i] != '\r' && data[i] != '\n' && data[i])
			return false;
	return true;
}
