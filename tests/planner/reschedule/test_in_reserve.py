"""Plans in which what is hit is where its reserve is booked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from calendars.days import Span
from constraints.problem.plan import Plan
from constraints.problem.problem import Booking, BookingState, Problem
from constraints.problem.reserves import reserves_to_come
from planner.network.tables import BookingRow
from planner.reschedule.in_reserve import (
    bound_to_reserves,
    plan_on_reserves,
    reserve_of_each,
    reserves_hit,
    with_reserves,
)
from planner.reschedule.situation import Situation
from tests.constraints.builders import days, meeting, on, planned, problem
from tests.planner.network import test_hosts as hosts
from tests.planner.reschedule import small


def network(*spans: Span, state: BookingState = BookingState.RESERVE, **changes: Any) -> Problem:
    """Two meetings, announced for days 3 and 4; the first has a reserve on each of these spans."""
    plain = problem([meeting("a"), meeting("b")])
    told = {name: planned(plain, name, day) for name, day in (("a", 3), ("b", 4))}
    meetings = [meeting(name, published=told[name], apart=True, **changes) for name in "ab"]
    return problem(meetings, bookings=tuple(Booking(1, span, state, meeting="a") for span in spans), as_of=on(2))


def asked(of: Problem, *hit: str) -> Any:
    """Return the question in which these are hit on day 2."""
    return SimpleNamespace(problem=of, situation=SimpleNamespace(hits=dict.fromkeys(hit, ())))


def in_reserve(of: Problem, *hit: str) -> dict[str, tuple[date, str]] | None:
    """Return day and venue of each meeting of the plan on reserves where these are hit on day 2."""
    found = plan_on_reserves(asked(of, *hit))
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
    assert {name: each.booking.span for name, each in reserve_of_each(of).items()} == {"a": days(9)}
    assert reserve_of_each(network(days(9), state=BookingState.HELD)) == {}
    assert {*reserve_of_each(network(days(3)))} == {"a"}


def test_what_is_still_held_comes_in_order_and_what_has_lapsed_or_is_of_no_meeting_does_not() -> None:
    plain = network(days(12), days(9))
    of = replace(plain, bookings=(*plain.bookings, replace(plain.bookings[0], meeting=None, span=days(10))))
    assert [each.booking.span for each in reserves_to_come(of)] == [days(9), days(12)]
    kept = replace(plain, bookings=tuple(replace(each, until=on(2)) for each in plain.bookings))
    assert len(reserves_to_come(kept)) == 2
    assert reserves_to_come(replace(kept, as_of=on(3))) == reserves_to_come(replace(plain, as_of=None)) == []


def changed(of: Problem, **parts: Any) -> Problem:
    """Return the problem with parts of its first meeting replaced."""
    first, *others = of.meetings
    return replace(of, meetings=(replace(first, **parts), *others))


@pytest.mark.parametrize(("parts", "hit", "used"), [
    ({}, "ab", {"a"}), ({}, "b", set()), ({"frozen": True}, "a", set()), ({"apart": False}, "a", set()),
])  # fmt: skip
def test_the_reserves_of_what_is_hit_and_may_move_count(parts: dict[str, Any], hit: str, used: set[str]) -> None:
    assert {*reserves_hit(asked(changed(network(days(9)), **parts), *hit))} == used


def test_what_was_not_announced_and_is_not_hit_is_left_out() -> None:
    assert in_reserve(changed(network(days(9)), published=None)) == {"b": (on(4), "kro")}


def with_three(day: int = 10) -> Problem:
    """Three meetings; the first has a reserve on day 9, the second on another, each at the second venue."""
    meetings = [meeting(name, apart=True, fixed_venue=0) for name in "abc"]
    held = tuple(
        Booking(1, days(on_day), BookingState.RESERVE, meeting=name) for on_day, name in ((9, "a"), (day, "b"))
    )
    return problem(meetings, bookings=held, as_of=on(2))


def bound(of: Problem, *hit: str) -> dict[str, tuple[Span, tuple[int, ...], int | None]] | None:
    found = bound_to_reserves(asked(of, *hit))
    return None if found is None else {each.id: (each.window, each.venues, each.fixed_venue) for each in found.meetings}


def test_each_meeting_with_a_reserve_that_is_possible_is_bound_to_it() -> None:
    free = (days(0, 20), (0, 1), 0)
    a, b = (days(9), (1,), None), (days(10), (1,), None)
    assert bound(with_three(), "a", "b", "c") == {"a": a, "b": b, "c": free}
    assert bound(with_three(), "b", "c") == {"a": free, "b": b, "c": free}
    closed = with_three(21)  # after all that is planned
    assert bound(closed, "a", "b") == {"a": a, "b": free, "c": free}
    assert bound(closed, "b", "c") is None
    assert bound(with_three(), "c") is None
    nowhere = changed(with_three(), venues=())
    assert bound(nowhere, "b") == {"a": (days(0, 20), (), 0), "b": b, "c": free}


def booked(name: str, day: date, **more: Any) -> BookingRow:
    return BookingRow(venue="akkc", first_day=day, meeting=name, state=BookingState.RESERVE, **more)


def hit_in_spring(*changes: str, day: date) -> Situation:
    """Return the situation in which both meetings of the spring are hit, and one has a reserve on that day."""
    closed = "blackout reason=Landsmøde first_day=2023-03-20 last_day=2023-03-24"
    return small.situation(*changes, closed, written=small.network(bookings=(booked("1/nord", day),)))


def test_the_window_of_what_is_hit_reaches_to_its_reserve_and_the_round_may_be_apart() -> None:
    found = with_reserves(hit_in_spring(day=date(2023, 6, 13)))
    usual = Span(date(2023, 3, 1), date(2023, 5, 28))
    for of in (found.free, found.written):
        assert {each.id: (each.window, each.apart) for each in of.meetings if each.round == "1"} == {
            "1/nord": (Span(date(2023, 3, 1), date(2023, 6, 13)), True), "1/syd": (usual, False),
        }  # fmt: skip
    late = hit_in_spring("window meeting=1/nord first=2023-04-10 last=2023-05-01", day=date(2023, 3, 28))
    (nord,) = [each for each in with_reserves(late).free.meetings if each.id == "1/nord"]
    assert nord.window == Span(date(2023, 3, 28), date(2023, 5, 1))


@pytest.mark.parametrize(("day", "fixed"), [(date(2023, 4, 4), date(2023, 4, 4)), (date(2023, 4, 5), None)])
def test_a_fixed_day_that_is_not_that_of_the_reserve_is_given_up(day: date, fixed: date | None) -> None:
    found = with_reserves(hit_in_spring("fix meeting=1/nord day=2023-04-04", day=day))
    (nord,) = [each for each in found.free.meetings if each.id == "1/nord"]
    assert (nord.fixed_day, nord.apart) == (fixed, True)
    assert nord.forbidden_days == (frozenset() if fixed else {date(2023, 4, 4)})


def test_without_a_reserve_for_what_is_hit_nothing_changes() -> None:
    later = hit_in_spring(day=date(2023, 3, 1))
    assert with_reserves(later) is later
    alone = small.situation(
        "cancel meetings=1/syd", written=small.network(bookings=(booked("1/nord", date(2023, 6, 13)),))
    )
    assert with_reserves(alone) is alone


def test_who_holds_a_meeting_has_no_reserve_for_it() -> None:
    written = hosts.network(hosts.row("0851")).changed(bookings=(booked("dag/0851", date(2023, 3, 20)),))
    found = small.situation(written=written, accepted=Plan(()), as_of=date(2023, 3, 2))
    assert {*found.hits} == {"dag/0851"}
    assert with_reserves(found) is found
