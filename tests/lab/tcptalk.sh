#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The conversations of tests/kshim/tcp.talks with real packets: those of the
# kernel's own tests of connection tracking and some more.  A program speaks for
# both ends, over IPv4 and IPv6, with and without NAT.  What must pass arrives at
# the other end as it was sent, but for address and port, with the right checksum;
# what must not is counted with the right reason.
#
#	ghosts 10.0.1.77, .78 ──── ge-0/0/0.0 fw ge-0/0/1.0 ──── ghost 203.0.113.77
#	2001:db8:1::77, ::78            trust │ untrust          2001:db8:2::77
#	.77 and ::77 are translated to the firewall's own address, .78 and ::78 not
. "$(dirname "$0")/box.sh"

box
for dev in client:c0 fw:ge-0-0-0 fw:ge-0-0-1 server:s0; do
	ip -n ${dev%:*} link set ${dev#*:} mtu 40000 # a window in two segments
done
ghost client 10.0.1.77 10.0.1.78 2001:db8:1::77 2001:db8:1::78
ghost server 203.0.113.77 2001:db8:2::77
s='set security nat source rule-set out'
fw_start fw - <<END
$(base)
$(policy trust untrust all permit)
$s from zone trust
$s to zone untrust
$s rule v4 match source-address 10.0.1.77/32
$s rule v4 then source-nat interface
$s rule v6 match source-address 2001:db8:1::77/128
$s rule v6 then source-nat interface
END
cat >"$T/talk.py" <<'END'
import re
import struct

from wire import *

FLAGS = {c: 1 << i for i, c in enumerate("FSRPAU")}
REASONS = ("tcp-state", "tcp-window", "tcp-rst", "tcp-closed", "tcp-flags",
           "tcp-syn-check", "icmp-error")


def total(data):
    if len(data) % 2:
        data += b"\0"
    n = sum(struct.unpack("!%dH" % (len(data) // 2), data))
    while n >> 16:
        n = (n & 0xffff) + (n >> 16)
    return n


class Side:
    """Addresses of one end, as bytes; what it sends is made here."""
    def __init__(self, end, me, other):
        self.end = end
        family = socket.AF_INET6 if ":" in me else socket.AF_INET
        self.six = family == socket.AF_INET6
        self.me = socket.inet_pton(family, me)
        self.other = socket.inet_pton(family, other)
        self.ether = bytes(Ether(src=end.mac, dst=end.to,
                                 type=0x86dd if self.six else 0x800))

    def ip(self, proto, l4, src=None, dst=None):
        src, dst = src or self.me, dst or self.other
        if self.six:
            return struct.pack("!IHBB", 6 << 28, len(l4), proto, 64) + src + dst + l4
        h = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(l4), 1, 0x4000, 64, proto,
                        0) + src + dst
        return h[:10] + struct.pack("!H", 0xffff - total(h)) + h[12:] + l4

    def sum(self, proto, l4, at, src=None, dst=None):
        """l4 with its checksum, at that offset."""
        pseudo = b"" if proto == 1 else (src or self.me) + (dst or self.other) + \
            struct.pack("!II", len(l4), proto)
        c = 0xffff - total(pseudo + l4)
        return l4[:at] + struct.pack("!H", c) + l4[at + 2:]

    def send(self, proto, l4):
        self.end.fd.send(self.ether + self.ip(proto, l4))


class Wire:
    """Client and server; `out` is who the server sees, once it is known."""
    def __init__(self, client, server, a, b):
        p = Path(client, server, a, b)
        self.c, self.s = Side(client, a, b), Side(server, b, p.out)
        self.marks = {"c": (9, 9), "s": (9, p.port)}
        self.n = 0
        client.fd.setblocking(False)
        server.fd.setblocking(False)

    def receive(self, end):
        """One packet from its IP header on, without padding; waits for it."""
        while True:
            try:
                raw, where = end.fd.recvfrom(65536)
            except BlockingIOError:
                if not select.select([end.fd], [], [], 8)[0]:
                    return None
                continue
            if where[2] == 4 or raw[12:14] not in (b"\x08\0", b"\x86\xdd"):
                continue
            ip = raw[14:]
            size = struct.unpack_from("!H", ip, 4)[0] + 40 if ip[0] >> 4 == 6 \
                else struct.unpack_from("!H", ip, 2)[0]
            return ip[:size]

    def through(self, who, proto, l4):
        """Sent by c or s: what the other receives of that protocol."""
        tx, rx = (self.c, self.s) if who == "c" else (self.s, self.c)
        self.n += 1
        word = b"talk %d;" % self.n
        tx.send(proto, l4)
        sport, dport = self.marks[who]
        tx.send(17, tx.sum(17, struct.pack("!HHHH", sport, dport, 8 + len(word),
                                           0) + word, 6))
        got = []
        while True:
            ip = self.receive(rx.end)
            if ip is None:
                notok("mark %d arrives" % self.n)
                done()
            six = ip[0] >> 4 == 6
            l3 = 40 if six else 20
            if ip[6 if six else 9] == 17 and word in ip:
                return got
            if ip[6 if six else 9] == proto:
                src, dst = (ip[8:24], ip[24:40]) if six else (ip[12:16], ip[16:20])
                got.append((src, dst, ip[l3:]))


class Talk:
    port = 21000

    def __init__(self, wire, translated):
        Talk.port += 1
        self.wire, self.translated = wire, translated
        self.port = self.outport = Talk.port
        self.isn = {"c": 0xfffffff0, "s": 0x7fffff00}
        self.wrong = []
        self.due = {}

    def tcp(self, who, word):
        f = dict(len=0, win=8192, ws=None, sack=None)
        flags = sum(FLAGS[x] for x in word[0] if x != "N")
        seq = (self.isn[who] + int(word[1])) % 2**32
        ack, rest = 0, word[2:]
        if rest and re.fullmatch(r"-?\d+", rest[0]):
            ack = (self.isn["s" if who == "c" else "c"] + int(rest.pop(0))) % 2**32
        while rest:
            name = rest.pop(0)
            f[name] = int(rest.pop(0))
            if name == "sack":
                f["sack"] = (f["sack"], int(rest.pop(0)))
        opt = b""
        if f["ws"] is not None:
            opt += b"\x01\x03\x03" + bytes([f["ws"]])
        if f["sack"]:
            base = self.isn["s" if who == "c" else "c"]
            opt += struct.pack("!BBBBII", 1, 1, 5, 10,
                               *((base + n) % 2**32 for n in f["sack"]))
        sport, dport = (self.port, 80) if who == "c" else (80, self.outport)
        return struct.pack("!HHIIBBHHH", sport, dport, seq, ack,
                           (20 + len(opt)) << 2, flags, f["win"], 0, 0) + \
            opt + b"x" * f["len"]

    def error(self, who, n):
        """An ICMP error of one side about the other's byte n, and what it quotes
        once it has arrived."""
        w, me = self.wire, self.wire.c if who == "c" else self.wire.s
        n = (self.isn["s" if who == "c" else "c"] + n) % 2**32
        if who == "c":
            ports, src, dst = (80, self.port), me.other, me.me
            want = (80, self.outport), w.s.me, w.s.other
        else:
            ports, src, dst = (self.outport, 80), me.other, me.me
            want = (self.port, 80), w.c.me, w.c.other
        rest = struct.pack("!II", n, 0) + struct.pack("!BBHHH", 80, 16, 100, 0, 0)
        quote = me.ip(6, struct.pack("!HH", *ports) + rest, src, dst)
        kind = struct.pack("!BBHI", 1 if me.six else 3, 3 if me.six else 1, 0, 0)
        proto = 58 if me.six else 1
        inner = want[1] + want[2], struct.pack("!HH", *want[0]) + rest[:4]
        return proto, me.sum(proto, kind + quote, 2), inner

    def segment(self, line, who, word, why):
        w = self.wire
        me, peer = (w.c, w.s) if who == "c" else (w.s, w.c)
        inner = None
        if word[0] == "icmp":
            proto, l4, inner = self.error(who, int(word[1]))
        else:
            proto, l4 = 6, me.sum(6, self.tcp(who, word), 16)
        got = w.through(who, proto, l4)
        if why:
            if why != "any":
                self.due[why] = self.due.get(why, 0) + 1
            if got:
                self.wrong.append("line %d: not dropped: %s" % (line, " ".join(word)))
            return
        if len(got) != 1:
            self.wrong.append("line %d: %d arrived: %s" % (line, len(got),
                                                            " ".join(word)))
            return
        src, dst, seen = got[0]
        if proto != 6:
            good = all(x in seen for x in inner) and \
                total((src + dst + struct.pack("!II", len(seen), 58) if me.six
                       else b"") + seen) == 0xffff
        else:
            if who == "c":
                self.outport = struct.unpack_from("!H", seen)[0]
                w.s.other = src
            ports = (self.outport, 80) if who == "c" else (80, self.port)
            good = struct.unpack_from("!HH", seen) == ports and \
                dst == peer.me and seen[4:16] == l4[4:16] and \
                seen[20:] == l4[20:] and total(
                    src + dst + struct.pack("!II", len(seen), 6) + seen) == 0xffff
            if who == "c" and (src != me.me) != self.translated:
                good = False
        if not good:
            self.wrong.append("line %d: changed on its way: %s" % (
                line, " ".join(word)))

    def play(self, lines):
        before = drops()
        for n, text in lines:
            word, _, rest = re.sub(r"\bstale\b", "", text).partition("!")
            why = rest.split()[0] if rest else None
            word = word.partition("=")[0].split()
            if word[0] == "open":
                o = dict(zip(word[1::], word[2::]))
                win = ["win", o.get("win", "8192")]
                ws = re.search(r"ws (\S+) (\S+)", text)
                ws = [["ws", x] if x != "-" else [] for x in
                      (ws.groups() if ws else "--")]
                self.segment(n, "c", ["S", "0"] + win + ws[0], None)
                self.segment(n, "s", ["SA", "0", "1"] + win + ws[1], None)
                self.segment(n, "c", ["A", "1", "1"] + win, None)
            elif word[0] == "again":
                self.isn["c"] = (self.isn["c"] + 12345678) % 2**32
                self.isn["s"] = (self.isn["s"] - 87654321) % 2**32
            else:
                self.segment(n, word[0], word[1:], why)
        after = drops()
        for r in REASONS:
            n = after.get(r, 0) - before.get(r, 0)
            if n < self.due.get(r, 0) or (r != "tcp-syn-check" and
                                          n != self.due.get(r, 0)):
                self.wrong.append("%s: %d times, not %d" % (
                    r, n, self.due.get(r, 0)))


def drops():
    enter("fw")
    with open("/proc/self/net/xpf/drops") as f:
        return {w[0]: int(w[1]) for w in map(str.split, f) if w}


def read():
    talks = []
    with open("tests/kshim/tcp.talks") as f:
        for n, text in enumerate(f, 1):
            if text.startswith("== "):
                talks.append((text[3:].strip(), []))
                continue
            text = text.partition("#")[0].strip()
            if text:
                talks[-1][1].append((n, text))
    return talks


os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
talks = read()
must("there are talks", len(talks) > 30)
for a, b, translated in (("10.0.1.77", "203.0.113.77", True),
                         ("10.0.1.78", "203.0.113.77", False),
                         ("2001:db8:1::77", "2001:db8:2::77", True),
                         ("2001:db8:1::78", "2001:db8:2::77", False)):
    client, server = box()
    wire = Wire(client, server, a, b)
    start = time.monotonic()
    for name, lines in talks:
        t = Talk(wire, translated)
        t.play(lines)
        must("IPv%d, %s: %s" % (6 if ":" in a else 4,
                                "NAT" if translated else "no NAT", name),
             not t.wrong, "\n".join(t.wrong))
    print("# %s: %d packets in %.1f s" % (a, wire.n, time.monotonic() - start))
done()
END
play <"$T/talk.py"
must 'no invariant is broken' sane
