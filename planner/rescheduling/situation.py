"""What a rescheduling starts from: the accepted plan as it was, and the problem that the changes leave."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from constraints.check import check
from constraints.contradictions import find_contradictions
from constraints.plan import Plan
from constraints.replanning import replanned
from planner.rescheduling.hits import Hits, find_hits, gone

if TYPE_CHECKING:
    from constraints.check import Verdict
    from constraints.held import Held, Schedule
    from constraints.problem import Meeting, Problem
    from constraints.rule import Finding
    from planner.changes import Changed


@dataclass(frozen=True)
class Situation:
    """The accepted plan and what has happened since.

    Attributes:
        written: the problem that the changed network states.
        free: the same on the day, with what is past settled and all else free to move.
        changed: what the changes made of the network.
        hits: the meetings to be held that need another place.
        gone: the meetings that are no longer planned, past ones left out.
        as_of: the day that is taken for today.
    """

    written: Problem
    free: Problem
    changed: Changed
    hits: Hits
    gone: Hits
    as_of: date

    @classmethod
    def of(cls, plan: Plan, changed: Changed, written: Problem, as_of: date) -> Situation:
        """What the changes make of an accepted plan; `written` is what the changed network states."""
        left = _left(plan, written)
        free = replanned(written, left, as_of, {each.meeting for each in left.meetings})
        to_come = [each.meeting for each in plan.meetings if each.start.astimezone(written.zone).date() >= as_of]
        hits = find_hits(check(free, left), changed)
        return cls(written, free, changed, hits, gone(to_come, written, changed), as_of)

    @property
    def stay(self) -> int:
        """How many meetings are still to come that nothing has hit."""
        return sum(not each.settled and each.id not in self.hits for each in self.free.meetings)

    def given_room(self, changed: Changed, meetings: tuple[Meeting, ...]) -> Situation:
        """The same when meetings may be held at other times, and nothing else in the network is different."""
        written = replace(self.written, meetings=meetings)
        plan = Plan(tuple(each.announced for each in self.free.meetings if each.announced is not None))
        free = replanned(written, plan, self.as_of, {each.meeting for each in plan.meetings})
        return replace(self, written=written, free=free, changed=changed)


@dataclass(frozen=True)
class Question:
    """A problem that is put to the search, and the situation it answers.

    Attributes:
        problem: what is past and what must stay has one place in it.
    """

    situation: Situation
    problem: Problem

    @classmethod
    def of(cls, situation: Situation, movable: Collection[str]) -> Question:
        """What is left open when only these meetings may be moved: nobody else notices anything."""
        meetings = tuple(
            replace(each, settled=each.settled or (each.announced is not None and each.id not in movable))
            for each in situation.free.meetings
        )
        return cls(situation, replace(situation.free, meetings=meetings))

    @cached_property
    def no_place(self) -> tuple[Finding, ...]:
        """What keeps meetings from having a place, as far as counting shows."""
        return find_contradictions(self.problem)


@dataclass(frozen=True)
class Compared:
    """What proposals are compared with.

    Attributes:
        before: verdict of the accepted plan by what was known when it was accepted, on the day.
        windows_said: ids of the meetings whose windows the changes themselves say.
    """

    situation: Situation
    before: Verdict
    windows_said: frozenset[str] = frozenset()

    @property
    def old(self) -> Schedule:
        """The accepted plan."""
        return self.before.schedule

    @cached_property
    def old_by_id(self) -> Mapping[str, Held]:
        """Its meetings by id."""
        return by_id(self.old)

    def days_to(self, day: date) -> int:
        """Days from the one that is taken for today."""
        return (day - self.situation.as_of).days


def by_id(held: Iterable[Held]) -> dict[str, Held]:
    """Meetings by id."""
    return {each.id: each for each in held}


def _left(plan: Plan, problem: Problem) -> Plan:
    """What of the plan the problem still knows."""
    return Plan(tuple(each for each in plan.meetings if problem.meeting(each.meeting) is not None))
