// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Reading and replacing passwd(5), shadow(5) and group(5).  A reader sees the
 * old file or the new one, never a half: the new one is written beside it,
 * flushed, and renamed.
 */
#include "svc/passwd.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int passwd_read(struct passwd_file *f, const char *root, const char *path)
{
	char *line = NULL;
	size_t size = 0;
	ssize_t len;
	FILE *in;
	int err = 0;

	memset(f, 0, sizeof(*f));
	snprintf(f->path, sizeof(f->path), "%s%s", root, path);
	in = fopen(f->path, "re");
	if (!in)
		return -errno;
	while ((len = getline(&line, &size, in)) >= 0) {
		if (len && line[len - 1] == '\n')
			line[len - 1] = '\0';
		vec_push(&f->line, strdup(line));
		if (!f->line.v[f->line.n - 1])
			abort();
	}
	if (ferror(in))
		err = -EIO;
	free(line);
	fclose(in);
	return err;
}

void passwd_free(struct passwd_file *f)
{
	size_t i;

	for (i = 0; i < f->line.n; i++)
		free(f->line.v[i]);
	vec_free(&f->line);
}

long passwd_find(const struct passwd_file *f, const char *name)
{
	size_t i, len = strlen(name);

	for (i = 0; i < f->line.n; i++)
		if (!strncmp(f->line.v[i], name, len) &&
		    f->line.v[i][len] == ':')
			return (long)i;
	return -1;
}

bool passwd_field(const char *line, int n, char *out, size_t size)
{
	size_t len;

	for (; n; n--) {
		line = strchr(line, ':');
		if (!line)
			return false;
		line++;
	}
	len = strcspn(line, ":");
	if (len >= size)
		return false;
	memcpy(out, line, len);
	out[len] = '\0';
	return true;
}

long passwd_number(const char *line, int n)
{
	char text[16], *end;
	long v;

	if (!passwd_field(line, n, text, sizeof(text)) || !*text)
		return -1;
	v = strtol(text, &end, 10);
	return *end || v < 0 ? -1 : v;
}

void passwd_set(struct passwd_file *f, const char *name, const char *line)
{
	long i = passwd_find(f, name);
	char *copy;

	if (i >= 0 && !strcmp(f->line.v[i], line))
		return;
	copy = strdup(line);
	if (!copy)
		abort();
	f->changed = true;
	if (i < 0) {
		vec_push(&f->line, copy);
		return;
	}
	free(f->line.v[i]);
	f->line.v[i] = copy;
}

void passwd_remove(struct passwd_file *f, const char *name)
{
	long i = passwd_find(f, name);

	if (i < 0)
		return;
	free(f->line.v[i]);
	f->line.n--;
	memmove(&f->line.v[i], &f->line.v[i + 1],
		(f->line.n - (size_t)i) * sizeof(*f->line.v));
	f->changed = true;
}

/* The mode first: who has given a file away may not change it any more. */
static int fill(const struct passwd_file *f, int fd, const struct stat *st)
{
	FILE *out = fdopen(fd, "w");
	size_t i;
	int err = 0;

	if (!out) {
		close(fd);
		return -ENOMEM;
	}
	if (fchmod(fd, st->st_mode & 07777) ||
	    fchown(fd, st->st_uid, st->st_gid))
		err = -errno;
	for (i = 0; i < f->line.n; i++)
		fprintf(out, "%s\n", f->line.v[i]);
	if (fflush(out) || fsync(fd))
		err = -errno;
	if (fclose(out) && !err)
		err = -errno;
	return err;
}

int passwd_write(struct passwd_file *f)
{
	char temp[PATH_MAX + 8];
	struct stat st;
	int fd, err;

	if (!f->changed)
		return 0;
	if (stat(f->path, &st))
		return -errno;
	snprintf(temp, sizeof(temp), "%s.xpf", f->path);
	unlink(temp);
	fd = open(temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return -errno;
	err = fill(f, fd, &st);
	if (!err && rename(temp, f->path))
		err = -errno;
	if (err)
		unlink(temp);
	else
		f->changed = false;
	return err;
}
