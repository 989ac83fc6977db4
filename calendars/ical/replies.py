"""Read answers to invitations (METHOD:REPLY, RFC 5546), from calendar files or from the mails they came in."""

from __future__ import annotations

import email
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from email import policy

from icalendar import Calendar, Component

from calendars.ical.parse import every
from calendars.language import BoundMessage, Message, WrongValueError

NOT_READ = Message("ical.replies.not_read", "it is neither a calendar nor a mail with one")
REPLY_SIZE_MAX = 1_000_000
"""Bytes of a file; an answer has a few hundred."""
TOO_LARGE = Message("ical.replies.too_large", "it is larger than an answer can be")


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer to one event.

    Attributes:
        uid: of the event.
        attendee: mail address of who answers, in small letters.
        status: PARTSTAT, such as ACCEPTED or DECLINED.
        at: when it was sent (DTSTAMP), aware; None if it does not say.
        day: first day of the event it is about, in the zone asked for; None if it does not say.
    """

    uid: str
    attendee: str
    status: str
    at: datetime | None
    day: date | None


def read_replies(data: bytes, zone: tzinfo) -> list[Reply]:
    """Return the answers in a calendar file or a mail; none if it holds other calendars.

    Raises:
        WrongValueError: if it is neither.
    """
    if len(data) > REPLY_SIZE_MAX:
        raise WrongValueError(BoundMessage(TOO_LARGE))
    if data.lstrip(b"\xef\xbb\xbf \r\n").upper().startswith(b"BEGIN:VCALENDAR"):
        return [*_in_calendar(data, zone)]
    mail = email.message_from_bytes(data, policy=policy.default)
    parts = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    if not parts:
        raise WrongValueError(BoundMessage(NOT_READ))
    found = [each for part in parts for each in _in_calendar(_content(part.get_payload(decode=True)), zone)]
    return list(dict.fromkeys(found))  # programs repeat it as an attachment


def _content(payload: object) -> bytes:
    return payload if isinstance(payload, bytes) else b""


def _in_calendar(data: bytes, zone: tzinfo) -> Iterator[Reply]:
    try:
        found = Calendar.from_ical(data.removeprefix(b"\xef\xbb\xbf"), multiple=True)
    except (ValueError, KeyError, IndexError, TypeError) as error:  # whatever a hostile file may do to the library
        raise WrongValueError(BoundMessage(NOT_READ)) from error
    for each in found:
        if str(each.get("METHOD", "")).upper() == "REPLY":
            for event in each.walk("VEVENT"):
                yield from _of_event(event, zone)


def _of_event(event: Component, zone: tzinfo) -> Iterator[Reply]:
    start, at = _moment(event, "DTSTART", zone), _moment(event, "DTSTAMP", zone)
    for attendee in every(event, "ATTENDEE"):
        address = str(attendee).strip().casefold()
        yield Reply(
            str(event.get("UID", "")).strip(),
            address.removeprefix("mailto:"),
            str(attendee.params.get("PARTSTAT", "NEEDS-ACTION")).upper(),
            at if isinstance(at, datetime) else None,
            start.date() if isinstance(start, datetime) else start,
        )


def _moment(event: Component, name: str, zone: tzinfo) -> date | None:
    """Return a property as a time in the zone, or as a day; None if it has none that can be read."""
    found = next(iter(every(event, name)), None)
    value = getattr(found, "dt", None)
    if isinstance(value, datetime):
        return value.replace(tzinfo=value.tzinfo or (UTC if name == "DTSTAMP" else zone)).astimezone(zone)
    return value if isinstance(value, date) else None
