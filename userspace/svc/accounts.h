/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The accounts of the system are those of [edit system login user].  An
 * account is ours when its primary group is ACCOUNTS_GROUP and its home is
 * below ACCOUNTS_HOME; no other one is ever changed, but root's password and
 * keys, which root-authentication speaks of.
 */
#ifndef XPF_SVC_ACCOUNTS_H
#define XPF_SVC_ACCOUNTS_H

struct diag;
struct model;

#define ACCOUNTS_GROUP "xpf-login"
#define ACCOUNTS_HOME "/var/home"
#define ACCOUNTS_SHELL "/usr/bin/cli"

struct accounts_place {
	const char *root;	/* "", or a folder with an etc in it */
	const char *shell;	/* what they run: ACCOUNTS_SHELL */
	const char *state_dir;	/* has what root's password was before */
	long today;		/* days since 1970, for shadow(5) */
};

/*
 * Make it so.  What cannot be done is a warning in @d, and is tried again with
 * the next commit.
 */
void accounts_apply(const struct accounts_place *p, const struct model *m,
		    struct diag *d);

#endif
