// SPDX-License-Identifier: GPL-2.0
/*
 * SIP through source NAT, message by message: what the other side reads, what
 * waits for its media, and that what comes back says what was said.  All of the
 * gateway is here but packets: text, calls, pinholes; ports are handed out by a
 * counter.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <linux/in.h>
#include <kshim_run.h>
#include <linux/list.h>

#include "lib/calls.h"
#define answer endpoint_answer
#include "alg/endpoint.c"
#undef answer
#include "alg/text.c"
#include "alg/sdp.c"
#define line_end sip_line_end
#define read_addr sip_read_addr
#include "alg/sip_parse.c"
#undef read_addr
#define begin sip_begin
#include "alg/sip.c"
#undef begin

/* What the gateway asks of the rest of the module. */

static u16 next_port;
static int ports_held;
static u64 closed; /* the last session that was */

const struct xpf_nat_rule *xpf_nat_rule_by_id(const struct xpf_ruleset *rs,
					      u32 id)
{
	return NULL;
}

int xpf_snat_port_like(struct xpf_net *xn, const struct xpf_nat_rule *rule,
		       const struct xpf_key *host, u16 vrf, struct xpf_key *key)
{
	key->sport = htons(next_port++);
	ports_held++;
	return XPF_SNAT_PORT;
}

int xpf_snat_twin(struct xpf_net *xn, const struct xpf_nat_rule *rule, u16 vrf,
		  struct xpf_key *key)
{
	next_port += next_port & 1;
	key->sport = htons(next_port);
	next_port += 2;
	ports_held += 2;
	return XPF_SNAT_PORT;
}

void xpf_expect_release(struct xpf_net *xn, const struct xpf_expect *e)
{
	if (e->flags & XPF_EXPECT_PORT)
		ports_held--;
}

u64 xpf_session_id(const struct xpf_table *t, const struct xpf_session *s)
{
	return 1;
}

/* Every id is a session that lives. */
struct xpf_session *xpf_table_by_id(const struct xpf_table *t, u64 id)
{
	return (struct xpf_session *)(uintptr_t)(id << 12);
}

bool xpf_session_close(struct xpf_net *xn, struct xpf_session *s,
		       enum xpf_close_reason why)
{
	closed = (uintptr_t)s >> 12;
	return true;
}

u32 xpf_session_timeout(const struct xpf_ruleset *rs,
			const struct xpf_session *s)
{
	return 60;
}

static char out[8192];

bool xpf_alg_replace(struct xpf_alg_msg *m, u32 at, u32 len, const void *text,
		     u32 n)
{
	assert_true(at >= m->done && at + len <= m->len);
	memcpy(out + m->out_len, m->data + m->done, at - m->done);
	m->out_len += at - m->done;
	memcpy(out + m->out_len, text, n);
	m->out_len += n;
	m->done = at + len;
	return true;
}

/* ---- the world: a phone, a firewall, a peer ---- */

struct world {
	struct xpf_net xn;
	struct xpf_stats stats;
	struct xpf_ruleset rs;
	struct xpf_session s;
	struct xpf_ext ext;
	struct xpf_alg_state alg;
	u8 family;
};

static struct in6_addr parse(u8 family, const char *text)
{
	struct in6_addr a = {};

	assert_int_equal(inet_pton(family, text, &a), 1);
	return a;
}

static void flow_of(struct xpf_key *k, u8 family, const char *from, u16 sport,
		    const char *to, u16 dport)
{
	k->family = family;
	k->proto = IPPROTO_UDP;
	k->saddr = parse(family, from);
	k->daddr = parse(family, to);
	k->sport = htons(sport);
	k->dport = htons(dport);
}

