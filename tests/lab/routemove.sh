#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The route of a session changes while it lives: to another interface of the
# same zone it goes on, with nothing lost; into another zone it is not led,
# because no policy was asked about that; when the route comes back, so does
# the session.
#
#	                         ge-0/0/1.0 [untrust] ── s0 server 198.51.100.1
#	client c0 ── ge-0/0/0.0 fw ge-0/0/2.0 [untrust] ── s1    2001:db8:f::1
#	  10.0.1.2     [trust]     ge-0/0/3.0 [dmz]     ── s2
. "$(dirname "$0")/box.sh"

box
link server:s1 fw:ge-0-0-2
link server:s2 fw:ge-0-0-3
addr server s1 203.0.114.2/24 2001:db8:3::2/64
addr server s2 203.0.115.2/24 2001:db8:4::2/64
addr server lo 198.51.100.1/32 2001:db8:f::1/128
serve server tcp 80 far
# to IPV4 IPV6 - commit the next hops of the server's addresses
R='set routing-options static route 198.51.100.1/32 next-hop'
R6='set routing-options rib inet6.0 static route 2001:db8:f::1/128 next-hop'
to() {
	commit fw <<-END
	delete routing-options
	$R $1
	$R6 $2
	END
}
fw_start fw - <<END
$(base)
set interfaces ge-0/0/2 unit 0 family inet address 203.0.114.1/24
set interfaces ge-0/0/2 unit 0 family inet6 address 2001:db8:3::1/64
set interfaces ge-0/0/3 unit 0 family inet address 203.0.115.1/24
set interfaces ge-0/0/3 unit 0 family inet6 address 2001:db8:4::1/64
set security zones security-zone untrust interfaces ge-0/0/2.0
set security zones security-zone dmz interfaces ge-0/0/3.0
$(policy trust untrust all permit)
$R 203.0.113.2
$R6 2001:db8:2::2
END
cat >"$T/talk.py" <<'END'
import os, socket, sys, time
to, name = sys.argv[1:]
s = socket.create_connection((to, 80), 20)
n = 0
while True:
    n += 1
    while not os.path.exists("%s.ask%d" % (name, n)):
        time.sleep(0.1)
    s.sendall(b"x\n")
    s.settimeout(60)
    if s.recv(1000):
        open("%s.got%d" % (name, n), "w").close()
END
bg client python3 "$T/talk.py" 198.51.100.1 "$T/four"
bg client python3 "$T/talk.py" 2001:db8:f::1 "$T/six"
asked=0
# ask_both - one more line in each connection; answered - both were answered
ask_both() {
	asked=$((asked + 1))
	touch "$T/four.ask$asked" "$T/six.ask$asked"
}
answered() { [ -e "$T/four.got$asked" ] && [ -e "$T/six.got$asked" ]; }
seen() { ip -n fw -s link show "$1" | awk '/TX:/ { getline; print $2 }'; }
id() { flow destination-port 80 | grep -o 'Session ID: [0-9]*' | sort; }
two() { same "$(count destination-port 80)" 2; }

must 'two connections' retry 30 two
ask_both
must 'are answered' retry 30 answered
before=$(id)
must 'to another interface of the zone' to 203.0.114.2 2001:db8:3::2
was=$(seen ge-0-0-2)
ask_both
must 'they go on' retry 30 answered
must 'by that interface' [ "$(seen ge-0-0-2)" -gt "$was" ]
must 'as the same sessions' same "$(id)" "$before"
must 'into another zone' to 203.0.115.2 2001:db8:4::2
was=$(reason wrong-zone)$(reason no-route)$(reason policy-deny)
ask_both
sleep 2
mustfail 'they are not led' answered
must 'and it is counted' [ "$(reason wrong-zone)$(reason no-route)$(reason policy-deny)" != "$was" ]
must 'nor is a new one' silent client tcp 198.51.100.1 80 -w 500
must 'back again' to 203.0.113.2 2001:db8:2::2
must 'they are answered' retry 60 answered
must 'still the same sessions' same "$(id)" "$before"
# Flows that begin one after the other, between the same two hosts, while the
# way changes: each goes the way of its moment, whatever was found for the last.
play <<'END'
import subprocess
from wire import *
client, one = box()
two = End("server", "s1")

def ip(words):
    subprocess.run(["ip", "-n", "fw"] + words.split(), check=True)

def ways(a, b, words, begin):
    """Did each of two dozen flows arrive by the end where it should?"""
    got = []
    hops = (("203.0.113.2 dev ge-0-0-1", "203.0.114.2 dev ge-0-0-2")
            if "." in a else
            ("2001:db8:2::2 dev ge-0-0-1", "2001:db8:3::2 dev ge-0-0-2"))
    for i in range(12):
        second = i % 3 > 0
        ip(words % hops[second])
        for port in begin + 2 * i, begin + 2 * i + 1:
            here = lambda p: UDP in p and p[UDP].sport == port
            client.send(net(a, b) / UDP(sport=port, dport=7) / b"x")
            end = two if second else one
            got.append(end.next(here, 4) is not None)
    return got

for a, b, words in (("10.0.1.77", "198.51.100.77", "route replace 198.51.100.77/32 via %s"),
                    ("2001:db8:1::77", "2001:db8:f::77", "-6 route replace 2001:db8:f::77/128 via %s")):
    must("flows begin by the way there is: " + b, all(ways(a, b, words, 3000)))
ip("route add 198.51.100.77/32 via 203.0.114.2 table 77")
ip("route replace 198.51.100.77/32 via 203.0.113.2")
for i, end in enumerate((one, two, one, two)):
    if i:
        ip("rule %s from 10.0.1.77 lookup 77" % ("add" if i % 2 else "del"))
    client.send(IP(src="10.0.1.77", dst="198.51.100.77") / UDP(sport=4000 + i, dport=7) / b"x")
    must("by the routing rules, turn %d" % i, end.next(
        lambda p: UDP in p and p[UDP].sport == 4000 + i, 4))
END
must 'nothing is broken' sane
