#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# A commit judges the sessions that live: one whose policy is gone or denies
# now ends at once, in both directions; so does one that only the default
# permitted; with policy-rematch also one whose policy no longer matches it.
# A commit that is about something else leaves every session as it is.
#
#	    client c0 ──── ge-0/0/0.0 fw ge-0/0/1.0 ──── s0 server
#	  10.0.1.2/24      .1    trust │ untrust   .1      203.0.113.2/24
#	2001:db8:1::2/64   ::1         │           ::1   2001:db8:2::2/64
. "$(dirname "$0")/box.sh"

box
serve server tcp 80 here
fw_start fw - <<END
$(base)
$(policy trust untrust one permit junos-http)
$(snat)
END

# talk - two long conversations, one of each family
talk() {
	bg client "$B/tests/peer" ask tcp $S4 80 -n 1000 -i 20 -w 900 >"$T/t4" 2>&1
	t4=$bg_pid
	bg client "$B/tests/peer" ask tcp $S6 80 -n 1000 -i 20 -w 900 >"$T/t6" 2>&1
	t6=$bg_pid
	retry 9 has here cat "$T/t4"
	retry 9 has here cat "$T/t6"
	ids=$(session_ids)
}
session_ids() { flow destination-port 80 | grep -o '^Session ID: [0-9]*' | sort; }
# hush - both end, and are forgotten
hush() {
	stop "$t4" "$t6"
	retry 9 forgotten
}
forgotten() { same "$(count destination-port 80)" 0; }
# alive, dead - both conversations; the dead give up after -w
alive() { sleep 0.4; kill -0 "$t4" && kill -0 "$t6"; }
dead() {
	retry 9 gone "$t4" && retry 3 gone "$t6" &&
		grep -q silence "$T/t4" && grep -q silence "$T/t6"
}
gone() { ! kill -0 "$1" 2>/dev/null; }

say 'something else is committed'
talk
commit fw <<END
set system host-name fw2
set interfaces ge-0/0/0 description "the inside"
$(policy untrust trust new deny junos-http)
END
must 'the conversations go on' alive
must 'in the same sessions' same "$(session_ids)" "$ids"

say 'the policy is deleted'
commit fw <<<'delete security policies from-zone trust to-zone untrust'
must 'both sessions end' dead
must 'and are not shown' same "$(count destination-port 80)" 0
hush

say 'the policy denies now'
commit fw <<<"$(policy trust untrust one permit)"
talk
commit fw <<END
delete security policies from-zone trust to-zone untrust policy one then
set security policies from-zone trust to-zone untrust policy one then deny
END
must 'both sessions end' dead
hush

say 'only the default permitted'
commit fw <<END
delete security policies
set security policies default-policy permit-all
END
talk
commit fw <<<"$(policy trust untrust other permit junos-ftp)"
must 'another policy does not disturb' alive
must 'in the same sessions' same "$(session_ids)" "$ids"
commit fw <<<'set security policies default-policy deny-all'
must 'both sessions end' dead
hush

say 'the match changes: without policy-rematch the session stays'
commit fw <<<"$(policy trust untrust one permit '[ junos-http junos-ftp ]')"
talk
commit fw <<<'delete security policies from-zone trust to-zone untrust policy one match application junos-http'
must 'it goes on' alive
must 'a new one is not permitted' silent client tcp $S4 80 -w 500
hush

say 'with policy-rematch it does not'
commit fw <<END
set security policies policy-rematch
set security policies from-zone trust to-zone untrust policy one match application junos-http
END
talk
commit fw <<<'set security policies from-zone trust to-zone untrust policy one match application junos-smtp'
must 'a change that still matches leaves it' alive
must 'in the same sessions' same "$(session_ids)" "$ids"
commit fw <<<'delete security policies from-zone trust to-zone untrust policy one match application junos-http'
must 'one that does not ends it' dead
hush

say 'extensive: any policy that permits is enough'
commit fw <<END
set security policies policy-rematch extensive
set security policies from-zone trust to-zone untrust policy one match application junos-http
$(policy trust untrust two permit)
END
talk
commit fw <<<'delete security policies from-zone trust to-zone untrust policy one'
must 'the next policy takes it over' alive
must 'in the same sessions' same "$(session_ids)" "$ids"
must 'which say so' has 'Policy name: two' flow destination-port 80
commit fw <<<'delete security policies from-zone trust to-zone untrust policy two'
must 'no policy at all ends it' dead
must 'no invariant is broken' sane
