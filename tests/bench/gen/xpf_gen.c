// SPDX-License-Identifier: GPL-2.0
/*
 * The traffic of tests/bench: packets put straight into a device's receive
 * path, with the time each round of them took.  Under icount the time is the
 * number of instructions.
 *
 * One command is one write to /proc/xpf_gen, words of the form key=value:
 *
 *	in=DEV out=DEV	where packets enter, where they leave
 *	l4=udp|tcp v=4|6	what they are
 *	mode=one		a fixed set of flows, one direction only
 *	mode=est		the same, established before: the sink's first packets
 *				are answered (TCP: a handshake; then the server
 *				acknowledges each round)
 *	mode=new		each packet is the first of its flow
 *	flows=N rounds=N	packets a round, timed rounds
 *	cpus=N		the first N processors each send their part of a round, at
 *			the same time
 *	hook=drop		drop at the device's ingress hook, for a base line
 *
 * Reading gives "packets N ns N learned N best N", of which the last is what the
 * quickest round took: where the clock tells the time, the one that nobody
 * disturbed.  A round's packets are ready made; timed is only: allocate, copy,
 * receive.  All cases cost the same up to netif_receive_skb(), so differences are
 * those of the code under test.
 *
 * Writing N to /proc/xpf_late waits for N ticks of a timer, every 100 us, that a
 * softirq serves as it serves packets; reading it gives the number of ticks and by
 * how much the latest one was late, in nanoseconds.
 *
 * Answers must go to the address and port that source NAT chose.  These are
 * learned from what leaves: the flow's number is the UDP payload, or the upper
 * half of the TCP sequence number.
 */
#include <linux/completion.h>
#include <linux/etherdevice.h>
#include <linux/hrtimer.h>
#include <linux/inet.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/module.h>
#include <linux/netfilter.h>
#include <linux/netfilter_netdev.h>
#include <linux/nsproxy.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <linux/vmalloc.h>
#include <linux/workqueue.h>
#include <net/ip6_checksum.h>
#include <net/net_namespace.h>

#define GEN_DPORT 5001
#define GEN_SPORT 1024
#define GEN_SPORTS 50000
#define GEN_WARMUP 8
#define GEN_STRIDE 7919 /* prime */
#define GEN_SIZE 96
#define GEN_FLOWS (1 << 21)
#define GEN_TCP_FLOWS (1 << 15) /* their numbers are in the sequence's */

struct gen_packet {
	u16 len;
	u8 data[GEN_SIZE];
};

struct gen_flow {
	struct in6_addr client, nat; /* IPv4 in the first four bytes */
	__be16 sport, nat_sport;
	u32 number, seq, ack;
	bool learned;
};

struct gen {
	struct net_device *in, *out;
	bool tcp, v6;
	enum { GEN_ONE, GEN_EST, GEN_NEW } mode;
	bool drop;
	u32 flows, rounds, cpus;
	struct gen_flow *flow;
	struct gen_packet *packet;
	u32 learned;
};

static struct {
	u64 packets, ns, learned, best;
} gen_result;
static DEFINE_MUTEX(gen_lock);

static const u8 gen_client4[4] = { 10, 0, 1, 2 };
static const u8 gen_server4[4] = { 10, 0, 2, 2 };
static const u8 gen_client6[16] = { 0x20, 1, 0xd, 0xb8, 0, 1, [15] = 2 };
static const u8 gen_server6[16] = { 0x20, 1, 0xd, 0xb8, 0, 2, [15] = 2 };

/* What a packet carries: flags are TCP's; data goes forward only. */
struct gen_kind {
	bool reply, data;
	u8 flags;
};

#define TCPF_SYN 0x02
#define TCPF_PSH 0x08
#define TCPF_ACK 0x10

static const struct gen_kind gen_syn = { .flags = TCPF_SYN };
static const struct gen_kind gen_synack = { true, false, TCPF_SYN | TCPF_ACK };
static const struct gen_kind gen_ack = { .flags = TCPF_ACK };
static const struct gen_kind gen_data = { false, true, TCPF_PSH | TCPF_ACK };
static const struct gen_kind gen_reply = { true, true, TCPF_ACK };

