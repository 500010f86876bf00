/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The row on which a line is typed, and the terminal's modes.  Between lines
 * the terminal neither echoes nor gathers lines: what is typed ahead or
 * pasted waits, unseen and unshortened, for the line editor.
 */
#ifndef XPF_CLI_SCREEN_H
#define XPF_CLI_SCREEN_H

#include <stdbool.h>
#include <termios.h>

/* Draw the line; @point: byte of the cursor in it. */
void screen_line(const char *prompt, const char *line, int point, int width);
/* The cursor is at the beginning of an empty row. */
void screen_fresh(void);
/* Where a byte of the line that was drawn last stands. */
int screen_column(const char *prompt, const char *line, int column);
/* Are more than so many bytes typed ahead? */
bool screen_input_waits(int bytes);

/* The mode between lines; and the one that programs and questions expect. */
void screen_begin(void);
void screen_cooked(void);

#endif
