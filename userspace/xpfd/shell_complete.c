// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * `?`, Tab and Space.  What may follow is found by the mode (below and in
 * shell_oper.c); what a key does with it is decided here, once:
 *
 *	?	shows everything
 *	Tab	completes a unique keyword or name, else as far as all agree
 *	Space	completes keywords only; a value stays as it was typed
 *
 * A wrong word is a caret at once, an ambiguous one a caret and the list.
 */
#include "xpfd/shell_priv.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/buf.h"
#include "xpfd/access.h"

void complete_add(struct completions *out, char mark, const char *word,
		  const char *help, bool identifier)
{
	struct completion *c;

	out->v = realloc(out->v, (out->n + 1) * sizeof(*out->v));
	if (!out->v)
		abort();
	c = &out->v[out->n++];
	memset(c, 0, sizeof(*c));
	c->word = strdup(word);
	c->help = strdup(help ? help : "");
	c->mark = mark;
	c->identifier = identifier;
	if (!c->word || !c->help)
		abort();
}

void complete_enter(struct completions *out)
{
	complete_add(out, ' ', "<[Enter]>", "Execute this command", false);
	out->v[out->n - 1].enter = true;
}

static void complete_pipe_sign(struct completions *out)
{
	complete_add(out, ' ', "|", "Pipe through a command", false);
}

/* ---- configuration mode ---- */

static void complete_commands(struct shell *s, const char *prefix,
			      struct completions *out)
{
	const struct config_cmd *c;

	if (!*prefix)
		complete_enter(out);
	for (c = config_cmds; c->word; c++)
		if (config_has(s, c) &&
		    !strncmp(c->word, prefix, strlen(prefix)))
			complete_add(out, ' ', c->word, c->help, false);
}

/* When and by whom each configuration of the past was committed. */
static void add_rollbacks(struct shell *s, const char *prefix,
			  struct completions *out)
{
	const struct commit_info *info;
	char number[8], text[512], when[64];
	struct tm tm;
	int i;

	for (i = 0; i < STORE_ROLLBACKS; i++) {
		info = store_info(s->m->store, i);
		snprintf(number, sizeof(number), "%d", i);
		if (!info || strncmp(number, prefix, strlen(prefix)))
			continue;
		localtime_r(&info->when, &tm);
		strftime(when, sizeof(when), "%Y-%m-%d %H:%M:%S %Z", &tm);
		snprintf(text, sizeof(text), "%s by %s via %s %s", when,
			 info->user, info->via, info->comment);
		complete_add(out, ' ', number, text, true);
	}
}

static void complete_rollback(struct shell *s, const struct line *l,
			      struct completions *out)
{
	const char *prefix = line_word(l, l->w.n - 1);

	if (l->w.n > l->first + 2) {
		complete_enter(out);
		return;
	}
	if (!*prefix)
		complete_enter(out);
	out->exact = *prefix && strspn(prefix, "0123456789") == strlen(prefix);
	add_rollbacks(s, prefix, out);
	if (!strncmp("rescue", prefix, strlen(prefix)) &&
	    store_rescue_info(s->m->store))
		complete_add(out, ' ', "rescue", "Rescue configuration", false);
}

static void complete_word(const struct line *l, const char *word,
			  const char *help, struct completions *out)
{
	const char *prefix = line_word(l, l->w.n - 1);

	if (!strncmp(word, prefix, strlen(prefix)))
		complete_add(out, ' ', word, help, false);
}

static void complete_file(const struct line *l, struct completions *out)
{
	if (l->w.n > l->first + 2) {
		complete_enter(out);
		return;
	}
	complete_add(out, ' ', "<filename>", "Filename", false);
	complete_word(l, "terminal", "Use login terminal", out);
}

/* load HOW [relative] FILE [relative] */
static void complete_load(const struct line *l, struct completions *out)
{
	static const char relative[] =
		"Load the text relative to the current level";
	int i = l->first + 1, row, have;
	bool rel = false;

	if (l->w.n - 1 == i) {
		for (row = 0; load_options[row].word; row++)
			complete_word(l, load_options[row].word,
				      load_options[row].help, out);
		return;
	}
	row = word_lookup(load_options, sizeof(*load_options), l->w.v[i]);
	if (row < 0) {
		out->err.word = i;
		strcpy(out->err.text, "syntax error.");
		return;
	}
	have = load_options[row].value ? 0 : 1; /* files named */
	for (i++; i < l->w.n - 1; i++) {
		if (!rel && !strcmp(l->w.v[i], "relative"))
			rel = true;
		else
			have++;
	}
	if (have && !*line_word(l, l->w.n - 1))
		complete_enter(out);
	if (!have)
		complete_add(out, ' ', "<filename>", "Filename", false);
	if (!rel && load_options[row].value)
		complete_word(l, "relative", relative, out);
	if (!have)
		complete_word(l, "terminal", "Use login terminal", out);
}

