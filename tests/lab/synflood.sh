#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# A flood of SYNs from invented addresses, as fast as the generator goes, and
# honest clients meanwhile: the first connection of each succeeds, in both
# families, through NAT and to the firewall itself, and large transfers arrive
# byte for byte; the flood makes no sessions; what policy denies is not answered;
# in mode syn-proxy the queue bounds it.
#
#	    client c0 ──── ge-0/0/0.0 fw ge-0/0/1.0 ──── s0 server
#	  10.0.1.2/24      .1    trust │ untrust   .1      203.0.113.2/24
#	2001:db8:1::2/64   ::1  screen │           ::1   2001:db8:2::2/64
. "$(dirname "$0")/box.sh"

box
S='set security screen ids-option outside tcp syn-flood'
fw_start fw - <<END
$(base)
$(policy trust untrust web permit junos-http)
$S attack-threshold 5
$S alarm-threshold 30
$S source-threshold 1000000
$S destination-threshold 1000000
set security zones security-zone trust screen outside
END
# The invented addresses are behind the client's link, and answers die there.
route fw default via $C4
route fw 2001:db8:77::/64 via $C6

mkdir "$T/www"
echo small >"$T/www/small"
head -c 20000000 /dev/urandom >"$T/www/large"
head -c 2000000 /dev/urandom >"$T/www/medium"
bg server python3 -m http.server --bind :: --directory "$T/www" 80 \
	>"$T/www.log" 2>&1
retry 120 listens server tcp 80 >/dev/null

# fetch ADDRESS FILE [ARGUMENT...] - once, without another try; the same bytes
fetch() {
	local a=$1 file=$2
	shift 2
	on client curl -gsS --connect-timeout 20 -m 60 "$@" \
		-o "$T/got" "http://$a/$file" && cmp "$T/got" "$T/www/$file"
}
# fetches ADDRESS - twenty connections of one client, each the first try
fetches() {
	on client curl -sS --connect-timeout 20 -m 60 --resolve "www:80:$1" \
		-o "$T/got.#1" 'http://www/small?[1-20]' || return
	cat "$T"/got.* >"$T/got"
	rm "$T"/got.*
	same "$(uniq -c <"$T/got" | tr -s ' ')" ' 20 small'
}
# flood FAMILY - until `stop $flood`, and cookies are sent
flood() {
	if [ "$1" = 4 ]; then
		bg client hping3 -q --flood --rand-source -S -p 80 $S4 \
			>/dev/null 2>&1
	else
		bg client python3 tests/lab/synflood.py $S6 c0 \
			"$(on fw cat /sys/class/net/ge-0-0-0/address)"
	fi
	flood=$bg_pid
	retry 60 counted syn-cookies-sent sleep 0.2
}
calm() { failing counted syn-cookies-sent sleep 1.1; }

# Both, or the kernel patches its code for the first IPv6 connection under load.
must 'without a flood, IPv4' fetch $S4 small
must 'without a flood, IPv6' fetch "[$S6]" small
must 'no cookie was needed' same "$(counter syn-cookies-sent)" 0

for v in 4 6; do
	[ $v = 4 ] && to=$S4 at=$S4 || to="[$S6]" at=$S6
	say "a flood, IPv$v"
	valid=$(counter syn-cookies-valid)
	must "IPv$v: SYNs are answered" flood $v
	must "IPv$v: a first connection succeeds" fetch "$to" small
	must "IPv$v: twenty, one after another" fetches "$to"
	must "IPv$v: by cookies" test $(($(counter syn-cookies-valid) - valid)) -gt 10
	must "IPv$v: the flood makes no sessions" \
		between 0 200 "$(count destination-prefix $at)"
	must "IPv$v: a large transfer" fetch "$to" large
	stop "$flood"
	must "IPv$v: the flood is over" retry 10 calm
	must "IPv$v: no cookie is needed" fetch "$to" small
done
must 'it is counted' has '^  TCP SYN flood   *[1-9]' show security screen statistics zone trust
must 'it is told, and that nothing is dropped for it' retry 5 has \
	'RT_SCREEN_TCP .*SYN flood!.*action="alarm-without-drop"' show log messages

say 'a policy that denies, and NAT'
sniff answers client c0 'tcp[13] & 18 = 18 and src port 81'
bg client hping3 -q --flood --rand-source -S -p 81 $S4 >/dev/null 2>&1
must 'the flood is seen' retry 20 dropped default-deny true
stop "$bg_pid"
must 'what policy denies is not answered' same "$(sniffed answers)" ''
commit fw <<<"$(snat)"
must 'through source NAT' flood 4
must 'a first connection' fetch $S4 small
must 'and a large transfer' fetch $S4 large
stop "$flood"

say 'the firewall itself'
commit fw <<END
delete security nat
set security zones security-zone trust host-inbound-traffic system-services http
END
bg fw python3 -m http.server --bind :: --directory "$T/www" 80 >"$T/own.log" 2>&1
retry 120 listens fw tcp 80 >/dev/null
for to in "$F4" "[$F6]"; do
	must "$to without a flood" fetch "$to" small
	valid=$(counter syn-cookies-valid)
	if [ "$to" = "$F4" ]; then
		bg client hping3 -q --flood --rand-source -S -p 80 "$F4" >/dev/null 2>&1
	else
		bg client python3 tests/lab/synflood.py "$F6" c0 \
			"$(on fw cat /sys/class/net/ge-0-0-0/address)"
	fi
	flood=$bg_pid
	must "$to answers a flood" retry 60 counted syn-cookies-sent sleep 0.2
	must "$to answers a first connection" fetch "$to" small
	must "$to sends more" fetch "$to" medium
	must "$to by cookies" test $(($(counter syn-cookies-valid) - valid)) -ge 2
	stop "$flood"
	must "$to: the flood is over" retry 10 calm
done

say 'mode syn-proxy: the queue bounds it'
commit fw <<END
set security flow syn-flood-protection-mode syn-proxy
$S queue-size 200
$S timeout 2
END
bg client hping3 -q --flood --rand-source -S -p 80 $S4 >/dev/null 2>&1
must 'the queue is full' retry 20 counted syn-proxies-full true
sent=$(counter syn-cookies-sent)
sleep 1
must 'no more are answered than it holds' \
	between 0 450 $(($(counter syn-cookies-sent) - sent))
stop "$bg_pid"
must 'the others are dropped' test "$(reason screen-syn-flood)" -gt 0
must 'no invariant is broken' sane
