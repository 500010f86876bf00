#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# TCP, packet by packet: what does not fit the windows of both sides is
# dropped and harms nothing; a reset ends a session only with the right
# sequence number; odd openings and endings that the RFCs know work.  A
# program speaks for both ends, and knows what each should have received.
#
#	ghost 10.0.1.77 ──── ge-0/0/0.0 fw ge-0/0/1.0 ──── ghost 203.0.113.77
#	2001:db8:1::77            trust │ untrust            2001:db8:2::77
#	IPv4 is translated to 203.0.113.1, IPv6 is not
. "$(dirname "$0")/box.sh"

box
ghost client 10.0.1.77 2001:db8:1::77
ghost server 203.0.113.77 2001:db8:2::77
fw_start fw - <<END
$(base)
$(policy trust untrust all permit)
set security nat source rule-set out from zone trust
set security nat source rule-set out to zone untrust
set security nat source rule-set out rule v4 match source-address 0.0.0.0/0
set security nat source rule-set out rule v4 then source-nat interface
END
cat >"$T/tcp.py" <<'END'
from wire import *
client, server = box()
port = 20000


class Flow:
    """One connection; c and s send from one end and give what arrived."""

    def __init__(self, path, isn=1000, peer_isn=5000):
        global port
        port += 1
        self.path, a, b = path, path.a, path.b
        self.a, self.b, self.cp, self.sp = a, b, port, 80
        self.out, self.outp = a, port
        self.isn, self.pisn = isn, peer_isn

    def c(self, flags, seq, ack=0, win=8192, data=b"", options=()):
        l4 = TCP(sport=self.cp, dport=self.sp, flags=flags,
                 seq=(self.isn + seq) % 2**32, window=win, options=list(options),
                 ack=(self.pisn + ack) % 2**32 if ack is not None else 0)
        for p in self.path.c(net(self.a, self.b) / l4 / Raw(data)):
            if TCP in p and p[TCP].dport == self.sp and p[TCP].flags == flags:
                self.out, self.outp = p[is_ip(p)].src, p[TCP].sport
                return p

    def s(self, flags, seq, ack=0, win=8192, data=b"", options=()):
        l4 = TCP(sport=self.sp, dport=self.outp, flags=flags,
                 seq=(self.pisn + seq) % 2**32, window=win, options=list(options),
                 ack=(self.isn + ack) % 2**32 if ack is not None else 0)
        for p in self.path.s(net(self.b, self.out) / l4 / Raw(data)):
            if TCP in p and p[TCP].dport == self.cp and p[TCP].flags == flags:
                return p

    def open(self, win=8192, copt=(), sopt=()):
        good = (self.c("S", 0, None, win, options=copt) and
                self.s("SA", 0, 1, win, options=sopt) and
                self.c("A", 1, 1, win))
        if not good:
            notok("a handshake of port %d" % self.cp)
        return self


def no(what, sent):
    must(what, sent is None, sent)


def yes(what, sent):
    must(what, sent is not None)


