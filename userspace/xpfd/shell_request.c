// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * What ends or changes the whole system: reboot, halt, power-off, zeroize,
 * clean-up; and messages to other people.  Nothing happens before the person
 * who typed it has said yes; a script, which cannot, gets the default, which
 * is no.  What is done is done by the programs of the system.
 */
#include "xpfd/shell_priv.h"

#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "conf/command.h"
#include "lib/buf.h"
#include "lib/log.h"
#include "export/messages.h"

/* ---- reboot, halt, power-off ---- */

static const struct ending {
	const char *rpc, *question, *option;
} endings[] = {
	{ "request-reboot", "Reboot the system ?", "-r" },
	{ "request-halt", "Halt the system ?", "-H" },
	{ "request-power-off", "Power Off the system ?", "-P" },
};

static void end_system(struct shell *s, const char *option, const char *when,
		       const char *message)
{
	const char *argv[] = { "shutdown", option, when, message, NULL };

	if (!*message)
		argv[3] = NULL;
	messages_put(s->m->log, "UI_SHUTDOWN",
		     "User '%s' requested: shutdown %s %s", s->user, option,
		     when);
	if (!strcmp(when, "now"))
		shell_out(s, "Shutdown NOW!\n");
	else
		shell_out(s, "Shutdown at %s\n", when);
	shell_program(s, argv);
}

/* s->pending: option, time and message, each on a line. */
static void shutdown_answered(struct shell *s, const char *text, size_t len)
{
	char *option = s->pending, *when, *message;

	if (strcmp(text, "yes"))
		return;
	when = strchr(option, '\n');
	*when++ = '\0';
	message = strchr(when, '\n');
	*message++ = '\0';
	end_system(s, option, when, message);
}

/* The time as shutdown(8) takes it; false after an error. */
static bool when_of(struct shell *s, const struct command *c, char when[16])
{
	const char *at = command_arg(c, "at"), *in = command_arg(c, "in");
	unsigned int h, m;
	char rest;

	strcpy(when, "now");
	if (in && strcmp(in, "0"))
		snprintf(when, 16, "+%s", in);
	if (!at || !strcmp(at, "now"))
		return true;
	if (sscanf(at, "%2u:%2u%c", &h, &m, &rest) == 2 && h < 24 && m < 60) {
		snprintf(when, 16, "%02u:%02u", h, m);
		return true;
	}
	if (*at == '+' && strlen(at) < 8 && at[1] &&
	    strspn(at + 1, "0123456789") == strlen(at + 1)) {
		snprintf(when, 16, "%s", at);
		return true;
	}
	shell_err(s, "error: invalid time: %s\n", at);
	return false;
}

void own_shutdown(struct shell *s, struct line *l, struct command *c)
{
	const char *message = command_arg(c, "message");
	const struct ending *e = endings;
	char when[16];

	while (strcmp(e->rpc, c->rpc))
		e++;
	if (!when_of(s, c, when))
		return;
	if (asprintf(&s->pending, "%s\n%s\n%s", e->option, when,
		     message ? message : "") < 0)
		abort();
	shell_ask(s, RPC_ASK_YES, e->question, "no", shutdown_answered);
}

void own_clear_reboot(struct shell *s, struct line *l, struct command *c)
{
	static const char *const argv[] = { "shutdown", "-c", NULL };

	shell_program(s, argv);
}

/* ---- zeroize ---- */

static int erase(const char *path, const struct stat *st, int type,
		 struct FTW *f)
{
	if (f->level && remove(path))
		log_warn("zeroize: %s: %m", path);
	return 0;
}

static void zeroize_answered(struct shell *s, const char *text, size_t len)
{
	if (strcmp(text, "yes"))
		return;
	shell_out(s, "warning: zeroizing %s\n", shell_host(s));
	nftw(s->m->state_dir, erase, 16, FTW_DEPTH | FTW_PHYS);
	end_system(s, "-r", "now", "");
}

void own_zeroize(struct shell *s, struct line *l, struct command *c)
{
	shell_out(s, "warning: System will be rebooted and may not boot "
		     "without configuration\n");
	shell_ask(s, RPC_ASK_YES,
		  "Erase all data, including configuration and log files?",
		  "no", zeroize_answered);
}

/* ---- storage cleanup ---- */

static const char *const litter[] = { "/var/log", "/var/crash", "/var/tmp",
				      "/var/lib/systemd/coredump" };

