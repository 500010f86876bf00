#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Screens that count sessions and SYNs: limits by source and destination hold to
# the session while two processors compete for them, and what ends makes room;
# logins that wait; thresholds of SYNs by source and destination, white lists,
# and alarm-without-drop; port scans and sweeps as nmap makes them.
#
#	    client c0 ──── ge-0/0/0.0 fw ge-0/0/1.0 ──── s0 server
#	  10.0.1.2/24      .1    trust │ untrust   .1      203.0.113.2/24
#	2001:db8:1::2/64   ::1  screen │           ::1   2001:db8:2::2/64
. "$(dirname "$0")/box.sh"

box
ghost client 10.0.1.77 2001:db8:1::77
ghost server 203.0.113.77 2001:db8:2::77
addr server s0 203.0.113.3/24 2001:db8:2::3/64
S='set security screen ids-option outside'
fw_start fw - <<END
$(base)
$(policy trust untrust all permit)
$S limit-session source-ip-based 40
$S limit-session destination-ip-based 25
$S tcp syn-ack-ack-proxy threshold 5
set security zones security-zone trust screen outside
END
bg server python3 -c '
import selectors, socket
wait = selectors.DefaultSelector()
for port in (23, 80):
    s = socket.socket(socket.AF_INET6)
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    s.bind(("", port))
    s.listen(256)
    wait.register(s, selectors.EVENT_READ)
kept = []
while True:
    kept += [key.fileobj.accept() for key, _ in wait.select()]
'
retry 120 listens server tcp 80 >/dev/null

# crowd ADDRESS COUNT - datagrams from as many ports, half by each processor
cat >"$T/crowd.py" <<'END'
import os, socket, sys
fam = socket.AF_INET6 if ":" in sys.argv[1] else socket.AF_INET
for cpu in sorted(os.sched_getaffinity(0))[:2]:
    if not os.fork():
        os.sched_setaffinity(0, {cpu})
        for i in range(int(sys.argv[2]) // 2):
            s = socket.socket(fam, socket.SOCK_DGRAM)
            s.sendto(b"x", (sys.argv[1], 7000 + i % 7))
        os._exit(0)
os.wait(), os.wait()
END
crowd() { on client python3 "$T/crowd.py" "$@"; }
# talkers ADDRESS PORT COUNT - how many of so many connections are accepted,
# while all are open
talkers() {
	on client python3 - "$@" <<-'END'
	import select, socket, sys
	fam = socket.AF_INET6 if ":" in sys.argv[1] else socket.AF_INET
	wait = {socket.socket(fam) for i in range(int(sys.argv[3]))}
	open_ = set()
	for s in wait:
	    s.setblocking(False)
	    s.connect_ex((sys.argv[1], int(sys.argv[2])))
	while wait:
	    ready = set(select.select([], wait, [], 1.5)[1])
	    if not ready:
	        break
	    wait -= ready
	    open_ |= {s for s in ready
	              if not s.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)}
	print(len(open_))
	END
}
clear() { fw_cli fw -c 'clear security flow session' >/dev/null; }

for v in 4 6; do
	[ $v = 4 ] && a=$S4 b=203.0.113.3 || a=$S6 b=2001:db8:2::3
	crowd $a 200
	must "IPv$v: to one destination, exactly" same "$(count destination-prefix $a)" 25
	crowd $b 200
	must "IPv$v: from one source, exactly" same "$(count destination-prefix $b)" 15
	clear
	crowd $b 16
	must "IPv$v: what ended makes room" same "$(count destination-prefix $b)" 16
	clear
	must "IPv$v: logins that wait" same "$(talkers $a 23 9)" 5
	must "IPv$v: what they wait for is over" retry 5 same "$(talkers $a 80 9)" 9
	clear
done
must 'by destination is counted' has '^  Destination session limit   *[1-9]' \
	show security screen statistics zone trust
must 'by source is counted' has '^  Source session limit   *[1-9]' \
	show security screen statistics zone trust
# eight were refused; who was tries again after a second
must 'logins are counted' has '^  TCP SYN-ACK-ACK proxy   *\([89]\|[1-9][0-9]\)$' \
	show security screen statistics zone trust
must 'and told' retry 5 has 'RT_SCREEN_SESSION_LIMIT .*ip-address="10.0.1.2"' \
	show log messages

say 'alarm-without-drop'
commit fw <<<"$S alarm-without-drop"
crowd $S4 80
must 'more pass' same "$(count destination-prefix $S4)" 80
clear

