#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The netlink protocol: what the manager does with it, what nobody may do, and
# what a fuzzer tries, which may break nothing but the configuration: the guest's
# log is searched afterwards, and a manager that starts then has everything work
# again.  XPF_FUZZ_SECONDS (6) is how long it goes on, XPF_FUZZ_SEED where it begins.
#
#	    client c0 ──── ge-0/0/0.0 fw ge-0/0/1.0 ──── s0 server     (box.sh)
#	    other                                        (no links)
. "$(dirname "$0")/box.sh"

box
host other
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
must 'a user gets nothing, whatever is asked' user "$B/tests/nlfuzz" --deny 7
cp "$T/must" "$T/denied"
must 'nor does the root of a user namespace' user unshare -Ur \
	"$B/tests/nlfuzz" --deny 8
sed 's/^/# /' "$T/denied" "$T/must"
must 'nor do they get events' sh -c \
	"! ip netns exec fw setpriv --reuid 65534 --clear-groups timeout 1 $B/xpfctl events"
mustfail 'nor files' user cat /proc/net/xpf/sessions
must 'the root of a user namespace has its own' \
	unshare -Urn "$B/xpfctl" enable 1024
must 'of some size' unshare -Urn "$B/xpfctl" enable 65536
must 'but not as large as it likes, and is told why' has "the host's to give" \
	sh -c "unshare -Urn $B/xpfctl enable 65537 2>&1"
must 'and no other' has 'sessions .*of 4096' on fw "$B/xpfctl" status
must 'a fuzzer in it breaks nothing here' unshare -Urn "$B/tests/nlfuzz" 1 9
on fw "$B/xpfctl" disable

say 'a firewall at work'
serve server tcp 80 web
cat >"$T/config" <<END
$(base)
$(policy trust untrust all permit)
$(snat)
END
fw_start fw "$T/config"
must 'it forwards and translates' answers "web $U4" client tcp $S4 80
fw_stop fw KILL

say 'fuzzers, on both CPUs'
secs=${XPF_FUZZ_SECONDS:-6} first=${XPF_FUZZ_SEED:-1}
fuzzers=()
for seed in "$first" $((first + 1)) $((first + 2)); do # the last one is alone
	on=fw
	[ "$seed" != $((first + 2)) ] || on=other
	bg "$on" "$B/tests/nlfuzz" "$secs" "$seed" >"$T/fuzz$seed"
	fuzzer=$bg_pid
	fuzzers+=("$fuzzer")
done
# the fuzzer disables it now and then, and some questions are refused meanwhile
dumped=0 read=0 asked=0
while kill -0 "$fuzzer" 2>/dev/null; do
	! on fw "$B/xpfctl" sessions >/dev/null 2>&1 || dumped=$((dumped + 1))
	! on fw sh -c 'cat /proc/net/xpf/*' >/dev/null 2>&1 || read=$((read + 1))
	ask client tcp $S4 80 -w 100 >/dev/null 2>&1 || asked=$((asked + 1))
	sleep 0.1
done
for fuzzer in "${fuzzers[@]}"; do
	must 'a fuzzer ends well, and left nothing out' wait "$fuzzer"
done
must "$dumped dumps were answered" test $dumped -ge 1
must "$read times its files were read" test $read -ge 1
must "$asked connections met no good ruleset" test $asked -ge 1
for seed in "$first" $((first + 1)) $((first + 2)); do
	say "seed $seed"
	sed 's/^/# /' "$T/fuzz$seed"
	must "seed $seed got something accepted" \
		sh -c "! grep -q ' 0 accepted' $T/fuzz$seed"
done
must 'who is alone gets filters accepted' grep -q \
	'^[1-9][0-9]* of [0-9]* rulesets with filters' "$T/fuzz$((first + 2))"
must 'the module still answers' on fw "$B/xpfctl" status
has 'enabled  *yes' on fw "$B/xpfctl" status >/dev/null || on fw "$B/xpfctl" enable 4096
must 'no invariant is broken' sane

say 'a manager makes it good again'
fw_start fw "$T/config"
must 'it forwards and translates' retry 10 answers "web $U4" client tcp $S4 80
must 'and IPv6' answers "web $U6" client tcp $S6 80
must 'no invariant is broken now' sane
fw_stop fw
on fw "$B/xpfctl" disable
must 'it can be unloaded with namespaces enabled' sh -c \
	"ip netns exec fw $B/xpfctl enable 4096 && rmmod xpf"
load_module
must 'and loaded again' on fw "$B/xpfctl" status
