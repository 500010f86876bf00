/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Two ways to say the same: text for people, JSON for programs.  A command
 * calls out_text() for the one and the others for the other; each is silent
 * in the wrong mode.  JSON is one document: a list of records, or a record.
 */
#ifndef XPF_XPFCTL_OUT_H
#define XPF_XPFCTL_OUT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct out {
	FILE *file;
	bool json;
	bool more;	/* something stands before on this level */
};

void out_text(struct out *o, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* @key: NULL in a list and at the top */
void out_list(struct out *o, const char *key);
void out_list_end(struct out *o);
void out_record(struct out *o, const char *key);
void out_record_end(struct out *o);
void out_str(struct out *o, const char *key, const char *val);
void out_u64(struct out *o, const char *key, uint64_t val);
void out_hex(struct out *o, const char *key, uint64_t val);	/* a string */
void out_bool(struct out *o, const char *key, bool val);
/* The document ends. */
void out_done(struct out *o);

#endif
