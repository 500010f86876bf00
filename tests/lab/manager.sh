#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Configuration as an operator meets it: edit, compare, commit, roll back,
# confirm; what is wrong is refused whole, with its place; what is right is
# durable.  One manager owns a state; it may die at any moment, and neither
# traffic nor the kernel's tables notice; a commit touches only what changed.
#
#	    client c0 ──── ge-0/0/0.0 fw ge-0/0/1.0 ──── s0 server
#	  10.0.1.2/24      .1    trust │ untrust   .1      203.0.113.2/24
#	2001:db8:1::2/64   ::1         │           ::1   2001:db8:2::2/64
. "$(dirname "$0")/box.sh"

box
serve server tcp 80 web
fw_start fw - <<END
$(base)
$(policy trust untrust all permit '[ junos-http junos-ping junos-pingv6 ]')
END
active() { fw_cli fw -c 'show configuration | display set'; }

say 'edit, compare, commit, roll back'
typed fw >"$T/said" <<'END'
set security policies from-zone trust to-zone untrust policy more match source-address any destination-address any application junos-ftp
set security policies from-zone trust to-zone untrust policy more then permit
show | compare
commit check
END
must 'compare shows what is new' grep -q '^+ .*policy more {' "$T/said"
must 'check succeeds' grep -q 'configuration check succeeds' "$T/said"
mustfail 'check changes nothing' has 'policy more' active
typed fw <<<'commit comment "more"' >"$T/said"
must 'the candidate waited for its commit' grep -q 'commit complete' "$T/said"
must 'and is active' has 'policy more' active
must 'with its comment' has more show system commit
typed fw >"$T/said" <<'END'
rollback 1
show | compare
commit
END
must 'rollback takes it away' grep -q '^- .*policy more {' "$T/said"
mustfail 'for good' has 'policy more' active
typed fw >"$T/said" <<'END'
rollback 1
rollback 0
show | compare
commit
END
mustfail 'rollback 0 is what is active' grep -q '^[-+]' "$T/said"

say 'what is wrong is refused, whole'
before=$(active)
failing typed fw >"$T/said" 2>&1 <<'END'
set security policies from-zone trust to-zone untrust policy bad match source-address nowhere destination-address any application junos-http
set security policies from-zone trust to-zone untrust policy bad then permit
set security policies from-zone trust to-zone untrust policy worse match source-address any destination-address any application no-such-app
set security policies from-zone trust to-zone untrust policy worse then permit
set security nat source rule-set x from zone nozone
set security nat source rule-set x to zone untrust
set security nat source rule-set x rule r match source-address 0.0.0.0/0
set security nat source rule-set x rule r then source-nat interface
set system host-name new-name
commit
END
must 'the commit fails' grep -q '^error: .*fail' "$T/said"
must 'naming the address' grep -q nowhere "$T/said"
must 'and the application' grep -q no-such-app "$T/said"
must 'and the zone, all at once' grep -q nozone "$T/said"
must 'with its place' has "'policy bad'" grep -A 1 \
	'^\[edit security policies from-zone trust to-zone untrust\]' "$T/said"
must 'nothing is changed' same "$(active)" "$before"
typed fw <<<'rollback 0' >/dev/null
failing typed fw >"$T/said" 2>&1 <<'END'
set security policies from-zone trust to-zone untrust policy open match source-address any
commit
END
must 'half a policy is refused' grep -q '^error: .*fail' "$T/said"
must 'for what it lacks' grep -qi 'missing mandatory statement' "$T/said"
typed fw <<<'rollback 0' >/dev/null
for bad in 'set security polices' 'set interfaces ge-0/0/0 unit 0 family inet address 10.0.0.256/24' \
	'set security zones security-zone x host-inbound-traffic system-services nonsense' \
	'set security policies default-policy maybe'; do
	failing typed fw <<<"$bad" >"$T/said" 2>&1
	must "refused: $bad" grep -q '\^' "$T/said"
	mustfail 'and without effect' grep -q '^[-+]' <(typed fw <<<'show | compare')
done
cat >"$T/bad.conf" <<'END'
system {
    host-name x;
    no-such-word 5;
}
security {
    zones {
        security-zone a {
            nonsense;
        }
    }
}
END
failing on fw "$B/xpfd" --config "$T/bad.conf" --test >"$T/said" 2>&1
ok 'a file with unknown words is refused'
must 'with line and column of the first' grep -q 'bad.conf:3:.*no-such-word' "$T/said"
must 'and of the second' grep -q 'bad.conf:8:.*nonsense' "$T/said"
failing typed fw >"$T/said" 2>&1 <<<"load override $T/bad.conf"
must 'load says the same' grep -q ':3:.*no-such-word' "$T/said"
typed fw <<<'rollback 0' >/dev/null
must 'nothing is changed' same "$(active)" "$before"

