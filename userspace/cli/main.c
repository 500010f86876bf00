// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * cli: the Junos shell.  With a terminal it is a conversation; with -c or
 * with input from elsewhere it runs commands and its exit status is 0 only if
 * all of them succeeded.
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/screen.h"
#include "lib/vec.h"

#define DEFAULT_SOCKET "/run/xpf/xpfd.sock"

static void on_interrupt(int signo)
{
	interrupted = 1;
}

static volatile sig_atomic_t resized;

static void on_resize(int signo)
{
	resized = 1;
}

static void signals(void)
{
	struct sigaction sa = { .sa_handler = on_interrupt };

	sigaction(SIGINT, &sa, NULL);
	sa.sa_handler = on_resize;
	sa.sa_flags = SA_RESTART;
	sigaction(SIGWINCH, &sa, NULL);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGTSTP, SIG_IGN);
	signal(SIGQUIT, SIG_IGN);
}

static void screen(struct winsize *ws)
{
	memset(ws, 0, sizeof(*ws));
	ioctl(STDOUT_FILENO, TIOCGWINSZ, ws);
	if (!ws->ws_row)
		ws->ws_row = 24;
	if (!ws->ws_col)
		ws->ws_col = 80;
}

bool cli_resized(struct cli *c)
{
	struct winsize ws;
	int width = c->width;

	if (!resized)
		return false;
	resized = 0;
	screen(&ws);
	if (!c->width_set)
		c->width = ws.ws_col;
	if (!c->length_set)
		c->length = ws.ws_row;
	return c->width != width;
}

/* ---- idle sessions ---- */

int64_t cli_now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000LL + ts.tv_nsec / 1000000;
}

int64_t cli_idle_left(const struct cli *c, int64_t since_ms)
{
	return since_ms + c->idle_minutes * 60000LL - cli_now_ms();
}

void cli_idle_out(struct cli *c)
{
	printf("\r\033[K\nIdle timeout exceeded: closing session\n");
	c->over = true;
}

static int hello(struct cli *c)
{
	const char *tty = c->tty ? ttyname(STDIN_FILENO) : NULL;
	const char *term = getenv("TERM");
	char width[16], length[16], *dir = getcwd(NULL, 0);
	struct winsize ws;
	int rc;

	screen(&ws);
	c->width = ws.ws_col;
	c->length = c->tty ? ws.ws_row : 0;
	c->complete_on_space = true;
	snprintf(width, sizeof(width), "%d", ws.ws_col);
	snprintf(length, sizeof(length), "%d", ws.ws_row);
	rc = rpc_sends(c->rpc, RPC_HELLO, tty ? tty : "", width, length,
		       term ? term : "dumb", dir ? dir : "/", NULL);
	free(dir);
	return rc ? rc : cli_hello(c);
}

/* ---- the three ways to use it ---- */

static int converse(struct cli *c)
{
	const char *blank = "";
	char *line;
	int rc = 0;

	screen_begin();
	edit_init(c);
	while (!rc && !c->over) {
		cli_resized(c);
		printf("%s%s%s", blank, c->banner, *c->banner ? "\n" : "");
		blank = "\n";
		line = edit_line(c);
		if (!line) {
			putchar('\n');
			if (c->over)
				break;
			line = strdup("exit");
		}
		rc = c->over ? 0 : cli_run(c, line);
		free(line);
	}
	screen_cooked();
	return rc;
}

static int script(struct cli *c, char *const *commands, size_t n)
{
	bool failed = false;
	size_t i;
	int rc;

	for (i = 0; i < n && !c->over; i++) {
		rc = cli_run(c, commands[i]);
		if (rc)
			return rc;
		failed = failed || c->failed;
	}
	return failed;
}

static int from_input(struct cli *c)
{
	bool failed = false;
	char *line;
	int rc = 0;

	while (!rc && !c->over && (line = cli_read_line())) {
		rc = cli_run(c, line);
		failed = failed || c->failed;
		free(line);
	}
	return rc ? rc : failed;
}

static void usage(FILE *out)
{
	fprintf(out, "usage: cli [--socket PATH] [-c COMMAND]...\n");
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "socket", required_argument, NULL, 's' },
		{ "command", required_argument, NULL, 'c' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	const char *path = DEFAULT_SOCKET;
	VEC(char *) commands = { 0 };
	struct cli c = { .tty = false };
	int opt, rc;

	while ((opt = getopt_long(argc, argv, "s:c:h", options, NULL)) >= 0) {
		switch (opt) {
		case 's':
			path = optarg;
			break;
		case 'c':
			vec_push(&commands, optarg);
			break;
		case 'h':
			usage(stdout);
			return 0;
		default:
			usage(stderr);
			return 2;
		}
	}
	if (optind < argc) {
		usage(stderr);
		return 2;
	}
	rc = rpc_connect(path, &c.rpc);
	if (rc) {
		fprintf(stderr, "error: could not connect to xpfd at %s: %s\n",
			path, strerror(-rc));
		vec_free(&commands);
		return 2;
	}
	c.tty = !commands.n && isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
	signals();
	rc = hello(&c);
	if (!rc && commands.n)
		rc = script(&c, commands.v, commands.n);
	else if (!rc)
		rc = c.tty ? converse(&c) : from_input(&c);
	fflush(stdout);
	if (rc < 0 && rc != -EACCES)
		fprintf(stderr, "error: connection to xpfd lost: %s\n",
			rc == -EPIPE ? "it has ended" : strerror(-rc));
	rpc_free(c.rpc);
	vec_free(&commands);
	return rc < 0 ? 2 : rc;
}
