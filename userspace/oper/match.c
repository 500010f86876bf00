// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * show security match-policies: the classifier that packets meet is asked,
 * not a copy of it.
 */
#include "oper/oper.h"

#include <netinet/in.h>
#include <string.h>

#include "conf/conf.h"
#include "model/model.h"

static int zone_arg(struct oper *o, const char *name, uint16_t *id)
{
	const char *v = oper_arg(o, name);
	const struct model_zone *z;

	if (!v)
		return oper_error(o, "%s must be given", name);
	if (!strcmp(v, "junos-host")) {
		*id = XPF_ZONE_HOST;
		return 0;
	}
	z = o->model ? model_zone(o->model, v) : NULL;
	if (!z)
		return oper_error(o, "security zone %s not found", v);
	*id = z->id;
	return 0;
}

static int address_arg(struct oper *o, const char *name, struct addr *a)
{
	const char *v = oper_arg(o, name);

	if (!v)
		return oper_error(o, "%s must be given", name);
	return addr_parse(v, a) ? oper_error(o, "%s is no address", v) : 0;
}

static int flow_of(struct oper *o, struct dp_flow *f)
{
	const char *v;

	memset(f, 0, sizeof(*f));
	if (zone_arg(o, "from-zone", &f->from_zone) ||
	    zone_arg(o, "to-zone", &f->to_zone) ||
	    address_arg(o, "source-ip", &f->saddr) ||
	    address_arg(o, "destination-ip", &f->daddr))
		return 1;
	if (f->saddr.family != f->daddr.family)
		return oper_error(o, "source and destination address are of "
				     "different families");
	f->protocol = IPPROTO_TCP;
	v = oper_arg(o, "protocol");
	if (v)
		f->protocol = (uint8_t)value_protocol(v);
	v = oper_arg(o, "source-port");
	if (v)
		f->sport = (uint16_t)value_port(v);
	v = oper_arg(o, "destination-port");
	if (v)
		f->dport = (uint16_t)value_port(v);
	return 0;
}

static size_t find_policy(const struct model *m, uint32_t id)
{
	size_t i;

	for (i = 0; i < m->policies.n; i++)
		if (m->policies.v[i]->id == id)
			break;
	return i;
}

static void emit_names(struct oper *o, const char *label, const char *member,
		       const struct model_address *const *a, unsigned int n)
{
	unsigned int i;

	writer_emit(o->w, "  %s:", label);
	for (i = 0; i < n; i++) {
		writer_emit(o->w, "%s%s", i ? ", " : " ", a[i]->name);
		writer_encode(o->w, member, "%s", a[i]->name);
	}
	writer_emit(o->w, "%s\n", n ? "" : " any");
}

static void emit_policy(struct oper *o, const struct model_policy *p, size_t i)
{
	unsigned int k;

	writer_emit(o->w,
		    "Policy: {policy-name/%s}, "
		    "action-type: {action-type/%s}, "
		    "State: {policy-state/enabled}, "
		    "Index: {policy-identifier/%u}\n"
		    "  Policy Type: {policy-type/Configured}\n"
		    "  Sequence number: {policy-sequence-number/%u}\n",
		    p->name, dp_action_str((uint8_t)p->action),
		    policy_number(o->model, i), p->index);
	writer_emit(o->w,
		    "  From zone: {source-zone-name/%s}, "
		    "To zone: {destination-zone-name/%s}\n",
		    p->from ? p->from->name : "any",
		    p->to ? p->to->name : "any");
	emit_names(o, "Source addresses", "source-address",
		   (const struct model_address *const *)p->src, p->n_src);
	emit_names(o, "Destination addresses", "destination-address",
		   (const struct model_address *const *)p->dst, p->n_dst);
	writer_emit(o->w, "  Applications:");
	for (k = 0; k < p->n_app; k++)
		writer_emit(o->w, "%s{application/%s}", k ? ", " : " ",
			    p->app[k]->name);
	writer_emit(o->w, "%s\n", p->n_app ? "" : " any");
}

int oper_match_policies(struct oper *o)
{
	struct dp_match match;
	struct dp_flow flow;
	struct dp_error e;
	size_t i;

	if (flow_of(o, &flow) || !oper_dp(o))
		return 1;
	if (dp_match(o->dp, &flow, &match, &e))
		return oper_dp_failed(o, &e);
	writer_open_ns(o->w, "match-firewall-policies", "policy");
	i = match.policy ? find_policy(o->model, match.policy) :
			   o->model->policies.n;
	if (i < o->model->policies.n)
		emit_policy(o, o->model->policies.v[i], i);
	else
		writer_emit(o->w,
			    "Policy: {policy-name/%s}, "
			    "action-type: {action-type/%s}\n",
			    "default-policy", dp_action_str(match.action));
	writer_close(o->w);
	return 0;
}
