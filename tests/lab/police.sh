#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Policers: the rate as it is measured behind the firewall while two processors
# send too much, the burst after silence, what is done with what exceeds, three
# colours by their counters, and policers of interfaces, in both families.
# Topology: box.sh; packets come from the kernel's generator.
. "$(dirname "$0")/box.sh"

box
{
	base
	policy trust untrust all permit
	cat <<-END
	set security zones security-zone trust host-inbound-traffic system-services ping
	set firewall policer m2 if-exceeding bandwidth-limit 2m
	set firewall policer m2 if-exceeding burst-size-limit 15k
	set firewall policer m2 then discard
	set firewall policer low if-exceeding bandwidth-limit 8k
	set firewall policer low if-exceeding burst-size-limit 20k
	set firewall policer low then discard
	set firewall policer pps if-exceeding-pps pps-limit 10
	set firewall policer pps if-exceeding-pps packet-burst 30
	set firewall policer pps then discard
	set firewall policer mark if-exceeding bandwidth-limit 8k
	set firewall policer mark if-exceeding burst-size-limit 5k
	set firewall policer mark then loss-priority high
	set firewall policer mark then forwarding-class assured-forwarding
	set firewall three-color-policer sr single-rate committed-information-rate 8k
	set firewall three-color-policer sr single-rate committed-burst-size 5k
	set firewall three-color-policer sr single-rate excess-burst-size 10k
	set firewall three-color-policer sr single-rate color-blind
	set firewall three-color-policer sr action loss-priority high then discard
	set firewall three-color-policer tr two-rate committed-information-rate 8k
	set firewall three-color-policer tr two-rate committed-burst-size 5k
	set firewall three-color-policer tr two-rate peak-information-rate 16k
	set firewall three-color-policer tr two-rate peak-burst-size 10k
	set firewall three-color-policer tr two-rate color-aware
	END
	for f in inet inet6; do
		t="set firewall family $f filter F$f term"
		for k in rate:1000:m2 burst:1001:low pps:1002:pps; do
			echo "$t ${k%%:*} from destination-port $(echo $k | cut -d: -f2)"
			echo "$t ${k%%:*} then policer ${k##*:}"
			echo "$t ${k%%:*} then count ${k%%:*}"
			echo "$t ${k%%:*} then accept"
		done
		cat <<-END
		$t aware from destination-port 1005
		$t aware from packet-length 500
		$t aware then loss-priority medium-high
		$t aware then next term
		$t mark from destination-port 1003
		$t mark then policer mark
		$t mark then next term
		$t sr from destination-port 1004
		$t sr then three-color-policer single-rate sr
		$t sr then next term
		$t tr from destination-port 1005-1006
		$t tr then three-color-policer two-rate tr
		$t tr then next term
		END
		for p in 1003 1004 1005 1006; do
			for l in low medium-high high; do
				cat <<-END
				$t $p-$l from destination-port $p
				$t $p-$l from loss-priority $l
				$t $p-$l then count $p-$l
				$t $p-$l then accept
				END
			done
		done
		cat <<-END
		$t class from forwarding-class assured-forwarding
		$t class then count never
		$t rest then accept
		set interfaces ge-0/0/0 unit 0 family $f filter input F$f
		END
	done
} | fw_start fw -

# fire FAMILY PORT COUNT [LINE...] - packets of 500 bytes to a port of the server
fire() {
	local f=$1 port=$2 n=$3
	shift 3
	to "$f"
	burst client c0 "$n" "pkt_size $size" "udp_dst_min $port" \
		"udp_dst_max $port" 'udp_src_min 3000' 'udp_src_max 3000' \
		"${where[@]}" "$@"
}
to() {
	case $1 in
	inet) size=514 where=("src_min $C4" "src_max $C4" "dst_min $S4" "dst_max $S4") ;;
	inet6) size=514 where=("src6 $C6" "dst6 $S6") ;;
	esac
}

# flood FAMILY PORT - from two processors, four times as much each, for a while
flood() {
	local cpu
	to "$1"
	modprobe pktgen
	for cpu in 0 1; do
		pktgen client c0@$cpu $cpu 'count 0' 'clone_skb 0' "pkt_size $size" \
			'ratep 1000' "dst_mac $mac" "udp_dst_min $2" "udp_dst_max $2" \
			"udp_src_min $((3000 + cpu))" "udp_src_max $((3000 + cpu))" \
			"${where[@]}"
	done
	bg client sh -c 'echo start >/proc/net/pktgen/pgctrl'
}
calm() {
	on client sh -c 'echo stop >/proc/net/pktgen/pgctrl'
	wait "$bg_pid"
	on client sh -c 'for i in 0 1; do
		echo rem_device_all >/proc/net/pktgen/kpktgend_$i
	done'
}

# rate SECONDS - bit/s of IP packets that reach the server, by its device
cat >"$T/rate.py" <<'END'
import sys, time

