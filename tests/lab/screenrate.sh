#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Screens that count: floods by destination and second, scans and sweeps of ten
# targets within microseconds, each at its threshold to the packet, in both
# families; white lists are exempt.
#
#	    client c0 ──── ge-0/0/0.0 fw ge-0/0/1.0 ──── s0 server
#	  10.0.1.2/24      .1    trust │ untrust   .1      203.0.113.2/24
#	2001:db8:1::2/64   ::1  screen │           ::1   2001:db8:2::2/64
. "$(dirname "$0")/box.sh"

box
ghost client 10.0.1.77 2001:db8:1::77
ghost server 203.0.113.77 2001:db8:2::77 203.0.113.{80..99} \
	2001:db8:2::{80..99}
S='set security screen ids-option outside'
fw_start fw - <<END
$(base)
$(policy trust untrust all permit)
$S icmp flood threshold 40
$S icmp ip-sweep threshold 1000000
$S udp flood threshold 30
$S udp flood white-list resolvers
$S udp udp-sweep threshold 1000000
$S udp port-scan threshold 1000000
$S tcp port-scan threshold 1000000
$S tcp tcp-sweep threshold 1000000
set security screen white-list resolvers address 203.0.113.99/32
set security screen white-list resolvers address 2001:db8:2::99/128
set security zones security-zone trust screen outside
END
must 'white lists are shown' has '^    203.0.113.99/32$' \
	show security screen white-list resolvers
must 'thresholds are shown' has '^  UDP flood threshold   *30$' \
	show security screen ids-option outside

play <<'END'
from screens import *
client, server = box()
A, B, A6, B6 = "10.0.1.77", "203.0.113.77", "2001:db8:1::77", "2001:db8:2::77"


class Crowd:
    """Each case has a source of its own, so that none waits for the window of
    another; ports and targets of floods are its own, too."""
    def __init__(self, a, b):
        self.path = Path(client, server, a, b)
        self.six = ":" in a
        self.v = "IPv6" if self.six else "IPv4"
        self.n = 100

    def source(self):
        self.n += 1
        return ("2001:db8:1::%d" if self.six else "10.0.1.%d") % self.n

    def reach(self, what, want, packets):
        """So many of them arrive; they are sent well within a second."""
        a = self.source()
        for p in packets:
            p.src = a
        start = time.monotonic()
        got = self.path.c(*[Frame(client, p) for p in packets])
        took = time.monotonic() - start
        must("%s %s: %d of %d pass" % (self.v, what, want, len(packets)),
             len(got) == want, "%d, within %.3f s" % (len(got), took))


for a, b, white in ((A, B, "203.0.113.99"), (A6, B6, "2001:db8:2::99")):
    c = Crowd(a, b)
    near = lambda k: ("2001:db8:2::%d" if c.six else "203.0.113.%d") % (80 + k)
    to = lambda d: net(a, d)
    echo = lambda d: to(d) / (ICMPv6EchoRequest(id=5) if c.six else ICMP(id=5))
    udp = lambda d, port: to(d) / UDP(sport=7, dport=port)
    syn = lambda d, port: to(d) / TCP(sport=1000, dport=port, flags="S")
    c.reach("ICMP to one address", 40, [echo(b) for i in range(60)])
    c.reach("ICMP to another one", 40, [echo(near(0)) for i in range(60)])
    c.reach("ICMP just below", 40, [echo(near(1)) for i in range(40)])
    c.reach("UDP to one port", 30, [udp(b, 19) for i in range(50)])
    c.reach("UDP to a white-listed address", 50,
            [udp(white, 19) for i in range(50)])
    c.reach("nine ports", 9, [syn(b, 80 + k) for k in range(9)])
    c.reach("thirty ports", 9, [syn(b, 100 + k) for k in range(30)])
    c.reach("one port thirty times", 30, [syn(b, 500) for i in range(30)])
    c.reach("nine hosts", 9, [syn(near(k), 80) for k in range(9)])
    c.reach("nineteen hosts", 9, [syn(near(k), 81) for k in range(19)])
    c.reach("UDP to nineteen hosts", 9, [udp(near(k), 29) for k in range(19)])
    c.reach("UDP to thirty ports", 9, [udp(b, 200 + k) for k in range(30)])
    c.reach("pings of eighteen hosts", 9, [echo(near(k)) for k in range(2, 20)])
diff = drops()
for name in ("icmp-flood", "udp-flood", "tcp-port-scan", "tcp-sweep",
             "udp-port-scan", "udp-sweep", "ip-sweep"):
    must("drops of " + name, diff.get("screen-" + name, 0) > 0, diff)
done()
END
must 'told: the flood' retry 5 has 'RT_SCREEN_UDP .*UDP flood!' show log messages
must 'told: the scan' has 'RT_SCREEN_TCP .*TCP port scan!' show log messages
must 'told: the sweep' has 'RT_SCREEN_ICMP .*Address sweep!' show log messages
told() { show log messages | grep -c 'ICMP flood!'; }
must 'telling is limited' between 1 60 "$(told)"

must 'no invariant is broken' sane
