// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Completion of the configuration commands that take more than a path:
 * rename and copy X to Y, insert X before Y, wildcard delete, replace
 * pattern A with B.  What is a path is asked of conf_complete(), with the
 * words of the command itself cut out.
 */
#include "xpfd/shell_priv.h"

#include <stdlib.h>
#include <string.h>

#include "xpfd/access.h"

static void complete_path(struct shell *s, const struct line *l, int from,
			  const char *verb, struct completions *out)
{
	conf_complete(config_tree(s), config_level(s), verb, l->w.n - from,
		      (const char *const *)l->w.v + from, out);
	access_filter_path(s, config_level(s), verb, l->w.n - from,
			   (const char *const *)l->w.v + from, out);
	out->err.word += from;
}

/* Does @word stand among the words before the last? Its index, or -1. */
static int find_word(const struct line *l, int from, const char *word)
{
	int i;

	for (i = from; i < l->w.n - 1; i++)
		if (!strcmp(l->w.v[i], word))
			return i;
	return -1;
}

static bool begins(const char *word, const char *prefix)
{
	return !strncmp(word, prefix, strlen(prefix));
}

/* The words before the one under way name something as they stand. */
static bool is_complete(struct shell *s, const struct line *l, int from)
{
	struct completions c = { 0 };
	struct line copy = *l;
	char *last = l->w.v[l->w.n - 1];
	bool yes = false;
	size_t i;

	if (l->w.n - 1 <= from)
		return false;
	l->w.v[l->w.n - 1] = (char[]){ "" };
	complete_path(s, &copy, from, "show", &c);
	l->w.v[l->w.n - 1] = last;
	for (i = 0; i < c.n; i++)
		yes = yes || c.v[i].enter;
	yes = yes && !c.open;
	completions_free(&c);
	return yes;
}

/* X, then one of @joins. */
static void complete_first(struct shell *s, const struct line *l,
			   const char *const *joins, const char *const *help,
			   struct completions *out)
{
	const char *word = line_word(l, l->w.n - 1);
	int from = l->first + 1, i;
	size_t k;

	complete_path(s, l, from, "rename", out);
	/* a path alone is no command */
	for (k = 0; k < out->n; k++) {
		if (!out->v[k].enter)
			continue;
		free(out->v[k].word);
		free(out->v[k].help);
		memmove(&out->v[k], &out->v[k + 1],
			(out->n - k - 1) * sizeof(*out->v));
		out->n--;
		break;
	}
	if (!is_complete(s, l, from))
		return;
	for (i = 0; joins[i]; i++) {
		if (!begins(joins[i], word))
			continue;
		if (out->err.text[0])
			memset(&out->err, 0, sizeof(out->err));
		complete_add(out, ' ', joins[i], help[i], false);
	}
}

static void complete_to(struct shell *s, const struct line *l,
			struct completions *out)
{
	static const char *const joins[] = { "to", NULL };
	static const char *const help[] = { "New name" };
	int at = find_word(l, l->first + 2, "to");

	if (at < 0)
		complete_first(s, l, joins, help, out);
	else if (l->w.n - 1 > at + 1 && !*line_word(l, l->w.n - 1))
		complete_enter(out);
	else
		complete_add(out, ' ', "<name>", "New name", false);
}

/*
 * Y is a sibling of X: it follows X's words up to the keyword that both have
 * in common, or, where the list has none, up to X's own name.
 */
static void complete_place(struct shell *s, const struct line *l, int at,
			   struct completions *out)
{
	int from = l->first + 1, rest = l->w.n - at - 1, k;
	const char **argv = calloc((size_t)l->w.n + 1, sizeof(*argv));

	if (!argv)
		abort();
	for (k = at - from - 2; k >= 0; k--)
		if (begins(l->w.v[from + k], line_word(l, at + 1)))
			break;
	if (k < 0)
		k = at - from - 1;
	memcpy(argv, l->w.v + from, (size_t)k * sizeof(*argv));
	memcpy(argv + k, l->w.v + at + 1, (size_t)rest * sizeof(*argv));
	conf_complete(config_tree(s), config_level(s), "rename", k + rest, argv,
		      out);
	out->err.word += at + 1 - k;
	free(argv);
}

