#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The feel of the shell: keys, the row that scrolls, history, pastes, the
pager, settings, and sessions that stand still."""
import os
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), 'lib'))
from harness import Case, main  # noqa: E402

UP, DOWN, LEFT, RIGHT = '\x1b[A', '\x1b[B', '\x1b[D', '\x1b[C'


class Keys(Case):
    def line(self, s):
        return s.lines()[-1].split('> ', 1)[1]

    def typed(self, *keys):
        s = self.open()
        s.enter('set cli complete-on-space off')
        for k in keys:
            s.type(k)
        return self.line(s)

    def test_moving(self):
        self.assertEqual(self.typed('bcd', '\x01', 'a'), 'abcd')
        self.assertEqual(self.typed('abd', '\x02', 'c', '\x05', 'e'), 'abcde')
        self.assertEqual(self.typed('abd', LEFT, 'c', RIGHT, 'e'), 'abcde')
        self.assertEqual(self.typed('bcd', '\x01\x06', 'x'), 'bxcd')
        self.assertEqual(self.typed('one two', '\x1bb', 'x'), 'one xtwo')
        self.assertEqual(self.typed('one two', '\x01', '\x1bf', 'x'),
                         'onex two')

    def test_deleting(self):
        self.assertEqual(self.typed('abc', '\x02\x04'), 'ab')
        self.assertEqual(self.typed('abc', '\x08'), 'ab')
        self.assertEqual(self.typed('abc', '\x7f'), 'ab')
        self.assertEqual(self.typed('abc', '\x02\x0b'), 'ab')
        # the whole line, wherever the cursor is
        self.assertEqual(self.typed('abcd', '\x02\x02', '\x15', 'x'), 'x')
        self.assertEqual(self.typed('abcd', '\x02\x02', '\x18', 'x'), 'x')
        self.assertEqual(self.typed('one two', '\x17', 'x'), 'one x')
        self.assertEqual(self.typed('one two', '\x1b\x7f', 'x'), 'one x')
        self.assertEqual(self.typed('one two', '\x01', '\x1bd', 'x'),
                         'x two')
        self.assertEqual(self.typed('one two', '\x17', '\x19\x19'),
                         'one twotwo')

    def test_history_of_each_mode(self):
        s = self.open()
        s.enter('show cli')
        s.enter('configure')
        s.enter('status')
        s.type('\x10')
        self.assertTrue(s.lines()[-1].endswith('# status'))
        s.type('\x10\x10')
        self.assertTrue(s.lines()[-1].endswith('# status'))
        s.type('\x15exit\r')
        s.type(UP)
        self.assertTrue(s.lines()[-1].endswith('> configure'))
        s.type(UP)
        self.assertTrue(s.lines()[-1].endswith('> show cli'))
        s.type(DOWN)
        self.assertTrue(s.lines()[-1].endswith('> configure'))
        s.type('\x15')
        s.type('\x12show')
        self.assertIn('show cli', s.lines()[-1])
        s.type('\x05')
        self.assertTrue(s.lines()[-1].endswith('> show cli'))
        s.type('\x15')
        self.assertRegex(s.ask('show cli history')[0],
                         r'^  \d\d:\d\d:\d\d -- show cli$')

    def test_word_of_the_history(self):
        s = self.open()
        s.enter('show interfaces ge-0/0/0 terse')
        s.type('show arp ge\x1b/')
        self.assertTrue(s.lines()[-1].endswith('show arp ge-0/0/0'))

    def test_last_word(self):
        s = self.open()
        s.enter('show configuration security')
        s.type('show \x1b.')
        self.assertTrue(s.lines()[-1].endswith('> show security'))

    def test_stop_key_does_not_stop(self):
        self.assertEqual(self.typed('ab', '\x1a', 'c'), 'abc')

    def test_end_of_input_only_on_an_empty_line(self):
        s = self.open()
        s.type('abc\x04')
        self.assertTrue(s.lines()[-1].endswith('> abc'))
        s.type('\x15\x04')
        self.assertFalse(s.alive())


class Row(Case):
    size = (20, 40)

    def test_scrolls(self):
        s = self.open()
        prompt = len(s.lines()[-1]) + 1
        s.enter('set cli complete-on-space off')
        s.clear()
        s.type('show ' + 'a' * (35 - prompt - 5))
        before = s.lines()[-1]
        self.assertNotIn('...', before)
        s.type('bcdefghijkl')
        row = s.lines()[-1]
        self.assertEqual(len(s.lines()), 1)
        self.assertEqual(row[prompt:prompt + 3], '...')
        self.assertTrue(row.endswith('bcdefghijkl'))
        self.assertEqual(s.screen.cursor.x, len(row))
        s.type('\x01')
        self.assertEqual(s.lines()[-1][prompt:prompt + 5], 'show ')
        self.assertEqual(s.screen.cursor.x, prompt)
        s.type('\x05')
        self.assertEqual(s.lines()[-1], row)

    def test_caret_under_a_scrolled_row(self):
        s = self.open()
        s.enter('configure')
        s.enter('set security address-book global address web9 10.0.0.1/99')
        v = [line for line in s.lines() if '...' in line or '^' in line]
        self.assertTrue(v[0].endswith('10.0.0.1/99'))
        self.assertEqual(v[1].index('^'), len(v[0]))

    def test_window_changes_its_size(self):
        s = self.open()
        s.type('show ' + 'x' * 40)
        self.assertIn('...', s.lines()[-1])
        s.screen.resize(20, 100)
        s.p.setwinsize(20, 100)
        s.settle()
        s.type('y')
        self.assertNotIn('...', s.lines()[-1])
        self.assertTrue(s.lines()[-1].endswith('x' * 40 + 'y'))
        s.type('\x15')
        s.enter('set cli screen-width 50')
        s.p.setwinsize(20, 90)
        s.settle()
        s.type('show ' + 'x' * 60)
        self.assertIn('...', s.lines()[-1])


class Paste(Case):
    def paste(self, s, text, limit=60):
        """All at once, as fast as the terminal takes it."""
        t = threading.Thread(target=s.p.send, args=(text,), daemon=True)
        t.start()
        end = time.time() + limit
        while t.is_alive() and time.time() < end:
            s.settle(1)
        s.settle(limit)

    def test_hundreds_of_lines(self):
        s = self.open()
        s.enter('configure')
        n = 400
        text = ''.join('set security address-book global address p%d '
                       '10.%d.%d.0/24\r' % (i, 100 + i // 250, i % 250)
                       for i in range(n))
        start = time.time()
        self.paste(s, text)
        took = time.time() - start
        self.assertLess(took, 20)
        self.assertEqual(
            s.ask('show security address-book global | match p | count')[0],
            'Count: %d lines' % n)
        self.assertNotIn('^', '\n'.join(s.lines()))
        s.enter('rollback 0')

    def test_commands_and_answers(self):
        """What is pasted behind a question answers it."""
        s = self.open()
        self.paste(s, 'configure\rset security address-book global address q '
                 '10.9.9.9/32\redit security\rdelete\ryes\rtop\r'
                   'show | compare\r')
        self.assertIn('-  security {', '\n'.join(s.lines()))
        s.enter('rollback 0')
        self.assertEqual(s.ask('show | compare')[:2], ['', '[edit]'])

    def test_long_line(self):
        """Longer than a terminal's own line buffer."""
        s = self.open()
        s.enter('configure')
        words = ' '.join('junos-http' for _ in range(600))
        self.paste(s, 'set interfaces ge-0/0/0 description "%s"\r' % words)
        rc, out, err = self.manager.run('configure', 'show interfaces '
                                        'ge-0/0/0 description')
        self.assertIn('description "%s";' % words, out)
        s.enter('rollback 0')


