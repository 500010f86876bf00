# SPDX-License-Identifier: GPL-3.0-or-later
"""Phones that speak SIP message by message, see alg_sip_msg.sh.

	sip_phones.py routed|translated|kept|disabled
"""
import re
import socket

from hosts import *

def drops(reason):
    rows = run("fw", "cat", "/proc/net/xpf/drops").splitlines()
    return sum(int(r.split()[1]) for r in rows if r.split()[0] == reason)

def pinholes():
    rows = run("fw", "cat", "/proc/net/xpf/pinholes").splitlines()
    return [r.split() for r in rows if r.startswith("sip")]

def sock(ns, addr, port, kind=socket.SOCK_DGRAM):
    enter(ns)
    s = socket.socket(socket.AF_INET6 if ":" in addr else socket.AF_INET, kind)
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    s.settimeout(10)
    s.bind((addr, port))
    return s

def waiting(s):
    """What came in and was not read."""
    s.setblocking(False)
    try:
        return s.recv(4000)
    except BlockingIOError:
        return b""
    finally:
        s.settimeout(10)

def host(a):
    return "[%s]" % a if ":" in a else a

def sdp(me, port):
    v = 6 if ":" in me else 4
    return ("v=0\r\no=- 1 1 IN IP%d %s\r\ns=-\r\nc=IN IP%d %s\r\nt=0 0\r\n"
            "m=audio %d RTP/AVP 0\r\n" % (v, me, v, me, port))

def message(first, me, port, call, cseq, body="", more="", by="UDP"):
    return (first + "\r\nVia: SIP/2.0/%s %s:%d;branch=z9hG4bK1\r\n"
            "From: <sip:a@example.net>;tag=1\r\nTo: <sip:b@example.net>\r\n"
            "Call-ID: %s@%s\r\nCSeq: %s\r\n%s"
            "Contact: <sip:a@%s:%d;transport=%s>\r\n%s"
            "Content-Length: %d\r\n\r\n%s"
            % (by, host(me), port, call, host(me), cseq, more, host(me), port,
               by, "Content-Type: application/sdp\r\n" if body else "",
               len(body), body)).encode()

def answer(text, me, port, body="", by="UDP"):
    """200 to a request, as it was read."""
    keep = [l for l in text.decode().split("\r\n")
            if re.match("(Via|From|To|Call-ID|CSeq):", l)]
    return ("SIP/2.0 200 OK\r\n%s\r\nContact: <sip:b@%s:%d;transport=%s>\r\n%s"
            "Content-Length: %d\r\n\r\n%s"
            % ("\r\n".join(keep), host(me), port, by,
               "Content-Type: application/sdp\r\n" if body else "", len(body),
               body)).encode()

def sound(text):
    """Is its length what it says?"""
    head, body = text.split(b"\r\n\r\n", 1)
    return int(re.search(rb"Content-Length: (\d+)", head)[1]) == len(body)

