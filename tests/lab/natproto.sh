#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Protocols other than TCP, UDP and ICMP behind one address: SCTP and DCCP have
# ports, of which each host gets one of its own when both use the same, and a
# right checksum; ESP has none, so a second host is refused, with a reason.
#
#	    client c0 ──── ge-0/0/0.0 fw ge-0/0/1.0 ──── s0 server
#	  10.0.1.2, .3     .1    trust │ untrust   .1      203.0.113.2/24
#	2001:db8:1::2, ::3 ::1         │           ::1   2001:db8:2::2/64
. "$(dirname "$0")/box.sh"

box
addr client c0 10.0.1.3/24 2001:db8:1::3/64
fw_start fw - <<END
$(base)
$(policy trust untrust all permit)
$(snat)
END

# sctp SOURCE DESTINATION - an association from port 5000 stays; what the
# server says of its peer goes to $T/SOURCE
sctp() {
	bg client python3 -u -c '
import socket, sys, time
a, b = sys.argv[1:]
s = socket.socket(socket.AF_INET6 if ":" in a else socket.AF_INET,
                  socket.SOCK_STREAM, 132)
s.settimeout(5)
s.bind((a, 5000))
s.connect((b, 7))
s.send(b"x" * 100)
print(s.recv(1000).decode())
time.sleep(60)' "$1" "$2" >"$T/$1"
}
said() { retry 8 grep -q . "$T/$1" >/dev/null; cat "$T/$1"; }

if modprobe sctp; then
	for f in INET INET6; do
		bg server python3 -c "
import socket, threading
s = socket.socket(socket.AF_$f, socket.SOCK_STREAM, 132)
if '$f' == 'INET6':
    s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
s.bind(('', 7))
s.listen(5)
def talk(c, a):
    c.recv(1000)
    c.send(('%s %s' % a[:2]).encode())
    c.recv(1000)
while True:
    threading.Thread(target=talk, args=s.accept(), daemon=True).start()"
	done
	sleep 1
	say 'SCTP'
	for pair in "$C4 10.0.1.3 $S4 $U4" "$C6 2001:db8:1::3 $S6 $U6"; do
		# shellcheck disable=SC2086 # words
		set -- $pair
		sctp "$1" "$3"
		must "an association by $1" has "$4 5000" said "$1"
		sctp "$2" "$3"
		must 'a second one with the same port' has "$4 " said "$2"
		mustfail 'behind another port' has "$4 5000" said "$2"
	done
	must 'four sessions' same "$(count destination-port 7)" 4
else
	say 'no SCTP in this kernel'
fi

say 'packets by hand'
ghost client 10.0.1.77 10.0.1.78 2001:db8:1::77 2001:db8:1::78
ghost server 203.0.113.77 2001:db8:2::77
play <<'END'
from wire import *
import struct
client, server = box()


def crc32c(b):
    crc = 0xffffffff
    for x in b:
        crc ^= x
        for _ in range(8):
            crc = crc >> 1 ^ (0x82f63b78 if crc & 1 else 0)
    return struct.pack("<I", crc ^ 0xffffffff)


def dccp(a, b, sport, dport):
    """A request, its checksum over all of it."""
    h = struct.pack("!HHBBHBBH", sport, dport, 5, 0, 0, 1, 0, 0) + bytes(8)
    pseudo = (socket.inet_pton(socket.AF_INET6, a) +
              socket.inet_pton(socket.AF_INET6, b) +
              struct.pack("!II", len(h), 33) if ":" in a else
              socket.inet_aton(a) + socket.inet_aton(b) +
              struct.pack("!HH", 33, len(h)))
    c = sum(struct.unpack("!%dH" % (len(pseudo + h) // 2), pseudo + h))
    while c >> 16:
        c = (c & 0xffff) + (c >> 16)
    return h[:6] + struct.pack("!H", c ^ 0xffff) + h[8:]


def sctp(sport, dport, data):
    h = struct.pack("!HHII", sport, dport, 77, 0) + data
    return h[:8] + crc32c(h) + h[12:]


def l4(p):
    return bytes(p[is_ip(p)])[40 if IPv6 in p else 20:]


def proto(p):
    return p[is_ip(p)].nh if IPv6 in p else p[IP].proto


def ip(a, b, n):
    return IPv6(src=a, dst=b, nh=n) if ":" in a else IP(src=a, dst=b, proto=n)


for hosts, far, out in (
        (("10.0.1.77", "10.0.1.78"), "203.0.113.77", U4),
        (("2001:db8:1::77", "2001:db8:1::78"), "2001:db8:2::77", U6)):
    for n, name in ((33, "DCCP"), (132, "SCTP")):
        ports = []
        for a in hosts:
            size = 20 if a == hosts[0] else 1001
            client.send(ip(a, far, n) / Raw(
                dccp(a, far, 4000, 5001) if n == 33 else
                sctp(4000, 5001, bytes(size))))
            p = server.next(lambda p: proto(p) == n)
            if not must("%s of %s arrives" % (name, a), p is not None):
                continue
            b = l4(p)
            sport, dport = struct.unpack("!HH", b[:4])
            ports.append(sport)
            must("from the outer address", p[is_ip(p)].src == out and
                 dport == 5001, p.summary())
            right = (dccp(out, far, sport, 5001) if n == 33 else
                     sctp(sport, 5001, bytes(size)))
            must("its checksum is right", b[:len(right)] == right)
            back = (dccp(far, out, 5001, sport) if n == 33 else
                    sctp(5001, sport, b"back" * 5))
            server.send(ip(far, out, n) / Raw(back))
            p = client.next(lambda p: proto(p) == n)
            if must("the answer arrives", p is not None):
                right = (dccp(far, a, 5001, 4000) if n == 33 else
                         sctp(5001, 4000, b"back" * 5))
                must("at the one who asked, and right",
                     p[is_ip(p)].dst == a and l4(p)[:len(right)] == right)
            if n == 132:
                # an error about it quotes what the client sent
                q = bytes(p and ip(out, far, n) / Raw(
                    sctp(sport, 5001, bytes(size))))[:128]
                e = (ICMPv6DestUnreach(code=4) if ":" in a else
                     ICMP(type=3, code=3)) / Raw(q)
                server.send(net(far, out) / e)
                p = client.next(lambda p: ICMPv6DestUnreach in p or ICMP in p)
                if must("so does an error", p is not None):
                    want = sctp(4000, 5001, bytes(size))[:60]
                    must("with ports and checksum as they were sent",
                         want in bytes(p))
        must("two hosts have two ports", len(set(ports)) == 2, ports)
    # no ports: the first is served, the second would be confused with it
    for a, ok in zip(hosts, (True, False)):
        client.send(ip(a, far, 50) / Raw(bytes(40)))
        p = server.next(lambda p: proto(p) == 50, 1)
        must("ESP of %s %s" % (a, "arrives" if ok else "is refused"),
             bool(p) == ok)
done()
END
must 'with a reason' test "$(reason session-collision)" -ge 2
must 'as many ports are held as sessions hold them: no invariant is broken' sane
