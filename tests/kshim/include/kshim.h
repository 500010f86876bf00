/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The kernel in a nutshell: enough of its types, macros and small functions
 * that the pure files of kmod/ compile in userspace, under sanitizers.  Every
 * <linux/...> of theirs leads here.  Behaviour is the kernel's; nothing is
 * faked that a test could mistake for the real thing, but for the two hooks
 * below, which a test may set.
 */
#ifndef KSHIM_H
#define KSHIM_H

#include <endian.h>
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef unsigned long long u64;
typedef int8_t s8;
typedef int16_t s16;
typedef int32_t s32;
typedef long long s64;
typedef unsigned int gfp_t;

#define U8_MAX		UINT8_MAX
#define U16_MAX		UINT16_MAX
#define U32_MAX		UINT32_MAX
#define U64_MAX ((u64)~0ULL)
#define BITS_PER_LONG	64
#define HZ		250

#define __rcu
#define __percpu
#define __user
#define __init
#define __force
#define __read_mostly
#define __ro_after_init
#define __must_check
#ifndef __aligned
#define __aligned(n)	__attribute__((aligned(n)))
#endif
#ifndef __packed
#define __packed	__attribute__((packed))
#endif
#ifndef __always_inline
#define __always_inline	inline __attribute__((always_inline))
#endif
#define noinline	__attribute__((noinline))
#define ____cacheline_aligned	__attribute__((aligned(64)))
#define fallthrough	__attribute__((fallthrough))
#define likely(x)	__builtin_expect(!!(x), 1)
#define unlikely(x)	__builtin_expect(!!(x), 0)

#define READ_ONCE(x)	(*(const volatile __typeof__(x) *)&(x))
#define WRITE_ONCE(x, v) (*(volatile __typeof__(x) *)&(x) = (v))
#define BUILD_BUG_ON(c)	_Static_assert(!(c), #c)
#define WARN_ON_ONCE(c) ({						\
	bool __c = !!(c);						\
	if (__c)							\
		fprintf(stderr, "WARN %s:%d %s\n", __FILE__, __LINE__, #c); \
	__c; })
#define WARN_ON(c)	WARN_ON_ONCE(c)
#define IS_ENABLED(x)	0
#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))
#define DIV_ROUND_UP(n, d) (((n) + (d) - 1) / (d))
#define round_up(x, y)	((((x) - 1) | ((__typeof__(x))(y) - 1)) + 1)
#define round_down(x, y) ((x) & ~((__typeof__(x))(y) - 1))
#define min(a, b)	({ __auto_type __a = (a); __auto_type __b = (b); \
			   __a < __b ? __a : __b; })
#define max(a, b)	({ __auto_type __a = (a); __auto_type __b = (b); \
			   __a > __b ? __a : __b; })
#define min_t(t, a, b)	min((t)(a), (t)(b))
#define max_t(t, a, b)	max((t)(a), (t)(b))
#define max3(a, b, c)	max(max(a, b), c)
#define clamp(v, lo, hi) min(max(v, lo), hi)
#define clamp_t(t, v, lo, hi) clamp((t)(v), (t)(lo), (t)(hi))
#define swap(a, b)	do { __typeof__(a) __t = (a); (a) = (b); (b) = __t; } while (0)
#define BIT(n)		(1UL << (n))
#define BIT_ULL(n)	(1ULL << (n))
#define GENMASK(h, l)	((~0UL << (l)) & (~0UL >> (63 - (h))))
#define container_of(p, t, m) ((t *)((char *)(p) - offsetof(t, m)))
#define struct_size(p, m, n) (sizeof(*(p)) + sizeof(*(p)->m) * (n))

#define cpu_to_be16(x)	htobe16(x)
#define cpu_to_be32(x)	htobe32(x)
#define cpu_to_be64(x)	htobe64(x)
#define be16_to_cpu(x)	be16toh(x)
#define be32_to_cpu(x)	be32toh(x)
#define be64_to_cpu(x)	be64toh(x)
#ifndef htons
#define htons(x)	htobe16(x)
#define ntohs(x)	be16toh(x)
#define htonl(x)	htobe32(x)
#define ntohl(x)	be32toh(x)
#endif

#define KSHIM_UNALIGNED(name, type, conv)				\
static inline type get_unaligned_##name(const void *p)			\
{									\
	type v;								\
									\
	memcpy(&v, p, sizeof(v));					\
	return conv(v);							\
}
KSHIM_UNALIGNED(be16, u16, be16toh)
KSHIM_UNALIGNED(be32, u32, be32toh)
KSHIM_UNALIGNED(be64, u64, be64toh)
KSHIM_UNALIGNED(le16, u16, le16toh)
KSHIM_UNALIGNED(le32, u32, le32toh)

