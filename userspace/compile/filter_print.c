// SPDX-License-Identifier: GPL-3.0-or-later
/* Firewall filters of a snapshot: as text, and into its digest. */
#include "compile/snapshot.h"

#include "compile/digest.h"
#include "lib/addr.h"
#include "lib/buf.h"

static const char *meter_name(const struct dp_ruleset *rs, uint32_t id)
{
	size_t i;

	for (i = 0; i < rs->n_fw_meters; i++)
		if (rs->fw_meters[i].id == id)
			return rs->fw_meters[i].name;
	return "?";
}

static const char *filter_name(const struct dp_ruleset *rs, uint32_t id)
{
	size_t i;

	for (i = 0; i < rs->n_fw_filters; i++)
		if (rs->fw_filters[i].id == id)
			return rs->fw_filters[i].name;
	return "-";
}

static void print_meter(const struct dp_ruleset *rs,
			const struct dp_fw_meter *m, struct buf *out)
{
	static const char *const kinds[] = {
		[XPF_METER_COUNTER] = "counter",
		[XPF_METER_POLICER] = "policer",
		[XPF_METER_SINGLE_RATE] = "single-rate",
		[XPF_METER_TWO_RATE] = "two-rate",
		[XPF_METER_HIERARCHICAL] = "hierarchical",
	};

	buf_printf(out, "meter %u %s %s filter %s", m->id, kinds[m->kind],
		   m->name, filter_name(rs, m->filter));
	if (m->kind != XPF_METER_COUNTER)
		buf_printf(out, " rate %llu burst %llu",
			   (unsigned long long)m->rate,
			   (unsigned long long)m->burst);
	if (m->peak_burst)
		buf_printf(out, " peak %llu/%llu",
			   (unsigned long long)m->peak_rate,
			   (unsigned long long)m->peak_burst);
	if (m->kind == XPF_METER_HIERARCHICAL)
		buf_printf(out, " premium 0x%x", m->premium);
	if (m->flags & XPF_METER_PACKETS)
		buf_puts(out, " packets");
	if (m->flags & XPF_METER_COLOR_AWARE)
		buf_puts(out, " color-aware");
	if (m->flags & XPF_METER_DISCARD)
		buf_puts(out, " discard");
	if (m->flags & XPF_METER_SET_CLASS)
		buf_printf(out, " class %u", m->class);
	if (m->flags & XPF_METER_SET_LOSS)
		buf_printf(out, " loss %u", m->loss);
	buf_putc(out, '\n');
}

static void print_predicates(const struct dp_fw_term *t, struct buf *out)
{
	const struct xpf_predicate *p;
	size_t i;

	for (i = 0; i < t->n_predicates; i++) {
		p = &t->predicates[i];
		buf_printf(out, " %s%s%u:%u+%u", i ? "" : "where ",
			   p->flags & XPF_PREDICATE_OR ? "or " : "", p->start,
			   p->offset, p->bits);
		if (p->proto)
			buf_printf(out, " proto %u", p->proto);
		if (p->mask != UINT32_MAX)
			buf_printf(out, " & 0x%x", p->mask);
		buf_printf(out, " %sin %u-%u",
			   p->flags & XPF_PREDICATE_EXCEPT ? "not " : "", p->lo,
			   p->hi);
	}
}

