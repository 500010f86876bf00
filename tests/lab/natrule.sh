#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What NAT rules decide beside plain translation: destination and static NAT to
# the firewall itself, by leave of host-inbound-traffic; source and destination
# translated in one session; a client that reaches its neighbour by an outer
# address; an inside in another routing instance; every kind of match; and a
# commit that takes or changes a rule closes its sessions and no others.
#
#	    client c0 ──── ge-0/0/0.0 fw ge-0/0/1.0 ──── s0 server
#	  10.0.1.2/24      .1    trust │ untrust   .1      203.0.113.2/24
#	2001:db8:1::2/64   ::1         │           ::1   2001:db8:2::2/64
#	                          ge-0/0/2.0 (instance blue, zone blue) ── b0 blue
#	                          10.9.9.1/24, 2001:db8:9::1              10.9.9.2
. "$(dirname "$0")/box.sh"

O4=198.51.100 O6=2001:db8:f

box
host blue
link blue:b0 fw:ge-0-0-2
addr blue b0 10.9.9.2/24 2001:db8:9::2/64
route blue default via 10.9.9.1
route blue default via 2001:db8:9::1
addr client c0 10.0.1.3/24 2001:db8:1::3/64
for h in client server blue; do
	serve $h tcp 80 $h
	serve $h udp 53 $h
done
serve fw tcp 22 self
serve fw udp 161 self
serve fw tcp 8022 other
d="set security nat destination"
s="set security nat static"
n="set security nat source"
fw_start fw - <<END
$(base)
set interfaces ge-0/0/2 unit 0 family inet address 10.9.9.1/24
set interfaces ge-0/0/2 unit 0 family inet6 address 2001:db8:9::1/64
set routing-instances blue instance-type virtual-router
set routing-instances blue interface ge-0/0/2.0
set security zones security-zone blue interfaces ge-0/0/2.0
set security zones security-zone untrust host-inbound-traffic system-services ssh
set security zones security-zone untrust host-inbound-traffic system-services ping
set security zones security-zone untrust host-inbound-traffic system-services snmp-trap
$(policy trust untrust all permit)
$(policy untrust trust all permit)
$(policy trust trust all permit)
$(policy untrust blue all permit)
$(policy blue untrust all permit)
$d pool self4 address $F4/32 port 22
$d pool self6 address $F6/128 port 22
$d pool other address $F4/32 port 8022
$d pool ping4 address $F4/32
$d pool web4 address $C4/32 port 80
$d pool web6 address $C6/128 port 80
$d pool blue4 address 10.9.9.2/32 port 80
$d pool blue4 routing-instance blue
$d pool blue6 address 2001:db8:9::2/128 port 80
$d pool blue6 routing-instance blue
$d rule-set in from zone [ untrust trust ]
$d rule-set in rule self4 match destination-address $O4.22/32
$d rule-set in rule self4 match destination-port 2222
$d rule-set in rule self4 then destination-nat pool self4
$d rule-set in rule self6 match destination-address $O6::22/128
$d rule-set in rule self6 match destination-port 2222
$d rule-set in rule self6 then destination-nat pool self6
$d rule-set in rule other match destination-address $O4.22/32
$d rule-set in rule other match destination-port 8022
$d rule-set in rule other then destination-nat pool other
$d rule-set in rule echo match destination-address $O4.22/32
$d rule-set in rule echo match protocol icmp
$d rule-set in rule echo then destination-nat pool ping4
$d rule-set in rule web4 match destination-address $O4.80/32
$d rule-set in rule web4 match destination-port 8000 to 8010
$d rule-set in rule web4 then destination-nat pool web4
$d rule-set in rule web6 match destination-address $O6::80/128
$d rule-set in rule web6 match destination-port 8000 to 8010
$d rule-set in rule web6 then destination-nat pool web6
$d rule-set in rule blue4 match destination-address $O4.90/32
$d rule-set in rule blue4 then destination-nat pool blue4
$d rule-set in rule blue6 match destination-address $O6::90/128
$d rule-set in rule blue6 then destination-nat pool blue6
$s rule-set st from zone [ untrust trust ]
$s rule-set st rule hair match destination-address $O4.7/32
$s rule-set st rule hair then static-nat prefix 10.0.1.3/32
$s rule-set st rule own match destination-address $O4.1/32
$s rule-set st rule own then static-nat prefix $U4/32
$s rule-set st rule blue match destination-address $O4.91/32
$s rule-set st rule blue then static-nat prefix 10.9.9.2/32
$s rule-set st rule blue then static-nat prefix routing-instance blue
$n rule-set hairpin from zone trust
$n rule-set hairpin to zone trust
$n rule-set hairpin rule h4 match source-address 0.0.0.0/0
$n rule-set hairpin rule h4 then source-nat interface
$n rule-set hairpin rule h6 match source-address ::/0
$n rule-set hairpin rule h6 then source-nat interface
$n pool in4 address 10.0.1.200/32
$n pool in6 address 2001:db8:1::200/128
$n rule-set twice from zone untrust
$n rule-set twice to zone trust
$n rule-set twice rule t4 match source-address $S4/32
$n rule-set twice rule t4 match destination-address $C4/32
$n rule-set twice rule t4 match destination-port 80
$n rule-set twice rule t4 then source-nat pool in4
$n rule-set twice rule t6 match source-address ::/0
$n rule-set twice rule t6 then source-nat pool in6
set security nat proxy-arp interface ge-0/0/0.0 address 10.0.1.200/32
END
ip -n client route add 2001:db8:1::200/128 via $F6

