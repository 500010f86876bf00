#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Two routing instances with the very same addresses: each client talks to its
# own server, the same five-tuple is two sessions, NAT takes its ports apart,
# and there is no way from one into the other, but by a route that says so.
#
#	c-red  c0 ── ge-0/0/0.0 [in-red]   ┐ fw ┌ ge-0/0/1.0 [out-red]   ── s0 s-red
#	                          instance red  │
#	c-blue c0 ── ge-0/0/2.0 [in-blue]  ┘    └ ge-0/0/3.0 [out-blue]  ── s0 s-blue
#	                          instance blue
#	every client: 10.0.1.2, 2001:db8:1::2; server: 203.0.113.2, 2001:db8:2::2
#	behind s-red: 198.51.100.1 on its loopback, by a static route of red
. "$(dirname "$0")/box.sh"

host c-red s-red c-blue s-blue fw
n=0
for v in red blue; do
	link c-$v:c0 fw:ge-0-0-$n
	link s-$v:s0 fw:ge-0-0-$((n + 1))
	n=$((n + 2))
	addr c-$v c0 $C4/24 $C6/64
	addr s-$v s0 $S4/24 $S6/64
	route c-$v default via $F4
	route c-$v default via $F6
	route s-$v default via $U4
	route s-$v default via $U6
	serve s-$v tcp 80 $v
	serve s-$v udp 53 $v
done
addr s-red lo 198.51.100.1/32
fw_start fw - <<END
set system host-name fw
set security alg dns disable
$(n=0
for v in red blue; do
	for i in "$n in $F4 $F6" "$((n + 1)) out $U4 $U6"; do
		# shellcheck disable=SC2086 # words
		set -- $i
		echo "set interfaces ge-0/0/$1 unit 0 family inet address $3/24"
		echo "set interfaces ge-0/0/$1 unit 0 family inet6 address $4/64"
		echo "set security zones security-zone $2-$v interfaces ge-0/0/$1.0"
		echo "set routing-instances $v interface ge-0/0/$1.0"
	done
	echo "set routing-instances $v instance-type virtual-router"
	policy in-$v out-$v all permit
	n=$((n + 2))
done)
set routing-instances red routing-options static route 198.51.100.0/24 next-hop $S4
set security zones security-zone in-red host-inbound-traffic system-services ping
END

# both - each client its own server, with one five-tuple
both() {
	for v in red blue; do
		must "TCP in $v" answers "$v $1 " c-$v tcp $S4 80 -s 4000
		must "over IPv6" answers "$v $2 " c-$v tcp $S6 80 -s 4000
		must "UDP in $v" answers "$v $1 " c-$v udp $S4 53 -s 4000
		must "ping in $v" pings c-$v $S6 -e 77
		must "a large ping in $v" pings c-$v $S4 -s 3000 -e 77
	done
}
both $C4 $C6
must 'one five-tuple, two sessions' same \
	"$(count source-port 4000 protocol udp)" 2
must 'at the same time, without mixing' sh -c "
	for v in red blue; do
		ip netns exec c-\$v $B/tests/peer ask udp $S4 53 -s 4001 -n 100 -i 5 >$T/\$v &
	done
	wait
	grep -q '^red ' $T/red && grep -q '^blue ' $T/blue &&
	grep -q '100 answered' $T/red && grep -q '100 answered' $T/blue"
must 'a static route of red' pings c-red 198.51.100.1
must 'is not one of blue' dropped no-route nopings c-blue 198.51.100.1
must 'host-inbound in an instance' pings c-red $F4
must 'and denied in the other' nopings c-blue $F4

say 'NAT'
commit fw <<END
$(for v in red blue; do
	for f in 0.0.0.0/0 ::/0; do
		echo "set security nat source rule-set $v from zone in-$v"
		echo "set security nat source rule-set $v to zone out-$v"
		echo "set security nat source rule-set $v rule r${#f} match source-address $f"
		echo "set security nat source rule-set $v rule r${#f} then source-nat interface"
	done
done)
END
must 'sessions keep what they were opened with' \
	answers "red $C4 4000" c-red udp $S4 53 -s 4000
fw_cli fw -c 'clear security flow session all' >/dev/null
both $U4 $U6

say 'no way from one into the other'
must 'an address of the other is unknown' sh -c "
	ip -n s-blue addr add 198.51.100.9/32 dev lo"
must 'from red' nopings c-red 198.51.100.9
must 'by policy neither' sh -c "
	! printf 'configure\n%s\ncommit\n' '$(policy in-red out-blue x permit)' |
	ip netns exec fw $B/cli --socket $T/fw/socket | grep -q '^error'"
must 'routes decide' nopings c-red 198.51.100.9

say 'a route that leads into the other'
ip -n s-blue addr add 2001:db8:77::9/128 dev lo
i='set routing-instances'
commit fw <<END
delete security policies from-zone in-red to-zone out-blue
$i red routing-options static route 198.51.100.9/32 next-table blue.inet.0
$i red routing-options rib red.inet6.0 static route 2001:db8:77::/48 next-table blue.inet6.0
$i blue routing-options static route 198.51.100.0/24 next-hop $S4
$i blue routing-options rib blue.inet6.0 static route ::/0 next-hop $S6
END
must 'needs a policy' dropped default-deny \
	silent c-red tcp 198.51.100.9 80 -s 4100 -w 500
commit fw <<<"$(policy in-red out-blue leak permit)"
for a in 198.51.100.9 2001:db8:77::9; do
	must "$a: of red" answers 'blue \(10.0.1\|2001:db8:1:\).*2 4100' \
		c-red tcp $a 80 -s 4100
	must 'the same five-tuple of blue, with its NAT' answers "blue [$U4$U6]* " \
		c-blue tcp $a 80 -s 4100
done
must 'its session goes from zone to zone' has 'ge-0/0/3.0' \
	flow source-port 4100 interface ge-0/0/0.0
must 'red keeps what is its own' pings c-red 198.51.100.1
must 'and reaches no more of blue' nopings c-red 198.51.100.7
must 'the table says where it leads' has \
	'^198.51.100.9/32 *\*\[Static/5\]' show route table red.inet.0
mustfail 'and where the search ends it does not' has Reject \
	show route table red.inet.0
must 'as Junos does' has '^  *to table blue.inet.0$' show route table red.inet.0
mustfail 'not how' has 'Static.*ge-0/0/3' show route table red.inet.0
must 'in XML' has '<nh-table>blue.inet6.0</nh-table>' \
	show route table red.inet6.0 '| display xml'
commit fw <<<'deactivate routing-instances blue routing-options static'
must 'a table without a route leads nowhere' dropped no-route \
	silent c-red tcp 198.51.100.9 80 -s 4101 -w 500
commit fw <<END
delete routing-instances red routing-options static route 198.51.100.9/32
delete routing-instances red routing-options rib
END

say 'what is shown'
must 'a table of red' has 'red.inet.0' show route table red.inet.0
must 'with its static route' has '198.51.100.0/24.*\*\[Static' \
	show route table red.inet.0
mustfail 'which blue lacks' has '198.51.100.0/24' show route table blue.inet.0
must 'the devices are where they belong' has 'master' \
	ip -n fw link show ge-0-0-0
say 'an instance goes, the other stays'
bg c-red "$B/tests/peer" ask tcp $S4 80 -n 60 -i 20 >"$T/ask"
asking=$bg_pid
sleep 0.3
commit fw <<END
delete routing-instances blue
END
must 'its conversation goes on' wait "$asking"
must 'without a loss' has '60 asked, 60 answered' cat "$T/ask"
must 'no invariant is broken' sane
