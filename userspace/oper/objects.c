// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * show security address-book, show security applications: the names that
 * policies use, resolved.
 */
#include "oper/oper.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "lib/vec.h"
#include "model/model.h"

/* ---- addresses ---- */

static void emit_range(struct oper *o, const struct addr_range *r)
{
	char lo[ADDR_STRLEN], hi[ADDR_STRLEN];

	addr_str(&r->lo, lo);
	addr_str(&r->hi, hi);
	if (strcmp(lo, hi))
		writer_emit(o->w, "    {ip-range/%s - %s}\n", lo, hi);
	else
		writer_emit(o->w, "    {ip-range/%s}\n", lo);
}

static void emit_address(struct oper *o, const struct model_address *a)
{
	unsigned int i;

	writer_open(o->w, a->is_set ? "address-set" : "address");
	writer_emit(o->w, "  %s: {name/%s}\n",
		    a->is_set ? "Address set" : "Address", a->name);
	if (a->description)
		writer_emit(o->w, "    Description: {description/%s}\n",
			    a->description);
	for (i = 0; i < a->n_ranges; i++)
		emit_range(o, &a->range[i]);
	writer_close(o->w);
}

/* Predefined ones belong to no book. */
static bool in_book(const struct model_address *a, const char *book)
{
	return a->book && !strcmp(a->book, book) && !a->any &&
	       strcmp(a->name, "any-ipv4") && strcmp(a->name, "any-ipv6");
}

static void emit_book(struct oper *o, const char *book)
{
	struct model_address *const *a;
	int sets;

	writer_open(o->w, "address-book");
	writer_emit(o->w, "Address book: {name/%s}\n", book);
	for (sets = 0; sets < 2; sets++) /* members of one name together */
		vec_each(a, &o->model->addresses)
			if (in_book(*a, book) && (*a)->is_set == (sets == 1))
				emit_address(o, *a);
	writer_close(o->w);
}

int oper_address_book(struct oper *o)
{
	const char *want = oper_arg(o, "book-name");
	struct model_address *const *a;
	VEC(const char *) books = { 0 };
	unsigned int shown = 0;
	const char **b;
	bool known;

	if (!o->model)
		return oper_error(o, "no configuration is active");
	vec_each(a, &o->model->addresses) {
		if (!(*a)->book || !*(*a)->book)
			continue;
		known = false;
		vec_each(b, &books)
			known = known || !strcmp(*b, (*a)->book);
		if (!known)
			vec_push(&books, (*a)->book);
	}
	writer_open_ns(o->w, "address-book-information", NULL);
	vec_each(b, &books) {
		if (want && strcmp(want, *b))
			continue;
		emit_book(o, *b);
		shown++;
	}
	writer_close(o->w);
	vec_free(&books);
	return want && !shown ?
		       oper_error(o, "address book %s not found", want) :
		       0;
}

/* ---- applications ---- */

static void emit_ports(struct oper *o, const char *label, const char *member,
		       uint16_t lo, uint16_t hi)
{
	if (!lo && hi == 65535)
		return;
	if (lo == hi)
		writer_emit(o->w, ", %s: %u", label, lo);
	else
		writer_emit(o->w, ", %s: %u-%u", label, lo, hi);
	writer_encode(o->w, member, "%u-%u", lo, hi);
}

static void emit_term(struct oper *o, const struct model_term *t)
{
	char proto[8];

	writer_open(o->w, "term");
	writer_emit(o->w, "  IP protocol: {protocol/%s}",
		    t->any_proto ? "any" : protocol_name(t->proto, proto));
	if (t->proto == IPPROTO_ICMP || t->proto == IPPROTO_ICMPV6) {
		emit_ports(o, "ICMP type and code", "icmp-info", t->dport_lo,
			   t->dport_hi);
	} else {
		emit_ports(o, "source port", "source-port", t->sport_lo,
			   t->sport_hi);
		emit_ports(o, "destination port", "destination-port",
			   t->dport_lo, t->dport_hi);
	}
	if (t->timeout)
		writer_emit(o->w, ", inactivity timeout: {timeout/%u}",
			    t->timeout);
	writer_emit(o->w, "\n");
	writer_close(o->w);
}

int oper_applications(struct oper *o)
{
	const char *want = oper_arg(o, "application-name");
	struct model_app *const *a;
	unsigned int shown = 0, i;

	if (!o->model)
		return oper_error(o, "no configuration is active");
	writer_open_ns(o->w, "applications-information", NULL);
	vec_each(a, &o->model->apps) {
		if (want && strcmp(want, (*a)->name))
			continue;
		shown++;
		writer_open(o->w, "application");
		writer_emit(o->w, "Application: {name/%s}%s\n", (*a)->name,
			    (*a)->predefined ? " (predefined)" : "");
		for (i = 0; i < (*a)->n_terms; i++)
			emit_term(o, &(*a)->term[i]);
		writer_close(o->w);
	}
	writer_close(o->w);
	return want && !shown ?
		       oper_error(o, "application %s not found", want) :
		       0;
}
