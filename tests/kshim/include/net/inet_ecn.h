/* SPDX-License-Identifier: GPL-2.0 */
#define INET_ECN_MASK 3
