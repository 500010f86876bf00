# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
#
# The firewall of box.sh with an FTP server (vsftpd) on both hosts; trust may
# speak FTP to untrust, and nothing else.
. "$(dirname "${BASH_SOURCE[0]}")/box.sh"

box
ftp_servers client server
fw_start fw - <<END
$(base)
$(policy trust untrust ftp permit junos-ftp)
END

# get HOST ADDRESS OPTION... - a file by FTP
get() {
	local h=$1 a=$2
	shift 2
	[[ $a != *:* ]] || a="[$a]"
	has 'what was asked for' on "$h" curl -sS -g --max-time 60 "$@" "ftp://$a/file"
}
noget() { ! get "$@" --max-time 4; }

# all TEXT HOST ADDRESS4 ADDRESS6 - the four ways, by both families
all() {
	must "$1: EPSV" get "$2" "$3"
	must "$1: PASV" get "$2" "$3" --disable-epsv
	must "$1: EPRT" get "$2" "$3" -P -
	must "$1: PORT" get "$2" "$3" -P - --disable-eprt
	[ -n "$4" ] || return 0
	must "$1: EPSV, IPv6" get "$2" "$4"
	must "$1: EPRT, IPv6" get "$2" "$4" -P -
}
