#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""commit at, commit | display detail, and the commit's words together."""
import os
import re
import sys
import time

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



class Clock(Case):
    """A group under the condition of a time comes and goes without a commit."""
    def setUp(self):
        self.manager = Manager(self.config)
        self.addCleanup(self.manager.stop)

    def zones(self, s):
        return [v for v in s.ask('run show security zones')
                if v.endswith(' dark')]

    def test_group(self):
        s = self.open()
        s.enter('configure')
        now = int(time.time())
        at = [time.strftime('%H:%M:%S', time.gmtime(now + n)) for n in (4, 8)]
        s.enter('set groups night security zones security-zone dark')
        s.enter('set groups night when time %s to %s' % tuple(at))
        s.enter('set apply-groups night')
        self.assertIn('commit complete', s.ask('commit'))
        self.assertEqual(self.zones(s), [])
        time.sleep(max(0, now + 5.5 - time.time()))
        self.assertEqual(len(self.zones(s)), 1)
        time.sleep(max(0, now + 9.5 - time.time()))
        self.assertEqual(self.zones(s), [])
        self.assertEqual(s.ask('show | compare')[:2], ['', '[edit]'])


if __name__ == '__main__':
    main()
