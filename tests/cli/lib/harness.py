# SPDX-License-Identifier: GPL-3.0-or-later
"""
A real xpfd in a network and host-name namespace of its own, and cli on a
terminal that pyte draws, so that tests see what a person sees: rows and
columns of a screen.
"""
import atexit
import getpass
import os
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

import pexpect
import pyte

TOP = os.path.realpath(os.path.join(os.path.dirname(__file__), '../../..'))
BUILD = os.environ.get('XPF_BUILD', os.path.join(TOP, 'build'))
USER = getpass.getuser()

BASE = '''
system { host-name fw; }
interfaces {
    ge-0/0/0 {
        description "to inside";
        unit 0 { family inet { address 10.0.1.1/24; } }
    }
    ge-0/0/1 { unit 0 { family inet { address 203.0.113.1/24; } } }
}
security {
    address-book global { address web1 10.0.1.80/32; }
    zones {
        security-zone trust {
            host-inbound-traffic { system-services { ssh; ping; } }
            interfaces { ge-0/0/0.0; }
        }
        security-zone untrust { interfaces { ge-0/0/1.0; } }
    }
    policies {
        from-zone trust to-zone untrust {
            policy allow-web {
                match {
                    source-address any;
                    destination-address any;
                    application junos-http;
                }
                then { permit; }
            }
        }
    }
}
'''


# What a test must not do to the machine it runs on.
STUBS = ('shutdown', 'systemctl', 'date', 'chronyc', 'tcpdump', 'dmesg')
STUB = '''#!/bin/sh
echo "$(basename "$0") $*" >>"$0.calls"
case "$(basename "$0") $*" in
"chronyc -c "*sources) printf \'^,*,10.0.0.1,2,6,377,33,0.000051,0.000051,0.002\\n\' ;;
"chronyc -c "*tracking) printf \'0A000001,10.0.0.1,3,1700000000.0,0.000002,0.000001,0.00002,12.5,0.001,0.02,0.01,0.002,64.2,Normal\\n\' ;;
*) echo "$(basename "$0") $*" ;;
esac
'''


class Manager:
    """xpfd; the dataplane's module is not there and need not be."""

    def __init__(self, config=BASE):
        self.dir = tempfile.mkdtemp(prefix='xpf-cli.')
        atexit.register(self.stop)
        self.stubs = os.path.join(self.dir, 'bin')
        os.mkdir(self.stubs)
        for name in STUBS:
            with open(os.path.join(self.stubs, name), 'w') as f:
                f.write(STUB)
            os.chmod(f.name, 0o755)
        env = dict(os.environ,
                   PATH=self.stubs + ':' + os.environ.get('PATH', ''))
        self.socket = os.path.join(self.dir, 'sock')
        path = os.path.join(self.dir, 'base.conf')
        with open(path, 'w') as f:
            f.write(config)
        self.log = open(os.path.join(self.dir, 'log'), 'w')
        self.process = subprocess.Popen(
            ['unshare', '--net', '--uts', os.path.join(BUILD, 'xpfd'),
             '--config', path, '--state-dir', os.path.join(self.dir, 'state'),
             '--socket', self.socket, '--foreground'],
            stdout=self.log, stderr=self.log, env=env)
        end = time.time() + 20
        while not os.path.exists(self.socket):
            if self.process.poll() is not None or time.time() > end:
                sys.exit(open(self.log.name).read())
            time.sleep(0.02)

    def run(self, *commands, text=None):
        """A script: (status, standard output, standard error)."""
        argv = [os.path.join(BUILD, 'cli'), '--socket', self.socket]
        for c in commands:
            argv += ['-c', c]
        p = subprocess.run(argv, input=text, capture_output=True, text=True,
                           cwd=self.dir, timeout=60)
        return p.returncode, p.stdout, p.stderr

    def calls(self, name):
        """How a program was called that must not run here."""
        try:
            with open(os.path.join(self.stubs, name + '.calls')) as f:
                return f.read().splitlines()
        except FileNotFoundError:
            return []

    def stop(self):
        if self.log.closed:
            return
        self.process.terminate()
        if self.process.wait():
            print('not ok - xpfd ended with status',
                  self.process.returncode)
            for line in open(self.log.name):
                print('# ' + line.rstrip())
        self.log.close()
        shutil.rmtree(self.dir, ignore_errors=True)