say 'one editor at a time, if one wants that'
mkfifo "$T/hold"
fw_cli fw <"$T/hold" >"$T/editor" 2>&1 &
editor=$!
lab_pids+=("$editor")
exec 7>"$T/hold"
echo 'configure exclusive' >&7
retry 5 grep -q 'Entering' "$T/editor" >/dev/null
failing typed fw >"$T/said" 2>&1 <<<'set system host-name other'
must 'the other editor changes nothing' \
	grep -q '^error: configuration database locked by' "$T/said"
must 'and sees who is there' grep -q 'exclusive' "$T/said"
exec 7>&-
wait "$editor"
must 'afterwards not' has Entering typed fw </dev/null

say 'rescue'
must 'is saved' fw_cli fw -c 'request system configuration rescue save'
commit fw <<<'set system host-name elsewhere'
commit fw <<<'rollback rescue'
must 'and back' same "$(active)" "$before"

say 'a second manager is refused'
mustfail 'on the same state' timeout 10 ip netns exec fw "$B/xpfd" \
	--config "$T/fw/config" --state-dir "$T/fw/state" \
	--socket "$T/fw/socket2" --foreground
must 'the first goes on' fw_cli fw -c 'show version'

say 'the manager is killed: nothing notices'
status() { on fw "$B/xpfctl" status | grep -iE 'cookie|generation'; }
running=$(status)
bg client ping -i 0.01 -c 700 $S4 >"$T/ping4"
pings=$bg_pid
bg client ping -i 0.01 -c 700 $S6 >"$T/ping6"
pings+=" $bg_pid"
bg client "$B/tests/peer" ask tcp $S4 80 -n 700 -i 10 >"$T/talk"
pings+=" $bg_pid"
sleep 0.5
fw_stop fw
must 'new connections open without a manager' answers web client tcp $S6 80
fw_start fw "$T/fw/config"
must 'restart: the same ruleset runs' same "$(status)" "$running"
fw_stop fw KILL
fw_start fw "$T/fw/config"
must 'kill: the same ruleset runs' same "$(status)" "$running"
must 'the same configuration' same "$(active)" "$before"
must 'with its history' has 'more' show system commit
# shellcheck disable=SC2086 # pids
must 'the conversations end well' wait $pings
must 'not one ping was lost' grep -q ' 0% packet loss' "$T/ping4"
must 'over IPv6 neither' grep -q ' 0% packet loss' "$T/ping6"
must 'nor a word of the connection' grep -q '700 asked, 700 answered' "$T/talk"

say 'a commit touches what changed'
bg fw ip monitor link address route neigh rule >"$T/monitor"
monitor=$bg_pid
sleep 0.3
ip -n fw -s link show ge-0-0-0 >/dev/null
commit fw <<<'set interfaces ge-0/0/0 description inside'
commit fw <<<'set security zones security-zone trust description inside'
sleep 0.5
stop "$monitor"
mustfail 'a description: nothing in the kernel' \
	grep -vE 'lladdr|REACHABLE|STALE|DELAY|PROBE' "$T/monitor"
bg fw ip monitor address route >"$T/monitor"
monitor=$bg_pid
sleep 0.3
commit fw <<'END'
set interfaces ge-0/0/0 unit 0 family inet address 10.0.7.1/24
set routing-options static route 192.0.2.0/24 next-hop 203.0.113.2
END
sleep 0.5
stop "$monitor"
must 'an address: this address' grep -q '10.0.7.1' "$T/monitor"
must 'a route: this route' grep -q '192.0.2.0/24' "$T/monitor"
mustfail 'no other' grep -E '10\.0\.1\.|203\.0\.113\.[0-9]+/|203.0.113.0' \
	<(grep -v 192.0.2 "$T/monitor")
must 'both are there' has '10.0.7.1/24' ip -n fw addr show ge-0-0-0
must 'the route too' has 'via 203.0.113.2' ip -n fw route show 192.0.2.0/24
commit fw <<<'rollback 1'
mustfail 'and gone after rollback' has '10.0.7.1' ip -n fw addr show ge-0-0-0
must 'the route too' same "$(ip -n fw route show 192.0.2.0/24)" ''
commit fw <<<'set interfaces ge-0/0/1 disable'
mustfail 'disable takes the device down' \
	has 'state UP' ip -n fw link show ge-0-0-1
commit fw <<<'delete interfaces ge-0/0/1 disable'
must 'and up' retry 9 answers web client tcp $S4 80

say 'commit confirmed'
typed fw >"$T/said" <<'END'
set system host-name briefly
commit confirmed 1
END
must 'says when it ends' grep -q 'rolled back in 1 minute' "$T/said"
must 'is active' has 'host-name briefly' active
must 'can be confirmed' has 'commit complete' typed fw <<<commit
typed fw >/dev/null <<'END'
set system host-name trial
commit confirmed 1
END
must 'a second one' has 'host-name trial' active
must 'waits for its confirmation' has 'rollback pending\|rollback in' \
	show system commit
fw_stop fw KILL
date -s '+61 seconds' >/dev/null
fw_start fw "$T/fw/config"
must 'unconfirmed it ends, even if the manager died' \
	retry 5 has 'host-name briefly' active
must 'the history says so' has 'root via other' show system commit
must 'no invariant is broken' sane
