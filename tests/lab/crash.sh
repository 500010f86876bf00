#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The manager's file may be destroyed, its disk full, the module may go and come
# back: the kernel runs what is configured, and what was open stays open.  (What
# becomes of a commit that is cut short: kill.sh.)
#
#	    client c0 ──── ge-0/0/0.0 fw ge-0/0/1.0 ──── s0 server
#	  10.0.1.2/24      .1    trust │ untrust   .1      203.0.113.2/24
. "$(dirname "$0")/box.sh"

box
serve server tcp 80 web
serve server tcp 8001 odd
serve server tcp 8002 even
fw_start fw - <<END
$(base)
$(policy trust untrust web permit '[ junos-http junos-ping junos-pingv6 ]')
set applications application test protocol tcp destination-port 8001
$(policy trust untrust test permit test)
END
now=8002
commit fw <<<"set applications application test destination-port $now"
port() { fw_cli fw -c 'show configuration applications' | sed -n 's/.*destination-port \([0-9]*\);/\1/p'; }
status() { on fw "$B/xpfctl" status | grep -i "$1"; }
open() { timeout 5 ip netns exec client "$B/tests/peer" ask tcp $S4 "$1" >/dev/null; }

say 'the active file is destroyed'
running=$(status cookie)
fw_stop fw
: >"$T/fw/state/xpf.conf"
fw_start fw "$T/fw/config"
must 'said in the log' grep -q 'no header, this is not a whole file' "$T/fw/log"
must 'what ran goes on' same "$(status cookie)" "$running"
must 'traffic too' open "$now"
must 'addresses too' has $F4/24 ip -n fw addr show ge-0-0-0
commit fw <<<'rollback 1'
must 'rollback 1 repairs it' grep -q 'Last commit' "$T/fw/state/xpf.conf"
must 'the broken file is kept' [ -e "$T/fw/state/xpf.conf.damaged" ]
now=$(port)
must 'and is in force' open "$now"
fw_stop fw
fw_start fw "$T/fw/config"
must 'and after a restart' open "$now"

say 'the disk is full'
before=$(status cookie)
fw_stop fw
mkdir "$T/small"
mount -t tmpfs -o size=256k tmpfs "$T/small"
cp -a "$T/fw/state/." "$T/small/"
rm -rf "$T/fw/state"
ln -s "$T/small" "$T/fw/state"
fw_start fw "$T/fw/config"
failing dd if=/dev/zero of="$T/small/fill" bs=1k 2>/dev/null
failing typed fw >"$T/said" 2>&1 <<-END
	set applications application test destination-port 9999
	commit
	END
must 'the commit fails' grep -q '^error: commit failed' "$T/said"
must 'and says why' grep -q 'No space left' "$T/said"
must 'the kernel runs what it ran' same "$(status cookie)" "$before"
must 'and lets through what it let through' open "$now"
rm "$T/small/fill"
must 'with room again it succeeds' has 'commit complete' typed fw <<<commit
typed fw <<-END >/dev/null
	rollback 1
	commit
	END

say 'the module goes and comes back'
forwarding() { on fw sysctl -n net.ipv4.ip_forward net.ipv6.conf.all.forwarding | tr -d '\n'; }
must 'with it, the kernel may route' same "$(forwarding)" 11
unload_module
off() { [ "$(forwarding)" = 00 ]; }
must 'without it not' retry 5 off
mustfail 'nothing gets through' open 80
must 'the log says why' grep -q 'forwarding is off' "$T/fw/log"
typed fw >"$T/said" 2>&1 <<-END
	set interfaces ge-0/0/0 description inside
	commit
	END
must 'a commit warns' grep -q 'module is not loaded' "$T/said"
load_module
must 'back: as configured, by itself' retry 10 open 80
must 'the kernel may route' same "$(forwarding)" 11
must 'no invariant is broken' same "$(counter violations)" 0
umount -l "$T/small"
