#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Operational mode on a terminal: questions, pipes, messages, live output."""
import os
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), 'lib'))
from harness import Case, USER, main  # noqa: E402


class Requests(Case):
    def setUp(self):
        for name in ('shutdown', 'systemctl'):
            path = os.path.join(self.manager.stubs, name + '.calls')
            if os.path.exists(path):
                os.unlink(path)

    def test_reboot_asks(self):
        s = self.open()
        s.clear()
        s.enter('request system reboot')
        v = s.lines()
        self.assertEqual(v[-1], 'Reboot the system ? [yes,no] (no)')
        s.enter('')
        self.assertEqual(self.manager.calls('shutdown'), [])
        s.enter('request system reboot')
        s.enter('yes')
        self.assertIn('Shutdown NOW!', s.lines())
        self.assertEqual(self.manager.calls('shutdown'), ['shutdown -r now'])

    def test_reboot_later(self):
        s = self.open()
        s.enter('request system halt in 5 message "back soon"')
        s.enter('yes')
        s.enter('request system power-off at 23:30')
        s.enter('yes')
        s.enter('clear system reboot')
        self.assertEqual(self.manager.calls('shutdown'),
                         ['shutdown -H +5 back soon', 'shutdown -P 23:30',
                          'shutdown -c'])

    def test_time_that_is_none(self):
        s = self.open()
        self.assertIn('error: invalid time: 25:99',
                      s.ask('request system reboot at 25:99'))
        self.assertEqual(self.manager.calls('shutdown'), [])

    def test_interrupted_question(self):
        s = self.open()
        s.enter('request system reboot')
        s.type('\x03')
        s.clear()
        s.enter('show cli directory')
        self.assertIn('Current directory: ' + self.manager.dir,
                      s.lines())
        self.assertEqual(self.manager.calls('shutdown'), [])

    def test_restart(self):
        s = self.open()
        self.assertIn('Network Time Daemon restarted', s.ask('restart ntp'))
        self.assertEqual(self.manager.calls('systemctl'),
                         ['systemctl --no-block restart chrony'])


class Zeroize(Case):
    def test_zeroize(self):
        s = self.open()
        s.clear()
        s.enter('request system zeroize')
        v = s.lines()
        self.assertEqual(v[-2:], [
            'warning: System will be rebooted and may not boot without '
            'configuration',
            'Erase all data, including configuration and log files? '
            '[yes,no] (no)'])
        state = os.path.join(self.manager.dir, 'state')
        s.enter('no')
        self.assertNotEqual(os.listdir(state), [])
        s.enter('request system zeroize')
        s.enter('yes')
        self.assertEqual(os.listdir(state), [])
        self.assertEqual(self.manager.calls('shutdown'), ['shutdown -r now'])


class Pipes(Case):
    def test_question_mark(self):
        s = self.open()
        s.type('show version | ?')
        v = s.lines()
        words = [line.split()[0] for line in
                 v[v.index('Possible completions:') + 1:-1]
                 if line.startswith('  ')]
        self.assertEqual(words, [
            'append', 'count', 'display', 'except', 'find', 'hold', 'last',
            'match', 'no-more', 'refresh', 'request', 'resolve', 'save',
            'suppress-zeros', 'tee', 'trim'])

    def test_both_modes(self):
        s = self.open()
        s.enter('configure')
        self.assertIn('Count: 1 lines', s.ask(
            'run show version | match "host|nothing" | count'))
        self.assertIn('host-name fw;', s.ask(
            'show system | except "}" | trim 0'))
        self.assertIn("Wrote 1 lines of output to 'it'", s.ask(
            'show system | match host | save it'))
        self.assertIn("Wrote 1 lines of output to 'it'", s.ask(
            'show system | match host | append it'))
        self.assertIn('Count: 2 lines', s.ask('run file show it | count'))
        s.enter('exit')

    def test_last_is_a_number(self):
        s = self.open()
        s.clear()
        s.enter('show version | last x')
        at = len(USER + '@fw> ' + s.lines()[0])
        self.assertEqual(s.lines()[1:3], [
            ' ' * at + '^', "invalid numeric value: 'x' at 'x'"])

    def test_refresh(self):
        s = self.open()
        s.live = True
        s.clear()
        s.p.send('show version | match host | refresh 1\r')
        time.sleep(2.5)
        s.type('\x03')
        seen = [x for x in s.lines() if x == 'Hostname: fw']
        self.assertGreaterEqual(len(seen), 2)
        self.assertTrue([x for x in s.lines()
                         if x.startswith('---(refreshed at 20')])

    def test_rpc(self):
        s = self.open()
        self.assertIn('        <get-software-information>',
                      s.ask('show version | display xml rpc'))


class Messages(Case):
    def test_to_all(self):
        a, b = self.open(), self.open()
        a.enter('request message all message "down in \\"5\\" minutes"')
        b.settle()
        v = b.lines()
        self.assertIn('down in "5" minutes', v)
        self.assertTrue([x for x in v if x.startswith(
            'Message from %s@fw on ' % USER)])
        self.assertNotIn('down in "5" minutes', a.lines())

    def test_output_of_a_command(self):
        a, b = self.open(), self.open()
        a.enter('show version | match "host|model" | request message all')
        b.settle()
        self.assertIn('Hostname: fw', b.lines())
        self.assertIn('Model: xpf', b.lines())
        self.assertNotIn('Model: xpf', a.lines())

    def test_nobody(self):
        s = self.open()
        self.assertIn('error: user nobody is not logged in', s.ask(
            'request message user nobody message hello'))

    def test_logout(self):
        a, b = self.open(), self.open()
        b.enter('show cli directory')
        a.enter('request system logout user ' + USER)
        b.settle()
        self.assertFalse(b.alive())
        self.assertTrue(a.alive())


