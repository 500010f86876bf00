// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Conditions that no set of 16-bit values can say: SPIs, keys, flow labels and
 * flexible matches.  The kernel asks them, predicate by predicate, of packets
 * that match all the rest.
 */
#include "model/filter_conditions.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "conf/conf.h"
#include <xpf/image.h>

bool filter_numbers(const char *text, uint32_t *lo, uint32_t *hi)
{
	char *end;

	*lo = *hi = (uint32_t)strtoul(text, &end, 0);
	if (end != text && *end == '-')
		*hi = (uint32_t)strtoul(end + 1, &end, 0);
	return end != text && !*end && *lo <= *hi;
}

static struct xpf_predicate *predicate(struct filter_conditions *t, bool or)
{
	struct xpf_predicate *p = vec_add(&t->predicates);

	p->mask = UINT32_MAX;
	p->flags = or ? XPF_PREDICATE_OR : 0;
	return p;
}

/* A 32-bit field of a protocol's header: all values of a condition. */
static void add_word(struct filter_conditions *t, const struct cnode *n,
		     uint8_t proto, uint32_t offset, bool except)
{
	const char *word = n->schema->name;
	bool or = false;

	for (; n && !strcmp(n->schema->name, word); n = n->next) {
		struct xpf_predicate *p = predicate(t, or &&!except);

		p->start = XPF_START_TRANSPORT;
		p->proto = proto;
		p->bits = 32;
		p->offset = offset;
		if (except)
			p->flags |= XPF_PREDICATE_EXCEPT;
		if (!filter_numbers(n->value, &p->lo, &p->hi))
			fault_at(t->b, n, "invalid range '%s'", n->value);
		or = true;
	}
}

static bool read_place(struct filter_conditions *t, const struct cnode *n,
		       struct xpf_predicate *p)
{
	const char *start = cn_value(n, "match-start");
	const char *name = cn_value(n, "flexible-range-name");
	const struct cnode *place = n;
	long bits;

	if (!name)
		name = cn_value(n, "flexible-mask-name");
	if (name)
		place = cn_entry(cn_path(t->b->root, "firewall",
					 "flexible-match", NULL),
				 "name", name, NULL);
	if (name && !place) {
		const struct cnode *top =
			cn_path(t->b->root, "firewall", "flexible-match", NULL);
		const struct cnode *c = top ? top->first : NULL;

		for (; c && !place; c = c->next)
			if (cn_key(c, 0) && !strcmp(cn_key(c, 0), name))
				place = c;
	}
	if (place != n)
		start = cn_value(place, "match-start");
	p->start = !start || !strcmp(start, "layer-3") ? XPF_START_IP :
		   !strcmp(start, "layer-4")	       ? XPF_START_TRANSPORT :
		   !strcmp(start, "layer-2")	       ? XPF_START_LINK :
							 XPF_START_PAYLOAD;
	bits = cn_number(place, "bit-length", 32);
	p->offset = (uint32_t)(cn_number(place, "byte-offset", 0) * 8 +
			       cn_number(place, "bit-offset", 0));
	if (bits < 1 || bits > 32) {
		fault_at(t->b, n, "bit-length must be from 1 to 32");
		return false;
	}
	p->bits = (uint8_t)bits;
	return true;
}

void filter_flexible_mask(struct filter_conditions *t, const struct cnode *n)
{
	struct xpf_predicate *p = predicate(t, false);
	const char *mask = cn_value(n, "mask-in-hex");
	const char *value = cn_value(n, "prefix");

	if (!read_place(t, n, p))
		return;
	if (!value) {
		fault_missing(t->b, n, "prefix");
		return;
	}
	if (mask)
		p->mask = (uint32_t)strtoul(mask, NULL, 16);
	p->lo = (uint32_t)strtoul(value, NULL, 0) & p->mask;
	p->hi = p->lo;
}

void filter_flexible_range(struct filter_conditions *t, const struct cnode *n)
{
	struct xpf_predicate *p = predicate(t, false);
	const char *range = cn_value(n, "range");
	const char *except = cn_value(n, "range-except");

	if (!read_place(t, n, p))
		return;
	if (!range && !except)
		range = cn_value(n, "match-value");
	if (cn_has(n, "match-mask"))
		p->mask = (uint32_t)strtoul(cn_value(n, "match-mask"), NULL, 0);
	if (except)
		p->flags |= XPF_PREDICATE_EXCEPT;
	if ((!range && !except) ||
	    !filter_numbers(except ? except : range, &p->lo, &p->hi))
		fault_at(t->b, n, "invalid range");
}

bool filter_words(struct filter_conditions *t, const struct cnode *n)
{
	static const struct {
		const char *word;
		uint8_t proto;
		uint32_t offset;
		bool except;
	} words[] = {
		{ "ah-spi", IPPROTO_AH, 32, false },
		{ "ah-spi-except", IPPROTO_AH, 32, true },
		{ "esp-spi", IPPROTO_ESP, 0, false },
		{ "esp-spi-except", IPPROTO_ESP, 0, true },
		{ "gre-key", IPPROTO_GRE, 32, false },
		{ "gre-key-except", IPPROTO_GRE, 32, true },
	};
	struct xpf_predicate *p;
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (strcmp(words[i].word, n->schema->name))
			continue;
		if (words[i].proto == IPPROTO_GRE) { /* K bit, no checksum */
			p = predicate(t, false);
			p->start = XPF_START_TRANSPORT;
			p->proto = IPPROTO_GRE;
			p->bits = 16;
			p->mask = 0xa000;
			p->lo = p->hi = 0x2000;
		}
		add_word(t, n, words[i].proto, words[i].offset,
			 words[i].except);
		return true;
	}
	return false;
}

void filter_flow_label(struct filter_conditions *t, const struct cnode *n)
{
	struct xpf_predicate *p = predicate(t, false);

	p->start = XPF_START_IP;
	p->bits = 20;
	p->offset = 12;
	if (!filter_numbers(n->value, &p->lo, &p->hi))
		fault_at(t->b, n, "invalid range '%s'", n->value);
}
