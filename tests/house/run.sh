#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# scripts/lab/run keeps its promises: output, exit status, folder and LAB_OUT
# pass through; a complaint of the kernel, a crash and the end of time are told
# by their own statuses; nothing of it is left running.
set -u
cd "$(dirname "$0")/../.." || exit
t=$(mktemp -d)
trap 'rm -rf "$t"' EXIT
failed=0

is() { # TEXT GOT WANT
	if [ "$2" = "$3" ]; then
		echo "ok - $1"
	else
		echo "not ok - $1: got '$2', want '$3'"
		failed=1
	fi
}
guest() { scripts/lab/run "$@" >"$t/out" 2>"$t/err"; }

mkdir "$t/result"
LAB_OUT=$t/result guest -- sh -c 'pwd; id -u; uname -r; echo oh >&2
	echo kept >"$LAB_OUT/file"; touch /usr/lost; exit 7'
is 'the exit status passes' $? 7
is 'folder, user, kernel' "$(tr '\n' ' ' <"$t/out")" \
	"$PWD 0 $(scripts/lab/kernel) "
is 'stderr passes apart' "$(cat "$t/err")" oh
is 'LAB_OUT is written' "$(cat "$t/result/file")" kept
is 'the rest is not' "$(ls /usr/lost 2>/dev/null)" ''

guest --cpus 2 -- sh -c 'nproc; echo "WARNING: CPU: 0 PID: 1 at probe" >/dev/kmsg'
is 'a complaint of the kernel is a failure' $? 99
is 'two processors' "$(cat "$t/out")" 2
is 'the complaint is shown' "$(grep -c 'at probe' "$t/err")" 1

guest -- sh -c 'echo c >/proc/sysrq-trigger'
is 'a crash is a failure' $? 99
is 'the crash is shown' "$(grep -c 'sysrq triggered crash' "$t/err")" 1

guest --icount -- sh -c 'a=$(date +%s%N); b=$(date +%s%N); echo $((b - a))'
is 'instructions are counted' $? 0

guest --timeout 30 -- sh -c 'echo begun; sleep 1000'
is 'time is up' $? 124
is 'output came as it was written' "$(cat "$t/out")" begun

# ended SIGNAL - start a guest, end the script by SIGNAL, see what it leaves.
ended() {
	local pid children
	TMPDIR=$t scripts/lab/run -- sleep 1000 >"$t/out" 2>&1 &
	pid=$!
	sleep 4
	children=$(pgrep -d , -P $pid)
	kill "-$1" $pid
	wait $pid 2>/dev/null
	echo "$?"
	sleep 1
	ps -o stat=,comm= -p "${children:-1}" | grep -v ^Z
	find "$t" -maxdepth 1 -name 'xpf-lab.*'
}
is 'a signal leaves nothing behind' "$(ended TERM)" 143
is 'nor does a hang-up' "$(ended HUP)" 143
is 'nor, but for its files, the hardest' "$(ended KILL | grep -v "$t")" 137
exit $failed
