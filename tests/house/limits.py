#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/limits.md tells the numbers that the headers have: a row that names a
constant has its value, and each bound of the protocol has a row."""
import re
import sys

header = open("include/uapi/linux/xpf.h").read()
doc = open("docs/limits.md").read()
failed = 0


def must(text, good):
    global failed
    print(("ok - " if good else "not ok - ") + text)
    failed |= not good


value = {}
for name, expr in re.findall(
        r"^#define (XPF_MAX_\w+|XPF_FILTER_LOG)\s+(\(.*?\)|\d+)", header, re.M):
    value[name] = eval(expr.replace("U", ""))  # numbers and << of our own header
# told in words elsewhere in the table, or not a bound of anything that grows
said = {"XPF_MAX_NAT_BLOCKS", "XPF_MAX_PINHOLES",
        "XPF_MAX_GROUP_PINHOLES", "XPF_MAX_CALL_PINHOLES", "XPF_MAX_LEFT_PINHOLES",
        "XPF_MAX_SIP_CALLS", "XPF_MAX_SESSION_SIP_CALLS"}
must("the header has bounds", len(value) > 20)
for name, number in value.items():
    row = next((r for r in doc.splitlines() if "`%s`" % name in r), None)
    if name in said:
        must("%s: the number is told" % name, format(number, ",") in doc)
        continue
    if row and "less one" in row:
        number -= 1
    must("%s is %s" % (name, format(number, ",")),
         row is not None and re.search(r"\b%s\b" % format(number, ","), row))
sys.exit(failed)
