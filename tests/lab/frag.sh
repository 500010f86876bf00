#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Fragments are put together before they are judged and taken apart again
# afterwards, in both families and directions, translated or not; those that
# overlap, or do not make a packet, go nowhere.
#
#	    client c0 ──── ge-0/0/0.0 fw ge-0/0/1.0 ──── s0 server
#	  10.0.1.2/24      .1    trust │ untrust   .1      203.0.113.2/24
#	2001:db8:1::2/64   ::1         │           ::1   2001:db8:2::2/64
. "$(dirname "$0")/box.sh"

box
ghost client 10.0.1.77 2001:db8:1::77
ghost server 203.0.113.77 2001:db8:2::77
fw_start fw - <<END
$(base)
set applications application echo protocol udp destination-port 7
$(policy trust untrust echo permit '[ echo junos-ping junos-pingv6 ]')
set security zones security-zone trust host-inbound-traffic system-services ping
END
bg server python3 -c '
import socket
s = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
s.bind(("", 7))
while True:
    s.sendto(*s.recvfrom(65536))'
retry 10 listens server udp 7 >/dev/null

# parrot ADDRESS SIZE - a datagram comes back as it went
parrot() {
	on client python3 - "$@" <<-'END'
	import socket, sys, random
	a, n = sys.argv[1], int(sys.argv[2])
	s = socket.socket(socket.AF_INET6 if ":" in a else socket.AF_INET,
	                  socket.SOCK_DGRAM)
	s.settimeout(2)
	data = random.randbytes(n)
	s.sendto(data, (a, 7))
	sys.exit(s.recv(65536) != data)
	END
}

# big - both families, by ping and UDP
big() {
	must 'ping of 4000 bytes' pings client $S4 -s 4000
	must 'over IPv6' pings client $S6 -s 4000
	must 'UDP of 8192 bytes' parrot $S4 8192
	must 'over IPv6' parrot $S6 8192
	must 'UDP of 60000 bytes' parrot $S4 60000
	must 'over IPv6' parrot $S6 60000
	must 'one that needs two fragments by one byte' parrot $S4 1473
	must 'over IPv6' parrot $S6 1453
}
sniff frags server s0 -Q in '(ip[6:2] & 0x3fff != 0) or ip6 proto 44'
say 'without NAT'
big
must 'a ping of the firewall itself' pings client $F4 -s 4000
must 'over IPv6' pings client $F6 -s 4000
say 'with interface source NAT'
commit fw <<<"$(snat)"
big
sniffed frags -v >"$T/frags"
must 'the server receives fragments' grep -q 'flags \[+\]' "$T/frags"
must 'over IPv6' grep -q 'frag' "$T/frags"
must 'translated every one' grep -q "$U4 > $S4: ip-proto-17\|$U4 > $S4: udp" "$T/frags"
must 'reassembly is counted' test "$(counter fragments-reassembled)" -ge 16
bg client python3 -c '
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for p in range(4096, 4104):
    s.sendto(bytes(3000), ("203.0.113.2", p))'
must 'fragments are judged by the port of the whole' \
	dropped default-deny sleep 1

play <<'END'
from wire import *
import random
client, server = box()
A, B, A6, B6 = "10.0.1.77", "203.0.113.77", "2001:db8:1::77", "2001:db8:2::77"
ident = 100


def whole(a, b, n):
    global ident
    ident += 1
    h = net(a, b)
    if ":" not in a:
        h.id = ident
    p = h / UDP(sport=7777, dport=7) / random.randbytes(n - 8)
    return p.__class__(bytes(p))


