#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Configuration mode as a person sees it: prompts, banners, carets, questions
and messages, to the column."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), 'lib'))
from harness import Case, main  # noqa: E402


class Levels(Case):
    def test_in_and_out(self):
        s = self.open()
        s.enter('configure')
        s.enter('edit security zones')
        s.enter('edit security-zone trust')
        s.enter('up')
        s.enter('top')
        s.enter('exit')
        self.shows(s, '''
USER@fw> configure
Entering configuration mode

[edit]
USER@fw# edit security zones

[edit security zones]
USER@fw# edit security-zone trust

[edit security zones security-zone trust]
USER@fw# up

[edit security zones]
USER@fw# top

[edit]
USER@fw# exit
Exiting configuration mode

USER@fw>
''')

    def test_exit_goes_back_where_edit_came_from(self):
        s = self.open()
        s.enter('configure')
        s.enter('edit interfaces')
        s.enter('edit ge-0/0/0 unit 0')
        self.assertEqual(s.ask('exit')[-2], '[edit interfaces]')
        self.assertEqual(s.ask('exit')[-2], '[edit]')
        self.assertEqual(s.ask('top edit system')[-2], '[edit system]')
        self.assertEqual(s.ask('quit')[-2], '[edit]')
        s.enter('edit interfaces ge-0/0/0 unit 0')
        self.assertEqual(s.ask('up 2')[-2], '[edit interfaces]')
        self.assertEqual(s.ask('top show system'),
                         ['host-name fw;', '', '[edit interfaces]',
                          s.lines()[-1]])
        self.assertEqual(s.ask('up 9')[-2], '[edit]')

    def test_empty_line(self):
        s = self.open()
        s.enter('')
        s.enter('configure')
        s.enter('')
        self.shows(s, '''
USER@fw>

USER@fw> configure
Entering configuration mode

[edit]
USER@fw#

[edit]
USER@fw#
''')

    def test_run(self):
        s = self.open()
        s.enter('configure')
        self.assertEqual(s.ask('run show version | match Host'),
                         ['Hostname: fw', '', '[edit]', s.lines()[-1]])

    def test_show_relative(self):
        s = self.open()
        s.enter('configure')
        s.enter('edit security zones')
        self.assertEqual(s.ask('show security-zone untrust')[:3],
                         ['interfaces {', '    ge-0/0/1.0;', '}'])
        self.assertEqual(
            s.ask('show security-zone untrust | display set')[0],
            'set security zones security-zone untrust interfaces ge-0/0/1.0')
        self.assertEqual(s.ask('show security-zone nosuch')[:2],
                         ['', '[edit security zones]'])


