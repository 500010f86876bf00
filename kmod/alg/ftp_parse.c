// SPDX-License-Identifier: GPL-2.0
/*
 * Lines of FTP that say where data goes (RFC 959, RFC 2428), and those that
 * hide the rest (RFC 4217).
 *
 * Pure.  Strict where it is about numbers: what a peer could read differently
 * is not understood (XPF_FTP_BAD), and then nothing is opened.
 */
#include <linux/kernel.h>
#include <linux/string.h>

#include "alg/ftp_parse.h"
#include "alg/text.h"

#define EPRT_IPV4 1
#define EPRT_IPV6 2

u32 xpf_ftp_line(const u8 *data, u32 len, bool breaks)
{
	u32 i;

	for (i = 0; i < len; i++) {
		if (data[i] == '\n')
			return i + 1;
		/* A return that another byte than the newline follows. */
		if (breaks && data[i] == '\r' && i + 1 < len &&
		    data[i + 1] != '\n')
			return i + 1;
	}
	return 0;
}

static const struct {
	const char *word;
	enum xpf_ftp_what what;
	bool server;
} words[] = {
	{ "PORT ", XPF_FTP_PORT, false }, { "EPRT ", XPF_FTP_EPRT, false },
	{ "AUTH ", XPF_FTP_AUTH, false }, { "227 ", XPF_FTP_PASV, true },
	{ "229 ", XPF_FTP_EPSV, true },	  { "234", XPF_FTP_AUTH_OK, true },
};

bool xpf_ftp_matters(const u8 *data, u32 len, bool server)
{
	u32 i, n;

	for (i = 0; i < ARRAY_SIZE(words); i++) {
		n = min_t(u32, len, strlen(words[i].word));
		if (words[i].server == server &&
		    xpf_text_same(data, words[i].word, n))
			return true;
	}
	return false;
}

/* h1,h2,h3,h4,p1,p2 from @at on. */
static bool read_six(const u8 *line, u32 len, u32 at, struct xpf_ftp *f)
{
	struct xpf_text t = { line, len, at };
	u32 v[6], i;
	u8 *a = (u8 *)&f->addr;

	for (i = 0; i < 6; i++) {
		if (i && !xpf_text_char(&t, ','))
			return false;
		if (!xpf_text_number(&t, 255, &v[i]))
			return false;
	}
	memset(&f->addr, 0, sizeof(f->addr));
	for (i = 0; i < 4; i++)
		a[i] = v[i];
	f->family = AF_INET;
	f->port = v[4] << 8 | v[5];
	f->at = at;
	f->len = t.at - at;
	return f->port;
}

static void read_port(const u8 *line, u32 len, struct xpf_ftp *f)
{
	u32 at = strlen("PORT "), end;

	while (at < len && line[at] == ' ')
		at++;
	if (!read_six(line, len, at, f)) {
		f->what = XPF_FTP_BAD;
		return;
	}
	end = f->at + f->len;
	if (end < len && line[end] != '\r' && line[end] != '\n' &&
	    line[end] != ' ')
		f->what = XPF_FTP_BAD;
}

/* Servers write the numbers in parentheses or not (RFC 1123 4.1.2.6). */
static void read_pasv(const u8 *line, u32 len, struct xpf_ftp *f)
{
	u32 at = strlen("227 ");

	for (; at < len; at++) {
		if (line[at] < '0' || line[at] > '9')
			continue;
		if (read_six(line, len, at, f))
			return;
		while (at + 1 < len && line[at + 1] >= '0' &&
		       line[at + 1] <= '9')
			at++;
	}
	f->what = XPF_FTP_BAD;
}

