"""Meetings on days that should be kept free cost the points that stand on the blackout."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from calendars.blackouts import Blackout, BlackoutScope
from calendars.language import Message
from constraints.problem.naming import concerns, reason_name
from constraints.problem.posting import LinearExpr
from constraints.problem.rule import Finding, Rule
from constraints.rules.shared.closed_days import audiences

if TYPE_CHECKING:
    from constraints.problem.candidates import Candidates
    from constraints.problem.plan import Schedule, ScheduledMeeting
    from constraints.problem.posting import Model
    from constraints.problem.problem import Bools, Ints, Problem

UNWANTED = Message("soft_blackout.unwanted", "{meeting} takes up {day}, better kept free: {reason}.")


class SoftBlackout(Rule):
    """Each meeting pays once for each blackout, whose scope is read as if it were hard.

    A person's blackout is paid for by the meetings that the member is asked to, or that one of the staff works at.
    """

    title: ClassVar = Message("soft_blackout.title", "days better kept free")

    def charges(self, candidates: Candidates) -> Ints:
        problem = candidates.problem
        total = np.zeros(len(candidates), dtype=np.int64)
        members = {member.id: number for number, member in enumerate(problem.members)}
        minded, row = audiences(candidates)
        for blackout in _soft(problem):
            key = (blackout.scope, blackout.target)
            if blackout.scope is BlackoutScope.PERSON:
                theirs = _invited(candidates, members.get(blackout.target))
            else:
                theirs = np.array([key in each for each in minded], dtype=np.bool_)[row]
            there = np.array([key == (BlackoutScope.VENUE, venue.id) for venue in problem.venues])[candidates.venue]
            if blackout.in_person:
                theirs = theirs & ~problem.online[candidates.venue]
            total += blackout.points * ((theirs | there) & _touches(candidates, blackout))
        return total

    def tied(self, problem: Problem, meeting: int) -> Iterable[int]:
        return ()

    def post(self, model: Model) -> None:
        staff = {person.id: index for index, person in enumerate(model.problem.staff)}
        for blackout in _soft(model.problem):
            if blackout.scope is BlackoutScope.PERSON and blackout.target in staff:
                first, last = model.problem.index(blackout.span.first), model.problem.index(blackout.span.last)
                duties = model.shifts.of_person(staff[blackout.target]).items()
                then = [column for duty, column in duties if duty.day <= last and duty.last >= first]
                model.charge(LinearExpr.of(then, blackout.points))

    def check(self, schedule: Schedule) -> Iterator[Finding]:
        for held in schedule:
            for blackout in schedule.blackouts(held.span):
                common = held.span.within(blackout.span)
                if not blackout.hard and common and _pays(schedule.problem, blackout, held):
                    yield self.finding(
                        [held.id], UNWANTED, points=blackout.points, meeting=schedule.name(held), day=common.first,
                        reason=reason_name(blackout),
                    )  # fmt: skip


def _soft(problem: Problem) -> list[Blackout]:
    return [blackout for blackout in problem.blackouts if not blackout.hard]


def _invited(candidates: Candidates, member: int | None) -> Bools:
    """Return the candidates to which a member (an index) is invited; none if it is None."""
    if member is None:
        return np.zeros(len(candidates), dtype=np.bool_)
    asked = np.array([member in meeting.members for meeting in candidates.problem.meetings], dtype=np.bool_)
    return np.asarray(asked[candidates.meeting] & candidates.attendance.takes_part(member)[candidates.day])


def _touches(candidates: Candidates, blackout: Blackout) -> Bools:
    first, last = (candidates.problem.index(day) for day in (blackout.span.first, blackout.span.last))
    return np.asarray((candidates.day <= last) & (candidates.last_day >= first))


def _pays(problem: Problem, blackout: Blackout, held: ScheduledMeeting) -> bool:
    match blackout.scope:
        case BlackoutScope.VENUE:
            return problem.venues[held.venue].id == blackout.target
        case BlackoutScope.PERSON:
            members = (problem.members[member].id for member in held.members)
            return blackout.target in {*members, *(problem.staff[person].id for person in held.staff)}
        case _:
            spared = blackout.in_person and problem.venues[held.venue].online
            return not spared and concerns(problem, blackout, held.meeting, held.members)
