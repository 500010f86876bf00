# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
#
# The firewall that most lab tests stand around, and words to speak with it:
#
#	    client c0 ──── ge-0/0/0.0 fw ge-0/0/1.0 ──── s0 server
#	  10.0.1.2/24      .1    trust │ untrust   .1      203.0.113.2/24
#	2001:db8:1::2/64   ::1         │           ::1   2001:db8:2::2/64
#
# A test sources this file instead of lib.sh, calls box, and starts the manager
# with `base` and what it adds.  The hosts know routes to each other over the
# firewall, so that what it lets through untranslated is seen as well.
# shellcheck disable=SC2034 # names of addresses, for the tests
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

C4=10.0.1.2 F4=10.0.1.1 U4=203.0.113.1 S4=203.0.113.2
C6=2001:db8:1::2 F6=2001:db8:1::1 U6=2001:db8:2::1 S6=2001:db8:2::2

box() {
	host client fw server
	link client:c0 fw:ge-0-0-0
	link server:s0 fw:ge-0-0-1
	addr client c0 $C4/24 $C6/64
	addr server s0 $S4/24 $S6/64
	route client default via $F4
	route client default via $F6
	route server default via $U4
	route server default via $U6
}

# The servers here talk on port 53, but not as DNS, whose gateway would drop that.
base() {
	cat <<-END
	set system host-name fw
	set security alg dns disable
	set interfaces ge-0/0/0 unit 0 family inet address $F4/24
	set interfaces ge-0/0/0 unit 0 family inet6 address $F6/64
	set interfaces ge-0/0/1 unit 0 family inet address $U4/24
	set interfaces ge-0/0/1 unit 0 family inet6 address $U6/64
	set security zones security-zone trust interfaces ge-0/0/0.0
	set security zones security-zone untrust interfaces ge-0/0/1.0
	END
}

# policy FROM TO NAME ACTION [APPLICATION [SOURCE [DESTINATION]]]
policy() {
	local p="set security policies from-zone $1 to-zone $2 policy $3"
	echo "$p match source-address ${6:-any} destination-address ${7:-any}" \
		"application ${5:-any}"
	echo "$p then $4"
}

# snat - everything from trust to untrust behind the address of its egress interface
snat() {
	local s="set security nat source rule-set out"
	cat <<-END
	$s from zone trust
	$s to zone untrust
	$s rule v4 match source-address 0.0.0.0/0
	$s rule v4 then source-nat interface
	$s rule v6 match source-address ::/0
	$s rule v6 then source-nat interface
	END
}

# typed HOST - configuration commands from standard input, as a person types
# them; what the shell says is the output.
typed() {
	local h=$1
	{ echo configure; cat; } | fw_cli "$h"
}

# commit HOST - the same, and a commit that must succeed.
commit() {
	if { cat; echo commit; } | typed "$1" >"$T/commit" 2>&1 &&
		grep -q '^commit complete' "$T/commit" &&
		! grep -qE '^ *\^|syntax error|^error:' "$T/commit"; then
		return
	fi
	say 'commit failed:'
	sed 's/^/# | /' "$T/commit"
	return 1
}

# show COMMAND... - an operational command of fw.
show() { fw_cli fw -c "show $*"; }

# flow [FILTER...] - the sessions of fw as the shell shows them.
flow() { show security flow session "$@"; }

# count FILTER... - how many sessions.
count() { flow "$@" | sed -n 's/^Total sessions: //p'; }

# reason NAME, counter NAME - how often so far (reason.def, stat.def).
reason() {
	on fw cat /proc/net/xpf/drops | awk -v n="$1" '$1 == n { print $2; f = 1 }
		END { if (!f) print 0 }'
}
counter() {
	on fw cat /proc/net/xpf/counters | awk -v n="$1" '$1 == n { print $2; f = 1 }
		END { if (!f) print 0 }'
}

# rises WHAT NAME COMMAND... - the command succeeds and `WHAT NAME` becomes
# more, soon: a packet may wait for a busy processor.
rises() {
	local what=$1 name=$2 before after i
	shift 2
	before=$($what "$name")
	"$@" || return
	for i in {1..20}; do
		after=$($what "$name")
		[ "$after" -le "$before" ] || return 0
		sleep "0.$((i / 5))"
	done
	echo "$name: still $after"
	return 1
}

# dropped REASON COMMAND... - the command succeeds and drops for that reason.
dropped() { rises reason "$@"; }
# counted NAME COMMAND... - the command succeeds and the counter rises.
counted() { rises counter "$@"; }

# answers TEXT ... - `ask` with the rest is answered with the text (a regex).
answers() {
	local want=$1
	shift
	has "$want" ask "$@"
}

# pings HOST ADDRESS [OPTION...], nopings ... - one echo request, both words
# false if ping itself failed.
pings() {
	local h=$1 a=$2
	shift 2
	on "$h" ping -nqc 1 -W 2 "$@" "$a"
}
nopings() {
	local h=$1 a=$2 rc=0
	shift 2
	on "$h" ping -nqc 1 -W 1 "$@" "$a" || rc=$?
	[ $rc = 1 ]
}

