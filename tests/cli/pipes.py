#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every pipe, behind what it is for, and faults in the form that is asked."""
import json
import os
import sys
from xml.etree import ElementTree

sys.path.insert(0, os.path.join(os.path.dirname(__file__), 'lib'))
from harness import BASE, Case, main  # noqa: E402

XNM = '{http://xml.juniper.net/xnm/1.1/xnm}'

SIX = BASE + '''
interfaces {
    ge-0/0/2 { unit 0 { family inet6 { address 2001:DB8:0:0:1:0:0:1/64; } } }
}
'''


class Pipes(Case):
    config = SIX

    def lines(self, *commands, status=0):
        rc, out, err = self.manager.run(*commands)
        self.assertEqual((rc, err), (status, ''))
        return out.splitlines()

    def configured(self, *commands):
        return self.lines('configure', *commands)[1:]

    def test_rfc5952(self):
        show = 'show interfaces ge-0/0/2'
        want = ['unit 0 {', '    family inet6 {',
                '        address 2001:db8::1:0:0:1/64;', '    }', '}']
        self.assertEqual(self.configured(show + ' | display rfc5952'), want)
        self.assertEqual(
            self.lines('show configuration interfaces ge-0/0/2 | '
                       'display rfc5952 | display set'),
            ['set interfaces ge-0/0/2 unit 0 family inet6 address '
             '2001:db8::1:0:0:1/64'])

    def test_commit_scripts(self):
        show = 'show interfaces ge-0/0/0'
        self.assertEqual(self.configured(show + ' | display commit-scripts'),
                         self.configured(show))
        self.assertEqual(
            self.configured(show + ' | display commit-scripts no-transients'),
            self.configured(show))
        self.assertIn(
            '<description>to inside</description>',
            ''.join(self.configured(show + ' | display commit-scripts view')))

    def test_max_depth(self):
        self.assertEqual(
            self.lines('show configuration security zones | '
                       'display max-depth 1'),
            ['security-zone trust {', '    host-inbound-traffic { ... }',
             '    interfaces {', '        ge-0/0/0.0;', '    }', '}',
             'security-zone untrust {', '    interfaces {',
             '        ge-0/0/1.0;', '    }', '}'])
        self.assertEqual(
            self.lines('show configuration interfaces | display max-depth 1 '
                       '| match ge-0/0/0', 'show configuration interfaces | '
                       'display max-depth 2 | find "ge-0/0/2" | last 4'),
            ['ge-0/0/0 {', 'ge-0/0/2 {', '    unit 0 {',
             '        family inet6 { ... }', '    }', '}'][:1] +
            ['    unit 0 {', '        family inet6 { ... }', '    }', '}'])

    def test_max_depth_of_other_forms(self):
        show = 'show configuration security zones | display max-depth '
        xml = [line.strip() for line in self.lines(show + '1 | display xml')]
        self.assertIn('<name>trust</name>', xml)
        self.assertIn('<host-inbound-traffic>', xml)
        self.assertNotIn('<system-services>', xml)
        at = xml.index('<host-inbound-traffic>')
        self.assertEqual(xml[at + 1], '</host-inbound-traffic>')
        xml = [line.strip() for line in self.lines(show + '2 | display xml')]
        self.assertIn('<system-services>', xml)
        doc = json.loads('\n'.join(
            self.lines(show + '1 | display json')))
        zone = doc['configuration']['security']['zones']['security-zone'][0]
        self.assertEqual(zone['name'], 'trust')
        self.assertEqual(zone['host-inbound-traffic'], {})
        self.assertEqual(zone['interfaces'], [{'name': 'ge-0/0/0.0'}])

    def test_max_depth_of_commands(self):
        show = 'show configuration security zones | display max-depth '
        path = 'set security zones security-zone trust '
        self.assertEqual(
            self.lines(show + '1 | display set | match trust'),
            [path + 'host-inbound-traffic', path + 'interfaces ge-0/0/0.0',
             path.replace('trust', 'untrust') + 'interfaces ge-0/0/1.0'])
        self.assertEqual(
            self.lines(show + '1 | display set relative | match " trust"'),
            [path.replace('security zones ', '') + 'host-inbound-traffic',
             path.replace('security zones ', '') + 'interfaces ge-0/0/0.0'])
        self.assertEqual(
            self.lines('show configuration security zones | display set '
                       '| display max-depth 2 | match " trust"'),
            [path + 'host-inbound-traffic system-services ssh',
             path + 'host-inbound-traffic system-services ping',
             path + 'interfaces ge-0/0/0.0'])

    def test_zeros(self):
        v = self.lines('show configuration interfaces | suppress-zeros')
        self.assertEqual(v, self.lines('show configuration interfaces'))
        v = self.lines('show system uptime | suppress-zeros | match ": 0$"')
        self.assertEqual(v, [])

    def test_append_tee_last_trim(self):
        path = os.path.join(self.manager.dir, 'out')
        show = 'show configuration interfaces ge-0/0/0 unit 0 | display set'
        self.assertEqual(self.lines(show + ' | save ' + path),
                         ["Wrote 1 lines of output to '%s'" % path])
        self.assertEqual(self.lines(show + ' | append ' + path),
                         ["Wrote 1 lines of output to '%s'" % path])
        self.assertEqual(self.lines(show + ' | tee ' + path + '2 | trim 4'),
                         ['interfaces ge-0/0/0 unit 0 family inet address '
                          '10.0.1.1/24'])
        self.assertEqual(len(open(path).read().splitlines()), 2)
        self.assertEqual(len(open(path + '2').read().splitlines()), 1)
        self.assertEqual(self.lines('show configuration | last 1'), ['}'])

    def test_compare(self):
        path = os.path.join(self.manager.dir, 'other.conf')
        with open(path, 'w') as f:
            f.write(SIX.replace('10.0.1.1/24', '10.0.1.9/24'))
        want = ['[edit interfaces ge-0/0/0 unit 0 family inet]',
                '+       address 10.0.1.1/24;', '-       address 10.0.1.9/24;']
        self.assertEqual(self.lines('show configuration | compare ' + path),
                         want)
        self.assertEqual(self.configured('show | compare ' + path), want)
        self.assertEqual(
            self.configured('show security | compare ' + path), [])
        self.assertEqual(self.lines('show configuration | compare'), [])

    def test_compare_offers_rollbacks(self):
        s = self.open()
        s.enter('configure')
        s.enter('commit')
        s.clear()
        s.type('show | compare rollback ?')
        self.assertRegex(
            '\n'.join(s.lines()),
            r'Possible completions:\n  0 {20}\d{4}-\d\d-\d\d [:\d]+ UTC by ')

    def test_help(self):
        s = self.open()
        s.type('show configuration | ?')
        self.assertEqual(s.lines()[1:16], [
            'Possible completions:',
            '  append               Append output text to file',
            '  compare              Compare configuration changes with prior '
            'version',
            '  count                Count occurrences',
            '  display              Show additional kinds of information',
            '  except               Show only text that does not match a '
            'pattern',
            '  find                 Search for first occurrence of pattern',
            '  hold                 Hold text without exiting the --More-- '
            'prompt',
            '  last                 Display end of output only',
            '  match                Show only text that matches a pattern',
            "  no-more              Don't paginate output",
            '  request              Make system-level requests',
            '  resolve              Resolve IP addresses',
            '  save                 Save output text to file',
            '  suppress-zeros       Suppresses lines with zero values'])