class Monitor(Case):
    def test_log_file(self):
        s = self.open()
        log = os.path.join(self.manager.dir, 'state', 'log', 'messages')
        s.enter('monitor start messages')
        v = s.ask('monitor list')
        self.assertTrue(v[0].startswith('monitor start "messages" (Last'), v)
        with open(log, 'a') as f:
            f.write('Nov 23 21:00:00  fw one line\n')
        time.sleep(1.5)
        s.settle()
        self.assertIn('*** messages ***', s.lines())
        self.assertIn('Nov 23 21:00:00  fw one line', s.lines())
        s.enter('monitor stop messages')
        s.clear()
        with open(log, 'a') as f:
            f.write('Nov 23 21:00:01  fw another line\n')
        time.sleep(1.5)
        s.settle()
        self.assertNotIn('Nov 23 21:00:01  fw another line', s.lines())
        self.assertIn('error: nothing is not being monitored',
                      s.ask('monitor stop nothing'))
        self.assertIn('error: could not open file: nothing',
                      s.ask('monitor start nothing'))

    def test_interface(self):
        s = self.open()
        s.live = True
        s.clear()
        s.p.send('monitor interface lo0\r')
        time.sleep(1.5)
        s.type('\x03')
        self.assertTrue([x for x in s.lines()
                         if x.startswith('Interface: lo0, Enabled')])


class Help(Case):
    def test_apropos_follows_the_mode(self):
        s = self.open()
        v = s.ask('help apropos hit-count')
        self.assertEqual(v[:2], ['show security policies hit-count',
                                 '    Show policies hit count'])
        s.enter('configure')
        s.enter('edit security zones')
        v = s.ask('help apropos tcp-rst')
        self.assertIn('set security-zone <name> tcp-rst', v)

    def test_reference(self):
        s = self.open()
        v = s.ask('help reference system host-name')
        self.assertEqual(v[0], 'host-name')
        self.assertIn('    [edit system]', v)
        v = s.ask('help reference clear security flow session')
        self.assertIn('  Required Privilege Level', v)
        self.assertIn("error: nothing is known of 'no such thing'",
                      s.ask('help reference no such thing'))

    def test_log_messages(self):
        """Each message that the manager writes is described."""
        top = os.path.join(os.path.dirname(__file__), '../../userspace')
        rc, out, err = self.manager.run('help syslog')
        named = {line.split()[0] for line in out.splitlines()}
        import re
        files = [os.path.join(top, d, name) for d in ('xpfd', 'export')
                 for name in os.listdir(os.path.join(top, d))]
        for name in files:
            if not name.endswith('.c'):
                continue
            with open(name) as f:
                # A tag ends in a letter: RT_SCREEN_ is the start of several.
                for tag in re.findall(r'"((?:PFE|UI|RT|XPF)_[A-Z_]*[A-Z])[": \[]',
                                      f.read()):
                    if tag not in ('RT_FLOW', 'RT_IDS', 'RT_NAT'): # programs
                        self.assertIn(tag, named)


class Remote(Case):
    def test_ssh_has_the_terminal(self):
        path = os.path.join(self.manager.dir, 'ssh')
        with open(path, 'w') as f:
            f.write('#!/bin/sh\necho "ssh $*"\ntest -t 0 && read line && '
                    'echo "got $line"\n')
        os.chmod(path, 0o755)
        old = os.environ['PATH']
        os.environ['PATH'] = self.manager.dir + ':' + old
        self.addCleanup(os.environ.__setitem__, 'PATH', old)
        s = self.open()
        s.live = True
        s.clear()
        s.enter('ssh 192.0.2.1 user joe port 2222 inet')
        self.assertIn('ssh -l joe -p 2222 -4 -- 192.0.2.1', s.lines())
        s.enter('hello')
        self.assertIn('got hello', s.lines())
        self.assertTrue(s.lines()[-1].endswith('@fw>'))

    def test_not_from_a_script(self):
        self.assertEqual(self.manager.run('ssh 192.0.2.1'),
                         (1, '', 'error: there is no terminal\n'))


class Files(Case):
    def test_commands(self):
        s = self.open()
        self.assertEqual(s.ask('file copy base.conf a.conf')[0], '')
        self.assertEqual(s.ask('file rename a.conf b.conf')[0], '')
        self.assertIn('b.conf', s.ask('file list'))
        self.assertIn('system { host-name fw; }',
                      s.ask('file show b.conf | match host'))
        self.assertEqual(s.ask('file compare files base.conf b.conf')[0], '')
        self.assertEqual(s.ask('file delete b.conf')[0], '')
        self.assertIn('error: b.conf: No such file or directory',
                      s.ask('file delete b.conf'))


if __name__ == '__main__':
    main()
