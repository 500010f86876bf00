/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Class of service, for those who name its classes. */
#ifndef XPF_MODEL_COS_H
#define XPF_MODEL_COS_H

#include "model/builder.h"
#include "model/filter_match.h"

/* Classes with `policing-priority premium`, 1 << number. */
uint16_t cos_premium(const struct model *m);

/* The number of a forwarding class; -1: there is none. */
int cos_class(const struct model *m, const char *name);

#endif
