# SPDX-License-Identifier: Apache-2.0
"""A calendar that the program writes is read by a library of others exactly as it was meant."""

import datetime
import pathlib
import sys

import icalendar

FILE = pathlib.Path(__file__).resolve().parent / "calendar.ics"
UTC = datetime.timezone.utc


def facts(calendar):
    """What must be in it: name of the check, what was read, what was meant."""
    events = {str(event["UID"]): event for event in calendar.walk("VEVENT")}
    meeting, morning = events["meeting-1@example.org"], events["session-1@example.org"]
    winter, east = events["session-2@example.org"], events["session-3@example.org"]
    zones = {str(zone["TZID"]): zone.to_tz(lookup_tzid=False) for zone in calendar.walk("VTIMEZONE")}

    def instant(event, name):
        moment = event[name]
        local = moment.dt.replace(tzinfo=None)
        # By the zone in the file, not by the reader's own knowledge of it.
        return local.replace(tzinfo=zones[moment.params["TZID"]]).astimezone(UTC)

    yield "events", len(events), 4
    yield "zones", sorted(zones), ["Asia/Kolkata", "Europe/Vienna"]
    yield "name", (str(calendar["NAME"]), calendar["NAME"].params["LANGUAGE"], str(calendar["X-WR-CALNAME"])), ("会议日历", "zh", "会议日历")
    yield "refresh", calendar["REFRESH-INTERVAL"].dt, datetime.timedelta(minutes=90)
    yield "source", str(calendar["SOURCE"]), "https://example.org/calendar/zh.ics"
    yield "day", (meeting["DTSTART"].dt, meeting["DTEND"].dt), (datetime.date(2018, 6, 8), datetime.date(2018, 6, 9))
    yield "stamp", meeting["DTSTAMP"].dt.astimezone(UTC), datetime.datetime(2018, 4, 4, 12, tzinfo=UTC)
    yield "summary", str(meeting["SUMMARY"]), (
        "第七次增进《公约》下国际合作不限成员名额政府间专家会议；临时议程，𝔘 and a line that is long enough to be folded"
    )
    yield "language", meeting["SUMMARY"].params["LANGUAGE"], "zh"
    yield "description", str(meeting["DESCRIPTION"]), 'Item 1; item 2, item 3\nBack\\slash "quoted": end'
    yield "location", str(meeting["LOCATION"]), "Vienna, Austria"
    yield "url", str(meeting["URL"]), "https://example.org/meetings/eg1-7?lang=zh"
    yield "state", (str(meeting["STATUS"]), int(meeting["SEQUENCE"]), str(winter["STATUS"])), ("CONFIRMED", 2, "CANCELLED")
    yield "categories", [str(word) for word in meeting["CATEGORIES"].cats], ["CAC/COSP", "experts, open-ended"]
    yield "parent", (str(morning["RELATED-TO"]), morning["RELATED-TO"].params["RELTYPE"]), ("meeting-1@example.org", "PARENT")
    conference = morning["CONFERENCE"]
    yield "conference", str(conference), "https://example.org/room;1,2"
    yield "features", conference.params["FEATURE"], ["AUDIO", "VIDEO"]
    yield "label", conference.params["LABEL"], 'Room "A"; video'
    yield "morning", instant(morning, "DTSTART"), datetime.datetime(2018, 6, 8, 8, tzinfo=UTC)
    yield "end of the morning", instant(morning, "DTEND"), datetime.datetime(2018, 6, 8, 11, tzinfo=UTC)
    yield "winter", instant(winter, "DTSTART"), datetime.datetime(2018, 12, 5, 9, tzinfo=UTC)
    yield "east", instant(east, "DTSTART"), datetime.datetime(2018, 6, 8, 8, tzinfo=UTC)
    yield "hostile summary", (str(east["SUMMARY"]), "ATTACH" in east), ("A\nATTACH:http://evil.example\n", False)
    yield "errors", [event.errors for event in calendar.walk() if event.errors], []


def main():
    data = FILE.read_bytes()
    failed = 0
    checks = list(facts(icalendar.Calendar.from_ical(data)))
    checks.append(("folding", max(len(line) for line in data.split(b"\r\n")) <= 75 and b"\n" not in data.replace(b"\r\n", b""), True))
    for what, read, meant in checks:
        if read != meant:
            failed += 1
            print(f"{FILE.name}, {what}: {read!r} was read, {meant!r} is meant")
    print(f"{FILE.name}: {len(checks) - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


main()
