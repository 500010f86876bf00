# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
#
# The firewall of box.sh with a phone (sipp) on both hosts; trust may speak SIP
# to untrust, and nothing else.  The caller's media are at 7000 and 7001, the
# callee's at 8000 and 8001: programs that answer stand there all the time.
. "$(dirname "${BASH_SOURCE[0]}")/box.sh"

box
addr client c0 10.0.1.3/24
for p in 7000 7001 8000; do bg client "$B/tests/peer" serve udp $p "client $p"; done
for p in 8000 8001 7000; do bg server "$B/tests/peer" serve udp $p "server $p"; done
for h in client server; do retry 5 listens $h udp 8000 >/dev/null; done

# sdp PORT [LINE] - in a scenario: what is said of media
sdp() {
	printf '%s\n' 'v=0' \
		'o=- 1 1 IN IP[local_ip_type] [local_ip]' 's=-' \
		'c=IN IP[media_ip_type] [media_ip]' 't=0 0' \
		"m=audio $1 RTP/AVP 0" ${2:+"$2"}
}

# request METHOD CSEQ [BODY [HEADER]] - by who called
request() {
	local type='Content-Length: 0'
	[ -z "${3-}" ] || type=$'Content-Type: application/sdp\nContent-Length: [len]'
	cat <<-END
	<send><![CDATA[
	$1 sip:bob@[remote_ip]:[remote_port] SIP/2.0
	Via: SIP/2.0/[transport] [local_ip]:[local_port];rport;branch=[branch]
	From: <sip:alice@[local_ip]:[local_port]>;tag=[call_number]
	To: <sip:bob@[remote_ip]:[remote_port]>[peer_tag_param]
	Call-ID: [call_id]
	CSeq: $2 $1
	m: <sip:alice@[local_ip]:[local_port];transport=[transport]>
	${4:-Max-Forwards: 70}
	$type

	${3-}
	]]></send>
	END
}

# answer [BODY [HEADERS]] - to the last request
answer() {
	local type='Content-Length: 0'
	[ -z "${1-}" ] || type=$'Content-Type: application/sdp\nContent-Length: [len]'
	cat <<-END
	<send><![CDATA[
	SIP/2.0 200 OK
	[last_Via:]
	[last_From:]
	[last_To:];tag=[call_number]
	[last_Call-ID:]
	[last_CSeq:]
	${2:-Contact: <sip:bob@[local_ip]:[local_port];transport=[transport]>}
	$type

	${1-}
	]]></send>
	END
}

# scenario NAME - from standard input
scenario() {
	{
		echo '<?xml version="1.0" encoding="ISO-8859-1" ?>'
		echo '<scenario name="x">'
		cat
		echo '</scenario>'
	} >"$T/$1.xml"
}

scenario caller < <(
	request INVITE 1 "$(sdp 7000)"
	echo '<recv response="180" optional="true"/><recv response="200"/>'
	request ACK 1
	echo '<pause milliseconds="3000"/>'
	request INVITE 2 "$(sdp 7000 a=sendonly)"
	echo '<recv response="200"/>'
	request ACK 2
	request BYE 3
	echo '<recv response="200"/>'
)
scenario register < <(
	request REGISTER 1 '' 'Expires: 600'
	echo '<recv response="200"/>'
)
scenario registrar < <(
	echo '<recv request="REGISTER"/>'
	answer '' $'[last_m:]\nExpires: 600'
)
scenario callee < <(
	echo '<recv request="INVITE"/>'
	answer "$(sdp 8000)"
	echo '<recv request="ACK"/>'
	# It stops itself in the middle of the call, until it is told to go on.
	echo "<nop><action><exec command=\"kill -STOP \$(cat $T/callee.pid)\"/></action></nop>"
	echo '<recv request="INVITE"/>'
	answer "$(sdp 8000 a=recvonly)"
	echo '<recv request="ACK"/><recv request="BYE"/>'
	answer
)

# phone HOST NAME SCENARIO ADDRESS [OPTION...] - one call in the background;
# its pid is in phone_pid
phone() {
	local h=$1 name=$2 s=$3 a=$4
	shift 4
	bg "$h" sipp -sf "$T/$s.xml" -i "$a" -mi "$a" -m 1 -nostdin -timeout 200 -max_retrans 100 \
		-watchdog_major_threshold 1000000 -watchdog_minor_threshold 1000000 \
		-trace_err -error_file "$T/$name.err" "$@" >"$T/$name.out" 2>&1
	phone_pid=$bg_pid
	[ "$s" != callee ] || echo "$phone_pid" >"$T/callee.pid"
}
# in_call PID - the callee has answered, and waits
in_call() {
	grep -q '^State:.T' "/proc/$1/status" || { tail -n 5 "$T"/*.err; return 1; }
}

# hung_up PID - the phone has had its call, and all was as it had to be
hung_up() {
	local rc=0
	retry 60 ended "$1" >/dev/null || return
	wait "$1" || rc=$?
	[ $rc = 0 ] || { tail -n 30 "$T"/*.err; echo "status $rc"; return 1; }
}

# reached_at PORT - of a host inside: the port of the pinhole that leads there
reached_at() {
	on fw awk -v port="$1" '$1 == "sip" && $7 ~ "[.:]" port "$" {
		sub(/.*[.:]/, "", $5); print $5; exit }' /proc/net/xpf/pinholes
}
calls() { show security alg sip calls detail; }
