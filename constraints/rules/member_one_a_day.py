"""Nobody is asked to two meetings on one day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, ClassVar, NamedTuple

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
        for _, competing in sorted(_competing(model).items()):
            for invitations in sorted(map(sorted, competing)):
                to_come = [each for each in invitations if not model.problem.meetings[each.meeting].frozen]
                free = int(len(to_come) == len(invitations))  # a day of a past meeting is taken
                model.require(LinearExpr.total(_begins(model, each) for each in to_come), at_most=free)

    def check(self, schedule: Schedule) -> Iterator[Finding]:
        for first, second in on_one_day(schedule.held):
            common = first.members & second.members
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
        asked = (problem.meetings[number] for number in meetings)
        first, second = (problem.invited_within(meeting, meeting.window) for meeting in asked)
        return BoundMessage(NOT_BOTH, {"meetings": names, "n": len(first & second)})


class _Invitation(NamedTuple):
    """A meeting that takes a day and that somebody is invited to, if it begins between two days (indices)."""

    meeting: int
    first: int
    last: int


def _competing(model: Model) -> dict[int, list[frozenset[_Invitation]]]:
    """Return for each day the maximal sets of meetings that may take it and have a member in common."""
    found: dict[int, set[frozenset[_Invitation]]] = defaultdict(set)
    for (from_day, last_day), asked in _invited_to(model.problem):
        for day, invitations in _by_day(model, asked, from_day, last_day).items():
            if len(invitations) > 1:
                found[day].add(frozenset(invitations))
    return {day: [each for each in sets if not any(each < other for other in sets)] for day, sets in found.items()}


def _invited_to(problem: Problem) -> set[tuple[tuple[int, int], frozenset[int]]]:
    """Return the distinct times of members (indices of the first and the last day), each with all their meetings."""
    by_member: dict[int, set[int]] = defaultdict(set)
    for number, meeting in enumerate(problem.meetings):
        for member in meeting.members:
            by_member[member].add(number)
    return {(_time(problem, member), frozenset(meetings)) for member, meetings in by_member.items()}


def _time(problem: Problem, member: int) -> tuple[int, int]:
    one = problem.members[member]
    first = 0 if one.from_day is None else problem.index(one.from_day)
    return first, problem.days if one.last_day is None else problem.index(one.last_day)


def _by_day(model: Model, meetings: Iterable[int], from_day: int, last_day: int) -> dict[int, set[_Invitation]]:
    """Return for each possible day the meetings that may take it and begin within that time."""
    found: dict[int, set[_Invitation]] = defaultdict(set)
    for meeting in meetings:
        length = model.problem.meetings[meeting].days
        for first in model.first_days(meeting):
            for day in range(first, first + length) if from_day <= first <= last_day else ():
                found[day].add(_Invitation(meeting, max(day - length + 1, from_day), min(day, last_day)))
    return found


def _begins(model: Model, invitation: _Invitation) -> LinearExpr:
    """Return the expression that is 1 if the meeting begins on one of those days, else 0."""
    meeting, first, last = invitation
    return model.begun_by(meeting, last) - model.begun_by(meeting, first - 1)
