/* SPDX-License-Identifier: GPL-2.0 */
/* Lines of FTP, see ftp_parse.c. */
#ifndef XPF_FTP_PARSE_H
#define XPF_FTP_PARSE_H

#include <linux/types.h>
#include <linux/in6.h>

enum xpf_ftp_what {
	XPF_FTP_OTHER,
	XPF_FTP_PORT,		/* PORT h1,h2,h3,h4,p1,p2 */
	XPF_FTP_EPRT,		/* EPRT |1|132.235.1.2|6275| */
	XPF_FTP_PASV,		/* 227 ... h1,h2,h3,h4,p1,p2 */
	XPF_FTP_EPSV,		/* 229 ... (|||6446|) */
	XPF_FTP_AUTH,		/* AUTH ... */
	XPF_FTP_AUTH_OK,	/* 234 ... */
	XPF_FTP_BAD,		/* one of them, but wrong */
};

struct xpf_ftp {
	enum xpf_ftp_what what;
	u32 at, len;		/* of what would be replaced */
	struct in6_addr addr;	/* IPv4: the first word */
	u16 port;
	u8 family;		/* of the address; 0: EPSV has none */
	char delimiter;		/* of EPRT and EPSV */
};

/*
 * Length of the line that the bytes begin with, its end included; 0: not all
 * there.  @breaks: a carriage return alone ends a line too
 */
u32 xpf_ftp_line(const u8 *data, u32 len, bool breaks);

/* Could these bytes become a line that matters? @server: who says them */
bool xpf_ftp_matters(const u8 *data, u32 len, bool server);

/* Read a line. */
void xpf_ftp_parse(const u8 *line, u32 len, bool server, struct xpf_ftp *f);

#define XPF_FTP_TEXT 64

/* The text that replaces the one at f->at; returns its length. */
u32 xpf_ftp_print(const struct xpf_ftp *f, const struct in6_addr *addr,
		  u16 port, char text[XPF_FTP_TEXT]);

#endif
