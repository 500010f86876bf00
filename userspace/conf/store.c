// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * The store.  Publishing a commit shifts the rollbacks up by one, from the
 * last to the first, makes xpf.conf.1 a second name of xpf.conf, and renames
 * the new text over xpf.conf: that one rename is the commit.  Before it, all
 * old texts are there, some perhaps one number higher than they should be
 * (number 50 exists for that instant only); repair() at the next start closes
 * the hole again.  It needs no journal: a hole, or a rollback 1 with the
 * serial number of the active configuration, says how far the shift came.
 *
 * The serial number of a commit also says whether a pending confirmed commit
 * concerns the active configuration: "pending" is written before the rename
 * and names the commit that it waits for, so a line whose commit is not the
 * active one is void.  Void lines are removed before the next serial number
 * is given out.
 */
#include "conf/store.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "conf/conf.h"
#include "conf/slot.h"
#include "lib/log.h"

#define NEW "xpf.conf.new"
#define WAITING "waiting.conf"

struct pending {
	uint64_t commit; /* serial; 0: none */
	uint64_t back; /* serial to return to */
	time_t deadline;
	long seconds; /* that were asked for */
};

struct store {
	const struct schema *schema;
	char *dir;
	int dirfd, lockfd;
	bool damaged;
	struct tree *active;
	struct slot_head head[STORE_ROLLBACKS];
	struct slot_head rescue, waiting;
	struct pending pending;
	/* between store_stage() and store_publish() */
	struct tree *staged;
	struct slot_head staged_head;
	struct pending staged_pending;
};

static const char *slot_name(int n, char name[32])
{
	if (n)
		snprintf(name, 32, "xpf.conf.%d", n);
	else
		strcpy(name, "xpf.conf");
	return name;
}

static int slot_rename(struct store *st, int from, int to)
{
	char a[32], b[32];

	slot_name(from, a);
	slot_name(to, b);
	return renameat(st->dirfd, a, st->dirfd, b) ? -errno : 0;
}

static bool slot_exists(struct store *st, int n)
{
	char name[32];

	return !faccessat(st->dirfd, slot_name(n, name), F_OK,
			  AT_SYMLINK_NOFOLLOW);
}

/* ---- the lock ---- */

static int lock(struct store *st, struct diag *d)
{
	char pid[32];
	ssize_t n;
	int fd;

	fd = openat(st->dirfd, "lock", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0) {
		diag_say(d, DIAG_ERROR, "%s/lock: %s", st->dir,
			 strerror(errno));
		return -errno;
	}
	if (flock(fd, LOCK_EX | LOCK_NB)) {
		n = pread(fd, pid, sizeof(pid) - 1, 0);
		pid[n > 0 ? n : 0] = '\0';
		pid[strcspn(pid, "\n")] = '\0';
		diag_say(d, DIAG_ERROR,
			 "configuration database %s is in use by process %s",
			 st->dir, pid[0] ? pid : "?");
		close(fd);
		return -EBUSY;
	}
	st->lockfd = fd;
	n = snprintf(pid, sizeof(pid), "%d\n", getpid());
	if (ftruncate(fd, 0) || pwrite(fd, pid, (size_t)n, 0) != n)
		log_warn("%s/lock: %m", st->dir);
	return 0;
}

/* ---- after a crash ---- */

