"""Judges the table of school holidays: judge_school_holidays.py IGNORED EXPECTED.json

EXPECTED maps a zone (a, b, c) to days and whether they are holidays: {"2026-10-17": "true"}.
"""
import datetime
import json
import sys

from vacances_scolaires_france import SchoolHolidayDates

expected = json.load(open(sys.argv[2], encoding="utf-8"))
dates = SchoolHolidayDates()
years = {}
wrong = []
for zone, days in expected.items():
    for text, told in days.items():
        day = datetime.date.fromisoformat(text)
        if day.year not in years:
            years[day.year] = dates.holidays_for_year(day.year)
        is_holiday = day in years[day.year] and years[day.year][day][f"vacances_zone_{zone}"]
        if told != str(is_holiday).lower():
            wrong.append(f"zone {zone}: {text} is {is_holiday}, not {told}")
if not expected:
    wrong.append("nothing to judge")
if wrong:
    sys.exit("\n".join(wrong))
