"""Closed days of a window, summed up by reason, and how they are given free."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from calendars.blackout import Blackout, Kind
from calendars.language import Said, Sentence
from constraints.loosening import Asks
from constraints.naming import first_name, reason_name

if TYPE_CHECKING:
    from datetime import date

    from calendars.span import Span
    from constraints.problem import Problem

REASON_DAY = Sentence(en="{reason}, {first:date}", da="{reason}, {first:date}")
REASON_DAYS = Sentence(
    en="{reason}, {n} {n:day|days} from {first} to {last:date}",
    da="{reason}, {n} {n:dag|dage} fra {first} til {last:date}",
)
LISTED = Sentence(en="{one}; {other}", da="{one}; {other}")
MORE = Sentence(en="{n} more {n:reason|reasons}", da="{n} {n:grund|grunde} mere")
MANY = 5
"""More reasons than these are counted instead."""

ASKS = {Kind.OWN: Asks.SETTING, Kind.EVENT: Asks.COMFORT, Kind.SCHOOL_HOLIDAY: Asks.PEOPLE, Kind.ELECTION: Asks.LAW}
"""Whom it asks something of to meet on such days; on public holidays nobody should."""


@dataclass(frozen=True, slots=True)
class Closed:
    """Days closed for one reason.

    Attributes:
        blackouts: those of that reason; they may lie on the same days for several.
        days: the days of the window that they close, in order.
    """

    blackouts: tuple[Blackout, ...]
    days: tuple[date, ...]

    @property
    def reason(self) -> str:
        """Why they are closed, as it is written."""
        return self.blackouts[0].reason

    @property
    def _reason_name(self) -> Said | str:
        """With the week only if it is the same for all of them."""
        weeks = {blackout.week for blackout in self.blackouts}
        first = self.blackouts[0]
        return reason_name(first if len(weeks) == 1 else replace(first, week=None))

    @property
    def said(self) -> Said:
        """The reason with its source and the days."""
        first, last, reason = self.days[0], self.days[-1], self._reason_name
        if first == last:
            return Said(REASON_DAY, {"reason": reason, "first": first})
        values = {"first": first_name(first, last), "last": last, "n": len(self.days)}
        return Said(REASON_DAYS, {"reason": reason, **values})


def closed_days(problem: Problem, window: Span, minds: Callable[[Blackout], bool]) -> list[Closed]:
    """What closes days of a window for somebody who minds these blackouts, by reason, the first day first."""
    found: dict[tuple[str, str], list[Blackout]] = defaultdict(list)
    for blackout in problem.blackouts:
        if blackout.hard and blackout.span.overlaps(window) and minds(blackout):
            found[blackout.reason, blackout.source].append(blackout)
    closed = [Closed(tuple(each), _days(each, window)) for each in found.values()]
    return sorted(closed, key=lambda each: (each.days[0], each.reason))


def reasons(closed: Sequence[Closed]) -> Said:
    """The reasons one after the other; the last of many are counted."""
    said = [each.said for each in closed[:MANY]]
    if len(closed) > MANY:
        said.append(Said(MORE, {"n": len(closed) - MANY}))
    return in_line(said)


def in_line(said: Sequence[Said]) -> Said:
    """Parts of a sentence with semicolons between them."""
    first, *rest = said
    return Said(LISTED, {"one": first, "other": in_line(rest)}) if rest else first


def opened(problem: Problem, blackouts: Iterable[Blackout]) -> Problem:
    """The problem without these blackouts."""
    gone = {*blackouts}
    return replace(problem, blackouts=tuple(each for each in problem.blackouts if each not in gone))


def _days(blackouts: Iterable[Blackout], window: Span) -> tuple[date, ...]:
    inside = (blackout.span.within(window) for blackout in blackouts)
    return tuple(sorted({day for days in inside if days is not None for day in days}))
