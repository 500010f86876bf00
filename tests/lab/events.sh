#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What happens is told: sessions that log open and close, denials, every drop
# with its reason while somebody listens, to any number of listeners, in text
# and JSON; the last drops are remembered when nobody listens; a listener that is
# too slow learns how much it missed.  Who traces
# flows reads of each packet that a filter fits what was decided about it, and
# of no other; who has stopped reads no more.
#
#	    client c0 ──── ge-0/0/0.0 fw ge-0/0/1.0 ──── s0 server
#	  10.0.1.2/24      .1    trust │ untrust   .1      203.0.113.2/24
#	2001:db8:1::2/64   ::1         │           ::1   2001:db8:2::2/64
. "$(dirname "$0")/box.sh"

box
serve server tcp 80 web
serve server udp 53 name
P='set security policies from-zone trust to-zone untrust policy'
fw_start fw - <<END
$(base)
$(policy trust untrust loud permit '[ junos-http junos-dns-udp ]')
$P loud then log session-init session-close
$(policy trust untrust quiet permit '[ junos-ping junos-pingv6 ]')
$(policy trust untrust no deny junos-telnet)
$P no then log session-init
$(snat)
END

# listen NAME COMMAND... - on fw until the end; its output is $T/NAME
listen() {
	local name=$1
	shift
	bg fw "$@" >"$T/$name" 2>&1
	listener=$bg_pid
}
# told NAME REGEX
told() { retry 9 grep -q -- "$2" "$T/$1" || { tail "$T/$1"; return 1; }; }

listen sessions "$B/xpfctl" events session
listen json "$B/xpfctl" -j events session drop
listen drops "$B/xpfctl" events drop
listen monitor "$B/cli" --socket "$T/fw/socket" -c 'monitor security packet-drop'
sleep 1.5
must 'by TCP' answers web client tcp $S4 80 -s 4001
must 'UDP over IPv6' answers name client udp $S6 53 -s 4002
must 'by ping' pings client $S4
must 'telnet is denied' silent client tcp $S4 23 -s 4003 -w 300
must 'and something else' silent client udp $S6 54 -s 4004 -w 300
must 'something for the firewall' silent client tcp $F4 22 -s 4005 -w 300
fw_cli fw -c 'clear security flow session all' >/dev/null

say 'sessions'
must 'the session opened' told sessions 'open.*4001'
must 'with its translation' told sessions "open.*$U4"
must 'and closed' told sessions 'close.*4001'
must 'so did the other' told sessions 'close.*4002'
must 'the denied one is named with its policy' told sessions 'deny.*4003.*\bno\b\|deny.*\bno\b.*4003'
mustfail 'what does not log is not told' grep -i icmp "$T/sessions"
mustfail 'what no policy logs neither' grep 4004 "$T/sessions"
say 'drops'
must 'a denial and its reason' told drops '4003.*policy-deny\|policy-deny.*4003'
must 'the default and its' told drops '4004.*default-deny\|default-deny.*4004'
must 'host-inbound and its' told drops '4005.*host-inbound\|host-inbound.*4005'
mustfail 'no session is told there' grep -i 'open' "$T/drops"
must 'the shell shows packets' told monitor '4003'
must 'with words for the reason' told monitor '4003.*denied by policy\|denied by policy.*4003'
must 'the default too' told monitor 'denied by default policy'
must 'IPv6 too' told monitor '2001:db8:1::2'
stop "$listener"
must 'a count ends it' timeout 10 ip netns exec fw bash -c "
	$B/cli --socket $T/fw/socket -c 'monitor security packet-drop destination-port 54 count 1' >$T/one &
	m=\$!
	sleep 1
	ip netns exec client $B/tests/peer ask udp $S6 54 -w 100
	ip netns exec client $B/tests/peer ask udp $S6 54 -w 100
	wait \$m"
must 'after one' same "$(grep -c 2001:db8:1::2 "$T/one")" 1
must 'who looks later sees the last ones' has '4003-->' show security packet-drop records
must 'with their reason' has \
	"$C4/4003-->$S4/23;tcp,ipid-[0-9]*,ge-0/0/0.0,Dropped by POLICY:denied by policy trust-->untrust no/6" \
	show security packet-drop records destination-port 23
must 'those that are asked for' has "Dropped by POLICY:denied by default" \
	show security packet-drop records destination-prefix $S6 from-zone trust count 1
mustfail 'and no others' grep '4003\|4005' "$T/has"
must 'as XML' has '<reason-name>host-inbound</reason-name>' \
	show security packet-drop records destination-port 22 '| display xml'
fw_cli fw -c 'clear security packet-drop records'
mustfail 'until they are forgotten' has '-->' show security packet-drop records
say 'JSON'
cat >"$T/documents.py" <<'END'
import json, sys
events = [json.loads(line) for line in open(sys.argv[1]) if line.strip()]
text = json.dumps(events)
assert len(events) >= 6, len(events)
for word in ("4001", "4002", "4003", "4004", "policy-deny", "default-deny"):
    assert word in text, word
END
must 'every event is a JSON document' python3 "$T/documents.py" "$T/json"

say 'traces of flows'
O='set security flow traceoptions'
commit fw <<END
$O file flowtrace
$O flag basic-datapath
$O packet-filter four source-prefix $C4/32 destination-port 22-80
$O packet-filter back destination-prefix $U4
$O packet-filter six source-prefix $C6 protocol tcp
END
L=$T/fw/state/log
# written FILE REGEX
written() { retry 9 grep -qs -- "$2" "$L/$1" || { tail -n 50 "$L/$1"; return 1; }; }

