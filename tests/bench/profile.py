#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""profile.py SYMBOLS TRACE - instructions by function, the mean of the packets
in an emulator's trace of single instructions; see tests/bench/profile.  A
packet begins where the generator receives one, or the frame is looked at; the part before the first and
after the last is left out."""
import bisect
import collections
import os
import re
import sys

BEGIN = os.environ.get("PROFILE_BEGIN", "netif_receive_skb")


def symbols(path):
    at = []
    for line in open(path):
        address, kind, name = line.split()[:3]
        if kind in "tTwW":
            at.append((int(address, 16), name))
    at.sort()
    return [a for a, _ in at], [n for _, n in at]


def main():
    addresses, names = symbols(sys.argv[1])
    pc_of = re.compile(r"\[[0-9a-f]+/([0-9a-f]{16})/")
    packets, here, last = [], None, None
    for line in open(sys.argv[2], errors="replace"):
        m = pc_of.search(line)
        if not m:
            continue
        pc = int(m.group(1), 16)
        i = bisect.bisect_right(addresses, pc) - 1
        name = names[i] if i >= 0 else "?"
        entry = i >= 0 and addresses[i] == pc
        if entry and name == BEGIN:
            if here:
                packets.append(here)
            here = []
        if here is not None:
            if entry or name != last:
                here.append([name, 0, entry])
            here[-1][1] += 1
        last = name
    if not packets:
        sys.exit("no whole packet was seen")
    size = sorted(sum(r[1] for r in p) for p in packets)[len(packets) // 2]
    # interrupts and the end of a round make some packets long
    packets = [p for p in packets if sum(r[1] for r in p) < size * 1.3]
    total, calls = collections.Counter(), collections.Counter()
    for p in packets:
        for name, n, entry in p:
            total[name] += n
            calls[name] += entry
    n = len(packets)
    print(f"{n} packets, {sum(total.values()) / n:.0f} instructions each, generator's included")
    for name, count in total.most_common():
        if count / n >= 1:
            print(f"{count / n:8.0f} {calls[name] / n:6.2f} x  {name}")
    if os.environ.get("PROFILE_TREE"):
        print("one packet:")
        for name, count, entry in packets[n // 2]:
            print(f"{count:8} {'' if entry else '... '}{name}")


main()
