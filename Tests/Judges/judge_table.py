#!/usr/bin/python3
"""Judges a CSV by a Table Schema: judge_table.py FILE EXPECTED, where EXPECTED holds {"schema": {"path": …}}.

Opening hours, where a column has that name, must be understood by opening-hours-py too.
"""

import csv
import json
import os
import shutil
import sys
import tempfile

from frictionless import Resource, Schema, system
from opening_hours import OpeningHours

file, expected = sys.argv[1:]
schema = json.load(open(expected, encoding="utf-8"))["schema"]["path"]
with tempfile.TemporaryDirectory() as folder:
    # It knows a format by its name, and reads nothing outside its folder.
    shutil.copy(file, os.path.join(folder, "table.csv"))
    descriptor = json.load(open(schema, encoding="utf-8"))
    with system.use_context(trusted=True):
        report = Resource(
            path="table.csv", basepath=folder, schema=Schema.from_descriptor(descriptor), encoding="utf-8"
        ).validate()
wrong = [str(error.message) for task in report.tasks for error in task.errors] + [str(e) for e in report.errors]
with open(file, encoding="utf-8", newline="") as rows:
    for row in csv.DictReader(rows):
        if row.get("horaires"):
            try:
                OpeningHours(row["horaires"])
            except Exception as error:
                wrong.append(f"horaires {row['horaires']!r}: {error}")
if not report.valid or wrong:
    print("\n".join(wrong) or "not valid")
    sys.exit(1)
