#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The network as configured: VLANs, instances, routes over several next hops;
# made once, never touched again by a commit or a restart that does not change
# them, made again when a device comes back, gone when the configuration is.
#
#	client c0 ──── ge-0/0/0.0 fw ge-0/0/1.100 ═══ trunk s0 ═══ s0.100 server
#	10.0.1.2/24      .1  trust │ untrust  .1                  203.0.113.2/24
#	                            │ ge-0/0/1.200 ═══ s0.200 in VRF "red"
#	                            │ 10.0.1.1/24 again      10.0.1.2/24 again
. "$(dirname "$0")/box.sh"

modprobe -a vrf 8021q dummy

host client fw server
link client:c0 fw:ge-0-0-0
link server:s0 fw:ge-0-0-1
addr client c0 $C4/24 $C6/64
route client default via $F4
route client default via $F6
for id in 100 200; do
	ip -n server link add link s0 name s0.$id type vlan id $id
	ip -n server link set s0.$id up
done
ip -n server link add name red type vrf table 77
ip -n server link set red up
ip -n server link set s0.200 master red
addr server s0.100 $S4/24 $S6/64
addr server s0.200 $C4/24
route server default via $U4
route server default via $U6
ip -n server route add 192.0.2.254 via $F4 vrf red
ip -n fw link add other type dummy
ip -n fw addr add 192.0.2.1/24 dev other
ip -n fw link set other up
ip -n fw route add 198.51.100.0/24 dev other

name=$(hostname)
fw_start fw - <<END
set system host-name fw
set interfaces ge-0/0/0 unit 0 family inet address $F4/24
set interfaces ge-0/0/0 unit 0 family inet6 address $F6/64
set interfaces ge-0/0/1 vlan-tagging
set interfaces ge-0/0/1 unit 100 vlan-id 100
set interfaces ge-0/0/1 unit 100 family inet address $U4/24
set interfaces ge-0/0/1 unit 100 family inet6 address $U6/64
set interfaces ge-0/0/1 unit 200 vlan-id 200
set interfaces ge-0/0/1 unit 200 family inet address $F4/24
set security zones security-zone trust interfaces ge-0/0/0.0
set security zones security-zone untrust interfaces ge-0/0/1.100
set security zones security-zone red interfaces ge-0/0/1.200
set security zones security-zone red host-inbound-traffic system-services ping
set routing-instances red instance-type virtual-router
set routing-instances red interface ge-0/0/1.200
set routing-instances red interface lo0.1
set routing-instances red routing-options static route 10.9.0.0/16 next-hop $C4
set routing-options static route 10.9.0.0/16 next-hop [ $S4 $C4 ]
set routing-options static route 10.8.0.0/16 discard
set interfaces lo0 unit 0 family inet address 192.0.2.254/32
set interfaces lo0 unit 0 family inet6 address 2001:db8::254/128
set interfaces lo0 unit 1 family inet address 192.0.2.254/32
set security zones security-zone trust host-inbound-traffic system-services ping
set routing-options static route 2001:db8:9::/48 next-hop $S6
$(policy trust untrust all permit)
END

# look - what the network of fw is, without what counts and ages
look() {
	ip -n fw -o -d link | sed 's/ numtxqueues.*//'
	ip -n fw -o addr | sed 's/valid_lft.*//'
	ip -n fw route show table all
	ip -n fw -6 route show table all | sed 's/ expires.*//; s/ pref .*//'
	ip -n fw rule
}
# silently COMMAND... - it succeeds, and the kernel tells of no change.
silently() {
	local rc=0 monitor
	bg fw ip monitor link address route rule >"$T/monitor"
	monitor=$bg_pid
	sleep 0.5
	"$@" || rc=$?
	sleep 0.5
	stop "$monitor"
	[ ! -s "$T/monitor" ] || { cat "$T/monitor"; return 1; }
	return $rc
}
link_is() { has "$2" ip -n fw -d link show "$1"; }

say 'made'
must 'VLAN 100' link_is ge-0-0-1.100 '802.1Q id 100'
must 'reaches the server' pings client $S4
must 'over IPv6' pings client $S6
must 'VLAN 200 is in the instance' link_is ge-0-0-1.200 'vrf_slave'
must 'the same address as in inet.0 is answered there' \
	on server ping -I red -nqc 1 -W 2 $F4
