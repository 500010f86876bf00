// SPDX-License-Identifier: GPL-2.0
/*
 * The shim: it reads nothing itself.  The module looks at the frame
 * (kmod/xdp.c) and says which device is to send it, by then with its new
 * headers; otherwise the frame goes on to the kernel as it came.  The manager
 * attaches this to devices (userspace/dataplane/xdp.c).
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

extern int bpf_xpf_xdp(struct xdp_md *ctx) __ksym;

SEC("xdp")
int xpf_xdp(struct xdp_md *ctx)
{
	int to = bpf_xpf_xdp(ctx);

	return to > 0 ? bpf_redirect(to, 0) : XDP_PASS;
}

char LICENSE[] SEC("license") = "GPL";
