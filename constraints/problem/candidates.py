"""Candidates: what each meeting may still choose, as a table that rules read and strike from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from constraints.problem.attendance import Attendance
from constraints.problem.published import PublishedState, fee
from constraints.problem.relaxations import is_waived, restricted
from constraints.problem.rooms import RoomSet, units

if TYPE_CHECKING:
    from collections.abc import Collection

    from constraints.problem.problem import Bools, Ints, Meeting, Problem


@dataclass(frozen=True)
class Candidates:
    """A table with one line for each candidate, ordered by meeting, first day, hours and venue.

    Attributes:
        published: what has been announced of each meeting, shape (meetings,).
        meeting, day, hours, venue: indices, shape (candidates,); `day` is the first day of the meeting, `hours` the
            place in `Meeting.choices`.
        expected: those who come: members free for it who do not join from home, and guests.
        room_set: index in `sets` of the cheapest rooms that fit, -1 if none do; where the meeting is announced, of
            those announced as long as they are large enough, or the meeting is settled.
        rent: price of those rooms, 0 if none fit.
    """

    problem: Problem
    attendance: Attendance
    published: tuple[PublishedState | None, ...]
    sets: list[RoomSet]
    meeting: Ints
    day: Ints
    hours: Ints
    venue: Ints
    expected: Ints
    room_set: Ints

    def __len__(self) -> int:
        return len(self.meeting)

    def where(self, mask: Bools) -> Candidates:
        """The candidates for which the mask holds."""
        return Candidates(
            self.problem,
            self.attendance,
            self.published,
            self.sets,
            self.meeting[mask],
            self.day[mask],
            self.hours[mask],
            self.venue[mask],
            self.expected[mask],
            self.room_set[mask],
        )

    def of(self, meeting: int) -> slice:
        """The lines of one meeting."""
        bounds = np.searchsorted(self.meeting, (meeting, meeting + 1))
        return slice(int(bounds[0]), int(bounds[1]))

    def by_meeting(self, judge: Callable[[Meeting, Ints, Ints], NDArray[Any]]) -> NDArray[Any]:
        """One value for each candidate, from a function of a meeting, its days and its venues (same length).

        The function is asked for each of the hours that a meeting may have, which are those of the meeting it gets.
        """
        parts = []
        for index, meeting in enumerate(self.problem.meetings):
            lines = self.of(index)
            day, venue, choices = self.day[lines], self.venue[lines], meeting.choices
            mine = [np.flatnonzero(self.hours[lines] == number) for number in range(len(choices))]
            found = [judge(each, day[which], venue[which]) for each, which in zip(choices, mine, strict=True)]
            parts.append(np.concatenate(found)[np.argsort(np.concatenate(mine))] if len(choices) > 1 else found[0])
        return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)

    @cached_property
    def choices(self) -> list[Meeting]:
        """Every meeting with each of the hours that it may have, in order of meetings."""
        return [each for meeting in self.problem.meetings for each in meeting.choices]

    @cached_property
    def choice(self) -> Ints:
        """Index in `choices` of the meeting with the hours of the candidate, shape (candidates,)."""
        sizes = np.array([1 + len(meeting.other_hours) for meeting in self.problem.meetings], dtype=np.int64)
        return np.asarray((np.cumsum(sizes) - sizes)[self.meeting] + self.hours)

    @cached_property
    def last_day(self) -> Ints:
        """Index of the last day of the meeting, shape (candidates,)."""
        lengths = np.array([meeting.days for meeting in self.problem.meetings], dtype=np.int64)
        return np.asarray(self.day + lengths[self.meeting] - 1)

    @cached_property
    def frozen(self) -> Bools:
        """Whether the meeting is past, shape (candidates,)."""
        return np.array([meeting.frozen for meeting in self.problem.meetings], dtype=np.bool_)[self.meeting]

    @cached_property
    def as_published(self) -> Bools:
        """Whether it has the announced day, hours, venue and rooms, shape (candidates,)."""
        same = np.zeros(len(self), dtype=np.bool_)
        for number, told in enumerate(self.published):
            if told is not None:
                lines = self.of(number)
                here = (self.day[lines] == told.day) & (self.venue[lines] == told.venue) & (self.room_set[lines] >= 0)
                if told.hours is not None:
                    here &= self.hours[lines] == told.hours
                for line in (lines.start + np.flatnonzero(here)).tolist():
                    same[line] = self.sets[int(self.room_set[line])] == told.rooms
        return same

    @cached_property
    def rent(self) -> Ints:
        """Price of the rooms."""
        rates = np.array([*(each.rate for each in self.sets), 0], dtype=np.int64)
        return np.asarray(rates[self.room_set] * self.units)

    @cached_property
    def units(self) -> Ints:
        """How many times the price of a room is paid, shape (candidates,)."""
        problem = self.problem
        paid = np.array([[units(one, venue) for venue in problem.venues] for one in self.choices], dtype=np.int64)
        return np.asarray(paid.reshape(-1, len(problem.venues))[self.choice, self.venue])

    @cached_property
    def points(self) -> Ints:
        """What the rules charge for each candidate by itself."""
        return self.weighed(self.problem.weights)

    def weighed(self, weights: Mapping[str, int]) -> Ints:
        """The same with other weights, by rule."""
        total = np.zeros(len(self), dtype=np.int64)
        for rule, charged in self._charges.items():
            total += weights.get(rule, 1) * charged
        return total

    @cached_property
    def _charges(self) -> dict[str, Ints]:
        """What each rule charges."""
        found = {rule.key(): rule.charges(self) for rule in self.problem.rules}
        return {rule: charged for rule, charged in found.items() if charged is not None}

    def waived(self, rule: str) -> Bools:
        """The candidates of meetings for which that rule is waived."""
        loose = [is_waived(self.problem, rule, [number]) for number in range(len(self.problem.meetings))]
        return np.array(loose, dtype=np.bool_)[self.meeting]


def restricted_candidates(candidates: Candidates, meetings: Collection[int]) -> Candidates:
    """The candidates of these meetings, as those of the problem restricted to them."""
    kept = sorted(meetings)
    found = candidates.where(np.isin(candidates.meeting, kept))
    return replace(
        found,
        problem=restricted(candidates.problem, kept),
        published=tuple(found.published[meeting] for meeting in kept),
        meeting=np.searchsorted(kept, found.meeting),
    )


def fees(candidates: Candidates) -> Ints:
    """The cancellation fee of each candidate, shape (candidates,)."""
    found = np.zeros(len(candidates), dtype=np.int64)
    for number, announced in enumerate(candidates.published):
        if announced is not None:
            lines = candidates.of(number)
            venue_left = fee(candidates.problem, number, None, None)
            day_left = fee(candidates.problem, number, announced.day + 1, announced.venue)
            stays = candidates.venue[lines] == announced.venue
            found[lines] = np.where(stays, np.where(candidates.day[lines] == announced.day, 0, day_left), venue_left)
    return found
