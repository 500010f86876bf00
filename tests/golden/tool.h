/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the command-line tools of the golden tests share: reading a file,
 * timing.
 */
#ifndef GOLDEN_TOOL_H
#define GOLDEN_TOOL_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lib/buf.h"

static bool timing; /* lap() prints */

/* Milliseconds of processor time. */
static inline double now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return (double)ts.tv_sec * 1e3 + (double)ts.tv_nsec / 1e6;
}

/* Print the time since @since to stderr, and begin the next lap. */
static inline void lap(const char *what, double *since)
{
	double t = now();

	if (timing)
		fprintf(stderr, "%-10s %8.1f ms\n", what, t - *since);
	*since = now();
}

/* All of a file ("-": standard input), to be freed; it ends the program if
 * there is none.
 */
static inline char *read_file(const char *name, size_t *len)
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
