"""Reads rendered Markdown as browsers do: judge_markdown.py FILE EXPECTED.json

FILE is a sequence of <section id="KEY">…</section>; EXPECTED has the KEYs. Two parsers, of which html5lib follows the
standard's algorithm, must find each section whole, no comment, and nothing inside but what Markdown may hold.
"""
import json
import sys

import html5lib
from lxml import html

sys.dont_write_bytecode = True
from markdown_safety import faults  # noqa: E402

expected = json.load(open(sys.argv[2], encoding="utf-8"))
text = open(sys.argv[1], encoding="utf-8", newline="").read()
wrong = []


def check(parser, body):
    sections = [element for element in body if isinstance(element.tag, str)]
    found = {section.get("id") for section in sections}
    if len(sections) != len(body) or found != set(expected) or any(section.tag != "section" for section in sections):
        wrong.append(f"{parser}: sections appeared or were lost: {found ^ set(expected)}")
    for section in sections:
        for element in section.iterdescendants():
            if not isinstance(element.tag, str):
                wrong.append(f"{parser}: {section.get('id')}: a comment")
                continue
            wrong.extend(f"{parser}: {section.get('id')}: {fault}" for fault in faults(element))


check("lxml", html.document_fromstring(text, parser=html.HTMLParser(huge_tree=True)).find("body"))
check("html5lib", html5lib.parse(text, treebuilder="lxml", namespaceHTMLElements=False).getroot().find("body"))
if not expected:
    wrong.append("nothing to judge")
if wrong:
    sys.exit("\n".join(wrong[:50]))
