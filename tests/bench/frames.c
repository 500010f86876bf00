// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * frames sink DEVICE - whatever comes in there is gone.
 *
 * frames drop|fib|look|xpf DEVICE SOURCE DESTINATION [FRAMES] - frames of one UDP flow
 * that come in at DEVICE, by the kernel's test run of XDP programs on live
 * frames: they are really sent, by the device the program names.  Prints what
 * one took, in ns, which in the bench's guest are instructions: the median of
 * many short runs, as longer ones include what else the guest is at.  SOURCE's port
 * is 7000, DESTINATION's 53; both IPv4, or both IPv6.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_link.h>
#include <net/if.h>
#include <netinet/ip.h>
#include <netinet/ip6.h>
#include <netinet/udp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "frames.skel.h"

#define PAYLOAD 18
#define WARM 4096
#define RUNS 31

static _Noreturn void fail(const char *what)
{
	fprintf(stderr, "frames: %s: %s\n", what, strerror(errno));
	exit(1);
}

static uint32_t sum(const void *data, size_t len, uint32_t s)
{
	const uint8_t *p = data;
	size_t i;

	for (i = 0; i + 1 < len; i += 2)
		s += (uint32_t)p[i] << 8 | p[i + 1];
	return s;
}

static uint16_t fold(uint32_t s)
{
	while (s >> 16)
		s = (s & 0xffff) + (s >> 16);
	return htons((uint16_t)~s);
}

static size_t put_udp(uint8_t *p, uint32_t pseudo)
{
	struct udphdr u = { .source = htons(7000),
			    .dest = htons(53),
			    .len = htons(sizeof(u) + PAYLOAD) };
	size_t len = sizeof(u) + PAYLOAD;

	memcpy(p, &u, sizeof(u));
	u.check = fold(sum(p, len, pseudo + IPPROTO_UDP + (uint32_t)len));
	memcpy(p, &u, sizeof(u));
	return len;
}

static size_t put_ip4(uint8_t *p, const struct in_addr *s,
		      const struct in_addr *d)
{
	struct iphdr ip = { .version = 4,
			    .ihl = 5,
			    .ttl = 64,
			    .protocol = IPPROTO_UDP,
			    .saddr = s->s_addr,
			    .daddr = d->s_addr };

	ip.tot_len = htons(sizeof(ip) + sizeof(struct udphdr) + PAYLOAD);
	ip.check = fold(sum(&ip, sizeof(ip), 0));
	memcpy(p, &ip, sizeof(ip));
	return sizeof(ip) + put_udp(p + sizeof(ip), sum(&ip.saddr, 8, 0));
}

static size_t put_ip6(uint8_t *p, const struct in6_addr *s,
		      const struct in6_addr *d)
{
	struct ip6_hdr ip = { .ip6_src = *s, .ip6_dst = *d };

	ip.ip6_flow = htonl(6U << 28);
	ip.ip6_plen = htons(sizeof(struct udphdr) + PAYLOAD);
	ip.ip6_nxt = IPPROTO_UDP;
	ip.ip6_hlim = 64;
	memcpy(p, &ip, sizeof(ip));
	return sizeof(ip) + put_udp(p + sizeof(ip), sum(&ip.ip6_src, 32, 0));
}

static size_t put_frame(uint8_t *p, const char *dev, const char *from,
			const char *to)
{
	int v = strchr(from, ':') ? AF_INET6 : AF_INET, fd;
	struct ethhdr *eth = (struct ethhdr *)p;
	struct ifreq ifr = { 0 };
	struct in6_addr s, d;

	if (inet_pton(v, from, &s) != 1 || inet_pton(v, to, &d) != 1)
		fail("an address");
	snprintf(ifr.ifr_name, sizeof(ifr.ifr_name), "%s", dev);
	fd = socket(AF_INET, SOCK_DGRAM, 0);
	if (fd < 0 || ioctl(fd, SIOCGIFHWADDR, &ifr))
		fail(dev);
	close(fd);
	memcpy(eth->h_dest, ifr.ifr_hwaddr.sa_data, ETH_ALEN);
	memcpy(eth->h_source, "\2\0\0\0\0\2", ETH_ALEN);
	eth->h_proto = htons(v == AF_INET ? ETH_P_IP : ETH_P_IPV6);
	if (v == AF_INET)
		return sizeof(*eth) + put_ip4(p + sizeof(*eth),
					      (struct in_addr *)&s,
					      (struct in_addr *)&d);
	return sizeof(*eth) + put_ip6(p + sizeof(*eth), &s, &d);
}

