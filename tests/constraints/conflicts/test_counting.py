"""What is seen to be impossible without an engine, and what is not taken for it."""

from __future__ import annotations

import time
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from constraints.conflicts import quick_checks
from constraints.conflicts.conflict import Conflict
from constraints.conflicts.quick_checks import (
    budget_findings,
    counted_conflicts,
    gap_findings,
    largest_rooms,
    plainly_impossible,
    planned_at,
    quick_check,
)
from constraints.model.domains import possible_candidates
from constraints.problem.problem import PlannedMeeting, Problem, Requirement, Room, RoomNeed
from constraints.problem.rule import Gap
from constraints.rules.budget import Budget
from constraints.rules.region_gap import RegionGap
from constraints.rules.weekdays import Weekdays
from tests.constraints.builders import busy, days, domain_rules, meeting, planned, problem

EVERYTHING = frozenset({0, 1})


def two(total: int, gap: int = 1) -> Problem:
    """Two meetings within five days, whose cheapest rooms cost 40 each."""
    meetings = [meeting("a", window=days(0, 4)), meeting("b", window=days(0, 4))]
    return problem(meetings, *domain_rules(), Budget(total=total), RegionGap(min_days=gap), Weekdays())


def test_a_possible_problem_is_not() -> None:
    assert not plainly_impossible(two(total=80))


def test_less_money_than_the_cheapest_rooms_cost_is() -> None:
    assert plainly_impossible(two(total=79))


@pytest.mark.parametrize("meetings", [frozenset(), EVERYTHING])
def test_a_budget_that_is_waived_is_not_counted(meetings: frozenset[int]) -> None:
    assert not plainly_impossible(replace(two(total=79), waived=frozenset({Requirement("budget", meetings)})))


def test_a_gap_that_leaves_no_day_is_unless_it_is_waived() -> None:
    of = two(total=80, gap=5)
    assert plainly_impossible(of)
    assert not plainly_impossible(replace(of, waived=frozenset({Requirement("region_gap", EVERYTHING)})))


def test_the_largest_rooms_of_a_house_that_have_no_part_in_common() -> None:
    seats: list[dict[str, int]] = [{"theatre": 20}, {"theatre": 30, "group": 9}, {"group": 8}, {"group": 1}]
    parts = ({0}, {1, 2}, {1}, {3})
    rooms = [Room(f"r{n}", 0, "", found, rate=1, parts=frozenset(parts[n])) for n, found in enumerate(seats)]
    of = problem([], rooms=(*rooms, Room("far", 1, "", {"theatre": 99, "group": 99}, rate=1, parts=frozenset({4}))))
    assert largest_rooms(of, 0, RoomNeed(breakouts=4, breakout_layout="group")) == (1, 3, 0)
    assert largest_rooms(of, 0, RoomNeed()) == (1,)


def test_a_meeting_is_planned_in_the_cheapest_rooms_that_fit_or_else_in_the_largest() -> None:
    possible = possible_candidates(problem([meeting("a", window=days(0), venues=(0,))], *domain_rules()))
    (small,) = (each for each in possible.sets if each.rooms == (3,))
    rooms = [
        planned_at(replace(possible, sets=[small], room_set=np.array([best])), 0).rooms for best in (0, -1)
    ]  # fmt: skip
    assert rooms == [("r3",), ("r0",)]


def test_the_cheapest_candidate_is_that_with_the_least_rent_meals_and_fees(monkeypatch: pytest.MonkeyPatch) -> None:
    of = problem([meeting("a"), meeting("b")], *domain_rules(), meal=10)
    lines = (slice(0, 4), slice(4, 6))
    possible: Any = SimpleNamespace(
        meeting=np.array([0, 0, 0, 0, 1, 1]), day=np.array([3, 3, 3, 2, 0, 0]), last_day=np.array([5, 5, 3, 3, 0, 0]),
        expected=np.array([3, 0, 2, 4, 0, 0]), rent=np.array([50, 40, 40, 0, 9, 8]), of=lambda n: lines[n],
    )  # fmt: skip
    chosen: list[int] = []

    def plan(_possible: object, candidate: int) -> PlannedMeeting:
        chosen.append(candidate)
        return planned(of, "ab"[len(chosen) - 1], 0)

    monkeypatch.setattr(quick_checks, "fees", lambda _possible: np.array([30, 50, 20, 30, 0, 0]))
    monkeypatch.setattr(quick_checks, "planned_at", plan)
    assert [*budget_findings(of, possible)] == []
    assert chosen == [2, 5]


@pytest.mark.parametrize(("earlier", "later", "least", "most", "kept"), [
    ([0, 5, 10], [3, 8], 2, 4, ([True, True, False], [True, True])), ([5], [10], 2, 4, ([True], [True])),
    ([5], [11], 2, 4, ([False], [False])), ([5], [7], 2, 4, ([False], [False])), ([0], [20], 0, None, ([True], [True])),
])  # fmt: skip
def test_days_stay_that_have_one_of_the_other_meeting_at_an_allowed_distance(
    earlier: list[int], later: list[int], least: int, most: int | None, kept: tuple[list[bool], list[bool]]
) -> None:
    of = problem([meeting("a", days=2), meeting("b")])
    gap = Gap(0, 1, least, most)
    found = quick_checks._supported_days(of, gap, np.array(earlier), np.array(later))  # noqa: SLF001 - by no sentence
    assert tuple(each.tolist() for each in found) == kept


