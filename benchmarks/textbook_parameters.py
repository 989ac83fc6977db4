"""The rules that the textbook model supports, with the parameters of a problem."""

from __future__ import annotations

from dataclasses import MISSING, dataclass, fields
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from calendars.blackouts import Blackout, BlackoutScope
from constraints.problem.problem import Meeting, Member, Problem, RoomNeed, Round, Venue

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from constraints.problem.problem import Ints

ALWAYS = frozenset({
    "blackout", "earliest", "hours", "member_one_a_day", "one_meeting_per_room", "rooms_fit", "setup", "staff_free",
    "staff_teams", "venue_allowed", "venue_open", "window", "choices", "budget", "soft_blackout", "booked", "kept",
    "notice", "otherwise", "cancellation_fee", "comes_after", "host_days", "online_days", "online_price",
    "reserve_free",
})  # fmt: skip
"""Rules that, with default parameters, hold by construction or do not matter for the supported problems."""
ADJUSTABLE = frozenset({
    "weekdays", "region_gap", "joint_gap", "round_span", "venue_repeat", "staff_one_at_a_time", "staff_week",
    "absent_member", "left_out_member", "travel", "worst_travel", "rent", "weekday_points",
})  # fmt: skip
"""Rules that are modelled whatever their parameters; as all meetings have the same hours, staff have one a day."""
OPTIONAL: dict[type, frozenset[str]] = {
    Problem: frozenset({"price_per_member", "meal", "risks", "vat_percent"}),
    Meeting: frozenset({"rooms", "staff", "wanted", "online_points", "parts"}),
    RoomNeed: frozenset({"layout", "breakouts", "share", "breakout_layout"}),
    Round: frozenset(),
    Member: frozenset({"share"}),
    Venue: frozenset({"address", "region", "latitude", "longitude", "terms", "by_clock"}),
    Blackout: frozenset({"kind", "scope", "target", "source", "week", "in_person"}),
}
"""What need not be left at its default: it is modelled, or does not matter for the supported rules."""
SCOPES = frozenset({BlackoutScope.EVERYONE, BlackoutScope.REGION, BlackoutScope.VENUE, BlackoutScope.PERSON})
WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
UNLIMITED = 100_000


@dataclass(frozen=True, slots=True)
class Parameters:
    """The parameters of the rules; a rule that is switched off has neutral ones.

    Attributes:
        venues_differ: whether a region may not meet at the same venue twice in a row.
    """

    weekdays: frozenset[int]
    min_gap: int
    max_gap: int
    joint_gap: int
    gap_to_joint: int
    round_span: int | None
    venues_differ: bool
    staff_week: int
    absent_points: int
    left_out_points: int
    travel_points: int
    worst_points: int
    rent_points: int
    rent_per: int
    weekday_points: Ints

    @classmethod
    def of(cls, problem: Problem) -> Self:
        """Return the parameters of a problem.

        Raises:
            ValueError: if it has a rule or a kind of meeting that the model does not support.
        """
        _refuse_others(problem)
        known: dict[str, dict[str, Any]] = {rule.key(): rule.model_dump() for rule in problem.rules}

        def ask(rule: str, field: str, otherwise: int) -> int:
            found = known.get(rule, {}).get(field)
            return otherwise if found is None else int(found)

        span = ask("round_span", "max_days", UNLIMITED)
        return cls(
            weekdays=frozenset(WEEK.index(day) for day in known.get("weekdays", {}).get("allowed", WEEK)),
            min_gap=ask("region_gap", "min_days", -UNLIMITED),
            max_gap=ask("region_gap", "max_days", UNLIMITED),
            joint_gap=ask("joint_gap", "min_days_after", -UNLIMITED),
            gap_to_joint=ask("joint_gap", "min_days_before", -UNLIMITED),
            round_span=None if span == UNLIMITED else span,
            venues_differ=ask("venue_repeat", "times", UNLIMITED) <= len(problem.rounds),
            staff_week=ask("staff_week", "max_meetings", UNLIMITED),
            absent_points=ask("absent_member", "points", 0),
            left_out_points=ask("left_out_member", "points", 0),
            travel_points=ask("travel", "points", 0),
            worst_points=ask("worst_travel", "points", 0),
            rent_points=ask("rent", "points", 0),
            rent_per=ask("rent", "per", 1),
            weekday_points=np.array([ask("weekday_points", day, 0) for day in WEEK], dtype=np.int64),
        )


def _refuse_others(problem: Problem) -> None:
    rules = {rule.key(): rule for rule in problem.rules}
    strange = {
        key for key, rule in rules.items() if key not in ADJUSTABLE and not (key in ALWAYS and rule == type(rule)())
    }
    strange |= set(_set_otherwise([problem], problem.meetings, [each.rooms for each in problem.meetings],
                                  problem.rounds, problem.members, problem.venues, problem.blackouts))  # fmt: skip
    if strange:
        message = f"the textbook model does not know {', '.join(sorted(strange))}"
        raise ValueError(message)
    plain = len({each.hours for each in problem.meetings}) == 1
    plain &= all(blackout.scope in SCOPES for blackout in problem.blackouts)
    repeat = rules.get("venue_repeat")
    if not plain or (repeat is not None and repeat.model_dump()["times"] in range(3, len(problem.rounds) + 1)):
        message = "the textbook model takes only what the reference network has"
        raise ValueError(message)


def _set_otherwise(*kinds: Iterable[Any]) -> Iterator[str]:
    """Yield the names of fields that are not at their defaults but must be."""
    for thing in (each for kind in kinds for each in kind):
        for field in fields(thing):
            required = field.default is MISSING and field.default_factory is MISSING
            if not required and field.name not in OPTIONAL[type(thing)]:
                usual = field.default if field.default_factory is MISSING else field.default_factory()
                if getattr(thing, field.name) != usual:
                    yield f"{type(thing).__name__}.{field.name}"
