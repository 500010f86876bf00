// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The settings of a session: `set cli`, `show cli`.  They are kept here and
 * told to the shell, which is what they concern.
 */
#include "xpfd/shell_priv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lib/buf.h"
#include "xpfd/access.h"

enum {
	COMPLETE,
	IDLE,
	RESTART,
	LENGTH,
	WIDTH,
	TERMINAL,
	TIMESTAMP,
	FOLDER,
	PROMPT,
};

#define HISTORY 100 /* lines kept, of each mode */

static const struct setting {
	const char *name, *dflt;
} settings[] = {
	[COMPLETE] = { "complete-on-space", "on" },
	[IDLE] = { "idle-timeout", "0" },
	[LENGTH] = { "screen-length", "24" },
	[WIDTH] = { "screen-width", "80" },
	[TERMINAL] = { "terminal", "dumb" },
	[RESTART] = { "restart-on-upgrade", "on" },
	[TIMESTAMP] = { "timestamp", "" }, /* "": none, else a format */
	[FOLDER] = { "directory", "/" },
	[PROMPT] = { "prompt", "" }, /* "": user@host */
};

#define N_SETTINGS (sizeof(settings) / sizeof(*settings))

_Static_assert(N_SETTINGS <=
		       sizeof(((struct shell *)0)->options) / sizeof(char *),
	       "room for all settings");

static const char *get(const struct shell *s, int i)
{
	return s->options[i] ? s->options[i] : settings[i].dflt;
}

static void put(struct shell *s, int i, const char *value)
{
	free(s->options[i]);
	s->options[i] = strdup(value);
	if (!s->options[i])
		abort();
}

static void class_idle(struct shell *s, long minutes)
{
	char text[24];

	if (minutes <= 0)
		return;
	snprintf(text, sizeof(text), "%ld", minutes);
	put(s, IDLE, text);
	rpc_sends(s->rpc, RPC_OPTION, settings[IDLE].name, text, NULL);
}

/* What the shell said of its terminal when it came. */
void cli_options_init(struct shell *s, const struct rpc_frame *hello)
{
	put(s, WIDTH, rpc_string(hello, 1));
	put(s, LENGTH, rpc_string(hello, 2));
	put(s, TERMINAL, rpc_string(hello, 3));
	put(s, FOLDER, rpc_string(hello, 4));
	class_idle(s, access_idle_minutes(s->access));
}

void cli_options_free(struct shell *s)
{
	size_t i;

	char **line;
	int mode;

	for (i = 0; i < N_SETTINGS; i++)
		free(s->options[i]);
	for (mode = 0; mode < 2; mode++) {
		vec_each(line, &s->history[mode])
			free(*line);
		vec_free(&s->history[mode]);
	}
}

bool cli_timestamp(const struct shell *s)
{
	return *get(s, TIMESTAMP);
}

void cli_timestamp_now(const struct shell *s, struct buf *out)
{
	time_t now = time(NULL);
	char text[256];
	struct tm tm;

	localtime_r(&now, &tm);
	if (strftime(text, sizeof(text), get(s, TIMESTAMP), &tm))
		buf_puts(out, text);
}

void cli_set_timestamp(struct shell *s, const char *format, struct buf *out)
{
	put(s, TIMESTAMP, format ? format : "");
	if (format)
		buf_printf(out, "CLI timestamp set to: %s", format);
	else
		buf_puts(out, "CLI timestamp disabled");
}

/* ---- history ---- */

void cli_remember(struct shell *s, const char *line)
{
	char when[16], *entry;
	time_t now = time(NULL);
	struct tm tm;
	size_t i;

	if (!*line)
		return;
	localtime_r(&now, &tm);
	strftime(when, sizeof(when), "%H:%M:%S", &tm);
	if (asprintf(&entry, "  %s -- %s", when, line) < 0)
		abort();
	if (s->history[s->config].n == HISTORY) {
		free(s->history[s->config].v[0]);
		for (i = 1; i < HISTORY; i++)
			s->history[s->config].v[i - 1] =
				s->history[s->config].v[i];
		s->history[s->config].n--;
	}
	vec_push(&s->history[s->config], entry);
}