static u32 gen_l4_tcp(struct gen_flow *f, struct gen_kind k, struct tcphdr *th)
{
	u32 payload = k.data && !k.reply ? 6 : 0;

	memset(th, 0, sizeof(*th) + payload);
	th->source = k.reply ? htons(GEN_DPORT) : f->sport;
	th->dest = k.reply ? f->nat_sport : htons(GEN_DPORT);
	th->seq = htonl(k.reply ? f->ack : f->seq);
	th->ack_seq = k.flags & TCPF_ACK ? htonl(k.reply ? f->seq : f->ack) : 0;
	th->doff = sizeof(*th) / 4;
	((u8 *)th)[13] = k.flags;
	th->window = htons(32768);
	if (k.reply)
		f->ack += !!(k.flags & TCPF_SYN);
	else
		f->seq += payload + !!(k.flags & TCPF_SYN);
	return sizeof(*th) + payload;
}

static u32 gen_l4_udp(const struct gen_flow *f, struct gen_kind k,
		      struct udphdr *uh)
{
	const u32 len = sizeof(*uh) + 18;

	memset(uh, 0, len);
	uh->source = k.reply ? htons(GEN_DPORT) : f->sport;
	uh->dest = k.reply ? f->nat_sport : htons(GEN_DPORT);
	uh->len = htons(len);
	*(__be32 *)(uh + 1) = htonl(f->number);
	return len;
}

static u32 gen_l4(const struct gen *g, struct gen_flow *f, struct gen_kind k,
		  void *at)
{
	return g->tcp ? gen_l4_tcp(f, k, at) : gen_l4_udp(f, k, at);
}

static __sum16 *gen_check(const struct gen *g, void *l4)
{
	return g->tcp ? &((struct tcphdr *)l4)->check :
			&((struct udphdr *)l4)->check;
}

/* A whole frame into p; moves the flow's sequence numbers on. */
static void gen_make(const struct gen *g, struct gen_flow *f, struct gen_kind k,
		     struct gen_packet *p)
{
	const struct net_device *dev = k.reply ? g->out : g->in;
	u8 proto = g->tcp ? IPPROTO_TCP : IPPROTO_UDP;
	struct ethhdr *eth = (void *)p->data;
	struct ipv6hdr *h6 = (void *)(eth + 1);
	struct iphdr *h4 = (void *)(eth + 1);
	u32 len;

	ether_addr_copy(eth->h_dest, dev->dev_addr);
	eth_broadcast_addr(eth->h_source);
	eth->h_source[0] = 2;
	if (g->v6) {
		eth->h_proto = htons(ETH_P_IPV6);
		len = gen_l4(g, f, k, h6 + 1);
		memset(h6, 0, sizeof(*h6));
		h6->version = 6;
		h6->payload_len = htons(len);
		h6->nexthdr = proto;
		h6->hop_limit = 64;
		memcpy(k.reply ? &h6->daddr : &h6->saddr,
		       k.reply ? &f->nat : &f->client, 16);
		memcpy(k.reply ? &h6->saddr : &h6->daddr, gen_server6, 16);
		*gen_check(g, h6 + 1) =
			csum_ipv6_magic(&h6->saddr, &h6->daddr, len, proto,
					csum_partial(h6 + 1, len, 0));
		p->len = sizeof(*eth) + sizeof(*h6) + len;
		return;
	}
	eth->h_proto = htons(ETH_P_IP);
	len = gen_l4(g, f, k, h4 + 1);
	memset(h4, 0, sizeof(*h4));
	h4->version = 4;
	h4->ihl = 5;
	h4->tot_len = htons(sizeof(*h4) + len);
	h4->frag_off = htons(IP_DF);
	h4->ttl = 64;
	h4->protocol = proto;
	memcpy(k.reply ? &h4->daddr : &h4->saddr,
	       k.reply ? &f->nat : &f->client, 4);
	memcpy(k.reply ? &h4->saddr : &h4->daddr, gen_server4, 4);
	h4->check = ip_fast_csum(h4, h4->ihl);
	*gen_check(g, h4 + 1) = csum_tcpudp_magic(
		h4->saddr, h4->daddr, len, proto, csum_partial(h4 + 1, len, 0));
	p->len = sizeof(*eth) + sizeof(*h4) + len;
}

static int gen_receive(struct net_device *dev, const struct gen_packet *p)
{
	struct sk_buff *skb = netdev_alloc_skb(dev, p->len + NET_IP_ALIGN);

	if (unlikely(!skb))
		return -ENOMEM;
	skb_reserve(skb, NET_IP_ALIGN);
	skb_put_data(skb, p->data, p->len);
	skb->protocol = eth_type_trans(skb, dev);
	skb->ip_summed = CHECKSUM_UNNECESSARY;
	netif_receive_skb(skb);
	return 0;
}

