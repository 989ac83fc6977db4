"""Who belongs to a meeting is a matter of its first day, for every rule, in the model as in the check."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from calendars.blackouts import Blackout, BlackoutKind, BlackoutScope
from constraints.model.domains import candidate_grid
from constraints.problem.outcome import Verdict
from constraints.problem.problem import Meeting, Member, Problem, Room, RoomNeed
from constraints.problem.rule import Rule
from constraints.rules.absent_member import AbsentMember
from constraints.rules.blackout import NoBlackout
from constraints.rules.left_out_member import LeftOutMember
from constraints.rules.left_out_municipality import LeftOutMunicipality
from constraints.rules.meals import Meals
from constraints.rules.member_one_a_day import MemberOneADay
from constraints.rules.quorum import Quorum
from constraints.rules.rooms_fit import RoomsFit
from constraints.rules.soft_blackout import SoftBlackout
from constraints.rules.travel import Travel
from constraints.rules.worst_travel import WorstTravel
from tests.constraints.builders import JOINT, MEMBERS, busy, days, judged, meeting, on, planned, problem
from tests.constraints.solving import accepts, paid

JOINS = {3: {"from_day": on(5)}}
"""m3, of Beta, takes part from day 5 on."""
LEAVES = {3: {"last_day": on(4)}}
"""m3 takes part up to day 4."""


def members(times: dict[int, dict[str, Any]]) -> tuple[Member, ...]:
    return tuple(replace(each, **times.get(n, {})) for n, each in enumerate(MEMBERS))


def of(meetings: Sequence[Meeting], *rules: Rule, times: dict[int, dict[str, Any]], **parts: Any) -> Problem:
    return problem(meetings, *rules, members=members(times), **parts)


def points(found: Problem, *choices: tuple[int, int]) -> int:
    """The points of a plan, on which model and check agree."""
    return sum(each for each, *_ in paid(found, *choices))


def verdict(found: Problem, day: int) -> Verdict:
    return judged(found, planned(found, "a", day))


@pytest.mark.parametrize(("times", "fits"), [(JOINS, (4,)), (LEAVES, (5,)), ({}, ())])
def test_a_room_need_only_seat_those_who_take_part_that_day(
    times: dict[int, dict[str, Any]], fits: tuple[int, ...]
) -> None:
    small = Room("r0", 0, "", {"theatre": 3}, rate=1, parts=frozenset({0}))
    found = of([meeting("a", rooms=RoomNeed(), venues=(0,))], RoomsFit(), times=times, rooms=(small,))
    assert [day for day in (4, 5) if accepts(found, {"a": (day, 0)})] == [*fits]
    assert [day for day in (4, 5) if not verdict(found, day).broken] == [*fits]


def test_the_first_day_counts_for_a_meeting_of_several_days() -> None:
    found = of([meeting("a", days=2, guests=1)], times=JOINS)
    expected = {day: [held.expected for held in verdict(found, day).schedule] for day in (4, 5)}
    assert expected == {4: [4], 5: [5]}
    grid = candidate_grid(found)
    assert {day: {*grid.expected[grid.day == day].tolist()} for day in (4, 5)} == {4: {4}, 5: {5}}


def test_nobody_is_absent_on_days_of_others() -> None:
    found = of([meeting("a")], AbsentMember(points=10), times=JOINS, member_busy=busy(8, {3: [4, 6], 0: [4]}))
    assert [points(found, (day, 0)) for day in (4, 5, 6)] == [10, 0, 10]


def test_those_who_take_part_eat_and_travel() -> None:
    minutes = np.array([[1, 1], [20, 20], [0, 0], [0, 0]])
    found = of([meeting("a")], Meals(points=1), times=JOINS, meal=100)
    assert [points(found, (day, 0)) for day in (4, 5)] == [300, 400]
    found = of([meeting("a")], Travel(points=1), times=JOINS, travel=minutes)
    assert [points(found, (day, 0)) for day in (4, 5)] == [22, 42]


def test_the_worst_off_municipality_is_not_one_of_which_nobody_takes_part() -> None:
    minutes = np.array([[10, 10], [50, 60], [0, 0], [0, 0]])
    times = {2: {"from_day": on(5)}, **JOINS}
    found = of([meeting("a"), meeting("b")], WorstTravel(points=1), times=times, travel=minutes)
    assert [points(found, (day, 0), (9, 1)) for day in (4, 5)] == [60, 110]


@pytest.mark.parametrize(
    ("rule", "enough"),
    [
        (Quorum(member_share=Decimal("0.75")), (4,)),  # 3 of 3, but 2 of 4
        (Quorum(role_shares={"konsulent": Decimal(1)}), (4,)),
        (Quorum(member_share=Decimal("0.5")), (4, 5)),
    ],
)
def test_shares_are_of_those_who_take_part(rule: Quorum, enough: tuple[int, ...]) -> None:
    found = of([meeting("a")], rule, times=JOINS, member_busy=busy(8, {3: [4, 5], 2: [5]}))
    assert [day for day in (4, 5) if accepts(found, {"a": (day, 0)})] == [*enough]
    assert [day for day in (4, 5) if not verdict(found, day).broken] == [*enough]


def test_a_municipality_is_not_missing_before_anybody_of_it_takes_part() -> None:
    times = {2: {"from_day": on(5)}, **JOINS}
    found = of(
        [meeting("a")], Quorum(missing_municipalities=0), times=times, member_busy=busy(8, {2: [4, 5], 3: [4, 5]})
    )
    assert [day for day in (4, 5, 6) if accepts(found, {"a": (day, 0)})] == [4, 6]
    assert [day for day in (4, 5, 6) if not verdict(found, day).broken] == [4, 6]


@pytest.mark.parametrize(("scope", "target"), [(BlackoutScope.MUNICIPALITY, "beta"), (BlackoutScope.PERSON, "m3")])
def test_days_better_kept_free_are_those_of_who_takes_part(scope: BlackoutScope, target: str) -> None:
    times = {2: {"from_day": on(5)}, **JOINS}
    closed = Blackout(days(3, 6), "valg", BlackoutKind.OWN, scope, target, 7)
    found = of([meeting("a")], SoftBlackout(), times=times, blackouts=(closed,))
    assert [points(found, (day, 0)) for day in (4, 5, 7)] == [0, 7, 0]


def test_days_are_closed_by_municipalities_of_which_somebody_takes_part() -> None:
    times = {2: {"last_day": on(4)}, **LEAVES}
    closed = Blackout(days(3, 6), "valg", BlackoutKind.OWN, BlackoutScope.MUNICIPALITY, "beta")
    found = of([meeting("a")], NoBlackout(), times=times, blackouts=(closed,))
    assert [day for day in range(2, 8) if accepts(found, {"a": (day, 0)})] == [2, 5, 6, 7]
    assert [day for day in range(2, 8) if not verdict(found, day).broken] == [2, 5, 6, 7]


def test_two_meetings_may_share_a_day_on_which_nobody_takes_part_in_both() -> None:
    asked = [meeting("a", members=(0, 3)), meeting("b", JOINT, members=(3, 4))]
    found = of(asked, MemberOneADay(), times=JOINS)
    assert [day for day in (4, 5) if accepts(found, {"a": (day, 0), "b": (day, 1)})] == [4]
    judge = [judged(found, planned(found, "a", day), planned(found, "b", day, 1)) for day in (4, 5)]
    assert [bool(each.broken) for each in judge] == [False, True]


@pytest.mark.parametrize("rule", [LeftOutMember(points=7), LeftOutMunicipality(points=7)])
@pytest.mark.parametrize(("last", "left_out"), [(20, 0), (9, 7), (4, 0)])
def test_left_out_is_who_misses_all_meetings_of_the_time_if_there_are_two(rule: Rule, last: int, left_out: int) -> None:
    times = {2: {"last_day": on(0)}, 3: {"last_day": on(last)}}
    asked = [meeting("a"), meeting("b"), meeting("c")]
    found = of(asked, rule, times=times, member_busy=busy(8, {3: [2, 8]}))
    assert points(found, (2, 0), (8, 0), (12, 0)) == left_out
