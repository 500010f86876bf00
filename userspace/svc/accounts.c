// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * By difference: what is ours and no longer configured goes, what is
 * configured and is not there comes, the rest gets the lines it should have.
 * Files that are as they should be are not written.
 *
 * passwd is written before shadow: an account without a shadow entry lets
 * nobody in, one that is gone from passwd neither, so that nobody can log in
 * half way who could not before or after.  Keys come last.
 */
#include "svc/accounts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/buf.h"
#include "lib/diag.h"
#include "model/model.h"
#include "svc/keys.h"
#include "svc/passwd.h"

#define UID_FIRST 2000 /* as on Junos */
#define UID_LAST 64000
#define GID_FIRST 900 /* a group of the system */
#define GID_LAST 999
#define LOCK_TRIES 20
#define LOCK_WAIT_US 50000
#define HASH_MAX 512

struct accounts {
	const struct accounts_place *place;
	const struct model *m;
	struct diag *d;
	struct passwd_file passwd, shadow, group;
	long gid; /* of our group; -1: it is not there */
};

static void warn(struct accounts *a, const char *what, int err)
{
	diag_say(a->d, DIAG_WARNING, "accounts: %s: %s", what, strerror(-err));
}

/* ---- the lock that passwd(1) and useradd(8) take, too ---- */

static int lock(const char *root)
{
	struct flock fl = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	char path[PATH_MAX];
	int fd, i;

	snprintf(path, sizeof(path), "%s/etc/.pwd.lock", root);
	fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0)
		return -errno;
	for (i = 0; i < LOCK_TRIES; i++) {
		if (!fcntl(fd, F_SETLK, &fl))
			return fd;
		usleep(LOCK_WAIT_US);
	}
	close(fd);
	return -EBUSY;
}

/* ---- whose ---- */

static bool home_of(const char *name, char *out, size_t size)
{
	return snprintf(out, size, ACCOUNTS_HOME "/%s", name) < (int)size;
}

static bool is_ours(const struct accounts *a, const char *line)
{
	char name[128], home[PATH_MAX], want[PATH_MAX];

	return a->gid >= 0 && passwd_number(line, 3) == a->gid &&
	       passwd_number(line, 2) > 0 &&
	       passwd_field(line, 0, name, sizeof(name)) &&
	       passwd_field(line, 5, home, sizeof(home)) &&
	       home_of(name, want, sizeof(want)) && !strcmp(home, want);
}

static const struct model_account *configured(const struct model *m,
					      const char *name)
{
	const struct model_account *c;

	for (c = m->accounts; c; c = c->next)
		if (!strcmp(c->name, name))
			return c;
	return NULL;
}

/* ---- numbers ---- */

static bool has_number(const struct passwd_file *f, long n, const char *but)
{
	char name[128];
	size_t i;

	for (i = 0; i < f->line.n; i++)
		if (passwd_number(f->line.v[i], 2) == n &&
		    passwd_field(f->line.v[i], 0, name, sizeof(name)) &&
		    strcmp(name, but))
			return true;
	return false;
}

static bool is_wanted(const struct model *m, long uid)
{
	const struct model_account *c;

	for (c = m->accounts; c; c = c->next)
		if (c->uid == uid)
			return true;
	return false;
}

static long free_uid(const struct accounts *a)
{
	long uid;

	for (uid = UID_FIRST; uid <= UID_LAST; uid++)
		if (!is_wanted(a->m, uid) && !has_number(&a->passwd, uid, ""))
			return uid;
	return -1;
}

/* -1: it belongs to somebody else, or there is none left. */
static long uid_of(const struct accounts *a, const struct model_account *c,
		   const char *line)
{
	if (c->uid)
		return has_number(&a->passwd, c->uid, c->name) ? -1 :
								 (long)c->uid;
	if (line && !is_wanted(a->m, passwd_number(line, 2)))
		return passwd_number(line, 2);
	return free_uid(a);
}

static void need_group(struct accounts *a)
{
	char line[64];
	long gid;

	if (a->gid >= 0)
		return;
	for (gid = GID_LAST; gid >= GID_FIRST; gid--) {
		if (has_number(&a->group, gid, ""))
			continue;
		snprintf(line, sizeof(line), ACCOUNTS_GROUP ":x:%ld:", gid);
		passwd_set(&a->group, ACCOUNTS_GROUP, line);
		a->gid = gid;
		return;
	}
}

/* ---- lines ---- */

