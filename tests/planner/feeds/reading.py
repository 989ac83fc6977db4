"""Calendars as an independent reader understands them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from icalendar import Calendar


@dataclass(frozen=True)
class Event:
    """What a subscriber sees; moments in UTC, whole days as dates with the end excluded."""

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


def events(body: bytes) -> dict[str, Event]:
    """The events of a calendar by UID, of which none may stand there twice."""
    found = [_event(each) for each in Calendar.from_ical(body).walk("VEVENT")]
    by_uid = {each.uid: each for each in found}
    assert len(by_uid) == len(found)
    return by_uid


def name(body: bytes) -> str:
    """What the calendar is called, escaped as it stands there: icalendar does not know that it is text."""
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
    return Event(
        str(given["UID"]), int(given["SEQUENCE"]), given["LAST-MODIFIED"].dt, _utc(given["DTSTART"].dt),
        _utc(given["DTEND"].dt), str(given.get("SUMMARY", "")), str(given["STATUS"]), str(given.get("DESCRIPTION", "")),
        str(given.get("LOCATION", "")), given["TRANSP"] == "TRANSPARENT", tuple(map(str, listed)),
        str(given.get("URL", "")), str(given.get("CONTACT", "")), (geo.latitude, geo.longitude) if geo else None,
    )  # fmt: skip


def _utc(moment: datetime | date) -> datetime | date:
    return moment.astimezone(UTC) if isinstance(moment, datetime) else moment
