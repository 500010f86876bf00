#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The FTP gateway behind source NAT: commands in pieces, and all at once; what
# it refuses; and that a pinhole is for its peer only, once, and no longer than
# its control session.
#
#	    client c0 ──── ge-0/0/0.0 fw ge-0/0/1.0 ──── s0 server
#	  10.0.1.2/24      .1    trust │ untrust   .1      203.0.113.2/24
. "$(dirname "$0")/ftp_box.sh"

commit fw <<END
$(snat)
END
say 'in pieces, and all at once'
cat >"$T/pieces.py" <<'END'
import socket, sys, time
mode, host, me = sys.argv[1:4]
c = socket.create_connection((host, 21), timeout=10)
f = c.makefile("rb")
def reply():
    while True:
        l = f.readline().decode()
        if not l: raise SystemExit("closed")
        if l[3:4] == " ": return l
reply()
l = socket.socket(); l.bind((me, 0)); l.listen(1); l.settimeout(10)
p = l.getsockname()[1]
port = "PORT %s,%d,%d\r\n" % (me.replace(".", ","), p >> 8, p & 255)
if mode == "pieces":
    c.sendall(b"USER ftp\r\n"); reply(); c.sendall(b"PASS x\r\n"); reply()
    for i in range(0, len(port), 5):
        c.sendall(port[i:i+5].encode()); time.sleep(0.05)
    reply()
    c.sendall(b"RETR file\r\n")
else:
    c.sendall(("USER ftp\r\nPASS x\r\n" + port + "RETR file\r\n").encode())
    reply(); reply(); reply()
d, peer = l.accept()
print(d.makefile().read())
while not reply().startswith("226"): pass
c.sendall(b"NOOP\r\n")
print(reply())
c.sendall(b"QUIT\r\n"); print(reply())
END
must 'a command in pieces' has 'what was asked' on client python3 "$T/pieces.py" pieces $S4 $C4
must 'they were put together' test "$(counter alg-held)" -gt 0
must 'the control session goes on' has 221 on client python3 "$T/pieces.py" pieces $S4 $C4
must 'several commands in a segment' has 'what was asked' on client python3 "$T/pieces.py" once $S4 $C4
must 'and goes on' has 221 on client python3 "$T/pieces.py" once $S4 $C4

say 'what must not be'
cat >"$T/raw.py" <<'END'
import socket, sys
host, line = sys.argv[1], sys.argv[2]
c = socket.create_connection((host, 21), timeout=3)
print(c.recv(100).decode()); c.sendall(b"USER ftp\r\n"); print(c.recv(100).decode())
c.sendall(b"PASS x\r\n"); print(c.recv(100).decode())
c.sendall((line + "\r\n").encode())
try: print(c.recv(200).decode())
except OSError: print("SILENCE")
if len(sys.argv) > 3: input()
END
must 'a third address is refused' dropped alg-address \
	has SILENCE on client python3 "$T/raw.py" $S4 'PORT 10,0,1,77,7,7'
must 'TLS is refused' dropped alg-refused \
	has SILENCE on client python3 "$T/raw.py" $S4 'AUTH TLS'
commit fw <<<'set security alg ftp ftps-extension allow-mismatch-ip-address'
must 'with ftps-extension it passes' has 5 on client python3 "$T/raw.py" $S4 'AUTH TLS'
mustfail 'with allow-mismatch-ip-address too' has SILENCE \
	on client python3 "$T/raw.py" $S4 'PORT 10,0,1,77,7,7'
mkfifo "$T/open"
on client python3 "$T/raw.py" $S4 "PORT ${C4//./,},77,77" stay <"$T/open" >"$T/raw.out" &
lab_pids+=($!)
exec 9>"$T/open"
retry 10 has 200 cat "$T/raw.out" >/dev/null
must 'a pinhole waits' has 'ftp' on fw cat /proc/net/xpf/pinholes
port=$(on fw awk '$1 == "ftp" { sub(/.*[.:]/, "", $5); print $5 }' /proc/net/xpf/pinholes)
serve client tcp $((77 * 256 + 77)) inside
addr server s0 203.0.113.3/24
mustfail 'nobody else comes through' on server nc -z -w 1 -s 203.0.113.3 $U4 "$port"
must 'its peer does' answers inside server tcp $U4 "$port"
must 'but once' silent server tcp $U4 "$port" -w 500
echo >&9
exec 9>&-
on client python3 "$T/raw.py" $S4 "PORT ${C4//./,},77,77" >"$T/raw.out"
waiting() { on fw awk '$1 == "ftp"' /proc/net/xpf/pinholes; }
gone() { same "$(waiting)" ''; }
must 'no pinhole survives its control session' retry 20 gone
must 'no invariant is broken' sane
commit fw <<<'set security alg ftp disable'
must 'disabled: no data' noget client $S4
commit fw <<'END'
delete security alg ftp disable
set applications application plain protocol tcp destination-port 21
set applications application plain application-protocol ignore
set security policies from-zone trust to-zone untrust policy ftp match application plain
delete security policies from-zone trust to-zone untrust policy ftp match application junos-ftp
END
must 'ignored by the application: no data' noget client $S4
commit fw <<'END'
set applications application plain application-protocol ftp
END
must 'its own application with the protocol' get client $S4
must 'no invariant is broken' sane