/* A password that is the same keeps its day. */
static void set_hash(struct accounts *a, const char *name, const char *hash)
{
	long i = passwd_find(&a->shadow, name);
	char old[HASH_MAX], line[HASH_MAX + 256];
	const char *rest = ":0:99999:7:::";

	if (i >= 0) {
		if (passwd_field(a->shadow.line.v[i], 1, old, sizeof(old)) &&
		    !strcmp(old, hash))
			return;
		/* what else is said of it stays */
		rest = strchr(a->shadow.line.v[i], ':');
		rest = rest ? strchr(rest + 1, ':') : NULL;
		rest = rest ? strchr(rest + 1, ':') : NULL;
		if (!rest)
			rest = ":0:99999:7:::";
	}
	snprintf(line, sizeof(line), "%s:%s:%ld%s", name, hash, a->place->today,
		 rest);
	passwd_set(&a->shadow, name, line);
}

/* He has another number now: what he needs to log in goes with it. */
static void move_home(struct accounts *a, const struct model_account *c,
		      uid_t from, uid_t to)
{
	char home[PATH_MAX];
	struct keys_owner o = { .home = home,
				.uid = from,
				.gid = (gid_t)a->gid };
	int err;

	snprintf(home, sizeof(home), "%s" ACCOUNTS_HOME "/%s", a->place->root,
		 c->name);
	err = keys_move(&o, to);
	if (err)
		warn(a, home, err);
}

static void set_account(struct accounts *a, const struct model_account *c)
{
	long i = passwd_find(&a->passwd, c->name), uid;
	const char *line = i >= 0 ? a->passwd.line.v[i] : NULL;
	struct buf b;

	if (line && !is_ours(a, line)) {
		diag_say(a->d, DIAG_WARNING,
			 "accounts: user '%s' is in the system already and "
			 "stays as it is",
			 c->name);
		return;
	}
	uid = uid_of(a, c, line);
	if (uid < 0) {
		diag_say(a->d, DIAG_WARNING,
			 "accounts: uid of user '%s' belongs to another "
			 "account",
			 c->name);
		return;
	}
	if (line && passwd_number(line, 2) != uid)
		move_home(a, c, (uid_t)passwd_number(line, 2), (uid_t)uid);
	buf_init(&b);
	buf_printf(&b, "%s:x:%ld:%ld:%s:" ACCOUNTS_HOME "/%s:%s", c->name, uid,
		   a->gid, c->full_name ? c->full_name : "", c->name,
		   a->place->shell);
	passwd_set(&a->passwd, c->name, b.data);
	buf_free(&b);
	/* no password is one that nothing matches, but no lock */
	set_hash(a, c->name,
		 c->hash && strlen(c->hash) < HASH_MAX ? c->hash : "*");
}

static void take_keys(struct accounts *a, const char *name, const char *line)
{
	char home[PATH_MAX];
	struct keys_owner o = { .home = home };
	int err;

	snprintf(home, sizeof(home), "%s" ACCOUNTS_HOME "/%s", a->place->root,
		 name);
	o.uid = (uid_t)passwd_number(line, 2);
	o.gid = (gid_t)a->gid;
	err = access(home, F_OK) ? 0 : keys_write(&o, NULL);
	if (err)
		warn(a, home, err);
}

static void remove_others(struct accounts *a)
{
	char name[128];
	size_t i = 0;

	while (i < a->passwd.line.n) {
		const char *line = a->passwd.line.v[i];

		if (!is_ours(a, line) ||
		    !passwd_field(line, 0, name, sizeof(name)) ||
		    configured(a->m, name)) {
			i++;
			continue;
		}
		take_keys(a, name, line);
		passwd_remove(&a->passwd, name);
		passwd_remove(&a->shadow, name);
	}
}

/* ---- root's password ---- */

/* "BEFORE\nOURS\n" */
static bool read_before(const struct accounts *a, char before[HASH_MAX],
			char ours[HASH_MAX])
{
	char path[PATH_MAX];
	bool ok;
	FILE *f;

	snprintf(path, sizeof(path), "%s/root-password", a->place->state_dir);
	f = fopen(path, "re");
	if (!f)
		return false;
	ok = fgets(before, HASH_MAX, f) && fgets(ours, HASH_MAX, f);
	fclose(f);
	if (!ok)
		return false;
	before[strcspn(before, "\n")] = '\0';
	ours[strcspn(ours, "\n")] = '\0';
	return true;
}

