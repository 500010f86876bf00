#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Source NAT to pools: addresses and ports of the pool and no others; when its
# ports are gone, the next flow is dropped and counted, or overflows; a host
# that is shifted has its own address, and without port translation ports stay;
# a host whose addresses are paired has one for all its sessions.
#
#	    client c0 ──── ge-0/0/0.0 fw ge-0/0/1.0 ──── s0 server
#	  10.0.1.2/24      .1    trust │ untrust   .1      203.0.113.2/24
#	2001:db8:1::2/64   ::1         │           ::1   2001:db8:2::2/64
#	the client is 10.0.1.100 to .119 too
. "$(dirname "$0")/box.sh"

box
for i in $(seq 100 119); do
	echo "addr add 10.0.1.$i/24 dev c0"
done | ip -n client -b -
serve server udp 53 name
serve server tcp 80 web
n="set security nat source"
fw_start fw - <<END
$(base)
$(policy trust untrust all permit)
$n pool small address 198.51.100.10/32 to 198.51.100.11/32
$n pool small port range 20000 to 20001
$n pool keep address 198.51.100.32/28
$n pool keep port no-translation
$n pool shift address 198.51.100.64/28
$n pool shift host-address-base 10.0.1.100/32
$n pool six address 2001:db8:e::1/128 to 2001:db8:e::2/128
$n pool paired address 198.51.100.96/29
$n pool paired address-pooling paired
$n pool loose address 198.51.100.104/29
$n pool spill address 198.51.100.13/32
$n pool spill port range 21000 to 21001
$n pool tiny address 198.51.100.12/32
$n pool tiny port no-translation
$n pool tiny overflow-pool spill
$n pool brim address 198.51.100.14/32
$n pool brim port no-translation
$n pool brim overflow-pool interface
$n rule-set out from zone trust
$n rule-set out to zone untrust
$n rule-set out rule shift match source-address 10.0.1.100/31
$n rule-set out rule shift match destination-port 80
$n rule-set out rule shift then source-nat pool shift
$n rule-set out rule keep match source-address 10.0.1.102/31
$n rule-set out rule keep then source-nat pool keep
$n rule-set out rule tiny match source-address 10.0.1.104/31
$n rule-set out rule tiny then source-nat pool tiny
$n rule-set out rule brim match source-address 10.0.1.118/31
$n rule-set out rule brim then source-nat pool brim
$n rule-set out rule loose match source-address 10.0.1.106/32
$n rule-set out rule loose then source-nat pool loose
$n rule-set out rule paired match source-address 10.0.1.108/30
$n rule-set out rule paired match source-address 10.0.1.112/30
$n rule-set out rule paired then source-nat pool paired
$n rule-set out rule small match source-address 0.0.0.0/0
$n rule-set out rule small then source-nat pool small
$n rule-set out rule six match source-address ::/0
$n rule-set out rule six then source-nat pool six
END

# from TYPE ADDRESS PORT TO PORT - what the server answers
from() {
	on client python3 - "$@" <<-'END'
	import socket, sys
	kind, addr, port, to, dport = sys.argv[1:]
	s = socket.socket(socket.AF_INET, socket.SOCK_STREAM if kind == "tcp"
	                  else socket.SOCK_DGRAM)
	s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
	s.settimeout(3)
	s.bind((addr, int(port)))
	s.connect((to, int(dport)))
	s.send(b"hello\n")
	print(s.recv(200).decode())
	END
}

say 'addresses and ports of the pool'
for i in 1 2 3 4; do
	ask client udp $S4 53
done >"$T/four"
must 'four flows have them all' same \
	"$(awk '{ print $2, $3 }' "$T/four" | sort | xargs)" \
	'198.51.100.10 20000 198.51.100.10 20001 198.51.100.11 20000 198.51.100.11 20001'
must 'a fifth has none' dropped nat-no-port silent client udp $S4 53 -w 500
must 'the pool says so' has 'Translation fails *: [1-9]' \
	show security nat source pool small
must 'and how many are in use' has 'Total used ports *: 4' \
	show security nat source pool small
must 'IPv6 has its own' answers 'name 2001:db8:e::[12] ' client udp $S6 53
commit fw <<<"$n pool small port range 20000 to 20010"
must 'a larger range serves again' answers 'name 198.51.100.1[01] 200' \
	client udp $S4 53

# seen HOST FIRST LAST - the addresses, or addresses and ports, of its flows from
# these ports
seen() {
	on client python3 - "$@" <<-'END'
	import socket, sys
	for port in range(int(sys.argv[2]), int(sys.argv[3]) + 1):
	    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
	    s.settimeout(2)
	    s.bind((sys.argv[1], port))
	    s.sendto(b"hello\n", ("203.0.113.2", 53))
	    try:
	        print(s.recv(200).decode().split()[1])
	    except OSError:
	        print("silence")
	END
}

say 'what a pool flows over into'
must 'the pool has room for one' same \
	"$(seen 10.0.1.104 4000 4001 | xargs)" '198.51.100.12 198.51.100.12'
must 'the same ports of another host: another pool' same \
	"$(seen 10.0.1.105 4000 4001 | xargs)" '198.51.100.13 198.51.100.13'
must 'which counts them' has 'Total used ports *: 2' \
	show security nat source pool spill
must 'the interface has room' same "$(seen 10.0.1.118 4000 4000
	seen 10.0.1.119 4000 4000)" "198.51.100.14
$U4"

say 'one address for a host'
for i in $(seq 108 115); do
	seen 10.0.1.$i 4000 4007 | sort -u
done >"$T/paired"
must 'each of eight hosts has one' same "$(wc -l <"$T/paired")" 8
must 'but not all the same' test "$(sort -u "$T/paired" | wc -l)" -gt 1
must 'the pool says so' has 'Address assignment *: paired' \
	show security nat source pool paired
must 'else a host has several' test \
	"$(seen 10.0.1.106 4000 4015 | sort -u | wc -l)" -gt 1
commit fw <<<"$n address-persistent"
must 'unless all are persistent' same \
	"$(seen 10.0.1.106 4100 4115 | sort -u | wc -l)" 1

say 'hosts that are shifted'
must 'the first' has 'web 198.51.100.64 40000' \
	from tcp 10.0.1.100 40000 $S4 80
must 'the second, with the same port' has 'web 198.51.100.65 40000' \
	from tcp 10.0.1.101 40000 $S4 80

say 'ports that stay'
must 'of one host' has 'name 198.51.100.[34][0-9] 5353' \
	from udp 10.0.1.102 5353 $S4 53
must 'and of another' has 'name 198.51.100.[34][0-9] 5353' \
	from udp 10.0.1.103 5353 $S4 53
must 'all were translated by a rule' has 'Number of sessions *: [1-9]' \
	show security nat source rule keep
must 'nothing is broken' sane
fw_cli fw -c 'clear security flow session' >/dev/null
must 'all ports are back' same "$(counter nat-ports-allocated)" \
	"$(counter nat-ports-released)"
