#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""parts FORM FILE - FILE and, each a document of its own, what stands in its logical
systems and tenants: they hold what the whole configuration holds, which YANG
cannot say.  Writes FILE.0, FILE.1 ... and prints their names."""
import json
import sys
import xml.etree.ElementTree as xml

HOLDERS = ("logical-systems", "tenants")
OWN = ("name", "max-sessions", "@", "@name", "@max-sessions")
NS = "http://xml.juniper.net/xnm/1.1/xnm"


def of_json(config):
    """Take the contents out; yields them."""
    for holder in HOLDERS:
        for entry in config.get(holder, []):
            inner = {k: entry.pop(k) for k in list(entry)
                     if k not in OWN}
            yield inner
            yield from of_json(inner)


def of_xml(config):
    for holder in HOLDERS:
        for entry in config.findall("{%s}%s" % (NS, holder)):
            inner = xml.Element(config.tag)
            for child in list(entry):
                if child.tag.rpartition("}")[2] not in OWN:
                    entry.remove(child)
                    inner.append(child)
            yield inner
            yield from of_xml(inner)


def main():
    form, path = sys.argv[1:]
    if form == "json":
        with open(path, encoding="utf-8") as f:
            whole = json.load(f)
        (name, config), = whole.items()
        inner = list(of_json(config))
        texts = [json.dumps({name: c}) for c in [config] + inner]
    else:
        xml.register_namespace("", NS)
        config = xml.parse(path).getroot()
        inner = list(of_xml(config))
        texts = [xml.tostring(c, encoding="unicode") for c in [config] + inner]
    for i, text in enumerate(texts):
        # an extension for yanglint to know the form by
        part = "%s.%d.%s" % (path, i, form)
        with open(part, "w", encoding="utf-8") as f:
            f.write(text + "\n")
        print(part)


main()
