// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * ---(more)---: Junos' pager.  It never reads from the connection: the loop
 * in run.c feeds it, asks whether it waits for a key, and stops feeding when
 * enough is queued.  All lines of the answer are kept, for moving back and
 * for searching.
 */
#include <ctype.h>
#include <errno.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "cli/cli.h"
#include "lib/vec.h"

/* m and e: only lines that match, or that do not. */
struct condition {
	regex_t re;
	bool except;
};

#define CONDITIONS 8

struct pager {
	int length, width;
	bool ended, hold, unlimited, quit, waiting, prompted;
	struct buf text;
	VEC(size_t) line; /* offsets of the lines that are complete */
	size_t shown; /* lines on the screen or above it */
	int room; /* rows left before the next stop */
	bool have_re, backwards;
	regex_t re;
	struct condition condition[CONDITIONS];
	int conditions;
	char *save; /* a file for all of it, at the end */
	struct termios saved;
	bool is_raw;
};

struct pager *pager_new(int length, int width)
{
	struct pager *p = calloc(1, sizeof(*p));

	if (!p)
		abort();
	buf_init(&p->text);
	vec_push(&p->line, 0);
	p->length = length;
	p->width = width > 0 ? width : 80;
	p->unlimited = length < 2;
	p->room = length - 1;
	return p;
}

static void raw(struct pager *p, bool on)
{
	struct termios t;

	if (on == p->is_raw)
		return;
	p->is_raw = on;
	if (on) {
		tcgetattr(STDIN_FILENO, &p->saved);
		t = p->saved;
		t.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ISIG);
		t.c_cc[VMIN] = 1;
		t.c_cc[VTIME] = 0;
		tcsetattr(STDIN_FILENO, TCSADRAIN, &t);
	} else {
		tcsetattr(STDIN_FILENO, TCSADRAIN, &p->saved);
	}
}

static void clear_conditions(struct pager *p)
{
	while (p->conditions)
		regfree(&p->condition[--p->conditions].re);
}

/* What was shown, or would have been: everything that came. */
static void write_saved(struct pager *p)
{
	FILE *f = p->save ? fopen(p->save, "we") : NULL;
	bool bad;

	if (!p->save)
		return;
	bad = !f || fwrite(p->text.data, 1, p->text.len, f) != p->text.len;
	if (f && fclose(f))
		bad = true;
	if (bad)
		printf("error: could not write file '%s': %s\n", p->save,
		       strerror(errno));
	else
		printf("Wrote %zu lines of output to '%s'\n", p->line.n - 1,
		       p->save);
}

void pager_free(struct pager *p)
{
	raw(p, false);
	write_saved(p);
	clear_conditions(p);
	if (p->have_re)
		regfree(&p->re);
	free(p->save);
	buf_free(&p->text);
	vec_free(&p->line);
	free(p);
}

/* line.v[i] is where line i begins; the last one is not complete. */
void pager_add(struct pager *p, const char *text, size_t len)
{
	size_t at = p->text.len;
	const char *nl, *from;

	buf_add(&p->text, text, len);
	from = p->text.data + at;
	while ((nl = memchr(from, '\n',
			    p->text.len - (size_t)(from - p->text.data)))) {
		from = nl + 1;
		vec_push(&p->line, (size_t)(from - p->text.data));
	}
}

void pager_unlimited(struct pager *p)
{
	p->unlimited = true;
}

void pager_hold(struct pager *p)
{
	p->hold = true;
}

bool pager_waiting(const struct pager *p)
{
	return p->waiting;
}

bool pager_quit(const struct pager *p)
{
	return p->quit;
}

size_t pager_ahead(const struct pager *p)
{
	return p->text.len - p->line.v[p->shown];
}

static size_t complete(const struct pager *p)
{
	return p->line.n - 1;
}

void pager_end(struct pager *p)
{
	if (p->ended)
		return;
	p->ended = true;
	if (p->line.v[complete(p)] < p->text.len)
		pager_add(p, "\n", 1);
}

/* ---- showing ---- */

static void put(const char *s, size_t n)
{
	fwrite(s, 1, n, stdout);
}

static int rows(const struct pager *p, size_t i)
{
	int len = (int)(p->line.v[i + 1] - p->line.v[i]) - 1;

	return len > p->width ? (len + p->width - 1) / p->width : 1;
}

static void stop(struct pager *p)
{
	size_t all = p->text.len ? p->text.len : 1;

	if (p->prompted && p->ended)
		printf("---(more %zu%%)---", p->line.v[p->shown] * 100 / all);
	else
		printf("---(more)---");
	fflush(stdout);
	p->prompted = true;
	p->waiting = true;
	raw(p, true);
}