static void complete_after(struct shell *s, struct line *l,
			   const struct config_cmd *c, struct completions *out)
{
	struct line rest = *l;

	switch (c->args) {
	case CONFIG_NOTHING:
		complete_enter(out);
		break;
	case CONFIG_STATEMENT:
		complete_verb(s, l, c->word, out);
		break;
	case CONFIG_OPTIONS:
		line_complete_options(l, l->first + 1, c->options, out);
		break;
	case CONFIG_OPER:
		rest.first += *c->word == 'r';
		oper_complete(s, &rest, out);
		break;
	case CONFIG_UP:
	case CONFIG_COMMAND:
		rest.first++;
		if (c->args == CONFIG_UP &&
		    isdigit((unsigned char)*line_word(l, rest.first)))
			rest.first++;
		if (rest.first < l->w.n)
			config_complete(s, &rest, out);
		else
			complete_add(out, ' ', "<number>", "Number of levels",
				     false);
		break;
	case CONFIG_ROLLBACK:
		complete_rollback(s, l, out);
		break;
	case CONFIG_FILE:
		complete_file(l, out);
		break;
	case CONFIG_LOAD:
		complete_load(l, out);
		break;
	}
}

void config_complete(struct shell *s, const struct line *l,
		     struct completions *out)
{
	const char *word = line_word(l, l->first);
	struct line copy = *l;
	int row;

	if (l->first == l->w.n - 1) {
		complete_commands(s, word, out);
		access_filter_verbs(s, out);
		return;
	}
	row = config_lookup(s, word);
	if (row >= 0) {
		complete_after(s, &copy, &config_cmds[row], out);
		return;
	}
	out->err.word = l->first;
	out->err.after = row == WORD_AMBIGUOUS;
	if (out->err.after)
		snprintf(out->err.text, sizeof(out->err.text),
			 "'%.64s' is ambiguous.", word);
	else
		strcpy(out->err.text, "unknown command.");
}

/* ---- answers ---- */

/* <[Enter]> stands first. */
static void enter_first(struct completions *c)
{
	struct completion enter;
	size_t i;

	for (i = 1; i < c->n; i++) {
		if (!c->v[i].enter)
			continue;
		enter = c->v[i];
		memmove(&c->v[1], &c->v[0], i * sizeof(enter));
		c->v[0] = enter;
		return;
	}
}

static void send_list(struct shell *s, struct completions *c)
{
	const struct completion *v;
	char mark[2] = "", flags[3];

	enter_first(c);
	for (v = c->v; v < c->v + c->n; v++) {
		mark[0] = v->mark ? v->mark : ' ';
		snprintf(flags, sizeof(flags), "%s%s", v->enter ? "e" : "",
			 v->word ? "" : "h");
		rpc_sends(s->rpc, RPC_COMPLETION, mark, v->word ? v->word : "",
			  v->help ? v->help : "", flags, NULL);
	}
}

/* Placeholders and signs are shown, not inserted. */
static bool insertable(const struct completion *c, char key)
{
	if (!c->word || c->enter || *c->word == '<' || !strcmp(c->word, "|"))
		return false;
	return key == '\t' || !c->identifier;
}

/* A value of any text will do here. */
static bool takes_value(const struct completions *c)
{
	size_t i;

	if (c->exact)
		return true;
	for (i = 0; i < c->n; i++)
		if (!c->v[i].enter && (!c->v[i].word || c->v[i].identifier ||
				       *c->v[i].word == '<'))
			return true;
	return false;
}

/* Length of what all insertable candidates begin with. */
static size_t common(const struct completions *c, char key, const char **first,
		     int *n)
{
	size_t len = 0, i, k;

	*n = 0;
	for (i = 0; i < c->n; i++) {
		if (!insertable(&c->v[i], key))
			continue;
		if (!(*n)++) {
			*first = c->v[i].word;
			len = strlen(*first);
			continue;
		}
		for (k = 0; k < len && (*first)[k] == c->v[i].word[k];)
			k++;
		len = k;
	}
	return len;
}

static bool is_one_of(const struct completions *c, const char *word, char key)
{
	size_t i;

	for (i = 0; i < c->n; i++)
		if (insertable(&c->v[i], key) && !strcmp(c->v[i].word, word))
			return true;
	return false;
}

static void ambiguous(struct shell *s, const struct line *l, const char *word,
		      struct completions *c)
{
	char text[96];

	snprintf(text, sizeof(text), "'%.64s' is ambiguous.", word);
	shell_caret(s, line_col_after(l, l->w.n - 1), text);
	send_list(s, c);
}

/* The first word of a line is a command; pipes begin with another. */
static const char *wrong_word(const struct line *l)
{
	return l->w.n == 1 && l->pipes.command == l->end ? "unknown command." :
							   "syntax error.";
}