class Carets(Case):
    def caret(self, screen, line, column, text):
        """Under the echoed line, at a column of the line."""
        prompt = screen.lines()[-1]
        answer = screen.ask(line)
        self.assertEqual(answer[:2],
                         [' ' * (len(prompt) + 1 + column) + '^', text])

    def test_operational(self):
        s = self.open()
        self.caret(s, 'xyz', 0, 'unknown command.')
        self.caret(s, 'show xyz', 5, 'syntax error, expecting <command>.')
        self.caret(s, 'show', 4, 'syntax error, expecting <command>.')
        self.caret(s, 'show i', 6, "'i' is ambiguous.")
        self.caret(s, 'show version | nope', 15, 'syntax error.')
        self.caret(s, 'show version | match', 20, 'missing argument.')

    def test_configuration(self):
        s = self.open()
        s.enter('configure')
        self.caret(s, 'xyz', 0, 'unknown command.')
        self.caret(s, 'set foo bar', 4, 'syntax error.')
        self.caret(s, 'set', 3, 'syntax error.')
        self.caret(s, 'set system host-name', 20, 'missing argument.')
        self.caret(s, 'd', 1, "'d' is ambiguous.")
        self.caret(s, 'edit', 4, 'missing argument.')
        self.caret(s, 'show foo', 5, 'syntax error.')
        self.caret(s, 'commit comment', 14, 'missing argument.')
        self.caret(s, 'commit foo', 7, 'syntax error.')
        self.caret(s, 'rollback 50', 11,
                   'Value must be a number from 0 to 49')
        self.caret(s, 'load merge', 10, 'missing argument.')
        self.caret(s, 'status now', 7, 'syntax error.')
        line = 'set interfaces ge-0/0/0 unit 0 family inet address 1.1.1.256/24'
        self.caret(s, line, len(line),
                   "invalid value '256' in ip address: '1.1.1.256/24' at "
                   "'1.1.1.256/24'")

    def test_every_kind_of_value(self):
        """The caret stands one past the value; the words are Junos'."""
        s = self.open()
        s.enter('configure')
        address = 'set interfaces ge-0/0/0 unit 0 family inet address '
        for line, text in (
                ('set interfaces sdf/sdf',
                 "invalid interface type in 'sdf/sdf'."),
                (address + '100.1.1.256',
                 "invalid value '256' in ip address: '100.1.1.256' at "
                 "'100.1.1.256'"),
                (address + '10.0.0.1/33',
                 "prefix length '33' is larger than 32 in address "
                 "'10.0.0.1/33' at '10.0.0.1/33'"),
                (address + '10.0.0.1/-1',
                 "missing or invalid prefix length '-1' in address "
                 "'10.0.0.1/-1' at '10.0.0.1/-1'"),
                ('set system name-server ::-1',
                 "invalid ip address or hostname: ::-1 at '::-1'"),
                ('set applications application a protocol 256',
                 "number: '256': Value must be a number from 0 to 255 at "
                 "'256'"),
                ('set interfaces ge-0/0/0 mtu 9228',
                 'Value 9228 is not within range (256..9192).'),
                ('set system services ssh root-login maybe',
                 "invalid value: 'maybe' at 'maybe'")):
            with self.subTest(line=line):
                self.caret(s, line, len(line), text)

    def test_incomplete(self):
        """One past the end of the line, blanks included."""
        s = self.open()
        s.enter('configure')
        for line in ('set interfaces', 'set interfaces ',
                     'set security zones security-zone',
                     'set security policies from-zone a',
                     'set security policies from-zone a to-zone ',
                     'set system name-server [ 192.0.2.1',
                     'rename interfaces ge-0/0/0',
                     'rename interfaces ge-0/0/0 to',
                     'insert security policies', 'annotate system',
                     'replace pattern a with', 'load', 'save', 'run'):
            with self.subTest(line=line):
                self.caret(s, line, len(line), 'missing argument.')
        self.caret(s, 'set ', 4, 'syntax error.')

    def test_bad_word_anywhere(self):
        """At the first character of the word."""
        s = self.open()
        s.enter('configure')
        for line, column in (('set security zonez z', 13),
                             ('set security zones security-zone t foo', 35),
                             ('set security policies from-zone a b', 34),
                             ('edit nowhere', 5), ('delete nowhere', 7),
                             ('deactivate nowhere', 11),
                             ('show nowhere', 5), ('copy nowhere to x', 5),
                             ('load nowhere', 5), ('load merge a b', 13),
                             ('rollback foo', 9), ('exit foo', 5)):
            with self.subTest(line=line):
                self.caret(s, line, column, 'syntax error.')
        self.caret(s, 'run show foo', 9, 'syntax error, expecting <command>.')
        self.caret(s, 'top foo', 4, 'unknown command.')

    def test_what_does_not_exist_is_no_syntax_error(self):
        """A name may follow that nobody configured: Enter says so."""
        s = self.open()
        s.enter('configure')
        for line in ('delete interfaces ge-0/0/7 unit 0',
                     'deactivate interfaces ge-0/0/7 unit 0 family inet'):
            with self.subTest(line=line):
                self.assertEqual(s.ask(line)[0],
                                 'warning: statement not found')

    def test_names_that_begin_like_a_word(self):
        """b is a policy here, and no 'before'."""
        s = self.open()
        s.enter('configure')
        pair = 'security policies from-zone trust to-zone untrust '
        for name in ('a', 'b'):
            s.ask('set %spolicy %s then permit' % (pair, name))
        s.ask('insert %spolicy b before policy a' % pair)
        self.assertEqual([v for v in s.ask('show %s' % pair)
                          if v.startswith('policy')][-2:],
                         ['policy b {', 'policy a {'])
        for line, text in (
                ('insert %spolicy b before policy c' % pair,
                 'statement not found.'),
                ('insert %spolicy a' % pair, 'missing argument.'),
                ('insert security policies from-zone trust t',
                 'missing argument.')):
            with self.subTest(line=line):
                self.caret(s, line, len(line), text)
        line = 'insert %spolicy c before policy a' % pair
        self.caret(s, line, line.index(' before'), 'statement not found.')

    def test_ambiguous_word_lists_what_it_might_be(self):
        s = self.open()
        s.enter('show v')
        self.shows(s, '''
USER@fw> show v
               ^
'v' is ambiguous.
Possible completions:
  version              Show software process revision levels
  vlans                Show VLAN information
  vrrp                 Show VRRP information

USER@fw>
'''.replace('               ^', ' ' * (len(s.lines()[0])) + '^'))

    def test_space_shows_the_error_at_once(self):
        s = self.open()
        s.type('show xyz ')
        v = s.lines()
        at = len(v[0]) - 3
        self.assertEqual(v[1], ' ' * at + '^')
        self.assertIn('syntax error', v[2])
        self.assertEqual(v[3], v[0])
        self.assertEqual(s.screen.cursor.x, len(v[0]))

    def test_nothing_to_delete(self):
        s = self.open()
        s.enter('configure')
        self.assertEqual(
            s.ask('delete security zones security-zone nosuch')[0],
            'warning: statement not found')


