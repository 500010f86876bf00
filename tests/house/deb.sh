#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# `make deb` makes the packages from what is in the tree: each has its programs
# and manuals, the programs run from where it puts them, and the module's source is
# what DKMS is given.  What was built there is in nobody's way afterwards.
set -u
cd "$(dirname "$0")/../.." || exit
t=$(mktemp -d)
trap 'rm -rf "$t"' EXIT
failed=0

# must TEXT COMMAND...
must() {
	if "${@:2}" >"$t/out" 2>&1; then
		echo "ok - $1"
	else
		echo "not ok - $1"
		tail -n 20 "$t/out" | sed 's/^/# | /'
		failed=1
	fi
}

v=$(cat VERSION)
must 'the packages are built' scripts/deb
for p in xpf-cli xpfd xpf-dkms; do
	must "$p unpacks" dpkg-deb -x build/deb/"${p}_${v}"_*.deb "$t/root"
done
must 'the manager runs' "$t/root/usr/sbin/xpfd" --test \
	--config tests/golden/commit/good.conf
must 'the shell runs' "$t/root/usr/bin/cli" --help
must 'xpfctl runs' "$t/root/usr/sbin/xpfctl" --help
for m in man1/cli.1 man8/xpfd.8 man8/xpfctl.8; do
	must "$m is there" gzip -t "$t/root/usr/share/man/$m.gz"
done
must 'the unit is there' ls "$t/root/lib/systemd/system/xpfd.service"
scripts/dkms-source "$t/source" "$v" >/dev/null
must 'the source is what DKMS gets' diff -r "$t/source" "$t/root/usr/src/xpf-$v"
must 'the tree can still be built' make -n user
exit $failed