/* Nanoseconds that n packets took, or -errno.  Context: BH disabled. */
static s64 gen_send(struct net_device *dev, const struct gen_packet *p, u32 n)
{
	u64 start = ktime_get_ns();
	int err = 0;

	for (; n && !err; n--)
		err = gen_receive(dev, p++);
	return err ?: ktime_get_ns() - start;
}

/* A round of several processors; they begin when all are there. */
static struct {
	struct gen *g;
	struct net_device *dev;
	atomic_t missing;
	s64 ns[NR_CPUS];
} gen_crowd;
static DEFINE_PER_CPU(struct work_struct, gen_work);

static void gen_one_of_many(struct work_struct *work)
{
	struct gen *g = gen_crowd.g;
	u32 n = g->flows / g->cpus;
	unsigned int cpu = smp_processor_id();

	local_bh_disable();
	atomic_dec(&gen_crowd.missing);
	while (atomic_read(&gen_crowd.missing))
		cpu_relax();
	gen_crowd.ns[cpu] = gen_send(gen_crowd.dev, &g->packet[cpu * n], n);
	local_bh_enable();
}

/* The slowest one's nanoseconds, or -errno. */
static s64 gen_together(struct gen *g, struct net_device *dev)
{
	s64 worst = 0;
	u32 i;

	gen_crowd.g = g;
	gen_crowd.dev = dev;
	atomic_set(&gen_crowd.missing, g->cpus);
	for (i = 0; i < g->cpus; i++) {
		INIT_WORK(per_cpu_ptr(&gen_work, i), gen_one_of_many);
		schedule_work_on(i, per_cpu_ptr(&gen_work, i));
	}
	for (i = 0; i < g->cpus; i++)
		flush_work(per_cpu_ptr(&gen_work, i));
	for (i = 0; i < g->cpus; i++) {
		if (gen_crowd.ns[i] < 0)
			return gen_crowd.ns[i];
		worst = max(worst, gen_crowd.ns[i]);
	}
	return worst;
}

/* The flow of a round's i-th packet: known flows come as far from each other as
 * they do in life, so that no processor guesses the next one's memory.
 */
static u32 gen_turn(const struct gen *g, u32 i)
{
	return g->mode == GEN_NEW ? i : (u64)i * GEN_STRIDE % g->flows;
}

/* One packet of this kind for each flow; the nanoseconds it took, or -errno. */
static s64 gen_round(struct gen *g, struct gen_kind k)
{
	struct net_device *dev = k.reply ? g->out : g->in;
	s64 ns;
	u32 i;

	for (i = 0; i < g->flows; i++)
		gen_make(g, &g->flow[gen_turn(g, i)], k, &g->packet[i]);
	if (g->cpus > 1)
		return gen_together(g, dev);
	local_bh_disable();
	ns = gen_send(dev, g->packet, g->flows);
	local_bh_enable();
	cond_resched();
	return ns;
}

/* The flows numbered from first on: none of them seen before. */
static void gen_flows(struct gen *g, u32 first)
{
	u32 i, n;

	for (i = 0; i < g->flows; i++) {
		struct gen_flow *f = &g->flow[i];

		n = first + i;
		memset(f, 0, sizeof(*f));
		memcpy(&f->client, g->v6 ? gen_client6 : gen_client4,
		       g->v6 ? 16 : 4);
		((u8 *)&f->client)[g->v6 ? 15 : 3] += n / GEN_SPORTS;
		f->sport = htons(GEN_SPORT + n % GEN_SPORTS);
		f->nat = f->client;
		f->nat_sport = f->sport;
		f->number = n;
		f->seq = n << 16;
		f->ack = 0x12345678;
	}
}

static void gen_learn(struct gen *g, const struct sk_buff *skb)
{
	const void *src, *l4;
	u32 n;

	if (g->v6) {
		src = &ipv6_hdr(skb)->saddr;
		l4 = ipv6_hdr(skb) + 1;
	} else {
		src = &ip_hdr(skb)->saddr;
		l4 = ip_hdr(skb) + 1;
	}
	if (g->tcp)
		n = ntohl(((const struct tcphdr *)l4)->seq) >> 16;
	else
		n = ntohl(*(const __be32 *)((const struct udphdr *)l4 + 1));
	if (n >= g->flows || g->flow[n].learned)
		return;
	memcpy(&g->flow[n].nat, src, g->v6 ? 16 : 4);
	g->flow[n].nat_sport = *(const __be16 *)l4;
	g->flow[n].learned = true;
	g->learned++;
}

