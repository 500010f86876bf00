// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * ping, in the words of Junos: answers counted from zero, by address, a mark for
 * each where they are rapid, and its own sums at the end.  The host's ping does
 * the work.
 */
#include "oper/oper.h"

#include <stdlib.h>
#include <string.h>

#include "lib/buf.h"

/* The number that ends before @end. */
static unsigned int number_before(const char *text, const char *end)
{
	while (end > text && end[-1] >= '0' && end[-1] <= '9')
		end--;
	return (unsigned int)strtoul(end, NULL, 10);
}

/* "PING name (10.0.2.2) 56(84) bytes of data.", "PING a(a) 56 data bytes" */
static bool first(struct ping *p, const char *text, struct buf *out)
{
	const char *end = strstr(text, " data bytes");
	char name[256], address[64];
	unsigned int size;

	if (sscanf(text, "PING %255[^ (] (%63[^)])", name, address) != 2)
		return false;
	if (!end)
		end = strrchr(text, '(');
	size = number_before(text, end);
	p->v6 = strchr(address, ':');
	if (p->v6)
		buf_printf(out, "PING6(%u=40+8+%u bytes) --> %s\n", 48 + size,
			   size, address);
	else
		buf_printf(out, "PING %s (%s): %u data bytes\n", name, address,
			   size);
	return true;
}

/* "64 bytes from name (10.0.2.2): icmp_seq=1 ttl=64 time=0.840 ms" */
static bool answer(struct ping *p, const char *text, struct buf *out)
{
	const char *seq = strstr(text, ": icmp_seq="), *rest;
	const char *from = strstr(text, " bytes from ");
	const char *open, *address;
	size_t length;
	long n;

	if (!seq || !from || from > seq)
		return false;
	if (p->rapid) {
		buf_putc(out, '!');
		p->marks++;
		return true;
	}
	address = from + strlen(" bytes from ");
	length = (size_t)(seq - address);
	open = memchr(address, '(', length);
	if (open && seq[-1] == ')') {
		address = open + 1;
		length = (size_t)(seq - 1 - address);
	}
	n = strtol(seq + strlen(": icmp_seq="), (char **)(uintptr_t)&rest, 10);
	if (p->v6 && !strncmp(rest, " ttl=", 5))
		buf_printf(out, "%.*s bytes from %.*s, icmp_seq=%ld hlim=%s\n",
			   (int)(from - text), text, (int)length, address,
			   n - 1, rest + 5);
	else
		buf_printf(out, "%.*s bytes from %.*s: icmp_seq=%ld%s\n",
			   (int)(from - text), text, (int)length, address,
			   n - 1, rest);
	return true;
}

/* "From 10.0.1.1 icmp_seq=1 Destination Host Unreachable": what came back is the
 * header and eight bytes.
 */
static bool trouble(struct ping *p, const char *text, struct buf *out)
{
	char address[256], what[256];

	if (sscanf(text, "From %255s icmp_seq=%*d %255[^\n]", address, what) !=
	    2)
		return false;
	if (p->rapid)
		return true; /* a dot, at the end */
	buf_printf(out, "%d bytes from %s: %s\n", p->v6 ? 88 : 36, address,
		   what);
	return true;
}

/* "2 packets transmitted, 2 received, 0% packet loss, time 10ms" */
static bool sums(const char *text, struct buf *out)
{
	const char *extra, *loss;
	unsigned int sent, got;

	if (sscanf(text, "%u packets transmitted, %u received", &sent, &got) !=
	    2)
		return false;
	extra = strstr(text, " duplicates, ");
	loss = strstr(text, "% packet loss");
	while (loss && loss > text && loss[-1] != ' ')
		loss--;
	if (!loss)
		return false;
	buf_printf(out, "%u packets transmitted, %u packets received, ", sent,
		   got);
	while (extra && extra > text && extra[-1] != ' ')
		extra--;
	if (extra)
		buf_printf(out, "%.*s, ", (int)strcspn(extra, ","), extra);
	buf_printf(out, "%.*s\n", (int)strcspn(loss, ","), loss);
	return true;
}

static bool times(const char *text, struct buf *out)
{
	static const char ours[] = "rtt min/avg/max/mdev = ";
	const char *values = text + strlen(ours);

	if (strncmp(text, ours, strlen(ours)))
		return false;
	buf_printf(out, "round-trip min/avg/max/stddev = %.*sms\n",
		   (int)(strcspn(values, " ") + 1), values);
	return true;
}

void ping_line(struct ping *p, const char *text, struct buf *out)
{
	if (first(p, text, out) || answer(p, text, out) ||
	    trouble(p, text, out) || sums(text, out) || times(text, out))
		return;
	if (!p->rapid || *text)
		buf_printf(out, "%s\n", text);
}

struct run {
	struct ping ping;
	struct buf out;
	char held[300]; /* the title of the sums, until they are known */
};

static void end_marks(struct run *r, const char *text, struct buf *out)
{
	unsigned int sent = (unsigned int)strtoul(text, NULL, 10);

	for (; r->ping.marks < sent; r->ping.marks++)
		buf_putc(out, '.');
	buf_printf(out, "\n%s\n", r->held);
	r->held[0] = '\0';
}

static void tell(struct oper *o, struct run *r)
{
	if (r->out.len)
		writer_raw(o->w, r->out.data, r->out.len);
	writer_flush(o->w);
	buf_free(&r->out);
	buf_init(&r->out);
}

static void on_line(struct oper *o, char *text, void *arg)
{
	struct run *r = arg;

	if (r->ping.rapid && !strncmp(text, "--- ", 4)) {
		snprintf(r->held, sizeof(r->held), "%s", text);
		return;
	}
	if (r->held[0])
		end_marks(r, text, &r->out);
	ping_line(&r->ping, text, &r->out);
	if (writer_format(o->w) == WRITER_TEXT)
		tell(o, r);
}

int ping_run(struct oper *o, const char *const *argv)
{
	struct run r = { .ping = { .rapid = oper_has(o, "rapid") } };
	int rc;

	buf_init(&r.out);
	rc = program_lines(o, argv, on_line, &r);
	tell(o, &r);
	buf_free(&r.out);
	return rc;
}
