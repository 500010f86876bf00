#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Where packets go and how they are marked: filter-based forwarding into an
# instance with the very same addresses, copies for an analyser, class of
# service from code point or tag to code point or tag, filters of lo0, output
# filters behind NAT64, and the policer of ARP.
#
#	    client c0 ── ge-0/0/0.0 [trust]   fw  ge-0/0/1.0 [untrust] ── s0 server
#	                                          ge-0/0/2.0 [other]   ── s0 second
#	                    in the instance isp2, addresses as of server  ┘
#	    tagged v0 ══ ge-0/0/4.10 [trust]      ge-0/0/3.0 [tap]     ── a0 analyser
#	  10.0.10.2, 2001:db8:10::2                     192.0.2.2, 2001:db8:3::2
#	and behind the analyser, by a table of its own: 198.51.100.9, 2001:db8:9::9
. "$(dirname "$0")/box.sh"

A4=192.0.2.2 A6=2001:db8:3::2 T4=10.0.10.2 T6=2001:db8:10::2
box
host second analyser trunk tagged
link second:s0 fw:ge-0-0-2
link analyser:a0 fw:ge-0-0-3
link trunk:t0 fw:ge-0-0-4
addr second s0 $S4/24 $S6/64
route second default via $U4
route second default via $U6
addr analyser a0 $A4/24 $A6/64
addr analyser lo 198.51.100.9/32 2001:db8:9::9/128
route analyser default via 192.0.2.1
route analyser default via 2001:db8:3::1
serve analyser tcp 99 analyser
ip -n trunk link add link t0 name v0 type vlan id 10 egress-qos-map 0:6
ip -n trunk link set v0 netns tagged
ip -n tagged link set v0 up
addr tagged v0 $T4/24 $T6/64
route tagged default via 10.0.10.1
route tagged default via 2001:db8:10::1
for h in server second; do
	serve $h tcp 80 $h
	serve $h udp 5300 $h
