/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A log file that is bounded by rotation: NAME, NAME.0, NAME.1, ...  Lines are
 * gathered until they are flushed.  A lost line is no reason to stop a
 * firewall: nothing here fails.
 */
#ifndef XPF_EXPORT_LOGFILE_H
#define XPF_EXPORT_LOGFILE_H

#include <stdbool.h>
#include <stdint.h>

struct logfile;

#define LOGFILE_SIZE (1U << 20)	/* bytes of one file, unless said */
#define LOGFILE_FILES 10	/* NAME, NAME.0 to NAME.8, unless said */

/* @dir: open folder, the caller's; NULL: cannot be written. */
struct logfile *logfile_open(int dir, const char *name, uint32_t size,
			     uint32_t files, bool world_readable);
void logfile_close(struct logfile *f);
void logfile_add(struct logfile *f, const char *line);
void logfile_flush(struct logfile *f);

#endif
