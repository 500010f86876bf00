// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * file ...: commands on files run with the rights of the person who typed,
 * and from the folder where that person is.  Nothing is overwritten that the
 * person could not overwrite with the tools of the system.
 */
#include "oper/oper.h"

#include <dirent.h>
#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* For good: the process of a command ends with it. */
static int become_user(struct oper *o)
{
	struct passwd *pw = getpwuid(o->uid);

	if (o->uid != geteuid()) {
		if (!pw || initgroups(pw->pw_name, pw->pw_gid) ||
		    setgid(pw->pw_gid) || setuid(o->uid))
			return oper_error(o, "cannot take the rights of %s",
					  o->user);
	}
	if (chdir(o->folder) && chdir("/"))
		return oper_error(o, "%s: %s", o->folder, strerror(errno));
	return 0;
}

static int failed(struct oper *o, const char *name)
{
	return oper_error(o, "%s: %s", name, strerror(errno));
}

/* ---- list ---- */

static void emit_file(struct oper *o, const char *name, const struct stat *st,
		      bool detail)
{
	char when[32], mode[] = "----------";
	static const char bits[] = "rwxrwxrwx";
	struct passwd *pw = getpwuid(st->st_uid);
	struct group *gr = getgrgid(st->st_gid);
	struct tm tm;
	int i;

	writer_open(o->w, "file-information");
	if (!detail) {
		writer_emit(o->w, "{file-name/%s}%s\n", name,
			    S_ISDIR(st->st_mode) ? "/" : "");
		writer_close(o->w);
		return;
	}
	mode[0] = S_ISDIR(st->st_mode) ? 'd' : S_ISLNK(st->st_mode) ? 'l' : '-';
	for (i = 0; i < 9; i++)
		if (st->st_mode & (0400U >> i))
			mode[i + 1] = bits[i];
	localtime_r(&st->st_mtime, &tm);
	strftime(when, sizeof(when), "%b %e %H:%M", &tm);
	writer_emit(o->w,
		    "{file-permissions/%s} {file-links/%3lu} "
		    "{file-owner/%-8s} {file-group/%-8s} {file-size/%10lld} "
		    "{file-date/%s} {file-name/%s}%s\n",
		    mode, (unsigned long)st->st_nlink, pw ? pw->pw_name : "-",
		    gr ? gr->gr_name : "-", (long long)st->st_size, when, name,
		    S_ISDIR(st->st_mode) ? "/" : "");
	writer_close(o->w);
}

static int list(struct oper *o, const char *dir, unsigned int depth)
{
	bool recursive = oper_has(o, "recursive"), detail;
	struct dirent **v;
	struct stat st;
	char path[4096];
	int i, n = scandir(dir, &v, NULL, alphasort);

	detail = oper_has(o, "detail");
	if (n < 0)
		return failed(o, dir);
	writer_open(o->w, "directory");
	writer_emit(o->w, "{e:directory-name/%s}%s%s:\n", dir,
		    depth ? "\n" : "", dir);
	for (i = 0; i < n; i++) {
		snprintf(path, sizeof(path), "%s/%s", dir, v[i]->d_name);
		if (*v[i]->d_name != '.' && !lstat(path, &st))
			emit_file(o, v[i]->d_name, &st, detail);
	}
	writer_emit(o->w, "{e:total-files/%d}", n > 2 ? n - 2 : 0);
	writer_close(o->w);
	for (i = 0; i < n; i++) {
		snprintf(path, sizeof(path), "%s/%s", dir, v[i]->d_name);
		if (recursive && *v[i]->d_name != '.' && depth < 32 &&
		    !lstat(path, &st) && S_ISDIR(st.st_mode))
			list(o, path, depth + 1);
		free(v[i]);
	}
	free(v);
	return 0;
}

int oper_file_list(struct oper *o)
{
	const char *path = oper_arg(o, "path");
	struct stat st;
	int rc;

	if (become_user(o))
		return 1;
	path = path ? path : o->folder;
	if (stat(path, &st))
		return failed(o, path);
	writer_open_ns(o->w, "directory-list", NULL);
	if (S_ISDIR(st.st_mode)) {
		rc = list(o, path, 0);
	} else {
		writer_open(o->w, "directory");
		emit_file(o, path, &st, oper_has(o, "detail"));
		writer_close(o->w);
		rc = 0;
	}
	writer_close(o->w);
	return rc;
}