class Keys(Case):
    def test_space_completes_keywords(self):
        s = self.open()
        s.type('sh ver ')
        self.assertTrue(s.lines()[-1].endswith('> show version'))

    def test_tab_completes_names(self):
        s = self.open()
        s.enter('configure')
        s.type('set security zones security-zone un\t')
        self.assertTrue(s.lines()[-1].endswith('security-zone untrust'))
        s.type('int\t')
        self.assertTrue(s.lines()[-1].endswith('untrust interfaces'))

    def test_space_leaves_names_alone(self):
        s = self.open()
        s.enter('configure')
        s.type('set security zones security-zone un ')
        self.assertTrue(s.lines()[-1].endswith('security-zone un'))
        self.assertEqual(s.screen.cursor.x, len(s.lines()[-1]) + 1)

    def test_question_mark(self):
        s = self.open()
        s.enter('configure')
        s.clear()
        s.type('set interfaces ge-0/0/0 unit?')
        v = s.lines()
        self.assertTrue(v[0].endswith('unit?'))
        self.assertEqual(v[1], 'Possible completions:')
        self.assertEqual(v[2], '> unit                 Logical interface')
        self.assertEqual(v[3], '[edit]')
        self.assertTrue(v[4].endswith('# set interfaces ge-0/0/0 unit'))
        self.assertEqual(len(v), 5)

    def test_enter_is_offered_first_and_pipe_last(self):
        s = self.open()
        s.type('show version ?')
        v = s.lines()
        self.assertEqual(v[2],
                         '  <[Enter]>            Execute this command')
        self.assertEqual(v[-2],
                         '  |                    Pipe through a command')

    def test_pipes(self):
        s = self.open()
        s.type('show version | c')
        s.type(' ')
        self.assertTrue(s.lines()[-1].endswith('| count'))
        s.type('\x15configure\r')
        s.clear()
        s.type('show | c?')
        self.assertEqual([line.split()[0] for line in s.lines()[2:4]],
                         ['compare', 'count'])

    def test_commands_with_words_of_their_own(self):
        s = self.open()
        s.enter('configure')
        for line in ('rename interfaces ge-0/0/1 to ge-0/0/5',
                     'copy interfaces ge-0/0/0 to ge-0/0/9',
                     'set security policies from-zone trust to-zone untrust '
                     'policy p2 match source-address any',
                     'insert security policies from-zone trust to-zone '
                     'untrust policy p2 before policy allow-web',
                     'replace pattern ge-0/0/5 with ge-0/0/6',
                     'annotate system "two words"',
                     'deactivate interfaces ge-0/0/0 unit 0',
                     'up 1 show system', 'rollback 0'):
            v = s.ask(line)
            self.assertNotIn('^', ''.join(v), line)
        s.clear()
        s.type('insert security policies from-zone trust to-zone untrust '
               'policy allow-web before policy ?')
        self.assertIn('  allow-web', [v[:11] for v in s.lines()])
        s.type('\x15')
        s.clear()
        s.type('rename interfaces ge-0/0/1 t?')
        self.assertEqual(s.lines()[2], '  to                   New name')

    def test_history(self):
        s = self.open()
        s.enter('show version')
        s.type('\x10')
        self.assertTrue(s.lines()[-1].endswith('> show version'))

    def test_interrupt_forgets_the_line(self):
        s = self.open()
        s.type('show foo\x03')
        self.assertTrue(s.lines()[-1].endswith('>'))
        self.assertTrue(s.alive())

    def test_end_of_input_leaves(self):
        s = self.open()
        s.type('\x04')
        s.settle()
        self.assertFalse(s.alive())


