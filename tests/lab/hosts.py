# SPDX-License-Identifier: GPL-3.0-or-later
"""Hosts and results, for programs of tests: into a host, its addresses in
box.sh, and what is told: ok, notok, must; done() ends the program with their
sum.
"""
import ctypes
import subprocess
import sys

libc = ctypes.CDLL(None, use_errno=True)
failed = 0

C4, F4, U4, S4 = "10.0.1.2", "10.0.1.1", "203.0.113.1", "203.0.113.2"
C6, F6 = "2001:db8:1::2", "2001:db8:1::1"
U6, S6 = "2001:db8:2::1", "2001:db8:2::2"


def ok(text):
    print("ok - " + text, flush=True)


def notok(text, why=""):
    global failed
    failed = 1
    print("not ok - " + text, flush=True)
    for line in str(why).splitlines():
        print("# | " + line, flush=True)


def must(text, condition, why=""):
    (ok(text) if condition else notok(text, why))
    return condition


def done():
    sys.exit(failed)


def enter(ns):
    """This thread's sockets are those of namespace ns from here on."""
    with open("/run/netns/" + ns) as f:
        if libc.setns(f.fileno(), 0):
            raise OSError(ctypes.get_errno(), "setns " + ns)


def run(ns, *command):
    return subprocess.run(["ip", "netns", "exec", ns, *command], check=True,
                          capture_output=True, text=True).stdout
