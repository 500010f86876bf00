#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The SIP gateway between phones as they are: calls behind source NAT, by both
# transports, their media while the call lasts, and a phone that is called because
# it registered.  What they say to the byte, IPv6 and what must not pass:
# alg_sip_msg.sh.
#
#	    client c0 ──── ge-0/0/0.0 fw ge-0/0/1.0 ──── s0 server
#	  10.0.1.2/24      .1    trust │ untrust   .1      203.0.113.2/24
#	2001:db8:1::2/64   ::1         │           ::1   2001:db8:2::2/64
. "$(dirname "$0")/sip_box.sh"

fw_start fw - <<END
$(base)
$(policy trust untrust sip permit junos-sip)
set security alg sip
END

commit fw <<END
$(snat)
END

# call TEXT [OPTION...] - the client calls; the server reaches its media at the
# address outside, at a port that is left in $port
call() {
	local what=$1 uas uac
	shift
	phone server uas callee $S4 -p 5060 "$@"
	uas=$phone_pid
	retry 20 listens server "${transport:-udp}" 5060 >/dev/null
	phone client uac caller $C4 -p 5061 "$@" $S4:5060
	uac=$phone_pid
	must "$what: there is a call" retry 60 in_call "$uas"
	port=$(reached_at 7000)
	must "$what: media come in" answers "client 7000" server udp $U4 "$port" -w 8000
	must "$what: their reports too" \
		answers "client 7001" server udp $U4 $((port + 1)) -w 8000
	must "$what: media go out" answers "server 8000" client udp $S4 8000 -s 7010 -w 8000
	must "$what: reports go out" answers "server 8001" client udp $S4 8001 -w 8000
	kill -CONT "$uas"
	must "$what: the caller is content" hung_up "$uac"
	must "$what: the callee too" hung_up "$uas"
	must "$what: no media any more" same "$(reached_at 7000)$(reached_at 8000)" ''
}
# hello HOST SOURCE PORT DESTINATION PORT - a datagram that is no SIP
hello() {
	on "$1" python3 - "$2" "$3" "$4" "$5" <<-'END'
	import socket, sys
	s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
	s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
	s.bind((sys.argv[1], int(sys.argv[2])))
	s.sendto(b"hello", (sys.argv[3], int(sys.argv[4])))
	END
}
# taken PORT - outside, by another host; it speaks no SIP, and is not heard
taken() { hello client 10.0.1.3 "$1" $S4 5060; }
sniff sip server s0 port 5060
call 'UDP'
sniffed sip -A >"$T/sip"
must 'the callee is told the address outside' grep -q "^c=IN IP4 $U4" "$T/sip"
must 'and the port' grep -q "^m=audio $port " "$T/sip"
mustfail 'which is another' same "$port" 7000
mustfail 'never the one inside' grep -q "$C4" "$T/sip"
transport=tcp call 'TCP' -t t1

say 'a phone that registered'
fw_cli fw -c 'clear security flow session all' >/dev/null
must 'port 5060 is taken' dropped alg-malformed taken 5060
phone server registrar registrar $S4 -p 5060
uas=$phone_pid
retry 20 listens server udp 5060 >/dev/null
phone client phone register $C4 -p 5060 $S4:5060
must 'it registers' hung_up "$phone_pid"
must 'at the registrar' hung_up "$uas"
port=$(reached_at 5060)
mustfail 'outside by another port' same "$port" 5060
phone client uas callee $C4 -p 5060
uas=$phone_pid
retry 20 listens client udp 5060 >/dev/null
addr server s0 203.0.113.3/24
must 'a stranger does not reach it' dropped host-inbound \
	hello server 203.0.113.3 5070 $U4 "$port"
phone server uac caller $S4 -p 5070 $U4:"$port"
uac=$phone_pid
must 'it is called' retry 60 in_call "$uas"
must 'the call is shown' has 'State    : CONNECTED' calls
must 'media to it' answers "client 8000" server udp $U4 "$(reached_at 8000)" -w 8000
must 'media from it' answers "server 7000 $U4" client udp $S4 7000 -w 8000
fw_cli fw -c 'clear security alg sip calls' >/dev/null
must 'it is cleared' has 'Total number of calls: 0' calls
must 'and so are its media' same "$(reached_at 8000)" ''
kill -CONT "$uas"
must 'the caller is content' hung_up "$uac"
must 'the phone too' hung_up "$uas"
must 'no call is left' has 'Total number of calls: 0' calls
must 'messages are counted' has '^INVITE  *6 ' show security alg sip counters
fw_cli fw -c 'clear security alg sip counters' >/dev/null
must 'and cleared' has '^INVITE  *0 ' show security alg sip counters
must 'no invariant is broken' sane
