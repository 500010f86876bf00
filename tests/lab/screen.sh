#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Screens of single packets and fragments: each attack is dropped for its own
# reason, counted by its own counter and told by its own name; what comes close
# to it and is honest passes; alarm-without-drop tells and lets pass; without a
# screen nothing is looked for.
#
#	    client c0 ──── ge-0/0/0.0 fw ge-0/0/1.0 ──── s0 server
#	  10.0.1.2/24      .1    trust │ untrust   .1      203.0.113.2/24
#	2001:db8:1::2/64   ::1  screen │           ::1   2001:db8:2::2/64
. "$(dirname "$0")/box.sh"

box
ghost client 10.0.1.77 2001:db8:1::77
ghost server 203.0.113.77 2001:db8:2::77
S='set security screen ids-option outside'
# words PREFIX WORD... - a statement for each word
words() {
	local p=$1 w
	shift
	for w; do echo "$S $p $w"; done
}
screens() {
	words icmp fragment large ping-death icmpv6-malformed
	words ip bad-option record-route-option timestamp-option security-option \
		stream-option loose-source-route-option strict-source-route-option \
		spoofing unknown-protocol tear-drop ipv6-malformed-header \
		'ipv6-extension-header-limit 3'
	words 'ip ipv6-extension-header' AH-header ESP-header mobility-header \
		HIP-header shim6-header no-next-header 'user-defined-header-type 100 to 110' \
		'hop-by-hop-header router-alert-option' \
		'destination-header home-address-option' \
		'destination-header user-defined-option-type 30 to 31'
	words 'ip tunnel' bad-inner-header 'gre gre-4in4' 'gre gre-6in4' \
		'gre gre-4in6' 'gre gre-6in6' 'ip-in-udp teredo' 'ipip ipip-6to4relay' \
		'ipip ipip-6in4' 'ipip ipip-4in6' 'ipip ipip-4in4' 'ipip ipip-6in6' \
		'ipip ipip-6over4' 'ipip isatap' 'ipip dslite'
	words tcp land winnuke syn-fin fin-no-ack tcp-no-flag syn-frag
}
fw_start fw - <<END
$(base)
$(policy trust untrust all permit)
$(screens)
set security zones security-zone trust screen outside
set security flow tcp-session no-syn-check
END

play <<'END'
from screens import *
client, server = box()
A, B, A6, B6 = "10.0.1.77", "203.0.113.77", "2001:db8:1::77", "2001:db8:2::77"

for a, b in ((A, B), (A6, B6)):
    c = Case(client, server, a, b)
    six = ":" in a
    n = lambda: net(a, b)
    t = lambda flags, port=80: n() / TCP(sport=5, dport=port, flags=flags)
    # TCP flags
    c.strikes("SYN and FIN", "syn-fin", t("SF"))
    c.strikes("SYN and FIN with ACK", "syn-fin", t("SFA"))
    c.strikes("FIN alone", "fin-no-ack", t("F"))
    c.strikes("no flag", "tcp-no-flag", t(""))
    c.passes("a SYN", t("S"))
    c.passes("FIN and ACK", n() / TCP(sport=6, dport=80, flags="FA"))
    c.strikes("URG to NetBIOS", "winnuke", t("UA", 139))
    c.passes("URG to elsewhere", t("UA", 138))
    c.passes("NetBIOS", t("S", 139))
    c.strikes("a SYN to itself", "land",
              net(b, b) / TCP(sport=80, dport=80, flags="S"))
    # sizes and fragments
    icmp = (lambda size: n() / ICMPv6EchoRequest(id=7, data=b"x" * size)) if six \
        else (lambda size: n() / ICMP(id=7) / Raw(b"x" * size))
    head = 48 if six else 28
    c.passes("ICMP of 1024 bytes", icmp(1024 - head))
    c.strikes("ICMP of 1025 bytes", "icmp-large", icmp(1025 - head))
    c.strikes("fragmented ICMP", "icmp-fragment",
              *pieces(raw(icmp(600)), [(0, 304), (304, 2000)], 5000))
    p = raw(n() / UDP(sport=8, dport=7) / Raw(b"y" * 1200))
    c.passes("fragments that touch",
             *pieces(p, [(0, 400), (400, 800), (800, 2000)], 6000))
    c.passes("fragments out of order",
             *pieces(p, [(800, 2000), (0, 400), (400, 800)], 6001))
    c.passes("tiny fragments",
             *pieces(p, [(0, 8), (8, 16), (16, 2000)], 6002))
    c.strikes("a fragment over another", "tear-drop",
              *pieces(p, [(0, 400), (392, 800), (800, 2000)], 6004))
    c.strikes("a fragment within another", "tear-drop",
              *pieces(p, [(0, 800), (400, 480), (800, 2000)], 6005))
    whole = lambda port, flags: raw(
        n() / TCP(sport=5, dport=port, flags=flags) / Raw(b"z" * 64))
    c.strikes("a SYN in fragments", "syn-frag",
              *pieces(whole(80, "S"), [(0, 40), (40, 200)], 6007))
    c.passes("an ACK in fragments",
             *pieces(whole(81, "A"), [(0, 40), (40, 200)], 6008))
    # unknown protocols, tunnels
    proto = (lambda k: IPv6(src=a, dst=b, nh=k)) if six else \
        (lambda k: IP(src=a, dst=b, proto=k))
    c.strikes("protocol 143", "unknown-protocol", proto(143) / Raw(b"q" * 20))
    c.passes("protocol 142", proto(142) / Raw(b"q" * 20))
    in4 = IP(src="198.51.100.1", dst="198.51.100.2") / UDP() / b"in"
    in6 = IPv6(src="2001:db8:9::1", dst="2001:db8:9::2") / UDP() / b"in"
    v = "6" if six else "4"
    c.strikes("IPv4 in GRE", "gre-4in" + v, n() / GRE() / in4)
    c.strikes("IPv6 in GRE", "gre-6in" + v, n() / GRE() / in6)
    c.strikes("IPv4 in IP", "ipip-4in" + v, n() / in4)
    c.strikes("IPv6 in IP", "ipip-6in" + v, n() / in6)
    c.strikes("Teredo", "teredo", n() / UDP(sport=4, dport=3544) / in6)
    c.passes("UDP that is not Teredo", n() / UDP(sport=4, dport=3545) / in6)
    c.strikes("a spoofed source", "spoofing",
              net("2001:db8:2::99" if six else "203.0.113.99", b) /
              UDP(sport=1, dport=2))

