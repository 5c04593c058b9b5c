"""Reads fragments as an HTML parser does: judge_html.py FILE EXPECTED.json

FILE is a sequence of <div id="KEY" title="VALUE">TEXT</div>; EXPECTED maps each KEY to {"text": …, "attribute": …},
both of which must come back equal, with no other element and no other attribute.
"""
import json
import sys

from lxml import html

expected = json.load(open(sys.argv[2], encoding="utf-8"))
document = html.document_fromstring(
    open(sys.argv[1], encoding="utf-8", newline="").read(), parser=html.HTMLParser(huge_tree=True)
)
wrong = []
found = {element.get("id"): element for element in document.find("body")}
if set(found) != set(expected):
    wrong.append(f"elements appeared or were lost: {set(found) ^ set(expected)}")
for key, wanted in expected.items():
    element = found.get(key)
    if element is None:
        continue
    if len(element) or set(element.attrib) != {"id", "title"}:
        wrong.append(f"{key}: markup was made from text: {html.tostring(element)[:200]}")
    if (element.text or "") != wanted["text"]:
        wrong.append(f"{key}: text {element.text!r} is not {wanted['text']!r}")
    if element.get("title") != wanted["attribute"]:
        wrong.append(f"{key}: attribute {element.get('title')!r} is not {wanted['attribute']!r}")
if wrong:
    sys.exit("\n".join(wrong))
