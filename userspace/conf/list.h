/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The grammar as a list, for documentation and for `xpfd --grammar`. */
#ifndef XPF_CONF_LIST_H
#define XPF_CONF_LIST_H

struct buf;
struct schema;

enum schema_part {
	LIST_SUPPORTED	 = 1 << 0, /* statements with effect */
	LIST_UNSUPPORTED = 1 << 1, /* without, each at its highest node */
	LIST_COMMANDS	 = 1 << 2,
	LIST_ALL	 = (1 << 3) - 1,
};

/*
 * One line a statement and a command: what it is ("statement", "unsupported"
 * or "command"), a tab, its words with <placeholders>, a tab, its help.
 * @parts: of enum schema_part
 */
void schema_list(const struct schema *s, unsigned int parts, struct buf *out);

/*
 * The path of every element that its XML can hold, one a line, in the order
 * in which they are shown; keys and what is allowed everywhere left out.
 */
void schema_list_paths(const struct schema *s, struct buf *out);

#endif
