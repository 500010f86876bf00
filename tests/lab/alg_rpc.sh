#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The RPC gateways: a program that the port mapper (rpcbind) or the endpoint
# mapper (played) names is reached, and nothing else is.
#
#	    client c0 ──── ge-0/0/0.0 fw ge-0/0/1.0 ──── s0 server
#	  10.0.1.2/24      .1    trust │ untrust   .1      203.0.113.2/24
#	2001:db8:1::2/64   ::1         │           ::1   2001:db8:2::2/64
#	programs on both hosts; 203.0.113.10 is the client, outside
. "$(dirname "$0")/box.sh"

box
cat >"$T/program.py" <<'END'
# A program of Sun RPC at port 20111, which says so to its port mapper; and an
# endpoint mapper that leads to port 20135 of ADDRESS.
import socket, struct, sys, threading
PROGRAM, PORT, me = 200111, 20111, sys.argv[1]
def body(call):
    return call[:4] + struct.pack(">5I", 1, 0, 0, 0, 0)
def register(port, proto):
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.settimeout(2)
    call = struct.pack(">14I", 7, 0, 2, 100000, 2, 1, 0, 0, 0, 0, PROGRAM, 1, proto, port)
    for i in range(10):
        s.sendto(call, ("127.0.0.1", 111))
        try:
            return s.recv(100)
        except OSError:
            pass
def lines(c, n):
    d = b""
    while len(d) < n:
        x = c.recv(n - len(d))
        if not x:
            raise SystemExit
        d += x
    return d
def rpc(c):
    while True:
        n = struct.unpack(">I", lines(c, 4))[0] & 0x7fffffff
        r = body(lines(c, n))
        c.sendall(struct.pack(">I", 0x80000000 | len(r)) + r)
EPM = bytes.fromhex("0883afe11f5dc91191a408002b14a0fa")
def pdu(kind, call, stub):
    return struct.pack("<4BIHHI", 5, 0, kind, 3, 0x10, 16 + len(stub), 0, call) + stub
def tower():
    floors = [(b"\x0d" + EPM + b"\3\0", b"\0\0"), (b"\x0d" + b"n" * 16 + b"\2\0", b"\0\0"),
              (b"\x0b", b"\0\0"), (b"\x07", struct.pack(">H", 20135)),
              (b"\x09", socket.inet_aton(me))]
    t = struct.pack("<H", len(floors))
    for l, r in floors:
        t += struct.pack("<H", len(l)) + l + struct.pack("<H", len(r)) + r
    return t
def epm(c):
    while True:
        h = lines(c, 16)
        kind, call = h[2], struct.unpack("<I", h[12:16])[0]
        lines(c, struct.unpack("<H", h[8:10])[0] - 16)
        if kind == 11:
            c.sendall(pdu(12, call, b"\0" * 40))
            continue
        t = tower()
        stub = b"\0" * 20 + struct.pack("<5I", 1, 4, 0, 1, 3)
        stub += struct.pack("<2I", len(t), len(t)) + t
        c.sendall(pdu(2, call, struct.pack("<IHBB", len(stub), 0, 0, 0) + stub))
def serve(port, f):
    l = socket.create_server(("::", port), family=socket.AF_INET6, dualstack_ipv6=True)
    def loop():
        while True:
            threading.Thread(target=f, args=(l.accept()[0],), daemon=True).start()
    threading.Thread(target=loop, daemon=True).start()
serve(PORT, rpc)
serve(135, epm)
u = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
u.bind(("::", PORT))
register(PORT, 6)
register(PORT, 17)
def text(s):
    s = s.encode()
    return struct.pack(">I", len(s)) + s + b"\0" * (-len(s) % 4)
for netid in ("tcp6", "udp6"):
    s = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
    s.settimeout(5)
    s.sendto(struct.pack(">12I", 8, 0, 2, 100000, 4, 1, 0, 0, 0, 0, PROGRAM, 1) + text(netid)
             + text("::.%d.%d" % (PORT >> 8, PORT & 255)) + text("superuser"), ("::1", 111))
    s.recv(100)
print("ready", flush=True)
while True:
    d, who = u.recvfrom(1000)
    u.sendto(body(d), who)
END
cat >"$T/epm.py" <<'END'
# Ask an endpoint mapper, in two pieces: the address and port it names.
import socket, struct, sys
c = socket.create_connection((sys.argv[1], 135), timeout=10)
EPM = bytes.fromhex("0883afe11f5dc91191a408002b14a0fa")
def pdu(kind, call, stub):
    return struct.pack("<4BIHHI", 5, 0, kind, 3, 0x10, 16 + len(stub), 0, call) + stub
