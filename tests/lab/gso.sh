#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Large packets of offloading hosts pass as what they are: bulk TCP over veth
# with TSO and GRO, both ways, both families, with and without NAT; what
# arrives is what was sent, also where the way out has no offload.
#
#	    client c0 ──── ge-0/0/0.0 fw ge-0/0/1.0 ──── s0 server
#	  10.0.1.2/24      .1    trust │ untrust   .1      203.0.113.2/24
#	2001:db8:1::2/64   ::1         │           ::1   2001:db8:2::2/64
. "$(dirname "$0")/box.sh"

box
fw_start fw - <<END
$(base)
$(policy trust untrust all permit)
END
head -c 3000000 /dev/urandom >"$T/file"
sum=$(sha256sum <"$T/file")
bg server iperf3 -s -p 5201 >/dev/null
retry 10 listens server tcp 5201 >/dev/null

# put ADDRESS, get ADDRESS - the file by TCP, whole
put() {
	bg server sh -c 'nc -l -6 9000 | sha256sum' >"$T/sum"
	retry 5 listens server tcp 9000 >/dev/null
	on client timeout 20 nc -N "$1" 9000 <"$T/file"
	wait "$bg_pid"
	same "$(cat "$T/sum")" "$sum"
}
get() {
	bg server sh -c "nc -N -l -6 9001 <$T/file"
	retry 5 listens server tcp 9001 >/dev/null
	same "$(on client timeout 20 nc -d "$1" 9001 | sha256sum)" "$sum"
}
all_of_it() {
	must 'a file arrives whole' put $S4
	must 'over IPv6' put $S6
	must 'and comes back whole' get $S4
	must 'over IPv6' get $S6
}

say 'offloading, without NAT'
for e in client:c0 server:s0 fw:ge-0-0-0 fw:ge-0-0-1; do
	on ${e%:*} ethtool -K ${e#*:} gro on gso on tso on >/dev/null
done
sniff wide server s0 -Q in 'greater 3000'
all_of_it
sniffed wide >"$T/wide"
must 'large packets were forwarded in one piece' test -s "$T/wide"
say 'with interface source NAT'
commit fw <<<"$(snat)"
all_of_it
for o in '' -R -6 '-6 -R'; do
	a=$S4
	[ "${o#-6}" = "$o" ] || a=$S6
	# shellcheck disable=SC2086 # words
	must "iperf3 $o" on client timeout 20 iperf3 -c $a $o -n 5M -J \
		--logfile "$T/iperf"
	must 'moved data' test "$(sed -n '/sum_received/,/}/s/.*"bytes":[^0-9]*\([0-9]*\).*/\1/p' "$T/iperf")" -gt 1000000
	rm -f "$T/iperf"
done
say 'large packets in, none out'
on fw ethtool -K ge-0-0-1 tso off gso off tx off >/dev/null
on fw ethtool -K ge-0-0-0 tso off gso off tx off >/dev/null
all_of_it
say 'none in, none out'
on client ethtool -K c0 tso off gso off gro off tx off >/dev/null
on server ethtool -K s0 tso off gso off gro off tx off >/dev/null
all_of_it
must 'nothing was dropped for its state' same \
	"$(reason tcp-window) $(reason tcp-state)" '0 0'
must 'no invariant is broken' sane
