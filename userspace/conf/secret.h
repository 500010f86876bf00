/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Secrets as Junos stores them.  A reversible one - a pre-shared key, a
 * RADIUS secret, an authentication key - is kept as "$9$...", which hides it
 * from a glance and from nothing else; a password is kept as a hash of
 * crypt(3).  Statements say which by `cli:secret`.
 */
#ifndef XPF_CONF_SECRET_H
#define XPF_CONF_SECRET_H

#include <stdbool.h>

struct buf;
struct cnode;
struct snode;

/*
 * Is it in the form "$9$...", or "$8$...", which needs the master password of
 * another machine?  Not whether it can be decoded.
 */
bool secret_is_encoded(const char *value);

/*
 * The cleartext of a stored secret, for those who need it: a value that is
 * not encoded is its own cleartext.
 * Returns 0, or -1 when it is no valid encoding; @out is unchanged then.
 */
int secret_decode(const char *value, struct buf *out);

/*
 * "$9$..." of a cleartext.  The salt is a function of the text: the same
 * configuration loaded twice is the same, and compares as such.
 */
void secret_encode(const char *clear, struct buf *out);

/* A cleartext password as crypt(3) "$6$..."; false: no randomness. */
bool secret_hash(const char *password, struct buf *out);

/*
 * The value of a secret statement in the form that is stored; what the type
 * demands is demanded of the cleartext.  One that is encoded but cannot be
 * decoded, as in a configuration that was made fit to be shown, is kept.
 * NULL, or what is wrong.
 */
const char *secret_check(const struct snode *n, const char *value,
			 struct buf *out);

/*
 * What stands in a tree for a secret that its reader may not see, followed
 * by a tag: equal secrets have equal tags.
 */
#define SECRET_DATA "/* SECRET-DATA */"
void secret_hide(const char *value, struct buf *out);

/* Is this value of a statement to be printed as SECRET_DATA? @flags: CONF_* */
bool secret_is_hidden(const struct snode *s, const char *value,
		      unsigned int flags);

/* As it is printed: always in quotes. */
void secret_quote(const char *value, struct buf *out);

#endif
