// SPDX-License-Identifier: GPL-2.0
/*
 * The conversations of tcp.talks, played to the TCP machine: each from several
 * initial sequence numbers, so that every one of them wraps once, and against a
 * firewall that lets the client begin and nobody else.  What the pipeline does
 * around the machine (parse.c's flags, a first packet, a port used again) is
 * here in as few words as possible; tests/lab/tcptalk.sh asks the real one.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include <kshim.h>

#include "flow/tcp.c"
#include "pkt/parse.c"

#define TALKS "tests/kshim/tcp.talks"
#define MAX_TALKS 200

struct talk {
	char name[120];
	long begin; /* in the file: the line after its name */
	int line;
};

static struct talk talks[MAX_TALKS];
static int n_talks;

static const char *const reasons[] = {
#define XPF_REASON(NAME, name, text) [XPF_R_##NAME] = name,
#include <xpf/reason.def>
#undef XPF_REASON
};

static const char *const states[] = {
	[XPF_STATE_INIT] = "init",
	[XPF_STATE_SYN_RECV] = "syn-recv",
	[XPF_STATE_ESTABLISHED] = "established",
	[XPF_STATE_HALF_CLOSED] = "half-closed",
	[XPF_STATE_TIME_WAIT] = "time-wait",
	[XPF_STATE_CLOSED] = "closed",
};

/* The firewall's side of one talk. */
static struct xpf_tcp tcp;
static bool session, stale;
static u8 state;
static u32 isn[2];

/* One line of the file. */
struct line {
	int wing;
	bool icmp;
	struct xpf_segment seg;
	char why[32]; /* empty: it passes */
	char state[16]; /* empty: not asked */
	bool stale;
};

static u8 flags_of(const char *word)
{
	static const char names[] = "FSRPAU";
	u8 flags = 0;

	for (; *word && *word != 'N'; word++) {
		assert_non_null(strchr(names, *word));
		flags |= 1 << (strchr(names, *word) - names);
	}
	return flags;
}

static u32 number(const char *word)
{
	char *end = NULL;
	long long n = word ? strtoll(word, &end, 10) : 0;

	if (!word || end == word || *end)
		fail_msg("not a number: %s", word ? word : "nothing");
	return n;
}

static bool is_number(const char *word)
{
	return word && *word && strspn(word, "-0123456789") == strlen(word);
}

/* What follows the numbers. */
static void read_options(struct line *l, char *w)
{
	for (; w; w = strtok(NULL, " \t\n")) {
		if (!strcmp(w, "len"))
			l->seg.len = number(strtok(NULL, " \t\n"));
		else if (!strcmp(w, "win"))
			l->seg.window = number(strtok(NULL, " \t\n"));
		else if (!strcmp(w, "ws"))
			l->seg.scale = number(strtok(NULL, " \t\n"));
		else if (!strcmp(w, "sack"))
			number(strtok(NULL, " \t\n")), strtok(NULL, " \t\n");
		else if (!strcmp(w, "stale"))
			l->stale = true;
		else if (!strcmp(w, "!"))
			snprintf(l->why, sizeof(l->why), "%s",
				 strtok(NULL, " \t\n"));
		else if (!strcmp(w, "="))
			snprintf(l->state, sizeof(l->state), "%s",
				 strtok(NULL, " \t\n"));
		else
			fail_msg("what is \"%s\"?", w);
	}
}

static void read_segment(struct line *l, char *text)
{
	char *w = strtok(text, " \t\n");

	*l = (struct line){ .wing = *w == 's' };
	l->seg.window = 8192;
	l->seg.scale = XPF_NO_SCALE;
	w = strtok(NULL, " \t\n");
	assert_non_null(w);
	l->icmp = !strcmp(w, "icmp");
	if (!l->icmp)
		l->seg.flags = flags_of(w);
	l->seg.seq = isn[l->wing != l->icmp] + number(strtok(NULL, " \t\n"));
	w = strtok(NULL, " \t\n");
	if (is_number(w)) {
		l->seg.ack = isn[!l->wing] + number(w);
		w = strtok(NULL, " \t\n");
	}
	read_options(l, w);
}

/* Only the client may begin. */
static int first(const struct line *l)
{
	session = false;
	if (l->wing)
		return XPF_R_DEFAULT_DENY;
	if (!xpf_tcp_open(&tcp, &l->seg, false, &state))
		return XPF_R_SYN_CHECK;
	session = true;
	return XPF_R_NONE;
}

