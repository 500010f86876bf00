#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# NAT64 and NAT46: a client that speaks IPv6 and a server that speaks IPv4
# understand each other, in streams, datagrams, echoes, fragments and errors,
# begun by either; and who may not, or cannot be translated, does not get
# through.
#
#	    client c0 ──── ge-0/0/0.0 fw ge-0/0/1.0 ──── s0 server
#	  10.0.1.2/24      .1    trust │ untrust   .1      203.0.113.2/24
#	2001:db8:1::2/64   ::1         │           ::1   2001:db8:2::2/64
#	IPv4 is behind 64:ff9b::/96 and 2001:db8:64::/48 for the client,
#	a second address of the client, ::6, is 198.51.100.6 for the server
. "$(dirname "$0")/box.sh"

I6=2001:db8:1::6 W=64:ff9b::cb00:7102 N=2001:db8:64:cb00:71:200:: V4=198.51.100.6
st="set security nat static rule-set"
so="set security nat source rule-set"

box
ip -n client addr add $I6/64 dev c0 nodad preferred_lft 0
serve server tcp 80 web
serve server udp 53 name
serve client tcp 8080 six
fw_start fw - <<END
$(base)
set security zones security-zone trust host-inbound-traffic system-services ping
$(policy trust untrust no deny any any bad)
$(policy trust untrust v4 permit any any any-ipv4)
$(policy untrust trust all permit)
set security address-book global address bad 203.0.113.66/32
$so out from zone trust
$so out to zone untrust
$so out rule r match source-address 2001:db8:1::/64
$so out rule r match destination-address 0.0.0.0/0
$so out rule r then source-nat interface
$st st from zone trust
$st st rule well match destination-address 64:ff9b::/96
$st st rule well then static-nat inet
$st st rule own match destination-address 2001:db8:64::/48
$st st rule own then static-nat inet
$st in from zone untrust
$st in rule six match destination-address $V4/32
$st in rule six then static-nat prefix $I6/128
END

# parrots HOST - whatever datagram comes in goes back
parrots() {
	bg "$1" python3 -c '
import socket
s = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
s.bind(("", 7))
while True:
    s.sendto(*s.recvfrom(65536))'
	retry 10 listens "$1" udp 7 >/dev/null
}
# parrot HOST ADDRESS SIZE - and is the same
parrot() {
	on "$1" python3 - "$2" "$3" <<-'END'
	import socket, sys, random
	a, n = sys.argv[1], int(sys.argv[2])
	s = socket.socket(socket.AF_INET6 if ":" in a else socket.AF_INET,
	                  socket.SOCK_DGRAM)
	s.settimeout(4)
	data = random.randbytes(n)
	s.sendto(data, (a, 7))
	sys.exit(s.recv(65536) != data)
	END
}
# echoes HOST, stream HOST ADDRESS - 2 MB there and back
echoes() {
	bg "$1" python3 -c '
import socket
l = socket.create_server(("", 9), family=socket.AF_INET6, dualstack_ipv6=True)
while True:
    s = l.accept()[0]
    d = b""
    while b := s.recv(65536):
        d += b
    s.sendall(d)
    s.close()'
	retry 10 listens "$1" tcp 9 >/dev/null
}
stream() {
	on "$1" python3 - "$2" <<-'END'
	import socket, sys, random
	s = socket.create_connection((sys.argv[1], 9), 10)
	data, got = random.randbytes(2 << 20), b""
	s.sendall(data)
	s.shutdown(socket.SHUT_WR)
	while b := s.recv(65536):
	    got += b
	sys.exit(got != data)
	END
}
parrots server
parrots client
echoes server
echoes client

say 'begun by IPv6'
must 'a connection' answers "web $U4" client tcp $W 80
must 'behind a prefix of 48 bits' answers "web $U4" client tcp $N 80
must 'a datagram' answers "name $U4" client udp $W 53
must 'the session is of both families' has "In: $C6/[0-9]* --> $W/53;udp" flow
must 'as the server sees it' has "Out: $S4/53 --> $U4/[0-9]*;udp" flow
must 'an echo' pings client $W
must 'of either protocol' has "In: $C6/[0-9]* --> $W/[0-9]*;icmp6" flow
must 'its answer too' has "Out: $S4/[0-9]* --> $U4/[0-9]*;icmp," flow
must 'the rule counts' has 'Translation hits *: 3' \
	show security nat static rule well
