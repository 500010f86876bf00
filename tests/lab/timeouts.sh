#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# How long sessions live: the defaults of Junos, those of the configuration,
# those of an application; traffic renews them, and what is over is gone and
# makes room for the next.
#
#	    client c0 ──── ge-0/0/0.0 fw ge-0/0/1.0 ──── s0 server
#	  10.0.1.2/24      .1    trust │ untrust   .1      203.0.113.2/24
#	2001:db8:1::2/64   ::1         │           ::1   2001:db8:2::2/64
. "$(dirname "$0")/box.sh"

box
ghost server 203.0.113.77
serve server tcp 80 here
serve server udp 53 here
serve server udp 99 here
fw_start fw - <<END
$(base)
$(policy trust untrust all permit)
END

# lives TEXT LOW HIGH FILTER...
lives() {
	local text=$1 lo=$2 hi=$3
	shift 3
	must "$text: $lo to $hi s" between "$lo" "$hi" "$(left "$@")"
}
say 'defaults'
bg client "$B/tests/peer" ask tcp $S4 80 -s 4001 -n 2 -i 60000 >/dev/null
bg client "$B/tests/peer" ask tcp $S6 80 -s 4002 -n 2 -i 60000 >/dev/null
bg client "$B/tests/peer" ask tcp 203.0.113.77 80 -s 4003 -w 8000 >/dev/null 2>&1
must 'by UDP' answers here client udp $S4 53 -s 4004
must 'by UDP' answers here client udp $S6 53 -s 4005
must 'by ping' pings client $S4 -e 4006
must 'by ping' pings client $S6 -e 4007
on client python3 - <<-END
	import socket
	s = socket.socket(socket.AF_INET, socket.SOCK_RAW, 253)
	s.sendto(b"other", ("$S4", 0))
END
lives 'TCP' 1750 1800 source-port 4001
lives 'TCP over IPv6' 1750 1800 source-port 4002
lives 'TCP without an answer' 1 20 source-port 4003
lives 'UDP' 20 60 source-port 4004
lives 'UDP over IPv6' 20 60 source-port 4005
lives 'ICMP' 20 60 protocol icmp
lives 'ICMPv6' 20 60 protocol icmp6
lives 'another protocol' 20 60 protocol 253

say 'configured'
commit fw <<END
set security flow tcp-session tcp-initial-timeout 8
set applications application quick protocol udp destination-port 99 inactivity-timeout 8
set applications application web protocol tcp destination-port 80 inactivity-timeout 600
$(policy trust untrust all permit '[ quick web junos-dns-udp ]')
delete security policies from-zone trust to-zone untrust policy all match application any
END
fw_cli fw -c 'clear security flow session all' >/dev/null
must 'an application without a timeout' answers here client udp $S4 53 -s 5002
lives 'UDP' 20 60 source-port 5002
bg client "$B/tests/peer" ask tcp $S4 80 -s 5003 -n 2 -i 60000 >/dev/null
bg client "$B/tests/peer" ask udp $S6 99 -s 5006 -n 30 -i 1000 >"$T/talk"
talk=$bg_pid
retry 9 has here cat "$T/talk"
must 'one with' answers here client udp $S4 99 -s 5001
lives 'it' 1 8 source-port 5001
bg client "$B/tests/peer" ask tcp 203.0.113.77 80 -s 5004 -w 500 >/dev/null 2>&1
there() { [ -n "$(left "$@")" ]; }
retry 9 there source-port 5004
lives 'TCP without an answer' 1 8 source-port 5004
lives 'TCP of the application' 580 600 source-port 5003
must 'a session knows its application' has 5006 flow application quick
must 'another TCP session' answers here client tcp $S4 80 -s 5005
gone() { same "$(count source-port "$1")" 0; }
must 'a closed TCP session is gone soon' retry 9 gone 5005
must 'the idle one ends in time' retry 15 gone 5001
must 'so does the one without an answer' retry 15 gone 5004
must 'the one in use does not' same "$(count source-port 5006)" 1
must 'nor those with more time' same \
	"$(count source-port 5002)$(count source-port 5003)" 11
must 'a new one takes its place' answers here client udp $S4 99 -s 5001
stop "$talk"
must 'no invariant is broken' sane
