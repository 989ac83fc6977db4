"""What an event that may come, such as an election, would do to a plan, as a JSON document."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from pydantic import Field

from calendars.language import Locale
from planner.network.tables import BookingRow
from planner.schemas.common import Days, MeetingPlace, NamedJson, Shape
from planner.schemas.proposals import (
    Impossible,
    MeetingHeld,
    Money,
    Move,
    NoticeOf,
    People,
    Points,
    Proof,
    Widened,
)


class Known(StrEnum):
    """What is known of the repair."""

    FOUND = "found"
    """There is one."""
    IMPOSSIBLE = "impossible"
    """It is proved that there is none with nothing else moved."""
    UNKNOWN = "unknown"
    """It was not found out in the time."""


class Repair(Shape):
    """The plan that answers the event with the least change; nothing but the meetings that are hit moves."""

    called: date = Field(
        description="The first day of the event that it is made for: notice and fees are counted from it."
    )
    known: Known = Field(description="Whether there is one.")
    sentence: str = Field(description="The same in words, in the network's language.")
    moves: tuple[Move, ...] = Field(default=(), description="What is held otherwise than in the plan.")
    people: People | None = Field(default=None, description="What that means for members; None if there is none.")
    money: Money | None = Field(default=None, description="What it costs; None if there is none.")
    notice: tuple[NoticeOf, ...] = Field(default=(), description="How long before people are told.")
    points: Points | None = Field(default=None, description="Points before and after; None if there is none.")
    proof: Proof | None = Field(default=None, description="How sure it is that none is better; None if there is none.")
    widened: tuple[Widened, ...] = Field(default=(), description="Meetings that may be held outside their windows.")
    impossible: Impossible | None = Field(
        default=None, description="Why there is none, and what it is enough to give up, as far as it was found out."
    )


class ForeseenDay(Shape):
    """A day on which the event may begin: of an election, be called."""

    day: date = Field(description="The day.")
    chance: float = Field(description="The chance that it begins on this day, 0 to 1, under the assumption.")
    polling_day: date | None = Field(
        description="The polling day, if the campaign takes as long as is supposed; None if it is no election."
    )
    last_day: date = Field(
        description="The last closed day, if it takes as long as is supposed: that of the new cabinet, or the polling "
        "day if nothing is closed after it."
    )
    hits: tuple[str, ...] = Field(description="Ids of the meetings that are hit.")
    people: int = Field(description="Members invited and staff on duty who would be told anew, each counted once.")


class ForeseenRun(Shape):
    """Days in a row on which the event hits the same meetings."""

    days: Days = Field(description="The first and the last day.")
    chance: float = Field(description="The chance that it begins on one of them, 0 to 1, under the assumption.")
    hits: tuple[NamedJson, ...] = Field(min_length=1, description="The meetings that are hit, in order of time.")
    people: int = Field(description="Members invited and staff on duty who would be told anew, each counted once.")
    repair: Repair = Field(description="The best repair, made for the day in the middle.")


class Exposed(NamedJson):
    """A meeting and how exposed it is."""

    day: date = Field(description="Its day.")
    chance: float = Field(description="The chance that it is hit, 0 to 1, over all futures under the assumption.")


class ForeseenRisk(Shape):
    """What one risk would do."""

    kind: str = Field(description="`election` or `closure`.")
    reason: str = Field(description="The name of the risk.")
    assumption: str = Field(description="What every figure here rests on, in the network's language.")
    days_supposed: str = Field(description="The lengths that `days` and `groups` rest on, in the network's language.")
    rate: float | None = Field(description="How many come in a year, on average; None if it is certain.")
    chance: float = Field(description="The chance that it comes on a day from today to the last possible one.")
    some: float = Field(description="The chance that at least one meeting is hit.")
    moved: float = Field(description="How many meetings are hit, on average over all futures.")
    told: float = Field(description="How many people are to be told anew, on average; each counted once.")
    money: float = Field(
        default=0.0,
        description="Money on average, in whole units of the currency: fees, and dearer rooms and meals less cheaper "
        "ones, if it takes as long as is supposed and meetings move as the known repairs say.",
    )
    priced: float = Field(
        default=0.0, description="The chance, 0 to 1, of the days for which a repair is known: money is of these."
    )
    currency: str = Field(default="", description="ISO 4217 code.")
    worst: ForeseenDay | None = Field(
        description="The day on which it hits the most meetings, then people; None if none hits any."
    )
    meetings: tuple[Exposed, ...] = Field(description="The meetings still to come, the most exposed first.")
    days: tuple[ForeseenDay, ...] = Field(description="Every day on which it may begin.")
    groups: tuple[ForeseenRun, ...] = Field(description="Those that hit any meeting, in runs that hit the same ones.")


class Foresight(Shape):
    """What the risks of a network would do to its plan."""

    locale: Locale = Field(description="Language of all sentences: that of the network.")
    revision: int | None = Field(description="Number of the revision; None if the plan is not accepted.")
    as_of: date = Field(description="The day that was taken for today.")
    percent: int = Field(description="Campaign and cabinet take as long as in so many percent of the history at most.")
    risks: tuple[ForeseenRisk, ...] = Field(description="Each risk by itself, in the order of the file.")
    basis: str = Field(default="", description="A hash of the network it was made of.")
    unknown: int = Field(description="Runs of days whose repair was not found out in the time.")
    seconds: float = Field(description="Seconds it took.")


class KeptForesight(Shape):
    """What was foreseen last of a revision."""

    made_at: datetime = Field(description="When; UTC.")
    stale: bool = Field(description="Whether files were changed since, so that it may no longer hold.")
    sentence: str = Field(description="Both in words, in the network's language.")
    foresight: Foresight = Field(description="What was foreseen.")


class OnOneDay(Shape):
    """What is known of one risk if it comes on a day, from what was foreseen."""

    reason: str = Field(description="The name of the risk.")
    day: ForeseenDay = Field(description="The day.")
    hits: tuple[NamedJson, ...] = Field(description="The meetings that are hit, in order of time.")
    repair: Repair | None = Field(
        description="The repair of days in a row that hit the same meetings, made for the one in the middle; None if "
        "none is hit."
    )
    sentence: str = Field(description="The same in words, in the network's language.")


class OnDay(Shape):
    """What is known if it happens on a day, from what was foreseen."""

    revision: int = Field(description="Number of the revision.")
    made_at: datetime = Field(description="When it was foreseen; UTC.")
    stale: bool = Field(description="Whether files were changed since, so that it may no longer hold.")
    sentence: str = Field(description="Both in words, in the network's language.")
    risks: tuple[OnOneDay, ...] = Field(description="Each risk that can come on the day; none if none can.")


class InReserve(NamedJson):
    """A meeting that an event may hit, and its reserve."""

    chance: float = Field(description="How likely its first day is hit, 0 to 1, by all risks together.")
    first: MeetingPlace = Field(description="Where the plan has it.")
    second: MeetingPlace | None = Field(description="Where it is in reserve; None if there is no such place.")
    both: float | None = Field(description="The greatest chance, 0 to 1, that a single event takes both.")
    rent: int | None = Field(description="What the rooms of the reserve cost, in whole units of the currency.")
    until: date | None = Field(description="The last day on which it is kept.")
    booking: BookingRow | None = Field(description="The row of bookings.csv by which it is booked, or would be.")


class ProtectedPlan(Shape):
    """A plan of the curve, with or without days in reserve, or the plan of today beside it."""

    points: int = Field(description="Points of the plan, without what the rule exposure charges.")
    more_percent: float = Field(description="How many percent that is more than the cheapest plan has.")
    money: int = Field(
        description="Rooms and meals, with the rooms in reserve if none is released in time, in whole units of the "
        "currency."
    )
    rent: int = Field(description="What of it the rooms in reserve cost.")
    moved: float = Field(description="How many meetings are hit, on average over all futures, by all risks together.")
    told: float = Field(description="How many people are to be told anew, on average; each counted once for a risk.")
    meetings_lost: float | None = Field(
        description="How many meetings are hit, on average, when there is no plan that moves only what is hit, without "
        "those whose day in reserve holds; if it takes as long as is supposed. None if that was not found out in time."
    )
    lost: int = Field(description="Times that a member is busy when the plan has a meeting of theirs.")
    differs: int = Field(description="How many meetings are on another day or at another venue than in the cheapest.")
    rule: dict[str, int] = Field(
        description="What to write in [rules.exposure] for this plan; empty for the one without."
    )
    proof: Proof = Field(description="How sure it is that none is better at these prices.")
    on_curve: bool = Field(description="Whether it was searched for, as the best at its price.")
    today: bool = Field(description="Whether it is the accepted plan, with what is held in reserve today.")
    beaten: bool = Field(
        default=False,
        description="Whether another is better in points, money, meetings hit, people told or meetings lost, and worse "
        "in none of them; one with days in reserve is then only shown if it is the plan of today.",
    )
    plan: tuple[MeetingHeld, ...] = Field(description="Every meeting, in order of time.")
    reserves: tuple[InReserve, ...] = Field(description="What is held in reserve with it; none if nothing is.")


class TradeOff(Shape):
    """What protection costs: from the plan with the fewest points to the one that is least disrupted."""

    revision: int | None = Field(description="Number of the revision that is planned on from; None if there is none.")
    as_of: date = Field(description="The day that was taken for today.")
    assumptions: tuple[str, ...] = Field(description="What every figure rests on, of each risk, in words.")
    supposed: tuple[str, ...] = Field(
        description="The lengths that `meetings_lost` rests on, of each risk, in the network's language."
    )
    currency: str = Field(description="ISO 4217 code.")
    meetings: tuple[NamedJson, ...] = Field(description="Every meeting that is planned, as the plans have its id.")
    reserve_rounds: tuple[str, ...] = Field(description="Ids of the rounds that days in reserve were looked for.")
    reserves: str = Field(description="The same in words, in the network's language.")
    plans: tuple[ProtectedPlan, ...] = Field(description="The plans, the cheapest first; none if there is none.")
    left_out: int = Field(description="How many are not among them because another beats them.")
    complete: bool = Field(description="Whether it is proved that no plan lies below the lines between neighbours.")
    sentence: str = Field(description="The same in words, in the network's language.")
    seconds: float = Field(description="Seconds it took.")


class Reserves(Shape):
    """A second day, venue and staff for the meetings of the rounds that [rules.reserve] names."""

    locale: Locale = Field(description="Language of all sentences: that of the network.")
    revision: int | None = Field(description="Number of the revision; None if the plan is not accepted.")
    as_of: date = Field(description="The day that was taken for today.")
    assumptions: tuple[str, ...] = Field(description="What every chance rests on, of each risk, in words.")
    limit: float = Field(description="Greatest chance, 0 to 1, that a single event may take both days.")
    currency: str = Field(description="ISO 4217 code.")
    meetings: tuple[InReserve, ...] = Field(
        description="Every meeting of these rounds that an event may hit, in order of time."
    )
    rent: int = Field(description="What the rooms of all reserves cost together.")
    proof: Proof | None = Field(description="How sure it is that no others are better; None if there are none.")
    sentence: str = Field(description="The same in words, in the network's language.")
    booked: bool = Field(default=False, description="Whether they are written into bookings.csv, in state reserve.")
    seconds: float = Field(description="Seconds it took.")

    @property
    def rows(self) -> tuple[BookingRow, ...]:
        """The rows by which they are booked."""
        return tuple(each.booking for each in self.meetings if each.booking is not None)


class HeldReserves(Shape):
    """What is held in reserve for the last revision."""

    locale: Locale = Field(description="Language of all names: that of the network.")
    revision: int = Field(description="Number of the revision.")
    as_of: date = Field(description="The day that was taken for today.")
    currency: str = Field(description="ISO 4217 code.")
    meetings: tuple[InReserve, ...] = Field(description="Each day that is held, in order of the meetings.")
    rent: int = Field(description="What the rooms of all of them cost together.")