class Pager(Case):
    size = (12, 100)

    def open_pager(self):
        s = self.open()
        s.enter('show configuration')
        self.assertEqual(s.lines()[-1], '---(more)---')
        return s

    def test_help(self):
        s = self.open_pager()
        s.screen.resize(60, 100)
        s.type('h')
        shown = '\n'.join(s.lines())
        self.assertIn('---(Help for CLI automore)---', shown)
        for key in ('c or C', 'm or M', 'e or E', 's or S', 'Quit automore'):
            self.assertIn(key, shown)
        s.type('q')

    def test_match_except_clear(self):
        s = self.open_pager()
        s.type('m')
        s.type('zone\r')
        shown = '\n'.join(s.lines()[:-2])
        self.assertIn('security-zone trust {', shown)
        self.assertNotIn('host-name', shown)
        s = self.open_pager()
        s.type('e')
        s.type('host-name\r')
        self.assertNotIn('host-name', '\n'.join(s.lines()))
        s.type('c')
        s.type('g')
        self.assertIn('host-name', '\n'.join(s.lines()))
        s.type('q')

    def test_save(self):
        s = self.open_pager()
        s.type('s')
        s.type('pager.out\r')
        s.type('N')
        self.assertRegex('\n'.join(s.lines()),
                         r"Wrote \d+ lines of output to 'pager.out'")
        with open(os.path.join(self.manager.dir, 'pager.out')) as f:
            text = f.read()
        self.assertTrue(text.startswith('## Last commit'))
        self.assertTrue(text.endswith('}\n'))

    def test_backwards(self):
        s = self.open_pager()
        s.type('  ')
        s.type('?')
        s.type('host-name\r')
        self.assertIn('host-name', s.lines()[0])
        s.type('?')
        s.type('nowhere\r')
        self.assertIn('Pattern not found', s.lines()[-1])
        s.type('q')

    def test_lines_and_pages(self):
        s = self.open_pager()
        top = s.lines()[0]
        s.type('j')
        self.assertNotEqual(s.lines()[0], top)
        s.type('\x7f')
        s.type('\x7f')
        s.type('g')
        self.assertTrue(s.lines()[0].startswith('## Last commit'))
        for key in ('q', 'Q', '\x03', '\x0b'):
            s = self.open_pager()
            s.type(key)
            self.assertTrue(s.lines()[-1].endswith('@fw>'), repr(key))

    def test_quoted_question(self):
        """The cursor keys of a terminal work as well."""
        s = self.open_pager()
        s.type('\x1b[6~')
        second = s.lines()
        s.type('\x1b[5~')
        s.type('\x1b[6~')
        self.assertEqual(s.lines()[-2], second[-2])
        s.type('q')


