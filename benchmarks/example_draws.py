"""Random data of the example networks: busy times, rooms, and days on which venues are let to others.

All draws come from the caller's random generator and use integers only, so the same seed gives the same tables on
every machine.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING

from calendars.days import Span, Weekday, nth_weekday

if TYPE_CHECKING:
    from benchmarks.example_facts import Venue

Spell = tuple[str, str, str, str]
"""First day, last day ("" if the same), start and end of the hours ("" for whole days)."""

SPELL_LENGTHS_DAYS = (1, 1, 2, 3, 5, 5, 12)
"""Working days of a busy spell: a course, a few days off, a week, a holiday."""

PART_DAYS = (("08:00", "10:00"), ("08:30", "12:00"), ("13:00", "15:00"), ("15:30", "18:00"))
PART_DAY_ODDS = 8
WORKING_DAYS = 5


def busy_spells(rng: Random, within: Span, percent: int) -> Iterator[Spell]:
    """Yield busy spells that begin on working days and cover about `percent` of the time."""
    mean = sum(SPELL_LENGTHS_DAYS) / len(SPELL_LENGTHS_DAYS)
    longest_gap = int(2 * mean * (100 - percent) / percent)
    day = within.first + timedelta(days=rng.randint(0, longest_gap))
    while day <= within.last:
        length = rng.choice(SPELL_LENGTHS_DAYS)
        last = min(day + timedelta(days=length - 1), within.last)
        if day.weekday() < WORKING_DAYS:
            hours = rng.choice(PART_DAYS) if rng.randrange(PART_DAY_ODDS) == 0 else ("", "")
            yield (str(day), "" if last == day else str(last), *hours)
        day = last + timedelta(days=1 + rng.randint(1, longest_gap))


def committee_afternoons(rng: Random, within: Span) -> Iterator[Spell]:
    """Yield the afternoons of a monthly committee meeting on a fixed weekday."""
    weekday, number = Weekday(rng.randrange(4)), rng.randint(1, 4)
    for month in _months(within):
        day = nth_weekday(month.year, month.month, weekday, number)
        if day in within and month.month not in {7, 12}:
            yield (str(day), "", "14:00", "17:30")


def closures(rng: Random, within: Span, percent: int) -> Iterator[Span]:
    """Yield the days on which a venue is let to others; about `percent` of the time."""
    longest_gap = int(2 * 3.5 * (100 - percent) / percent)
    day = within.first + timedelta(days=rng.randint(0, longest_gap))
    while day <= within.last:
        last = min(day + timedelta(days=rng.randint(0, 6)), within.last)
        yield Span(day, last)
        day = last + timedelta(days=1 + rng.randint(1, longest_gap))


def rooms(rng: Random, venue: Venue) -> Iterator[tuple[object, ...]]:
    """Yield the halls and group rooms of a venue: id, name, rate, seats in theatre, classroom and cabaret, part of."""
    for hall in venue.halls:
        yield _room(hall.id, hall.name, venue.price_level, hall.theatre, hall.part_of)
    for n in range(1, venue.group_rooms + 1):
        seats = venue.group_seats * rng.randint(75, 135) // 100
        yield _room(f"gruppe-{n}", f"Mødelokale {n}", venue.price_level, seats, "")


def _room(room: str, name: str, level: int, theatre: int, part_of: str) -> tuple[object, ...]:
    rate = level * (900 + 32 * min(theatre, 600)) // 100 // 50 * 50
    return room, name, rate, theatre, max(theatre * 50 // 100, 1), max(theatre * 60 // 100, 1), part_of


def _months(within: Span) -> Iterator[date]:
    month = within.first.replace(day=1)
    while month <= within.last:
        yield month
        month = (month + timedelta(days=31)).replace(day=1)