class Commit(Case):
    def test_unchanged(self):
        s = self.open()
        s.enter('configure')
        self.assertEqual(s.ask('commit check')[-4:-2],
                         ['configuration check succeeds', ''])
        self.assertEqual(s.ask('commit')[-4:-2], ['commit complete', ''])

    def test_questions_on_exit(self):
        s = self.open()
        s.enter('configure')
        s.enter('set system host-name other')
        s.clear()
        s.enter('exit')
        v = s.lines()
        self.assertEqual(v[1:], [
            'The configuration has been changed but not committed',
            'Exit with uncommitted changes? [yes,no] (yes)'])
        s.enter('no')
        self.assertEqual(s.lines()[-2], '[edit]')
        s.enter('rollback 0')
        self.assertEqual(s.ask('exit')[:2],
                         ['Exiting configuration mode', ''])

    def test_another_sees_the_changes(self):
        a, b = self.open(), self.open()
        a.enter('configure')
        a.enter('set system host-name changed')
        v = b.ask('configure')
        self.assertEqual(v[0], 'Entering configuration mode')
        self.assertEqual(v[1], 'Current configuration users:')
        self.assertRegex(v[2], r'^  \w+ terminal pts/\d+ \(pid \d+\) on '
                         r'since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d \w+$')
        self.assertEqual(v[3], '      [edit]')
        self.assertEqual(v[4], 'The configuration has been changed but not '
                         'committed')
        self.assertEqual(b.ask('show | compare'),
                         ['[edit system]', '-  host-name fw;',
                          '+  host-name changed;', '', '[edit]',
                          b.lines()[-1]])
        b.enter('rollback 0')
        self.assertEqual(a.ask('show | compare'),
                         ['', '[edit]', a.lines()[-1]])

    def test_faults(self):
        s = self.open()
        s.enter('configure')
        s.enter('delete security zones security-zone untrust')
        v = s.ask('commit check')
        self.assertEqual(
            v[0], '[edit security policies from-zone trust to-zone]')
        self.assertEqual(v[1], "  'untrust'")
        self.assertEqual(v[-4], 'error: configuration check-out failed: '
                         '(statements constraint check failed)')
        v = s.ask('commit')
        self.assertEqual(v[-4], 'error: commit failed: '
                         '(statements constraint check failed)')
        s.enter('rollback')

    def test_and_quit(self):
        s = self.open()
        s.enter('configure')
        v = s.ask('commit comment "two words" and-quit')
        self.assertEqual(v[-4:-1], ['commit complete',
                                    'Exiting configuration mode', ''])
        v = s.ask('show system commit')
        self.assertRegex(v[0], r'^0   \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC by '
                         r'\w+ via cli$')
        self.assertEqual(v[1], '    two words')


class Confirmed(Case):
    def test_one_minute(self):
        # as a device has it: minutes here, a minute there
        s = self.open()
        s.enter('configure')
        s.enter('set system host-name risky')
        v = s.ask('commit confirmed 1')
        self.assertEqual(v[-6:-1], [
            'commit confirmed will be automatically rolled back in 1 minutes '
            'unless confirmed', 'commit complete', '',
            '# commit confirmed will be rolled back in 1 minute', '[edit]'])
        s.enter('rollback 1')
        s.enter('commit and-quit')

    def test_confirmed(self):
        s = self.open()
        s.enter('configure')
        s.enter('set system host-name risky')
        v = s.ask('commit confirmed 5')
        self.assertEqual(v[-6:-1], [
            'commit confirmed will be automatically rolled back in 5 minutes '
            'unless confirmed', 'commit complete', '',
            '# commit confirmed will be rolled back in 5 minutes', '[edit]'])
        v = s.ask('run show system commit')
        self.assertRegex(v[0], r'^0 .* by \w+ via cli commit confirmed, '
                         r'rollback in [45]mins$')
        v = s.ask('commit check')
        self.assertEqual(v[-2:], ['[edit]', s.lines()[-1]])
        self.assertNotIn('# commit confirmed', '\n'.join(v))
        s.enter('rollback 1')
        s.enter('commit and-quit')