static void go_on(struct pager *p, int room)
{
	raw(p, false);
	printf("\r%40s\r", "");
	p->waiting = false;
	p->room = room;
}

static bool matches(const struct pager *p, size_t i, const regex_t *re)
{
	size_t len = p->line.v[i + 1] - p->line.v[i] - 1;
	char *s = strndup(p->text.data + p->line.v[i], len);
	bool hit;

	if (!s)
		abort();
	hit = !regexec(re, s, 0, NULL, 0);
	free(s);
	return hit;
}

static bool is_wanted(const struct pager *p, size_t i)
{
	int k;

	for (k = 0; k < p->conditions; k++)
		if (matches(p, i, &p->condition[k].re) ==
		    p->condition[k].except)
			return false;
	return true;
}

bool pager_show(struct pager *p)
{
	size_t n;

	if (p->quit)
		return p->ended;
	if (p->waiting)
		return false;
	while (p->shown < complete(p)) {
		if (!is_wanted(p, p->shown)) {
			p->shown++;
			continue;
		}
		if (!p->unlimited && p->room < rows(p, p->shown) &&
		    p->room < p->length - 1) {
			stop(p);
			return false;
		}
		n = p->line.v[p->shown + 1] - p->line.v[p->shown];
		put(p->text.data + p->line.v[p->shown], n);
		p->room -= rows(p, p->shown);
		p->shown++;
	}
	if (p->ended && p->hold && !p->unlimited) {
		stop(p);
		return false;
	}
	fflush(stdout);
	return p->ended;
}

/* ---- keys ---- */

static void redraw_from(struct pager *p, size_t line)
{
	p->shown = line;
	printf("\033[H\033[J");
	go_on(p, p->length - 1);
}

/* The line that is @n rows above the top of the screen's last page. */
static size_t back(const struct pager *p, int n)
{
	size_t i = p->shown;

	for (n += p->length - 1; i && n > 0; i--)
		n -= is_wanted(p, i - 1) ? rows(p, i - 1) : 0;
	return i;
}

static char *ask(const char *prompt)
{
	static char text[128];
	size_t n = 0;
	char ch;

	printf("\r%40s\r%s", "", prompt);
	fflush(stdout);
	while (read(STDIN_FILENO, &ch, 1) == 1 && ch != '\r' && ch != '\n') {
		if (ch == 3 || ch == 27)
			return NULL;
		if ((ch == 8 || ch == 127) && n) {
			n--;
			printf("\b \b");
		} else if (isprint((unsigned char)ch) && n < sizeof(text) - 1) {
			text[n++] = ch;
			putchar(ch);
		}
		fflush(stdout);
	}
	text[n] = '\0';
	return text;
}

static void complain(const char *text)
{
	printf("\r%40s\r%s", "", text);
	fflush(stdout);
}

static bool compile(regex_t *re, const char *pattern)
{
	if (!regcomp(re, pattern, REG_EXTENDED | REG_ICASE | REG_NOSUB))
		return true;
	complain("Invalid regular expression");
	return false;
}

/* @pattern: NULL searches for the last one again. */
static void search(struct pager *p, const char *pattern, bool backwards)
{
	size_t top = back(p, 0), i;

	if (pattern && *pattern) {
		if (p->have_re)
			regfree(&p->re);
		p->have_re = compile(&p->re, pattern);
		if (!p->have_re)
			return;
	}
	for (i = top + 1; p->have_re && !backwards && i < complete(p); i++) {
		if (!is_wanted(p, i) || !matches(p, i, &p->re))
			continue;
		redraw_from(p, i);
		return;
	}
	for (i = top; p->have_re && backwards && i-- > 0;) {
		if (!is_wanted(p, i) || !matches(p, i, &p->re))
			continue;
		redraw_from(p, i);
		return;
	}
	complain("Pattern not found");
}

static void add_condition(struct pager *p, const char *pattern, bool except)
{
	struct condition *c = &p->condition[p->conditions];

	if (!pattern || !*pattern || p->conditions == CONDITIONS) {
		complain("---(more)---");
		return;
	}
	if (!compile(&c->re, pattern))
		return;
	c->except = except;
	p->conditions++;
	redraw_from(p, 0);
}

static void save(struct pager *p, const char *file)
{
	if (file && *file) {
		free(p->save);
		p->save = strdup(file);
	}
	complain("---(more)---");
}

