#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The PPTP gateway: GRE in both directions by the ids of a call, untranslated
# and of two clients that choose the same id behind source NAT; none before a
# call, and none after it.
#
#	    client c0 ──── ge-0/0/0.0 fw ge-0/0/1.0 ──── s0 server
#	  10.0.1.2/24      .1    trust │ untrust   .1      203.0.113.2/24
. "$(dirname "$0")/box.sh"

box
addr client c0 10.0.1.3/24
cat >"$T/pptp.py" <<'END'
# pptp.py serve | pptp.py call OWN-ADDRESS SERVER
import socket, struct, sys, threading
def message(kind, rest):
    return struct.pack(">HHIHH", 12 + len(rest), 1, 0x1a2b3c4d, kind, 0) + rest
def read(c):
    d = b""
    while len(d) < 2 or len(d) < struct.unpack(">H", d[:2])[0]:
        n = struct.unpack(">H", d[:2])[0] if len(d) >= 2 else 2
        x = c.recv(n - len(d))
        if not x:
            return None, b""
        d += x
    return struct.unpack(">H", d[8:10])[0], d
def gre(call, text):
    return struct.pack(">HHHHI", 0x3001, 0x880b, len(text), call, 1) + text
raw = socket.socket(socket.AF_INET, socket.SOCK_RAW, 47)
if sys.argv[1] == "serve":
    calls = {}
    l = socket.create_server(("", 1723))
    def control(c, own):
        while True:
            kind, d = read(c)
            if kind is None:
                return
            if kind == 7:
                calls[own] = struct.unpack(">H", d[12:14])[0]
                c.sendall(message(8, struct.pack(">HHBBHIHHI", own, calls[own], 1, 0, 0, 9600, 64, 0, 0)))
            if kind == 12:
                c.sendall(message(13, struct.pack(">HBBHH", own, 4, 0, 0, 0) + b"\0" * 128))
    def accept():
        own = 5000
        while True:
            own += 1
            threading.Thread(target=control, args=(l.accept()[0], own), daemon=True).start()
    threading.Thread(target=accept, daemon=True).start()
    while True:
        d, who = raw.recvfrom(2000)
        call, text = struct.unpack(">H", d[26:28])[0], d[32:]
        peer = calls.get(call, 0)
        raw.sendto(gre(peer, b"%s by %d" % (text, peer)), (who[0], 0))
me, server = sys.argv[2:4]
raw.bind((me, 0))
def ping(call, text, wait):
    raw.settimeout(wait)
    for i in range(3):
        raw.sendto(gre(call, text), (server, 0))
        try:
            d = raw.recv(2000)
        except OSError:
            continue
        return "%s at %d" % (d[32:].decode(), struct.unpack(">H", d[26:28])[0])
    return "silence"
print("before:", ping(5001, b"early", 0.3), flush=True)
c = socket.create_connection((server, 1723), timeout=10, source_address=(me, 0))
q = message(7, struct.pack(">HHIIIIHHHH", 100, 1, 300, 99999, 3, 3, 64, 0, 0, 0) + b"\0" * 128)
c.sendall(q[:11]); c.sendall(q[11:])
kind, d = read(c)
theirs, mine = struct.unpack(">HH", d[12:16])
print("answer: %d for %d" % (kind, mine), flush=True)
print("call:", ping(theirs, b"pong", 5), flush=True)
if len(sys.argv) > 4:
    input()
print("still:", ping(theirs, b"pong", 5), flush=True)
c.sendall(message(12, struct.pack(">HH", 100, 0)))
print("end: %d" % read(c)[0], flush=True)
print("after:", ping(theirs, b"late", 0.3), flush=True)
END
bg server python3 "$T/pptp.py" serve
retry 20 listens server tcp 1723 >/dev/null
fw_start fw - <<END
$(base)
$(policy trust untrust pptp permit junos-pptp)
END
said() { cat "$1"; grep -qx "$2" "$1"; }

on client timeout 200 python3 "$T/pptp.py" call $C4 $S4 >"$T/plain"
must 'no GRE before a call' said "$T/plain" 'before: silence'
must 'the call is taken' said "$T/plain" 'answer: 8 for 100'
must 'GRE both ways' said "$T/plain" 'call: pong by 100 at 100'
must 'it ends' said "$T/plain" 'end: 13'
must 'and GRE with it' said "$T/plain" 'after: silence'

say 'two clients with the same id, behind one address'
commit fw <<END
$(snat)
END
mkfifo "$T/go"
on client timeout 400 python3 "$T/pptp.py" call $C4 $S4 stay <"$T/go" >"$T/first" 2>&1 &
first=$!
lab_pids+=("$first")
exec 9>"$T/go"
retry 30 grep -q ^call: "$T/first"
on client timeout 200 python3 "$T/pptp.py" call 10.0.1.3 $S4 >"$T/second"
must 'the first' said "$T/first" 'call: pong by 100 at 100'
must 'the second finds its own id' said "$T/second" 'answer: 8 for 100'
must 'the server knows it by another' said "$T/second" 'call: pong by 101 at 100'
must 'and its GRE ends' said "$T/second" 'after: silence'
echo >&9
exec 9>&-
wait $first || true
must 'the first goes on meanwhile' said "$T/first" 'still: pong by 100 at 100'
must 'and ends' said "$T/first" 'after: silence'
must 'its status' has 'PPTP     : Enabled' show security alg status
must 'no invariant is broken' sane
