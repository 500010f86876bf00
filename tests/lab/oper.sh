#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Every operational command answers with what is true, in Junos' layout, and
# with exit status 0; as XML and JSON it is well formed; filters find what
# they should and nothing else; a wrong command says so and fails.
#
#	    client c0 ──── ge-0/0/0.0 fw ge-0/0/1.0 ──── s0 server
#	  10.0.1.2/24      .1    trust │ untrust   .1      203.0.113.2/24
#	2001:db8:1::2/64   ::1         │           ::1   2001:db8:2::2/64
. "$(dirname "$0")/box.sh"

box
serve server tcp 80 web
serve server udp 53 name
P='set security policies from-zone trust to-zone untrust policy'
fw_start fw - <<END
$(base)
$(policy trust untrust web permit '[ junos-http junos-dns-udp junos-ping junos-pingv6 ]')
$P web then count
$(policy trust untrust no deny junos-telnet)
set security zones security-zone trust host-inbound-traffic system-services ping
set routing-options static route 192.0.2.0/24 next-hop $S4
$(snat)
END
bg client "$B/tests/peer" ask tcp $S4 80 -s 4001 -n 20 -i 60000 >/dev/null
bg client "$B/tests/peer" ask tcp $S6 80 -s 4002 -n 20 -i 60000 >/dev/null
retry 5 answers "name $U4" client udp $S4 53 -s 4003 >/dev/null
must silent client tcp $S4 23 -w 200

# look REGEX COMMAND... - the command says so
n=0
look() {
	local want=$1
	shift
	n=$((n + 1))
	if fw_cli fw -c "$*" >"$T/oper.$n" 2>&1; then
		must "$*" grep -qE -- "$want" "$T/oper.$n"
	else
		notok "$*: status $?"
		sed 's/^/# | /' "$T/oper.$n"
	fi
	structured+=("$*")
}
structured=()
look '^Session ID: [0-9]+, Policy name: web/[0-9]+,.*Timeout: [0-9]+' show security flow session
look "In: $C4/4001 --> $S4/80;tcp,.*If: ge-0/0/0.0, Pkts: [0-9]+, Bytes: [0-9]+" show security flow session
look "Out: $S4/80 --> $U4/4001;tcp,.*If: ge-0/0/1.0" show security flow session source-port 4001
look '^Total sessions: 1$' show security flow session destination-port 53
look 'Sessions-in-use: *[0-9]+' show security flow session summary
look 'From zone: trust, To zone: untrust' show security policies
look 'Policy: web.*' show security policies detail
look '^    Input  bytes       : +[1-9]' show security policies detail
look '^      Reply direction  : +[1-9]' show security policies detail
look '^    Output packets     : +[1-9]' show security policies detail
look 'trust +untrust +no +1' show security policies hit-count
look 'Security zone: trust' show security zones
look 'ge-0/0/0.0' show security zones
look 'Packets received: [1-9]' show security flow statistics
look 'Packets transmitted: [1-9]' show security flow statistics
look 'web' show security match-policies from-zone trust to-zone untrust source-ip $C4 destination-ip $S4 source-port 1 destination-port 80 protocol tcp
look 'ge-0/0/0.0 +up +up +inet +10.0.1.1/24' show interfaces terse
look 'ge-0/0/1' show interfaces extensive
look '192.0.2.0/24 +\*\[Static/5\]' show route
look "inet6.0:" show route
look "$C4" show arp
look '^0 +[0-9]{4}-[0-9]{2}-[0-9]{2} .* by ' show system commit
look 'Current time' show system uptime
look '[0-9]+' show system buffers
look 'security-zone trust' show configuration
look '^set security zones security-zone trust' 'show configuration | display set'
look 'Hostname: fw' show version
unstructured=("show configuration | display set")

say 'as XML and JSON'
i=0
for c in "${structured[@]}"; do
	case " ${unstructured[*]} " in *" $c "*) continue ;; esac
	i=$((i + 1))
	echo "$c" >"$T/structured.$i"
	fw_cli fw -c "$c | display xml" >"$T/structured.$i.xml" 2>&1 ||
		notok "$c | display xml: status $?"
	fw_cli fw -c "$c | display json" >"$T/structured.$i.json" 2>&1 ||
		notok "$c | display json: status $?"
