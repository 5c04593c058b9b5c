"""Judges an Atom feed: judge_atom.py FILE EXPECTED.json

EXPECTED maps an entry's id to {"title": …, "content": …, "deleted": "yes"}: texts that must come back equal (the
content as text that its HTML shows), or a tombstone that must be there. With MAILLAGE_DATA the RELAX NG grammar of
RFC 4287 judges as well; that grammar accepts elements of another namespace, so the tombstones of RFC 6721 stay in.
"""
import io
import json
import os
import re
import sys

import feedparser
from lxml import etree, html

ATOM = "{http://www.w3.org/2005/Atom}"
TOMBSTONE = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"
MOMENT = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)"
data = open(sys.argv[1], "rb").read()
expected = json.load(open(sys.argv[2], encoding="utf-8"))
wrong = []


def once(element, name, pattern=None):
    children = element.findall(ATOM + name)
    if len(children) != 1:
        wrong.append(f"{name} stands {len(children)} times in {element.tag}")
    elif pattern and not re.fullmatch(pattern, children[0].text or ""):
        wrong.append(f"{name}: {children[0].text!r}")
    return children[0].text if children else None


def links(element, relation):
    return [link.get("href") for link in element.findall(ATOM + "link") if link.get("rel", "alternate") == relation]


feed = etree.fromstring(data)
if feed.tag != ATOM + "feed":
    wrong.append(f"the root is {feed.tag}")
once(feed, "id", r"[a-z]+:.+")
once(feed, "title")
newest = once(feed, "updated", MOMENT)
if not feed.findall(f"{ATOM}author/{ATOM}name"):
    wrong.append("the feed has no author")
for relation in ("self", "alternate"):
    if len(links(feed, relation)) != 1:
        wrong.append(f"the feed has {len(links(feed, relation))} links {relation}")

seen = {}
changes = []
for entry in feed.findall(ATOM + "entry"):
    identifier = once(entry, "id", r"urn:uuid:[0-9a-f-]{36}")
    title = once(entry, "title")
    changes.append(once(entry, "updated", MOMENT))
    once(entry, "published", MOMENT)
    if not links(entry, "alternate") or not links(entry, "alternate")[0].startswith("http"):
        wrong.append(f"{identifier}: no absolute link to its page")
    content = entry.find(ATOM + "content")
    if content is None or content.get("type") != "html":
        wrong.append(f"{identifier}: no content of type html")
        continue
    shown = html.fragment_fromstring(content.text, create_parent="div")
    for element in shown.iterdescendants():
        if element.tag not in ("p", "br") or element.attrib:
            wrong.append(f"{identifier}: unexpected {html.tostring(element)[:80]}")
    if identifier in seen:
        wrong.append(f"{identifier}: twice")
    seen[identifier] = {"title": title or "", "content": shown.text_content()}
for tombstone in feed.findall(TOMBSTONE):
    changes.append(tombstone.get("when"))
    if not re.fullmatch(MOMENT, tombstone.get("when") or "") or tombstone.get("ref") in seen:
        wrong.append(f"tombstone: {tombstone.attrib}")
    seen[tombstone.get("ref")] = {"deleted": "yes"}
if changes and newest != max(changes):
    wrong.append(f"updated is {newest}, the newest item's is {max(changes)}")

for identifier, wanted in expected.items():
    for name, text in wanted.items():
        got = seen.get(identifier, {}).get(name)
        if got is None or (text not in got if name == "content" else text != got):
            wrong.append(f"{identifier}: {name} is {got!r}, not {text!r}")

if "MAILLAGE_DATA" in os.environ:
    grammar = etree.RelaxNG(file=os.path.join(os.environ["MAILLAGE_DATA"], "schemas/atom-rfc4287.rng"))
    if not grammar.validate(feed):
        wrong += [f"RELAX NG: {error.line}: {error.message}" for error in grammar.error_log]

# By a stream: what looks like a path or an address would be opened.
read = feedparser.parse(io.BytesIO(data), sanitize_html=False)
if read.bozo or read.version != "atom10":
    wrong.append(f"feedparser: {read.version} {read.get('bozo_exception')}")
if len(read.entries) != len(feed.findall(ATOM + "entry")):
    wrong.append(f"feedparser: {len(read.entries)} entries")
if wrong:
    sys.exit("\n".join(wrong))
