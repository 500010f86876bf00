// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Questions of the manager: yes or no, text up to ^D, secrets, and files,
 * which are read and written here with the rights of the person who types.
 * A script is asked nothing: it gets the default.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/screen.h"

#define CTRL_D 4

/*
 * Standard input is read by the line editor, the pager and here: none may
 * read ahead at a terminal; a script's input is read in blocks.
 */
static int next_byte(void)
{
	static char block[65536];
	static size_t at, have;
	size_t want = isatty(STDIN_FILENO) ? 1 : sizeof(block);
	ssize_t n;

	if (at < have)
		return (unsigned char)block[at++];
	do
		n = read(STDIN_FILENO, block, want);
	while (n < 0 && errno == EINTR && !interrupted);
	if (n <= 0)
		return -1;
	at = 1;
	have = (size_t)n;
	return (unsigned char)block[0];
}

char *cli_read_line(void)
{
	struct buf b;
	char *line;
	int ch;

	buf_init(&b);
	/* what was typed ahead of a question has its Enter as it was typed */
	while ((ch = next_byte()) >= 0 && ch != '\n' &&
	       (ch != '\r' || !isatty(STDIN_FILENO)))
		buf_putc(&b, (char)ch);
	if (ch < 0 && !b.len) {
		buf_free(&b);
		return NULL;
	}
	line = buf_take(&b);
	buf_free(&b);
	return line;
}

static void interrupt(struct cli *c)
{
	interrupted = 0;
	putchar('\n');
	rpc_send(c->rpc, RPC_INTERRUPT, NULL, 0);
}

static void answer_yes(struct cli *c, const char *question, const char *dflt)
{
	const char *yes = NULL;
	char *line;

	while (!yes) {
		if (!c->tty) {
			yes = dflt;
			break;
		}
		printf("%s [yes,no] (%s) ", question, dflt);
		fflush(stdout);
		line = cli_read_line();
		if (!line) {
			interrupt(c);
			return;
		}
		if (!*line)
			yes = dflt;
		else if (!strncasecmp("yes", line, strlen(line)))
			yes = "yes";
		else if (!strncasecmp("no", line, strlen(line)))
			yes = "no";
		free(line);
	}
	if (c->tty)
		putchar('\n');
	rpc_send(c->rpc, RPC_ANSWER, yes, strlen(yes));
}

static void answer_text(struct cli *c, const char *question)
{
	struct buf b;
	char *line, *end;

	if (c->tty)
		printf("%s\n", question);
	fflush(stdout);
	buf_init(&b);
	while ((line = cli_read_line())) {
		end = strchr(line, CTRL_D);
		if (end)
			*end = '\0';
		buf_puts(&b, line);
		if (!end || *line)
			buf_putc(&b, '\n');
		free(line);
		if (end)
			break;
	}
	if (interrupted)
		interrupt(c);
	else
		rpc_send(c->rpc, RPC_ANSWER, b.data, b.len);
	buf_free(&b);
}

static void answer_secret(struct cli *c, const char *question)
{
	struct termios saved, t;
	char *line;

	/* silent before it asks: what is typed at once must be seen by none */
	if (c->tty) {
		tcgetattr(STDIN_FILENO, &saved);
		t = saved;
		t.c_lflag &= ~(tcflag_t)ECHO;
		tcsetattr(STDIN_FILENO, TCSADRAIN, &t);
	}
	printf("%s", question);
	fflush(stdout);
	line = cli_read_line();
	if (c->tty) {
		tcsetattr(STDIN_FILENO, TCSADRAIN, &saved);
		putchar('\n');
	}
	if (interrupted)
		interrupt(c);
	else
		rpc_send(c->rpc, RPC_ANSWER, line ? line : "",
			 line ? strlen(line) : 0);
	free(line);
}

/* ---- files ---- */

static void refuse(struct cli *c)
{
	rpc_sendf(c->rpc, RPC_ANSWER, "1%s", strerror(errno));
}

