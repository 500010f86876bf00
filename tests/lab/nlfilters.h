/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * For nlfuzz.c: rulesets with filters, policers, mirrors and class of service
 * that fit together, so that the kernel takes them and packets meet them; in
 * some of them one byte is wrong.
 */
#ifndef NLFILTERS_H
#define NLFILTERS_H

static const uint8_t terms_of[] = { 3, 2, 0 };
static unsigned long filtered, filtered_taken;

#define N_FILTERS (sizeof(terms_of) / sizeof(terms_of[0]))
#define N_TERMS 5
#define N_METERS 5

static void put_u8(struct nlmsghdr *nlh, uint16_t type, uint8_t v)
{
	mnl_attr_put(nlh, type, 1, &v);
}

/* Send one object; rarely with a wrong byte behind its attribute's header. */
static void add_object(struct nlmsghdr *nlh, struct nlattr *nest, uint16_t kind,
		       uint32_t odds)
{
	char *data = mnl_attr_get_payload(nest);

	mnl_attr_nest_end(nlh, nest);
	if (!rnd(odds))
		data[rnd(mnl_attr_get_payload_len(nest))] ^= 1 << rnd(8);
	use(top(kind));
	ask(XPF_CMD_ADD, true);
}

static void add_meter(uint32_t id, uint32_t odds)
{
	struct nlmsghdr *nlh = begin(XPF_CMD_ADD, false);
	struct nlattr *nest = mnl_attr_nest_start(nlh, XPF_A_FW_METER);
	uint64_t rate = 1 + rnd(1u << rnd(31)), burst = 1 + rnd(1u << rnd(31));

	mnl_attr_put_u32(nlh, XPF_FW_METER_A_ID, id);
	mnl_attr_put_strz(nlh, XPF_FW_METER_A_NAME, "m");
	mnl_attr_put_u32(nlh, XPF_FW_METER_A_FILTER, rnd(3));
	put_u8(nlh, XPF_FW_METER_A_KIND, (id - 1) % 4);
	mnl_attr_put_u32(nlh, XPF_FW_METER_A_FLAGS, rnd(32));
	mnl_attr_put_u64(nlh, XPF_FW_METER_A_RATE, rate);
	mnl_attr_put_u64(nlh, XPF_FW_METER_A_BURST, burst);
	mnl_attr_put_u64(nlh, XPF_FW_METER_A_PEAK_RATE, rate + rnd(1000));
	mnl_attr_put_u64(nlh, XPF_FW_METER_A_PEAK_BURST, 1 + rnd(100000));
	put_u8(nlh, XPF_FW_METER_A_CLASS, rnd(16));
	put_u8(nlh, XPF_FW_METER_A_LOSS, rnd(4));
	add_object(nlh, nest, XPF_A_FW_METER, odds);
}

static void put_predicates(struct nlmsghdr *nlh)
{
	struct xpf_predicate p[3];
	uint32_t n = 1 + rnd(3);

	memset(p, 0, sizeof(p));
	for (uint32_t i = 0; i < n; i++) {
		p[i].start = rnd(4);
		p[i].bits = 1 + rnd(32);
		p[i].offset = rnd(rnd(4) ? 400 : 2048);
		p[i].mask = number();
		p[i].hi = number();
		p[i].flags = i ? rnd(4) : rnd(2) << 1;
	}
	mnl_attr_put(nlh, XPF_FW_TERM_A_PREDICATES, n * sizeof(p[0]), p);
}

static void put_mirror(struct nlmsghdr *nlh)
{
	static const char *const to[] = { "ge-0-0-1", "ge-0-0-0", "none" };
	const uint32_t via = htonl(0xcb007102);

	mnl_attr_put_strz(nlh, XPF_FW_TERM_A_MIRROR, to[rnd(3)]);
	if (rnd(2))
		mnl_attr_put(nlh, XPF_FW_TERM_A_MIRROR_VIA, 4, &via);
	mnl_attr_put_u32(nlh, XPF_FW_TERM_A_MIRROR_RATE, rnd(9));
	put_u8(nlh, XPF_FW_TERM_A_MIRROR_RUN, rnd(9));
	mnl_attr_put_u16(nlh, XPF_FW_TERM_A_MIRROR_LENGTH, rnd(300));
}

static void add_filter_term(uint32_t filter, uint32_t odds)
{
	struct nlmsghdr *nlh = begin(XPF_CMD_ADD, false);
	struct nlattr *nest = mnl_attr_nest_start(nlh, XPF_A_FW_TERM);

	mnl_attr_put_strz(nlh, XPF_FW_TERM_A_NAME, "t");
	mnl_attr_put_u32(nlh, XPF_FW_TERM_A_FILTER, filter);
	put_u8(nlh, XPF_FW_TERM_A_ACTION, rnd(4));
	put_u8(nlh, XPF_FW_TERM_A_REJECT, rnd(3) ? rnd(16) : XPF_FW_RESET);
	mnl_attr_put_u32(nlh, XPF_FW_TERM_A_FLAGS, rnd(2) ? 0 : rnd(64));
	mnl_attr_put_u32(nlh, XPF_FW_TERM_A_COUNTER, rnd(2) ? 1 : 0);
	mnl_attr_put_u32(nlh, XPF_FW_TERM_A_POLICER, rnd(2) ? 2 + rnd(3) : 0);
	put_u8(nlh, XPF_FW_TERM_A_CLASS, rnd(16));
	put_u8(nlh, XPF_FW_TERM_A_LOSS, rnd(4));
	put_u8(nlh, XPF_FW_TERM_A_DSCP, rnd(64));
	mnl_attr_put_u32(nlh, XPF_FW_TERM_A_SAMPLE_RATE, rnd(9));
	put_u8(nlh, XPF_FW_TERM_A_SAMPLE_RUN, rnd(9));
	if (!rnd(4))
		mnl_attr_put_strz(nlh, XPF_FW_TERM_A_ROUTE_BY,
				  rnd(2) ? "lo" : "none");
	if (!rnd(3))
		put_mirror(nlh);
	if (!rnd(3))
		put_predicates(nlh);
	add_object(nlh, nest, XPF_A_FW_TERM, odds);
}

