#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Everything at once, on two processors, for XPF_STRESS_SECONDS (20): floods
# that open sessions, TCP that must go on, fragments, resets, rubbish; commits
# that change policies and NAT, dumps, clears, listeners, the manager's death,
# devices that are renamed and vanish, namespaces that end under traffic.
# Afterwards the module's self-check finds nothing, the traffic that nothing
# forbade was never hurt, and the kernel has no complaint.  With XPF_SOAK_SEED set
# (`make soak`) there is more of everything: soak_box.sh.
#
#	    client c0 ──── ge-0/0/0.0 fw ge-0/0/1.0 ──── s0 server
#	  10.0.1.2/24      .1    trust │ untrust   .1      203.0.113.2/24
#	2001:db8:1::2/64   ::1         │           ::1   2001:db8:2::2/64
#	    side d0 ────── ge-0/0/2.0 [side], renamed, deleted, made again
#	    fw1, fw2, ...  firewalls that live for a second, with one host
. "$(dirname "$0")/box.sh"

secs=${XPF_STRESS_SECONDS:-20}
seed=${XPF_SOAK_SEED:-1}
soak() { :; } # NAME - the soak's part of what happens then
if [ -n "${XPF_SOAK_SEED-}" ]; then
	. "$(dirname "$0")/soak_box.sh"
	soak() { "soak_$1"; }
	say "seed $seed, $secs s"
fi
box
host side
ghost server 203.0.113.77 2001:db8:2::77
serve server tcp 80 web
serve server udp 53 name
fw_start fw - --max-sessions 16384 <<END
$(base)
set interfaces ge-0/0/2 unit 0 family inet address 10.0.2.1/24
set security zones security-zone side interfaces ge-0/0/2.0
set applications application many protocol udp inactivity-timeout 4
$(policy trust untrust keep permit '[ junos-http junos-ping junos-pingv6 junos-dns-udp many ]')
$(policy side untrust all permit)
$(snat)
$(soak config)
END
declare -A per=() # seconds for one disturbance of a kind
usual=10
end=$((SECONDS + secs))
soak begin
on client sysctl -qw net.ipv4.icmp_ratelimit=0

