#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Which rule translates: a rule-set of an interface before one of a zone before
# one of a routing instance, whatever their order; rules of a set in order; what
# rules match; off ends the search; static rules come before destination rules;
# rules count their hits and their sessions.
#
#	    client c0 ──── ge-0/0/0.0 fw ge-0/0/1.0 ──── s0 server
#	  10.0.1.2/24      .1    trust │ untrust   .1      203.0.113.2/24
#	the client is 10.0.1.100 to .104 too
. "$(dirname "$0")/box.sh"

box
for i in $(seq 100 104); do
	echo "addr add 10.0.1.$i/24 dev c0"
done | ip -n client -b -
for port in 1001 1005 1006 1101 1200 2001 2002; do
	serve server udp $port u$port
done
serve server tcp 2001 t2001
serve client udp 80 client
s="set security nat source"
d="set security nat destination"
t="set security nat static"
a="set applications"
pool() { echo "$s pool $1 address 198.51.100.$2/32"; }
fw_start fw - <<END
$(base)
$(policy trust untrust all permit)
$(policy untrust trust all permit)
set security address-book global address one 10.0.1.101/32
set security address-book global address two 10.0.1.102/32
set security address-book global address-set both address one
set security address-book global address-set both address two
$a application app term x protocol udp destination-port 1005
$a application app term y protocol udp destination-port 1006
$a application lone protocol udp destination-port 1200
$a application-set apps application app
$a application-set apps application lone
$(pool instance 1)
$(pool zone 2)
$(pool interface 3)
$(pool names 4)
$(pool ports 5)
$(pool proto 6)
$(pool apps 7)
$s rule-set a from routing-instance default
$s rule-set a to routing-instance default
$s rule-set a rule r match source-address 0.0.0.0/0
$s rule-set a rule r then source-nat pool instance
$s rule-set b from zone trust
$s rule-set b to zone untrust
$s rule-set b rule off match source-address 10.0.1.103/32
$s rule-set b rule off match destination-port 2001
$s rule-set b rule off then source-nat off
$s rule-set b rule names match source-address-name both
$s rule-set b rule names match destination-port 2002
$s rule-set b rule names then source-nat pool names
$s rule-set b rule ports match source-address 0.0.0.0/0
$s rule-set b rule ports match destination-port 1001
$s rule-set b rule ports match destination-port 1100 to 1110
$s rule-set b rule ports then source-nat pool ports
$s rule-set b rule proto match source-address 0.0.0.0/0
$s rule-set b rule proto match protocol tcp
$s rule-set b rule proto then source-nat pool proto
$s rule-set b rule apps match source-address 0.0.0.0/0
$s rule-set b rule apps match application apps
$s rule-set b rule apps then source-nat pool apps
$s rule-set b rule r match source-address 10.0.1.102/31
$s rule-set b rule r then source-nat pool zone
$s rule-set c from interface ge-0/0/0.0
$s rule-set c to interface ge-0/0/1.0
$s rule-set c rule r match source-address 10.0.1.100/32
$s rule-set c rule r then source-nat pool interface
$d pool wrong address 10.0.1.200/32
$d pool right address 10.0.1.2/32
$d rule-set in from zone untrust
$d rule-set in rule off match destination-address 198.51.100.51/32
$d rule-set in rule off then destination-nat off
$d rule-set in rule wrong match destination-address 198.51.100.50/31
$d rule-set in rule wrong then destination-nat pool wrong
$d rule-set in rule right match destination-address 198.51.100.52/32
$d rule-set in rule right match protocol udp
$d rule-set in rule right then destination-nat pool right
$t rule-set st from zone untrust
$t rule-set st rule s match destination-address 198.51.100.50/32
$t rule-set st rule s then static-nat prefix 10.0.1.2/32
END

# seen ADDRESS PORT [tcp] - the address by which the server knows a client's
seen() {
	on client python3 - "$@" <<-'END'
	import socket, sys
	addr, port = sys.argv[1:3]
	s = socket.socket(socket.AF_INET, socket.SOCK_STREAM
	                  if sys.argv[3:] else socket.SOCK_DGRAM)
	s.bind((addr, 0))
	s.settimeout(5)
	s.connect(("203.0.113.2", int(port)))
	s.send(b"hello\n")
	print(s.recv(200).decode().split()[1])
	END
}
# by POOL ADDRESS PORT [tcp]
by() {
	local want=$1
	shift
	same "$(seen "$@")" "$want"
}

say 'which rule-set'
must 'that of the interfaces first' by 198.51.100.3 10.0.1.100 2001
must 'then that of the zones' by 198.51.100.2 10.0.1.103 2002
must 'then that of the instance' by 198.51.100.1 10.0.1.104 2001

say 'what rules match'
must 'an address-set, its first' by 198.51.100.4 10.0.1.101 2002
must 'and its second' by 198.51.100.4 10.0.1.102 2002
must 'the rule has two sessions' has 'Number of sessions  *: 2' \
	show security nat source rule names
must 'the port is part of it' by 198.51.100.2 10.0.1.102 2001
must 'a port of a list' by 198.51.100.5 10.0.1.104 1001
must 'a range of it' by 198.51.100.5 10.0.1.104 1101
must 'a protocol' by 198.51.100.6 10.0.1.104 2001 tcp
must 'an application, its second term' by 198.51.100.7 10.0.1.104 1006
must 'a set of applications' by 198.51.100.7 10.0.1.104 1200
must 'a static rule, before all of them' by 198.51.100.50 10.0.1.2 2001
must 'off ends the search, of all sets' by 10.0.1.103 10.0.1.103 2001

say 'where a destination leads'
must 'a static rule before a destination rule' answers 'client 198.51.100.1' \
	server udp 198.51.100.50 80
must 'off: nowhere' dropped no-route silent server udp 198.51.100.51 80 -w 500
must 'a destination rule' answers 'client 198.51.100.1' \
	server udp 198.51.100.52 80
must 'but not of another protocol' dropped no-route \
	silent server tcp 198.51.100.52 80 -w 500

say 'counters'
must 'a rule has its hits' has 'Translation hits  *: 2' \
	show security nat source rule names
must 'static rules too, of both directions' has 'Translation hits  *: 2' \
	show security nat static rule s
must 'and destination rules' has 'Translation hits  *: 1' \
	show security nat destination rule right
must 'one that nothing came to has none' has 'Translation hits  *: 0' \
	show security nat destination rule wrong
fw_cli fw -c 'clear security flow session' >/dev/null
must 'sessions go' has 'Number of sessions  *: 0' \
	show security nat source rule names
fw_cli fw -c 'clear security nat statistics source rule names' >/dev/null
must 'one rule is cleared' has 'Translation hits  *: 0' \
	show security nat source rule names
must 'others are not' has 'Translation hits  *: 2' \
	show security nat source rule ports
must 'the summary has them all' has '^apps  *b  *trust  *untrust  *apps' \
	show security nat source summary
must 'nothing is broken' sane
