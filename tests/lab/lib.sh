# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
#
# What lab tests are written with.  A test is an executable script of this
# folder, runs as root in a guest (scripts/lab/test NAME), and begins:
#
#	#!/bin/bash
#	# (licence, what is proved, the topology as a drawing)
#	. "$(dirname "$0")/lib.sh"
#
# Hosts are network namespaces joined by veth pairs.  A plain command that
# fails ends the test (set -e); `must` and `mustfail` are the checks and count
# as results.  Both take an optional text first, told by its space:
#
#	must on client ping -c 1 10.0.2.2
#	mustfail 'telnet is denied' ask client 10.0.2.2 23
#
# On exit everything is undone: processes, namespaces, the module; what cannot
# be undone is a failed result.
set -eEu -o pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
B=${XPF_BUILD:-build}
T=$(mktemp -d /tmp/lab.XXXXXX)
lab_failed=0
lab_hosts=()
lab_pids=()
lab_undo=() # commands, one a word, for what outlives its namespace

say() { echo "# $*"; }
ok() { echo "ok - $*"; }
notok() {
	echo "not ok - $*"
	lab_failed=1
}

# must [TEXT] COMMAND... - the command succeeds; its output is shown if not.
must() {
	local text="$*" rc=0
	case $1 in *' '*) text=$1; shift ;; esac
	"$@" >"$T/must" 2>&1 || rc=$?
	if [ $rc = 0 ]; then
		ok "$text"
	else
		notok "$text"
		say "status $rc of: $*"
		sed 's/^/# | /' "$T/must"
	fi
}

# mustfail [TEXT] COMMAND... - the command fails.
mustfail() {
	local text="not: $*" rc=0
	case $1 in *' '*) text=$1; shift ;; esac
	"$@" >"$T/must" 2>&1 || rc=$?
	case $rc in
	0)	notok "$text"
		say "succeeded: $*"
		sed 's/^/# | /' "$T/must" ;;
	126 | 127)
		notok "$text"
		say "could not be run: $*" ;;
	*)	ok "$text" ;;
	esac
}

# retry SECONDS COMMAND... - until it succeeds; its last output stays.
retry() {
	local end=$((SECONDS + $1)) out
	shift
	until out=$("$@" 2>&1); do
		if [ $SECONDS -ge $end ]; then
			echo "$out"
			return 1
		fi
		sleep 0.2
	done
	echo "$out"
}

# has TEXT COMMAND... - the command's output holds TEXT (a basic regex), whatever
# its status.
has() {
	local want=$1 rc=0
	shift
	"$@" >"$T/has" 2>&1 || rc=$?
	grep -q -- "$want" "$T/has" || {
		cat "$T/has"
		echo "(status $rc)"
		return 1
	}
}

# failing COMMAND... - the command fails, and not for want of it.
failing() {
	local rc=0
	"$@" || rc=$?
	[ $rc != 0 ] && [ $rc != 126 ] && [ $rc != 127 ]
}

# same GOT WANT - two texts are equal.
same() { [ "$1" = "$2" ] || { printf 'got:  %s\nwant: %s\n' "$1" "$2"; return 1; }; }

# host NAME... - new namespaces, forwarding nothing.
host() {
	local h
	for h; do
		ip netns add "$h"
		lab_hosts+=("$h")
		ip -n "$h" link set lo up
		on "$h" sysctl -qw net.ipv6.conf.all.accept_dad=0 \
			net.ipv6.conf.default.accept_dad=0
	done
}

# on HOST COMMAND...
on() {
	local h=$1
	shift
	ip netns exec "$h" "$@"
}

# bg HOST COMMAND... - in the background until the test ends; sets bg_pid.
bg() {
	local h=$1
	shift
	ip netns exec "$h" "$@" &
	bg_pid=$!
	lab_pids+=("$bg_pid")
}

# stop PID... - end background processes.
stop() {
	kill "$@" 2>/dev/null || true
	wait "$@" 2>/dev/null || true
}

# link A:IF B:IF [OPTION...] - a veth pair, both ends up.
link() {
	local a=$1 b=$2
	shift 2
	ip link add "${a#*:}" netns "${a%%:*}" "$@" type veth \
		peer name "${b#*:}" netns "${b%%:*}"
	ip -n "${a%%:*}" link set "${a#*:}" up
	ip -n "${b%%:*}" link set "${b#*:}" up
}

# addr HOST IF ADDRESS/LEN...
addr() {
	local h=$1 i=$2 a
	shift 2
	for a; do
		case $a in
		*:*) ip -n "$h" addr add "$a" dev "$i" nodad ;;
		*) ip -n "$h" addr add "$a" dev "$i" ;;
		esac
	done
}

# route HOST ARGUMENT... - `ip route add`, of the family of its addresses.
route() {
	local h=$1
	shift
	case $* in
	*:*) ip -n "$h" -6 route add "$@" ;;
	*) ip -n "$h" route add "$@" ;;
	esac
}

# serve HOST tcp|udp PORT TEXT - answers TEXT, the client's address and port.
serve() {
	bg "$1" "$B/tests/peer" serve "$2" "$3" "$4"
	retry 5 listens "$1" "$2" "$3" >/dev/null
}
listens() { [ -n "$(on "$1" ss -Hln"${2:0:1}" "sport = :$3")" ]; }

