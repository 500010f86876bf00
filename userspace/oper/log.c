// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * show log, clear log, show security log, show system boot-messages.  Our own
 * logs come before those of the host of the same name.
 */
#include "oper/oper.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "conf/conf.h"
#include "lib/vec.h"

#define LOG_DIR "/var/log"

int oper_log_path(const char *log_dir, const char *name, char *path,
		  size_t size)
{
	if (strchr(name, '/') || *name == '.')
		return -EINVAL;
	snprintf(path, size, "%s/log/%s", log_dir, name);
	if (access(path, F_OK))
		snprintf(path, size, LOG_DIR "/%s", name);
	return 0;
}

static void list_logs(struct oper *o, const char *dir)
{
	struct dirent **v;
	struct stat st;
	char path[512], when[32];
	struct tm tm;
	int i, n = scandir(dir, &v, NULL, alphasort);

	for (i = 0; i < n; i++) {
		snprintf(path, sizeof(path), "%.200s/%s", dir, v[i]->d_name);
		if (!stat(path, &st) && S_ISREG(st.st_mode)) {
			localtime_r(&st.st_mtime, &tm);
			strftime(when, sizeof(when), "%b %e %H:%M", &tm);
			writer_open(o->w, "file");
			writer_emit(o->w,
				    "{file-size/%10ld} "
				    "{file-date/%s} {file-name/%s}\n",
				    (long)st.st_size, when, v[i]->d_name);
			writer_close(o->w);
		}
		free(v[i]);
	}
	if (n >= 0)
		free(v);
}

int oper_log(struct oper *o)
{
	const char *name = oper_arg(o, "filename");
	char dir[512], path[1024], text[65536];
	size_t n;
	FILE *f;

	if (!name) {
		snprintf(dir, sizeof(dir), "%s/log", o->log_dir);
		writer_open(o->w, "directory");
		list_logs(o, dir);
		list_logs(o, LOG_DIR);
		writer_close(o->w);
		return 0;
	}
	if (oper_log_path(o->log_dir, name, path, sizeof(path)))
		return oper_error(o, "could not resolve file: %s", name);
	f = fopen(path, "re");
	if (!f)
		return oper_error(o, "could not open file %s: %s", path,
				  strerror(errno));
	writer_open(o->w, "file-content");
	while ((n = fread(text, 1, sizeof(text), f)) > 0)
		writer_raw(o->w, text, n);
	writer_close(o->w);
	fclose(f);
	return 0;
}

/* ---- clearing ---- */

/* messages.0, messages.1.gz, ... beside messages */
static bool is_archive(const char *file, const char *name)
{
	size_t n = strlen(name);

	return !strncmp(file, name, n) && file[n] == '.' &&
	       strspn(file + n + 1, "0123456789") > 0;
}

static void remove_archives(const char *path)
{
	char dir[1024], file[2048];
	char *name = strcpy(dir, path);
	struct dirent *e;
	DIR *d;

	name = strrchr(dir, '/');
	*name++ = '\0';
	d = opendir(dir);
	while (d && (e = readdir(d))) {
		if (!is_archive(e->d_name, name))
			continue;
		snprintf(file, sizeof(file), "%s/%s", dir, e->d_name);
		unlink(file);
	}
	if (d)
		closedir(d);
}

int oper_log_clear(struct oper *o)
{
	const char *name = oper_arg(o, "filename");
	char path[1024];
	int fd;

	if (oper_log_path(o->log_dir, name, path, sizeof(path)))
		return oper_error(o, "could not resolve file: %s", name);
	fd = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return oper_error(o, "could not open file %s: %s", path,
				  strerror(errno));
	close(fd);
	if (oper_has(o, "all"))
		remove_archives(path);
	return 0;
}

/* ---- the messages of sessions ---- */

static bool has_field(const char *line, const char *field, const char *value)
{
	char text[256];

	snprintf(text, sizeof(text), " %s=\"%s\"", field, value);
	return strstr(line, text) != NULL;
}

static bool is_wanted(const struct oper *o, const char *line)
{
	static const char *const actions[][2] = {
		{ "permit", "RT_FLOW_SESSION_CREATE" },
		{ "deny", "RT_FLOW_SESSION_DENY" },
		{ "close", "RT_FLOW_SESSION_CLOSE" },
	};
	const char *zone = oper_arg(o, "zone");
	const char *protocol = oper_arg(o, "protocol");
	const char *action = oper_arg(o, "action");
	char number[16];
	size_t i;

	if (!strstr(line, "RT_FLOW"))
		return false;
	if (zone && !has_field(line, "source-zone-name", zone) &&
	    !has_field(line, "destination-zone-name", zone))
		return false;
	if (protocol) {
		snprintf(number, sizeof(number), "%d",
			 value_protocol(protocol));
		if (!has_field(line, "protocol-id", number))
			return false;
	}
	for (i = 0; action && i < 3; i++)
		if (!strcmp(action, actions[i][0]))
			return strstr(line, actions[i][1]) != NULL;
	return true;
}

struct wanted_lines {
	VEC(char *) v;
};

static void read_lines(struct oper *o, const char *name, struct wanted_lines *l)
{
	char path[512], *line = NULL;
	size_t cap = 0;
	FILE *f;

	snprintf(path, sizeof(path), "%s/log/%s", o->log_dir, name);
	f = fopen(path, "re");
	while (f && getline(&line, &cap, f) > 0) {
		if (!is_wanted(o, line))
			continue;
		line[strcspn(line, "\n")] = '\0';
		vec_push(&l->v, strdup(line));
	}
	if (f)
		fclose(f);
	free(line);
}

/*
 * With their fields they are in `messages` unless the configuration has a file
 * of that name (export/messages.h).
 */
int oper_security_log(struct oper *o)
{
	size_t limit = (size_t)oper_number(o, "lines", 0), i, from = 0;
	struct wanted_lines l = { 0 };

	read_lines(o, "security-log.0", &l);
	read_lines(o, "security-log", &l);
	read_lines(o, "messages", &l);
	if (limit && l.v.n > limit)
		from = l.v.n - limit;
	writer_open_ns(o->w, "security-logs", NULL);
	for (i = 0; i < l.v.n; i++) {
		if (i >= from)
			writer_emit(o->w, "{security-log/%s}\n", l.v.v[i]);
		free(l.v.v[i]);
	}
	vec_free(&l.v);
	writer_close(o->w);
	return 0;
}

int oper_boot_messages(struct oper *o)
{
	static const char *const argv[] = { "dmesg", NULL };

	return program_output(o, argv);
}
