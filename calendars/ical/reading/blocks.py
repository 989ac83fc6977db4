"""A calendar's bytes taken apart into its entries, with only the lines that say when they are.

Titles, descriptions and names go no further than this. It also spares the parser the lines that are most often wrong.
"""

from __future__ import annotations

import codecs
import io
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from calendars.ical.reading.outcome import CUT_OFF, NO_CALENDAR, UnreadableError
from calendars.language import Said

if TYPE_CHECKING:
    from collections.abc import Iterator

_KEPT = {
    *("BEGIN", "END", "UID", "SEQUENCE", "RECURRENCE-ID"),
    *("DTSTART", "DTEND", "DURATION", "RRULE", "EXRULE", "RDATE", "EXDATE"),
    *("STATUS", "TRANSP", "X-MICROSOFT-CDO-BUSYSTATUS", "FREEBUSY", "PRIORITY"),
    *("TZID", "TZOFFSETFROM", "TZOFFSETTO", "TZNAME"),
}
_ENTRIES = {"VEVENT", "VFREEBUSY", "VAVAILABILITY", "VTIMEZONE"}
_PARTS = {
    "": {"VCALENDAR", *_ENTRIES},  # some leave the calendar around their entries out
    "VCALENDAR": _ENTRIES,
    "VAVAILABILITY": {"AVAILABLE"},
    "VTIMEZONE": {"STANDARD", "DAYLIGHT"},
}
_NAME = re.compile(r"[A-Za-z0-9-]*")


@dataclass(slots=True)
class Block:
    """One part of a calendar: an entry or a time zone.

    Attributes:
        kind: its component, such as VEVENT.
        lines: what is kept of it, from BEGIN to END, unfolded.
    """

    kind: str
    lines: list[str] = field(default_factory=list)

    def __bytes__(self) -> bytes:
        return "\r\n".join([*self.lines, ""]).encode()


@dataclass(slots=True)
class _Part:
    name: str
    wanted: bool


def blocks(data: bytes) -> list[Block]:
    """The parts of a calendar that bear on when its owner is taken, in its order.

    Raises:
        UnreadableError: if it is no calendar, or one with a part that does not end.
    """
    found: list[Block] = []
    inside: list[_Part] = []
    empty = True
    for line in _content_lines(data):
        name = _name(line)
        if name == "BEGIN":
            inside.append(_opened(line, inside))
            empty = empty and not inside[-1].wanted
            if inside[-1].wanted and inside[-1].name in _ENTRIES:
                found.append(Block(inside[-1].name))
        if name in _KEPT and inside and inside[-1].wanted and inside[-1].name != "VCALENDAR":
            found[-1].lines.append(line)
        if name == "END" and (not inside or inside.pop().name != _value(line)):
            raise UnreadableError(Said(NO_CALENDAR if empty else CUT_OFF))
    if inside or empty:
        raise UnreadableError(Said(NO_CALENDAR if empty else CUT_OFF))
    return found


def _opened(line: str, inside: list[_Part]) -> _Part:
    around = inside[-1] if inside else _Part("", wanted=True)
    name = _value(line)
    return _Part(name, around.wanted and name in _PARTS.get(around.name, ()))


def _name(line: str) -> str:
    found = _NAME.match(line)
    return found[0].upper() if found else ""


def _value(line: str) -> str:
    return line.partition(":")[2].strip().upper()


def _content_lines(data: bytes) -> Iterator[str]:
    """The lines as they were before folding, whatever they end with; letters that cannot be read become U+FFFD."""
    utf16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    lines = io.TextIOWrapper(io.BytesIO(data), encoding="utf-16" if utf16 else "utf-8-sig", errors="replace")
    parts: list[str] = []
    for line in lines:
        content = line.rstrip("\n")
        if content.startswith((" ", "\t")):
            parts.append(content[1:])
        elif content:
            yield "".join(parts).strip()
            parts = [content]
    yield "".join(parts).strip()
