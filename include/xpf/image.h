/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The classifier image: an ordered list of rules, compiled in userspace
 * (userspace/compile/classifier.c), verified and looked up in the kernel
 * (kmod/policy/image.c, classify.c).  Policies, NAT rules and firewall filters
 * are all matched by this one structure.
 *
 * A packet's fields are looked up dimension by dimension.  Each dimension cuts
 * its number line into intervals, and each interval names a bitmap of the
 * rules that accept it.  The bitmaps of all dimensions are ANDed; the first
 * bit set is the first rule that matches.  Address sets, port ranges and
 * negation cost nothing: they only shape the bitmaps.
 *
 * A rule whose conditions are correlated (an application whose terms pair
 * source and destination ports) is entered once a combination: entries, not
 * rules, are the bits, and several entries may carry one rule.
 *
 * Bitmaps are compressed: summary words tell which 64-bit words are not zero,
 * and only those are stored.  Rules are split into tables by family and by
 * which addresses they leave open, which keeps bitmaps sparse; a lookup takes
 * the least rule over the tables of a context.  A dimension that all entries
 * of a table leave open is left out of it.
 *
 * The image is flat and relocatable: little-endian, offsets in bytes from its
 * start.  Every array, struct and bitmap starts at a multiple of 8.  Nothing
 * overlaps anything else, with one exception: intervals of one table may name
 * the same bitmap.  (That is what makes verifying linear.)  Whoever reads an
 * image must have verified it: every offset and count in bounds, intervals
 * strictly ascending from 0 / ::, bitmap lengths equal to what their
 * summaries say, no stored word zero, no bit past the entry count, entries'
 * rules not descending and below header.n_rules.
 */
#ifndef XPF_IMAGE_H
#define XPF_IMAGE_H

#include <linux/types.h>

#define XPF_IMAGE_MAGIC		0x4d495058U	/* "XPIM" */
#define XPF_IMAGE_VERSION	1
#define XPF_IMAGE_MAX_RULES	XPF_MAX_POLICIES
#define XPF_IMAGE_MAX_ENTRIES	65536	/* of one table */
#define XPF_IMAGE_MAX_TABLES	32	/* of one context */
#define XPF_IMAGE_NO_RULE	0xffffffffU

/* Fields of the packet. SADDR and DADDR are of the table's family (IPv4 as
 * u32 in host order), all others u32.
 */
enum xpf_image_field {
	XPF_F_SADDR,
	XPF_F_DADDR,
	XPF_F_SERVICE,	/* protocol << 16 | destination port; ICMP and ICMPv6:
			 * protocol << 16 | type << 8 | code; else low 16 = 0
			 */
	XPF_F_SPORT,	/* ICMP and others: 0 */
	XPF_F_FROM_ZONE,
	XPF_F_TO_ZONE,
	XPF_F_IN_IF,	/* interface ids of the ruleset */
	XPF_F_OUT_IF,
	XPF_F_IN_VRF,
	XPF_F_OUT_VRF,
	/* Of firewall filters, which look at every packet alone. */
	XPF_F_PROTO,	/* what the packet carries, behind all extensions */
	XPF_F_NEXT_HEADER, /* IPv6: of its first header; IPv4: as PROTO */
	XPF_F_DPORT,	/* XPF_F_ABSENT: no ports (XPF_F_SPORT likewise) */
	XPF_F_ICMP,	/* type << 8 | code, or XPF_F_ABSENT */
	XPF_F_TCP_FLAGS, /* byte 13 of the header, or XPF_F_ABSENT */
	XPF_F_TOS,	/* or traffic class: all eight bits */
	XPF_F_LENGTH,	/* of the IP packet; of a merged one: of a segment */
	XPF_F_TTL,
	XPF_F_FRAGMENT,	/* flags << 13 | offset: as in the IPv4 header; IPv6:
			 * the highest bit tells of a fragment header
			 */
	XPF_F_OPTIONS,	/* bits of enum xpf_option_bit */
	XPF_F_CLASS,	/* forwarding class << 2 | loss priority; and
			 * XPF_F_CLASS_HIT, once a term has said so
			 */
	__XPF_F_COUNT,
};

#define XPF_F_ABSENT	0x10000U
#define XPF_F_CLASS_HIT	0x40U

