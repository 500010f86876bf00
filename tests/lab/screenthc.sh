#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Attacks on IPv6 as the tools of THC make them: extension headers, options,
# chains without an end, fragments that lie over each other, floods of SYNs with
# headers before them.  Each is dropped under its own screen and counted under
# its line, and what is honest comes back.
#
#	    client c0 ──── ge-0/0/0.0 fw ge-0/0/1.0 ──── s0 server
#	2001:db8:1::2/64   ::1  screen │           ::1   2001:db8:2::2/64
. "$(dirname "$0")/box.sh"

box
S='set security screen ids-option outside'
fw_start fw - <<END
$(base)
$(policy trust untrust all permit)
$S ip ipv6-extension-header hop-by-hop-header router-alert-option
$S ip ipv6-extension-header hop-by-hop-header quick-start-option
$S ip ipv6-extension-header destination-header home-address-option
$S ip ipv6-extension-header AH-header
$S ip ipv6-extension-header-limit 1
$S ip ipv6-malformed-header
$S ip tear-drop
$S icmp icmpv6-malformed
$S icmp fragment
set security zones security-zone trust screen outside
END
# Its tools ask a neighbour once: the answer must be there.
must 'a ping' pings client $S6

# struck REASON TOOL ARGUMENT... - it is dropped for that; some of the tools
# take seconds before they begin
struck() {
	local why=screen-$1 drops rc=0
	shift
	drops=$(reason "$why")
	bg client "atk6-$1" "${@:2}" >/dev/null 2>&1
	retry 20 more "$drops" "$why" || rc=$?
	stop "$bg_pid"
	return $rc
}
more() { # NUMBER REASON
	local n
	n=$(reason "$2")
	[ "$n" -gt "$1" ] || { echo "$2: still $n"; return 1; }
}
answered() { on client atk6-thcping6 "$@" c0 $C6 $S6; }

must 'an echo is answered' answered
must 'with padding before it' answered -D 1:4:00000000
must 'router alert' struck ipv6-hop-by-hop-option thcping6 -a c0 $C6 $S6
must 'quick start' struck ipv6-hop-by-hop-option thcping6 -q c0 $C6 $S6
must 'home address' struck ipv6-destination-option thcping6 -D 201:16:20010db8000100000000000000000002 c0 $C6 $S6
must 'an unknown type of ICMPv6 without a body' struck icmpv6-malformed thcping6 -T 0 c0 $C6 $S6
must 'a large header of options' struck ipv6-hop-by-hop-option denial6 c0 $S6 1
must '180 headers' struck ipv6-hop-by-hop-option denial6 c0 $S6 3
must 'an AH header' struck ipv6-extension-header denial6 c0 $S6 5
must 'first fragments only' struck ipv6-hop-by-hop-option denial6 c0 $S6 6
must 'fragments of ICMP' struck icmp-fragment \
	fragmentation6 -fp c0 $S6 1
must 'SYNs behind router alerts' struck ipv6-hop-by-hop-option thcsyn6 -a c0 $S6 80
must 'SYNs behind two headers' struck ipv6-extension-header-limit thcsyn6 -d -d c0 $S6 80
must 'SYNs behind the same header three times' struck ipv6-malformed-header thcsyn6 -d -d -d c0 $S6 80

say 'fragments that lie over each other'
commit fw <<<"delete ${S#set } icmp fragment"
must 'the second third' struck tear-drop fragmentation6 -fp c0 $S6 6
must 'out of order' struck tear-drop fragmentation6 -fp c0 $S6 8
must 'a fragment within a fragment' struck ipv6-malformed-header fragmentation6 -fp c0 $S6 10
show security screen statistics zone trust >"$T/lines"
for line in 'IPv6 extension header' 'IPv6 extension hop by hop option' \
	'IPv6 extension destination option' 'IPv6 extension header limit' \
	'IPv6 malformed header' 'ICMPv6 malformed packet' 'ICMP fragment' \
	'IP tear drop'; do
	must "counted: $line" grep -q "^  $line  *[1-9]" "$T/lines"
done
must 'the firewall is well' pings client $S6
must 'no invariant is broken' sane
