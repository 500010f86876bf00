/* SPDX-License-Identifier: GPL-2.0 */
#define prefetchw(p) __builtin_prefetch(p, 1)