say 'by protocol, by rate, and white lists'
commit fw <<END
delete ${S#set } alarm-without-drop
delete ${S#set } limit-session
$S limit-session by-source by-protocol udp maximum-sessions 10
$S limit-session by-source by-protocol tcp maximum-sessions 7
$S limit-session by-destination session-rate 8
$S limit-session by-destination whitelist friends
set security screen white-list friends address $S4/32
set security screen white-list friends address $S6/128
END
for v in 4 6; do
	[ $v = 4 ] && a=$S4 b=203.0.113.3 || a=$S6 b=2001:db8:2::3
	crowd $a 60
	must "IPv$v: UDP of one source" same "$(count destination-prefix $a)" 10
	must "IPv$v: TCP has its own" same "$(talkers $a 80 9)" 7
	clear
	retry 5 same "$(count)" 0
	crowd $b 60
	must "IPv$v: within a second to one destination" \
		between 8 10 "$(count destination-prefix $b)"
	clear
done
must 'limits are shown' has '^  Session source limit UDP threshold   *10$' \
	show security screen ids-option outside

say 'packets of a second'
commit fw <<END
delete ${S#set } limit-session
$S limit-session by-source packet-rate 10
$S limit-session by-source by-protocol tcp packet-rate 2
$S limit-session by-source by-protocol tcp whitelist few
set security screen white-list few address 10.0.1.77/32
END
for a in $S4 $S6; do
	on client ping -nqc 25 -i 0.002 -W 1 $a >"$T/pings"
	# a neighbour may have been asked for meanwhile
	must "$a: as many as may, not one more" has ' \(9\|10\) received' cat "$T/pings"
	must 'a second later they are others' retry 3 pings client $a
	must 'two segments make a session, but say nothing' \
		dropped screen-source-session-limit silent client tcp $a 80 -w 300
done
must 'limits of packets are shown' has '^  Session source limit TCP packet rate   *2$' \
	show security screen ids-option outside

say 'thresholds of SYNs'
commit fw <<END
delete ${S#set } limit-session
$S tcp syn-flood attack-threshold 1000000
$S tcp syn-flood source-threshold 20
$S tcp syn-flood destination-threshold 30
$S tcp syn-flood white-list friends source-address 10.0.1.88/32
$S tcp syn-flood white-list friends destination-address 2001:db8:2::88/128
END
ghost client 10.0.1.{78,88} 2001:db8:1::{78,88}
ghost server 203.0.113.88 2001:db8:2::88
play <<'END'
from screens import *
client, server = box()


def reach(what, want, packets):
    """So many of them arrive; they are sent well within a second."""
    time.sleep(1.05)
    server.flush()
    client.send(*[Frame(client, p) for p in packets])
    got = len(server.all(lambda p: TCP in p, 0.3))
    must("%s: %d of %d pass" % (what, want, len(packets)), got == want, got)


for v, a, b in (("IPv4", "10.0.1.", "203.0.113."),
                ("IPv6", "2001:db8:1::", "2001:db8:2::")):
    syn = lambda s, d, i: net(a + s, b + d) / TCP(sport=2000 + i, dport=80)
    before = drops()
    reach(v + " SYNs of one source", 20,
          [syn("77", "77", i) for i in range(28)])
    reach(v + " SYNs to one destination", 30,
          [syn("77" if i < 19 else "78", "77", 100 + i) for i in range(37)])
    diff = difference(before, drops())
    must(v + ": each for its reason",
         diff.get("screen-syn-flood-source") == 8 and
         diff.get("screen-syn-flood-destination") == 7, diff)
    friend = ("88", "77") if v == "IPv4" else ("77", "88")
    reach(v + " white-listed", 40, [syn(*friend, 200 + i) for i in range(40)])
done()
END
must 'by source: told' retry 5 has 'RT_SCREEN_TCP_SRC_IP .*source-address="10.0.1.77"' \
	show log messages
must 'by destination: told' retry 5 has \
	'RT_SCREEN_TCP_DST_IP .*destination-address="203.0.113.77"' show log messages

say 'scans of nmap'
commit fw <<END
delete ${S#set } tcp syn-flood
$S tcp port-scan threshold 1000000
$S icmp ip-sweep threshold 1000000
$S udp port-scan threshold 1000000
END
nmaps() { on client nmap -n -T4 --max-retries 0 --host-timeout 5 "$@" >/dev/null; }
must 'ports, IPv4' dropped screen-tcp-port-scan nmaps -Pn -sS -p 1-40 $S4
must 'ports, IPv6' dropped screen-tcp-port-scan nmaps -6 -Pn -sS -p 1-40 $S6
must 'UDP ports' dropped screen-udp-port-scan nmaps -Pn -sU -p 1-40 $S4
must 'a sweep by echo' dropped screen-ip-sweep nmaps -sn -PE 203.0.113.32/27
must 'each is counted' has '^  UDP port scan   *[1-9]' \
	show security screen statistics zone trust
must 'no invariant is broken' sane
