#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What a policy permits is forwarded, in both families and for any protocol:
# the TTL is one less, checksums are right on the wire, the reply finds back.
# Then the same behind the egress interface's address: the server sees only
# that address, the client never does.
#
#	    client c0 ──── ge-0/0/0.0 fw ge-0/0/1.0 ──── s0 server
#	  10.0.1.2/24      .1    trust │ untrust   .1      203.0.113.2/24
#	2001:db8:1::2/64   ::1         │           ::1   2001:db8:2::2/64
. "$(dirname "$0")/box.sh"

box
# Checksums are computed by the hosts, so that the wire shows what fw did.
on client ethtool -K c0 tx off >/dev/null
on server ethtool -K s0 tx off >/dev/null
serve server tcp 80 web
serve server udp 53 name
fw_start fw - <<END
$(base)
$(policy trust untrust all permit)
END

# speaks SOURCE4 SOURCE6 - everything works, the server sees these sources
speaks() {
	must "ping, from $1" pings client $S4
	must "ping, from $2" pings client $S6
	must "TCP, from $1" answers "web $1 " client tcp $S4 80
	must "TCP, from $2" answers "web $2 " client tcp $S6 80
	must "UDP, from $1" answers "name $1 " client udp $S4 53
	must "UDP, from $2" answers "name $2 " client udp $S6 53
	must "a long TCP connection, from $1" \
		answers '30 asked, 30 answered' client tcp $S4 80 -n 30 -i 5
	must "a long UDP conversation, from $2" \
		answers '30 asked, 30 answered' client udp $S6 53 -n 30 -i 5
}

# watch - what comes in at both ends; seen - what that was
watch() {
	sniff out server s0 -Q in ip or ip6
	sniff in client c0 -Q in ip or ip6
}
seen() {
	sniffed out -vv >"$T/out"
	sniffed in -vv >"$T/in"
	must 'requests arrive with TTL 63' grep -q 'ttl 63,.*proto TCP' "$T/out"
	must 'and with hop limit 63' grep -q 'hlim 63,.*header TCP' "$T/out"
	must 'replies arrive with TTL 63' grep -q 'ttl 63,.*proto UDP' "$T/in"
	must 'and with hop limit 63' grep -q 'hlim 63,.*header UDP' "$T/in"
	mustfail 'none with the TTL it had' grep -hE \
		'(ttl|hlim) 64,.*(proto|header) (TCP|UDP)' "$T/out" "$T/in"
	must 'checksums were looked at' grep -q '(correct)' "$T/out"
	mustfail 'no wrong checksum' \
		grep -hiE 'incorrect|bad (udp )?cksum|wrong' "$T/out" "$T/in"
}

say 'without NAT'
watch
speaks $C4 $C6
seen

say 'with interface source NAT'
commit fw <<<"$(snat)"
watch
speaks $U4 $U6
seen
mustfail 'the client is not seen behind NAT' \
	grep -E "($C4|$C6)[.0-9]* >" "$T/out"
mustfail "the client never sees $U4" grep -F "$U4" "$T/in"

say 'every protocol, and what checksums must stay'
play <<'END'
from wire import *
client, server = box()
for a, b, u in ((C4, S4, U4), (C6, S6, U6)):
    v = "IPv6" if ":" in a else "IPv4"
    for proto in (253, 50, 115):
        h = net(a, b)
        if v == "IPv6":
            h.nh = proto
        else:
            h.proto = proto
        client.send(h / Raw(b"other protocol %d" % proto))
        p = server.next(lambda p: b"other protocol %d" % proto in bytes(p))
        must("%s protocol %d is forwarded" % (v, proto), p is not None)
        if p:
            must("%s protocol %d comes from %s" % (v, proto, u),
                 p[is_ip(p)].src == u, p.show(dump=True))
            q = clean(p)
            q.dst, q.src = q.src, q.dst
            server.send(q)
            r = client.next(lambda p: b"other protocol %d" % proto in bytes(p))
            must("%s protocol %d finds back" % (v, proto),
                 r is not None and r[is_ip(r)].dst == a)
client.send(net(C4, S4) / UDP(sport=7000, dport=9, chksum=0) / b"no checksum")
p = server.next(lambda p: b"no checksum" in bytes(p))
must("a UDP packet without checksum stays so", p and p[UDP].chksum == 0)
for n, (a, b) in enumerate(((C4, S4), (C6, S6))):
    for i in range(50):     # sums that cross 0 and 0xffff on the way
        client.send(net(a, b) / UDP(sport=8000 + i, dport=9) /
                    (b"sum" + bytes([n, i, i * 37 % 256, 255 - i])))
    got = server.all(lambda p: UDP in p and p[UDP].dport == 9)
    must("50 different UDP sums arrive", len(got) == 50, len(got))
    bad = [p for p in got if not good(p) or p[UDP].chksum == 0]
    must("and every one is right", not bad, bad[:1])
done()
END
must 'no invariant is broken' sane
