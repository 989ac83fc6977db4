"""Weekdays, and the nth of them in a month."""

from __future__ import annotations

import calendar
from datetime import date
from enum import IntEnum

from calendars.language import Said, Sentence, WrongValueError

_NO_NTH = Sentence(
    en="{month:month} has {n} of that weekday; there is no number {asked}",
    da="{month:month} har {n} af den ugedag; der er ingen nummer {asked}",
)


class Weekday(IntEnum):
    """A day of the week, numbered as `date.weekday()` numbers it."""

    MONDAY = 0
    TUESDAY = 1
    WEDNESDAY = 2
    THURSDAY = 3
    FRIDAY = 4
    SATURDAY = 5
    SUNDAY = 6


WEEKEND = frozenset({Weekday.SATURDAY, Weekday.SUNDAY})


def nth_weekday(year: int, month: int, weekday: Weekday, n: int) -> date:
    """The nth such weekday of the month, counted from its end if `n` is negative (-1 is the last).

    Raises:
        WrongValueError: if the month has no such day.
    """
    first = 1 + (weekday - date(year, month, 1).weekday()) % 7
    days = range(first, calendar.monthrange(year, month)[1] + 1, 7)
    if not 1 <= abs(n) <= len(days):
        raise WrongValueError(Said(_NO_NTH, {"month": date(year, month, 1), "n": len(days), "asked": n}))
    return date(year, month, days[n - 1 if n > 0 else n])
