#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The DNS gateway: one answer for each question, and then the session is over;
# addresses in answers that a static rule translates.
#
#	    client c0 ──── ge-0/0/0.0 fw ge-0/0/1.0 ──── s0 server
#	  10.0.1.2/24      .1    trust │ untrust   .1      203.0.113.2/24
#	2001:db8:1::2/64   ::1         │           ::1   2001:db8:2::2/64
#	a name server (dnsmasq) on both hosts; 203.0.113.10 and 2001:db8:2::10
#	are 10.0.1.10 and 2001:db8:1::10 of trust, outside
. "$(dirname "$0")/box.sh"

box
mkdir -p "$T/dns"
# names HOST ADDRESS4 ADDRESS6
names() {
	bg "$1" dnsmasq -k --conf-file=/dev/null --no-resolv --no-hosts \
		--user=root --pid-file="$T/dns/$1" --log-facility=- \
		--host-record="www.test,$2,$3" --host-record=other.test,192.0.2.7 \
		--txt-record=long.test,"$(printf 'x%.0s' {1..200})","$(printf 'y%.0s' {1..200})","$(printf 'z%.0s' {1..200})"
	retry 20 listens "$1" udp 53 >/dev/null
}
names server 203.0.113.10 2001:db8:2::10
names client 10.0.1.10 2001:db8:1::10
static() {
	local s="set security nat static rule-set in"
	cat <<-END
	$s from zone untrust
	$s rule v4 match destination-address 203.0.113.10/32
	$s rule v4 then static-nat prefix 10.0.1.10/32
	$s rule v6 match destination-address 2001:db8:2::10/128
	$s rule v6 then static-nat prefix 2001:db8:1::10/128
	END
}
fw_start fw - <<END
$(base | grep -v "alg dns")
$(policy trust untrust dns permit any)
$(policy untrust trust dns permit any)
END

# ask_name HOST SERVER NAME TYPE [OPTION...] - what dig says
ask_name() {
	local h=$1 s=$2
	shift 2
	on "$h" dig +short +tries=1 +time=2 "@$s" "$@"
}
closed() { same "$(count protocol udp destination-port 53)" 0; }

for s in $S4 $S6; do
	must "$s: an answer" has 203.0.113.10 ask_name client "$s" www.test A
	must "$s: over TCP" has 2001:db8:2::10 ask_name client "$s" www.test AAAA +tcp
done
must 'no session is left' closed
must 'its status' has 'DNS      : Enabled' show security alg status
must 'nothing is doctored' same "$(reason alg-unasked)" 0

say 'doctoring'
commit fw < <(static)
for s in $S4 $S6; do
	for how in +notcp +tcp; do
		must "$s $how: outside to inside" \
			has '^10.0.1.10$' ask_name client "$s" www.test A $how
		must "$s $how: the same, IPv6" \
			has '^2001:db8:1::10$' ask_name client "$s" www.test AAAA $how
	done
	must "$s: others stay" has '^192.0.2.7$' ask_name client "$s" other.test A
done
for s in $C4 $C6; do
	must "$s: inside to outside" \
		has '^203.0.113.10$' ask_name server "$s" www.test A
	must "$s: the same, IPv6, TCP" \
		has '^2001:db8:2::10$' ask_name server "$s" www.test AAAA +tcp
done
commit fw <<<'set security alg dns doctoring sanity-check'
must 'sanity-check leaves it' has '^203.0.113.10$' ask_name client $S4 www.test A
must 'and the session ends' closed
commit fw <<<'set security alg dns doctoring none'
must 'none leaves it' has '^203.0.113.10$' ask_name client $S4 www.test A
commit fw <<<'delete security alg dns doctoring'

say 'what must not be'
commit fw <<<'set security alg dns oversize-message-drop'
must 'too long' dropped alg-length eval \
	'! ask_name client $S4 long.test TXT +bufsize=1232'
commit fw <<<'set security alg dns maximum-message-length 1024'
must 'not too long' has xxx ask_name client $S4 long.test TXT +bufsize=1232
commit fw <<<'delete security policies from-zone untrust to-zone trust'
on fw ethtool -K ge-0-0-0 tx off >/dev/null
ghost client 10.0.1.77
ghost server 203.0.113.77
play <<'END'
from wire import *
from scapy.layers.dns import DNS, DNSQR, DNSRR
client, server = box()
c, s = "10.0.1.77", "203.0.113.77"
def q(i, name="a.test"):
    return IP(src=c, dst=s) / UDP(sport=4000, dport=53) / DNS(
        id=i, qd=DNSQR(qname=name))
def a(i, name="a.test", addr="192.0.2.1"):
    return IP(src=s, dst=c) / UDP(sport=53, dport=4000) / DNS(
        id=i, qr=1, qd=DNSQR(qname=name),
        an=DNSRR(rrname=name, rdata=addr))
def got(p):
    return DNS in p and p[DNS].qr == 1
client.send(q(1)); server.next(lambda p: DNS in p)
client.send(q(2, "b.test")); server.next(lambda p: DNS in p)
server.send(a(9))
must("another id", client.none(got))
server.send(IP(src=s, dst=c) / UDP(sport=53, dport=4000) / DNS(id=1, qd=DNSQR(qname="a.test")))
must("a question by who is asked", client.none(lambda p: DNS in p))
client.send(IP(src=c, dst=s) / UDP(sport=4000, dport=53) / DNS(id=1, qr=1, qd=DNSQR(qname="a.test")))
must("an answer by who asks", server.none(lambda p: DNS in p))
server.send(a(1, "c.test"))
must("another name", client.none(got))
server.send(IP(src=s, dst=c) / UDP(sport=53, dport=4000) / (b"\0\1\x81\x80" + b"\xff" * 30))
must("no message at all", client.none(lambda p: UDP in p and p[UDP].sport == 53))
server.send(a(1, addr="203.0.113.10"))
p = client.next(got)
must("the right one", p and p[DNS].an.rdata == "10.0.1.10" and good(p), p)
server.send(a(1))
must("but once", client.none(got))
server.send(a(2, "B.test"))
must("the other question's", client.next(got))
server.send(a(2, "b.test"))
must("then nothing", client.none(got))
done()
END
must 'they were counted' test "$(reason alg-unasked)" -ge 4
must 'and what is no message' test "$(reason alg-malformed)" -ge 2
must 'no invariant is broken' sane
commit fw <<<'set security alg dns disable'
must 'disabled: nothing is doctored' has '^203.0.113.10$' ask_name client $S4 www.test A
mustfail 'and the session waits for its timeout' closed
