# SPDX-License-Identifier: GPL-3.0-or-later
#
# A listener of the "drop" group as simple as can be, with next to no buffer:
# it joins, waits for a line on its standard input, and only then reads; prints
# how many events it got and how many its gaps say it did not get.
import socket
import struct
import sys

NETLINK_GENERIC, SOL_NETLINK, ADD_MEMBERSHIP = 16, 270, 1


def attrs(b):
    while len(b) >= 4:
        n, t = struct.unpack("=HH", b[:4])
        yield t & 0x3fff, b[4:n]
        b = b[(n + 3) & ~3:]


s = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_GENERIC)
s.bind((0, 0))
body = struct.pack("=BBH", 3, 1, 0) + struct.pack("=HH", 8, 2) + b"xpf\0"
s.send(struct.pack("=IHHII", 16 + len(body), 16, 1, 1, 0) + body)
for t, v in attrs(s.recv(65536)[20:]):
    if t == 1:
        family = struct.unpack("=H", v)[0]
    if t == 7:
        for _, g in attrs(v):
            g = dict(attrs(g))
            if g[1] == b"drop\0":
                group = struct.unpack("=I", g[2])[0]
s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
s.setsockopt(SOL_NETLINK, ADD_MEMBERSHIP, group)
print("ready", flush=True)
sys.stdin.readline()
s.settimeout(3)
got = lost = 0
next_seq = {}
while True:
    try:
        m = s.recv(65536)
    except TimeoutError:
        break
    except OSError:
        continue                # ENOBUFS: the gaps say how much
    a = list(attrs(m[20:]))
    d = dict(a)
    cpu, seq = struct.unpack("=I", d[25])[0], struct.unpack("=Q", d[26])[0]
    n = sum(t == 24 for t, _ in a)
    lost += seq - next_seq.get(cpu, 0)
    next_seq[cpu] = seq + n
    got += n
print("got", got, "lost", lost)
