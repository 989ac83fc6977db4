"""What-if problems: fix or exclude a choice for one meeting of a plan, and compare the new plan with the old."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from calendars.language import Message
from constraints.problem.outcome import Outcome, OutcomeStatus
from constraints.problem.rule import Finding, Rule
from constraints.problem.waivers import with_fixed, without_soft_rules

if TYPE_CHECKING:
    from constraints.problem.candidates import Candidates
    from constraints.problem.outcome import Verdict
    from constraints.problem.plan import Schedule, ScheduledMeeting
    from constraints.problem.problem import Bools, Ints, Meeting, Problem


KNOWN = Message("choosing.known", "{meeting} is on {day} at {venue}, which is known already.")


class AtOtherPlace(Rule):
    """A rule that forbids one meeting known places; it is not for networks, but added to problems here.

    Attributes:
        meeting: index of the meeting.
        places: (index of the first day, index of the venue) of each known place.
    """

    title: ClassVar = Message("choosing.elsewhere.title", "another choice")

    meeting: int
    places: frozenset[tuple[int, int]]

    def allows(self, candidates: Candidates) -> Bools:
        """Allow all candidates but those at known places."""
        known = np.zeros(len(candidates), dtype=np.bool_)
        for day, venue in sorted(self.places):
            known |= (candidates.day == day) & (candidates.venue == venue)
        return np.asarray(~known | (candidates.meeting != self.meeting))

    def check(self, schedule: Schedule) -> Iterator[Finding]:
        """Yield a finding if the meeting is at a known place."""
        for held in schedule:
            if held.index == self.meeting and (schedule.problem.index(held.day), held.venue) in self.places:
                yield self.finding(
                    [held.id], KNOWN, meeting=schedule.name(held), day=held.day, venue=schedule.venue(held).name
                )


MOVED = Message("choosing.moved", "{meeting} moves to {day}, {venue}.")


class KeepPlaces(Rule):
    """A rule that charges each meeting that moves; it is not for networks, but added to problems here.

    Attributes:
        places: (index of the first day, index of the venue) as planned, by index of the meeting.
        points: cost of each meeting with another first day or venue.
    """

    title: ClassVar = Message("choosing.stay.title", "other meetings stay")

    places: Mapping[int, tuple[int, int]]
    points: int

    def charges(self, candidates: Candidates) -> Ints:
        """Charge every candidate at another place than the planned one."""
        numbers = {meeting.id: index for index, meeting in enumerate(candidates.problem.meetings)}

        def moved(meeting: Meeting, days: Ints, venues: Ints) -> Ints:
            place = self.places.get(numbers[meeting.id])
            if place is None:
                return np.zeros_like(days)
            return np.asarray((days != place[0]) | (venues != place[1]), dtype=np.int64)

        times: Ints = candidates.by_meeting(moved)
        return self.points * times

    def check(self, schedule: Schedule) -> Iterator[Finding]:
        """Yield a finding for every meeting that has moved."""
        for held in schedule:
            place = self.places.get(held.index)
            if place is not None and place != (schedule.problem.index(held.day), held.venue):
                yield self.finding(
                    [held.id], MOVED, points=self.points, meeting=schedule.name(held), day=held.day,
                    venue=schedule.venue(held).name,
                )  # fmt: skip


class OtherMeetings(StrEnum):
    """What happens to the other meetings of the plan."""

    STAY = "stay"
    """As few as possible move; of these plans the one with the fewest points is taken."""
    FREE = "free"
    """All may move; the plan with the fewest points is taken."""


Place = tuple[date, int]
"""First day, and index of the venue."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A meeting whose day or venue differs between two plans."""

    before: ScheduledMeeting
    after: ScheduledMeeting


@dataclass(frozen=True, slots=True)
class WhatIfResult:
    """The result of a what-if problem.

    Attributes:
        outcome: the outcome of the solve; its points include what `Others.STAY` charges for moves.
        place: the place of the meeting in the plan found, or None if there is no plan.
        extra: additional points compared with the plan at hand, by rule and without zeros, or None without a plan.
        moves: other meetings that moved, in order of time.
    """

    outcome: Outcome
    place: Place | None = None
    extra: Mapping[str, int] | None = None
    moves: tuple[Moved, ...] = ()

    @property
    def points(self) -> int | None:
        """The additional points compared with the plan at hand, or None if there is no plan."""
        return None if self.extra is None else sum(self.extra.values())

    @property
    def proved(self) -> bool:
        """Whether the plan found is proved to be optimal, or it is proved that there is none."""
        return self.outcome.status in {OutcomeStatus.OPTIMAL, OutcomeStatus.INFEASIBLE}


