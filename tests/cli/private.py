#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Private candidates: two people at work, each on a screen of his own."""
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), 'lib'))
from harness import BASE, USER, Case, Manager, main  # noqa: E402

SYSTEM = BASE.replace('host-name fw;', 'host-name fw; domain-name a.example;')


class Private(Case):
    def setUp(self):
        self.manager = Manager(SYSTEM)
        self.addCleanup(self.manager.stop)

    def lines_of(self, screen, command):
        """What it says, without the prompt and the dataplane's warnings."""
        v = screen.ask(command)[:-1]
        if v and v[-1].startswith('[edit'):
            v.pop()
        while v and not v[-1]:
            v.pop()
        return [re.sub(r'pts/\d+ \(pid \d+\) on since .*', 'TTY', line)
                for line in v if 'dataplane module' not in line]

    def test_in_and_out(self):
        s = self.open()
        s.enter('configure private')
        s.enter('set system host-name x')
        s.enter('exit')
        self.shows(s, '''
USER@fw> configure private
warning: uncommitted changes will be discarded on exit
Entering configuration mode

[edit]
USER@fw# set system host-name x

[edit]
USER@fw# exit
The configuration has been changed but not committed
warning: Auto rollback on exiting 'configure private'
Discard uncommitted changes? [yes,no] (yes)
''')
        s.enter('yes')
        self.assertEqual(s.lines()[-5:-2],
                         ['warning: discarding uncommitted changes',
                          'load complete', 'Exiting configuration mode'])

    def test_nobody_sees_it(self):
        a, b = self.open(), self.open()
        a.enter('configure private')
        a.enter('set system host-name apples')
        b.enter('configure private')
        self.assertEqual(self.lines_of(b, 'show system host-name'),
                         ['host-name fw;'])
        self.assertEqual(self.lines_of(b, 'status'), [
            'Users currently editing the configuration:',
            '  %s terminal TTY' % USER, '      private [edit]',
            '  %s terminal TTY' % USER, '      private [edit]'])

    def test_both_changes_stay(self):
        a, b = self.open(), self.open()
        for s in (a, b):
            s.enter('configure private')
        a.enter('set system host-name apples')
        b.enter('set system name-server 192.0.2.53')
        self.assertEqual(self.lines_of(a, 'commit')[-1], 'commit complete')
        self.assertEqual(self.lines_of(b, 'update'), [])
        self.assertEqual(self.lines_of(b, 'show | compare'), [
            '[edit system]', '+   name-server {', '+       192.0.2.53;',
            '+   }'])
        self.assertEqual(self.lines_of(b, 'commit')[-1], 'commit complete')
        self.assertEqual(
            self.lines_of(b, 'run show configuration system | display set'),
            ['set system host-name apples',
             'set system domain-name a.example',
             'set system name-server 192.0.2.53'])

    def test_conflict_stops_the_commit_once(self):
        a, b = self.open(), self.open()
        for s in (a, b):
            s.enter('configure private')
        a.enter('set system host-name apples')
        a.enter('set system domain-name b.example')
        b.enter('set system host-name oranges')
        b.enter('delete system domain-name')
        a.enter('commit')
        self.assertEqual(self.lines_of(b, 'commit'), [
            '[edit system]', "  'domain-name a.example'",
            '    warning: statement has been changed',
            '[edit system]', "  'host-name oranges'",
            "    warning: statement does not match patch; "
            "'oranges' != 'apples'",
            'error: configuration has been changed by another user'])
        self.assertEqual(self.lines_of(b, 'show | compare'), [
            '[edit system]', '-  host-name apples;', '+  host-name oranges;',
            '-  domain-name b.example;'])
        self.assertEqual(self.lines_of(b, 'commit')[-1], 'commit complete')

    def test_modes_exclude_each_other(self):
        a, b = self.open(), self.open()
        a.enter('configure private')
        self.assertEqual(
            self.lines_of(b, 'configure'),
            ["error: private edits in use. Try 'configure private' or "
             "'configure exclusive'."])
        a.enter('exit')
        a.enter('configure')
        a.enter('set system host-name x')
        self.assertEqual(
            self.lines_of(b, 'configure private'),
            ['error: shared configuration database modified'])
        self.assertEqual(
            self.lines_of(b, 'configure exclusive'),
            ['error: configuration database modified'])
        a.enter('rollback')
        a.enter('exit')
        a.enter('configure exclusive')
        self.assertEqual(self.lines_of(b, 'configure private'), [
            'error: configuration database locked by:',
            '  %s terminal TTY' % USER, '      exclusive [edit]'])

    def test_update_is_of_private_mode_only(self):
        s = self.open()
        s.enter('configure')
        self.assertEqual(self.lines_of(s, 'update')[1], 'unknown command.')
        s.type('up?')
        self.assertFalse([x for x in s.lines() if 'Update private' in x])


if __name__ == '__main__':
    main()
