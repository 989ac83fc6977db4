"""Every day of a meeting is one of the allowed weekdays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated, ClassVar

import numpy as np
from pydantic import BeforeValidator, Field

from calendars.language import BoundMessage, Message
from constraints.problem.naming import WEEKDAY_TEXTS, WEEKDAYS, WeekdayName, for_each, meeting_name, weekday_name
from constraints.problem.relaxations import ConcessionKind, Relaxation, Unit, with_rule
from constraints.problem.rule import Finding, Rule

if TYPE_CHECKING:
    from constraints.problem.candidates import Candidates
    from constraints.problem.plan import Schedule
    from constraints.problem.problem import Bools, Meeting, Problem

WRONG = Message("weekdays.wrong", "{meeting} falls on {day}; meetings are only held on {allowed}.")

ONLY_ON = Message("weekdays.only_on", "{meeting} may only be held on {allowed}.")
ALSO_ON = Message("weekdays.also_on", "Let meetings be held on {more} too.")
SHORT = {
    WRONG: Message("weekdays.short_wrong", "only on {allowed}"),
}


class Weekdays(Rule):
    """Monday to Friday if nothing else is said."""

    title: ClassVar = Message("weekdays.title", "allowed weekdays")
    short: ClassVar = SHORT

    allowed: tuple[Annotated[WeekdayName, BeforeValidator(weekday_name)], ...] = Field(
        default=WEEKDAYS[:5], min_length=1, description="Weekdays on which meetings may be held."
    )

    @property
    def active(self) -> bool:
        return {*self.allowed} != {*WEEKDAYS}

    def allows(self, candidates: Candidates) -> Bools:
        open_days = np.array([name in self.allowed for name in WEEKDAYS])
        monday = candidates.problem.horizon.first.weekday()
        fine = np.ones(len(candidates), dtype=np.bool_)
        for later in range(max((meeting.days for meeting in candidates.problem.meetings), default=0)):
            day = candidates.day + later
            fine &= open_days[(monday + day) % 7] | (day > candidates.last_day)
        return fine

    def check(self, schedule: Schedule) -> Iterator[Finding]:
        allowed = [WEEKDAY_TEXTS[name] for name in WEEKDAYS if name in self.allowed]
        for held in schedule:
            for day in held.span:
                if WEEKDAYS[day.weekday()] not in self.allowed:
                    yield self.finding([held.id], WRONG, meeting=schedule.name(held), day=day, allowed=allowed)

    def demand(self, problem: Problem, meetings: frozenset[int]) -> BoundMessage:
        def only(_number: int, meeting: Meeting) -> BoundMessage:
            return BoundMessage(ONLY_ON, {"meeting": meeting_name(problem, meeting), "allowed": _texts(self.allowed)})

        return for_each(problem, meetings, only, self.title)

    def relaxations(self, problem: Problem, meetings: frozenset[int]) -> Iterator[Relaxation]:
        """Yield the relaxation that adds weekdays in order, with Sunday last."""
        more = [name for name in WEEKDAYS if name not in self.allowed]
        yield Relaxation(
            self.key(), "allowed", meetings, Unit.DAYS, ConcessionKind.COMFORT, len(more),
            apply=lambda given, amount: with_rule(given, self.key(), allowed=(*self.allowed, *more[:amount])),
            say=lambda amount: BoundMessage(ALSO_ON, {"more": _texts(more[:amount])}),
            values={"weekdays": more},
        )  # fmt: skip


def _texts(names: Iterable[WeekdayName]) -> list[Message]:
    """Return the names of weekdays as messages, in order of the week."""
    meant = {*names}
    return [WEEKDAY_TEXTS[name] for name in WEEKDAYS if name in meant]
