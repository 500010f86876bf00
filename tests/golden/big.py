#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A large configuration: big.py POLICIES ADDRESSES [set]"""
import sys

policies, addresses = int(sys.argv[1]), int(sys.argv[2])
zones = 20


def hierarchy(out):
    out('system {\n    host-name big;\n}\nsecurity {\n')
    out('    address-book {\n        global {\n')
    for i in range(addresses):
        out(f'            address a{i} 10.{i >> 8 & 255}.{i & 255}.0/24;\n')
    out('        }\n    }\n    policies {\n')
    each = policies // zones
    for z in range(zones):
        out(f'        from-zone z{z} to-zone z{(z + 1) % zones} {{\n')
        for i in range(each):
            n = z * each + i
            out(f'            policy p{n} {{\n                match {{\n'
                f'                    source-address [ a{n % addresses} '
                f'a{(n * 7 + 1) % addresses} ];\n'
                f'                    destination-address '
                f'a{(n * 13) % addresses};\n'
                '                    application junos-https;\n'
                '                }\n                then {\n'
                '                    permit;\n                    log {\n'
                '                        session-close;\n'
                '                    }\n                }\n'
                '            }\n')
        out('        }\n')
    out('    }\n    zones {\n')
    for z in range(zones):
        out(f'        security-zone z{z} {{\n            interfaces {{\n'
            f'                ge-0/0/{z}.0;\n            }}\n        }}\n')
    out('    }\n}\ninterfaces {\n')
    for z in range(zones):
        out(f'    ge-0/0/{z} {{\n        unit 0 {{\n            family inet '
            f'{{\n                address 192.168.{z}.1/24;\n'
            '            }\n        }\n    }\n')
    out('}\n')


hierarchy(sys.stdout.write)
