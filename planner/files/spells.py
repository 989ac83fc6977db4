"""From times that a calendar takes to busy spells with hours of the day, and to days that are closed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta

from calendars.interval import Interval
from calendars.span import ONE_DAY, Hours, Span
from constraints.busy import Busy

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