static struct world *world(u8 family, const char *phone, u16 port,
			   const char *outside, u16 outside_port,
			   const char *peer)
{
	struct world *w = calloc(1, sizeof(*w));

	w->family = family;
	w->xn.stats = &w->stats;
	w->xn.expects = xpf_expects_new(&w->xn);
	w->xn.sip = xpf_sip_new(&w->xn);
	w->rs.alg.sip_media = 120;
	w->rs.alg.sip_ring = 240;
	flow_of(&w->s.wing[0].key, family, phone, port, peer, PORT);
	flow_of(&w->s.wing[1].key, family, peer, PORT, outside, outside_port);
	w->s.wing[0].in_zone = 1;
	w->s.wing[1].in_zone = 2;
	w->s.idle_timeout = U32_MAX;
	w->alg.xn = &w->xn;
	w->alg.kind = XPF_ALG_SIP;
	w->alg.nat_side = strcmp(phone, outside) ? 0 : -1;
	INIT_LIST_HEAD(&w->alg.sip.calls);
	INIT_LIST_HEAD(&w->ext.expects);
	w->ext.alg = &w->alg;
	next_port = 2001;
	ports_held = 0;
	closed = 0;
	return w;
}

static void end(struct world *w)
{
	xpf_sip_forget(&w->alg);
	assert_int_equal(w->xn.sip->n_calls, 0);
	xpf_expect_end(w->xn.expects, &w->ext);
	assert_int_equal(ports_held, 0);
	assert_int_equal(w->ext.n_expects, 0);
	kshim_grace_period();
	xpf_expects_free(w->xn.expects);
	xpf_sip_free(w->xn.sip);
	free(w);
}

/* A message of one side; false: it may not pass. */
static bool say(struct world *w, int wing, const char *text)
{
	struct xpf_pkt pkt = { .xn = &w->xn, .rs = &w->rs, .session = &w->s };
	struct xpf_alg_msg m = {
		.pkt = &pkt,
		.s = &w->s,
		.ext = &w->ext,
		.alg = &w->alg,
		.wing = wing,
		.len = strlen(text),
	};
	/* Exactly as long as what may be read. */
	u8 *data = malloc(m.len);

	memcpy(data, text, m.len);
	m.data = data;
	pkt.key = w->s.wing[wing].key;
	if (!message(&m)) {
		free(data);
		return false;
	}
	memcpy(out + m.out_len, data + m.done, m.len - m.done);
	out[m.out_len + m.len - m.done] = 0;
	free(data);
	return true;
}

static void says(struct world *w, int wing, const char *text, const char *want)
{
	assert_true(say(w, wing, text));
	assert_string_equal(out, want);
}

