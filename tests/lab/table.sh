#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The session table at its size: 100,000 sessions are opened, counted, dumped
# once each, filtered, aged.  A full one makes room by ending what is half
# open, never what is established, counts it, and says so.
#
#	    client c0 ──── ge-0/0/0.0 fw ge-0/0/1.0 ──── s0 server
#	  10.0.1.2/24      .1    trust │ untrust   .1      203.0.113.2/24
#	                               │                 ghost 203.0.113.77
. "$(dirname "$0")/box.sh"

box
ghost server 203.0.113.77
serve server tcp 80 web
rules() {
	base
	echo 'set applications application many protocol udp destination-port 9 inactivity-timeout 600'
	echo 'set applications application few protocol udp destination-port 10 inactivity-timeout 4'
	policy trust untrust all permit '[ many few junos-http ]'
}
fw_start fw - --max-sessions 131072 < <(rules)

say '100,000 sessions'
before=$SECONDS
burst client c0 100000 'src_min 10.0.1.100' 'src_max 10.0.1.102' \
	'dst 203.0.113.77' 'udp_src_min 10000' 'udp_src_max 59999' \
	'udp_dst_min 9' 'udp_dst_max 9'
opened=$SECONDS
summary=$(show security flow session summary)
in_use=$(sed -n 's/^ *Sessions-in-use: *//p' <<<"$summary")
must 'are in use' between 100000 100010 "$in_use"
must 'of so many' has 'Maximum-sessions: *131072' echo "$summary"
must 'nothing was lost' same \
	"$(reason session-bucket) $(reason session-limit)" '0 0'
on fw "$B/xpfctl" sessions >"$T/dump"
must 'a dump shows each' between 100000 100010 \
	"$(grep -c '203\.0\.113\.77' "$T/dump")"
must 'each once' same "$(grep -o '10\.0\.1\.10[012][^ ]*[ :/#][0-9]*' "$T/dump" |
	sort | uniq -d | head -n 1)" ''
must 'a filter finds one third' between 33333 33334 \
	"$(on fw "$B/xpfctl" count src 10.0.1.101 | grep -o '[0-9]*')"
port=$(grep -o -m 1 '10\.0\.1\.100:[0-9]*' "$T/dump")
must 'and one' same \
	"$(count source-prefix 10.0.1.100 source-port "${port#*:}")" 1
must 'other traffic passes' answers "web $C4" client tcp $S4 80
must 'a session of both wings has at most 320 bytes' between 1 320 \
	"$(on fw "$B/xpfctl" status | awk '/[Ss]ession.size/ { print $NF + 0 }')"
say "opened within $((opened - before)) s, shown by $((SECONDS - opened)) s later"
must 'they can be cleared' fw_cli fw -c 'clear security flow session protocol udp'
must 'all of them' same "$(count protocol udp)" 0
must 'each was closed once' between 100000 100010 "$(counter sessions-closed)"

say 'as many again, that age'
burst client c0 100000 'src_min 10.0.1.100' 'src_max 10.0.1.102' \
	'dst 203.0.113.77' 'udp_src_min 10000' 'udp_src_max 59999' \
	'udp_dst_min 10' 'udp_dst_max 10'
must 'were opened' between 200000 200020 "$(counter sessions-created)"
aged() { same "$(count protocol udp)" 0; }
must 'and are gone' retry 30 aged
must 'each closed once' between 200000 200020 "$(counter sessions-closed)"

say 'a table of 4096, full'
fw_stop fw
on fw "$B/xpfctl" disable
fw_start fw - --max-sessions 4096 < <(rules)
bg client "$B/tests/peer" ask tcp $S4 80 -n 100 -i 50 >"$T/talk"
talk=$bg_pid
retry 5 has web cat "$T/talk" >/dev/null
burst client c0 10000 'src_min 10.0.1.100' 'src_max 10.0.1.102' \
	'dst 203.0.113.77' 'udp_src_min 10000' 'udp_src_max 59999' \
	'udp_dst_min 9' 'udp_dst_max 9'
must 'half-open ones are evicted' test "$(counter sessions-evicted)" -gt 1000
must 'the bound holds' between 3000 4096 "$(show security flow session summary |
	sed -n 's/^ *Sessions-in-use: *//p')"
must 'a new connection finds room' answers "web $C4" client tcp $S4 80
must 'the old one lives' wait "$talk"
must 'without a loss' has '100 answered' cat "$T/talk"

must 'no invariant is broken' sane
