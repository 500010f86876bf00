// SPDX-License-Identifier: GPL-3.0-or-later
/* Levers and questions: match, check, enable, disable. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "xpfctl/xpfctl.h"

static int port(const char *s, uint16_t *out)
{
	char *end;
	unsigned long v = strtoul(s, &end, 10);

	*out = v;
	return !*s || *end || v > UINT16_MAX ? -EINVAL : 0;
}

static int parse_word(struct dp_flow *f, const struct names *n,
		      const char *word, const char *value)
{
	if (!strcmp(word, "from"))
		return names_find_zone(n, value, &f->from_zone);
	if (!strcmp(word, "to"))
		return names_find_zone(n, value, &f->to_zone);
	if (!strcmp(word, "src"))
		return addr_parse(value, &f->saddr);
	if (!strcmp(word, "dst"))
		return addr_parse(value, &f->daddr);
	if (!strcmp(word, "proto"))
		return protocol_parse(value, &f->protocol);
	if (!strcmp(word, "sport"))
		return port(value, &f->sport);
	if (!strcmp(word, "dport"))
		return port(value, &f->dport);
	return -ENOTSUP;
}

static int parse_flow(struct dp_flow *f, const struct names *n, int argc,
		      char **argv)
{
	memset(f, 0, sizeof(*f));
	for (int i = 1; i < argc; i += 2) {
		int ret;

		if (i + 1 == argc)
			return usage("%s needs a value", argv[i]);
		ret = parse_word(f, n, argv[i], argv[i + 1]);
		if (ret == -ENOTSUP)
			return usage("unknown word '%s'", argv[i]);
		if (ret)
			return usage("%s: bad value '%s'", argv[i],
				     argv[i + 1]);
	}
	if (!f->from_zone || !f->to_zone || !f->saddr.family ||
	    f->saddr.family != f->daddr.family)
		return usage("match needs from, to, src and dst");
	return 0;
}

int cmd_match(struct ctl *c, int argc, char **argv)
{
	struct names *names = names_load(c->dp);
	struct dp_match m;
	struct dp_flow f;
	int ret = parse_flow(&f, names, argc, argv);

	if (!ret && dp_match(c->dp, &f, &m, &c->err))
		ret = refused(c);
	if (!ret) {
		out_record(&c->out, NULL);
		out_str(&c->out, "action", dp_action_str(m.action));
		out_str(&c->out, "policy", names_policy(names, m.policy));
		out_u64(&c->out, "policy-id", m.policy);
		out_str(&c->out, "application", names_app(names, m.app));
		out_record_end(&c->out);
		out_text(&c->out, "%s policy %s app %s\n",
			 dp_action_str(m.action), names_policy(names, m.policy),
			 names_app(names, m.app));
		out_done(&c->out);
	}
	names_free(names);
	return ret;
}

int cmd_check(struct ctl *c, int argc, char **argv)
{
	uint64_t broken;

	if (dp_check(c->dp, &broken, &c->err))
		return refused(c);
	out_record(&c->out, NULL);
	out_u64(&c->out, "violations", broken);
	out_record_end(&c->out);
	out_text(&c->out, "%" PRIu64 " invariants broken\n", broken);
	out_done(&c->out);
	return broken ? 1 : 0;
}

int cmd_enable(struct ctl *c, int argc, char **argv)
{
	unsigned long n;
	char *end;

	if (argc != 2)
		return usage("enable needs the number of sessions");
	n = strtoul(argv[1], &end, 10);
	if (!*argv[1] || *end || !n || n > UINT32_MAX)
		return usage("bad number '%s'", argv[1]);
	return dp_enable(c->dp, n, &c->err) ? refused(c) : 0;
}

int cmd_disable(struct ctl *c, int argc, char **argv)
{
	return dp_disable(c->dp, &c->err) ? refused(c) : 0;
}