def read():
    with open("/sys/class/net/s0/statistics/rx_bytes") as f:
        b = int(f.read())
    t = time.monotonic()
    with open("/sys/class/net/s0/statistics/rx_packets") as f:
        return t, b - 14 * int(f.read())

t0, b0 = read()
time.sleep(float(sys.argv[1]))
t1, b1 = read()
print(round((b1 - b0) * 8 / (t1 - t0)))
END
rate() { on server python3 "$T/rate.py" "$1"; }

# look - read the counters of all filters; packets FILTER COUNTER - what they say
look() { show firewall >"$T/look"; }
packets() {
	awk -v f="$1" -v n="$2" '$1 == "Filter:" { in_f = $2 == f }
		in_f && $1 == n { print $3 }' "$T/look"
}
mac=$(on fw cat /sys/class/net/ge-0-0-0/address)

say 'the rate'
for f in inet inet6; do
	pings client $([ $f = inet ] && echo $S4 || echo $S6) >/dev/null
	flood $f 1000
	retry 5 has '^m2-rate  *[0-9]*  *[1-9]' show firewall filter F$f >/dev/null
	got=$(rate 5)
	calm
	look
	must "$f: two processors get 2 Mbit/s" between 1960000 2040000 "$got"
	say "measured: $got bit/s"
	must 'the rest is discarded' test "$(packets F$f m2-rate)" -gt 1000
done
must 'and has a reason' test "$(reason policer)" -gt 2000

say 'the burst, and colours'
before=$(reason policer)
for f in inet inet6; do
	fire $f 1001 200
	fire $f 1002 100
	fire $f 1003 100
	fire $f 1004 100
	fire $f 1006 100 "pkt_size $((size - 1))"
done
look
after=$(reason policer)
dropped=0
for f in inet inet6; do
	must "$f: 20000 bytes are let through" between 40 50 \
		$((200 - $(packets F$f low-burst)))
	must 'packets: as many as the burst' between 30 60 \
		$((100 - $(packets F$f pps-pps)))
	must 'marked: the burst is green' between 10 18 "$(packets F$f 1003-low)"
	must 'the others are not' between 82 90 "$(packets F$f 1003-high)"
	must 'single rate: green is the committed burst' between 10 16 \
		"$(packets F$f 1004-low)"
	must 'yellow the excess' between 20 22 "$(packets F$f 1004-medium-high)"
	must 'red is discarded' same "$(packets F$f 1004-high)" 0
	must 'and counted' between 62 70 "$(packets F$f sr-sr)"
	must 'two rates: green' between 10 16 "$(packets F$f 1006-low)"
	must 'yellow is the peak burst less that' between 7 16 \
		"$(packets F$f 1006-medium-high)"
	must 'red is marked' between 68 80 "$(packets F$f 1006-high)"
	dropped=$((dropped + $(packets F$f low-burst) + $(packets F$f pps-pps) +
		$(packets F$f sr-sr)))
done
must 'each discarded packet is a drop' same $((after - before)) $dropped
for f in inet inet6; do
	fire $f 1005 100
done
look
for f in inet inet6; do
	must "$f: what comes yellow is never green" same "$(packets F$f 1005-low)" 0
	must 'but yellow or red' same \
		$(($(packets F$f 1005-medium-high) + $(packets F$f 1005-high))) 100
	must 'yellow for what is left of the peak burst' between 1 32 \
		"$(packets F$f 1005-medium-high)"
done
must 'terms behind an accept are not asked' same "$(packets Finet never)" 0

say 'of interfaces'
commit fw <<END
delete interfaces ge-0/0/0 unit 0 family inet filter
delete interfaces ge-0/0/0 unit 0 family inet6 filter
set interfaces ge-0/0/0 unit 0 family inet policer input low
set interfaces ge-0/0/1 unit 0 family inet6 policer output low
END
fire inet 1001 100
fire inet6 1001 100
show policer >"$T/policer"
must 'input of IPv4' has '^low-ge-0/0/0.0-inet-i  *[0-9]*  *[56][0-9]$' cat "$T/policer"
must 'output of IPv6' has '^low-ge-0/0/1.0-inet6-o  *[0-9]*  *[56][0-9]$' cat "$T/policer"
must 'as Junos shows them' has '^Name                                                Bytes              Packets$' \
	cat "$T/policer"
must 'one alone' has '^low-ge-0/0/1.0-inet6-o ' show policer low-ge-0/0/1.0-inet6-o
mustfail 'and no other' has 'inet-i' show policer low-ge-0/0/1.0-inet6-o
must 'in XML' has '<policer-name>low-ge-0/0/0.0-inet-i</policer-name>' \
	show policer '| display xml'
must 'where they stand' has '^ge-0/0/0.0 .*inet  low-ge-0/0/0.0-inet-i' \
	show interfaces policers
fw_cli fw -c 'clear firewall all' >/dev/null
must 'they are cleared' has '^low-ge-0/0/0.0-inet-i  *0  *0$' show policer
must 'no invariant is broken' sane
