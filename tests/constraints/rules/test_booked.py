from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from constraints.problem.problem import Booking, BookingState, Problem
from constraints.rules.booked import Booked
from constraints.rules.rooms_fit import RoomsFit
from tests.constraints.builders import days, hours, meeting, on, planned, problem
from tests.constraints.solving import paid

RULE = Booked(confirmed=100, held=30, asked=10, reserve=3)
CONFIRMED, HELD, ASKED, RESERVE = BookingState


def booked(*bookings: Booking, today: date | None = None, **changes: Any) -> Problem:
    return problem([meeting("a", **changes)], RULE, RoomsFit(), bookings=bookings, as_of=today)


def of_a(venue: int, day: int, state: BookingState, **changes: Any) -> Booking:
    until = on(9) if state is HELD else None
    return replace(Booking(venue, days(day), state, meeting="a", until=until), **changes)


def points(of: Problem, *choice: tuple[int, int]) -> list[int]:
    return [found[0] for found in paid(of, *choice)]


def test_a_meeting_elsewhere_than_booked_pays_what_the_booking_weighs() -> None:
    assert paid(booked(of_a(0, 5, CONFIRMED)), (6, 0)) == [(
        100,
        ("Møde a, Nord is on Sunday 12 March 2023 at Kroen, where nothing is booked for it; Kroen on Saturday 11 March "
        "2023 is confirmed."),
        ("Møde a, Nord ligger søndag den 12. marts 2023 på Kroen, hvor intet er bestilt til det; Kroen lørdag den 11. "
        "marts 2023 er bekræftet."),
    )]  # fmt: skip
    assert points(booked(of_a(0, 5, CONFIRMED)), (5, 0)) == []
    assert points(booked(of_a(0, 5, CONFIRMED)), (5, 1)) == [100]


def test_what_is_confirmed_weighs_more_than_what_is_asked() -> None:
    of = booked(of_a(0, 5, ASKED), of_a(1, 7, CONFIRMED), of_a(1, 9, HELD), of_a(0, 9, RESERVE))
    assert [points(of, each) for each in ((7, 1), (9, 1), (5, 0), (9, 0), (8, 0))] == [[], [70], [90], [97], [100]]
    assert paid(of, (9, 1)) == [(
        70,
        ("Møde a, Nord is on Wednesday 15 March 2023 at Hallen, which is only held until 15 March 2023; Hallen on "
        "Monday 13 March 2023 is confirmed."),
        ("Møde a, Nord ligger onsdag den 15. marts 2023 på Hallen, som kun er holdt til og med 15. marts 2023; Hallen "
        "mandag den 13. marts 2023 er bekræftet."),
    )]  # fmt: skip


@pytest.mark.parametrize(("today", "expected"), [(None, [30]), (9, [30]), (10, [])])
def test_an_option_that_ran_out_counts_no_more(today: int | None, expected: list[int]) -> None:
    of = booked(of_a(0, 12, HELD), today=None if today is None else on(today))
    assert points(of, (13, 0)) == expected


def test_a_booking_without_a_meeting_counts_for_every_one_but_asks_for_none() -> None:
    anyones = of_a(0, 5, CONFIRMED, meeting=None)
    assert points(booked(anyones), (6, 0)) == []
    assert points(booked(anyones, of_a(1, 7, CONFIRMED)), (5, 0)) == []


def test_a_booking_must_cover_all_days_and_hours() -> None:
    of = booked(of_a(0, 5, CONFIRMED, span=days(5, 6)), days=2)
    assert [points(of, (day, 0)) for day in (4, 5, 6)] == [[100], [], [100]]
    for covered, expected in ((hours(10, 15), []), (hours(9, 16), []), (hours(11, 15), [100]), (hours(10, 14), [100])):
        assert points(booked(of_a(0, 5, CONFIRMED, hours=covered)), (5, 0)) == expected


def test_a_meeting_that_may_not_move_pays_nothing() -> None:
    told = planned(booked(), "a", 6)
    of = booked(of_a(0, 5, CONFIRMED), published=told, frozen=True, fixed_day=on(6), venues=(0,))
    assert points(of, (6, 0)) == []


def test_a_single_point_is_a_point() -> None:
    of = replace(booked(of_a(0, 5, CONFIRMED)), rules=(Booked(confirmed=1, held=0, asked=0, reserve=0), RoomsFit()))
    assert points(of, (6, 0)) == [1]
