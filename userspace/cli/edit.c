// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The line editor: readline, with Space, Tab and '?' asking the manager.
 * This is the only file that knows readline; what it shows is screen.c's.
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
#include <time.h>
#include <unistd.h>

#include <readline/history.h>
#include <readline/readline.h>

#include "cli/cli.h"
#include "cli/screen.h"

#define PASTE 200 /* bytes that wait behind a key */
#define HISTORY 1000 /* lines kept, of each mode */

static struct cli *cli; /* readline's callbacks carry no argument */

/* ---- the row ---- */

static void redraw(void)
{
	if (!rl_done && screen_input_waits(PASTE))
		return;
	screen_line(rl_display_prompt ? rl_display_prompt : cli->prompt,
		    rl_line_buffer, rl_point, cli->width);
}

/* Something was written below the line: it stands here again. */
static void redisplay(void)
{
	screen_fresh();
	redraw();
}

static void above(const char *text)
{
	printf("\r\033[K\n%s\n", text);
	redisplay();
}

/* ---- waiting for keys ---- */

/* A message that nobody asked for: above the line that is being typed. */
static void broadcast(void)
{
	struct rpc_frame f;

	do {
		if (rpc_recv(cli->rpc, &f) < 0)
			cli->over = true;
		else if (f.type == RPC_OUT)
			above(f.data);
		else
			cli_note(cli, &f);
	} while (!cli->over && rpc_ready(cli->rpc));
}

/*
 * How long may the next key take?  Says what Junos says when a minute and
 * ten seconds are left; 0: the time is over.
 */
static int idle_left(int64_t since, int *warned)
{
	static const struct {
		int left_s;
		const char *text;
	} warnings[] = {
		{ 60, "Warning: session will be closed in 1 minute if there "
		      "is no activity" },
		{ 10, "Warning: session will be closed in 10 seconds if there "
		      "is no activity" },
	};
	int64_t left = cli_idle_left(cli, since);

	if (!cli->idle_minutes)
		return -1;
	if (left <= 0)
		return 0;
	for (; *warned < 2; ++*warned) {
		if (left > warnings[*warned].left_s * 1000)
			return (int)(left - warnings[*warned].left_s * 1000);
		/* one minute is no time to say that one minute is left */
		if (*warned || cli->idle_minutes > 1)
			above(warnings[*warned].text);
	}
	return (int)left;
}

static int get_key(FILE *in)
{
	struct pollfd p[2] = {
		{ .fd = STDIN_FILENO, .events = POLLIN },
		{ .fd = rpc_fd(cli->rpc), .events = POLLIN },
	};
	int64_t since = cli_now_ms();
	int warned = 0, left, n;
	unsigned char ch;

	for (;;) {
		left = idle_left(since, &warned);
		if (!left) {
			cli_idle_out(cli);
			return EOF;
		}
		n = poll(p, 2, left);
		if (n < 0 && errno != EINTR)
			return EOF;
		if (interrupted) {
			interrupted = 0;
			printf("^C");
			rl_replace_line("", 1);
			screen_fresh();
			putchar('\n');
			rl_done = 1;
			return 0;
		}
		if (cli_resized(cli)) {
			printf("\r\033[K");
			redisplay();
		}
		if (n <= 0)
			continue;
		if (p[1].revents)
			broadcast();
		if (cli->over)
			return EOF;
		if (p[0].revents)
			return read(STDIN_FILENO, &ch, 1) == 1 ? ch : EOF;
	}
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
		if (f.type == RPC_ERR) {
			printf("\n%s", f.data);
			screen_fresh();
		} else if (f.type == RPC_CARET) {
			cli_caret(cli, &f, &a->caret);
		} else if (f.type == RPC_EXPAND) {
			free(a->expand);
			a->expand = strdup(f.data);
		} else if (f.type == RPC_COMPLETION) {
			cli_candidate(&f, &a->list);
			a->n++;
		} else {
			cli_note(cli, &f);
			if (cli->over)
				break;
		}
	}
	cli->over = true;
	rl_done = 1;
	return -1;
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

	if (in_quotes() ||
	    (key == ' ' && (screen_input_waits(PASTE) || within ||
			    !cli->complete_on_space))) {
		char text[2] = { (char)key, '\0' };

		rl_insert_text(text);
		return 0;
	}
	cli->line = rl_line_buffer;
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