static int write_before(const struct accounts *a, const char *before,
			const char *ours)
{
	char path[PATH_MAX], temp[PATH_MAX + 8];
	int fd, err = 0;

	snprintf(path, sizeof(path), "%s/root-password", a->place->state_dir);
	snprintf(temp, sizeof(temp), "%s.new", path);
	fd = open(temp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0)
		return -errno;
	if (dprintf(fd, "%s\n%s\n", before, ours) < 0 || fsync(fd))
		err = -errno;
	close(fd);
	if (!err && rename(temp, path))
		err = -errno;
	return err;
}

static void forget_before(const struct accounts *a)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/root-password", a->place->state_dir);
	unlink(path);
}

static void root_password(struct accounts *a)
{
	const char *hash = a->m->root ? a->m->root->hash : NULL;
	char now[HASH_MAX], before[HASH_MAX], ours[HASH_MAX];
	long i = passwd_find(&a->shadow, "root");
	bool known = read_before(a, before, ours);
	int err;

	if (i < 0 || !passwd_field(a->shadow.line.v[i], 1, now, sizeof(now)))
		return;
	if (hash && strlen(hash) < HASH_MAX) {
		err = write_before(a, known ? before : now, hash);
		if (err)
			warn(a, a->place->state_dir, err);
		else
			set_hash(a, "root", hash);
	} else if (known) {
		/* what somebody has set since is his */
		if (!strcmp(now, ours))
			set_hash(a, "root", before);
		forget_before(a);
	}
}

/* ---- keys ---- */

static void root_keys(struct accounts *a)
{
	char home[PATH_MAX];
	struct keys_owner o = { .home = home, .shared = true };
	int err;

	snprintf(home, sizeof(home), "%s/root", a->place->root);
	err = keys_write(&o, a->m->root ? a->m->root->keys : NULL);
	if (err)
		warn(a, home, err);
}

static void give_keys(struct accounts *a, const struct model_account *c)
{
	long i = passwd_find(&a->passwd, c->name);
	char home[PATH_MAX];
	struct keys_owner o = { .home = home };
	int err;

	if (i < 0 || !is_ours(a, a->passwd.line.v[i]))
		return;
	snprintf(home, sizeof(home), "%s" ACCOUNTS_HOME "/%s", a->place->root,
		 c->name);
	o.uid = (uid_t)passwd_number(a->passwd.line.v[i], 2);
	o.gid = (gid_t)a->gid;
	err = keys_write(&o, c->keys);
	if (err)
		warn(a, home, err);
}

/* ---- all of it ---- */

static int read_files(struct accounts *a)
{
	const char *root = a->place->root;
	int err[3];
	long i;

	err[0] = passwd_read(&a->passwd, root, "/etc/passwd");
	err[1] = passwd_read(&a->shadow, root, "/etc/shadow");
	err[2] = passwd_read(&a->group, root, "/etc/group");
	i = passwd_find(&a->group, ACCOUNTS_GROUP);
	a->gid = i < 0 ? -1 : passwd_number(a->group.line.v[i], 2);
	return err[0] ? err[0] : err[1] ? err[1] : err[2];
}

static int write_files(struct accounts *a)
{
	int err = passwd_write(&a->group);

	if (!err)
		err = passwd_write(&a->passwd);
	if (!err)
		err = passwd_write(&a->shadow);
	return err;
}

static void make_homes(struct accounts *a)
{
	char home[PATH_MAX];

	snprintf(home, sizeof(home), "%s" ACCOUNTS_HOME, a->place->root);
	if (!mkdir(home, 0700)) {
		if (chmod(home, 0755))
			warn(a, home, -errno);
	} else if (errno != EEXIST) {
		warn(a, home, -errno);
	}
}

static void apply(struct accounts *a)
{
	const struct model_account *c;
	int err;

	remove_others(a);
	if (a->m->accounts)
		need_group(a);
	for (c = a->m->accounts; c && a->gid >= 0; c = c->next)
		set_account(a, c);
	root_password(a);
	err = write_files(a);
	if (err) {
		warn(a, "/etc", err);
		return;
	}
	if (a->m->accounts)
		make_homes(a);
	for (c = a->m->accounts; c; c = c->next)
		give_keys(a, c);
	root_keys(a);
}

void accounts_apply(const struct accounts_place *p, const struct model *m,
		    struct diag *d)
{
	struct accounts a = { .place = p, .m = m, .d = d };
	int fd = lock(p->root), err;

	if (fd < 0) {
		warn(&a, "/etc/.pwd.lock", fd);
		return;
	}
	err = read_files(&a);
	if (err)
		warn(&a, "/etc", err);
	else
		apply(&a);
	passwd_free(&a.passwd);
	passwd_free(&a.shadow);
	passwd_free(&a.group);
	close(fd);
}
