#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may do what: real users of the system, through our shell and past it.
What must be denied is most of this."""
import os
import pickle
import pwd
import random
import socket
import struct
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), 'lib'))
from harness import BASE, BUILD, Case, Screen, main  # noqa: E402
import subprocess  # noqa: E402

CONFIG = BASE.replace('host-name fw;', '''host-name fw;
    root-authentication { encrypted-password "$6$salt$hash"; }
    login {
        class editor { permissions [ configure control view
                                     view-configuration ]; }
        class noc {
            permissions [ view view-configuration ];
            allow-commands "(clear security flow.*)|(request system configuration.*)";
            deny-commands "(show version)|(show system.*)";
            deny-configuration "security zones";
        }
        class probe { permissions view; }
        class router { permissions all;
                       deny-configuration "routing-options static route .* (tag|metric)"; }
        user news { class router; }
        user nobody { class read-only; }
        user daemon { class operator; }
        user bin { class unauthorized; }
        user sys { class super-user; }
        user games { class editor; }
        user man { class noc; }
        user lp { class probe; }
        user mail { class unauthorized; }
    }''')

SECRET = '$6$salt$hash'


def as_user(name, fn):
    """What @fn returns in a process of that user."""
    r, w = os.pipe()
    pid = os.fork()
    if not pid:
        try:
            p = pwd.getpwnam(name)
            os.setgroups([])
            os.setresgid(p.pw_gid, p.pw_gid, p.pw_gid)
            os.setresuid(p.pw_uid, p.pw_uid, p.pw_uid)
            os.write(w, pickle.dumps(fn()))
        finally:
            os._exit(0)
    os.close(w)
    data = b''
    while True:
        part = os.read(r, 65536)
        if not part:
            break
        data += part
    os.close(r)
    os.waitpid(pid, 0)
    return pickle.loads(data)


class Raw:
    """The protocol without our shell: frames as they are."""
    HELLO, EXEC, COMPLETE, ANSWER = 1, 2, 3, 4
    OUT, ERR, CARET, ASK, PROMPT, DONE, EXIT = 64, 65, 67, 68, 69, 73, 74

    def __init__(self, path):
        self.s = socket.socket(socket.AF_UNIX)
        self.s.settimeout(20)
        self.s.connect(path)

    def send(self, kind, data=b''):
        self.s.sendall(struct.pack('>IB', len(data) + 1, kind) + data)

    def exactly(self, n):
        data = b''
        while len(data) < n:
            part = self.s.recv(n - len(data))
            if not part:
                raise EOFError
            data += part
        return data

    def answer(self):
        """Frames up to DONE, EXIT, a question or the end."""
        frames = []
        try:
            while True:
                n, kind = struct.unpack('>IB', self.exactly(5))
                frames.append((kind, self.exactly(n - 1)))
                if kind in (self.DONE, self.EXIT, self.ASK):
                    break
        except (EOFError, ConnectionError):
            frames.append((0, b''))
        return frames

    def run(self, line):
        """All questions are answered with yes."""
        self.send(self.EXEC, line.encode())
        frames = self.answer()
        while frames[-1][0] == self.ASK:
            self.send(self.ANSWER, b'yes')
            frames += self.answer()
        return frames


class AccessCase(Case):
    config = CONFIG

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        os.chmod(cls.manager.dir, 0o755)

    def cli(self, user, *commands, text=None):
        argv = ['setpriv', '--reuid', user, '--regid', 'nogroup',
                '--clear-groups', os.path.join(BUILD, 'cli'),
                '--socket', self.manager.socket]
        for c in commands:
            argv += ['-c', c]
        p = subprocess.run(argv, input=text, capture_output=True, text=True,
                           cwd='/', timeout=60)
        return p.returncode, p.stdout, p.stderr

    def root(self, *commands):
        rc, out, err = self.manager.run(*commands)
        self.assertEqual(rc, 0, err)
        return out

    def unknown(self, user, *commands):
        """As if these commands did not exist."""
        for c in commands:
            rc, out, err = self.cli(user, c)
            self.assertEqual((rc, out), (1, ''), (user, c))
            self.assertRegex(err, r'\^\n(unknown command|syntax error, '
                             r'expecting <command>)\.\n$')

    def permitted(self, user, *commands):
        for c in commands:
            rc, out, err = self.cli(user, c)
            self.assertNotIn('unknown command', err, (user, c))
            self.assertNotIn('syntax error', err, (user, c))
            self.assertNotIn('denied', err, (user, c))


class Classes(AccessCase):
    def test_read_only(self):
        self.permitted('nobody', 'show version', 'show interfaces terse',
                       'show cli', 'show cli authorization', 'help')
        self.unknown('nobody', 'configure', 'configure exclusive',
                     'clear security flow session all',
                     'start shell', 'show configuration',
                     'show configuration system', 'ping 127.0.0.1',
                     'request system configuration rescue save',
                     'request system configuration rescue delete',
                     'show system rollback 0')

    def test_operator(self):
        self.permitted('daemon', 'show version',
                       'clear security flow session all')
        self.unknown('daemon', 'configure', 'start shell',
                     'show configuration',
                     'request system configuration rescue save')

    def test_unauthorized(self):
        self.permitted('bin', 'show cli authorization', 'quit')
        self.unknown('bin', 'show version', 'configure', 'start shell',
                     'ping 127.0.0.1', 'show log messages')
        # no class is the same
        self.unknown('mail', 'show version', 'configure')

    def test_super_user(self):
        rc, out, err = self.cli('sys', 'configure', 'show system',
                                'set system host-name other', 'rollback 0')
        self.assertEqual(rc, 0, err)
        self.assertIn(SECRET, out)

    def test_stranger(self):
        rc, out, err = self.cli('www-data', 'show version')
        self.assertEqual((rc, out), (2, ''))
        self.assertEqual(err, "error: user 'www-data' has no login on this "
                         "system\n")

    def test_first_word_or_later(self):
        rc, out, err = self.cli('nobody', 'configure')
        self.assertEqual(err, 'configure\n^\nunknown command.\n')
        rc, out, err = self.cli('nobody', 'show configuration system')
        self.assertEqual(err, 'show configuration system\n     ^\n'
                         'syntax error, expecting <command>.\n')

    def test_expressions_on_commands(self):
        self.permitted('man', 'clear security flow session all', 'show interfaces terse')
        rc, out, err = self.cli('man', 'show version')
        self.assertEqual((rc, out), (1, ''))
        self.unknown('man', 'show system uptime', 'SHOW VERSION',
                     'configure', 'start shell')
        rc, out, err = self.cli('man', 'show ver')
        self.assertEqual((rc, out), (1, ''))

    def test_expressions_on_statements(self):
        rc, out, err = self.cli('man', 'show configuration security')
        self.assertEqual(rc, 0, err)
        self.assertNotIn('security-zone', out)
        self.assertIn('policies', out)
        rc, out, err = self.cli('man', 'show configuration security zones')
        self.assertEqual((rc, out), (1, ''))
        self.assertEqual(err, 'show configuration security zones\n'
                         '                                 ^\n'
                         'permission denied.\n')
        rc, out, err = self.cli('man', 'show configuration | display set')
        self.assertNotIn('security zones', out)

    def test_statements_beside_a_oneliner(self):
        line = ('set routing-options static route 10.0.0.0/8 next-hop '
                '192.0.2.1 preference 7 ')
        for word in ('tag 9', 'metric 5'):
            rc, out, err = self.cli('news', 'configure', line + word)
            self.assertEqual((rc, err), (1, line + word + '\n' +
                                         ' ' * len(line + word) + '^\n'
                                         'permission denied.\n'))
        rc, out, err = self.cli('news', 'configure', line + 'passive',
                                'show routing-options | display set')
        self.assertEqual((rc, err), (0, ''))
        self.assertIn('preference 7\n', out)
        self.assertIn('passive\n', out)

    def test_authorization(self):
        rc, out, err = self.cli('nobody', 'show cli authorization')
        self.assertEqual(out, '''\
Current user: 'nobody' class 'read-only'
Permissions:
    view        -- Can view current values and statistics
Individual command authorization:
    Allow regular expression: none
    Deny regular expression: none
    Allow configuration regular expression: none
    Deny configuration regular expression: none
''')

    def test_a_class_is_lost_at_once(self):
        s = self.screen('lp')
        self.assertIn('Hostname: fw', s.ask('show version'))
        self.root('configure',
                  'set system login user lp class unauthorized', 'commit')
        self.assertEqual(s.ask('show version')[1:2],
                         ['syntax error, expecting <command>.'])
        self.root('configure', 'delete system login user lp', 'commit')
        s.enter('show version')
        self.assertIn("error: user 'lp' has no login on this system",
                      s.lines())
        s.settle()
        self.assertFalse(s.alive())
        self.root('configure', 'set system login user lp class probe',
                  'commit')

    def screen(self, user):
        s = Screen(self.manager, 60, 100, user=user)
        self.addCleanup(s.close)
        return s

    def test_not_offered(self):
        s = self.screen('nobody')
        s.type('?')
        shown = '\n'.join(s.lines())
        self.assertIn('  show ', shown)
        for word in ('configure', 'clear', 'request', 'start', 'ping'):
            self.assertNotIn('\n  %s ' % word, shown)
        s.clear()
        s.type('show ?')
        self.assertNotIn('configuration', '\n'.join(s.lines()))
        s.type('\x15conf ')
        self.assertIn('unknown command.', '\n'.join(s.lines()))

    def test_not_offered_in_configuration(self):
        self.root('configure', 'set system login class probe permissions '
                  '[ configure interface-control ]', 'commit')
        s = self.screen('lp')
        s.enter('configure')
        s.clear()
        s.type('set ?')
        shown = '\n'.join(s.lines())
        self.assertIn('> interfaces', shown)
        for word in ('system', 'security', 'applications'):
            self.assertNotIn('> %s' % word, shown)
        s.type('\x15')
        self.root('configure', 'delete system login class probe permissions',
                  'set system login class probe permissions view', 'commit')


class Statements(AccessCase):
    # one statement of each part, and the bit that it takes
    PARTS = (
        ('set system host-name probe', 'system'),
        ('set system services ssh', 'system'),
        ('set system login user evil class super-user', 'admin'),
        ('set system login class probe permissions all', 'admin'),
        ('set interfaces ge-0/0/7 unit 0', 'interface'),
        ('set security zones security-zone evil', 'security'),
        ('set applications application evil protocol tcp', 'system'),
        ('set routing-options static route 10.9.0.0/16 discard', 'routing'),
        ('set apply-groups evil', None),
        ('set groups evil system login user evil class super-user', 'admin'),
        ('delete system', None),
        ('delete security', 'security'),
        ('deactivate interfaces', 'interface'),
        ('delete interfaces ge-0/0/0 description', 'interface'),
        ('rename security zones security-zone trust to evil', 'security'),
        ('copy interfaces ge-0/0/0 to ge-0/0/8', 'interface'),
        ('annotate security "evil"', 'security'),
        ('protect system', 'system'),
        ('replace pattern trust with evil', 'security'),
        ('top set system host-name probe', 'system'),
        ('wildcard delete security address-book global address w*',
         'security'),
    )
    BITS = ('system', 'admin', 'interface', 'security', 'routing', 'access',
            'firewall', 'snmp', 'trace', 'secret')

    def test_every_part_by_every_bit(self):
        for bit in self.BITS:
            self.permit('%s-control view-configuration' % bit)
            for (line, wants), (denied, change) in zip(self.PARTS,
                                                       self.tried()):
                self.assertEqual(denied, wants != bit, (bit, line))
                self.assertEqual(bool(change), wants == bit, (bit, line))
        self.permit('')

    def test_seeing_is_not_changing(self):
        self.permit('view-configuration system admin interface security '
                    'routing')
        for (line, wants), (denied, change) in zip(self.PARTS, self.tried()):
            self.assertTrue(denied, line)
            self.assertEqual(change, b'', line)
        self.permit('')

    def test_control_changes_them_all(self):
        self.permit('control view-configuration')
        for (line, wants), (denied, change) in zip(self.PARTS, self.tried()):
            self.assertEqual(denied, line == 'set apply-groups evil', line)
        self.permit('')

    def permit(self, bits):
        """Give lp these permissions, and that to configure."""
        self.root('configure', 'delete system login class probe permissions',
                  'set system login class probe permissions [ %s ]' %
                  ('configure ' + bits if bits else 'view'), 'commit')

    def tried(self):
        """For each of PARTS: was it denied, and what changed?"""
        path = self.manager.socket
        lines = [line for line, _ in self.PARTS]

        def probe():
            r = Raw(path)
            r.send(Raw.HELLO, b'\0' * 4)
            r.answer()
            r.run('configure private')
            seen = []
            for line in lines:
                frames = r.run(line)
                while frames[-1][0] == Raw.ASK:
                    r.send(Raw.ANSWER, b'yes')
                    frames += r.answer()
                denied = any(b'permission denied' in data
                             for _, data in frames)
                change = b''.join(data for k, data in r.run('show | compare')
                                  if k == Raw.OUT)
                seen.append((denied, change))
                r.run('rollback 0')
            return seen
        return as_user('lp', probe)

    def test_rollback(self):
        rc, out, err = self.cli('games', 'configure', 'rollback 1')
        self.assertEqual(err, 'rollback 1\n          ^\n'
                         'permission denied.\n')
        rc, out, err = self.cli('games', 'configure', 'rollback rescue')
        self.assertIn('permission denied.', err)
        rc, out, err = self.cli('games', 'configure', 'rollback 0')
        self.assertEqual((rc, err), (0, ''))

    def test_load(self):
        self.root('configure', 'delete system login class probe permissions',
                  'set system login class probe permissions [ configure '
                  'security-control view-configuration ]', 'commit')
        text = ('system { host-name evil; login { user evil { class '
                'super-user; } } }\nsecurity { address-book { global { '
                'address good 10.0.0.9/32; } } }\n\x04\n')
        rc, out, err = self.cli(
            'lp', text='configure private\nload merge terminal\n' + text +
            'show | compare\n')
        self.assertIn('permission denied: system host-name evil\n', err)
        self.assertIn('permission denied: system login user evil\n', err)
        self.assertIn('load complete (2 errors)\n', out)
        self.assertIn('+    address good 10.0.0.9/32;', out)
        self.assertNotIn('evil', out)
        rc, out, err = self.cli(
            'lp', text='configure private\nload override terminal\n' + text +
            'show | compare\n')
        self.assertNotIn('evil', out)
        self.assertNotIn('host-name fw', out)
        self.root('configure', 'delete system login class probe permissions',
                  'set system login class probe permissions view', 'commit')

    def test_hidden_parts(self):
        self.root('configure', 'delete system login class probe permissions',
                  'set system login class probe permissions [ configure '
                  'interface ]', 'commit')
        rc, out, err = self.cli('lp', 'show configuration')
        self.assertIn('system { /* ACCESS-DENIED */ };\n'
                      'security { /* ACCESS-DENIED */ };\n'
                      'interfaces {\n', out)
        for what in ('xml', 'json', 'set'):
            rc, out, err = self.cli('lp', 'show configuration | display ' +
                                    what)
            self.assertNotIn('trust', out)
            self.assertNotIn('host-name', out)
            self.assertIn('ge-0/0/0', out)
        rc, out, err = self.cli('lp', 'configure', 'show security zones',
                                'save terminal')
        self.assertNotIn('trust', out)
        self.assertIn('permission denied.', err)
        self.assertIn('ge-0/0/0', out)
        rc, out, err = self.cli('lp', 'configure',
                                'show | compare rollback 1')
        self.assertEqual(out, 'Entering configuration mode\n')
        self.root('configure', 'delete system login class probe permissions',
                  'set system login class probe permissions view', 'commit')


class Secrets(AccessCase):
    def test_hidden_everywhere(self):
        self.root('configure', 'delete system login class editor permissions',
                  'set system login class editor permissions [ configure '
                  'admin-control system-control view-configuration rollback '
                  'maintenance ]', 'commit')
        self.root('configure', 'set system root-authentication '
                  'encrypted-password "$6$salt$other"', 'commit')
        for line in ('show configuration', 'show configuration | display set',
                     'show configuration | display xml',
                     'show configuration | display json',
                     'show system rollback 0', 'show system rollback 1',
                     'show system rollback 0 compare 1'):
            rc, out, err = self.cli('games', line)
            self.assertEqual((rc, err), (0, ''), line)
            self.assertNotIn('$6$', out, line)
            self.assertIn('SECRET-DATA', out, line)
        for line in ('show', 'show system root-authentication',
                     'show | compare rollback 1', 'save terminal',
                     'show | display inheritance'):
            rc, out, err = self.cli('games', 'configure', line)
            self.assertEqual((rc, err), (0, ''), line)
            self.assertNotIn('$6$', out, line)
            self.assertIn('SECRET-DATA', out, line)
        rc, out, err = self.cli('games', 'show configuration system '
                                'root-authentication')
        self.assertEqual(out, 'encrypted-password /* SECRET-DATA */; '
                         '## SECRET-DATA\n')

    def test_not_changed(self):
        for line in ('set system root-authentication encrypted-password x',
                     'set system root-authentication plain-text-password',
                     'delete system root-authentication',
                     'replace pattern salt with known'):
            rc, out, err = self.cli('games', 'configure private',
                                    line, 'show | compare')
            self.assertIn('permission denied', err, line)
            self.assertEqual(out.split('mode\n')[1], '', line)

    def test_files(self):
        state = os.path.join(self.manager.dir, 'state')
        for name in os.listdir(state):
            path = os.path.join(state, name)
            if os.path.isfile(path):
                self.assertEqual(os.stat(path).st_mode & 0o077, 0, name)
        self.assertEqual(os.stat(state).st_mode & 0o077, 0)

    def test_dialogue(self):
        s = self.open()
        s.enter('configure')
        s.clear()
        s.enter('set system login user u9 authentication plain-text-password')
        self.assertEqual(s.lines()[-1], 'New password:')
        s.enter('Secret.1')
        self.assertEqual(s.lines()[-1], 'Retype new password:')
        s.enter('Secret.1')
        self.assertNotIn('Secret.1', '\n'.join(s.lines()))
        self.assertRegex(
            ''.join(s.ask('show system login user u9 authentication')[:2]),
            r'^encrypted-password "\$6\$[./0-9A-Za-z]{16}\$'
            r'[./0-9A-Za-z]{86}"; ## SECRET-DATA')
        for first, second, want in (
                ('abc', None, 'error: minimum password length is 6'),
                ('abcdefgh', None, 'error: require change of case, digits '
                 'or punctuation'),
                ('abcdefG1', 'abcdefG2', 'error: Passwords are not equal; '
                 'aborting')):
            s.clear()
            s.enter('set system login user u9 authentication '
                    'plain-text-password')
            s.enter(first)
            if second:
                s.enter(second)
            self.assertIn(want, s.lines())
        s.enter('rollback 0')


class PastTheShell(AccessCase):
    def test_no_more_than_the_shell(self):
        path = self.manager.socket

        def probe():
            r = Raw(path)
            r.send(Raw.HELLO, b'\0' * 4)
            r.answer()
            seen = []
            for line in ('configure', 'show configuration', 'start shell',
                         'set system host-name evil', 'commit',
                         'request system configuration rescue save',
                         'run show configuration', 'load merge terminal'):
                seen.append((line, r.run(line)))
            return seen
        for line, frames in as_user('nobody', probe):
            self.assertEqual([k for k, _ in frames],
                             [Raw.CARET, Raw.PROMPT, Raw.DONE], line)
            self.assertIn(frames[0][1].split(b'\0')[1],
                          (b'unknown command.',
                           b'syntax error, expecting <command>.'))
            self.assertEqual(frames[-1], (Raw.DONE, b'1'))

    def test_answers_nobody_asked_for(self):
        path = self.manager.socket

        def probe():
            r = Raw(path)
            r.send(Raw.HELLO, b'\0' * 4)
            r.answer()
            r.send(Raw.ANSWER, b'yes')
            return r.answer()
        self.assertEqual(as_user('nobody', probe), [(0, b'')])

    def test_stranger_gets_no_completion(self):
        path = self.manager.socket

        def probe():
            r = Raw(path)
            r.send(Raw.COMPLETE, b'?show ')
            return r.answer()
        frames = as_user('www-data', probe)
        self.assertEqual([k for k, _ in frames], [Raw.ERR, Raw.EXIT])

    def test_garbage(self):
        path = self.manager.socket
        rnd = random.Random(5)

        def probe():
            for i in range(300):
                s = socket.socket(socket.AF_UNIX)
                s.settimeout(0.02)
                s.connect(path)
                n = rnd.randrange(1, 400)
                data = bytes(rnd.randrange(256) for _ in range(n))
                if i % 3:
                    data = struct.pack('>IB', len(data) + 1,
                                       rnd.choice((1, 2, 3, 4, 5, 99))) + data
                try:
                    s.sendall(data)
                    if i % 2:
                        s.recv(100)
                except OSError:
                    pass
                s.close()
            return True
        for user in ('nobody', 'www-data'):
            self.assertTrue(as_user(user, probe))
        self.assertIn('Hostname: fw', self.root('show version'))

    def test_large_frames(self):
        path = self.manager.socket

        def probe():
            r = Raw(path)
            r.send(Raw.HELLO, b'\0' * 4)
            r.answer()
            try:
                r.send(Raw.EXEC, b'show version ' + b'a' * (2 << 20))
            except OSError:
                pass
            return r.answer()
        self.assertEqual(as_user('nobody', probe), [(0, b'')])

    def test_many_sessions(self):
        path = self.manager.socket

        def probe():
            v = []
            for _ in range(40):
                r = Raw(path)
                try:
                    r.send(Raw.HELLO, b'\0' * 4)
                    v.append((r, r.answer()[-1][0]))
                except OSError:
                    v.append((r, 0))
            return [k for _, k in v]
        kinds = as_user('nobody', probe)
        self.assertEqual(kinds.count(Raw.DONE), 32)
        self.assertIn('Hostname: fw', self.root('show version'))

    def test_names_of_terminals_are_harmless(self):
        path = self.manager.socket
        r = Raw(path)
        r.send(Raw.HELLO, b'/dev/\x1b[2Jpts\0' + b'\0' * 3)
        r.answer()
        self.assertNotIn('\x1b', self.root('show system users'))


class Greeting(AccessCase):
    config = CONFIG.replace('login {', '''login {
        message "Hands off\\nthis box";
        announcement "Mind the step";''', 1)

    def test_shown_to_people(self):
        s = self.open()
        self.shows(s, '''
Hands off
this box
Mind the step
USER@fw>
''')
        rc, out, err = self.manager.run('show cli')
        self.assertNotIn('Hands off', out)


if __name__ == '__main__':
    main()
