#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Persistent NAT: an endpoint inside keeps its address and port outside for
# every session it opens; others reach it there as far as the rule and a policy
# permit; a binding lives for its timeout after its last session, and its port
# is taken as long.
#
#	    client c0 ──── ge-0/0/0.0 fw ge-0/0/1.0 ──── s0 server
#	  10.0.1.2/24      .1    trust │ untrust   .1      203.0.113.2/24, .3
#	2001:db8:1::2/64   ::1         │           ::1   2001:db8:2::2/64, ::3
. "$(dirname "$0")/box.sh"

box
addr server s0 203.0.113.3/24 2001:db8:2::3/64
addr client c0 10.0.1.3/24 10.0.1.4/24 10.0.1.5/24 10.0.1.6/24 10.0.1.7/24 \
	2001:db8:1::3/64
serve server udp 53 name
serve server udp 54 other
serve server tcp 80 web
n="set security nat source"
fw_start fw - <<END
$(base)
$(policy trust untrust all permit)
$(policy untrust trust back permit back)
$(policy trust trust near permit)
set applications application back protocol udp destination-port 5000-5999
$n pool any address 198.51.100.10/32
$n pool host address 198.51.100.20/32
$n pool port address 198.51.100.30/32
$n pool six address 2001:db8:e::1/128
$n pool six-host address 2001:db8:e::2/128
$n pool six-port address 2001:db8:e::3/128
$n pool ei address 198.51.100.50/32
$n pool addr address 198.51.100.40/32 to 198.51.100.41/32
$n rule-set near from zone trust
$n rule-set near to zone trust
$n rule-set near rule all match source-address 0.0.0.0/0
$n rule-set near rule all then source-nat interface
$n rule-set out from zone trust
$n rule-set out to zone untrust
$n rule-set out rule host match source-address 10.0.1.2/32 destination-port 54
$n rule-set out rule host then source-nat pool host
$n rule-set out rule host then source-nat pool persistent-nat permit target-host
$n rule-set out rule port match source-address 10.0.1.3/32
$n rule-set out rule port then source-nat pool port
$n rule-set out rule port then source-nat pool persistent-nat permit target-host-port
$n rule-set out rule addr match source-address 10.0.1.4/31
$n rule-set out rule addr then source-nat pool addr
$n rule-set out rule addr then source-nat pool persistent-nat permit any-remote-host
$n rule-set out rule addr then source-nat pool persistent-nat address-mapping
$n rule-set out rule mapped match source-address 10.0.1.6/32
$n rule-set out rule mapped then source-nat pool ei
$n rule-set out rule mapped then source-nat mapping-type endpoint-independent
$n rule-set out rule open match source-address 10.0.1.7/32
$n rule-set out rule open then source-nat pool ei
$n rule-set out rule open then source-nat mapping-type endpoint-independent
$n rule-set out rule open then source-nat filtering-type endpoint-independent
$n rule-set out rule any match source-address 10.0.1.2/32
$n rule-set out rule any then source-nat pool any
$n rule-set out rule any then source-nat pool persistent-nat permit any-remote-host
$n rule-set out rule any then source-nat pool persistent-nat inactivity-timeout 60
$n rule-set out rule any then source-nat pool persistent-nat max-session-number 8
$n rule-set out rule six-host match source-address 2001:db8:1::2/128
$n rule-set out rule six-host match destination-port 54
$n rule-set out rule six-host then source-nat pool six-host
$n rule-set out rule six-host then source-nat pool persistent-nat permit target-host
$n rule-set out rule six-port match source-address 2001:db8:1::3/128
$n rule-set out rule six-port then source-nat pool six-port
$n rule-set out rule six-port then source-nat pool persistent-nat permit target-host-port
$n rule-set out rule six match source-address ::/0
$n rule-set out rule six then source-nat pool six
$n rule-set out rule six then source-nat pool persistent-nat permit any-remote-host
END
table() { show security nat source persistent-nat-table "$@"; }

cat >"$T/udp.py" <<'END'
import socket, sys
def sock(addr, port):
    s = socket.socket(socket.AF_INET6 if ":" in addr else socket.AF_INET,
                      socket.SOCK_DGRAM)
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    s.bind((addr, int(port)))
    s.settimeout(float(sys.argv[1]))
    return s
