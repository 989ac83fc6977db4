"""The starting point of a rescheduling: the accepted plan, the meetings the changes hit, and which may move."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from calendars.language import BoundMessage, Message
from constraints.check import check
from constraints.conflicts.quick_checks import quick_check
from constraints.problem.plan import Plan
from constraints.replanning import replanned
from planner.schemas.common import NamedJson
from planner.schemas.proposals import MayMove

if TYPE_CHECKING:
    from constraints.problem.outcome import Verdict
    from constraints.problem.plan import Schedule, ScheduledMeeting
    from constraints.problem.problem import Meeting, Problem
    from constraints.problem.rule import Finding
    from planner.changes.kinds import ChangedNetwork


HELD_LATER = Message("situation.held_later", "It is cancelled, to be held later.")
NOT_HELD = Message("situation.not_held", "It is cancelled and will not be held.")
GONE = Message("situation.gone", "It is no longer planned.")
HELD_AFTER_ALL = Message("situation.held_after_all", "It had been dropped, and is held after all.")
IS_NEW = Message("situation.is_new", "It has not been planned before.")
HAS_PLACE = Message("situation.has_place", "The municipality has a place now.")
NO_PLACE = Message("situation.no_place", "The municipality no longer has a place.")


@dataclass(frozen=True, slots=True)
class Cause:
    """A reason why a meeting is hit: a sentence, and the rule that the accepted plan now breaks, if any."""

    rule: str | None
    said: BoundMessage


Hits = Mapping[str, Sequence[Cause]]
"""The reasons why each meeting is hit, by its id."""


def find_hits(verdict: Verdict, changed: ChangedNetwork) -> Hits:
    """Return the future meetings that need another place.

    Args:
        verdict: check of the rest of the accepted plan against the changed problem, with past meetings frozen.
        changed: the network after the changes.
    """
    problem = verdict.schedule.problem
    found: dict[str, list[Cause]] = defaultdict(list)
    for meeting in problem.meetings:
        if meeting.id in changed.cancelled:
            found[meeting.id].append(Cause(None, BoundMessage(HELD_LATER)))
        elif meeting.published is None:
            new = IS_NEW if meeting.host is None else HAS_PLACE
            said = HELD_AFTER_ALL if meeting.id in changed.restored else new
            found[meeting.id].append(Cause(None, BoundMessage(said)))
    for finding in verdict.broken:
        for name in _to_be_held(problem, finding):
            if name not in found or found[name][0].rule is not None:
                found[name].append(Cause(finding.rule, BoundMessage(finding.message, finding.values)))
    return dict(found)


def gone(planned: Sequence[str], problem: Problem, changed: ChangedNetwork) -> Hits:
    """Return the meetings that were planned and no longer exist, with the reasons."""

    def why(meeting: str) -> Message:
        if meeting in changed.dropped:
            return NOT_HELD
        return NO_PLACE if meeting in changed.network.round_of else GONE

    return {
        meeting: [Cause(None, BoundMessage(why(meeting)))] for meeting in planned if problem.meeting(meeting) is None
    }


def _to_be_held(problem: Problem, finding: Finding) -> Iterator[str]:
    for name in finding.meetings:
        meeting = problem.meeting(name)
        if meeting is not None and not meeting.frozen:
            yield name


@dataclass(frozen=True)
class Situation:
    """The accepted plan and what has happened since.

    Attributes:
        plan: the accepted plan.
        written: the problem of the changed network.
        free: that problem on the day, with past meetings frozen and all others free to move.
        changed: the network after the changes.
        hits: the future meetings that need another place.
        gone: the future meetings that no longer exist.
        as_of: the date taken as today.
    """

    written: Problem
    free: Problem
    changed: ChangedNetwork
    hits: Hits
    gone: Hits
    as_of: date

    @classmethod
    def of(cls, plan: Plan, changed: ChangedNetwork, written: Problem, as_of: date) -> Situation:
        """Return the situation that changes create; `written` is the problem of the changed network."""
        left = _without_unknown(plan, written)
        free = replanned(written, left, as_of, {each.meeting for each in left.meetings})
        to_come = [each.meeting for each in plan.meetings if each.start.astimezone(written.zone).date() >= as_of]
        hits = find_hits(check(free, left), changed)
        return cls(written, free, changed, hits, gone(to_come, written, changed), as_of)

    @property
    def stay(self) -> int:
        """Number of future meetings that are not hit."""
        return sum(not each.frozen and each.id not in self.hits for each in self.free.meetings)

    def given_room(self, changed: ChangedNetwork, meetings: tuple[Meeting, ...]) -> Situation:
        """Return the situation in which meetings have other windows and the network is otherwise the same."""
        written = replace(self.written, meetings=meetings)
        plan = Plan(tuple(each.published for each in self.free.meetings if each.published is not None))
        free = replanned(written, plan, self.as_of, {each.meeting for each in plan.meetings})
        return replace(self, written=written, free=free, changed=changed)


@dataclass(frozen=True)
class RescheduleProblem:
    """A problem to search plans for, and the situation it answers.

    Attributes:
        problem: past and immovable meetings have a single place in it.
    """

    situation: Situation
    problem: Problem

    @classmethod
    def of(cls, situation: Situation, movable: Collection[str]) -> RescheduleProblem:
        """Return the problem in which only these meetings may move in a way that others notice."""
        meetings = tuple(
            replace(each, frozen=each.frozen or (each.published is not None and each.id not in movable))
            for each in situation.free.meetings
        )
        return cls(situation, replace(situation.free, meetings=meetings))

    @cached_property
    def no_place(self) -> tuple[Finding, ...]:
        """The findings that keep meetings without a place, as far as counting shows."""
        return quick_check(self.problem)


@dataclass(frozen=True)
class Compared:
    """What proposals are compared with.

    Attributes:
        before: check of the accepted plan by what was known when it was accepted, as of the day.
        windows_said: ids of the meetings whose windows are set by the changes themselves.
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
        """The accepted meetings by id."""
        return by_id(self.old)

    def days_to(self, day: date) -> int:
        """Return the days from today, as taken, to `day`."""
        return (day - self.situation.as_of).days


def by_id(held: Iterable[ScheduledMeeting]) -> dict[str, ScheduledMeeting]:
    """Return the meetings by id."""
    return {each.id: each for each in held}


def region(problem: Problem, meeting: Meeting) -> NamedJson | None:
    """Return the region of a meeting, or the municipality that holds it itself; None if it is joint."""
    if meeting.host is not None:
        home = problem.municipalities[meeting.host.municipality]
        return NamedJson(id=home.id, name=home.name)
    if meeting.region is None:
        return None
    found = problem.regions[meeting.region]
    return NamedJson(id=found.id, name=found.name)


def _without_unknown(plan: Plan, problem: Problem) -> Plan:
    """Return the plan without meetings that the problem does not have."""
    return Plan(tuple(each for each in plan.meetings if problem.meeting(each.meeting) is not None))


def movable(situation: Situation, may_move: MayMove) -> frozenset[str]:
    """Return the ids of the meetings that may move: those that are hit, and those that `may_move` allows."""
    meetings = situation.free.meetings
    hit = [meeting for meeting in meetings if meeting.id in situation.hits]
    free = (each for each in meetings if not each.frozen and _is_free(each, hit, may_move))
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
