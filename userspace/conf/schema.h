/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The grammar, as the rest of conf/ sees it: a read-only tree of statements
 * that the grammar compiler made of the YANG modules.  This is the only header
 * through which grammar facts flow; libyang is seen by that compiler alone.
 *
 * The CLI word of a node is its `keyword`; the XML and JSON name is its
 * `name`.  Choices and cases vanish into `choice`/`case` numbers.
 */
#ifndef XPF_CONF_SCHEMA_H
#define XPF_CONF_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>

enum snode_kind { SN_CONTAINER, SN_LIST, SN_LEAF, SN_LEAFLIST };

enum snode_flags {
	SN_ONELINER	= 1 << 0,	/* attributes on the statement's line */
	SN_HOMOGENEOUS	= 1 << 1,	/* list under one brace */
	SN_NOKEYWORD	= 1 << 2,	/* value without its word */
	SN_PRESENCE	= 1 << 3,	/* means something when empty */
	SN_MANDATORY	= 1 << 4,
	SN_SECRET	= 1 << 5,
	SN_UNSUPPORTED	= 1 << 6,	/* accepted, no effect yet: warning */
	SN_HIDDEN	= 1 << 7,
	SN_EMPTY	= 1 << 8,	/* a flag: leaf of type empty */
	SN_ORDERED	= 1 << 9,	/* ordered-by user: insert works */
	SN_KEY		= 1 << 10,	/* leaf is a key of its list */
	SN_ONELINER_PLUS = 1 << 11,	/* on one line while it has one child */
	SN_ONELINER_SINGLE = 1 << 19,	/* one statement, never several values */
	SN_UNIVERSAL	= 1 << 12,	/* allowed anywhere: apply-groups, ... */
	SN_GROUPS	= 1 << 14,	/* the list that holds groups */
	SN_REST		= 1 << 15,	/* argument: all remaining words */
	SN_SEQUENCE	= 1 << 16,	/* list whose order means something */
	SN_HASH		= 1 << 24,	/* a secret kept as a hash: secret.h */
	SN_DIALOGUE	= 1 << 25,	/* asks for a password, stores its hash */
	SN_EXPANDS	= 1 << 17,	/* it or something below stands for others */
	SN_NAMED_KEY	= 1 << 18,	/* list: its first key has a word, too */
	SN_ONELINER_FLAG = 1 << 21,	/* one flag, no value */
	SN_EXPRESSION	= 1 << 22,	/* values may be expression.h's */
	SN_FOREIGN	= 1 << 20,	/* list: the root's statements once more;
					 * their ->parent is the root */
};

struct vtype;
struct must;

/*
 * Where the values of a leaf or key come from, from `ref`: one of the places
 * must hold the value.  The path language is described in yang/xpf-cli.yang.
 */
struct snode_ref {
	const char *path;	/* "security zones security-zone" */
	const char *message;	/* %s: the value; NULL: said with the last */
	int up;			/* blame the statement so many levels above */
};

struct snode_must {
	const struct must *expr;
	const char *message;
};

struct snode {
	enum snode_kind kind;
	unsigned int flags;
	const char *name;	/* YANG name: XML and JSON */
	const char *keyword;	/* CLI word */
	const char *help;
	const char *placeholder; /* "<zone>", NULL: from the type */
	const char *dflt;	/* default value, NULL: none */
	const char *units;	/* "seconds", NULL: none */
	struct snode *parent;
	struct snode **child;	/* in schema order, keys first */
	size_t nchild;
	struct snode **key;	/* lists: leading children */
	size_t nkey;
	const struct snode_ref *ref;
	size_t nref;
	unsigned int max;	/* instances or values, 0: any number */
	unsigned int choice, cas;	/* 0: not in a choice */
	int order;		/* place among its siblings as shown */
	struct snode **bare;	/* children that come without a keyword */
	size_t nbare;
	const struct vtype *type; /* leaves: see type.h */
	const struct snode_must *must;
	size_t nmust;
	const char *const *required; /* words of mandatory children, to NULL */
	const char *shorthand;	/* list whose key may carry ".N" of a child */
	const char *optional;	/* key: words before it that give it a value;
				 * NULL: it always has one */
	const char *expands;	/* lists: see yang/xpf-cli.yang, or NULL */
	const char *collects;	/* leaf: the list its path fills, or NULL */
	const char *warning;	/* SN_UNSUPPORTED: what a commit says */
	const char *rest;	/* SN_REST: "configuration" or "" */
	const char *rpc;	/* commands: name of the XML RPC, NULL: none */
	const char *permission;	/* commands: "view", "clear", ...; "none" */
	const char *not_yet;	/* commands: the whole answer, NULL: it runs */
	const char *shows;	/* commands: path of a statement, or NULL */
	struct snode **word;	/* children by keyword, in its order; few */
	size_t nword;		/* have none: each is looked at */
};

/* Universal statements and the root's come before those of the grammar. */
#define SNODE_FIRST_ORDER (-8)

/* "interfaces { a; b; }": a list whose word and brace stand once. */
static inline bool snode_shares_brace(const struct snode *s)
{
	return s->kind == SN_LIST && s->flags & SN_HOMOGENEOUS &&
	       !(s->flags & SN_NOKEYWORD);
}

struct diag;
struct buf;

/* The built-in grammar. NULL and a log line on failure. */
struct schema *schema_load(void);
void schema_free(struct schema *s);
const struct snode *schema_config(const struct schema *s); /* root container */
const struct snode *schema_command(const struct schema *s); /* root of rpcs */

/*
 * Statements that are allowed at any level: apply-groups, apply-groups-except,
 * apply-macro; at the root also version and groups.  Not in child[].
 */
const struct snode *schema_universal(const struct schema *s,
				     const struct snode *n, const char *keyword);
/* What every firewall is born with (junos-defaults), as a tree. */
struct tree;
const struct tree *schema_defaults(const struct schema *s);

/* A child by its word; those without keyword are found by none. */
const struct snode *snode_child(const struct snode *n, const char *keyword);
const struct snode *snode_child_named(const struct snode *n, const char *name);

/* Does the nth key of a list stand behind its own word? */
bool snode_key_named(const struct snode *list, size_t nth);
/* Has it a value at all, given those before it? Otherwise it is "". */
bool snode_key_given(const struct snode *list, size_t nth,
		     const char *const *keys);

/*
 * Check one value of a leaf, leaf-list or key against its type and bring it
 * to normal form.
 * @out: the normal form (caller's buffer), may be NULL
 * Returns NULL if it is fine, else a static or per-thread message in Junos'
 * words, such as "invalid value '256' in ip address: '100.1.1.256'".
 */
const char *snode_check_value(const struct snode *n, const char *value,
			      struct buf *out);

#endif
