/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One rtnetlink socket: requests with their answer, dumps, and events. */
#ifndef XPF_NET_RTNL_H
#define XPF_NET_RTNL_H

#include <libmnl/libmnl.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/addr.h"

struct rtnl;

/* @groups: bits 1 << (RTNLGRP_* - 1); not 0: nonblocking, for rtnl_read(). */
int rtnl_open(unsigned int groups, struct rtnl **out);
void rtnl_close(struct rtnl *r);
int rtnl_fd(const struct rtnl *r);

/*
 * Begin a request; attributes follow with mnl_attr_put*(), then one of the
 * two below.  @head: struct ifinfomsg and its like, @size bytes.
 */
struct nlmsghdr *rtnl_begin(struct rtnl *r, uint16_t type, uint16_t flags,
			    const void *head, size_t size);
/* Send it and wait for the answer: 0 or negative errno, see rtnl_error(). */
int rtnl_talk(struct rtnl *r);
/* -EINTR: the kernel's tables changed meanwhile, ask again. */
int rtnl_dump(struct rtnl *r, mnl_cb_t cb, void *arg);
/* The kernel's words for the last failure. */
const char *rtnl_error(const struct rtnl *r);

/* Events that are there; -ENOBUFS: some were lost. */
int rtnl_read(struct rtnl *r, mnl_cb_t cb, void *arg);

void rtnl_put_addr(struct nlmsghdr *nlh, uint16_t type, const struct addr *a);
/* @family: AF_INET, AF_INET6; leaves @out alone when the length is wrong. */
void rtnl_get_addr(const struct nlattr *a, int family, struct addr *out);
/* Index the attributes after a header of @size bytes by type, up to @max. */
void rtnl_attrs(const struct nlmsghdr *nlh, size_t size,
		const struct nlattr **tb, unsigned int max);
void rtnl_nested(const struct nlattr *nest, const struct nlattr **tb,
		 unsigned int max);

#endif
