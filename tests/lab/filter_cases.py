# SPDX-License-Identifier: GPL-3.0-or-later
"""Conditions of firewall filters, each with packets that meet it and packets
that do not.  For filter.sh: into a folder are written the filters (rules), all
packets, and the counter of each term as it must be once they are sent (want).

A case has a source address of its own, so that its term sees its packets only.
"""
import sys

from wire import *


def tcp(flags, **kw):
    return TCP(sport=kw.pop("sport", 4000), dport=kw.pop("dport", 80),
               flags=flags, **kw)


def udp(sport=4000, dport=53, size=0):
    return UDP(sport=sport, dport=dport) / Raw(b"x" * size)


def frag(off, more, data=b"y" * 64):
    """Of IPv4: with a UDP header in front of the first piece."""
    return dict(frag=off, flags="MF" if more else 0, proto=17), Raw(data)


FIRST = bytes(udp(4000, 53, 56))

# name, conditions, what matches, what does not; a packet is a payload or a
# pair of fields of the IP header and payload
V4 = [
    ("except", ["source-address 10.9.0.0/16",
                "source-address 10.9.7.0/24 except"],
     [({"src": "10.9.8.1"}, udp())], [({"src": "10.9.7.1"}, udp())]),
    ("wild", ["source-address 10.8.0.1/255.255.0.255"],
     [({"src": "10.8.44.1"}, udp())], [({"src": "10.8.44.2"}, udp())]),
    ("list", ["source-prefix-list net7"],
     [({"src": "10.7.1.1"}, udp())], [({"src": "10.6.1.1"}, udp())]),
    ("listexc", ["source-address 10.5.0.0/16",
                 "source-prefix-list net5 except"],
     [({"src": "10.5.1.1"}, udp())], [({"src": "10.5.2.1"}, udp())]),
    ("either", ["address 10.4.0.0/16"],
     [({"src": "10.4.1.1"}, udp()), ({"dst": "10.4.1.1"}, udp())],
     [({"src": "10.3.1.1"}, udp())]),
    ("proto", ["protocol tcp"], [tcp("S")], [udp()]),
    ("protos", ["protocol [ gre 47 ospf ]"], [({"proto": 47}, Raw(b"1234")),
                                             ({"proto": 89}, Raw(b"1234"))],
     [udp()]),
    ("notproto", ["protocol-except [ tcp icmp ]"], [udp()], [tcp("S")]),
    ("sport", ["source-port [ 1000-1002 2000 ]"],
     [udp(1000), udp(1002), udp(2000), tcp("S", sport=1001)],
     [udp(999), udp(1003), ICMP()]),
    ("dport", ["destination-port ssh"], [tcp("S", dport=22)],
     [tcp("S", dport=23), tcp("S", sport=22)]),
    ("port", ["port 7000"], [udp(7000, 1), udp(1, 7000)], [udp(1, 2)]),
    ("notport", ["destination-port-except 53"], [udp(dport=54)],
     [udp(dport=53), ICMP()]),
    ("flags", ['tcp-flags "(syn & !ack) | fin"'],
     [tcp("S"), tcp("FA")], [tcp("SA"), tcp("A"), udp()]),
    ("hexflags", ['tcp-flags 0x4'], [tcp("RA")], [tcp("A")]),
    ("established", ["tcp-established"], [tcp("A"), tcp("R")], [tcp("S")]),
    ("initial", ["tcp-initial"], [tcp("S")], [tcp("SA")]),
    ("icmptype", ["icmp-type [ echo-request timestamp ]"],
     [ICMP(type=8), ICMP(type=13)], [ICMP(type=0)]),
    ("icmpcode", ["icmp-type unreachable", "icmp-code port-unreachable"],
     [ICMP(type=3, code=3)], [ICMP(type=3, code=1), ICMP(type=5, code=3)]),
    ("nottype", ["icmp-type-except echo-request"], [ICMP(type=0)],
     [ICMP(type=8), udp()]),
    ("dscp", ["dscp [ ef 101000 ]"], [({"tos": 0xb8}, udp()),
                                     ({"tos": 0xa3}, udp())],
     [({"tos": 0}, udp())]),
    ("notdscp", ["dscp-except be"], [({"tos": 4}, udp())],
     [({"tos": 0}, udp())]),
    ("prec", ["precedence immediate"], [({"tos": 0x5f}, udp())],
     [({"tos": 0x60}, udp())]),
    ("length", ["packet-length 100-200"], [udp(size=72), udp(size=172)],
     [udp(size=71), udp(size=173)]),
    ("notlength", ["packet-length-except 28-99"], [udp(size=72)], [udp()]),
    ("ttl", ["ttl [ 1 255 ]"], [({"ttl": 255}, udp()), ({"ttl": 1}, udp())],
     [({"ttl": 64}, udp())]),
    ("isfrag", ["is-fragment"], [frag(8, True)],
     [frag(0, True, FIRST), udp()]),
    ("firstfrag", ["first-fragment"], [frag(0, True, FIRST)],
     [frag(8, True), udp()]),
    ("fragoff", ["fragment-offset 5-8"], [frag(8, True)],
     [frag(9, True), udp()]),
    ("fragflag", ["fragment-flags dont-fragment"], [({"flags": "DF"}, udp())],
     [udp()]),
    ("morefrag", ['fragment-flags "more-fragments & !dont-fragment"'],
     [frag(0, True, FIRST)], [({"flags": "DF"}, udp())]),
    ("fragport", ["destination-port 53", "fragment-flags more-fragments"],
     [frag(0, True, FIRST)], [frag(8, True, FIRST)]),
    ("option", ["ip-options router-alert"],
     [({"options": IPOption(b"\x94\x04\0\0")}, udp())],
     [udp(), ({"options": IPOption(b"\x07\x07\x04\0\0\0\0\0")}, udp())]),
    ("anyoption", ["ip-options any"],
     [({"options": IPOption(b"\x07\x07\x04\0\0\0\0\0")}, udp())], [udp()]),
    ("spi", ["esp-spi [ 100 200-300 ]"],
     [({"proto": 50}, Raw(b"\0\0\0\x64" + b"z" * 20)),
      ({"proto": 50}, Raw(b"\0\0\x01\x2c" + b"z" * 20))],
     [({"proto": 50}, Raw(b"\0\0\0\x65" + b"z" * 20)), udp()]),
    ("flexmask", ["flexible-match-mask match-start layer-4",
                  "flexible-match-mask byte-offset 8",
                  "flexible-match-mask bit-length 16",
                  "flexible-match-mask mask-in-hex 0xff00",
                  "flexible-match-mask prefix 0x7800"],
     [udp(size=4)], [UDP(sport=1, dport=2) / Raw(b"y123")]),
    ("flexrange", ["flexible-match-range match-start layer-3",
                   "flexible-match-range byte-offset 4",
                   "flexible-match-range bit-length 16",
                   "flexible-match-range range 1000-1010"],
     [({"id": 1005}, udp())], [({"id": 1011}, udp())]),
    ("interface", ["interface ge-0/0/0.0"], [udp()], []),
    ("otherif", ["interface ge-0/0/1.0"], [], [udp()]),
    ("ifset", ["interface-set inside"], [udp()], []),
    ("group", ["interface-group 7"], [udp()], []),
    ("othergroup", ["interface-group 8"], [], [udp()]),
]

