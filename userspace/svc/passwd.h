/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Files of lines whose fields stand between colons: passwd, shadow, group.
 * Lines that nobody asks to change are written back byte for byte.
 */
#ifndef XPF_SVC_PASSWD_H
#define XPF_SVC_PASSWD_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

#include "lib/vec.h"

struct passwd_file {
	char path[PATH_MAX];
	VEC(char *) line;
	bool changed;
};

/* 0 or negative errno; free in both cases. */
int passwd_read(struct passwd_file *f, const char *root, const char *path);
void passwd_free(struct passwd_file *f);
/* The index of the line that begins with "NAME:", or -1. */
long passwd_find(const struct passwd_file *f, const char *name);
/* Field @n of a line, from 0, as a number: -1 if it is none. */
long passwd_number(const char *line, int n);
/* Field @n into a buffer; false: there is none, or it is longer. */
bool passwd_field(const char *line, int n, char *out, size_t size);
/* A new line for @name, in place of its old one or at the end. */
void passwd_set(struct passwd_file *f, const char *name, const char *line);
void passwd_remove(struct passwd_file *f, const char *name);
/*
 * If it was changed: another file with the owner and the mode of the old one
 * takes its place at once.  0 or negative errno.
 */
int passwd_write(struct passwd_file *f);

#endif
