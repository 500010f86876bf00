#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# IPv6 behind IPv6: one prefix for another (NPTv6) in both directions, and
# addresses of the outer subnet that only NAT knows, for which the firewall
# answers its neighbours.
#
#	    client c0 ──── ge-0/0/0.0 fw ge-0/0/1.0 ──── s0 server
#	2001:db8:1::2/64   ::1  trust │ untrust  ::1   2001:db8:2::2/64
#	2001:db8:1::/48 is 2001:db8:f::/48 outside: the subnet takes the
#	difference up, and so ::2 is 2001:db8:f:fff1::2
. "$(dirname "$0")/box.sh"

O6=2001:db8:f:fff1::2 N6=2001:db8:2::80 P6=2001:db8:2::90
st="set security nat static rule-set"
so="set security nat source rule-set"

# double - the server wants a proxied address for its own, and is told that it
# is in use
double() {
	on server sysctl -qw net.ipv6.conf.s0.accept_dad=1 \
		net.ipv6.conf.all.accept_dad=1
	ip -n server addr add 2001:db8:2::81/64 dev s0
	retry 5 has dadfailed ip -n server addr show dev s0
}

box
addr client c0 2001:db8:1::80/64 2001:db8:3::2/64
ip -n client addr change 2001:db8:1::80/64 dev c0 preferred_lft 0
ip -n client addr change 2001:db8:3::2/64 dev c0 preferred_lft 0
serve client tcp 80 in
serve server tcp 80 out
fw_start fw - <<END
$(base)
$(policy trust untrust all permit)
$(policy untrust trust all permit)
set routing-options rib inet6.0 static route 2001:db8:3::/64 next-hop $C6
set security nat source pool six address $P6/124
$so out from zone trust
$so out to zone untrust
$so out rule six match source-address 2001:db8:3::/64
$so out rule six then source-nat pool six
$st st from zone untrust
$st st rule one match destination-address $N6/128
$st st rule one then static-nat prefix 2001:db8:1::80/128
$st st rule site match destination-address 2001:db8:f::/48
$st st rule site then static-nat nptv6-prefix 2001:db8:1::/48
set security nat proxy-ndp interface ge-0/0/1.0 address $N6/128 to 2001:db8:2::81/128
set security nat proxy-ndp interface ge-0/0/1.0 address $P6/124
END

say 'one prefix for another'
must 'from inside' answers "out $O6" client tcp $S6 80
must 'from outside' answers "in $S6" server tcp $O6 80
must 'an echo from inside' pings client $S6
must 'an echo from outside' pings server $O6
must 'the session shows both' has "Out: $C6/[0-9]* --> $S6/[0-9]*;icmp6" flow
must 'the rule shows what it does' has 'NPTv6 prefix *: 2001:db8:1::' \
	show security nat static rule site
must 'an error comes back from outside' refused server udp $O6 54
must 'a subnet that nothing can be told from' dropped no-route \
	nopings server 2001:db8:f:ffff::2

say 'addresses on the subnet'
must 'is answered for' counted proxy-ndp-replies answers "in $S6" server tcp $N6 80
must 'a pool, too' counted proxy-ndp-replies pings client $S6 -I 2001:db8:3::2
must 'from an address of it' has "Out: $S6/[0-9]* --> 2001:db8:2::9" flow
mustfail 'but not its neighbour' on server ping -nqc 1 -W 1 2001:db8:2::a0
must 'the device hears all groups' has 'allmulti 1' \
	ip -n fw -d link show ge-0-0-1
must 'a double is told so' double
must 'nothing is broken' sane
