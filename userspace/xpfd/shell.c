// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * A session's connection: frames in, answers out.
 *
 * A session is one state machine: idle, a command at work, a command that
 * waits for an answer, a command whose child runs.  A frame that does not fit
 * the state ends the connection: the peer is no shell of ours.
 *
 * Nothing here blocks.  What the peer does not read waits in the rpc's queue;
 * from QUEUE_HIGH on the session reads neither requests nor its child's
 * output, so the queue is bounded by that plus one answer.
 */
#include "xpfd/shell_priv.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/buf.h"
#include "lib/log.h"
#include "lib/loop.h"
#include "xpfd/access.h"

#define QUEUE_HIGH (256U << 10)
#define REQUEST_MAX (1U << 20) /* a line; answers may be files */
#define IDLE_CHECK_MS 30000
#define IDLE_GRACE_MS 90000 /* the shell ends itself, and says so, before */

static struct shell *shells;

struct shell *shell_first(void)
{
	return shells;
}

/* ---- answers ---- */

void shell_out(struct shell *s, const char *fmt, ...)
{
	char *text;
	va_list ap;
	int len;

	va_start(ap, fmt);
	len = vasprintf(&text, fmt, ap);
	va_end(ap);
	if (len < 0)
		abort();
	rpc_send(s->rpc, RPC_OUT, text, (size_t)len);
	free(text);
}

void shell_err(struct shell *s, const char *fmt, ...)
{
	char *text;
	va_list ap;
	int len;

	s->failed = true;
	va_start(ap, fmt);
	len = vasprintf(&text, fmt, ap);
	va_end(ap);
	if (len < 0)
		abort();
	if (!answer_error(s, text))
		rpc_send(s->rpc, RPC_ERR, text, (size_t)len);
	free(text);
}

/* A configuration may be larger than a frame: in pieces, of whole lines. */
void shell_text(struct shell *s, const struct buf *b)
{
	const char *p = b->data, *end = p + b->len, *nl;

	while (end - p > (ptrdiff_t)(RPC_MAX_FRAME / 2)) {
		nl = memrchr(p, '\n', RPC_MAX_FRAME / 2);
		nl = nl ? nl + 1 : p + RPC_MAX_FRAME / 2;
		rpc_send(s->rpc, RPC_OUT, p, (size_t)(nl - p));
		p = nl;
	}
	if (end > p)
		rpc_send(s->rpc, RPC_OUT, p, (size_t)(end - p));
}

void shell_caret(struct shell *s, int col, const char *text)
{
	char number[16];

	s->failed = true;
	if (strstr(text, " is ambiguous"))
		s->ambiguous = col;
	snprintf(number, sizeof(number), "%d", col);
	rpc_sends(s->rpc, RPC_CARET, number, text, NULL);
}

void shell_ask(struct shell *s, enum rpc_ask kind, const char *question,
	       const char *text, shell_answer_fn fn)
{
	char k[2] = { (char)kind, '\0' };

	s->answer = fn;
	rpc_limit(s->rpc, RPC_MAX_FRAME);
	rpc_sends(s->rpc, RPC_ASK, k, question, text ? text : "", NULL);
}

/* ---- the prompt ---- */

const char *shell_host(const struct shell *s)
{
	static char name[64];
	struct cnode *root = tree_root(store_active(s->m->store));
	const char *conf = cn_value(cn_child(root, "system"), "host-name");

	if (conf)
		return conf;
	if (gethostname(name, sizeof(name) - 1))
		return "xpf";
	name[strcspn(name, ".")] = '\0';
	return name;
}

void shell_prompt(const struct shell *s, struct buf *out)
{
	if (*cli_prompt(s))
		buf_printf(out, "%s%c ", cli_prompt(s), s->config ? '#' : '>');
	else
		buf_printf(out, "%s@%s%c ", s->user, shell_host(s),
			   s->config ? '#' : '>');
}

static void send_prompt(struct shell *s)
{
	char mode[2] = { s->config ? '#' : '>', '\0' };
	struct buf prompt, banner;

	buf_init(&prompt);
	buf_init(&banner);
	shell_prompt(s, &prompt);
	if (s->config)
		config_banner(s, &banner);
	rpc_sends(s->rpc, RPC_PROMPT, mode, prompt.data, banner.data, NULL);
	buf_free(&prompt);
	buf_free(&banner);
}

void shell_done(struct shell *s)
{
	s->busy = false;
	s->answer = NULL;
	free(s->pending);
	s->pending = NULL;
	rpc_limit(s->rpc, REQUEST_MAX);
	access_done(s);
	if (s->closing) {
		rpc_send(s->rpc, RPC_EXIT, NULL, 0);
		return;
	}
	send_prompt(s);
	rpc_send(s->rpc, RPC_DONE, s->failed ? "1" : "0", 1);
}