static void complete_insert(struct shell *s, const struct line *l,
			    struct completions *out)
{
	static const char *const joins[] = { "after", "before", NULL };
	static const char *const help[] = {
		"Insert after given data element",
		"Insert before given data element",
	};
	int at = find_word(l, l->first + 2, "before");

	if (at < 0)
		at = find_word(l, l->first + 2, "after");
	if (at < 0)
		complete_first(s, l, joins, help, out);
	else
		complete_place(s, l, at, out);
}

struct verb {
	const char *word, *help;
};

static void complete_words(const struct line *l, const struct verb *v, size_t n,
			   struct completions *out)
{
	const char *prefix = line_word(l, l->w.n - 1);

	for (; n--; v++)
		if (begins(v->word, prefix))
			complete_add(out, ' ', v->word, v->help, false);
}

static void complete_wildcard(struct shell *s, const struct line *l,
			      struct completions *out)
{
	static const struct verb verbs[] = {
		{ "delete", "Delete configuration objects" },
		{ "range", "Run a command for each number of a range" },
	};
	static const struct verb ranges[] = {
		{ "activate", "Remove the inactive tag from a statement" },
		{ "annotate", "Annotate the statement with a comment" },
		{ "copy", "Copy a statement" },
		{ "deactivate", "Add the inactive tag to a statement" },
		{ "delete", "Delete a data element" },
		{ "insert", "Insert a new ordered data element" },
		{ "protect", "Protect the statement" },
		{ "rename", "Rename a statement" },
		{ "set", "Set a parameter" },
		{ "unprotect", "Unprotect the statement" },
	};
	int from = l->first + 1, last = l->w.n - 1;
	bool range = !strcmp(line_word(l, from), "range");

	if (last == from) {
		complete_words(l, verbs, 2, out);
		return;
	}
	if (range && last == from + 1) {
		complete_words(l, ranges, sizeof(ranges) / sizeof(*ranges),
			       out);
		return;
	}
	complete_path(s, l, from + 1 + range, line_word(l, from + range), out);
	if (out->err.text[0] || !out->n) { /* a pattern names many */
		memset(&out->err, 0, sizeof(out->err));
		complete_add(out, ' ', "<pattern>",
			     "Pattern of the objects' names", false);
	}
}

static void complete_replace(struct shell *s, const struct line *l,
			     struct completions *out)
{
	static const struct {
		const char *word, *value, *help;
	} part[] = {
		{ "pattern", "<pattern>", "String to replace" },
		{ "with", "<string>", "Replacement" },
		{ "upto", "<number>", "Number of occurrences to replace" },
	};
	int i = l->w.n - 1 - (l->first + 1); /* place of the word */
	const char *word = line_word(l, l->w.n - 1);

	if (i >= 4 && !(i & 1) && !*word)
		complete_enter(out);
	if (i / 2 >= 3)
		return;
	if (i & 1)
		complete_add(out, ' ', part[i / 2].value, part[i / 2].help,
			     false);
	else if (begins(part[i / 2].word, word))
		complete_add(out, ' ', part[i / 2].word, part[i / 2].help,
			     false);
}

void complete_verb(struct shell *s, const struct line *l, const char *verb,
		   struct completions *out)
{
	static const struct {
		const char *verb;
		void (*fn)(struct shell *s, const struct line *l,
			   struct completions *out);
	} verbs[] = {
		{ "copy", complete_to },
		{ "rename", complete_to },
		{ "insert", complete_insert },
		{ "wildcard", complete_wildcard },
		{ "replace", complete_replace },
	};
	size_t i;

	for (i = 0; i < sizeof(verbs) / sizeof(*verbs); i++) {
		if (!strcmp(verbs[i].verb, verb)) {
			verbs[i].fn(s, l, out);
			return;
		}
	}
	complete_path(s, l, l->first + 1, verb, out);
}