/* ---- contents ---- */

int oper_file_show(struct oper *o)
{
	const char *name = oper_arg(o, "filename");
	char text[65536];
	struct stat st;
	size_t n;
	FILE *f;

	if (become_user(o))
		return 1;
	f = fopen(name, "re");
	if (!f || fstat(fileno(f), &st) || S_ISDIR(st.st_mode)) {
		if (f)
			errno = EISDIR;
		return oper_error(o, "could not open file: %s: %s", name,
				  strerror(errno));
	}
	writer_open(o->w, "file-content");
	while ((n = fread(text, 1, sizeof(text), f)) > 0)
		writer_raw(o->w, text, n);
	writer_close(o->w);
	fclose(f);
	return 0;
}

/* A folder as destination takes the name of the source. */
static const char *target(const char *source, const char *to, char *buf,
			  size_t size)
{
	const char *name = strrchr(source, '/');
	struct stat st;

	if (stat(to, &st) || !S_ISDIR(st.st_mode))
		return to;
	snprintf(buf, size, "%s/%s", to, name ? name + 1 : source);
	return buf;
}

int oper_file_copy(struct oper *o)
{
	const char *source = oper_arg(o, "source"), *to;
	char path[4096], text[65536];
	FILE *in, *out;
	bool bad;
	size_t n;

	if (become_user(o))
		return 1;
	to = target(source, oper_arg(o, "destination"), path, sizeof(path));
	in = fopen(source, "re");
	if (!in)
		return failed(o, source);
	out = fopen(to, "we");
	if (!out) {
		fclose(in);
		return failed(o, to);
	}
	while ((n = fread(text, 1, sizeof(text), in)) > 0)
		if (fwrite(text, 1, n, out) != n)
			break;
	bad = ferror(in) || ferror(out);
	fclose(in);
	if (fclose(out) || bad)
		return failed(o, to);
	return 0;
}

int oper_file_delete(struct oper *o)
{
	const char *path = oper_arg(o, "path");

	if (become_user(o))
		return 1;
	return unlink(path) ? failed(o, path) : 0;
}

int oper_file_rename(struct oper *o)
{
	const char *source = oper_arg(o, "source"), *to;
	char path[4096];

	if (become_user(o))
		return 1;
	to = target(source, oper_arg(o, "destination"), path, sizeof(path));
	return rename(source, to) ? failed(o, source) : 0;
}

/* ---- by the tools of the system ---- */

int oper_file_compare(struct oper *o)
{
	const char *argv[8];
	unsigned int n = 0;

	if (become_user(o))
		return 1;
	argv[n++] = "diff";
	if (oper_has(o, "context"))
		argv[n++] = "-c";
	if (oper_has(o, "unified"))
		argv[n++] = "-u";
	if (oper_has(o, "ignore-white-space"))
		argv[n++] = "-b";
	argv[n++] = "--";
	argv[n++] = oper_arg(o, "from-file");
	argv[n++] = oper_arg(o, "to-file");
	argv[n] = NULL;
	return program_output(o, argv) > 1;
}

int oper_file_md5(struct oper *o)
{
	const char *argv[] = { "md5sum", "--tag", "--", oper_arg(o, "path"),
			       NULL };

	return become_user(o) || program_output(o, argv);
}

int oper_file_sha256(struct oper *o)
{
	const char *argv[] = { "sha256sum", "--tag", "--", oper_arg(o, "path"),
			       NULL };

	return become_user(o) || program_output(o, argv);
}

int oper_file_archive(struct oper *o)
{
	const char *argv[] = { "tar",
			       oper_has(o, "compress") ? "-czf" : "-cf",
			       oper_arg(o, "destination"),
			       "--",
			       oper_arg(o, "source"),
			       NULL };

	return become_user(o) || program_output(o, argv);
}
