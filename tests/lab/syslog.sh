#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Where logs go: streams over UDP and TCP in both forms, files and hosts of
# system syslog by facility, severity and expression; what a receiver gets,
# field by field; what becomes of it when nobody listens.
#
#	    client c0 ──── ge-0/0/0.0 fw ge-0/0/1.0 ──── s0 server
#	  10.0.1.2/24      .1    trust │ untrust   .1      203.0.113.2/24
#	                                                   receivers 1514, 1515
. "$(dirname "$0")/box.sh"

box
serve server tcp 80 web
# receiver udp|tcp ADDRESS PORT FILE - what comes in, a message a line
cat >"$T/receiver.py" <<'END'
import socket, sys
kind, host, port, name = sys.argv[1:]
family = socket.AF_INET6 if ":" in host else socket.AF_INET
s = socket.socket(family, socket.SOCK_DGRAM if kind == "udp" else
                  socket.SOCK_STREAM)
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind((host, int(port)))
out = open(name, "ab", 0)
if kind == "udp":
    while True:
        data, peer = s.recvfrom(65536)
        out.write(peer[0].encode() + b" " + data + b"\n")
s.listen()
while True:
    c, peer = s.accept()
    with c:
        while True:
            data = c.recv(65536)
            if not data:
                break
            out.write(data)
END
receiver() { bg server python3 "$T/receiver.py" "$@"; }
receiver udp $S4 1514 "$T/udp4"
receiver udp $S6 514 "$T/udp6"
receiver udp $S4 514 "$T/host"
L='set security log'
Y='set system syslog'
fw_start fw - <<END
$(base)
$(snat)
$(policy trust untrust told permit junos-http)
$(policy trust untrust no deny junos-telnet)
set security policies from-zone trust to-zone untrust policy told then log session-init session-close
set security policies from-zone trust to-zone untrust policy no then log session-init
$L mode stream-event
$L source-interface ge-0/0/1.0
$L stream sd format sd-syslog
$L stream sd host $S4
$L stream sd host port 1514
$L stream tcp format syslog
$L stream tcp category session-close
$L stream tcp host $S4
$L stream tcp host port 1515
$L stream tcp transport protocol tcp
$L stream six host $S6
$L stream six category screen
$L stream six facility local4
$L stream own file fields size 1
$L stream own format sd-syslog
$Y file traffic any any
$Y file traffic match RT_FLOW_SESSION_CREATE
$Y file traffic structured-data
$Y file plain user info
$Y file plain explicit-priority
$Y file quiet any warning
$Y file orders interactive-commands any
$Y host $S4 interactive-commands notice
$Y host $S4 log-prefix branch
$Y time-format year
END
log=$T/fw/state/log
said() { grep -qE -- "$2" "$1" || { tail -n 3 "$1"; return 1; }; }

must 'a session' answers web client tcp $S4 80
must 'and one that is denied' silent client tcp $S4 23 -w 500

say 'what the receiver got'
must 'a structured message over UDP' retry 10 said "$T/udp4" 'SESSION_CREATE'
id=$(sed -n 's/.*SESSION_CREATE.*session-id-32="\([0-9]*\)".*/\1/p' "$T/udp4" | head -n 1)
port=$(sed -n 's/.*SESSION_CREATE.* source-port="\([0-9]*\)".*/\1/p' "$T/udp4" | head -n 1)
nport=$(sed -n 's/.*SESSION_CREATE.*nat-source-port="\([0-9]*\)".*/\1/p' "$T/udp4" | head -n 1)
at='[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}\.[0-9]{3}(Z|[+-][0-9:]{5})'
rest='application-category="N/A" application-sub-category="N/A" application-risk="-1" application-characteristics="N/A"\]'
flow="source-address=\"10.0.1.2\" source-port=\"$port\" destination-address=\"203.0.113.2\" destination-port=\"80\" connection-tag=\"0\" service-name=\"junos-http\" nat-source-address=\"203.0.113.1\" nat-source-port=\"$nport\" nat-destination-address=\"203.0.113.2\" nat-destination-port=\"80\" nat-connection-tag=\"0\" src-nat-rule-type=\"source rule\" src-nat-rule-name=\"v4\" dst-nat-rule-type=\"N/A\" dst-nat-rule-name=\"N/A\" protocol-id=\"6\" policy-name=\"told\" source-zone-name=\"trust\" destination-zone-name=\"untrust\" session-id-32=\"$id\""
must 'CREATE, every field, from the right address' said "$T/udp4" \
	"^203.0.113.1 <14>1 $at fw RT_FLOW - RT_FLOW_SESSION_CREATE \[junos@2636.1.1.1.2.129 $flow username=\"N/A\" roles=\"N/A\" packet-incoming-interface=\"ge-0/0/0.0\" application=\"UNKNOWN\" nested-application=\"UNKNOWN\" encrypted=\"UNKNOWN\" $rest\$"
