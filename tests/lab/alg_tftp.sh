#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The TFTP gateway: the server answers from a port of its own.
#
#	    client c0 ──── ge-0/0/0.0 fw ge-0/0/1.0 ──── s0 server
#	  10.0.1.2/24      .1    trust │ untrust   .1      203.0.113.2/24
#	2001:db8:1::2/64   ::1         │           ::1   2001:db8:2::2/64
. "$(dirname "$0")/box.sh"

box
mkdir -p "$T/tftp"
head -c 5000 /dev/urandom >"$T/tftp/file"
chmod -R a+rX "$T"
bg server in.tftpd -L -4 -a :69 -s "$T/tftp"
bg server in.tftpd -L -6 -a :69 -s "$T/tftp"
retry 20 listens server udp 69 >/dev/null
fw_start fw - <<END
$(base)
$(policy trust untrust tftp permit junos-tftp)
END

# get ADDRESS - the file arrives, whole
get() {
	rm -f "$T/got"
	on client timeout 8 tftp "$1" -m binary -c get file "$T/got"
	cmp "$T/tftp/file" "$T/got"
}

must 'as it is' get $S4
must 'over IPv6' get $S6
commit fw <<END
$(snat)
END
must 'source NAT' get $S4
must 'source NAT, IPv6' get $S6
must 'sessions made by pinholes' test "$(counter pinholes-used)" -ge 4
must 'the session says whose it is' has 'Resource information : TFTP ALG' flow protocol udp
must 'its status' has 'TFTP     : Enabled' show security alg status
must 'no invariant is broken' sane
commit fw <<<'set security alg tftp disable'
fw_cli fw -c 'clear security flow session all' >/dev/null
must 'it is disabled' has 'TFTP     : Disabled' show security alg status
mustfail 'and no data' get $S4
must 'nothing waits' has 'active resources 0' show security resource-manager resource active