/* A log that was put aside, or a core. */
static bool is_litter(const char *folder, const char *name)
{
	const char *dot = strrchr(name, '.');

	if (*name == '.')
		return false;
	if (strcmp(folder, "/var/log"))
		return strstr(name, "core") || strstr(name, ".crash");
	return dot &&
	       (!strcmp(dot, ".gz") || !strcmp(dot, ".xz") ||
		(dot[1] && strspn(dot + 1, "0123456789") == strlen(dot + 1)));
}

static void list_litter(const char *folder, struct buf *names, struct writer *w)
{
	char path[512], when[32];
	struct dirent **v;
	struct stat st;
	struct tm tm;
	int i, n = scandir(folder, &v, NULL, alphasort);

	for (i = 0; i < n; i++) {
		snprintf(path, sizeof(path), "%s/%s", folder, v[i]->d_name);
		if (is_litter(folder, v[i]->d_name) && !lstat(path, &st) &&
		    S_ISREG(st.st_mode)) {
			localtime_r(&st.st_mtime, &tm);
			strftime(when, sizeof(when), "%b %e %H:%M", &tm);
			writer_open(w, "file");
			writer_emit(w,
				    "{size/%10lld}B {date/%s} "
				    "{file-name/%s}\n",
				    (long long)st.st_size, when, path);
			writer_close(w);
			buf_printf(names, "%s\n", path);
		}
		free(v[i]);
	}
	if (n >= 0)
		free(v);
}

static void cleanup(struct shell *s)
{
	char *path, *save = NULL;

	for (path = strtok_r(s->pending, "\n", &save); path;
	     path = strtok_r(NULL, "\n", &save))
		if (unlink(path))
			shell_err(s, "error: %s: %s\n", path, strerror(errno));
}

static void cleanup_answered(struct shell *s, const char *text, size_t len)
{
	if (!strcmp(text, "yes"))
		cleanup(s);
}

void own_cleanup(struct shell *s, struct line *l, struct command *c)
{
	struct buf names;
	struct answer a;
	struct writer *w = answer_begin(l, &a);
	size_t i;

	buf_init(&names);
	writer_open(w, "system-storage-cleanup-information");
	writer_emit(w, "\nList of files to delete:\n\n"
		       "        Size Date         Name\n");
	for (i = 0; i < sizeof(litter) / sizeof(*litter); i++)
		list_litter(litter[i], &names, w);
	answer_end(s, &a);
	s->pending = buf_take(&names);
	buf_free(&names);
	if (!*s->pending || command_has(c, "dry-run"))
		return;
	if (command_has(c, "no-confirm"))
		cleanup(s);
	else
		shell_ask(s, RPC_ASK_YES, "Delete these files ?", "no",
			  cleanup_answered);
}

/* ---- other people ---- */

/* No text of one may work on the terminal of another. */
static char *harmless(const char *text)
{
	char *copy = strdup(text), *p;

	if (!copy)
		abort();
	for (p = copy; *p; p++)
		if (((unsigned char)*p < ' ' && *p != '\n') || *p == 127)
			*p = ' ';
	return copy;
}

void own_message(struct shell *s, struct line *l, struct command *c)
{
	char *text = harmless(command_arg(c, "message"));
	const char *user = command_arg(c, "user");
	time_t now = time(NULL);
	struct shell *u;
	char when[16];
	struct tm tm;
	unsigned int n = 0;

	localtime_r(&now, &tm);
	strftime(when, sizeof(when), "%H:%M", &tm);
	for (u = shell_first(); u; u = u->next) {
		if (u == s || u->busy || (user && strcmp(u->user, user)))
			continue;
		shell_out(u,
			  "\a\nMessage from %s@%s on %s at %s ...\n%s\nEOF\n",
			  s->user, shell_host(s), s->tty, when, text);
		shell_flow(u);
		n++;
	}
	free(text);
	if (user && !n)
		shell_err(s, "error: user %s is not logged in\n", user);
}

void own_logout(struct shell *s, struct line *l, struct command *c)
{
	const char *user = command_arg(c, "user");
	const char *tty = command_arg(c, "terminal");
	const char *pid = command_arg(c, "pid");
	struct shell *u;
	unsigned int n = 0;

	if (!user && !tty && !pid) {
		shell_caret(s, (int)l->end, "missing argument.");
		return;
	}
	for (u = shell_first(); u; u = u->next) {
		if (u == s || (user && strcmp(u->user, user)) ||
		    (tty && strcmp(u->tty, tty)) ||
		    (pid && u->pid != atoi(pid)))
			continue;
		shell_out(u, "Session ended by %s\n", s->user);
		rpc_send(u->rpc, RPC_EXIT, NULL, 0);
		shell_end(u);
		shell_flow(u);
		n++;
	}
	if (!n)
		shell_err(s, "error: no such session\n");
}
