/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * xpfctl: the module's state and levers, with no daemon in between.  Each
 * command is a function over one context; the exit status is 0, 1 when the
 * kernel refused, 2 when the command line is wrong.
 */
#ifndef XPF_XPFCTL_H
#define XPF_XPFCTL_H

#include "dataplane/dataplane.h"
#include "xpfctl/names.h"
#include "xpfctl/out.h"

struct ctl {
	struct dp *dp;
	struct out out;
	struct dp_error err;
};

/* argv[0] is the command.  0, or the exit status, told on stderr. */
int cmd_status(struct ctl *c, int argc, char **argv);
int cmd_sessions(struct ctl *c, int argc, char **argv);
int cmd_count(struct ctl *c, int argc, char **argv);
int cmd_clear(struct ctl *c, int argc, char **argv);
int cmd_policies(struct ctl *c, int argc, char **argv);
int cmd_zones(struct ctl *c, int argc, char **argv);
int cmd_no_xdp(struct ctl *c, int argc, char **argv);
int cmd_interfaces(struct ctl *c, int argc, char **argv);
int cmd_applications(struct ctl *c, int argc, char **argv);
int cmd_nat(struct ctl *c, int argc, char **argv);
int cmd_nat_pools(struct ctl *c, int argc, char **argv);
int cmd_nat_blocks(struct ctl *c, int argc, char **argv);
int cmd_nat_bindings(struct ctl *c, int argc, char **argv);
int cmd_filters(struct ctl *c, int argc, char **argv);
int cmd_counters(struct ctl *c, int argc, char **argv);
int cmd_reasons(struct ctl *c, int argc, char **argv);
int cmd_events(struct ctl *c, int argc, char **argv);
int cmd_match(struct ctl *c, int argc, char **argv);
int cmd_check(struct ctl *c, int argc, char **argv);
int cmd_enable(struct ctl *c, int argc, char **argv);
int cmd_disable(struct ctl *c, int argc, char **argv);

/* The kernel refused: say it; 1. */
int refused(const struct ctl *c);
/* The command line is wrong: say it; 2. */
int usage(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* One session on a line, or as a record under @key (NULL: in a list). */
void show_session(struct out *o, const char *key, const struct names *names,
		  const struct dp_session *s);
/* "10.0.0.1:80", "[2001:db8::1]:80" */
#define END_STRLEN 64
const char *end_str(const struct addr *a, uint16_t port, char *buf);

#endif
