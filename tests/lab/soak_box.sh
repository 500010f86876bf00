# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
#
# What `make soak` adds to stress.sh, which reads this file when XPF_SOAK_SEED is
# set: packets that soak_wild.py makes up, scanners and the tools of THC, requests
# by every kind of NAT and by FTP, memory that is nearly gone; at last the module
# leaves and comes back under all that.  All random choices begin at the seed.

soak_config() {
	local d='set security nat destination' s='set security nat static rule-set st'
	local o='set security screen ids-option soak'
	cat <<-END
	$(policy trust untrust alg permit '[ junos-ftp junos-sip junos-tftp junos-pptp ]')
	$d pool web address $S4/32
	$d rule-set in from zone trust
	$d rule-set in rule web match destination-address 203.0.113.90/32
	$d rule-set in rule web then destination-nat pool web
	$s from zone trust
	$s rule six match destination-address 64:ff9b::/96
	$s rule six then static-nat inet
	$o alarm-without-drop
	$o icmp ping-death
	$o icmp fragment
	$o ip bad-option
	$o ip tear-drop
	$o ip ipv6-extension-header-limit 2
	$o tcp port-scan
	$o tcp winnuke
	$o tcp syn-frag
	$o udp udp-sweep
	$o limit-session source-ip-based 10000
	set security zones security-zone side screen soak
	set security zones security-zone untrust screen soak
	END
}

# Before the time begins: servers, and the honest who ask again and again.
soak_begin() {
	per[pressure]=300 per[nmap]=100 per[thc]=100 per[wild]=150
	usual=40 # a machine that has other work as well
	ftp_servers server
	honest &
	honest_pid=$!
	lab_pids+=("$honest_pid")
}
honest_answers=0 honest_failures=0
honest() {
	trap - ERR EXIT
	set +eE
	while [ $SECONDS -lt $end ]; do
		for to in $S4 203.0.113.90 64:ff9b::$S4 $S6; do
			if ask client tcp $to 80 -w 8000 >"$T/honest.last" 2>&1; then
				echo $to >>"$T/honest.good"
			else
				echo "$to: $(cat "$T/honest.last")" >>"$T/honest.bad"
			fi
		done
		sleep 0.1
	done
}

wild() {
	: >"$T/wild"
	did wild on client python3 tests/lab/soak_wild.py $RANDOM 30 \
		"$T/wild" $C4 $S4 $C6 $S6 c0 "$(on fw cat /sys/class/net/ge-0-0-0/address)"
	cat "$T/wild" >>"$T/wild.sum"
}
# Scanners cannot send what the kernel refuses: their status tells nothing.
scans() {
	local n=$((1 + RANDOM % 7))
	did nmap on client timeout 20 nmap -n -Pn -T5 --max-retries 0 \
		--host-timeout 15s -s$(printf %s STAFXUO | cut -c $((1 + RANDOM % 7))) \
		-p 1-200 -f --badsum $S4 || true
	on client timeout 3 atk6-denial6 c0 $S6 $n || true
	on client timeout 3 atk6-fragmentation6 c0 $S6 || true
	on client timeout 3 atk6-implementation6 c0 $S6 || true
	did thc true
}
ftp_files() {
	did ftp has 'what was asked for' on client curl -sS -g --max-time 60 \
		"ftp://$S4/file" -P - || true
	did ftp has 'what was asked for' on client curl -sS -g --max-time 60 \
		"ftp://[$S6]/file"
	sleep 1
}
# All memory but 200 MB, for a second, by one whom nobody will miss.
pressure() {
	did pressure python3 -c '
import mmap, time
open("/proc/self/oom_score_adj", "w").write("1000")
def free():
    return next(int(l.split()[1]) for l in open("/proc/meminfo") if "MemAvail" in l)
held = []
while free() > 220 << 10:
    m = mmap.mmap(-1, 16 << 20)
    for i in range(0, 16 << 20, 4096):
        m[i] = 1
    held.append(m)
time.sleep(1)'
	sleep 5
}
soak_workers() {
	worker wild wild
	worker scans nmap thc
	worker ftp_files ftp
	worker pressure pressure
}

lines() { [ ! -e "$1" ] || wc -l <"$1"; }
soak_end() {
	local to
	must 'the requests are over' wait "$honest_pid"
	for to in $S4 203.0.113.90 64:ff9b::$S4 $S6; do
		must "requests to $to: $(grep -cx "$to" "$T/honest.good") answered" \
			grep -qx "$to" "$T/honest.good"
	done
	must 'none was not' test ! -s "$T/honest.bad"
	[ ! -s "$T/honest.bad" ] || sort "$T/honest.bad" | uniq -c | sed 's/^/# | /'
	say "made-up packets: $(awk '{ n += $1 } END { print n }' "$T/wild.sum")"
	say 'packets that the firewall saw:'
	on fw grep -E 'packets|session|fragment|icmp|syn|screen|pinhole|events' \
		/proc/net/xpf/counters | sed '/ 0$/d; s/^/#   /'
	say 'dropped for:'
	on fw grep -v ' 0$' /proc/net/xpf/drops | sed 's/^/#   /'
}

# The announced outage: all sessions are gone, and everything works again.
soak_reloads() {
	local i n=$((2 + secs / 100))
	bg client python3 tests/lab/soak_wild.py "$seed" $((n * 20)) "$T/wild" $C4 $S4 \
		$C6 $S6 c0 "$(on fw cat /sys/class/net/ge-0-0-0/address)"
	for i in $(seq $n); do
		must "reload $i: the module leaves" unload_module
		load_module
		must "reload $i: everything works again" retry 60 answers "web $U4" \
			client tcp $S4 80
	done
	stop "$bg_pid"
}
