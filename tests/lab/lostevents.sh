#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What a listener misses because its own socket is full is counted by the
# module, though the listener asked for nothing special, and agrees with the
# gaps that the listener sees.
#
#	    client c0 ──── ge-0/0/0.0 fw ge-0/0/1.0 ──── s0 server
#	  10.0.1.2/24      .1    trust │ untrust   .1      203.0.113.2/24
. "$(dirname "$0")/box.sh"

box
ghost server 203.0.113.77
base | fw_start fw -
mkfifo "$T/go"
bg fw sh -c "python3 -u tests/lab/slow.py <$T/go >$T/slow"
exec 9>"$T/go"
retry 10 grep -q ready "$T/slow" >/dev/null
before=$(counter dropped-packets)
burst client c0 20000 "src_min $C4" "src_max $C4" 'dst 203.0.113.77' \
	'udp_src_min 2000' 'udp_src_max 21999' 'udp_dst_min 99' 'udp_dst_max 99'
all() { test "$(counter dropped-packets)" -ge $((before + 20000)); }
must 'every packet is a drop' retry 10 all
sleep 0.5
echo go >&9
must 'the listener ends' wait "$bg_pid"
must 'it heard some' grep -q 'got [1-9]' "$T/slow"
gaps=$(sed -n 's/.* lost //p' "$T/slow")
must 'and missed most' test "$gaps" -gt 10000
must 'the module counted what it missed' same "$(counter events-lost)" "$gaps"
sum=$(($(counter events-sent) + $(counter events-lost)))
must 'and everything else as sent' test "$sum" -ge 20000
must 'no invariant is broken' sane
