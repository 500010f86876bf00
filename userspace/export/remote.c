// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * UDP: one message a datagram, cut at REMOTE_MAX (RFC 5426 section 3.2).  TCP:
 * lines that end with a line feed (RFC 6587 section 3.4.2), which no message
 * contains; they wait in a bounded queue while there is no connection, and it
 * is tried again after 1, 2, 4, ... 30 seconds.
 *
 * A name is looked up in a process of its own, because that can take long; it
 * is asked for again before each TCP connection, and for UDP every five
 * minutes.
 */
#include "export/remote.h"

#include <errno.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netdb.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/addr.h"
#include "lib/buf.h"
#include "lib/log.h"
#include "lib/loop.h"
#include "model/log.h"

#define REMOTE_MAX 2048
#define RETRY_MIN_MS 1000
#define RETRY_MAX_MS 30000
#define LOOKUP_AGAIN_MS 300000

struct remote {
	const struct model_log_target *t;
	struct loop *loop;
	int fd; /* -1: none */
	struct loop_fd *watch;
	struct loop_timer *timer;
	int64_t delay; /* until the next attempt */
	bool connected;
	struct buf queue; /* TCP: what was not sent yet */
	uint32_t sent; /* bytes of the first line in it that were */
	uint64_t lost;
	struct addr addr; /* family 0: not known yet */
	/* a lookup that runs */
	pid_t pid;
	int lookup;
	struct loop_fd *lookup_watch;
};

static void attempt(void *arg);

/* ---- addresses ---- */

static socklen_t sockaddr_of(const struct addr *a, uint16_t port,
			     struct sockaddr_storage *ss)
{
	struct sockaddr_in6 *six = (struct sockaddr_in6 *)ss;
	struct sockaddr_in *four = (struct sockaddr_in *)ss;

	memset(ss, 0, sizeof(*ss));
	ss->ss_family = a->family;
	if (a->family == AF_INET) {
		four->sin_port = htons(port);
		memcpy(&four->sin_addr, a->b, 4);
		return sizeof(*four);
	}
	six->sin6_port = htons(port);
	memcpy(&six->sin6_addr, a->b, 16);
	return sizeof(*six);
}

/* The first global address of a device in a family. */
static bool device_address(const char *ifname, int family, struct addr *out)
{
	struct ifaddrs *all, *i;
	struct sockaddr_in6 *six;
	bool found = false;

	if (getifaddrs(&all))
		return false;
	for (i = all; i && !found; i = i->ifa_next) {
		if (!i->ifa_addr || i->ifa_addr->sa_family != family ||
		    strcmp(i->ifa_name, ifname))
			continue;
		six = (struct sockaddr_in6 *)(void *)i->ifa_addr;
		if (family == AF_INET6 &&
		    IN6_IS_ADDR_LINKLOCAL(&six->sin6_addr))
			continue;
		memset(out, 0, sizeof(*out));
		out->family = (uint8_t)family;
		if (family == AF_INET6)
			memcpy(out->b, &six->sin6_addr, 16);
		else
			memcpy(out->b,
			       &((struct sockaddr_in *)(void *)i->ifa_addr)
					->sin_addr,
			       4);
		found = true;
	}
	freeifaddrs(all);
	return found;
}

static int bind_source(struct remote *r)
{
	const struct model_log_target *t = r->t;
	struct sockaddr_storage ss;
	struct addr a = { 0 };
	socklen_t len;

	if (t->vrf && setsockopt(r->fd, SOL_SOCKET, SO_BINDTODEVICE, t->vrf,
				 (socklen_t)strlen(t->vrf)))
		return -errno;
	if (t->source && addr_parse(t->source, &a))
		return -EINVAL;
	if (!t->source && t->source_ifname &&
	    !device_address(t->source_ifname, r->addr.family, &a))
		return -EADDRNOTAVAIL;
	if (!a.family)
		return 0;
	if (a.family != r->addr.family)
		return -EAFNOSUPPORT;
	len = sockaddr_of(&a, 0, &ss);
	return bind(r->fd, (struct sockaddr *)&ss, len) ? -errno : 0;
}

