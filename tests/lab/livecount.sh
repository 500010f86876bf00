#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The live sessions of a policy, counted as they come, go and move, are those
# that a dump shows: after commits with policy-rematch extensive that move half
# of them to and fro while their packets come in on two processors, and after a
# policy was deleted and made again while its sessions waited.
#
#	    client c0 ──── ge-0/0/0.0 fw ge-0/0/1.0 ──── s0 server
#	  10.0.1.2/24      .1    trust │ untrust   .1      203.0.113.2/24
#	                               │                 ghost 203.0.113.77
. "$(dirname "$0")/box.sh"

box
ghost server 203.0.113.77
P='security policies from-zone trust to-zone untrust policy'
fw_start fw - <<END
$(base)
set applications application many protocol udp destination-port 9
set applications application some protocol udp destination-port 9 source-port 0-36000
$(policy trust untrust one permit some)
$(policy trust untrust two permit many)
set security policies policy-rematch extensive
END

# counts - live sessions by policy, as counted
counts() {
	on fw cat /proc/net/xpf/policies |
		awk '$2 == "one" || $2 == "two" { print $2, $7 }' | sort
}
# dumped - the same, from the sessions themselves
dumped() {
	on fw "$B/xpfctl" -j sessions proto udp | python3 -c '
import collections, json, sys
n = collections.Counter(s["policy"] for s in json.load(sys.stdin))
for p in ("one", "two"):
    print(p, n[p])'
}
agree() {
	local a b
	a=$(counts) b=$(dumped)
	echo "$a" | tr '\n' ' '
	same "$a" "$b"
}
both() { agree && ! counts | grep -q ' 0$'; }

# flows - datagrams of 4,000 flows, from both processors
flows() {
	ulimit -n 20000
	bg client python3 -c '
import os, socket
os.sched_setaffinity(0, {0 if os.fork() else 1})
socks = []
for port in range(10000, 14000):
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    s.bind(("10.0.1.2", port * 3))
    s.connect(("203.0.113.77", 9))
    socks.append(s)
while True:
    for s in socks:
        s.send(b"x")'
}
full() { test "$(count protocol udp)" -ge 4000; }

flows
# shellcheck disable=SC2154 # set by bg
flow_pid=$bg_pid
must '4,000 flows' retry 60 full
for _ in 1 2 3; do
	commit fw <<<"insert $P two before policy one"
	commit fw <<<"insert $P one before policy two"
done
# shellcheck disable=SC2046 # pids
stop "$flow_pid" $(ip netns pids client)
sleep 1
must 'sessions moved' test "$(counter sessions-rematched)" -gt 10000
must 'the counts are what a dump shows' both

say 'a policy deleted and made again at once'
commit fw <<<"delete $P one"
commit fw <<<"$(policy trust untrust one permit some)
insert $P one before policy two"
sleep 1
must 'the counts agree' agree
must 'sessions end' fw_cli fw -c 'clear security flow session all'
sleep 0.5
must 'none is left' same "$(counts)" "$(printf 'one 0\ntwo 0')"
must 'no invariant is broken' sane