static unsigned int gen_egress(void *priv, struct sk_buff *skb,
			       const struct nf_hook_state *state)
{
	if (skb_ensure_writable(skb, skb->len))
		return NF_DROP;
	gen_learn(priv, skb);
	return NF_ACCEPT;
}

static unsigned int gen_ingress(void *priv, struct sk_buff *skb,
				const struct nf_hook_state *state)
{
	return NF_DROP;
}

/* First packets, answers: all flows are in both directions' tables after. */
static int gen_establish(struct gen *g)
{
	struct nf_hook_ops ops = {
		.hook = gen_egress,
		.pf = NFPROTO_NETDEV,
		.hooknum = NF_NETDEV_EGRESS,
		.dev = g->out,
		.priv = g,
	};
	s64 ret;

	ret = nf_register_net_hook(dev_net(g->out), &ops);
	if (ret)
		return ret;
	ret = gen_round(g, g->tcp ? gen_syn : gen_data);
	nf_unregister_net_hook(dev_net(g->out), &ops);
	if (ret < 0)
		return ret;
	ret = gen_round(g, g->tcp ? gen_synack : gen_reply);
	if (ret >= 0 && g->tcp)
		ret = gen_round(g, gen_ack);
	return ret < 0 ? ret : 0;
}

static int gen_measure(struct gen *g)
{
	u32 i, warm = g->mode == GEN_NEW ? 0 : GEN_WARMUP;
	const struct gen_kind k = g->tcp && g->mode == GEN_NEW ? gen_syn :
								 gen_data;
	int err = 0;
	s64 ns;

	gen_flows(g, 0);
	if (g->mode == GEN_EST)
		err = gen_establish(g);
	for (i = 0; i < warm + g->rounds && !err; i++) {
		if (g->mode == GEN_NEW)
			gen_flows(g, i * g->flows);
		ns = gen_round(g, k);
		if (ns < 0)
			return ns;
		if (i >= warm) {
			gen_result.ns += ns;
			if (!gen_result.best || ns < gen_result.best)
				gen_result.best = ns;
			gen_result.packets += g->flows;
		}
		if (g->mode == GEN_EST)
			err = min_t(s64, gen_round(g, gen_reply), 0);
		if (signal_pending(current))
			err = -EINTR;
	}
	gen_result.learned = g->learned;
	return err;
}

static int gen_run(struct gen *g)
{
	struct nf_hook_ops ops = {
		.hook = gen_ingress,
		.pf = NFPROTO_NETDEV,
		.hooknum = NF_NETDEV_INGRESS,
		.priority = -1000,
		.dev = g->in,
	};
	int err = -ENOMEM;

	g->flow = kvcalloc(g->flows, sizeof(*g->flow), GFP_KERNEL);
	g->packet = kvcalloc(g->flows, sizeof(*g->packet), GFP_KERNEL);
	if (!g->flow || !g->packet)
		goto out;
	if (g->drop) {
		err = nf_register_net_hook(dev_net(g->in), &ops);
		if (err)
			goto out;
	}
	memset(&gen_result, 0, sizeof(gen_result));
	err = gen_measure(g);
	if (g->drop)
		nf_unregister_net_hook(dev_net(g->in), &ops);
out:
	kvfree(g->packet);
	kvfree(g->flow);
	return err;
}

static int gen_word(struct gen *g, const char *key, const char *value)
{
	struct net *net = current->nsproxy->net_ns;

	if (!strcmp(key, "in") && !g->in)
		return (g->in = dev_get_by_name(net, value)) ? 0 : -ENODEV;
	if (!strcmp(key, "out") && !g->out)
		return (g->out = dev_get_by_name(net, value)) ? 0 : -ENODEV;
	if (!strcmp(key, "l4"))
		g->tcp = !strcmp(value, "tcp");
	else if (!strcmp(key, "v"))
		g->v6 = !strcmp(value, "6");
	else if (!strcmp(key, "hook"))
		g->drop = !strcmp(value, "drop");
	else if (!strcmp(key, "mode"))
		g->mode = !strcmp(value, "new") ? GEN_NEW :
			  !strcmp(value, "est") ? GEN_EST :
						  GEN_ONE;
	else if (!strcmp(key, "flows"))
		return kstrtou32(value, 0, &g->flows);
	else if (!strcmp(key, "rounds"))
		return kstrtou32(value, 0, &g->rounds);
	else if (!strcmp(key, "cpus"))
		return kstrtou32(value, 0, &g->cpus);
	else
		return -EINVAL;
	return 0;
}

