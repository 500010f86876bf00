#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The module by DKMS: installed, loaded by modprobe, at work, unloaded, upgraded
# to a higher version, removed.  It was built by DKMS before (scripts/dkms-build,
# both versions), as compilers are slow here.
#
#	client:c0 ── f0:fw:f1 ── server:s0
. "$(dirname "$0")/lib.sh"

v1=$(cat VERSION) v2=$(cat VERSION).1
kernel=$(uname -r)
place=/lib/modules/$kernel/updates/dkms
mkdir -p /var/lib/dkms
cp -a "$B"/dkms/var/. /var/lib/dkms/

# version OF - what modprobe would load, or what is loaded
offered() { modinfo -F version xpf; }
running() { cat /sys/module/xpf/version; }

must dkms install "xpf/$v1" -k "$kernel"
must 'it is where DKMS puts modules' ls "$place"
must modprobe xpf
must 'the first version runs' same "$(running)" "$v1"

host client fw server
link client:c0 fw:f0
link server:s0 fw:f1
addr client c0 10.0.1.2/24
addr server s0 10.0.2.2/24
route client default via 10.0.1.1
route server default via 10.0.2.1
serve server tcp 80 web
fw_start fw - <<'CONFIG'
interfaces {
    f0 { unit 0 { family inet { address 10.0.1.1/24; } } }
    f1 { unit 0 { family inet { address 10.0.2.1/24; } } }
}
security {
    zones {
        security-zone inside { interfaces { f0.0; } }
        security-zone outside { interfaces { f1.0; } }
    }
    policies {
        from-zone inside to-zone outside {
            policy web {
                match {
                    source-address any;
                    destination-address any;
                    application junos-http;
                }
                then { permit; }
            }
        }
    }
}
CONFIG
must 'traffic passes' has web ask client tcp 10.0.2.2 80
must 'what no policy permits does not' silent client tcp 10.0.2.2 81
fw_stop fw

must 'it unloads' retry 10 rmmod xpf
must 'it is upgraded' dkms install "xpf/$v2" -k "$kernel"
must 'the higher version is offered' same "$(offered)" "$v2"
must modprobe xpf
must 'and runs' same "$(running)" "$v2"
must 'unloads again' retry 10 rmmod xpf
must dkms remove "xpf/$v2" --all
mustfail 'nothing is left to load' modprobe xpf