class Screen:
    """cli on a terminal."""

    def __init__(self, manager, rows=60, columns=100, user=None):
        self.screen = pyte.HistoryScreen(columns, rows, history=2000,
                                         ratio=1)
        self.stream = pyte.ByteStream(self.screen)
        self.manager = manager
        self.live = False       # a command without end runs
        env = dict(os.environ, TERM='linux', TZ='UTC')
        argv = [os.path.join(BUILD, 'cli'), '--socket', manager.socket]
        if user:
            argv = ['setpriv', '--reuid', user, '--clear-groups'] + argv
        self.p = pexpect.spawn(argv[0], argv[1:],
                               dimensions=(rows, columns), env=env,
                               cwd=manager.dir, timeout=10)
        self.p.delaybeforesend = 0
        self.settle()

    def busy(self):
        """Does the shell, the manager or a child of it work?"""
        pids = [self.p.pid, self.manager.process.pid]
        path = '/proc/%d/task/%d/children' % (pids[1], pids[1])
        try:
            children = open(path).read().split()
        except OSError:
            children = []
        if children and not self.live:
            return True
        for pid in pids:
            try:
                state = open('/proc/%d/stat' % pid).read().rsplit(')', 1)[1]
            except OSError:
                continue
            if state.split()[0] in 'RD':
                return True
        return False

    def settle(self, limit=20):
        """Read until nothing comes any more and all of them sleep."""
        end = time.time() + limit
        quiet = 0
        # what a busy machine's terminal holds back, no process shows
        enough = 4 + int(os.getloadavg()[0])
        while quiet < enough and time.time() < end:
            try:
                self.stream.feed(self.p.read_nonblocking(65536, 0.02))
                quiet = 0
            except pexpect.TIMEOUT:
                quiet = 0 if self.busy() else quiet + 1
            except pexpect.EOF:
                return

    def type(self, keys):
        self.p.send(keys)
        self.settle()

    def enter(self, line):
        self.type(line + '\r')

    def clear(self):
        """Forget what was shown; the line being typed stays."""
        self.screen.reset()

    def lines(self):
        """The screen, without blanks at the right and below."""
        v = [line.rstrip() for line in self.screen.display]
        while v and not v[-1]:
            v.pop()
        return v

    def ask(self, line):
        """What a command shows, up to the next prompt, as lines."""
        self.screen.reset()
        self.enter(line)
        return self.lines()[1:]

    def alive(self):
        return self.p.isalive()

    def close(self):
        self.p.close(force=True)


class Case(unittest.TestCase):
    maxDiff = None
    config = BASE
    size = (60, 100)

    @classmethod
    def setUpClass(cls):
        cls.manager = Manager(cls.config)

    @classmethod
    def tearDownClass(cls):
        cls.manager.stop()

    def open(self):
        s = Screen(self.manager, *self.size)
        self.addCleanup(s.close)
        return s

    def shows(self, screen, text):
        """The screen is exactly this."""
        want = text.replace('USER', USER).strip('\n').split('\n')
        self.assertEqual([w.rstrip() for w in want], screen.lines())


class Lines(unittest.TextTestResult):
    """One line a result, as every suite says it."""

    def say(self, ok, test, why=''):
        print('ok' if ok else 'not ok', '-', test.id().split('.', 1)[1],
              flush=True)
        for line in why.splitlines():
            print('# ' + line, flush=True)

    def addSuccess(self, test):
        self.say(True, test)

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.say(False, test, self.failures[-1][1])

    addExpectedFailure = addFailure

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err:
            self.say(False, subtest, (self.failures + self.errors)[-1][1])

    def addError(self, test, err):
        super().addError(test, err)
        self.say(False, test, self.errors[-1][1])


def main():
    unittest.main(testRunner=unittest.TextTestRunner(
        stream=open(os.devnull, 'w'), resultclass=Lines))