done
c='set class-of-service'
{
	base
	policy trust untrust all permit
	policy trust other all permit
	policy trust trust all permit
	policy trust tap all permit
	policy untrust trust all permit
	cat <<-END
	set interfaces ge-0/0/2 unit 0 family inet address $U4/24
	set interfaces ge-0/0/2 unit 0 family inet6 address $U6/64
	set interfaces ge-0/0/3 unit 0 family inet address 192.0.2.1/24
	set interfaces ge-0/0/3 unit 0 family inet6 address 2001:db8:3::1/64
	set interfaces ge-0/0/4 vlan-tagging
	set routing-instances alt instance-type forwarding
	set routing-instances alt routing-options static route 0.0.0.0/0 next-hop $A4
	set routing-instances alt routing-options rib alt.inet6.0 static route ::/0 next-hop $A6
	set routing-options interface-routes rib-group inet g4
	set routing-options interface-routes rib-group inet6 g6
	set routing-options rib-groups g4 import-rib [ inet.0 alt.inet.0 ]
	set routing-options rib-groups g6 import-rib [ inet6.0 alt.inet6.0 ]
	set interfaces ge-0/0/4 unit 10 vlan-id 10
	set interfaces ge-0/0/4 unit 10 family inet address 10.0.10.1/24
	set interfaces ge-0/0/4 unit 10 family inet6 address 2001:db8:10::1/64
	set security zones security-zone trust interfaces ge-0/0/4.10
	set security zones security-zone trust host-inbound-traffic system-services ping
	set security zones security-zone other interfaces ge-0/0/2.0
	set security zones security-zone tap interfaces ge-0/0/3.0
	set routing-instances isp2 instance-type virtual-router
	set routing-instances isp2 interface ge-0/0/2.0
	set forwarding-options port-mirroring family inet output interface ge-0/0/3.0 next-hop $A4
	set forwarding-options port-mirroring family inet6 output interface ge-0/0/3.0
	set forwarding-options port-mirroring instance some input rate 5
	set forwarding-options port-mirroring instance some input run-length 1
	set forwarding-options port-mirroring instance some input maximum-packet-length 60
	set forwarding-options port-mirroring instance some family inet output interface ge-0/0/3.0 next-hop $A4
	$c forwarding-classes class gold queue-num 5
	$c code-point-aliases dscp mine 101010
	$c classifiers dscp in forwarding-class gold loss-priority high code-points [ af21 mine ]
	$c classifiers dscp in forwarding-class expedited-forwarding loss-priority low code-points ef
	$c classifiers dscp-ipv6 in import default
	$c classifiers dscp-ipv6 in forwarding-class gold loss-priority high code-points af21
	$c classifiers ieee-802.1 tags forwarding-class network-control loss-priority low code-points 110
	$c rewrite-rules dscp out import default
	$c rewrite-rules dscp out forwarding-class gold loss-priority high code-point cs4
	$c rewrite-rules dscp-ipv6 out forwarding-class gold loss-priority high code-point cs5
	$c rewrite-rules dscp-ipv6 out forwarding-class network-control loss-priority low code-point cs7
	$c rewrite-rules ieee-802.1 tags forwarding-class gold loss-priority high code-point 101
	$c rewrite-rules ieee-802.1 tags forwarding-class best-effort loss-priority low code-point 001
	$c interfaces ge-0/0/0 unit 0 classifiers dscp in
	$c interfaces ge-0/0/0 unit 0 classifiers dscp-ipv6 in
	$c interfaces ge-0/0/1 unit * rewrite-rules dscp out
	$c interfaces ge-0/0/1 unit * rewrite-rules dscp-ipv6 out
	$c interfaces ge-0/0/4 unit 10 classifiers ieee-802.1 tags
	$c interfaces ge-0/0/4 unit 10 rewrite-rules ieee-802.1 tags
	END
	for f in inet:icmp inet6:icmp6; do
		p=${f#*:} f=${f%:*}
		t="set firewall family $f filter F$f term"
		cat <<-END
		set interfaces ge-0/0/0 unit 0 family $f filter input F$f
		$t other from destination-port 5300
		$t other then count other
		$t other then routing-instance isp2
		$t alt from destination-port [ 99 54 ]
		$t alt then routing-instance alt
		$t mirror from payload-protocol $p
		$t mirror from packet-length 1000-2000
		$t mirror then port-mirror
		$t mirror then accept
		$t rest then accept
		END
	done | sed '/family inet /s/payload-protocol/protocol/'
	t='set firewall family inet filter Finet term'
	cat <<-END
	$t some from protocol icmp
	$t some from packet-length 500
	$t some then port-mirror-instance some
	$t some then accept
	$t gold from protocol icmp
	$t gold from forwarding-class gold
	$t gold from loss-priority high
	$t gold then count gold
	$t gold then accept
	insert firewall family inet filter Finet term rest after term gold
	END
} >"$T/rules"
fw_start_in_order fw "$T/rules"

say 'by another instance'
for a in $S4 $S6; do
	must "$a: what no term sends elsewhere" answers '^server' client tcp $a 80
	must 'what the filter sends into the instance' answers '^second' client udp $a 5300
	must 'the same flow again' answers '^second' client udp $a 5300 -s 4000
	must 'and again, by its session' answers '^second' client udp $a 5300 -s 4000
done
must 'it is counted' has '^other  *[0-9]*  *[1-9]' show firewall filter Finet
must 'the session is in that zone' has 'ge-0/0/2.0' flow destination-port 5300
mustfail 'none goes the other way' has 'ge-0/0/1.0' flow destination-port 5300

for a in 198.51.100.9 2001:db8:9::9; do
	must "$a: by a table of its own" answers '^analyser' client tcp $a 99
	must 'once more' answers '^analyser' client tcp $a 99 -s 4001
done
must 'without the filter there is no way' failing ask tagged tcp 198.51.100.9 99 -w 300
serve server udp 54 near
must 'subnets are in that table, too' answers '^near' client udp $S4 54
must 'of IPv6 as well' answers '^near' client udp $S6 54

say 'copies'
sniff tap analyser a0 'icmp or icmp6'
must 'a large ping is answered' pings client $S4 -s 1200
must 'over IPv6' pings client $S6 -s 1200
must 'others are none of the analyser' pings client $S4 -s 100
on client ping -nqc 20 -i 0.01 -s 472 $S4 >/dev/null
sniffed tap -e >"$T/tap"
must 'a copy to the next hop' has "$(on analyser cat /sys/class/net/a0/address), .*$C4 > $S4: ICMP echo request, .* length 1208" \
	cat "$T/tap"
must 'a copy to the whole link' has "ff:ff:ff:ff:ff:ff, .*$C6 > $S6: .*ICMP6, echo request" cat "$T/tap"
must 'one of each' same "$(grep -c 'length 1208' "$T/tap")" 2
mustfail 'nothing else' has 'length 108' cat "$T/tap"
must 'of twenty, two of five each' same "$(grep -c 'length 74: .*ICMP echo request' "$T/tap")" 8
must 'they are counted' test "$(counter mirrored-packets)" -ge 10

say 'class of service'
sniff marks server s0 'icmp or icmp6'
must 'with af21' pings client $S4 -Q 0x48 -s 41
must 'an alias of its own' pings client $S4 -Q 0xa8 -s 42
must 'with ef' pings client $S4 -Q 0xb8 -s 43
must 'what no classifier knows' pings client $S4 -Q 0x20 -s 44
must 'af21 over IPv6' pings client $S6 -Q 0x48 -s 45
must 'af11 over IPv6, by default' pings client $S6 -Q 0x28 -s 46
must 'a tag' pings tagged $S6 -s 47
must 'a tag over IPv4' pings tagged $S4 -s 48
sniffed marks -v >"$T/marks"
# marked LENGTH MARK - the request whose ICMP message is so long left with it
marked() { tr '\n' ' ' <"$T/marks" | sed 's/[0-9:.]\{15\} IP/\n&/g' |
	grep "echo request.*length $1\|length: $1.*echo request\|payload length: $1" | has "$2" cat; }
must 'gold leaves as cs4' marked 49 'tos 0x80'
must 'so does the alias' marked 50 'tos 0x80'
must 'ef by the default rule' marked 51 'tos 0xb8'
must 'best effort too' marked 52 'tos 0x0'
must 'gold over IPv6 as cs5' marked 53 'class 0xa0'
must 'what the rule does not name stays' marked 54 'class 0x28'
must 'a tag becomes a code point' marked 55 'class 0xe0'
must 'of IPv4 by default' marked 56 'tos 0xc0'
must 'filters see the class' has '^gold  *[0-9]*  *2$' show firewall filter Finet
sniff tags trunk t0 'vlan 10 and (icmp or icmp6)'
must 'gold to a tagged unit' pings client $T4 -Q 0x48
must 'over IPv6' pings client $T6 -Q 0x48
must 'best effort' pings server $T4
sniffed tags -e >"$T/tags"
must 'gold has its priority' has "vlan 10, p 5, .*$C4 > $T4: ICMP echo request" cat "$T/tags"
must 'over IPv6' has "vlan 10, p 5, .*$C6 > $T6: ICMP6, echo request" cat "$T/tags"
must 'best effort its own' has "vlan 10, p 1, .*$S4 > $T4: ICMP echo request" cat "$T/tags"

say 'lo0, and behind NAT64'
o='set firewall family inet filter'
n='set security nat static rule-set n'
commit fw <<END
delete interfaces ge-0/0/0 unit 0 family inet filter
delete interfaces ge-0/0/0 unit 0 family inet6 filter input
set interfaces ge-0/0/0 unit 0 family inet6 filter input-list [ F64 ]
set firewall family inet6 filter F64 term other from destination-port 5300
set firewall family inet6 filter F64 term other then routing-instance isp2
set firewall family inet6 filter F64 term rest then accept
set interfaces lo0 unit 0 family inet filter output self
$o self term big from packet-length 1000-2000
$o self term big then count big
$o self term big then discard
$o self term rest then accept
set interfaces ge-0/0/1 unit 0 family inet filter output out
$o out term echo from destination-address $S4/32
$o out term echo from protocol icmp
$o out term echo from icmp-type echo-request
$o out term echo then count echo
$o out term echo then dscp cs3
$o out term echo then accept
$o out term web from destination-port 80
$o out term web then discard
$o out term rest then accept
$n from zone trust
$n rule r match destination-address 64:ff9b::/96
$n rule r then static-nat inet
set security nat source rule-set s from zone trust
set security nat source rule-set s to zone [ untrust other ]
set security nat source rule-set s rule r match source-address 2001:db8::/32
set security nat source rule-set s rule r match destination-address 0.0.0.0/0
set security nat source rule-set s rule r then source-nat interface
delete class-of-service interfaces ge-0/0/1
END
must 'what the host sends' pings fw $S4
must 'is discarded by the output filter of lo0' failing on fw ping -nqc 1 -W 1 -s 1200 $S4
must 'and counted' has '^big  *[0-9]*  *[1-9]' show firewall filter self
sniff x64 server s0 icmp
must 'a ping through NAT64' pings client 64:ff9b::203.0.113.2
must 'is judged as it leaves' has '^echo  *[0-9]*  *[2-9]' show firewall filter out
must 'and marked' has 'tos 0x60' sniffed x64 -v
must 'through NAT64 into the instance of a filter' answers "^second $U4 " \
	client udp 64:ff9b::203.0.113.2 5300
must 'again, by its session' answers "^second $U4 " \
	client udp 64:ff9b::203.0.113.2 5300 -s 4200
must 'which is of both families' has "In: $C6/4200 --> 64:ff9b::cb00:7102/5300" \
	flow source-port 4200
must 'a discarded connection' dropped filter-discard silent client tcp 64:ff9b::203.0.113.2 80 -w 500

say 'ARP'
commit fw <<END
set firewall policer arps if-exceeding-pps pps-limit 1
set firewall policer arps if-exceeding-pps packet-burst 5
set firewall policer arps then discard
set interfaces ge-0/0/0 unit 0 family inet policer arp arps
END
on client python3 - <<'END'
import socket

s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
s.bind(("c0", 0))
mac = s.getsockname()[4]
for i in range(50):
    s.send(b"\xff" * 6 + mac + bytes.fromhex("0806000108000604 0001") + mac +
           bytes((10, 0, 1, 2)) + bytes(6) + bytes((10, 0, 1, 1)))
END
must 'what exceeds is discarded' has '^arps-ge-0/0/0.0-arp-i  *[0-9]*  *4[0-5]$' show policer
must 'for a reason' test "$(reason policer)" -ge 40
must 'no invariant is broken' sane
