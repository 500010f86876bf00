// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Lines are written once a batch of events, because a flood of them must not
 * become a flood of system calls.  When the file is full it becomes NAME.0,
 * that NAME.1, and so on; the last falls away.  A file that somebody moved or
 * removed is made again.
 */
#include "export/logfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/buf.h"
#include "lib/log.h"

#define PENDING_MAX 65536

struct logfile {
	int dir, fd;
	char name[256];
	uint32_t max, files;
	mode_t mode;
	off_t size;
	dev_t dev;
	ino_t ino;
	struct buf pending;
};

static int reopen(struct logfile *f)
{
	struct stat sb;

	if (f->fd >= 0)
		close(f->fd);
	f->size = 0;
	f->fd = openat(f->dir, f->name,
		       O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW,
		       f->mode);
	if (f->fd < 0)
		return -errno;
	if (!fstat(f->fd, &sb)) {
		f->size = sb.st_size;
		f->dev = sb.st_dev;
		f->ino = sb.st_ino;
		if ((sb.st_mode & 0777) != f->mode)
			fchmod(f->fd, f->mode);
	}
	return 0;
}

struct logfile *logfile_open(int dir, const char *name, uint32_t size,
			     uint32_t files, bool world_readable)
{
	struct logfile *f = calloc(1, sizeof(*f));

	if (!f)
		return NULL;
	snprintf(f->name, sizeof(f->name), "%s", name);
	f->dir = dir;
	f->fd = -1;
	f->max = size ? size : LOGFILE_SIZE;
	f->files = files ? files : LOGFILE_FILES;
	f->mode = world_readable ? 0644 : 0640;
	buf_init(&f->pending);
	if (!strchr(name, '/') && name[0] != '.' && !reopen(f))
		return f;
	log_warn("log/%s: %s", name, strerror(errno));
	logfile_close(f);
	return NULL;
}

void logfile_close(struct logfile *f)
{
	if (!f)
		return;
	logfile_flush(f);
	if (f->fd >= 0)
		close(f->fd);
	buf_free(&f->pending);
	free(f);
}

static void rotate(struct logfile *f)
{
	char from[300], to[300];
	uint32_t i;

	for (i = f->files - 1; i-- > 0;) {
		snprintf(to, sizeof(to), "%s.%u", f->name, i);
		if (i)
			snprintf(from, sizeof(from), "%s.%u", f->name, i - 1);
		else
			snprintf(from, sizeof(from), "%s", f->name);
		renameat(f->dir, from, f->dir, to);
	}
	if (f->files == 1)
		unlinkat(f->dir, f->name, 0);
	if (reopen(f))
		log_warn("log/%s: %m", f->name);
}

/* Still the file of that name, and as long as we think? */
static bool is_there(struct logfile *f)
{
	struct stat sb;

	if (fstatat(f->dir, f->name, &sb, AT_SYMLINK_NOFOLLOW) ||
	    sb.st_ino != f->ino || sb.st_dev != f->dev)
		return false;
	f->size = sb.st_size;
	return true;
}

void logfile_flush(struct logfile *f)
{
	struct buf *b;
	ssize_t n;

	if (!f || !f->pending.len)
		return;
	b = &f->pending;
	if (!is_there(f))
		reopen(f);
	if (f->fd >= 0 && f->size + (off_t)b->len > (off_t)f->max && f->size)
		rotate(f);
	n = f->fd >= 0 ? write(f->fd, b->data, b->len) : 0;
	if (n > 0)
		f->size += n;
	buf_reset(b);
}

void logfile_add(struct logfile *f, const char *line)
{
	buf_printf(&f->pending, "%s\n", line);
	if (f->pending.len > PENDING_MAX)
		logfile_flush(f);
}
