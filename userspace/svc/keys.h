/* SPDX-License-Identifier: GPL-3.0-or-later */
/* authorized_keys of sshd(8). */
#ifndef XPF_SVC_KEYS_H
#define XPF_SVC_KEYS_H

#include <stdbool.h>
#include <sys/types.h>

#include "model/account.h"

struct keys_owner {
	const char *home;	/* with the root in which it is */
	uid_t uid;
	gid_t gid;
	bool shared;		/* others have keys there: ours are marked */
};

/*
 * The file has these keys; without any there is none, or nothing of ours in
 * it.  The folders are made.  0 or negative errno.
 */
int keys_write(const struct keys_owner *o, const struct model_key *keys);
/* His home and ~/.ssh belong to @to from now on. */
int keys_move(const struct keys_owner *o, uid_t to);

#endif
