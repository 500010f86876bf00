/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A classifier image in kernel memory.  Only verified images are looked up:
 * xpf_classify() checks nothing.
 */
#ifndef XPF_POLICY_IMAGE_H
#define XPF_POLICY_IMAGE_H

#include <linux/types.h>
#include <uapi/linux/xpf.h>
#include <xpf/image.h>

struct xpf_fields;

struct xpf_image {
	u32 size;
	u8 data[] __aligned(8);
};

/**
 * xpf_image_verify() - may this image be looked up?
 * @img: as userspace sent it
 * @n_rules: how many rules it must have
 * @why: out: what is wrong, for people
 *
 * Takes time linear in the size of the image.  May sleep.
 * Return: 0, -EINVAL or -ENOMEM.
 */
int xpf_image_verify(const struct xpf_image *img, u32 n_rules,
		     const char **why);

/**
 * xpf_classify() - the first rule that matches
 * @img: verified
 * @f: the fields of the packet
 *
 * Return: its number, or XPF_IMAGE_NO_RULE.
 */
u32 xpf_classify(const struct xpf_image *img, const struct xpf_fields *f);

/**
 * xpf_classify_context() - the first rule of one context that matches
 * @img: verified
 * @context: below the number of contexts
 * @f: the fields of the packet
 * @first: rules before this one are not asked
 *
 * Return: its number, or XPF_IMAGE_NO_RULE.
 */
u32 xpf_classify_context(const struct xpf_image *img, u32 context,
			 const struct xpf_fields *f, u32 first);

#endif