must 'CLOSE, every field' retry 10 said "$T/udp4" \
	"RT_FLOW_SESSION_CLOSE \[junos@2636.1.1.1.2.129 reason=\"TCP FIN\" $flow packets-from-client=\"[0-9]+\" bytes-from-client=\"[0-9]+\" packets-from-server=\"[0-9]+\" bytes-from-server=\"[0-9]+\" elapsed-time=\"[0-9]+\" application=\"UNKNOWN\" nested-application=\"UNKNOWN\" username=\"N/A\" roles=\"N/A\" packet-incoming-interface=\"ge-0/0/0.0\" encrypted=\"UNKNOWN\" $rest\$"
must 'DENY, every field' said "$T/udp4" \
	"RT_FLOW_SESSION_DENY \[junos@2636.1.1.1.2.129 source-address=\"10.0.1.2\" source-port=\"[0-9]+\" destination-address=\"203.0.113.2\" destination-port=\"23\" connection-tag=\"0\" service-name=\"junos-telnet\" protocol-id=\"6\" icmp-type=\"0\" policy-name=\"no\" source-zone-name=\"trust\" destination-zone-name=\"untrust\" application=\"UNKNOWN\" nested-application=\"UNKNOWN\" username=\"N/A\" roles=\"N/A\" packet-incoming-interface=\"ge-0/0/0.0\" encrypted=\"No\" reason=\"Denied by policy\" session-id-32=\"0\" $rest\$"

say 'TCP: what was said while nobody listened comes later'
receiver tcp $S4 1515 "$T/tcp"
must 'the plain form' retry 40 said "$T/tcp" \
	"^<14>[A-Z][a-z]{2} [ 0-9]{2} [0-9:]{8} 2[0-9]{3} fw RT_FLOW: RT_FLOW_SESSION_CLOSE: session closed TCP FIN: 10.0.1.2/$port->203.0.113.2/80 0x0 junos-http 203.0.113.1/$nport->203.0.113.2/80 0x0 source rule v4 N/A N/A 6 told trust untrust $id [0-9]+\([0-9]+\) [0-9]+\([0-9]+\) [0-9]+ UNKNOWN UNKNOWN N/A\(N/A\) ge-0/0/0.0 UNKNOWN N/A N/A -1 N/A\$"
mustfail 'of other categories nothing' said "$T/tcp" 'SESSION_(CREATE|DENY)'
kill "$bg_pid"
must 'one more' answers web client tcp $S4 80
must 'over IPv6 too' answers web client tcp $S6 80
sleep 3
receiver tcp $S4 1515 "$T/tcp2"
must 'the connection comes back' retry 60 said "$T/tcp2" "session closed TCP FIN: $C6/"

say 'files and hosts'
must 'structured, by expression' said "$log/traffic" \
	'^<14>1 .* RT_FLOW - RT_FLOW_SESSION_CREATE \[junos@.*\] session created 10.0.1.2/'
mustfail 'nothing else there' said "$log/traffic" 'SESSION_CLOSE|UI_'
must 'plain, by facility, with priority' said "$log/plain" \
	' 2[0-9]{3}  fw RT_FLOW: %USER-6-RT_FLOW_SESSION_DENY: session denied 10.0.1.2/[0-9]+->203.0.113.2/23 0x0 junos-telnet 6\(0\) no trust untrust UNKNOWN UNKNOWN N/A\(N/A\) ge-0/0/0.0 No Denied by policy 0 N/A N/A -1 N/A$'
mustfail 'less severe than asked for: nothing' said "$log/quiet" RT_FLOW
must 'a file of a stream' said "$log/fields" 'RT_FLOW_SESSION_CREATE'
commit fw <<<'set security log stream tcp rate-limit 1'
must 'what the operator did' retry 5 said "$log/orders" "UI_COMMIT: User 'root' performed 'commit'"
mustfail 'is no session' said "$log/orders" RT_FLOW
must 'told to a host' retry 5 said "$T/host" \
	"203.0.113.1 <189>.* fw branch: xpfd\[[0-9]+\]: UI_COMMIT: User 'root'"
must 'the operator sees it' has RT_FLOW_SESSION_CREATE show log traffic
must 'and of all of them' has 'SESSION_DENY' show security log
must 'no screens, no messages of screens' [ ! -s "$T/udp6" ]

say 'only streams'
commit fw <<END
set security log mode stream
set security log stream sd category session-open
END
n=$(wc -l <"$log/traffic")
must 'a session' answers web client tcp $S4 80
grown() { [ "$(grep -c SESSION_CREATE "$T/udp4")" -ge 4 ]; }
must 'goes there' retry 10 grown
must 'and not to files' same "$(wc -l <"$log/traffic")" "$n"
