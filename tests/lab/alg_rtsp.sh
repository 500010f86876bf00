#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The RTSP gateway: two streams of media over UDP, behind source NAT; and media
# within the control session, in packets of every size.
#
#	    client c0 ──── ge-0/0/0.0 fw ge-0/0/1.0 ──── s0 server
#	  10.0.1.2/24      .1    trust │ untrust   .1      203.0.113.2/24
#	2001:db8:1::2/64   ::1         │           ::1   2001:db8:2::2/64
. "$(dirname "$0")/box.sh"

box
cat >"$T/rtsp.py" <<'END'
# rtsp.py serve ADDRESS | rtsp.py ask SERVER OWN-ADDRESS
import re, socket, sys
def udp(host, port):
    s = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET,
                      socket.SOCK_DGRAM)
    s.bind((host, port))
    s.settimeout(5)
    return s
def head(f):
    lines = []
    while True:
        l = f.readline().decode().rstrip("\r\n")
        if not l:
            return lines
        lines.append(l)
def port(lines, name):
    m = re.search(name + r"=(\d+)-(\d+)", "\n".join(lines))
    return int(m.group(1)) if m and int(m.group(2)) == int(m.group(1)) + 1 else None
if sys.argv[1] == "serve":
    me = sys.argv[2]
    l = socket.create_server((me, 554), family=socket.AF_INET6 if ":" in me else socket.AF_INET)
    while True:
        c, peer = l.accept()
        f = c.makefile("rb")
        at, streams = 9000, []
        while True:
            r = head(f)
            if not r:
                break
            seq = [x for x in r if x.lower().startswith("cseq")][0]
            if r[0].startswith("SETUP"):
                p = port(r, "client_port")
                a, b = udp(me, at), udp(me, at + 1)
                streams.append((p, a, b))
                c.sendall(("RTSP/1.0 200 OK\r\n%s\r\nTransport: RTP/AVP;unicast;client_port=%d-%d;"
                           "source=%s;server_port=%d-%d\r\nSession: 1\r\n\r\n"
                           % (seq, p, p + 1, me, at, at + 1)).encode())
                at += 2
                continue
            if r[0].startswith("PLAY"):
                for p, a, b in streams:
                    a.sendto(b"media", (peer[0], p))
                    b.sendto(b"report", (peer[0], p + 1))
                    try:
                        d, who = b.recvfrom(100)
                        b.sendto(b"%s from %d" % (d, who[1] - p), who)
                    except OSError:
                        pass
            c.sendall(("RTSP/1.0 200 OK\r\n%s\r\n\r\n" % seq).encode())
            if r[0].startswith("RECORD"):
                for n in (1, 100, 8185, 8190, 30000, 65535, 3):
                    c.sendall(b"$\0" + n.to_bytes(2, "big") + b"\r\n\r\n$"[:n].ljust(n, b"x"))
            if r[0].startswith("TEARDOWN"):
                for p, a, b in streams:
                    a.sendto(b"late", (peer[0], p))
else:
    server, me = sys.argv[2:4]
    c = socket.create_connection((server, 554), timeout=10)
    f = c.makefile("rb")
    seq = 0
    def do(method, more=""):
        global seq
        seq += 1
        c.sendall(("%s rtsp://x/ RTSP/1.0\r\nCSeq: %d\r\n%s\r\n" % (method, seq, more)).encode())
        return head(f)
    media = []
    for i in range(2):
        p = 7100 + 2 * i
        a, b = udp(me, p), udp(me, p + 1)
        r = do("SETUP", "Transport: RTP/AVP;unicast;client_port=%d-%d\r\n" % (p, p + 1))
        print("own port" if port(r, "client_port") == p else "PORT: %s" % r)
        media.append((a, b, port(r, "server_port")))
    for a, b, sp in media:
        b.sendto(b"hole", (server, sp + 1))
    do("PLAY")
    for a, b, sp in media:
        print(a.recv(100).decode())
        print(b.recv(100).decode())
        print(b.recv(100).decode())
    do("RECORD")
    for n in (1, 100, 8185, 8190, 30000, 65535, 3):
        h = f.read(4)
        d = f.read(n)
        print("within %d" % n if h[0] == 36 and len(d) == n else "BAD %d" % n)
    do("TEARDOWN")
    a, b, sp = media[0]
    a.settimeout(1)
    try:
        print("AFTER: " + a.recv(100).decode())
    except OSError:
        print("over")
END
bg server python3 "$T/rtsp.py" serve $S4
bg server python3 "$T/rtsp.py" serve $S6
retry 20 listens server tcp 554 >/dev/null
fw_start fw - <<END
$(base)
$(policy trust untrust rtsp permit junos-rtsp)
set security alg rtsp
END

# watch TEXT SERVER OWN-ADDRESS
watch() {
	must "$1: all is answered" on client timeout 200 \
		sh -c "exec python3 $T/rtsp.py ask $2 $3 >$T/got"
	must "$1: both streams" same "$(grep -c '^media$' "$T/got")" 2
	must "$1: and reports" same "$(grep -c '^report$' "$T/got")" 2
	must "$1: both ways" same "$(grep -c '^hole from 1$' "$T/got")" 2
	must "$1: the client finds its ports" same "$(grep -c '^own port' "$T/got")" 2
	must "$1: media within the stream" same "$(grep -c '^within' "$T/got")" 7
	must "$1: nothing after TEARDOWN" has over cat "$T/got"
}
watch 'untranslated' $S4 $C4
watch 'IPv6' $S6 $C6
commit fw <<END
$(snat)
END
sniff ctl server s0 'tcp port 554'
watch 'source NAT' $S4 $C4
sniffed ctl -A >"$T/ctl"
must "the server is told ports that come in twos" grep -qE "client_port=6[345][0-9]{3}-" "$T/ctl"
must 'no pinhole is left' has 'active resources 0' show security resource-manager resource active
must 'its status' has 'RTSP     : Enabled' show security alg status
must 'no invariant is broken' sane
