#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""scripts/lab/run --tty: a person at a terminal works in the guest.

What is typed arrives key by key, ^C interrupts the command and not the
guest, the window's size is known, and the terminal is sane afterwards.
"""
import io
import os
import sys

import pexpect

os.chdir(os.path.join(os.path.dirname(__file__), "../.."))
failed = False


def check(text, good):
    global failed
    print("ok" if good else "not ok", "-", text, flush=True)
    failed = failed or not good


child = pexpect.spawn("bash", timeout=60, dimensions=(33, 77), encoding="utf-8")
seen = child.logfile_read = io.StringIO()
child.sendline("PS1='host''# '; bind 'set enable-bracketed-paste off'")
child.expect("host# ")
child.sendline("scripts/lab/run --tty -- bash --norc -i; echo status $?; stty -a")
child.expect("# ")
child.sendline("PS1='guest''# '; bind 'set enable-bracketed-paste off'")
child.expect("guest# ")
child.sendline("tty; stty size")
check("a terminal", child.expect(["/dev/hvc0", "not a tty"]) == 0)
check("its size", child.expect(["33 77", "guest# "]) == 0)
child.sendline("echo begin; sleep 1000; echo slept")
child.expect("begin\r\n")
child.sendcontrol("c")
check("^C interrupts", child.expect(["guest# ", "slept"], timeout=30) == 0)
child.send("echo $((6*7))x\x7f")
child.sendline("")
check("keys are edited", child.expect(["\n42\r", "42x"]) == 0)
child.sendline("exit 5")
check("the exit status passes", child.expect(["status 5\r", r"status \d"]) == 0)
check("the terminal is sane again",
      child.expect([r"[^-]icanon.*[^-]echo\b", "-icanon"]) == 0)
child.sendline("exit")
child.expect(pexpect.EOF)
if failed:
    print("".join("# " + line for line in seen.getvalue().splitlines(True)))
sys.exit(failed)