ndr = bytes.fromhex("045d888aeb1cc9119fe808002b104860")
c.sendall(pdu(11, 1, struct.pack("<HHIBBHHBB", 4280, 4280, 0, 1, 0, 0, 0, 1, 0)
              + EPM + b"\3\0\0\0" + ndr + b"\2\0\0\0"))
c.recv(1000)
q = pdu(0, 2, struct.pack("<IHH", 40, 0, 3) + b"q" * 40)
c.sendall(q[:9]); c.sendall(q[9:])
d = c.recv(1000)
at = d.index(b"\1\0\x07\2\0") + 5
print(struct.unpack(">H", d[at:at + 2])[0], socket.inet_ntoa(d[at + 7:at + 11]))
END
for h in client server; do
	ip -n $h link set lo up
	# One for each host: what they write to /run is their own.
	bg $h sh -c 'mount -t tmpfs none /run && mkdir /run/rpcbind && exec rpcbind -f -i'
	retry 20 listens $h udp 111 >/dev/null
	serve $h tcp 20135 "$h"
done

bg client python3 "$T/program.py" $C4 >"$T/client.ready"
bg server python3 "$T/program.py" $S4 >"$T/server.ready"
for h in client server; do retry 30 has ready cat "$T/$h.ready" >/dev/null; done
fw_start fw - <<END
$(base)
$(policy trust untrust rpc permit junos-sun-rpc-tcp)
set security policies from-zone trust to-zone untrust policy rpc match application [ junos-sun-rpc-udp junos-ms-rpc-tcp junos-sun-rpc-nfs junos-ms-rpc-wmic ]
END

# program HOST NETID ADDRESS - rpcinfo finds it and is answered
program() { has 'ready and waiting' on "$1" timeout 20 rpcinfo -T "$2" "$3" 200111 1; }

unreached() { ! timeout -s KILL 4 ip netns exec "$1" rpcinfo -T "$2" "$3" 200111 1; }
must 'nothing without asking' silent client tcp $S4 20111
must 'Sun RPC: no program that the policy does not name' unreached client tcp $S4
must 'nor by UDP' unreached client udp $S4
must 'MS-RPC: another UUID is answered' \
	same "$(on client python3 "$T/epm.py" $S4)" "20135 $S4"
must 'and stays closed' silent client tcp $S4 20135
commit fw <<END
set applications application mine term u protocol udp rpc-program-number 200100-200200
set applications application mine term t protocol tcp rpc-program-number 200111
set applications application mine term m protocol tcp uuid e1af8308-5d1f-11c9-91a4-08002b14a0fa
set security policies from-zone trust to-zone untrust policy rpc match application mine
END
must 'Sun RPC: TCP' program client tcp $S4
must 'Sun RPC: UDP' program client udp $S4
must 'Sun RPC: TCP, IPv6' program client tcp6 $S6
must 'Sun RPC: UDP, IPv6' program client udp6 $S6
must 'the old way' has 'ready and waiting' on client timeout 20 rpcinfo -u $S4 200111 1
must 'another port stays closed' silent client tcp $S4 20135
must 'MS-RPC: what is named' same "$(on client python3 "$T/epm.py" $S4)" "20135 $S4"
must 'is reached' answers server client tcp $S4 20135 -w 8000
must 'and again, when the asker is gone' answers server client tcp $S4 20135 -w 8000

say 'behind source NAT; and a server that static NAT leads to'
commit fw <<END
$(snat)
set security nat static rule-set in from zone untrust
set security nat static rule-set in rule c match destination-address 203.0.113.10/32
set security nat static rule-set in rule c then static-nat prefix $C4/32
set security nat proxy-arp interface ge-0/0/1.0 address 203.0.113.10/32
$(policy untrust trust rpc permit junos-sun-rpc-any)
set security policies from-zone untrust to-zone trust policy rpc match application junos-ms-rpc-any
END
fw_cli fw -c 'clear security resource-manager group' >/dev/null
must 'source NAT: TCP' program client tcp $S4
must 'static NAT: TCP' program server tcp 203.0.113.10
must 'static NAT: UDP' program server udp 203.0.113.10
must 'MS-RPC names it too' \
	same "$(on server python3 "$T/epm.py" 203.0.113.10)" '20135 203.0.113.10'
must 'and it is reached' answers client server tcp 203.0.113.10 20135 -w 8000
must 'its status' has 'SUNRPC   : Enabled' show security alg status
must 'resources are shown' has 'Application - SUNRPC ALG' show security resource-manager resource
must 'no invariant is broken' sane
commit fw <<<'set security alg sunrpc disable'
fw_cli fw -c 'clear security resource-manager group' >/dev/null
fw_cli fw -c 'clear security flow session all' >/dev/null
must 'it is disabled' unreached client tcp $S4
