#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The FTP gateway: data connections, active and passive, IPv4 and IPv6, through
# source NAT, destination NAT, both and neither; and nothing but them.
#
#	    client c0 ──── ge-0/0/0.0 fw ge-0/0/1.0 ──── s0 server
#	  10.0.1.2/24      .1    trust │ untrust   .1      203.0.113.2/24
#	2001:db8:1::2/64   ::1         │           ::1   2001:db8:2::2/64
#	an FTP server (vsftpd) on both hosts; 203.0.113.10 is the client's, outside
. "$(dirname "$0")/ftp_box.sh"

all 'untranslated' client $S4 $S6
must 'pinholes were used' test "$(counter pinholes-used)" -ge 6
commit fw <<END
$(snat)
END
for passive in on off; do
	must "lftp, passive $passive" has 'what was asked for' on client timeout 60 \
		lftp -c "set ftp:ssl-allow no; set ftp:passive-mode $passive;
			open ftp://$S4; cat file"
	must "over IPv6" has 'what was asked for' on client timeout 60 \
		lftp -c "set ftp:ssl-allow no; set ftp:passive-mode $passive;
			open ftp://[$S6]; cat file"
done
sniff ctl server s0 'tcp port 21'
all 'source NAT' client $S4 $S6
sniffed ctl -A >"$T/ctl"
must 'the server is told the outside address' \
	grep -q "PORT ${U4//./,}," "$T/ctl"
mustfail 'and never the inside one' grep -qE "${C4//./,},|$C4\|" "$T/ctl"

say 'a server inside'
commit fw <<END
set security nat destination pool in address $C4/32
set security nat destination rule-set in from zone untrust
set security nat destination rule-set in rule in match destination-address 203.0.113.10/32
set security nat destination rule-set in rule in then destination-nat pool in
set security nat proxy-arp interface ge-0/0/1.0 address 203.0.113.10/32
$(policy untrust trust ftp permit junos-ftp)
END
all 'destination NAT' server 203.0.113.10 ''
commit fw <<END
set security nat source rule-set back from zone untrust
set security nat source rule-set back to zone trust
set security nat source rule-set back rule v4 match source-address 0.0.0.0/0
set security nat source rule-set back rule v4 then source-nat interface
END
all 'both' server 203.0.113.10 ''
must 'no invariant is broken' sane