/* ---- the connection ---- */

static void drop_socket(struct remote *r)
{
	loop_del_fd(r->watch);
	r->watch = NULL;
	if (r->fd >= 0)
		close(r->fd);
	r->fd = -1;
	r->connected = false;
	r->sent = 0; /* the line that was cut is sent again, whole */
}

static void try_later(struct remote *r)
{
	drop_socket(r);
	loop_del_timer(r->timer);
	r->timer = loop_add_timer(r->loop, r->delay, 0, attempt, r);
	r->delay = r->delay * 2 < RETRY_MAX_MS ? r->delay * 2 : RETRY_MAX_MS;
}

/* Whole lines leave the queue; a part of one is remembered. */
static void forget_sent(struct remote *r, uint32_t n)
{
	struct buf *q = &r->queue;
	uint32_t total = r->sent + n, whole = total;

	while (whole && q->data[whole - 1] != '\n')
		whole--;
	r->sent = total - whole;
	q->len -= whole;
	memmove(q->data, q->data + whole, q->len + 1);
}

static void flush(struct remote *r)
{
	struct buf *q = &r->queue;
	ssize_t n;

	while (r->connected && q->len > r->sent) {
		n = send(r->fd, q->data + r->sent, q->len - r->sent,
			 MSG_DONTWAIT | MSG_NOSIGNAL);
		if (n < 0) {
			if (errno != EAGAIN && errno != EINTR)
				try_later(r);
			break;
		}
		forget_sent(r, (uint32_t)n);
	}
	if (r->watch)
		loop_mod_fd(r->watch, r->connected && q->len <= r->sent ?
					      LOOP_READ :
					      LOOP_READ | LOOP_WRITE);
}

static void on_socket(void *arg, int fd, int events)
{
	struct remote *r = arg;
	socklen_t len = sizeof(int);
	char waste[512];
	int err = 0;
	ssize_t n;

	if (!r->connected) {
		getsockopt(fd, SOL_SOCKET, SO_ERROR, &err, &len);
		if (err) {
			try_later(r);
			return;
		}
		r->connected = true;
		r->delay = RETRY_MIN_MS;
	}
	if (events & LOOP_READ) {
		n = recv(fd, waste, sizeof(waste), MSG_DONTWAIT);
		if (!n || (n < 0 && errno != EAGAIN && errno != EINTR)) {
			try_later(r);
			return;
		}
	}
	flush(r);
}

static void connect_to(struct remote *r)
{
	bool tcp = r->t->tcp;
	struct sockaddr_storage ss;
	socklen_t len = sockaddr_of(&r->addr, r->t->port, &ss);
	int err;

	drop_socket(r);
	r->fd = socket(r->addr.family,
		       (tcp ? SOCK_STREAM : SOCK_DGRAM) | SOCK_NONBLOCK |
			       SOCK_CLOEXEC,
		       0);
	if (r->fd < 0 || bind_source(r)) {
		try_later(r);
		return;
	}
	err = connect(r->fd, (struct sockaddr *)&ss, len) ? errno : 0;
	if (err && err != EINPROGRESS) {
		try_later(r);
		return;
	}
	if (!tcp) {
		r->connected = true;
		r->delay = RETRY_MIN_MS;
		return;
	}
	r->watch = loop_add_fd(r->loop, r->fd, LOOP_READ | LOOP_WRITE,
			       on_socket, r);
}

/* ---- names ---- */

static void lookup_end(struct remote *r)
{
	loop_del_fd(r->lookup_watch);
	r->lookup_watch = NULL;
	if (r->lookup >= 0)
		close(r->lookup);
	r->lookup = -1;
	if (r->pid > 0) {
		kill(r->pid, SIGKILL);
		waitpid(r->pid, NULL, 0);
	}
	r->pid = 0;
}

