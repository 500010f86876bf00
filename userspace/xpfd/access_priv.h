/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of access share. */
#ifndef XPF_XPFD_ACCESS_PRIV_H
#define XPF_XPFD_ACCESS_PRIV_H

#include "xpfd/access.h"
#include "xpfd/login.h"
#include "xpfd/permission.h"
#include "xpfd/shell_priv.h"

struct access {
	struct manager *m;
	char user[64];
	uid_t uid;
	struct login login;
	bool loaded;
	uint64_t serial;		/* of the configuration it comes from */

	bool guarded;			/* the command changes the candidate */
	struct tree *before;		/* the candidate as it was */
	VEC(struct tree *) views;	/* copies that were shown */
};

/* The class as the active configuration has it now. */
const struct login *access_login(struct access *a);
const struct areas *access_areas(const struct access *a);

/* access_offer.c: one candidate less */
void access_remove(struct completions *c, size_t i);
/* access_edit.c: the words of a `set`; false after a caret. */
bool access_set(struct shell *s, const struct line *l);

#endif