def call(name, C, S, other):
    phone, peer = sock("client", C, 5061), sock("server", S, 5060)
    rtp, rtcp, spare = (sock("client", C, p) for p in (7000, 7001, 7004))
    their, their_rtcp = sock("server", S, 8000), sock("server", S, 8001)
    stranger = sock("server", other, 8000)
    invite = message("INVITE sip:b@%s SIP/2.0" % host(S), C, 5061, "x", "1 INVITE",
                     sdp(C, 7000))
    phone.sendto(invite, (S, 5060))
    got, who = peer.recvfrom(4000)
    must(name + ": the INVITE is as it was", got == invite, got)
    ok = answer(got, S, 5060, sdp(S, 8000))
    peer.sendto(ok, who)
    got = phone.recv(4000)
    must(name + ": its answer too", got == ok, got)
    their.sendto(b"media", (C, 7000))
    must(name + ": media in", rtp.recv(100) == b"media")
    rtp.sendto(b"media", (S, 8000))
    must(name + ": media out", their.recv(100) == b"media")
    rtcp.sendto(b"report", (S, 8001))
    must(name + ": reports out", their_rtcp.recv(100) == b"report")
    their_rtcp.sendto(b"report", (C, 7001))
    must(name + ": reports in", rtcp.recv(100) == b"report")
    # What passed would come before what follows it.
    before = drops("alg-stranger")
    for s in stranger, their_rtcp:
        s.sendto(b"noise", (C, 7004))
    stranger.sendto(b"noise", (C, 7000))
    their.sendto(b"more", (C, 7000))
    got = rtp.recv(100)
    must(name + ": a stranger's media do not come in", got == b"more", got)
    must(name + ": they are counted", drops("alg-stranger") == before + 1)
    must(name + ": nor anything to another port", not waiting(spare))
    must(name + ": pinholes wait", len(pinholes()) >= 4, pinholes())
    bye = message("BYE sip:b@%s SIP/2.0" % host(S), C, 5061, "x", "2 BYE")
    phone.sendto(bye, (S, 5060))
    got, who = peer.recvfrom(4000)
    peer.sendto(answer(got, S, 5060), who)
    phone.recv(4000)
    their.sendto(b"late", (C, 7000))
    rtp.sendto(b"late", (S, 8000))
    phone.sendto(message("OPTIONS sip:b@%s SIP/2.0" % host(S), C, 5061, "y", "1 OPTIONS"), (S, 5060))
    peer.recv(4000)
    must(name + ": after BYE nothing goes out", not waiting(their))
    peer.sendto(b"\r\n\r\n", who)
    phone.recv(100)
    must(name + ": nor comes in", not waiting(rtp))
    must(name + ": media's pinholes are gone",
         not [p for p in pinholes() if p[6].endswith(("7000", "7001", "8000", "8001"))],
         pinholes())

def routed():
    call("IPv4", C4, S4, "203.0.113.9")
    call("IPv6", C6, S6, "2001:db8:2::9")

def read(f, n=1):
    """Whole messages of a stream."""
    out = []
    while len(out) < n:
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            l = f.readline()
            if not l:
                return out
            if head or l.strip():
                head += l
        size = int(re.search(rb"Content-Length: (\d+)", head)[1])
        out.append(head + f.read(size))
    return out

def tcp(name, C, S, U):
    l = sock("server", S, 5060, socket.SOCK_STREAM)
    l.listen()
    c = sock("client", C, 0, socket.SOCK_STREAM)
    c.connect((S, 5060))
    c.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    s, who = l.accept()
    s.settimeout(10)
    s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    port = c.getsockname()[1]
    cf, sf = c.makefile("rb"), s.makefile("rb")
    request = "%%s sip:b@%s:5060 SIP/2.0" % host(S)
    invite = message(request % "INVITE", C, port, "t", "1 INVITE", sdp(C, 7000), by="TCP")
    for at in range(0, len(invite), 67):
        c.send(invite[at:at + 67])
    got = read(sf)[0]
    must(name + ": an INVITE in pieces", sound(got), got)
    must(name + ": it says nothing of the inside", C.encode() not in got, got)
    must(name + ": but where it came from", b"c=IN IP%d %s\r\n" % (6 if ":" in C else 4, U.encode()) in got, got)
    media = int(re.search(rb"m=audio (\d+)", got)[1])
    must(name + ": media at another port", media != 7000 and not media & 1, got)
    ok = answer(got, S, 5060, sdp(S, 8000), by="TCP")
    for at in range(0, len(ok), 91):
        s.send(ok[at:at + 91])
    got = read(cf)[0]
    must(name + ": the answer in pieces", sound(got) and U.encode() not in got, got)
    rtp, their = sock("client", C, 7000), sock("server", S, 8000)
    their.sendto(b"media", (U, media))
    must(name + ": media in", rtp.recv(100) == b"media")
    rtp.sendto(b"media", (S, 8000))
    got, who = their.recvfrom(100)
    must(name + ": media out, from where they are expected", who[:2] == (U, media), who)
    # Several at once, again and again, both ways; the numbers must still fit.
    info = [message(request % "INFO", C, port, "t%d" % i, "%d INFO" % i, by="TCP")
            for i in range(12)]
    good = True
    for i in range(0, 12, 3):
        c.send(info[i] + b"\r\n\r\n" + info[i + 1] + info[i + 2][:50])
        c.send(info[i + 2][50:])
        got = read(sf, 3)
        good = good and len(got) == 3 and all(sound(g) and C.encode() not in g for g in got)
        s.send(b"".join(answer(g, S, 5060, by="TCP") for g in got))
        back = read(cf, 3)
        good = good and len(back) == 3 and all(U.encode() not in b for b in back)
        good = good and [re.search(rb"CSeq: \d+", b)[0] for b in back] == \
            [b"CSeq: %d" % j for j in range(i, i + 3)]
    must(name + ": twelve more, three in two segments", good)
    c.send(message(request % "BYE", C, port, "t", "2 BYE", by="TCP"))
    s.send(answer(read(sf)[0], S, 5060, by="TCP"))
    read(cf)
    c.shutdown(socket.SHUT_WR)
    must(name + ": it ends", s.recv(100) == b"")
    s.shutdown(socket.SHUT_WR)
    must(name + ": both ways", c.recv(100) == b"")
    their.sendto(b"late", (U, media))
    left = [p for p in pinholes() if p[6].endswith(("7000", "7001", "8000", "8001"))]
    must(name + ": and no media are expected", not left, left)

