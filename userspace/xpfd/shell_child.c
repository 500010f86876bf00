// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Commands that take time run in a child: a fork of the manager that sees
 * configuration and model as they were, opens its own sockets, and writes to
 * two pipes.  So a table of a million sessions, a reader that stands still at
 * ---(more)--- and a ping without end cost the manager nothing, ^C is a
 * signal, and a fault in a show command does not touch the firewall.
 *
 * The request ends when both pipes are at their end and the child is reaped.
 */
#include "xpfd/shell_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/log.h"
#include "lib/loop.h"

#define OUTPUT_BLOCK (128U << 10)

struct stream {
	struct child *child;
	int fd; /* -1: at its end */
	enum rpc_type type;
	struct loop_fd *io; /* NULL: not read now */
};

struct child {
	struct shell *shell;
	pid_t pid;
	bool interrupted;
	struct stream stream[2];
};

/* ---- the child's side ---- */

static void __attribute__((noreturn))
child_main(struct shell *s, const int out[2], const int err[2],
	   int (*fn)(struct shell *, void *), void *arg)
{
	sigset_t none;
	int null, rc;

	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGINT, SIG_DFL);
	signal(SIGPIPE, SIG_DFL);
	null = open("/dev/null", O_RDONLY);
	dup2(null, STDIN_FILENO);
	dup2(out[1], STDOUT_FILENO);
	dup2(err[1], STDERR_FILENO);
	close_range(3, ~0U, 0);
	rc = fn(s, arg);
	fflush(stdout);
	_exit(rc);
}

/* ---- the manager's side ---- */

static void stream_close(struct stream *t)
{
	if (t->fd < 0)
		return;
	loop_del_fd(t->io);
	t->io = NULL;
	close(t->fd);
	t->fd = -1;
}

static void child_end(struct child *c)
{
	struct shell *s = c->shell;
	int status = 0;

	waitpid(c->pid, &status, 0);
	if (c->interrupted)
		status = WIFEXITED(status) ? status : 0;
	else if (WIFSIGNALED(status))
		shell_err(s, "error: command died of signal %d (%s)\n",
			  WTERMSIG(status), strsignal(WTERMSIG(status)));
	if (status)
		s->failed = true;
	s->child = NULL;
	free(c);
	shell_done(s);
	shell_flow(s);
}

static void on_output(void *arg, int fd, int events)
{
	struct stream *t = arg;
	struct child *c = t->child;
	static char text[OUTPUT_BLOCK];
	ssize_t n = read(fd, text, sizeof(text));

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		stream_close(t);
		if (c->stream[0].fd < 0 && c->stream[1].fd < 0)
			child_end(c);
		return;
	}
	if (t->type == RPC_ERR)
		c->shell->failed = true;
	rpc_send(c->shell->rpc, t->type, text, (size_t)n);
	shell_flow(c->shell);
}

void child_flow(struct child *c)
{
	bool full = shell_full(c->shell);
	struct stream *t;

	for (t = c->stream; t < c->stream + 2; t++) {
		if (full && t->io) {
			loop_del_fd(t->io);
			t->io = NULL;
		} else if (!full && !t->io && t->fd >= 0) {
			t->io = loop_add_fd(c->shell->m->loop, t->fd, LOOP_READ,
					    on_output, t);
		}
	}
}

void child_interrupt(struct child *c)
{
	/* one who asks twice means it */
	kill(-c->pid, c->interrupted ? SIGKILL : SIGINT);
	c->interrupted = true;
}

void child_kill(struct child *c)
{
	if (!c)
		return;
	kill(-c->pid, SIGKILL);
	waitpid(c->pid, NULL, 0);
	stream_close(&c->stream[0]);
	stream_close(&c->stream[1]);
	free(c);
}

void shell_spawn(struct shell *s, int (*fn)(struct shell *s, void *arg),
		 void *arg)
{
	struct child *c = calloc(1, sizeof(*c));
	int out[2] = { -1, -1 }, err[2] = { -1, -1 }, i;

	if (!c)
		abort();
	if (pipe2(out, O_CLOEXEC) || pipe2(err, O_CLOEXEC))
		goto err_pipe;
	fflush(NULL);
	c->pid = fork();
	if (c->pid < 0)
		goto err_pipe;
	if (!c->pid)
		child_main(s, out, err, fn, arg);
	setpgid(c->pid, c->pid);
	close(out[1]);
	close(err[1]);
	c->shell = s;
	c->stream[0] = (struct stream){ c, out[0], RPC_OUT, NULL };
	c->stream[1] = (struct stream){ c, err[0], RPC_ERR, NULL };
	for (i = 0; i < 2; i++)
		fcntl(c->stream[i].fd, F_SETFL, O_NONBLOCK);
	/* fewer turns for both; what the limits refuse stays as it is */
	fcntl(out[0], F_SETPIPE_SZ, OUTPUT_BLOCK);
	s->child = c;
	child_flow(c);
	return;

err_pipe:
	shell_err(s, "error: could not start the command: %s\n",
		  strerror(errno));
	for (i = 0; i < 2; i++) {
		if (out[i] >= 0)
			close(out[i]);
		if (err[i] >= 0)
			close(err[i]);
	}
	free(c);
}

static int exec_program(struct shell *s, void *arg)
{
	char *const *argv = arg;

	execvp(argv[0], argv);
	fprintf(stderr, "error: %s: %s\n", argv[0], strerror(errno));
	return 1;
}

void shell_program(struct shell *s, const char *const *argv)
{
	/* the child has a copy of the words, whoever owns them */
	shell_spawn(s, exec_program, (void *)(uintptr_t)argv);
}