c = Case(client, server, A, B)
o = lambda data: IP(src=A, dst=B, options=IPOption(data)) / UDP(sport=9, dport=19)
c.strikes("record route", "record-route-option", o(b"\x07\x07\x04" + b"\0" * 5))
c.strikes("timestamp", "timestamp-option", o(b"\x44\x08\x05\0\0\0\0\0"))
c.strikes("security", "security-option", o(b"\x82\x0b" + b"\0" * 10))
c.strikes("stream id", "stream-option", o(b"\x88\x04\0\0"))
c.strikes("loose source route", "loose-source-route-option",
          o(b"\x83\x07\x04" + b"\x0a" * 5))
c.strikes("strict source route", "strict-source-route-option",
          o(b"\x89\x07\x04" + b"\x0a" * 5))
c.strikes("an option without an end", "bad-option", o(b"\x94\x40\0\0"))
c.passes("router alert", o(b"\x94\x04\0\0"))
c.strikes("a ping that ends behind 65535", "ping-death",
          IP(src=A, dst=B, proto=1, id=77, frag=8189) / Raw(b"d" * 64))
six_in = lambda s: net(A, B) / IPv6(src=s, dst="2001:db8:9::2") / UDP()
c.strikes("6to4", "ipip-6to4relay", six_in("2002:a00:1::1"))
c.strikes("ISATAP", "isatap", six_in("fe80::5efe:a00:14d"))
c.strikes("6over4", "ipip-6over4", six_in("fe80::a00:14d"))

c = Case(client, server, A6, B6)
hop = lambda *opts: IPv6ExtHdrHopByHop(options=list(opts))
dst = lambda *opts: IPv6ExtHdrDestOpt(options=list(opts))
udp = UDP(sport=9, dport=19)
c.strikes("router alert", "ipv6-hop-by-hop-option",
          net(A6, B6) / hop(RouterAlert()) / udp)
c.passes("padding", net(A6, B6) / hop(PadN(optdata=b"\0" * 4)) / udp)
c.strikes("home address", "ipv6-destination-option",
          net(A6, B6) / dst(HAO()) / udp)
c.passes("destination options", net(A6, B6) / dst(PadN(optdata=b"\0" * 4)) / udp)
for name, number in (("AH", 51), ("ESP", 50), ("mobility", 135), ("HIP", 139),
                     ("shim6", 140), ("no next header", 59),
                     ("a user's header", 105)):
    c.strikes(name, "ipv6-extension-header",
              IPv6(src=A6, dst=B6, nh=number) / Raw(b"\x11\x00" + b"\0" * 22))
