// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * A path is matched word by word from a start node; <*> and filters branch.
 * Everything else is one hash lookup a word, so that checking a reference
 * costs the same in a book of ten addresses and of ten thousand.  No function
 * here allocates: the words of a path live on the stack.
 */
#include "conf/match.h"

#include <stdio.h>
#include <string.h>

#include "conf/group.h"
#include "conf/tree.h"

#define MAX_WORDS 48
#define MAX_WORD MATCH_WORD

const struct cnode *match_root(const struct cnode *n)
{
	while (n->parent) {
		n = n->parent;
		if (n->schema->flags & SN_FOREIGN)
			break;
	}
	return n;
}

/* The value of the nearest key or leaf `word` of a statement above. */
static const char *variable(const struct match *m, const char *word)
{
	const struct cnode *n;
	const char *v;
	size_t i;

	for (n = m->at; n; n = n->parent) {
		for (i = 0; i < n->schema->nkey; i++)
			if (!strcmp(n->schema->key[i]->keyword, word) ||
			    !strcmp(n->schema->key[i]->name, word) ||
			    (!i && !strcmp(n->schema->keyword, word)))
				return n->keys[i];
		v = n->schema->kind == SN_LIST ||
				    n->schema->kind == SN_CONTAINER ?
			    cn_value(n, word) :
			    NULL;
		if (v)
			return v;
	}
	return "";
}

/* One word with its variables replaced. False: it does not fit. */
static bool expand(const struct match *m, const char *word, size_t len,
		   char out[MAX_WORD])
{
	const char *dot = m->value ? strrchr(m->value, '.') : NULL;
	const char *v = m->value ? m->value : "";
	char name[64];
	int n;

	if (len == 2 && !strncmp(word, "$$", 2)) {
		n = snprintf(out, MAX_WORD, "%s", v);
	} else if (len == 4 && !strncmp(word, "$IFD", 4)) {
		n = snprintf(out, MAX_WORD, "%.*s",
			     dot ? (int)(dot - v) : (int)strlen(v), v);
	} else if (len == 4 && !strncmp(word, "$IFL", 4)) {
		n = snprintf(out, MAX_WORD, "%s", dot ? dot + 1 : "0");
	} else if (len > 3 && !strncmp(word, "${", 2) && len < sizeof(name)) {
		snprintf(name, sizeof(name), "%.*s", (int)len - 3, word + 2);
		n = snprintf(out, MAX_WORD, "%s", variable(m, name));
	} else {
		n = snprintf(out, MAX_WORD, "%.*s", (int)len, word);
	}
	return n < MAX_WORD;
}

static bool split(struct match *m, const char *path)
{
	const char *p = path, *end;

	for (m->n = 0; *p; p = end) {
		while (*p == ' ')
			p++;
		if (!*p)
			break;
		if (*p == '[')
			end = strchr(p, ']') ? strchr(p, ']') + 1 :
					       p + strlen(p);
		else
			end = p + strcspn(p, " [");
		if (m->n >= MAX_WORDS ||
		    !expand(m, p, (size_t)(end - p), m->words[m->n]))
			return false;
		m->n++;
	}
	return true;
}

static bool done(const struct match *m)
{
	return (m->limit && m->count >= m->limit) || m->failed;
}

static void found(struct match *m, const struct cnode *n)
{
	if (m->born && (!n->group || strcmp(n->group, GROUP_DEFAULTS)))
		return;
	m->count++;
	if (m->fn)
		m->fn(m->arg, n,
		      n->schema->kind == SN_LIST ? n->keys[0] : n->value);
}

static size_t count_path(const struct cnode *at, const struct cnode *start,
			 const char *value, const char *path, size_t len);

/* The words between brackets, seen from a list entry. */
static bool passes(const struct match *m, const struct cnode *n,
		   const char *filter)
{
	return count_path(m->at, n, m->value, filter + 1, strlen(filter) - 2);
}

static void match(struct match *m, const struct cnode *n, int i);

static void match_entry(struct match *m, const struct cnode *n, int i)
{
	if (i < m->n && m->words[i][0] == '[') {
		if (!passes(m, n, m->words[i]))
			return;
		i++;
	}
	match(m, n, i);
}

