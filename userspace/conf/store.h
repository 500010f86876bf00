/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The configuration store: active, 49 rollbacks, rescue, and the files they
 * live in.  STATE_DIR/
 *	xpf.conf	the active configuration, Junos text with header lines
 *	xpf.conf.1 ...	rollback 1 to 49
 *	rescue.conf	the rescue configuration
 *	pending		a confirmed commit waits: what to return to, and when
 *	lock		held by the one daemon that owns the directory
 * A file is replaced by write, fsync, rename, fsync of the folder: after a
 * crash at any instant the directory holds the old state or the new, whole.
 *
 * The store knows nothing of models or kernels: the manager calls
 * store_stage() before the new configuration takes effect, because a full
 * disk must be found out before anything has changed, and store_publish()
 * when it has taken effect.
 */
#ifndef XPF_CONF_STORE_H
#define XPF_CONF_STORE_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "conf/tree.h"

struct diag;
struct store;

#define STORE_ROLLBACKS 50

struct commit_info {
	time_t when;
	char user[64];
	char via[32];		/* "cli", "other", "netconf" */
	char comment[256];
	bool valid;
};

/*
 * @dir: created if it is not there
 * Fails with a fault in @d: -EBUSY when another process owns the directory.
 * A stored configuration that cannot be read is no failure of this function:
 * see store_damaged().
 */
int store_open(const struct schema *s, const char *dir, struct diag *d,
	       struct store **out);
void store_close(struct store *st);

/* Nothing was ever committed here: store_active() is empty. */
bool store_empty(const struct store *st);
/*
 * The active configuration is there but is not readable; store_open() said
 * why.  store_active() is empty, which must not be taken for a wish.  The
 * next commit ends this state; the file is kept as xpf.conf.damaged.
 */
bool store_damaged(const struct store *st);

struct tree *store_active(struct store *st);	/* never NULL; do not change */
/* Another number after every commit: has the active configuration changed? */
uint64_t store_serial(const struct store *st);
/* Rollback @n (0 is active) as a new tree, caller frees; NULL and errno. */
struct tree *store_rollback(struct store *st, int n);
/* NULL: there is no rollback @n. */
const struct commit_info *store_info(const struct store *st, int n);
/* Counted from 1 at the first commit; 0: there is no rollback @n. */
unsigned long store_revision(const struct store *st, int n);
struct tree *store_rescue(struct store *st);	/* NULL: none */
const struct commit_info *store_rescue_info(const struct store *st);
int store_rescue_save(struct store *st, const struct commit_info *by);
int store_rescue_delete(struct store *st);

/*
 * A commit in two steps.  store_stage() writes everything; then either
 * store_publish() makes @t (taken over then) the active configuration and
 * shifts the rollbacks, or store_unstage() forgets it.
 * @confirm_s: seconds until it must be confirmed, 0: it is final, and ends a
 *	confirmed commit that was pending
 */
int store_stage(struct store *st, struct tree *t, const struct commit_info *by,
		long confirm_s);
int store_publish(struct store *st);
void store_unstage(struct store *st);
/* Both steps; @t is taken over on success. */
int store_commit(struct store *st, struct tree *t,
		 const struct commit_info *by);

/*
 * A confirmed commit is remembered on disk, so that it ends after a restart.
 * One that follows another before it was confirmed returns to where the first
 * would have returned.
 */
time_t store_pending(const struct store *st);	/* deadline; 0: none */
/* The rollback to return to; -1: there was nothing, return to the empty one. */
int store_pending_back(const struct store *st);
int store_pending_clear(struct store *st);	/* confirmed */

/*
 * `commit at`: one configuration may wait for its time.  It is only kept
 * here; who commits it, and when, is the manager's business.
 */
struct store_waiting {
	struct commit_info by;	/* who wanted it, and when */
	time_t at;		/* 0: at the next boot */
	char boot[40];		/* the boot in which it was wanted */
};

int store_wait(struct store *st, const struct tree *t,
	       const struct store_waiting *w);
/* False: nothing waits. */
bool store_waits(const struct store *st, struct store_waiting *out);
/* The tree, caller frees; NULL and errno. */
struct tree *store_waiting_tree(struct store *st);
int store_wait_clear(struct store *st);

#endif
