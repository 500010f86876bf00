// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * How the line that is being typed looks: one row, always.  What does not fit
 * is scrolled away to the left, behind "..."; the prompt stays.  Only what
 * differs from what stands there is written, and nothing while a paste is
 * still coming in.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli/screen.h"

#define DOTS 3

static struct {
	char *text; /* what stands on the row */
	int cursor; /* column */
	size_t start; /* byte of the line that is shown first */
} row;

/* Columns of some UTF-8: a byte that continues a character has none. */
static int columns(const char *s, size_t n)
{
	int cols = 0;

	for (; n && *s; s++, n--)
		cols += ((unsigned char)*s & 0xc0) != 0x80;
	return cols;
}

static size_t next_char(const char *s, size_t at)
{
	for (at++; ((unsigned char)s[at] & 0xc0) == 0x80; at++)
		;
	return at;
}

/* The first byte to show, so that the cursor is on the row. */
static size_t window(const char *line, size_t point, int room)
{
	size_t start = 0;

	if (columns(line, strlen(line)) < room)
		return 0;
	if (room < 2 * DOTS)
		return 0;
	if (columns(line, point) < room)
		return 0;
	/* half a row at a time: the eye can follow */
	while (columns(line + start, point - start) >= room - DOTS)
		for (int i = 0; i < room / 2 && start < point; i++)
			start = next_char(line, start);
	return start;
}

static void move(int column)
{
	if (column == row.cursor)
		return;
	putchar('\r');
	if (column > 0)
		printf("\033[%dC", column);
	row.cursor = column;
}

static void draw(const char *text, int cursor)
{
	const char *old = row.text ? row.text : "";
	size_t same = 0;

	while (old[same] && old[same] == text[same])
		same++;
	while (same && ((unsigned char)text[same] & 0xc0) == 0x80)
		same--;
	if (text[same] || old[same]) {
		move(columns(text, same));
		fputs(text + same, stdout);
		if (columns(old, strlen(old)) > columns(text, strlen(text)))
			fputs("\033[K", stdout);
		row.cursor = columns(text, strlen(text));
	}
	move(cursor);
	free(row.text);
	row.text = strdup(text);
	if (!row.text)
		abort();
}

void screen_line(const char *prompt, const char *line, int point, int width)
{
	int at = columns(prompt, strlen(prompt));
	int room = width - at - 1;
	const char *dots = "";
	char *text;
	size_t len;

	row.start = window(line, (size_t)point, room);
	if (row.start) {
		dots = "...";
		room -= DOTS;
	}
	for (len = 0; line[row.start + len] &&
		      columns(line + row.start, len + 1) <= room;
	     len++)
		;
	while (((unsigned char)line[row.start + len] & 0xc0) == 0x80)
		len++;
	if (asprintf(&text, "%s%s%.*s", prompt, dots, (int)len,
		     line + row.start) < 0)
		abort();
	draw(text,
	     at + (int)strlen(dots) +
		     columns(line + row.start, (size_t)point - row.start));
	free(text);
	fflush(stdout);
}

void screen_fresh(void)
{
	free(row.text);
	row.text = NULL;
	row.cursor = 0;
}

int screen_column(const char *prompt, const char *line, int column)
{
	size_t n = (size_t)column;

	if (n < row.start)
		n = row.start;
	return columns(prompt, strlen(prompt)) + (row.start ? DOTS : 0) +
	       columns(line + row.start, n - row.start);
}

bool screen_input_waits(int bytes)
{
	int waiting = 0;

	return !ioctl(STDIN_FILENO, FIONREAD, &waiting) && waiting > bytes;
}

/* ---- the terminal between lines ---- */

static struct termios cooked;
static bool known;

void screen_begin(void)
{
	struct termios t;

	if (tcgetattr(STDIN_FILENO, &cooked))
		return;
	known = true;
	t = cooked;
	t.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
	t.c_cc[VMIN] = 1;
	t.c_cc[VTIME] = 0;
	tcsetattr(STDIN_FILENO, TCSADRAIN, &t);
}

void screen_cooked(void)
{
	if (known)
		tcsetattr(STDIN_FILENO, TCSADRAIN, &cooked);
}
