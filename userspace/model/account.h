/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * [edit system login user] and root-authentication: who may log in to the
 * machine, and by what he is known.  What he may do then is no concern of the
 * system's accounts; xpfd/login.c reads the classes.
 */
#ifndef XPF_MODEL_ACCOUNT_H
#define XPF_MODEL_ACCOUNT_H

#include <stdint.h>

struct model_key {
	struct model_key *next;
	const char *text;		/* "ssh-ed25519 AAAA... comment" */
	const char *from;		/* pattern-list of hosts, or NULL */
};

struct model_account {
	struct model_account *next;	/* in the order of the configuration */
	const char *name;
	const char *full_name;		/* or NULL */
	const char *hash;		/* of crypt(3); NULL: no password */
	uint32_t uid;			/* 0: the system chooses */
	struct model_key *keys;
};

#endif
