#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Options of flow and of policies: early ageing between its watermarks; per
# policy SYN and sequence checks where the settings ask for none; policies that
# permit only what was translated, or only what was not; answers of name
# servers that nobody asked; who ended a TCP session, and whether it ends at once,
# through the firewall and with it; only SYN and its answer before a session is
# open; how long a session outlives its route.
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

say 'when it ends'
T4='set security flow tcp-session'
commit fw <<END
delete security flow tcp-session
$T4 time-wait-state session-timeout 600
set security zones security-zone trust host-inbound-traffic system-services any-service
END
serve fw tcp 8022 self
# left ADDRESS PORT - sessions to there
left() { count destination-prefix "$1" destination-port "$2"; }
# ends NUMBER - what is left of connections that were closed, and of refused ones
ends() {
	local to
	for to in $S4 $S6; do
		answers web client tcp "$to" 80 && refused client tcp "$to" 4445 &&
			retry 5 same "$(left "$to" 80) $(left "$to" 4445)" "$1 $1" || return
	done
	for to in $F4 $F6; do
		answers self client tcp "$to" 8022 && refused client tcp "$to" 4446 &&
			retry 5 same "$(left "$to" 8022) $(left "$to" 4446)" "$1 $1" || return
	done
	fw_cli fw -c 'clear security flow session' >/dev/null
}
must 'closed sessions stay for a while' ends 1
commit fw <<END
$T4 fin-invalidate-session
$T4 rst-invalidate-session
END
must 'invalidate-session: they end with their last segment' ends 0

commit fw <<<"$T4 strict-syn-check"
cat >"$T/strict.py" <<'END'
from wire import *
client, server = box()
for a, b in (("10.0.1.77", "203.0.113.77"), ("2001:db8:1::77", "2001:db8:2::77")):
    v = "IPv6: " if ":" in a else "IPv4: "
    path = Path(client, server, a, b)
    t, s = dict(sport=41000, dport=9000), dict(sport=9000, dport=41000)

    def arrives(p, end):
        send, h = (path.c, t) if end == "c" else (path.s, s)
        return [q for q in send(p) if TCP in q and q[TCP].sport == h["sport"]]

    data = net(a, b) / TCP(flags="S", seq=999, **t) / Raw(b"early")
    must(v + "no SYN with data", not arrives(data, "c"))
    must(v + "a SYN", arrives(net(a, b) / TCP(flags="S", seq=999, **t), "c"))
    early = net(a, b) / TCP(flags="A", seq=1000, ack=5001, **t) / Raw(b"x")
    must(v + "nothing else before it is answered", not arrives(early, "c"))
    must(v + "the answer", arrives(net(b, a) / TCP(
        flags="SA", seq=5000, ack=1000, window=9000, **s), "s"))
    must(v + "then it is open", arrives(net(a, b) / TCP(
        flags="A", seq=1000, ack=5001, **t), "c"))
    must(v + "for data", arrives(early, "c"))
done()
END
play <"$T/strict.py"

say 'without a route'
commit fw <<END
$T4 established-timeout 600
set security flow route-change-timeout 6
set routing-options static route 198.51.100.9/32 next-hop 203.0.113.77
set routing-options rib inet6.0 static route 2001:db8:f::9/128 next-hop 2001:db8:2::77
END
# lasts SECONDS LEAST - the timeout of both sessions
lasts() {
	local t
	for t in $(flow destination-port 9090 | sed -n 's/.*Timeout: \([0-9]*\),.*/\1/p'); do
		[ "$t" -le "$1" ] && [ "$t" -ge "$2" ] || { echo "$t"; return 1; }
	done
	same "$(count destination-port 9090)" 2
}
cat >"$T/lost.py" <<'END'
from wire import *
client, server = box()
for a, b in (("10.0.1.77", "198.51.100.9"), ("2001:db8:1::77", "2001:db8:f::9")):
    server.flush()
    client.send(net(a, b) / UDP(sport=42000, dport=9090) / b"x")
    hit = lambda p: UDP in p and p[UDP].dport == 9090
    must("to %s: %s" % (b, "passes" if WANT else "has no way"),
         server.next(hit) if WANT else server.none(hit, 0.3))
done()
END
lost() { sed "s/WANT/$1/g" "$T/lost.py" | play; }
# by hand: a commit would look the sessions up again
way() {
	on fw ip route "$1" 198.51.100.9/32 via 203.0.113.77
	on fw ip -6 route "$1" 2001:db8:f::9/128 via 2001:db8:2::77
}
lost True
must 'a session lasts' lasts 60 50
way del
lost False
must 'less once it has no route' lasts 6 1
way add
lost True
must 'and as before when there is one again' lasts 60 50
way del
lost False
gone() { same "$(count destination-port 9090)" 0; }
must 'it ends soon without one' retry 15 gone
must 'sessions of other routes stay' answers web client tcp $S4 80
commit fw <<END
delete routing-options
delete security flow tcp-session
delete security flow route-change-timeout
$T4 no-syn-check
END

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