class Exclusive(Case):
    def test_lock(self):
        a, b = self.open(), self.open()
        self.assertEqual(a.ask('configure exclusive')[:2],
                         ['warning: uncommitted changes will be discarded on '
                          'exit', 'Entering configuration mode'])
        v = b.ask('configure exclusive')
        self.assertEqual(v[0], 'error: configuration database locked by:')
        self.assertEqual(v[2], '      exclusive [edit]')
        b.enter('configure')
        v = b.ask('set system host-name mine')
        self.assertEqual(v[0], 'error: configuration database locked by:')
        a.enter('set system host-name locked')
        a.enter('exit')
        a.enter('yes')
        v = a.lines()
        self.assertEqual(v[-4:-1], ['load complete',
                                    'Exiting configuration mode', ''])
        self.assertEqual(b.ask('show | compare'),
                         ['', '[edit]', b.lines()[-1]])

    def test_not_over_changes(self):
        a, b = self.open(), self.open()
        a.enter('configure')
        a.enter('set system host-name dirty')
        self.assertEqual(b.ask('configure exclusive')[0],
                         'error: configuration database modified')
        a.enter('rollback 0')


class Load(Case):
    def test_terminal(self):
        s = self.open()
        s.enter('configure')
        s.enter('load merge terminal')
        self.assertEqual(s.lines()[-1],
                         '[Type ^D at a new line to end input]')
        s.enter('system { host-name loaded; nosuch; }')
        s.type('\x04')
        self.assertIn('terminal:1:(33) syntax error: nosuch', s.lines())
        self.assertIn('load complete (1 errors)', s.lines())
        self.assertIn('  [edit system]', s.lines())
        self.assertIn('    \'nosuch;\'', s.lines())
        self.assertEqual(s.ask('show system'),
                         ['host-name loaded;', '', '[edit]',
                          s.lines()[-1]])
        s.enter('rollback 0')

    def test_set_terminal(self):
        s = self.open()
        s.enter('configure')
        s.enter('load set terminal')
        s.enter('set system host-name setloaded')
        s.enter('set nosuch')
        s.type('\x04')
        self.assertIn('load complete', s.lines())
        self.assertIn('terminal:2:(4) syntax error: nosuch', s.lines())
        s.enter('rollback 0')

    def test_files(self):
        s = self.open()
        s.enter('configure')
        v = s.ask('save saved.conf')
        self.assertRegex(v[0],
                         r"^Wrote \d+ lines of configuration to 'saved.conf'$")
        s.enter('set system host-name gone')
        self.assertEqual(s.ask('load override saved.conf')[0],
                         'load complete')
        self.assertEqual(s.ask('show | compare'),
                         ['', '[edit]', s.lines()[-1]])
        self.assertEqual(
            s.ask('load merge nosuch.conf')[0],
            "error: could not open file 'nosuch.conf': No such file or "
            "directory")

    def test_delete_everything(self):
        s = self.open()
        s.enter('configure')
        s.clear()
        s.enter('delete')
        self.assertEqual(s.lines()[1:], [
            'This will delete the entire configuration',
            'Delete everything under this level? [yes,no] (no)'])
        s.enter('')
        self.assertEqual(s.ask('show | compare')[:2], ['', '[edit]'])
        s.enter('delete')
        s.enter('yes')
        v = s.ask('show')
        self.assertRegex(v[0], r'^## Last changed: \d{4}-\d\d-\d\d '
                         r'\d\d:\d\d:\d\d \w+$')
        self.assertEqual(v[1:3], ['', '[edit]'])
        s.enter('rollback 0')


class Pages(Case):
    size = (12, 80)

    def test_more(self):
        s = self.open()
        s.enter('show configuration')
        self.assertEqual(s.lines()[-1], '---(more)---')
        s.type(' ')
        self.assertRegex(s.lines()[-1], r'^---\(more \d+%\)---$')
        s.type('\r')
        self.assertRegex(s.lines()[-1], r'^---\(more \d+%\)---$')
        s.type('q')
        self.assertTrue(s.lines()[-1].endswith('>'))
        s.enter('show version | match Hostname')
        self.assertIn('Hostname: fw', s.lines())

    def test_no_more(self):
        s = self.open()
        s.enter('show configuration | no-more')
        self.assertTrue(s.lines()[-1].endswith('>'))
        s.enter('set cli screen-length 0')
        s.enter('show configuration')
        self.assertTrue(s.lines()[-1].endswith('>'))

    def test_search(self):
        s = self.open()
        s.enter('show configuration')
        s.type('/POLICIES\r')
        self.assertEqual(s.lines()[0].strip(), 'policies {')
        s.type('G')
        self.assertTrue(s.lines()[-1].endswith('>'))


if __name__ == '__main__':
    main()