# ftp_servers HOST... - vsftpd on each, with one file for everybody.
ftp_servers() {
	local h
	mkdir -p "$T/ftp" /var/empty
	echo 'what was asked for' >"$T/ftp/file"
	chmod 755 "$T" "$T/ftp"
	cat >"$T/vsftpd.conf" <<-END
		listen=NO
		listen_ipv6=YES
		anonymous_enable=YES
		anon_root=$T/ftp
		local_enable=NO
		isolate_network=NO
		seccomp_sandbox=NO
		secure_chroot_dir=/var/empty
		background=NO
		connect_from_port_20=YES
		no_anon_password=YES
		xferlog_enable=NO
	END
	for h; do
		bg "$h" vsftpd "$T/vsftpd.conf"
		retry 20 listens "$h" tcp 21 >/dev/null
	done
}

# fw_start_in_order HOST FILE - set and insert commands, all of which have effect.
fw_start_in_order() {
	grep -v '^insert' "$2" | fw_start "$1" -
	commit "$1" <<-END
	$(grep '^insert' "$2")
	END
	mustfail 'nothing is told to have no effect' \
		has 'unsupported\|no effect' cat "$T/$1/log" "$T/commit"
}

# lost HOST ADDRESS - why a UDP socket hears nothing of there: the error's text.
lost() {
	on "$1" python3 - "$2" <<-'END'
	import socket, sys
	a = sys.argv[1]
	s = socket.socket(socket.AF_INET6 if ":" in a else socket.AF_INET,
	                  socket.SOCK_DGRAM)
	s.setsockopt(*(41, 25, 1) if ":" in a else (0, 11, 1))  # RECVERR
	s.settimeout(8)
	s.connect((a, 7))
	s.send(b"x")
	try:
	    s.recv(10)
	except OSError as e:
	    print(e)
	END
}

# play - a Python program on standard input that uses wire.py;
# its results count.
play() {
	local rc=124
	if [ ! -p /run/xpf-hatch ]; then
		mkfifo /run/xpf-hatch
		PYTHONDONTWRITEBYTECODE=1 setsid python3 tests/lab/hatch.py \
			</dev/null >/run/xpf-hatch.log 2>&1 &
	fi
	cat >"$T/play.py"
	env -0 >"$T/play.env"
	mkfifo "$T/play.rc"
	echo "$T" >/run/xpf-hatch
	read -r -t 330 rc <>"$T/play.rc" || cat /run/xpf-hatch.log
	cat "$T/play.out"
	cat "$T/play.err" >&2
	rm "$T"/play.*
	[ "$rc" = 0 ] || lab_failed=1
	[ "$rc" -lt 2 ] || notok "program of ${0##*/}: status $rc"
}

# ghost HOST ADDRESS... - hosts that never answer by themselves behind the
# link of client or server: the firewall knows their hardware address, so that
# a program can speak for them and no kernel interferes.
ghost() {
	local h=$1 dev=ge-0-0-0 hwdev=c0 mac a
	shift
	[ "$h" = client ] || { dev=ge-0-0-1 hwdev=s0; }
	mac=$(on "$h" cat /sys/class/net/$hwdev/address)
	for a; do
		ip -n fw neigh replace "$a" lladdr "$mac" dev $dev nud permanent
	done
}

# left FILTER... - seconds that the first session found has left.
left() { flow "$@" | sed -n 's/.*Timeout: \([0-9]*\).*/\1/p' | head -n 1; }

# between LOW HIGH NUMBER
between() {
	echo "got $3"
	[ "$3" -ge "$1" ] && [ "$3" -le "$2" ]
}

# burst HOST DEVICE COUNT LINE... - so many UDP packets from the kernel's
# generator towards fw; each LINE is one of its settings.  Ranges of addresses
# and ports advance together: make their sizes coprime.
burst() {
	local h=$1 dev=$2 count=$3 to=ge-0-0-0
	shift 3
	[ "$h" = client ] || to=ge-0-0-1
	modprobe pktgen
	sysctl -qw net.core.netdev_max_backlog=1000000
	pktgen "$h" "$dev" 0 "count $count" 'clone_skb 0' 'pkt_size 60' 'delay 0' \
		"dst_mac $(on fw cat /sys/class/net/$to/address)" "$@"
	on "$h" sh -c 'echo start >/proc/net/pktgen/pgctrl'
}

# pktgen HOST DEVICE PROCESSOR LINE... - settings of the generator there; a
# device may be told apart by processors: c0@1.
pktgen() {
	local h=$1 dev=$2 cpu=$3
	shift 3
	{
		printf 'rem_device_all\nadd_device %s\n' "$dev" |
			sed "s,^,/proc/net/pktgen/kpktgend_$cpu ,"
		printf '%s\n' "$@" | sed "s,^,/proc/net/pktgen/$dev ,"
	} | on "$h" sh -e -c 'while read -r file line; do
		echo "$line" >"$file"
	done'
}

# sane - the module's self-check of fw finds nothing broken.
sane() {
	local ns
	ns=$(on fw stat -Lc %i /proc/self/ns/net)
	cat "/sys/kernel/debug/xpf/$ns/table" "/sys/kernel/debug/xpf/$ns/check"
	same "$(grep -o '[0-9]*' "/sys/kernel/debug/xpf/$ns/check")" 0 &&
		same "$(counter violations)" 0
}
