"""A meeting that a municipality holds itself has as many participants as its offer recommends, at a price."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from pydantic import Field

from calendars.language import Message
from constraints.problem.rule import Finding, Rule

if TYPE_CHECKING:
    from constraints.problem.candidates import Candidates
    from constraints.problem.plan import Schedule
    from constraints.problem.problem import Ints

FEW = Message(
    "group_size.few",
    "{expected} {expected:person is|people are} expected at {meeting}; at least {limit} are recommended.",
)
MANY = Message(
    "group_size.many",
    "{expected} {expected:person is|people are} expected at {meeting}; at most {limit} are recommended.",
)


class GroupSize(Rule):
    """Those expected, guests among them, against what the offer recommends; other meetings have no such limits."""

    title: ClassVar = Message("group_size.title", "recommended number of participants")

    points: int = Field(default=0, ge=0, description="Points for each person fewer or more than the offer recommends.")

    @property
    def active(self) -> bool:
        return self.points > 0

    def charges(self, candidates: Candidates) -> Ints:
        meetings = candidates.problem.meetings
        fewest = [each.host.fewest or 0 if each.host else 0 for each in meetings]
        none = np.iinfo(np.int64).max
        most = [none if each.host is None or each.host.most is None else each.host.most for each in meetings]
        limits = np.array([fewest, most], dtype=np.int64).reshape(2, len(meetings))[:, candidates.meeting]
        missing, over = limits[0] - candidates.expected, candidates.expected - limits[1]
        return np.asarray(self.points * (np.maximum(missing, 0) + np.maximum(over, 0)), dtype=np.int64)

    def check(self, schedule: Schedule) -> Iterator[Finding]:
        for held in schedule:
            host = held.meeting.host
            if host is None:
                continue
            fewest, most = host.fewest or 0, held.coming if host.most is None else host.most
            for message, limit, off in ((FEW, fewest, fewest - held.coming), (MANY, most, held.coming - most)):
                if off > 0:
                    yield self.finding(
                        [held.id], message, points=off * self.points, expected=held.coming, limit=limit,
                        meeting=schedule.name(held),
                    )  # fmt: skip