must 'a static address goes before a pool' pings client $W -I $I6
must 'both ways' has "Out: $S4/[0-9]* --> $V4/[0-9]*;icmp," flow
must 'large datagrams, both ways' parrot client $W 20000
must 'large echoes' pings client $W -s 5000
must 'streams in large segments' stream client $W

say 'a neighbour that does not answer'
commit fw <<END
$st in rule gone match destination-address 198.51.100.9/32
$st in rule gone then static-nat prefix 2001:db8:1::99/128
END
on fw sysctl -qw net.ipv4.icmp_ratelimit=0 net.ipv6.icmp.ratelimit=0
route fw default via $S6
# RFC 7915 section 4.2: both of IPv4's are "no route to destination".
must 'IPv4: is told as no route' has 'Network is unreachable' \
	lost client 64:ff9b::cb00:7163
must 'IPv6: is told as no such host' has 'No route to host' lost server 198.51.100.9
ip -n fw -6 route del default

say 'begun by IPv4'
must 'a connection; the source is behind the prefix' \
	answers "six $W" server tcp $V4 8080
must 'an echo' pings server $V4
must 'large datagrams, both ways' parrot server $V4 20000
must 'large echoes' pings server $V4 -s 5000
must 'streams in large segments' stream server $V4

say 'what may be cut says so'
sniff head client c0 -Q in 'ip6[6] == 44'
must 'a small one' pings server $V4 -M dont
must 'by a fragment header' has "frag (0|" sniffed head
commit fw <<<'set security nat natv6v4 no-v6-frag-header'
sniff none client c0 -Q in 'ip6[6] == 44'
must 'unless it shall not' pings server $V4 -M dont
must 'then there is none' same "$(sniffed none)" ''

say 'errors'
must 'a closed port is told' refused client udp $W 54
must 'and to IPv4' refused server udp $V4 54
must 'a closed port by reset' refused client tcp $W 81
must 'the first hop of IPv6 shows itself' has "From $F6 .*Time exceeded" \
	on client ping -nc 1 -W 2 -t 1 $W
must 'that of IPv4 too' has "From $U4 .*Time to live exceeded" \
	on server ping -nc 1 -W 2 -t 1 $V4
ip -n fw link set ge-0-0-1 mtu 1400
ip -n server link set s0 mtu 1400
must 'IPv6 is told the MTU, plus 20' has 'mtu=1420\|mtu = 1420' \
	on client ping -nc 1 -W 2 -M 'do' -s 1440 $W
must 'a smaller one passes' pings client $W -M 'do' -s 1372
must 'streams find it' stream client $W
ip -n fw link set ge-0-0-1 mtu 1500
ip -n server link set s0 mtu 1500
ip -n fw link set ge-0-0-0 mtu 1300
ip -n client link set c0 mtu 1300
must 'IPv4 is told the MTU, less 20' has 'mtu *= *1280' \
	on server ping -nc 1 -W 2 -M 'do' -s 1400 $V4
must 'a smaller one passes' pings server $V4 -M 'do' -s 1252
must 'what may be cut is' pings server $V4 -M dont -s 1400
must 'streams find it' stream server $V4
ip -n fw link set ge-0-0-0 mtu 1500
ip -n client link set c0 mtu 1500

say 'what does not pass'
must 'the policy is asked about the IPv4 address' dropped policy-deny \
	silent client tcp 64:ff9b::cb00:7142 80 -w 500
must 'nor IPv6 that stays it' dropped default-deny \
	silent client tcp $S6 80 -w 500
addr client c0 2001:db8:1:5::2/128
must 'without an IPv4 source' dropped nat-no-address \
	nopings client $W -I 2001:db8:1:5::2
must 'to the firewall itself' dropped untranslatable \
	nopings client 64:ff9b::cb00:7101
must 'to loopback' dropped bad-address nopings client 64:ff9b::7f00:1
mac=$(on fw cat /sys/class/net/ge-0-0-0/address)
raw() { on client python3 -c "
from scapy.all import *
sendp(Ether(dst='$mac')/$1, iface='c0', verbose=0)"; }
must 'an authentication header' dropped untranslatable \
	raw "IPv6(src='$C6', dst='$W', nh=51)/Raw(b';\\4\\0\\0' + b'x' * 28)"
must 'an ICMP that has no equivalent' dropped icmp-type \
	raw "IPv6(src='$C6', dst='$W')/ICMPv6NIQueryName(data='x')"
must 'a source route' dropped source-route \
	raw "IPv6(src='$C6', dst='$W')/IPv6ExtHdrRouting(type=2, segleft=1, addresses=['$S6'])/UDP(dport=53)/b'x'"
must 'nothing is broken' sane
