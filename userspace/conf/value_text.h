/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Checks of values that are text with a form: see type.h for their contract.
 */
#ifndef XPF_CONF_VALUE_TEXT_H
#define XPF_CONF_VALUE_TEXT_H

struct buf;

/* "[YYYY-]MM-DD[.HH:MM[:SS]][ +ZZZZ]", or "now". */
const char *value_time_stamp(const char *value, struct buf *out);
/* "00:11:22:33:44:55", also "0011.2233.4455"; normal form is the former. */
const char *value_mac_address(const char *value, struct buf *out);
/* "10.0.0.1/255.0.0.255": an address, and the bits of it that count. */
const char *value_wildcard_address(const char *value, struct buf *out);
/* A POSIX extended regular expression. */
const char *value_regex(const char *value, struct buf *out);

#endif