class Settings(Case):
    def test_folder(self):
        s = self.open()
        self.assertEqual(s.ask('set cli directory /')[0],
                         'Current directory: /')
        self.assertEqual(s.ask('set cli directory /nowhere')[0],
                         'error: could not change directory: No such file or '
                         'directory')
        self.assertIn("CLI working directory is '/'", s.ask('show cli'))

    def test_timestamp(self):
        s = self.open()
        self.assertEqual(s.ask('set cli timestamp')[0],
                         'CLI timestamp set to: %b %d %T')
        self.assertRegex(s.ask('show cli')[0],
                         r'^[A-Z][a-z]{2} \d\d \d\d:\d\d:\d\d$')
        s.enter('set cli timestamp format %Y')
        self.assertRegex(s.ask('show cli')[0], r'^\d{4}$')
        s.enter('set cli timestamp disable')
        self.assertIn('CLI timestamp disabled', s.ask('show cli'))

    def test_host_name_changes_at_commit(self):
        s = self.open()
        s.enter('configure')
        s.enter('set system host-name fw2')
        self.assertIn('@fw#', s.lines()[-1])
        s.enter('commit')
        self.assertIn('@fw2#', s.lines()[-1])
        s.enter('set system host-name fw')
        s.enter('commit')

    def test_messages_above_the_line(self):
        s = self.open()
        s.type('show ver')
        other = self.open()
        other.enter('configure')
        other.enter('set system host-name fw3')
        other.enter('commit')
        other.enter('set system host-name fw')
        other.enter('commit')
        self.assertTrue(s.lines()[-1].endswith('show ver'))
        s.enter('')
        self.assertIn('Hostname: fw', s.lines())


class Idle(Case):
    """Two sessions stand still for as long as it takes, one does not."""

    def test_closed(self):
        a, b, c = self.open(), self.open(), self.open()
        a.enter('set cli idle-timeout 1')
        b.enter('set cli idle-timeout 2')
        c.enter('set cli idle-timeout 1')
        b.type('show ver')
        end = time.time() + 80
        while time.time() < end and (a.alive() or len(b.lines()) < 6):
            time.sleep(5)
            c.type('x\x7f')
            a.settle()
            b.settle()
        self.assertFalse(a.alive())
        shown = '\n'.join(a.lines())
        self.assertIn('Warning: session will be closed in 10 seconds if there '
                      'is no activity', shown)
        self.assertIn('Idle timeout exceeded: closing session', shown)
        self.assertIn('Warning: session will be closed in 1 minute if there '
                      'is no activity', '\n'.join(b.lines()))
        self.assertTrue(b.lines()[-1].endswith('show ver'))
        self.assertTrue(c.alive())


if __name__ == '__main__':
    main()