# What nothing below forbids: must not lose anything.
bg client "$B/tests/peer" ask tcp $S4 80 -n $((secs * 20)) -i 45 -w 8000 -s 30000 >"$T/talk4"
talks=$bg_pid
bg client "$B/tests/peer" ask tcp $S6 80 -n $((secs * 20)) -i 45 -w 8000 -s 30000 >"$T/talk6"
talks+=" $bg_pid"
workers=()
# worker NAME KIND... - repeats NAME until the time is over, and on a slow machine
# until each KIND has happened, every ten seconds' worth of it
worker() {
	local name=$1 kind
	shift
	for kind; do : >"$T/did.$kind"; done
	(
		trap - ERR EXIT
		set +eE
		RANDOM=$((seed * 100 + ${#workers[@]}))
		while [ $SECONDS -lt $end ] ||
			{ [ $SECONDS -lt $((end + 240)) ] && ! happened "$@"; }; do
			"$name"
		done
		happened "$@"
	) >"$T/worker.$name" 2>&1 &
	workers+=($!)
	lab_pids+=($!)
	kinds+=" $*"
}
kinds=''
times_of() { wc -l <"$T/did.$1"; }
happened() {
	local kind
	for kind; do
		[ "$(times_of "$kind")" -ge $((secs / ${per[$kind]:-$usual})) ] ||
			return
	done
}
# did WHAT COMMAND... - one disturbance of that kind, counted if it succeeded
did() {
	local what=$1
	shift
	"$@" && echo >>"$T/did.$what"
}
# sends SECONDS HOST ARGUMENT... - so long from hping3, which does not end itself
sends() {
	local rc=0 s=$1 h=$2
	shift 2
	on "$h" timeout "$s" hping3 -q "$@" || rc=$?
	[ $rc = 124 ]
}

flood() {
	did flood burst client c0 3000 'flag UDPSRC_RND' 'flag IPSRC_RND' \
		'src_min 10.0.1.100' 'src_max 10.0.1.120' 'dst 203.0.113.77' \
		'udp_src_min 1024' 'udp_src_max 65535' \
		'udp_dst_min 1' 'udp_dst_max 1000'
}
short() {
	did short-tcp ask client tcp $S4 80 -w 2000
	did short-udp ask client udp $S6 53 -w 2000
	did fragments on client ping -qc 2 -i 0.05 -s 3000 -W 1 $S4
	did fragments6 on client ping -qc 2 -i 0.05 -s 3000 -W 1 $S6
}
rubbish() {
	did flags sends 1 client -i u2000 --rand-source -SAF -p ++1 $S4
	did pieces sends 1 server -i u2000 --rand-source -2 -f -d 100 $C4
	did resets sends 1 client -i u2000 -a 10.0.1.130 -R -s 30000 -k -p 80 $S4
}
# commits may meet the manager's death
commits() {
	did commit commit fw <<-END
	set security policies from-zone trust to-zone untrust policy p$((RANDOM % 5)) match source-address any destination-address any application junos-ftp
	set security policies from-zone trust to-zone untrust policy p$((RANDOM % 5)) then deny
	rollback 0
	$(policy untrust trust q$((RANDOM % 5)) deny junos-telnet)
	set security flow tcp-session tcp-initial-timeout $((4 + RANDOM % 20))
	END
	did commit commit fw <<-END
	delete security policies from-zone untrust to-zone trust
	END
}
dumps() {
	did show-sessions flow >/dev/null
	did show-policies show security policies hit-count >/dev/null
	did dump on fw "$B/xpfctl" sessions >/dev/null
	did proc on fw sh -c 'cat /proc/net/xpf/*' >/dev/null
	did sysfs on fw sh -c 'cat /sys/class/net/ge-0-0-1/xpf/*' >/dev/null
	did debugfs find /sys/kernel/debug/xpf -type f -exec cat {} + >/dev/null
}
clears() {
	did clear fw_cli fw -c 'clear security flow session protocol udp'
	on fw timeout 5 "$B/xpfctl" events session drop | head -n 1 >"$T/told"
	did listen test -s "$T/told"
	sleep 0.3
}
devices() {
	did device link side:d0 fw:ge-0-0-2
	addr side d0 10.0.2.2/24
	route side default via 10.0.2.1
	on side ping -qc 3 -i 0.1 -W 1 $S4
	on side timeout 1 hping3 -q -i u3000 -2 -p ++1 203.0.113.77 &
	ip -n fw link set ge-0-0-2 down
	did rename ip -n fw link set ge-0-0-2 name away
	ip -n fw link set away up
	sleep 0.2
	ip -n fw link set away down
	did rename ip -n fw link set away name ge-0-0-2
	ip -n fw link set ge-0-0-2 up
	sleep 0.2
	did vanish ip -n side link del d0
	wait
}
n=0
spaces() {
	n=$((n + 1))
	local h=fw$n
	ip netns add $h
	ip link add x$n netns client type veth peer name ge-0-0-0 netns $h
	ip -n client link set x$n up
	ip -n $h link set ge-0-0-0 up
	mkdir -p "$T/$h"
	ip netns exec $h timeout 60 "$B/xpfd" --config "$T/small" \
		--state-dir "$T/$h" --socket "$T/$h/socket" --foreground &
	local manager=$!
	did firewall retry 40 has 'enabled  *yes' on "$h" "$B/xpfctl" status
	on client timeout 0.5 ping -qi 0.02 -I x$n 10.9.9.1
	did namespace ip netns del $h
	kill $manager # with whom the namespace really ends
	wait
}
cat >"$T/small" <<'END'
set interfaces ge-0/0/0 unit 0 family inet address 10.9.9.1/24
set security zones security-zone z interfaces ge-0/0/0.0
END
restarts() {
	local pid
	sleep 2
	pid=$(cat "$T/fw/pid")
	did kill kill -KILL "$pid"
	retry 5 ended "$pid"
	ip netns exec fw "$B/xpfd" --config "$T/fw/config" --state-dir "$T/fw/state" \
		--socket "$T/fw/socket" --foreground >>"$T/fw/log" 2>&1 &
	echo $! >"$T/fw/pid"
	did restart retry 60 fw_answers fw
	sleep 8
}
worker flood flood
worker short short-tcp short-udp fragments fragments6
worker rubbish flags pieces resets
worker commits commit
worker dumps show-sessions show-policies dump proc sysfs debugfs
worker clears clear listen
worker devices device rename vanish
worker spaces firewall namespace
worker restarts kill restart
soak workers
all_end() {
	local w rc=0
	for w in "${workers[@]}"; do
		wait "$w" || rc=1
	done
	return $rc
}
must 'each has disturbed enough' all_end
for kind in $kinds; do
	must "$kind: $(times_of "$kind") times" happened "$kind"
done
# The last manager of `restarts` is nobody's child here.
kill -KILL "$(cat "$T/fw/pid")"
# shellcheck disable=SC2086 # pids
must 'the conversations end well' wait $talks
must 'not a word was lost' grep -q "$((secs * 20)) answered" "$T/talk4"
must 'over IPv6 neither' grep -q "$((secs * 20)) answered" "$T/talk6"
soak end
say "sessions: $(counter sessions-created) opened, $(counter sessions-closed) closed"
must 'there was traffic' test "$(counter sessions-created)" -gt 1000
must 'the self-check finds nothing broken' sane
for h in $(ip netns list | sed -n 's/^\(fw[0-9][0-9]*\).*/\1/p'); do
	ip netns del "$h"
done
fw_start fw "$T/fw/config"
must 'the firewall works' answers "web $U4" client tcp $S4 80
must 'sessions end' fw_cli fw -c 'clear security flow session all'
idle() { [ "$(on fw "$B/xpfctl" sessions | grep -c 203.0.113.77)" = 0 ]; }
must 'all of them' retry 10 idle
must 'the self-check still finds nothing' sane
soak reloads
