// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The language from the command line, for the golden tests and for people:
 *
 *	conf-tool [-t FORM] [-f HOW] [-ecvw] FILE [WORDS...]
 *
 *	-t FORM	text (default), set, xml, json, compare FILE2, none
 *	-f HOW	merge (default: guessed), override, replace, update, set, patch
 *	-b FILE	what is loaded before FILE
 *	-e	the effective tree: groups expanded, without the defaults
 *	-i	the same with its origins (display inheritance)
 *	-c	commit check: validate and print the faults
 *	-s	hide secrets
 *	-w	warnings in place, as the candidate shows them
 *	-T	print how long each step took, and memory
 *	WORDS	the level to print
 *
 * Faults of loading go to stdout before everything else, so that a golden
 * file holds them too.  Exit 0 even then; 2 for a wrong call.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "conf/conf.h"
#include "conf/group.h"
#include "tool.h"

static void print_diag(const struct diag *d)
{
	struct buf b;

	buf_init(&b);
	diag_print(d, &b);
	fputs(b.data, stdout);
	buf_free(&b);
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static struct tree *load(const struct schema *s, struct tree *t,
			 const char *name, const char *how)
{
	static const char *const hows[] = {
		[LOAD_OVERRIDE] = "override", [LOAD_MERGE] = "merge",
		[LOAD_REPLACE] = "replace",   [LOAD_UPDATE] = "update",
		[LOAD_SET] = "set",	      [LOAD_PATCH] = "patch",
	};
	struct diag *d = diag_new();
	enum load_how h = LOAD_MERGE;
	char *text;
	size_t len, i;

	for (i = 0; how && i < sizeof(hows) / sizeof(*hows); i++)
		if (!strcmp(how, hows[i]))
			h = (enum load_how)i;
	text = read_file(name, &len);
	if (!t)
		t = tree_new(s);
	conf_load(t, tree_root(t), h, base_name(name), text, len, d);
	print_diag(d);
	diag_free(d);
	free(text);
	return t;
}

struct options {
	const char *form, *how, *before, *other;
	bool effective, check, hide, warnings, inherit;
};

static void print(struct tree *t, const struct options *o, int argc,
		  char **argv)
{
	static const char *const forms[] = {
		[CONF_TEXT] = "text",
		[CONF_SET] = "set",
		[CONF_JSON] = "json",
		[CONF_XML] = "xml",
	};
	unsigned int flags = (o->hide ? 0 : CONF_SECRETS) |
			     (o->warnings ? CONF_WARNINGS : 0) |
			     (o->inherit ? CONF_INHERIT : 0);
	const struct cnode *level = tree_root(t);
	struct buf b;
	size_t i;

	if (argc)
		level = conf_find(t, level, argc, (const char *const *)argv);
	if (!level)
		return;
	buf_init(&b);
	for (i = 0; i < sizeof(forms) / sizeof(*forms); i++)
		if (!strcmp(o->form, forms[i]))
			conf_print(level, (enum conf_format)i, flags, &b);
	fputs(b.data, stdout);
	buf_free(&b);
}

static struct tree *effective(struct tree *t, const struct options *o,
			      bool *valid)
{
	struct diag *d = diag_new();
	double since = now();
	struct tree *e = o->check ? conf_effective(t, d) :
				    group_expand(t, o->inherit, false, d);

	lap("effective", &since);
	if (o->check)
		conf_validate(e, d);
	lap("validate", &since);
	print_diag(d);
	*valid = !diag_errors(d);
	if (o->check && *valid)
		puts("configuration check succeeds");
	diag_free(d);
	return e;
}

static int run(const struct options *o, const char *file, int argc, char **argv)
{
	double since = now();
	struct schema *s = schema_load();
	struct tree *t = NULL, *e = NULL, *other;
	struct rusage ru;
	struct buf b;
	bool valid;

	if (!s)
		return 2;
	lap("schema", &since);
	if (o->before)
		t = load(s, t, o->before, NULL);
	t = load(s, t, file, o->how);
	lap("load", &since);
	if (o->effective || o->check || o->inherit)
		e = effective(t, o, &valid);
	since = now();
	if (o->other) {
		other = load(s, NULL, o->other, NULL);
		buf_init(&b);
		since = now();
		conf_compare(t, other, tree_root(other), &b);
		lap("compare", &since);
		fputs(b.data, stdout);
		buf_free(&b);
		tree_free(other);
	} else {
		print(o->effective || o->inherit ? e : t, o, argc, argv);
		lap("print", &since);
	}
	if (timing) {
		getrusage(RUSAGE_SELF, &ru);
		fprintf(stderr, "memory     %8.1f MB, tree %.1f MB\n",
			(double)ru.ru_maxrss / 1024,
			(double)tree_bytes(t) / 1048576);
	}
	tree_free(e);
	tree_free(t);
	schema_free(s);
	return 0;
}

int main(int argc, char **argv)
{
	struct options o = { .form = "text" };
	int c;

	while ((c = getopt(argc, argv, "t:f:b:d:eicswT")) != -1)
		switch (c) {
		case 't':
			o.form = optarg;
			break;
		case 'f':
			o.how = optarg;
			break;
		case 'b':
			o.before = optarg;
			break;
		case 'd':
			o.other = optarg;
			break;
		case 'e':
			o.effective = true;
			break;
		case 'i':
			o.inherit = true;
			break;
		case 'c':
			o.check = true;
			break;
		case 's':
			o.hide = true;
			break;
		case 'w':
			o.warnings = true;
			break;
		case 'T':
			timing = true;
			break;
		default:
			return 2;
		}
	if (optind >= argc)
		return 2;
	return run(&o, argv[optind], argc - optind - 1, argv + optind + 1);
}
