// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Values that are text with a form: dates, MAC addresses, wildcards, regular
 * expressions.  Dates stay as they were typed, since the same words are what
 * an operator compares.
 */
#include "conf/value_text.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <regex.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "conf/type.h"
#include "lib/buf.h"

/* ---- dates ---- */

struct reader {
	const char *p;
};

/* A number of at most so many digits, in a range. */
static bool number(struct reader *r, int digits, int lo, int hi)
{
	int n = 0, count = 0;

	while (isdigit((unsigned char)*r->p) && count < digits) {
		n = n * 10 + (*r->p++ - '0');
		count++;
	}
	return count && n >= lo && n <= hi;
}

static bool sign(struct reader *r, char c)
{
	if (*r->p != c)
		return false;
	r->p++;
	return true;
}

static bool clock_time(struct reader *r)
{
	if (!number(r, 2, 0, 23) || !sign(r, ':') || !number(r, 2, 0, 59))
		return false;
	return !sign(r, ':') || number(r, 2, 0, 59);
}

static bool zone(struct reader *r)
{
	if (!sign(r, '+') && !sign(r, '-'))
		return false;
	return strspn(r->p, "0123456789") == 4 && number(r, 4, 0, 1400);
}

static bool date_time(struct reader *r)
{
	if (strspn(r->p, "0123456789") == 4 &&
	    (!number(r, 4, 1970, 2105) || !sign(r, '-')))
		return false;
	if (!number(r, 2, 1, 12) || !sign(r, '-') || !number(r, 2, 1, 31))
		return false;
	if (sign(r, '.') && !clock_time(r))
		return false;
	if (sign(r, ' ') && !zone(r))
		return false;
	return !*r->p;
}

const char *value_time_stamp(const char *value, struct buf *out)
{
	struct reader r = { value };

	if (strcmp(value, "now") && !date_time(&r))
		return value_fault("invalid time: '%s'", value);
	buf_puts(out, value);
	return NULL;
}

/* ---- addresses ---- */

static bool read_mac(const char *value, unsigned int b[6])
{
	int n = 0;

	if (sscanf(value, "%2x:%2x:%2x:%2x:%2x:%2x%n", &b[0], &b[1], &b[2],
		   &b[3], &b[4], &b[5], &n) == 6)
		return !value[n];
	if (sscanf(value, "%2x%2x.%2x%2x.%2x%2x%n", &b[0], &b[1], &b[2], &b[3],
		   &b[4], &b[5], &n) == 6)
		return !value[n] && n == 14;
	return false;
}

const char *value_mac_address(const char *value, struct buf *out)
{
	unsigned int b[6];

	if (value[strspn(value, "0123456789abcdefABCDEF:.")] ||
	    !read_mac(value, b))
		return value_fault("invalid MAC address: '%s'", value);
	buf_printf(out, "%02x:%02x:%02x:%02x:%02x:%02x", b[0], b[1], b[2], b[3],
		   b[4], b[5]);
	return NULL;
}

/* The first octet of the mask has its highest bit set and more, as on an SRX. */
const char *value_wildcard_address(const char *value, struct buf *out)
{
	const char *slash = strchr(value, '/');
	unsigned char mask[4];
	struct in_addr a, m;
	char text[16];

	if (!slash || slash - value >= (int)sizeof(text))
		return value_fault("invalid wildcard address: '%s'", value);
	snprintf(text, sizeof(text), "%.*s", (int)(slash - value), value);
	if (inet_pton(AF_INET, text, &a) != 1 ||
	    inet_pton(AF_INET, slash + 1, &m) != 1)
		return value_fault("invalid wildcard address: '%s'", value);
	memcpy(mask, &m, sizeof(mask));
	if (mask[0] <= 128)
		return value_fault(
			"The first octet of the wildcard mask must be greater than 128");
	buf_puts(out, value);
	return NULL;
}

/* ---- expressions ---- */

const char *value_regex(const char *value, struct buf *out)
{
	char why[128];
	regex_t re;
	int rc;

	rc = regcomp(&re, value, REG_EXTENDED | REG_NOSUB);
	if (rc) {
		regerror(rc, &re, why, sizeof(why));
		return value_fault("invalid regular expression: '%s' (%s)",
				   value, why);
	}
	regfree(&re);
	buf_puts(out, value);
	return NULL;
}
