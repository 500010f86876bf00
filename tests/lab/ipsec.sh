#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# An IPsec interface (xfrm, with keys set by hand) and an IP-in-IP tunnel are
# interfaces of zones as any other: what goes into them needs a policy, what
# comes out of them has the tunnel's zone, also towards the firewall itself;
# sessions name them.  The outer packets are the firewall's own traffic, and when
# the other side begins, host-inbound-traffic decides.
#
#	client c0 ── ge-0/0/0.0 [trust] fw ge-0/0/1.0 [untrust] ── s0 server
#	10.0.1.2, 2001:db8:1::2     .1 │ 203.0.113.1, 2001:db8:2::1        .2
#	           st0.0 [vpn] 10.9.0.1 ═══ ESP ═══ st0 10.9.0.2
#	        2001:db8:9::1                       2001:db8:9::2
#	                    behind it 10.0.9.1, 2001:db8:99::1 [sa: aes-gcm]
#	           ip-0/0/0.0 [hub] 10.8.0.1 ═ IPIP ═ ip0 10.8.0.2, behind it 10.0.8.1
. "$(dirname "$0")/box.sh"

modprobe -a xfrm_interface esp4 ipip
box
key=0x00112233445566778899aabbccddeeff01020304
# sas HOST DIRECTION DIRECTION - one association each way: that of what fw sends,
# that of what server sends
sas() {
	local h=$1 f2s=$2 s2f=$3 net
	ip -n "$h" xfrm state add src $U4 dst $S4 proto esp spi 0x1001 \
		mode tunnel if_id 1 aead 'rfc4106(gcm(aes))' $key 128 \
		flag af-unspec
	ip -n "$h" xfrm state add src $S4 dst $U4 proto esp spi 0x1002 \
		mode tunnel if_id 1 aead 'rfc4106(gcm(aes))' $key 128 \
		flag af-unspec
	for net in 0.0.0.0/0 ::/0; do
		ip -n "$h" xfrm policy add src $net dst $net dir "$f2s" if_id 1 \
			tmpl src $U4 dst $S4 proto esp mode tunnel
		ip -n "$h" xfrm policy add src $net dst $net dir "$s2f" if_id 1 \
			tmpl src $S4 dst $U4 proto esp mode tunnel
	done
}
sas fw out in
sas server in out
# what comes out of the tunnel and goes on is checked as the kernel would
for net in 0.0.0.0/0 ::/0; do
	ip -n fw xfrm policy add src $net dst $net dir fwd if_id 1 \
		tmpl src $S4 dst $U4 proto esp mode tunnel
done
ip -n fw link add st0 type xfrm dev ge-0-0-1 if_id 1
ip -n server link add st0 type xfrm dev s0 if_id 1
ip -n fw link add ip-0-0-0 type ipip local $U4 remote $S4 ttl 64
ip -n server link add ip0 type ipip local $S4 remote $U4 ttl 64
ip -n fw link set st0 mtu 1400 up
ip -n fw link set ip-0-0-0 up
ip -n server link set st0 mtu 1400 up
ip -n server link set ip0 up
addr server st0 10.9.0.2/30 2001:db8:9::2/64
addr server ip0 10.8.0.2/30
addr server lo 10.0.9.1/32 10.0.8.1/32 2001:db8:99::1/128
# the way back: by the tunnel that the packet came through
ip -n server route replace 10.0.1.2/32 dev st0 src 10.0.9.1
route server 2001:db8:1::2/128 dev st0
ip -n server rule add from 10.0.8.1 lookup 8
ip -n server route add default dev ip0 table 8
on server sysctl -qw net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.ip0.rp_filter=0
serve server tcp 80 far
serve server tcp 81 other
serve client tcp 80 near
serve fw tcp 22 self
fw_start fw - <<END
$(base)
set interfaces st0 unit 0 family inet address 10.9.0.1/30
set interfaces st0 unit 0 family inet6 address 2001:db8:9::1/64
set interfaces ip-0/0/0 unit 0 family inet address 10.8.0.1/30
set security zones security-zone vpn interfaces st0.0
set security zones security-zone hub interfaces ip-0/0/0.0
set routing-options static route 10.0.9.0/24 next-hop 10.9.0.2
set routing-options static route 10.0.8.0/24 next-hop 10.8.0.2
set routing-options rib inet6.0 static route 2001:db8:99::/64 next-hop 2001:db8:9::2
END
sniff outer server s0 -Q in 'ip proto 50 or ip proto 4'
far=(10.0.9.1 2001:db8:99::1 10.0.8.1)

say 'without a policy'
for a in "${far[@]}"; do
	must "$a: denied" dropped default-deny silent client tcp "$a" 80 -w 300
done
must 'no session' same "$(count destination-port 80)" 0

