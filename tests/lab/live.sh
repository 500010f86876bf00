#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Commands whose output comes as it happens: dropped packets with their
# reasons and filters, a ping that ^C ends and that then sums up, a ping in a
# routing instance, a reader that stands still while the firewall works on,
# and a command whose user has gone.
#
#	    client c0 ──── ge-0/0/0.0 fw ge-0/0/1.0 ──── s0 server
#	  10.0.1.2/24      .1    trust │ untrust   .1      203.0.113.2/24
#	                              ge-0/0/2.0 (instance blue) ── b0 other
#	                               198.51.100.1/24              .2
. "$(dirname "$0")/box.sh"

box
host other
link other:b0 fw:ge-0-0-2
addr other b0 198.51.100.2/24
serve server tcp 80 web
fw_start fw - <<END
$(base)
$(policy trust untrust web permit '[ junos-http junos-ping ]')
$(policy trust untrust no deny junos-telnet)
set interfaces ge-0/0/2 unit 0 family inet address 198.51.100.1/24
set security zones security-zone blue interfaces ge-0/0/2.0
set routing-instances blue instance-type virtual-router
set routing-instances blue interface ge-0/0/2.0
END

# dead PID - it has ended; gone NAME - no such process in fw
dead() { ! kill -0 "$1" 2>/dev/null; }
gone() { ! on fw pgrep -x "$1" >/dev/null; }

say 'monitor security packet-drop'
# watch FILE FILTER... - in the background, until it says that it began
watch() {
	local f=$1
	shift
	bg fw timeout 60 "$B/cli" --socket "$T/fw/socket" \
		-c "monitor security packet-drop $*" >"$f" 2>&1
	retry 20 grep -q 'Starting packet drop' "$f" >/dev/null
	sleep 1
}
# of the client alone: hosts that come up send to groups, and that is dropped
watch "$T/all" source-prefix "$C4/32" count 2
watched=$bg_pid
watch "$T/udp" protocol udp count 1
must silent client tcp $S4 23 -w 200 -s 4001
must silent client tcp $S4 8080 -w 200 -s 4002
must "both are shown" retry 20 grep -q "8080;tcp" "$T/all"
must 'denied by policy, with its name' grep -qE \
	"^[0-9:.]+:LSYS-ID-00 $C4/4001-->$S4/23;tcp,ipid-[0-9]+,ge-0/0/0.0,Dropped by POLICY:denied by policy trust-->untrust no/" "$T/all"
must 'denied by default' grep -qE \
	"$C4/4002-->$S4/8080;tcp,.*Dropped by POLICY:denied by default policy" "$T/all"
must 'it ends after count' retry 20 dead "$watched"
mustfail 'TCP does not pass the filter' grep -q ';tcp' "$T/udp"
must silent client udp $S4 9 -w 200
must 'UDP does' retry 20 grep -q ';udp' "$T/udp"

say 'interrupted'
bg fw "$B/cli" --socket "$T/fw/socket" -c "ping $S4" >"$T/ping" 2>&1
pinging=$bg_pid
retry 30 grep -q 'icmp_seq=2' "$T/ping" >/dev/null
# `ip netns exec` has become the shell itself
kill -INT "$pinging"
must '^C ends a ping' retry 20 dead "$pinging"
must 'and it sums up' grep -q 'packets transmitted' "$T/ping"
must 'no ping is left' gone ping

say 'routing instance'
must 'ping in blue' has '1 packets received' fw_cli fw -c \
	'ping 198.51.100.2 count 1 routing-instance blue'
mustfail 'an unknown instance' fw_cli fw -c \
	'ping 198.51.100.2 count 1 routing-instance green'
must 'its route' has 'via ge-0/0/2.0' fw_cli fw -c 'show route table blue.inet.0'

say 'a reader that stands still'
bg fw sh -c "yes 'show configuration' | head -n 5000 |
	'$B/cli' --socket '$T/fw/socket' | sleep 60"
must 'others are served' has 'Hostname: fw' fw_cli fw -c 'show version'
must 'traffic goes on' answers web client tcp $S4 80 -s 4005

say 'a user who has gone'
bg fw "$B/cli" --socket "$T/fw/socket" -c "ping $S4" >"$T/gone" 2>&1
retry 30 grep -q 'icmp_seq=1' "$T/gone" >/dev/null
kill -KILL "$bg_pid"
must 'so has the command' retry 20 gone ping
must 'the manager answers' has 'Hostname: fw' fw_cli fw -c 'show version'
