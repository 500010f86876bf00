#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The SIP gateway, message by message: what the other side reads, to the byte;
# media of strangers; messages in pieces, several in one piece, and longer than a
# packet once they are translated; and nothing at all when it is disabled.
#
#	    client c0 ──── ge-0/0/0.0 fw ge-0/0/1.0 ──── s0 server
#	  10.0.1.2/24      .1    trust │ untrust   .1      203.0.113.2/24, .9
#	2001:db8:1::2/64   ::1         │           ::1   2001:db8:2::2/64, ::9
. "$(dirname "$0")/box.sh"

box
addr server s0 203.0.113.9/24 2001:db8:2::9/64
fw_start fw - <<END
$(base)
$(policy trust untrust sip permit junos-sip)
set security alg sip
END

# phones WHAT - of sip_phones.py; its results count
phones() {
	local rc=0
	PYTHONDONTWRITEBYTECODE=1 timeout 200 python3 tests/lab/sip_phones.py "$1" ||
		rc=$?
	[ $rc = 0 ] || lab_failed=1
	[ $rc -lt 2 ] || notok "sip_phones.py $1: status $rc"
}
fresh() { fw_cli fw -c 'clear security flow session all' >/dev/null; }

phones routed
commit fw <<END
$(snat)
END
fresh
phones translated
commit fw <<END
set security alg sip disable-call-id-hiding
set security alg sip c-timeout 5
END
phones kept
commit fw <<<'set security alg sip disable'
fresh
phones disabled
must 'no invariant is broken' sane