/* Names that end in '~' or are NEW were never published. */
static void remove_rests(struct store *st)
{
	struct dirent *e;
	size_t len;
	DIR *dir;
	int fd;

	fd = openat(st->dirfd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return;
	dir = fdopendir(fd);
	if (!dir) {
		close(fd);
		return;
	}
	while ((e = readdir(dir))) {
		len = strlen(e->d_name);
		if (e->d_name[len - 1] == '~' || !strcmp(e->d_name, NEW))
			unlinkat(st->dirfd, e->d_name, 0);
	}
	closedir(dir);
}

/* A shift that was not finished left one hole: close it. */
static void repair(struct store *st)
{
	struct slot_head active, first;
	char name[32];
	int i, to = 1;

	remove_rests(st);
	if (!slot_read(st->dirfd, slot_name(0, name), &active, NULL) &&
	    !slot_read(st->dirfd, slot_name(1, name), &first, NULL) &&
	    first.serial == active.serial)
		unlinkat(st->dirfd, name, 0);
	for (i = 1; i <= STORE_ROLLBACKS; i++) {
		if (!slot_exists(st, i))
			continue;
		if (i != to && slot_rename(st, i, to))
			log_err("%s: cannot move rollback %d: %m", st->dir, i);
		to++;
	}
	unlinkat(st->dirfd, slot_name(STORE_ROLLBACKS, name), 0);
	slot_sync(st->dirfd);
}

/* ---- reading ---- */

/* NULL: faults in @d, and errno. */
static struct tree *load(struct store *st, const char *name,
			 struct slot_head *h, struct diag *d)
{
	struct tree *t = NULL;
	int before = diag_errors(d);
	struct buf text;
	int err;

	buf_init(&text);
	err = slot_read(st->dirfd, name, h, &text);
	if (err == -EINVAL)
		diag_say(d, DIAG_ERROR,
			 "%s/%s: no header, this is not a whole file", st->dir,
			 name);
	else if (err)
		diag_say(d, DIAG_ERROR, "%s/%s: %s", st->dir, name,
			 strerror(-err));
	else
		t = conf_parse(st->schema, name, text.data, text.len, d);
	buf_free(&text);
	if (t && diag_errors(d) > before) {
		tree_free(t);
		t = NULL;
	}
	errno = err ? -err : EINVAL;
	return t;
}

static void read_heads(struct store *st)
{
	char name[32];
	int i;

	for (i = 1; i < STORE_ROLLBACKS; i++)
		slot_read(st->dirfd, slot_name(i, name), &st->head[i], NULL);
	slot_read(st->dirfd, "rescue.conf", &st->rescue, NULL);
	slot_read(st->dirfd, WAITING, &st->waiting, NULL);
}

/* ---- the file of the confirmed commit: COMMIT BACK DEADLINE SECONDS ---- */

static void put_pending(struct buf *b, const struct pending *p)
{
	if (p->commit)
		buf_printf(b, "%llu %llu %lld %ld\n",
			   (unsigned long long)p->commit,
			   (unsigned long long)p->back, (long long)p->deadline,
			   p->seconds);
}

/* The one that is valid now, and the one of the commit that is coming. */
static int write_pending(struct store *st, const struct pending *coming)
{
	struct buf b;
	int err;

	buf_init(&b);
	put_pending(&b, &st->pending);
	if (coming)
		put_pending(&b, coming);
	if (b.len)
		err = slot_put(st->dirfd, "pending", b.data, b.len);
	else if (unlinkat(st->dirfd, "pending", 0))
		err = errno == ENOENT ? 0 : -errno;
	else
		err = slot_sync(st->dirfd);
	buf_free(&b);
	return err;
}

static void read_pending(struct store *st)
{
	unsigned long long commit, back;
	long long deadline;
	long seconds;
	FILE *f;
	int fd;

	fd = openat(st->dirfd, "pending", O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return;
	f = fdopen(fd, "r");
	if (!f) {
		close(fd);
		return;
	}
	while (fscanf(f, "%llu %llu %lld %ld\n", &commit, &back, &deadline,
		      &seconds) == 4) {
		if (commit != st->head[0].serial)
			continue;
		st->pending.commit = commit;
		st->pending.back = back;
		st->pending.deadline = deadline;
		st->pending.seconds = seconds;
		/* the clock was set: never wait longer than was asked for */
		if (deadline > time(NULL) + seconds)
			st->pending.deadline = time(NULL) + seconds;
	}
	fclose(f);
	write_pending(st, NULL);
}

static void read_active(struct store *st, struct diag *d)
{
	if (slot_exists(st, 0)) {
		st->active = load(st, "xpf.conf", &st->head[0], d);
		st->damaged = !st->active;
	} else if (slot_exists(st, 1)) {
		diag_say(d, DIAG_ERROR,
			 "%s/xpf.conf is missing, but rollbacks are there",
			 st->dir);
		st->damaged = true;
	}
	if (!st->active)
		st->active = tree_new(st->schema);
}

int store_open(const struct schema *s, const char *dir, struct diag *d,
	       struct store **out)
{
	struct store *st = calloc(1, sizeof(*st));
	int err;

	if (!st)
		return -ENOMEM;
	st->schema = s;
	st->dir = strdup(dir);
	st->lockfd = -1;
	if (mkdir(dir, 0700) && errno != EEXIST)
		st->dirfd = -1;
	else
		st->dirfd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (st->dirfd < 0) {
		err = -errno;
		diag_say(d, DIAG_ERROR, "%s: %s", dir, strerror(errno));
		goto err_close;
	}
	err = lock(st, d);
	if (err)
		goto err_close;
	repair(st);
	read_active(st, d);
	read_heads(st);
	read_pending(st);
	*out = st;
	return 0;

err_close:
	store_close(st);
	return err;
}

void store_close(struct store *st)
{
	if (!st)
		return;
	store_unstage(st);
	tree_free(st->active);
	if (st->lockfd >= 0)
		close(st->lockfd);
	if (st->dirfd >= 0)
		close(st->dirfd);
	free(st->dir);
	free(st);
}

bool store_empty(const struct store *st)
{
	return !st->head[0].info.valid && !st->damaged;
}

bool store_damaged(const struct store *st)
{
	return st->damaged;
}

struct tree *store_active(struct store *st)
{
	return st->active;
}

static struct tree *load_or_log(struct store *st, const char *name)
{
	struct diag *d = diag_new();
	struct slot_head h;
	struct tree *t;
	struct buf b;
	int err;

	t = load(st, name, &h, d);
	err = errno;
	if (!t && err != ENOENT) {
		buf_init(&b);
		diag_print(d, &b);
		log_err("%s/%s cannot be read:\n%s", st->dir, name, b.data);
		buf_free(&b);
	}
	diag_free(d);
	errno = err;
	return t;
}

struct tree *store_rollback(struct store *st, int n)
{
	char name[32];

	if (n < 0 || n >= STORE_ROLLBACKS) {
		errno = ERANGE;
		return NULL;
	}
	if (!n && !st->damaged)
		return tree_dup(st->active);
	return load_or_log(st, slot_name(n, name));
}

uint64_t store_serial(const struct store *st)
{
	return st->head[0].serial;
}

const struct commit_info *store_info(const struct store *st, int n)
{
	if (n < 0 || n >= STORE_ROLLBACKS || !st->head[n].info.valid)
		return NULL;
	return &st->head[n].info;
}

unsigned long store_revision(const struct store *st, int n)
{
	return store_info(st, n) ? (unsigned long)st->head[n].serial : 0;
}

/* ---- rescue ---- */

struct tree *store_rescue(struct store *st)
{
	return load_or_log(st, "rescue.conf");
}

const struct commit_info *store_rescue_info(const struct store *st)
{
	return st->rescue.info.valid ? &st->rescue.info : NULL;
}

static int write_tree(struct store *st, const char *name,
		      const struct slot_head *h, const struct tree *t)
{
	struct buf text;
	int err;

	buf_init(&text);
	conf_print(tree_root(t), CONF_TEXT, CONF_SECRETS, &text);
	err = slot_write(st->dirfd, name, h, text.data, text.len);
	buf_free(&text);
	return err;
}

int store_rescue_save(struct store *st, const struct commit_info *by)
{
	struct slot_head h = { .info = *by, .serial = st->head[0].serial };
	int err;

	h.info.valid = true;
	err = write_tree(st, "rescue.conf", &h, st->active);
	if (!err)
		st->rescue = h;
	return err;
}

int store_rescue_delete(struct store *st)
{
	if (unlinkat(st->dirfd, "rescue.conf", 0))
		return -errno;
	st->rescue.info.valid = false;
	return slot_sync(st->dirfd);
}

/* ---- commit ---- */

static int stage_pending(struct store *st, long seconds)
{
	struct pending *p = &st->staged_pending;

	memset(p, 0, sizeof(*p));
	if (!seconds)
		return 0;
	p->commit = st->staged_head.serial;
	p->back = st->pending.commit ? st->pending.back : st->head[0].serial;
	p->deadline = time(NULL) + seconds;
	p->seconds = seconds;
	return write_pending(st, p);
}

static uint64_t next_serial(const struct store *st)
{
	uint64_t max = 0;
	int i;

	for (i = 0; i < STORE_ROLLBACKS; i++)
		if (st->head[i].serial > max)
			max = st->head[i].serial;
	return max + 1;
}

int store_stage(struct store *st, struct tree *t, const struct commit_info *by,
		long confirm_s)
{
	int err;

	store_unstage(st);
	st->staged_head.info = *by;
	st->staged_head.info.valid = true;
	st->staged_head.serial = next_serial(st);
	err = write_tree(st, NEW, &st->staged_head, t);
	if (!err)
		err = stage_pending(st, confirm_s);
	st->staged = t;
	if (err)
		store_unstage(st);
	return err;
}

void store_unstage(struct store *st)
{
	if (!st->staged)
		return;
	unlinkat(st->dirfd, NEW, 0);
	if (st->staged_pending.commit)
		write_pending(st, NULL);
	st->staged = NULL;
}

/* Afterwards the active text has a second name and number 1 is free. */
static int shift(struct store *st)
{
	char a[32], b[32];
	int i, err;

	for (i = STORE_ROLLBACKS - 1; i >= 1; i--) {
		err = slot_rename(st, i, i + 1);
		if (err && err != -ENOENT)
			return err;
	}
	if (linkat(st->dirfd, slot_name(0, a), st->dirfd, slot_name(1, b), 0))
		return -errno;
	return slot_sync(st->dirfd);
}

static int keep_damaged(struct store *st)
{
	unlinkat(st->dirfd, "xpf.conf.damaged", 0);
	if (linkat(st->dirfd, "xpf.conf", st->dirfd, "xpf.conf.damaged", 0) &&
	    errno != ENOENT)
		return -errno;
	return slot_sync(st->dirfd);
}

/* What is on the disk from here on is the new state. */
static void published(struct store *st, bool shifted)
{
	char name[32];
	int i;

	if (slot_sync(st->dirfd))
		log_err("%s: %m", st->dir);
	unlinkat(st->dirfd, slot_name(STORE_ROLLBACKS, name), 0);
	if (shifted)
		for (i = STORE_ROLLBACKS - 1; i >= 1; i--)
			st->head[i] = st->head[i - 1];
	st->head[0] = st->staged_head;
	st->pending = st->staged_pending;
	write_pending(st, NULL);
	tree_free(st->active);
	st->active = st->staged;
	st->staged = NULL;
	st->damaged = false;
}

int store_publish(struct store *st)
{
	bool shifted = !st->damaged && st->head[0].info.valid;
	int err = 0;

	if (!st->staged)
		return -EINVAL;
	if (st->damaged)
		err = keep_damaged(st);
	else if (shifted)
		err = shift(st);
	if (!err && renameat(st->dirfd, NEW, st->dirfd, "xpf.conf"))
		err = -errno;
	if (err) {
		log_err("%s: commit not stored: %s", st->dir, strerror(-err));
		store_unstage(st);
		repair(st);
		return err;
	}
	published(st, shifted);
	return 0;
}

int store_commit(struct store *st, struct tree *t, const struct commit_info *by)
{
	int err = store_stage(st, t, by, 0);

	return err ? err : store_publish(st);
}

/* ---- confirmed commits ---- */

time_t store_pending(const struct store *st)
{
	return st->pending.commit ? st->pending.deadline : 0;
}

int store_pending_back(const struct store *st)
{
	int i, last = -1;

	for (i = 1; i < STORE_ROLLBACKS && st->head[i].info.valid; i++) {
		if (st->head[i].serial == st->pending.back)
			return i;
		last = i;
	}
	return last;
}

int store_pending_clear(struct store *st)
{
	memset(&st->pending, 0, sizeof(st->pending));
	return write_pending(st, NULL);
}

/* ---- commits that wait ---- */

int store_wait(struct store *st, const struct tree *t,
	       const struct store_waiting *w)
{
	struct slot_head h = { .info = w->by, .at = w->at };
	int err;

	h.info.valid = true;
	if (!w->at)
		memcpy(h.boot, w->boot, sizeof(h.boot));
	err = write_tree(st, WAITING, &h, t);
	if (!err)
		st->waiting = h;
	return err;
}

bool store_waits(const struct store *st, struct store_waiting *out)
{
	if (!st->waiting.info.valid)
		return false;
	out->by = st->waiting.info;
	out->at = st->waiting.at;
	memcpy(out->boot, st->waiting.boot, sizeof(out->boot));
	return true;
}

struct tree *store_waiting_tree(struct store *st)
{
	return load_or_log(st, WAITING);
}

int store_wait_clear(struct store *st)
{
	if (unlinkat(st->dirfd, WAITING, 0) && errno != ENOENT)
		return -errno;
	st->waiting.info.valid = false;
	return slot_sync(st->dirfd);
}
