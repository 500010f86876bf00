// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Programs of the host whose output is an answer, or part of one.  Words
 * travel as arguments, never through a shell.
 */
#include "oper/oper.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/buf.h"

static pid_t start(const char *const *argv, int out[2])
{
	pid_t pid;

	if (pipe(out))
		return -1;
	fflush(NULL);
	pid = fork();
	if (!pid) {
		dup2(out[1], STDOUT_FILENO);
		close(out[0]);
		close(out[1]);
		execvp(argv[0], (char *const *)(uintptr_t)argv);
		_exit(errno == ENOENT ? 127 : 126);
	}
	close(out[1]);
	if (pid < 0)
		close(out[0]);
	return pid;
}

int program_read(const char *const *argv, struct buf *out)
{
	char text[16384];
	int fds[2], status = 0;
	pid_t pid = start(argv, fds);
	ssize_t n;

	if (pid < 0)
		return -errno;
	while ((n = read(fds[0], text, sizeof(text))) > 0 ||
	       (n < 0 && errno == EINTR))
		if (n > 0)
			buf_add(out, text, (size_t)n);
	close(fds[0]);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

int program_output(struct oper *o, const char *const *argv)
{
	struct buf b;
	int rc;

	buf_init(&b);
	rc = program_read(argv, &b);
	if (b.len)
		writer_raw(o->w, b.data, b.len);
	buf_free(&b);
	if (rc == 127)
		return oper_error(o, "%s is not installed", argv[0]);
	if (rc < 0)
		return oper_error(o, "%s: %s", argv[0], strerror(-rc));
	return rc;
}

int program_lines(struct oper *o, const char *const *argv,
		  void (*line)(struct oper *o, char *text, void *arg),
		  void *arg)
{
	int fds[2], status = 0;
	size_t size = 0;
	char *text = NULL;
	ssize_t n;
	pid_t pid;
	FILE *f;

	writer_flush(o->w);
	pid = start(argv, fds);
	if (pid < 0)
		return oper_error(o, "%s: %s", argv[0], strerror(errno));
	signal(SIGINT, SIG_IGN);
	f = fdopen(fds[0], "r");
	while (f && (n = getline(&text, &size, f)) > 0) {
		text[strcspn(text, "\n")] = '\0';
		line(o, text, arg);
	}
	free(text);
	if (f)
		fclose(f);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	status = WIFEXITED(status) ? WEXITSTATUS(status) : 128;
	return status == 127 ? oper_error(o, "%s is not installed", argv[0]) :
			       status;
}

int program_exec(struct oper *o, const char *const *argv)
{
	writer_flush(o->w);
	execvp(argv[0], (char *const *)(uintptr_t)argv);
	if (errno == ENOENT)
		return oper_error(o, "%s is not installed", argv[0]);
	return oper_error(o, "%s: %s", argv[0], strerror(errno));
}

bool file_line(const char *path, char *out, size_t size)
{
	FILE *f = fopen(path, "re");
	bool ok;

	*out = '\0';
	if (!f)
		return false;
	ok = fgets(out, (int)size, f) != NULL;
	fclose(f);
	out[strcspn(out, "\n")] = '\0';
	return ok;
}

long file_number(const char *path, long dflt)
{
	char text[64];

	return file_line(path, text, sizeof(text)) ? strtol(text, NULL, 10) :
						     dflt;
}
