/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One file of the configuration store: header lines, then text.
 *
 *	## Last commit: 2026-11-23 17:00:00 UTC by root
 *	## Serial: 17
 *	## Via: cli
 *	## Comment: open the DMZ
 *	## At: 1795806000		(one that waits)
 *
 * A slot is replaced by write, fsync, rename, fsync of the folder, so that
 * a name always leads to a whole text.  What has no header is not a slot: a
 * file cut to nothing by a broken disk must never pass for an empty
 * configuration.
 */
#ifndef XPF_CONF_SLOT_H
#define XPF_CONF_SLOT_H

#include <stddef.h>
#include <stdint.h>

#include "conf/store.h"

struct buf;

struct slot_head {
	struct commit_info info;
	uint64_t serial;	/* of the commit, counted from 1 */
	time_t at;		/* it waits for its time; 0: it does not */
	char boot[40];		/* it waits for another boot than this one */
};

/* Durable when it returns 0; the old content stands when it does not. */
int slot_write(int dirfd, const char *name, const struct slot_head *h,
	       const char *text, size_t len);
/*
 * @text: what follows is added; header lines are left empty, so that line
 *	numbers are those of the file.  NULL: only the header is wanted
 * -ENOENT: no such file; -EINVAL: no header; -EFBIG.
 */
int slot_read(int dirfd, const char *name, struct slot_head *h,
	      struct buf *text);

/* Any small file, the same way. */
int slot_put(int dirfd, const char *name, const char *data, size_t len);
int slot_sync(int dirfd);

#endif