static void test_register(void **state)
{
	static const char sent[] =
		"REGISTER sip:203.0.113.2 SIP/2.0\r\n"
		"Via: SIP/2.0/UDP 10.0.1.2:5060;rport;branch=z9hG4bK1\r\n"
		"From: <sip:alice@10.0.1.2>;tag=1\r\n"
		"To: <sip:alice@203.0.113.2>\r\n"
		"Call-ID: 1-357@10.0.1.2\r\n"
		"CSeq: 1 REGISTER\r\n"
		"Contact: <sip:alice@10.0.1.2>;expires=600\r\n"
		"Content-Length: 0\r\n\r\n";
	static const char seen[] =
		"REGISTER sip:203.0.113.2 SIP/2.0\r\n"
		"Via: SIP/2.0/UDP 203.0.113.1:1029;rport;branch=z9hG4bK1\r\n"
		"From: <sip:alice@203.0.113.1:1029>;tag=1\r\n"
		"To: <sip:alice@203.0.113.2>\r\n"
		"Call-ID: 1-357@203.0.113.1\r\n"
		"CSeq: 1 REGISTER\r\n"
		"Contact: <sip:alice@203.0.113.1:1029>;expires=600\r\n"
		"Content-Length: 0\r\n\r\n";
	static const char answered[] =
		"SIP/2.0 200 OK\r\n"
		"Via: SIP/2.0/UDP 203.0.113.1:1029;received=203.0.113.1;"
		"rport=1029;branch=z9hG4bK1\r\n"
		"To: <sip:alice@203.0.113.2>;tag=2\r\n"
		"Call-ID: 1-357@203.0.113.1\r\n"
		"CSeq: 1 REGISTER\r\n"
		"m: <sip:alice@203.0.113.1:1029>;expires=600\r\n"
		"l: 0\r\n\r\n";
	static const char heard[] =
		"SIP/2.0 200 OK\r\n"
		"Via: SIP/2.0/UDP 10.0.1.2:5060;received=10.0.1.2;"
		"rport=5060;branch=z9hG4bK1\r\n"
		"To: <sip:alice@203.0.113.2>;tag=2\r\n"
		"Call-ID: 1-357@10.0.1.2\r\n"
		"CSeq: 1 REGISTER\r\n"
		"m: <sip:alice@10.0.1.2:5060>;expires=600\r\n"
		"l: 0\r\n\r\n";
	struct world *w = world(AF_INET, "10.0.1.2", 5060, "203.0.113.1", 1029,
				"203.0.113.2");
	struct xpf_key call = {};
	struct xpf_expect *e;

	says(w, 0, sent, seen);
	says(w, 0, sent, seen); /* repeated: the same again */
	says(w, 1, answered, heard);
	flow_of(&call, AF_INET, "203.0.113.2", 5070, "203.0.113.1", 1029);
	e = xpf_expect_find(w->xn.expects, &call, 2, 0);
	assert_non_null(e);
	assert_int_equal(ntohs(e->sent.dport), 5060);
	assert_int_equal(e->sent.daddr4, inet_addr("10.0.1.2"));
	assert_true(e->flags & XPF_EXPECT_CONTROL);
	assert_int_equal(e->timeout, 600);
	assert_int_equal(w->ext.n_expects, 1);
	call.saddr4 = inet_addr("203.0.113.3"); /* a stranger */
	assert_null(xpf_expect_find(w->xn.expects, &call, 2, 0));
	end(w);
}

static const char invite[] =
	"INVITE sip:bob@203.0.113.2 SIP/2.0\r\n"
	"Via: SIP/2.0/UDP 10.0.1.2:5061;branch=z9hG4bK1\r\n"
	"From: <sip:alice@10.0.1.2:5061>;tag=1\r\n"
	"To: <sip:bob@203.0.113.2>\r\n"
	"Call-ID: call1@10.0.1.2\r\n"
	"CSeq: 1 INVITE\r\n"
	"Contact: <sip:alice@10.0.1.2:5061>\r\n"
	"Content-Type: application/sdp\r\n"
	"Content-Length: 98\r\n\r\n"
	"v=0\r\no=- 1 1 IN IP4 10.0.1.2\r\ns=-\r\nc=IN IP4 10.0.1.2\r\n"
	"t=0 0\r\nm=audio 7000 RTP/AVP 0\r\na=rtcp:7001\r\n";

static const char invited[] =
	"INVITE sip:bob@203.0.113.2 SIP/2.0\r\n"
	"Via: SIP/2.0/UDP 203.0.113.1:1030;branch=z9hG4bK1\r\n"
	"From: <sip:alice@203.0.113.1:1030>;tag=1\r\n"
	"To: <sip:bob@203.0.113.2>\r\n"
	"Call-ID: call1@203.0.113.1\r\n"
	"CSeq: 1 INVITE\r\n"
	"Contact: <sip:alice@203.0.113.1:1030>\r\n"
	"Content-Type: application/sdp\r\n"
	"Content-Length: 104\r\n\r\n"
	"v=0\r\no=- 1 1 IN IP4 203.0.113.1\r\ns=-\r\nc=IN IP4 203.0.113.1\r\n"
	"t=0 0\r\nm=audio 2002 RTP/AVP 0\r\na=rtcp:2003\r\n";

static const char accepted[] =
	"SIP/2.0 200 OK\r\n"
	"Via: SIP/2.0/UDP 203.0.113.1:1030;branch=z9hG4bK1\r\n"
	"Call-ID: call1@203.0.113.1\r\n"
	"CSeq: 1 INVITE\r\n"
	"Contact: <sip:bob@203.0.113.2>\r\n"
	"Content-Type: application/sdp\r\n"
	"Content-Length: 58\r\n\r\n"
	"v=0\r\nc=IN IP4 203.0.113.7\r\nt=0 0\r\nm=audio 8000 RTP/AVP 0\r\n";