def pieces(p, cuts):
    """Fragments of p: payload from and to each cut, MF unless at the end."""
    data, size = bytes(p.payload), len(bytes(p.payload))
    out = []
    for lo, hi in cuts:
        hi = min(hi, size)
        if IPv6 in p:
            f = IPv6(src=p.src, dst=p.dst) / IPv6ExtHdrFragment(
                nh=p.nh, offset=lo // 8, m=hi < size, id=ident) / Raw(data[lo:hi])
        else:
            f = IP(src=p.src, dst=p.dst, id=p.id, proto=p.proto, frag=lo // 8,
                   flags="MF" if hi < size else 0) / Raw(data[lo:hi])
        out.append(f)
    return out


def arrives(wait=0.7):
    """Payload of the one datagram to the server, put together, or None."""
    parts, total, proto = {}, None, None
    end = time.monotonic() + wait
    while time.monotonic() < end:
        p = server.next(lambda p: True, 0.2)
        if p is None:
            continue
        if IPv6 in p and IPv6ExtHdrFragment in p:
            h = p[IPv6ExtHdrFragment]
            off, more, data = h.offset * 8, h.m, bytes(h.payload)
        elif IP in p and (p[IP].frag or p[IP].flags.MF):
            c = clean(p)
            off, more, data = c.frag * 8, bool(c.flags.MF), bytes(c.payload)
        elif UDP in p and p[UDP].dport == 7:
            return bytes(clean(p)[UDP].payload)
        else:
            continue
        sizes.append(len(clean(p)))
        parts[off] = data
        if not more:
            total = off + len(data)
        if total and sum(map(len, parts.values())) == total:
            return b"".join(parts[k] for k in sorted(parts))[8:]
    return None


for a, b in ((A, B), (A6, B6)):
    v = "IPv6" if ":" in a else "IPv4"

    def goes(what, p, fragments, want=True):
        server.flush()
        client.send(*fragments)
        got = arrives()
        if want:
            return must("%s: %s arrive whole" % (v, what),
                        got == bytes(p[UDP].payload), got and len(got))
        return must("%s: %s go nowhere" % (v, what), got is None)

    sizes = []
    p = whole(a, b, 1200)
    goes("two small fragments", p, pieces(p, [(0, 600), (600, 1200)]))
    must("%s: no fragment leaves larger than the largest that came" % v,
         sizes and max(sizes) <= 600 + (48 if v == "IPv6" else 20), sizes)
    p = whole(a, b, 2000)
    goes("fragments in reverse", p,
         pieces(p, [(0, 800), (800, 1600), (1600, 2000)])[::-1])
    p = whole(a, b, 1400)
    goes("tiny first fragments", p, pieces(p, [(0, 8), (8, 16), (16, 1400)]))
    p = whole(a, b, 2400)
    goes("overlapping fragments", p,
         pieces(p, [(0, 800), (400, 1600), (1600, 2400)]), False)
    p = whole(a, b, 2400)
    goes("overlapping fragments that rewrite the ports", p,
         pieces(p, [(0, 800), (0, 16), (800, 1600), (1600, 2400)])[::-1], False)
    p = whole(a, b, 2400)
    goes("fragments with a hole", p, pieces(p, [(0, 800), (1600, 2400)]), False)
    p = whole(a, b, 2400)
    goes("later fragments alone", p, pieces(p, [(800, 1600), (1600, 2400)]), False)
    p = whole(a, b, 2400)
    goes("a first fragment alone", p, pieces(p, [(0, 800)]), False)
    p = whole(a, b, 1200)
    p[UDP].dport = 4096
    p[UDP].chksum = None
    p = p.__class__(bytes(p))
    goes("fragments of what no policy permits", p,
         pieces(p, [(0, 600), (600, 1200)]), False)
    p = whole(a, b, 800)
    goes("a packet that says it is its only fragment", p, pieces(p, [(0, 800)]))
big = pieces(whole(A, B, 1600), [(0, 800), (800, 1600)])
big[1].frag = 8189      # ends past 65535
client.send(*big)
must("a datagram past 65535 bytes goes nowhere", arrives() is None)
done()
END
must 'bad fragments are counted' test "$(reason fragment)" -gt 0
must 'no invariant is broken' sane