/* ---- other keys ---- */

static int on_enter(int count, int key)
{
	rl_done = 1;
	rl_point = rl_end;
	redraw();
	putchar('\n');
	screen_fresh();
	return 0;
}

static int on_redraw(int count, int key)
{
	printf("\033[H\033[J");
	redisplay();
	return 0;
}

/* Esc-/: the last word of the history that begins like the one here. */
static int on_history_word(int count, int key)
{
	int from = rl_point, i;
	const char *line, *p, *best;
	size_t len;

	while (from && rl_line_buffer[from - 1] != ' ')
		from--;
	len = (size_t)(rl_point - from);
	for (i = history_length - 1; len && i >= 0; i--) {
		line = history_get(history_base + i)->line;
		best = NULL;
		for (p = line; p;
		     p = strchr(p, ' ') ? strchr(p, ' ') + 1 : NULL)
			if (!strncmp(p, rl_line_buffer + from, len) &&
			    strcspn(p, " ") > len)
				best = p;
		if (!best)
			continue;
		p = strndup(best + len, strcspn(best + len, " "));
		if (p)
			rl_insert_text(p);
		free((char *)(uintptr_t)p);
		break;
	}
	return 0;
}

static int ignore(int count, int key)
{
	return 0;
}

static void bind_keys(void)
{
	rl_bind_key(' ', on_key);
	rl_bind_key('\t', on_key);
	rl_bind_key('?', on_key);
	rl_bind_key('\r', on_enter);
	rl_bind_key('\n', on_enter);
	rl_bind_key(CTRL('l'), on_redraw);
	/* these two take the whole line, wherever the cursor is */
	rl_bind_key(CTRL('u'), rl_kill_full_line);
	rl_bind_key(CTRL('x'), rl_kill_full_line);
	rl_bind_key(CTRL('w'), rl_unix_word_rubout);
	rl_bind_key(CTRL('z'), ignore);
	rl_bind_keyseq("\\e\\C-h", rl_backward_kill_word);
	rl_bind_keyseq("\\e\\C-?", rl_backward_kill_word);
	rl_bind_keyseq("\\e/", on_history_word);
}

/* ---- lines ---- */

/* One for each mode, as on Junos. */
static HISTORY_STATE *histories[2];

static void use_history(bool config)
{
	static int now;

	if (now == config)
		return;
	free(histories[now]);
	histories[now] = history_get_history_state();
	now = config;
	if (histories[now]) {
		history_set_history_state(histories[now]);
	} else {
		HISTORY_STATE none = { .entries = NULL };

		history_set_history_state(&none);
	}
	stifle_history(HISTORY);
}

/* Signals other than ^C do not come from this terminal's keys. */
void edit_init(struct cli *c)
{
	cli = c;
	rl_readline_name = "xpf";
	rl_catch_signals = 0;
	rl_catch_sigwinch = 0;
	rl_getc_function = get_key;
	rl_redisplay_function = redraw;
	rl_initialize();
	rl_variable_bind("enable-bracketed-paste", "off");
	rl_variable_bind("blink-matching-paren", "off");
	rl_variable_bind("bind-tty-special-chars", "off");
	bind_keys();
	stifle_history(HISTORY);
}

char *edit_line(struct cli *c)
{
	HIST_ENTRY *last;
	char *line;

	use_history(c->config);
	screen_fresh();
	line = readline(c->prompt);
	if (!line || !*line)
		return line;
	last = history_length ? history_get(history_base + history_length - 1) :
				NULL;
	if (!last || strcmp(last->line, line))
		add_history(line);
	return line;
}
