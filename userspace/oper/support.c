// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * request support information: what somebody who is to help will ask for, in
 * one answer.  Each command runs as if it had been typed.
 */
#include "oper/oper.h"

#include <string.h>

int oper_support(struct oper *o)
{
	static const struct {
		const char *words, *rpc, *flag;
	} parts[] = {
		{ "show version", "get-software-information", NULL },
		{ "show system uptime", "get-system-uptime-information", NULL },
		{ "show system alarms", "get-system-alarm-information", NULL },
		{ "show chassis hardware", "get-chassis-inventory", NULL },
		{ "show chassis routing-engine", "get-route-engine-information",
		  NULL },
		{ "show system memory", "get-system-memory-information", NULL },
		{ "show system storage", "get-system-storage", NULL },
		{ "show system core-dumps", "get-system-core-dumps", NULL },
		{ "show system processes extensive",
		  "get-system-process-information", "extensive" },
		{ "show system commit", "get-commit-information", NULL },
		{ "show interfaces extensive", "get-interface-information",
		  "extensive" },
		{ "show arp no-resolve", "get-arp-table-information",
		  "no-resolve" },
		{ "show ipv6 neighbors", "get-ipv6-nd-information", NULL },
		{ "show route summary", "get-route-information", "summary" },
		{ "show route forwarding-table summary",
		  "get-forwarding-table-information", "summary" },
		{ "show security zones", "get-zones-information", NULL },
		{ "show security policies detail", "get-firewall-policies",
		  "detail" },
		{ "show security flow session summary",
		  "get-flow-session-information", "summary" },
		{ "show security flow statistics", "get-flow-statistics-all",
		  NULL },
		{ "show system buffers", "get-buffer-information", NULL },
	};
	struct oper_arg arg;
	struct oper part;
	size_t i;

	for (i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
		writer_emit(o->w, "%s@%s> %s\n\n", o->user, o->host,
			    parts[i].words);
		part = *o;
		arg = (struct oper_arg){ parts[i].flag, "" };
		part.arg = &arg;
		part.n_args = parts[i].flag != NULL;
		part.dp = NULL;
		part.net = NULL;
		part.names = NULL;
		/* one that fails has said why, where it belongs */
		oper_run(&part, parts[i].rpc);
		writer_emit(o->w, "\n");
	}
	return 0;
}
