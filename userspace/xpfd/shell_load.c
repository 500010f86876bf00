// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * load and save.  Files are the user's: the shell reads and writes them with
 * the user's rights and the manager sees only bytes.
 */
#include "xpfd/shell_priv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/buf.h"
#include "lib/diag.h"
#include "xpfd/access.h"

const struct option load_options[] = {
	{ "factory-default",
	  "Override existing configuration with factory default",
	  .last = true },
	{ "merge", "Merge contents with existing configuration", "<filename>" },
	{ "override", "Override existing configuration", "<filename>" },
	{ "patch", "Load patch file into configuration", "<filename>" },
	{ "replace", "Replace configuration data", "<filename>" },
	{ "set", "Execute set of commands on existing configuration",
	  "<filename>" },
	{ "update", "Update existing configuration", "<filename>" },
	{ .word = NULL },
};

/* Row by row; the first is no conf_load(). */
static const enum load_how hows[] = {
	LOAD_OVERRIDE, LOAD_MERGE, LOAD_OVERRIDE, LOAD_PATCH,
	LOAD_REPLACE,  LOAD_SET,   LOAD_UPDATE,
};

/* "HOW RELATIVE FILE": what the answer is for. */
static void remember(struct shell *s, enum load_how how, bool relative,
		     const char *file)
{
	free(s->pending);
	if (asprintf(&s->pending, "%c%c%s", '0' + how, relative ? 'r' : '-',
		     file) < 0)
		abort();
}

static void tell_faults(struct shell *s, const struct diag *d, int errors)
{
	struct buf b;

	buf_init(&b);
	diag_print(d, &b);
	if (errors)
		shell_err(s, "%s", b.data);
	else
		shell_text(s, &b);
	buf_free(&b);
}

static void tell_text(struct shell *s, const struct diag *d, enum load_how how,
		      int errors)
{
	tell_faults(s, d, errors);
	if (errors && how != LOAD_SET)
		shell_out(s, "load complete (%d errors)\n", errors);
	else
		shell_out(s, "load complete\n");
}

/* <load-configuration-results>, as a Junos XML client is answered. */
static void tell(struct shell *s, const struct diag *d, int errors)
{
	struct answer a;
	struct writer *w = answer_begin_now(s, &a);

	/* there is no JSON for faults */
	if (s->format == WRITER_JSON)
		tell_faults(s, d, errors);
	writer_open(w, "load-configuration-results");
	if (s->format == WRITER_XML)
		answer_faults(w, d);
	if (errors)
		writer_encode(w, "load-error-count", "%d", errors);
	else
		writer_empty(w, "load-success");
	answer_end(s, &a);
	s->failed |= errors > 0;
}

static void load(struct shell *s, enum load_how how, bool relative,
		 const char *file, const char *text, size_t len)
{
	struct tree *t = config_tree(s);
	struct cnode *at = relative ? config_level(s) : NULL;
	struct diag *d = diag_new();
	int errors;

	errors = conf_load(t, at ? at : tree_root(t), how, file, text, len, d);
	errors += access_loaded(s, d);
	config_changed(s);
	if (s->format == WRITER_TEXT)
		tell_text(s, d, how, errors);
	else
		tell(s, d, errors);
	diag_free(d);
}

/* From the terminal: the text.  From a file: '0' and the text, or why not. */
static void load_answer(struct shell *s, const char *text, size_t len)
{
	enum load_how how = (enum load_how)(s->pending[0] - '0');
	bool relative = s->pending[1] == 'r';
	const char *file = s->pending + 2;

	if (!strcmp(file, "terminal")) {
		load(s, how, relative, file, text, len);
		return;
	}
	if (!len || *text != '0') {
		shell_err(s, "error: could not open file '%s': %s\n", file,
			  len ? text + 1 : "");
		return;
	}
	load(s, how, relative, file, text + 1, len - 1);
}

/* load HOW (terminal | FILE) [relative], relative also before the file */
void config_load(struct shell *s, struct line *l)
{
	int i = l->first + 1, row;
	const char *file = NULL;
	bool relative = false;

	if (i == l->w.n) {
		shell_caret(s, (int)l->end, "missing argument.");
		return;
	}
	row = word_lookup(load_options, sizeof(*load_options), line_word(l, i));
	if (row == WORD_AMBIGUOUS)
		shell_caret(s, line_col_after(l, i), "ambiguous.");
	if (row < 0) {
		if (row == WORD_NONE)
			shell_caret(s, line_col(l, i), "syntax error.");
		return;
	}
	for (i++; i < l->w.n; i++) {
		if (!strcmp(line_word(l, i), "relative") && !relative)
			relative = true;
		else if (!file)
			file = line_word(l, i);
		else {
			shell_caret(s, line_col(l, i), "syntax error.");
			return;
		}
	}
	if (!config_writable(s))
		return;
	if (!row) {
		shell_out(s, "warning: activating factory configuration\n");
		load(s, LOAD_OVERRIDE, false, "factory-default", "", 0);
		return;
	}
	if (!file) {
		shell_caret(s, (int)l->end, "missing argument.");
		return;
	}
	remember(s, hows[row], relative, file);
	if (strcmp(file, "terminal")) {
		shell_ask(s, RPC_ASK_READ, file, NULL, load_answer);
		return;
	}
	shell_ask(s, RPC_ASK_TEXT, "[Type ^D at a new line to end input]", NULL,
		  load_answer);
}

/* ---- save ---- */

static int count_lines(const char *p)
{
	int n = 0;

	for (; *p; p++)
		n += *p == '\n';
	return n;
}

static void save_answer(struct shell *s, const char *text, size_t len)
{
	if (*text == '0')
		shell_out(s, "%s\n", s->pending);
	else
		shell_err(s, "error: could not write file: %s\n",
			  len ? text + 1 : "");
}

void config_save(struct shell *s, struct line *l)
{
	const char *file = line_word(l, l->first + 1);
	struct cnode *n =
		access_node(s, config_tree(s), config_level(s), false);
	struct buf b;

	if (!*file) {
		shell_caret(s, (int)l->end, "missing argument.");
		return;
	}
	if (l->w.n > l->first + 2) {
		shell_caret(s, line_col(l, l->first + 2), "syntax error.");
		return;
	}
	buf_init(&b);
	if (n)
		conf_print(n, CONF_TEXT, CONF_SECRETS, &b);
	if (!strcmp(file, "terminal")) {
		shell_text(s, &b);
	} else {
		if (asprintf(&s->pending,
			     "Wrote %d lines of configuration to "
			     "'%s'",
			     count_lines(b.data), file) < 0)
			abort();
		shell_ask(s, RPC_ASK_WRITE, file, b.data, save_answer);
	}
	buf_free(&b);
}
