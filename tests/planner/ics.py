"""Calendars for tests, built from the times of their entries."""

from __future__ import annotations


def calendar(*entries: str) -> str:
    """Return a calendar with entries at times such as "20230502T090000/20230502T100000" or "20230502"."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:test"]
    for n, times in enumerate(entries):
        start, _, end = times.partition("/")
        kind = "" if "T" in start else ";VALUE=DATE"
        lines += ["BEGIN:VEVENT", f"UID:{n}", "SUMMARY:Hemmelig titel", f"DTSTART{kind}:{start}"]
        lines += [f"DTEND{kind}:{end}"] if end else []
        lines += ["END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""])


MORNING = "20230502T090000/20230502T103000"
NIGHT = "20230503T220000/20230504T020000"
BACKWARDS = "20230502T090000/20230501T103000"