# ask HOST tcp|udp ADDRESS PORT [OPTION...] - the answer; status 1 for
# silence, 2 for a refusal, 3 for another error.  Options: tests/lab/peer.c.
ask() {
	local h=$1
	shift
	on "$h" "$B/tests/peer" ask "$@"
}

# silent ..., refused ... - what `ask` with these arguments meets.
silent() { local rc=0; ask "$@" || rc=$?; [ $rc = 1 ]; }
refused() { local rc=0; ask "$@" || rc=$?; [ $rc = 2 ]; }

# sniff NAME HOST IF [FILTER...] - tcpdump to $T/NAME.pcap; sniffed NAME
# [ARGUMENT...] ends it and prints the packets.
sniff() {
	local name=$1 h=$2 i=$3
	shift 3
	bg "$h" tcpdump -ni "$i" -U --immediate-mode -w "$T/$name.pcap" "$@" \
		2>"$T/$name.err"
	echo "$bg_pid" >"$T/$name.pid"
	retry 30 grep -q 'listening on' "$T/$name.err" >/dev/null
}
sniffed() {
	local name=$1 pid
	shift
	pid=$(cat "$T/$name.pid")
	sleep 0.3
	kill -INT "$pid"
	retry 5 ended "$pid"
	tcpdump -nr "$T/$name.pcap" "$@" 2>/dev/null
}

# mss HOST IF SIZE COMMAND... - while COMMAND runs, a SYN of that segment size is seen.
mss() {
	local h=$1 i=$2 size=$3
	shift 3
	sniff syn "$h" "$i" 'tcp[tcpflags] & tcp-syn != 0' || return
	"$@" || return
	sniffed syn >"$T/syns"
	cat "$T/syns"
	grep -q "mss $size\b" "$T/syns"
}

ended() { ! grep -qs '^State:.[^ZX]' "/proc/$1/status"; }

# load_module [PARAMETER...], unload_module
load_module() {
	local dep
	for dep in $(modinfo -F depends "$B/xpf.ko" | tr , ' '); do
		modprobe "$dep"
	done
	insmod "$B/xpf.ko" "$@"
}
loaded() { grep -q '^xpf ' /proc/modules; }
unload_module() { rmmod xpf; }

# fw_start HOST CONFIG [ARGUMENT...] - the manager on a configuration file (or
# - for standard input), ready to answer; its state outlives fw_stop.
fw_start() {
	local h=$1 config=$2 dir=$T/$1
	shift 2
	loaded || load_module
	mkdir -p "$dir/state"
	if [ "$config" = - ]; then
		config=$dir/config
		cat >"$config"
	fi
	bg "$h" "$B/xpfd" --config "$config" --state-dir "$dir/state" \
		--socket "$dir/socket" --foreground "$@" 2>>"$dir/log" >&2
	echo "$bg_pid" >"$dir/pid"
	retry 60 fw_answers "$h" >"$dir/ready" || {
		say "xpfd of $h does not answer:"
		sed 's/^/# | /' "$dir/ready" "$dir/log"
		return 1
	}
}
fw_answers() {
	kill -0 "$(cat "$T/$1/pid")" || return 1
	fw_cli "$1" -c 'show version'
}

# fw_stop HOST [SIGNAL] - it must still run, and end well, but by KILL.
fw_stop() {
	local pid rc=0 want=0
	[ "${2-}" != KILL ] || want=137
	pid=$(cat "$T/$1/pid")
	kill -"${2:-TERM}" "$pid"
	wait "$pid" 2>/dev/null || rc=$?
	[ $rc = $want ] || notok "xpfd of $1 ended with status $rc"
}

# fw_cli HOST ARGUMENT... - the shell, connected to the manager of HOST.
fw_cli() {
	local h=$1
	shift
	on "$h" "$B/cli" --socket "$T/$h/socket" "$@"
}

cleanup() {
	local rc=$? h
	trap - ERR EXIT
	set +e
	[ $rc = 0 ] || notok "ended early with status $rc"
	for h in "${lab_hosts[@]}"; do
		if [ $lab_failed != 0 ] && [ -s "$T/$h/log" ]; then
			say "log of xpfd in $h:"
			tail -n 40 "$T/$h/log" | sed 's/^/# | /'
		fi
	done
	[ ${#lab_pids[@]} = 0 ] || stop "${lab_pids[@]}"
	for h in "${lab_undo[@]}"; do
		eval "$h" >/dev/null || notok "undone: $h"
	done
	for h in "${lab_hosts[@]}"; do
		# shellcheck disable=SC2046 # pids
		kill -KILL $(ip netns pids "$h") 2>/dev/null
		ip netns del "$h" || notok "namespace $h ends"
	done
	if loaded; then
		retry 10 unload_module >"$T/rmmod" || notok "xpf unloads: $(cat "$T/rmmod")"
	fi
	rm -rf "$T"
	exit $lab_failed
}
trap cleanup EXIT
trap 'say "line $LINENO of ${BASH_SOURCE[0]##*/}: $BASH_COMMAND"' ERR
trap 'exit 143' TERM INT
