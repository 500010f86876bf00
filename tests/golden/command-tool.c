// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Commands and completion from the command line, for the golden tests:
 *
 *	command-tool [-c CONFIG] < LINES
 *
 * Each line of input is one of
 *	> WORDS			an operational command: its RPC and arguments
 *	> WORDS?		what may follow
 *	# [PATH:] VERB WORDS	a configuration command at a level
 *	# [PATH:] VERB WORDS?	what may follow
 * The line is echoed, and then its answer; a fault is a caret and a message
 * as the shell would draw them.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "conf/command.h"
#include "conf/conf.h"

static struct schema *schema;
static struct tree *tree;

static void load(const char *name)
{
	struct diag *d = diag_new();
	FILE *f = fopen(name, "r");
	struct buf b;
	int c;

	if (!f) {
		perror(name);
		exit(2);
	}
	buf_init(&b);
	while ((c = getc(f)) != EOF)
		buf_putc(&b, (char)c);
	fclose(f);
	tree = conf_parse(schema, name, b.data, b.len, d);
	buf_reset(&b);
	diag_print(d, &b);
	fputs(b.data, stdout);
	diag_free(d);
	buf_free(&b);
}

static void caret(const struct words *w, const char *line,
		  const struct edit_error *e, int skip)
{
	int word = e->word + skip, col = (int)strlen(line);

	if (word >= 0 && word < w->n) {
		col = w->col[word];
		if (e->after)
			col = word + 1 < w->n && *w->v[word + 1] ?
				      w->col[word + 1] - 1 :
				      (int)strlen(line);
	}
	printf("%*s^\n%s\n", col, "", e->text);
}

static void list(const struct completions *c)
{
	const char *word;
	size_t i;

	for (i = 0; i < c->n; i++) {
		word = c->v[i].word ? c->v[i].word : "";
		printf("%c %-20s%s %s\n", c->v[i].mark, word,
		       strlen(word) < 20 ? "" : " ", c->v[i].help);
	}
}

/* The prefix under the cursor is a word, empty after a blank. */
static int open_prefix(struct words *w, const char *line)
{
	if (w->open)
		return w->n;
	w->v = realloc(w->v, sizeof(*w->v) * ((size_t)w->n + 1));
	w->col = realloc(w->col, sizeof(*w->col) * ((size_t)w->n + 1));
	w->v[w->n] = strdup("");
	w->col[w->n] = (int)strlen(line);
	return ++w->n;
}

static void complete(const char *line, struct words *w, int skip,
		     const char *verb, const struct cnode *level)
{
	struct completions c;
	int n = open_prefix(w, line) - skip;
	const char *const *argv = (const char *const *)w->v + skip;

	if (verb)
		conf_complete(tree, level, verb, n, argv, &c);
	else
		command_complete(schema, tree, n, argv, &c);
	if (c.err.text[0])
		caret(w, line, &c.err, skip);
	list(&c);
	completions_free(&c);
}

static void run_command(const char *line, const struct words *w)
{
	struct edit_error e = { .word = 0 };
	struct command c;
	int i;

	if (command_parse(schema, w->n - 1, (const char *const *)w->v + 1, &c,
			  &e)) {
		caret(w, line, &e, 1);
		return;
	}
	printf("%s: %s\n", c.words, c.rpc);
	for (i = 0; i < c.n_args; i++)
		printf("  %s=%s\n", c.arg[i].s->name, c.arg[i].value);
	command_free(&c);
}

static void run_edit(const char *line, const struct words *w, int skip,
		     struct cnode *level)
{
	struct edit_error e = { .word = 0 };
	const char *const *argv = (const char *const *)w->v + skip;
	struct buf b;

	if (!strcmp(argv[0], "show")) {
		buf_init(&b);
		if (conf_show(tree, level, w->n - skip - 1, argv + 1, CONF_TEXT,
			      CONF_WARNINGS, &b, &e))
			caret(w, line, &e, skip + 1);
		fputs(b.data, stdout);
		buf_free(&b);
		return;
	}
	if (conf_edit(tree, level, w->n - skip, argv, &e))
		caret(w, line, &e, skip);
	else if (e.text[0])
		puts(e.text);
}

/* "[PATH:]": where the command is given. */
static struct cnode *level_of(const struct words *w, int *skip)
{
	int i, n = 0;

	for (i = 1; i < w->n; i++)
		if (w->v[i][0] && w->v[i][strlen(w->v[i]) - 1] == ':')
			n = i;
	*skip = n + 1;
	if (!n)
		return tree_root(tree);
	w->v[n][strlen(w->v[n]) - 1] = '\0';
	return conf_edit_level(tree, tree_root(tree), n,
			       (const char *const *)w->v + 1, NULL);
}

static void run(char *line)
{
	size_t len = strlen(line);
	struct cnode *level;
	struct words w;
	bool ask = len && line[len - 1] == '?';
	int skip;

	puts(line);
	if (ask)
		line[len - 1] = '\0';
	words_split(line, &w);
	if (w.n > 1 && !strcmp(w.v[0], ">")) {
		if (ask)
			complete(line, &w, 1, NULL, NULL);
		else
			run_command(line, &w);
	} else if (w.n == 1 && ask && !strcmp(w.v[0], ">")) {
		w.open = false;
		complete(line, &w, 1, NULL, NULL);
	} else if (w.n > 1 && !strcmp(w.v[0], "#")) {
		level = level_of(&w, &skip);
		if (!level || skip >= w.n)
			puts("no such level");
		else if (ask)
			complete(line, &w, skip + 1, w.v[skip], level);
		else
			run_edit(line, &w, skip, level);
	}
	words_free(&w);
}

int main(int argc, char **argv)
{
	char line[4096];
	int c;

	schema = schema_load();
	if (!schema)
		return 2;
	while ((c = getopt(argc, argv, "c:")) != -1) {
		if (c != 'c')
			return 2;
		load(optarg);
	}
	if (!tree)
		tree = tree_new(schema);
	while (fgets(line, sizeof(line), stdin)) {
		line[strcspn(line, "\n")] = '\0';
		run(line);
	}
	tree_free(tree);
	schema_free(schema);
	return 0;
}