static inline void put_unaligned_be32(u32 v, void *p)
{
	v = htobe32(v);
	memcpy(p, &v, sizeof(v));
}

static inline void put_unaligned_be16(u16 v, void *p)
{
	v = htobe16(v);
	memcpy(p, &v, sizeof(v));
}

static inline void put_unaligned_le32(u32 v, void *p)
{
	v = htole32(v);
	memcpy(p, &v, sizeof(v));
}

static inline u16 swab16(u16 v)
{
	return v << 8 | v >> 8;
}

/* Bits. */
#define BITS_TO_LONGS(n) DIV_ROUND_UP(n, BITS_PER_LONG)
#define DECLARE_BITMAP(name, n) unsigned long name[BITS_TO_LONGS(n)]

static inline bool test_bit(unsigned long n, const unsigned long *map)
{
	return map[n / BITS_PER_LONG] >> (n % BITS_PER_LONG) & 1;
}

static inline void __set_bit(unsigned long n, unsigned long *map)
{
	map[n / BITS_PER_LONG] |= 1UL << (n % BITS_PER_LONG);
}

static inline void __clear_bit(unsigned long n, unsigned long *map)
{
	map[n / BITS_PER_LONG] &= ~(1UL << (n % BITS_PER_LONG));
}

static inline void bitmap_set(unsigned long *map, unsigned int start,
			      unsigned int n)
{
	while (n--)
		__set_bit(start++, map);
}

static inline unsigned long find_next_bit(const unsigned long *map,
					  unsigned long size, unsigned long at)
{
	while (at < size && !test_bit(at, map))
		at++;
	return at < size ? at : size;
}

static inline unsigned long find_next_zero_bit(const unsigned long *map,
					       unsigned long size,
					       unsigned long at)
{
	while (at < size && test_bit(at, map))
		at++;
	return at < size ? at : size;
}

#define find_first_bit(map, size) find_next_bit(map, size, 0)
#define find_first_zero_bit(map, size) find_next_zero_bit(map, size, 0)
#define GENMASK_ULL(h, l) (~0ULL << (l) & ~0ULL >> (63 - (h)))
#define hweight64(x)	((unsigned int)__builtin_popcountll(x))
#define hweight32(x)	((unsigned int)__builtin_popcount(x))
#define __ffs64(x)	((unsigned int)__builtin_ctzll(x))
#define __ffs(x)	((unsigned int)__builtin_ctzl(x))

/* Memory; a test may make it fail. */
#define GFP_KERNEL	0
#define GFP_ATOMIC	0
#define GFP_KERNEL_ACCOUNT 0
#define __GFP_ZERO	0
#define __GFP_NOWARN	0

extern bool kshim_no_memory;
/* Where random numbers come from; NULL: random(). */
extern u32 (*kshim_random)(void);

static inline void *kvzalloc(size_t n, gfp_t gfp)
{
	return kshim_no_memory ? NULL : calloc(1, n ? n : 1);
}

static inline void *kmemdup(const void *from, size_t n, gfp_t gfp)
{
	void *p = kvzalloc(n, gfp);

	return p ? memcpy(p, from, n) : NULL;
}

#define kzalloc(n, gfp)	kvzalloc(n, gfp)
#define kmalloc(n, gfp)	kvzalloc(n, gfp)
#define kvmalloc(n, gfp) kvzalloc(n, gfp)
#define kvcalloc(n, size, gfp) kvzalloc((size_t)(n) * (size), gfp)
#define kvmalloc_array(n, size, gfp) kvcalloc(n, size, gfp)
#define kvfree(p)	free(p)
#define kfree(p)	free(p)
#define cond_resched()	do {} while (0)

static inline u32 get_random_u32(void)
{
	return kshim_random ? kshim_random() : (u32)random() * 2654435761U;
}

static inline u32 get_random_u32_below(u32 n)
{
	return get_random_u32() % n;
}

#include <stdarg.h>

/* What was written, never what would have been. */
__attribute__((format(printf, 3, 4))) static inline int
scnprintf(char *buf, size_t size, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(buf, size, fmt, ap);
	va_end(ap);
	return n < (int)size ? n : (int)size - 1;
}

/* Things that are only members. */
struct rcu_head { void *next; };
struct rcu_work { struct rcu_head rcu; };
struct list_head { struct list_head *next, *prev; };

#endif