for a, b in (("10.0.1.77", "203.0.113.77"), ("2001:db8:1::77", "2001:db8:2::77")):
    v = "IPv6: " if ":" in a else "IPv4: "
    path = Path(client, server, a, b)
    if os.environ.get("LOOSE"):
        f = Flow(path).open()
        yes(v + "no-sequence-check: far data passes", f.c("A", 900000, 1, data=b"x"))
        f = Flow(path)
        yes(v + "no-syn-check: a connection may begin in the middle",
            f.c("A", 1, 1, data=b"mid"))
        yes(v + "and is answered", f.s("A", 1, 4, data=b"dle"))
        no(v + "but not by nonsense", Flow(path).c("SF", 0, None))
        continue

    f = Flow(path).open()
    yes(v + "data in the window passes", f.c("PA", 1, 1, data=b"x" * 100))
    yes(v + "and is answered", f.s("PA", 1, 101, data=b"y" * 100))
    yes(v + "a retransmission passes", f.c("PA", 1, 1, data=b"x" * 100))
    yes(v + "a keep-alive passes", f.c("A", 100, 101))
    no(v + "data beyond the window does not", f.c("PA", 200000, 101, data=b"z" * 9))
    no(v + "nor data long before it", f.c("PA", -200000, 101, data=b"z" * 9))
    no(v + "nor an acknowledgement of what was never sent",
       f.c("PA", 101, 90000, data=b"z" * 9))
    no(v + "nor of what is long past", f.c("PA", 101, -90000, data=b"z" * 9))
    no(v + "nor data beyond it from the server", f.s("PA", 200000, 101, data=b"z"))
    yes(v + "the session is as before", f.c("PA", 101, 101, data=b"x"))
    yes(v + "on both sides", f.s("PA", 101, 102, data=b"y"))

    no(v + "a reset beyond the window is dropped", f.c("R", 300000, 0))
    no(v + "also with an acknowledgement", f.s("RA", 300000, 102))
    yes(v + "the session lives", f.c("PA", 102, 102, data=b"x"))
    f.c("R", 2000, 0)   # in the window, not exact: at most a challenge
    yes(v + "an inexact reset in the window ends nothing",
        f.c("PA", 103, 102, data=b"x"))
    yes(v + "on no side", f.s("PA", 102, 104, data=b"y"))
    yes(v + "the exact one passes", f.c("R", 104, 0))
    no(v + "and ends it: no data from the client", f.c("PA", 104, 103, data=b"x"))
    no(v + "nor from the server", f.s("PA", 103, 104, data=b"y"))

    f = Flow(path).open()
    yes(v + "a reset of the server passes", f.s("RA", 1, 1))
    no(v + "and ends it", f.c("PA", 1, 1, data=b"x"))

    f = Flow(path).open()
    f.c("S", 0, None)
    f.c("S", 50, None)
    f.s("SA", 0, 1)
    f.c("S", 5000000, None)
    yes(v + "SYNs within a connection end nothing", f.c("PA", 1, 1, data=b"x"))
    yes(v + "on no side", f.s("PA", 1, 2, data=b"y"))

    f = Flow(path)
    yes(v + "a SYN passes", f.c("S", 0, None))
    yes(v + "and again", f.c("S", 0, None))
    no(v + "a SYN+ACK that acknowledges another SYN does not",
       f.s("SA", 0, 777777))
    no(v + "a reset that acknowledges another neither", f.s("RA", 0, 777777))
    no(v + "nor data before the handshake", f.s("PA", 1, 1, data=b"y"))
    yes(v + "the right SYN+ACK does", f.s("SA", 0, 1))
    yes(v + "and again", f.s("SA", 0, 1))
    yes(v + "the handshake ends", f.c("A", 1, 1))
    yes(v + "data follows", f.s("PA", 1, 1, data=b"y"))

    f = Flow(path)
    f.c("S", 0, None)
    yes(v + "a refusal passes", f.s("RA", 0, 1))
    yes(v + "and the next attempt with the same ports", f.c("S", 9000, None))

    f = Flow(path)
    yes(v + "simultaneous open: the first SYN", f.c("S", 0, None))
    yes(v + "the other's SYN", f.s("S", 0, None))
    yes(v + "SYN+ACK", f.c("SA", 0, 1))
    yes(v + "and the other's", f.s("SA", 0, 1))
    yes(v + "data from one", f.c("PA", 1, 1, data=b"x"))
    yes(v + "and from the other", f.s("PA", 1, 2, data=b"y"))

    f = Flow(path).open()
    yes(v + "half close: FIN", f.c("FA", 1, 1))
    yes(v + "acknowledged", f.s("A", 1, 2))
    yes(v + "the other side still sends", f.s("PA", 1, 2, data=b"y" * 100))
    yes(v + "and is acknowledged", f.c("A", 2, 101))
    half = f.cp
    f = Flow(path).open()
    yes(v + "close: FIN", f.c("FA", 1, 1))
    yes(v + "FIN of the other", f.s("FA", 1, 2))
    yes(v + "the last ACK", f.c("A", 2, 2))
    yes(v + "and once more", f.c("A", 2, 2))
    f.isn += 100000
    f.pisn += 300000
    yes(v + "the ports are used again at once", f.c("S", 0, None))
    yes(v + "answered", f.s("SA", 0, 1))
    yes(v + "and open", f.c("A", 1, 1))
    yes(v + "data", f.c("PA", 1, 1, data=b"x"))

    big = [("WScale", 7)]
    f = Flow(path).open(win=60000, copt=big, sopt=big)
    f.s("A", 1, 1, win=60000)       # scaled: 7,680,000
    f.c("A", 1, 1, win=60000)
    yes(v + "a scaled window is as wide as it says",
        f.c("PA", 2000001, 1, win=60000, data=b"x"))
    yes(v + "on both sides", f.s("PA", 2000001, 1, win=60000, data=b"x"))
    f = Flow(path).open(win=60000, copt=big)
    f.s("A", 1, 1, win=60000)
    no(v + "offered by one side only it is not",
       f.c("PA", 2000001, 1, win=60000, data=b"x"))

    f = Flow(path).open()
    yes(v + "a window of zero", f.s("A", 1, 1, win=0))
    yes(v + "may be probed", f.c("PA", 1, 1, data=b"x"))

    f = Flow(path, isn=2**32 - 50, peer_isn=2**32 - 3).open()
    yes(v + "sequence numbers wrap", f.c("PA", 1, 1, data=b"x" * 100))
    yes(v + "on both sides", f.s("PA", 1, 101, data=b"y" * 100))
    yes(v + "and go on", f.c("PA", 101, 101, data=b"x"))
    no(v + "still within the window", f.c("PA", 900000, 101, data=b"x"))

    f = Flow(path).open()
    for flags in ("", "SF", "SR", "FPU", "SFRPAU", "FR"):
        no(v + "no flags like [%s]" % flags, f.c(flags, 1, 1))
    yes(v + "and the session lives", f.c("PA", 1, 1, data=b"x"))
    wrong = net(a, b) / TCP(sport=f.cp, dport=80, flags="PA", seq=1002,
                            ack=5001, dataofs=4) / b"short header"
    must(v + "a header that is too short is dropped",
         not any(b"short header" in bytes(p) for p in path.c(wrong)))
    print("half=%d" % half, file=sys.stderr)
done()
END
play <"$T/tcp.py" 2>"$T/ports"
half=$(sed -n 's/^half=//p' "$T/ports" | head -n 1)
sed '/^half=/d; s/^/# | /' "$T/ports"
must 'half closed: its timeout is shown' between 1 150 \
	"$(left source-port "$half")"
for r in tcp-window tcp-rst tcp-flags tcp-state; do
	must "$r is counted" test "$(reason $r)" -gt 0
done
say 'less strict, if the operator wants'
commit fw <<END
set security flow tcp-session no-sequence-check
set security flow tcp-session no-syn-check
END
LOOSE=1 play <"$T/tcp.py"
must 'no invariant is broken' sane
