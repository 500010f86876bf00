// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Choosing the reader of a text by the manner of the load and by its first
 * character: braces for JSON, an angle bracket for XML, a command for a
 * script, anything else for the hierarchy.
 */
#include <ctype.h>
#include <string.h>

#include "conf/conf.h"
#include "conf/parse.h"

static const char *skip_blanks(const char *p, const char *end)
{
	while (p < end && (isspace((unsigned char)*p) || !*p))
		p++;
	return p;
}

/* The first line that is not blank or a comment. */
static const char *first_line(const char *text, size_t len)
{
	const char *end = text + len, *p = skip_blanks(text, end);

	while (p < end && *p == '#') {
		p = memchr(p, '\n', (size_t)(end - p));
		if (!p)
			return end;
		p = skip_blanks(p, end);
	}
	return p;
}

static bool is_command(const char *p, size_t len)
{
	static const char *const verbs[] = {
		"set ",
		"delete ",
		"activate ",
		"deactivate ",
		"protect ",
		"unprotect ",
		"rename ",
		"copy ",
		"insert ",
		"annotate ",
		"edit ",
		"top",
		"replace pattern ",
		"wildcard ",
	};
	size_t i, n;

	for (i = 0; i < sizeof(verbs) / sizeof(*verbs); i++) {
		n = strlen(verbs[i]);
		if (len >= n && !memcmp(p, verbs[i], n))
			return true;
	}
	return false;
}

/*
 * Commands, though not from the first line on: what was pasted into a terminal
 * begins with configure or cli.  The hierarchy has a mark in each line that no
 * such line has.
 */
static bool is_script(const char *text, size_t len)
{
	const char *p = first_line(text, len), *end = text + len, *nl;

	while (p < end) {
		if (is_command(p, (size_t)(end - p)))
			return true;
		nl = memchr(p, '\n', (size_t)(end - p));
		if (!nl)
			return false;
		for (; p < nl; p++)
			if (strchr("{};/*", *p))
				return false;
		p = first_line(p, (size_t)(end - p));
	}
	return false;
}

/* A tag, and not the wildcard that a statement of a group begins with. */
static bool is_xml(const char *p, const char *end)
{
	if (p + 1 >= end || *p++ != '<')
		return false;
	if (*p == '?' || *p == '!')
		return true;
	if (!isalpha((unsigned char)*p) && *p != '_')
		return false;
	while (p < end && (isalnum((unsigned char)*p) || strchr("_-.:", *p)))
		p++;
	if (p >= end || !strchr(" \t\r\n/>", *p))
		return false;
	p = skip_blanks(p + 1, end);
	return p >= end || (*p != ';' && *p != '{');
}

static int read_any(struct tree *t, struct cnode *at, enum load_how how,
		    const char *file, const char *text, size_t len,
		    struct diag *d)
{
	const char *first;

	/* the mark some editors begin a file with */
	if (len >= 3 && !memcmp(text, "\xef\xbb\xbf", 3)) {
		text += 3;
		len -= 3;
	}
	first = first_line(text, len);
	if (is_xml(first, text + len))
		return parse_xml(t, at, file, text, len, d);
	if (first < text + len && *first == '{')
		return parse_json(t, at, file, text, len, d);
	if (is_script(text, len))
		return parse_set(t, at, file, text, len, d);
	return parse_text(t, at, how == LOAD_REPLACE, file, text, len, d);
}

int conf_load(struct tree *t, struct cnode *at, enum load_how how,
	      const char *file, const char *text, size_t len, struct diag *d)
{
	switch (how) {
	case LOAD_OVERRIDE:
	case LOAD_UPDATE:
		tree_clear(t, at);
		return read_any(t, at, how, file, text, len, d);
	case LOAD_MERGE:
	case LOAD_REPLACE:
		return read_any(t, at, how, file, text, len, d);
	case LOAD_SET:
		return parse_set(t, at, file, text, len, d);
	case LOAD_PATCH:
		return parse_patch(t, at, file, text, len, d);
	}
	return 0;
}

struct tree *conf_parse(const struct schema *s, const char *file,
			const char *text, size_t len, struct diag *d)
{
	struct tree *t = tree_new(s);

	conf_load(t, tree_root(t), LOAD_MERGE, file, text, len, d);
	return t;
}
