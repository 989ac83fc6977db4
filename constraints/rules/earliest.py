"""A meeting is not held before its notice is over, nor before what it is about has come into force."""

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

TOO_EARLY = Sentence(
    en="{meeting} is on {day}, but may not be held before {earliest}: {reason}.",
    da="{meeting} ligger {day}, men må tidligst holdes {earliest}: {reason}.",
)


class Earliest(Rule):
    """The earliest days and their reasons stand on the meetings."""

    title: ClassVar = Sentence(en="earliest day", da="tidligste dag")

    def allows(self, candidates: Candidates) -> Bools:
        problem = candidates.problem
        first = [max((problem.index(each.day) for each in meeting.earliest), default=0) for meeting in problem.meetings]
        return np.asarray(candidates.day >= np.array(first, dtype=np.int64)[candidates.meeting])

    def check(self, schedule: Schedule) -> Iterator[Finding]:
        for held in schedule:
            for limit in held.meeting.earliest:
                if held.day < limit.day:
                    yield self.finding(
                        [held.id], TOO_EARLY, meeting=schedule.name(held), day=held.day, earliest=limit.day,
                        reason=limit.reason,
                    )  # fmt: skip
