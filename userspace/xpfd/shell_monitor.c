// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * monitor start: a log file is shown as it grows, above whatever the person
 * types.  A session looks at its files once a second; while a command of its
 * own runs, they wait.
 */
#include "xpfd/shell_priv.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "conf/command.h"
#include "lib/loop.h"
#include "oper/oper.h"

#define PERIOD_MS 1000
#define STEP 65536 /* bytes of a file that are shown at a time */

struct watched {
	char *name;
	char path[512];
	off_t seen;
};

struct monitor {
	struct loop_timer *timer;
	VEC(struct watched) files;
};

static void show_growth(struct shell *s, struct watched *f)
{
	static char text[STEP + 1];
	struct stat st;
	ssize_t n;
	int fd;

	if (stat(f->path, &st))
		return;
	if (st.st_size < f->seen) /* another file took its place */
		f->seen = 0;
	if (st.st_size == f->seen)
		return;
	fd = open(f->path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return;
	n = pread(fd, text, STEP, f->seen);
	close(fd);
	if (n <= 0)
		return;
	f->seen += n;
	text[n] = '\0';
	shell_out(s, "*** %s ***\n%s%s", f->name, text,
		  text[n - 1] == '\n' ? "" : "\n");
	shell_flow(s);
}

static void on_timer(void *arg)
{
	struct shell *s = arg;
	struct watched *f;

	if (s->busy || shell_full(s))
		return;
	vec_each(f, &s->monitor->files)
		show_growth(s, f);
}

static void forget(struct shell *s, struct watched *f)
{
	struct monitor *m = s->monitor;

	free(f->name);
	*f = m->files.v[--m->files.n];
	if (!m->files.n)
		monitor_drop(s);
}

void monitor_drop(struct shell *s)
{
	struct monitor *m = s->monitor;
	struct watched *f;

	if (!m)
		return;
	loop_del_timer(m->timer);
	vec_each(f, &m->files)
		free(f->name);
	vec_free(&m->files);
	free(m);
	s->monitor = NULL;
}

static struct watched *find(const struct shell *s, const char *name)
{
	struct watched *f;

	if (s->monitor)
		vec_each(f, &s->monitor->files)
			if (!strcmp(f->name, name))
				return f;
	return NULL;
}

void own_monitor_start(struct shell *s, struct line *l, struct command *c)
{
	const char *name = command_arg(c, "filename");
	struct watched *f, w = { .name = NULL };
	struct stat st;

	if (oper_log_path(s->m->state_dir, name, w.path, sizeof(w.path)) ||
	    stat(w.path, &st)) {
		shell_err(s, "error: could not open file: %s\n", name);
		return;
	}
	if (find(s, name))
		return;
	if (!s->monitor) {
		s->monitor = calloc(1, sizeof(*s->monitor));
		if (!s->monitor)
			abort();
		s->monitor->timer = loop_add_timer(s->m->loop, PERIOD_MS,
						   PERIOD_MS, on_timer, s);
	}
	w.name = strdup(name);
	w.seen = st.st_size;
	if (!w.name)
		abort();
	f = vec_add(&s->monitor->files);
	*f = w;
}

void own_monitor_stop(struct shell *s, struct line *l, struct command *c)
{
	const char *name = command_arg(c, "filename");
	struct watched *f;

	if (!name) {
		monitor_drop(s);
		return;
	}
	f = find(s, name);
	if (f)
		forget(s, f);
	else
		shell_err(s, "error: %s is not being monitored\n", name);
}

void own_monitor_list(struct shell *s, struct line *l, struct command *c)
{
	struct watched *f;
	struct answer a;
	struct writer *w = answer_begin(l, &a);
	struct stat st;
	char when[32];
	struct tm tm;

	writer_open(w, "monitor-list");
	if (s->monitor)
		vec_each(f, &s->monitor->files) {
			memset(&tm, 0, sizeof(tm));
			if (!stat(f->path, &st))
				localtime_r(&st.st_mtime, &tm);
			strftime(when, sizeof(when), "%b %e %H:%M:%S", &tm);
			writer_open(w, "file");
			writer_emit(w,
				    "monitor start \"{file-name/%s}\" "
				    "(Last changed {last-changed/%s})\n",
				    f->name, when);
			writer_close(w);
		}
	answer_end(s, &a);
}
