"""The times of the calendars that the settings name, from files and addresses, as parts of the network."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from calendars.days import ONE_DAY, Hours, Interval, Span
from calendars.ical.busy import read_each
from calendars.ical.parse import LARGEST, Reading
from calendars.language import Message, Said, WrongValueError
from constraints.problem.busy import Busy
from planner.errors import SETTINGS_FILE, InputError, refused
from planner.files.fetching import fetch_each, is_address
from planner.network.closures import Calendar
from planner.network.references import Lines
from planner.network.settings import Settings
from planner.network.tables import BlackoutRow, VenueClosure

_MINUTE = timedelta(minutes=1)
_MIDNIGHT = time()
_LAST_CLOCK = time(23, 59)
"""The last time that a clock shows, and so the latest end of a meeting: the minute after it takes nothing."""


def spells(intervals: Iterable[Interval]) -> list[Busy]:
    """The same times as spells: whole days, and hours on the days in which an interval begins and ends.

    Every meeting that lies in an interval, in whole minutes, touches one of its spells; others do not (but they may
    in the hour that the clock shows twice in autumn).

    Args:
        intervals: on the clock of the network's zone.
    """
    return [spell for interval in intervals for spell in _spells(*_shown(interval))]


def closed_days(intervals: Iterable[Interval]) -> list[Span]:
    """The days that the intervals touch; those that follow on each other are one span.

    Args:
        intervals: in order, on the clock of the network's zone.
    """
    found: list[Span] = []
    for opens, closes in map(_shown, intervals):
        first, last = opens.date(), (closes - _MINUTE).date()
        if found and first <= found[-1].last + ONE_DAY:
            found[-1] = Span(found[-1].first, max(last, found[-1].last))
        else:
            found.append(Span(first, last))
    return found


def _shown(interval: Interval) -> tuple[datetime, datetime]:
    """What the clock shows when it begins and ends, in whole minutes around it."""
    start, end = (moment.replace(tzinfo=None, fold=0) for moment in (interval.start, interval.end))
    if interval.end.fold:
        end += _put_back(interval.end)
    whole = end.replace(second=0, microsecond=0)
    return start.replace(second=0, microsecond=0), whole if whole == end else whole + _MINUTE


def _put_back(moment: datetime) -> timedelta:
    """How far the clock was put back, at a time that it shows for the second time."""
    first, second = moment.replace(fold=0).utcoffset(), moment.utcoffset()
    return (first or timedelta()) - (second or timedelta())


def _spells(opens: datetime, closes: datetime) -> Iterator[Busy]:
    first, last = opens.date(), closes.date()
    if first == last:
        yield Busy(Span(first, first), Hours(opens.time(), closes.time()))
        return
    if opens.time() > _MIDNIGHT:
        if opens.time() < _LAST_CLOCK:
            yield Busy(Span(first, first), Hours(opens.time(), _LAST_CLOCK))
        first += ONE_DAY
    if first < last:
        yield Busy(Span(first, last - ONE_DAY))
    if closes.time() > _MIDNIGHT:
        yield Busy(Span(last, last), Hours(_MIDNIGHT, closes.time()))


NO_FILE = Message("calendars.no_file", "there is no such file")
UNREADABLE = Message("calendars.unreadable", "the file cannot be read: {reason}")
FILE_INSTEAD = Message(
    "calendars.file_instead", "{why}; a calendar that is saved as a file (.ics) can be given instead"
)

Outcome: TypeAlias = Reading | Said
"""When a calendar's owner is taken, or why it is not known."""


def read_sources(sources: Iterable[str], folder: Path, within: Span, zone: ZoneInfo) -> dict[str, Outcome]:
    """What comes of each source; each is read once.

    Args:
        sources: addresses, or names of files.
        folder: where files without a folder of their own stand.
        within: the days asked for.
        zone: what days and times without a zone are meant in, and intervals are given in.
    """
    found = _contents(list(dict.fromkeys(sources)), folder)
    readings = read_each([data for data in found.values() if isinstance(data, bytes)], within, zone)
    return {source: _outcome(next(readings)) if isinstance(data, bytes) else data for source, data in found.items()}


