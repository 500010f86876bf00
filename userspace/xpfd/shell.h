/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sessions of the shell, the daemon's side: one for each connection to the
 * control socket.  A session keeps the mode, the level of `edit` and the
 * settings of `set cli`, runs every command, and speaks rpc/rpc.h.
 */
#ifndef XPF_XPFD_SHELL_H
#define XPF_XPFD_SHELL_H

#include <sys/types.h>

struct manager;

/*
 * Serve a connection, from m->loop, until it ends.
 * @fd: connected socket, taken over also on failure
 * @uid, @pid: of the peer (SO_PEERCRED): who acts, and the pid in `status`
 * Returns 0 or negative errno.
 */
int shell_new(struct manager *m, int fd, uid_t uid, pid_t pid);

/* Sessions of a user, of all when @uid is NULL. */
int shell_count(struct manager *m, const uid_t *uid);

/*
 * The active configuration was replaced not by a session but by the manager
 * itself (a confirmed commit ran out): tell everybody who is logged in.
 * @text: one or more lines, each ended by '\n'
 */
void shell_broadcast(struct manager *m, const char *text);

/* The manager ends: close every session, stop what they run. */
void shell_close_all(struct manager *m);

#endif
