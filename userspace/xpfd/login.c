// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Who may what, decided from bits and expressions.  Where both speak, the
 * expressions win; of an allowing and a denying one the longer match, and of
 * equal ones the allowing.  In the -regexps form denial always wins.  As on
 * Junos they do not care about case; a denying expression matches anywhere,
 * an allowing one from the beginning.
 */
#include "xpfd/login.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/buf.h"
#include "lib/writer.h"

/* ---- expressions ---- */

/* "{n,m}" multiply what is matched, back references defeat the automaton. */
static bool is_bounded(const char *pattern)
{
	long product = 1, n;
	const char *p;
	char *end;

	if (strlen(pattern) > RULE_MAX_PATTERN)
		return false;
	for (p = pattern; *p; p++) {
		if (*p == '\\' && p[1]) {
			p++;
			if (*p >= '1' && *p <= '9')
				return false;
		} else if (*p == '{') {
			n = strtol(p + 1, &end, 10);
			if (*end == ',' && strtol(end + 1, NULL, 10) > n)
				n = strtol(end + 1, NULL, 10);
			product *= n > 1 ? n : 1;
			if (n > 255 || product > 1000)
				return false;
		}
	}
	return true;
}

static void add_rule(struct rule_set *r, const char *pattern, bool whole)
{
	char *anchored = NULL;
	regex_t *re;

	if (whole && asprintf(&anchored, "^(%s)( |$)", pattern) < 0)
		abort();
	re = reallocarray(r->re, r->n + 1, sizeof(*re));
	if (!re)
		abort();
	r->re = re;
	if (!is_bounded(pattern) ||
	    regcomp(&re[r->n], whole ? anchored : pattern,
		    REG_EXTENDED | REG_ICASE))
		r->broken = true;
	else
		r->n++;
	free(anchored);
}

static void add_text(struct rule_set *r, const char *pattern)
{
	char *text;

	if (asprintf(&text, "%s%s%s", r->text ? r->text : "",
		     r->text ? " " : "", pattern) < 0)
		abort();
	free(r->text);
	r->text = text;
}

static void load_rules(struct rule_set *r, const struct cnode *class,
		       const char *word, bool whole)
{
	const struct cnode *n;

	for (n = cn_first(class, word); n; n = cn_next(n)) {
		add_rule(r, n->value, whole);
		add_text(r, n->value);
	}
}

static void free_rules(struct rule_set *r)
{
	size_t i;

	for (i = 0; i < r->n; i++)
		regfree(&r->re[i]);
	free(r->re);
	free(r->text);
}

/* Length of the longest match, -1: none. */
static int match(const struct rule_set *r, const char *text, bool anywhere)
{
	int best = -1, len;
	regmatch_t m;
	size_t i;

	for (i = 0; i < r->n; i++) {
		if (regexec(&r->re[i], text, 1, &m, 0) ||
		    (m.rm_so && !anywhere))
			continue;
		len = (int)(m.rm_eo - m.rm_so);
		if (len > best)
			best = len;
	}
	return best;
}

/* 1: allowed, -1: denied, 0: the bits decide. */
static int judge(const struct rules *r, const char *text)
{
	int allow, deny;

	if (!r->allow.text && !r->deny.text)
		return 0;
	if (r->deny.broken)
		return -1;
	if (strlen(text) > RULE_MAX_SUBJECT)
		return r->deny.text ? -1 : 0;
	allow = match(&r->allow, text, false);
	deny = match(&r->deny, text, true);
	if (deny >= 0 && (r->listed || deny > allow))
		return -1;
	return allow >= 0 ? 1 : 0;
}

/* ---- classes ---- */

static const struct {
	const char *name, *bits[6];
} predefined[] = {
	{ "super-user", { "all" } },
	{ "superuser", { "all" } },
	{ "operator", { "clear", "network", "reset", "trace", "view" } },
	{ "read-only", { "view" } },
	{ "unauthorized", { NULL } },
};

static bool load_predefined(struct login *l)
{
	size_t i, k;

	for (i = 0; i < sizeof(predefined) / sizeof(*predefined); i++) {
		if (strcmp(predefined[i].name, l->class))
			continue;
		for (k = 0; predefined[i].bits[k]; k++)
			l->bits |= permission_bits(predefined[i].bits[k]);
		return true;
	}
	return false;
}

static void load_both(struct rules *r, const struct cnode *class,
		      const char *what)
{
	char word[64];
	int whole;

	for (whole = 0; whole < 2; whole++) {
		snprintf(word, sizeof(word), "allow-%s%s", what,
			 whole ? "-regexps" : "");
		load_rules(&r->allow, class, word, whole);
		snprintf(word, sizeof(word), "deny-%s%s", what,
			 whole ? "-regexps" : "");
		load_rules(&r->deny, class, word, whole);
		if (whole && (cn_first(class, word)))
			r->listed = true;
	}
}

