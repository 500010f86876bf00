#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""
Every operational command there is: it answers or says in one line why not,
as text, as XML that a parser reads, and as JSON.
"""
import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as xml

sys.path.insert(0, os.path.join(os.path.dirname(__file__), 'lib'))
from harness import BUILD, Case, main  # noqa: E402

# Those that end a session or never end by themselves have their own tests.
LIVE = ('monitor interface', 'ping', 'traceroute', 'quit', 'exit',
        'monitor security packet-drop', 'monitor traffic')
# What they say is not an answer but what they do.
ACTS = ('configure', 'set cli', 'set cli timestamp', 'clear system reboot',
        'request system zeroize')
# What a command without arguments is missing.
ARGUMENTS = {
    'clear interfaces statistics': 'all',
    'clear log': 'messages',
    'file archive': 'source base.conf destination all.tar',
    'file checksum md5': 'base.conf',
    'file checksum sha-256': 'base.conf',
    'file compare files': 'base.conf base.conf',
    'file copy': 'base.conf copy.conf',
    'file delete': 'copy.conf',
    'file rename': 'base.conf base.conf',
    'file show': 'base.conf',
    'help apropos': 'zone',
    'help reference': 'show version',
    'help topic': 'security zones',
    'monitor security flow file': 'trace',
    'monitor security flow filter': 'f1',
    'monitor start': 'messages',
    'request chassis cluster data-plane userspace': 'forwarding arm',
    'request chassis cluster failover': 'redundancy-group 1 node 0',
    'request chassis cluster failover data': 'node 1',
    'request chassis cluster failover reset': 'redundancy-group 1',
    'request dhcp client renew': 'ge-0/0/0.0',
    'request dhcp renew': 'ge-0/0/0.0',
    'request message': 'all message hello',
    'request security pki generate-key-pair': 'certificate-id c1',
    'request system license add': 'keys',
    'request system license delete': 'k1',
    'request system logout': 'user nobody',
    'request system software add': 'package',
    'restart': 'ntp',
    'set cli': 'screen-length 0',
    'set date': '202601011200',
    'show firewall prefix-action-stats': 'filter f1 prefix-action p1',
    'show host': 'localhost',
    'show route advertising-protocol bgp': '192.0.2.1',
    'show route receive-protocol bgp': '192.0.2.1',
    'show security match-policies':
        'from-zone trust to-zone untrust source-ip 10.0.1.1 '
        'destination-ip 10.9.9.9 source-port 1024 destination-port 80 '
        'protocol tcp',
    'show security screen ids-option': 's1',
    'clear firewall filter': 'f1',
    'show snmp mib get': 'sysName.0',
    'show snmp mib walk': 'system',
    'show system rollback': '0',
    'ssh': 'localhost',
    'telnet': 'localhost',
    'test policy':
        'from-zone trust to-zone untrust source-ip 10.0.1.1 '
        'destination-ip 10.9.9.9 source-port 1024 destination-port 80 '
        'protocol tcp',
    'test routing': 'destination 10.0.1.1',
    'test security-zone': 'interface ge-0/0/0.0',
}
NO_MODULE = 'error: the xpf kernel module is not loaded\n'


def commands():
    """(words, not there yet?) of each, from the program's own list."""
    out = subprocess.run([os.path.join(BUILD, 'xpfd'), '--grammar'],
                         capture_output=True, text=True, check=True).stdout
    for line in out.splitlines():
        kind, words, _ = line.split('\t', 2)
        if kind in ('command', 'not-yet') and words not in LIVE:
            yield words, kind == 'not-yet'


def wrong(rc, out, err, not_yet):
    """What is wrong with an answer; None: nothing."""
    if rc not in (0, 1) or '^' in err:
        return 'is not understood'
    if 'not implemented' in err or 'died of signal' in err:
        return 'does not run'
    if rc and '<xnm:error ' not in out and \
            not re.fullmatch(r'error: [^\n]+\n', err):
        return 'fails without one clear line'
    if not_yet and (out + err).count('\n') == 0:
        return 'does not say that it is not there'
    return None


class Tree(Case):
    def every(self, suffix, judge):
        """Run each in a session of its own: some end it or change it."""
        faults = []
        for words, not_yet in commands():
            line = (words + ' ' + ARGUMENTS.get(words, '')).strip() + suffix
            rc, out, err = self.manager.run(line)
            if words == 'request support information':
                rc, err = 0, ''     # parts of it may fail
            fault = wrong(rc, out, err, not_yet)
            if suffix and words.startswith(ACTS):
                out = ''
            fault = fault or judge(out, err, not_yet)
            if fault:
                faults.append('%s: %s: %r %r' % (line, fault, out[:80],
                                                 err[:80]))
        self.assertEqual(faults, [])

    def test_text(self):
        def judge(out, err, not_yet):
            if not_yet and (out + err).count('\n') != 1:
                return 'says more than one line'
        self.every('', judge)

    def test_xml(self):
        def judge(out, err, not_yet):
            if not out and not err:
                return None
            try:
                if out and xml.fromstring(out).tag != 'rpc-reply':
                    return 'is no rpc-reply'
            except xml.ParseError as e:
                return str(e)
        self.every(' | display xml', judge)

    def test_json(self):
        def judge(out, err, not_yet):
            if not out:
                return None
            try:
                json.loads(out)
            except ValueError as e:
                return str(e)
        self.every(' | display json', judge)

    def test_error_in_xml(self):
        rc, out, err = self.manager.run(
            'show security flow session | display xml')
        self.assertEqual((rc, err), (1, ''))
        xnm = '{http://xml.juniper.net/xnm/1.1/xnm}'
        message = xml.fromstring(out).find(xnm + 'error/' + xnm + 'message')
        self.assertEqual('error: ' + message.text.strip() + '\n', NO_MODULE)

    def test_older_commands(self):
        """What the older program's engineers type is in the tree."""
        known = {words for words, _ in commands()} | set(LIVE)
        with open(os.path.join(os.path.dirname(__file__), 'lib',
                               'commands.txt')) as f:
            lines = [line.strip() for line in f if line[0] != '#']
        self.assertEqual([x for x in lines if x not in known], [])

    def test_arguments_are_current(self):
        known = {words for words, _ in commands()}
        self.assertEqual(set(ARGUMENTS) - known, set())

    def test_nothing_happened(self):
        """A script cannot say yes."""
        self.manager.run('request system reboot', 'request system halt',
                         'request system power-off', 'request system zeroize')
        self.assertEqual([c for c in self.manager.calls('shutdown')
                          if not re.search(' -c$', c)], [])


if __name__ == '__main__':
    main()
