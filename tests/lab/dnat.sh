#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Destination and static NAT: what is asked of an outer address reaches the
# inner host, answers come from the outer address, and the policy is asked
# about the inner one.  Nothing else behind the firewall can be reached.
#
#	    client c0 ──── ge-0/0/0.0 fw ge-0/0/1.0 ──── s0 server
#	  10.0.1.2/24      .1    trust │ untrust   .1      203.0.113.2/24
#	2001:db8:1::2/64   ::1         │           ::1   2001:db8:2::2/64
#	outer addresses: 198.51.100.0/24, 2001:db8:f::/48, routed to fw, and
#	203.0.113.80, which fw answers ARP for
. "$(dirname "$0")/box.sh"

O4=198.51.100 O6=2001:db8:f

box
serve client tcp 8080 web
serve client udp 53 name
serve client tcp 80 other
serve server tcp 80 far
d="set security nat destination"
s="set security nat static"
p="set security policies from-zone untrust to-zone trust policy"
fw_start fw - <<END
$(base)
$(policy untrust trust web permit web)
$(policy trust untrust all permit)
set applications application web protocol tcp destination-port 8080
set applications application name protocol udp destination-port 53
$p web match application name
$p ping match source-address any destination-address any
$p ping match application [ junos-icmp-ping junos-pingv6 ]
$p ping then permit
$d pool web4 address $C4/32 port 8080
$d pool web6 address $C6/128 port 8080
$d pool host4 address $C4/32
$d pool other address $C4/32 port 80
$d rule-set in from zone untrust
$d rule-set in rule web4 match destination-address $O4.80/32
$d rule-set in rule web4 match destination-port 80
$d rule-set in rule web4 then destination-nat pool web4
$d rule-set in rule web6 match destination-address $O6::80/128
$d rule-set in rule web6 match destination-port 80
$d rule-set in rule web6 then destination-nat pool web6
$d rule-set in rule arp match destination-address 203.0.113.80/32
$d rule-set in rule arp then destination-nat pool host4
$d rule-set in rule other match destination-address $O4.80/32
$d rule-set in rule other match destination-port 81
$d rule-set in rule other then destination-nat pool other
$d rule-set in rule not match destination-address $O4.81/32
$d rule-set in rule not match source-address $S4/32
$d rule-set in rule not then destination-nat off
$d rule-set in rule host match destination-address $O4.81/32
$d rule-set in rule host then destination-nat pool host4
$s rule-set st from zone untrust
$s rule-set st rule one match destination-address $O4.7/32
$s rule-set st rule one then static-nat prefix $C4/32
$s rule-set st rule six match destination-address $O6:a::/96
$s rule-set st rule six then static-nat prefix 2001:db8:1::/96
set security nat proxy-arp interface ge-0/0/1.0 address 203.0.113.80/32
END

say 'a port of an outer address'
must 'reaches the host inside' answers "web $S4" server tcp $O4.80 80
must 'over IPv6 too' answers "web $S6" server tcp $O6::80 80
must 'another port does not' dropped no-route silent server tcp $O4.80 8080 -w 500
must 'the rule counts' has 'Translation hits *: 1$' \
	show security nat destination rule web4
must 'so does the pool' has 'Translation hits *: 1$' \
	show security nat destination pool web4
must 'by UDP it is translated, and denied' dropped default-deny \
	silent server udp $O4.80 80 -w 500
must 'off: it stays as it is' dropped no-route silent server tcp $O4.81 8080 -w 500
must 'the policy is asked about the inner port' dropped default-deny \
	silent server tcp $O4.80 81 -w 500

say 'an address on the subnet'
must 'is answered for' answers "web $S4" server tcp 203.0.113.80 8080
mustfail 'but not its neighbour' on server ping -nqc 1 -W 1 203.0.113.81
must 'nobody else knows it' same "$(counter proxy-arp-replies)" 1

say 'static: one address for another'
must 'from outside' answers "web $S4" server tcp $O4.7 8080
must 'by UDP' answers "name $S4" server udp $O4.7 53
must 'the session shows what was asked' \
	has "In: $S4/[0-9]* --> $O4.7/53;udp" flow
must 'and where it went' has "Out: $C4/53 --> $S4/" flow
must 'an echo' pings server $O4.7
must 'IPv6: the host part is kept' answers "web $S6" server tcp $O6:a::2 8080
must 'an echo over IPv6' pings server $O6:a::2
must 'from inside' answers "far $O4.7" client tcp $S4 80
must 'from inside, over IPv6' answers "far $O6:a::2" client tcp $S6 80
must 'the rule counts both ways' has 'Translation hits *: 4' \
	show security nat static rule one

say 'errors come back from the outer address'
commit fw <<<"$(policy untrust trust rest permit)"
sniff errors server s0 -Q in icmp
must 'a closed port' refused server udp $O4.7 54
must 'is told by the outer address' has "$O4.7 > $S4: ICMP $O4.7 udp port 54" \
	sniffed errors
must 'nothing is broken' sane
