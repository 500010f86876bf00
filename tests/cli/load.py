#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""load in its forms, from the terminal and relative to a level, and save."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), 'lib'))
from harness import Case, Manager, main  # noqa: E402


class Load(Case):
    def setUp(self):
        self.manager = Manager(self.config)
        self.addCleanup(self.manager.stop)
        self.s = self.open()
        self.s.enter('configure')

    def ask(self, command):
        return self.s.ask(command)[:-3]

    def load(self, command, *lines):
        """What is said behind the text."""
        self.s.screen.reset()
        self.s.enter(command)
        self.assertEqual(self.s.lines()[-1],
                         '[Type ^D at a new line to end input]')
        for line in lines:
            self.s.enter(line)
        self.s.type('\x04')
        v = self.s.lines()[:-3]
        return v[v.index('[Type ^D at a new line to end input]') + 1 +
                 len(lines):]

    def test_merge_tells_every_fault(self):
        self.assertEqual(
            self.load('load merge terminal', 'system {',
                      '    host-name a b;', '    login { }', '}',
                      'security {',
                      '    flow { tcp-mss { all-tcp mss 70000; } }',
                      '    nonsense 5;', '}'), [
                'terminal:2:(17) syntax error: b',
                '  [edit system]',
                "    'host-name a b;'",
                '      syntax error',
                '[edit system]',
                "  'login'",
                '    warning: statement has no contents; ignored',
                'terminal:6:(38) Value 70000 is not within range '
                '(64..65535)',
                '  [edit security flow tcp-mss]',
                "    'all-tcp mss 70000;'",
                '      Value 70000 is not within range (64..65535)',
                '[edit security flow]',
                "  'tcp-mss'",
                '    warning: statement has no contents; ignored',
                'terminal:7:(12) syntax error: nonsense',
                '  [edit security]',
                "    'nonsense 5;'",
                '      syntax error',
                'load complete (3 errors)'])

    def test_merge_tells_where_a_block_ends(self):
        """As a device does: a block is skipped, a line is not told of."""
        self.assertEqual(
            self.load('load merge terminal', 'protocols {',
                      '    ospf3 {', '        topologx default {',
                      '            metric 65450;', '        }', '    }',
                      '}'), [
                'terminal:3:(16) syntax error: topologx',
                '  [edit protocols ospf3]',
                "    'topologx default {'",
                '      syntax error',
                'terminal:5:(9) error recovery ignores input until this '
                'point: }',
                '  [edit protocols ospf3]',
                "    '}'",
                '      error recovery ignores input until this point',
                '[edit protocols]',
                "  'ospf3'",
                '    warning: statement has no contents; ignored',
                'load complete (2 errors)'])
        self.assertEqual(
            self.load('load merge terminal', 'protocols {', '    ospf {',
                      '        topology default {',
                      '            metrix 65450;', '        }', '    }',
                      '}'), [
                'terminal:4:(18) syntax error: metrix',
                '  [edit protocols ospf topology default]',
                "    'metrix 65450;'",
                '      syntax error',
                'load complete (1 errors)'])

    def test_set(self):
        self.assertEqual(
            self.load('load set terminal', 'set system metric',
                      'set system domain-name x.example',
                      'delete system time-zone'),
            ['terminal:1:(11) syntax error: metric',
             'warning: statement not found', 'load complete'])
        self.assertEqual(self.ask('show system domain-name'),
                         ['domain-name x.example;'])

    def test_relative(self):
        self.s.enter('edit interfaces ge-0/0/1')
        for command in ('load merge terminal relative',
                        'load merge relative terminal'):
            self.assertEqual(self.load(command, 'mtu 1500;'),
                             ['load complete'])
            self.assertEqual(self.ask('show mtu'), ['mtu 1500;'])
            self.s.enter('delete mtu')
        self.assertEqual(self.load('load set relative terminal', 'set disable'),
                         ['load complete'])
        self.assertEqual(self.ask('show disable'), ['disable;'])

    def test_replace_and_update(self):
        self.assertEqual(
            self.load('load replace terminal',
                      'replace: system { domain-name y.example; }'),
            ['load complete'])
        self.assertEqual(self.ask('show system'),
                         ['domain-name y.example;'])
        self.assertEqual(
            self.load('load update terminal', 'system { host-name upd; }'),
            ['load complete'])
        self.assertEqual(self.ask('show | display set'),
                         ['set system host-name upd'])

    def test_patch(self):
        self.assertEqual(
            self.load('load patch terminal', '[edit system]',
                      '-  host-name fw;', '+  host-name z;'),
            ['load complete'])
        self.assertEqual(self.ask('show | compare'),
                         ['[edit system]', '-  host-name fw;',
                          '+  host-name z;'])

    def test_factory_default(self):
        self.assertEqual(self.ask('load factory-default'),
                         ['warning: activating factory configuration',
                          'load complete'])

    def test_words(self):
        self.s.type('load merge ?')
        self.assertEqual(
            [x.split()[0] for x in self.s.lines() if x.startswith('  ')],
            ['<filename>', 'relative', 'terminal'])
        self.s.type('\x15')
        self.s.enter('edit system')
        self.assertEqual(self.ask('save terminal'), ['host-name fw;'])


if __name__ == '__main__':
    main()
