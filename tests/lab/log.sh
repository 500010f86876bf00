#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The log: sessions of a policy with `log`, denied packets, and what the
# operator did, with the names of the configuration; none for a policy without
# `log`; bounded however much there is to say.
#
#	    client c0 ──── ge-0/0/0.0 fw ge-0/0/1.0 ──── s0 server
#	  10.0.1.2/24      .1    trust │ untrust   .1      203.0.113.2/24
. "$(dirname "$0")/box.sh"

box
serve server tcp 80 web
serve server tcp 81 quiet
p='set security policies from-zone trust to-zone untrust policy'
fw_start fw - <<END
$(base)
$(snat)
set applications application quiet protocol tcp destination-port 81
$(policy trust untrust told permit junos-http)
$p told then log session-init session-close
$(policy trust untrust untold permit quiet)
$(policy trust untrust no deny junos-telnet)
$p no then log session-init
END
log=$T/fw/state/log/messages
said() { grep -q -- "$1" "$log"; }

must 'a session' answers web client tcp $S4 80
must 'its beginning' retry 5 said 'RT_FLOW: RT_FLOW_SESSION_CREATE \[junos@2636.1.1.1.2.129'
must 'its end' retry 5 said 'RT_FLOW_SESSION_CLOSE .*reason="TCP FIN"'
for f in 'source-address="10.0.1.2"' 'destination-address="203.0.113.2" destination-port="80"' \
	'nat-source-address="203.0.113.1"' 'nat-destination-address="203.0.113.2" nat-destination-port="80"' \
	'service-name="junos-http"' 'src-nat-rule-name="v4"' 'protocol-id="6"' \
	'policy-name="told"' 'source-zone-name="trust"' 'destination-zone-name="untrust"' \
	'packet-incoming-interface="ge-0/0/0.0"'; do
	must "says $f" said "SESSION_CREATE .*$f"
done
must 'over IPv6' answers web client tcp $S6 80
must 'its beginning, too' retry 5 said "SESSION_CREATE .*source-address=\"$C6\""
must 'without log' answers quiet client tcp $S4 81
must 'what is denied' silent client tcp $S4 23
must 'is said' retry 5 said 'RT_FLOW_SESSION_DENY .*destination-port="23".*policy-name="no"'
mustfail 'of a policy without log nothing is said' said '"untold"'
must 'the operator sees it' has RT_FLOW_SESSION_CREATE show log messages
commit fw <<<'set system host-name elsewhere'
must 'and what he did' said "UI_COMMIT: User 'root' performed 'commit' via cli"

say 'a flood of them'
commit fw <<END
delete ${p#set } no match application
$p no match application any
END
burst client c0 40000 "dst $S4" 'udp_dst_min 9' 'udp_dst_max 9' 'udp_src_min 1000' \
	'udp_src_max 60000' 'flag UDPSRC_RND'
must 'the manager answers' has elsewhere show version
must 'the log is bounded' [ "$(du -s "$T/fw/state/log" | cut -f1)" -lt 12000 ]
must 'what was lost is counted' [ "$(cat "$T"/fw/state/log/* |
	grep -cE 'SESSION_DENY|EVENTS_LOST')" -gt 100 ]