/* What XPF_F_OPTIONS tells: options of IPv4, extension headers of IPv6. */
enum xpf_option_bit {
	XPF_OPT_ROUTE_RECORD	= 1 << 0,
	XPF_OPT_ROUTER_ALERT	= 1 << 1,
	XPF_OPT_SECURITY	= 1 << 2,
	XPF_OPT_STREAM_ID	= 1 << 3,
	XPF_OPT_TIMESTAMP	= 1 << 4,
	XPF_OPT_LOOSE_ROUTE	= 1 << 5,
	XPF_OPT_STRICT_ROUTE	= 1 << 6,
	XPF_OPT_OTHER		= 1 << 7,
	XPF_EXT_HOP_BY_HOP	= 1 << 0,
	XPF_EXT_ROUTING		= 1 << 1,
	XPF_EXT_FRAGMENT	= 1 << 2,
	XPF_EXT_DESTINATION	= 1 << 3,
	XPF_EXT_AH		= 1 << 4,
	XPF_EXT_ESP		= 1 << 5,
	XPF_EXT_MOBILITY	= 1 << 6,
	XPF_EXT_OTHER		= 1 << 7,
};

/* Contexts: index[from * n_zones + to] is the context of a zone pair; the
 * value 0xffff means none.  Context `global` (0xffff: none) is looked up when
 * the pair's context has no match.  An image without index (n_zones = 0) has
 * only the global context; that of filters has one context a filter, which is
 * looked up by its number.
 */
struct xpf_image_header {
	__u32 magic;
	__u32 version;
	__u32 size;		/* bytes, this header included */
	__u32 n_rules;
	__u32 n_zones;		/* zone ids in the index are below this */
	__u32 index_off;	/* __u16[n_zones * n_zones]; 0 if n_zones is */
	__u32 n_contexts;	/* below 0xffff */
	__u32 contexts_off;	/* struct xpf_image_context[n_contexts]; 0 if
				 * n_contexts is
				 */
	__u32 global;
	__u32 reserved;		/* 0 */
};

struct xpf_image_context {
	__u32 n_tables;		/* at most XPF_IMAGE_MAX_TABLES */
	__u32 tables_off;	/* struct xpf_image_table[n_tables]; 0 if
				 * n_tables is
				 */
};

struct xpf_image_table {
	__u8 family;		/* 4, 6, or of a flow that is translated from one
				 * to the other: 46, 64 (source, destination)
				 */
	__u8 n_dims;		/* at most __XPF_F_COUNT */
	__u16 reserved;		/* 0 */
	__u32 n_entries;	/* 1 .. XPF_IMAGE_MAX_ENTRIES */
	__u32 rules_off;	/* __u32[n_entries]: rule of an entry, not descending */
	__u32 dims_off;		/* struct xpf_image_dim[n_dims], field ascending;
				 * 0 if n_dims is: every packet matches
				 */
};

/* Interval i covers bounds[i] <= x < bounds[i + 1]; bounds[0] is zero. */
struct xpf_image_dim {
	__u32 field;		/* enum xpf_image_field */
	__u32 n_bounds;		/* at least 1 */
	__u32 bounds_off;	/* __u32[], or struct xpf_image_u128[] */
	__u32 bitmaps_off;	/* __u32[n_bounds]: offset of its bitmap, 0 = empty */
};

struct xpf_image_u128 {
	__u64 hi, lo;
};

#define XPF_IMAGE_FAMILY_46	46
#define XPF_IMAGE_FAMILY_64	64

static inline int xpf_image_family_ok(__u8 family)
{
	return family == 4 || family == 6 || family == XPF_IMAGE_FAMILY_46 ||
	       family == XPF_IMAGE_FAMILY_64;
}

/* Is a field of a table of this family an IPv6 address? */
static inline int xpf_image_wide(__u8 family, __u32 field)
{
	if (field == XPF_F_SADDR)
		return family == 6 || family == XPF_IMAGE_FAMILY_64;
	if (field == XPF_F_DADDR)
		return family == 6 || family == XPF_IMAGE_FAMILY_46;
	return 0;
}

/*
 * Bitmap of a table with W = (n_entries + 63) / 64 words and
 * S = (W + 63) / 64 summary words:
 *	__u64 summary[S]	bit w: word w is stored (is not zero)
 *	__u32 rank[S]		number of words stored before summary word s,
 *				padded to 8 bytes
 *	__u64 word[popcount of all summaries]
 */

#endif
