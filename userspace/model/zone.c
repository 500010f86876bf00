// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * [edit security zones]: zones, which interfaces they hold, and what may
 * reach the firewall through them.
 *
 * host-inbound-traffic of an interface replaces the zone's as a whole, also
 * when it is empty.  Nothing said means nothing admitted.  `except` is worked
 * out here: `all` with exceptions becomes every other bit.
 */
#include "model/builder.h"

#include <stdlib.h>
#include <string.h>

#include "model/id.h"
#include "model/inbound.h"

#define BIT(n) (1ULL << (n))

struct words {
	const char *list; /* statement */
	int (*find)(const char *word);
	uint64_t all; /* bits that stand for all */
	int count;
};

static const struct words service_words = {
	"system-services",
	inbound_service,
	BIT(XPF_SVC_ALL) | BIT(XPF_SVC_ANY),
	__XPF_SVC_COUNT,
};
static const struct words protocol_words = {
	"protocols",
	inbound_protocol,
	BIT(XPF_PROTO_ALL),
	__XPF_PROTO_COUNT,
};

struct inbound {
	uint64_t on, except;
};

/* Two words of system-services are IP protocols to the dataplane. */
static bool service_as_protocol(const char *word, uint64_t *bits)
{
	if (!strcmp(word, "gre"))
		*bits |= BIT(XPF_PROTO_GRE);
	else if (!strcmp(word, "ipsec"))
		*bits |= BIT(XPF_PROTO_ESP);
	else
		return false;
	return true;
}

static void read_words(struct builder *b, const struct cnode *hit,
		       const struct words *w, struct inbound *in,
		       struct inbound *other)
{
	const struct cnode *n;
	uint64_t *out, *alias;
	bool except;
	int bit;

	for (n = cn_first(hit, w->list); n; n = cn_next(n)) {
		except = cn_has(n, "except");
		out = except ? &in->except : &in->on;
		alias = except ? &other->except : &other->on;
		bit = w->find(cn_key(n, 0));
		if (bit >= 0)
			*out |= BIT(bit);
		else if (!service_as_protocol(cn_key(n, 0), alias))
			fault_at(b, n, "unknown word");
	}
}

/* Services that are the same packets go together, unless named as well. */
static uint64_t except_aliases(const struct inbound *in)
{
	static const uint64_t groups[] = {
		BIT(XPF_SVC_DHCP) | BIT(XPF_SVC_BOOTP),
		BIT(XPF_SVC_HTTPS) | BIT(XPF_SVC_TCP_ENCAP),
	};
	uint64_t except = in->except;
	size_t i;

	for (i = 0; i < sizeof(groups) / sizeof(*groups); i++)
		if (in->except & groups[i])
			except |= groups[i] & ~in->on;
	return except;
}

static uint64_t resolve(const struct words *w, const struct inbound *in)
{
	uint64_t except = w == &service_words ? except_aliases(in) : in->except;
	uint64_t bits = in->on;

	if (!except)
		return bits;
	if (bits & w->all)
		bits = (BIT(w->count) - 1) & ~w->all;
	return bits & ~except;
}

/* Returns false when there is no such statement. */
static bool read_inbound(struct builder *b, const struct cnode *n,
			 uint64_t *services, uint64_t *protocols)
{
	const struct cnode *hit = cn_child(n, "host-inbound-traffic");
	struct inbound svc = { 0, 0 }, proto = { 0, 0 };

	if (!hit)
		return false;
	read_words(b, hit, &service_words, &svc, &proto);
	read_words(b, hit, &protocol_words, &proto, &proto);
	*services = resolve(&service_words, &svc);
	*protocols = resolve(&protocol_words, &proto);
	return true;
}

static void bind_interface(struct builder *b, const struct cnode *n,
			   struct model_zone *z)
{
	struct model_interface *i = find_interface(b, cn_key(n, 0));

	if (!i) {
		fault_at(b, n,
			 "Interface %s must be configured under interfaces",
			 cn_key(n, 0));
		return;
	}
	if (i->zone && i->zone != z) {
		fault_at(b, n, "Interface %s already assigned to another zone",
			 i->name);
		return;
	}
	i->zone = z;
	i->own_inbound = read_inbound(b, n, &i->services, &i->protocols);
}

/* Every interface that no zone names. */
static void bind_rest(struct builder *b, const struct cnode *n,
		      struct model_zone *z)
{
	struct model_interface *i;
	size_t k;

	for (k = 0; k < b->m->interfaces.n; k++) {
		i = b->m->interfaces.v[k];
		if (i->zone)
			continue;
		i->zone = z;
		i->own_inbound =
			read_inbound(b, n, &i->services, &i->protocols);
	}
}

static void bind_interfaces(struct builder *b, const struct cnode *zones)
{
	const struct cnode *n, *c, *rest = NULL;

	for (n = cn_first(zones, "security-zone"); n; n = cn_next(n))
		for (c = cn_first(n, "interfaces"); c; c = cn_next(c)) {
			if (strcmp(cn_key(c, 0), "all"))
				bind_interface(b, c,
					       find_zone(b, cn_key(n, 0)));
			else if (rest)
				fault_at(
					b, c,
					"Interface all already assigned to another zone");
			else
				rest = c;
		}
	if (rest)
		bind_rest(b, rest, find_zone(b, cn_key(rest->parent, 0)));
}

static void add_zone(struct builder *b, const struct cnode *n)
{
	struct model_zone *z = arena_new_obj(b->a, struct model_zone);

	z->name = keep(b, cn_key(n, 0));
	z->description = keep(b, cn_value(n, "description"));
	z->tcp_rst = cn_has(n, "tcp-rst");
	z->screen = model_screen(b->m, cn_value(n, "screen"));
	if (cn_has(n, "screen") && !z->screen)
		fault_at(
			b, cn_child(n, "screen"),
			"referenced ids-object must be defined under [security screen ids-option]");
	if (!strcmp(z->name, "junos-host") || !strcmp(z->name, "any"))
		fault_at(b, n, "'%s' is a reserved zone name", z->name);
	read_inbound(b, n, &z->services, &z->protocols);
	map_put(&b->m->zone_map, z->name, z);
	vec_push(&b->m->zones, z);
}

static void assign_ids(struct builder *b)
{
	struct model *m = b->m;
	struct id_item *item = calloc(m->zones.n + 1, sizeof(*item));
	size_t i;

	if (!item)
		abort();
	for (i = 0; i < m->zones.n; i++)
		item[i].name = m->zones.v[i]->name;
	id_assign(item, m->zones.n, XPF_ZONE_HOST + 1, XPF_MAX_ZONES - 1);
	for (i = 0; i < m->zones.n; i++)
		m->zones.v[i]->id = (uint16_t)item[i].id;
	free(item);
}

/* The firewall itself: always there, never configured. */
static void add_host_zone(struct builder *b)
{
	struct model_zone *z = arena_new_obj(b->a, struct model_zone);

	z->name = "junos-host";
	z->id = XPF_ZONE_HOST;
	map_put(&b->m->zone_map, z->name, z);
	vec_push(&b->m->zones, z);
}

void build_zones(struct builder *b)
{
	const struct cnode *zones = cn_path(b->root, "security", "zones", NULL);
	const struct cnode *n;

	for (n = cn_first(zones, "security-zone"); n; n = cn_next(n))
		add_zone(b, n);
	if (b->m->zones.n > XPF_MAX_ZONES - 2)
		fault_at(b, zones, "more than %d security zones",
			 XPF_MAX_ZONES - 2);
	else
		assign_ids(b);
	bind_interfaces(b, zones);
	add_host_zone(b);
}