def short_name(source: str) -> str:
    """A name to know the source by: its file, or its server and a sign for the address, which itself is a secret."""
    if not is_address(source):
        return Path(source).name
    sign = hashlib.sha256(source.encode()).hexdigest()[:6]
    return f"{urlsplit(source).hostname} {sign}"


def _contents(sources: Sequence[str], folder: Path) -> Mapping[str, bytes | Said]:
    fetched = fetch_each([source for source in sources if is_address(source)])
    found = {source: next(fetched) if is_address(source) else _bytes(folder / source) for source in sources}
    return {source: _said(source, got) if isinstance(got, WrongValueError) else got for source, got in found.items()}


def _bytes(path: Path) -> bytes | WrongValueError:
    """The file, or as much of it as shows that it is too large."""
    try:
        if not path.is_file():
            return refused(NO_FILE)
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError as error:
        return refused(UNREADABLE, reason=error.strerror or type(error).__name__)


def _said(source: str, error: WrongValueError) -> Said:
    return Said(FILE_INSTEAD, {"why": error.said}) if is_address(source) else error.said


def _outcome(read: Reading | WrongValueError) -> Outcome:
    return read if isinstance(read, Reading) else read.said


@dataclass(frozen=True, slots=True)
class Calendars:
    """The calendars of a network as far as they could be read.

    Attributes:
        read: each section with what was read for it.
        errors: about those that could not be read.
        remarks: what was left out or guessed in the others, each with its place.
    """

    read: Sequence[tuple[Calendar, Reading]] = ()
    errors: tuple[InputError, ...] = ()
    remarks: tuple[InputError, ...] = ()

    def added_to(self, parts: Mapping[str, Any]) -> dict[str, Any]:
        """The parts of the network together with the calendars' times."""
        busy: dict[str, tuple[Busy, ...]] = dict(parts["busy"])
        for calendar, reading in self.read:
            if calendar.person is not None:
                busy[calendar.person] = (*busy.get(calendar.person, ()), *spells(reading.intervals))
        closed = [row for calendar, reading in self.read for row in _closures(calendar, reading)]
        blackouts = [row for calendar, reading in self.read for row in _blackouts(calendar, reading)]
        return {
            **parts,
            "busy": busy,
            "venue_closed": (*parts["venue_closed"], *closed),
            "blackouts": (*parts["blackouts"], *blackouts),
        }


def read_calendars(folder: Path, settings: Settings | None, lines: Lines) -> Calendars:
    """Read every calendar that the settings name, for the days that are planned.

    Args:
        folder: of the network.
        settings: None if they could not be read.
        lines: where the settings stand.
    """
    if settings is None or not settings.calendars:
        return Calendars()
    sources = [section.source for section in settings.calendars]
    outcomes = read_sources(sources, folder, settings.horizon, ZoneInfo(settings.timezone))
    found = [(section, outcomes[section.source]) for section in settings.calendars]
    return Calendars(
        [(section, outcome) for section, outcome in found if isinstance(outcome, Reading)],
        tuple(
            _calendar_message(lines, n, outcome) for n, (_, outcome) in enumerate(found) if isinstance(outcome, Said)
        ),
        tuple(
            _calendar_message(lines, n, remark) for n, (_, outcome) in enumerate(found) for remark in _remarks(outcome)
        ),
    )


def _remarks(outcome: Outcome) -> Sequence[Said]:
    return outcome.remarks if isinstance(outcome, Reading) else ()


def _calendar_message(lines: Lines, section: int, said: Said) -> InputError:
    path = ("calendars", section, "source")
    return InputError(SETTINGS_FILE, said, path, lines.in_settings(path))


def _closures(calendar: Calendar, reading: Reading) -> Iterator[VenueClosure]:
    for days in closed_days(reading.intervals) if calendar.venue is not None else ():
        yield VenueClosure(
            venue=calendar.venue or "", first_day=days.first, last_day=days.last, source=short_name(calendar.source)
        )


def _blackouts(calendar: Calendar, reading: Reading) -> Iterator[BlackoutRow]:
    for days in closed_days(reading.intervals) if calendar.reason is not None else ():
        for scope, target in calendar.targets():
            yield BlackoutRow(
                scope=scope, target=target or None, first_day=days.first, last_day=days.last,
                reason=calendar.reason or "", kind=calendar.kind, points=calendar.points,
                source=short_name(calendar.source),
            )  # fmt: skip