/* Nanoseconds from one frame to the next, of @n. */
static uint64_t run(struct frames *f, int prog, const char *dev, uint8_t *frame,
		    size_t len, unsigned int n)
{
	struct xdp_md ctx = { .data_end = (uint32_t)len,
			      .ingress_ifindex = if_nametoindex(dev) };
	LIBBPF_OPTS(bpf_test_run_opts, o, .data_in = frame,
		    .data_size_in = (uint32_t)len, .ctx_in = &ctx,
		    .ctx_size_in = sizeof(ctx), .repeat = (int)n,
		    .flags = BPF_F_TEST_XDP_LIVE_FRAMES, .batch_size = 64);

	f->bss->began = 0;
	f->bss->frames = 0;
	if (bpf_prog_test_run_opts(prog, &o) || !f->bss->frames) {
		errno = errno ? errno : EINVAL;
		fail("test run");
	}
	return (f->bss->ended - f->bss->began) / f->bss->frames;
}

static int compare(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

static uint64_t median(struct frames *f, int prog, const char *dev,
		       uint8_t *frame, size_t len, unsigned int n)
{
	uint64_t ns[RUNS];
	int i;

	run(f, prog, dev, frame, len, WARM);
	for (i = 0; i < RUNS; i++)
		ns[i] = run(f, prog, dev, frame, len, n / RUNS);
	qsort(ns, RUNS, sizeof(ns[0]), compare);
	return ns[RUNS / 2];
}

static struct bpf_program *program(struct frames *f, const char *name)
{
	struct bpf_program *p;
	char full[32];

	snprintf(full, sizeof(full), "frames_%s", name);
	bpf_object__for_each_program(p, f->obj) if (strcmp(bpf_program__name(p),
							   full))
		bpf_program__set_autoload(p, false);
	p = bpf_object__find_program_by_name(f->obj, full);
	if (!p) {
		fprintf(stderr, "frames: no program %s\n", name);
		exit(2);
	}
	return p;
}

static int sink(struct frames *f, struct bpf_program *p, const char *dev)
{
	if (frames__load(f) ||
	    bpf_xdp_attach((int)if_nametoindex(dev), bpf_program__fd(p),
			   XDP_FLAGS_DRV_MODE, NULL))
		fail(dev);
	return 0;
}

int main(int argc, char **argv)
{
	struct frames *f = frames__open();
	struct bpf_program *p;
	uint8_t frame[256] = { 0 };
	unsigned int n;
	size_t len;

	if (argc != 3 && argc < 5) {
		fputs("usage: frames sink DEVICE\n"
		      "       frames drop|fib|look|xpf DEVICE SOURCE DESTINATION "
		      "[FRAMES]\n",
		      stderr);
		return 2;
	}
	if (!f)
		fail("open");
	p = program(f, argv[1]);
	if (argc == 3)
		return sink(f, p, argv[2]);
	n = argc > 5 ? (unsigned int)strtoul(argv[5], NULL, 10) : 40960;
	len = put_frame(frame, argv[2], argv[3], argv[4]);
	memcpy((void *)(uintptr_t)f->rodata->frame, frame, sizeof(frame));
	if (frames__load(f))
		fail("load");
	printf("%llu\n", (unsigned long long)median(f, bpf_program__fd(p),
						    argv[2], frame, len, n));
	return 0;
}