mode, args = sys.argv[2], sys.argv[3:]
s = sock(*args[:2])
if mode == "ask":
    for to, port in zip(args[2::2], args[3::2]):
        s.sendto(b"hello\n", (to, int(port)))
        try:
            print(s.recv(200).decode())
        except OSError as e:
            print("silence")
elif mode == "many":
    addr, port, to, dport = args
    socks = [s] + [sock(addr, int(port) + i) for i in range(1, 9)]
    for s in socks:
        s.sendto(b"hello\n", (to, int(dport)))
    got = 0
    for s in socks:
        try:
            got += bool(s.recv(200))
        except OSError:
            pass
    print("%d of 9" % got)
else:   # echo: answer everything, for ever
    s.settimeout(None)
    while True:
        data, peer = s.recvfrom(200)
        s.sendto(b"inside sees %s %d\n" % (peer[0].encode(), peer[1]), peer)
END
udp() { local h=$1; shift; on "$h" python3 "$T/udp.py" 3 ask "$@"; }
deaf() { local h=$1; shift; on "$h" python3 "$T/udp.py" 0.5 ask "$@"; }
# echoes ADDRESS PORT - a socket of the client that answers
echoes() {
	bg client python3 "$T/udp.py" 0 echo "$1" "$2"
	retry 20 heard "$2" >/dev/null
}
heard() { [ -n "$(on client ss -Hlnu "sport = :$1")" ]; }
# outside of an inside UDP port, by the table; TCP may have the same
outside() {
	table internal-port "$1" |
		awk -v p="$1" '$2 == p && $3 == "udp" { print $4, $5 }'
}

say 'one outside for all sessions of an endpoint'
udp client $C4 5000 $S4 53 203.0.113.3 53 >"$T/two"
must 'two sessions, one address and port' same \
	"$(awk 'NF { print $2, $3 }' "$T/two" | sort -u | wc -l)" 1
must 'which the table shows' same "$(outside 5000)" \
	"$(awk 'NR == 1 { print $2, $3 }' "$T/two")"
must 'with its sessions, and how many there may be' has ' 2/8 ' \
	table internal-port 5000
must 'rule, pool and kind' \
	has "udp .*198.51.100.10 .*any  *any-remote-host .* any\$" table all
must 'the rule says so' has 'Persistent NAT type *: any-remote-host' \
	show security nat source rule any
udp client $C6 5000 $S6 53 2001:db8:2::3 53 >"$T/six"
must 'over IPv6 too' same \
	"$(awk 'NF { print $2, $3 }' "$T/six" | sort -u | wc -l)" 1
must 'TCP does not wear it' answers 'web 198.51.100.10' client tcp $S4 80 -s 5000

say 'any host may come in'
echoes 0.0.0.0 5000
echoes 0.0.0.0 6000
echoes $C6 5000
read -r O4 P4 <<<"$(outside 5000 | grep -v :)"
must 'from another port' has "inside sees 203.0.113.3 7777" \
	udp server 203.0.113.3 7777 "$O4" "$P4"
must 'the log has it' retry 5 has RT_PST_NAT_BINDING_MATCH \
	cat "$T/fw/state/log/messages"
must 'the session is translated' has "Out: $C4/5000 --> 203.0.113.3/7777" \
	flow source-port 7777
read -r O6 P6 <<<"$(outside 5000 | grep :)"
must 'over IPv6' has "inside sees 2001:db8:2::3 7777" \
	udp server 2001:db8:2::3 7777 "$O6" "$P6"
must 'not to another port' dropped no-route deaf server 203.0.113.3 7777 \
	"$O4" $((P4 == 65535 ? 65534 : P4 + 1))
must 'no policy, no way in' has silence deaf server 203.0.113.3 7778 \
	"$O4" "$(udp client $C4 6000 $S4 53 >/dev/null
		outside 6000 | awk '{ print $2 }')"
must 'a policy denied it' same "$(reason default-deny)" 1
udp client $C4 5600 $S4 53 >/dev/null
echoes 0.0.0.0 5600
read -r OM PM <<<"$(outside 5600)"
before=$(reason nat-binding-full)
must 'eight sessions are all, two more are refused' has '7 of 9' \
	on server python3 "$T/udp.py" 2 many 203.0.113.3 7801 "$OM" "$PM"
must 'the table says so' has ' 8/8 ' table internal-port 5600
must 'and each is counted' same "$(($(reason nat-binding-full) - before))" 2
must 'one more from inside is refused too' dropped nat-binding-full \
	deaf client $C4 5600 $S4 55

