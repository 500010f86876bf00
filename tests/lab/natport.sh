#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Ports of source NAT: blocks that hosts get, with their log; blocks that follow
# from the host; ports that sessions share; ports in turn; a pool that runs out
# says so, in the log, by an alarm and in the views.
#
#	    client c0 ──── ge-0/0/0.0 fw ge-0/0/1.0 ──── s0 server
#	  10.0.1.2/24      .1    trust │ untrust   .1      203.0.113.2/24
#	the client is 10.0.1.100 to .105 too
. "$(dirname "$0")/box.sh"

box
for i in $(seq 100 105); do
	echo "addr add 10.0.1.$i/24 dev c0"
done | ip -n client -b -
serve server udp 53 name
serve server udp 54 other
n="set security nat source"
r="$n rule-set out rule"
fw_start fw - <<END
$(base)
$(policy trust untrust all permit)
$n pool-utilization-alarm raise-threshold 80 clear-threshold 50
$n pool block address 198.51.100.10/31
$n pool block port range 2000 to 2011
$n pool block port block-allocation block-size 4
$n pool block port block-allocation maximum-blocks-per-host 2
$n pool fixed address 198.51.100.12/32
$n pool fixed port deterministic block-size 1000
$n pool fixed port deterministic host address 10.0.1.102/31
$n pool fixed port deterministic include-boundary-addresses
$n pool shared address 198.51.100.13/32
$n pool shared port range 3000 to 3001
$n pool shared port port-overloading-factor 2
$n pool turn address 198.51.100.14/32
$n pool turn port range 4000 to 4009
$n pool turn port range round-robin
$n rule-set out from zone trust
$n rule-set out to zone untrust
$r block match source-address 10.0.1.100/31
$r block then source-nat pool block
$r fixed match source-address 10.0.1.102/31
$r fixed then source-nat pool fixed
$r shared match source-address 10.0.1.104/32
$r shared then source-nat pool shared
$r turn match source-address 10.0.1.105/32
$r turn then source-nat pool turn
$r turn then source-nat rule-session-count-alarm raise-threshold 4
END

# flows ADDRESS PORT N [DPORT] - what the server sees of N flows, one a line
flows() {
	on client python3 - "$@" <<-'END'
	import socket, sys
	addr, port, n, to = (sys.argv[1:] + ["53"])[:4]
	for i in range(int(n)):
	    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
	    s.bind((addr, int(port) + i))
	    s.settimeout(1)
	    s.sendto(b"hello\n", ("203.0.113.2", int(to)))
	    try:
	        print(*s.recv(200).decode().split()[1:3])
	    except OSError:
	        print("silence")
	END
}
logged() { retry 5 has "$1" cat "$T/fw/state/log/messages"; }

say 'blocks of ports'
flows 10.0.1.100 7000 9 >"$T/nine"
must 'eight flows have eight ports' same \
	"$(grep -v silence "$T/nine" | sort -u | wc -l)" 8
must 'of one address' same \
	"$(awk '/^198/ { print $1 }' "$T/nine" | sort -u | wc -l)" 1
must 'the ninth has none' same "$(tail -n 1 "$T/nine")" silence
must 'the log has the first block' logged \
	'PBA_ALLOC .*internal-ip="10.0.1.100" block-used="1" block-max-per-host="2" block-port-low="20[0-9]*" block-port-high="20[0-9]*" reflexive-ip="198.51.100.1[01]" nat-pool-name="block" '
must 'and the second' logged \
	'PBA_ALLOC .*internal-ip="10.0.1.100" block-used="2"'
must 'the log has that there are no more' logged \
	'RT_SRC_NAT_OUTOF_PORTS .*nat-pool-name="block"'
must 'another host has another block' has '^198.51.100.1[01] ' \
	flows 10.0.1.101 7000 1
must 'the table has both hosts' has \
	'^10.0.1.100  *198.51.100.1[01]  *20[0-9]*-20[0-9]*  *4/4\*1  *Active/-' \
	show security nat source port-block
must 'and how many blocks there are' has 'Used/total port blocks: 3/6' \
	show security nat source port-block pool block
must 'by host' failing has 10.0.1.101 \
	show security nat source port-block host-ip 10.0.1.100
must 'in XML' has '<blk-status>Active</blk-status>' \
	show 'security nat source port-block | display xml'
must 'xpfctl shows them' has '^10.0.1.100 .* block 20' on fw "$B/xpfctl" nat-blocks
fw_cli fw -c 'clear security flow session' >/dev/null
must 'a block goes with its sessions, but the last' logged \
	'PBA_RELEASE .*internal-ip="10.0.1.100" block-used="1"'
must 'which waits for its host' has \
	'^10.0.1.100 .* 0/4\*1  *Query/-' show security nat source port-block

say 'blocks that follow from the host'
must 'the first host has the first' has '^198.51.100.12 \(1[0-9][0-9][0-9]\|20[01][0-9]\)$' \
	flows 10.0.1.102 7000 1
must 'the second the second' has '^198.51.100.12 \(20[2-9][0-9]\|2[1-9][0-9][0-9]\|30[01][0-9]\)$' \
	flows 10.0.1.103 7000 1
must 'the table has both' has \
	'^10.0.1.103  *198.51.100.12  *2024-3023  *1/1000\*1' \
	show security nat source deterministic
must 'nothing is logged' failing has 'nat-pool-name="fixed"' \
	cat "$T/fw/state/log/messages"

say 'ports that are shared'
flows 10.0.1.104 7000 3 >"$T/shared"
must 'one remote: as many as there are ports' same \
	"$(grep -c '^198.51.100.13 300[01]$' "$T/shared")" 2
must 'another has the same ports again' same \
	"$(flows 10.0.1.104 7100 3 54 |
		grep -c '^198.51.100.13 300[01]$')" 2
must 'interfaces share theirs' has '^31  *64512 ' \
	show security nat interface-nat-ports

say 'ports in turn'
must 'one after the other' same \
	"$(flows 10.0.1.105 7000 4 | awk '{ print $2 }' | xargs)" \
	'4000 4001 4002 4003'

say 'how much is in use'
must 'its sessions raise an alarm' logged \
	'RULE_ALARM_RAISE .*nat-type="source" nat-rule-set-name="out" nat-rule-name="turn" used="4" threshold="4"'
must 'the alarm is raised' logged \
	'POOL_ALARM_RAISE .*nat-pool-name="shared" utilization="100"'
must 'the pool says so' has 'Alarm  *: raised' \
	show security nat source pool shared
must 'it has a peak' has 'Peak usage: 100%, Peak date time: 20' \
	show security nat resource-usage source-pool shared
must 'all pools in a table' has '^turn  *1  *1  *4  *6  *10  *40%' \
	show security nat resource-usage source-pool all
fw_cli fw -c 'clear security flow session' >/dev/null
must 'so is that of the rule' logged \
	'RULE_ALARM_CLEAR .*nat-rule-name="turn" used="0" threshold="3"'
must 'the alarm is cleared' logged \
	'POOL_ALARM_CLEAR .*nat-pool-name="shared" utilization="0"'
must 'nothing is broken' sane
commit fw <<<"delete security nat source rule-set out rule block"
must 'blocks go with their rule or pool' has 'Used/total port blocks: [02]/6' \
	show security nat source port-block
must 'no port is lost' same "$(counter nat-ports-allocated)" \
	"$(counter nat-ports-released)"
must 'nothing is broken' sane
