#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What may reach the firewall itself: nothing that host-inbound-traffic of the
# zone, or of the interface instead, does not name.  A service is a protocol
# and a port; multicast and broadcast are no exception; neighbours are always
# found; what the firewall itself began is answered.
#
#	    client c0 ──── ge-0/0/0.0 fw ge-0/0/1.0 ──── s0 server
#	  10.0.1.2/24      .1    trust │ untrust   .1      203.0.113.2/24
#	2001:db8:1::2/64   ::1         │           ::1   2001:db8:2::2/64
. "$(dirname "$0")/box.sh"

box
fw_start fw - <<END
$(base)
$(policy trust untrust all permit)
$(policy untrust trust all permit)
END
for port in 22 23 53; do
	serve fw tcp $port fw
done
for port in 22 53 161; do
	serve fw udp $port fw
done
serve server tcp 80 web
serve server udp 53 name

# denied HOST ADDRESS - nothing of the box is reachable there
denied() {
	must "$1 may not ping $2" dropped host-inbound nopings "$1" "$2"
	must "nor open TCP 22" \
		dropped host-inbound silent "$1" tcp "$2" 22 -w 500
	must "nor send to UDP 53" \
		dropped host-inbound silent "$1" udp "$2" 53 -w 500
}

say 'absent is denied, whatever policies permit'
for a in $F4 $F6; do denied client "$a"; done
for a in $U4 $U6; do denied server "$a"; done
must 'the neighbour is found all the same' has lladdr \
	ip -n client neigh show $F6
must 'in both families' has lladdr ip -n client neigh show $F4

say 'nor by tags that mean nothing'
cat >"$T/tags.py" <<'END'
from wire import *
client, server = box()
named = "NAMED" in os.environ
for a, b in (("10.0.1.2", "10.0.1.1"), ("2001:db8:1::2", "2001:db8:1::1")):
    q = net(a, b) / UDP(sport=4000, dport=53) / b"tagged"
    eth = Ether(src=client.mac, dst=client.to)
    for n in range(3):
        client.flush()
        client.send(eth / q)
        hit = not client.none(lambda p: b"fw " in bytes(p), 0.4)
        wanted = named and n < 2
        must("UDP 53 at %s with %d priority tags is %s" %
             (b, n, "answered" if wanted else "not answered"), hit == wanted)
        eth = eth / Dot1Q(vlan=0, prio=5)
done()
END
play <"$T/tags.py"

say 'what the firewall begins is answered'
must 'ping from fw' pings fw $S4
must 'ping from fw' pings fw $S6
must 'TCP from fw' answers "web $U4 " fw tcp $S4 80
must 'TCP from fw' answers "web $U6 " fw tcp $S6 80
must 'UDP from fw' answers "name $U4 " fw udp $S4 53
must 'UDP from fw' answers "name $U6 " fw udp $S6 53
must 'a closed port is told to fw' refused fw udp $S4 99
must 'in both families' refused fw udp $S6 99

say 'by zone: ping and ssh'
Z='set security zones security-zone'
commit fw <<END
$Z trust host-inbound-traffic system-services ping
$Z trust host-inbound-traffic system-services ssh
END
for a in $F4 $F6; do
	must "ping $a" pings client "$a"
	must "TCP 22 at $a" answers fw client tcp "$a" 22
	must "UDP 22 is not ssh, at $a" \
		dropped host-inbound silent client udp "$a" 22 -w 500
	must "TCP 23 is not named" silent client tcp "$a" 23 -w 500
	must "UDP 53 is not named" silent client udp "$a" 53 -w 500
done
denied server $U4
denied server $U6

say 'by interface: replaces what the zone says'
I="$Z trust interfaces ge-0/0/0.0 host-inbound-traffic"
commit fw <<<"$I system-services dns"
for a in $F4 $F6; do
	must "UDP 53 at $a" answers fw client udp "$a" 53
	must "TCP 53 at $a" answers fw client tcp "$a" 53
	must 'ssh no more' silent client tcp "$a" 22 -w 500
	must 'ping no more' nopings client "$a"
	must 'snmp is not dns' silent client udp "$a" 161 -w 500
