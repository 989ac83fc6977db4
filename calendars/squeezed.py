"""Squeezed days: working days caught between a public holiday and a weekend."""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from calendars.language import Said, Sentence, WrongValueError
from calendars.span import Span
from calendars.weekdays import WEEKEND

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import date

    from calendars.weekdays import Weekday

_TOO_LONG = Sentence(
    en="squeezed are from 1 to {most} working days in a row, not {longest}",
    da="indeklemte er fra 1 til {most} arbejdsdage i træk, ikke {longest}",
)


def squeezed_days(
    within: Span, holidays: Collection[date], longest: int = 1, weekend: frozenset[Weekday] = WEEKEND
) -> Iterator[date]:
    """The squeezed days of that time, in order.

    A working day is one that is neither in the weekend nor a holiday. Working days in a row are squeezed if there
    are at most `longest` of them and a holiday lies directly before or after the row, alone or as part of a longer
    free time. With 1 that is the Friday after Ascension and the Monday before a holiday on a Tuesday.

    Args:
        within: the days to look at.
        holidays: also those up to `longest` + 1 days outside of `within`, which may squeeze a day in it.
        longest: most working days in a row that count; 1 to one less than a working week.
        weekend: days of the week without work, in one row.

    Raises:
        WrongValueError: if `longest` is below 1, or so large that weeks without a holiday would count.
    """
    if not 1 <= longest < 7 - len(weekend):
        raise WrongValueError(Said(_TOO_LONG, {"longest": longest, "most": 6 - len(weekend)}))
    # A row cut off by the edges of this wider span is longer than `longest` wherever it reaches into `within`.
    # A row shorter than a working week always has a holiday beside it, so its length is all there is to ask.
    around = Span(within.first - timedelta(days=longest), within.last + timedelta(days=longest))
    for works, row in groupby(around, lambda day: day.weekday() not in weekend and day not in holidays):
        days = list(row)
        if works and len(days) <= longest:
            yield from (day for day in days if day in within)
