#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# ICMP errors about packets that nobody here has seen: dropped; with `security flow
# allow-embedded-icmp` for the policies to permit, each type by itself, in one
# direction, untranslated, and never up to the firewall.
#
#	    client c0 ──── ge-0/0/0.0 fw ge-0/0/1.0 ──── s0 server
#	  10.0.1.2/24      .1    trust │ untrust   .1      203.0.113.2/24
#	2001:db8:1::2/64   ::1         │           ::1   2001:db8:2::2/64
. "$(dirname "$0")/box.sh"

box
fw_start fw - <<END
$(base)
set applications application unreach4 protocol icmp icmp-type 3
set applications application unreach6 protocol icmp6 icmp6-type 1
$(policy untrust trust errors permit unreach4)
set security policies from-zone untrust to-zone trust policy errors match application unreach6
set security zones security-zone untrust host-inbound-traffic system-services ping
END

cat >"$T/errors.py" <<'END'
from wire import *
client, server = box()

def drops(reason):
    rows = run("fw", "cat", "/proc/net/xpf/drops").splitlines()
    return sum(int(r.split()[1]) for r in rows if r.split()[0] == reason)

def quote(a, b):
    return bytes(net(a, b) / UDP(sport=7, dport=9) / b"nobody saw this")

def unreachable(a, b, ttl=64):
    h = net(a, b)
    if IPv6 in h:
        h.hlim = ttl
        return h / ICMPv6DestUnreach(code=4) / Raw(quote(b, a))
    h.ttl = ttl
    return h / ICMP(type=3, code=3) / Raw(quote(b, a))

def exceeded(a, b):
    h = net(a, b)
    l4 = ICMPv6TimeExceeded() if IPv6 in h else ICMP(type=11)
    return h / l4 / Raw(quote(b, a))

def echo(a, b, number):
    """A ping whose id is what an error has for one."""
    h = net(a, b)
    return h / (ICMPv6EchoRequest(id=number) if IPv6 in h else ICMP(id=number))

def passes(end, far, text, p, want):
    far.flush()
    end.send(p)
    got = far.next(lambda q: b"nobody saw this" in bytes(q) or
                   q[is_ip(q)].src == p.src and (ICMP in q or ICMPv6EchoRequest in q),
                   3 if want else 0.3)
    must(text, (got is not None) == want, got and got.show(dump=True))
    return got

def dropped(end, far, text, p, reason):
    before = drops(reason)
    passes(end, far, text, p, False)
    must("by its reason: " + reason, drops(reason) == before + 1)

V4, V6 = (C4, S4, U4), (C6, S6, U6)
END
play <<'END'
from errors import *
for C, S, U in V4, V6:
    dropped(server, client, "%s: not allowed" % S, unreachable(S, C), "icmp-error")
done()
END
commit fw <<<'set security flow allow-embedded-icmp'
play <<'END'
from errors import *
for C, S, U in V4, V6:
    sent = unreachable(S, C)
    got = passes(server, client, "%s: permitted" % S, sent, True)
    must("its checksum is right", got is not None and good(got), got)
    must("and what it quotes is whole",
         got is not None and quote(C, S) in bytes(got), got)
    passes(server, client, "and again", sent, True)
    dropped(server, client, "another type", exceeded(S, C), "default-deny")
    what = 1 << 8 | 4 if ":" in S else 3 << 8 | 3
    for number in what, ~what & 0xffff:
        dropped(server, client, "a ping with the number %d" % number,
                echo(S, C, number), "default-deny")
    dropped(client, server, "the other direction", unreachable(C, S), "default-deny")
    dropped(server, client, "to the firewall", unreachable(S, U), "icmp-error")
    server.flush()
    dropped(server, client, "at the end of its life", unreachable(S, C, 1), "ttl-exceeded")
    must("nobody is told of an error by an error",
         server.none(lambda p: ICMPv6TimeExceeded in p or (ICMP in p and p[ICMP].type == 11), 0.3))
done()
END
must 'a session shows it' has 'Policy name: errors' flow protocol icmp
commit fw <<END
$(snat)
$(policy trust untrust all permit)
END
play <<'END'
from errors import *
for C, S, U in V4, V6:
    dropped(client, server, "%s: it is not translated" % C, unreachable(C, S), "icmp-error")
done()
END
must 'no invariant is broken' sane
