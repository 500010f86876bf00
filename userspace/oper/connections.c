// SPDX-License-Identifier: GPL-3.0-or-later
/* show system connections: the host's own sockets, as netstat shows them. */
#include "oper/oper.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

static const char *tcp_state(unsigned int state)
{
	static const char *const names[] = {
		"CLOSED",     "ESTABLISHED", "SYN_SENT",  "SYN_RCVD",
		"FIN_WAIT_1", "FIN_WAIT_2",  "TIME_WAIT", "CLOSED",
		"CLOSE_WAIT", "LAST_ACK",    "LISTEN",	  "CLOSING",
	};

	return state < sizeof(names) / sizeof(*names) ? names[state] : "";
}

/* "0100007F:0016": words of four bytes in the host's order. */
static bool read_end(const char *text, char out[80])
{
	uint32_t word[4] = { 0 };
	char address[INET6_ADDRSTRLEN];
	unsigned int port;
	size_t len = strcspn(text, ":"), i;
	bool any = true;

	if ((len != 8 && len != 32) || sscanf(text + len, ":%x", &port) != 1)
		return false;
	for (i = 0; i < len / 8; i++) {
		if (sscanf(text + 8 * i, "%8x", &word[i]) != 1)
			return false;
		any = any && !word[i];
	}
	if (any)
		strcpy(address, "*");
	else
		inet_ntop(len == 8 ? AF_INET : AF_INET6, word, address,
			  sizeof(address));
	if (port)
		snprintf(out, 80, "%s.%u", address, port);
	else
		snprintf(out, 80, "%s.*", address);
	return true;
}

static void emit_socket(struct oper *o, const char *proto, const char *line)
{
	char from[80], to[80], local[80], remote[80];
	unsigned int state, tx, rx;

	if (sscanf(line, " %*u: %79s %79s %x %x:%x", from, to, &state, &tx,
		   &rx) != 5 ||
	    !read_end(from, local) || !read_end(to, remote))
		return;
	writer_open(o->w, "connection");
	writer_emit(o->w,
		    "{protocol/%-5s} {receive-queue/%6u} {send-queue/%6u}  "
		    "{local-address/%-45s} {foreign-address/%-45s} "
		    "{state/%s}\n",
		    proto, rx, tx, local, remote,
		    *proto == 't' ? tcp_state(state) : "");
	writer_close(o->w);
}

static void read_table(struct oper *o, const char *path, const char *proto)
{
	FILE *f = fopen(path, "re");
	char line[512];

	if (!f)
		return;
	if (fgets(line, sizeof(line), f)) /* the heading */
		while (fgets(line, sizeof(line), f))
			emit_socket(o, proto, line);
	fclose(f);
}

int oper_connections(struct oper *o)
{
	bool four = !oper_has(o, "inet6"), six = !oper_has(o, "inet");

	writer_open_ns(o->w, "system-connections-information", NULL);
	writer_emit(o->w,
		    "Active Internet connections (including servers)\n"
		    "%-5s %6s %6s  %-45s %-45s %s\n",
		    "Proto", "Recv-Q", "Send-Q", "Local Address",
		    "Foreign Address", "(state)");
	if (four)
		read_table(o, "/proc/self/net/tcp", "tcp4");
	if (six)
		read_table(o, "/proc/self/net/tcp6", "tcp6");
	if (four)
		read_table(o, "/proc/self/net/udp", "udp4");
	if (six)
		read_table(o, "/proc/self/net/udp6", "udp6");
	writer_close(o->w);
	return 0;
}
