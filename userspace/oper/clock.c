// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * show ntp, set date: chrony keeps the time of the system; its own tool is
 * asked, in the form that it makes for programs.
 */
#include "oper/oper.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/buf.h"

#define NO_CLOCK "the time service (chrony) is not running"

/* The fields of one line of `chronyc -c`, up to @max; their number. */
static unsigned int fields(char *line, char *v[], unsigned int max)
{
	unsigned int n = 0;

	while (line && n < max)
		v[n++] = strsep(&line, ",");
	return n;
}

static int ask(struct oper *o, const char *what, bool numeric, struct buf *out)
{
	const char *argv[] = { "chronyc", "-c", numeric ? "-n" : "-N", what,
			       NULL };
	int rc;

	rc = program_read(argv, out);
	if (rc == 127)
		return oper_error(o, "the time service (chrony) is not "
				     "installed");
	return rc ? oper_error(o, NO_CLOCK) : 0;
}

/* ---- associations ---- */

static void emit_peer(struct oper *o, char *line)
{
	/* mode, state, name, stratum, poll, reach, last, offset, raw, error */
	char *v[10];

	if (fields(line, v, 10) < 10)
		return;
	writer_open(o->w, "ntp-peer");
	writer_emit(o->w,
		    "{peer-select/%c}{remote/%-25s} {stratum/%2s} "
		    "{type/%c} {when/%5s} {poll/%5ld} {reach/%5s} "
		    "{offset/%9.3f} {jitter/%8.3f}\n",
		    *v[1], v[2], v[3], *v[0] == '#' ? 'l' : 'u', v[6],
		    1L << (strtol(v[4], NULL, 10) & 31), v[5],
		    strtod(v[7], NULL) * 1000, strtod(v[9], NULL) * 1000);
	writer_close(o->w);
}

int oper_ntp_associations(struct oper *o)
{
	char *line, *save = NULL;
	struct buf b;
	int rc;

	buf_init(&b);
	rc = ask(o, "sources", oper_has(o, "no-resolve"), &b);
	if (!rc) {
		writer_open(o->w, "ntp-associations-information");
		writer_emit(o->w,
			    " %-25s %2s %s %5s %5s %5s %9s %8s\n"
			    "=============================================="
			    "===================\n",
			    "remote", "st", "t", "when", "poll", "reach",
			    "offset", "jitter");
		for (line = strtok_r(b.data, "\n", &save); line;
		     line = strtok_r(NULL, "\n", &save))
			emit_peer(o, line);
		writer_close(o->w);
	}
	buf_free(&b);
	return rc;
}

/* ---- status ---- */

int oper_ntp_status(struct oper *o)
{
	/* refid, name, stratum, time, correction, last offset, rms offset,
	 * frequency, residual, skew, root delay, dispersion, interval, leap
	 */
	char *v[14];
	struct buf b;
	int rc;

	buf_init(&b);
	rc = ask(o, "tracking", false, &b);
	b.data[strcspn(b.data, "\n")] = '\0';
	if (!rc && fields(b.data, v, 14) < 14)
		rc = oper_error(o, NO_CLOCK);
	if (!rc) {
		writer_open(o->w, "ntp-status");
		writer_emit(o->w,
			    "leap={leap/%s}, stratum={stratum/%s}, "
			    "refid={refid/%s}, peer={peer/%s},\n"
			    "rootdelay={rootdelay/%.3f}, "
			    "rootdispersion={rootdispersion/%.3f}, "
			    "offset={offset/%.3f}, frequency={frequency/%s}, "
			    "jitter={jitter/%.3f}\n",
			    v[13], v[2], v[0], v[1], strtod(v[10], NULL) * 1000,
			    strtod(v[11], NULL) * 1000,
			    strtod(v[4], NULL) * 1000, v[7],
			    strtod(v[6], NULL) * 1000);
		writer_close(o->w);
	}
	buf_free(&b);
	return rc;
}

/* ---- set date ---- */

/* YYYYMMDDhhmm.ss, of which the year, the date and the seconds may miss. */
static bool parse_date(const char *text, time_t now, char out[32])
{
	size_t digits = strspn(text, "0123456789");
	unsigned int s = 0, v[6];
	struct tm tm;
	char d[13];

	if (digits < 4 || digits > 12 || digits & 1)
		return false;
	if (text[digits] &&
	    (text[digits] != '.' || strlen(text + digits) != 3 ||
	     sscanf(text + digits + 1, "%2u", &s) != 1))
		return false;
	localtime_r(&now, &tm);
	strftime(d, sizeof(d), "%Y%m%d%H%M", &tm);
	memcpy(d + 12 - digits, text, digits);
	if (sscanf(d, "%4u%2u%2u%2u%2u", &v[0], &v[1], &v[2], &v[3], &v[4]) !=
		    5 ||
	    !v[1] || v[1] > 12 || !v[2] || v[2] > 31 || v[3] > 23 ||
	    v[4] > 59 || s > 59)
		return false;
	snprintf(out, 32, "%04u-%02u-%02u %02u:%02u:%02u", v[0] % 10000, v[1],
		 v[2], v[3], v[4], s);
	return true;
}

int oper_set_date(struct oper *o)
{
	const char *text = oper_arg(o, "time");
	const char *by_hand[] = { "date", "-s", NULL, NULL };
	static const char *const by_ntp[] = { "chronyc", "makestep", NULL };
	char when[32];

	if (oper_has(o, "ntp"))
		return program_output(o, by_ntp);
	if (!text)
		return oper_error(o, "the new date or 'ntp' must be given");
	if (!parse_date(text, o->now, when))
		return oper_error(o, "invalid date: %s", text);
	by_hand[2] = when;
	return program_output(o, by_hand);
}
