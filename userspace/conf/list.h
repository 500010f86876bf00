/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The grammar as a list, for documentation and for `xpfd --grammar`. */
#ifndef XPF_CONF_LIST_H
#define XPF_CONF_LIST_H

struct buf;
struct schema;

/*
 * One line a statement and a command: what it is ("statement", "unsupported"
 * or "command"), a tab, its words with <placeholders>, a tab, its help.
 */
void schema_list(const struct schema *s, struct buf *out);

#endif
