#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""commit at, commit | display detail, and the commit's words together."""
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), 'lib'))
from harness import USER, Case, Manager, main  # noqa: E402


class CommitAt(Case):
    def setUp(self):
        self.manager = Manager(self.config)
        self.addCleanup(self.manager.stop)

    def test_waits_and_is_cleared(self):
        s = self.open()
        s.enter('configure')
        s.enter('set system host-name late')
        s.clear()
        s.enter('commit at "2037-02-28 10:00" comment "for later"')
        self.assertEqual(s.lines()[1:], [
            'configuration check succeeds',
            'commit at will be executed at 2037-02-28 10:00:00 UTC',
            'Exiting configuration mode', '', USER + '@fw>'])
        self.assertEqual(s.ask('show system commit')[:2], [
            'commit requested by %s via cli at Sat Feb 28 10:00:00 2037'
            % USER, '    for later'])
        s.enter('configure')
        pending = ("error: commit at of user '%s' is pending; use 'clear "
                   "system commit' to cancel it" % USER)
        self.assertEqual(s.ask('set system host-name x')[0], pending)
        self.assertEqual(s.ask('commit')[0], pending)
        self.assertEqual(s.ask('run clear system commit')[0],
                         'Pending commit cleared')
        self.assertEqual(s.ask('run clear system commit')[0],
                         'No commit scheduled.')
        self.assertEqual(s.ask('show | compare')[:3],
                         ['[edit system]', '-  host-name fw;',
                          '+  host-name late;'])

    def test_refused(self):
        s = self.open()
        s.enter('configure')
        self.assertEqual(s.ask('commit at 00:00')[0],
                         'error: invalid time; it has passed')
        s.enter('set security policies from-zone trust to-zone untrust '
                'policy p match source-address any')
        self.assertEqual(
            s.ask('commit at reboot')[-4:-1],
            ['error: configuration check-out failed: (missing mandatory '
             'statements)', '', '[edit]'])
        self.assertFalse([x for x in s.ask('run show system commit')
                          if 'requested' in x])

    def test_detail(self):
        s = self.open()
        s.enter('configure')
        v = [re.sub(r'^[-\d]+ [:\d]+ UTC: ', 'TIME: ', x)
             for x in s.ask('commit | display detail')]
        self.assertEqual(v[0], 'TIME: expanding groups, checking and '
                         'compiling the configuration')
        self.assertEqual(v[1], 'TIME: configuration check succeeds')
        self.assertIn('TIME: activating the configuration', v)
        self.assertIn('commit complete', v)

    def test_words_in_any_order(self):
        s = self.open()
        s.enter('configure')
        v = s.ask('commit confirmed 5 comment "two words" and-quit')
        self.assertEqual(v[-5:-2], [
            'commit confirmed will be automatically rolled back in 5 minutes '
            'unless confirmed', 'commit complete',
            'Exiting configuration mode'])
        s.enter('configure')
        self.assertEqual(s.ask('commit synchronize and-quit')[-3:-2],
                         ['Exiting configuration mode'])


if __name__ == '__main__':
    main()
