/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the golden tools share: a clock for their -T, and files. */
#ifndef XPF_GOLDEN_TOOL_H
#define XPF_GOLDEN_TOOL_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lib/buf.h"

static bool timing;

static double now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return (double)ts.tv_sec * 1e3 + (double)ts.tv_nsec / 1e6;
}

static void lap(const char *what, double *since)
{
	double t = now();

	if (timing)
		fprintf(stderr, "%-10s %8.1f ms\n", what, t - *since);
	*since = now();
}

static char *read_file(const char *name, size_t *len)
{
	FILE *f = strcmp(name, "-") ? fopen(name, "r") : stdin;
	struct buf b;
	char chunk[65536];
	size_t n;

	if (!f) {
		perror(name);
		exit(2);
	}
	buf_init(&b);
	while ((n = fread(chunk, 1, sizeof(chunk), f)))
		buf_add(&b, chunk, n);
	if (f != stdin)
		fclose(f);
	*len = b.len;
	return b.data;
}

#endif