void cli_show_history(struct shell *s, int count, struct buf *out)
{
	size_t n = s->history[s->config].n, i = 0;

	if (count > 0 && (size_t)count < n)
		i = n - (size_t)count;
	for (; i < n; i++)
		buf_printf(out, "%s\n", s->history[s->config].v[i]);
}

/* ---- set cli ---- */

int64_t cli_idle_minutes(const struct shell *s)
{
	return atoll(get(s, IDLE));
}

const char *cli_prompt(const struct shell *s)
{
	return get(s, PROMPT);
}

const char *cli_folder(const struct shell *s)
{
	return get(s, FOLDER);
}

static void say(struct shell *s, int i, const char *value)
{
	switch (i) {
	case COMPLETE:
		shell_out(s, "%s complete-on-space\n",
			  *value == 'o' && value[1] == 'n' ? "Enabling" :
							     "Disabling");
		break;
	case IDLE:
		if (!strcmp(value, "0"))
			shell_out(s, "Idle timeout disabled\n");
		else
			shell_out(s, "Idle timeout set to %s minutes\n", value);
		break;
	case LENGTH:
		shell_out(s, "Screen length set to %s\n", value);
		break;
	case WIDTH:
		shell_out(s, "Screen width set to %s\n", value);
		break;
	case PROMPT:
		shell_out(s, "CLI prompt set to '%s'\n", value);
		break;
	case RESTART:
		shell_out(s, "%s restart-on-upgrade\n",
			  strcmp(value, "on") ? "Disabling" : "Enabling");
		break;
	}
}

/* Folders are the user's: the shell goes there, or says why not. */
static void folder_answer(struct shell *s, const char *text, size_t len)
{
	if (!len || *text != '0') {
		shell_err(s, "error: could not change directory: %s\n",
			  len ? text + 1 : "");
		return;
	}
	put(s, FOLDER, text + 1);
	shell_out(s, "Current directory: %s\n", get(s, FOLDER));
}

int cli_set(struct shell *s, const char *name, const char *value)
{
	size_t i;

	if (!strcmp(name, settings[FOLDER].name)) {
		shell_ask(s, RPC_ASK_FOLDER, value, NULL, folder_answer);
		return 0;
	}
	for (i = 0; i < N_SETTINGS; i++) {
		if (strcmp(settings[i].name, name))
			continue;
		put(s, (int)i, value);
		say(s, (int)i, value);
		rpc_sends(s->rpc, RPC_OPTION, name, get(s, (int)i), NULL);
		return 0;
	}
	shell_err(s, "error: no such setting: %s\n", name);
	return -1;
}

void cli_show(struct shell *s, struct buf *out)
{
	buf_printf(out, "CLI complete-on-space set to %s\n", get(s, COMPLETE));
	if (!strcmp(get(s, IDLE), "0"))
		buf_puts(out, "CLI idle-timeout disabled\n");
	else
		buf_printf(out, "CLI idle-timeout set to %s minutes\n",
			   get(s, IDLE));
	buf_printf(out,
		   "CLI restart-on-upgrade set to %s\n"
		   "CLI screen-length set to %s\n"
		   "CLI screen-width set to %s\n"
		   "CLI terminal is '%s'\n"
		   "CLI is operating in enhanced mode\n",
		   get(s, RESTART), get(s, LENGTH), get(s, WIDTH),
		   get(s, TERMINAL));
	if (cli_timestamp(s))
		buf_printf(out, "CLI timestamp set to %s\n", get(s, TIMESTAMP));
	else
		buf_puts(out, "CLI timestamp disabled\n");
	buf_printf(out, "CLI working directory is '%s'\n", get(s, FOLDER));
}
