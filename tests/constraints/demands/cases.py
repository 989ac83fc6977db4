"""Small networks in which each hard rule demands something, one for each form of its sentences.

The name of a case is the key of its rule, followed by a period and what is special about it. A case is the problem
and the meetings (indices) of which the rule demands something; an empty set stands for all.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import numpy as np

from calendars.blackouts import Blackout, Kind, Scope
from calendars.days import Span
from constraints.problem.problem import Earliest, NoGood, Problem, RoomNeed
from constraints.problem.rule import all_rules
from tests.constraints.builders import JOINT, SYD, VENUES, busy, days, meeting, on, planned, problem, team

Case = tuple[Problem, frozenset[int]]
ONE, TWO, ALL = frozenset({0}), frozenset({0, 1}), frozenset[int]()


def _case(rule: str, *meetings: object, about: frozenset[int] = ONE, given: dict[str, object] | None = None,
          **changes: object) -> Case:  # fmt: skip
    made = all_rules()[rule].model_validate(given or {})
    return problem(meetings, made, **changes), about  # type: ignore[arg-type]


def _closed(first: int, last: int, reason: str, **changes: object) -> Blackout:
    return Blackout(days(first, last), reason, **changes)  # type: ignore[arg-type]


CLOSURES = (
    _closed(2, 2, "Byfest"),
    _closed(3, 6, "Vinterferie uge 10", kind=Kind.SCHOOL_HOLIDAY, source="kommunernes ferieplaner"),
    _closed(4, 5, "Vinterferie uge 10", kind=Kind.SCHOOL_HOLIDAY, source="kommunernes ferieplaner",
            scope=Scope.REGION, target="nord"),
    _closed(8, 8, "Helligdag", kind=Kind.PUBLIC_HOLIDAY),
    _closed(9, 9, "Folketingsvalg", kind=Kind.ELECTION),
    _closed(1, 1, "Syds egen dag", scope=Scope.REGION, target="syd"),
)  # fmt: skip
HOUSE_CLOSED = (
    _closed(2, 4, "Ombygning", scope=Scope.VENUE, target="kro"),
    _closed(8, 8, "Bryllup", scope=Scope.VENUE, target="kro", source="kroen"),
    _closed(5, 5, "Messe", scope=Scope.VENUE, target="hal"),
)
MANY = tuple(_closed(day, day, f"Lukket af grund {day}") for day in range(7))
SLOW = (replace(VENUES[0], setup=1, teardown=2), VENUES[1])
BOTH_TEAMS = (*team("KL", 3), *team("SST", 1))
BUSY = busy(4, {0: [2, 3], 1: [2], 3: [5]})
STAFFED = meeting("a", staff={"KL": 2, "SST": 1}, window=days(0, 5))
SHORT = meeting("a", staff={"KL": 3, "SST": 1}, window=days(2, 2))
FAR = np.array([[0, 130], [130, 0]], dtype=np.int64)
TOLD = planned(problem([meeting("a")]), "a", 3)
TRIO = RoomNeed("theatre", 2, Fraction(1, 2), "cabaret", headroom=25)

CASES: dict[str, Callable[[], Case]] = {
    "window": lambda: _case("window", meeting("a", window=days(2, 9))),
    "window.end": lambda: _case("window", meeting("a", window=days(0, 25))),
    "window.day": lambda: _case("window", meeting("a", window=days(3, 3))),
    "window.two": lambda: _case("window", meeting("a", window=days(2, 9)), meeting("b", SYD), about=TWO),
    "window.years": lambda: _case("window", meeting("a", window=Span(date(2022, 12, 1), on(5))),
                                  horizon=Span(date(2022, 12, 1), on(20))),
    "window.all": lambda: _case("window", meeting("a", window=days(2, 9)), about=ALL),
    "venue_allowed": lambda: _case("venue_allowed", meeting("a", venues=(0,), region=JOINT)),
    "venue_allowed.region": lambda: _case("venue_allowed", meeting("a", venues=(0,))),
    "venue_allowed.two": lambda: _case("venue_allowed", meeting("a")),
    "venue_allowed.none": lambda: _case("venue_allowed", meeting("a", venues=())),
    "rooms_fit": lambda: _case("rooms_fit", meeting("a", guests=117)),
    "rooms_fit.groups": lambda: _case("rooms_fit", meeting("a", rooms=TRIO)),
    "rooms_fit.rooms": lambda: _case("rooms_fit", meeting("a", rooms=RoomNeed("theatre", 4, Fraction(1), headroom=25))),
    "rooms_fit.none": lambda: _case("rooms_fit", meeting("a", venues=())),
    "rooms_fit.layout": lambda: _case("rooms_fit", meeting("a", rooms=RoomNeed("cabaret"))),
    "one_meeting_per_room": lambda: _case("one_meeting_per_room", meeting("a"), meeting("b", SYD), about=TWO),
    "staff_teams": lambda: _case("staff_teams", STAFFED, staff=BOTH_TEAMS),
    "staff_teams.short": lambda: _case("staff_teams", SHORT, staff=BOTH_TEAMS, staff_busy=BUSY),
    "staff_teams.none": lambda: _case("staff_teams", meeting("a", staff={"KL": 1}, window=days(0, 5))),
    "staff_one_a_day": lambda: _case("staff_one_a_day", meeting("a", staff={"KL": 1}), meeting("b"), about=TWO,
                                     staff=BOTH_TEAMS),
    "staff_free": lambda: _case("staff_free", STAFFED, staff=BOTH_TEAMS, staff_busy=BUSY),
    "staff_free.short": lambda: _case("staff_free", SHORT, staff=BOTH_TEAMS, staff_busy=BUSY),
    "staff_free.two": lambda: _case("staff_free", meeting("a"), meeting("b"), about=TWO),
    "staff_week": lambda: _case("staff_week", STAFFED, meeting("b"), about=TWO, given={"max_meetings": 1},
                                staff=BOTH_TEAMS),
    "staff_travel": lambda: _case("staff_travel", STAFFED, meeting("b"), about=TWO, given={"max_minutes": 90},
                                  staff=BOTH_TEAMS, venue_travel=FAR),
    "member_one_a_day": lambda: _case("member_one_a_day", meeting("a"), meeting("b", JOINT), about=TWO),
    "member_one_a_day.all": lambda: _case("member_one_a_day", meeting("a"), about=ALL),
    "hours": lambda: _case("hours", meeting("a")),
    "hours.early": lambda: _case("hours", meeting("a"), given={"earliest": "10:20"}),
    "hours.late": lambda: _case("hours", meeting("a"), given={"latest": "14:00"}),
    "region_gap": lambda: _case("region_gap", meeting("a"), meeting("b"), about=TWO, given={"min_days": 90}),
    "region_gap.most": lambda: _case("region_gap", meeting("a"), meeting("b"), about=TWO, given={"max_days": 1}),
    "region_gap.both": lambda: _case("region_gap", meeting("a"), meeting("b"), about=TWO,
                                     given={"min_days": 2, "max_days": 5}),
    "region_gap.all": lambda: _case("region_gap", meeting("a"), about=ALL, given={"min_days": 1}),
    "joint_gap": lambda: _case("joint_gap", meeting("a", JOINT), meeting("b"), about=TWO,
                               given={"min_days_after": 60, "min_days_before": 1}),
    "round_span": lambda: _case("round_span", meeting("a"), about=ONE, given={"max_days": 14}),
    "round_span.all": lambda: _case("round_span", meeting("a"), about=ALL, given={"max_days": 14}),
    "budget": lambda: _case("budget", meeting("a"), meeting("b"), about=ALL, given={"total": 450_000}),
    "budget.prices": lambda: _case("budget", meeting("a"), meeting("b"), about=ALL, given={"from_prices": True},
                                    price_per_member=2_450),
    "budget.one": lambda: _case("budget", meeting("a", price_limit=12_500), meeting("b")),
    "weekdays": lambda: _case("weekdays", meeting("a"), given={"allowed": ["tuesday", "wednesday", "thursday"]}),
    "earliest": lambda: _case("earliest", meeting("a", earliest=(
        Earliest(on(4), "planen meldes ud 1. marts 2023 med 9 dages varsel"), Earliest(on(2), "loven gælder")))),
    "earliest.none": lambda: _case("earliest", meeting("a")),
    "blackout": lambda: _case("blackout", meeting("a", window=days(0, 10)), blackouts=CLOSURES),
    "blackout.one": lambda: _case("blackout", meeting("a", window=days(0, 2)), blackouts=CLOSURES),
    "blackout.none": lambda: _case("blackout", meeting("a", window=days(0, 1)), blackouts=CLOSURES),
    "blackout.many": lambda: _case("blackout", meeting("a", window=days(0, 10)), blackouts=MANY),
    "venue_open": lambda: _case("venue_open", meeting("a", window=days(0, 10)), blackouts=HOUSE_CLOSED),
    "venue_open.none": lambda: _case("venue_open", meeting("a", window=days(0, 1)), blackouts=HOUSE_CLOSED),
    "setup": lambda: _case("setup", meeting("a"), venues=SLOW),
    "setup.none": lambda: _case("setup", meeting("a")),
    "choices": lambda: _case("choices", meeting(
        "a", fixed_day=on(3), fixed_venue=1, forbidden_days=frozenset({on(4)}), forbidden_venues=frozenset({0, 1}))),
    "choices.none": lambda: _case("choices", meeting("a")),
    "quorum": lambda: _case("quorum", meeting("a"), given={
        "member_share": Decimal("0.6"), "missing_municipalities": 1, "role_shares": {"chef": Decimal("0.5")}}),
    "venue_repeat": lambda: _case("venue_repeat", meeting("a"), meeting("b"), about=TWO, given={"times": 2}),
    "venue_repeat.all": lambda: _case("venue_repeat", meeting("a"), about=ALL, given={"times": 2}),
    "notice": lambda: _case("notice", meeting("a"), as_of=on(1)),
    "notice.moved": lambda: _case("notice", meeting("a", announced=TOLD), as_of=on(1)),
    "notice.none": lambda: _case("notice", meeting("a")),
    "otherwise": lambda: _case("otherwise", meeting("a"), meeting("b"), about=TWO,
                               otherwise=(NoGood({0: (on(1), 0), 1: (on(2), 0)}, 1),)),
}  # fmt: skip
