#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# ICMP errors about a session reach the one who must know, translated outside
# and inside, in both directions and families: port unreachable, time
# exceeded (traceroute sees the firewall), packet too big.  Errors about
# nothing are dropped.
#
#	client c0 ─ ge-0/0/0.0 fw ge-0/0/1.0 ─ s0 server s1 ─ f0 far
#	10.0.1.2/24      trust │ untrust        .2  198.51.100.1   .2
#	2001:db8:1::2/64       │              ::2  2001:db8:3::1  ::2
#	                                        s1 has MTU 1300
. "$(dirname "$0")/box.sh"

box
host far
link server:s1 far:f0
ip -n server link set s1 mtu 1300
addr server s1 198.51.100.1/24 2001:db8:3::1/64
addr far f0 198.51.100.2/24 2001:db8:3::2/64
route far default via 198.51.100.1
route far default via 2001:db8:3::1
on server sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1 \
	net.ipv4.icmp_ratelimit=0 net.ipv6.icmp.ratelimit=0
on client sysctl -qw net.ipv4.icmp_ratelimit=0 net.ipv6.icmp.ratelimit=0
fw_start fw - <<END
$(base)
set routing-options static route 198.51.100.0/24 next-hop $S4
set routing-options rib inet6.0 static route 2001:db8:3::/64 next-hop $S6
$(policy trust untrust all permit)
END
F=198.51.100.2 G=2001:db8:3::2
serve far tcp 80 far

# errors - what a client meets; $1 $2: the addresses that the far host sees
errors() {
	must 'far is reached' answers "far $1 " client tcp $F 80
	must 'over IPv6' answers "far $2 " client tcp $G 80
	must 'port unreachable' refused client udp $F 99
	must 'over IPv6' refused client udp $G 99
	for a in $F $G; do
		on client traceroute -n -q 1 -w 1 -m 4 "$a" >"$T/trace"
		must "traceroute to $a sees the firewall first" \
			grep -qE "^ 1  ($F4|$F6) " "$T/trace"
		must 'then the router' grep -qE "^ 2  ($S4|$S6) " "$T/trace"
		must 'then the host' grep -qE "^ 3  $a " "$T/trace"
	done
	must 'by ICMP too' has "^ 1  $F4 " \
		on client traceroute -n -I -q 1 -w 1 -m 3 $F
	must 'packet too big' has 'mtu = 1300' \
		on client ping -nc 1 -W 1 -M 'do' -s 1400 $F
	must 'over IPv6' has 'mtu.*1300' \
		on client ping -nc 1 -W 1 -M 'do' -s 1400 $G
	ip -n client route flush cache
	ip -n client -6 route flush cache
	must 'UDP and TCP learn the path MTU' big $F
	must 'over IPv6' big $G
	ip -n client route flush cache
	ip -n client -6 route flush cache
}
# big ADDRESS - 100 kB by TCP over the narrow link, which the client has to
# learn of first
big() {
	bg far sh -c 'nc -6 -l 9000 | wc -c' >"$T/big"
	retry 5 listens far tcp 9000 >/dev/null
	head -c 100000 /dev/zero | on client timeout 10 nc -N "$1" 9000
	wait "$bg_pid"
	same "$(cat "$T/big")" 100000 && has 'mtu 1300' ip -n client route get "$1"
}

say 'without NAT'
errors $C4 $C6
say 'with interface source NAT'
commit fw <<<"$(snat)"
errors $U4 $U6

say 'errors about replies, and what they quote'
on server sysctl -qw net.ipv4.ip_forward=0 net.ipv6.conf.all.forwarding=0
ghost client 10.0.1.77 2001:db8:1::77
ghost server 203.0.113.77 2001:db8:2::77
play <<'END'
from wire import *
client, server = box()


def v6(a):
    return ":" in a


def unreachable(a, quoted):
    """An error that quotes a packet, port unreachable."""
    q = bytes(clean(quoted))[:200]
    return (ICMPv6DestUnreach(code=4) if v6(a) else ICMP(type=3, code=3)) / Raw(q)


def inner(p):
    """What an error quotes, as a packet."""
    if IPv6 in p:
        return IPv6(bytes(p[ICMPv6DestUnreach].payload))
    return IP(bytes(p[ICMP].payload))


def is_error(p):
    return ICMPv6DestUnreach in p or (ICMP in p and p[ICMP].type == 3)


