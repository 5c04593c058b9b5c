"""Judges an iCalendar file: judge_ics.py FILE EXPECTED.json

EXPECTED maps a UID to the texts that its event must give back, by property: {"SUMMARY": …}. The bytes are checked
first, then three libraries read the file, because no one of them catches half of what can be wrong.
"""
import datetime
import json
import re
import sys

import icalendar
import recurring_ical_events
import vobject
from ical.calendar_stream import IcsCalendarStream

data = open(sys.argv[1], "rb").read()
expected = json.load(open(sys.argv[2], encoding="utf-8"))
wrong = []


def lint(data):
    if not data.endswith(b"\r\n"):
        wrong.append("the last line has no CRLF")
    lines = data.split(b"\r\n")[:-1]
    for number, line in enumerate(lines, 1):
        if b"\n" in line or b"\r" in line:
            wrong.append(f"line {number}: a line end that is not CRLF")
        if len(line) > 75:
            wrong.append(f"line {number}: {len(line)} octets")
        if re.search(rb"[\x00-\x08\x0a-\x1f\x7f]", line):
            wrong.append(f"line {number}: a control character")
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            wrong.append(f"line {number}: cut inside a character")
    unfolded = data.replace(b"\r\n ", b"").decode("utf-8").split("\r\n")[:-1]
    if unfolded[0] != "BEGIN:VCALENDAR" or unfolded[-1] != "END:VCALENDAR":
        wrong.append("not one VCALENDAR")
    for line in unfolded:
        name = re.split("[;:]", line)[0]
        if name in ("SUMMARY", "DESCRIPTION", "LOCATION", "NAME"):
            text = line.split(":", 1)[1]
            if re.search(r"(?<!\\)(?:\\\\)*[;,]", text) or re.search(r"(?<!\\)(?:\\\\)*\\(?![\\;,nN])", text):
                wrong.append(f"escapes of RFC 5545 only: {line[:80]}")
        if "TZID=" in line and line.endswith("Z"):
            wrong.append(f"a zone and UTC at once: {line}")
        if name == "REFRESH-INTERVAL" and ";VALUE=DURATION" not in line:
            wrong.append("REFRESH-INTERVAL without VALUE=DURATION")
        if name in ("SOURCE", "CONFERENCE") and ";VALUE=URI" not in line:
            wrong.append(f"{name} without VALUE=URI")
        if name == "METHOD":
            wrong.append("METHOD in a feed")
    defined = {line[5:] for line in unfolded if line.startswith("TZID:")}
    used = set(re.findall(r"^[A-Z-]+;TZID=([^:;]+)", "\n".join(unfolded), re.M))
    if defined != used:
        wrong.append(f"zones used {used}, defined {defined}")
    check_head(unfolded)


def check_head(lines):
    head = lines[: lines.index("BEGIN:VEVENT")] if "BEGIN:VEVENT" in lines else lines
    names = [re.split("[;:]", line)[0] for line in head]
    for name in ("PRODID", "VERSION", "NAME", "X-WR-CALNAME", "URL", "SOURCE", "REFRESH-INTERVAL", "X-PUBLISHED-TTL"):
        if names.count(name) != 1:
            wrong.append(f"{name} stands {names.count(name)} times")


def check_events(calendar):
    seen = set()
    for event in calendar.walk("VEVENT"):
        uid = str(event.get("UID"))
        if uid in seen:
            wrong.append(f"{uid}: twice")
        seen.add(uid)
        for name in ("UID", "DTSTAMP", "DTSTART", "SEQUENCE", "LAST-MODIFIED", "CREATED", "STATUS", "SUMMARY"):
            if event.get(name) is None or isinstance(event.get(name), list):
                wrong.append(f"{uid}: {name} does not stand once")
        for name in ("DTSTAMP", "LAST-MODIFIED", "CREATED"):
            if event[name].dt.utcoffset() != datetime.timedelta(0):
                wrong.append(f"{uid}: {name} is not in UTC")
        if event.get("STATUS") not in ("CONFIRMED", "CANCELLED", "TENTATIVE"):
            wrong.append(f"{uid}: STATUS {event.get('STATUS')}")
        if "DTEND" in event and ("DURATION" in event or event["DTEND"].dt <= event["DTSTART"].dt):
            wrong.append(f"{uid}: DTEND is not after DTSTART, or stands beside DURATION")
    missing = set(expected) - seen
    if missing:
        wrong.append(f"missing: {missing}")


def compare(judge, uid, name, got):
    wanted = expected.get(uid, {}).get(name)
    if wanted is not None and got != wanted:
        wrong.append(f"{judge}: {uid} {name} is {got!r}, not {wanted!r}")


lint(data)
text = data.decode("utf-8")

calendar = icalendar.Calendar.from_ical(data)
for component in calendar.walk():
    for name, error in component.errors:
        wrong.append(f"icalendar: {name}: {error}")
check_events(calendar)
for event in calendar.walk("VEVENT"):
    for name in ("SUMMARY", "DESCRIPTION", "LOCATION"):
        compare("icalendar", str(event["UID"]), name, None if event.get(name) is None else str(event[name]))
wide = (datetime.datetime(1970, 1, 1), datetime.datetime(2200, 1, 1))
occurrences = recurring_ical_events.of(calendar).between(*wide)
if len(occurrences) != len(calendar.walk("VEVENT")):
    wrong.append(f"recurring-ical-events: {len(occurrences)} occurrences of {len(calendar.walk('VEVENT'))} events")

read = vobject.readOne(text)
for event in getattr(read, "vevent_list", []):
    event.behavior.validate(event, raiseException=True)
    for name in ("SUMMARY", "DESCRIPTION", "LOCATION"):
        child = getattr(event, name.lower(), None)
        compare("vobject", event.uid.value, name, None if child is None else child.value)

for event in IcsCalendarStream.calendar_from_ics(text).events:
    for name in ("SUMMARY", "DESCRIPTION", "LOCATION"):
        compare("ical", event.uid, name, getattr(event, name.lower()))

if wrong:
    sys.exit("\n".join(wrong))
