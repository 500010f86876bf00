#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What happens is told: sessions that log open and close, denials, every drop
# with its reason while somebody listens, to any number of listeners, in text
# and JSON; a listener that is too slow learns how much it missed.
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