must 'lo0 has its address' pings client 192.0.2.254
must 'over IPv6' pings client 2001:db8::254
must 'lo0.1 is in the instance' link_is lo0.1 'vrf_slave'
must 'and has the same one there' on server ping -I red -nqc 1 -W 2 192.0.2.254
must 'it is a network of its own' has '192.0.2.254/32 *\*\[Direct/0\]' fw_cli fw -c 'show route'
must 'and is shown' has '^lo0.0 *up *up *inet *192.0.2.254/32' fw_cli fw -c 'show interfaces terse'
must 'two next hops' has "nexthop via $C4" ip -n fw route show 10.9.0.0/16
must 'the same prefix in the instance leads elsewhere' \
	has "via $C4 dev ge-0-0-1.200" ip -n fw route show vrf vrf-red 10.9.0.0/16
must 'an instance knows no route of others' \
	has 'No route' ip -n fw route get 203.0.113.9 vrf vrf-red
must 'a namespace does not rename the machine' same "$(hostname)" "$name"

say 'left alone'
before=$(look)
must 'a policy: not a word from rtnetlink' silently commit fw \
	<<<"set security policies from-zone trust to-zone untrust policy all then count"
must 'the same commit again' silently commit fw <<<'set system host-name fw'
restart() { fw_stop fw "$1" && fw_start fw "$T/fw/config"; }
must 'a restart' silently restart TERM
must 'a kill' silently restart KILL
must 'nothing at all is different' same "$(look)" "$before"

say 'added and taken away'
commit fw <<-END
	set interfaces ge-0/0/1 unit 300 vlan-id 300
	set interfaces ge-0/0/1 unit 300 family inet address 10.3.0.1/24
	set routing-instances blue instance-type virtual-router
	set routing-instances blue interface ge-0/0/1.300
	END
must 'VLAN 300 is there' link_is ge-0-0-1.300 '802.1Q id 300'
must 'in its instance' link_is ge-0-0-1.300 'vrf_slave'
must 'its address too' has 10.3.0.1/24 ip -n fw addr show ge-0-0-1.300
commit fw <<<'rollback 1'
must 'rollback: as before' same "$(look)" "$before"

say 'refused as a whole'
ip -n fw link add ge-0-0-1.300 type dummy
failing typed fw >"$T/said" 2>&1 <<-END
	set interfaces ge-0/0/1 unit 300 vlan-id 300
	set interfaces ge-0/0/0 mtu 1400
	commit
	END
must 'a device of somebody else is in the way: the commit fails' \
	grep -q '^error: commit failed' "$T/said"
must 'at its place' grep -q '^\[edit interfaces ge-0/0/1 unit 300\]' "$T/said"
must 'the MTU of the same commit is back' link_is ge-0-0-0 'mtu 1500'
ip -n fw link del ge-0-0-1.300
must 'and all the rest as it was' same "$(look)" "$before"
typed fw <<<'rollback 0' >/dev/null

say 'devices that come and go'
ip -n fw link del ge-0-0-1
mustfail 'its network is gone' pings client $S4
link server:s0 fw:ge-0-0-1
for id in 100 200; do
	ip -n server link add link s0 name s0.$id type vlan id $id
	ip -n server link set s0.$id up
done
ip -n server link set s0.200 master red
addr server s0.100 $S4/24 $S6/64
addr server s0.200 $C4/24
route server default via $U4
route server default via $U6
must 'back: the server answers without a commit' retry 5 pings client $S4
must 'over IPv6' retry 5 pings client $S6
must 'the instance' retry 5 on server ping -I red -nqc 1 -W 2 $F4
must 'the routes' retry 5 has "nexthop via $S4" ip -n fw route show 10.9.0.0/16
ip -n server link set s0 down
must 'no carrier: its next hop is out' retry 5 \
	has "10.9.0.0/16 via $C4 dev ge-0-0-0" ip -n fw route show 10.9.0.0/16
ip -n server link set s0 up
must 'carrier: in' retry 5 has "nexthop via $S4" ip -n fw route show 10.9.0.0/16

say 'of others'
commit fw <<-END
	delete interfaces
	delete security zones
	delete security policies
	delete routing-options
	delete routing-instances
	END
mustfail 'the VLANs are gone' has vlan ip -n fw -o link
mustfail 'lo0 is' has 'lo0' ip -n fw -o link
must 'the instance' same "$(ip -n fw -o link show type vrf)" ''
must 'our routes' same "$(ip -n fw route show table all proto 88)" ''
must 'our addresses' same "$(ip -n fw -o addr show dev ge-0-0-0 scope global)" ''
must 'an address of somebody else stays' has 192.0.2.1/24 ip -n fw addr show other
must 'and his route' has 198.51.100.0/24 ip -n fw route
