"""Nobody is asked to two meetings on one day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, ClassVar

from calendars.language import BoundMessage, Message
from constraints.problem.naming import meeting_names
from constraints.problem.plan import on_one_day
from constraints.problem.posting import LinearExpr
from constraints.problem.rule import Finding, Rule

if TYPE_CHECKING:
    from constraints.problem.plan import Schedule
    from constraints.problem.posting import Model
    from constraints.problem.problem import Problem

BOTH = Message(
    "member_one_a_day.both",
    "{first} and {second} are both held on {day}, and {n} {n:member is|members are} asked to both.",
)

NOT_BOTH = Message(
    "member_one_a_day.not_both",
    "{meetings} may not be held on one day, as {n} {n:member is|members are} asked to both.",
)
NOT_TWO = Message("member_one_a_day.not_two", "No member may be asked to two meetings on one day ({meetings}).")


class MemberOneADay(Rule):
    """Each day of a meeting of several days counts, and so do members who cannot come."""

    title: ClassVar = Message("member_one_a_day.title", "one meeting a day for members")

    def post(self, model: Model) -> None:
        for day, competing in sorted(_competing(model).items()):
            for meetings in sorted(map(sorted, competing)):
                to_come = [each for each in meetings if not model.problem.meetings[each].frozen]
                free = int(len(to_come) == len(meetings))  # a day of a past meeting is taken
                model.require(LinearExpr.total(_covers(model, meeting, day) for meeting in to_come), at_most=free)

    def check(self, schedule: Schedule) -> Iterator[Finding]:
        for first, second in on_one_day(schedule.held):
            common = {*first.meeting.members} & {*second.meeting.members}
            if common:
                members = schedule.problem.members
                yield self.finding(
                    [first.id, second.id], BOTH, about=(members[member].id for member in sorted(common)),
                    first=schedule.name(first), second=schedule.name(second), day=second.day, n=len(common),
                )  # fmt: skip

    def demand(self, problem: Problem, meetings: frozenset[int]) -> BoundMessage:
        names = meeting_names(problem, meetings)
        if len(meetings) != len(("first", "second")):
            return BoundMessage(NOT_TWO, {"meetings": names})
        first, second = ({*problem.meetings[number].members} for number in meetings)
        return BoundMessage(NOT_BOTH, {"meetings": names, "n": len(first & second)})


def _competing(model: Model) -> dict[int, list[frozenset[int]]]:
    """Return for each day the maximal sets of meetings that may take it and have a member in common."""
    found: dict[int, set[frozenset[int]]] = defaultdict(set)
    for asked in _invited_to(model.problem):
        for day, meetings in _by_day(model, asked).items():
            if len(meetings) > 1:
                found[day].add(frozenset(meetings))
    return {day: [each for each in sets if not any(each < other for other in sets)] for day, sets in found.items()}


def _invited_to(problem: Problem) -> set[frozenset[int]]:
    """Return the distinct sets of meetings that a member is invited to."""
    by_member: dict[int, set[int]] = defaultdict(set)
    for number, meeting in enumerate(problem.meetings):
        for member in meeting.members:
            by_member[member].add(number)
    return {frozenset(meetings) for meetings in by_member.values()}


def _by_day(model: Model, meetings: Iterable[int]) -> dict[int, set[int]]:
    """Return for each possible day the meetings that may take it."""
    found: dict[int, set[int]] = defaultdict(set)
    for meeting in meetings:
        for first in model.first_days(meeting):
            for day in range(first, first + model.problem.meetings[meeting].days):
                found[day].add(meeting)
    return found


def _covers(model: Model, meeting: int, day: int) -> LinearExpr:
    """Return the expression that is 1 if the day is one of the meeting's days, else 0."""
    return model.begun_by(meeting, day) - model.begun_by(meeting, day - model.problem.meetings[meeting].days)