c.passes("header type 111", IPv6(src=A6, dst=B6, nh=111) / Raw(b"\0" * 16))
pad = PadN(optdata=b"\0" * 4)
routing = IPv6ExtHdrRouting(type=4)
c.passes("three headers", net(A6, B6) / hop(pad) / dst(pad) / dst(pad) / udp)
c.strikes("four headers", "ipv6-extension-header-limit",
          net(A6, B6) / hop(pad) / dst(pad) / routing / dst(pad) / udp)
c.strikes("a routing header twice", "ipv6-malformed-header",
          net(A6, B6) / routing / routing / udp)
c.strikes("a short echo", "icmpv6-malformed",
          IPv6(src=A6, dst=B6, nh=58) / Raw(b"\x80\0\0\0\0\0"))
c.strikes("neighbour discovery from far", "icmpv6-malformed",
          IPv6(src=A6, dst=B6, hlim=64) / ICMPv6ND_NS(tgt=B6))
c.strikes("DS-Lite", "dslite", net(A6, B6) / IP(
    src="192.168.1.1", dst="198.51.100.2") / UDP())
done()
END
must 'the log has the name of Junos' \
	retry 5 has 'RT_IDS: RT_SCREEN_TCP .*SYN and FIN bits!.*source-zone-name="trust".*interface-name="ge-0/0/0.0".*action="drop"' \
	show log messages
must 'with ports for TCP' has 'RT_SCREEN_TCP .*source-port="5" destination-address="203.0.113.77" destination-port="139"' \
	show log messages
must 'with the protocol for IP' has 'RT_SCREEN_IP .*Unknown IP protocol!.*protocol-id="143"' \
	show log messages
must 'statistics of the zone' has '^  TCP SYN FIN   *4$' \
	show security screen statistics zone trust
must 'of the interface' has '^  IP tear drop   *[1-9]' \
	show security screen statistics interface ge-0/0/0.0
must 'tunnels are summed up' has '^  IP tunnel summary   *1[0-9]$' \
	show security screen statistics zone trust
must 'of another zone: nothing' has '^  TCP SYN FIN   *0$' \
	show security screen statistics zone untrust
must 'as XML' has '<ids-statistics-syn-fin>4</ids-statistics-syn-fin>' \
	show 'security screen statistics zone trust | display xml'
must 'as JSON' has '"ids-statistics-syn-fin"' \
	show 'security screen statistics zone trust | display json'
must 'the screen itself' has '^  TCP land attack   *enabled$' \
	show security screen ids-option outside
must 'its thresholds' has '^  IPv6 extension header limit   *3$' \
	show security screen ids-option outside
must 'drops are named' has 'screen-syn-fin.*4' on fw cat /proc/net/xpf/drops
fw_cli fw -c 'clear security screen statistics zone untrust' >/dev/null
must 'clearing another zone clears nothing here' has '^  TCP SYN FIN   *4$' \
	show security screen statistics zone trust
fw_cli fw -c 'clear security screen statistics zone trust' >/dev/null
must 'cleared: nothing left' has '^  TCP SYN FIN   *0$' \
	show security screen statistics zone trust

say 'alarm-without-drop'
commit fw <<END
$S alarm-without-drop
$S ip block-frag
END
play <<'END'
from screens import *
client, server = box()
A, B = "10.0.1.77", "203.0.113.77"
path = Path(client, server, A, B)
got = path.c(IP(src=A, dst=B, proto=200) / Raw(b"q" * 20))
must("an unknown protocol passes", len(got) == 1, got)
whole = raw(IP(src=A, dst=B) / UDP(sport=5, dport=7) / Raw(b"x" * 64))
got = path.c(*pieces(whole, [(0, 40), (40, 100)], 9))
must("fragments pass", len(got) >= 1, got)
done()
END
must 'it is counted' has '^  IP unknown protocol   *1$' \
	show security screen statistics zone trust
must 'and told' retry 5 has 'protocol-id="200".*action="alarm-without-drop"' \
	show log messages

say 'dropping fragments, and no screen at all'
commit fw <<END
delete ${S#set } alarm-without-drop
END
mustfail 'a fragmented ping' pings client $S4 -s 3000
must 'whole ones pass' pings client $S4 -s 100
must 'it was the screen' test "$(reason screen-block-frag)" -gt 0
commit fw <<END
delete security zones security-zone trust screen
END
must 'fragments pass without a screen' pings client $S4 -s 3000
must 'no invariant is broken' sane
