"""Read the calendars that the settings name, from files and addresses, as busy times and closed days of the network."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from calendars.days import ONE_DAY, Hours, Interval, Span
from calendars.ical.busy import read_each
from calendars.ical.parse import LARGEST, Progress, Reading
from calendars.language import BoundMessage, Message, WrongValueError
from constraints.problem.busy import Busy
from planner.errors import SETTINGS_FILE, InputError, rejected_value
from planner.files.fetching import fetch_each, is_address
from planner.network.closures import Calendar
from planner.network.references import Lines
from planner.network.settings import Settings
from planner.network.tables import BlackoutRow, VenueClosure

_MINUTE = timedelta(minutes=1)
_MIDNIGHT = time()
_LAST_MINUTE_OF_DAY = time(23, 59)
"""The last time a clock shows, and so the latest end of a meeting; the minute after it blocks nothing."""


def spells(intervals: Iterable[Interval]) -> list[Busy]:
    """Convert intervals to busy spells: whole days, and hours on the days in which an interval begins and ends.

    A meeting overlaps one of the spells exactly if it overlaps an interval, extended to whole minutes; except that in
    the hour which the clock shows twice in autumn more meetings may overlap.

    Args:
        intervals: in the time zone of the network.
    """
    return [spell for interval in intervals for spell in _spells_between(*_local_minutes(interval))]


def closed_days(intervals: Iterable[Interval]) -> list[Span]:
    """Return the days that the intervals overlap, with adjacent days merged.

    Args:
        intervals: sorted, in the time zone of the network.
    """
    found: list[Span] = []
    for opens, closes in map(_local_minutes, intervals):
        first, last = opens.date(), (closes - _MINUTE).date()
        if found and first <= found[-1].last + ONE_DAY:
            found[-1] = Span(found[-1].first, max(last, found[-1].last))
        else:
            found.append(Span(first, last))
    return found


def _local_minutes(interval: Interval) -> tuple[datetime, datetime]:
    """Return the local times at which an interval begins and ends, extended to whole minutes."""
    start, end = (moment.replace(tzinfo=None, fold=0) for moment in (interval.start, interval.end))
    if interval.end.fold:
        end += _clock_setback(interval.end)
    whole = end.replace(second=0, microsecond=0)
    return start.replace(second=0, microsecond=0), whole if whole == end else whole + _MINUTE


def _clock_setback(moment: datetime) -> timedelta:
    """Return how far the clock was set back, at a moment in the repeated hour (PEP 495, fold=1)."""
    first, second = moment.replace(fold=0).utcoffset(), moment.utcoffset()
    return (first or timedelta()) - (second or timedelta())


def _spells_between(opens: datetime, closes: datetime) -> Iterator[Busy]:
    """Yield the busy spells between two local times."""
    first, last = opens.date(), closes.date()
    if first == last:
        yield Busy(Span(first, first), Hours(opens.time(), closes.time()))
        return
    if opens.time() > _MIDNIGHT:
        if opens.time() < _LAST_MINUTE_OF_DAY:
            yield Busy(Span(first, first), Hours(opens.time(), _LAST_MINUTE_OF_DAY))
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

NOTHING_TAKEN = Message("calendars.nothing_taken", "The calendar takes no time from {first:date} to {last:date}.")

ToldProgress: TypeAlias = Callable[[Progress], None]


def ignore(_progress: Progress) -> None:
    """Do nothing with it."""


Source: TypeAlias = tuple[str, bool]
"""An address or the name of a file, and whether its calendar closes days, also those marked as free."""

SourceResult: TypeAlias = Reading | BoundMessage
"""The times of a calendar, or why they could not be read."""


def read_sources(
    sources: Iterable[Source], folder: Path, within: Span, zone: ZoneInfo, progress: ToldProgress = ignore
) -> dict[Source, SourceResult]:
    """Read each source once and return its result.

    Args:
        sources: addresses, or names of files; with whether they close days.
        folder: folder of relative file names.
        within: the days of interest.
        zone: time zone of the result, and of dates and times in the calendars that have none.
        progress: told how far a large calendar is read.
    """
    wanted = list(dict.fromkeys(sources))
    found = _contents(list(dict.fromkeys(name for name, _ in wanted)), folder)
    contents = [(data, closes) for name, closes in wanted if isinstance(data := found[name], bytes)]
    readings = read_each(contents, within, zone, progress)
    return {
        (name, closes): _outcome(next(readings)) if isinstance(data := found[name], bytes) else data
        for name, closes in wanted
    }


def short_name(source: str) -> str:
    """Return a name for a source: its file name, or its host and a short hash of the address, which is a secret."""
    if not is_address(source):
        return Path(source).name
    sign = hashlib.sha256(source.encode()).hexdigest()[:6]
    return f"{urlsplit(source).hostname} {sign}"


def _contents(sources: Sequence[str], folder: Path) -> Mapping[str, bytes | BoundMessage]:
    fetched = fetch_each([source for source in sources if is_address(source)])
    found = {source: next(fetched) if is_address(source) else _bytes(folder / source) for source in sources}
    return {source: _said(source, got) if isinstance(got, WrongValueError) else got for source, got in found.items()}


def _bytes(path: Path) -> bytes | WrongValueError:
    """Return the file, or enough of it to show that it is too large."""
    try:
        if not path.is_file():
            return rejected_value(NO_FILE)
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError as error:
        return rejected_value(UNREADABLE, reason=error.strerror or type(error).__name__)


def _said(source: str, error: WrongValueError) -> BoundMessage:
    return BoundMessage(FILE_INSTEAD, {"why": error.said}) if is_address(source) else error.said


def _outcome(read: Reading | WrongValueError) -> SourceResult:
    return read if isinstance(read, Reading) else read.said


@dataclass(frozen=True, slots=True)
class Calendars:
    """The calendars of a network as far as they could be read.

    Attributes:
        read: each section with what was read for it.
        errors: about calendars that could not be read.
        remarks: what was skipped or guessed in the others, each with its place.
    """

    read: Sequence[tuple[Calendar, Reading]] = ()
    errors: tuple[InputError, ...] = ()
    remarks: tuple[InputError, ...] = ()

    def added_to(self, parts: Mapping[str, Any]) -> dict[str, Any]:
        """Return the parts of the network with the calendars' times added."""
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


