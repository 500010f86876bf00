# SPDX-License-Identifier: GPL-3.0-or-later
"""Words of the tests of screens: attacks that a screen must know by its name,
and traffic that it must let pass."""
from wire import *

from scapy.layers.inet6 import HAO, ICMPv6ND_NS, RouterAlert
from scapy.layers.l2 import GRE


def drops():
    """How often packets were dropped, by reason."""
    enter("fw")
    with open("/proc/thread-self/net/xpf/drops") as f:
        words = [line.split() for line in f]
    return {w[0]: int(w[1]) for w in words if len(w) > 1 and w[1].isdigit()}


def difference(before, after):
    return {k: n - before.get(k, 0) for k, n in after.items()
            if n != before.get(k, 0)}


def raw(p):
    """The packet as bytes, read again: with lengths and checksums."""
    return p.__class__(bytes(p))


def pieces(p, cuts, ident):
    """Fragments of p, from byte to byte of its payload."""
    data, size = bytes(p.payload), len(bytes(p.payload))
    out = []
    for lo, hi in cuts:
        hi = min(hi, size)
        if IPv6 in p:
            f = IPv6(src=p.src, dst=p.dst) / IPv6ExtHdrFragment(
                nh=p.nh, offset=lo // 8, m=hi < size, id=ident)
        else:
            f = IP(src=p.src, dst=p.dst, id=ident, proto=p.proto,
                   frag=lo // 8, flags="MF" if hi < size else 0)
        out.append(f / Raw(data[lo:hi]))
    return out


class Case:
    def __init__(self, client, server, a, b):
        self.path = Path(client, server, a, b)
        self.v = "IPv6" if ":" in a else "IPv4"

    def strikes(self, what, reason, *packets):
        """Nothing of it arrives, and the screen says why."""
        before = drops()
        got = self.path.c(*packets)
        diff = difference(before, drops())
        must("%s: %s is dropped by %s" % (self.v, what, reason),
             diff.get("screen-" + reason, 0) >= 1 and not got,
             "%d arrived; %s" % (len(got), diff))

    def passes(self, what, *packets):
        before = drops()
        got = self.path.c(*packets)
        must("%s: %s passes" % (self.v, what), len(got) >= 1,
             difference(before, drops()))