def translated():
    tcp("TCP", C4, S4, U4)
    tcp("TCP, IPv6", C6, S6, U6)

    phone, peer = sock("client", C4, 5061), sock("server", S4, 5060)
    long = message("INVITE sip:b@%s SIP/2.0" % S4, C4, 5061, "long", "1 INVITE",
                   sdp(C4, 7100), "X-Fill: " + "x" * 1000 + "\r\n")
    long = message("INVITE sip:b@%s SIP/2.0" % S4, C4, 5061, "long", "1 INVITE", sdp(C4, 7100),
                   "X-Fill: " + "x" * (1000 + 1472 - len(long)) + "\r\n")
    phone.sendto(long, (S4, 5060))
    got = peer.recv(4000)
    must("a message that outgrows its packet arrives", len(got) > 1472 and sound(got), len(got))
    before = drops("alg-malformed")
    phone.sendto(b"hello", (S4, 5060))
    phone.sendto(b"\0\0", (S4, 5060))
    must("what keeps alive passes", peer.recv(100) == b"\0\0")
    must("what is no SIP does not", drops("alg-malformed") == before + 1)

def invited():
    phone, peer = sock("client", C4, 5061), sock("server", S4, 5060)
    invite = message("INVITE sip:b@%s SIP/2.0" % S4, C4, 5061, "z", "1 INVITE", sdp(C4, 7000))
    phone.sendto(invite, (S4, 5060))
    got, who = peer.recvfrom(4000)
    return phone, peer, invite, got, who

def disabled():
    phone, peer, invite, got, who = invited()
    must("disabled: nothing is written", got == invite, got)
    must("disabled: nothing is opened", not pinholes(), pinholes())
    rtp = sock("client", C4, 7000)
    sock("server", S4, 8000).sendto(b"media", (U4, 7000))
    peer.sendto(b"hello", who)
    must("disabled: what is no SIP passes", phone.recv(100) == b"hello")
    must("disabled: media do not", not waiting(rtp))

def kept():
    got = invited()[3]
    must("Call-ID stays", b"Call-ID: z@%s\r\n" % C4.encode() in got, got)
    must("and nothing else", got.count(C4.encode()) == 1, got)
    wait = [int(p[9]) for p in pinholes() if p[6].endswith(":7000")]
    must("media are waited for as long as c-timeout says",
         wait and 240 < wait[0] <= 300, pinholes())

{"routed": routed, "translated": translated, "kept": kept,
 "disabled": disabled}[sys.argv[1]]()
done()
