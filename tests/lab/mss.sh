#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The maximum segment size of SYN and SYN+ACK: lowered to tcp-mss or to the
# policy's own values, wherever the option stands, with a right checksum;
# never raised, never added; of GRE by direction.
#
#	    client c0 ──── ge-0/0/0.0 fw ge-0/0/1.0 ──── s0 server
#	  10.0.1.2/24      .1    trust │ untrust   .1      203.0.113.2/24
#	ghosts 10.0.1.77, 203.0.113.77;  gre1.0 [vpn] 10.9.0.1 ═ 10.9.0.2 server
. "$(dirname "$0")/box.sh"

modprobe ip_gre
box
ip -n fw link add gre1 type gre local $U4 remote $S4 ttl 64
ip -n server link add gre1 type gre local $S4 remote $U4 ttl 64
ip -n fw link set gre1 up
ip -n server link set gre1 up
addr server gre1 10.9.0.2/30
route server 10.0.1.0/24 dev gre1
ghost client 10.0.1.77 2001:db8:1::77
ghost server 203.0.113.77 2001:db8:2::77
serve server tcp 80 far
serve client tcp 80 near
F='set security flow tcp-mss'
O='set security policies from-zone trust to-zone untrust policy own then permit tcp-options'
fw_start fw - <<END
$(base)
$(snat)
$(policy trust untrust own permit junos-telnet)
$(policy trust untrust all permit)
$(policy trust vpn all permit)
$(policy vpn trust all permit)
$O initial-tcp-mss 900
$O reverse-tcp-mss 1400
set interfaces gre1 unit 0 family inet address 10.9.0.1/30
set security zones security-zone vpn interfaces gre1.0
set security zones security-zone untrust host-inbound-traffic system-services gre
$F all-tcp mss 1300
$F gre-in mss 1000
$F gre-out
END
cat >"$T/mss.py" <<'END'
from wire import *
client, server = box()
port = 30000


def sizes(p):
    return [v for k, v in p[TCP].options if k == "MSS"]


def syn(path, options, dport=80):
    """SYN through, SYN+ACK back; what arrived of both."""
    global port
    port += 1
    a, b = path.a, path.b
    s = [p for p in path.c(net(a, b) / TCP(sport=port, dport=dport, flags="S",
                                           seq=1, options=options))
         if TCP in p and p[TCP].dport == dport]
    if not s:
        return None, None
    s = s[0]
    back = net(b, s[is_ip(s)].src) / TCP(sport=dport, dport=s[TCP].sport,
                                         flags="SA", seq=7, ack=2,
                                         options=options)
    r = [p for p in path.s(back) if TCP in p and p[TCP].dport == port]
    return s, r[0] if r else None


def both(what, path, options, want, answer=None, dport=80):
    for name, p, size in zip(("SYN", "SYN+ACK"), syn(path, options, dport),
                             (want, want if answer is None else answer)):
        must("%s: %s" % (what, name),
             p is not None and sizes(p) == size and good(p),
             p and p.show(dump=True))


for a, b in (("10.0.1.77", "203.0.113.77"), ("2001:db8:1::77", "2001:db8:2::77")):
    v = "IPv6, " if ":" in a else "IPv4, "
    path = Path(client, server, a, b)
    both(v + "lowered", path, [("MSS", 1460)], [1300])
    both(v + "at an odd place", path,
         [("NOP", None), ("MSS", 1460), ("WScale", 7)], [1300])
    both(v + "said twice", path, [("MSS", 1460), ("MSS", 8960)], [1300, 1300])
    both(v + "never raised", path, [("MSS", 536)], [536])
    both(v + "never added", path, [("WScale", 3)], [])
    both(v + "by policy", path, [("MSS", 1460)], [900], [1400], 23)
done()
END
play <"$T/mss.py"

say 'real stacks, with checksums that the device completes'
must 'from the client' mss server s0 1300 answers far client tcp $S4 80
must 'and its answer' mss client c0 1300 answers far client tcp $S4 80
must 'into GRE: the default of 1320, and all-tcp is less' \
	mss server gre1 1300 answers far client tcp 10.9.0.2 80
must 'out of GRE' mss client c0 1000 answers near server tcp 10.0.1.2 80
commit fw <<<'delete security flow tcp-mss all-tcp'
must 'into GRE, without all-tcp' \
	mss server gre1 1320 answers far client tcp 10.9.0.2 80
must 'elsewhere as it was' mss server s0 1460 answers far client tcp $S4 80
must 'it is counted' [ "$(counter tcp-mss-clamped)" -gt 0 ]
must 'nothing is broken' sane
