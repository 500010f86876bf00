#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Tagged units of one device are interfaces of their own: in zones of their
# own, with tags on every packet that leaves, also on what the firewall itself
# answers; packets without a tag, or with another, are nobody's.
#
#	red  r0 ─┐                  fw
#	10.0.10.2│ tag 10   ge-0/0/0.10 [red]    .1
#	         ├═ t0 ════ ge-0/0/0
#	blue b0 ─┘ tag 20   ge-0/0/0.20 [blue]   .1
#	10.0.20.2           ge-0/0/1.0 [untrust] 203.0.113.1 ── s0 server .2
#	2001:db8:10::2/64 and 2001:db8:20::2/64, 2001:db8:2::2/64
. "$(dirname "$0")/box.sh"

host trunk red blue fw server
link trunk:t0 fw:ge-0-0-0
link server:s0 fw:ge-0-0-1
addr server s0 $S4/24 $S6/64
for h in red:10 blue:20; do
	id=${h#*:} h=${h%:*}
	ip -n trunk link add link t0 name v0 type vlan id "$id"
	ip -n trunk link set v0 netns "$h"
	ip -n "$h" link set v0 up
	addr "$h" v0 "10.0.$id.2/24" "2001:db8:$id::2/64"
	route "$h" default via "10.0.$id.1"
	route "$h" default via "2001:db8:$id::1"
	serve "$h" tcp 80 "$h"
done
route server default via $U4
route server default via $U6
serve server tcp 80 web
serve server udp 53 name
fw_start fw - <<END
set system host-name fw
set security alg dns disable
set interfaces ge-0/0/0 vlan-tagging
$(for id in 10 20; do
	echo "set interfaces ge-0/0/0 unit $id vlan-id $id"
	echo "set interfaces ge-0/0/0 unit $id family inet address 10.0.$id.1/24"
	echo "set interfaces ge-0/0/0 unit $id family inet6 address 2001:db8:$id::1/64"
done)
set interfaces ge-0/0/1 unit 0 family inet address $U4/24
set interfaces ge-0/0/1 unit 0 family inet6 address $U6/64
set security zones security-zone red interfaces ge-0/0/0.10
set security zones security-zone red host-inbound-traffic system-services ping
set security zones security-zone blue interfaces ge-0/0/0.20
set security zones security-zone untrust interfaces ge-0/0/1.0
$(policy red blue all permit)
$(policy red untrust all permit)
$(policy blue red all reject)
END
sniff tags trunk t0

must 'the unit answers' pings red 10.0.10.1
must 'over IPv6' pings red 2001:db8:10::1
must 'host-inbound is by zone' nopings blue 10.0.20.1
must 'red to blue, TCP' answers 'blue 10.0.10.2 ' red tcp 10.0.20.2 80
must 'over IPv6' answers 'blue 2001:db8:10::2 ' red tcp 2001:db8:20::2 80
must 'red to blue, ping' pings red 10.0.20.2
must 'blue to red is refused' refused blue tcp 10.0.10.2 80
must 'over IPv6' refused blue tcp 2001:db8:10::2 80
must 'red to untrust' answers 'web 10.0.10.2 ' red tcp $S4 80
must 'over IPv6' answers 'web 2001:db8:10::2 ' red tcp $S6 80
must 'a large packet' pings red $S4 -s 3000
must 'over IPv6' pings red $S6 -s 3000
must 'blue to untrust is denied' silent blue tcp $S4 80 -w 600
must 'untrust to red is denied' silent server tcp 10.0.10.2 80 -w 600
say 'behind the address of the egress'
commit fw <<END
set security nat source rule-set r from zone red
set security nat source rule-set r to zone untrust
set security nat source rule-set r rule a match source-address 0.0.0.0/0
set security nat source rule-set r rule a then source-nat interface
set security nat source rule-set b from zone red
set security nat source rule-set b to zone blue
set security nat source rule-set b rule a match source-address 0.0.0.0/0
set security nat source rule-set b rule a then source-nat interface
END
must 'of an untagged one' answers "web $U4 " red tcp $S4 80
must 'of a tagged one' answers 'blue 10.0.20.1 ' red tcp 10.0.20.2 80
must 'by UDP' answers "name $U4 " red udp $S4 53
must 'the shell names the units' has 'If: ge-0/0/0.10' flow
must 'the egress too' has 'If: ge-0/0/0.20' flow
sniffed tags -e >"$T/tags"
must 'packets carry tag 10' grep -q 'vlan 10,' "$T/tags"
must 'and tag 20' grep -q 'vlan 20,' "$T/tags"
must 'the reset carries its tag' grep -qE 'vlan 20,.*10\.0\.10\.2\.80 > .*\[R' "$T/tags"
mustfail 'no IP packet is without' sh -c \
	"grep -E '10\.0\.(10|20)\.' $T/tags | grep -v 'vlan [12]0,'"

say 'other tags and none'
play <<'END'
from wire import *
trunk = End("trunk", "t0", ("fw", "ge-0-0-0"))
server = End("server", "s0")
q = net("10.0.10.2", S4) / UDP(sport=1234, dport=53) / b"stray"
eth = Ether(src=trunk.mac, dst=trunk.to)
for what, p in (("no tag", eth / q),
                ("tag 30", eth / Dot1Q(vlan=30) / q),
                ("tag 10 within 20", eth / Dot1Q(vlan=20) / Dot1Q(vlan=10) / q)):
    trunk.send(p)
    must("a packet with %s is not forwarded" % what,
         server.none(lambda p: b"stray" in bytes(p), 0.4))
trunk.send(eth / Dot1Q(vlan=10) / q)
must("with the right one it is",
     server.next(lambda p: b"stray" in bytes(p)) is not None)
server.flush()
trunk.send(eth / Dot1Q(vlan=0) / Dot1Q(vlan=10) / q)
must("within a priority tag, too",
     server.next(lambda p: b"stray" in bytes(p)) is not None)
server.flush()
q.sport = 1235
q.chksum = None
trunk.send(eth / Dot1Q(vlan=20) / net("10.0.10.2", S4) /
           UDP(sport=1235, dport=53) / b"stray")
must("with blue's tag it is blue's, and denied",
     server.none(lambda p: b"stray" in bytes(p), 0.4))
done()
END

say 'a unit goes, the other stays'
bg red "$B/tests/peer" ask tcp $S4 80 -n 100 -i 20 >"$T/ask"
asking=$bg_pid
sleep 0.3
commit fw <<END
delete interfaces ge-0/0/0 unit 20
delete security zones security-zone blue interfaces
END
mustfail 'its device is gone' ip -n fw link show ge-0-0-0.20
must 'a conversation of the other goes on' wait "$asking"
must 'without a loss' has '100 asked, 100 answered' cat "$T/ask"
must 'no invariant is broken' sane
