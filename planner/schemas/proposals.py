"""Proposals that answer changes, as JSON documents."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import Field

from constraints.problem.outcome import OutcomeStatus
from constraints.problem.rule import Aim
from planner.schemas.common import Attendance, Cost, Days, MeetingPlace, NamedJson, Notice, Shape
from planner.schemas.plans import ImpossibleJson


class Impossible(ImpossibleJson):
    """Why there is no plan, and the ways out, the cheapest first."""

    not_found: str | None = Field(
        default=None, description="What of the two was not found in the time, in words; None if both were."
    )


class MoveKind(StrEnum):
    """What becomes of a meeting."""

    MOVED = "moved"
    """Another day or other hours; calendars show the same meeting at its new time."""
    REARRANGED = "rearranged"
    """The same time, but another venue, other rooms or other staff."""
    REPLACED = "replaced"
    """Called off, and held later: calendars show the old one cancelled and a new one."""
    DROPPED = "dropped"
    """Called off for good."""
    NEW = "new"
    """Not announced before."""


class Part(StrEnum):
    """What is another than before."""

    DAY = "day"
    HOURS = "hours"
    VENUE = "venue"
    ROOMS = "rooms"
    STAFF = "staff"


class Outside(Shape):
    """A meeting lies outside its window."""

    window: Days = Field(description="The window that it had.")
    sentence: str = Field(description="The same in words, in the network's language.")


class Move(Shape):
    """One meeting that is held otherwise than it was accepted."""

    meeting: str = Field(description="Id of the meeting.")
    title: str = Field(description="Its title.")
    region: NamedJson | None = Field(
        description="Its region, or the municipality that holds it itself; None for a joint meeting."
    )
    hit: bool = Field(description="Whether the changes hit it; the others are moved along with them.")
    kind: MoveKind = Field(description="What becomes of it.")
    parts: tuple[Part, ...] = Field(description="What is another than before; empty if there is no before or no after.")
    before: MeetingPlace | None = Field(description="As it was accepted; None for a new meeting.")
    after: MeetingPlace | None = Field(description="As it is proposed; None for a meeting that is dropped.")
    attendance: Attendance | None = Field(
        description="What it means for its members; None unless there is a before and an after."
    )
    cost: Cost = Field(description="What it costs.")
    notice: Notice = Field(description="How long before people are told.")
    outside: Outside | None = Field(
        default=None, description="Set if it is held outside the window that it had; None if it is within."
    )


class MunicipalityPeople(NamedJson):
    """A municipality for whose members the new days are other than the old ones."""

    losing: int = Field(description="Times one of its members could come to a meeting and no longer can.")
    gaining: int = Field(description="Times one of its members could not come to a meeting and now can.")


class People(Shape):
    """What the moves together mean for members; a dropped meeting counts as moved to the one of its round instead."""

    losing: int = Field(description="Times a member could come to a meeting and no longer can.")
    gaining: int = Field(description="Times a member could not come to a meeting and now can.")
    absent_before: int = Field(description="Times a member is busy at the old times of the meetings that are moved.")
    absent_after: int = Field(description="Times a member is busy at their new times.")
    without: int = Field(
        default=0,
        description="Times a member was asked to a meeting that is dropped, and is asked to no other one of its round.",
    )
    municipalities: tuple[MunicipalityPeople, ...] = Field(
        description="Those that lose or gain, the greatest loss first."
    )


class Money(Shape):
    """What the moves together cost, in whole units of the currency."""

    fees: int = Field(description="Cancellation fees of all meetings, dropped ones too.")
    rent_before: int = Field(description="Old rent of the meetings that are moved or dropped.")
    rent_after: int = Field(description="New rent of the meetings that are moved or new.")
    difference: int = Field(description="Fees and new rent less the old rent; below 0 if the network saves money.")
    currency: str = Field(description="ISO 4217 code.")


class NoticeOf(Shape):
    """How many people are told how long before."""

    days: int = Field(description="Least notice that these people get of anything that concerns them, in days.")
    members: int = Field(description="How many members they are.")
    staff: int = Field(description="How many of the staff they are.")


class RulePoints(Shape):
    """Points of one rule."""

    rule: str = Field(description="Key of the rule.")
    title: str = Field(description="What it is called, in the network's language.")
    before: int = Field(description="Points of the accepted plan, by what was known when it was accepted.")
    after: int = Field(description="Points of the proposal.")


class Points(Shape):
    """Points of the whole plan; fewer is better."""

    before: int = Field(description="Of the accepted plan, by what was known when it was accepted.")
    after: int = Field(description="Of the proposal, by what is known now.")
    rules: tuple[RulePoints, ...] = Field(
        description="By rule, the greatest difference first; rules that charge neither are left out."
    )


class Proof(Shape):
    """How sure it is that no plan answers the changes better."""

    status: OutcomeStatus = Field(description="`optimal` if it is proved that none does, `feasible` if it is not.")
    aim: Aim | None = Field(description="What weighed a hundredfold; None if every rule had its usual weight.")
    sparing: bool = Field(
        default=False,
        description="Whether what was announced weighed 25-fold too, so that nothing is moved for a small gain.",
    )
    kept: bool = Field(
        default=False, description="Whether it was foreseen and kept, and only checked now; see planner foresee."
    )
    reserve: bool = Field(
        default=False, description="Whether what is hit is on the days held in reserve, which were only checked."
    )
    differs: bool = Field(description="Whether plans that resemble the other proposals were left out of account.")
    gap: float | None = Field(
        description="How far it can at most be from the best, as a share of its points; None if that is not known."
    )
    sentences: tuple[str, ...] = Field(description="What it rests on, in the network's language.")


class MeetingHeld(MeetingPlace):
    """A meeting of the whole plan."""

    meeting: str = Field(description="Id of the meeting.")


class Proposal(Shape):
    """A whole checked plan that answers the changes."""

    number: int | None = Field(default=None, description="What it is accepted by; None if it is not kept.")
    rank: int = Field(
        description="Its place among the proposals: days in reserve first, then the one with the fewest points."
    )
    best_at: tuple[Aim, ...] = Field(
        description="At what no plan that was found is better, be it shown or not; only what was looked for."
    )
    title: str = Field(description="The same in words, in the network's language; if it is nothing, what it stresses.")
    moves: tuple[Move, ...] = Field(description="What is held otherwise than it was accepted, in order of time.")
    people: People = Field(description="What that means for members.")
    money: Money = Field(description="What it costs.")
    notice: tuple[NoticeOf, ...] = Field(description="How long before people are told, the shortest notice first.")
    points: Points = Field(description="Points before and after.")
    proof: Proof = Field(description="How sure it is that none is better.")
    bookings: tuple[str, ...] = Field(
        default=(), description="Bookings that it no longer uses, confirmed, held or in reserve, in words."
    )
    plan: tuple[MeetingHeld, ...] = Field(description="Every meeting, in order of time.")


class Reason(Shape):
    """Why a meeting is hit."""

    rule: str | None = Field(
        description="Key of the rule that the accepted plan breaks now; None if the meeting is called off or new."
    )
    sentence: str = Field(description="In words, in the network's language.")
    short: str = Field(description="In fewer words, for where the meeting has been named; else the same sentence.")


class Hit(Shape):
    """A meeting that the changes hit."""

    meeting: str = Field(description="Id of the meeting.")
    title: str = Field(description="Its title.")
    region: NamedJson | None = Field(
        description="Its region, or the municipality that holds it itself; None for a joint meeting."
    )
    before: MeetingPlace | None = Field(description="As it was accepted; None for a meeting that is new.")
    dropped: bool = Field(description="Whether it is called off for good.")
    reasons: tuple[Reason, ...] = Field(min_length=1, description="Why it cannot stay as it is.")


class Ending(StrEnum):
    """What came of it."""

    PROPOSALS = "proposals"
    """There is at least one."""
    IMPOSSIBLE = "impossible"
    """No plan answers the changes with what may move."""
    UNKNOWN = "unknown"
    """None was found in time, and it is not known whether there is one."""


class MayMove(StrEnum):
    """What may be moved besides what the changes hit; what is past never is."""

    NOTHING = "nothing"
    """Nothing else."""
    ROUND = "round"
    """The other meetings of the rounds that are hit."""
    REGION = "region"
    """The other meetings of the regions that are hit; all joint meetings if one of them is hit."""
    ALL = "all"
    """Every meeting."""


class NoPlace(Shape):
    """What keeps meetings from having a place, as far as simple counting shows."""

    rule: str = Field(description="Key of the rule that leaves them none.")
    meetings: tuple[str, ...] = Field(description="Ids of the meetings.")
    sentence: str = Field(description="The same in words, in the network's language.")


class Widened(Shape):
    """A meeting that may be held outside the window that it had."""

    meeting: str = Field(description="Id of the meeting.")
    before: Days = Field(description="The window that it had.")
    after: Days = Field(description="The days between which it may be held.")
    title: str = Field(default="", description="Its title.")
    region: NamedJson | None = Field(
        default=None, description="Its region, or the municipality that holds it itself; None for a joint meeting."
    )
    sentence: str = Field(description="The same in words, in the network's language.")


class Answer(Shape):
    """The answer to changes."""

    revision: int = Field(description="Number of the revision that was changed.")
    as_of: date = Field(description="The day that was taken for today.")
    may_move: MayMove = Field(description="What was allowed to move besides what the changes hit.")
    changes: tuple[str, ...] = Field(description="The changes in words, in the network's language.")
    status: Ending = Field(description="What came of it.")
    sentence: str = Field(description="The same in words, in the network's language.")
    hits: tuple[Hit, ...] = Field(description="The meetings that the changes hit, in order of time.")
    widened: tuple[Widened, ...] = Field(
        default=(), description="The meetings that may be held outside their windows, because of the changes."
    )
    stay: int = Field(description="How many meetings that are still to come the changes do not hit.")
    proposals: tuple[Proposal, ...] = Field(description="The proposals, in order of their ranks.")
    no_place: tuple[NoPlace, ...] = Field(description="If there is none: why, as far as simple counting shows.")
    impossible: Impossible | None = Field(
        default=None, description="If there is none: what clashes, and what it is enough to give up."
    )
    seconds: float = Field(description="Seconds it took.")
