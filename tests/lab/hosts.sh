#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The lab itself: two hosts reach each other over a router in both families,
# what nobody serves fails, a sniffer sees what passes.
#
#   client c0 ─────── r0 router r1 ─────── s0 server
#     10.0.1.2    10.0.1.1   10.0.2.1    10.0.2.2
#     2001:db8:1::2   ::1     2001:db8:2::1   ::2
. "$(dirname "$0")/lib.sh"

host client router server
link client:c0 router:r0
link router:r1 server:s0
addr client c0 10.0.1.2/24 2001:db8:1::2/64
addr router r0 10.0.1.1/24 2001:db8:1::1/64
addr router r1 10.0.2.1/24 2001:db8:2::1/64
addr server s0 10.0.2.2/24 2001:db8:2::2/64
route client default via 10.0.1.1
route client default via 2001:db8:1::1
route server default via 10.0.2.1
route server default via 2001:db8:2::1
on router sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1

serve server tcp 80 web
serve server udp 53 name
sniff wire server s0 tcp port 80

must on client ping -qc 1 -W 2 10.0.2.2
must on client ping -qc 1 -W 2 2001:db8:2::2
must has 'web 10.0.1.2 ' ask client tcp 10.0.2.2 80
must has 'web 2001:db8:1::2 ' ask client tcp 2001:db8:2::2 80
must has name ask client udp 10.0.2.2 53
must has name ask client udp 2001:db8:2::2 53
must 'nobody serves tcp 81' refused client tcp 10.0.2.2 81
must 'nobody serves udp 54' refused client udp 10.0.2.2 54
mustfail 'a failure is told' silent client tcp 10.0.2.2 80
must has '20 asked, 20 answered' ask client udp 10.0.2.2 53 -n 20 -i 10
must 'the sniffer saw the connection' has '10.0.1.2.*Flags \[S\]' sniffed wire
