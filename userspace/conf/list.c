// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The grammar as a list of lines.  What the documentation says about the
 * language is made from this, so that it cannot say anything else than what
 * the parser does.  Hidden statements are left out; below a statement without
 * effect nothing is listed, since nothing there has any either.  Commands whose
 * subject is not there are listed apart, with their answer.
 */
#include "conf/list.h"

#include "conf/schema.h"
#include "lib/buf.h"

static void placeholder(const struct snode *n, struct buf *out)
{
	if (n->placeholder)
		buf_printf(out, " %s", n->placeholder);
	else
		buf_printf(out, " <%s>", n->keyword);
}

/* The words of a statement, from the root on. */
static void words(const struct snode *n, struct buf *out)
{
	size_t i;

	if (!n->parent)
		return;
	words(n->parent, out);
	if (!(n->flags & SN_NOKEYWORD))
		buf_printf(out, " %s", n->keyword);
	for (i = 0; i < n->nkey; i++) {
		if (snode_key_named(n, i))
			buf_printf(out, " %s", n->key[i]->keyword);
		placeholder(n->key[i], out);
	}
	if ((n->kind == SN_LEAF || n->kind == SN_LEAFLIST) &&
	    !(n->flags & SN_EMPTY))
		placeholder(n, out);
}

static void line(const char *what, const struct snode *n, struct buf *out)
{
	struct buf b;

	buf_init(&b);
	words(n, &b);
	buf_printf(out, "%s\t%s\t%s\n", what, b.data + (b.len > 0),
		   n->help ? n->help : "");
	buf_free(&b);
}

static void list_statements(const struct snode *n, unsigned int parts,
			    struct buf *out)
{
	size_t i;

	for (i = 0; i < n->nchild; i++) {
		const struct snode *c = n->child[i];

		if (c->flags & (SN_HIDDEN | SN_KEY))
			continue;
		if (c->flags & SN_UNSUPPORTED) {
			if (parts & LIST_UNSUPPORTED)
				line("unsupported", c, out);
			continue;
		}
		if (parts & LIST_SUPPORTED &&
		    (!c->nchild || c->nchild == c->nkey ||
		     c->flags & SN_PRESENCE))
			line("statement", c, out);
		list_statements(c, parts, out);
	}
}

static void list_paths(const struct snode *n, struct buf *path, struct buf *out)
{
	size_t i, len = path->len;

	for (i = 0; i < n->nchild; i++) {
		if (n->child[i]->flags & SN_KEY)
			continue;
		buf_printf(path, "/%s", n->child[i]->name);
		buf_puts(out, path->data);
		buf_putc(out, '\n');
		if (!(n->child[i]->flags & SN_FOREIGN))
			list_paths(n->child[i], path, out);
		path->len = len;
		path->data[len] = '\0';
	}
}

/* A command whose subject is not there: what it answers. */
static void answer_line(const struct snode *n, struct buf *out)
{
	struct buf b;

	buf_init(&b);
	words(n, &b);
	buf_printf(out, "not-yet\t%s\t%s\n", b.data + (b.len > 0), n->not_yet);
	buf_free(&b);
}

static void list_commands(const struct snode *n, struct buf *out)
{
	size_t i;

	if (n->rpc && n->not_yet)
		answer_line(n, out);
	else if (n->rpc)
		line("command", n, out);
	for (i = 0; i < n->nchild; i++)
		if (!(n->child[i]->flags & SN_HIDDEN) &&
		    n->child[i]->kind == SN_CONTAINER)
			list_commands(n->child[i], out);
}

void schema_list(const struct schema *s, unsigned int parts, struct buf *out)
{
	if (parts & (LIST_SUPPORTED | LIST_UNSUPPORTED))
		list_statements(schema_config(s), parts, out);
	if (parts & LIST_COMMANDS)
		list_commands(schema_command(s), out);
}

void schema_list_paths(const struct schema *s, struct buf *out)
{
	struct buf path;

	buf_puts(out, "/version\n");
	buf_init(&path);
	list_paths(schema_config(s), &path, out);
	buf_free(&path);
}