for a, b, u in (("10.0.1.77", "203.0.113.77", U4),
                ("2001:db8:1::77", "2001:db8:2::77", U6)):
    for proto, l4 in (("UDP", UDP(sport=3333, dport=4444)),
                      ("TCP", TCP(sport=3333, dport=4444, flags="S", seq=7))):
        client.send(net(a, b) / l4 / b"first")
        p = server.next(lambda p: b"first" in bytes(p))
        if not must("%s to %s" % (proto, b), p is not None):
            continue
        l = p.getlayer(proto)
        # the router's view: an error about the request, from a third host
        server.send(net(S6 if v6(a) else S4, u) / unreachable(a, p))
        e = client.next(is_error)
        if must("%s: the error about a request to %s arrives" % (proto, b),
                e is not None):
            i = inner(e)
            must("it is for the client, from who sent it",
                 e[is_ip(e)].dst == a and
                 e[is_ip(e)].src == (S6 if v6(a) else S4), e.summary())
            must("and quotes what the client sent",
                 i.src == a and i.dst == b and
                 i.getlayer(proto).sport == 3333, i.summary())
            must("its checksums are right", good(e), e.show(dump=True))
            if IP in i:
                must("the quoted header's too", good(IP(bytes(i)[:20])) or
                     i.chksum == IP(bytes(i)).chksum)
        # the reply, and the client's error about it
        if proto == "TCP":
            r = TCP(sport=4444, dport=l.sport, flags="SA", seq=9, ack=13)
        else:
            r = UDP(sport=4444, dport=l.sport)
        server.send(net(b, u) / r / b"reply")
        p = client.next(lambda p: b"reply" in bytes(p))
        if not must("%s: the reply from %s" % (proto, b), p is not None):
            continue
        client.send(net(a, b) / unreachable(a, p))
        e = server.next(is_error)
        if must("%s: the error about the reply arrives" % proto,
                e is not None):
            i = inner(e)
            must("it comes from the outer address", e[is_ip(e)].src == u)
            must("and quotes what the server sent",
                 i.src == b and i.dst == u and
                 i.getlayer(proto).dport == l.sport, i.summary())
            must("its checksums are right", good(e), e.show(dump=True))

# truncated quotes: the least that RFC 792 asks for
client.send(net("10.0.1.77", "203.0.113.77") / UDP(sport=3335, dport=5) / b"least")
p = server.next(lambda p: b"least" in bytes(p))
if must("another conversation", p is not None):
    server.send(net(S4, U4) / ICMP(type=3, code=1) / Raw(bytes(clean(p))[:28]))
    e = client.next(is_error)
    must("an error with eight bytes of payload is enough",
         e is not None and inner(e).src == "10.0.1.77" and good(e), e)
    client.flush()
    server.send(net(S4, U4) / ICMP(type=3, code=1) / Raw(bytes(clean(p))[:24]))
    must("one with four is dropped", client.none(is_error))
    # forged: other ports, other addresses, other protocol, no packet at all
    for what, q in (
            ("port", net(U4, "203.0.113.77") / UDP(sport=3, dport=5)),
            ("address", net(U4, S4) / UDP(sport=p[UDP].sport, dport=5)),
            ("protocol", net(U4, "203.0.113.77") /
             TCP(sport=p[UDP].sport, dport=5)),
            ("inside address", net("10.0.1.77", "203.0.113.77") /
             UDP(sport=3335, dport=5)),
            ("packet", Raw(b"\x45"))):
        server.send(net(S4, U4) / ICMP(type=3, code=1) / Raw(bytes(q) + b"x" * 8))
        server.send(net(S4, C4) / ICMP(type=3, code=1) / Raw(bytes(q) + b"x" * 8))
        e = client.next(is_error, 0.3)
        must("an error about no %s of a session is dropped" % what,
             e is None, e and e.show(dump=True))
    server.send(net(S6, C6) / ICMPv6PacketTooBig(mtu=1280) /
                net(C6, S6) / UDP(sport=3, dport=5) / b"12345678")
    must("a forged IPv6 packet too big is dropped",
         client.none(lambda p: ICMPv6PacketTooBig in p, 0.3))
done()
END
must 'and counted' test "$(reason icmp-error)" -ge 5
must 'translations are counted' test "$(counter icmp-errors-translated)" -gt 10
must 'no invariant is broken' sane
