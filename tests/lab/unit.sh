#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The unit tests of what speaks to the kernel (tests/unit/test_net_*), here with
# a kernel that has all they need: VLANs, VRFs.  Nothing may be skipped.
. "$(dirname "$0")/lib.sh"

modprobe -a 8021q vrf dummy veth
tests=$(find "$B/tests" -maxdepth 1 -name 'test_net_*' -executable -type f)
must 'they have been built' test -n "$tests"
for t in $tests; do
	CMOCKA_MESSAGE_OUTPUT=TAP "$t" >"$T/out" 2>&1 || lab_failed=1
	sed -E '/^(1\.\.|not ok)/d' "$T/out"
	mustfail "${t##*/} skips nothing" grep -E '^not ok' "$T/out"
done
