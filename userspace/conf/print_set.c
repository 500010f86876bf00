// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Tree to set commands.  One line names one statement that has nothing
 * below it; what contains it appears only as its path.  Marks follow as
 * commands of their own: deactivate, protect, annotate - after the
 * statements they speak of, because a command can only mark what is there.
 */
#include "conf/print.h"

#include <string.h>

#include "conf/expression.h"
#include "conf/lex.h"
#include "conf/secret.h"
#include "lib/buf.h"

struct setter {
	struct buf *out;
	struct buf path; /* " security zones ..." */
	unsigned int flags;
	unsigned int depth; /* statements that contain the one under way */
};

static void add_word(struct setter *p, const char *word)
{
	buf_putc(&p->path, ' ');
	word_quote(&p->path, word);
}

static void add_value(struct setter *p, const struct cnode *n)
{
	buf_putc(&p->path, ' ');
	expression_quote(n->schema, n->value, &p->path);
}

static void add_secret(struct setter *p, const char *value)
{
	buf_putc(&p->path, ' ');
	secret_quote(value, &p->path);
}

static void add_statement(struct setter *p, const struct cnode *n)
{
	const struct snode *s = n->schema;
	size_t i;

	if (!(s->flags & SN_NOKEYWORD))
		add_word(p, s->keyword);
	if (s->kind == SN_LIST)
		for (i = 0; i < s->nkey; i++) {
			if (!snode_key_given(s, i, n->keys))
				continue;
			if (snode_key_named(s, i))
				add_word(p, s->key[i]->keyword);
			add_word(p, n->keys[i]);
		}
	if (s->kind == SN_LEAFLIST ||
	    (s->kind == SN_LEAF && !(s->flags & SN_EMPTY))) {
		if (secret_is_hidden(s, n->value, p->flags))
			buf_puts(&p->path, " " SECRET_DATA);
		else if (s->flags & SN_SECRET)
			add_secret(p, n->value);
		else
			add_value(p, n);
	}
}

static void command(struct setter *p, const char *verb)
{
	buf_puts(p->out, verb);
	buf_add(p->out, p->path.data, p->path.len);
	buf_putc(p->out, '\n');
}

static void print_node(struct setter *p, const struct cnode *n);

static bool print_children(struct setter *p, const struct cnode *n)
{
	const struct cnode *c;
	bool any = false;

	for (c = n->first; c; c = c->next) {
		if (cn_is_void(c))
			continue;
		print_node(p, c);
		any = true;
	}
	return any;
}

/* @before: length of the path above; a list's own annotation names no instance */
static void annotate(struct setter *p, const struct cnode *n, size_t before)
{
	const char *c;

	if (n->flags & CN_ABOVE) {
		p->path.len = before;
		p->path.data[p->path.len] = '\0';
		add_word(p, n->schema->keyword);
	}
	buf_puts(&p->path, " \"");
	for (c = n->comment; *c; c++) {
		if (*c == '"' || *c == '\\')
			buf_putc(&p->path, '\\');
		if (*c == '\n')
			buf_puts(&p->path, "\\n");
		else
			buf_putc(&p->path, *c);
	}
	buf_putc(&p->path, '"');
	command(p, "annotate");
}

static void print_marks(struct setter *p, const struct cnode *n, size_t before)
{
	if (n->flags & CN_INACTIVE)
		command(p, "deactivate");
	if (n->flags & CN_PROTECT)
		command(p, "protect");
	if (n->comment)
		annotate(p, n, before);
}

static void print_node(struct setter *p, const struct cnode *n)
{
	size_t len = p->path.len;

	add_statement(p, n);
	if (p->flags & CONF_EXPLICIT && n->schema->flags & SN_PRESENCE &&
	    n->schema->kind == SN_CONTAINER && n->first)
		command(p, "set");
	p->depth++;
	if (print_is_cut(p->flags, p->depth - 1) || !print_children(p, n))
		command(p, "set");
	p->depth--;
	print_marks(p, n, len);
	p->path.len = len;
	p->path.data[len] = '\0';
}

static void add_level(struct setter *p, const struct cnode *n)
{
	if (!n->parent)
		return;
	add_level(p, n->parent);
	add_statement(p, n);
}

void print_set(const struct cnode *level, unsigned int flags, struct buf *out)
{
	struct setter p = { .out = out, .flags = flags };

	buf_init(&p.path);
	if (level->schema->kind == SN_LEAF ||
	    level->schema->kind == SN_LEAFLIST) {
		if (!(flags & CONF_RELATIVE))
			add_level(&p, level->parent);
		print_node(&p, level);
	} else {
		if (!(flags & CONF_RELATIVE))
			add_level(&p, level);
		print_children(&p, level);
	}
	buf_free(&p.path);
}
