#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Firewall filters: every condition of both families with packets that meet it
# and packets that do not (filter_cases.py), what terms do, filters of lo0,
# output filters behind NAT, lists, and what is shown.  Topology: box.sh.
. "$(dirname "$0")/box.sh"

box
PYTHONDONTWRITEBYTECODE=1 python3 tests/lab/filter_cases.py "$T"
# Send all packets of the cases; without scapy, which takes its time to begin.
cat >"$T/send.py" <<'END'
import socket, sys

mac, file = bytes.fromhex(sys.argv[1].replace(":", "")), sys.argv[2]
s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
s.bind(("c0", 0))
own = s.getsockname()[4]
with open(file) as f:
    for line in f:
        kind, packet = map(bytes.fromhex, line.split())
        s.send(mac + own + kind + packet)
END
serve server tcp 80 web
serve server udp 53 dns
serve fw tcp 22 ssh
{
	base
	policy trust untrust all permit
	policy untrust trust all permit
	cat <<-END
	set security zones security-zone trust host-inbound-traffic system-services all
	set security zones security-zone untrust host-inbound-traffic system-services all
	set policy-options prefix-list net7 10.7.0.0/16
	set policy-options prefix-list net5 10.5.2.0/24
	set firewall interface-set inside ge-0/0/0.0
	set interfaces ge-0/0/0 unit 0 family inet filter group 7
	set interfaces ge-0/0/0 unit 0 family inet filter input F4
	set interfaces ge-0/0/0 unit 0 family inet6 filter input F6
	END
	cat "$T/rules"
} | fw_start fw -

say 'conditions'
must 'packets of all kinds are sent' on client python3 "$T/send.py" \
	"$(on fw cat /sys/class/net/ge-0-0-0/address)" "$T/packets"
must 'an address that is not in any term passes' answers web client tcp $S4 80
must 'over IPv6 too' answers web client tcp $S6 80
show firewall >"$T/firewall"
awk 'NF == 3 && $1 !~ /^(Name|rest)/ { print $1, $3 }' "$T/firewall" |
	sort >"$T/got"
must 'each term counts what meets its conditions, and nothing else' \
	diff <(sort "$T/want") "$T/got"
must 'what is discarded has a reason' test "$(reason filter-discard)" -gt 50

say 'what is shown'
must 'as Junos shows it' has '^Filter: F4 ' cat "$T/firewall"
must 'with columns' has \
	'^Name                                                Bytes              Packets$' \
	cat "$T/firewall"
must 'one counter' has '^notport  ' show firewall filter F4 counter notport
mustfail 'and no other' has '^dport ' show firewall filter F4 counter notport
must 'a filter that is not there' has 'error: filter nix not found' \
	show firewall filter nix
must 'in XML' has '<counter-name>notport</counter-name>' \
	show firewall filter F4 '| display xml'
must 'in JSON' has '"counter-name"' show firewall '| display json'
must 'where filters stand' has 'ge-0/0/0.0 .*inet  F4' show interfaces filters
fw_cli fw -c 'clear firewall filter F4 counter notport' >/dev/null
must 'it is cleared' has '^notport  *0  *0$' show firewall filter F4
must 'it alone' has '^dport  *[1-9]' show firewall filter F4
fw_cli fw -c 'clear firewall all' >/dev/null
must 'all of them' has '^dport  *0  *0$' show firewall filter F4

say 'actions'
f='set firewall family inet filter A term'
f6='set firewall family inet6 filter A6 term'
commit fw <<END
delete interfaces ge-0/0/0 unit 0 family inet filter
delete interfaces ge-0/0/0 unit 0 family inet6 filter
delete firewall family
set interfaces ge-0/0/0 unit 0 family inet filter input A
set interfaces ge-0/0/0 unit 0 family inet6 filter input A6
$f reset from protocol tcp
$f reset from destination-port 81
$f reset then reject tcp-reset
$f refuse from protocol udp
$f refuse from destination-port 81
$f refuse then reject port-unreachable
$f refuse then log
$f admin from destination-port 82
$f admin then reject
$f first from destination-port 80
$f first then count seen
$f first then loss-priority high
$f first then next term
$f second from loss-priority high
$f second then count again
$f second then syslog
$f second then log
$f mark from protocol udp
$f mark then dscp ef
$f mark then accept
$f ping from protocol icmp
$f6 reset from next-header tcp
$f6 reset from destination-port 81
$f6 reset then reject tcp-reset
$f6 refuse from destination-port 82
$f6 refuse then reject address-unreachable
$f6 rest then accept
END
must 'a reset' refused client tcp $S4 81
must 'over IPv6' refused client tcp $S6 81
must 'an unreachable port' refused client udp $S4 81
sniff icmp client c0 'icmp or icmp6'
must 'no answer of the server' failing ask client udp $S4 82 -w 300
must 'nor over IPv6' failing ask client udp $S6 82 -w 300
sniffed icmp -v >"$T/icmp"
must 'says prohibited' has 'admin prohibited' cat "$T/icmp"
must 'address unreachable' has 'unreachable address' cat "$T/icmp"
must 'rejected packets have a reason' test "$(reason filter-reject)" -ge 4
must 'what goes to the next term is accepted there' answers web client tcp $S4 80
must 'the first term saw it' has '^seen  *[0-9]*  *[1-9]' show firewall filter A
must 'the second saw its mark' has '^again  *[0-9]*  *[1-9]' show firewall filter A
sniff dscp server s0 'udp port 53'
must 'marked packets arrive' answers dns client udp $S4 53
must 'with their code point' has 'tos 0xb8' sniffed dscp -v
must 'no term: discarded' dropped filter-discard silent client tcp $S4 83 -w 500
must 'the log' has '^[0-9:]*  *A  *A  *ge-0/0/0.0  *TCP  *10.0.1.2  *203.0.113.2$' \
	show firewall log