def candidates_on(*of_meetings: list[int]) -> Any:
    """Return candidates of which only the days are asked for."""
    return SimpleNamespace(day=np.concatenate(of_meetings), of=lambda n: slice(
        sum(map(len, of_meetings[:n])), sum(map(len, of_meetings[: n + 1]))
    ))  # fmt: skip


def test_gaps_are_looked_at_until_no_day_is_lost_any_more() -> None:
    pairs = ((1, 2), (0, 1), (2, 3))  # the last loss is one that the first gap has not seen
    of = problem([meeting(name) for name in "abcd"], RegionGap(min_days=4), successive=pairs)
    (found,) = gap_findings(of, candidates_on([8], [2, 12], [6, 16], [10]))
    assert found.meetings == ("b", "c")
    assert [*gap_findings(of, candidates_on([8], [2, 12], [6, 16], [10, 20]))] == []


@pytest.mark.parametrize(("past", "found"), [((False, False), 1), ((True, False), 1), ((True, True), 0)])
def test_a_gap_between_past_meetings_is_as_it_is(past: tuple[bool, bool], found: int) -> None:
    held = [meeting(name, frozen=frozen) for name, frozen in zip("ab", past, strict=True)]
    assert len([*gap_findings(problem(held, RegionGap(min_days=4)), candidates_on([3], [5]))]) == found


def test_an_order_that_leaves_no_day_is_told_as_such() -> None:
    (found,) = gap_findings(problem([meeting("a"), meeting("b")], RegionGap()), candidates_on([5], [4]))
    assert found.message is quick_checks.ORDER


def test_a_meeting_that_cannot_be_held_is_told_by_where_most_seats_are_left() -> None:
    """Of its two days that on which somebody is busy, as told of the meeting and of no other."""
    held = [meeting("a", window=days(0, 1), guests=30), meeting("b")]
    (found,) = quick_check(problem(held, *domain_rules(), member_busy=busy(8, {0: [1]})))
    assert (found.message, found.meetings) == (quick_checks.NO_DAY, ("a",))
    assert "needs 33: 33 expected" in found.say("en")


@pytest.mark.parametrize(("masks", "fewest"), [
    ({"a": [0, 0], "b": [0, 0]}, ["a"]), ({"a": [1, 0], "b": [0, 1], "c": [1, 1]}, ["a", "b"]),
    ({"a": [1, 0], "b": [0, 1], "d": [0, 1]}, ["a", "d"]),
])  # fmt: skip
def test_rules_that_together_leave_nothing_are_as_few_as_can_be(masks: dict[str, list[int]], fewest: list[str]) -> None:
    given = {key: np.array(mask, dtype=np.bool_) for key, mask in masks.items()}
    assert quick_checks._minimal_rules(given) == fewest  # noqa: SLF001 - which rules are told


def test_a_house_without_rooms_or_without_the_layout_has_no_seats() -> None:
    other = Room("x", 1, "", {"group": 9}, rate=1, parts=frozenset({4}))
    of = problem([meeting("a", venues=(0, 1, 2))], venues=(*problem([]).venues, problem([]).venues[0]),
                 rooms=(*problem([]).rooms[:4], other))  # fmt: skip
    assert quick_checks._seats(of, of.meetings[0]).tolist() == [20, 0, 0]  # noqa: SLF001 - of no house in an example


def test_known_conflicts_are_ended_all_and_then_one_by_one_until_the_time_is_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    window, closed = Requirement("window", frozenset({1})), Requirement("blackout", frozenset({0}))
    known = Conflict((window, closed, Requirement("budget")), frozenset({0, 1}), confirmed=True, steps=())
    waived: list[frozenset[Requirement]] = []

    def nothing(of: Problem) -> tuple[()]:
        waived.append(of.waived)
        return ()

    clock = iter((5.0, 5.1))
    monkeypatch.setattr(quick_checks, "quick_check", nothing)
    monkeypatch.setattr(time, "monotonic", lambda: next(clock))
    assert counted_conflicts(two(total=80), [known], deadline=5.0) == []
    assert waived == [{window, closed}, {closed}]


@pytest.mark.parametrize(("rule", "meetings", "same"), [
    ("other", {0, 1}, True), ("budget", {1, 2}, True), ("budget", {2, 3}, False), ("other", {1, 2}, False),
])  # fmt: skip
def test_conflicts_are_the_same_by_their_meetings_or_by_a_rule_on_some_of_them(
    rule: str, meetings: set[int], same: bool  # noqa: FBT001 - a case
) -> None:  # fmt: skip
    one, other = (
        Conflict((Requirement(key),), frozenset(held), confirmed=True, steps=())
        for key, held in (("budget", {0, 1}), (rule, meetings))
    )
    assert quick_checks._overlap(one, other) is same  # noqa: SLF001 - what is known is not named again
