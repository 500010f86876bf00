#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# No packet crosses the box but by a session: what was let in for the firewall
# itself, and something else in the kernel (here somebody's nft rule) sends on,
# ends at the forwarding hook.  And kernel tracing tells of sessions and drops.
#
#	    client c0 ──── ge-0/0/0.0 fw ge-0/0/1.0 ──── s0 server
#	  10.0.1.2/24      .1    trust │ untrust   .1      203.0.113.2/24
#	2001:db8:1::2/64   ::1         │           ::1   2001:db8:2::2/64
. "$(dirname "$0")/box.sh"

box
Z='set security zones security-zone'
fw_start fw - <<END
$(base)
$Z trust host-inbound-traffic system-services ssh
$(policy trust untrust web permit junos-http)
END
serve fw tcp 22 fw
serve server tcp 22 inside
serve server tcp 80 web

say 'the hook'
for a in $F4 $F6; do
	must "the firewall answers at $a" answers fw client tcp "$a" 22
done
on fw nft -f - <<END
table inet other {
	chain pre {
		type nat hook prerouting priority dstnat;
		ip daddr $F4 tcp dport 22 dnat ip to $S4
		ip6 daddr $F6 tcp dport 22 dnat ip6 to $S6
	}
}
END
for a in $F4 $F6; do
	must "what is sent on from $a ends there" \
		dropped forward-hook silent client tcp "$a" 22 -w 700
done
on fw nft delete table inet other
for a in $S4 $S6; do
	must "what a policy permits to $a passes" answers web client tcp "$a" 80
done

say 'tracing'
events=/sys/kernel/tracing/events/xpf
echo >/sys/kernel/tracing/trace
echo 1 >$events/enable
lab_undo+=("echo 0 >$events/enable")
must 'a session' answers web client tcp $S4 80 -s 4100
must 'a denied one' silent client udp $S6 53 -s 4101 -w 300
echo 0 >$events/enable
cat /sys/kernel/tracing/trace >"$T/trace"
must 'its beginning is traced' grep -q "xpf_session_open: .*4100" "$T/trace"
must 'the drop, with its reason' \
	grep -q 'xpf_drop: reason=default-deny .*4101' "$T/trace"
must 'no invariant is broken' sane
