"""An event that may come and close days: when it may begin, how likely that is, and for how long."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType

DAYS_IN_YEAR = 365.25
MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class PossibleClosure:
    """Days that may be closed, from the day on which an event begins; one event at most is counted.

    Attributes:
        last: the last day on which it may begin.
        rate: such events in a year, on average; None if one is certain to begin by `last`.
        lengths: pairs of the days from the one on which it begins to the last one that it closes, and their chance.
        first: the first day on which it may begin; None for today.
        days: the only days on which it may begin, each with its chance, in order of time; None for any.
    """

    last: date
    rate: float | None
    lengths: tuple[tuple[int, float], ...]
    first: date | None = None
    days: tuple[tuple[date, float], ...] | None = None

    def chances(self, today: date) -> Mapping[date, float]:
        """Return the chance that it begins on each day, if it has not begun before the first.

        An event that is certain begins on each day as likely as on another. One at a rate begins on each day as likely
        as on the one before, as long as it has not begun. Where days are given, their chances are of the case that it
        did not begin on one of them before today.

        Args:
            today: the first day there is.
        """
        return _chances(self, today)

    def millionths(self, today: date) -> Mapping[date, int]:
        """Return the chance, in millionths, that a meeting which begins on a day is hit; none is 0.

        It is hit if the event has begun by that day, and closes it: what began before the event goes on.
        """
        return _millionths(self, today)

    def both(self, today: date, first: date, second: date) -> int:
        """Return the chance, in millionths, that it takes a meeting which begins on one day and its second day too.

        Args:
            today: the first day there is.
            first: the day on which the meeting begins.
            second: the first day of those to which it moves; later than `first`.
        """
        return _both(self, today, first, second)


@lru_cache(maxsize=64)
def _chances(closure: PossibleClosure, today: date) -> Mapping[date, float]:
    first = max(closure.first or today, today)
    if closure.days is not None:
        left = 1 - math.fsum(chance for day, chance in closure.days if day < today)
        return MappingProxyType({day: chance / left for day, chance in closure.days if day >= first})
    days = range(max((closure.last - first).days + 1, 0))
    if closure.rate is None:
        found = {first + timedelta(n): 1 / len(days) for n in days}
    else:
        daily = -math.expm1(-closure.rate / DAYS_IN_YEAR)
        found = {first + timedelta(n): (1 - daily) ** n * daily for n in days}
    return MappingProxyType(found)


@lru_cache(maxsize=64)
def _millionths(closure: PossibleClosure, today: date) -> Mapping[date, int]:
    longest = max((days for days, _ in closure.lengths), default=0)
    lasting = [math.fsum(share for days, share in closure.lengths if days >= n) for n in range(longest + 1)]
    beginning = _chances(closure, today)
    if not beginning:
        return MappingProxyType({})
    first, found = min(beginning), {}
    for n in range((max(beginning) - first).days + 1 + longest):
        day = first + timedelta(n)
        chance = math.fsum(beginning.get(day - timedelta(ago), 0.0) * share for ago, share in enumerate(lasting))
        found[day] = round(MILLION * chance)
    return MappingProxyType(found)


@lru_cache(maxsize=8192)
def _both(closure: PossibleClosure, today: date, first: date, second: date) -> int:
    beginning = _chances(closure, today)
    longest = max((days for days, _ in closure.lengths), default=0)
    taken = 0.0
    for ago in range((second - first).days, longest + 1):
        chance = beginning.get(second - timedelta(ago), 0.0)
        taken += chance * math.fsum(share for days, share in closure.lengths if days >= ago) if chance else 0.0
    return round(MILLION * taken)
