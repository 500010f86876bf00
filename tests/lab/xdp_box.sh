# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
#
# For tests of XDP: servers that answer with what they are asked, and words for
# the way that packets took.  Sourced after box.sh.

servers() {
	bg server python3 -c '
import socket
s = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
s.bind(("::", 4000))
while True:
    data, peer = s.recvfrom(2000)
    s.sendto(data, peer)'
	bg server iperf3 -s -1 >"$T/iperf.server"
	retry 10 listens server udp 4000 >/dev/null
	retry 10 listens server tcp 5201 >/dev/null
}

# echoes HOST ADDRESS N [SPORT] - N questions of one flow, all answered rightly.
echoes() {
	on "$1" python3 - "$@" <<'END'
import socket, sys
address, n = sys.argv[2], int(sys.argv[3])
s = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET,
                  socket.SOCK_DGRAM)
s.settimeout(5)
s.bind(("", int(sys.argv[4]) if len(sys.argv) > 4 else 0))
for i in range(n):
    q = b"%d " % i * (1 + i * 17 % 250)
    s.sendto(q, (address, 4000))
    try:
        answer = s.recv(2000)
    except TimeoutError:
        sys.exit("no answer to question %d, %d bytes" % (i, len(q)))
    if answer != q:
        sys.exit("answer %d is wrong" % i)
END
}
# by COMMAND... - packets that went by XDP meanwhile
by() {
	local before
	before=$(counter xdp-packets)
	"$@" || return
	echo "xdp $(($(counter xdp-packets) - before))"
}
# fast MIN COMMAND..., slow COMMAND... - succeeds, and went by XDP, or not.
fast() {
	local min=$1 n
	shift
	by "$@" >"$T/by" || { cat "$T/by"; return 1; }
	n=$(sed -n 's/^xdp //p' "$T/by")
	[ "$n" -ge "$min" ] || { echo "$n packets by XDP"; return 1; }
}
slow() {
	by "$@" >"$T/by" || { cat "$T/by"; return 1; }
	same "$(sed -n 's/^xdp //p' "$T/by")" 0
}
xdp_of() { show interfaces "$1" extensive | sed -n 's/^ *XDP //p'; }
