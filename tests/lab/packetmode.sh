#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Filters that choose the way of packets: next-ip, next-ip6, next-interface, and
# packet-mode, which goes past sessions and policies.  The gate has the server's
# addresses too, and is where the default route leads.
#
#	client c0 ── ge-0/0/0.0 [trust]  fw  ge-0/0/1.0 [untrust] ── s0 server
#	                                     ge-0/0/2.0 [other]   ── g0 gate
. "$(dirname "$0")/box.sh"

G4=192.0.2.2 G6=2001:db8:3::2
box
host gate
link gate:g0 fw:ge-0-0-2
addr gate g0 $G4/24 $G6/64
addr gate lo $S4/32 $S6/128
route gate default via 192.0.2.1
route gate default via 2001:db8:3::1
for h in server gate; do
	for p in 80 81 82 83 85; do
		serve $h tcp $p $h
	done
done
f4='set firewall family inet filter' f6='set firewall family inet6 filter'
{
	base
	policy trust untrust web permit web
	policy trust untrust icmp permit icmp
	policy trust other ways permit ways
	policy trust other icmp permit icmp
	cat <<-END
	set interfaces ge-0/0/2 unit 0 family inet address 192.0.2.1/24
	set interfaces ge-0/0/2 unit 0 family inet6 address 2001:db8:3::1/64
	set security zones security-zone other interfaces ge-0/0/2.0
	set routing-options static route 0.0.0.0/0 next-hop $G4
	set routing-options rib inet6.0 static route ::/0 next-hop $G6
	set applications application web protocol tcp destination-port 80
	set applications application ways protocol tcp destination-port 81-82
	set applications application-set icmp application junos-icmp-all
	set applications application-set icmp application junos-icmp6-all
	set interfaces ge-0/0/0 unit 0 family inet filter input in4
	set interfaces ge-0/0/0 unit 0 family inet6 filter input in6
	set interfaces ge-0/0/1 unit 0 family inet filter input back4
	set interfaces ge-0/0/1 unit 0 family inet6 filter input back6
	END
	for v in 4:ip:dscp:icmp 6:ip6:traffic-class:icmp6; do
		IFS=: read -r v ip dscp icmp <<<"$v"
		f=f$v f="${!f}" g=G$v g=${!g}
		l=32 proto=protocol
		[ $v = 4 ] || l=128 proto=payload-protocol
		cat <<-END
		$f in$v term ip from destination-port [ 81 83 ]
		$f in$v term ip then next-$ip $g/$l
		$f in$v term big from $dscp ef
		$f in$v term big then next-$ip $g/$l
		$f in$v term if from destination-port 82
		$f in$v term if then next-interface ge-0/0/2.0
		$f in$v term past from destination-port 85
		$f in$v term past then count past
		$f in$v term past then packet-mode
		$f in$v term long from $proto $icmp
		$f in$v term long from $dscp cs1
		$f in$v term long then packet-mode
		$f in$v term rest then accept
		$f back$v term past from source-port 85
		$f back$v term past then packet-mode
		$f back$v term long from $proto $icmp
		$f back$v term long from $dscp cs1
		$f back$v term long then packet-mode
		$f back$v term rest then accept
		END
	done
	cat <<-END
	$f4 in4 term cut from dscp cs2
	$f4 in4 term cut then dont-fragment clear
	$f4 in4 term cut then accept
	insert firewall family inet filter in4 term rest after term cut
	END
} >"$T/rules"
fw_start_in_order fw "$T/rules"

say 'another way'
for a in $S4 $S6; do
	must "$a: by its route" answers '^server' client tcp $a 80
	must 'by a next hop' answers '^gate' client tcp $a 81
	must 'once more' answers '^gate' client tcp $a 81 -s 4001
	must 'the policy there is asked' dropped default-deny silent client tcp $a 83 -w 300
	must 'by an interface' answers '^gate' client tcp $a 82
done
must 'the firewall itself stays so' dropped host-inbound silent client tcp $F4 81 -w 300
sniff pieces gate g0 'icmp or icmp6'
must 'pieces are cut again' pings client $S4 -s 3000 -Q 0xb8
must 'and leave by the next hop' has 'flags \[+\]' sniffed pieces -v
must 'IPv6 in pieces' pings client $S6 -s 1300 -Q 0xb8
must 'not larger than the link' dropped too-big nopings client $S6 -s 3000 -Q 0xb8

say 'past sessions'
for a in $S4 $S6; do
	must "$a: no policy is asked" answers '^server' client tcp $a 85
