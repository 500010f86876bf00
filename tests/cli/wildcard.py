#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""wildcard delete with its list and question, wildcard range, and replace
pattern."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), 'lib'))
from harness import USER, Case, Manager, main  # noqa: E402


class Wildcard(Case):
    def setUp(self):
        self.manager = Manager(self.config)
        self.addCleanup(self.manager.stop)
        self.s = self.open()
        self.s.enter('configure')

    def ask(self, command):
        return self.s.ask(command)[:-3]

    def names(self):
        return [x.split()[2] for x in
                self.ask('show interfaces | display set | match "mtu"')]

    def test_range(self):
        self.s.enter('wildcard range set interfaces ge-1/0/[0-3,7,!2] '
                     'mtu 1500')
        self.assertEqual(self.names(),
                         ['ge-1/0/0', 'ge-1/0/1', 'ge-1/0/3', 'ge-1/0/7'])
        self.s.enter('wildcard range set interfaces xe-0/0/[0-1] unit [5,7] '
                     'disable')
        self.assertEqual(
            self.ask('show interfaces | display set | match xe-'),
            ['set interfaces xe-0/0/%d unit %d disable' % (i, u)
             for i in (0, 1) for u in (5, 7)])
        line = 'wildcard range set interfaces ge-1/0/[0-3] mtu 1'
        v = self.s.ask(line)
        self.assertEqual(v[0].index('^'),
                         len(USER + '@fw# ') + len(line))
        self.assertEqual(v[1], 'Value 1 is not within range (256..9192).')

    def test_delete(self):
        s = self.s
        s.enter('wildcard range set interfaces ge-1/0/[0-2] mtu 1500')
        s.enter('wildcard delete interfaces ge-1/*')
        self.assertEqual(s.lines()[-4:], [
            '  matched: ge-1/0/0', '  matched: ge-1/0/1',
            '  matched: ge-1/0/2',
            'Delete 3 objects? [yes,no] (no)'])
        s.enter('no')
        self.assertEqual(len(self.names()), 3)
        s.enter('protect interfaces ge-1/0/1')
        s.enter('top wildcard delete interfaces ^ge-1/0/[12]')
        s.clear()
        s.enter('yes')
        self.assertIn("warning: [interfaces ge-1/0/1] is protected, "
                      "'interfaces ge-1/0/1' cannot be deleted", s.lines())
        self.assertEqual(self.names(), ['ge-1/0/0', 'ge-1/0/1'])
        self.assertEqual(self.ask('wildcard delete interfaces xe-*'),
                         ['warning: statement not found'])

    def test_delete_at_a_level(self):
        s = self.s
        s.enter('edit interfaces')
        s.enter('wildcard delete *1')
        self.assertEqual(s.lines()[-2:], [
            '  matched: ge-0/0/1', 'Delete 1 objects? [yes,no] (no)'])
        s.enter('yes')
        self.assertEqual(self.ask('show | display set | match /1'), [])

    def test_replace(self):
        self.s.enter('replace pattern ge-0/0/0 with ge-0/0/5')
        self.assertEqual(
            self.ask('show | display set | match ge-0/0/5 | count'),
            ['Count: 3 lines'])
        self.s.enter('replace pattern ge-0/0/5 with ge-0/0/6 upto 1')
        self.assertEqual(
            self.ask('show | display set | match ge-0/0/6 | count'),
            ['Count: 1 lines'])
        self.assertEqual(
            self.ask('replace pattern 10.0.1.1/24 with foo'),
            ['warning: invalid ip address or hostname: foo'])
        self.assertEqual(self.s.ask('replace pattern a with b upto x')[1],
                         'syntax error.')


if __name__ == '__main__':
    main()
