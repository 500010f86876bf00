#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Bounds that no other test reaches, reached on purpose: what docs/limits.md says
# happens, is counted, and what was there before goes on.
#
#	    client c0 ──── ge-0/0/0.0 fw ge-0/0/1.0 ──── s0 server
#	  10.0.1.2/24      .1    trust │ untrust   .1      203.0.113.2/24
#	                               │                 ghost 203.0.113.77
. "$(dirname "$0")/box.sh"

stage() { say "$* ($SECONDS s)"; }
box
ghost server 203.0.113.77

stage 'rulesets'
loaded || load_module
on fw "$B/xpfctl" enable 4096
on fw "$B/tests/nlbound" >"$T/bound" || lab_failed=1
cat "$T/bound"
must 'ran to its end' grep -q 'what ran goes on' "$T/bound"
on fw "$B/xpfctl" disable

stage 'control sessions of gateways: a quarter of the table'
serve server tcp 80 web
n='set security nat source'
fw_start fw - --max-sessions 4096 <<END
$(base)
$(policy trust untrust all permit)
set firewall family inet filter log term all then log
set firewall family inet filter log term all then accept
END
cat >"$T/syns.py" <<'END'
import socket
import struct
import sys
dev, mac, src, dst, first, many = sys.argv[1:]
fd = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
fd.bind((dev, 0))


def checksum(data):
    n = sum(struct.unpack("!%dH" % (len(data) // 2), data))
    n = (n & 0xffff) + (n >> 16)
    return 0xffff - ((n & 0xffff) + (n >> 16))


ip = struct.pack("!BBHHHBBH", 0x45, 0, 40, 0, 0, 64, 6, 0)
ends = socket.inet_aton(src) + socket.inet_aton(dst)
ip = ip[:10] + struct.pack("!H", checksum(ip + ends)) + ends
for port in range(int(first), int(first) + int(many)):
    tcp = struct.pack("!HHIIBBHHH", port, 21, 1, 0, 0x50, 2, 8192, 0, 0)
    c = checksum(ends + struct.pack("!HH", 6, 20) + tcp)
    fd.send(bytes.fromhex(mac.replace(":", "")) + fd.getsockname()[4] + b"\x08\0" + ip +
            tcp[:16] + struct.pack("!H", c) + tcp[18:])
END
# control FIRST NUMBER - so many connections to an FTP server that never answers
control() {
	on client python3 "$T/syns.py" c0 "$(on fw cat /sys/class/net/ge-0-0-0/address)" \
		10.0.1.77 203.0.113.77 "$@"
}
open_to_ftp() { same "$(count destination-port 21)" "$1"; }
control 20000 1030
must '1,024 of 1,030 begin' retry 10 open_to_ftp 1024
must 'six were refused, and counted' same "$(counter extensions-refused)" 6
must 'and dropped' same "$(reason session-limit)" 6
must 'others go on' answers "web $C4" client tcp $S4 80
must 'they end' fw_cli fw -c 'clear security flow session all'
control 30000 20
must 'and there is room again' retry 10 open_to_ftp 20

stage 'streams that wait for the rest of a line: 64 of 4,096'
cat >"$T/halves.py" <<'END'
import socket
import struct
import sys
import time
at, many = sys.argv[1], int(sys.argv[2])
server = socket.create_server((at, 21)) if many == 0 else None
if server:
    kept = []
    while True:
        kept.append(server.accept())
clients = [socket.create_connection((at, 21), 5) for n in range(many)]
for c in clients:
    c.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    c.send(b"PORT 10,0,1,2,")
print("sent", flush=True)
time.sleep(4)
for c in clients[:10]:
    c.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    c.close()
time.sleep(8)
END
fw_cli fw -c 'clear security flow session all'
bg server python3 "$T/halves.py" $S4 0
retry 5 listens server tcp 21
waiting=$(counter alg-held) full=$(reason alg-limit)
bg client python3 "$T/halves.py" $S4 70
halves=$bg_pid
more() { test "$(counter alg-held)" -ge $((waiting + 64)); }
must '64 wait' retry 10 more
dropped() { test "$(reason alg-limit)" -ge $((full + 6)); }
must 'six do not' retry 5 dropped
must 'no more than 64' same "$(counter alg-held)" $((waiting + 64))
more() { same "$(counter alg-held)" $((waiting + 70)); }
must 'until ten of the others are gone' retry 10 more
wait "$halves"
fw_cli fw -c 'clear security flow session all'
waiting=$(counter alg-held)
bg client python3 "$T/halves.py" $S4 1
more() { test "$(counter alg-held)" -ge $((waiting + 1)); }
must 'and there is room again' retry 5 more

stage 'the log of filters: 512'
commit fw <<<'set interfaces ge-0/0/0 unit 0 family inet filter input log'
burst client c0 700 'src_min 10.0.1.100' 'src_max 10.0.1.102' 'dst 203.0.113.77' \
	'udp_src_min 10000' 'udp_src_max 10699' 'udp_dst_min 9' 'udp_dst_max 9'
must 'all were logged' test "$(counter filter-logged)" -ge 700
must 'the last 512 are kept' same "$(show firewall log | grep -c '203\.0\.113')" 512
commit fw <<<'delete interfaces ge-0/0/0 unit 0 family inet filter'

stage 'bindings of persistent NAT: 65,536'
fw_stop fw
rm -r "$T/fw/state"
on fw "$B/xpfctl" disable
fw_start fw - --max-sessions 131072 <<END
$(base)
$(policy trust untrust all permit)
$n pool p address 198.51.100.10/32 to 198.51.100.13/32
$n rule-set out from zone trust
$n rule-set out to zone untrust
$n rule-set out rule r match source-address 10.0.1.100/30 destination-port 9
$n rule-set out rule r then source-nat pool p
$n rule-set out rule r then source-nat pool persistent-nat permit any-remote-host
END
burst client c0 66000 'src_min 10.0.1.100' 'src_max 10.0.1.102' 'dst 203.0.113.77' \
	'udp_src_min 1024' 'udp_src_max 65534' 'udp_dst_min 9' 'udp_dst_max 9'
must 'so many there are' same "$(counter nat-bindings-created)" 65536
must 'what came then was refused, and counted' same "$(counter nat-bindings-full)" 464
must 'and dropped' same "$(reason nat-binding-full)" 464
must 'others go on' answers "web $C4" client tcp $S4 80
must 'they end with their sessions' fw_cli fw -c 'clear security flow session all'
must 'and by command' fw_cli fw -c \
	'clear security nat source persistent-nat-table all'
must 'and there is room again' counted nat-bindings-created burst client c0 10 \
	'src_min 10.0.1.100' 'src_max 10.0.1.102' 'dst 203.0.113.77' \
	'udp_src_min 1024' 'udp_src_max 65534' 'udp_dst_min 9' 'udp_dst_max 9'
must 'no invariant is broken' sane