static const char bye[] = "BYE sip:bob@203.0.113.2 SIP/2.0\r\n"
			  "Call-ID: call1@10.0.1.2\r\n"
			  "CSeq: 3 BYE\r\n\r\n";

static const char gone[] = "SIP/2.0 200 OK\r\n"
			   "Call-ID: call1@203.0.113.1\r\n"
			   "CSeq: 3 BYE\r\n\r\n";

static struct xpf_expect *media(struct world *w, const char *from, u16 sport,
				const char *to, u16 dport, u16 zone,
				struct xpf_key *flow)
{
	memset(flow, 0, sizeof(*flow));
	flow_of(flow, w->family, from, sport, to, dport);
	return xpf_expect_find(w->xn.expects, flow, zone, 0);
}

static void test_call(void **state)
{
	struct world *w = world(AF_INET, "10.0.1.2", 5061, "203.0.113.1", 1030,
				"203.0.113.2");
	struct xpf_expect *in, *outward;
	struct xpf_key flow, at;

	says(w, 0, invite, invited);
	says(w, 0, invite, invited);
	/* RTP, RTCP, and where the phone itself is reached. */
	assert_int_equal(w->ext.n_expects, 3);
	assert_int_equal(w->xn.sip->n_calls, 1);
	assert_true(say(w, 1, accepted));
	assert_int_equal(w->ext.n_expects, 6);

	in = media(w, "203.0.113.7", 8000, "203.0.113.1", 2002, 2, &flow);
	assert_non_null(in);
	assert_int_equal(ntohs(in->sent.dport), 7000);
	assert_int_equal(in->idle_timeout, 120);
	assert_int_equal(in->timeout, 240);
	assert_null(
		media(w, "203.0.113.7", 8000, "203.0.113.1", 2004, 2, &flow));
	assert_null(
		media(w, "203.0.113.7", 8000, "203.0.113.1", 2002, 1, &flow));

	/* What the phone sends leaves from where it is reached. */
	outward = media(w, "10.0.1.2", 7000, "203.0.113.7", 8000, 1, &flow);
	assert_non_null(outward);
	assert_true(xpf_expect_companion(w->xn.expects, outward, &flow, &at));
	assert_int_equal(ntohs(at.dport), 2002);
	assert_true(xpf_expect_take(w->xn.expects, outward, &flow));
	xpf_expect_done(w->xn.expects, outward, 0, &flow, 77);

	/* That is a session: nobody else's media come in any more. */
	media(w, "203.0.113.9", 4000, "203.0.113.1", 2002, 2, &flow);
	assert_false(xpf_expect_take(w->xn.expects, in, &flow));
	media(w, "203.0.113.7", 8002, "203.0.113.1", 2002, 2, &flow);
	assert_true(xpf_expect_take(w->xn.expects, in, &flow));

	assert_true(say(w, 0, bye));
	assert_int_equal(w->xn.sip->n_calls, 1);
	assert_true(say(w, 1, gone));
	assert_int_equal(w->xn.sip->n_calls, 0);
	assert_int_equal(closed, 77);
	assert_null(
		media(w, "203.0.113.7", 8000, "203.0.113.1", 2002, 2, &flow));
	end(w);
}

/* The first one who sends has it, until the call names another address. */
static void test_stranger(void **state)
{
	struct world *w = world(AF_INET, "10.0.1.2", 5061, "203.0.113.1", 1030,
				"203.0.113.2");
	struct xpf_expect *e;
	struct xpf_key flow;

	assert_true(say(w, 0, invite));
	e = media(w, "203.0.113.8", 9, "203.0.113.1", 2002, 2, &flow);
	assert_true(xpf_expect_take(w->xn.expects, e, &flow));
	xpf_expect_done(w->xn.expects, e, 0, &flow, 5);
	media(w, "203.0.113.7", 8000, "203.0.113.1", 2002, 2, &flow);
	assert_false(xpf_expect_take(w->xn.expects, e, &flow));
	assert_true(say(w, 1, accepted));
	assert_true(xpf_expect_take(w->xn.expects, e, &flow));
	xpf_expect_done(w->xn.expects, e, 0, &flow, 6);
	end(w);
}

