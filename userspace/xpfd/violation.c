// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Keys are kept in sets of eight, as many sets as `size` asks for; who is not
 * there takes the place of the one in its set whose time began first.  So memory
 * is bounded, and a key that comes often enough to matter stays.
 */
#include "xpfd/violation.h"

#include <stdlib.h>
#include <string.h>

#define WAYS 8

struct key {
	struct addr addr;
	uint32_t policy;
	uint16_t port;
	uint8_t protocol;
};

struct entry {
	struct key key;
	uint64_t since; /* second */
	uint32_t count; /* 0: free */
};

struct violations {
	enum model_alarm_kind kind;
	struct model_alarm asked;
	size_t sets;
	struct entry *entry;
};

struct violations *violations_new(enum model_alarm_kind kind,
				  const struct model_alarm *asked)
{
	struct violations *v;

	if (!asked->threshold)
		return NULL;
	v = calloc(1, sizeof(*v));
	if (!v)
		abort();
	v->kind = kind;
	v->asked = *asked;
	v->sets = (asked->size + WAYS - 1) / WAYS;
	v->sets = v->sets ? v->sets : 1;
	v->entry = calloc(v->sets * WAYS, sizeof(*v->entry));
	if (!v->entry)
		abort();
	return v;
}

void violations_free(struct violations *v)
{
	if (!v)
		return;
	free(v->entry);
	free(v);
}

/* All bytes of it are set: it is compared as a whole. */
static void key_of(const struct violations *v, const struct dp_event *ev,
		   struct key *k)
{
	memset(k, 0, sizeof(*k));
	switch (v->kind) {
	case ALARM_SOURCE:
		k->addr = ev->saddr;
		break;
	case ALARM_DESTINATION:
		k->addr = ev->daddr;
		break;
	case ALARM_APPLICATION:
		k->protocol = ev->protocol;
		k->port = ev->dport;
		break;
	case ALARM_POLICY:
		k->policy = ev->policy;
		break;
	case ALARM_KINDS:
		break;
	}
}

/* FNV-1a */
static size_t hash(const struct key *k)
{
	const uint8_t *p = (const uint8_t *)k;
	uint32_t h = 2166136261U;
	size_t i;

	for (i = 0; i < sizeof(*k); i++)
		h = (h ^ p[i]) * 16777619U;
	return h;
}

static struct entry *find(struct violations *v, const struct key *k)
{
	struct entry *set = v->entry + hash(k) % v->sets * WAYS, *oldest = set;
	size_t i;

	for (i = 0; i < WAYS; i++) {
		if (set[i].count && !memcmp(&set[i].key, k, sizeof(*k)))
			return &set[i];
		if (!set[i].count ||
		    (oldest->count && set[i].since < oldest->since))
			oldest = &set[i];
	}
	memset(oldest, 0, sizeof(*oldest));
	memcpy(&oldest->key, k, sizeof(*k));
	return oldest;
}

bool violations_add(struct violations *v, const struct dp_event *ev,
		    uint64_t second)
{
	struct entry *e;
	struct key k;

	key_of(v, ev, &k);
	e = find(v, &k);
	if (!e->count || second - e->since >= v->asked.duration) {
		e->since = second;
		e->count = 0;
	}
	if (++e->count < v->asked.threshold)
		return false;
	e->count = 0;
	return true;
}
