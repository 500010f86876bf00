/* SPDX-License-Identifier: GPL-2.0 */
/* Few buckets, so that they hold more than one thing. */
#ifndef KSHIM_HASHTABLE_H
#define KSHIM_HASHTABLE_H

#include <linux/list.h>

#define KSHIM_BUCKETS 16
#define DECLARE_HASHTABLE(name, bits) struct hlist_head name[KSHIM_BUCKETS]

#define hash_init(t) memset(t, 0, sizeof(t))
#define hash_add(t, n, key) hlist_add_head(n, &(t)[(key) % KSHIM_BUCKETS])
#define hash_add_rcu(t, n, key) hash_add(t, n, key)
#define hash_del(n) hlist_del_init(n)
#define hash_del_rcu(n) hlist_del_init(n)
#define hash_for_each_possible(t, p, m, key)				\
	hlist_for_each_entry(p, &(t)[(key) % KSHIM_BUCKETS], m)
#define hash_for_each_possible_rcu(t, p, m, key, ...)			\
	hash_for_each_possible(t, p, m, key)
#define hash_for_each(t, i, p, m)					\
	for ((i) = 0, p = NULL; !p && (i) < KSHIM_BUCKETS; (i)++)	\
		hlist_for_each_entry(p, &(t)[i], m)
#define hash_for_each_rcu(t, i, p, m) hash_for_each(t, i, p, m)
#define hash_for_each_safe(t, i, n, p, m)				\
	for ((i) = 0, p = NULL; !p && (i) < KSHIM_BUCKETS; (i)++)	\
		hlist_for_each_entry_safe(p, n, &(t)[i], m)

#endif