EXT = IPv6ExtHdrDestOpt(options=[PadN(optdata=b"\0" * 4)])


def frag6(off, more, data):
    return IPv6ExtHdrFragment(offset=off, m=more, nh=17, id=77) / Raw(data)


V6 = [
    ("except", ["source-address 2001:db8:9::/48",
                "source-address 2001:db8:9:7::/64 except"],
     [({"src": "2001:db8:9:8::1"}, udp())],
     [({"src": "2001:db8:9:7::1"}, udp())]),
    ("next", ["next-header tcp"], [tcp("S")], [udp(), EXT / tcp("S")]),
    ("payload", ["payload-protocol tcp"], [tcp("S"), EXT / tcp("S")],
     [EXT / udp()]),
    ("nextexcept", ["next-header-except [ udp tcp ]"], [EXT / udp()],
     [udp()]),
    ("port", ["port 7000"], [udp(7000, 1), EXT / udp(1, 7000)], [udp(1, 2)]),
    ("initial", ["tcp-initial"], [tcp("S")], [tcp("SA")]),
    ("icmptype", ["icmp-type echo-request"], [ICMPv6EchoRequest()],
     [ICMPv6EchoReply(), udp()]),
    ("class", ["traffic-class ef"], [({"tc": 0xb8}, udp())], [udp()]),
    ("hop", ["hop-limit 10-20"], [({"hlim": 15}, udp())], [udp()]),
    ("length", ["packet-length 100"], [udp(size=52)], [udp(size=53)]),
    ("isfrag", ["is-fragment"], [frag6(0, 1, FIRST), frag6(8, 0, FIRST)],
     [udp()]),
    ("lastfrag", ["last-fragment"], [frag6(8, 0, FIRST)],
     [frag6(8, 1, FIRST), udp()]),
    ("fragport", ["destination-port 53", "first-fragment"],
     [frag6(0, 1, FIRST)], [frag6(8, 1, FIRST)]),
    ("ext", ["extension-headers destination"], [EXT / udp()], [udp()]),
    ("label", ["flow-label 0x12345"], [({"fl": 0x12345}, udp())],
     [({"fl": 0x12346}, udp())]),
]

ADDRESS = ("source-address", "address", "source-prefix-list")


def source(v6, n):
    return "2001:db8:1::%x" % (0x100 + n) if v6 else "10.0.1.%d" % (100 + n)


def packet(v6, n, p):
    fields, payload = p if isinstance(p, tuple) else ({}, p)
    fields = dict({"src": source(v6, n),
                   "dst": "2001:db8:2::2" if v6 else "203.0.113.2"}, **fields)
    return (IPv6 if v6 else IP)(**fields) / payload


def config(out):
    for v6, cases in (False, V4), (True, V6):
        f = "set firewall family inet%s filter F%s" % (
            ("6", "6") if v6 else ("", "4"))
        for n, (name, conditions, yes, no) in enumerate(cases):
            t = "%s term %s" % (f, name)
            if not any(c.split()[0] in ADDRESS for c in conditions):
                print("%s from source-address %s/%d" %
                      (t, source(v6, n), 128 if v6 else 32), file=out)
            for c in conditions:
                print("%s from %s" % (t, c), file=out)
            print("%s then count %s%s" % (t, name, "6" if v6 else ""),
                  file=out)
            print("%s then discard" % t, file=out)
        print("%s term rest then count rest%s" % (f, "6" if v6 else ""),
              file=out)
        print("%s term rest then accept" % f, file=out)


folder = sys.argv[1]
with open(folder + "/rules", "w") as f:
    config(f)
with open(folder + "/want", "w") as want, \
        open(folder + "/packets", "w") as packets:
    for v6, cases in (False, V4), (True, V6):
        for n, (name, _, yes, no) in enumerate(cases):
            print("%s%s %d" % (name, "6" if v6 else "", len(yes)), file=want)
            for p in yes + no:
                print("86dd" if v6 else "0800",
                      bytes(packet(v6, n, p)).hex(), file=packets)