say 'to the firewall itself'
must 'a port of an outer address' answers "self $S4" server tcp $O4.22 2222
must 'over IPv6' answers "self $S6" server tcp $O6::22 2222
must 'an echo' pings server $O4.22
must 'a large one' pings server $O4.22 -s 3000
must 'many lines of one connection' has '50 asked, 50 answered' \
	ask server tcp $O4.22 2222 -n 50 -i 2
must 'host-inbound decides by the port inside' dropped host-inbound \
	silent server tcp $O4.22 8022 -w 500
must 'static NAT to itself' pings server $O4.1
must 'and its ports' dropped host-inbound silent server tcp $O4.1 8022 -w 500
must 'the session has both: what was asked' \
	has "In: $S4/[0-9]* --> $O4.22/[0-9]*;icmp" flow protocol icmp
must 'and where it went' has "Out: $F4/[0-9]* --> $S4/" flow protocol icmp
must 'the rule counts' has 'Translation hits *: [1-9]' \
	show security nat destination rule self4
sniff errors server s0 -Q in icmp
must 'a closed port' refused server udp $O4.1 162
must 'is told by the outer address' \
	has "$O4.1 > $S4: ICMP $O4.1 udp port 162" sniffed errors
commit fw <<<"delete security zones security-zone untrust host-inbound-traffic system-services ssh"
must 'what host-inbound no longer admits is closed' dropped host-inbound \
	silent server tcp $O4.22 2222 -w 500

say 'both ends translated'
must 'the server sees an inner address' answers 'client 10.0.1.200 ' \
	server tcp $O4.80 8000
must 'and of a range of ports the last' answers 'client 10.0.1.200 ' \
	server tcp $O4.80 8010
must 'but none behind it' dropped no-route silent server tcp $O4.80 8011 -w 500
must 'over IPv6' answers 'client 2001:db8:1::200 ' server tcp $O6::80 8005
must 'a closed port is refused' refused server udp $O4.80 8003
must 'one session has two rules' has "Out: $C4/80 --> 10.0.1.200/" \
	flow destination-port 8003

say 'a neighbour by its outer address'
must 'destination NAT' answers "client $F4 " client tcp $O4.80 8000
must 'over IPv6' answers "client $F6 " client tcp $O6::80 8000
must 'static NAT' answers "client $F4 " client tcp $O4.7 80

say 'an inside in another instance'
must 'by its pool' answers "blue $S4 " server tcp $O4.90 80
must 'over IPv6' answers "blue $S6 " server tcp $O6::90 80
must 'again and again' has '20 asked, 20 answered' \
	ask server tcp $O4.90 80 -n 20 -i 2
must 'by a static rule' answers "blue $S4 " server udp $O4.91 53
must 'no other way leads there' dropped no-route nopings server 10.9.9.2

say 'a rule that changes closes its sessions'
# talk ADDRESS PORT NAME WAIT - one connection that goes on
talk() {
	bg server "$B/tests/peer" ask tcp "$1" "$2" -n 100 -i 60 -w "$4" >"$T/$3"
}
# sessions COUNT FILTER... - so many, soon
sessions() {
	local want=$1
	shift
	retry 10 has "Total sessions: $want\$" flow "$@"
}
talk $O4.80 8001 gone 60
gone=$bg_pid
talk $O4.90 80 stays 3000
stays=$bg_pid
must 'one talks' sessions 1 destination-port 8001
must 'and another' sessions 1 destination-prefix $O4.90/32
commit fw <<<"set security nat destination pool web4 address 10.0.1.3/32 port 80"
must 'the pool leads elsewhere: the session is over' \
	sessions 0 destination-port 8001
mustfail 'and its client hears nothing more' wait "$gone"
must 'the next has the new inside' answers 'client 203.0.113.2 ' \
	server tcp $O4.80 8002
must 'the other loses nothing' wait "$stays"
must 'not one answer' has '100 asked, 100 answered' cat "$T/stays"
talk $O4.90 80 gone2 60
gone=$bg_pid
must 'it talks' sessions 1 destination-prefix $O4.90/32
commit fw <<<"delete security nat destination rule-set in rule blue4"
mustfail 'a rule that is gone ends them too' wait "$gone"
must 'nothing is broken' sane