void shell_end(struct shell *s)
{
	s->closing = true;
}

/* ---- requests ---- */

/* Junos writes a line break of a message as "\\n". */
static void message(struct shell *s, const char *text)
{
	struct buf b;

	if (!text)
		return;
	buf_init(&b);
	for (; *text; text++) {
		if (*text == '\\' && text[1] && strchr("nt\\\"'", text[1])) {
			text++;
			buf_putc(&b, *text == 'n' ? '\n' :
				     *text == 't' ? '\t' :
						    *text);
		} else {
			buf_putc(&b, *text);
		}
	}
	buf_putc(&b, '\n');
	shell_text(s, &b);
	buf_free(&b);
}

static void tip(struct shell *s)
{
	static const char *const tips[] = {
		"Press ? at any place in a line to see what may follow.",
		"'show | compare' shows what a commit would change.",
		"'commit confirmed' comes back if you lock yourself out.",
		"'commit check' finds mistakes and changes nothing.",
		"'rollback ?' lists the configurations you can return to.",
		"'show configuration | display set' gives lines to paste.",
	};
	size_t n = sizeof(tips) / sizeof(*tips);

	shell_out(s, "JUNOS tip:\n%s\n", tips[(size_t)time(NULL) % n]);
}

/* Before the first prompt of a person at a terminal. */
static void greet(struct shell *s)
{
	struct cnode *login = cn_path(tree_root(store_active(s->m->store)),
				      "system", "login", NULL);

	message(s, cn_value(login, "message"));
	message(s, cn_value(login, "announcement"));
	if (access_tip(s->access))
		tip(s);
}

static void hello(struct shell *s, const struct rpc_frame *f)
{
	const char *tty = rpc_string(f, 0);
	char *p;

	if (!strncmp(tty, "/dev/", 5))
		tty += 5;
	snprintf(s->tty, sizeof(s->tty), "%s", *tty ? tty : "none");
	for (p = s->tty; *p; p++) /* others will see it */
		if (!isgraph((unsigned char)*p))
			*p = '?';
	cli_options_init(s, f);
	if (*tty)
		greet(s);
	shell_done(s);
}

static void timestamp(struct shell *s)
{
	struct buf b;

	buf_init(&b);
	cli_timestamp_now(s, &b);
	shell_out(s, "%s\n", b.data);
	buf_free(&b);
}

static void exec(struct shell *s, const char *text)
{
	struct line l;

	s->busy = true;
	s->failed = false;
	s->ambiguous = 0;
	s->format = WRITER_TEXT;
	cli_remember(s, text);
	if (cli_timestamp(s))
		timestamp(s);
	if (!line_parse(s, text, shell_where(s, text), &l) && l.w.n &&
	    access_line(s, &l)) {
		s->format = answer_format(&l);
		access_before(s);
		if (s->config)
			config_exec(s, &l);
		else
			oper_exec(s, &l);
		access_settle(s, &l);
	}
	line_free(&l);
	if (s->ambiguous)
		shell_candidates(s, text, s->ambiguous);
	if (!s->answer && !s->child)
		shell_done(s);
}

static void answered(struct shell *s, const struct rpc_frame *f)
{
	shell_answer_fn fn = s->answer;

	s->answer = NULL;
	access_before(s);
	fn(s, f->data, f->len);
	access_settle(s, NULL);
	if (!s->answer && !s->child)
		shell_done(s);
}

static void interrupted(struct shell *s)
{
	if (s->child) {
		child_interrupt(s->child);
	} else if (s->answer) {
		s->failed = true;
		shell_done(s);
	}
}

/* Whoever the configuration does not know may not even ask. */
static void refuse(struct shell *s)
{
	s->closing = true;
	shell_err(s, "error: user '%s' has no login on this system\n", s->user);
	rpc_send(s->rpc, RPC_EXIT, NULL, 0);
}

/* Does the frame fit the state? */
static int request(struct shell *s, const struct rpc_frame *f)
{
	/* an interrupt may cross the DONE of what it was to stop */
	if (f->type == RPC_INTERRUPT) {
		interrupted(s);
		return 0;
	}
	s->last_ms = now_ms();
	if (!access_known(s->access)) {
		refuse(s);
		return 0;
	}
	if (f->type == RPC_ANSWER) {
		if (!s->answer)
			return -EPROTO;
		answered(s, f);
		return 0;
	}
	if (s->busy)
		return -EPROTO;
	switch ((int)f->type) {
	case RPC_HELLO:
		hello(s, f);
		return 0;
	case RPC_EXEC:
		exec(s, f->data);
		return 0;
	case RPC_COMPLETE:
		if (!f->len)
			return -EPROTO;
		shell_complete(s, f->data[0], f->data + 1);
		rpc_send(s->rpc, RPC_DONE, "0", 1);
		return 0;
	}
	return -EPROTO;
}

