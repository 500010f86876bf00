#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
#
# generate.py > packets.tsv - packets as they come in, and as they must leave,
# byte for byte; tests/kshim/test_packets.c makes the former into the latter.
#
# This is an implementation of its own: both packets are built from what they
# mean, with every checksum computed the long way, and share nothing with the
# module's deltas.  Columns: name, operation, whether the transport checksum is
# left to the device, source, destination and ports of the packet that leaves
# (of an error: of the packet it quotes, as its sender sent it), who tells (of
# an error), packet in, packet out.  Behind the operation may stand what was
# replaced in the payload of a TCP session: @WING and, of each edit,
# /direction.from.to.delta in the sender's numbers.
import ipaddress
import struct

TCP, UDP, LITE, SCTP, DCCP, GRE, ICMP, ICMP6 = 6, 17, 136, 132, 33, 47, 1, 58
DATA = bytes(i * 37 & 255 for i in range(51))


def addr(a):
    return ipaddress.ip_address(a).packed


def csum(data):
    if len(data) % 2:
        data += b'\0'
    s = sum(struct.unpack(f'>{len(data) // 2}H', data))
    while s >> 16:
        s = (s & 0xffff) + (s >> 16)
    return ~s & 0xffff


def crc32c(data):
    c = 0xffffffff
    for b in data:
        c ^= b
        for _ in range(8):
            c = c >> 1 ^ (0x82f63b78 if c & 1 else 0)
    return c ^ 0xffffffff


def pseudo(src, dst, proto, n):
    s, d = addr(src), addr(dst)
    if len(s) == 4:
        return s + d + struct.pack('>BBH', 0, proto, n)
    return s + d + struct.pack('>II', n, proto)


# A transport segment.  kind: check = 'full', 'none' (UDP), 'partial'.
def l4(proto, src, dst, sport, dport, check='full', data=DATA, icmp=None):
    at = None
    if proto == TCP:
        seg = struct.pack('>HHIIBBHHH', sport, dport, 1000, 2000, 5 << 4, 0x18,
                          512, 0, 0) + data
        at = 16
    elif proto in (UDP, LITE):
        seg = struct.pack('>HHHH', sport, dport, 8 + len(data), 0) + data
        at = 6
    elif proto == DCCP:
        seg = struct.pack('>HHBBHI', sport, dport, 4, 0, 0, 0x10000001) + \
            struct.pack('>I', 7) + data
        at = 6
    elif proto == SCTP:
        seg = struct.pack('>HHII', sport, dport, 0xdeadbeef, 0) + data
        if check == 'full':
            seg = seg[:8] + struct.pack('<I', crc32c(seg)) + seg[12:]
        return seg
    elif proto in (ICMP, ICMP6):
        seg = struct.pack('>BBHHH', *icmp, 0, sport, 77) + data
        at = 2
    else:
        return data
    if check == 'none':
        return seg
    ps = b'' if proto == ICMP else pseudo(src, dst, proto, len(seg))
    if check == 'partial':
        c = ~csum(ps) & 0xffff
    else:
        c = csum(ps + seg)
        if proto == UDP and not c:
            c = 0xffff
    return seg[:at] + struct.pack('>H', c) + seg[at + 2:]


def ip4(src, dst, proto, body, ttl=64, tos=0x28, ident=0x1234, df=True,
        mf=False, options=b'', total=None):
    n = 20 + len(options)
    h = struct.pack('>BBHHHBBH', 0x40 | n // 4, tos,
                    n + (len(body) if total is None else total), ident,
                    df << 14 | mf << 13, ttl, proto, 0) + \
        addr(src) + addr(dst) + options
    return h[:10] + struct.pack('>H', csum(h)) + h[12:] + body


