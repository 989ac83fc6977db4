"""Enough members can come: a share of all, of each municipality somebody, of each role a share."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, ClassVar

import numpy as np
from pydantic import Field

from calendars.language import BoundMessage, Message
from constraints.problem.naming import chained, days_name, for_each, meeting_name
from constraints.problem.problem import Requirement
from constraints.problem.relaxations import ConcessionKind, Relaxation, Unit, by_parameter, up, with_rule
from constraints.problem.rule import Finding, Role, Rule

if TYPE_CHECKING:
    from constraints.problem.candidates import Candidates
    from constraints.problem.plan import Schedule, ScheduledMeeting
    from constraints.problem.problem import Bools, Ints, Meeting, Problem

FEW = Message(
    "quorum.few",
    "{present} of {members} members can come to {meeting} on {day}; at least {needed} {needed:is|are} required.",
)
FEW_OF_ROLE = Message(
    "quorum.few_of_role",
    "{present} of {members} members with the role {role} can come to {meeting} on {day}; at least {needed} "
    "{needed:is|are} required.",
)
NOBODY_FROM = Message(
    "quorum.nobody_from",
    "Nobody from {n} {n:municipality|municipalities} ({names}) can come to {meeting} on {day}; at most {limit} may "
    "be missing.",
)

NOT_EACH_LEVEL = Message(
    "quorum.not_each_level",
    "Nobody can come to {meeting} on {day} from {names}; at most {limit} {limit:role|roles} of municipalities may be "
    "missing.",
)
LEVEL = Message("quorum.level", "{municipality} ({role})")

HUNDRED = 100
Share = Annotated[Decimal, Field(ge=0, le=1)]

ENOUGH = Message("quorum.enough", "At least {needed} of the {members} members of {meeting} must be able to come.")
ENOUGH_OF_ROLE = Message(
    "quorum.enough_of_role",
    "At least {needed} of the {members} members with the role {role} must be able to come to {meeting}.",
)
FEW_MISSING = Message(
    "quorum.few_missing",
    "At most {limit} {limit:municipality|municipalities} may have nobody who can come to {meeting}.",
)
FEW_LEVELS_MISSING = Message(
    "quorum.few_levels_missing",
    "From each municipality somebody of each role must be able to come to {meeting}; at most {limit} may be missing.",
)
MORE_LEVELS_MISSING = Message(
    "quorum.more_levels_missing",
    "Let up to {to} {to:role|roles} of municipalities instead of {have} have nobody who can come.",
)
LOWER_SHARE = Message(
    "quorum.lower_share", "Lower the share of the members who must be able to come from {have} % to {to} %."
)
LOWER_ROLE_SHARE = Message(
    "quorum.lower_role_share",
    "Lower the share of the members with the role {role} who must be able to come from {have} % to {to} %.",
)
MORE_MISSING = Message(
    "quorum.more_missing", "Let up to {to} {to:municipality|municipalities} instead of {have} have nobody who can come."
)
SHORT = {
    FEW: Message(
        "quorum.short_few", "{present} of {members} members can come; at least {needed} {needed:is|are} required"
    ),
    FEW_OF_ROLE: Message(
        "quorum.short_few_of_role",
        "{present} of {members} members with the role {role} can come; at least {needed} {needed:is|are} required",
    ),
    NOBODY_FROM: Message(
        "quorum.short_nobody_from",
        "nobody from {n} {n:municipality|municipalities} can come ({names}); at most {limit} may be missing",
    ),
    NOT_EACH_LEVEL: Message(
        "quorum.short_not_each_level", "nobody can come from {names}; at most {limit} of these may be missing"
    ),
}


class Quorum(Rule):
    """Who can come is known from busy times; shares are of the members of the meeting on its day, rounded up."""

    title: ClassVar = Message("quorum.title", "quorum")
    short: ClassVar = SHORT

    member_share: Share = Field(default=Decimal(0), description="Share of the members who must be free, 0 to 1.")
    missing_municipalities: int | None = Field(
        default=None, ge=0, description="Most municipalities without a free member; leave out for no limit."
    )
    missing_levels: int | None = Field(
        default=None,
        ge=0,
        description="Most roles of municipalities without a free member, so that each municipality is present with each"
        " of its levels; leave out for no limit.",
    )
    role_shares: Mapping[Role, Share] = Field(
        default={}, description="Share of the members of a role who must be free, by role."
    )

    @property
    def active(self) -> bool:
        limits = (self.missing_municipalities, self.missing_levels)
        return self.member_share > 0 or limits != (None, None) or any(self.role_shares.values())

    def allows(self, candidates: Candidates) -> Bools:
        def enough(meeting: Meeting, days: Ints, _venues: Ints) -> Bools:
            found, place = np.unique(days, return_inverse=True)
            asked = candidates.attendance.invited(meeting)[:, found]
            free = asked & ~candidates.attendance.members_absent(meeting)[:, found]
            return np.asarray(self._enough(candidates.problem, meeting, asked, free)[place])

        return candidates.by_meeting(enough)

    def check(self, schedule: Schedule) -> Iterator[Finding]:
        for held in schedule:
            yield from self._share_missed(schedule, held, None, self.member_share)
            for role, share in sorted(self.role_shares.items()):
                yield from self._share_missed(schedule, held, role, share)
            yield from self._municipalities_missing(schedule, held)
            yield from self._levels_missing(schedule, held)

    def _enough(self, problem: Problem, meeting: Meeting, asked: Bools, free: Bools) -> Bools:
        """Return the days with a quorum, shape (days,).

        Args:
            problem: the problem.
            meeting: the meeting.
            asked: who is invited on each day, shape (members of the meeting, days).
            free: which of them are free, of the same shape.
        """

        def share_met(of: Bools, share: Decimal) -> Bools:
            least = np.array([math.ceil(share * number) for number in range(int(of.sum()) + 1)], dtype=np.int64)
            return np.asarray(free[of].sum(axis=0) >= least[asked[of].sum(axis=0)])

        enough = share_met(np.ones(len(meeting.members), dtype=np.bool_), self.member_share)
        roles = [problem.members[member].roles for member in meeting.members]
        for role, share in self.role_shares.items():
            enough &= share_met(np.array([role in each for each in roles], dtype=np.bool_), share)
        if self.missing_municipalities is not None:
            home = problem.municipality_of[list(meeting.members)]
            missing = np.zeros(len(enough), dtype=np.int64)
            for municipality in np.unique(home):
                missing += asked[home == municipality].any(axis=0) & ~free[home == municipality].any(axis=0)
            enough &= missing <= self.missing_municipalities
        if self.missing_levels is not None:
            missing = np.zeros(len(enough), dtype=np.int64)
            for level in _levels(problem, meeting.members).values():
                of = np.isin(meeting.members, level)
                missing += asked[of].any(axis=0) & ~free[of].any(axis=0)
            enough &= missing <= self.missing_levels
        return enough

    def _share_missed(
        self, schedule: Schedule, held: ScheduledMeeting, role: str | None, share: Decimal
    ) -> Iterator[Finding]:
        people = schedule.problem.members
        asked = {member for member in held.members if role is None or role in people[member].roles}
        present, needed = len(asked - held.absent), math.ceil(share * len(asked))
        if present < needed:
            yield self.finding(
                [held.id], FEW if role is None else FEW_OF_ROLE, present=present, members=len(asked), needed=needed,
                role=role, meeting=schedule.name(held), day=days_name(held.span),
            )  # fmt: skip

    def _municipalities_missing(self, schedule: Schedule, held: ScheduledMeeting) -> Iterator[Finding]:
        people = schedule.problem.members
        present = {people[member].municipality for member in held.members - held.absent}
        missing = {people[member].municipality for member in held.members} - present
        if self.missing_municipalities is not None and len(missing) > self.missing_municipalities:
            places = [schedule.problem.municipalities[index] for index in sorted(missing)]
            yield self.finding(
                [held.id], NOBODY_FROM, about=[place.id for place in places], n=len(places),
                names=[place.name for place in places], meeting=schedule.name(held), day=days_name(held.span),
                limit=self.missing_municipalities,
            )  # fmt: skip

    def _levels_missing(self, schedule: Schedule, held: ScheduledMeeting) -> Iterator[Finding]:
        problem, found = schedule.problem, _levels(schedule.problem, sorted(held.members))
        missing = [level for level, members in found.items() if held.absent.issuperset(members)]
        if self.missing_levels is not None and len(missing) > self.missing_levels:
            places = [(problem.municipalities[home], role) for home, role in sorted(missing)]
            yield self.finding(
                [held.id], NOT_EACH_LEVEL, about=dict.fromkeys(place.id for place, _ in places),
                names=[BoundMessage(LEVEL, {"municipality": place.name, "role": role}) for place, role in places],
                meeting=schedule.name(held), day=days_name(held.span), limit=self.missing_levels,
            )  # fmt: skip

    def demand(self, problem: Problem, meetings: frozenset[int]) -> BoundMessage:
        def shares(_number: int, meeting: Meeting) -> BoundMessage:
            return chained([*self._demands(problem, meeting)])

        return for_each(problem, meetings, shares, self.title)

    def relaxations(self, problem: Problem, meetings: frozenset[int]) -> Iterator[Relaxation]:
        asked = Requirement(self.key(), meetings)
        if self.member_share:
            yield self._lower(asked, "member_share", LOWER_SHARE, self.member_share)
        for role, share in sorted(self.role_shares.items()):
            if share:
                yield self._lower(asked, role, LOWER_ROLE_SHARE, share)
        if self.missing_municipalities is not None:
            values = up(self.missing_municipalities, len(problem.municipalities))
            found = by_parameter(asked, "missing_municipalities", values, MORE_MISSING, Unit.PLACES)
            yield replace(found, asks=ConcessionKind.PEOPLE)
        if self.missing_levels is not None:
            most = max((len(_levels(problem, each.members)) for each in problem.meetings), default=0)
            values = up(self.missing_levels, most)
            found = by_parameter(asked, "missing_levels", values, MORE_LEVELS_MISSING, Unit.PLACES)
            yield replace(found, asks=ConcessionKind.PEOPLE)

    def _demands(self, problem: Problem, meeting: Meeting) -> Iterator[BoundMessage]:
        name = meeting_name(problem, meeting)
        for role, share in ((None, self.member_share), *sorted(self.role_shares.items())):
            invited = _fewest_invited(problem, meeting)
            asked = sum(role is None or role in problem.members[member].roles for member in invited)
            if share or role is None:
                values = {"meeting": name, "needed": math.ceil(share * asked), "members": asked, "role": role}
                yield BoundMessage(ENOUGH if role is None else ENOUGH_OF_ROLE, values)
        if self.missing_municipalities is not None:
            yield BoundMessage(FEW_MISSING, {"meeting": name, "limit": self.missing_municipalities})
        if self.missing_levels is not None:
            yield BoundMessage(FEW_LEVELS_MISSING, {"meeting": name, "limit": self.missing_levels})

    def _lower(self, asked: Requirement, of: str, sentence: Message, share: Decimal) -> Relaxation:
        """Return the relaxation that lowers a share by hundredths: of all members, or of those with a role."""
        have = share * HUNDRED

        def lowered(amount: int) -> Decimal:
            return max(share - Decimal(amount) / HUNDRED, Decimal(0))

        def parameters(amount: int) -> dict[str, object]:
            if sentence is LOWER_SHARE:
                return {"member_share": lowered(amount)}
            return {"role_shares": {**self.role_shares, of: lowered(amount)}}

        return Relaxation(
            asked.rule, "member_share" if sentence is LOWER_SHARE else "role_shares", asked.meetings, Unit.PERCENT,
            ConcessionKind.PEOPLE, math.ceil(have),
            apply=lambda problem, amount: with_rule(problem, asked.rule, **parameters(amount)),
            say=lambda amount: BoundMessage(
                sentence, {"role": of, "have": float(have), "to": float(lowered(amount) * HUNDRED)}
            ),
            values={"have": float(have), "role": of}, both_ways=True,
        )  # fmt: skip


def _fewest_invited(problem: Problem, meeting: Meeting) -> frozenset[int]:
    """Return those who are invited on the day of the window on which they are fewest."""
    return min((problem.invited(meeting, day) for day in meeting.window), key=len)


def _levels(problem: Problem, members: Sequence[int]) -> dict[tuple[int, str], list[int]]:
    """Return the members (indices) of each municipality (an index) with each role; none of those without a role."""
    found: dict[tuple[int, str], list[int]] = {}
    for member in members:
        who = problem.members[member]
        for role in who.roles - {who.role if "," in who.role else "", ""}:
            found.setdefault((who.municipality, role), []).append(member)
    return found
