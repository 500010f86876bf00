#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Interface source NAT gives every session its own port: the client's if it is
# free, a random one if not; never one that the firewall itself uses; ICMP ids
# likewise.  Ports come back, and when there is none the packet is dropped,
# counted, and everybody else goes on.
#
#	    client c0 ──── ge-0/0/0.0 fw ge-0/0/1.0 ──── s0 server
#	  10.0.1.2/24      .1    trust │ untrust   .1      203.0.113.2/24
#	2001:db8:1::2/64   ::1         │           ::1   2001:db8:2::2/64
#	the client is 10.0.1.100 to .149 and 2001:db8:1::100 to ::149 too
. "$(dirname "$0")/box.sh"

box
for i in $(seq 100 149); do
	echo "addr add 10.0.1.$i/24 dev c0"
	echo "addr add 2001:db8:1::$i/64 dev c0 nodad"
done | ip -n client -b -
serve server tcp 80 web
serve server udp 53 name
fw_start fw - <<END
$(base)
$(policy trust untrust all permit)
$(snat)
END

say 'a free port is kept'
must 'by TCP' answers "web $U4 40000" client tcp $S4 80 -s 40000
must 'TCP over IPv6' answers "web $U6 40000" client tcp $S6 80 -s 40000
must 'by UDP' answers "name $U4 40000" client udp $S4 53 -s 40000
must 'UDP over IPv6' answers "name $U6 40000" client udp $S6 53 -s 40000

say 'fifty clients, one port'
on client python3 - <<'END' >"$T/fifty" || lab_failed=1
import select, socket
for family, a, b, kind in (
        (socket.AF_INET, "10.0.1.%d", "203.0.113.2", socket.SOCK_DGRAM),
        (socket.AF_INET6, "2001:db8:1::%d", "2001:db8:2::2", socket.SOCK_DGRAM),
        (socket.AF_INET, "10.0.1.%d", "203.0.113.2", socket.SOCK_STREAM),
        (socket.AF_INET6, "2001:db8:1::%d", "2001:db8:2::2", socket.SOCK_STREAM)):
    name = "UDP" if kind == socket.SOCK_DGRAM else "TCP"
    socks, seen = [], {}
    for i in range(100, 150):
        s = socket.socket(family, kind)
        s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        s.bind((a % i, 5000))
        s.settimeout(3)
        s.connect((b, 53 if name == "UDP" else 80))
        s.send(b"hello\n")
        socks.append(s)
    for s in socks:
        try:
            seen[s.recv(200).decode()] = s
        except OSError as e:
            seen[e] = s
    ports = [int(k.split()[2]) for k in seen if not isinstance(k, OSError)]
    good = len(set(ports)) == 50
    print("%s - %s, family %d: fifty different ports, all answered" % (
        "ok" if good else "not ok", name, family), len(ports))
    others = sorted(set(ports) - {5000})
    steps = [y - x for x, y in zip(others, others[1:])]
    good = steps.count(1) < 10
    print("%s - and they are not in a row" % ("ok" if good else "not ok"))
    for s in socks:     # and the conversation goes on
        s.send(b"again\n")
    again = sum(1 for s in socks if s.recv(200))
    print("%s - all go on" % ("ok" if again == 50 else "not ok"))
END
cat "$T/fifty"
! grep -q '^not ok' "$T/fifty" || lab_failed=1

say 'fifty clients, one ICMP id'
sniff echo server s0 -Q in "icmp[0] == 8 or ip6[40] == 128"
for i in 100 110 120 130; do
	must "from 10.0.1.$i" pings client $S4 -e 77 -I 10.0.1.$i
	must "from 2001:db8:1::$i" pings client $S6 -e 77 -I 2001:db8:1::$i
done
sniffed echo | sed -n 's/.*\(IP6\?\) .* id \([0-9]*\),.*/\1 \2/p' | sort | uniq -c >"$T/ids"
must 'each has an id of its own' same "$(awk '$1 != 1' "$T/ids")" ''
must 'eight of them' same "$(wc -l <"$T/ids")" 8

say "the firewall's own traffic"
bg fw "$B/tests/peer" ask tcp $S4 80 -s 41000 -n 60 -i 50 >"$T/own"
own=$bg_pid
retry 9 has web cat "$T/own" >/dev/null
got=$(ask client tcp $S4 80 -s 41000)
must 'the client is translated too' has "web $U4" echo "$got"
mustfail 'but to another port' same "$got" "web $U4 41000"
must 'the firewall goes on' wait "$own"
must 'without a loss' has '60 answered' cat "$T/own"
bg client "$B/tests/peer" ask udp $S4 53 -s 42000 -n 60 -i 50 >"$T/theirs"
theirs=$bg_pid
retry 9 has "name $U4 42000" cat "$T/theirs" >/dev/null
must 'it is told so' has 'not permitted' ask fw udp $S4 53 -s 42000 -w 500
must 'the firewall cannot take a port that a client has' wait "$theirs"
must 'without a loss' has '60 answered' cat "$T/theirs"

say 'off, and rules in order'
commit fw <<END
set security nat source rule-set out rule not match source-address 10.0.1.100/32
set security nat source rule-set out rule not match destination-address 203.0.113.0/24
set security nat source rule-set out rule not then source-nat off
insert security nat source rule-set out rule not before rule v4
END
sniff off server s0 -Q in icmp
must 'off: it passes' pings client $S4 -I 10.0.1.100
must 'and the address stays' has '10.0.1.100 >' sniffed off
must 'the next rule has the others' answers "web $U4" client tcp $S4 80
commit fw <<<'delete security nat source rule-set out rule v4'
must 'no rule for IPv4: as it is' answers "web $C4" client tcp $S4 80
must 'IPv6 has its own' answers "web $U6" client tcp $S6 80
commit fw <<<'rollback 1'

say 'no address to translate to'
commit fw <<<'delete interfaces ge-0/0/1 unit 0 family inet6'
ip -n fw -6 route add 2001:db8:2::/64 dev ge-0-0-1
must 'is no reason to pass' dropped nat-no-address \
	silent client udp $S6 53 -w 500
commit fw <<<'rollback 1'
must 'with the address it passes' answers "name $U6" client udp $S6 53

say 'no port left'
ghost server 203.0.113.77
commit fw <<<'set security nat source interface port-overloading off'
fw_cli fw -c 'clear security flow session all' >/dev/null
burst client c0 80000 'src_min 10.0.1.150' 'src_max 10.0.1.152' \
	'dst 203.0.113.77' 'udp_src_min 2000' 'udp_src_max 61999' \
	'udp_dst_min 9' 'udp_dst_max 9'
used=$(($(counter nat-ports-allocated) - $(counter nat-ports-released)))
must 'at most as many as there are ports' between 60000 65535 "$used"
must 'the rest is dropped for that reason' test "$(reason nat-no-port)" -gt 14000
must 'and counted' test "$(counter nat-ports-exhausted)" -gt 14000
must 'UDP over IPv4 has none' dropped nat-no-port \
	silent client udp $S4 53 -s 1500 -w 500
must 'TCP has its own' answers "web $U4" client tcp $S4 80
must 'IPv6 too' answers "name $U6" client udp $S6 53
commit fw <<<'rollback 1'
must 'with overloading, another remote is served by the same ports' \
	answers "name $U4" client udp $S4 53 -s 1500
fw_cli fw -c 'clear security flow session all' >/dev/null
must 'ports come back' retry 5 answers "name $U4" client udp $S4 53
used=$(($(counter nat-ports-allocated) - $(counter nat-ports-released)))
must 'all of them' between 0 5 "$used"
must 'no invariant is broken' sane