static int gen_command(char *text)
{
	struct gen g = { .flows = 1024, .rounds = 40, .cpus = 1 };
	char *word, *value;
	int err = 0;

	while (!err && (word = strsep(&text, " \n"))) {
		value = strchr(word, '=');
		if (value) {
			*value++ = '\0';
			err = gen_word(&g, word, value);
		} else if (*word) {
			err = -EINVAL;
		}
	}
	if (!err && (!g.in || !g.out || !g.flows ||
		     g.flows > (g.tcp ? GEN_TCP_FLOWS : GEN_FLOWS) || !g.cpus ||
		     g.cpus > num_online_cpus()))
		err = -EINVAL;
	if (!err)
		err = gen_run(&g);
	dev_put(g.in);
	dev_put(g.out);
	return err;
}

static ssize_t gen_write(struct file *file, const char __user *from, size_t n,
			 loff_t *pos)
{
	char *text = memdup_user_nul(from, min_t(size_t, n, 512));
	int err;

	if (IS_ERR(text))
		return PTR_ERR(text);
	mutex_lock(&gen_lock);
	err = gen_command(text);
	mutex_unlock(&gen_lock);
	kfree(text);
	return err ?: n;
}

static int gen_show(struct seq_file *m, void *v)
{
	seq_printf(m, "packets %llu ns %llu learned %llu best %llu\n",
		   gen_result.packets, gen_result.ns, gen_result.learned,
		   gen_result.best);
	return 0;
}

static int gen_open(struct inode *inode, struct file *file)
{
	return single_open(file, gen_show, NULL);
}

static const struct proc_ops gen_ops = {
	.proc_open = gen_open,
	.proc_read = seq_read,
	.proc_lseek = seq_lseek,
	.proc_release = single_release,
	.proc_write = gen_write,
};

/* How long softirqs wait. */
#define LATE_TICK_NS 100000

static struct {
	struct hrtimer timer;
	struct completion done;
	u64 left, ticks, worst;
} late;

static enum hrtimer_restart late_tick(struct hrtimer *timer)
{
	s64 ns =
		ktime_to_ns(ktime_sub(ktime_get(), hrtimer_get_expires(timer)));

	late.ticks++;
	late.worst = max_t(s64, late.worst, ns);
	if (!--late.left) {
		complete(&late.done);
		return HRTIMER_NORESTART;
	}
	hrtimer_forward_now(timer, ns_to_ktime(LATE_TICK_NS));
	return HRTIMER_RESTART;
}

static ssize_t late_write(struct file *file, const char __user *from, size_t n,
			  loff_t *pos)
{
	u64 ticks;
	int err = kstrtou64_from_user(from, n, 0, &ticks);

	if (err || !ticks)
		return err ?: -EINVAL;
	late.left = ticks;
	late.ticks = 0;
	late.worst = 0;
	init_completion(&late.done);
	hrtimer_start(&late.timer, ns_to_ktime(LATE_TICK_NS),
		      HRTIMER_MODE_REL_SOFT);
	if (wait_for_completion_killable(&late.done)) {
		hrtimer_cancel(&late.timer);
		return -EINTR;
	}
	return n;
}

static int late_show(struct seq_file *m, void *v)
{
	seq_printf(m, "ticks %llu worst %llu\n", late.ticks, late.worst);
	return 0;
}

static int late_open(struct inode *inode, struct file *file)
{
	return single_open(file, late_show, NULL);
}

static const struct proc_ops late_ops = {
	.proc_open = late_open,
	.proc_read = seq_read,
	.proc_lseek = seq_lseek,
	.proc_release = single_release,
	.proc_write = late_write,
};

static int __init gen_init(void)
{
	hrtimer_init(&late.timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL_SOFT);
	late.timer.function = late_tick;
	if (!proc_create("xpf_gen", 0600, NULL, &gen_ops))
		return -ENOMEM;
	if (proc_create("xpf_late", 0600, NULL, &late_ops))
		return 0;
	remove_proc_entry("xpf_gen", NULL);
	return -ENOMEM;
}

static void __exit gen_exit(void)
{
	remove_proc_entry("xpf_late", NULL);
	hrtimer_cancel(&late.timer);
	remove_proc_entry("xpf_gen", NULL);
}

module_init(gen_init);
module_exit(gen_exit);
MODULE_DESCRIPTION("Traffic generator of the xpf benchmark");
MODULE_LICENSE("GPL");
