#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Datagrams of which fragments never come are counted once each, as drops for
# want of completeness, in both families, after fragment-reassembly-timeout; fragments that the kernel refuses are
# counted at once.
#
#	    client c0 ──── ge-0/0/0.0 fw ge-0/0/1.0 ──── s0 server
#	  10.0.1.2/24      .1    trust │ untrust   .1      203.0.113.2/24
#	2001:db8:1::2/64   ::1         │           ::1   2001:db8:2::2/64
. "$(dirname "$0")/box.sh"

box
fw_start fw - <<END
$(base)
$(policy trust untrust all permit)
set security flow fragment-reassembly-timeout 1
END

sum() { on fw awk '{ n += $2 } END { print n }' /proc/net/xpf/drops; }
total() { same "$(counter dropped-packets)" "$(sum)"; }

play <<'END'
from wire import *
from scapy.layers.inet import fragment
from scapy.layers.inet6 import fragment6
client, server = box()
for i in range(5):
    whole = net("10.0.1.77", "203.0.113.77") / UDP(sport=1, dport=7) / Raw(bytes(2000))
    whole.id = 100 + i
    client.send(fragment(whole, 1000)[0])
for i in range(3):
    whole = (net("2001:db8:1::77", "2001:db8:2::77") /
             IPv6ExtHdrFragment(id=100 + i) / UDP(sport=1, dport=7) /
             Raw(bytes(2000)))
    client.send(fragment6(whole, 1280)[0])
must("nothing comes out of pieces", server.none(lambda p: UDP in p))
END
timed_out() { same "$(reason fragment-timeout)" 8; }
must 'eight datagrams never were complete' retry 6 timed_out
must 'and are part of all drops' retry 6 total
say 'a fragment that overlaps another'
play <<'END'
from wire import *
client, server = box()
a, b = "10.0.1.77", "203.0.113.77"
client.send(IP(src=a, dst=b, id=9, proto=17, flags="MF") / Raw(bytes(800)))
client.send(IP(src=a, dst=b, id=9, proto=17, frag=50) / Raw(bytes(800)))
must("does not pass", server.none(lambda p: IP in p and p[IP].src == a))
END
must 'it is counted at once' test "$(reason fragment)" -ge 1
fw_cli fw -c 'clear security flow statistics' >/dev/null
must 'clearing clears both' same \
	"$(reason fragment-timeout) $(reason fragment)" '0 0'
commit fw <<<'delete security flow fragment-reassembly-timeout'
must 'without a word it is as the kernel has it' same "$(on fw sysctl -n \
	net.ipv4.ipfrag_time net.netfilter.nf_conntrack_frag6_timeout | xargs)" '30 60'
must 'no invariant is broken' sane
