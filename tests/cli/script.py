#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The shell in scripts: -c, standard input, exit status, XML and JSON."""
import json
import os
import sys
import xml.etree.ElementTree as xml

sys.path.insert(0, os.path.join(os.path.dirname(__file__), 'lib'))
from harness import Case, main  # noqa: E402


class Script(Case):
    def test_status(self):
        rc, out, err = self.manager.run('show version')
        self.assertEqual((rc, err), (0, ''))
        self.assertTrue(out.startswith('Hostname: fw\n'))
        rc, out, err = self.manager.run('show nonsense', 'show version')
        self.assertEqual(rc, 1)
        self.assertEqual(err, 'show nonsense\n     ^\n'
                         'syntax error, expecting <command>.\n')
        self.assertTrue(out.startswith('Hostname: fw\n'))

    def test_input(self):
        rc, out, err = self.manager.run(text='configure\n'
                                        'set system host-name piped\n'
                                        'show | compare\n'
                                        'rollback 0\nexit\n')
        self.assertEqual(rc, 0, err)
        self.assertIn('+  host-name piped;\n', out)
        self.assertTrue(out.endswith('Exiting configuration mode\n'))

    def test_load_from_input(self):
        rc, out, err = self.manager.run(text='configure\n'
                                        'load merge terminal\n'
                                        'system { host-name x; }\n'
                                        '\x04\nshow system\nrollback\n')
        self.assertEqual(rc, 0, err)
        self.assertIn('load complete\n', out)
        self.assertIn('host-name x;\n', out)

    def test_dirty_exit_takes_the_default(self):
        rc, out, err = self.manager.run('configure',
                                        'set system host-name left', 'exit')
        self.assertEqual(rc, 0, err)
        self.assertIn('Exiting configuration mode', out)
        rc, out, err = self.manager.run('configure', 'show | compare',
                                        'rollback 0')
        self.assertIn('+  host-name left;\n', out)

    def test_structured(self):
        for command in ('show version', 'show security zones',
                        'show security policies', 'show interfaces terse',
                        'show system commit', 'show system uptime',
                        'show arp', 'show ipv6 neighbors',
                        'show configuration'):
            rc, out, err = self.manager.run(command + ' | display xml')
            self.assertEqual((rc, err), (0, ''), command)
            self.assertEqual(xml.fromstring(out).tag, 'rpc-reply')
            rc, out, err = self.manager.run(command + ' | display json')
            self.assertEqual((rc, err), (0, ''), command)
            self.assertEqual(len(json.loads(out)), 1)

    def test_no_dataplane(self):
        rc, out, err = self.manager.run('show security flow session')
        self.assertEqual((rc, out), (1, ''))
        self.assertEqual(err, 'error: the xpf kernel module is not loaded\n')

    def test_pipes(self):
        rc, out, err = self.manager.run(
            'show configuration | display set | match zone | count')
        self.assertRegex(out, r'^Count: \d+ lines\n$')
        rc, out, err = self.manager.run(
            'show configuration | save here.txt')
        self.assertRegex(out,
                         r"^Wrote \d+ lines of output to 'here.txt'\n$")
        rc, out, err = self.manager.run('show version | match (')
        self.assertEqual(rc, 1)

    def test_no_manager(self):
        self.manager.socket += '.gone'
        rc, out, err = self.manager.run('show version')
        self.manager.socket = self.manager.socket[:-5]
        self.assertEqual(rc, 2)
        self.assertIn('could not connect to xpfd', err)

    def test_rescue(self):
        run = self.manager.run
        self.assertEqual(
            run('request system configuration rescue save')[0], 0)
        self.assertIn('rescue', run('show system commit')[1])
        self.assertEqual(run('configure', 'rollback rescue')[1],
                         'Entering configuration mode\nload complete\n')
        self.assertEqual(
            run('request system configuration rescue delete')[0], 0)
        self.assertEqual(run('configure', 'rollback rescue')[0], 1)

    def test_long_answers(self):
        """More than the queues hold, through a pipe."""
        lines = ['configure']
        lines += ['set security address-book global address a%d 10.%d.%d.1/32'
                  % (i, i // 250, i % 250) for i in range(20000)]
        lines += ['show security address-book | display set | count',
                  'rollback 0']
        rc, out, err = self.manager.run(text='\n'.join(lines) + '\n')
        self.assertEqual(rc, 0, err)
        self.assertIn('Count: 20001 lines\n', out)


if __name__ == '__main__':
    main()
