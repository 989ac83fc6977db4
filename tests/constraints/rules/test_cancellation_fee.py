from dataclasses import replace
from typing import Any

import pytest

from calendars.blackouts import Blackout, BlackoutScope
from calendars.days import Span
from constraints.problem.problem import Booking, BookingState, CancellationTerms, Problem
from constraints.problem.published import fee
from constraints.rules.budget import Budget
from constraints.rules.cancellation_fee import CancellationFee
from constraints.rules.rent import Rent
from tests.constraints.builders import VENUES, days, meeting, on, planned, problem, rooms_of, said
from tests.constraints.solving import accepts, paid

TERMS = CancellationTerms(((10, 50), (4, 100)))
RULE = CancellationFee(points=2, per=30)


def announced(*rules: Any, terms: CancellationTerms | None = TERMS, today: int | None = 6, **changes: Any) -> Problem:
    """A meeting of two days, announced for days 15 and 16 at Kroen in a room of 200 a day."""
    parts = {
        "venues": (replace(VENUES[0], terms=terms), VENUES[1]), "as_of": None if today is None else on(today),
        "rooms": (*rooms_of(0, seats=(20,)), *rooms_of(1, first=1, seats=(20,))),
    }  # fmt: skip
    told = planned(problem([meeting("a", days=2)], **parts), "a", 15)
    return problem([meeting("a", days=2, published=told, **changes)], *rules, **parts)


def test_leaving_the_venue_costs_a_share_of_its_rent() -> None:
    assert paid(announced(RULE), (15, 1)) == [(
        12,
        "Kroen asks for 200 DKK for the rooms given up by Møde a, Nord: 50 % of the rent with 9 days' notice.",
        "Kroen kræver 200 DKK for de lokaler, som Møde a, Nord afbestiller: 50 % af lejen med 9 dages varsel.",
    )]  # fmt: skip


def test_what_stays_costs_nothing() -> None:
    assert paid(announced(RULE), (15, 0)) == []


@pytest.mark.parametrize(("moving", "points"), [(True, [12]), (False, [])])
def test_another_day_counts_where_the_terms_say_so(moving: bool, points: list[int]) -> None:  # noqa: FBT001
    assert [
        found[0] for found in paid(announced(RULE, terms=CancellationTerms(TERMS.steps, moving=moving)), (17, 0))
    ] == points


@pytest.mark.parametrize(("today", "asked"), [(5, 0), (6, 200), (11, 200), (12, 400), (15, 400), (None, 0)])
def test_the_fee_follows_the_days_of_notice(today: int | None, asked: int) -> None:
    of = announced(today=today)
    assert fee(of, 0, None, None) == asked
    assert fee(of, 0, 17, 0) == asked
    assert fee(of, 0, 15, 1) == asked
    assert fee(of, 0, 15, 0) == 0


def test_a_venue_without_terms_asks_for_nothing() -> None:
    assert fee(announced(terms=None), 0, None, None) == 0


def test_what_is_settled_is_not_given_up() -> None:
    assert fee(announced(frozen=True), 0, None, None) == 0


def test_points_are_those_of_the_rent_unless_it_has_its_own() -> None:
    of = announced(CancellationFee(), Rent(points=3, per=70))
    assert [found[0] for found in paid(of, (15, 1))] == [3 * (200 // 70), 3 * (400 // 70)]
    assert paid(announced(CancellationFee()), (15, 1)) == []


def test_fees_count_in_the_budget() -> None:
    of = announced(Budget(total=599))
    assert said(of, planned(of, "a", 15, 1)) == [(
        "Rooms, meals and cancellation fees of all meetings cost 600 DKK; there are 599 DKK.",
        "Lokaler, forplejning og afbestillingsgebyrer til alle møder koster 600 DKK; der er 599 DKK.",
    )]  # fmt: skip
    assert not accepts(of, {"a": (15, 1)})
    assert accepts(of, {"a": (15, 0)})
    assert accepts(announced(Budget(total=600)), {"a": (15, 1)})


@pytest.mark.parametrize(("day", "target", "asked"), [(15, "kro", 0), (16, "kro", 0), (17, "kro", 200), (15, "x", 200)])
def test_a_venue_that_is_itself_closed_on_the_day_asks_for_nothing(day: int, target: str, asked: int) -> None:
    venue = VENUES[0].id if target == "kro" else VENUES[1].id
    closed = Blackout(Span(on(day), on(day)), "Konkurs", scope=BlackoutScope.VENUE, target=venue)
    of = replace(announced(RULE), blackouts=(closed,))
    assert fee(of, 0, 15, 1) == asked
    assert [points for points, *_ in paid(of, (14, 1))] == ([12] if asked else [])


def test_a_venue_whose_room_is_closed_asks_for_nothing() -> None:
    of = announced(RULE)
    rooms = tuple(replace(room, seats={}) if room.venue == 0 else room for room in of.rooms)
    assert fee(replace(of, rooms=rooms), 0, 15, 1) == 0


@pytest.mark.parametrize(("states", "price", "asked"), [
    ((), None, 200), (("confirmed",), None, 200), (("confirmed",), 1000, 500), (("asked",), 1000, 0),
    (("held", "reserve"), None, 0), (("asked", "confirmed"), 60, 30),
])  # fmt: skip
def test_only_what_is_confirmed_is_paid_for_at_the_price_agreed(
    states: tuple[str, ...], price: int | None, asked: int
) -> None:
    bookings = tuple(Booking(0, days(15, 16), BookingState(each), meeting="a", price=price) for each in states)
    assert fee(replace(announced(), bookings=bookings), 0, None, None) == asked
    others = tuple(replace(each, **other) for each in bookings for other in ({"meeting": None}, {"span": days(14)}))
    assert fee(replace(announced(), bookings=others), 0, None, None) == 200
