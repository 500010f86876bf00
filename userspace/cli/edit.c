// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The line editor: readline, with Space, Tab and '?' asking the manager.
 * This is the only file that knows readline.
 *
 * While a person types, messages of the manager are shown at once, above the
 * line.  What is pasted is not completed: Enter understands abbreviations,
 * and thousands of lines would ask about each of their words.
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <readline/history.h>
#include <readline/readline.h>

#include "cli/cli.h"

#define PASTE 200 /* bytes that wait behind a key */

static struct cli *cli; /* readline's callbacks carry no argument */

/* ---- waiting for keys ---- */

/* A message that nobody asked for: above the line that is being typed. */
static void broadcast(void)
{
	struct rpc_frame f;

	do {
		if (rpc_recv(cli->rpc, &f) < 0) {
			cli->over = true;
		} else if (f.type == RPC_OUT) {
			printf("\r\033[K\n%s\n", f.data);
			rl_on_new_line();
			rl_redisplay();
		} else {
			cli_note(cli, &f);
		}
	} while (!cli->over && rpc_ready(cli->rpc));
}

static int idle_out(void)
{
	printf("\nIdle timeout exceeded: closing session\n");
	cli->over = true;
	return EOF;
}

static int get_key(FILE *in)
{
	struct pollfd p[2] = {
		{ .fd = STDIN_FILENO, .events = POLLIN },
		{ .fd = rpc_fd(cli->rpc), .events = POLLIN },
	};
	unsigned char ch;
	int n;

	for (;;) {
		n = poll(p, 2,
			 cli->idle_minutes ? cli->idle_minutes * 60000 : -1);
		if (!n)
			return idle_out();
		if (n < 0 && errno != EINTR)
			return EOF;
		if (interrupted) {
			interrupted = 0;
			printf("^C");
			rl_replace_line("", 1);
			rl_done = 1;
			return '\n';
		}
		if (n < 0)
			continue;
		if (p[1].revents)
			broadcast();
		if (cli->over)
			return EOF;
		if (p[0].revents)
			return read(STDIN_FILENO, &ch, 1) == 1 ? ch : EOF;
	}
}

/* Nobody types that fast. */
static bool is_pasted(void)
{
	int waiting = 0;

	return !ioctl(STDIN_FILENO, FIONREAD, &waiting) && waiting > PASTE;
}

/* ---- completion ---- */

struct answer {
	struct buf caret, list;
	char *expand;
	int n;
};

static int ask(char key, struct answer *a)
{
	struct rpc_frame f;
	int rc = rpc_sendf(cli->rpc, RPC_COMPLETE, "%c%.*s", key, rl_point,
			   rl_line_buffer);

	while (!rc) {
		rc = rpc_recv(cli->rpc, &f);
		if (rc == -EINTR) {
			rc = 0;
			continue;
		}
		if (rc < 0)
			break;
		rc = 0;
		if (f.type == RPC_DONE)
			return 0;
		if (f.type == RPC_CARET) {
			cli_caret(cli, &f, &a->caret);
		} else if (f.type == RPC_EXPAND) {
			free(a->expand);
			a->expand = strdup(f.data);
		} else if (f.type == RPC_COMPLETION) {
			cli_candidate(&f, &a->list);
			a->n++;
		} else {
			cli_note(cli, &f);
		}
	}
	cli->over = true;
	rl_done = 1;
	return rc;
}

static void redisplay(void)
{
	rl_on_new_line();
	rl_forced_update_display();
}

static void show(char key, const struct answer *a)
{
	struct buf b;

	printf("%s\n", key == '?' ? "?" : "");
	buf_init(&b);
	buf_add(&b, a->caret.data, a->caret.len);
	if (a->n)
		buf_printf(&b, "Possible completions:\n%s", a->list.data);
	else if (!a->caret.len)
		buf_puts(&b, "No valid completions\n");
	if (a->n && *cli->banner)
		buf_printf(&b, "%s\n", cli->banner);
	pager_text(cli, b.data);
	buf_free(&b);
	redisplay();
}

static bool in_quotes(void)
{
	bool quoted = false;
	int i;

	for (i = 0; i < rl_point; i++) {
		if (quoted && rl_line_buffer[i] == '\\')
			i++;
		else if (rl_line_buffer[i] == '"')
			quoted = !quoted;
	}
	return quoted;
}

static int on_key(int count, int key)
{
	struct answer a = { .expand = NULL };
	bool within = rl_point < rl_end && rl_line_buffer[rl_point] != ' ';

	if (in_quotes() || (key == ' ' && (is_pasted() || within ||
					   !cli->complete_on_space))) {
		char text[2] = { (char)key, '\0' };

		rl_insert_text(text);
		return 0;
	}
	buf_init(&a.caret);
	buf_init(&a.list);
	if (!ask((char)key, &a)) {
		if (a.expand)
			rl_insert_text(a.expand);
		else if (a.caret.len || a.n || key == '?')
			show((char)key, &a);
	}
	buf_free(&a.caret);
	buf_free(&a.list);
	free(a.expand);
	return 0;
}

/* ---- lines ---- */

void edit_init(struct cli *c)
{
	cli = c;
	rl_readline_name = "xpf";
	rl_catch_signals = 0;
	rl_getc_function = get_key;
	rl_initialize();
	rl_variable_bind("enable-bracketed-paste", "off");
	rl_variable_bind("blink-matching-paren", "off");
	rl_variable_bind("horizontal-scroll-mode", "off");
	rl_bind_key(' ', on_key);
	rl_bind_key('\t', on_key);
	rl_bind_key('?', on_key);
	stifle_history(1000);
}

char *edit_line(struct cli *c)
{
	HIST_ENTRY *last;
	char *line = readline(c->prompt);

	if (!line || !*line)
		return line;
	last = history_length ? history_get(history_base + history_length - 1) :
				NULL;
	if (!last || strcmp(last->line, line))
		add_history(line);
	return line;
}
