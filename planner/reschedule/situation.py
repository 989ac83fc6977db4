"""What a rescheduling starts from: the accepted plan, whom the changes hit, and what may move."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from calendars.language import Message, Said
from constraints.check import check
from constraints.conflicts.quick_checks import quick_check
from constraints.problem.plan import Plan
from constraints.replanning import replanned
from planner.schemas.proposals import MayMove

if TYPE_CHECKING:
    from constraints.problem.outcome import Verdict
    from constraints.problem.plan import Schedule, ScheduledMeeting
    from constraints.problem.problem import Meeting, Problem
    from constraints.problem.rule import Finding
    from planner.changes.kinds import Changed


HELD_LATER = Message("situation.held_later", "It is cancelled, to be held later.")
NOT_HELD = Message("situation.not_held", "It is cancelled and will not be held.")
GONE = Message("situation.gone", "It is no longer planned.")
IS_NEW = Message("situation.is_new", "It has not been planned before.")


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a meeting is hit: the rule that the accepted plan breaks now, if it is that, and a sentence."""

    rule: str | None
    said: Said


Hits = Mapping[str, Sequence[Cause]]
"""Ids of meetings with why each is hit."""


def find_hits(verdict: Verdict, changed: Changed) -> Hits:
    """The meetings to be held that need another place.

    Args:
        verdict: of what is left of the accepted plan, in the changed problem; what is past is settled there.
        changed: what the changes made of the network.
    """
    problem = verdict.schedule.problem
    found: dict[str, list[Cause]] = defaultdict(list)
    for meeting in problem.meetings:
        if meeting.id in changed.cancelled:
            found[meeting.id].append(Cause(None, Said(HELD_LATER)))
        elif meeting.announced is None:
            found[meeting.id].append(Cause(None, Said(IS_NEW)))
    for finding in verdict.broken:
        for name in _to_be_held(problem, finding):
            if name not in found or found[name][0].rule is not None:
                found[name].append(Cause(finding.rule, Said(finding.sentence, finding.values)))
    return dict(found)


def gone(planned: Sequence[str], problem: Problem, changed: Changed) -> Hits:
    """Meetings that were planned and are no longer, with why."""
    return {
        meeting: [Cause(None, Said(NOT_HELD if meeting in changed.dropped else GONE))]
        for meeting in planned
        if problem.meeting(meeting) is None
    }


def _to_be_held(problem: Problem, finding: Finding) -> Iterator[str]:
    for name in finding.meetings:
        meeting = problem.meeting(name)
        if meeting is not None and not meeting.settled:
            yield name


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
        return quick_check(self.problem)


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
    def old_by_id(self) -> Mapping[str, ScheduledMeeting]:
        """Its meetings by id."""
        return by_id(self.old)

    def days_to(self, day: date) -> int:
        """Days from the one that is taken for today."""
        return (day - self.situation.as_of).days


def by_id(held: Iterable[ScheduledMeeting]) -> dict[str, ScheduledMeeting]:
    """Meetings by id."""
    return {each.id: each for each in held}


def _left(plan: Plan, problem: Problem) -> Plan:
    """What of the plan the problem still knows."""
    return Plan(tuple(each for each in plan.meetings if problem.meeting(each.meeting) is not None))


def movable(situation: Situation, may_move: MayMove) -> frozenset[str]:
    """Ids of the meetings that may be moved: those that are hit, and what the planner allows besides."""
    meetings = situation.free.meetings
    hit = [meeting for meeting in meetings if meeting.id in situation.hits]
    free = (each for each in meetings if not each.settled and _is_free(each, hit, may_move))
    return frozenset({*(each.id for each in free), *(each.id for each in hit)})


def _is_free(meeting: Meeting, hit: Collection[Meeting], may_move: MayMove) -> bool:
    match may_move:
        case MayMove.NOTHING:
            return False
        case MayMove.ROUND:
            return meeting.round in {each.round for each in hit}
        case MayMove.REGION:
            return meeting.region in {each.region for each in hit}
        case MayMove.ALL:
            return True
