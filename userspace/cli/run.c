// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * One command, from EXEC to DONE: answers go through the pipes of the line to
 * the pager and from there to the terminal.  While the pager waits, no more
 * than AHEAD is read; the manager and its child then wait too.
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/screen.h"
#include "lib/pipe.h"

#define AHEAD (1U << 20)

volatile sig_atomic_t interrupted;

struct run {
	struct cli *cli;
	struct pipeline pipes;
	struct filter *filter;
	struct pager *pager;
	bool done, told; /* DONE came; INTERRUPT was sent */
	bool listing; /* "Possible completions:" is out */
	struct buf message; /* a command for the manager: | request message */
};

static void to_pager(void *arg, const char *text, size_t len)
{
	struct run *r = arg;

	pager_add(r->pager, text, len);
}

/* It goes out as a command of its own when this one is done. */
static void to_users(void *arg, const char *user, const char *text)
{
	struct run *r = arg;

	buf_printf(&r->message, "%srequest message %s%s message \"",
		   r->cli->config ? "run " : "",
		   strcmp(user, "all") ? "user " : "", user);
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			buf_putc(&r->message, '\\');
		buf_putc(&r->message, *text);
	}
	buf_putc(&r->message, '"');
}

/* ---- frames ---- */

static void option(struct cli *c, const char *name, const char *value)
{
	if (!strcmp(name, "screen-length")) {
		c->length = c->tty ? atoi(value) : 0;
		c->length_set = true;
	} else if (!strcmp(name, "screen-width")) {
		c->width = atoi(value);
		c->width_set = true;
	} else if (!strcmp(name, "terminal"))
		setenv("TERM", value, 1);
	else if (!strcmp(name, "idle-timeout"))
		c->idle_minutes = atoi(value);
	else if (!strcmp(name, "complete-on-space"))
		c->complete_on_space = strcmp(value, "off") != 0;
}

bool cli_note(struct cli *c, const struct rpc_frame *f)
{
	switch ((int)f->type) {
	case RPC_PROMPT:
		c->config = f->data[0] == '#';
		snprintf(c->prompt, sizeof(c->prompt), "%s", rpc_string(f, 1));
		snprintf(c->banner, sizeof(c->banner), "%s", rpc_string(f, 2));
		return true;
	case RPC_OPTION:
		option(c, rpc_string(f, 0), rpc_string(f, 1));
		return true;
	case RPC_EXIT:
		c->over = true;
		return true;
	}
	return false;
}

void cli_caret(struct cli *c, const struct rpc_frame *f, struct buf *out)
{
	int col = atoi(rpc_string(f, 0));

	if (c->tty)
		col = screen_column(c->prompt, c->line, col);
	else
		buf_printf(out, "%s\n", c->line);
	buf_printf(out, "%*s^\n%s\n", col, "", rpc_string(f, 1));
}

void cli_candidate(const struct rpc_frame *f, struct buf *out)
{
	const char *word = rpc_string(f, 1), *text = rpc_string(f, 2);

	if (!*word)
		word = text, text = "";
	buf_printf(out, "%c ", *rpc_string(f, 0) ? *rpc_string(f, 0) : ' ');
	if (!*text)
		buf_printf(out, "%s\n", word);
	else if (strlen(word) >= 20)
		buf_printf(out, "%s  %s\n", word, text);
	else
		buf_printf(out, "%-20s %s\n", word, text);
}

/* Everything so far must be seen before a question is. */
static void show_all(struct run *r)
{
	pager_unlimited(r->pager);
	pager_show(r->pager);
}

/* Errors pass by the pipes; of a script they are on standard error. */
static void error_text(struct run *r, const char *text, size_t len)
{
	if (r->cli->tty) {
		pager_add(r->pager, text, len);
		return;
	}
	pager_show(r->pager);
	fwrite(text, 1, len, stderr);
}

static void caret(struct run *r, const struct rpc_frame *f)
{
	struct buf b;

	buf_init(&b);
	cli_caret(r->cli, f, &b);
	error_text(r, b.data, b.len);
	buf_free(&b);
}

static void candidate(struct run *r, const struct rpc_frame *f)
{
	struct buf b;

	buf_init(&b);
	if (!r->listing)
		buf_puts(&b, "Possible completions:\n");
	r->listing = true;
	cli_candidate(f, &b);
	error_text(r, b.data, b.len);
	buf_free(&b);
}

static void frame(struct run *r, const struct rpc_frame *f)
{
	struct cli *c = r->cli;

	switch ((int)f->type) {
	case RPC_OUT:
		if (!pager_quit(r->pager))
			filter_feed(r->filter, f->data, f->len);
		break;
	case RPC_ERR:
		error_text(r, f->data, f->len);
		break;
	case RPC_CARET:
		caret(r, f);
		break;
	case RPC_COMPLETION:
		candidate(r, f);
		break;
	case RPC_LIVE:
		pager_unlimited(r->pager);
		break;
	case RPC_ASK:
		show_all(r);
		cli_answer(c, f);
		break;
	case RPC_DONE:
		c->failed = f->data[0] != '0';
		r->done = true;
		break;
	default:
		cli_note(c, f);
		r->done = r->done || c->over;
	}
}

/* ---- the loop ---- */

static int receive(struct run *r)
{
	struct rpc_frame f;
	int rc = rpc_recv(r->cli->rpc, &f);

	if (rc == -EINTR)
		return 0;
	if (rc > 0)
		frame(r, &f);
	return rc < 0 ? rc : 0;
}