static void on_lookup(void *arg, int fd, int events)
{
	struct remote *r = arg;
	struct addr a;
	bool good = read(fd, &a, sizeof(a)) == sizeof(a);

	lookup_end(r);
	if (!good) {
		if (!r->connected)
			try_later(r);
		return;
	}
	if (r->connected && !memcmp(&a, &r->addr, sizeof(a)))
		return;
	r->addr = a;
	connect_to(r);
}

/* In the child: the first address of the name. */
static void look_up(const char *name, int fd)
{
	struct addrinfo hints = { .ai_socktype = SOCK_DGRAM }, *ai;
	struct addr a = { 0 };

	if (getaddrinfo(name, NULL, &hints, &ai))
		_exit(1);
	a.family = (uint8_t)ai->ai_family;
	if (ai->ai_family == AF_INET)
		memcpy(a.b,
		       &((struct sockaddr_in *)(void *)ai->ai_addr)->sin_addr,
		       4);
	else
		memcpy(a.b,
		       &((struct sockaddr_in6 *)(void *)ai->ai_addr)->sin6_addr,
		       16);
	_exit(write(fd, &a, sizeof(a)) != sizeof(a));
}

static void lookup_begin(struct remote *r)
{
	int fd[2];

	lookup_end(r);
	if (pipe(fd)) {
		try_later(r);
		return;
	}
	r->pid = fork();
	if (!r->pid)
		look_up(r->t->host, fd[1]);
	close(fd[1]);
	r->lookup = fd[0];
	r->lookup_watch = loop_add_fd(r->loop, fd[0], LOOP_READ, on_lookup, r);
}

static void attempt(void *arg)
{
	struct remote *r = arg;

	r->timer = NULL;
	if (!addr_parse(r->t->host, &r->addr)) {
		connect_to(r);
		return;
	}
	lookup_begin(r);
	if (!r->t->tcp)
		r->timer =
			loop_add_timer(r->loop, LOOKUP_AGAIN_MS, 0, attempt, r);
}

/* ---- for log.c ---- */

struct remote *remote_open(struct loop *loop, const struct model_log_target *t)
{
	struct remote *r = calloc(1, sizeof(*r));

	if (!r)
		return NULL;
	r->t = t;
	r->loop = loop;
	r->fd = -1;
	r->lookup = -1;
	r->delay = RETRY_MIN_MS;
	buf_init(&r->queue);
	attempt(r);
	return r;
}

void remote_close(struct remote *r)
{
	if (!r)
		return;
	lookup_end(r);
	loop_del_timer(r->timer);
	drop_socket(r);
	buf_free(&r->queue);
	free(r);
}

static void send_datagram(struct remote *r, const char *line, uint32_t len)
{
	if (len > REMOTE_MAX)
		len = REMOTE_MAX;
	if (!r->connected) {
		r->lost++;
		return;
	}
	if (send(r->fd, line, len, MSG_DONTWAIT) >= 0)
		return;
	/* An ICMP error about an earlier one: this one was not sent yet. */
	if (errno == ECONNREFUSED && send(r->fd, line, len, MSG_DONTWAIT) >= 0)
		return;
	r->lost++;
	/* Of an address that is ours no more, for example. */
	if (errno == EINVAL || errno == EADDRNOTAVAIL || errno == ENODEV)
		try_later(r);
}

void remote_send(struct remote *r, const char *line, uint32_t len)
{
	if (!r->t->tcp) {
		send_datagram(r, line, len);
		return;
	}
	if (r->queue.len + len + 1 > REMOTE_QUEUE) {
		r->lost++;
		return;
	}
	buf_add(&r->queue, line, len);
	buf_putc(&r->queue, '\n');
	flush(r);
}

uint64_t remote_lost(struct remote *r)
{
	uint64_t n = r->lost;

	r->lost = 0;
	return n;
}
