"""Candidates of each meeting: pairs of a first day and a venue, with the cheapest rooms that fit.

Bounds on first days are propagated along the difference constraints between meetings until they no longer change
(bounds consistency). Where most meetings are fixed, few candidates of the others remain.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from constraints.problem.attendance import Attendance
from constraints.problem.published import PublishedState, published_state
from constraints.problem.relaxations import is_waived, loosened
from constraints.problem.rooms import RoomSet, RoomSets
from constraints.problem.rule import Apart

if TYPE_CHECKING:
    from collections.abc import Sequence

    from constraints.problem.problem import Bools, Ints, Meeting, Problem


class Domain(NamedTuple):
    """The possible first days and venues of one meeting (indices, in rising order), and its announced state."""

    days: Ints
    venues: Ints
    announced: PublishedState | None


def initial_domain(problem: Problem, meeting: Meeting) -> Domain:
    """Return all first days in the window and all allowed venues; of a past meeting only what was announced."""
    announced = published_state(problem, meeting)
    if announced is not None and meeting.settled:
        known = announced.rooms is not None and 0 <= announced.day <= problem.days - meeting.days
        days, venues = ([announced.day], [announced.venue]) if known else ([], [])
        return Domain(np.array(days, dtype=np.int64), np.array(venues, dtype=np.int64), announced)
    window = meeting.window.within(problem.horizon)
    span = range(0)
    if window is not None:
        span = range(problem.index(window.first), problem.index(window.last) - meeting.days + 2)
    return Domain(np.array(span, dtype=np.int64), np.array(sorted(meeting.venues), dtype=np.int64), announced)


def propagate_bounds(problem: Problem, options: Sequence[Domain]) -> list[Domain]:
    """Return the domains (one for each meeting) without values that `Rule.decided` or propagated bounds rule out."""
    left = [_decided(problem, number, each) for number, each in enumerate(options)]
    first = np.array([each.days.min(initial=problem.days) for each in left], dtype=np.int64)
    last = np.array([each.days.max(initial=-1) for each in left], dtype=np.int64)
    _tighten_bounds(_difference_constraints(problem), first, last)
    return [
        each._replace(days=each.days[(each.days >= earliest) & (each.days <= latest)])
        for each, earliest, latest in zip(left, first, last, strict=True)
    ]


def propagated(candidates: Candidates) -> Candidates:
    """Return the candidates without those on days that propagated bounds rule out."""
    ties = _difference_constraints(candidates.problem)
    while True:
        first, last = _bounds(candidates)
        _tighten_bounds(ties, first, last)
        left = (candidates.day >= first[candidates.meeting]) & (candidates.day <= last[candidates.meeting])
        if left.all():
            return candidates
        candidates = candidates.where(left)


def _decided(problem: Problem, number: int, options: Domain) -> Domain:
    meeting = problem.meetings[number]
    for rule in () if meeting.settled else problem.rules:
        if not is_waived(problem, rule.key(), [number]):
            day, venue = rule.decided(problem, meeting)
            days = options.days if day is None else options.days[options.days == day]
            venues = options.venues if venue is None else options.venues[options.venues == venue]
            options = options._replace(days=days, venues=venues)
    return options


def _difference_constraints(problem: Problem) -> list[Apart]:
    """Return the difference constraints of all rules, except waived ones and those between past meetings."""
    return [
        tie
        for rule in problem.rules
        for tie in rule.apart(problem)
        if not is_waived(problem, rule.key(), tie.meetings)
        and not (problem.meetings[tie.earlier].settled and problem.meetings[tie.later].settled)
    ]


def _bounds(candidates: Candidates) -> tuple[Ints, Ints]:
    """Return the earliest and the latest first day of each meeting, each of shape (meetings,)."""
    count = len(candidates.problem.meetings)
    first, last = np.full(count, candidates.problem.days), np.full(count, -1)
    np.minimum.at(first, candidates.meeting, candidates.day)
    np.maximum.at(last, candidates.meeting, candidates.day)
    return first, last


def _tighten_bounds(ties: list[Apart], first: Ints, last: Ints) -> None:
    """Tighten the bounds in place by the Bellman-Ford algorithm.

    At most as many rounds as there are meetings are needed; contradictory constraints would tighten for ever.
    """
    for _ in range(len(first)):
        before = first.sum() - last.sum()
        for _meetings, earlier, later, least in ties:
            first[later] = max(first[later], first[earlier] + least)
            last[earlier] = min(last[earlier], last[later] - least)
        if first.sum() - last.sum() == before:
            return


@dataclass(frozen=True)
class Candidates:
    """A table of candidates, sorted by meeting, first day and venue; all columns have shape (candidates,).

    Attributes:
        problem: the problem, with waived requirements removed (see `loosened`).
        attendance: tables of who is busy.
        announced: announced state of each meeting, one for each meeting.
        sets: room sets to which `room_set` refers.
        meeting, day, venue: indices; `day` is the first day of the meeting.
        expected: expected attendance: members who are free, and guests.
        room_set: index in `sets` of the cheapest rooms that fit, or -1 if none do. On the announced day at the
            announced venue these are the announced rooms, if they are large enough or the meeting is past.
    """

    problem: Problem
    attendance: Attendance
    announced: tuple[PublishedState | None, ...]
    sets: list[RoomSet]
    meeting: Ints
    day: Ints
    venue: Ints
    expected: Ints
    room_set: Ints

    @classmethod
    def grid(cls, problem: Problem, *, reachable: bool = False) -> Candidates:
        """Return all combinations of first days in the window and allowed venues, of every meeting.

        Args:
            problem: the problem.
            reachable: whether to propagate bounds, and omit what they rule out.
        """
        problem = loosened(problem)
        attendance, room_sets = Attendance(problem), RoomSets(problem)
        options = [initial_domain(problem, meeting) for meeting in problem.meetings]
        if reachable:
            options = propagate_bounds(problem, options)
        parts = [_grid_of(problem, index, each, attendance, room_sets) for index, each in enumerate(options)]
        columns = [np.concatenate(column) for column in zip(*parts, strict=True)] or [np.zeros(0, dtype=np.int64)] * 5
        return cls(problem, attendance, tuple(each.announced for each in options), room_sets.sets, *columns)

    @classmethod
    def possible(cls, problem: Problem, *, reachable: bool = False) -> Candidates:
        """Return the candidates of the grid that every rule allows, and all of past meetings.

        Args:
            problem: the problem.
            reachable: whether to propagate bounds before and after, and omit what they rule out.
        """
        found = cls.grid(problem, reachable=reachable)
        for rule in found.problem.rules:
            allowed = rule.allows(found)
            if allowed is not None:
                found = found.where(allowed | found.settled | found.waived(rule.key()))
        found = found.where(found.room_set >= 0) if problem.waived else found
        return propagated(found) if reachable else found

    def __len__(self) -> int:
        return len(self.meeting)

    def where(self, mask: Bools) -> Candidates:
        """Return the candidates for which the mask, shape (candidates,), is true."""
        return Candidates(
            self.problem,
            self.attendance,
            self.announced,
            self.sets,
            self.meeting[mask],
            self.day[mask],
            self.venue[mask],
            self.expected[mask],
            self.room_set[mask],
        )

    def of(self, meeting: int) -> slice:
        """Return the rows of one meeting (an index)."""
        bounds = np.searchsorted(self.meeting, (meeting, meeting + 1))
        return slice(int(bounds[0]), int(bounds[1]))

    def by_meeting(self, judge: Callable[[Meeting, Ints, Ints], NDArray[Any]]) -> NDArray[Any]:
        """Return the values of a function, one for each candidate, shape (candidates,).

        Args:
            judge: called for each meeting with it, its days and its venues (indices, of equal shape); returns values
                of that shape.
        """
        parts = []
        for index, meeting in enumerate(self.problem.meetings):
            lines = self.of(index)
            parts.append(judge(meeting, self.day[lines], self.venue[lines]))
        return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)

    @cached_property
    def last_day(self) -> Ints:
        """Index of the last day, shape (candidates,)."""
        lengths = np.array([meeting.days for meeting in self.problem.meetings], dtype=np.int64)
        return np.asarray(self.day + lengths[self.meeting] - 1)

    @cached_property
    def settled(self) -> Bools:
        """Whether the meeting is past, shape (candidates,)."""
        return np.array([meeting.settled for meeting in self.problem.meetings], dtype=np.bool_)[self.meeting]

    @cached_property
    def as_announced(self) -> Bools:
        """Whether day, venue and rooms are the announced ones, shape (candidates,)."""
        same = np.zeros(len(self), dtype=np.bool_)
        for number, told in enumerate(self.announced):
            if told is not None:
                lines = self.of(number)
                here = (self.day[lines] == told.day) & (self.venue[lines] == told.venue) & (self.room_set[lines] >= 0)
                for line in (lines.start + np.flatnonzero(here)).tolist():
                    same[line] = self.sets[int(self.room_set[line])] == told.rooms
        return same

    @cached_property
    def rent(self) -> Ints:
        """Price of the rooms for all days of the meeting, 0 if no rooms fit, shape (candidates,)."""
        rates = np.array([*(each.rate for each in self.sets), 0], dtype=np.int64)
        lengths = np.array([meeting.days for meeting in self.problem.meetings], dtype=np.int64)
        return np.asarray(rates[self.room_set] * lengths[self.meeting])

    @cached_property
    def points(self) -> Ints:
        """Points by `Rule.charges` times the weights of the problem, shape (candidates,)."""
        return self.weighed(self.problem.weights)

    def weighed(self, weights: Mapping[str, int]) -> Ints:
        """Return the points times these weights (by key of the rule, 1 where none is given), shape (candidates,)."""
        total = np.zeros(len(self), dtype=np.int64)
        for rule, charged in self._charges.items():
            total += weights.get(rule, 1) * charged
        return total

    @cached_property
    def _charges(self) -> dict[str, Ints]:
        """Unweighted points by key of the rule, each of shape (candidates,)."""
        found = {rule.key(): rule.charges(self) for rule in self.problem.rules}
        return {rule: charged for rule, charged in found.items() if charged is not None}

    def waived(self, rule: str) -> Bools:
        """Return the mask of the candidates of meetings for which that rule is waived, shape (candidates,)."""
        loose = [is_waived(self.problem, rule, [number]) for number in range(len(self.problem.meetings))]
        return np.array(loose, dtype=np.bool_)[self.meeting]


def _grid_of(
    problem: Problem, index: int, options: Domain, attendance: Attendance, room_sets: RoomSets
) -> tuple[Ints, Ints, Ints, Ints, Ints]:
    meeting, (days, venues, announced) = problem.meetings[index], options
    expected = attendance.present(meeting)[days] + meeting.guests
    found = [room_sets.cheapest(meeting, int(venue), expected) for venue in venues]
    rooms = np.stack(found, axis=1) if found else np.zeros((len(days), 0), dtype=np.int64)
    if announced is not None and announced.rooms is not None:
        for day, venue in np.argwhere((days[:, None] == announced.day) & (venues == announced.venue)).tolist():
            if meeting.settled or room_sets.large_enough(meeting, announced.rooms, int(expected[day])):
                rooms[day, venue] = room_sets.number(announced.rooms)
    size = len(days) * len(venues)
    return (
        np.full(size, index, dtype=np.int64),
        np.repeat(days, len(venues)).astype(np.int64),
        np.tile(venues, len(days)),
        np.repeat(expected, len(venues)),
        rooms.reshape(-1),
    )
