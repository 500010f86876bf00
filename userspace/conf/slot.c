// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Files that are whole or not there.  The order is the whole art: the new
 * bytes are on the disk (fsync of the file) before the name leads to them
 * (rename), and the name is on the disk (fsync of the folder) before anybody
 * is told.  A temporary file ends in '~'; store_open() removes those that a
 * crash left.
 */
#include "conf/slot.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "lib/buf.h"

#define SLOT_MAX (256L << 20) /* bytes of a configuration */

int slot_sync(int dirfd)
{
	return fsync(dirfd) ? -errno : 0;
}

static int write_all(int fd, const char *data, size_t len)
{
	ssize_t n;

	while (len) {
		n = write(fd, data, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		data += n;
		len -= (size_t)n;
	}
	return fsync(fd) ? -errno : 0;
}

int slot_put(int dirfd, const char *name, const char *data, size_t len)
{
	char tmp[64];
	int fd, err;

	snprintf(tmp, sizeof(tmp), "%s~", name);
	fd = openat(dirfd, tmp,
		    O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW,
		    0600);
	if (fd < 0)
		return -errno;
	err = write_all(fd, data, len);
	if (close(fd) && !err)
		err = -errno;
	if (!err && renameat(dirfd, tmp, dirfd, name))
		err = -errno;
	if (err) {
		unlinkat(dirfd, tmp, 0);
		return err;
	}
	return slot_sync(dirfd);
}

/* One line of what may be anything. */
static void put_line(struct buf *b, const char *what, const char *text)
{
	buf_printf(b, "## %s: ", what);
	for (; *text; text++)
		buf_putc(b, iscntrl((unsigned char)*text) ? ' ' : *text);
	buf_putc(b, '\n');
}

int slot_write(int dirfd, const char *name, const struct slot_head *h,
	       const char *text, size_t len)
{
	char when[32], line[128];
	struct buf b;
	struct tm tm;
	int err;

	gmtime_r(&h->info.when, &tm);
	strftime(when, sizeof(when), "%Y-%m-%d %H:%M:%S", &tm);
	snprintf(line, sizeof(line), "%s UTC by %s", when, h->info.user);
	buf_init(&b);
	put_line(&b, "Last commit", line);
	buf_printf(&b, "## Serial: %llu\n", (unsigned long long)h->serial);
	put_line(&b, "Via", h->info.via);
	if (h->info.comment[0])
		put_line(&b, "Comment", h->info.comment);
	if (h->at)
		buf_printf(&b, "## At: %lld\n", (long long)h->at);
	if (h->boot[0])
		put_line(&b, "Boot", h->boot);
	buf_add(&b, text, len);
	err = slot_put(dirfd, name, b.data, b.len);
	buf_free(&b);
	return err;
}

static void copy(char *to, size_t size, const char *from, size_t len)
{
	if (len > size - 1)
		len = size - 1;
	memcpy(to, from, len);
	to[len] = '\0';
}

static void head_line(struct slot_head *h, const char *line, size_t len)
{
	struct tm tm = { 0 };
	const char *end;
	char text[512];

	copy(text, sizeof(text), line, len);
	if (!strncmp(text, "## Last commit: ", 16)) {
		end = strptime(text + 16, "%Y-%m-%d %H:%M:%S UTC by ", &tm);
		if (!end)
			return;
		h->info.when = timegm(&tm);
		copy(h->info.user, sizeof(h->info.user), end, strlen(end));
		h->info.valid = true;
	} else if (!strncmp(text, "## Serial: ", 11)) {
		h->serial = strtoull(text + 11, NULL, 10);
	} else if (!strncmp(text, "## At: ", 7)) {
		h->at = (time_t)strtoll(text + 7, NULL, 10);
	} else if (!strncmp(text, "## Boot: ", 9)) {
		copy(h->boot, sizeof(h->boot), text + 9, strlen(text + 9));
	} else if (!strncmp(text, "## Via: ", 8)) {
		copy(h->info.via, sizeof(h->info.via), text + 8,
		     strlen(text + 8));
	} else if (!strncmp(text, "## Comment: ", 12)) {
		copy(h->info.comment, sizeof(h->info.comment), text + 12,
		     strlen(text + 12));
	}
}

/* The lines on top that begin with ##; returns their length. */
static size_t parse_head(struct slot_head *h, const char *p, size_t len,
			 struct buf *text)
{
	const char *nl, *start = p, *end = p + len;

	memset(h, 0, sizeof(*h));
	while (end - p > 2 && p[0] == '#' && p[1] == '#') {
		nl = memchr(p, '\n', (size_t)(end - p));
		if (!nl)
			break;
		head_line(h, p, (size_t)(nl - p));
		if (text)
			buf_putc(text, '\n');
		p = nl + 1;
	}
	return (size_t)(p - start);
}

static int read_all(int fd, size_t max, struct buf *b)
{
	char chunk[65536];
	ssize_t n;

	while (b->len < max) {
		n = read(fd, chunk, sizeof(chunk));
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (!n)
			return 0;
		buf_add(b, chunk, (size_t)n);
	}
	return 0;
}

int slot_read(int dirfd, const char *name, struct slot_head *h,
	      struct buf *text)
{
	struct buf all;
	struct stat sb;
	size_t head;
	int fd, err;

	fd = openat(dirfd, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return -errno;
	if (fstat(fd, &sb) || sb.st_size > SLOT_MAX) {
		close(fd);
		return -EFBIG;
	}
	buf_init(&all);
	/* the header is within the first piece */
	err = read_all(fd, text ? SIZE_MAX : 1, &all);
	close(fd);
	head = parse_head(h, all.data, all.len, text);
	if (!err && !h->info.valid)
		err = -EINVAL;
	if (!err && text)
		buf_add(text, all.data + head, all.len - head);
	buf_free(&all);
	return err;
}
