#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Layer-3 devices that are no wires: a bridge that holds the firewall's address
# (its ports are a switch, the firewall looks only at what is routed), and a
# GRE tunnel, whose outer packets are the firewall's own and whose inner ones
# are traffic of a zone.
#
#	a a0 ── p0 ┐     fw
#	b b0 ── p1 ┴ br0.0 [trust] 10.0.1.1
#	10.0.1.2, .3     ge-0/0/1.0 [untrust] 203.0.113.1 ── s0 server .2
#	                 gre1.0 [vpn] 10.9.0.1 ═════ GRE ═════ gre1 10.9.0.2
#	2001:db8:1::2, ::3; 2001:db8:9::1, ::2          behind it 10.0.9.1, 2001:db8:99::1
. "$(dirname "$0")/box.sh"

modprobe -a ip_gre bridge
host a b fw server
link a:a0 fw:p0
link b:b0 fw:p1
link server:s0 fw:ge-0-0-1
ip -n fw link add br0 type bridge
ip -n fw link set p0 master br0
ip -n fw link set p1 master br0
ip -n fw link set br0 up
addr a a0 10.0.1.2/24 2001:db8:1::2/64
addr b b0 10.0.1.3/24 2001:db8:1::3/64
for h in a b; do
	route $h default via $F4
	route $h default via $F6
done
addr server s0 $S4/24 $S6/64
route server default via $U4
route server default via $U6
ip -n fw link add gre1 type gre local $U4 remote $S4 ttl 64
ip -n server link add gre1 type gre local $S4 remote $U4 ttl 64
ip -n fw link set gre1 up
ip -n server link set gre1 up
addr server gre1 10.9.0.2/30 2001:db8:9::2/64
addr server lo 10.0.9.1/32 2001:db8:99::1/128
route server 10.0.1.2/32 dev gre1
route server 2001:db8:1::2/128 dev gre1
serve server tcp 80 far
serve a tcp 80 near
fw_start fw - <<END
set system host-name fw
set interfaces br0 unit 0 family inet address $F4/24
set interfaces br0 unit 0 family inet6 address $F6/64
set interfaces ge-0/0/1 unit 0 family inet address $U4/24
set interfaces ge-0/0/1 unit 0 family inet6 address $U6/64
set interfaces gre1 unit 0 family inet address 10.9.0.1/30
set interfaces gre1 unit 0 family inet6 address 2001:db8:9::1/64
set security zones security-zone trust interfaces br0.0
set security zones security-zone trust host-inbound-traffic system-services ping
set security zones security-zone untrust interfaces ge-0/0/1.0
set security zones security-zone vpn interfaces gre1.0
set routing-options static route 10.0.9.0/24 next-hop 10.9.0.2
set routing-options rib inet6.0 static route 2001:db8:99::/64 next-hop 2001:db8:9::2
$(policy trust untrust ping permit '[ junos-ping junos-pingv6 ]')
END

say 'the bridge'
must 'ports switch, whatever policies say' pings a 10.0.1.3
must 'over IPv6' pings a 2001:db8:1::3
must 'the bridge answers' pings a $F4
must 'over IPv6' pings b $F6
must 'what is routed needs a policy' pings b $S6
must 'and has one for ping only' dropped default-deny \
	silent b tcp $S6 80 -w 600

say 'the tunnel, without a policy'
must 'inside out is denied' dropped default-deny \
	silent a tcp 10.0.9.1 80 -w 600
must 'outside in is not even unpacked' dropped host-inbound \
	silent server tcp 10.0.1.2 80 -w 600
say 'and with one'
commit fw <<END
$(policy trust vpn web permit junos-http)
END
must 'TCP through the tunnel' answers 'far 10.0.1.2 ' a tcp 10.0.9.1 80
must 'over IPv6' answers 'far 2001:db8:1::2 ' a tcp 2001:db8:99::1 80
must 'the way back is not open' dropped default-deny \
	silent server tcp 10.0.1.2 80 -w 600
must 'nor is ping' nopings a 10.0.9.1
must 'GRE is a session of the firewall' has 'gre\|47' flow
say 'begun from outside: the outer packet meets host-inbound'
commit fw <<END
$(policy vpn trust web permit junos-http)
END
fw_cli fw -c 'clear security flow session all' >/dev/null
must 'GRE is not named: dropped' dropped host-inbound \
	silent server tcp 10.0.1.2 80 -w 600
commit fw <<<'set security zones security-zone untrust host-inbound-traffic system-services gre'
fw_cli fw -c 'clear security flow session all' >/dev/null
must 'now it is' answers 'near' server tcp 10.0.1.2 80
must 'over IPv6' answers 'near 2001:db8' server tcp 2001:db8:1::2 80
say 'NAT into the tunnel'
commit fw <<END
set security nat source rule-set t from zone trust
set security nat source rule-set t to zone vpn
set security nat source rule-set t rule a match source-address 0.0.0.0/0
set security nat source rule-set t rule a then source-nat interface
END
must 'behind its address' answers 'far 10.9.0.1 ' a tcp 10.0.9.1 80
say 'the device goes and comes back'
ip -n fw link del gre1
must 'nothing leaves meanwhile' silent a tcp 10.0.9.1 80 -w 600
ip -n fw link add gre1 type gre local $U4 remote $S4 ttl 64
ip -n fw link set gre1 up
must 'the manager configures it' retry 5 has '10.9.0.1' ip -n fw addr show gre1
must 'and it works again' retry 5 answers 'far 10.9.0.1 ' a tcp 10.0.9.1 80
must 'no invariant is broken' sane
