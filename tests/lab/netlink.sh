#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The netlink protocol: what the manager does with it, what nobody may do, and
# what a fuzzer tries.  No packet is sent; the guest's log is searched
# afterwards.
#
#	fw     other     (no links)
. "$(dirname "$0")/lib.sh"

host fw other
loaded || load_module

say 'the protocol'
on fw "$B/tests/nltxn" >"$T/txn" || lab_failed=1
cat "$T/txn"
must 'ran to its end' grep -q '^ok - disable' "$T/txn"

say 'one namespace does not see another'
on fw "$B/xpfctl" enable 4096
must 'fw is enabled' has 'enabled  *yes' on fw "$B/xpfctl" status
must 'other is not' has 'enabled  *no' on other "$B/xpfctl" status

say 'permissions'
# user COMMAND... - without capabilities, on fw
user() { on fw setpriv --reuid 65534 --regid 65534 --clear-groups "$@"; }
user "$B/tests/nlfuzz" 3 7 >"$T/user"
must 'a user gets nothing' grep -q ', 0 accepted' "$T/user"
must 'but no' grep -q 'Operation not permitted' "$T/user"
must 'not even events' sh -c \
	"! ip netns exec fw setpriv --reuid 65534 --clear-groups timeout 1 $B/xpfctl events"
mustfail 'nor files' user cat /proc/net/xpf/sessions
must 'the root of a user namespace has its own' \
	unshare -Urn "$B/xpfctl" enable 1024
must 'and no other' has 'sessions .*of 4096' on fw "$B/xpfctl" status

say 'a fuzzer, on both CPUs'
fuzzers=()
for seed in 1 2 3 4; do
	bg fw "$B/tests/nlfuzz" "${FUZZ_LAB_SECONDS:-15}" $seed >"$T/fuzz$seed"
	fuzzer=$bg_pid
	fuzzers+=("$fuzzer")
done
# the fuzzer disables it now and then, and some questions are refused meanwhile
dumped=0 read=0
while kill -0 "$fuzzer" 2>/dev/null; do
	! on fw "$B/xpfctl" sessions >/dev/null 2>&1 || dumped=$((dumped + 1))
	! on fw sh -c 'cat /proc/net/xpf/*' >/dev/null 2>&1 || read=$((read + 1))
	sleep 0.2
done
must 'the fuzzers end well' wait "${fuzzers[@]}"
must "$dumped dumps were answered" test $dumped -ge 3
must "$read times its files were read" test $read -ge 3
for seed in 1 2 3 4; do
	sed 's/^/# /' "$T/fuzz$seed"
	must "seed $seed got something accepted" \
		sh -c "! grep -q ' 0 accepted' $T/fuzz$seed"
done
on fw "$B/xpfctl" disable
must 'the module still answers' on fw "$B/xpfctl" status
on fw "$B/xpfctl" enable 4096
must 'no invariant is broken' on fw "$B/xpfctl" check
must 'it can be unloaded with namespaces enabled' unload_module
load_module
must 'and loaded again' on fw "$B/xpfctl" status
