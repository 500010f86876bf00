#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Which policy decides: addresses (prefixes, ranges, sets in sets, excluded),
# applications (terms, source ports, ICMP types and codes, sets), order, the
# zone pair before global before the default; what each counted and logged;
# and what the shell says would happen.
#
#	    client c0 ──── ge-0/0/0.0 fw ge-0/0/1.0 ──── s0 server
#	  10.0.1.2/24      .1    trust │ untrust   .1      203.0.113.2/24
#	2001:db8:1::2/64   ::1         │           ::1   2001:db8:2::2/64
#	the client is .2 .50 .60 .70 too       the server is .2 .10 .11 too
. "$(dirname "$0")/box.sh"

box
addr client c0 10.0.1.50/24 10.0.1.60/24 10.0.1.70/24 \
	2001:db8:1::50/64 2001:db8:1::60/64 2001:db8:1::70/64
addr server s0 203.0.113.10/24 203.0.113.11/24
serve server tcp 80 here
serve server tcp 8080 here
serve server udp 8080 here
A='set security address-book global'
P='set security policies from-zone trust to-zone untrust policy'
fw_start fw - <<END
$(base)
$A address one 10.0.1.50/32
$A address range range-address 10.0.1.58 to 10.0.1.62
$A address one6 2001:db8:1::50/128
$A address range6 range-address 2001:db8:1::58 to 2001:db8:1::62
$A address-set inner address range
$A address-set inner address range6
$A address-set outer address one
$A address-set outer address one6
$A address-set outer address-set inner
$(policy trust untrust sets permit junos-ping outer)
$(policy trust untrust sets6 permit junos-pingv6 outer)
END

say 'addresses: a set of a set, a prefix, a range'
for a in 10.0.1.50 10.0.1.60; do
	must "$a is in the set" pings client $S4 -I $a
done
for a in 2001:db8:1::50 2001:db8:1::60; do
	must "$a is in the set" pings client $S6 -I $a
done
for a in 10.0.1.2 10.0.1.70; do
	must "$a is not" dropped default-deny nopings client $S4 -I $a
done
for a in 2001:db8:1::2 2001:db8:1::70; do
	must "$a is not" dropped default-deny nopings client $S6 -I $a
done

say 'excluded'
commit fw <<END
$P sets match source-address-excluded
$P sets6 match source-address-excluded
END
for a in 10.0.1.50 10.0.1.60; do
	must "$a is excluded" nopings client $S4 -I $a
done
must "2001:db8:1::60 is excluded" nopings client $S6 -I 2001:db8:1::60
must 'all others are not' pings client $S4 -I 10.0.1.70
must 'in both families' pings client $S6 -I 2001:db8:1::70

say 'destinations: one, and all but one; a zone'\''s own address book'
commit fw <<END
delete security policies
delete security address-book
set security zones security-zone untrust address-book address ten 203.0.113.10/32
$(policy trust untrust ten deny any any ten)
$(policy trust untrust rest permit any any ten)
$P rest match destination-address-excluded
END
must '.10 is denied' dropped policy-deny nopings client 203.0.113.10
must '.11 is permitted' pings client 203.0.113.11
must 'and IPv6, which the address is not' pings client $S6

say 'applications: terms, source ports, ICMP types and codes'
commit fw <<END
delete security policies
delete security zones security-zone untrust address-book
set applications application pair term a protocol tcp destination-port 80
set applications application pair term b protocol udp destination-port 8080-8081
set applications application from protocol tcp source-port 5000-5001 destination-port 8080
set applications application echo protocol icmp icmp-type 8 icmp-code 0
set applications application echo6 protocol icmp6 icmp6-type 128
set applications application-set all application pair
set applications application-set all application from
set applications application-set all application echo6
$(policy trust untrust all permit all)
END
must 'TCP 80' answers here client tcp $S4 80
must 'TCP 80 over IPv6' answers here client tcp $S6 80
must 'UDP 8080' answers here client udp $S4 8080
must 'TCP 8080 from 5001' answers here client tcp $S4 8080 -s 5001
must 'over IPv6 from 5000' answers here client tcp $S6 8080 -s 5000
must 'TCP 8080 from 5002 is another' silent client tcp $S4 8080 -s 5002 -w 600
must 'UDP 80 is another' silent client udp $S4 80 -w 600
must 'ICMPv6 echo' pings client $S6
must 'ICMP echo is not in the set' nopings client $S4
commit fw <<<'set applications application-set all application echo'
must 'now it is' pings client $S4
play <<'END'
from wire import *
client, server = box()
for a, b, echo, other in (
        (C4, S4, ICMP(type=8, id=9), ICMP(type=8, code=1, id=10)),
        (C4, S4, ICMP(type=8, id=9), ICMP(type=13, id=11)),
        (C6, S6, ICMPv6EchoRequest(id=9),
         ICMPv6EchoRequest(type=139, id=12))):
    client.send(net(a, b) / echo / b"12345678")
    must("the type and code named pass",
         server.next(lambda p: p[is_ip(p)].src == a) is not None)
    server.flush()
    client.send(net(a, b) / other / b"12345678")
    must("another type or code does not: " + other.summary(),
         server.none(lambda p: p[is_ip(p)].src == a))
