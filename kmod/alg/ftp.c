// SPDX-License-Identifier: GPL-2.0
/*
 * FTP (RFC 959, 2428): the side that is connected to says where, the other one
 * comes.  PORT and EPRT are the client's, 227 and 229 the server's.
 *
 * The address in a command must be the speaker's own, or the firewall would
 * open a way to a third party (the bounce attack, RFC 2577): the command is
 * dropped, unless allow-mismatch-ip-address is configured, and then it passes
 * without a pinhole.  After AUTH was accepted (RFC 4217) nothing can be read
 * any more: with ftps-extension the session goes on unread, without it the
 * AUTH command is not let through.
 */
#include <linux/kernel.h>

#include "alg/alg.h"
#include "alg/ftp_parse.h"
#include "flow/session.h"
#include "policy/ruleset.h"
#include "stat.h"
#include "xpf.h"

#define WAIT 60 /* seconds until the data connection comes */
#define LINE_MAX 1024

static int frame(const struct xpf_alg_state *alg, int wing, const u8 *data,
		 u32 len, bool *hold)
{
	u32 n = xpf_ftp_line(data, len, alg->flags & XPF_ALG_FTP_BREAKS);

	if (n)
		return n;
	*hold = xpf_ftp_matters(data, len, wing);
	return len > LINE_MAX ? -1 : 0;
}

/* Data goes between the two that talk, or nowhere by our help. */
static bool check_addr(struct xpf_alg_msg *m, const struct xpf_ftp *f,
		       struct xpf_alg_end *end, bool *own)
{
	*end = (struct xpf_alg_end){
		.addr = f->addr,
		.port = f->port,
		.family = f->family,
	};
	*own = true;
	if (f->what == XPF_FTP_EPSV) {
		end->family = m->pkt->key.family;
		end->addr = m->s->wing[m->wing].key.saddr;
		return true;
	}
	*own = xpf_alg_own_addr(m, end);
	if (*own)
		return true;
	if (m->alg->flags & XPF_ALG_FTP_MISMATCH)
		return true;
	m->why = XPF_R_ALG_ADDRESS;
	return false;
}

static bool where(struct xpf_alg_msg *m, const struct xpf_ftp *f)
{
	char text[XPF_FTP_TEXT];
	struct xpf_alg_end end;
	bool own;

	if (!check_addr(m, f, &end, &own))
		return false;
	if (!own)
		return true;
	if (!xpf_alg_announce(m, IPPROTO_TCP, &end, 0, WAIT))
		return false;
	return xpf_alg_replace(m, f->at, f->len, text,
			       xpf_ftp_print(f, &end.addr, end.port, text));
}

static bool message(struct xpf_alg_msg *m)
{
	struct xpf_ftp f;

	xpf_ftp_parse(m->data, m->len, m->wing, &f);
	switch (f.what) {
	case XPF_FTP_PORT:
	case XPF_FTP_EPRT:
	case XPF_FTP_PASV:
	case XPF_FTP_EPSV:
		return where(m, &f);
	case XPF_FTP_AUTH:
		m->alg->ftp.asked_tls = true;
		if (m->alg->flags & XPF_ALG_FTP_FTPS)
			return true;
		m->why = XPF_R_ALG_REFUSED;
		return false;
	case XPF_FTP_AUTH_OK:
		m->alg->opaque = m->alg->ftp.asked_tls;
		return true;
	case XPF_FTP_BAD:
		xpf_stat_inc(m->pkt->xn, XPF_S_ALG_ERRORS);
		return true;
	case XPF_FTP_OTHER:
		break;
	}
	return true;
}

const struct xpf_alg_ops xpf_alg_ftp = {
	.frame = frame,
	.message = message,
};