def read_calendars(folder: Path, settings: Settings | None, lines: Lines, progress: ToldProgress = ignore) -> Calendars:
    """Read every calendar that the settings name, for the planning horizon.

    Args:
        folder: folder of the network.
        settings: None if they could not be read.
        lines: line numbers of the settings.
        progress: told how far a large calendar is read.
    """
    if settings is None or not settings.calendars:
        return Calendars()
    horizon = settings.horizon
    sources = [(section.source, section.reason is not None) for section in settings.calendars]
    outcomes = read_sources(sources, folder, horizon, ZoneInfo(settings.timezone), progress)
    found = [(section, outcomes[source]) for section, source in zip(settings.calendars, sources, strict=True)]
    return Calendars(
        [(section, outcome) for section, outcome in found if isinstance(outcome, Reading)],
        tuple(
            _calendar_message(lines, n, outcome)
            for n, (_, outcome) in enumerate(found)
            if isinstance(outcome, BoundMessage)
        ),
        tuple(
            _calendar_message(lines, n, remark)
            for n, (_, outcome) in enumerate(found)
            for remark in _remarks(outcome, horizon)
        ),
    )


def _remarks(outcome: SourceResult, horizon: Span) -> Sequence[BoundMessage]:
    if not isinstance(outcome, Reading):
        return ()
    nothing = (
        () if outcome.intervals else (BoundMessage(NOTHING_TAKEN, {"first": horizon.first, "last": horizon.last}),)
    )
    return (*outcome.remarks, *nothing)


def _calendar_message(lines: Lines, section: int, said: BoundMessage) -> InputError:
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