static void expand(struct shell *s, const struct line *l, char key,
		   struct completions *c)
{
	const char *word = line_word(l, l->w.n - 1), *first = NULL;
	size_t have = strlen(word), len;
	int n;

	if (!have && key == ' ') {
		/* a blank is enough, but "|" wants its first */
		if (l->end && !isspace((unsigned char)l->text[l->end - 1]))
			rpc_send(s->rpc, RPC_EXPAND, " ", 1);
		return;
	}
	len = common(c, key, &first, &n);
	if (have && is_one_of(c, word, key))
		rpc_send(s->rpc, RPC_EXPAND, " ", 1);
	else if (n == 1 && len >= have)
		rpc_sendf(s->rpc, RPC_EXPAND, "%s ", first + have);
	else if (key == '\t' && n > 1 && len > have)
		rpc_send(s->rpc, RPC_EXPAND, first + have, len - have);
	else if (!have)
		send_list(s, c);
	else if (takes_value(c) && (n == 0 || key == ' '))
		rpc_send(s->rpc, RPC_EXPAND, " ", 1);
	else if (n > 1)
		ambiguous(s, l, word, c);
	else
		shell_caret(s, line_col(l, l->w.n - 1), wrong_word(l));
}

static void answer(struct shell *s, const struct line *l, char key,
		   struct completions *c)
{
	if (c->err.text[0]) {
		shell_caret(s,
			    c->err.after ? line_col_after(l, c->err.word) :
					   line_col(l, c->err.word),
			    c->err.text);
	} else if (key == '?') {
		enter_first(c);
		if (c->n && c->v[0].enter)
			complete_pipe_sign(c);
		send_list(s, c);
	} else {
		expand(s, l, key, c);
	}
}

/* ---- lines ---- */

/* The word under way is the last one, empty after a blank. */
static void open_word(struct words *w, size_t end)
{
	if (w->open && w->n)
		return;
	w->v = realloc(w->v, ((size_t)w->n + 2) * sizeof(*w->v));
	w->col = realloc(w->col, ((size_t)w->n + 2) * sizeof(*w->col));
	if (!w->v || !w->col)
		abort();
	w->v[w->n] = strdup("");
	w->col[w->n++] = (int)end;
	w->v[w->n] = NULL;
}

struct offers {
	struct shell *s;
	const char *prefix;
	struct completions c;
};

static void offer(void *arg, const struct pipe_def *def, const char *word,
		  const char *help)
{
	struct offers *o = arg;

	if (!strcmp(word, "<[Enter]>"))
		complete_enter(&o->c);
	else if (!strcmp(word, PIPE_ROLLBACK_NAME))
		add_rollbacks(o->s, o->prefix, &o->c);
	else
		complete_add(&o->c, ' ', word, help, false);
}

static void complete_pipes(struct shell *s, const char *text, char key)
{
	struct offers o = { .s = s };
	struct pipe_error e;
	struct line l = { .text = text, .end = strlen(text) };
	size_t used = 0, last = 0;

	while (text[last + pipe_first(text + last)])
		last += pipe_first(text + last) + 1;
	l.pipes.command = pipe_first(text);
	words_split(text + last, &l.w);
	open_word(&l.w, l.end);
	o.prefix = l.w.v[l.w.n - 1];
	if (pipe_complete(text, shell_where(s, text), offer, &o, &used, &e)) {
		shell_caret(s, e.col, e.text);
	} else if (key == '?') {
		send_list(s, &o.c);
	} else {
		if (!used) /* behind the sign itself: nothing is begun */
			l.w.v[l.w.n - 1][0] = '\0';
		l.w.col[l.w.n - 1] = (int)(l.end - used);
		expand(s, &l, key, &o.c);
	}
	words_free(&l.w);
	completions_free(&o.c);
}

static void complete_command(struct shell *s, const char *text, char key)
{
	struct completions c = { 0 };
	struct line l = { .text = text, .end = strlen(text) };

	l.pipes.command = l.end;
	words_split(text, &l.w);
	open_word(&l.w, l.end);
	if (s->config)
		config_complete(s, &l, &c);
	else
		oper_complete(s, &l, &c);
	answer(s, &l, key, &c);
	completions_free(&c);
	words_free(&l.w);
}

void shell_complete(struct shell *s, char key, const char *text)
{
	if (text[pipe_first(text)])
		complete_pipes(s, text, key);
	else
		complete_command(s, text, key);
}

/* What an ambiguous word of a line, up to its end, might have been. */
void shell_candidates(struct shell *s, const char *text, int end)
{
	char *upto = strndup(text, (size_t)end);

	if (!upto)
		abort();
	shell_complete(s, '?', upto);
	free(upto);
}
