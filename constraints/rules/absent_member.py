"""Members who are busy on the day of their meeting cost points."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from pydantic import Field

from calendars.language import Message
from constraints.problem.rule import Aim, Finding, Rule

if TYPE_CHECKING:
    from constraints.problem.candidates import Candidates
    from constraints.problem.plan import Schedule
    from constraints.problem.problem import Ints, Meeting

ABSENT = Message("absent_member.absent", "{n} {n:member is|members are} busy on {day} and {n:misses|miss} {meeting}.")

MISSING = Message(
    "absent_member.missing",
    "{n} {n:member misses|members miss} {meeting} on {day}; {away} of them declined or {away:waits|wait} for a place.",
)


class AbsentMember(Rule):
    """Counted for each meeting and each of its members; guests are not counted."""

    title: ClassVar = Message("absent_member.title", "absent members")
    aim: ClassVar = Aim.MOST_PEOPLE

    points: int = Field(default=0, ge=0, description="Points for each member who cannot come to a meeting.")

    @property
    def active(self) -> bool:
        return self.points > 0

    @classmethod
    def usual_for_aim(cls) -> AbsentMember:
        return cls(points=10)

    def charges(self, candidates: Candidates) -> Ints:
        def absent(meeting: Meeting, days: Ints, _venues: Ints) -> Ints:
            return np.asarray(candidates.attendance.members_absent(meeting).sum(axis=0)[days], dtype=np.int64)

        return self.points * candidates.by_meeting(absent)

    def check(self, schedule: Schedule) -> Iterator[Finding]:
        for held in schedule:
            if held.absent:
                away = len(schedule.problem.away(held.meeting, held.day))
                yield self.finding(
                    [held.id], MISSING if away else ABSENT, points=self.points * len(held.absent),
                    about=(schedule.problem.members[member].id for member in sorted(held.absent)),
                    n=len(held.absent), day=held.day, meeting=schedule.name(held), **({"away": away} if away else {}),
                )  # fmt: skip
