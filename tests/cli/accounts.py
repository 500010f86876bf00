#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""
People of the configuration log in through sshd, by key and by password, and
get the shell.  All of it in a mount and network namespace with a copy of
/etc: the machine's own accounts are out of reach.
"""
import ctypes
import os
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

import pexpect

sys.path.insert(0, os.path.join(os.path.dirname(__file__), 'lib'))
from harness import BUILD, main  # noqa: E402

# /var, /run and /root are empty, /etc is a copy
SETUP = '''
set -e
mount --make-rprivate /
mount --bind "$1/etc" /etc
for d in /var /run /root; do mount -t tmpfs -o mode=0755 none $d; done
mkdir -p /run/sshd /run/xpf /var/log /var/tmp
ip link set lo up
echo ready
exec sleep 600
'''

CONFIG = '''
system {
    host-name fw;
    root-authentication { ssh-ed25519 "%(key)s"; }
    login {
        user joe {
            uid 2500;
            full-name "Joe Doe";
            class super-user;
            authentication { ssh-ed25519 "%(key)s"; }
        }
        user ann {
            class read-only;
            authentication { encrypted-password "%(hash)s"; }
        }
    }
}
'''

OPTIONS = ['-o', 'StrictHostKeyChecking=no', '-o', 'LogLevel=ERROR',
           '-o', 'UserKnownHostsFile=/dev/null', '-o', 'ConnectTimeout=10']


def sha512(password):
    crypt = ctypes.CDLL('libcrypt.so.1').crypt
    crypt.restype = ctypes.c_char_p
    return crypt(password.encode(), b'$6$saltsalt$').decode()


class Box:
    def __init__(self):
        self.dir = tempfile.mkdtemp(prefix='xpf-accounts.')
        os.chmod(self.dir, 0o755)
        self.cli = os.path.join(self.dir, 'cli')
        self.key = os.path.join(self.dir, 'key')
        shutil.copy(os.path.join(BUILD, 'cli'), self.cli)
        subprocess.run(['cp', '-a', '/etc', self.dir], check=True)
        for name in ('key', 'host'):
            subprocess.run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '',
                            '-f', os.path.join(self.dir, name)], check=True)
        self.holder = subprocess.Popen(
            ['unshare', '--mount', '--net', '--uts', 'sh', '-c', SETUP, 'sh',
             self.dir], stdout=subprocess.PIPE)
        assert self.holder.stdout.readline() == b'ready\n'
        self.children = []

    def inside(self, *argv):
        return ['nsenter', '-t', str(self.holder.pid), '-m', '-n', '-u',
                *argv]

    def start(self, *argv):
        log = open(os.path.join(self.dir, 'log'), 'a')
        self.children.append(subprocess.Popen(
            self.inside(*argv), stdout=log, stderr=log))
        log.close()

    def run(self, *argv, text=None):
        p = subprocess.run(self.inside(*argv), input=text, text=True,
                           capture_output=True, timeout=60)
        return p.returncode, p.stdout, p.stderr

    def wait_for(self, *argv):
        end = time.time() + 30
        while self.run(*argv)[0]:
            if time.time() > end:
                raise AssertionError(
                    open(os.path.join(self.dir, 'log')).read())
            time.sleep(0.05)

    def close(self):
        for p in self.children + [self.holder]:
            p.terminate()
            p.wait()
        self.holder.stdout.close()
        shutil.rmtree(self.dir, ignore_errors=True)


class Accounts(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.box = box = Box()
        cls.addClassCleanup(box.close)
        cls.host = open('/etc/passwd').read()
        cls.path = os.path.join(box.dir, 'base.conf')
        cls.base = CONFIG % {
            'key': open(box.key + '.pub').read().strip(),
            'hash': sha512('Secret-12')}
        with open(cls.path, 'w') as f:
            f.write(cls.base)
        box.start(os.path.join(BUILD, 'xpfd'), '--config', cls.path,
                  '--state-dir', '/var/state', '--foreground',
                  '--accounts=' + box.cli)
        box.wait_for('test', '-S', '/run/xpf/xpfd.sock')
        box.start('/usr/sbin/sshd', '-D', '-e', '-p', '22', '-f', '/dev/null',
                  '-h', os.path.join(box.dir, 'host'), '-o', 'UsePAM=yes',
                  '-o', 'PermitRootLogin=prohibit-password')
        box.wait_for('ssh-keyscan', '127.0.0.1')

    def commit(self, *commands):
        argv = [self.box.cli]
        for c in ('configure',) + commands + ('commit',):
            argv += ['-c', c]
        rc, out, err = self.box.run(*argv)
        self.assertEqual((rc, err), (0, ''), out)
        return out

    def ssh(self, user, *command):
        return self.box.run('ssh', *OPTIONS, '-o', 'BatchMode=yes', '-i',
                            self.box.key, user + '@127.0.0.1', *command)

    def password(self, user, text):
        """What is said after the password, and at the end."""
        p = pexpect.spawn(
            'nsenter', self.box.inside(
                'ssh', *OPTIONS, '-o', 'PreferredAuthentications=password',
                '-o', 'NumberOfPasswordPrompts=1', user + '@127.0.0.1')[1:],
            timeout=30, encoding='utf-8', dimensions=(24, 80),
            env=dict(os.environ, TERM='linux'))
        p.expect('assword: ')
        p.sendline(text)
        return p

    def test_key(self):
        rc, out, err = self.ssh('joe', 'show version')
        self.assertEqual((rc, err), (0, ''))
        self.assertTrue(out.startswith('Hostname: fw\n'), out)
        rc, out, err = self.ssh('joe', 'show cli authorization')
        self.assertTrue(
            out.startswith("Current user: 'joe' class 'super-user'"), out)

    def test_password(self):
        p = self.password('ann', 'Secret-12')
        p.expect_exact('ann@fw> ')
        p.sendline('configure')
        p.expect_exact('unknown command.')
        p.sendline('exit')
        p.expect(pexpect.EOF)
        p.close()
        p = self.password('ann', 'wrong')
        p.expect('Permission denied')
        p.expect(pexpect.EOF)
        p.close()

    def test_no_password_is_none(self):
        p = self.password('joe', '')
        p.expect('Permission denied')
        p.close()

    def test_root(self):
        rc, out, err = self.ssh('root', 'id', '-u')
        self.assertEqual((rc, out), (0, '0\n'), err)
        self.commit('delete system root-authentication')
        self.addCleanup(self.commit, 'load override ' + self.path)
        rc, out, err = self.ssh('root', 'id', '-u')
        self.assertNotEqual(rc, 0)

    def test_removed(self):
        self.addCleanup(self.commit, 'load override ' + self.path)
        self.assertEqual(self.ssh('joe', 'show version')[0], 0)
        self.commit('delete system login user joe')
        rc, out, err = self.ssh('joe', 'show version')
        self.assertNotEqual(rc, 0)
        self.assertIn('Permission denied', err)
        self.assertNotEqual(self.box.run('getent', 'passwd', 'joe')[0], 0)

    def test_rollback(self):
        """A commit that is undone is undone here, too."""
        self.commit('delete system login user joe', 'set system login user '
                    'eve class read-only authentication ssh-ed25519 "%s"'
                    % open(self.box.key + '.pub').read().strip())
        self.assertEqual(self.ssh('eve', 'show version')[0], 0)
        self.commit('rollback 1')
        self.assertNotEqual(self.ssh('eve', 'show version')[0], 0)
        self.assertEqual(self.ssh('joe', 'show version')[0], 0)

    def test_files(self):
        rc, out, err = self.box.run('getent', 'passwd', 'joe')
        self.assertRegex(out, r'^joe:x:2500:\d+:Joe Doe:/var/home/joe:%s\n$'
                         % self.box.cli)
        self.assertEqual(self.box.run('pwck', '-r', '-q')[1], '')
        # the machine itself has seen nothing of it
        self.assertEqual(open('/etc/passwd').read(), self.host)


if __name__ == '__main__':
    main()
