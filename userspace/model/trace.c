// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * [edit security flow traceoptions].  A flag of which there is nothing to say
 * here is accepted with a warning.
 */
#include "model/trace.h"

#include <stdlib.h>
#include <string.h>

#include "conf/conf.h"
#include "conf/type.h"
#include "model/builder.h"

static const struct {
	const char *word;
	uint32_t what;
} flags[] = {
	{ "all", TRACE_ALL },
	{ "basic-datapath", TRACE_BASIC },
	{ "packet-drops", TRACE_DROPS },
	{ "lookup", TRACE_LOOKUP },
	{ "session", TRACE_SESSION },
	{ "route", TRACE_ROUTE },
	{ "tcp-basic", TRACE_TCP },
	{ "fragmentation", TRACE_FRAGMENT },
	{ "multicast", TRACE_MULTICAST },
	{ "host-traffic", TRACE_HOST },
};

static uint32_t what_of(const char *word)
{
	size_t i;

	for (i = 0; i < sizeof(flags) / sizeof(*flags); i++)
		if (!strcmp(flags[i].word, word))
			return flags[i].what;
	return 0;
}

static void read_flags(struct builder *b, const struct cnode *n)
{
	const struct cnode *f;
	uint32_t what;

	for (f = cn_first(n, "flag"); f; f = cn_next(f)) {
		what = what_of(cn_key(f, 0));
		if (!what)
			warn_at(b, f,
				"flag %s is not supported: nothing is "
				"traced for it",
				cn_key(f, 0));
		b->m->trace.what |= what;
	}
}

static void read_file(struct builder *b, const struct cnode *n)
{
	const char *name = value_named(n, "filename");
	const char *size = cn_value(n, "size");
	struct model_trace *t = &b->m->trace;
	int64_t bytes = size ? value_quantity(size) : 0;

	t->file = name ? keep(b, name) : MODEL_TRACE_FILE;
	t->size = bytes > 0 && bytes <= UINT32_MAX ? (uint32_t)bytes :
						     MODEL_TRACE_SIZE;
	t->files = (uint32_t)cn_number(n, "files", MODEL_TRACE_FILES);
	t->world_readable = cn_has(n, "world-readable");
	t->match = keep(b, cn_value(n, "match"));
}

static void read_prefix(struct builder *b, const struct cnode *n,
			const char *word, struct prefix *p)
{
	const char *text = cn_value(n, word);

	if (text && prefix_parse(text, p))
		fault_at(b, cn_child(n, word), "invalid prefix: %s", text);
}

static void read_port(struct builder *b, const struct cnode *n,
		      const char *word, uint16_t *lo, uint16_t *hi)
{
	const char *text = cn_value(n, word);

	if (text && !read_ports(text, lo, hi))
		fault_at(b, cn_child(n, word), "invalid port: %s", text);
}

static void read_filter(struct builder *b, const struct cnode *n)
{
	struct model_trace_filter *f = vec_add(&b->m->trace.filters);
	const char *protocol = cn_value(n, "protocol");

	memset(f, 0, sizeof(*f));
	f->name = keep(b, cn_key(n, 0));
	f->protocol = protocol ? value_protocol(protocol) : -1;
	f->interface = keep(b, cn_value(n, "interface"));
	read_prefix(b, n, "source-prefix", &f->src);
	read_prefix(b, n, "destination-prefix", &f->dst);
	if (f->src.addr.family && f->dst.addr.family &&
	    f->src.addr.family != f->dst.addr.family)
		fault_at(b, n,
			 "source and destination prefix must be of the "
			 "same address family");
	read_port(b, n, "source-port", &f->sport_lo, &f->sport_hi);
	read_port(b, n, "destination-port", &f->dport_lo, &f->dport_hi);
	if (f->interface && !find_interface(b, f->interface))
		warn_at(b, cn_child(n, "interface"),
			"interface %s is not configured", f->interface);
	if (cn_has(n, "conn-tag"))
		warn_at(b, cn_child(n, "conn-tag"),
			"conn-tag is not supported: it is not looked at");
}

void build_trace(struct builder *b)
{
	const struct cnode *n = cn_path(b->root, "security", "flow",
					"traceoptions", NULL),
			   *f;

	if (!n)
		return;
	read_flags(b, n);
	read_file(b, cn_child(n, "file"));
	b->m->trace.rate = (uint32_t)cn_number(n, "rate-limit", 0);
	for (f = cn_first(n, "packet-filter"); f; f = cn_next(f))
		read_filter(b, f);
}

void forget_trace(struct model *m)
{
	vec_free(&m->trace.filters);
}
