// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * STATE_DIR/log/messages, in the form of Junos:
 *
 *	Nov 23 17:00:00  srx xpfd[17]: UI_COMMIT: User 'root' ...
 *	Nov 23 17:00:01  srx RT_FLOW: RT_FLOW_SESSION_DENY [junos@2636...]
 *
 * Lines are gathered and written once a batch of events, because a flood of
 * them must not become a flood of system calls.  When the file is full it
 * becomes messages.0, that messages.1, and so on; the last falls away.
 */
#include "xpfd/messages.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "lib/buf.h"
#include "lib/log.h"

struct messages {
	int dirfd, fd;
	off_t size;
	struct buf pending;
};

static int open_file(struct messages *log)
{
	struct stat sb;

	log->fd = openat(log->dirfd, "messages",
			 O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW,
			 0640);
	if (log->fd < 0)
		return -errno;
	log->size = fstat(log->fd, &sb) ? 0 : sb.st_size;
	return 0;
}

struct messages *messages_open(const char *dir)
{
	struct messages *log = calloc(1, sizeof(*log));
	char path[300];

	if (!log)
		return NULL;
	buf_init(&log->pending);
	log->fd = -1;
	snprintf(path, sizeof(path), "%s/log", dir);
	mkdir(path, 0750);
	log->dirfd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (log->dirfd < 0 || open_file(log)) {
		log_warn("%s/messages: %m", path);
		messages_close(log);
		return NULL;
	}
	return log;
}

void messages_close(struct messages *log)
{
	if (!log)
		return;
	messages_flush(log);
	if (log->fd >= 0)
		close(log->fd);
	if (log->dirfd >= 0)
		close(log->dirfd);
	buf_free(&log->pending);
	free(log);
}

static void rotate(struct messages *log)
{
	char from[32], to[32];
	int i;

	for (i = MESSAGES_FILES - 2; i >= 0; i--) {
		snprintf(to, sizeof(to), "messages.%d", i);
		if (i)
			snprintf(from, sizeof(from), "messages.%d", i - 1);
		else
			strcpy(from, "messages");
		renameat(log->dirfd, from, log->dirfd, to);
	}
	close(log->fd);
	if (open_file(log))
		log_warn("log/messages: %m");
}

void messages_flush(struct messages *log)
{
	struct buf *b;
	ssize_t n;

	if (!log || !log->pending.len)
		return;
	b = &log->pending;
	if (log->fd >= 0 && log->size + (off_t)b->len > MESSAGES_SIZE &&
	    log->size)
		rotate(log);
	n = log->fd >= 0 ? write(log->fd, b->data, b->len) : 0;
	if (n > 0)
		log->size += n;
	buf_reset(b);
}

static void begin_line(struct messages *log, time_t when)
{
	char host[65] = "", text[32];
	struct tm tm;

	gethostname(host, sizeof(host) - 1);
	localtime_r(&when, &tm);
	strftime(text, sizeof(text), "%b %e %H:%M:%S", &tm);
	buf_printf(&log->pending, "%s  %s ", text, host);
}

void messages_put(struct messages *log, const char *tag, const char *fmt, ...)
{
	char text[1024], *p;
	va_list ap;

	if (!log)
		return;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	for (p = text; *p; p++)
		if ((unsigned char)*p < ' ')
			*p = ' ';
	begin_line(log, time(NULL));
	buf_printf(&log->pending, "xpfd[%d]: %s: %s\n", getpid(), tag, text);
	messages_flush(log);
}

void messages_add(struct messages *log, uint64_t time_ns, const char *program,
		  const char *text)
{
	begin_line(log, time_ns ? (time_t)(time_ns / 1000000000) : time(NULL));
	buf_printf(&log->pending, "%s: %s\n", program, text);
	if (log->pending.len > 65536)
		messages_flush(log);
}
