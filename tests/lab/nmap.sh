#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What an attacker finds who scans from untrust: of the servers behind the
# firewall exactly the ports that policies permit, of the firewall exactly what
# host-inbound-traffic names; everything else is silence.  By TCP (SYN, ACK,
# FIN, Xmas), UDP and ping, in both families.
#
#	    web w0 ──── ge-0/0/0.0 fw ge-0/0/1.0 ──── a0 attacker
#	  10.0.1.2/24   .1     dmz │ untrust   .1      203.0.113.2/24
#	2001:db8:1::2/64  ::1      │           ::1   2001:db8:2::2/64
#	web listens on 22 23 80 443 8080/tcp, 53 123 161/udp; fw on 22 23 443/tcp, 123 161/udp
. "$(dirname "$0")/box.sh"

box
for port in 22 23 80 443 8080; do serve client tcp $port web; done
for port in 53 123 161; do serve client udp $port web; done
fw_start fw - <<END
$(base)
$(policy untrust trust web permit '[ junos-http junos-https closed junos-dns-udp ]')
set applications application closed protocol tcp destination-port 8081
$(policy untrust trust reset reject rejected)
set applications application rejected protocol tcp destination-port 8082
set security zones security-zone untrust interfaces ge-0/0/1.0 host-inbound-traffic system-services ssh
set security zones security-zone untrust interfaces ge-0/0/1.0 host-inbound-traffic system-services ntp
END
for port in 22 23 443; do serve fw tcp $port fw; done
for port in 123 161; do serve fw udp $port fw; done

scan() {
	on server nmap -n -Pn -T5 --max-retries 1 --min-rate 800 --host-timeout 20s \
		-oG - "$@" | tr ',' '\n' |
		sed -n 's/.*Ports: //; s, *\([0-9]*/[a-z|]*\)/\([a-z]*\)//.*,\1/\2,p' |
		sort -n | tr '\n' ' ' | sed 's/ $//'
}
tcp=1-1024,8000-8100
udp=7,53,67,69,111,123,137,161,162,500,514,520,1194,1812,4500,5353

for v in '' -6; do
	web=$C4 fw=$U4
	[ -z "$v" ] || web=$C6 fw=$U6
	say "nmap $v"
	# shellcheck disable=SC2086 # none or one word
	{
	must 'TCP of the server: what is permitted, open or closed' same \
		"$(scan $v -sS -p $tcp --open $web)" '80/open/tcp 443/open/tcp'
	must 'a permitted port that nobody serves is closed, a rejected one too' \
		same "$(scan $v -sS -p 8080-8083 $web | sed 's/[0-9]*.filtered.tcp//g; s/^ *//; s/ *$//; s/  */ /g')" \
		'8081/closed/tcp 8082/closed/tcp'
	must 'TCP of the firewall: ssh' same \
		"$(scan $v -sS -p $tcp --open $fw)" '22/open/tcp'
	must 'all the rest is silence' same \
		"$(scan $v -sS -p 23,80,443 $fw)" \
		'23/filtered/tcp 80/filtered/tcp 443/filtered/tcp'
	must 'UDP of the server: dns' same \
		"$(scan $v -sU -p $udp $web | tr ' ' '\n' | grep -v 'open|filtered')" \
		'53/open/udp'
	must 'UDP of the firewall: ntp' same \
		"$(scan $v -sU -p $udp --data-string hello $fw | tr ' ' '\n' | grep -v 'open|filtered')" \
		'123/open/udp'
	mustfail 'an ACK scan finds nothing unfiltered' \
		has '/unfiltered/' scan $v -sA -p 22,80,443 $web
	for s in -sF -sX -sN; do
		mustfail "$s learns nothing" \
			has '/closed/' scan $v $s -p 22,80,8081 $web
	done
	mustfail 'no ping of the server' pings server $web
	mustfail 'nor of the firewall' pings server $fw
	}
done
must 'what was not found has its reasons' test "$(reason host-inbound)" -gt 500
must 'by policy too' test "$(reason default-deny)" -gt 500
must 'the positive twin: who is permitted is served' answers web server tcp $C4 80
must 'no invariant is broken' sane