static void read_eprt(const u8 *line, u32 len, struct xpf_ftp *f)
{
	struct xpf_text t = { line, len, strlen("EPRT ") };
	u32 family, port;
	u8 d;

	f->what = XPF_FTP_BAD;
	while (t.at < len && line[t.at] == ' ')
		t.at++;
	if (t.at >= len)
		return;
	f->at = t.at;
	d = line[t.at++];
	if (d < 33 || d > 126)
		return;
	if (!xpf_text_number(&t, 2, &family) || !xpf_text_char(&t, d))
		return;
	f->family = family == EPRT_IPV6 ? AF_INET6 : AF_INET;
	if (!family || !xpf_text_addr(&t, f->family, d, &f->addr))
		return;
	if (!xpf_text_char(&t, d) || !xpf_text_number(&t, 65535, &port) ||
	    !port || !xpf_text_char(&t, d))
		return;
	f->delimiter = d;
	f->port = port;
	f->len = t.at - f->at;
	f->what = XPF_FTP_EPRT;
}

static void read_epsv(const u8 *line, u32 len, struct xpf_ftp *f)
{
	struct xpf_text t = { line, len, strlen("229 ") };
	u32 port, i;
	u8 d;

	f->what = XPF_FTP_BAD;
	while (t.at < len && line[t.at] != '(')
		t.at++;
	f->at = ++t.at;
	if (t.at >= len)
		return;
	d = line[t.at];
	if (d < 33 || d > 126)
		return;
	for (i = 0; i < 3; i++)
		if (!xpf_text_char(&t, d))
			return;
	if (!xpf_text_number(&t, 65535, &port) || !port ||
	    !xpf_text_char(&t, d) || t.at >= len || line[t.at] != ')')
		return;
	f->delimiter = d;
	f->port = port;
	f->family = 0;
	f->len = t.at - f->at;
	f->what = XPF_FTP_EPSV;
}

void xpf_ftp_parse(const u8 *line, u32 len, bool server, struct xpf_ftp *f)
{
	u32 i, n;

	memset(f, 0, sizeof(*f));
	for (i = 0; i < ARRAY_SIZE(words); i++) {
		n = strlen(words[i].word);
		if (words[i].server == server && len >= n &&
		    xpf_text_same(line, words[i].word, n))
			f->what = words[i].what;
	}
	switch (f->what) {
	case XPF_FTP_PORT:
		read_port(line, len, f);
		break;
	case XPF_FTP_EPRT:
		read_eprt(line, len, f);
		break;
	case XPF_FTP_PASV:
		read_pasv(line, len, f);
		break;
	case XPF_FTP_EPSV:
		read_epsv(line, len, f);
		break;
	case XPF_FTP_OTHER:
	case XPF_FTP_AUTH:
	case XPF_FTP_AUTH_OK:
	case XPF_FTP_BAD:
		break;
	}
}

u32 xpf_ftp_print(const struct xpf_ftp *f, const struct in6_addr *addr,
		  u16 port, char text[XPF_FTP_TEXT])
{
	const u8 *a = (const u8 *)addr;
	char d = f->delimiter, number[XPF_TEXT_ADDR];

	switch (f->what) {
	case XPF_FTP_PORT:
	case XPF_FTP_PASV:
		return scnprintf(text, XPF_FTP_TEXT, "%u,%u,%u,%u,%u,%u", a[0],
				 a[1], a[2], a[3], port >> 8, port & 0xff);
	case XPF_FTP_EPRT:
		xpf_text_put_addr(number, f->family, addr);
		return scnprintf(text, XPF_FTP_TEXT, "%c%d%c%s%c%u%c", d,
				 f->family == AF_INET ? EPRT_IPV4 : EPRT_IPV6,
				 d, number, d, port, d);
	case XPF_FTP_EPSV:
		return scnprintf(text, XPF_FTP_TEXT, "%c%c%c%u%c", d, d, d,
				 port, d);
	case XPF_FTP_OTHER:
	case XPF_FTP_AUTH:
	case XPF_FTP_AUTH_OK:
	case XPF_FTP_BAD:
		break;
	}
	return 0;
}
