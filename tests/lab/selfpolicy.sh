#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Policies of junos-host: to it they decide beside host-inbound-traffic, from it
# they decide what the firewall itself may send; where there are none,
# everything that was allowed is.  Global policies concern it when they name
# it.  tcp-options and destination-address of policies; answers of name servers
# that nobody asked.
#
#	    client c0 ──── ge-0/0/0.0 fw ge-0/0/1.0 ──── s0 server
#	  10.0.1.2/24      .1    trust │ untrust   .1      203.0.113.2/24
. "$(dirname "$0")/box.sh"

box
addr client c0 10.0.1.50/24
Z='set security zones security-zone'
P='set security policies from-zone'
fw_start fw - <<END
$(base)
$Z trust host-inbound-traffic system-services ping
$Z trust host-inbound-traffic system-services ssh
$Z trust host-inbound-traffic system-services dns
$(policy trust untrust all permit)
set security policies global policy everything match source-address any destination-address any application any
set security policies global policy everything then deny
END
for port in 22 53; do
	serve fw tcp $port fw
	serve fw udp $port fw
done
serve server tcp 80 web
serve server tcp 8080 proxy
serve server udp 53 name

say 'no policies: host-inbound-traffic alone, and a global one is not meant'
for a in $F4 $F6; do
	must "ssh to $a" answers fw client tcp "$a" 22
	must "ping $a" pings client "$a"
done
for a in $S4 $S6; do
	must "from the firewall to $a" answers web fw tcp "$a" 80
done

say 'to the firewall'
commit fw <<END
set security address-book global address admin 10.0.1.2/32
set security address-book global address admin6 $C6/128
$(policy trust junos-host admin permit junos-ssh admin)
$(policy trust junos-host admin6 permit junos-ssh admin6)
$(policy trust junos-host telnet permit junos-telnet)
$(policy trust junos-host no reject junos-dns-tcp)
$P trust to-zone junos-host policy admin then log session-init session-close
$P trust to-zone junos-host policy admin then count
$P trust to-zone junos-host policy no then log session-init
END
must 'what both allow' answers fw client tcp $F4 22
must 'over IPv6' answers fw client tcp $F6 22
must 'another source may not' dropped default-deny \
	nopings client $F4 -I 10.0.1.50
must 'what no policy names is denied' dropped default-deny nopings client $F4
must 'over IPv6' dropped default-deny nopings client $F6
must 'a policy alone is not enough' dropped host-inbound \
	silent client tcp $F4 23 -w 500
must 'reject refuses' dropped policy-reject refused client tcp $F4 53
must 'over IPv6' refused client tcp $F6 53
must 'hits are counted' has 'trust *junos-host *admin *1' \
	show security policies hit-count
log=$T/fw/state/log/messages
said() { grep -q -- "$1" "$log"; }
must 'and told' retry 5 said \
	'SESSION_CREATE .*policy-name="admin".*destination-zone-name="junos-host"'
must 'denials too' retry 5 said 'SESSION_DENY .*policy-name="no"'

say 'sessions are judged again'
bg client python3 -c "
import socket, time
s = socket.create_connection(('$F4', 22))
time.sleep(60)"
live() { same "$(count destination-port 22 source-prefix 10.0.1.2)" "$1"; }
must 'one that is open' retry 10 live 1
must 'names its policy' has 'Policy name: admin/' \
	flow destination-port 22
commit fw <<<"delete security policies from-zone trust to-zone junos-host policy admin"
must 'ends with its policy' retry 10 live 0

say 'from the firewall'
nopings_self() { ! on fw ping -nqc 1 -W 1 $S4; }
commit fw <<END
delete security policies from-zone trust to-zone junos-host
$(policy junos-host untrust web permit junos-http)
$P junos-host to-zone untrust policy web then log session-init
END
must 'without policies to it, all as before' pings client $F4
must 'what a policy permits' answers web fw tcp $S4 80
must 'over IPv6' answers web fw tcp $S6 80
must 'nothing else' dropped host-outbound silent fw tcp $S4 8080 -w 500
must 'over IPv6' dropped host-outbound silent fw tcp $S6 8080 -w 500
must "nor a ping" dropped host-outbound nopings_self
must 'the other zone has none' pings fw $C4
must 'transit is another thing' answers proxy client tcp $S4 8080

say 'global policies that name it'
commit fw <<END
delete security policies from-zone junos-host to-zone untrust
set security policies global policy host match source-address any destination-address any application junos-ping
set security policies global policy host match to-zone junos-host
set security policies global policy host then permit
insert security policies global policy host before policy everything
END
must 'what it permits' pings client $F4
must 'all else is not' dropped default-deny silent client tcp $F4 22 -w 500
must 'from it nothing is said' answers proxy fw tcp $S4 8080

say 'what it sends is not led past policies by a route'
R='set routing-options static route 198.51.100.9/32 next-hop'
addr server lo 198.51.100.9/32
serve server udp 99 own
commit fw <<END
delete security policies global policy host
$(policy junos-host trust none permit junos-telnet)
$R $S4
END
bg fw python3 -c "
import socket, time
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(('203.0.113.1', 0)) # or the route would choose another
while True:
    try:
        s.sendto(b'x', ('198.51.100.9', 99))
    except OSError:
        pass
    time.sleep(0.2)"
live() { same "$(count destination-prefix 198.51.100.9/32)" "$1"; }
more() { [ "$(reason host-outbound)" -gt "$was" ]; }
must 'to a zone without policies' retry 20 live 1
was=$(reason host-outbound)
commit fw <<END
delete routing-options
$R $C4
END
must 'to one with policies it is denied' retry 20 more
must 'and ends' retry 20 live 0
must 'nothing is broken' sane