static void tell_interrupt(struct run *r)
{
	interrupted = 0;
	if (!r->done)
		rpc_send(r->cli->rpc, RPC_INTERRUPT, NULL, 0);
	r->told = true;
}

static bool hungry(const struct run *r)
{
	return !r->done && pager_ahead(r->pager) <= AHEAD;
}

/* The pager waits for a key: take what comes, up to AHEAD, until one does. */
static int wait_key(struct run *r)
{
	struct pollfd p[2] = {
		{ .fd = -1, .events = POLLIN },
		{ .fd = STDIN_FILENO, .events = POLLIN },
	};

	int n;

	if (hungry(r) && rpc_ready(r->cli->rpc))
		return receive(r);
	if (hungry(r))
		p[0].fd = rpc_fd(r->cli->rpc);
	n = poll(p, 2,
		 r->cli->idle_minutes ? r->cli->idle_minutes * 60000 : -1);
	if (!n) { /* nobody is there to press a key */
		cli_idle_out(r->cli);
		pager_leave(r->pager);
		r->done = true;
	}
	if (n <= 0)
		return !n || errno == EINTR ? 0 : -errno;
	if (p[1].revents)
		pager_key(r->pager);
	else if (p[0].revents)
		return receive(r);
	return 0;
}

/* Receive and show until DONE and the last line. */
static int serve(struct run *r)
{
	int rc = 0;

	while (!rc) {
		if (pager_show(r->pager))
			return 0;
		if (interrupted || (pager_quit(r->pager) && !r->told))
			tell_interrupt(r);
		if (pager_waiting(r->pager))
			rc = wait_key(r);
		else
			rc = receive(r);
		if (r->done && r->filter) {
			filter_end(r->filter);
			r->filter = NULL;
			pager_end(r->pager);
		}
	}
	return rc;
}

/*
 * Which pipes a command allows, and so what an abbreviation means, is the
 * manager's to know.  No line that it accepts means one thing under the first
 * of these that takes it and another to the manager; a line that none takes
 * is refused by it, too.
 */
static void parse(struct run *r, const char *line)
{
	static const unsigned int where[] = {
		PIPE_OPER,
		PIPE_CONFIG,
		PIPE_CONFIG | PIPE_COMPARE,
	};
	struct pipe_error e;
	size_t i;

	for (i = 0; i < sizeof(where) / sizeof(*where); i++) {
		if (!pipeline_parse(line, where[i], &r->pipes, &e))
			return;
		pipeline_free(&r->pipes);
	}
}

static int start(struct run *r, const char *line)
{
	char err[256];

	parse(r, line);
	r->pager = pager_new(r->cli->length, r->cli->width);
	if (pipeline_find(&r->pipes, PIPE_NO_MORE))
		pager_unlimited(r->pager);
	if (pipeline_find(&r->pipes, PIPE_HOLD))
		pager_hold(r->pager);
	r->filter = filter_new(&r->pipes, to_pager, r, err, sizeof(err));
	if (r->filter) {
		filter_on_message(r->filter, to_users);
		return 0;
	}
	fprintf(r->cli->tty ? stdout : stderr, "error: %s\n", err);
	r->cli->failed = true;
	return -1;
}

static int once(struct cli *c, const char *line, unsigned int *refresh)
{
	struct run r = { .cli = c };
	const struct pipe *p;
	unsigned int ignored;
	int rc = 0;

	c->line = line;
	interrupted = 0;
	buf_init(&r.message);
	if (!start(&r, line)) {
		rc = rpc_send(c->rpc, RPC_EXEC, line, strlen(line));
		if (!rc)
			rc = serve(&r);
	}
	p = pipeline_find(&r.pipes, PIPE_REFRESH);
	*refresh = 0;
	if (p && !c->failed && !r.told)
		*refresh = p->argc ? (unsigned int)atoi(p->argv[0]) : REFRESH_S;
	if (r.filter)
		filter_end(r.filter);
	pager_free(r.pager);
	pipeline_free(&r.pipes);
	if (!rc && r.message.len && !c->over)
		rc = once(c, r.message.data, &ignored);
	buf_free(&r.message);
	return rc;
}

int cli_run(struct cli *c, const char *line)
{
	unsigned int refresh;
	char when[64];
	time_t now;
	int rc;

	for (;;) {
		rc = once(c, line, &refresh);
		if (rc || !refresh || c->over)
			return rc;
		sleep(refresh);
		if (interrupted)
			return 0;
		now = time(NULL);
		strftime(when, sizeof(when), "%Y-%m-%d %H:%M:%S %Z",
			 localtime(&now));
		printf("---(refreshed at %s)---\n", when);
	}
}

int cli_hello(struct cli *c)
{
	struct rpc_frame f;
	int rc;

	for (;;) {
		rc = rpc_recv(c->rpc, &f);
		if (rc == -EINTR)
			continue;
		if (rc < 0)
			return rc;
		if (f.type == RPC_OUT)
			fwrite(f.data, 1, f.len, stdout);
		else if (f.type == RPC_ERR)
			fwrite(f.data, 1, f.len, stderr);
		else if (f.type == RPC_DONE)
			return 0;
		else if (cli_note(c, &f) && c->over)
			return -EACCES;
	}
}