/* ---- life ---- */

static void shell_free(struct shell *s)
{
	struct shell **p = &shells;
	size_t i;

	while (*p && *p != s)
		p = &(*p)->next;
	if (*p)
		*p = s->next;
	child_kill(s->child);
	config_drop(s);
	monitor_drop(s);
	loop_del_fd(s->io);
	rpc_free(s->rpc);
	for (i = 0; i < s->level.n; i++)
		free(s->level.v[i]);
	vec_free(&s->level);
	cli_options_free(s);
	access_free(s->access);
	loop_del_timer(s->idle);
	free(s->pending);
	free(s);
}

bool shell_full(const struct shell *s)
{
	return rpc_pending(s->rpc) > QUEUE_HIGH;
}

void shell_flow(struct shell *s)
{
	loop_mod_fd(s->io, (shell_full(s) ? 0 : LOOP_READ) |
				   (rpc_pending(s->rpc) ? LOOP_WRITE : 0));
	if (s->child)
		child_flow(s->child);
}

static void on_socket(void *arg, int fd, int events)
{
	struct shell *s = arg;
	struct rpc_frame f;
	int rc = rpc_flush(s->rpc);

	while (!rc && !shell_full(s) && !s->closing) {
		rc = rpc_recv(s->rpc, &f);
		if (rc <= 0)
			break;
		rc = request(s, &f);
	}
	if (rc == -EPROTO)
		log_warn("control socket: malformed request of %s (pid %d)",
			 s->user, (int)s->pid);
	if (rc < 0 || (s->closing && !rpc_pending(s->rpc))) {
		shell_free(s);
		return;
	}
	shell_flow(s);
}

/* A peer that is no shell of ours keeps the time, too. */
static void on_idle(void *arg)
{
	struct shell *s = arg;
	int64_t limit = cli_idle_minutes(s) * 60000;

	if (!access_known(s->access) ||
	    (limit && !s->child &&
	     now_ms() - s->last_ms > limit + IDLE_GRACE_MS))
		shell_free(s);
}

int shell_new(struct manager *m, int fd, uid_t uid, pid_t pid)
{
	struct shell *s = calloc(1, sizeof(*s));
	struct passwd *pw = getpwuid(uid);

	if (!s)
		abort();
	s->m = m;
	s->uid = uid;
	s->pid = pid;
	s->since = time(NULL);
	s->last_ms = now_ms();
	if (pw)
		snprintf(s->user, sizeof(s->user), "%s", pw->pw_name);
	else
		snprintf(s->user, sizeof(s->user), "%u", (unsigned int)uid);
	strcpy(s->tty, "none");
	s->access = access_new(m, s->user, uid);
	fcntl(fd, F_SETFD, FD_CLOEXEC);
	fcntl(fd, F_SETFL, O_NONBLOCK);
	s->rpc = rpc_new(fd);
	rpc_limit(s->rpc, REQUEST_MAX);
	s->idle = loop_add_timer(m->loop, IDLE_CHECK_MS, IDLE_CHECK_MS, on_idle,
				 s);
	s->io = loop_add_fd(m->loop, fd, LOOP_READ, on_socket, s);
	if (!s->io) {
		shell_free(s);
		return -ENOMEM;
	}
	s->next = shells;
	shells = s;
	return 0;
}

int shell_count(struct manager *m, const uid_t *uid)
{
	const struct shell *s;
	int n = 0;

	for (s = shells; s; s = s->next)
		n += s->m == m && (!uid || s->uid == *uid);
	return n;
}

/* As wall(1) would say it. */
void shell_broadcast(struct manager *m, const char *text)
{
	time_t now = time(NULL);
	struct shell *s;
	char when[32];
	struct tm tm;

	localtime_r(&now, &tm);
	strftime(when, sizeof(when), "%H:%M %Z", &tm);
	for (s = shells; s; s = s->next) {
		if (s->m != m)
			continue;
		shell_out(s,
			  "Broadcast Message from root@%s\n"
			  "        (no tty) at %s...\n\n%s",
			  shell_host(s), when, text + strspn(text, "\n"));
		shell_flow(s);
	}
}

void shell_close_all(struct manager *m)
{
	struct shell *s, *next;

	for (s = shells; s; s = next) {
		next = s->next;
		if (s->m == m)
			shell_free(s);
	}
}