done
python3 - "$T" $i <<'END' | tee "$T/parsed"
import json, sys
import xml.etree.ElementTree as xml
for i in range(1, int(sys.argv[2]) + 1):
    f = "%s/structured.%d" % (sys.argv[1], i)
    command = open(f).read().strip()
    for kind, parse in (("xml", lambda s: xml.fromstring(s)),
                        ("json", lambda s: json.loads(s))):
        text = open(f + "." + kind).read()
        try:
            parse(text)
            print("ok - %s | display %s" % (command, kind))
        except Exception as e:
            print("not ok - %s | display %s: %s" % (command, kind, e))
            print("# | " + text[:300].replace("\n", "\n# | "))
END
! grep -q '^not ok' "$T/parsed" || lab_failed=1

say 'filters'
for f in "source-prefix $C4" "destination-prefix $S4/32" 'source-port 4001' \
	'destination-port 80' 'protocol tcp' 'protocol 6' 'family inet' \
	'interface ge-0/0/0.0' 'application junos-http' 'nat' 'source-prefix 10.0.0.0/8'; do
	must "$f finds it" has "$C4/4001" flow "$f"
done
for f in "source-prefix $S4" "destination-prefix $C4/32" 'source-port 4002' \
	'destination-port 443' 'protocol udp' 'family inet6' \
	'application junos-https' 'source-prefix 10.0.2.0/24'; do
	mustfail "$f does not" has "$C4/4001" flow "$f"
done
must 'both conditions hold' same "$(count protocol tcp source-port 4003)" 0
must 'IPv6 by prefix' has "$C6/4002" flow source-prefix 2001:db8:1::/64
id=$(flow source-port 4001 | sed -n 's/^Session ID: \([0-9]*\).*/\1/p')
must 'one by its number' has "$C4/4001" flow session-identifier "$id"

say 'clearing'
must 'by filter' fw_cli fw -c 'clear security flow session source-port 4001'
must 'this one' same "$(count source-port 4001)" 0
must 'no other' same "$(count source-port 4002)" 1
must 'every one' fw_cli fw -c 'clear security flow session all'
must 'nobody is left' same "$(count protocol tcp)" 0
must 'hit counts of other zones' fw_cli fw -c \
	'clear security policies hit-count from-zone untrust'
must 'to one as well' fw_cli fw -c \
	'clear security policies hit-count from-zone trust to-zone junos-host'
must 'are not these' has 'no *1' show security policies hit-count
must 'hit counts of two zones' fw_cli fw -c \
	'clear security policies hit-count from-zone trust to-zone untrust'
must 'are zero' has 'no *0' show security policies hit-count
must 'the others can be cleared' fw_cli fw -c 'clear security policies hit-count'
must 'are zero' has 'no *0' show security policies hit-count

say 'ping, traceroute, pipes, mistakes'
must 'the command ping' has '2 packets received' fw_cli fw -c "ping $S4 count 2"
must 'a mark for each' has '^!!$' fw_cli fw -c "ping $S4 count 2 rapid"
must 'ping over IPv6' has '1 received\|1 packets received' fw_cli fw -c "ping $S6 count 1"
must 'the command traceroute' has "$S4" fw_cli fw -c "traceroute $S4"
must '| match' has 'Security zone: trust' fw_cli fw -c 'show security zones | match trust'
mustfail 'and nothing else' has 'untrust' fw_cli fw -c 'show security zones | match "zone: trust"'
must '| count' has '^Count: [0-9]* lines' fw_cli fw -c 'show configuration | count'
must '| except' same "$(fw_cli fw -c 'show configuration | display set | except set')" ''
must '| last' same "$(fw_cli fw -c 'show configuration | display set | last 1' | wc -l)" 1
mustfail 'an unknown command fails' fw_cli fw -c 'show nonsense'
mustfail 'so does an unknown filter' fw_cli fw -c 'show security flow session colour red'
must 'an abbreviation' has 'Security zone: trust' fw_cli fw -c 'sh sec zo'
must 'no invariant is broken' sane
