/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The version of manager and tools; the module has its own. */
#ifndef XPF_LIB_VERSION_H
#define XPF_LIB_VERSION_H

#ifndef XPF_VERSION
#define XPF_VERSION "0.1"
#endif
/* The release of Junos whose language and layouts we keep. */
#define XPF_JUNOS "24.4R1"

#endif
