// SPDX-License-Identifier: GPL-3.0-or-later
/* The command table and the help of xpfctl; see xpfctl.h. */
#include <getopt.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "xpfctl/xpfctl.h"

static const struct command {
	const char *name;
	int (*run)(struct ctl *c, int argc, char **argv);
	bool args;
	const char *synopsis;
	const char *text;
} commands[] = {
	{ "status", cmd_status, false, "",
	  "the module, its limits, the running ruleset" },
	{ "sessions", cmd_sessions, true, "[FILTER...]", "list sessions" },
	{ "count", cmd_count, true, "[FILTER...]", "count sessions" },
	{ "clear", cmd_clear, true, "[sessions] [FILTER...] | counters",
	  "close sessions; zero all counters" },
	{ "zones", cmd_zones, false, "", "list zones and their traffic" },
	{ "interfaces", cmd_interfaces, false, "",
	  "list interfaces and their traffic" },
	{ "policies", cmd_policies, false, "",
	  "list policies in order of evaluation, with hits" },
	{ "applications", cmd_applications, false, "",
	  "list application terms" },
	{ "nat", cmd_nat, false, "", "list NAT rules, with hits" },
	{ "nat-pools", cmd_nat_pools, false, "",
	  "list NAT pools, with hits and what is in use" },
	{ "nat-blocks", cmd_nat_blocks, false, "",
	  "list blocks of ports that hosts have" },
	{ "nat-bindings", cmd_nat_bindings, false, "",
	  "list bindings of persistent NAT" },
	{ "filters", cmd_filters, false, "",
	  "list counters and policers of firewall filters" },
	{ "ruleset", cmd_status, false, "", "the same as status" },
	{ "counters", cmd_counters, false, "", "global counters" },
	{ "reasons", cmd_reasons, false, "", "drops by reason" },
	{ "events", cmd_events, true, "[session] [drop] [control] [trace]",
	  "tell what happens, until interrupted" },
	{ "match", cmd_match, true,
	  "from ZONE to ZONE src ADDR dst ADDR [proto P] [sport N] [dport N]",
	  "which policy would decide (ICMP: dport is type * 256 + code)" },
	{ "check", cmd_check, false, "",
	  "run the self-check; fails if an invariant is broken" },
	{ "enable", cmd_enable, true, "SESSIONS",
	  "start the firewall in this namespace: all is dropped until a commit" },
	{ "no-xdp", cmd_no_xdp, false, "",
	  "take the XDP program off all devices, so that the module can be "
	  "unloaded" },
	{ "disable", cmd_disable, false, "",
	  "stop it: the kernel forwards as it would without" },
};

static void help(void)
{
	printf("xpfctl - read and steer the xpf kernel module\n\n"
	       "SYNOPSIS\n  xpfctl [-j] COMMAND [ARGUMENT...]\n\n"
	       "OPTIONS\n  -j, --json     print JSON\n"
	       "  -V, --version  print the version of the protocol\n"
	       "  -h, --help     print this\n\nCOMMANDS\n");
	for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++)
		printf("  %s %s\n      %s\n", commands[i].name,
		       commands[i].synopsis, commands[i].text);
	printf("\nFILTER\n"
	       "  src PREFIX, dst PREFIX, sport N, dport N, proto NAME|N,\n"
	       "  family inet|inet6, id N, dev DEVICE, zone NAME, policy NAME,\n"
	       "  app NAME, instance N, nat; all that are given must hold.\n"
	       "  Addresses and ports are those of the initiator's packet as\n"
	       "  it was received.\n\n"
	       "EXIT STATUS\n"
	       "  0 success, 1 the kernel refused, 2 wrong usage\n\n"
	       "Needs CAP_NET_ADMIN; speaks of the network namespace it runs in.\n");
}

int usage(const char *fmt, ...)
{
	va_list ap;

	fprintf(stderr, "xpfctl: ");
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fprintf(stderr, "\nTry 'xpfctl --help'.\n");
	return 2;
}

int refused(const struct ctl *c)
{
	fprintf(stderr, "xpfctl: %s\n", c->err.text);
	return 1;
}

static int run(struct ctl *c, int argc, char **argv)
{
	for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++) {
		int ret;

		if (strcmp(commands[i].name, argv[0]))
			continue;
		if (argc > 1 && !commands[i].args)
			return usage("%s takes no arguments", argv[0]);
		if (dp_open(&c->dp, &c->err))
			return refused(c);
		ret = commands[i].run(c, argc, argv);
		dp_close(c->dp);
		return ret;
	}
	return usage("unknown command '%s'", argv[0]);
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "json", no_argument, NULL, 'j' },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' },
		{ NULL, 0, NULL, 0 },
	};
	struct ctl c = { .out = { .file = stdout } };
	static char buffer[1 << 16];
	int opt;

	setvbuf(stdout, buffer, _IOFBF, sizeof(buffer));

	while ((opt = getopt_long(argc, argv, "+jhV", options, NULL)) != -1) {
		switch (opt) {
		case 'j':
			c.out.json = true;
			break;
		case 'h':
			help();
			return 0;
		case 'V':
			printf("xpfctl, protocol %d\n", XPF_GENL_VERSION);
			return 0;
		default:
			return usage("unknown option");
		}
	}
	if (optind == argc)
		return usage("which command?");
	return run(&c, argc - optind, argv + optind);
}
