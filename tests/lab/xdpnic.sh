#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# XDP on network cards with a driver: nobody has to ask for it, and what goes
# over the wire is right, tags included.
#
#	    client c0 ═wire0═ ge-0/0/0.0 fw ge-0/0/1.100 ═wire1═ s0.100 server
#	  10.0.1.2/24           .1    trust │ untrust   .1      203.0.113.2/24
#	2001:db8:1::2/64        ::1         │           ::1   2001:db8:2::2/64
. "$(dirname "$0")/box.sh"
. "$(dirname "$0")/xdp_box.sh"

modprobe virtio_net
host client fw server
lab_undo+=("on fw $B/xpfctl no-xdp")
# card WIRE END HOST NAME - the end of a wire
card() {
	local n
	n=$(ip -br link | awk -v m="02:77:00:00:0$1:0$2" '$3 == m { print $1 }')
	ip link set "$n" netns "$3" name "$4"
	lab_undo+=("ip -n $3 link set $4 down"
		"ip -n $3 link set $4 netns $$ name wire$1$2")
	ip -n "$3" link set "$4" up
}
card 0 a client c0
card 0 b fw ge-0-0-0
card 1 a fw ge-0-0-1
card 1 b server p0
ip -n server link add link p0 name s0 type vlan id 100
ip -n server link set s0 up
addr client c0 $C4/24 $C6/64
addr server s0 $S4/24 $S6/64
route client default via $F4
route client default via $F6
route server default via $U4
route server default via $U6
servers
fw_start fw - <<END
$(base | sed 's,ge-0/0/1 unit 0,ge-0/0/1 unit 100,; s,ge-0/0/1\.0,ge-0/0/1.100,')
set interfaces ge-0/0/1 vlan-tagging
set interfaces ge-0/0/1 unit 100 vlan-id 100
$(policy trust untrust all permit)
$(snat)
END
must 'the driver of the card runs it' retry 10 has 'input: on, XDP output: on' \
	xdp_of ge-0/0/0
must 'for the unit too' has 'input: on, XDP output: on' xdp_of ge-0/0/1
must 'UDP, translated, tagged' fast 30 echoes client $S4 20
must 'over IPv6' fast 30 echoes client $S6 20
must 'TCP: 5 MB each way' fast 1000 on client iperf3 -c $S4 -n 5M --bidir
echoes client $S4 1 7000
must 'more' fast 8 echoes client $S4 5 7000
must 'of a session that is translated' has "Out: $S4/4000 --> $U4/" \
	flow source-port 7000
must 'a tag that is nobody'\''s goes nowhere' failing on server ping -c 1 -W 1 \
	-I p0 $U4
must 'nothing is broken' sane
fw_stop fw
must 'the program is taken off' has 'taken off 2 devices' \
	on fw "$B/xpfctl" no-xdp