static void test_refused(void **state)
{
	struct world *w = world(AF_INET, "10.0.1.2", 5061, "203.0.113.1", 1030,
				"203.0.113.2");

	assert_true(say(w, 0, invite));
	assert_true(say(w, 1,
			"SIP/2.0 486 Busy Here\r\n"
			"Call-ID: call1@203.0.113.1\r\n"
			"CSeq: 1 INVITE\r\n\r\n"));
	assert_int_equal(w->xn.sip->n_calls, 0);
	/* Contact waits on. */
	assert_int_equal(w->ext.n_expects, 1);
	end(w);
}

static void test_kept(void **state)
{
	struct world *w = world(AF_INET, "10.0.1.2", 5061, "203.0.113.1", 1030,
				"203.0.113.2");

	w->alg.flags = XPF_ALG_SIP_KEEP_CALL_ID;
	assert_true(say(w, 0, bye));
	assert_non_null(strstr(out, "Call-ID: call1@10.0.1.2\r\n"));
	assert_false(say(w, 0, "hello"));
	assert_int_equal(w->xn.sip->dropped.counter, 1);
	w->alg.flags |= XPF_ALG_SIP_PERMIT_ROUTED;
	assert_true(say(w, 0, "hello"));
	w->s.wing[0].flags |= XPF_WING_NAT;
	assert_false(say(w, 0, "hello"));
	end(w);
}

static void test_ipv6(void **state)
{
	struct world *w = world(AF_INET6, "2001:db8:1::2", 5061,
				"2001:db8:2::1", 1030, "2001:db8:2::2");
	struct xpf_key flow;

	says(w, 0,
	     "INVITE sip:bob@[2001:db8:2::2]:5060 SIP/2.0\r\n"
	     "Via: SIP/2.0/UDP [2001:db8:1::2]:5061\r\n"
	     "Call-ID: 9@[2001:DB8:1:0::2]\r\n"
	     "CSeq: 1 INVITE\r\n"
	     "c: application/sdp\r\n"
	     "l: 58\r\n\r\n"
	     "v=0\r\nc=IN IP6 2001:db8:1::2\r\nt=0 0\r\n"
	     "m=audio 7000 RTP/AVP 0",
	     "INVITE sip:bob@[2001:db8:2::2]:5060 SIP/2.0\r\n"
	     "Via: SIP/2.0/UDP [2001:db8:2::1]:1030\r\n"
	     "Call-ID: 9@[2001:db8:2::1]\r\n"
	     "CSeq: 1 INVITE\r\n"
	     "c: application/sdp\r\n"
	     "l: 58\r\n\r\n"
	     "v=0\r\nc=IN IP6 2001:db8:2::1\r\nt=0 0\r\n"
	     "m=audio 2002 RTP/AVP 0");
	assert_non_null(media(w, "2001:db8:2::2", 8000, "2001:db8:2::1", 2003,
			      2, &flow));
	end(w);
}

/* Nothing is written where nothing is translated, and all is opened. */
static void test_routed(void **state)
{
	struct world *w = world(AF_INET, "10.0.1.2", 5061, "10.0.1.2", 5061,
				"203.0.113.2");
	struct xpf_key flow;

	says(w, 0, invite, invite);
	assert_non_null(
		media(w, "203.0.113.7", 8000, "10.0.1.2", 7000, 2, &flow));
	end(w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_register), cmocka_unit_test(test_call),
		cmocka_unit_test(test_stranger), cmocka_unit_test(test_refused),
		cmocka_unit_test(test_kept),	 cmocka_unit_test(test_ipv6),
		cmocka_unit_test(test_routed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
