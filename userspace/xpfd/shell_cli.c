// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The settings of a session: `set cli`, `show cli`.  They are kept here and
 * told to the shell, which is what they concern.
 */
#include "xpfd/shell_priv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/buf.h"
#include "xpfd/access.h"

enum { COMPLETE, IDLE, LENGTH, WIDTH, TERMINAL, TIMESTAMP, FOLDER, PROMPT };

static const struct setting {
	const char *name, *dflt;
} settings[] = {
	[COMPLETE] = { "complete-on-space", "on" },
	[IDLE] = { "idle-timeout", "0" },
	[LENGTH] = { "screen-length", "24" },
	[WIDTH] = { "screen-width", "80" },
	[TERMINAL] = { "terminal", "dumb" },
	[TIMESTAMP] = { "timestamp", "disable" },
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

	for (i = 0; i < N_SETTINGS; i++)
		free(s->options[i]);
}

bool cli_timestamp(const struct shell *s)
{
	return strcmp(get(s, TIMESTAMP), "disable") != 0;
}

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
	case TIMESTAMP:
		if (cli_timestamp(s))
			shell_out(s, "CLI timestamp set to: %%b %%d %%T\n");
		else
			shell_out(s, "CLI timestamp disabled\n");
		break;
	}
}

int cli_set(struct shell *s, const char *name, const char *value)
{
	size_t i;

	if (!strcmp(name, "disable")) { /* set cli timestamp disable */
		put(s, TIMESTAMP, "disable");
		shell_out(s, "CLI timestamp disabled\n");
		return 0;
	}
	for (i = 0; i < N_SETTINGS; i++) {
		if (strcmp(settings[i].name, name))
			continue;
		put(s, (int)i, *value ? value : "enable");
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
		   "CLI restart-on-upgrade set to off\n"
		   "CLI screen-length set to %s\n"
		   "CLI screen-width set to %s\n"
		   "CLI terminal is '%s'\n"
		   "CLI is operating in enhanced mode\n",
		   get(s, LENGTH), get(s, WIDTH), get(s, TERMINAL));
	if (cli_timestamp(s))
		buf_puts(out, "CLI timestamp set to %b %d %T\n");
	else
		buf_puts(out, "CLI timestamp disabled\n");
	buf_printf(out, "CLI working directory is '%s'\n", get(s, FOLDER));
}