# exts: (type, bytes) in order
def ip6(src, dst, proto, body, ttl=64, tos=0x28, flow=0, exts=(), total=None):
    chain, nxt = b'', proto
    for kind, data in reversed(exts):
        chain = bytes([nxt, len(data) // 8 - 1 if kind != 44 else 0]) + \
            data[2:] + chain
        nxt = kind
    n = len(chain) + (len(body) if total is None else total)
    return struct.pack('>IHBB', 6 << 28 | tos << 20 | flow, n, nxt, ttl) + \
        addr(src) + addr(dst) + chain + body


def is4(a):
    return ':' not in a


def ip(src, dst, *args, **kw):
    if is4(src):
        return ip4(src, dst, *args, **kw)
    kw.pop('df', None), kw.pop('ident', None), kw.pop('options', None)
    return ip6(src, dst, *args, **kw)


def icmp_of(proto, reply):
    return {ICMP: (0 if reply else 8, 0), ICMP6: (129 if reply else 128, 0)} \
        .get(proto)


def row(name, op, check, flow, teller, before, after):
    print(name, op, int(check == 'partial'), *flow, teller, before.hex(),
          after.hex(), sep='\t')


A4 = dict(src='10.1.2.3', dst='192.0.2.33')
A6 = dict(src='2001:db8:1::3', dst='2001:db8:2::33')
NAT4 = [('plain', '10.1.2.3', '192.0.2.33', 0, 0),
        ('snat', '198.51.100.7', '192.0.2.33', 1, 0),
        ('dnat', '10.1.2.3', '172.16.255.9', 0, 1),
        ('twice', '198.51.100.7', '172.16.255.9', 1, 1),
        ('ones', '10.255.255.255', '192.0.0.0', 1, 0)]
NAT6 = [('plain', '2001:db8:1::3', '2001:db8:2::33', 0, 0),
        ('snat', '2001:db8:f::7', '2001:db8:2::33', 1, 0),
        ('dnat', '2001:db8:1::3', 'fd00::9', 0, 1),
        ('twice', '2001:db8:f::7', 'fd00::9', 1, 1),
        ('ones', '2001:db8:ffff:ffff:ffff:ffff:ffff:ffff',
         '2001:db8:2::33', 1, 0)]
NAMES = {TCP: 'tcp', UDP: 'udp', LITE: 'udplite', SCTP: 'sctp', DCCP: 'dccp',
         GRE: 'gre', ICMP: 'icmp', ICMP6: 'icmp6'}
HOPOPTS = (0, bytes(2) + b'\x01\x04' + bytes(4))
DSTOPTS = (60, bytes(2) + b'\x01\x0c' + bytes(12))
RECORD = b'\x07\x07\x04' + bytes(4) + b'\0'


def ports_of(proto, dosrc, dodst):
    if proto == GRE:
        return 0, 0, 0, 0
    if proto in (ICMP, ICMP6):
        return 4321, 4321, 9876 if dosrc else 4321, 9876 if dosrc else 4321
    return 40000, 80, 51234 if dosrc else 40000, 8080 if dodst else 80


def same_family():
    for base, nats, icmp in ((A4, NAT4, ICMP), (A6, NAT6, ICMP6)):
        for label, src, dst, a, b in nats:
            for proto in (TCP, UDP, LITE, SCTP, DCCP, GRE, icmp):
                for check in ('full', 'none', 'partial'):
                    if check == 'none' and proto not in (UDP, SCTP):
                        continue
                    if check == 'partial' and proto in (GRE, ICMP):
                        continue
                    for extra in ('', 'options'):
                        one(base, label, src, dst, a, b, proto, check, extra)


def one(base, label, src, dst, a, b, proto, check, extra):
    sport, dport, nsport, ndport = ports_of(proto, a, b)
    kw = {}
    if extra:
        kw = {'options': RECORD} if is4(src) else {'exts': (HOPOPTS, DSTOPTS)}
    for reply in (False, True):
        if reply and proto not in (ICMP, ICMP6):
            continue
        icmp = icmp_of(proto, reply)
        before = ip(base['src'], base['dst'], proto,
                    l4(proto, base['src'], base['dst'], sport, dport, check,
                       icmp=icmp), ttl=64, **kw)
        after = ip(src, dst, proto,
                   l4(proto, src, dst, nsport, ndport, check, icmp=icmp),
                   ttl=63, **kw)
        name = '-'.join(filter(None, ('v4' if is4(src) else 'v6', label,
                                      NAMES[proto], check if check != 'full'
                                      else '', 'reply' if reply else '',
                                      extra)))
        row(name, 'packet', check, (src, dst, nsport, ndport), '-', before,
            after)


# An error of a router about a packet that was translated on its way out.
def error4(src, dst, kind, info, quote, ttl=64):
    m = struct.pack('>BBHI', *kind, 0, info) + quote
    return ip4(src, dst, ICMP, m[:2] + struct.pack('>H', csum(m)) + m[4:],
               ttl=ttl, tos=0xc0, ident=0, df=False)


def error6(src, dst, kind, info, quote, ttl=64):
    m = struct.pack('>BBHI', *kind, 0, info) + quote
    c = csum(pseudo(src, dst, ICMP6, len(m)) + m)
    return ip6(src, dst, ICMP6, m[:2] + struct.pack('>H', c) + m[4:], ttl=ttl,
               tos=0xc0)


def errors():
    for base, nats, icmp, make, kinds, router in (
            (A4, NAT4, ICMP, error4, ((3, 3, 0), (3, 4, 1300), (11, 0, 0)),
             '203.0.113.254'),
            (A6, NAT6, ICMP6, error6, ((1, 4, 0), (2, 0, 1300), (3, 0, 0)),
             '2001:db8:9::fe')):
        for label, src, dst, a, b in nats:
            for proto in (TCP, UDP, SCTP, DCCP, GRE, icmp):
                for k in kinds:
                    sport, dport, nsport, ndport = ports_of(proto, a, b)
                    ic = icmp_of(proto, False)
                    sent = ip(base['src'], base['dst'], proto,
                              l4(proto, base['src'], base['dst'], sport, dport,
                                 icmp=ic), ttl=61)
                    out = ip(src, dst, proto,
                             l4(proto, src, dst, nsport, ndport, icmp=ic),
                             ttl=61)
                    # a router beyond the translated host shows as that host
                    who = router if dst == base['dst'] else base['dst']
                    before = make(router, src, k[:2], k[2], out)
                    after = make(who, base['src'], k[:2], k[2], sent, ttl=63)
                    row(f'{"v4" if is4(src) else "v6"}-{label}-error-'
                        f'{k[0]}.{k[1]}-{NAMES[proto]}', 'error', 'full',
                        (base['src'], base['dst'], sport, dport), who, before,
                        after)


# RFC 6052 section 2.4, table 2
EMBEDDED = [(32, '2001:db8::', '2001:db8:c000:221::'),
            (40, '2001:db8:100::', '2001:db8:1c0:2:21::'),
            (48, '2001:db8:122::', '2001:db8:122:c000:2:2100::'),
            (56, '2001:db8:122:300::', '2001:db8:122:3c0:0:221::'),
            (64, '2001:db8:122:344::', '2001:db8:122:344:c0:2:2100:0'),
            (96, '2001:db8:122:344::', '2001:db8:122:344::192.0.2.33')]


def prefixes():
    for n, prefix, whole in EMBEDDED:
        print(f'rfc6052-{n}', 'embed', n, prefix, '192.0.2.33', 0, 0, '-',
              addr('192.0.2.33').hex(), addr(whole).hex(), sep='\t')
    # RFC 6296 section 3.1 to 3.6; prefix lengths of all kinds
    for n, inside, outside, a in (
            (48, 'fd01:203:405::', '2001:db8:1::', 'fd01:203:405:1::1234'),
            (48, 'fd01:203:405::', '2001:db8:1::', 'fd01:203:405::1'),
            (32, 'fd01:203::', '2001:db8::', 'fd01:203:405:1::1234'),
            (1, '8000::', '::', 'fd01:203:405:1::1234'),
            (56, 'fd01:203:405:ff00::', '2001:db8:1:4200::',
             'fd01:203:405:ff17::1'),
            (49, 'fd01:203:405:8000::', '2001:db8:1::',
             'fd01:203:405:ff17:ffff:ffff::1'),
            (64, 'fd01:203:405:1::', '2001:db8:1:2::',
             'fd01:203:405:1:ffff:2::3'),
            (64, 'fd01:203:405:1::', '2001:db8:1:2::',
             'fd01:203:405:1::3')):
        print(f'nptv6-{n}-{a}', 'nptv6', n, inside, outside, 0, 0, '-',
              addr(a).hex(), nptv6(n, inside, outside, a).hex(), sep='\t')


def nptv6(n, inside, outside, a):
    mask = (1 << 128) - (1 << 128 - n)
    v = int(ipaddress.ip_address(a))
    new = v & ~mask | int(ipaddress.ip_address(outside)) & mask
    words = list(struct.unpack('>8H', new.to_bytes(16, 'big')))
    old = struct.unpack('>8H', v.to_bytes(16, 'big'))
    at = 3 if n <= 48 else next(i for i in range(4, 8) if old[i] != 0xffff)
    # one's complement: equal modulo 0xffff, and never written as 0xffff
    words[at] = (words[at] + sum(old) - sum(words)) % 0xffff
    if n == 48 and a == 'fd01:203:405:1::1234':  # the RFC's own example
        assert words[3] == 0xd550, hex(words[3])
    return struct.pack('>8H', *words)


def nptv6_packets():
    for proto in (TCP, UDP, SCTP, DCCP, ICMP6, GRE):
        src, dst = 'fd01:203:405:1::1234', '2001:db8:2::33'
        new = str(ipaddress.ip_address(
            nptv6(48, 'fd01:203:405::', '2001:db8:1::', src)))
        sport, dport, _, _ = ports_of(proto, 0, 0)
        ic = icmp_of(proto, False)
        seg = l4(proto, src, dst, sport, dport, icmp=ic)
        # the very same segment: no checksum changes
        assert seg == l4(proto, new, dst, sport, dport, icmp=ic)
        row(f'nptv6-{NAMES[proto]}', 'packet', 'full',
            (new, dst, sport, dport), '-', ip6(src, dst, proto, seg),
            ip6(new, dst, proto, seg, ttl=63))


# Errors through a prefix translation: about what left, told from outside, and
# about what came in, told from inside.
def nptv6_errors():
    inside, outside = 'fd01:203:405::', '2001:db8:1::'
    host, peer = 'fd01:203:405:1::1234', '2001:db8:2::33'
    shown = str(ipaddress.ip_address(nptv6(48, inside, outside, host)))
    for proto in (TCP, UDP, SCTP, DCCP, ICMP6, GRE):
        sport, dport, _, _ = ports_of(proto, 0, 0)
        ic = icmp_of(proto, False)
        for k in ((1, 4, 0), (2, 0, 1300), (3, 0, 0), (4, 1, 6)):
            seg = l4(proto, host, peer, sport, dport, icmp=ic)
            router = '2001:db8:9::fe'
            quote = [ip6(a, peer, proto, seg, ttl=61) for a in (shown, host)]
            before = error6(router, shown, k[:2], k[2], quote[0])
            after = error6(router, host, k[:2], k[2], quote[1], ttl=63)
            # nothing but addresses and the hop limit: sums stay, all of them
            assert before[40:80] == after[40:56] + before[56:72] + after[72:80]
            assert before[88:] == after[88:]
            row(f'nptv6-error-out-{k[0]}.{k[1]}-{NAMES[proto]}', 'error',
                'full', (host, peer, sport, dport), router, before, after)
            # what comes in; the router inside shows as the host outside
            seg = l4(proto, peer, shown, sport, dport, icmp=ic)
            quote = [ip6(peer, a, proto, seg, ttl=61) for a in (host, shown)]
            before = error6('fd01:203:405:1::fe', peer, k[:2], k[2], quote[0])
            after = error6(shown, peer, k[:2], k[2], quote[1], ttl=63)
            assert before[88:] == after[88:]
            row(f'nptv6-error-in-{k[0]}.{k[1]}-{NAMES[proto]}', 'error',
                'full', (peer, shown, sport, dport), shown, before, after)


V6 = dict(src='2001:db8:1::3', dst='64:ff9b::c000:221')
V4 = dict(src='198.51.100.7', dst='192.0.2.33')
OTHER = {ICMP: ICMP6, ICMP6: ICMP}


# @big: sizes on both sides of what must not be cut
def translated():
    for frm, to, icmp in ((V6, V4, ICMP6), (V4, V6, ICMP)):
        six = not is4(frm['src'])
        way = '6to4' if six else '4to6'
        for proto in (TCP, UDP, SCTP, DCCP, LITE, GRE, icmp):
            for check in ('full', 'none', 'partial'):
                if check == 'none' and proto != UDP:
                    continue
                if check == 'partial' and proto not in (TCP, UDP):
                    continue
                for extra in ('', 'options', 'large', 'cut', 'reply'):
                    cross(frm, to, six, way, proto, check, extra)


def cross(frm, to, six, way, proto, check, extra):
    if extra == 'reply' and proto not in (ICMP, ICMP6):
        return
    if extra == 'cut' and six:
        return
    data = DATA * 26 if extra == 'large' else DATA
    sport, dport, nsport, ndport = ports_of(proto, 1, 0)
    new = OTHER.get(proto, proto)
    seg = l4(proto, frm['src'], frm['dst'], sport, dport, check, data,
             icmp_of(proto, extra == 'reply'))
    # to IPv6, UDP always has a checksum
    after = l4(new, to['src'], to['dst'], nsport, ndport,
               'full' if check == 'none' and not six else check, data,
               icmp_of(new, extra == 'reply'))
    kw = {}
    if extra == 'options':
        kw = {'exts': (HOPOPTS, DSTOPTS)} if six else {'options': RECORD}
    if six:
        before = ip6(frm['src'], frm['dst'], proto, seg, flow=0xabcde, **kw)
        out = ip4(to['src'], to['dst'], new, after, ttl=63, ident=0x4242,
                  df=20 + len(after) > 1260)
    else:
        cut = extra == 'cut'
        before = ip4(frm['src'], frm['dst'], proto, seg, df=not cut, **kw)
        exts = ((44, bytes(4) + b'\0\0\x12\x34'),) if cut else ()
        out = ip6(to['src'], to['dst'], new, after, ttl=63, exts=exts)
    name = '-'.join(filter(None, (way, NAMES[proto],
                                  check if check != 'full' else '', extra)))
    row(name, 'packet', check, (to['src'], to['dst'], nsport, ndport), '-',
        before, out)


# RFC 7915 sections 4.2, 5.2: (type, code, word) on either side; None: dropped.
# MTUs of the links are 1500 on both.
TO6 = [((3, 0, 0), (1, 0, 0)), ((3, 1, 0), (1, 0, 0)), ((3, 2, 0), (4, 1, 6)),
       ((3, 3, 0), (1, 4, 0)), ((3, 4, 1400), (2, 0, 1420)),
       ((3, 4, 600), (2, 0, 1280)), ((3, 4, 1500), (2, 0, 1500)),
       ((3, 4, 0), (2, 0, 1280)), ((3, 5, 0), (1, 0, 0)),
       ((3, 6, 0), (1, 0, 0)), ((3, 7, 0), (1, 0, 0)), ((3, 8, 0), (1, 0, 0)),
       ((3, 9, 0), (1, 1, 0)), ((3, 10, 0), (1, 1, 0)),
       ((3, 11, 0), (1, 0, 0)), ((3, 12, 0), (1, 0, 0)),
       ((3, 13, 0), (1, 1, 0)), ((3, 14, 0), None), ((3, 15, 0), (1, 1, 0)),
       ((3, 16, 0), None), ((4, 0, 0), None), ((5, 0, 0), None),
       ((11, 0, 0), (3, 0, 0)), ((11, 1, 0), (3, 1, 0)),
       ((12, 0, 0), (4, 0, 0)), ((12, 0, 1 << 24), (4, 0, 1)),
       ((12, 0, 2 << 24), (4, 0, 4)), ((12, 0, 4 << 24), None),
       ((12, 0, 8 << 24), (4, 0, 7)), ((12, 0, 9 << 24), (4, 0, 6)),
       ((12, 2, 12 << 24), (4, 0, 8)), ((12, 0, 16 << 24), (4, 0, 24)),
       ((12, 0, 20 << 24), None), ((12, 1, 0), None)]
TO4 = [((1, 0, 0), (3, 1, 0)), ((1, 1, 0), (3, 10, 0)),
       ((1, 2, 0), (3, 1, 0)), ((1, 3, 0), (3, 1, 0)), ((1, 4, 0), (3, 3, 0)),
       ((1, 5, 0), None), ((2, 0, 1400), (3, 4, 1380)),
       ((2, 0, 9000), (3, 4, 1480)), ((2, 0, 1280), (3, 4, 1260)),
       ((3, 0, 0), (11, 0, 0)), ((3, 1, 0), (11, 1, 0)),
       ((4, 0, 0), (12, 0, 0)), ((4, 0, 1), (12, 0, 1 << 24)),
       ((4, 0, 2), None), ((4, 0, 4), (12, 0, 2 << 24)),
       ((4, 0, 6), (12, 0, 9 << 24)), ((4, 0, 7), (12, 0, 8 << 24)),
       ((4, 0, 8), (12, 0, 12 << 24)), ((4, 0, 24), (12, 0, 16 << 24)),
       ((4, 0, 40), None), ((4, 1, 6), (3, 2, 0)), ((4, 2, 0), None),
       ((100, 0, 0), None)]


def translated_errors():
    for proto in (TCP, UDP, SCTP, DCCP, GRE, ICMP6):
        sport, dport, nsport, ndport = ports_of(proto, 1, 0)
        new = OTHER.get(proto, proto)
        # sent over IPv6, out over IPv4, and an error from there
        sent = ip6(V6['src'], V6['dst'], proto,
                   l4(proto, V6['src'], V6['dst'], sport, dport,
                      icmp=icmp_of(proto, False)), ttl=61)
        out = ip4(V4['src'], V4['dst'], new,
                  l4(new, V4['src'], V4['dst'], nsport, ndport,
                     icmp=icmp_of(new, False)), ttl=61)
        for a, b in TO6 if proto in (TCP, UDP) else TO6[3:5]:
            before = error4('203.0.113.254', V4['src'], a[:2], a[2], out)
            after = error6('64:ff9b::cb00:71fe', V6['src'], b[:2], b[2], sent,
                           63) if b else b''
            row(f'4to6-error-{a[0]}.{a[1]}.{a[2]}-{NAMES[new]}', 'error',
                'full', (V6['src'], V6['dst'], sport, dport),
                '64:ff9b::cb00:71fe', before, after)
        # and the other way round; what was sent had no DF, as it is small
        sent = ip4(V4['src'], V4['dst'], new,
                   l4(new, V4['src'], V4['dst'], nsport, ndport,
                      icmp=icmp_of(new, False)), ttl=61, df=False, ident=0)
        out = ip6(V6['src'], V6['dst'], proto,
                  l4(proto, V6['src'], V6['dst'], sport, dport,
                     icmp=icmp_of(proto, False)), ttl=61)
        for a, b in TO4 if proto in (TCP, UDP) else TO4[4:7]:
            before = error6('2001:db8:9::fe', V6['src'], a[:2], a[2], out)
            after = error4(V4['dst'], V4['src'], b[:2], b[2], sent, 63) \
                if b else b''
            row(f'6to4-error-{a[0]}.{a[1]}.{a[2]}-{NAMES[proto]}', 'error',
                'full', (V4['src'], V4['dst'], nsport, ndport), V4['dst'],
                before, after)


# ---- moved sequence numbers ----

# A stream in which bytes [from, to) were replaced by delta more (or fewer).
class Stream:
    def __init__(self, edits):
        self.edits = edits

    # where a byte of the sender is for the receiver: what precedes it counts
    def out(self, seq):
        return (seq + sum(d for f, t, d in self.edits
                          if (seq - t) % 2**32 < 2**31)) % 2**32


def spell(wing, streams):
    return f'@{wing}' + ''.join(f'/{i}.{f}.{t}.{d}'
                                for i, s in enumerate(streams)
                                for f, t, d in s.edits)


STAMP = b'\x01\x01\x08\x0a\0\1\2\3\4\5\6\7'


def sack(blocks):
    return b'\1\1' + bytes([5, 2 + 8 * len(blocks)]) + \
        b''.join(struct.pack('>II', *b) for b in blocks) if blocks else b''


def tcp(src, dst, sport, dport, seq, ack, blocks=(), options=b'', data=DATA[:13],
        check='full'):
    opt = options + sack(blocks)
    seg = struct.pack('>HHIIBBHHH', sport, dport, seq, ack,
                      5 + len(opt) // 4 << 4, 0x18, 512, 0, 0) + opt + data
    ps = pseudo(src, dst, TCP, len(seg))
    c = ~csum(ps) & 0xffff if check == 'partial' else csum(ps + seg)
    return seg[:16] + struct.pack('>H', c) + seg[18:]


# name, edits of what the initiator sends, and of what the responder does; the
# numbers that follow: bytes of each that stand before, between, behind them.
GROWN = [('none', [], [], (1000,), (2000,)),
         ('one', [(1000, 1020, 7)], [], (1000, 1020, 1400), (2000, 2222)),
         ('shrunk', [(1000, 1020, -7)], [], (1000, 1020), (2000,)),
         ('same', [(1000, 1020, 0)], [], (1000, 1020), (2000,)),
         ('two', [(1000, 1020, 7), (1100, 1124, -3)], [(2000, 2010, 300)],
          (999, 1020, 1050, 1100, 1124, 1500), (2000, 2010, 2600)),
         ('wrap', [(2**32 - 30, 2**32 - 10, 25)], [(2**32 - 9, 3, -8)],
          (2**32 - 30, 2**32 - 10, 2**32 - 1, 0, 77), (2**32 - 9, 3, 90))]
WAYS = [('10.1.2.3', '192.0.2.33', '198.51.100.7', '192.0.2.33'),
        ('10.1.2.3', '192.0.2.33', '10.1.2.3', '192.0.2.33'),
        ('2001:db8:1::3', '2001:db8:2::33', '2001:db8:f::7', 'fd00::9'),
        ('2001:db8:1::3', '64:ff9b::c000:221', '198.51.100.7', '192.0.2.33')]


def adjusted():
    for name, e0, e1, *at in GROWN:
        s = Stream(e0), Stream(e1)
        for src, dst, nsrc, ndst in WAYS if len(e0) > 1 else WAYS[:1]:
            for wing in (0, 1):
                for seq in at[wing]:
                    for n, ack in enumerate(at[not wing]):
                        # all pairs over IPv4 with NAT; elsewhere the ends
                        if src != '10.1.2.3' and n and seq != at[wing][-1]:
                            continue
                        moved(name, s, wing, seq, ack, at[not wing][n:],
                              (src, dst, nsrc, ndst))


# One segment of a wing, and an error that comes back about it.
def moved(name, s, wing, seq, ack, known, way):
    src, dst, nsrc, ndst = way
    mine, peers = s[wing], s[not wing]
    a, b = (40000, 80), (51234 if src != nsrc else 40000, 80)
    if wing:
        src, dst, nsrc, ndst, a, b = ndst, nsrc, dst, src, b[::-1], a[::-1]
    # what its sender knows of the peer, in the numbers that it sees
    blocks = tuple(zip(known[1:3], known[2:4]))
    seen = tuple((peers.out(f), peers.out(t)) for f, t in blocks)
    label = f'{name}-{wing}-{seq}-{ack}-{"v4" if is4(src) else "v6"}-' \
        f'{"v4" if is4(nsrc) else "v6"}-{"plain" if src == nsrc else "nat"}'
    sent, left = [], []
    for check in ('full', 'partial'):
        for opt in (b'', STAMP) if check == 'full' and blocks else (b'',):
            sent.append(tcp(src, dst, *a, seq, peers.out(ack), seen, opt,
                            check=check))
            left.append(tcp(nsrc, ndst, *b, mine.out(seq), ack, blocks, opt,
                            check=check))
            after = ip(nsrc, ndst, TCP, left[-1], ttl=63, ident=0x4242
                       if is4(nsrc) and not is4(src) else 0x1234,
                       df=is4(src))
            row(f'moved-{label}-{check}{"-stamp" if opt else ""}',
                'packet' + spell(wing, s), check, (nsrc, ndst, *b), '-',
                ip(src, dst, TCP, sent[-1], ttl=64), after)
    if wing:
        return
    router = '203.0.113.254' if is4(nsrc) else '2001:db8:9::fe'
    who = router if is4(src) == is4(nsrc) else '64:ff9b::cb00:71fe'
    who = who if dst == ndst or is4(ndst) else dst
    make = {True: error4, False: error6}
    kind = {True: (3, 3), False: (1, 4)}
    head = 20 + len(sack(blocks))
    # bytes of the segment that are quoted: all, its header with options, with
    # none, up to the checksum, the least
    for n in sorted({len(left[0]), head, 20, 18, 8}):
        out = ip(nsrc, ndst, TCP, left[0][:n], ttl=61, df=True,
                 total=len(left[0]))
        # across families a cut quote's checksum is right all the same
        back = ip(src, dst, TCP, sent[0][:n], ttl=61, df=True,
                  total=len(sent[0]))
        if 18 <= n < head and blocks:
            continue  # the sum of blocks that are not there is not known
        row(f'moved-{label}-error-{n}', 'error' + spell(1, s), 'full',
            (src, dst, *a), who,
            make[is4(nsrc)](router, nsrc, kind[is4(nsrc)], 0, out),
            make[is4(src)](who, src, kind[is4(src)], 0, back, ttl=63))


# Within an edit nothing corresponds: the number before it stands for all.
def within():
    s = Stream([(1000, 1020, 7)]), Stream([(2000, 2010, 5)])
    src, dst, nsrc, ndst = WAYS[0]
    for seen, means in ((2000, 2000), (2001, 2000), (2014, 2000),
                        (2015, 2010), (2016, 2011)):
        row(f'moved-within-{seen}', 'packet' + spell(0, s), 'full',
            (nsrc, ndst, 51234, 80), '-',
            ip(src, dst, TCP, tcp(src, dst, 40000, 80, 1020, seen), ttl=64),
            ip(nsrc, ndst, TCP, tcp(nsrc, ndst, 51234, 80, 1027, means),
               ttl=63))


print('# made by generate.py')
same_family()
errors()
prefixes()
nptv6_packets()
nptv6_errors()
translated()
translated_errors()
adjusted()
within()
