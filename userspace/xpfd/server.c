// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The control socket.  Every local user may connect; who it is, the kernel
 * says (SO_PEERCRED), and what that user may do, the configuration (access.h).
 * How many connections a user has is bounded, so that none keeps the others
 * out.  The file appears under its name only when it listens, and
 * takes the place of one that a killed manager left: the store's lock has
 * made sure by then that there is no other.
 */
#include "xpfd/manager.h"

#include <errno.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "lib/log.h"
#include "lib/loop.h"
#include "xpfd/shell.h"

#define BACKLOG 32
#define USER_SESSIONS 32 /* of one user, root excepted */
#define ALL_SESSIONS 250 /* as on Junos; root comes in all the same */

struct server {
	struct manager *m;
	int fd;
	struct loop_fd *io;
};

static void on_connection(void *arg, int lfd, int events)
{
	socklen_t len = sizeof(struct ucred);
	struct server *s = arg;
	struct ucred peer;
	int fd;

	fd = accept4(lfd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	if (fd < 0) {
		if (errno != EAGAIN && errno != ECONNABORTED)
			log_warn("control socket: %m");
		return;
	}
	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &len)) {
		close(fd);
		return;
	}
	if (peer.uid && (shell_count(s->m, &peer.uid) >= USER_SESSIONS ||
			 shell_count(s->m, NULL) >= ALL_SESSIONS)) {
		log_warn("control socket: uid %u has too many sessions",
			 (unsigned int)peer.uid);
		close(fd);
		return;
	}
	if (shell_new(s->m, fd, peer.uid, peer.pid))
		log_warn("control socket: no session for pid %d", peer.pid);
}

/* The folder of the socket, if it is only that which is missing. */
static void make_folder(const char *path)
{
	char copy[108];

	snprintf(copy, sizeof(copy), "%s", path);
	mkdir(dirname(copy), 0755);
}

static int listen_at(int fd, const char *path)
{
	struct sockaddr_un sa = { .sun_family = AF_UNIX };

	if (snprintf(sa.sun_path, sizeof(sa.sun_path), "%s~", path) >=
	    (int)sizeof(sa.sun_path))
		return -ENAMETOOLONG;
	unlink(sa.sun_path);
	if (bind(fd, (struct sockaddr *)&sa, sizeof(sa)))
		return -errno;
	if (chmod(sa.sun_path, 0666) || listen(fd, BACKLOG) ||
	    rename(sa.sun_path, path))
		return -errno;
	return 0;
}

int server_open(struct manager *m, struct server **out)
{
	struct server *s = calloc(1, sizeof(*s));
	int err;

	if (!s)
		return -ENOMEM;
	s->m = m;
	s->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (s->fd < 0) {
		err = -errno;
		goto err_free;
	}
	make_folder(m->socket);
	err = listen_at(s->fd, m->socket);
	if (err)
		goto err_close;
	s->io = loop_add_fd(m->loop, s->fd, LOOP_READ, on_connection, s);
	if (!s->io) {
		err = -ENOMEM;
		goto err_close;
	}
	*out = s;
	return 0;

err_close:
	close(s->fd);
err_free:
	free(s);
	return err;
}

void server_close(struct server *s)
{
	if (!s)
		return;
	loop_del_fd(s->io);
	close(s->fd);
	unlink(s->m->socket);
	shell_close_all(s->m);
	free(s);
}
