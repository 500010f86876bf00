#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The module is unloaded and loaded under traffic that no policy permits: it
# stops the kernel's routing before it lets go, with a manager or without, and
# nothing slips through; the manager hears of both at once, and the firewall is
# back.
#
#	    client c0 ──── ge-0/0/0.0 fw ge-0/0/1.0 ──── s0 server
#	  10.0.1.2/24      .1    trust │ untrust   .1      203.0.113.2/24
. "$(dirname "$0")/box.sh"

box
serve server tcp 80 web
fw_start fw - <<END
$(base)
$(policy trust untrust web permit junos-http)
END
must 'the firewall works' answers web client tcp $S4 80

bg server python3 -u -c '
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("", 99))
while True:
    s.recv(10)
    print(".", end="")' >"$T/through"
retry 30 listens server udp 99 >/dev/null
bg client python3 -c '
import socket, time
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
while True:
    try:
        s.sendto(b"x", ("'$S4'", 99))
    except OSError:
        pass
    time.sleep(0.001)'
through() { stat -c %s "$T/through"; }

sleep 1
must 'nothing passes' same "$(through)" 0
say 'out, and in later'
unload_module
off() { same "$(on fw sysctl -n net.ipv4.ip_forward)" 0; }
must 'the kernel does not route' retry 1 off
sleep 1
must 'nothing passes then either' same "$(through)" 0
lost=0
load_module
start=$(date +%s%N)
on_again() { same "$(on fw sysctl -n net.ipv4.ip_forward)" 1; }
must 'it is armed and routes again' retry 5 on_again
say "within $((($(date +%s%N) - start) / 1000000)) ms of being loaded"
must 'it works' retry 10 answers web client tcp $S4 80
must 'nothing passed meanwhile' same "$(through)" "$lost"
for _ in 1 2 3 4 5; do
	unload_module
	load_module
done
must 'out and in again, five times: it is back' retry 20 answers web client tcp $S4 80
sleep 0.5
say "$(($(through) - lost)) datagrams passed"
must 'few passed' test "$(through)" -lt 300
last=$(through)
sleep 1
must 'and none now' same "$(through)" "$last"
must 'no invariant is broken' sane

say 'with no manager'
fw_stop fw KILL
must 'the kernel still routes' same "$(on fw sysctl -n net.ipv4.ip_forward)" 1
last=$(through)
unload_module
must 'the module takes routing with it' off
must 'of IPv6 as well' same "$(on fw sysctl -n net.ipv6.conf.all.forwarding)" 0
sleep 1
must 'nothing passes' same "$(through)" "$last"
