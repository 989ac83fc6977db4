"""A meeting is on none of some days at some venues: used to find its next best choice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from calendars.language import Sentence
from constraints.rule import Finding, Rule

if TYPE_CHECKING:
    from constraints.candidates import Candidates
    from constraints.held import Schedule
    from constraints.problem import Bools

KNOWN = Sentence(
    en="{meeting} is on {day} at {venue}, which is known already.",
    da="{meeting} ligger {day}, {venue}, som allerede er kendt.",
)


class Elsewhere(Rule):
    """It is not among the rules of a network: it is added to a problem to ask for other choices.

    Attributes:
        meeting: index of the meeting.
        places: number of the first day in the horizon and index of the venue of each choice that is known.
    """

    title: ClassVar = Sentence(en="another choice", da="et andet valg")

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
