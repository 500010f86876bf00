#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Options of flow and of policies: early ageing between its watermarks; per
# policy SYN and sequence checks where the settings ask for none; policies that
# permit only what was translated, or only what was not; answers of name
# servers that nobody asked; who ended a TCP session.
#
#	    client c0 ──── ge-0/0/0.0 fw ge-0/0/1.0 ──── s0 server
#	  10.0.1.2/24      .1    trust │ untrust   .1      203.0.113.2/24
#	ghosts 10.0.1.77, 2001:db8:1::77      203.0.113.77, 2001:db8:2::77
. "$(dirname "$0")/box.sh"

box
ghost client 10.0.1.77 2001:db8:1::77
ghost server 203.0.113.77 2001:db8:2::77 203.0.113.78
serve server tcp 80 web
serve server udp 53 name
P='set security policies from-zone trust to-zone untrust policy'
N='set security nat destination'
fw_start fw - --max-sessions 4096 <<END
$(base)
set security flow tcp-session no-syn-check
set security flow tcp-session no-sequence-check
set security flow aging high-watermark 50
set security flow aging low-watermark 20
set security flow aging early-ageout 3
set applications application strict protocol tcp destination-port 8000
set applications application new protocol tcp destination-port 81
set applications application same protocol tcp destination-port 82
$(policy trust untrust strict permit strict)
$P strict then permit tcp-options syn-check-required
$P strict then permit tcp-options sequence-check-required
$(policy trust untrust fresh permit new)
$P fresh then permit destination-address drop-translated
$(policy trust untrust moved permit same)
$P moved then permit destination-address drop-untranslated
$(policy trust untrust all permit)
$P all then log session-close
$N pool inside address 203.0.113.77/32
$N rule-set in from zone trust
$N rule-set in rule r match destination-address 198.51.100.1/32
$N rule-set in rule r then destination-nat pool inside
END
cat >"$T/options.py" <<'END'
from wire import *
client, server = box()
port = 40000


def passes(path, p):
    """A packet of the client, and whether it arrived."""
    proto = TCP if TCP in p else UDP
    return [q for q in path.c(p) if proto in q
            and q[proto].sport == p[proto].sport]


def drop(what, path, p):
    got = passes(path, p)
    must(what, not got, got)


for a, b in (("10.0.1.77", "203.0.113.77"), ("2001:db8:1::77", "2001:db8:2::77")):
    v = "IPv6: " if ":" in a else "IPv4: "
    path = Path(client, server, a, b)
    ack = dict(flags="A", seq=100, ack=200)
    must(v + "no SYN is needed", passes(
        path, net(a, b) / TCP(sport=40001, dport=9000, **ack)))
    drop(v + "but by this policy", path,
         net(a, b) / TCP(sport=40001, dport=8000, **ack))
    for dport, judged in ((9001, False), (8000, True)):
        t = dict(sport=40002, dport=dport)
        s = dict(sport=dport, dport=40002)
        path.c(net(a, b) / TCP(flags="S", seq=1000, window=1000, **t))
        path.s(net(b, a) / TCP(flags="SA", seq=5000, ack=1001, window=1000, **s))
        path.c(net(a, b) / TCP(flags="A", seq=1001, ack=5001, window=1000, **t))
        far = net(a, b) / TCP(flags="A", seq=900000, ack=5001, **t) / Raw(b"x")
        got = [q for q in path.c(far) if TCP in q and q[TCP].seq == 900000]
        must(v + ("sequence numbers are checked by this policy" if judged else
                  "nor does a sequence number matter"), bool(got) != judged)
    answer = bytes([0, 1, 0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0])
    question = bytes([0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0])
    drop(v + "an answer begins nothing", path,
         net(a, b) / UDP(sport=40003, dport=53) / Raw(answer))
    must(v + "a question does", passes(
        path, net(a, b) / UDP(sport=40003, dport=53) / Raw(question)))

path = Path(client, server, "10.0.1.77", "203.0.113.77")


def syn(to, dport):
    global port
    port += 1
    return net("10.0.1.77", to) / TCP(flags="S", seq=1, sport=port, dport=dport)


must("drop-translated: as it is", passes(path, syn("203.0.113.77", 81)))
drop("drop-translated: a new destination", path, syn("198.51.100.1", 81))
must("drop-untranslated: a new destination",
     passes(path, syn("198.51.100.1", 82)))
drop("drop-untranslated: as it is", path, syn("203.0.113.77", 82))
done()
END
play <"$T/options.py"
must 'the answers are counted' [ "$(reason dns-reply)" -ge 2 ]
commit fw <<<'set security flow allow-dns-reply'
cat >"$T/dns.py" <<'END'
from wire import *
client, server = box()
path = Path(client, server, "10.0.1.77", "203.0.113.77")
answer = bytes([0, 1, 0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0])
must("allow-dns-reply: it passes", [
    p for p in path.c(net(path.a, path.b) / UDP(sport=40009, dport=53) /
                      Raw(answer)) if UDP in p and p[UDP].sport == 40009])
done()
END
play <"$T/dns.py"
must 'they are shown' has 'SYN check: Yes, SEQ check: Yes' \
	show security policies policy-name strict detail

say 'who ended it'
log=$T/fw/state/log/messages
said() { grep -q -- "$1" "$log"*; }
must 'a closed port' refused client tcp $S4 4444
must 'the server refused' retry 10 said 'SESSION_CLOSE .*reason="TCP SERVER RST".*destination-port="4444"'

say 'early ageing'
must 'sessions can be cleared' fw_cli fw -c 'clear security flow session'
burst client c0 1000 'src_min 10.0.1.100' 'src_max 10.0.1.100' \
	'dst 203.0.113.78' 'udp_src_min 10000' 'udp_src_max 10999' \
	'udp_dst_min 9' 'udp_dst_max 9'
sleep 6
must 'below the watermark none' between 900 1100 "$(count protocol udp)"
same "$(counter sessions-aged-early)" 0 || notok 'nobody ended early'
burst client c0 1500 'src_min 10.0.1.101' 'src_max 10.0.1.101' \
	'dst 203.0.113.78' 'udp_src_min 10000' 'udp_src_max 11499' \
	'udp_dst_min 9' 'udp_dst_max 9'
low() { [ "$(count)" -lt 820 ]; }
must 'above it idle ones go' retry 20 low
must 'they are counted' [ "$(counter sessions-aged-early)" -gt 1000 ]
must 'it is told' retry 5 said RT_FLOW_AGING_BEGIN
must 'and when it is over' retry 30 said RT_FLOW_AGING_END
must 'nothing is broken' sane
