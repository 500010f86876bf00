#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# A policy with a scheduler: permits while it is active, is not looked at when
# it is not; switched at the second, without a commit; sessions end with it.
#
#	    client c0 ──── ge-0/0/0.0 fw ge-0/0/1.0 ──── s0 server
#	  10.0.1.2/24      .1    trust │ untrust   .1      203.0.113.2/24
. "$(dirname "$0")/box.sh"

box
serve server tcp 80 web
P='set security policies from-zone trust to-zone untrust policy'
fw_start fw - <<END
$(base)
set schedulers scheduler now daily all-day
set schedulers scheduler never start-date 2001-01-01.00:00 stop-date 2001-01-02.00:00
$(policy trust untrust timed permit junos-http)
$P timed scheduler-name now
$(policy trust untrust off permit junos-ping)
$P off scheduler-name never
END
must 'an active policy permits' answers web client tcp $S4 80
must 'an inactive one does not' dropped default-deny nopings client $S4
must 'over IPv6 neither' dropped default-deny nopings client $S6
must 'they show it' has 'Policy: off, State: disabled' show security policies
must 'and name it' has 'Scheduler name: never' show security policies
must 'schedulers do' has 'Scheduler name: now, State: active' show schedulers
must 'each by its name' has 'Scheduler name: never, State: inactive' \
	show schedulers never

say 'at the second'
# window FROM TO - seconds from the epoch
window() {
	commit fw <<-END
	delete schedulers scheduler now
	set schedulers scheduler now daily start-time $(date -d "@$1" +%T) stop-time $(date -d "@$2" +%T)
	END
}
told() { show log messages | grep -c UI_COMMIT; }
open=$(($(date +%s) + 20))
window $open $((open + 3600))
if [ "$(date +%s)" -lt $((open - 2)) ]; then
	must 'not yet' silent client tcp $S4 80 -w 500
fi
commits=$(told)
while [ "$(date +%s)" -le $open ]; do sleep 0.2; done
must 'it opens' retry 3 answers web client tcp $S4 80
must 'without a commit' same "$(told)" "$commits"
bg client python3 -c "
import socket, time
s = socket.create_connection(('$S4', 80))
time.sleep(300)"
live() { test "$(count destination-port 80)" "$@"; }
must 'a session' retry 20 live -ge 1
close=$(($(date +%s) + 15))
window $((open - 60)) $close
commits=$(told)
must 'lives on' live -ge 1
while [ "$(date +%s)" -le $close ]; do sleep 0.2; done
must 'it closes' retry 3 silent client tcp $S4 80 -w 500
must 'and its sessions end' retry 5 live = 0
must 'without a commit' same "$(told)" "$commits"
must 'the next time is known' has 'Next activation:' show schedulers
must 'nothing is broken' sane
