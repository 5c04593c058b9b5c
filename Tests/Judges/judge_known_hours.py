"""Prints, one a line, the texts that the judge of opening hours understands: judge_known_hours.py IGNORED EXPECTED.json

EXPECTED maps texts that Maillage does not understand to anything. The status is 1 when the judge knows one of them.
"""
import json
import sys

from opening_hours import validate

known = [text for text in json.load(open(sys.argv[2], encoding="utf-8")) if validate(text)]
if known:
    sys.exit("\n".join(known))
