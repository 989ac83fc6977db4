"""Candidates: for each meeting every first day and venue it may have, with the cheapest rooms that fit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from constraints.attendance import Attendance
from constraints.room_sets import RoomSet, RoomSets

if TYPE_CHECKING:
    from constraints.problem import Bools, Ints, Meeting, Problem


@dataclass(frozen=True)
class Candidates:
    """A table with one line for each candidate, ordered by meeting, first day and venue.

    Attributes:
        meeting, day, venue: indices, shape (candidates,); `day` is the first day of the meeting.
        expected: members free for it and guests.
        room_set: index in `sets` of the cheapest rooms that fit, -1 if none do.
        rent: price of those rooms for all its days, 0 if none fit.
    """

    problem: Problem
    attendance: Attendance
    sets: list[RoomSet]
    meeting: Ints
    day: Ints
    venue: Ints
    expected: Ints
    room_set: Ints

    @classmethod
    def grid(cls, problem: Problem) -> Candidates:
        """Every day of every meeting's window at every venue it may be held at."""
        attendance, room_sets = Attendance(problem), RoomSets(problem)
        parts = [_grid_of(problem, index, attendance, room_sets) for index in range(len(problem.meetings))]
        columns = [np.concatenate(column) for column in zip(*parts, strict=True)] or [np.zeros(0, dtype=np.int64)] * 5
        return cls(problem, attendance, room_sets.sets, *columns)

    @classmethod
    def possible(cls, problem: Problem) -> Candidates:
        """What is left of the grid when every rule has struck out what it does not allow."""
        found = cls.grid(problem)
        for rule in problem.rules:
            allowed = rule.allows(found)
            if allowed is not None:
                found = found.where(allowed)
        return found

    def __len__(self) -> int:
        return len(self.meeting)

    def where(self, mask: Bools) -> Candidates:
        """The candidates for which the mask holds."""
        return Candidates(
            self.problem,
            self.attendance,
            self.sets,
            self.meeting[mask],
            self.day[mask],
            self.venue[mask],
            self.expected[mask],
            self.room_set[mask],
        )

    def of(self, meeting: int) -> slice:
        """The lines of one meeting."""
        bounds = np.searchsorted(self.meeting, (meeting, meeting + 1))
        return slice(int(bounds[0]), int(bounds[1]))

    def by_meeting(self, judge: Callable[[Meeting, Ints, Ints], NDArray[Any]]) -> NDArray[Any]:
        """One value for each candidate, from a function of a meeting, its days and its venues (same length)."""
        parts = []
        for index, meeting in enumerate(self.problem.meetings):
            lines = self.of(index)
            parts.append(judge(meeting, self.day[lines], self.venue[lines]))
        return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)

    @cached_property
    def last_day(self) -> Ints:
        """Index of the last day of the meeting, shape (candidates,)."""
        lengths = np.array([meeting.days for meeting in self.problem.meetings], dtype=np.int64)
        return np.asarray(self.day + lengths[self.meeting] - 1)

    @cached_property
    def rent(self) -> Ints:
        """Price of the rooms for all days of the meeting."""
        rates = np.array([*(each.rate for each in self.sets), 0], dtype=np.int64)
        lengths = np.array([meeting.days for meeting in self.problem.meetings], dtype=np.int64)
        return np.asarray(rates[self.room_set] * lengths[self.meeting])


def _grid_of(
    problem: Problem, index: int, attendance: Attendance, room_sets: RoomSets
) -> tuple[Ints, Ints, Ints, Ints, Ints]:
    meeting = problem.meetings[index]
    window = meeting.window.within(problem.horizon)
    days = np.arange(0)
    if window is not None:
        days = np.arange(problem.index(window.first), problem.index(window.last) - meeting.days + 2)
    expected = attendance.present(meeting)[days] + meeting.guests
    venues = np.array(sorted(meeting.venues), dtype=np.int64)
    found = [room_sets.cheapest(meeting, int(venue), expected) for venue in venues]
    size = len(days) * len(venues)
    return (
        np.full(size, index, dtype=np.int64),
        np.repeat(days, len(venues)).astype(np.int64),
        np.tile(venues, len(days)),
        np.repeat(expected, len(venues)),
        (np.stack(found, axis=1).reshape(-1) if found else np.zeros(0, dtype=np.int64)),
    )