static const char help[] =
	"\r                                        \r"
	"---(Help for CLI automore)---\n"
	"  Clear all match and except strings:             c or C\n"
	"  Display all lines matching a regexp:            m or M <string>\n"
	"  Display all lines except those matching:        e or E <string>\n"
	"  Display this help text:                         h\n"
	"  Don't hold in automore at bottom of output:     N\n"
	"  Hold in automore at bottom of output:           H\n"
	"  Move down half display:                         TAB, d, or ^D\n"
	"  Move down one line:                             "
	"Enter, j, ^N, ^X, ^Z, or Down-Arrow\n"
	"  Move down one page:                             "
	"Space, ^F, or Page-Down\n"
	"  Move to bottom of output:                       G, ^E, or End\n"
	"  Move to top of output:                          g, ^A, or Home\n"
	"  Move up half display:                           u, or ^U\n"
	"  Move up one line:                               "
	"k, Delete, Backspace, ^P, or Up-Arrow\n"
	"  Move up one page:                               "
	"b, ^B, or Page-Up\n"
	"  Quit automore and return to CLI:                q, Q, ^C, or ^K\n"
	"  Redraw display:                                 ^L\n"
	"  Repeat keyword search:                          n\n"
	"  Save output to a file:                          s or S <file>\n"
	"  Search backwards through output:                ? <string>\n"
	"  Search forward through output:                  / <string>\n";

/* Arrow and page keys send ESC [ x. */
static char escape(void)
{
	char s[2], end;

	if (read(STDIN_FILENO, s, 2) != 2 || s[0] != '[')
		return 0;
	switch (s[1]) {
	case 'A':
		return 'k';
	case 'B':
		return 'j';
	case 'H':
		return 'g';
	case 'F':
		return 'G';
	case '5':
	case '6': /* the page keys end in '~' */
		if (read(STDIN_FILENO, &end, 1) != 1 || end != '~')
			return 0;
		return s[1] == '5' ? 'b' : ' ';
	}
	return 0;
}

void pager_leave(struct pager *p)
{
	go_on(p, 0);
	p->quit = true;
	fflush(stdout);
}

void pager_key(struct pager *p)
{
	int page = p->length - 1;
	char ch;

	if (read(STDIN_FILENO, &ch, 1) != 1)
		ch = 'q';
	if (ch == 27)
		ch = escape();
	if (p->ended && p->shown == complete(p) && strchr("\r\nj \006dG", ch)) {
		pager_leave(p); /* held at the end: any step down leaves */
		p->quit = true;
		return;
	}
	switch (ch) {
	case ' ':
	case 6:
		go_on(p, page);
		break;
	case '\r':
	case '\n':
	case 'j':
	case 14:
	case 24:
	case 26:
		go_on(p, 1);
		break;
	case 'd':
	case 4:
	case '\t':
		go_on(p, page / 2);
		break;
	case 'u':
	case 21:
		redraw_from(p, back(p, page / 2));
		break;
	case 'b':
	case 2:
		redraw_from(p, back(p, page));
		break;
	case 'k':
	case 8:
	case 16:
	case 127:
		redraw_from(p, back(p, 1));
		break;
	case 'g':
	case 1:
		redraw_from(p, 0);
		break;
	case 12:
		redraw_from(p, back(p, 0));
		break;
	case 'G':
	case 5:
	case 'N':
		p->unlimited = true;
		go_on(p, page);
		break;
	case 'H':
		p->hold = true;
		break;
	case 'h':
		fputs(help, stdout);
		stop(p);
		break;
	case '/':
		p->backwards = false;
		search(p, ask("/"), false);
		break;
	case '?':
		p->backwards = true;
		search(p, ask("?"), true);
		break;
	case 'n':
		search(p, NULL, p->backwards);
		break;
	case 'm':
	case 'M':
		add_condition(p, ask("match: "), false);
		break;
	case 'e':
	case 'E':
		add_condition(p, ask("except: "), true);
		break;
	case 'c':
	case 'C':
		clear_conditions(p);
		redraw_from(p, back(p, 0));
		break;
	case 's':
	case 'S':
		save(p, ask("save: "));
		break;
	case 'q':
	case 'Q':
	case 3:
	case 11:
		pager_leave(p);
		break;
	}
}

void pager_text(const struct cli *c, const char *text)
{
	struct pager *p = pager_new(c->length, c->width);

	pager_add(p, text, strlen(text));
	pager_end(p);
	while (!pager_show(p))
		pager_key(p);
	pager_free(p);
}
