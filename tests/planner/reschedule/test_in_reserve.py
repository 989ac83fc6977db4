"""Plans in which what is hit is where its reserve is booked."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from calendars.days import Span
from constraints.problem.problem import Booking, BookingState, Problem
from planner.reschedule.in_reserve import held_reserves, plan_on_reserves
from tests.constraints.builders import days, meeting, on, planned, problem


def network(*spans: Span, state: BookingState = BookingState.RESERVE, **changes: Any) -> Problem:
    """Two meetings, announced for days 3 and 4; the first has a reserve on each of these spans."""
    plain = problem([meeting("a"), meeting("b")])
    told = {name: planned(plain, name, day) for name, day in (("a", 3), ("b", 4))}
    meetings = [meeting(name, published=told[name], apart=True, **changes) for name in "ab"]
    return problem(meetings, bookings=tuple(Booking(1, span, state, meeting="a") for span in spans))


def in_reserve(of: Problem, *hit: str) -> dict[str, tuple[date, str]] | None:
    """Return day and venue of each meeting of the plan on reserves where these are hit on day 2."""
    question: Any = SimpleNamespace(
        problem=of, situation=SimpleNamespace(hits=dict.fromkeys(hit, ()), as_of=on(2))
    )  # fmt: skip
    found = plan_on_reserves(question)
    return None if found is None else {each.meeting: (each.start.date(), each.venue) for each in found.meetings}


def test_what_is_hit_is_in_reserve_and_the_rest_where_it_was_announced() -> None:
    assert in_reserve(network(days(9)), "a") == {"a": (on(9), "hal"), "b": (on(4), "kro")}
    assert in_reserve(network(days(9))) == {"a": (on(3), "kro"), "b": (on(4), "kro")}


@pytest.mark.parametrize(("spans", "hit"), [((), "a"), ((days(9),), "ab"), ((days(9, 10),), "a")])
def test_without_a_booking_of_all_days_for_all_that_is_hit_there_is_no_such_plan(
    spans: tuple[Span, ...], hit: str
) -> None:
    assert in_reserve(network(*spans), *hit) is None


def test_a_reserve_of_as_many_days_as_the_meeting_has_is_taken_whole() -> None:
    assert in_reserve(network(days(9, 10), days=2), "a") is not None
    assert in_reserve(network(days(9), days=2), "a") is None


def test_of_several_reserves_the_earliest_to_come_is_held() -> None:
    of = network(days(12), days(9), days(2))
    assert {name: each.span for name, each in held_reserves(of, on(2)).items()} == {"a": days(9)}
    assert held_reserves(network(days(9), state=BookingState.HELD), on(2)) == {}
