/* SPDX-License-Identifier: GPL-2.0 */
#ifndef XPF_PKT_MSS_H
#define XPF_PKT_MSS_H

#include <linux/types.h>

/*
 * Lower the maximum segment size that a SYN announces; one that announces none
 * or less stays as it is.
 * @tcp: the header, @len bytes with its options, writable
 * @partial: the checksum holds the sum of the pseudo header only
 * True if it was changed.
 */
bool xpf_mss_lower(u8 *tcp, u32 len, u16 mss, bool partial);

#endif
