#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The manager is killed at one point of a commit after another: strace lists
# the system calls by which a commit changes anything (files written, synced,
# renamed, messages sent), then kills xpfd as it enters one of them, each time
# another, XPF_KILLS (8) of them evenly over the commit.  Whatever the point:
# the traffic does not notice, and the manager that is started next runs the old
# configuration or the new one, whole, on disk, in its mind and in the kernel; if
# the shell has said "commit complete", the new one.
#
#	    client c0 ──── ge-0/0/0.0 fw ge-0/0/1.0 ──── s0 server
#	  10.0.1.2/24      .1    trust │ untrust   .1      203.0.113.2/24
. "$(dirname "$0")/box.sh"

kills=${XPF_KILLS:-8}
calls=write,pwrite64,writev,fsync,fdatasync,rename,renameat,renameat2,linkat
calls+=,unlinkat,ftruncate,sendto,sendmsg
box
serve server tcp 80 web
serve server tcp 8001 odd
serve server tcp 8002 even
fw_start fw - <<END
$(base)
$(policy trust untrust web permit '[ junos-http junos-ping ]')
set applications application test protocol tcp destination-port 8001
$(policy trust untrust test permit test)
END
open() { answers . client tcp $S4 "$1" -w 2000; }
port() { fw_cli fw -c 'show configuration applications' |
	sed -n 's/.*destination-port \([0-9]*\);/\1/p'; }
kernel() { on fw "$B/xpfctl" status | sed -n 's/^cookie *//p'; }
# traced OUTPUT ARGUMENT... - strace on the manager from now on
traced() {
	local out=$1
	shift
	strace -qq -f -o "$out" -p "$(cat "$T/fw/pid")" "$@" 2>"$T/strace" &
	tracer=$!
	lab_pids+=("$tracer")
	retry 10 grep -qs 'TracerPid:	[1-9]' "/proc/$(cat "$T/fw/pid")/status" >/dev/null
}
change() { typed fw <<<"set applications application test destination-port $1
commit"; }

say 'the points of a commit'
traced "$T/trace" -e trace=$calls
change 8002 >"$T/said"
must 'it is complete' grep -q '^commit complete' "$T/said"
kill -INT "$tracer"
retry 5 ended "$tracer"
must 'in force' open 8002
# Each call that had an effect, with its number among calls of its name ("fsync
# 2"); of the many messages one in four.
sed -n 's/^[0-9]* *\([a-z0-9]*\)(.*\(= [-0-9]*\).*/\1 \2/p' "$T/trace" |
	awk '{ n[$1]++ } $3 >= 0 && (!/^send/ || n[$1] % 4 == 0) { print $1, n[$1] }' \
		>"$T/points"
all=$(wc -l <"$T/points")
say "$all calls: $(cut -d ' ' -f 1 "$T/points" | sort | uniq -c | tr '\n' ' ')"
must 'files are synced and renamed' grep -qE '^(rename|linkat)' "$T/points"
must 'the kernel is told' grep -q '^send' "$T/points"
cookies="$(kernel)"

say 'killed at them'
bg client ping -i 0.1 $S4 >"$T/ping"
ping=$bg_pid
bg client "$B/tests/peer" ask tcp $S4 80 -n 100000 -i 50 -w 5000 >"$T/talk"
talk=$bg_pid
now=8002 died=0 old=0 new=0
[ "$kills" -lt "$all" ] || kills=$all
for i in $(seq "$kills"); do
	read -r call nth < <(sed -n "$(((i * all + kills - 1) / kills))p" "$T/points")
	want=$((16003 - now)) status=0
	traced "$T/trace.$i" -e trace="$call" -e inject="$call:signal=KILL:when=$nth"
	change $want >"$T/said" 2>&1 || status=$?
	stop "$tracer"
	if ended "$(cat "$T/fw/pid")"; then
		died=$((died + 1))
	else
		say "$call $nth was not reached"
		fw_stop fw KILL
	fi
	fw_start fw "$T/fw/config"
	got=$(port)
	say "$i: killed at $call $nth of $want, then $got, the shell ended with $status"
	case $got in
	"$want")
		new=$((new + 1)) ;;
	"$now")
		old=$((old + 1))
		mustfail 'complete was said of what is lost' \
			grep -q '^commit complete' "$T/said" ;;
	*)	notok "neither old nor new: '$got'" ;;
	esac
	now=$got
	must "port $now is open, as configured" open "$now"
	must 'the other is not' silent client tcp $S4 $((16003 - now)) -w 300
	cookies+=" $(kernel)"
done
say "$old times the old, $new times the new configuration"
must 'it was killed in the midst of nearly all' test $died -ge $((kills * 3 / 4))
must 'the old one was seen' test $old -ge 1
must 'the new one too' test $new -ge 1
must 'the kernel never ran a third ruleset' test \
	"$(tr ' ' '\n' <<<"$cookies" | sort -u | wc -l)" -le 2
kill -INT "$ping"
wait "$ping"
must 'not one ping was lost' grep -q ' 0% packet loss' "$T/ping"
must 'a conversation went on' kill -0 "$talk"
must 'the history has no holes' same "$(fw_cli fw -c 'show system commit' |
	grep -c '^[0-9]')" "$(find "$T/fw/state" -name 'xpf.conf*' | wc -l)"
must 'nothing half written is left' same "$(find "$T/fw/state" -name '*.new')" ''
must 'no invariant is broken' sane
