# SPDX-License-Identifier: GPL-3.0-or-later
"""The wire, for tests that must decide every bit themselves.

An End is a packet socket on a device of a host (a network namespace).  It
sends what scapy built and hands out what came in, never what the host itself
sent.  Addresses that no kernel owns ("ghosts", see box.sh) let a program play
both ends of a conversation.  Results are told as in hosts.py.
"""
import os
import select
import socket
import time

from scapy.config import conf
from scapy.layers.inet import ICMP, IP, TCP, UDP, IPOption
from scapy.layers.inet6 import (
    ICMPv6DestUnreach, ICMPv6EchoReply, ICMPv6EchoRequest,
    ICMPv6PacketTooBig, ICMPv6TimeExceeded, IPv6, IPv6ExtHdrDestOpt,
    IPv6ExtHdrFragment, IPv6ExtHdrHopByHop, IPv6ExtHdrRouting, PadN)
from scapy.layers.l2 import Dot1Q, Ether
from scapy.packet import Raw

from hosts import *

conf.verb = 0


def net(a, b):
    """An IP or IPv6 header from a to b."""
    return IPv6(src=a, dst=b) if ":" in a else IP(src=a, dst=b)


def is_ip(p):
    return IPv6 if IPv6 in p else IP


def clean(p):
    """The packet from its IP header on, without the padding of Ethernet."""
    p = p[is_ip(p)]
    size = p.plen + 40 if IPv6 in p else p.len
    return p.__class__(bytes(p)[:size])


def good(p):
    """Are all checksums of the packet right, as a receiver sees them?"""
    p = clean(p)
    q = p.copy()
    layer = q
    while layer:
        field = "cksum" if "cksum" in layer.fields else "chksum"
        if layer.fields.get(field) and field in layer.fields:
            layer.delfieldval(field)
        if isinstance(layer, ICMP) or field == "cksum":
            break       # what an ICMP error quotes is not ours to judge
        layer = layer.payload
    return bytes(q) == bytes(p)


class Frame:
    """A packet that an End will send, made beforehand: such follow each other
    as fast as they can."""
    def __init__(self, end, p):
        self.bytes = bytes(Ether(src=end.mac, dst=end.to) / p)


class End:
    def __init__(self, ns, dev, gateway=None):
        """gateway: namespace and device whose hardware address is sent to."""
        self.name = ns
        enter(ns)
        self.fd = socket.socket(socket.AF_PACKET, socket.SOCK_RAW,
                                socket.htons(3))
        self.fd.setsockopt(socket.SOL_SOCKET, 33, 16 << 20)     # RCVBUFFORCE
        self.fd.bind((dev, 3))
        self.mac = self.fd.getsockname()[4].hex(":")
        self.to = "ff:ff:ff:ff:ff:ff"
        if gateway:
            enter(gateway[0])
            s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
            s.bind((gateway[1], 0))
            self.to = s.getsockname()[4].hex(":")
            s.close()

    def send(self, *packets, to=None):
        for p in packets:
            if isinstance(p, Frame):
                self.fd.send(p.bytes)
                continue
            if not isinstance(p, Ether):
                p = Ether(src=self.mac, dst=to or self.to) / p
            self.fd.send(bytes(p))

    def flush(self):
        self.fd.setblocking(False)
        try:
            while True:
                self.fd.recv(65536)
        except BlockingIOError:
            pass

    def next(self, match, wait=8.0):
        """The next packet received for which match(p) holds, or None."""
        end = time.monotonic() + wait
        while True:
            left = end - time.monotonic()
            if not select.select([self.fd], [], [], max(left, 0))[0]:
                return None
            raw, where = self.fd.recvfrom(65536)
            if where[2] == 4:   # PACKET_OUTGOING
                continue
            p = Ether(raw)
            if (IP in p or IPv6 in p) and match(p):
                return p

    def none(self, match, wait=0.5):
        return self.next(match, wait) is None

    def all(self, match, wait=0.5):
        """All that match until nothing came for so long."""
        got = []
        while True:
            p = self.next(match, wait)
            if p is None:
                return got
            got.append(p)


class Path:
    """What becomes of packets between two ghosts, known without waiting: a
    mark that is let through follows each, and all that arrives before the
    mark is what the firewall made of it.  Marks are a conversation between
    UDP ports 9, which some policy permits; this process stays on one
    processor, so that nothing overtakes.
    """
    def __init__(self, client, server, a, b):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
        self.client, self.server, self.a, self.b = client, server, a, b
        self.n = 0
        server.flush()
        client.send(net(a, b) / UDP(sport=9, dport=9) / b"mark 0;")
        p = server.next(lambda p: b"mark 0;" in bytes(p))
        if not p:
            notok("the path from %s to %s is open" % (a, b))
            done()
        self.out, self.port = p[is_ip(p)].src, p[UDP].sport

    def _through(self, end, other, packets, mark):
        self.n += 1
        word = b"mark %d;" % self.n
        other.flush()
        end.send(*packets)
        end.send(mark / Raw(word))
        got = []
        while True:
            p = other.next(lambda p: True)
            if p is None:
                notok("mark %d from %s arrives" % (self.n, end.name))
                return got
            if word in bytes(p):
                return got
            got.append(p)

    def c(self, *packets):
        """Client's packets: what the server receives."""
        return self._through(self.client, self.server, packets, net(
            self.a, self.b) / UDP(sport=9, dport=9))

    def s(self, *packets):
        """Server's packets: what the client receives."""
        return self._through(self.server, self.client, packets, net(
            self.b, self.out) / UDP(sport=9, dport=self.port))


def box():
    """The two ends of box.sh: client and server, each facing the firewall."""
    return (End("client", "c0", ("fw", "ge-0-0-0")),
            End("server", "s0", ("fw", "ge-0-0-1")))