static void print_term(const struct dp_ruleset *rs, size_t i, struct buf *out)
{
	static const struct {
		uint32_t flag;
		const char *word;
	} flags[] = {
		{ XPF_TERM_LOG, "log" },
		{ XPF_TERM_SYSLOG, "syslog" },
		{ XPF_TERM_SAMPLE, "sample" },
		{ XPF_TERM_PACKET_MODE, "packet-mode" },
		{ XPF_TERM_SET_DF, "df" },
		{ XPF_TERM_CLEAR_DF, "no-df" },
		{ XPF_TERM_HIT, "hit" },
	};
	const struct dp_fw_term *t = &rs->fw_terms[i];
	char text[ADDR_STRLEN];
	size_t k;

	buf_printf(out, "term %zu %s/%s %s", i, filter_name(rs, t->filter),
		   t->name, dp_fw_action_str(t->action));
	if (t->action == XPF_FW_REJECT)
		buf_printf(out, " %u", t->reject);
	for (k = 0; k < sizeof(flags) / sizeof(*flags); k++)
		if (t->flags & flags[k].flag)
			buf_printf(out, " %s", flags[k].word);
	if (t->counter)
		buf_printf(out, " count %s", meter_name(rs, t->counter));
	if (t->policer)
		buf_printf(out, " police %s", meter_name(rs, t->policer));
	if (t->prefix_to)
		buf_printf(out, " bits %u-%u of %s", t->prefix_from,
			   t->prefix_to,
			   t->flags & XPF_TERM_PREFIX_SOURCE ? "source" :
							       "destination");
	if (t->prefix_counter)
		buf_printf(out, " count from %s",
			   meter_name(rs, t->prefix_counter));
	if (t->prefix_policer)
		buf_printf(out, " police from %s",
			   meter_name(rs, t->prefix_policer));
	if (t->flags & XPF_TERM_SET_CLASS)
		buf_printf(out, " class %u", t->class);
	if (t->flags & XPF_TERM_SET_LOSS)
		buf_printf(out, " loss %u", t->loss);
	if (t->flags & XPF_TERM_SET_DSCP)
		buf_printf(out, " dscp %u", t->dscp);
	if (t->route_by)
		buf_printf(out, " route-by %s", t->route_by);
	if (t->next_if)
		buf_printf(out, " next-interface %s", t->next_if);
	if (t->next_ip.family)
		buf_printf(out, " next-ip %s", addr_str(&t->next_ip, text));
	if (t->mirror)
		buf_printf(out, " mirror %s", t->mirror);
	if (t->mirror_via.family)
		buf_printf(out, " via %s", addr_str(&t->mirror_via, text));
	if (t->mirror_rate > 1)
		buf_printf(out, " one of %u and %u", t->mirror_rate,
			   t->mirror_run);
	if (t->mirror_length)
		buf_printf(out, " first %u", t->mirror_length);
	if (t->sample_rate > 1)
		buf_printf(out, " sample one of %u and %u", t->sample_rate,
			   t->sample_run);
	print_predicates(t, out);
	buf_putc(out, '\n');
}

static void print_table(const char *name, const uint8_t *v, unsigned int n,
			struct buf *out)
{
	bool said = false;
	unsigned int i;

	for (i = 0; i < n; i++) {
		if (v[i] == XPF_COS_NONE)
			continue;
		buf_printf(out, "%s%u=%u", said ? "," : name, i, v[i]);
		said = true;
	}
}

static void print_cos(const struct xpf_cos *c, struct buf *out)
{
	print_table(" class ", c->classify[0], 64, out);
	print_table(" class6 ", c->classify[1], 64, out);
	print_table(" class-tag ", c->classify_8021, 8, out);
	print_table(" mark ", c->rewrite[0], 64, out);
	print_table(" mark6 ", c->rewrite[1], 64, out);
	print_table(" mark-tag ", c->rewrite_8021, 64, out);
}

void filters_print(const struct dp_ruleset *rs, struct buf *out)
{
	size_t i;

	for (i = 0; i < rs->n_fw_filters; i++)
		buf_printf(out, "filter %zu id %u %s\n", i,
			   rs->fw_filters[i].id, rs->fw_filters[i].name);
	for (i = 0; i < rs->n_fw_meters; i++)
		print_meter(rs, &rs->fw_meters[i], out);
	for (i = 0; i < rs->n_fw_terms; i++)
		print_term(rs, i, out);
}