done()
END

say 'order: the first that matches'
commit fw <<END
delete security policies
$(policy trust untrust first deny junos-http)
$(policy trust untrust second permit any)
END
must 'denied by the first' silent client tcp $S4 80 -w 600
must 'permitted by the second' answers here client tcp $S4 8080
commit fw <<<'insert security policies from-zone trust to-zone untrust policy second before policy first'
must 'the other way round' answers here client tcp $S4 80

say 'the pair, then global, then the default'
G='set security policies global policy'
commit fw <<END
delete security policies
$(policy trust untrust pair deny junos-http)
$G web match source-address any destination-address any application junos-http
$G web then permit
$G web match from-zone trust to-zone untrust
$G no-ping match source-address any destination-address any application junos-ping
$G no-ping then reject
set security policies default-policy permit-all
END
must 'the pair comes before global' dropped policy-deny \
	silent client tcp $S4 80 -w 600
must 'global comes before the default' dropped policy-reject \
	nopings client $S4
must 'the default permits the rest' answers here client tcp $S4 8080
must 'also between zones without policies' pings server $C6
commit fw <<<'delete security policies from-zone trust to-zone untrust'
must 'without the pair, global permits' answers here client tcp $S6 80
commit fw <<<'set security policies default-policy deny-all'
must 'a denying default denies' dropped default-deny \
	silent client tcp $S4 8080 -w 600
must 'but not what global permits' answers here client tcp $S4 80
must 'a global policy of these zones is not of others' \
	nopings server $C6

say 'counted'
commit fw <<END
delete security policies
$(policy trust untrust web permit junos-http)
$P web then count
$(policy trust untrust no-telnet deny junos-telnet)
END
show security policies hit-count >/dev/null
for _ in 1 2 3; do ask client tcp $S4 80 >/dev/null; done
must silent client udp $S4 8080 -w 200
must silent client tcp $S4 23 -w 200
show security policies hit-count >"$T/hits"
must 'three sessions, three hits' \
	grep -qE 'trust +untrust +web +3( |$)' "$T/hits"
must 'a denial is a hit' grep -qE 'trust +untrust +no-telnet +1( |$)' "$T/hits"
commit fw <<<'set security policies from-zone untrust to-zone trust policy x match source-address any destination-address any application any
set security policies from-zone untrust to-zone trust policy x then deny'
must 'another commit keeps them' grep -qE 'web +3( |$)' \
	<(show security policies hit-count)

say 'logged'
commit fw <<END
$P web then log session-init session-close
$P no-telnet then log session-init
END
bg fw "$B/xpfctl" events session >"$T/events"
sleep 1
must answers here client tcp $S4 80 -s 4242
must silent client tcp $S4 23 -s 4243 -w 200
show_events() { cat "$T/events"; }
clear() { fw_cli fw -c 'clear security flow session all'; }
must clear
must 'the session opened' retry 9 has 'open.*4242' show_events
must 'and closed' retry 9 has 'close.*4242' show_events
must 'the other was denied' retry 9 has 'deny.*4243' show_events

say 'what would happen'
match() {
	show security match-policies from-zone trust to-zone untrust \
		source-ip "$1" destination-ip "$2" source-port 1024 \
		destination-port "$3" protocol tcp
}
must 'http meets web' has 'web' match $C4 $S4 80
must 'telnet meets no-telnet' has 'no-telnet' match $C6 $S6 23
mustfail 'others meet neither' has 'web\|no-telnet' match $C4 $S4 81
must 'no invariant is broken' sane
