/* SPDX-License-Identifier: GPL-2.0 */
/* Messages of DNS, see dns_parse.c. */
#ifndef XPF_DNS_PARSE_H
#define XPF_DNS_PARSE_H

#include <linux/types.h>

#define XPF_DNS_ADDRS	32	/* that are looked at in one message */

struct xpf_dns_addr {
	u16 at;			/* of the address in the message */
	u8 family;
};

struct xpf_dns {
	u16 id;
	u8 opcode;
	bool response;
	u32 question;		/* digest of the question, whatever its case */
	u32 n_addrs;
	struct xpf_dns_addr addr[XPF_DNS_ADDRS];
};

/*
 * Read a message.  False: it is not one.
 * What is behind the first XPF_DNS_ADDRS addresses is checked, not remembered.
 */
bool xpf_dns_parse(const u8 *msg, u32 len, struct xpf_dns *d);

#endif