done
NAMED=1 play <"$T/tags.py"
commit fw <<END
delete security zones security-zone trust interfaces ge-0/0/0.0 host-inbound-traffic
END
must 'without it the zone counts again' answers fw client tcp $F4 22
mustfail 'and dns is denied again' ask client udp $F4 53 -w 500

say 'all is every service, and no protocol'
commit fw <<<"$Z untrust host-inbound-traffic system-services all"
for a in $U4 $U6; do
	must "ping $a" pings server "$a"
	must "ssh at $a" answers fw server tcp "$a" 22
	must "dns at $a" answers fw server udp "$a" 53
	must "snmp at $a" answers fw server udp "$a" 161
done

say 'protocols, multicast and broadcast'
cat >"$T/group.py" <<'END'
from wire import *
client, server = box()
named = "NAMED" in os.environ
enter("fw")


def heard(s, packet, mac, what, wanted=named):
    s.settimeout(0.4)
    client.send(packet, to=mac)
    try:
        s.recv(2000)
        hit = True
    except socket.timeout:
        hit = False
    must("%s %s the firewall" % (
        what, "reaches" if wanted else "does not reach"), hit == wanted)
    s.close()


def raw(packet, mac, what):
    """The firewall listens to the packet's protocol, and joins its group."""
    family = socket.AF_INET6 if IPv6 in packet else socket.AF_INET
    proto = packet.nh if IPv6 in packet else packet.proto
    s = socket.socket(family, socket.SOCK_RAW, proto)
    group = socket.inet_pton(family, packet.dst)
    index = socket.if_nametoindex("ge-0-0-0")
    if mac and family == socket.AF_INET6:
        s.setsockopt(41, socket.IPV6_JOIN_GROUP,
                     group + index.to_bytes(4, sys.byteorder))
    elif mac:
        s.setsockopt(0, socket.IP_ADD_MEMBERSHIP,
                     group + bytes(4) + index.to_bytes(4, sys.byteorder))
    heard(s, packet, mac, what)


def udp(port, packet, what, wanted=named):
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    s.bind(("", port))
    heard(s, packet, "ff:ff:ff:ff:ff:ff", what, wanted)


OSPF = bytes.fromhex("0201002c0a0000020000000000000000") + bytes(28)
raw(IP(src=C4, dst="224.0.0.5", ttl=1, proto=89) / OSPF,
    "01:00:5e:00:00:05", "OSPF to its group")
raw(IP(src=C4, dst=F4, ttl=1, proto=89) / OSPF, None, "OSPF to its address")
raw(IPv6(src="fe80::2", dst="ff02::5", hlim=1, nh=89) / OSPF,
    "33:33:00:00:00:05", "OSPF3 to its group")
raw(IP(src=C4, dst="224.0.0.18", ttl=255, proto=112) / bytes(20),
    "01:00:5e:00:00:12", "VRRP to its group")
DHCP = UDP(sport=68, dport=67) / bytes(240)
udp(67, IP(src="0.0.0.0", dst="255.255.255.255") / DHCP, "DHCP to all")
udp(67, IP(src=C4, dst="10.0.1.255") / DHCP, "DHCP to all of the network")
udp(520, IP(src=C4, dst="10.0.1.255") / UDP(sport=520, dport=520) / bytes(24),
    "RIP, never named,", False)
done()
END
play <"$T/group.py"
commit fw <<END
$Z trust host-inbound-traffic protocols ospf
$Z trust host-inbound-traffic protocols ospf3
$Z trust host-inbound-traffic protocols vrrp
$Z trust host-inbound-traffic system-services dhcp
END
NAMED=1 play <"$T/group.py"
must 'no invariant is broken' sane
