/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Expectations and calls of SIP as one source: names that both have are told
 * apart.
 */
#define XPF_XMIT_H
enum xpf_exit { XPF_EXIT_NONE };

#include "flow/expect.c"
#define place call_place
#define find call_find
#define unlink call_unlink
#include "alg/sip_call.c"
#undef place
#undef find
#undef unlink
