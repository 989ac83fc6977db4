"""Nothing is planned for days that are past, and whoever has been told another day hears of the new one in time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from pydantic import Field

from calendars.language import BoundMessage, Message
from constraints.problem.naming import about, for_each, meeting_name
from constraints.problem.problem import Requirement
from constraints.problem.relaxations import Relaxation, by_parameter, down
from constraints.problem.rule import Finding, Rule

if TYPE_CHECKING:
    from constraints.problem.candidates import Candidates
    from constraints.problem.plan import Schedule
    from constraints.problem.problem import Bools, Meeting, Problem

PAST = Message("notice.past", "{meeting} is planned for {day}, but today is {today}.")
TOO_SOON = Message(
    "notice.too_soon",
    "{meeting} is moved to {day}, {n} {n:day|days} from now; at least {needed} {needed:is|are} required.",
)
NOT_BEFORE = Message("notice.not_before", "{meeting} may not be held before today, {today:date}.")
IN_TIME = Message(
    "notice.in_time",
    "{meeting} may only be moved to a day at least {needed} {needed:day|days} after today, {today:date}.",
)
SHORTER = Message("notice.shorter", "Let meetings be moved with {to} {to:day's|days'} notice instead of {have}.")
SHORT = {
    PAST: Message("notice.short_past", "today is {today:date}"),
    TOO_SOON: Message("notice.short_too_soon", "{n} {n:day|days} from now; at least {needed} {needed:is|are} required"),
}


class Notice(Rule):
    """Counted from today, where a day is taken for that; what keeps its announced day needs no notice."""

    title: ClassVar = Message("notice.title", "notice of another day")
    short: ClassVar = SHORT

    min_days: int = Field(default=14, ge=0, description="Fewest days from today to the new day of a moved meeting.")

    @property
    def notice_days(self) -> int:
        return self.min_days

    def allows(self, candidates: Candidates) -> Bools | None:
        problem = candidates.problem
        if problem.as_of is None:
            return None
        least = np.zeros(len(candidates), dtype=np.int64)
        for number, told in enumerate(candidates.published):
            if told is not None:
                stays = candidates.day[candidates.of(number)] == told.day
                least[candidates.of(number)] = np.where(stays, 0, self.min_days)
        return np.asarray(candidates.day - problem.index(problem.as_of) >= least)

    def check(self, schedule: Schedule) -> Iterator[Finding]:
        today = schedule.problem.as_of
        for held in schedule:
            told = held.meeting.published
            if today is None or held.meeting.frozen:
                continue
            name, days = schedule.name(held), (held.day - today).days
            if days < 0:
                yield self.finding([held.id], PAST, meeting=name, day=held.day, today=today)
            elif told and days < self.min_days and told.start.astimezone(schedule.problem.zone).date() != held.day:
                yield self.finding([held.id], TOO_SOON, meeting=name, day=held.day, n=days, needed=self.min_days)

    def demand(self, problem: Problem, meetings: frozenset[int]) -> BoundMessage:
        if problem.as_of is None:
            return about(problem, meetings, self.title)

        def one(_number: int, meeting: Meeting) -> BoundMessage:
            values = {"meeting": meeting_name(problem, meeting), "today": problem.as_of, "needed": self.min_days}
            return BoundMessage(IN_TIME if meeting.published else NOT_BEFORE, values)

        return for_each(problem, meetings, one, self.title)

    def relaxations(self, problem: Problem, meetings: frozenset[int]) -> Iterator[Relaxation]:
        if problem.as_of is not None and self.min_days:
            yield by_parameter(Requirement(self.key(), meetings), "min_days", down(self.min_days), SHORTER)
