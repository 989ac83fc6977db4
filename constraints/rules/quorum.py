"""Enough members can come: a share of all, of each municipality somebody, of each role a share."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, ClassVar

import numpy as np
from pydantic import Field

from calendars.language import Sentence
from constraints.naming import days_name
from constraints.rule import Finding, Rule

if TYPE_CHECKING:
    from constraints.candidates import Candidates
    from constraints.held import Held, Schedule
    from constraints.problem import Bools, Ints, Meeting, Problem

FEW = Sentence(
    en="{present} of {members} members can come to {meeting} on {day}; at least {needed} {needed:is|are} required.",
    da="{present} af {members} medlemmer kan komme til {meeting} {day}; der kræves mindst {needed}.",
)
FEW_OF_ROLE = Sentence(
    en="{present} of {members} members with the role {role} can come to {meeting} on {day}; at least {needed} "
    "{needed:is|are} required.",
    da="{present} af {members} medlemmer med rollen {role} kan komme til {meeting} {day}; der kræves mindst {needed}.",
)
NOBODY_FROM = Sentence(
    en="Nobody from {n} {n:municipality|municipalities} ({names}) can come to {meeting} on {day}; at most {limit} may "
    "be missing.",
    da="Ingen fra {n} {n:kommune|kommuner} ({names}) kan komme til {meeting} {day}; der må højst mangle {limit}.",
)

Share = Annotated[Decimal, Field(ge=0, le=1)]


class Quorum(Rule):
    """Who can come is known from the members' busy times; shares are of the members of the meeting, rounded up."""

    title: ClassVar = Sentence(en="quorum", da="beslutningsdygtighed")

    member_share: Share = Field(default=Decimal(0), description="Share of the members who must be free, 0 to 1.")
    missing_municipalities: int | None = Field(
        default=None, ge=0, description="Most municipalities without a free member; leave out for no limit."
    )
    role_shares: Mapping[str, Share] = Field(
        default={}, description="Share of the members of a role who must be free, by role."
    )

    @property
    def active(self) -> bool:
        return self.member_share > 0 or self.missing_municipalities is not None or any(self.role_shares.values())

    def allows(self, candidates: Candidates) -> Bools:
        def enough(meeting: Meeting, days: Ints, _venues: Ints) -> Bools:
            absent = candidates.attendance.members_absent(meeting)
            return np.asarray(self._enough(candidates.problem, meeting, ~absent)[days])

        return candidates.by_meeting(enough)

    def check(self, schedule: Schedule) -> Iterator[Finding]:
        for held in schedule:
            yield from self._share_missed(schedule, held, None, self.member_share)
            for role, share in sorted(self.role_shares.items()):
                yield from self._share_missed(schedule, held, role, share)
            yield from self._municipalities_missing(schedule, held)

    def _enough(self, problem: Problem, meeting: Meeting, free: Bools) -> Bools:
        """From who is free, shape (members of the meeting, days), to the days with enough."""
        enough: Bools = free.sum(axis=0) >= math.ceil(self.member_share * len(meeting.members))
        roles = np.array([problem.members[member].role for member in meeting.members])
        for role, share in self.role_shares.items():
            enough &= free[roles == role].sum(axis=0) >= math.ceil(share * int((roles == role).sum()))
        if self.missing_municipalities is not None:
            home = problem.municipality_of[list(meeting.members)]
            missing = sum(~free[home == municipality].any(axis=0) for municipality in np.unique(home))
            enough &= missing <= self.missing_municipalities
        return enough

    def _share_missed(self, schedule: Schedule, held: Held, role: str | None, share: Decimal) -> Iterator[Finding]:
        people = schedule.problem.members
        asked = {member for member in held.meeting.members if role in {None, people[member].role}}
        present, needed = len(asked - held.absent), math.ceil(share * len(asked))
        if present < needed:
            yield self.finding(
                [held.id], FEW if role is None else FEW_OF_ROLE, present=present, members=len(asked), needed=needed,
                role=role, meeting=schedule.name(held), day=days_name(held.span),
            )  # fmt: skip

    def _municipalities_missing(self, schedule: Schedule, held: Held) -> Iterator[Finding]:
        people = schedule.problem.members
        present = {people[member].municipality for member in held.meeting.members if member not in held.absent}
        missing = {people[member].municipality for member in held.meeting.members} - present
        if self.missing_municipalities is not None and len(missing) > self.missing_municipalities:
            places = [schedule.problem.municipalities[index] for index in sorted(missing)]
            yield self.finding(
                [held.id], NOBODY_FROM, about=[place.id for place in places], n=len(places),
                names=[place.name for place in places], meeting=schedule.name(held), day=days_name(held.span),
                limit=self.missing_municipalities,
            )  # fmt: skip