static void load_class(struct login *l, const struct cnode *class)
{
	const struct cnode *n;

	for (n = cn_first(class, "permissions"); n; n = cn_next(n))
		l->bits |= permission_bits(n->value);
	load_both(&l->command, class, "commands");
	load_both(&l->statement, class, "configuration");
	l->idle_minutes = cn_number(class, "idle-timeout", l->idle_minutes);
	l->tip = cn_has(class, "login-tip");
}

void login_load(struct login *l, const struct cnode *root, const char *user,
		uid_t uid)
{
	const struct cnode *login = cn_path(root, "system", "login", NULL);
	const struct cnode *u, *class;
	const char *name;

	memset(l, 0, sizeof(*l));
	snprintf(l->user, sizeof(l->user), "%s", user);
	l->idle_minutes = cn_number(login, "idle-timeout", 0);
	if (!uid) {
		l->known = true;
		l->bits = permission_all();
		strcpy(l->class, "super-user");
		return;
	}
	u = cn_entry(login, "user", user, NULL);
	if (!u)
		return;
	l->known = true;
	name = cn_value(u, "class");
	snprintf(l->class, sizeof(l->class), "%s",
		 name ? name : "unauthorized");
	if (load_predefined(l))
		return;
	class = cn_entry(login, "class", l->class, NULL);
	if (class)
		load_class(l, class);
}

void login_free(struct login *l)
{
	free_rules(&l->command.allow);
	free_rules(&l->command.deny);
	free_rules(&l->statement.allow);
	free_rules(&l->statement.deny);
	memset(l, 0, sizeof(*l));
}

/* ---- decisions ---- */

static bool has_all(const struct login *l)
{
	return l->bits == permission_all();
}

bool login_is_super(const struct login *l)
{
	return has_all(l) && !l->command.deny.text && !login_wants_paths(l);
}

/* A part of the configuration is enough to ask for the configuration. */
static uint64_t bits_to_run(const char *permission)
{
	const struct permission *p;
	uint64_t bits = permission_bit(permission);

	if (strcmp(permission, "view-configuration"))
		return bits;
	for (p = permissions; p->name; p++)
		if (strstr(p->help, " configuration") ||
		    strstr(p->help, " accounts"))
			bits |= permission_bit(p->name);
	return bits;
}

bool login_runs(const struct login *l, const char *permission,
		const char *command)
{
	int verdict = judge(&l->command, command);

	if (!l->known || verdict)
		return l->known && verdict > 0;
	if (!permission || !strcmp(permission, "none"))
		return permission;
	return l->bits & bits_to_run(permission);
}

bool login_sees(const struct login *l, struct area area, const char *path)
{
	int verdict = judge(&l->statement, path);

	if (verdict)
		return verdict > 0;
	return has_all(l) || l->bits & area.view ||
	       l->bits & permission_bit("view-configuration");
}

bool login_changes(const struct login *l, struct area area, const char *path)
{
	int verdict = judge(&l->statement, path);

	if (verdict)
		return verdict > 0;
	return has_all(l) || l->bits & area.control;
}

bool login_wants_paths(const struct login *l)
{
	return l->statement.allow.text || l->statement.deny.text;
}

bool login_sees_secrets(const struct login *l)
{
	return l->bits & permission_bits("secret-control");
}

bool login_changes_secrets(const struct login *l)
{
	return l->bits & permission_bit("secret-control");
}

/* ---- show cli authorization ---- */

static void print_rule(struct writer *w, const char *what, const char *member,
		       const struct rule_set *r)
{
	const char *text = r->text ? r->text : "none";

	if (writer_format(w) == WRITER_TEXT)
		writer_emit(w, "    %s regular expression: %s\n", what, text);
	else
		writer_encode(w, member, "%s", text);
}

void login_print(const struct login *l, struct writer *w)
{
	const struct permission *p;

	writer_open(w, "authorization-information");
	writer_emit(w, "Current user: '{user/%s}' class '{class/%s}'\n",
		    l->user, l->class);
	writer_emit(w, "Permissions:\n");
	for (p = permissions; p->name; p++)
		if (l->bits & permission_bit(p->name))
			writer_emit(w, "    {permission/%-12s}-- %s\n", p->name,
				    p->help);
	writer_emit(w, "Individual command authorization:\n");
	print_rule(w, "Allow", "allow-commands", &l->command.allow);
	print_rule(w, "Deny", "deny-commands", &l->command.deny);
	print_rule(w, "Allow configuration", "allow-configuration",
		   &l->statement.allow);
	print_rule(w, "Deny configuration", "deny-configuration",
		   &l->statement.deny);
	writer_close(w);
}
