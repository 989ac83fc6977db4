"""The rules that the textbook model supports, with the parameters of a problem."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from calendars.blackouts import BlackoutScope

if TYPE_CHECKING:
    from constraints.problem.problem import Ints, Meeting, Problem

ALWAYS = frozenset({
    "blackout", "earliest", "hours", "member_one_a_day", "one_meeting_per_room", "rooms_fit", "setup", "staff_free",
    "staff_one_at_a_time", "staff_teams", "venue_allowed", "venue_open", "window", "choices", "budget", "soft_blackout",
    "booked", "kept", "notice", "otherwise", "cancellation_fee",
})  # fmt: skip
"""Rules that, with default parameters, hold by construction or do not matter for the supported problems."""
ADJUSTABLE = frozenset({
    "weekdays", "region_gap", "joint_gap", "round_span", "venue_repeat", "staff_week", "absent_member",
    "left_out_member", "travel", "worst_travel", "rent", "weekday_points",
})  # fmt: skip
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
    if strange:
        message = f"the textbook model does not know {', '.join(sorted(strange))}"
        raise ValueError(message)
    plain = all(_plain(meeting) for meeting in problem.meetings) and len({each.hours for each in problem.meetings}) == 1
    plain &= not any(venue.setup or venue.teardown for venue in problem.venues)
    plain &= all(blackout.hard and blackout.scope in SCOPES for blackout in problem.blackouts)
    repeat = rules.get("venue_repeat")
    if not plain or (repeat is not None and repeat.model_dump()["times"] in range(3, len(problem.rounds) + 1)):
        message = "the textbook model takes only what the reference network has"
        raise ValueError(message)


def _plain(meeting: Meeting) -> bool:
    decided = (meeting.fixed_day, meeting.fixed_venue, meeting.forbidden_days, meeting.forbidden_venues)
    extra = (
        meeting.published,
        meeting.guests,
        meeting.rooms.headroom,
        meeting.earliest,
        meeting.price_limit is not None,
    )
    return meeting.days == 1 and not any((*decided, *extra))