static void match_all_entries(struct match *m, const struct cnode *parent,
			      const struct snode *s, int i)
{
	const struct cnode *c;
	size_t before;

	for (c = tree_first(parent, s); c && !done(m); c = cn_next(c)) {
		before = m->count;
		match_entry(m, c, i);
		if (m->star == i && m->count == before)
			m->failed = true;
	}
}

static void match_list(struct match *m, const struct cnode *parent,
		       const struct snode *s, int i)
{
	const char *keys[4];
	const struct cnode *c;
	size_t k;

	if (i >= m->n || m->words[i][0] == '[') {
		match_all_entries(m, parent, s, i);
		return;
	}
	if (!strcmp(m->words[i], "<*>")) {
		/* of several keys either all are named, or none */
		match_all_entries(m, parent, s, i + (int)s->nkey);
		return;
	}
	for (k = 0; k < s->nkey && k < 4; k++) {
		if (!snode_key_given(s, k, keys)) {
			keys[k] = "";
			continue;
		}
		if (snode_key_named(s, k) && i < m->n &&
		    !strcmp(m->words[i], s->key[k]->keyword))
			i++;
		if (i >= m->n)
			return;
		keys[k] = m->words[i++];
	}
	c = tree_find(parent, s, keys, NULL);
	if (c)
		match_entry(m, c, i);
}

static void match_value(struct match *m, const struct cnode *parent,
			const struct snode *s, int i)
{
	const struct cnode *c;

	for (c = tree_first(parent, s); c && !done(m); c = cn_next(c))
		if (i >= m->n ||
		    (i == m->n - 1 && (!strcmp(c->value, m->words[i]) ||
				       !strcmp(m->words[i], "<*>"))))
			found(m, c);
}

static const struct snode *statement(const struct cnode *n, const char *word)
{
	const struct snode *s = snode_child(n->schema, word);
	const struct cnode *c;
	size_t i;

	for (i = 0; !s && i < n->schema->nbare; i++)
		if (!strcmp(n->schema->bare[i]->name, word))
			s = n->schema->bare[i];
	/* groups are not in the grammar of the root, only in the tree */
	for (c = n->first; !s && c && c->schema->order < 0; c = c->next)
		if (!strcmp(c->schema->keyword, word))
			s = c->schema;
	return s;
}

static void match(struct match *m, const struct cnode *n, int i)
{
	const struct snode *s;
	const struct cnode *c;
	size_t b;

	if (!n || done(m))
		return;
	if (i >= m->n) {
		/* "interfaces", said of what is in it */
		if (m->fn && n->schema->kind == SN_CONTAINER &&
		    n->schema->nbare == 1 &&
		    n->schema->bare[0]->kind == SN_LIST)
			match_all_entries(m, n, n->schema->bare[0], i);
		else
			found(m, n);
		return;
	}
	if (!strcmp(m->words[i], "..")) {
		match(m, n->parent, i + 1);
		return;
	}
	if (n->schema->kind == SN_LEAF || n->schema->kind == SN_LEAFLIST) {
		if (i == m->n - 1 && !strcmp(n->value, m->words[i]))
			found(m, n);
		return;
	}
	s = statement(n, m->words[i]);
	if (!s) {
		/* lists without keyword: "interfaces ge-0/0/0" */
		for (b = 0; b < n->schema->nbare; b++)
			if (n->schema->bare[b]->kind == SN_LIST)
				match_list(m, n, n->schema->bare[b], i);
			else if (n->schema->bare[b]->kind != SN_CONTAINER)
				match_value(m, n, n->schema->bare[b], i);
		return;
	}
	switch (s->kind) {
	case SN_CONTAINER:
		c = tree_first(n, s);
		match(m, c, i + 1);
		break;
	case SN_LIST:
		match_list(m, n, s, i + 1);
		break;
	case SN_LEAF:
	case SN_LEAFLIST:
		match_value(m, n, s, i + 1);
		break;
	}
}

