// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * What a configuration becomes, from the command line, for the golden tests
 * and for people:
 *
 *	snapshot-tool [-i] [-l BYTES] [-T] FILE
 *
 *	-i	without the decoded images
 *	-l	bound on one image
 *	-T	print how long each step took, and memory
 *
 * Prints the faults and warnings of a commit check, then the network plan and
 * the snapshot.  Exit 0 even with faults; 2 for a wrong call.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "compile/compile.h"
#include "conf/conf.h"
#include "model/model.h"
#include "tool.h"

static bool no_images;
static size_t limit;

static void put(const struct diag *d, struct buf *out)
{
	diag_print(d, out);
	fputs(out->data, stdout);
	buf_free(out);
}

/* As a commit check does it; the snapshot or NULL. */
static struct dp_ruleset *run(const char *file, struct diag *d, struct buf *out)
{
	struct schema *s = schema_load();
	struct tree *t, *eff = NULL;
	struct dp_ruleset *rs = NULL;
	struct model *m = NULL;
	double at = now();
	size_t len;
	char *text;

	if (!s)
		exit(2);
	text = read_file(file, &len);
	t = conf_parse(s, "conf", text, len, d);
	lap("parse", &at);
	if (t && !diag_errors(d))
		eff = conf_effective(t, d);
	lap("effective", &at);
	if (eff) {
		conf_validate(eff, d);
		lap("validate", &at);
		m = model_build(eff, d);
		lap("model", &at);
	}
	if (m && !diag_errors(d)) {
		rs = compile_ruleset_limit(m, limit, d);
		lap("compile", &at);
		model_print_plan(m, out);
	}
	model_free(m);
	tree_free(eff);
	tree_free(t);
	schema_free(s);
	free(text);
	return rs;
}

static void sizes(const struct dp_ruleset *rs)
{
	struct rusage ru;

	getrusage(RUSAGE_SELF, &ru);
	fprintf(stderr, "images     %8.2f MB + %.2f MB\nmax rss    %8.1f MB\n",
		(double)rs->image[XPF_IMAGE_POLICY].size / 1e6,
		(double)rs->image[XPF_IMAGE_SOURCE_NAT].size / 1e6,
		(double)ru.ru_maxrss / 1e3);
}

int main(int argc, char **argv)
{
	struct diag *d = diag_new();
	struct dp_ruleset *rs;
	struct buf out, faults;
	int opt;

	while ((opt = getopt(argc, argv, "il:T")) != -1) {
		if (opt == 'i')
			no_images = true;
		else if (opt == 'l')
			limit = strtoul(optarg, NULL, 10);
		else if (opt == 'T')
			timing = true;
		else
			return 2;
	}
	if (optind + 1 != argc)
		return 2;
	buf_init(&out);
	buf_init(&faults);
	rs = run(argv[optind], d, &out);
	put(d, &faults);
	if (rs) {
		if (timing)
			sizes(rs);
		compile_print(rs, !no_images, &out);
		fputs(out.data, stdout);
		printf("cookie %016llx\n", (unsigned long long)rs->cookie);
	}
	buf_free(&out);
	compile_free(rs);
	diag_free(d);
	return 0;
}
