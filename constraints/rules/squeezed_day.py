"""Meetings on a working day between a public holiday and a weekend cost points."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from pydantic import Field

from calendars.blackouts import BlackoutKind
from calendars.days import ONE_DAY, WEEKEND, Span
from calendars.holidays import bridge_days
from calendars.language import Message
from constraints.problem.naming import concerns
from constraints.problem.rule import Finding, Rule
from constraints.rules.shared.closed_days import audiences_by_day

if TYPE_CHECKING:
    from constraints.problem.candidates import Candidates
    from constraints.problem.plan import Schedule, ScheduledMeeting
    from constraints.problem.problem import Ints, Meeting, Problem
    from constraints.rules.shared.closed_days import Audience

SQUEEZED = Message("squeezed_day.squeezed", "{meeting} takes up {day}, squeezed between {reasons} and other days off.")


class SqueezedDay(Rule):
    """Charged for every such day of a meeting; holidays count for the meetings that they would close."""

    title: ClassVar = Message("squeezed_day.title", "squeezed days")

    points: int = Field(default=0, ge=0, description="Points for each meeting day caught between days off.")

    @property
    def active(self) -> bool:
        return self.points > 0

    def charges(self, candidates: Candidates) -> Ints:
        problem = candidates.problem
        squeezed: dict[frozenset[date], Ints] = {}

        def points(meeting: Meeting, days: Ints, _venues: Ints) -> Ints:
            audiences, which = audiences_by_day(candidates, meeting)
            found = [_holidays(problem, audience) for audience in audiences]
            for holidays in {*found} - squeezed.keys():
                squeezed[holidays] = _bridge_day_mask(problem, holidays)
            marks = np.stack([squeezed[holidays] for holidays in found])
            return np.asarray(sum(marks[which[days], days + later] for later in range(meeting.days)))

        return self.points * candidates.by_meeting(points)

    def check(self, schedule: Schedule) -> Iterator[Finding]:
        for held in schedule:
            for day in held.span:
                reasons = _holidays_beside(schedule, held, day)
                if reasons:
                    yield self.finding(
                        [held.id], SQUEEZED, points=self.points, meeting=schedule.name(held), day=day, reasons=reasons
                    )


def _holidays(problem: Problem, audience: Audience) -> frozenset[date]:
    public = (each for each in problem.blackouts if each.kind is BlackoutKind.PUBLIC_HOLIDAY)
    return frozenset(day for each in public if (each.scope, each.target) in audience for day in each.span)


def _bridge_day_mask(problem: Problem, holidays: frozenset[date]) -> Ints:
    """Return 1 for every bridge day of the horizon, else 0, shape (days of the horizon,)."""
    marks = np.zeros(problem.days, dtype=np.int64)
    marks[[problem.index(day) for day in bridge_days(problem.horizon, holidays)]] = 1
    return marks


def _holidays_beside(schedule: Schedule, held: ScheduledMeeting, day: date) -> list[str]:
    """Return the reasons of the holidays beside the day if it is a bridge day, else none."""
    around = Span(day - ONE_DAY, day + ONE_DAY)
    found = [each for each in schedule.blackouts(around) if each.kind is BlackoutKind.PUBLIC_HOLIDAY]
    holidays = [each for each in found if concerns(schedule.problem, each, held.meeting, held.members)]

    def off(other: date) -> bool:
        return other.weekday() in WEEKEND or any(other in each.span for each in holidays)

    if [off(other) for other in around] != [True, False, True]:
        return []
    return [*dict.fromkeys(each.reason for each in holidays)]
