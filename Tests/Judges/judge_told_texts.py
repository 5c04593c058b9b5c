"""Judges whether texts come back as they were typed: judge_told_texts.py FOLDER

FOLDER/expected.json holds [{"id", "title", "description"}] (a title or description that is null was not given to be
compared), FOLDER/json/ID what the API answers, FOLDER/page/ID the page, FOLDER/mails.json [{"text", "html"}]. Each text
must be equal after decoding; a title must be told by exactly one mail, in both of its parts. A page reads a description
as Markdown: there it may become what Markdown may hold, and nothing else.
"""
import json
import pathlib
import re
import sys

from lxml import html

sys.dont_write_bytecode = True
from markdown_safety import faults  # noqa: E402

folder = pathlib.Path(sys.argv[1])
expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
mails = json.loads((folder / "mails.json").read_text(encoding="utf-8"))
# What the pages of an event are made of besides.
OWN = {"main", "h1", "div", "section", "dl", "dt", "dd"}
wrong = []


def parsed(text):
    return html.document_fromstring(text, parser=html.HTMLParser(huge_tree=True))


def compare(what, got, wanted):
    if got != wanted:
        wrong.append(f"{what} is {got!r}, not {wanted!r}")


def check_page(item):
    # With its line ends as they are: reading them as text would change a carriage return.
    page = parsed((folder / "page" / item["id"]).read_bytes().decode("utf-8"))
    main = page.get_element_by_id("main")
    # The first and the last lines are the page's own: ways to more, and nothing else.
    frame = main[-1]
    facts, text = frame
    for around, line, links in (
        (main, main[0], ["/", None, "/events"]),
        (text, text[-1], ["/events", "/feeds/events.ics", "/feeds/events.atom"]),
    ):
        if [link.get("href") for link in line] != links:
            wrong.append(f"page {item['id']}: its own line is {html.tostring(line)}")
        around.remove(line)
    if (frame.attrib.pop("class"), facts.attrib.pop("class")) != ("item", "facts") or not facts.attrib.pop("aria-label"):
        wrong.append(f"page {item['id']}: the facts are {html.tostring(facts)}")
    for element in main.iterdescendants():
        found = dict(element.attrib) if element.tag in OWN else faults(element)
        if found:
            wrong.append(f"page {item['id']}: {found} was made from text")
    if item["title"] is not None:
        compare(f"page {item['id']}: h1", main.find("h1").text, item["title"])
        head = page.findtext("head/title")
        if not head.startswith(item["title"] + " – "):
            wrong.append(f"page {item['id']}: title {head!r} does not begin with {item['title']!r}")


def check_mails():
    parts = [(mail["text"], parsed(mail["html"])) for mail in mails]
    links = [
        {link.get("href").rsplit("/", 1)[-1]: link.text for link in page.iter("a") if "/events/" in link.get("href")}
        for _, page in parts
    ]
    for item in expected:
        if item["title"] is None:
            continue
        compare(f"mail {item['id']}", [found[item["id"]] for found in links if item["id"] in found], [item["title"]])
        # The lines of an entry, up to the one with its address.
        entry = re.compile(r"^\* (.*) \(nouveau\)\n(?:  .*\n)*?  http\S+/events/" + item["id"] + "$", re.MULTILINE)
        told = [match.group(1) for text, _ in parts for match in entry.finditer(text)]
        compare(f"mail's plain text {item['id']}", told, [item["title"]])


for item in expected:
    answer = json.loads((folder / "json" / item["id"]).read_text(encoding="utf-8"))
    for name in ("title", "description"):
        if item[name] is not None:
            compare(f"json {item['id']}: {name}", answer.get(name), item[name])
    check_page(item)
check_mails()
if not expected or not mails:
    wrong.append("nothing to judge")
if wrong:
    sys.exit("\n".join(wrong))