must 'a refused packet in it' has ' R  *ge-0/0/0.0  *UDP ' show firewall log
must 'in detail' has \
	'Filter: A, Filter action: accept, Name of interface: ge-0/0/0.0' \
	show firewall log detail
must 'the system log' retry 10 has \
	'PFE_FW_SYSLOG_IP .*interface-name="ge-0/0/0.0" action="A" protocol="tcp"' \
	show log messages
fw_cli fw -c 'clear firewall log' >/dev/null
mustfail 'an empty log' has ' TCP ' show firewall log

say 'the host, and what leaves'
commit fw <<END
delete interfaces ge-0/0/0 unit 0 family inet filter
delete interfaces ge-0/0/0 unit 0 family inet6 filter
delete firewall family
$(snat)
set policy-options prefix-list managers 10.0.1.0/24
set interfaces lo0 unit 0 family inet filter input protect
set interfaces ge-0/0/1 unit 0 family inet filter output-list [ out1 out2 ]
set firewall family inet filter protect term ssh from source-address 0.0.0.0/0
set firewall family inet filter protect term ssh from source-prefix-list managers except
set firewall family inet filter protect term ssh from protocol tcp
set firewall family inet filter protect term ssh from destination-port ssh
set firewall family inet filter protect term ssh then count strangers
set firewall family inet filter protect term ssh then discard
set firewall family inet filter protect term rest then accept
set firewall family inet filter out1 term nat from source-address $U4/32
set firewall family inet filter out1 term nat from destination-port 80
set firewall family inet filter out1 term nat then count natted
set firewall family inet filter out1 term nat then accept
set firewall family inet filter out2 term dns from destination-port 53
set firewall family inet filter out2 term dns then count dns
set firewall family inet filter out2 term self from protocol icmp
set firewall family inet filter out2 term self then count icmp
END
fw_cli fw -c 'clear security flow session all' >/dev/null
must 'ssh of a manager' answers ssh client tcp $F4 22
must 'of nobody else' dropped filter-discard silent server tcp $U4 22 -w 500
must 'it is counted' has '^strangers  *[0-9]*  *[1-9]' show firewall filter protect
must 'who else may' pings server $U4
must 'and over IPv6, where no filter is' answers ssh server tcp $U6 22
must 'leaving packets are judged translated' answers web client tcp $S4 80
must 'by the first of a list' has '^natted-ge-0/0/1.0-o  *[0-9]*  *[1-9]' \
	show firewall filter ge-0/0/1.0-o
must 'and by the second' answers dns client udp $S4 53
must 'counted there' has '^dns-ge-0/0/1.0-o  *[0-9]*  *1$' \
	show firewall filter ge-0/0/1.0-o
must 'by neither: discarded' dropped filter-discard \
	silent client udp $S4 54 -w 500
must 'our own packets too' pings fw $S4
must 'are counted' has '^icmp-ge-0/0/1.0-o  *[0-9]*  *[1-9]' \
	show firewall filter ge-0/0/1.0-o
must 'or discarded' failing on fw "$B/tests/peer" ask udp $S4 55 -w 300
n=$(show firewall filter ge-0/0/1.0-o | awk '/^natted/ { print $3 }')
commit fw <<END
set system host-name fw2
set security zones security-zone trust tcp-rst
END
must 'counters survive a commit' test \
	"$(show firewall filter ge-0/0/1.0-o | awk '/^natted/ { print $3 }')" -ge "$n"

say 'of all families'
a='set firewall family any filter'
commit fw <<END
delete interfaces lo0 unit 0 family inet filter
delete interfaces ge-0/0/1 unit 0 family inet filter
delete firewall family inet
delete security nat source
set interfaces ge-0/0/0 unit 0 filter input both
set interfaces ge-0/0/1 unit 0 family any filter output last
set interfaces ge-0/0/0 unit 0 family inet filter input four
$a both term large from packet-length 1000-1500
$a both term large then count large
$a both term large then discard
$a both term rest then count seen
$a both term rest then accept
$a last term all then count leaves
$a last term all then accept
set firewall family inet filter four term web from destination-port 80
set firewall family inet filter four term web then count web
set firewall family inet filter four term web then discard
set firewall family inet filter four term rest then sample
set firewall family inet filter four term rest then accept
END
fw_cli fw -c 'clear security flow session all' >/dev/null
bg fw "$B/xpfctl" events >"$T/events"
retry 10 pings client $S4 >/dev/null
must 'IPv4 passes' pings client $S4 -s 100
must 'IPv6 passes' pings client $S6 -s 100
must 'what it discards does not' dropped filter-discard nopings client $S4 -s 1200
must 'over IPv6' dropped filter-discard nopings client $S6 -s 1200
must 'of both it counts' has '^large  *[0-9]*  *2$' show firewall filter both
must 'the filter of the family comes after it' dropped filter-discard \
	silent client tcp $S4 80 -w 300
must 'and is of that family' answers web client tcp $S6 80
must 'what leaves is seen too' has '^leaves  *[0-9]*  *[1-9]' \
	show firewall filter last
must 'where they stand' has 'any   both' show interfaces filters
must 'a sample is an event' retry 10 has 'sample.*four' cat "$T/events"
must 'no invariant is broken' sane
