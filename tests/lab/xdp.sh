#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The XDP program: where it is attached packets of established sessions are
# forwarded by it, and nobody can tell but by the counters; where something else
# must see them, or it would be wrong, the kernel's way is taken.
#
#	    client c0 ──── ge-0/0/0.0 fw ge-0/0/1.0 ──── s0 server
#	  10.0.1.2/24      .1    trust │ untrust   .1      203.0.113.2/24
#	2001:db8:1::2/64   ::1         │           ::1   2001:db8:2::2/64
#	    tagged t0 ════ ge-0/0/2.100 [trust] .1, unit of VLAN 100
#	  10.0.3.2/24
#
# Frames of veth have complete checksums and their tags when the sender's side
# does not leave that to hardware.
. "$(dirname "$0")/box.sh"
. "$(dirname "$0")/xdp_box.sh"

box
host tagged
link tagged:p0 fw:ge-0-0-2
ip -n tagged link add link p0 name t0 type vlan id 100
ip -n tagged link set t0 up
addr tagged t0 10.0.3.2/24
route tagged default via 10.0.3.1
for i in client:c0 server:s0 tagged:p0; do
	on "${i%:*}" ethtool -K "${i#*:}" tx off txvlan off gro on >"$T/ethtool"
done
servers
{
	base
	policy trust untrust all permit
	snat
	cat <<-END
	set interfaces ge-0/0/2 vlan-tagging
	set interfaces ge-0/0/2 unit 100 vlan-id 100
	set interfaces ge-0/0/2 unit 100 family inet address 10.0.3.1/24
	set security zones security-zone trust interfaces ge-0/0/2.100
	END
} >"$T/config"

say 'veth gets no program unless the operator says so'
fw_start fw - <"$T/config"
must 'forwarded all the same' slow echoes client $S4 5
must 'the reason is told' has 'input: off: frames may have partial checksums' \
	xdp_of ge-0/0/0
fw_stop fw
fw_start fw - --xdp always <"$T/config"
must 'it is attached' retry 10 has 'input: on, XDP output: on' xdp_of ge-0/0/0
must 'xpfctl knows' has 'xdp in on, out on' on fw "$B/xpfctl" interfaces

say 'established sessions'
must 'UDP, translated' fast 30 echoes client $S4 20
must 'over IPv6' fast 30 echoes client $S6 20
must 'from and to a VLAN' fast 30 echoes tagged $S4 20
must 'TCP: 5 MB each way' fast 1000 on client iperf3 -c $S4 -n 5M --bidir
must 'the session has its counts' has 'Pkts: [1-9][0-9]' \
	flow destination-port 4000
must 'a first packet is none, nor its answer' slow echoes client $S4 1

say 'what must see packets does'
echoes client $S4 1 7000
sniff tap fw ge-0-0-0 udp port 7000
must 'tcpdump on the way in' slow echoes client $S4 5 7000
must 'all of them' same "$(sniffed tap | grep -c IP)" 10
sniff tap fw ge-0-0-1 udp port 4000
must 'tcpdump on the way out' slow echoes client $S4 5 7000
must 'all of them again' same "$(sniffed tap | grep -c IP)" 10
must 'then XDP again' fast 8 echoes client $S4 5 7000
on fw tc qdisc add dev ge-0-0-1 root tbf rate 100mbit burst 20kb latency 50ms
must 'a shaped exit, one way only' fast 4 echoes client $S4 5 7000
must 'the shaper saw the others' has 'Sent [1-9][0-9]* bytes [5-9] pkt' \
	on fw tc -s qdisc show dev ge-0-0-1
must 'which is told' has 'XDP output: off: shaped' xdp_of ge-0/0/1
on fw tc qdisc del dev ge-0-0-1 root
on fw tc qdisc add dev ge-0-0-0 ingress
on fw tc filter add dev ge-0-0-0 parent ffff: u32 match u32 0 0 action ok
must 'a filter of tc' fast 4 echoes client $S4 5 7000
must 'is told' has 'input: off: filters of tc or nft' xdp_of ge-0/0/0
on fw tc qdisc del dev ge-0-0-0 ingress
must 'XDP again' fast 8 echoes client $S4 5 7000

say 'the same decisions'
fw_stop fw KILL
must 'without its manager' fast 8 echoes client $S4 5 7000
fw_start fw - --xdp always <"$T/config"
must 'and with another' fast 8 echoes client $S4 5 7000
commit fw <<<'set security policies from-zone trust to-zone untrust policy all then deny'
must 'a policy removed is removed' failing echoes client $S4 1 7000
commit fw <<<'rollback 1'
must 'no TTL, no way' has 'Time to live exceeded' \
	on client ping -c 1 -W 2 -t 1 $S4
echoes client $S4 1 7001
on fw ip link set ge-0-0-1 mtu 1300
must 'too long for the exit' has 'wrong\|Message too long\|timed out' \
	on client python3 -c "
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.setsockopt(socket.IPPROTO_IP, 10, 2)
s.bind(('', 7001)); s.connect(('$S4', 4000)); s.settimeout(2)
try:
    for i in range(3):
        s.send(b'x' * 1400); s.recv(2000)
except OSError as e:
    print(e)"
on fw ip link set ge-0-0-1 mtu 1500
must 'the neighbour stays known' has 'REACHABLE\|DELAY\|STALE' \
	on fw ip neigh show $S4
must 'nothing is broken' sane

say 'the end'
mustfail 'the module is in use' rmmod xpf
fw_stop fw
must 'the program is taken off' has 'taken off 3 devices' \
	on fw "$B/xpfctl" no-xdp
must 'and the kernel way taken' slow echoes client $S4 3 7000