class Faults(Case):
    """What fails says so as <xnm:error> when XML is asked for."""

    def reply(self, *commands, status=1, text=None):
        rc, out, err = self.manager.run('configure', 'rollback 0', *commands,
                                        text=text)
        self.assertEqual((rc, err), (status, ''))
        return ElementTree.fromstring(out[out.index('<rpc-reply'):
                                          out.index('</rpc-reply>') + 12])

    def fault(self, element):
        return {child.tag.replace(XNM, ''): child.text for child in element}

    def faults(self, reply, kind='error'):
        return [self.fault(e) for e in reply.iter(XNM + kind)]

    def break_it(self):
        return ('delete security policies from-zone trust to-zone untrust '
                'policy allow-web then',
                'set security zones security-zone untrust interfaces '
                'ge-0/0/7.0')

    missing = {
        'edit-path': '[edit security policies from-zone trust to-zone '
                     'untrust]',
        'statement': 'policy allow-web',
        'message': "Missing mandatory statement: 'then'"}

    def test_commit(self):
        for command, what in (('commit', 'commit failed'),
                              ('commit check',
                               'configuration check-out failed')):
            r = self.reply(*self.break_it(), command + ' | display xml')
            v = self.faults(r.find('commit-results'))
            self.assertIn(self.missing, v)
            self.assertIn({
                'edit-path': '[edit security zones security-zone untrust]',
                'statement': 'interfaces ge-0/0/7.0',
                'message': 'Interface ge-0/0/7.0 must be configured under '
                           'interfaces'}, v)
            self.assertEqual(v[-1], {'message': what + ': (missing mandatory '
                                                'statements)'})
            self.assertEqual(r.find('cli/banner').text, '[edit]')

    def test_success(self):
        for command, tag in (('commit', 'commit-success'),
                             ('commit check', 'commit-check-success')):
            r = self.reply(command + ' | display xml', status=0)
            e = r.find('commit-results/routing-engine')
            self.assertEqual([c.tag for c in e], ['name', tag])
            self.assertEqual(e.find('name').text, 're0')
        rc, out, err = self.manager.run('configure',
                                        'commit check | display json')
        self.assertIn('"commit-check-success" : [', out)

    def test_warning(self):
        r = self.reply('set system services telnet',
                       'commit check | display xml', status=0)
        v = self.faults(r, 'warning')
        self.assertTrue(v and v[0]['edit-path'].startswith('[edit system'), v)

    def test_load(self):
        r = self.reply('load set terminal | display xml',
                       text='set protocols ospf metric 1\n')
        v = self.faults(r.find('load-configuration-results'))
        self.assertEqual(v, [{'filename': 'terminal', 'line-number': '1',
                              'column': v[0]['column'], 'token': 'metric',
                              'message': 'syntax error'}])
        r = self.reply('load merge terminal | display xml',
                       text='protocols { ospf { metric 65450; } }\n')
        v = self.faults(r.find('load-configuration-results'))[0]
        self.assertEqual(
            (v['edit-path'], v['statement'], v['token'], v['message']),
            ('[edit protocols ospf]', 'metric 65450;', 'metric',
             'syntax error'))
        self.assertEqual(
            r.find('load-configuration-results/load-error-count').text, '1')
        r = self.reply('load merge terminal | display xml', status=0,
                       text='system { domain-name x.example; }\n')
        self.assertIsNotNone(
            r.find('load-configuration-results/load-success'))

    def test_single(self):
        r = self.reply('load merge /nowhere | display xml')
        self.assertEqual(
            self.faults(r), [{'message': "could not open file '/nowhere': "
                                         'No such file or directory'}])
        r = self.reply('rollback 9 | display xml')
        self.assertEqual(
            self.faults(r),
            [{'message': 'rollback configuration 9 does not exist'}])


if __name__ == '__main__':
    main()
