"""Judges a JSON Feed 1.1: judge_jsonfeed.py FILE EXPECTED.json

EXPECTED maps an item's id to texts that must come back equal: {"title": …}; of "content_text" it is enough that the
text stands in it. With MAILLAGE_DATA the JSON schema judges as well.
"""
import json
import os
import re
import sys

import jsonschema
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

MOMENT = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)"
feed = json.loads(open(sys.argv[1], "rb").read().decode("utf-8"))
expected = json.load(open(sys.argv[2], encoding="utf-8"))
wrong = []

if feed.get("version") != "https://jsonfeed.org/version/1.1":
    wrong.append(f"version is {feed.get('version')}")
for name in ("title", "home_page_url", "feed_url", "language", "authors", "items"):
    if name not in feed:
        wrong.append(f"{name} is missing")
items = {item["id"]: item for item in feed["items"]}
if len(items) != len(feed["items"]):
    wrong.append("an id stands twice")
for identifier, item in items.items():
    if not isinstance(identifier, str) or not re.fullmatch("urn:uuid:[0-9a-f-]{36}", identifier):
        wrong.append(f"id {identifier!r}")
    if "content_html" not in item or "content_text" not in item:
        wrong.append(f"{identifier}: no content")
    for name in ("date_published", "date_modified"):
        if not re.fullmatch(MOMENT, item.get(name, "")):
            wrong.append(f"{identifier}: {name} {item.get(name)!r}")
    if not item.get("url", "").startswith("http"):
        wrong.append(f"{identifier}: no absolute url")
for identifier, wanted in expected.items():
    for name, text in wanted.items():
        got = items.get(identifier, {}).get(name)
        if got is None or (text not in got if name == "content_text" else text != got):
            wrong.append(f"{identifier}: {name} is {got!r}, not {text!r}")

if "MAILLAGE_DATA" in os.environ:
    folder = os.path.join(os.environ["MAILLAGE_DATA"], "schemas")
    schemas = {name: json.load(open(os.path.join(folder, f"jsonfeed-{name}.schema.json"))) for name in ("1", "1.1")}
    registry = Registry().with_resource(
        "https://json.schemastore.org/feed-1", Resource(contents=schemas["1"], specification=DRAFT4)
    )
    validator = jsonschema.Draft4Validator(schemas["1.1"], registry=registry)
    wrong += [f"schema: {list(error.path)}: {error.message[:200]}" for error in validator.iter_errors(feed)]
if wrong:
    sys.exit("\n".join(wrong))
