#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The module can be read without a manager: /proc/net/xpf of each namespace,
# /sys/class/net/DEVICE/xpf, debugfs, xpfctl in text and JSON.  They agree with
# each other and with the traffic, for as long as devices and namespaces live.
#
#	    client c0 ──── ge-0/0/0.0 fw ge-0/0/1.0 ──── s0 server
#	  10.0.1.2/24      .1    trust │ untrust   .1      203.0.113.2/24
#	2001:db8:1::2/64   ::1         │           ::1   2001:db8:2::2/64
. "$(dirname "$0")/box.sh"

box
serve server tcp 80 web
fw_start fw - <<END
$(base)
$(policy trust untrust all permit '[ junos-http junos-ping ]')
$(snat)
END
must answers web client tcp $S4 80 -s 4001
must pings client $S4
bg client "$B/tests/peer" ask tcp $S4 80 -s 4002 -n 2 -i 60000 >/dev/null
must silent client udp $S4 53 -w 300
must 'it is there' retry 10 has 4002 on fw "$B/xpfctl" sessions
fw_stop fw KILL

say 'with the manager dead: /proc/net/xpf'
files=$(on fw sh -c 'find /proc/net/xpf -type f')
must 'there is something' test -n "$files"
for f in $files; do
	must "$f can be read" on fw cat "$f"
done
# Sessions may end meanwhile, and begin.
listed() {
	same "$(on fw tail -n +2 /proc/net/xpf/sessions | wc -l)" \
		"$(on fw sed -n 's/^sessions //p' /proc/net/xpf/status)"
}
for i in 1 2 3 4; do
	must "pings once more, $i" pings client $S4
done
must 'there are many' test "$(on fw sed -n 's/^sessions //p' /proc/net/xpf/status)" -ge 4
must 'every session is listed' retry 10 listed
all=$(on fw sh -c "cat $(echo "$files" | tr '\n' ' ')")
must 'the session is there' has 4002 echo "$all"
must 'the reason of the drop' has 'default-deny' echo "$all"
must 'the counters' has 'session-hits' echo "$all"
mustfail 'another namespace does not see it' on server sh -c \
	'cat /proc/net/xpf/* | grep 4002'

say '/sys/class/net/DEVICE/xpf'
d=/sys/class/net/ge-0-0-0/xpf
attrs=$(on fw ls $d)
must 'there is something' test -n "$attrs"
for a in $attrs; do
	must "$d/$a can be read" on fw cat "$d/$a"
done
attrs=$(on fw sh -c "head $d/*")
must 'the zone is named' has trust echo "$attrs"
must 'the interface too' has 'ge-0/0/0.0' echo "$attrs"

say 'debugfs'
files=$(find /sys/kernel/debug/xpf -type f)
must 'there is something' test -n "$files"
for f in $files; do
	must "$f can be read" cat "$f"
done

say 'xpfctl'
for c in status sessions counters reasons zones interfaces policies; do
	must "xpfctl $c" on fw "$B/xpfctl" $c
	on fw "$B/xpfctl" $c >"$T/$c.text"
	must "$c says something" test -s "$T/$c.text"
	on fw "$B/xpfctl" -j $c >"$T/$c.json" || notok "xpfctl -j $c: status $?"
done
cat >"$T/documents.py" <<'END'
import json, sys
for name in sys.argv[2:]:
    try:
        d = json.load(open("%s/%s.json" % (sys.argv[1], name)))
        print("ok - %s is a JSON document" % name)
    except ValueError as e:
        print("not ok - %s is no JSON: %s" % (name, e))
END
python3 "$T/documents.py" "$T" status sessions counters reasons zones interfaces \
	policies | tee "$T/json"
! grep -q '^not ok' "$T/json" || lab_failed=1
must 'the session' grep -q 4002 "$T/sessions.text"
must 'its translation' grep -q "$U4" "$T/sessions.text"
must 'in JSON too' grep -q 4002 "$T/sessions.json"
must 'the zones' grep -q untrust "$T/zones.text"
must 'the interfaces' grep -q 'ge-0/0/1.0' "$T/interfaces.text"
must 'the policies' grep -q all "$T/policies.text"
mustfail 'an unknown command fails' on fw "$B/xpfctl" nonsense
must 'another namespace has nothing' has '[Dd]isabled\|not enabled\|enabled.*no' \
	on server "$B/xpfctl" status
must 'a user may not' sh -c \
	"! ip netns exec fw setpriv --reuid 65534 --clear-groups $B/xpfctl status"

say 'clearing by hand, then forwarding goes on'
must 'sessions can be cleared' on fw "$B/xpfctl" clear
mustfail 'and are gone' sh -c "ip netns exec fw $B/xpfctl sessions | grep 4002"
must 'traffic passes without a manager' answers "web $U4" client tcp $S4 80

say 'devices and namespaces that go'
must 'a renamed device is not the configured one' sh -c "
	ip -n fw link set ge-0-0-0 down
	ip -n fw link set ge-0-0-0 name other
	ip -n fw link set other up"
must 'so nothing passes' silent client tcp $S4 80 -w 400
must 'its folder moved with it' on fw test -d /sys/class/net/other/xpf
ip -n fw link set other down
ip -n fw link set other name ge-0-0-0
ip -n fw link set ge-0-0-0 up
must 'back with its name it is' retry 9 answers "web $U4" client tcp $S4 80
ip -n fw link del ge-0-0-0
must 'a device that is gone takes its sessions' retry 9 sh -c \
	"! ip netns exec fw $B/xpfctl sessions | grep -q 10.0.1.2"
must 'the rest can be read' on fw "$B/xpfctl" interfaces
must 'no invariant is broken' sane