@dataclass(frozen=True, slots=True)
class WhatIf:
    """Builder of what-if problems for one meeting of a plan.

    Attributes:
        verdict: verdict on the plan at hand.
        meeting: index of the meeting.
        others: what happens to the other meetings.
    """

    verdict: Verdict
    meeting: int
    others: OtherMeetings

    def with_choice(self, day: date, venue: int | None, *, fits: bool) -> Problem:
        """Return the problem with the meeting fixed to a first day, and to a venue if one is given.

        Args:
            day: first day of the meeting.
            venue: index of the venue, or None for any.
            fits: whether this is known to be possible with all other meetings as planned.
        """
        fixed = replace(self._problem.meetings[self.meeting], fixed_day=day, forbidden_days=frozenset())
        if venue is not None:
            fixed = replace(fixed, fixed_venue=venue)
        return self._with_others(with_fixed(self._problem, {self.meeting: fixed}), fits=fits)

    def with_any_plan(self, day: date, venue: int | None, movable: Collection[str] | None = None) -> Problem:
        """Return the problem of finding a plan with that choice, whatever it costs.

        Args:
            day: as for `with_choice`.
            venue: as for `with_choice`.
            movable: ids of the other meetings that may move; None for all. Few are faster.
        """
        problem = replace(self, others=OtherMeetings.FREE).with_choice(day, venue, fits=False)
        if movable is not None:
            held = (each for each in self.verdict.schedule if each.index != self.meeting and each.id not in movable)
            problem = with_fixed(problem, _as_planned(held))
        return without_soft_rules(problem)

    def with_another(self, known: Iterable[Place], *, fits: bool) -> Problem:
        """Return the problem with the meeting at none of the known places; `fits` as for `with_choice`."""
        places = frozenset((self._problem.index(day), venue) for day, venue in known)
        rules = (*self._problem.rules, AtOtherPlace(meeting=self.meeting, places=places))
        return self._with_others(replace(self._problem, rules=rules), fits=fits)

    @property
    def _problem(self) -> Problem:
        return self.verdict.schedule.problem

    def _with_others(self, problem: Problem, *, fits: bool) -> Problem:
        """Return the problem with what happens to the others: if they can all stay they are fixed, which is faster."""
        if self.others is OtherMeetings.FREE:
            return problem
        held = [each for each in self.verdict.schedule if each.index != self.meeting]
        if fits:
            return with_fixed(problem, _as_planned(held))
        places = {each.index: (problem.index(each.day), each.venue) for each in held}
        return replace(problem, rules=(*problem.rules, KeepPlaces(places=places, points=self.verdict.objective + 1)))


def _as_planned(held: Iterable[ScheduledMeeting]) -> dict[int, Meeting]:
    """Return meetings fixed to the day and venue they are planned at, by index."""
    return {each.index: replace(each.meeting, fixed_day=each.day, fixed_venue=each.venue) for each in held}


def is_feasible(outcome: Outcome) -> bool | None:
    """Return whether there is a plan according to an outcome, or None if that was not decided."""
    if outcome.verdict is not None:
        return True
    return False if outcome.status is OutcomeStatus.INFEASIBLE else None


def what_if_result(verdict: Verdict, meeting: int, outcome: Outcome) -> WhatIfResult:
    """Return the result of a what-if problem.

    Args:
        verdict: verdict on the plan at hand.
        meeting: index of the meeting.
        outcome: outcome of the what-if problem.
    """
    found = outcome.verdict
    if found is None:
        return WhatIfResult(outcome)
    before, after = verdict.points, found.points
    keys = sorted(({*before} | {*after}) - {KeepPlaces.key()})
    extra = {key: after.get(key, 0) - before.get(key, 0) for key in keys}
    there = found.schedule[meeting]
    moves = tuple(move for move in moved(verdict, found) if move.after.index != meeting)
    return WhatIfResult(
        outcome, (there.day, there.venue), {key: points for key, points in extra.items() if points}, moves
    )


def moved(before: Verdict, after: Verdict) -> list[Moved]:
    """Return the meetings whose day or venue differs, in the order of the plan before."""
    pairs = ((held, after.schedule[held.index]) for held in before.schedule if held.index in after.schedule)
    return [Moved(old, new) for old, new in pairs if (old.day, old.venue) != (new.day, new.venue)]
