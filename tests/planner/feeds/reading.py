"""Parse calendars with an independent library (icalendar)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from icalendar import Calendar

from calendars.days import ONE_DAY


@dataclass(frozen=True)
class Event:
    """An event as a subscriber sees it; times in UTC, whole days as dates with an exclusive end.

    Attributes:
        end: the end of the last day, if it takes place on several `days`, on each at the same hours.
    """

    uid: str
    sequence: int
    modified: datetime
    start: datetime | date
    end: datetime | date
    summary: str
    status: str
    description: str
    location: str
    free: bool
    siblings: tuple[str, ...]
    url: str
    contact: str
    geo: tuple[float, float] | None
    days: int


def events(body: bytes) -> dict[str, Event]:
    """Return the events of a calendar by UID; no UID may occur twice."""
    found = [_event(each) for each in Calendar.from_ical(body).walk("VEVENT")]
    by_uid = {each.uid: each for each in found}
    assert len(by_uid) == len(found)
    return by_uid


def name(body: bytes) -> str:
    """Return the calendar's name with its escapes, as icalendar does not decode this property as text."""
    found = Calendar.from_ical(body)
    assert found["NAME"] == found["X-WR-CALNAME"]
    return str(found["NAME"])


def _event(given) -> Event:  # type: ignore[no-untyped-def]  # noqa: ANN001 - whatever icalendar makes of it
    siblings = given.get("RELATED-TO", [])
    listed = siblings if isinstance(siblings, list) else [siblings]
    assert all(each.params["RELTYPE"] == "SIBLING" for each in listed)
    assert given["DTSTAMP"].dt == given["LAST-MODIFIED"].dt
    assert not {"ATTENDEE", "ORGANIZER", "METHOD"} & given.keys()
    assert not given.walk("VALARM")
    geo = given.get("GEO")
    rule = given.get("RRULE", {"FREQ": ["DAILY"], "COUNT": [1]})
    assert rule["FREQ"] == ["DAILY"]
    days = rule["COUNT"][0]
    end = given["DTEND"].dt + (days - 1) * ONE_DAY
    return Event(
        str(given["UID"]), int(given["SEQUENCE"]), given["LAST-MODIFIED"].dt, _utc(given["DTSTART"].dt),
        _utc(end), str(given.get("SUMMARY", "")), str(given["STATUS"]), str(given.get("DESCRIPTION", "")),
        str(given.get("LOCATION", "")), given["TRANSP"] == "TRANSPARENT", tuple(map(str, listed)),
        str(given.get("URL", "")), str(given.get("CONTACT", "")), (geo.latitude, geo.longitude) if geo else None,
        days,
    )  # fmt: skip


def _utc(moment: datetime | date) -> datetime | date:
    return moment.astimezone(UTC) if isinstance(moment, datetime) else moment
