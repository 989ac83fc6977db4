"""Limits without slack: what would be broken if one unit more were asked, and what leaves no choice at all."""

from __future__ import annotations

from typing import Any

from constraints.explain.tightness import tight
from constraints.problem.problem import RoomNeed
from constraints.rules.choices import Choices
from constraints.rules.region_gap import RegionGap
from tests.constraints.builders import days, domain_rules, judged, meeting, on, planned, problem


def found(day: int, **changes: Any) -> set[tuple[str, str, tuple[str, ...]]]:
    """Rule, code and meetings of what is tight with a meeting on that day and another one on day 9."""
    rules = (*domain_rules(), RegionGap(min_days=4), Choices())
    of = problem([meeting("a", **changes), meeting("b")], *rules)
    verdict = judged(of, planned(of, "a", day), planned(of, "b", 9))
    assert not verdict.broken
    return {(each.loosening.rule, each.loosening.code, each.meetings) for each in tight(verdict.schedule)}


def test_a_limit_that_is_just_kept_has_no_slack_and_one_unit_more_is_slack() -> None:
    assert found(5) == {("region_gap", "min_days", ("a", "b"))}
    assert found(4) == set()


def test_a_window_is_tight_where_the_meeting_is_on_its_first_or_last_day() -> None:
    window = {"window": days(2, 4)}
    assert [found(day, **window) for day in (2, 3, 4)] == [
        {("window", "sooner", ("a",))}, set(), {("window", "later", ("a",))},
    ]  # fmt: skip


def test_a_window_of_one_day_is_tight_at_both_ends() -> None:
    assert found(3, window=days(3)) == {("window", "sooner", ("a",)), ("window", "later", ("a",))}


def test_a_window_that_a_long_meeting_fills_is_tight_at_both_ends() -> None:
    assert found(2, window=days(2, 3), days=2) == {("window", "sooner", ("a",)), ("window", "later", ("a",))}


def test_what_is_fixed_has_no_slack() -> None:
    assert found(3, fixed_day=on(3), fixed_venue=0) == {
        ("choices", "fixed_day", ("a",)), ("choices", "fixed_venue", ("a",)),
    }  # fmt: skip


def test_seats_are_counted_against_those_who_come() -> None:
    assert found(1, guests=16) == {("rooms_fit", "seats", ("a",))}
    assert found(1, guests=15) == set()
    assert found(1, guests=12, rooms=RoomNeed(headroom=18)) == set()
    assert found(1, guests=12, rooms=RoomNeed(headroom=25)) == {("rooms_fit", "seats", ("a",))}
