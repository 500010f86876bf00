/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words of host-inbound-traffic and their bits in the dataplane. */
#ifndef XPF_MODEL_INBOUND_H
#define XPF_MODEL_INBOUND_H

#include <stdint.h>

struct buf;

/* Bit number of a system-service or protocol, or -1. */
int inbound_service(const char *word);
int inbound_protocol(const char *word);
/* The word of a bit, or NULL. */
const char *inbound_service_name(int bit);
const char *inbound_protocol_name(int bit);
/* "ssh,ping", "-" for none. */
void inbound_print(uint64_t services, const char *(*name)(int bit),
		   struct buf *out);

#endif
