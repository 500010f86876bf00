#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# A packet larger than the egress MTU: with DF, or over IPv6, the sender is
# told the MTU about the very packet it sent, also behind NAT, in both
# directions; without DF it leaves in fragments.  TCP finds its way.
#
#	    client c0 ──── ge-0/0/0.0 fw ge-0/0/1.0 ──── s0 server
#	  10.0.1.2/24      .1    trust │ untrust   .1      203.0.113.2/24
#	2001:db8:1::2/64   ::1         │           ::1   2001:db8:2::2/64
#	                       MTU of ge-0/0/1 and s0: 1300
. "$(dirname "$0")/box.sh"

box
fw_start fw - <<END
$(base)
$(policy trust untrust all permit)
$(policy untrust trust all permit)
END
mtu() { ip -n "$1" -o link show "$2" | grep -o 'mtu [0-9]*'; }
commit fw <<<'set interfaces ge-0/0/1 unit 0 family inet mtu 1300
set interfaces ge-0/0/1 unit 0 family inet6 mtu 1300'
must 'the MTU is configured' same "$(mtu fw ge-0-0-1)" 'mtu 1300'
must 'the other device has its own' same "$(mtu fw ge-0-0-0)" 'mtu 1500'
ip -n server link set s0 mtu 1300

forget() {
	ip -n client route flush cache
	ip -n client -6 route flush cache
}
# transfer FROM TO ADDRESS - 200 kB by TCP
transfer() {
	bg "$2" sh -c 'nc -6 -l 9000 | wc -c' >"$T/big"
	retry 5 listens "$2" tcp 9000 >/dev/null
	head -c 200000 /dev/zero | on "$1" timeout 10 nc -N "$3" 9000
	wait "$bg_pid"
	same "$(cat "$T/big")" 200000
}
# tight SOURCE4 - from trust to the small link
tight() {
	forget
	must 'with DF: the firewall says 1300' has "$F4.*mtu = 1300" \
		on client ping -nc 1 -W 1 -M 'do' -s 1400 $S4
	must 'over IPv6' has "$F6.*mtu.*1300" \
		on client ping -nc 1 -W 1 -M 'do' -s 1400 $S6
	must 'what fits passes with DF' pings client $S4 -M 'do' -s 1272
	must 'over IPv6' pings client $S6 -M 'do' -s 1252
	forget
	sniff frags server s0 -Q in 'ip[6:2] & 0x3fff != 0'
	must 'without DF it arrives' pings client $S4 -M dont -s 1400
	must 'in fragments' has "$1 > $S4" sniffed frags
	forget
	must 'TCP arrives' transfer client server $S4
	must 'over IPv6' transfer client server $S6
}
say 'without NAT'
tight $C4
say 'with interface source NAT'
commit fw <<<"$(snat)"
tight $U4
must 'drops have their reason' dropped too-big sh -c "
	ip -n client route flush cache
	! ip netns exec client ping -nqc 1 -W 1 -M do -s 1400 $S4"

say 'towards the inside, and what the error quotes'
commit fw <<<'delete interfaces ge-0/0/1 unit 0 family inet mtu
delete interfaces ge-0/0/1 unit 0 family inet6 mtu'
must 'the MTU is the default again' same "$(mtu fw ge-0-0-1)" 'mtu 1500'
ip -n fw link set ge-0-0-0 mtu 1280
ip -n client link set c0 mtu 1280
ip -n server link set s0 mtu 1500
ghost client 10.0.1.77 2001:db8:1::77
ghost server 203.0.113.77 2001:db8:2::77
play <<'END'
from wire import *
client, server = box()
for a, b, u, f in (("10.0.1.77", "203.0.113.77", U4, U4),
                   ("2001:db8:1::77", "2001:db8:2::77", U6, U6)):
    client.send(net(a, b) / UDP(sport=3333, dport=4444) / b"first")
    p = server.next(lambda p: b"first" in bytes(p))
    if not must("a conversation with " + b, p is not None):
        continue
    r = net(b, u) / UDP(sport=4444, dport=p[UDP].sport) / (b"r" * 1300)
    if ":" not in a:
        r.flags = "DF"
    server.send(r)
    e = server.next(lambda p: ICMPv6PacketTooBig in p or
                    (ICMP in p and p[ICMP].type == 3 and p[ICMP].code == 4))
    if not must("a large reply is answered: too big", e is not None):
        continue
    if ":" in a:
        i, mtu = IPv6(bytes(e[ICMPv6PacketTooBig].payload)), e[ICMPv6PacketTooBig].mtu
    else:
        i, mtu = IP(bytes(e[ICMP].payload)), e[ICMP].nexthopmtu
    must("it says 1280", mtu == 1280, mtu)
    must("by the outer address", e[is_ip(e)].src == f, e.summary())
    must("and quotes what the server sent, untranslated",
         i.dst == u and i.getlayer("UDP").dport == p[UDP].sport, i.summary())
    must("its checksums are right", good(e), e.show(dump=True))
    must("the client got nothing", client.none(lambda p: b"rrrr" in bytes(p)))
done()
END
must 'no invariant is broken' sane