must 'it passes' answers web client tcp $S4 80 -s 4101
must 'it is stopped' silent client tcp $S4 23 -s 4102 -w 300
must 'the same of IPv6' silent client tcp $S6 23 -s 4103 -w 300
must 'by no filter' answers name client udp $S6 53 -s 4104
must 'for the firewall' silent client tcp $F4 22 -s 4105 -w 300
must 'the filter is named' written flowtrace "<$C4/4101->$S4/80;6,0x0> matched filter four"
must 'with the route' written flowtrace "routed (x_dst_ip $S4) from trust (ge-0/0/0.0 in 0) to ge-0/0/1.0"
must 'the policy' written flowtrace 'permitted by policy loud(4)'
must 'the translation' written flowtrace "dip id = 0/0, $C4/4101->$U4/"
must 'the session' written flowtrace 'Session (id:[0-9]*) created for first pak'
must 'later packets' written flowtrace 'flow got session'
must 'those of the answer' written flowtrace "ge-0/0/1.0:$S4/80->$U4/.*, tcp, flag 12 syn ack"
must 'what was denied' written flowtrace 'denied by policy no(6), dropping pkt'
must 'of IPv6, too' written flowtrace "<$C6/4103->$S6/23;6,0x0> matched filter six"
must 'and what is not let in' written flowtrace 'not allowed by host-inbound-traffic'
mustfail 'nothing else' grep 4104 "$L/flowtrace"

commit fw <<END
delete security flow traceoptions
$O file flowdrops match "denied|->"
$O flag packet-drops
END
must 'it passes' answers web client tcp $S4 80 -s 4111
must 'it is stopped' silent client udp $S6 54 -s 4112 -w 300
must 'drops alone' written flowdrops 4112
must 'with their reason' written flowdrops 'denied by policy default-policy'
mustfail 'as it was asked for' grep 4111 "$L/flowdrops"
mustfail 'lines that match' grep 'find flow' "$L/flowdrops"
say 'alarms'
must 'none is there' has 'No alarms currently active' show security alarms
commit fw <<END
delete security flow traceoptions
$O file flowlimit
$O flag all
$O rate-limit 5
set security alarms potential-violation policy source-ip threshold 3 duration 60
set security alarms potential-violation policy policy-match threshold 1000
$P loud then count alarm per-second-threshold 100
END
must 'a limit of the trace' rises counter traces-limited pings client $S4 -c 20 -i 0.01
for i in 1 2; do silent client udp $S6 54 -s 4131 -w 20 >/dev/null; done
must 'it passes' answers web client tcp $S4 80 -s 4132
must 'traffic by a policy' retry 9 has \
	'RT_FLOW_POLICY_TRAFFIC: Policy loud: [0-9]* bytes in a second exceed 100' \
	show security alarms
mustfail 'two violations are not enough' grep VIOLATION "$T/has"
must 'a third' silent client tcp $S6 23 -s 4133 -w 20
must 'three are' retry 9 has \
	"RT_FLOW_POLICY_VIOLATION: Number of policy violations (3) for source $C6 reached within 60 seconds" \
	show security alarms
must 'in detail' has '^Threshold  : 3$' show security alarms detail
must 'the log tells' grep -qs RT_FLOW_POLICY_VIOLATION "$L/messages"
must 'they are cleared' has '^[2-9] security alarms' fw_cli fw -c 'clear security alarms all'
must 'and gone' has 'No alarms' show security alarms
commit fw <<END
delete security flow traceoptions
delete security alarms
delete security policies from-zone trust to-zone untrust policy loud then count
END

say 'monitor security flow'
M='monitor security flow'
mustfail 'a file must be named' has Active show monitor security flow
must 'or it does not begin' has 'set monitor security flow file' fw_cli fw -c "$M start"
fw_cli fw <<END
$M file watch
$M filter one source-prefix $C4 destination-port 80 protocol tcp
$M start
END
must 'it is active' has 'session status: Active' show monitor security flow
must 'with its filter' has '^Destination port: 80$' show monitor security flow
must 'it passes' answers web client tcp $S4 80 -s 4121
must 'it is seen' written watch "<$C4/4121->$S4/80;6,0x0> matched filter one"
fw_cli fw -c "$M stop"
must 'it passes' answers web client tcp $S4 80 -s 4122
must 'its events' told sessions 'open.*4122'
mustfail 'no more after the stop' grep 4122 "$L/watch"
fw_cli fw -c 'clear monitor security flow filter one'
must 'nor a filter' has 'filters: 0$' show monitor security flow

say 'a slow listener'
ip netns pids fw | while read -r pid; do
	if grep -q drop "/proc/$pid/cmdline"; then
		kill -STOP "$pid"
		echo "$pid"
	fi
done >"$T/stopped"
must 'there is one' test -s "$T/stopped"
burst client c0 250000 "src_min $C4" "src_max $C4" "dst $S4" \
	'udp_src_min 2000' 'udp_src_max 61999' 'udp_dst_min 99' 'udp_dst_max 99'
must 'every drop was counted' test "$(reason default-deny)" -ge 250000
# shellcheck disable=SC2046 # pids
kill -CONT $(cat "$T/stopped")
must 'later it is told how many it missed' retry 40 told drops ' lost'
must 'then it hears again' silent client tcp $S4 23 -s 4010 -w 300
must 'the latest' told drops 4010
must 'no invariant is broken' sane