static void put_cos(struct nlmsghdr *nlh)
{
	struct xpf_cos c;
	uint8_t *b = (uint8_t *)&c;

	memset(&c, XPF_COS_NONE, sizeof(c));
	for (size_t i = rnd(20); i; i--)
		b[rnd(sizeof(c))] = rnd(8);
	mnl_attr_put(nlh, XPF_INTERFACE_A_COS, sizeof(c), &c);
}

static void add_filtered_interface(uint16_t id, const char *device,
				   uint32_t odds)
{
	struct nlmsghdr *nlh = begin(XPF_CMD_ADD, false);
	struct nlattr *nest = mnl_attr_nest_start(nlh, XPF_A_INTERFACE);
	uint32_t filter[XPF_FW_PLACES] = { 0 }, policer[XPF_FW_PLACES] = { 0 };

	for (int i = 0; i < XPF_FW_PLACES; i++) {
		filter[i] = i == XPF_FW_ARP ? 0 : rnd(N_FILTERS + 1);
		policer[i] = i <= XPF_FW_ARP && rnd(2) ? 2 + rnd(3) : 0;
	}
	mnl_attr_put_u16(nlh, XPF_INTERFACE_A_ID, id);
	mnl_attr_put_strz(nlh, XPF_INTERFACE_A_IFNAME, device);
	mnl_attr_put_strz(nlh, XPF_INTERFACE_A_NAME, device);
	mnl_attr_put_u16(nlh, XPF_INTERFACE_A_ZONE, 1 + id);
	mnl_attr_put_u64(nlh, XPF_INTERFACE_A_SERVICES, -1ULL);
	mnl_attr_put(nlh, XPF_INTERFACE_A_FILTERS, sizeof(filter), filter);
	mnl_attr_put(nlh, XPF_INTERFACE_A_POLICERS, sizeof(policer), policer);
	if (id == 3)
		mnl_attr_put(nlh, XPF_INTERFACE_A_HOST, 0, NULL);
	else if (rnd(2))
		put_cos(nlh);
	add_object(nlh, nest, XPF_A_INTERFACE, odds);
}

/* A context a filter, a rule a term; each asks for something, or nothing. */
static void add_filter_image(uint32_t odds)
{
	static const uint8_t fields[] = { XPF_F_PROTO, XPF_F_TOS, XPF_F_TTL,
					  XPF_F_DPORT };
	struct classifier *c = classifier_new(1u << 20);
	const uint8_t kind = XPF_IMAGE_FILTER;
	struct nlmsghdr *nlh;
	uint32_t rule = 0, where;
	size_t size = 0;
	void *img;

	for (size_t i = 0; i < N_FILTERS; i++) {
		uint32_t context = classifier_context(c);

		for (uint32_t n = terms_of[i]; n; n--) {
			struct valset *set = classifier_number(c, rnd(64));
			struct entry e = entry_any(rule++);

			if (rnd(2))
				entry_in(&e, fields[rnd(4)], &set, 1);
			classifier_add(c, context, &e);
		}
	}
	if (!classifier_build(c, rule, &img, &size, &where)) {
		if (!rnd(odds))
			((char *)img)[rnd(size)] ^= 1 << rnd(8);
		nlh = begin(XPF_CMD_IMAGE, false);
		mnl_attr_put(nlh, XPF_A_IMAGE_KIND, 1, &kind);
		mnl_attr_put_u32(nlh, XPF_A_IMAGE_SIZE, size);
		mnl_attr_put_u32(nlh, XPF_A_IMAGE_OFFSET, 0);
		mnl_attr_put(nlh, XPF_A_IMAGE_DATA, size, img);
		free(img);
		ask(XPF_CMD_IMAGE, true);
	}
	classifier_free(c);
}

static void filter_commit(void)
{
	uint32_t odds = rnd(2) ? 1000 : 8;
	struct nlmsghdr *nlh;

	simple(XPF_CMD_BEGIN);
	nlh = begin(XPF_CMD_ADD, false);
	good_zone(nlh, 2);
	good_zone(nlh, 3);
	good_zone(nlh, 4);
	ask(XPF_CMD_ADD, true);
	for (uint32_t i = 0; i < N_METERS; i++)
		add_meter(i + 1, odds);
	for (uint32_t i = 0; i < N_FILTERS; i++) {
		struct nlattr *nest;

		nlh = begin(XPF_CMD_ADD, false);
		nest = mnl_attr_nest_start(nlh, XPF_A_FW_FILTER);
		mnl_attr_put_u32(nlh, XPF_FW_FILTER_A_ID, i + 1);
		mnl_attr_put_strz(nlh, XPF_FW_FILTER_A_NAME, "f");
		add_object(nlh, nest, XPF_A_FW_FILTER, odds);
	}
	for (uint32_t i = 0; i < N_FILTERS; i++)
		for (uint32_t n = terms_of[i]; n; n--)
			add_filter_term(i + 1, odds);
	add_filtered_interface(1, "ge-0-0-0", odds);
	add_filtered_interface(2, "ge-0-0-1", odds);
	add_filtered_interface(3, "lo", odds);
	add_filter_image(odds);
	begin(XPF_CMD_COMMIT, false);
	ask(XPF_CMD_COMMIT, true);
	filtered++;
	filtered_taken += !last_error;
}

#endif
