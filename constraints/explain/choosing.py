"""A plan in which one meeting has a chosen day or venue: what it costs, and what else moves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from calendars.language import Message
from constraints.problem.outcome import Outcome, Status
from constraints.problem.relaxations import with_fixed
from constraints.problem.rule import Finding, Rule

if TYPE_CHECKING:
    from constraints.model.candidates import Candidates
    from constraints.problem.outcome import Verdict
    from constraints.problem.plan import Schedule, ScheduledMeeting
    from constraints.problem.problem import Bools, Ints, Meeting, Problem


KNOWN = Message("choosing.known", "{meeting} is on {day} at {venue}, which is known already.")


class Elsewhere(Rule):
    """It is not among the rules of a network: it is added to a problem to ask for other choices.

    Attributes:
        meeting: index of the meeting.
        places: number of the first day in the horizon and index of the venue of each choice that is known.
    """

    title: ClassVar = Message("choosing.elsewhere.title", "another choice")

    meeting: int
    places: frozenset[tuple[int, int]]

    def allows(self, candidates: Candidates) -> Bools:
        """All but the places that are known."""
        known = np.zeros(len(candidates), dtype=np.bool_)
        for day, venue in sorted(self.places):
            known |= (candidates.day == day) & (candidates.venue == venue)
        return np.asarray(~known | (candidates.meeting != self.meeting))

    def check(self, schedule: Schedule) -> Iterator[Finding]:
        """The meeting, if it is at one of them."""
        for held in schedule:
            if held.index == self.meeting and (schedule.problem.index(held.day), held.venue) in self.places:
                yield self.finding(
                    [held.id], KNOWN, meeting=schedule.name(held), day=held.day, venue=schedule.venue(held).name
                )


MOVED = Message("choosing.moved", "{meeting} moves to {day}, {venue}.")


class Stay(Rule):
    """Every meeting on another first day or at another venue than planned costs `points`.

    It is not among the rules of a network: it is added to a problem to ask what else would have to move.

    Attributes:
        places: number of the first day in the horizon and index of the venue, by index of the meeting.
    """

    title: ClassVar = Message("choosing.stay.title", "other meetings stay")

    places: Mapping[int, tuple[int, int]]
    points: int

    def charges(self, candidates: Candidates) -> Ints:
        """Points of every other place than the planned one."""
        numbers = {meeting.id: index for index, meeting in enumerate(candidates.problem.meetings)}

        def moved(meeting: Meeting, days: Ints, venues: Ints) -> Ints:
            place = self.places.get(numbers[meeting.id])
            if place is None:
                return np.zeros_like(days)
            return np.asarray((days != place[0]) | (venues != place[1]), dtype=np.int64)

        times: Ints = candidates.by_meeting(moved)
        return self.points * times

    def check(self, schedule: Schedule) -> Iterator[Finding]:
        """Every meeting that has moved."""
        for held in schedule:
            place = self.places.get(held.index)
            if place is not None and place != (schedule.problem.index(held.day), held.venue):
                yield self.finding(
                    [held.id], MOVED, points=self.points, meeting=schedule.name(held), day=held.day,
                    venue=schedule.venue(held).name,
                )  # fmt: skip


class Others(StrEnum):
    """What is asked of the other meetings."""

    STAY = "stay"
    """As few as possible get another day or venue; of these plans the one with the fewest points."""
    FREE = "free"
    """They may all move: the plan with the fewest points."""


Place = tuple[date, int]
"""First day, and index of the venue."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A meeting that has another day or venue in one plan than in another."""

    before: ScheduledMeeting
    after: ScheduledMeeting


@dataclass(frozen=True, slots=True)
class Chosen:
    """What came of fixing a choice.

    Attributes:
        outcome: of the solve; its points include what `Others.STAY` charges for moves.
        extra: points by rule that the plan found costs more than the plan at hand, where there is a difference.
        moves: what else has another day or venue, in order of time.
    """

    outcome: Outcome
    place: Place | None = None
    extra: Mapping[str, int] | None = None
    moves: tuple[Moved, ...] = ()

    @property
    def points(self) -> int | None:
        """Points more than the plan at hand, None if there is no plan."""
        return None if self.extra is None else sum(self.extra.values())

    @property
    def proved(self) -> bool:
        """Whether it is proved that nothing better can be done, or that nothing can."""
        return self.outcome.status in {Status.OPTIMAL, Status.INFEASIBLE}


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked about one meeting of a plan, as problems to be solved.

    Attributes:
        verdict: of the plan at hand.
        meeting: index.
        others: what is asked of the other meetings.
    """

    verdict: Verdict
    meeting: int
    others: Others

    def with_choice(self, day: date, venue: int | None, *, fits: bool) -> Problem:
        """The problem of a plan with the meeting fixed to a day, and to a venue if one is given.

        Args:
            day: its first day.
            venue: index.
            fits: whether some such choice is known to be possible with the others as planned.
        """
        fixed = replace(self._problem.meetings[self.meeting], fixed_day=day, forbidden_days=frozenset())
        if venue is not None:
            fixed = replace(fixed, fixed_venue=venue)
        return self._asking(with_fixed(self._problem, {self.meeting: fixed}), fits=fits)

    def with_another(self, known: Iterable[Place], *, fits: bool) -> Problem:
        """The problem of a plan with the meeting at none of the places that are known; `fits` as for a choice."""
        places = frozenset((self._problem.index(day), venue) for day, venue in known)
        rules = (*self._problem.rules, Elsewhere(meeting=self.meeting, places=places))
        return self._asking(replace(self._problem, rules=rules), fits=fits)

    @property
    def _problem(self) -> Problem:
        return self.verdict.schedule.problem

    def _asking(self, problem: Problem, *, fits: bool) -> Problem:
        """If others are to stay: with all of them fixed where that is possible, which is soon solved."""
        if self.others is Others.FREE:
            return problem
        held = [each for each in self.verdict.schedule if each.index != self.meeting]
        if fits:
            stay = {each.index: replace(each.meeting, fixed_day=each.day, fixed_venue=each.venue) for each in held}
            return with_fixed(problem, stay)
        places = {each.index: (problem.index(each.day), each.venue) for each in held}
        return replace(problem, rules=(*problem.rules, Stay(places=places, points=self.verdict.objective + 1)))


def chosen(verdict: Verdict, meeting: int, outcome: Outcome) -> Chosen:
    """What came of it, against the plan at hand."""
    found = outcome.verdict
    if found is None:
        return Chosen(outcome)
    before, after = verdict.points, found.points
    keys = sorted(({*before} | {*after}) - {Stay.key()})
    extra = {key: after.get(key, 0) - before.get(key, 0) for key in keys}
    there = found.schedule[meeting]
    moves = tuple(move for move in moved(verdict, found) if move.after.index != meeting)
    return Chosen(outcome, (there.day, there.venue), {key: points for key, points in extra.items() if points}, moves)


def moved(before: Verdict, after: Verdict) -> list[Moved]:
    """The meetings that have another day or venue, in the order they had."""
    pairs = ((held, after.schedule[held.index]) for held in before.schedule if held.index in after.schedule)
    return [Moved(old, new) for old, new in pairs if (old.day, old.venue) != (new.day, new.venue)]
