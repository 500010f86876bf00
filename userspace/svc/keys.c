// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The keys of an account.  We are root and write into a folder that belongs
 * to somebody else, who may put a symbolic link where we go: every step is
 * one of openat(2) that follows none, and what is not a folder of root's or
 * of his own is not entered.  The file is replaced as a whole.
 *
 * Root's file has keys of other people; ours stand between two marks there.
 */
#include "svc/keys.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/buf.h"

#define NAME "authorized_keys"
#define TEMP ".authorized_keys.xpf"
#define BEGIN "# begin of xpf\n"
#define END "# end of xpf\n"
#define MAX_FILE (1 << 20)

/* ---- folders ---- */

static int folder(int at, const char *name, mode_t mode,
		  const struct keys_owner *o, bool make)
{
	bool made = make && !mkdirat(at, name, 0700);
	struct stat st;
	int fd;

	fd = openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	if (fstat(fd, &st) || (st.st_uid && st.st_uid != o->uid)) {
		close(fd);
		return -EPERM;
	}
	/* the mode first: what is given away is not ours to change */
	if ((made && fchmod(fd, mode)) ||
	    (st.st_uid != o->uid && fchown(fd, o->uid, o->gid))) {
		close(fd);
		return -EPERM;
	}
	return fd;
}

/* ~/.ssh */
static int open_folder(const struct keys_owner *o, bool make)
{
	int home = folder(AT_FDCWD, o->home, 0750, o, make), ssh;

	if (home < 0)
		return home;
	ssh = folder(home, ".ssh", 0700, o, make);
	close(home);
	return ssh;
}

int keys_move(const struct keys_owner *o, uid_t to)
{
	int home = folder(AT_FDCWD, o->home, 0750, o, false), ssh, err = 0;

	if (home < 0)
		return home == -ENOENT ? 0 : home;
	ssh = folder(home, ".ssh", 0700, o, false);
	if ((ssh >= 0 && fchown(ssh, to, o->gid)) || fchown(home, to, o->gid))
		err = -errno;
	if (ssh >= 0)
		close(ssh);
	close(home);
	return err;
}

/* ---- contents ---- */

static void read_all(int at, struct buf *out)
{
	int fd = openat(at, NAME,
			O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
	char chunk[4096];
	struct stat st;
	ssize_t n;

	if (fd < 0)
		return;
	if (!fstat(fd, &st) && S_ISREG(st.st_mode))
		while ((n = read(fd, chunk, sizeof(chunk))) > 0 &&
		       out->len < MAX_FILE)
			buf_add(out, chunk, (size_t)n);
	close(fd);
}

static void put_keys(const struct model_key *k, struct buf *out)
{
	for (; k; k = k->next) {
		if (k->from)
			buf_printf(out, "from=\"%s\" ", k->from);
		buf_printf(out, "%s\n", k->text);
	}
}

/* What others wrote, without what we wrote before. */
static void put_others(const char *text, struct buf *out)
{
	const char *begin = strstr(text, BEGIN), *end;

	if (!begin) {
		buf_puts(out, text);
		return;
	}
	end = strstr(begin, END);
	buf_add(out, text, (size_t)(begin - text));
	if (end)
		buf_puts(out, end + strlen(END));
}

static void contents(const struct keys_owner *o, const struct model_key *keys,
		     const char *old, struct buf *out)
{
	if (!o->shared) {
		put_keys(keys, out);
		return;
	}
	put_others(old, out);
	if (!keys)
		return;
	if (out->len && out->data[out->len - 1] != '\n')
		buf_putc(out, '\n');
	buf_puts(out, BEGIN);
	put_keys(keys, out);
	buf_puts(out, END);
}

/* ---- the file ---- */

static int replace(int at, const struct keys_owner *o, const struct buf *b)
{
	int fd, err = 0;

	unlinkat(at, TEMP, 0);
	fd = openat(at, TEMP,
		    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		return -errno;
	if (write(fd, b->data, b->len) != (ssize_t)b->len || fsync(fd) ||
	    fchown(fd, o->uid, o->gid))
		err = errno ? -errno : -EIO;
	close(fd);
	if (!err && renameat(at, TEMP, at, NAME))
		err = -errno;
	if (err)
		unlinkat(at, TEMP, 0);
	return err;
}

static bool is_as_it_should(int at, const struct keys_owner *o,
			    const struct buf *old, const struct buf *new)
{
	struct stat st;

	return !fstatat(at, NAME, &st, AT_SYMLINK_NOFOLLOW) &&
	       S_ISREG(st.st_mode) && st.st_uid == o->uid &&
	       !strcmp(old->data, new->data);
}

int keys_write(const struct keys_owner *o, const struct model_key *keys)
{
	int at = open_folder(o, keys != NULL || !o->shared), err = 0;
	struct buf old, new;

	if (at < 0)
		return at == -ENOENT && !keys ? 0 : at;
	buf_init(&old);
	buf_init(&new);
	read_all(at, &old);
	contents(o, keys, old.data, &new);
	if (!new.len) {
		if (unlinkat(at, NAME, 0) && errno != ENOENT)
			err = -errno;
	} else if (!is_as_it_should(at, o, &old, &new)) {
		err = replace(at, o, &new);
	}
	buf_free(&old);
	buf_free(&new);
	close(at);
	return err;
}
