// SPDX-License-Identifier: GPL-2.0
/*
 * What frames.c runs on every frame: the packet is written anew, as a frame
 * that was sent once is used again as it then was, and handed on.  The clock is
 * read at each, as a test run waits for much else before its first frame.
 */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/ip.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

extern int bpf_xpf_xdp(struct xdp_md *ctx) __ksym __weak;

const volatile __u8 frame[256];
__u64 began, ended, frames;

static void write_frame(struct xdp_md *ctx)
{
	__u8 *p = (__u8 *)(long)ctx->data;
	__u8 *end = (__u8 *)(long)ctx->data_end;
	int i;

	ended = bpf_ktime_get_ns();
	if (!began)
		began = ended;
	else
		frames++;
	for (i = 0; i < 96 && p + i + 1 <= end; i++)
		p[i] = frame[i];
}

SEC("xdp")
int frames_drop(struct xdp_md *ctx)
{
	write_frame(ctx);
	return XDP_DROP;
}

SEC("xdp")
int frames_xpf(struct xdp_md *ctx)
{
	int to;

	write_frame(ctx);
	to = bpf_xpf_xdp(ctx);
	return to > 0 ? bpf_redirect(to, 0) : XDP_ABORTED;
}

/* The same without sending what came of it. */
SEC("xdp")
int frames_look(struct xdp_md *ctx)
{
	write_frame(ctx);
	return bpf_xpf_xdp(ctx) > 0 ? XDP_DROP : XDP_ABORTED;
}

/* The kernel's routes alone: no state, no translation. */
SEC("xdp")
int frames_fib(struct xdp_md *ctx)
{
	struct bpf_fib_lookup fib = { .family = 2 /* AF_INET */ };
	struct ethhdr *eth;
	struct iphdr *ip;
	__u32 check;

	write_frame(ctx);
	eth = (void *)(long)ctx->data;
	ip = (void *)(eth + 1);
	if ((void *)(ip + 1) > (void *)(long)ctx->data_end)
		return XDP_ABORTED;
	fib.l4_protocol = ip->protocol;
	fib.tot_len = bpf_ntohs(ip->tot_len);
	fib.ipv4_src = ip->saddr;
	fib.ipv4_dst = ip->daddr;
	fib.ifindex = ctx->ingress_ifindex;
	if (bpf_fib_lookup(ctx, &fib, sizeof(fib), 0))
		return XDP_ABORTED;
	check = ip->check;
	check += bpf_htons(0x0100);
	ip->check = (__u16)(check + (check >= 0xffff));
	ip->ttl--;
	__builtin_memcpy(eth->h_dest, fib.dmac, ETH_ALEN);
	__builtin_memcpy(eth->h_source, fib.smac, ETH_ALEN);
	return bpf_redirect(fib.ifindex, 0);
}

SEC("xdp")
int frames_sink(struct xdp_md *ctx)
{
	return XDP_DROP;
}

char LICENSE[] SEC("license") = "GPL";
