// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Frames on a stream socket, for both ends.
 *
 * Nothing the peer sends is believed: a length of zero or beyond the limit
 * breaks the connection, and memory grows with the bytes that arrived, never
 * with the length that was announced.  What the socket does not take is kept;
 * the server asks rpc_pending() and stops producing, so the queue is bounded
 * by its caller and one slow reader costs nobody else anything.
 */
#include "rpc/rpc.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "lib/buf.h"

#define HEADER 5 /* length and type */
#define CHUNK (64U << 10)

struct rpc {
	int fd;
	int broken; /* negative errno, sticky */
	struct buf in, out;
	size_t limit; /* of a frame that comes in */
	size_t done; /* bytes of in already handed out */
	size_t sent; /* bytes of out already written */
	bool cut; /* in.data[done] was overwritten by a NUL */
	char saved; /* what stood there */
};

int rpc_connect(const char *path, struct rpc **out)
{
	struct sockaddr_un sun = { .sun_family = AF_UNIX };
	int err, fd;

	if (strlen(path) >= sizeof(sun.sun_path))
		return -ENAMETOOLONG;
	strcpy(sun.sun_path, path);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	if (connect(fd, (struct sockaddr *)&sun, sizeof(sun))) {
		err = -errno;
		close(fd);
		return err;
	}
	*out = rpc_new(fd);
	return 0;
}

struct rpc *rpc_new(int fd)
{
	struct rpc *r = calloc(1, sizeof(*r));

	if (!r)
		abort();
	r->fd = fd;
	r->limit = RPC_MAX_FRAME;
	buf_init(&r->in);
	buf_init(&r->out);
	return r;
}

void rpc_free(struct rpc *r)
{
	if (!r)
		return;
	close(r->fd);
	buf_free(&r->in);
	buf_free(&r->out);
	free(r);
}

void rpc_limit(struct rpc *r, size_t bytes)
{
	r->limit = bytes;
}

int rpc_fd(const struct rpc *r)
{
	return r->fd;
}

/* ---- sending ---- */

size_t rpc_pending(const struct rpc *r)
{
	return r->out.len - r->sent;
}

/* Drop what is written once it is worth the copy. */
static void compact(struct buf *b, size_t *used)
{
	if (*used < b->len && *used < CHUNK)
		return;
	memmove(b->data, b->data + *used, b->len - *used + 1);
	b->len -= *used;
	*used = 0;
}

int rpc_flush(struct rpc *r)
{
	ssize_t n;

	while (!r->broken && rpc_pending(r)) {
		n = send(r->fd, r->out.data + r->sent, rpc_pending(r),
			 MSG_NOSIGNAL);
		if (n >= 0) {
			r->sent += (size_t)n;
			continue;
		}
		if (errno == EAGAIN)
			break;
		if (errno != EINTR)
			r->broken = -errno;
	}
	compact(&r->out, &r->sent);
	return r->broken;
}

int rpc_send(struct rpc *r, enum rpc_type type, const void *data, size_t len)
{
	uint32_t size;

	if (r->broken)
		return r->broken;
	if (len >= RPC_MAX_FRAME)
		return -EMSGSIZE;
	size = htonl((uint32_t)len + 1);
	buf_add(&r->out, &size, sizeof(size));
	buf_putc(&r->out, (char)type);
	buf_add(&r->out, data, len);
	return rpc_flush(r);
}

int rpc_sendf(struct rpc *r, enum rpc_type type, const char *fmt, ...)
{
	va_list ap;
	char *text;
	int len, err;

	va_start(ap, fmt);
	len = vasprintf(&text, fmt, ap);
	va_end(ap);
	if (len < 0)
		abort();
	err = rpc_send(r, type, text, (size_t)len);
	free(text);
	return err;
}

int rpc_sends(struct rpc *r, enum rpc_type type, ...)
{
	struct buf b;
	const char *s;
	va_list ap;
	int err;

	buf_init(&b);
	va_start(ap, type);
	for (s = va_arg(ap, const char *); s; s = va_arg(ap, const char *))
		buf_add(&b, s, strlen(s) + 1);
	va_end(ap);
	err = rpc_send(r, type, b.data, b.len ? b.len - 1 : 0);
	buf_free(&b);
	return err;
}

/* ---- receiving ---- */

/* The frame at r->done: 1, 0 if it is not there yet, -EPROTO. */
static int take(struct rpc *r, struct rpc_frame *f)
{
	size_t have = r->in.len - r->done;
	char *p = r->in.data + r->done;
	uint32_t size;

	if (have < HEADER)
		return 0;
	memcpy(&size, p, sizeof(size));
	size = ntohl(size);
	if (!size || size > r->limit)
		return -EPROTO;
	if (have < sizeof(size) + size)
		return 0;
	f->type = (unsigned char)p[sizeof(size)];
	f->data = p + HEADER;
	f->len = size - 1;
	r->done += sizeof(size) + size;
	r->saved = r->in.data[r->done];
	r->in.data[r->done] = '\0';
	r->cut = true;
	return 1;
}

bool rpc_ready(const struct rpc *r)
{
	size_t have = r->in.len - r->done;
	uint32_t size;
	char head[sizeof(size)];

	if (r->broken)
		return true;
	if (have < HEADER)
		return false;
	memcpy(head, r->in.data + r->done, sizeof(head));
	if (r->cut)
		head[0] = r->saved;
	memcpy(&size, head, sizeof(size));
	size = ntohl(size);
	return !size || size > r->limit || have >= sizeof(size) + size;
}

static int more(struct rpc *r)
{
	static char chunk[CHUNK];
	ssize_t n = recv(r->fd, chunk, sizeof(chunk), 0);

	if (n > 0) {
		buf_add(&r->in, chunk, (size_t)n);
		return 1;
	}
	if (!n)
		return -EPIPE;
	return errno == EAGAIN ? 0 : -errno;
}

int rpc_recv(struct rpc *r, struct rpc_frame *f)
{
	int got;

	if (r->cut) {
		r->in.data[r->done] = r->saved;
		r->cut = false;
	}
	if (r->broken)
		return r->broken;
	for (;;) {
		got = take(r, f);
		if (got)
			break;
		compact(&r->in, &r->done);
		got = more(r);
		if (got <= 0)
			break;
	}
	if (got < 0 && got != -EINTR)
		r->broken = got;
	return got;
}

const char *rpc_string(const struct rpc_frame *f, unsigned int n)
{
	const char *p = f->data, *end = f->data + f->len;

	while (n--) {
		p = memchr(p, '\0', (size_t)(end - p));
		if (!p)
			return "";
		p++;
	}
	return p;
}
