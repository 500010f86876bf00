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


def reach(what, want, frames, match):
    """So many of the frames arrive, which are sent well within a second."""
    time.sleep(1.1)
    server.flush()
    start = time.monotonic()
    for f in frames:
        client.fd.send(f)
    took = time.monotonic() - start
    got = len(server.all(match, 0.5))
    must("%s: %d of %d pass" % (what, want, len(frames)), got == want,
         "%d, sent in %.3f s" % (got, took))


for a, b, other, white in (
        (A, B, "203.0.113.98", "203.0.113.99"),
        (A6, B6, "2001:db8:2::98", "2001:db8:2::99")):
    six = ":" in a
    v = "IPv6" if six else "IPv4"
    near = lambda k: ("2001:db8:2::%d" if six else "203.0.113.%d") % (80 + k)
    echo = lambda d: net(a, d) / (ICMPv6EchoRequest(id=5) if six else ICMP(id=5))
    icmp = lambda p: ICMPv6EchoRequest in p or (
        IPv6 not in p and ICMP in p and p[ICMP].type == 8)
    udp = lambda p: UDP in p and p[UDP].sport == 7
    tcp = lambda p: TCP in p
    syn = lambda d, port: net(a, d) / TCP(sport=1000, dport=port, flags="S")
    raws = lambda ps: [bytes(Ether(src=client.mac, dst=client.to) / p) for p in ps]
    reach(v + " ICMP to one address", 40, raws([echo(b)] * 60), icmp)
    reach(v + " ICMP to another one", 40, raws([echo(other)] * 60), icmp)
    reach(v + " just below", 40, raws([echo(b)] * 40), icmp)
    reach(v + " UDP to one port", 30,
          raws([net(a, b) / UDP(sport=7, dport=9)] * 50), udp)
    reach(v + " UDP to a white-listed address", 50,
          raws([net(a, white) / UDP(sport=7, dport=9)] * 50), udp)
    reach(v + " nine ports", 9, raws([syn(b, 80 + k) for k in range(9)]), tcp)
    reach(v + " thirty ports", 9, raws([syn(b, 100 + k) for k in range(30)]), tcp)
    reach(v + " one port thirty times", 30, raws([syn(b, 500)] * 30), tcp)
    reach(v + " nine hosts", 9, raws([syn(near(k), 80) for k in range(9)]), tcp)
    reach(v + " nineteen hosts", 9,
          raws([syn(near(k), 81) for k in range(19)]), tcp)
    reach(v + " UDP to nineteen hosts", 9,
          raws([net(a, near(k)) / UDP(sport=7, dport=9) for k in range(19)]), udp)
    reach(v + " UDP to thirty ports", 9,
          raws([net(a, b) / UDP(sport=7, dport=200 + k) for k in range(30)]), udp)
    # the nineteenth has a session from above
    reach(v + " pings of eighteen hosts", 9,
          raws([echo(near(k)) for k in range(18)]), icmp)
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