static void answer_read(struct cli *c, const char *path)
{
	FILE *f = fopen(path, "re");
	char chunk[65536];
	struct buf b;
	size_t n;

	if (!f) {
		refuse(c);
		return;
	}
	buf_init(&b);
	buf_putc(&b, '0');
	while (b.len < RPC_MAX_FRAME &&
	       (n = fread(chunk, 1, sizeof(chunk), f)) > 0)
		buf_add(&b, chunk, n);
	if (ferror(f))
		refuse(c);
	else if (rpc_send(c->rpc, RPC_ANSWER, b.data, b.len) == -EMSGSIZE)
		rpc_sendf(c->rpc, RPC_ANSWER, "1File too large");
	fclose(f);
	buf_free(&b);
}

static void answer_write(struct cli *c, const char *path, const char *text)
{
	FILE *f = fopen(path, "we");
	bool bad;

	if (!f) {
		refuse(c);
		return;
	}
	bad = fputs(text, f) == EOF;
	if (fclose(f) || bad)
		refuse(c);
	else
		rpc_send(c->rpc, RPC_ANSWER, "0", 1);
}

static void answer_folder(struct cli *c, const char *path)
{
	char *now;

	if (chdir(path)) {
		refuse(c);
		return;
	}
	now = getcwd(NULL, 0);
	rpc_sendf(c->rpc, RPC_ANSWER, "0%s", now ? now : path);
	free(now);
}

/* ---- start shell, ssh, telnet ---- */

#define MAX_WORDS 16

/* @words: one a line; changed. */
static void become(const char *program, char *words)
{
	const char *sh = getenv("SHELL");
	char *argv[MAX_WORDS + 2] = { NULL }, *save = NULL;
	size_t n = 1;

	signal(SIGINT, SIG_DFL);
	signal(SIGTSTP, SIG_DFL);
	signal(SIGQUIT, SIG_DFL);
	if (!*program)
		program = sh && *sh ? sh : "/bin/sh";
	argv[0] = strdup(program);
	for (words = strtok_r(words, "\n", &save); words && n <= MAX_WORDS;
	     words = strtok_r(NULL, "\n", &save))
		argv[n++] = words;
	execvp(program, argv);
	fprintf(stderr, "error: %s: %s\n", program, strerror(errno));
	_exit(127);
}

/* A program that wants the terminal; a script has none to give. */
static void answer_shell(struct cli *c, const char *program, char *words)
{
	int status = 0;
	pid_t pid;

	fflush(stdout);
	pid = c->tty ? fork() : -1;
	if (!pid)
		become(program, words);
	if (pid > 0)
		while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
			;
	interrupted = 0;
	if (pid < 0)
		rpc_sendf(c->rpc, RPC_ANSWER, "1%s",
			  c->tty ? strerror(errno) : "there is no terminal");
	else
		rpc_send(c->rpc, RPC_ANSWER, "0", 1);
}

static void answer(struct cli *c, const struct rpc_frame *ask)
{
	char kind = ask->data[0];
	char *question = strdup(rpc_string(ask, 1));
	char *more = strdup(rpc_string(ask, 2));

	if (!question || !more)
		abort();
	switch (kind) {
	case RPC_ASK_YES:
		answer_yes(c, question, more);
		break;
	case RPC_ASK_TEXT:
		answer_text(c, question);
		break;
	case RPC_ASK_SECRET:
		answer_secret(c, question);
		break;
	case RPC_ASK_READ:
		answer_read(c, question);
		break;
	case RPC_ASK_WRITE:
		answer_write(c, question, more);
		break;
	case RPC_ASK_SHELL:
		answer_shell(c, question, more);
		break;
	case RPC_ASK_FOLDER:
		answer_folder(c, question);
		break;
	default:
		rpc_send(c->rpc, RPC_INTERRUPT, NULL, 0);
	}
	free(question);
	free(more);
}

void cli_answer(struct cli *c, const struct rpc_frame *ask)
{
	if (c->tty)
		screen_cooked();
	answer(c, ask);
	if (c->tty)
		screen_begin();
}