/* Why it is dropped; XPF_R_NONE: it passes. */
static int firewall(const struct line *l)
{
	int why = XPF_R_INTERNAL;

	if (l->icmp)
		return session && xpf_tcp_in_flight(&tcp, !l->wing,
						    l->seg.seq) ?
			       XPF_R_NONE :
			       XPF_R_ICMP_ERROR;
	if (!(tcp_flags_valid >> (l->seg.flags & 0x37) & 1))
		return XPF_R_TCP_FLAGS;
	if (!session)
		return first(l);
	switch (xpf_tcp_packet(&tcp, l->wing, &l->seg, 0, &state, &why)) {
	case XPF_TCP_INVALID:
		return why;
	case XPF_TCP_REOPEN:
		return first(l);
	case XPF_TCP_STALE:
		stale = true;
		break;
	case XPF_TCP_OK:
		break;
	}
	return XPF_R_NONE;
}

static void play(char *text, int where)
{
	struct line l;
	int why;

	read_segment(&l, text);
	stale = false;
	why = firewall(&l);
	if (!l.why[0] && why)
		fail_msg("line %d: dropped for %s", where, reasons[why]);
	if (l.why[0] && !why)
		fail_msg("line %d: not dropped", where);
	if (l.why[0] && strcmp(l.why, "any") && strcmp(l.why, reasons[why]))
		fail_msg("line %d: dropped for %s", where, reasons[why]);
	if (l.state[0] && (!session || strcmp(l.state, states[state])))
		fail_msg("line %d: the state is %s", where,
			 session ? states[state] : "gone");
	if (l.stale && !stale)
		fail_msg("line %d: a sign of life", where);
}

/* open [win N] [ws C S] */
static void play_open(const char *text, int where)
{
	unsigned int win = 8192;
	char c[8] = "-", s[8] = "-", line[100], o[2][16] = { "", "" };
	const char *w = strstr(text, "win "), *ws = strstr(text, "ws ");

	if (w)
		sscanf(w, "win %u", &win);
	if (ws)
		assert_int_equal(sscanf(ws, "ws %7s %7s", c, s), 2);
	if (*c != '-')
		snprintf(o[0], sizeof(o[0]), "ws %s", c);
	if (*s != '-')
		snprintf(o[1], sizeof(o[1]), "ws %s", s);
	snprintf(line, sizeof(line), "c S 0 win %u %s = init", win, o[0]);
	play(line, where);
	snprintf(line, sizeof(line), "s SA 0 1 win %u %s = syn-recv", win,
		 o[1]);
	play(line, where);
	snprintf(line, sizeof(line), "c A 1 1 win %u = established", win);
	play(line, where);
}

/* Text without comment; false: an empty line. */
static bool strip(char *text)
{
	char *hash = strchr(text, '#');

	if (hash)
		*hash = '\0';
	return text[strspn(text, " \t\n")];
}

static void play_talk(const struct talk *t, u32 c, u32 s)
{
	FILE *f = fopen(TALKS, "r");
	char text[200];
	int where = t->line;

	assert_non_null(f);
	fseek(f, t->begin, SEEK_SET);
	isn[0] = c;
	isn[1] = s;
	session = false;
	memset(&tcp, 0, sizeof(tcp));
	while (fgets(text, sizeof(text), f) && strncmp(text, "== ", 3)) {
		where++;
		if (!strip(text))
			continue;
		if (!strncmp(text, "open", 4)) {
			play_open(text, where);
		} else if (!strncmp(text, "again", 5)) {
			isn[0] += 12345678;
			isn[1] -= 87654321;
		} else {
			play(text, where);
		}
	}
	fclose(f);
}

static void test_talk(void **st)
{
	static const u32 from[][2] = {
		{ 1000, 5000 },
		{ 0, 0 },
		{ 0xffffffff, 0 },
		{ 0xfffffff0, 0x7ffffff0 },
		{ 0x7fffffff, 0xfffffc00 },
		{ 0x80000000, 0xfffffffe },
	};

	for (int i = 0; i < ARRAY_SIZE(from); i++)
		play_talk(*st, from[i][0], from[i][1]);
}

static void read_talks(void)
{
	FILE *f = fopen(TALKS, "r");
	struct talk *t = talks;
	char text[200];
	int line = 0;

	if (!f) {
		perror(TALKS);
		exit(1);
	}
	while (fgets(text, sizeof(text), f) && n_talks < MAX_TALKS) {
		line++;
		if (strncmp(text, "== ", 3))
			continue;
		text[strcspn(text, "\n")] = '\0';
		snprintf(t->name, sizeof(t->name), "%.100s", text + 3);
		t->begin = ftell(f);
		t->line = line;
		t++;
		n_talks++;
	}
	fclose(f);
}

int main(void)
{
	struct CMUnitTest tests[MAX_TALKS];

	read_talks();
	for (int i = 0; i < n_talks; i++)
		tests[i] = (struct CMUnitTest){
			.name = talks[i].name,
			.test_func = test_talk,
			.initial_state = &talks[i],
		};
	return _cmocka_run_group_tests("tests", tests, n_talks, NULL, NULL);
}
