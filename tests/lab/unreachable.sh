#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# A host that does not exist behind the firewall's last link is found out by
# the firewall's own kernel, after translation: its "host unreachable" reaches
# the client all the same, about the packet that the client sent, in the main
# table and in a routing instance, in both families.  What a host says to
# itself on its loopback, good or bad, is none of the firewall's business.
#
#	client c0 ── ge-0/0/0.0 [in-main]  fw  ge-0/0/1.0 [out-main] ── server
#	c-red  c0 ── ge-0/0/2.0 [in-red]   fw  ge-0/0/3.0 [out-red]  ── s-red
#	203.0.113.99 and 2001:db8:2::99 do not exist
. "$(dirname "$0")/box.sh"

box
host c-red s-red
link c-red:c0 fw:ge-0-0-2
link s-red:s0 fw:ge-0-0-3
addr c-red c0 $C4/24 $C6/64
addr s-red s0 $S4/24 $S6/64
route c-red default via $F4
route c-red default via $F6
for h in client c-red; do
	on $h sysctl -qw net.ipv4.icmp_ratelimit=0 net.ipv6.icmp.ratelimit=0
done
fw_start fw - <<END
set system host-name fw
$(n=0
for v in main red; do
	for i in "$n in $F4 $F6" "$((n + 1)) out $U4 $U6"; do
		# shellcheck disable=SC2086 # words
		set -- $i
		echo "set interfaces ge-0/0/$1 unit 0 family inet address $3/24"
		echo "set interfaces ge-0/0/$1 unit 0 family inet6 address $4/64"
		echo "set security zones security-zone $2-$v interfaces ge-0/0/$1.0"
		[ $v = main ] || echo "set routing-instances $v interface ge-0/0/$1.0"
	done
	policy in-$v out-$v all permit
	for f in 0.0.0.0/0 ::/0; do
		s="set security nat source rule-set $v"
		echo "$s from zone in-$v"
		echo "$s to zone out-$v"
		echo "$s rule r${#f} match source-address $f"
		echo "$s rule r${#f} then source-nat interface"
	done
	n=$((n + 2))
done)
set routing-instances red instance-type virtual-router
END
on fw sysctl -qw net.ipv4.icmp_ratelimit=0 net.ipv6.icmp.ratelimit=0

# unreachable HOST ADDRESS - a UDP socket learns that it is
unreachable() { has 'No route to host' lost "$@"; }
for h in client c-red; do
	must "$h learns that a host is not there" \
		unreachable $h 203.0.113.99
	must 'over IPv6' unreachable $h 2001:db8:2::99
	must 'so does a ping' has 'nreachable' \
		on $h ping -nc 1 -W 8 203.0.113.98
	must 'over IPv6' has 'nreachable' \
		on $h ping -nc 1 -W 8 2001:db8:2::98
done
commit fw <<END
set security nat source pool p4 address 203.0.113.20/32
set security nat source pool p6 address 2001:db8:2::20/128
delete security nat source rule-set main rule r9 then source-nat
delete security nat source rule-set main rule r4 then source-nat
set security nat source rule-set main rule r9 then source-nat pool p4
set security nat source rule-set main rule r4 then source-nat pool p6
END
must 'behind the address of a pool' unreachable client 203.0.113.97
must 'over IPv6' unreachable client 2001:db8:2::97
must 'each was translated' test "$(counter icmp-errors-translated)" -ge 8

say 'the loopback of the firewall'
before=$(counter dropped-packets)
serve fw udp 99 self
must 'it reaches itself' has self ask fw udp 127.0.0.1 99
on fw python3 <<'END'
import socket, struct
# a TCP segment with flags that no connection has, a truncated UDP header,
# a source of 0.0.0.0
s = socket.socket(socket.AF_INET, socket.SOCK_RAW, 6)
s.sendto(struct.pack("!HHIIBBHHH", 1, 2, 3, 4, 0x50, 0x03, 5, 0, 0),
         ("127.0.0.1", 0))
s = socket.socket(socket.AF_INET, socket.SOCK_RAW, 17)
s.sendto(b"abc", ("127.0.0.1", 0))
s = socket.socket(socket.AF_INET6, socket.SOCK_RAW, 17)
s.sendto(b"abc", ("::1", 0))
END
must 'nothing of it is a drop' same "$(counter dropped-packets)" "$before"
must 'no invariant is broken' sane