say 'with one, for the web'
commit fw <<END
$(policy trust vpn web permit junos-http)
$(policy trust hub web permit junos-http)
END
must 'TCP by IPsec' answers "far $C4 " client tcp 10.0.9.1 80
must 'over IPv6' answers "far $C6 " client tcp 2001:db8:99::1 80
must 'TCP by IP-in-IP' answers "far $C4 " client tcp 10.0.8.1 80
for a in "${far[@]}"; do
	must "$a: another port is denied" dropped default-deny \
		silent client tcp "$a" 81 -w 300
done
# talk HOST ADDRESS - a conversation until the test ends, so that its session is seen
talk() { bg "$1" "$B/tests/peer" ask tcp "$2" 80 -n 2 -i 600000 >/dev/null; }
for a in "${far[@]}"; do talk client "$a"; done
sees() { retry 5 has "$@"; }
must 'the session leaves by st0.0' sees "Out: 10.0.9.1/80 --> $C4/.*If: st0.0" flow
must 'IPv6 too' sees "Out: 2001:db8:99::1/80 --> $C6/.*If: st0.0" flow
must 'by ip-0/0/0.0 the other' sees "Out: 10.0.8.1/80 --> $C4/.*If: ip-0/0/0.0" flow
must 'and came by ge-0/0/0.0' sees "In: $C4/.*10.0.9.1/80.*If: ge-0/0/0.0" flow
must 'by interface' sees '10.0.9.1/80' flow interface st0.0
mustfail 'only it' has '10.0.8.1/80' flow interface st0.0
must 'ESP is a session of the firewall' has 'esp\|/50\|;50' flow
sniffed outer >"$T/outer"
must 'on the wire there was ESP' grep -q 'ESP(spi=0x00001001' "$T/outer"
must 'and IP in IP' grep -q "10.0.1.2.* > 10.0.8.1" "$T/outer"
mustfail 'and nothing of the former in clear' grep -q '10.0.9.1' "$T/outer"

say 'begun from the other side'
fw_cli fw -c 'clear security flow session all' >/dev/null
from() { silent server tcp "$1" "$2" -w 300; }
must 'ESP is not named: dropped' dropped host-inbound from $C4 80
commit fw <<END
set security zones security-zone untrust host-inbound-traffic system-services ike
END
must 'now unpacked, but no policy' dropped default-deny from $C4 80
must 'over IPv6' dropped default-deny from $C6 80
commit fw <<<"$(policy vpn trust web permit junos-http)"
must 'now answered' answers "near 10.0.9.1 " server tcp $C4 80
must 'over IPv6' answers 'near 2001:db8' server tcp $C6 80
talk server $C4
must 'it came by st0.0' sees "In: .*--> $C4/80.*If: st0.0" flow
must 'its other end' sees "Out: $C4/80 --> .*If: ge-0/0/0.0" flow

say 'to the firewall itself, through the tunnel'
must 'ssh is not named' dropped host-inbound from 10.9.0.1 22
must 'over IPv6' dropped host-inbound from 2001:db8:9::1 22
must 'nor is ping' nopings server 10.9.0.1
commit fw <<END
set security zones security-zone vpn interfaces st0.0 host-inbound-traffic system-services ssh
set security zones security-zone vpn interfaces st0.0 host-inbound-traffic system-services ping
END
must 'now ssh is' answers self server tcp 10.9.0.1 22
must 'over IPv6' answers self server tcp 2001:db8:9::1 22
must 'and ping' pings server 10.9.0.1
must 'over IPv6' pings server 2001:db8:9::1
must 'not from outside of it' dropped host-inbound silent server tcp $U4 22 -w 300
must 'nor through the other tunnel' dropped host-inbound \
	silent server tcp 10.8.0.1 22 -w 300

say 'segments'
commit fw <<<'set security flow tcp-mss ipsec-vpn mss 1234'
must 'into the tunnel' mss server st0 1234 answers "far $C4 " client tcp 10.0.9.1 80
must 'and its answer' mss client c0 1234 answers "far $C4 " client tcp 10.0.9.1 80
must 'out of it' mss client c0 1234 answers 'near 10.0.9.1 ' server tcp $C4 80
must 'by another tunnel as it was' mss server ip0 1460 \
	answers "far $C4 " client tcp 10.0.8.1 80

say 'large packets'
must 'TCP is told of the MTU' answers "far $C4 " client tcp 10.0.9.1 80
commit fw <<<"$(policy trust vpn ping permit '[ junos-ping junos-pingv6 ]')"
must 'what is cut by the sender' pings client 10.0.9.1 -s 3000
must 'over IPv6' pings client 2001:db8:99::1 -s 3000
must 'what must not be cut is refused' has '1400' failing \
	on client ping -nc 1 -W 2 -M 'do' -s 1450 10.0.9.1
must 'no invariant is broken' sane
