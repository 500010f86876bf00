// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The "$9$" encoding, as publicly described (CPAN's Crypt::Juniper is the
 * best known description; the code here is our own).
 *
 * 65 characters stand in a circle.  The first one of a secret is the salt; it
 * also says how many characters of filler follow.  After that each character
 * of the text is two to four steps around the circle from where the one
 * before ended: a step of g + 1 places is the digit g, and the digits have
 * the weights of a row of a table, row after row.
 */
#include "conf/secret.h"

#include <crypt.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "conf/conf.h"
#include "conf/lex.h"
#include "conf/type.h"
#include "lib/buf.h"

static const char circle[] = "QzF3n6/9CAtpu0O"
			     "B1IREhcSyrleKvMW8LXx"
			     "7N-dVbwsY2g4oaJZGUDj"
			     "iHkq.mPf5T";
#define CIRCLE 65

/* Where the second and later groups of the circle begin: less filler. */
static const int groups[] = { 15, 35, 55 };

static const int weights[][5] = {
	{ 1, 4, 32 }, { 1, 16, 32 },	 { 1, 8, 32 },	{ 1, 64 },
	{ 1, 32 },    { 1, 4, 16, 128 }, { 1, 32, 64 },
};

#define ROWS (sizeof(weights) / sizeof(*weights))

bool secret_is_encoded(const char *value)
{
	return !strncmp(value, "$9$", 3) || !strncmp(value, "$8$", 3);
}

static int place(char c)
{
	const char *p = c ? strchr(circle, c) : NULL;

	return p ? (int)(p - circle) : -1;
}

static int filler(int salt)
{
	int n = 3;
	size_t i;

	for (i = 0; i < sizeof(groups) / sizeof(*groups); i++)
		n -= salt >= groups[i];
	return n;
}

/* ---- decoding ---- */

/* One character of text; -1: it cannot be one. */
static int decode_one(const char **p, int *at, const int *weight)
{
	int sum = 0, to, gap;

	for (; *weight; weight++) {
		to = place(**p);
		if (to < 0)
			return -1;
		gap = (to - *at + CIRCLE) % CIRCLE - 1;
		if (gap < 0) /* a whole turn is no digit */
			return -1;
		sum += gap * *weight;
		*at = to;
		++*p;
	}
	return sum % 256;
}

int secret_decode(const char *value, struct buf *out)
{
	size_t start = out->len, row = 0;
	int at, i, ch;

	if (!secret_is_encoded(value)) {
		buf_puts(out, value);
		return 0;
	}
	if (value[1] == '8')
		return -1;
	value += 3;
	at = place(*value);
	if (at < 0)
		return -1;
	for (i = filler(at), value++; i > 0; i--)
		if (place(*value++) < 0)
			return -1;
	for (; *value; row = (row + 1) % ROWS) {
		ch = decode_one(&value, &at, weights[row]);
		if (ch <= 0) {
			out->len = start;
			out->data[start] = '\0';
			return -1;
		}
		buf_putc(out, (char)ch);
	}
	return out->len > start ? 0 : -1;
}

/* ---- encoding ---- */

/* FNV-1a: scatters salts, protects nothing. */
static uint64_t mix(uint64_t h, const char *s)
{
	for (; *s; s++)
		h = (h ^ (unsigned char)*s) * 1099511628211ULL;
	return h ^ h >> 29;
}

static void encode_one(unsigned char ch, int *at, const int *weight,
		       struct buf *out)
{
	int gap[4], rest = ch, n = 0, i;

	while (weight[n])
		n++;
	for (i = n - 1; i >= 0; i--) {
		gap[i] = rest / weight[i];
		rest %= weight[i];
	}
	for (i = 0; i < n; i++) {
		*at = (*at + gap[i] + 1) % CIRCLE;
		buf_putc(out, circle[*at]);
	}
}

void secret_encode(const char *clear, struct buf *out)
{
	uint64_t h = mix(14695981039346656037ULL, clear);
	int at = (int)(h % CIRCLE), i;
	size_t row = 0;

	buf_printf(out, "$9$%c", circle[at]);
	for (i = filler(at); i > 0; i--) {
		h = mix(h, "x");
		buf_putc(out, circle[h % CIRCLE]);
	}
	for (; *clear; clear++, row = (row + 1) % ROWS)
		encode_one((unsigned char)*clear, &at, weights[row], out);
}

bool secret_hash(const char *password, struct buf *out)
{
	static const char base64[] = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz";
	struct crypt_data *data;
	unsigned char salt[16];
	char setting[32] = "$6$";
	const char *hash;
	size_t i;

	if (getrandom(salt, sizeof(salt), 0) != sizeof(salt))
		return false;
	for (i = 0; i < sizeof(salt); i++)
		setting[3 + i] = base64[salt[i] & 63];
	data = calloc(1, sizeof(*data));
	if (!data)
		abort();
	hash = crypt_rn(password, setting, data, sizeof(*data));
	if (hash && *hash == '$')
		buf_puts(out, hash);
	else
		hash = NULL;
	explicit_bzero(data, sizeof(*data));
	free(data);
	return hash;
}

/* ---- statements ---- */

static bool is_ascii(const char *s)
{
	while (*s >= ' ' && *s <= '~')
		s++;
	return !*s;
}

const char *secret_check(const struct snode *n, const char *value,
			 struct buf *out)
{
	struct buf clear, normal;
	const char *msg;

	if (n->flags & SN_HASH || !*value)
		return type_check(n->type, value, out);
	buf_init(&clear);
	buf_init(&normal);
	if (secret_decode(value, &clear))
		msg = NULL; /* conf_validate() warns */
	else
		msg = type_check(n->type, clear.data, &normal);
	/* one that was blotted out may decode, but to no text */
	if (msg && secret_is_encoded(value) && !is_ascii(clear.data))
		msg = NULL;
	if (!msg && secret_is_encoded(value))
		buf_puts(out, value);
	else if (!msg)
		secret_encode(normal.data, out);
	buf_free(&clear);
	buf_free(&normal);
	return msg;
}

/* ---- those who may not see them ---- */

void secret_hide(const char *value, struct buf *out)
{
	static uint64_t key;

	if (!key && getrandom(&key, sizeof(key), 0) != sizeof(key))
		key = 0;
	buf_printf(out, SECRET_DATA "%016llx",
		   (unsigned long long)mix(key, value));
}

bool secret_is_hidden(const struct snode *s, const char *value,
		      unsigned int flags)
{
	if (!(s->flags & SN_SECRET) || s->flags & SN_EMPTY)
		return false;
	return !(flags & CONF_SECRETS) ||
	       !strncmp(value, SECRET_DATA, strlen(SECRET_DATA));
}

void secret_quote(const char *value, struct buf *out)
{
	if (strpbrk(value, "\"\\ \n"))
		word_quote(out, value);
	else
		buf_printf(out, "\"%s\"", value);
}