done
must 'there is no session' same "$(count destination-port 85)" 0
must 'the term counts' has '^past  *[0-9]*  *[1-9]' show firewall filter in4
must 'of IPv6' has '^past  *[0-9]*  *[1-9]' show firewall filter in6
must 'so does the firewall' test "$(counter packet-mode-packets)" -ge 16
must 'in pieces' pings client $S4 -s 3000 -Q 0x20
must 'over IPv6' pings client $S6 -s 3000 -Q 0x20
must 'each piece alone' test "$(counter packet-mode-packets)" -ge 28
must 'what has no hop left is answered' has 'Time to live exceeded\|ime exceeded' failing on client ping -nc 1 -W 2 -t 1 -Q 0x20 $S4
must 'over IPv6' has 'Hop limit\|ime exceeded' failing on client ping -nc 1 -W 2 -t 1 -Q 0x20 $S6
for a in $F4 $F6; do
	must "$a: the firewall has its guards" dropped host-inbound silent client tcp $a 85 -w 300
done

say 'pieces or not'
on fw ip link set ge-0-0-1 mtu 1400
on server ip link set s0 mtu 1400
sniff cut server s0 icmp
must 'where the filter lets it be cut' pings client $S4 -M 'do' -s 1472 -Q 0x40
sniffed cut -v >"$T/cut"
must 'it is' has 'flags \[+\]' cat "$T/cut"
must 'too large' has 'mtu = 1400\|mtu=1400' failing on client ping -nc 1 -W 2 -M 'do' -s 1472 $S4
on client ip route flush cache
must 'past sessions' has 'mtu = 1400\|mtu=1400' failing on client ping -nc 1 -W 2 -M 'do' -s 1472 -Q 0x20 $S4

say 'meters of prefixes, and in two layers'
commit fw <<END
set firewall policer five if-exceeding-pps pps-limit 1 packet-burst 5
set firewall policer five then discard
set firewall family inet prefix-action each policer five
set firewall family inet prefix-action each count
set firewall family inet prefix-action each subnet-prefix-length 24
set firewall family inet prefix-action each destination-prefix-length 32
$f4 in4 term pa from protocol icmp
$f4 in4 term pa from packet-length 100
$f4 in4 term pa then prefix-action each
$f4 in4 term hp from protocol icmp
$f4 in4 term hp from packet-length 101
$f4 in4 term hp then hierarchical-policer two
set firewall hierarchical-policer two aggregate if-exceeding bandwidth-limit 8k
set firewall hierarchical-policer two aggregate if-exceeding burst-size-limit 1500
set firewall hierarchical-policer two aggregate then discard
set firewall hierarchical-policer two premium if-exceeding bandwidth-limit 8k
set firewall hierarchical-policer two premium if-exceeding burst-size-limit 1500
set firewall hierarchical-policer two premium then discard
insert firewall family inet filter in4 term rest after term hp
END
on client ping -nqc 8 -i 0.002 -W 1 -s 72 $S4 >"$T/eight"
must 'five of eight, and what came back meanwhile' has ' [567] received' cat "$T/eight"
must 'all are counted' has '^each-pa-2  *800  *8$' show firewall prefix-action-stats filter in4 prefix-action each-pa from 2 to 2
must 'the others are not' has '^each-pa-3  *0  *0$' show firewall prefix-action-stats filter in4 prefix-action each-pa
mustfail 'a part is only that' has 'each-pa-3' show firewall prefix-action-stats filter in4 prefix-action each-pa from 2 to 2
must 'what exceeds too' has '^each-pa-2  *[123]00  *[123]$' show firewall prefix-action-stats filter in4 prefix-action each-pa
mustfail 'they are not among the counters' has 'each-pa' show firewall filter in4
must 'one that is not there' has 'error: prefix action none not found in filter in4' show firewall prefix-action-stats filter in4 prefix-action none
on client ping -nqc 20 -i 0.002 -W 1 -s 73 $S4 >/dev/null
must 'a bucket of the others is empty' has '^two-hp  *[0-9]*  *[1-9]' show firewall filter in4

say 'without'
ip -n gate link set g0 down
for a in $S4 $S6; do
	must "$a: no such way, no effect" dropped default-deny silent client tcp $a 82 -w 300
done
commit fw <<END
delete interfaces ge-0/0/1 unit 0 family inet filter
delete interfaces ge-0/0/1 unit 0 family inet6 filter
set applications application web destination-port 80-82
END
for a in $S4 $S6; do
	must "$a: it goes by its route" answers '^server' client tcp $a 82 -s 4100
	must 'answers find no session' dropped tcp-syn-check silent client tcp $a 85 -w 300
done
must 'no invariant is broken' sane
