"""Judges opening hours: judge_hours.py IGNORED EXPECTED.json

EXPECTED maps a text to what Maillage says of moments on the wall clock of metropolitan France:
{"2026-07-06T10:00": "open" | "closed" | "unknown"}. The judge must understand the text, and say the same.
"""
import datetime
import json
import sys

from opening_hours import OpeningHours

expected = json.load(open(sys.argv[2], encoding="utf-8"))
wrong = []
for text, moments in expected.items():
    try:
        hours = OpeningHours(text, country="FR")
    except Exception as error:
        wrong.append(f"{text!r}: not understood: {error}")
        continue
    found = []
    for moment, state in moments.items():
        judged = str(hours.state(datetime.datetime.fromisoformat(moment))[0]).rsplit(".", 1)[-1].lower()
        if judged != state:
            found.append(f"{moment} {state}, not {judged}")
    if found:
        wrong.append(f"{text!r}: {len(found)} moments: {'; '.join(found[:5])}")
if not expected or min(map(len, expected.values())) < 200:
    wrong.append("nothing to judge")
if wrong:
    sys.exit("\n".join(wrong))
