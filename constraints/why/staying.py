"""Of plans with one choice fixed, the one in which the fewest other meetings move."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from calendars.language import Sentence
from constraints.rule import Finding, Rule

if TYPE_CHECKING:
    from constraints.candidates import Candidates
    from constraints.held import Schedule
    from constraints.problem import Ints, Meeting

MOVED = Sentence(
    en="{meeting} moves to {day}, {venue}.",
    da="{meeting} flytter til {day}, {venue}.",
)


class Stay(Rule):
    """Every meeting on another first day or at another venue than planned costs `points`.

    It is not among the rules of a network: it is added to a problem to ask what else would have to move.

    Attributes:
        places: number of the first day in the horizon and index of the venue, by index of the meeting.
    """

    title: ClassVar = Sentence(en="other meetings stay", da="andre møder bliver")

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