void filters_print_places(const struct dp_ruleset *rs,
			  const struct dp_interface *p, struct buf *out)
{
	static const char *const places[XPF_FW_PLACES] = {
		[XPF_FW_IN4] = "in",	      [XPF_FW_IN6] = "in6",
		[XPF_FW_OUT4] = "out",	      [XPF_FW_OUT6] = "out6",
		[XPF_FW_ARP] = "arp",	      [XPF_FW_IN_ANY] = "in-any",
		[XPF_FW_OUT_ANY] = "out-any",
	};
	int i;

	if (p->host)
		buf_puts(out, " host");
	for (i = 0; i < XPF_FW_PLACES; i++) {
		if (p->filters[i])
			buf_printf(out, " filter-%s %s", places[i],
				   filter_name(rs, p->filters[i]));
		if (p->policers[i])
			buf_printf(out, " policer-%s %s", places[i],
				   meter_name(rs, p->policers[i]));
	}
	if (p->cos)
		print_cos(p->cos, out);
}

static uint64_t digest_term(uint64_t h, const struct dp_fw_term *t)
{
	h = digest_add(digest_string(h, t->name), t->filter);
	h = digest_add(h, (uint64_t)t->action << 8 | t->reject);
	h = digest_add(h, (uint64_t)t->counter << 32 | t->policer);
	h = digest_add(h, (uint64_t)t->flags << 32 | t->class << 16 |
				  t->loss << 8 | t->dscp);
	if (t->prefix_to) {
		h = digest_add(h, (uint64_t)t->prefix_counter << 32 |
					  t->prefix_policer);
		h = digest_add(h, t->prefix_from << 8 | t->prefix_to);
	}
	h = digest_string(h, t->route_by ? t->route_by : "");
	if (t->next_if || t->next_ip.family) {
		h = digest_string(h, t->next_if ? t->next_if : "");
		h = digest_bytes(h, &t->next_ip, sizeof(t->next_ip));
	}
	h = digest_string(h, t->mirror ? t->mirror : "");
	h = digest_bytes(h, &t->mirror_via, sizeof(t->mirror_via));
	if (t->mirror_rate || t->sample_rate || t->mirror_length) {
		h = digest_add(h,
			       (uint64_t)t->mirror_rate << 32 | t->sample_rate);
		h = digest_add(h, (uint64_t)t->mirror_length << 16 |
					  t->mirror_run << 8 | t->sample_run);
	}
	return digest_bytes(h, t->predicates,
			    t->n_predicates * sizeof(*t->predicates));
}

static uint64_t digest_places(uint64_t h, const struct dp_interface *p)
{
	size_t size = XPF_FW_ARP * sizeof(*p->filters);

	h = digest_bytes(h, p->filters, size);
	h = digest_bytes(h, p->policers, size);
	if (p->policers[XPF_FW_ARP])
		h = digest_add(h, p->policers[XPF_FW_ARP]);
	if (p->filters[XPF_FW_IN_ANY] || p->filters[XPF_FW_OUT_ANY])
		h = digest_add(h, (uint64_t)p->filters[XPF_FW_IN_ANY] << 32 |
					  p->filters[XPF_FW_OUT_ANY]);
	return p->cos ? digest_bytes(h, p->cos, sizeof(*p->cos)) : h;
}

uint64_t filters_digest(uint64_t h, const struct dp_ruleset *rs)
{
	const struct dp_fw_meter *m;
	size_t i;

	for (i = 0; i < rs->n_fw_filters; i++)
		h = digest_string(digest_add(h, rs->fw_filters[i].id),
				  rs->fw_filters[i].name);
	for (i = 0; i < rs->n_fw_meters; i++) {
		m = &rs->fw_meters[i];
		h = digest_string(digest_add(h, m->id), m->name);
		h = digest_add(h, (uint64_t)m->filter << 32 | m->flags << 8 |
					  m->kind);
		h = digest_add(digest_add(h, m->rate), m->burst);
		h = digest_add(digest_add(h, m->peak_rate), m->peak_burst);
		h = digest_add(h, (uint64_t)m->premium << 16 | m->class << 8 |
					  m->loss);
	}
	for (i = 0; i < rs->n_fw_terms; i++)
		h = digest_term(h, &rs->fw_terms[i]);
	for (i = 0; i < rs->n_interfaces; i++)
		h = digest_places(h, &rs->interfaces[i]);
	return h;
}
