#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the programs of `play` (box.sh) come from.

Reading scapy takes seconds in a guest.  This process has read it once; each
program is a child of it.  A line in the pipe /run/xpf-hatch names a folder:
play.py there is the program and play.env its environment; play.out and
play.err get its output, and the pipe play.rc its exit status.  Modules are
looked for there, too.
"""
import os
import random
import signal
import sys
import traceback

import wire  # noqa: F401 - and all of scapy that it needs

PIPE = "/run/xpf-hatch"
LIMIT = 300


def play(folder):
    """The child: returns its exit status."""
    with open(folder + "/play.env", "rb") as f:
        os.environ.clear()
        os.environb.update(v.split(b"=", 1) for v in f.read().split(b"\0") if v)
    for fd, name in ((1, "out"), (2, "err")):
        os.dup2(os.open(folder + "/play." + name, os.O_WRONLY | os.O_CREAT |
                        os.O_TRUNC), fd)
    random.seed()
    sys.path.insert(0, folder)
    with open(folder + "/play.py") as f:
        text = f.read()
    try:
        exec(compile(text, "play.py", "exec"), {"__name__": "__main__"})
    except SystemExit as e:
        return e.code if isinstance(e.code, int) else int(bool(e.code))
    except BaseException:
        traceback.print_exc()
        return 2
    return 0


def run(folder):
    pid = os.fork()
    if pid:
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        with open(folder + "/play.rc", "w") as f:
            print(status if status >= 0 else 128 - status, file=f)
        os._exit(0)
    signal.alarm(LIMIT)
    status = play(folder)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


signal.signal(signal.SIGCHLD, signal.SIG_IGN)
pipe = open(os.open(PIPE, os.O_RDWR))
for line in pipe:
    if not os.fork():
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        run(line.rstrip("\n"))
