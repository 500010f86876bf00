#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""show and what `| display` makes of it."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), 'lib'))
from harness import BASE, USER, Case, Manager, main  # noqa: E402

GROUPS = BASE + '''
groups { g { interfaces { <ge-*> { mtu 1600; } } } }
apply-groups g;
policy-options {
    prefix-list locals {
        apply-path "interfaces <*> unit <*> family inet address <*>";
    }
}
'''


class Display(Case):
    def setUp(self):
        self.manager = Manager(GROUPS)
        self.addCleanup(self.manager.stop)
        self.s = self.open()
        self.s.enter('configure')

    def show(self, command):
        return self.s.ask(command)[:-3]

    def test_inheritance(self):
        self.s.enter('set interfaces interface-range lan member ge-0/0/3')
        self.s.enter('set interfaces interface-range lan disable')
        self.assertEqual(
            self.show('show interfaces ge-0/0/3 | display inheritance'), [
                '##',
                "## 'disable' was expanded from interface-range 'lan'",
                '##',
                'disable;',
                '##',
                "## '1600' was inherited from group 'g'",
                '##',
                'mtu 1600;'])
        self.assertEqual(
            self.show('show interfaces ge-0/0/3 | display inheritance brief'),
            ["## 'disable' was expanded from interface-range 'lan'",
             'disable;', "## '1600' was inherited from group 'g'",
             'mtu 1600;'])
        self.assertEqual(
            self.show('show interfaces ge-0/0/3 | display inheritance terse'),
            ["disable; ## expanded from interface-range 'lan'",
             "mtu 1600; ## inherited from group 'g'"])
        self.assertEqual(
            self.show('show interfaces ge-0/0/3 | display inheritance '
                      'no-comments | match mtu | no-more'), ['mtu 1600;'])
        self.assertEqual(
            self.show('show interfaces ge-0/0/3 | display inheritance | '
                      'display set'),
            ['set interfaces ge-0/0/3 disable',
             'set interfaces ge-0/0/3 mtu 1600'])
        self.assertEqual(self.show('show interfaces ge-0/0/3'), [])

    def test_apply_path(self):
        self.assertEqual(
            self.show('show policy-options | display inheritance'), [
                'prefix-list locals {',
                '    ##',
                '    ## apply-path was expanded to:',
                '    ##     10.0.1.0/24;',
                '    ##     203.0.113.0/24;',
                '    ##',
                '    apply-path "interfaces <*> unit <*> family inet '
                'address <*>";',
                '}'])

    def test_faults_in_place(self):
        self.s.enter('set security zones security-zone untrust interfaces '
                     'ge-0/0/9.0')
        self.s.enter('delete security policies from-zone trust to-zone '
                     'untrust policy allow-web then')
        self.assertEqual(
            self.show('show security policies')[7:],
            ["        ## Warning: missing mandatory statement(s): 'then'",
             '    }', '}'])
        self.assertEqual(
            self.show('show security zones security-zone untrust'),
            ['interfaces {', '    ge-0/0/1.0;', '    ##',
             '    ## Warning: Interface ge-0/0/9.0 must be configured under '
             'interfaces', '    ##', '    ge-0/0/9.0;', '}'])

    def test_omit(self):
        self.s.enter('set system apply-flags omit')
        self.assertEqual(self.show('show | match OMITTED'),
                         ['system { /* OMITTED */ };'])
        self.assertEqual(self.show('show | display omit | match omit'),
                         ['    apply-flags omit;'])

    def test_detail(self):
        self.assertEqual(self.show('show system | display detail'),
                         ['##', '## host-name: Hostname for this router',
                          '##', 'host-name fw;'])

    def test_changed(self):
        self.s.enter('set system domain-name x.example')
        v = self.show('show system | display changed | display xml')
        self.assertIn('        <system junos:changed="changed">', v)
        self.assertIn('            <host-name>fw</host-name>', v)
        self.assertIn('            <domain-name junos:changed="changed">'
                      'x.example</domain-name>', v)

    def test_marks_of_the_level(self):
        self.s.enter('set interfaces ge-0/0/1 mtu 1500')
        self.s.enter('deactivate interfaces ge-0/0/1')
        self.s.enter('protect interfaces ge-0/0/1 unit 0')
        above = ['##', '## inactive: interfaces ge-0/0/1', '##']
        self.assertEqual(self.show('show interfaces ge-0/0/1 mtu'),
                         above + ['mtu 1500;'])
        self.assertEqual(
            self.show('show interfaces ge-0/0/1 unit 0 family inet'),
            above + ['##', '## protect: interfaces ge-0/0/1 unit 0', '##',
                     'address 203.0.113.1/24;'])
        self.s.enter('edit interfaces ge-0/0/1')
        self.assertEqual(self.show('show')[:4], above + ['mtu 1500;'])
        self.assertEqual(self.show('show mtu | display set relative'),
                         ['set mtu 1500'])

    def test_stamps(self):
        s = self.open()     # a line longer than the screen is cut in two
        v = ''.join(s.ask('show configuration system | display xml'))
        self.assertRegex(
            v, r'<configuration junos:commit-seconds="\d+" '
            r'junos:commit-localtime="[-\d]+ [:\d]+ UTC" '
            r'junos:commit-user="%s">' % USER)
        v = ' '.join(x.strip() for x in
                     self.show('show system | display json'))
        self.assertRegex(
            v, r'^{ "configuration" : { "@" : { '
            r'"junos:changed-seconds" : "\d+", '
            r'"junos:changed-localtime" : "[-\d]+ [:\d]+ UTC" }, "system"')

    def test_relative(self):
        self.s.enter('edit interfaces ge-0/0/0')
        self.assertEqual(
            self.show('show | display set relative'),
            ['set description "to inside"',
             'set unit 0 family inet address 10.0.1.1/24'])

    def test_all_instances(self):
        self.s.enter('set system name-server [ 192.0.2.1 192.0.2.2 ]')
        self.assertEqual(self.show('show system name-server'),
                         ['192.0.2.1;', '192.0.2.2;'])


if __name__ == '__main__':
    main()
