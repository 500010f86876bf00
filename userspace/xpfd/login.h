/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A person who uses the shell, as `system login` of the active configuration
 * has it: class, permission bits, and the regular expressions that allow and
 * deny.  The predefined classes cannot be redefined; who is not configured
 * may do nothing, except root, who may do everything.
 */
#ifndef XPF_XPFD_LOGIN_H
#define XPF_XPFD_LOGIN_H

#include <regex.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "conf/tree.h"
#include "xpfd/permission.h"

/*
 * What is matched is bounded: an expression that could take long to match is
 * taken as one that cannot be read, and what is too long to be judged is
 * denied.  An allowing expression that cannot be read allows nothing, a
 * denying one denies everything.
 */
#define RULE_MAX_PATTERN 2048
#define RULE_MAX_SUBJECT 4096

struct rule_set {
	regex_t *re;
	size_t n;
	bool broken;		/* one of them cannot be read */
	char *text;		/* as configured, for show; NULL: none */
};

/* allow-X and deny-X, or allow-X-regexps and deny-X-regexps. */
struct rules {
	struct rule_set allow, deny;
	bool listed;		/* the -regexps form: deny goes first */
};

struct login {
	char user[64];
	char class[128];
	bool known;		/* the configuration has this user */
	uint64_t bits;
	struct rules command, statement;
	long idle_minutes;	/* of the class; 0: none */
	bool tip;
};

/*
 * @root: of the effective active configuration
 * @l: overwritten; free with login_free()
 */
void login_load(struct login *l, const struct cnode *root, const char *user,
		uid_t uid);
void login_free(struct login *l);

/* May everything: no rule need be asked. */
bool login_is_super(const struct login *l);
/* May somebody with this class run a command that needs @permission? */
bool login_runs(const struct login *l, const char *permission,
		const char *command);
/* Statements, by their words from the root. */
bool login_sees(const struct login *l, struct area area, const char *path);
bool login_changes(const struct login *l, struct area area, const char *path);
/* Do paths matter, or areas alone? */
bool login_wants_paths(const struct login *l);
bool login_sees_secrets(const struct login *l);
bool login_changes_secrets(const struct login *l);

/* `show cli authorization` */
struct writer;
void login_print(const struct login *l, struct writer *w);

#endif
