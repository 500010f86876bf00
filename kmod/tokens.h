/* SPDX-License-Identifier: GPL-2.0 */
/* A token bucket that all CPUs share. */
#ifndef XPF_TOKENS_H
#define XPF_TOKENS_H

#include "xpf.h"

void xpf_tokens_init(struct xpf_rate *r, u32 burst);
/* One of @per_second, at most @burst at once.  Context: BH disabled. */
bool xpf_tokens_take(struct xpf_rate *r, u32 per_second, u32 burst);

#endif
