// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * `set ... plain-text-password`: asks twice, without echo, and stores the
 * hash.  The cleartext lives from one answer to the next and nowhere else.
 */
#include "xpfd/shell_priv.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "conf/path.h"
#include "conf/secret.h"
#include "lib/arena.h"
#include "lib/buf.h"

/* As Junos demands unless it is told otherwise. */
#define PASSWORD_MIN 6
#define PASSWORD_MAX 128

#define END_OF_PATH '\001'

/* Does the path end at a statement that wants a password? */
static bool wants_password(struct shell *s, const struct line *l)
{
	const struct cnode *level = config_level(s);
	struct arena *a;
	struct path p;
	bool yes;

	if (!level)
		return false;
	a = arena_new();
	yes = !path_parse(s->m->schema, level->schema, NULL, PATH_ABBREV,
			  l->w.n - l->first - 1,
			  (const char *const *)l->w.v + l->first + 1, a, &p,
			  NULL) &&
	      p.step.n && p.step.v[p.step.n - 1].s->flags & SN_DIALOGUE;
	path_free(&p);
	arena_free(a);
	return yes;
}

/* What is wrong with a password; NULL: nothing. */
static const char *weakness(const char *p)
{
	bool lower = false, upper = false, other = false;
	size_t n = strlen(p);

	for (; *p; p++) {
		lower = lower || islower((unsigned char)*p);
		upper = upper || isupper((unsigned char)*p);
		other = other || !isalpha((unsigned char)*p);
	}
	if (n < PASSWORD_MIN)
		return "minimum password length is 6";
	if (n > PASSWORD_MAX)
		return "maximum password length is 128";
	if (lower + upper + other < 2)
		return "require change of case, digits or punctuation";
	return NULL;
}

static void store(struct shell *s, char *path, const char *hash)
{
	VEC(const char *) argv = { 0 };
	struct edit_error e = { 0 };
	char *word, *save = NULL;

	vec_push(&argv, "set");
	for (word = strtok_r(path, "\n", &save); word;
	     word = strtok_r(NULL, "\n", &save))
		vec_push(&argv, word);
	argv.v[argv.n - 1] = "encrypted-password";
	vec_push(&argv, hash);
	if (!config_writable(s) || !config_level(s))
		return;
	if (conf_edit(config_tree(s), config_level(s), (int)argv.n, argv.v, &e))
		shell_err(s, "error: %s\n", e.text);
	else
		config_changed(s);
	vec_free(&argv);
}

static void second(struct shell *s, const char *text, size_t len)
{
	char *first = strchr(s->pending, END_OF_PATH);
	struct buf hash;

	*first++ = '\0';
	buf_init(&hash);
	if (strcmp(first, text))
		shell_err(s, "error: Passwords are not equal; aborting\n");
	else if (!secret_hash(first, &hash))
		shell_err(s, "error: could not encrypt the password\n");
	else
		store(s, s->pending, hash.data);
	explicit_bzero(first, strlen(first));
	buf_free(&hash);
}

static void first(struct shell *s, const char *text, size_t len)
{
	const char *wrong = weakness(text);
	char *both;

	if (wrong) {
		shell_err(s, "error: %s\n", wrong);
		return;
	}
	if (asprintf(&both, "%s%c%s", s->pending, END_OF_PATH, text) < 0)
		abort();
	free(s->pending);
	s->pending = both;
	shell_ask(s, RPC_ASK_SECRET, "Retype new password:", NULL, second);
}

bool config_asks_password(struct shell *s, const struct line *l)
{
	struct buf b;
	int i;

	if (!wants_password(s, l))
		return false;
	if (!config_writable(s))
		return true;
	buf_init(&b);
	for (i = l->first + 1; i < l->w.n; i++)
		buf_printf(&b, "%s\n", l->w.v[i]);
	free(s->pending);
	s->pending = buf_take(&b);
	buf_free(&b);
	shell_ask(s, RPC_ASK_SECRET, "New password:", NULL, first);
	return true;
}
