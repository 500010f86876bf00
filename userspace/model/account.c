// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * Accounts.  What becomes a field of /etc/passwd or a line of authorized_keys
 * must not be able to become two: anything that could is a fault here, and
 * svc/ need not look again.
 */
#include <string.h>

#include "conf/secret.h"
#include "lib/buf.h"
#include "model/builder.h"

/* ---- words of a line ---- */

static bool has_control(const char *s)
{
	for (; *s; s++)
		if ((unsigned char)*s < ' ' || *s == 0x7f)
			return true;
	return false;
}

/* As crypt(3) writes it: "$6$salt$hash"; nothing else can be matched. */
static bool is_hash(const char *s)
{
	return *s && !s[strspn(s, "abcdefghijklmnopqrstuvwxyz"
				  "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				  "0123456789./$,=*!+-_")];
}

static const char *hash_of(struct builder *b, const struct cnode *auth)
{
	const char *v = cn_value(auth, "encrypted-password"), *kept;
	struct buf clear;

	if (!v)
		return NULL;
	buf_init(&clear);
	if (secret_decode(v, &clear))
		buf_puts(&clear, v);
	kept = keep(b, clear.data);
	buf_free(&clear);
	if (is_hash(kept))
		return kept;
	fault_at(b, cn_child(auth, "encrypted-password"),
		 "Invalid encrypted password");
	return NULL;
}

/* The kind is the first word of the key, not only that of the statement. */
static bool is_key(const char *text)
{
	static const char *const kinds[] = { "ssh-rsa ",
					     "ssh-dss ",
					     "ssh-ed25519 ",
					     "ecdsa-sha2-nistp256 ",
					     "ecdsa-sha2-nistp384 ",
					     "ecdsa-sha2-nistp521 " };
	size_t i;

	if (has_control(text))
		return false;
	for (i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (!strncmp(text, kinds[i], strlen(kinds[i])))
			return true;
	return false;
}

/* ---- keys ---- */

static void add_key(struct builder *b, const struct cnode *n,
		    struct model_key ***end)
{
	const char *from = cn_value(n, "from");
	struct model_key *k;

	if (!is_key(cn_key(n, 0))) {
		fault_at(b, n, "Invalid ssh public key");
		return;
	}
	if (from && (has_control(from) || strpbrk(from, "\"\\"))) {
		fault_at(b, n, "Invalid pattern-list of hosts");
		return;
	}
	k = arena_new_obj(b->a, struct model_key);
	k->text = keep(b, cn_key(n, 0));
	k->from = from ? keep(b, from) : NULL;
	**end = k;
	*end = &k->next;
}

static struct model_key *keys_of(struct builder *b, const struct cnode *auth)
{
	static const char *const words[] = { "ssh-rsa", "ssh-dsa", "ssh-ecdsa",
					     "ssh-ed25519" };
	struct model_key *first = NULL, **end = &first;
	const struct cnode *n;
	size_t i;

	if (cn_has(auth, "no-public-keys"))
		return NULL;
	for (i = 0; i < sizeof(words) / sizeof(*words); i++)
		for (n = cn_first(auth, words[i]); n; n = cn_next(n))
			add_key(b, n, &end);
	return first;
}

static struct model_account *account(struct builder *b, const char *name,
				     const struct cnode *auth)
{
	struct model_account *a = arena_new_obj(b->a, struct model_account);

	a->name = keep(b, name);
	a->hash = hash_of(b, auth);
	a->keys = keys_of(b, auth);
	return a;
}

/* ---- users ---- */

static const struct model_account *by_uid(const struct model *m, uint32_t uid)
{
	const struct model_account *a;

	for (a = m->accounts; a; a = a->next)
		if (uid && a->uid == uid)
			return a;
	return NULL;
}

static void add_user(struct builder *b, const struct cnode *n,
		     struct model_account ***end)
{
	struct model_account *a;
	const char *full = cn_value(n, "full-name");
	uint32_t uid = (uint32_t)cn_number(n, "uid", 0);
	const struct model_account *other = by_uid(b->m, uid);

	if (full && (has_control(full) || strchr(full, ':')))
		fault_at(b, cn_child(n, "full-name"),
			 "Must not contain ':' or control characters");
	if (other)
		fault_at(b, cn_child(n, "uid"),
			 "uid %u is that of user '%s', too", uid, other->name);
	a = account(b, cn_key(n, 0), cn_child(n, "authentication"));
	a->full_name = full ? keep(b, full) : NULL;
	a->uid = uid;
	**end = a;
	*end = &a->next;
}

void build_accounts(struct builder *b)
{
	const struct cnode *sys = cn_child(b->root, "system");
	const struct cnode *root = cn_child(sys, "root-authentication"), *n;
	struct model_account **end = &b->m->accounts;

	for (n = cn_first(cn_child(sys, "login"), "user"); n; n = cn_next(n))
		add_user(b, n, &end);
	if (root)
		b->m->root = account(b, "root", root);
}
