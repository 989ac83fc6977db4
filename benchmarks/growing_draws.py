"""Random places, busy times and closed days of growing networks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random

import numpy as np

from calendars.blackouts import Blackout, BlackoutKind, BlackoutScope
from calendars.days import Span
from calendars.holidays import PublicHolidays
from constraints.problem.busy import WHOLE_DAY, BusyTimes
from constraints.problem.problem import Ints

Point = tuple[float, float]
"""Kilometres east and north."""

REGION_SIZE_KM, REGION_DISTANCE_KM = 80.0, 90.0
"""Width of a region, and distance from one to the next."""
MINUTES_PER_KM = 1.3 * 60 / 70
"""Road distance 1.3 times the straight line, at 70 km/h."""
SPELL_DAYS_MAX = 5


def point(rng: Random, region: int) -> Point:
    """Return a random place in a region."""
    return region * REGION_DISTANCE_KM + rng.uniform(0, REGION_SIZE_KM), rng.uniform(0, 2 * REGION_SIZE_KM)


def minutes(origins: Sequence[Point], ends: Sequence[Point]) -> Ints:
    """Return travel minutes one way, shape (origins, ends)."""
    there, here = np.array(ends), np.array(origins)
    kilometres = np.hypot(*(there[np.newaxis, :, axis] - here[:, np.newaxis, axis] for axis in (0, 1)))
    return np.asarray(np.rint(kilometres * MINUTES_PER_KM), dtype=np.int64)


def busy(rng: Random, within: Span, people: int, *, percent: int, weekday_off: int) -> BusyTimes:
    """Return whole-day spells covering about `percent` of the time; some people are busy one weekday of every week.

    Args:
        rng: source of randomness.
        within: the days to cover.
        people: number of people.
        percent: share of busy time of each.
        weekday_off: percentage of people who are busy on one weekday of every week.
    """
    lines = [
        (who, spell.first.toordinal(), spell.last.toordinal())
        for who in range(people)
        for spell in (*spells(rng, within, percent), *_weekday(rng, within, weekday_off))
    ]
    who, first, last = np.array(lines, dtype=np.int64).reshape(-1, 3).T
    opens, closes = (np.full(len(lines), minute, dtype=np.int64) for minute in WHOLE_DAY)
    return BusyTimes(people, who, first, last, opens, closes)


def spells(rng: Random, within: Span, percent: int) -> Iterator[Span]:
    """Yield spells of at most a working week that cover about `percent` of the days."""
    mean = (1 + SPELL_DAYS_MAX) / 2
    longest_gap = int(2 * mean * (100 - percent) / percent)
    day = within.first + timedelta(days=rng.randint(0, longest_gap))
    while day <= within.last:
        last = min(day + timedelta(days=rng.randrange(SPELL_DAYS_MAX)), within.last)
        yield Span(day, last)
        day = last + timedelta(days=1 + rng.randint(0, longest_gap))


def _weekday(rng: Random, within: Span, percent: int) -> Iterator[Span]:
    if rng.randrange(100) < percent:
        first = within.first + timedelta(days=(rng.randrange(5) - within.first.weekday()) % 7)
        for week in range((within.last - first).days // 7 + 1):
            day = first + timedelta(weeks=week)
            yield Span(day, day)


def closed_days(rng: Random, within: Span, regions: Sequence[str], venues: int) -> Iterator[Blackout]:
    """Yield public and school holidays for everyone, winter holidays by region, and days on which venues are let."""
    yield from PublicHolidays("DK").blackouts(within, "da")
    for year in range(within.first.year, within.last.year + 1):
        yield Blackout(Span(date(year, 6, 26), date(year, 8, 11)), "sommerferie", BlackoutKind.SCHOOL_HOLIDAY)
        yield Blackout(_iso_week(year, 42), "efterårsferie", BlackoutKind.SCHOOL_HOLIDAY)
        for n, region in enumerate(regions):
            week = _iso_week(year, 7 + n % 2)
            yield Blackout(week, "vinterferie", BlackoutKind.SCHOOL_HOLIDAY, BlackoutScope.REGION, region)
    for venue in range(venues):
        for days in spells(rng, within, percent=22):
            yield Blackout(days, "udlejet", BlackoutKind.OWN, BlackoutScope.VENUE, f"v{venue}")


def _iso_week(year: int, week: int) -> Span:
    return Span.of_days(date.fromisocalendar(year, week, 1), 7)
