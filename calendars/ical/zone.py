"""Time zones spelled out for readers (VTIMEZONE), taken from the tz database.

A zone whose clocks change by the same rule every year becomes two rules that begin in 1970, the form that all readers
take alike; classic Outlook, for one, passes over changes that are listed date by date. Where the rule changed within
the years wanted, or is one that iCalendar cannot say, each change is listed nevertheless, which is at least true.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import chain, pairwise
from typing import TYPE_CHECKING

from calendars.ical.text import line, text_line
from calendars.weekdays import Weekday
from calendars.yearly import NthWeekday

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

_BEGINS = 1970
_ENOUGH_YEARS = 10
"""Years to look at, so that the last Sunday is told from the fourth."""


@lru_cache(maxsize=64)
def vtimezone(zone: ZoneInfo, first_year: int, last_year: int) -> bytes:
    """The VTIMEZONE of a zone, right for all times within these years."""
    changes = _changes(zone, first_year, max(last_year, first_year + _ENOUGH_YEARS - 1))
    return b"".join(
        (
            line("BEGIN", "VTIMEZONE"),
            text_line("TZID", zone.key),
            text_line("X-LIC-LOCATION", zone.key),
            *(_two_rules(changes) or _one_by_one(zone, first_year, changes)),
            line("END", "VTIMEZONE"),
        )
    )


@dataclass(frozen=True, slots=True)
class _Change:
    """A change of the clock, at a moment in UTC."""

    at: datetime
    before: timedelta
    after: timedelta
    name: str

    @property
    def onset(self) -> datetime:
        """When the old clock shows that it is to be put."""
        return self.at.replace(tzinfo=None) + self.before

    def observance(self, onset: datetime, rule: str = "") -> Iterator[bytes]:
        """The clock that it begins, from that time on."""
        kind = "DAYLIGHT" if self.after > self.before else "STANDARD"
        yield line("BEGIN", kind)
        yield text_line("TZNAME", self.name)
        yield line("TZOFFSETFROM", _offset(self.before))
        yield line("TZOFFSETTO", _offset(self.after))
        yield line("DTSTART", f"{onset:%Y%m%dT%H%M%S}")
        if rule:
            yield line("RRULE", rule)
        yield line("END", kind)


def _changes(zone: ZoneInfo, first_year: int, last_year: int) -> tuple[_Change, ...]:
    return tuple(chain.from_iterable(_changes_in(zone, year) for year in range(first_year, last_year + 1)))


@lru_cache(maxsize=1024)
def _changes_in(zone: ZoneInfo, year: int) -> tuple[_Change, ...]:
    start, end = (datetime(each, 1, 1, tzinfo=UTC) for each in (year, year + 1))
    days = [start + timedelta(days=n) for n in range((end - start).days + 1)]
    offsets = [_offset_at(zone, day) for day in days]
    return tuple(_change(zone, days[n], days[n + 1]) for n, (old, new) in enumerate(pairwise(offsets)) if old != new)


def _change(zone: ZoneInfo, before: datetime, after: datetime) -> _Change:
    old = _offset_at(zone, before)
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) // 2
        if _offset_at(zone, middle) == old:
            before = middle
        else:
            after = middle
    at = after.replace(microsecond=0)
    return _Change(at, old, _offset_at(zone, at), at.astimezone(zone).tzname() or "")


def _two_rules(changes: Sequence[_Change]) -> tuple[bytes, ...]:
    """One change to summer time and one back in every year, as rules; nothing if they follow none."""
    forward = [change for change in changes if change.after > change.before]
    back = [change for change in changes if change.after < change.before]
    rules = [_rule(forward), _rule(back)]
    found = [(half[0], rule) for half, rule in zip((forward, back), rules, strict=True) if rule]
    if len(found) < len(rules):
        return ()
    return tuple(part for change, rule in found for part in _yearly(change, rule))


def _rule(changes: Sequence[_Change]) -> NthWeekday | None:
    """The weekday of a month on which all of them fall, once in every year and always at the same time."""
    if len({(change.onset.time(), change.before, change.after, change.name) for change in changes}) != 1:
        return None
    days = [change.onset.date() for change in changes]
    years = range(days[0].year, days[0].year + len(days))
    rules = (NthWeekday(n, Weekday(days[0].weekday()), days[0].month) for n in (-1, 1, 2, 3, 4))
    return next((rule for rule in rules if [rule.in_year(year) for year in years] == days), None)


def _yearly(change: _Change, rule: NthWeekday) -> Iterator[bytes]:
    onset = datetime.combine(rule.in_year(_BEGINS), change.onset.time())
    weekday = rule.weekday.name[:2]
    return change.observance(onset, f"FREQ=YEARLY;BYMONTH={rule.month};BYDAY={rule.n}{weekday}")


def _one_by_one(zone: ZoneInfo, first_year: int, changes: Sequence[_Change]) -> Iterator[bytes]:
    start = datetime(first_year, 1, 1, tzinfo=UTC)
    offset = _offset_at(zone, start)
    at_first = _Change(start, offset, offset, start.astimezone(zone).tzname() or "")
    yield from at_first.observance(datetime(_BEGINS, 1, 1))  # noqa: DTZ001 - on the clock of the zone itself
    for change in changes:
        yield from change.observance(change.onset)


def _offset_at(zone: ZoneInfo, moment: datetime) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()


def _offset(offset: timedelta) -> str:
    minutes, seconds = divmod(abs(int(offset.total_seconds())), 60)
    sign = "-" if offset < timedelta() else "+"
    return f"{sign}{minutes // 60:02}{minutes % 60:02}" + (f"{seconds:02}" if seconds else "")