# told NAME INSIDE PORT SERVER ITS-PORT OTHER-HOST KIND - what a binding lets in
# that was made by speaking to SERVER, when those sessions are over.
told() {
	local a p in='has inside.sees udp' out='dropped nat-binding deaf'
	deaf client "$2" "$3" "$4" "$5" >/dev/null
	read -r a p <<<"$(outside "$3")"
	echoes "$2" "$3"
	fw_cli fw -c "clear security flow session source-port $3" >/dev/null
	# shellcheck disable=SC2086 # commands of several words
	if [ "$7" = port ]; then
		must "$1: who was spoken to" $in server "$4" "$5" "$a" "$p"
		must "$1: not its other ports" $out server "$4" 7001 "$a" "$p"
	else
		must "$1: who was spoken to, from any port" \
			$in server "$4" 7001 "$a" "$p"
	fi
	[ "$7" = any ] || in=$out
	# shellcheck disable=SC2086
	must "$1: another host" $in server "$6" 7002 "$a" "$p"
}

say 'a neighbour by its outer address'
must 'comes back inside' has "inside sees $F4" \
	udp client 10.0.1.7 5900 "$O4" "$P4"

say 'hosts that were spoken to'
told target-host $C4 5100 $S4 54 203.0.113.3 host
told 'target-host, IPv6' $C6 5101 $S6 54 2001:db8:2::3 host
told target-host-port 10.0.1.3 5200 $S4 7300 203.0.113.3 port
told 'target-host-port, IPv6' 2001:db8:1::3 5201 $S6 7300 2001:db8:2::3 port

say 'mappings that depend on the endpoint alone'
udp client 10.0.1.6 5400 $S4 53 203.0.113.3 53 >"$T/ei"
must 'two servers, one address and port' same \
	"$(awk 'NF { print $2, $3 }' "$T/ei" | sort -u | wc -l)" 1
told mapping-type 10.0.1.6 5401 $S4 7300 203.0.113.3 port
told filtering-type 10.0.1.7 5402 $S4 7300 203.0.113.3 any

say 'addresses only'
udp client 10.0.1.4 5300 $S4 53 $S4 54 >"$T/addr"
udp client 10.0.1.4 5301 $S4 53 >>"$T/addr"
must 'one address for a host' same \
	"$(awk 'NF { print $2 }' "$T/addr" | sort -u | wc -l)" 1
udp client 10.0.1.5 5300 $S4 53 >"$T/addr2"
must 'another for another' failing grep -q \
	"$(awk 'NR == 1 { print $2 }' "$T/addr")" "$T/addr2"
must 'the table shows no ports' has '10.0.1.4 *0 ' table internal-ip 10.0.1.4
echoes 10.0.1.4 5555
must 'every port leads in' has 'inside sees 203.0.113.3 7003' \
	udp server 203.0.113.3 7003 \
	"$(awk 'NR == 1 { print $2 }' "$T/addr")" 5555

say 'the end'
must 'the self-check counts bindings' sane
fw_cli fw -c 'clear security flow session' >/dev/null
must 'without sessions they stay' has ' 0/8 ' table internal-port 5000
must 'and wait for their timeout' has ' [1-5][0-9]/60 ' table internal-port 5000
must 'the port is still theirs' same "$(outside 5000 | grep -v :)" "$O4 $P4"
must 'a new session has it' has " $O4 $P4" udp client $C4 5000 $S4 53
must 'the summary counts them' has 'binding in use: [1-9]' table summary
fw_cli fw -c 'clear security nat source persistent-nat-table internal-ip 10.0.1.4' >/dev/null
must 'one is cleared' failing has 10.0.1.4 table all
must 'others are not' has 10.0.1.5 table all
commit fw <<<"$n rule-set out rule port then source-nat pool persistent-nat max-session-number 9"
must 'a rule that changes ends its bindings' retry 5 failing has 10.0.1.3 table all
# That time does, too, is for tests/kshim/test_nat.c: it takes a minute at least.
fw_cli fw -c 'clear security flow session' >/dev/null
fw_cli fw -c 'clear security nat source persistent-nat-table all' >/dev/null
must 'all are gone' has 'binding in use: 0' table summary
must 'and with them all ports' same "$(counter nat-ports-allocated)" \
	"$(counter nat-ports-released)"
must 'each was told of' retry 5 has RT_PST_NAT_BINDING_DELETE \
	cat "$T/fw/state/log/messages"
must 'nothing is broken' sane