void match_start(struct match *m, const struct cnode *from, const char *path)
{
	char words[MAX_WORDS][MAX_WORD];
	int i = 0;

	m->words = words;
	if (!split(m, path))
		return;
	if (m->add_value) {
		if (m->n >= MAX_WORDS || strlen(m->value) >= MAX_WORD)
			return;
		strcpy(m->words[m->n++], m->value);
	}
	if (m->star)
		for (m->star = 0, i = 0; i < m->n; i++)
			if (!strcmp(m->words[i], "<*>"))
				m->star = i + 1;
	i = 0;
	if (m->n && !strcmp(m->words[0], ".")) {
		i = 1;
	} else if (m->n && !strcmp(m->words[0], "/")) {
		for (i = 1; from->parent; from = from->parent)
			;
	} else if (m->n && strcmp(m->words[0], "..") && from == m->at) {
		from = m->root ? m->root : match_root(from);
	}
	match(m, from, i);
}

static size_t count_path(const struct cnode *at, const struct cnode *from,
			 const char *value, const char *path, size_t len)
{
	struct match m = { .at = at, .value = value, .limit = 1 };
	char text[512];

	if (len >= sizeof(text))
		return 0;
	memcpy(text, path, len);
	text[len] = '\0';
	match_start(&m, from, text);
	return m.count;
}

/* ---- references ---- */

static bool in_words(const char *words, const char *value)
{
	size_t n = strlen(value);
	const char *p;

	for (p = words; (p = strstr(p, value)); p += n)
		if ((p == words || p[-1] == ' ') && (p[n] == ' ' || !p[n]))
			return true;
	return false;
}

/*
 * Names that a firewall within the firewall has for itself.  All else that it
 * may use - VPNs, profiles of the services - is given by the whole.
 */
static bool is_own(const char *path, const struct cnode *scope)
{
	static const char *const own[] = {
		"applications ",   "firewall ",
		"policy-options ", "routing-instances",
		"schedulers ",	   "security address-book ",
		"security nat ",   "security policies ",
		"security zones ",
	};
	size_t i;

	for (i = 0; i < sizeof(own) / sizeof(*own); i++)
		if (!strncmp(path, own[i], strlen(own[i])))
			return true;
	/* a tenant is lent interfaces, a logical system has its own units */
	return !strncmp(path, "interfaces", 10) &&
	       strcmp(scope->schema->keyword, "tenants");
}

bool ref_defined(const char *path, const struct cnode *at, const char *value)
{
	struct match m = { .at = at, .value = value, .limit = 1 };
	const struct cnode *scope;

	if (*path == '=')
		return *value && in_words(path + 1, value);
	m.add_value = !strstr(path, "$$") && !strstr(path, "$IFD");
	match_start(&m, at, path);
	scope = match_root(at);
	if (m.count || *path == '.' || !scope->parent)
		return m.count;
	m.root = match_root(scope);
	m.born = is_own(path, scope);
	match_start(&m, at, path);
	return m.count;
}

static void each_word(const char *words, const struct cnode *at, ref_fn fn,
		      void *arg)
{
	char word[64];
	size_t n;

	for (; *words; words += n) {
		words += strspn(words, " ");
		n = strcspn(words, " ");
		if (!n || n >= sizeof(word))
			break;
		snprintf(word, sizeof(word), "%.*s", (int)n, words);
		fn(arg, NULL, word);
	}
}

/* "interfaces $IFD unit $IFL": every unit as "name.unit". */
struct units {
	ref_fn fn;
	void *arg;
};

static void each_unit(void *arg, const struct cnode *n, const char *word)
{
	struct units *u = arg;
	char name[MAX_WORD];

	snprintf(name, sizeof(name), "%s.%s", cn_key(n->parent, 0), word);
	u->fn(u->arg, n, name);
}

void ref_each(const char *path, const struct cnode *at, ref_fn fn, void *arg)
{
	struct match m = { .at = at, .fn = fn, .arg = arg };
	struct units u = { fn, arg };
	char text[256], *p;

	if (*path == '=') {
		each_word(path + 1, at, fn, arg);
		return;
	}
	if (strstr(path, "$$"))
		return;
	if (strlen(path) >= sizeof(text))
		return;
	strcpy(text, path);
	p = strstr(text, "$IFD");
	if (p) {
		memcpy(p, " <*>", 4);
		p = strstr(text, "$IFL");
		if (p) {
			memcpy(p, " <*>", 4);
			m.fn = each_unit;
			m.arg = &u;
		}
	}
	match_start(&m, at, text);
}
