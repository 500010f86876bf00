#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""soak_wild.py SEED SECONDS FILE CLIENT4 SERVER4 CLIENT6 SERVER6 DEVICE MAC

Packets that nobody would send, from DEVICE to MAC: scapy's fuzz() of every
protocol that the firewall reads, and valid ones (of the gateways too) of which
bytes were changed, cut off, added, or sent as fragments that lie over each other.
The number of packets is written to FILE, a line each time so many were sent.
"""
import random
import socket
import sys
import time

from scapy.config import conf
from scapy.layers.dns import DNS, DNSQR
from scapy.layers.inet import ICMP, IP, TCP, UDP, fragment
from scapy.layers.inet6 import (
    ICMPv6DestUnreach, ICMPv6EchoRequest, ICMPv6ND_NS, ICMPv6PacketTooBig, IPv6,
    IPv6ExtHdrDestOpt, IPv6ExtHdrFragment, IPv6ExtHdrHopByHop, IPv6ExtHdrRouting)
from scapy.layers.l2 import ARP, Ether, GRE
from scapy.layers.sctp import SCTP
from scapy.packet import Raw, fuzz

seed, seconds, out, c4, s4, c6, s6, dev, mac = sys.argv[1:]
random.seed(int(seed))
conf.verb = 0
end = time.monotonic() + float(seconds)
fd = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
fd.bind((dev, 0))
me = fd.getsockname()[4].hex(":")
sent = 0

SIP = (b"INVITE sip:b@%s SIP/2.0\r\nVia: SIP/2.0/UDP %s:5060\r\nFrom: <sip:a@x>;tag=1\r\n"
       b"To: <sip:b@x>\r\nCall-ID: 1@x\r\nCSeq: 1 INVITE\r\nContact: <sip:a@%s>\r\n"
       b"Content-Type: application/sdp\r\nContent-Length: 80\r\n\r\nv=0\r\no=- 1 1 IN IP4 %s"
       b"\r\ns=-\r\nc=IN IP4 %s\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n") % (
           (s4.encode(),) + (c4.encode(),) * 4)
v4, v6 = IP(src=c4, dst=s4), IPv6(src=c6, dst=s6)


def port():
    return random.choice((21, 53, 69, 80, 111, 135, 554, 1723, 5060,
                          random.randrange(65536)))


def fuzzed():
    ip = random.choice((v4, v6, IP(src=c4, dst=s4, options=[]), fuzz(IP(src=c4, dst=s4)),
                        fuzz(IPv6(src=c6, dst=s6)), IPv6(src=c6, dst="64:ff9b::" + s4)))
    above = random.choice((
        fuzz(TCP(dport=port())), fuzz(UDP(dport=port())) / Raw(b"x" * 40), fuzz(ICMP()),
        fuzz(ICMPv6EchoRequest()), fuzz(SCTP()), fuzz(GRE()), fuzz(IPv6ExtHdrFragment()),
        fuzz(IPv6ExtHdrRouting()), fuzz(IPv6ExtHdrDestOpt()) / TCP(dport=80),
        IPv6ExtHdrHopByHop() / fuzz(TCP()), ICMP(type=3, code=4) / fuzz(IP()) / fuzz(TCP()),
        ICMPv6PacketTooBig() / v6 / fuzz(TCP()), ICMPv6DestUnreach() / fuzz(IPv6()),
        UDP(dport=53) / fuzz(DNS(qd=DNSQR(qname="a.example"))), fuzz(ICMPv6ND_NS())))
    if not random.randrange(40):
        return fuzz(ARP())
    return ip / above


def whole():
    """A packet that may pass."""
    ip = random.choice((v4, v6))
    kind = random.randrange(7)
    sport = random.randrange(1024, 65536)
    if kind == 0:
        return ip / TCP(sport=sport, dport=port(), flags=random.choice("SAFR"),
                        options=[("MSS", 1460), ("WScale", 7), ("SAckOK", b"")])
    if kind == 1:
        return v4 / UDP(sport=5060, dport=5060) / Raw(SIP)
    if kind == 2:
        return ip / UDP(sport=sport, dport=53) / DNS(rd=1, qd=DNSQR(qname="a.example"))
    if kind == 3:
        return v4 / UDP(sport=sport, dport=69) / Raw(b"\0\1file\0octet\0")
    if kind == 4:
        return v4 / ICMP(id=sport) / Raw(b"x" * random.randrange(1400))
    if kind == 5:
        return v6 / ICMPv6EchoRequest(id=sport, data=b"x" * random.randrange(1400))
    return ip / UDP(sport=sport, dport=port()) / Raw(b"y" * random.randrange(1400))


def mutated():
    b = bytearray(bytes(whole()))
    for _ in range(random.randrange(1, 6)):
        how = random.randrange(5)
        i = random.randrange(min(len(b), 90))
        if how < 3:
            b[i] ^= 1 << random.randrange(8)
        elif how == 3:
            b[i] = random.choice((0, 0xff, 0x7f, 0x80))
        elif len(b) > 30:
            del b[random.randrange(20, len(b)):]
    if not random.randrange(9):
        b += bytes(random.randrange(200))
    return bytes(b)


def pieces():
    """Fragments: missing, twice, overlapping, in any order."""
    p = v4 / ICMP() / Raw(b"z" * random.randrange(100, 3000))
    p[IP].id = random.randrange(65536)
    parts = fragment(p, fragsize=random.choice((8, 64, 600)))[:40]
    random.shuffle(parts)
    for q in parts[:random.randrange(1, len(parts) + 1)]:
        if not random.randrange(6):
            q.frag = max(0, q.frag + random.randrange(-3, 4))
        yield bytes(q)
        if not random.randrange(8):
            yield bytes(q)


def send(data, proto=None):
    global sent
    if proto is None:
        proto = b"\x86\xdd" if data and data[0] >> 4 == 6 else b"\x08\0"
    try:
        fd.send(bytes.fromhex(mac.replace(":", "")) +
                bytes.fromhex(me.replace(":", "")) + proto + data[:1486])
        sent += 1
    except OSError:
        pass


while time.monotonic() < end:
    kind = random.randrange(4)
    try:
        if kind == 0:
            p = fuzzed()
            send(bytes(p), b"\x08\x06" if ARP in p else None)
        elif kind == 1:
            for b in pieces():
                send(b)
        else:
            for _ in range(10):
                send(mutated())
    except Exception:   # fuzz() makes values that scapy itself cannot write
        pass
with open(out, "a") as f:
    print(sent, file=f)
