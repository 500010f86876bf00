/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The two ends of test traffic, small and quick to start.
 *
 *	peer serve tcp|udp PORT TEXT
 *	peer ask tcp|udp ADDRESS PORT [-s SOURCE-PORT] [-n TIMES] [-i MS] [-w MS]
 *
 * The server answers each line or datagram with "TEXT ADDRESS PORT", the
 * address and port it sees as the client's, in either family.  The client
 * asks TIMES over one connection, every -i milliseconds, waits -w for each
 * answer, prints the first and, if TIMES is more than one, "N asked, N
 * answered".  Its exit status tells what became of it: 0 all answered,
 * 1 silence, 2 refused (reset, or port unreachable), 3 another error, which is
 * printed.  A firewall's drop, reject and permit are thereby distinct.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define MAX_CLIENTS 1000

static void die(const char *what)
{
	perror(what);
	exit(3);
}

static int answer(char *buf, size_t size, const char *text,
		  const struct sockaddr_in6 *from)
{
	char name[INET6_ADDRSTRLEN];

	if (IN6_IS_ADDR_V4MAPPED(&from->sin6_addr))
		inet_ntop(AF_INET, &from->sin6_addr.s6_addr[12], name,
			  sizeof(name));
	else
		inet_ntop(AF_INET6, &from->sin6_addr, name, sizeof(name));
	return snprintf(buf, size, "%s %s %d\n", text, name,
			ntohs(from->sin6_port));
}

static int listener(int type, int port)
{
	struct sockaddr_in6 any = { .sin6_family = AF_INET6,
				    .sin6_port = htons(port) };
	int fd = socket(AF_INET6, type, 0), one = 1, zero = 0;

	if (fd < 0)
		die("socket");
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &zero, sizeof(zero));
	if (bind(fd, (struct sockaddr *)&any, sizeof(any)) < 0)
		die("bind");
	if (type == SOCK_STREAM && listen(fd, 512) < 0)
		die("listen");
	return fd;
}

static void serve_udp(int fd, const char *text)
{
	struct sockaddr_in6 from;
	socklen_t len;
	char in[2048], out[256];

	for (;;) {
		len = sizeof(from);
		if (recvfrom(fd, in, sizeof(in), 0, (struct sockaddr *)&from,
			     &len) < 0)
			continue;
		sendto(fd, out, answer(out, sizeof(out), text, &from), 0,
		       (struct sockaddr *)&from, len);
	}
}

/* One line or one piece of it: answered when the newline is there. */
static int serve_line(int fd, const char *text)
{
	struct sockaddr_in6 from;
	socklen_t len = sizeof(from);
	char in[2048], out[256];
	ssize_t n = read(fd, in, sizeof(in));

	if (n <= 0)
		return -1;
	if (in[n - 1] != '\n')
		return 0;
	if (getpeername(fd, (struct sockaddr *)&from, &len) < 0)
		return -1;
	n = answer(out, sizeof(out), text, &from);
	return write(fd, out, n) == n ? 0 : -1;
}

static void serve_tcp(int fd, const char *text)
{
	static struct pollfd p[MAX_CLIENTS];
	int n = 1, i;

	p[0].fd = fd;
	p[0].events = POLLIN;
	for (;;) {
		if (poll(p, n, -1) < 0)
			die("poll");
		for (i = n - 1; i > 0; i--) {
			if (!p[i].revents || serve_line(p[i].fd, text) == 0)
				continue;
			close(p[i].fd);
			p[i] = p[--n];
		}
		if (p[0].revents && n < MAX_CLIENTS) {
			p[n].fd = accept(fd, NULL, NULL);
			p[n].events = POLLIN;
			p[n].revents = 0;
			if (p[n].fd >= 0)
				n++;
		}
	}
}

static int verdict(int err)
{
	if (err == ECONNREFUSED || err == ECONNRESET || err == EPIPE) {
		fprintf(stderr, "refused\n");
		return 2;
	}
	if (err == EAGAIN || err == ETIMEDOUT || err == EINPROGRESS) {
		fprintf(stderr, "silence\n");
		return 1;
	}
	fprintf(stderr, "%s\n", strerror(err));
	return 3;
}

struct asking {
	int type, source, times, every_ms, wait_ms;
	const char *host, *port;
};

/* Returns a connected socket, or minus the errno. */
static int dial(const struct asking *a)
{
	struct addrinfo hint = { .ai_socktype = a->type,
				 .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV };
	struct timeval wait = { a->wait_ms / 1000, a->wait_ms % 1000 * 1000 };
	struct sockaddr_in6 me = { .sin6_port = htons(a->source) };
	struct addrinfo *to;
	int fd, one = 1;

	if (getaddrinfo(a->host, a->port, &hint, &to))
		return -EINVAL;
	fd = socket(to->ai_family, a->type, 0);
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait));
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof(wait));
	me.sin6_family = to->ai_family; /* ports lie alike in both families */
	if (a->source && bind(fd, (struct sockaddr *)&me, to->ai_addrlen) < 0)
		die("bind");
	if (connect(fd, to->ai_addr, to->ai_addrlen) < 0)
		return -errno;
	return fd;
}

static int ask(const struct asking *a)
{
	int fd = dial(a), i, got = 0, err = 0;
	char in[256];
	ssize_t n;

	if (fd < 0)
		return verdict(-fd);
	for (i = 0; i < a->times; i++) {
		if (i)
			usleep(a->every_ms * 1000);
		n = send(fd, "hello\n", 6, MSG_NOSIGNAL);
		if (n == 6)
			n = recv(fd, in, sizeof(in) - 1, 0);
		if (n <= 0) {
			err = n ? errno : ECONNRESET;
			if (a->type == SOCK_STREAM)
				break;
			continue;
		}
		in[n] = '\0';
		if (!got++) {
			fputs(in, stdout);
			fflush(stdout);
		}
	}
	if (a->times > 1)
		printf("%d asked, %d answered\n", a->times, got);
	return got == a->times ? 0 : verdict(err);
}

int main(int argc, char **argv)
{
	struct asking a = { .times = 1, .every_ms = 100, .wait_ms = 1500 };
	int o;

	signal(SIGPIPE, SIG_IGN);
	if (argc < 5)
		return 64;
	a.type = strcmp(argv[2], "udp") ? SOCK_STREAM : SOCK_DGRAM;
	if (!strcmp(argv[1], "serve")) {
		int fd = listener(a.type, atoi(argv[3]));

		if (a.type == SOCK_DGRAM)
			serve_udp(fd, argv[4]);
		serve_tcp(fd, argv[4]);
	}
	a.host = argv[3];
	a.port = argv[4];
	optind = 5;
	while ((o = getopt(argc, argv, "s:n:i:w:")) != -1) {
		switch (o) {
		case 's':
			a.source = atoi(optarg);
			break;
		case 'n':
			a.times = atoi(optarg);
			break;
		case 'i':
			a.every_ms = atoi(optarg);
			break;
		case 'w':
			a.wait_ms = atoi(optarg);
			break;
		default:
			return 64;
		}
	}
	return ask(&a);
}
