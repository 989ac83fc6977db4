"""When rooms are let, and what is paid: the model's minutes against the wall-clock times of the check."""

from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars.days import Hours
from constraints.problem.problem import PricePer, Venue
from constraints.problem.rooms import HALF_DAY_MINUTES, let_minutes, units
from tests.constraints.builders import MONDAY, VENUES, hours, judged, meeting, planned, problem

HOUR = 60
NOON, DAY = 12 * HOUR, 24 * HOUR
CLOCK = st.integers(3 * HOUR, DAY - 1).map(lambda minute: time(*divmod(minute, HOUR)))
PLAIN = st.lists(CLOCK, min_size=2, max_size=2, unique=True).map(lambda pair: Hours(min(pair), max(pair)))
STAYS = st.builds(Hours, CLOCK, CLOCK, overnight=st.just(value=True))
HALF_DAYS, MINUTES = st.integers(0, 4), st.sampled_from([0, 0, 15, 60, 400, 1500])
BY_HALF_DAY = st.builds(
    lambda setup, teardown, price: replace(VENUES[0], setup=setup, teardown=teardown, price_per=price),
    HALF_DAYS, HALF_DAYS, st.sampled_from([PricePer.DAY, PricePer.HALF_DAY]),
)  # fmt: skip


def clocked(setup: int = 0, teardown: int = 0, price_per: PricePer = PricePer.DAY) -> Venue:
    return replace(VENUES[0], setup=setup, teardown=teardown, by_clock=True, price_per=price_per)


BY_CLOCK = st.builds(clocked, MINUTES, MINUTES, st.sampled_from(PricePer))


@pytest.mark.parametrize(
    ("start", "end", "expected"), [(9, 12, [0]), (9, 13, [0, 1]), (12, 15, [1]), (11, 12, [0]), (13, 14, [1])]
)
def test_noon_divides_the_day(start: int, end: int, expected: list[int]) -> None:
    first, after = let_minutes(meeting("a", hours=hours(start, end)), VENUES[0])[0]
    assert [*range(first // HALF_DAY_MINUTES, after // HALF_DAY_MINUTES)] == expected


def test_by_the_clock_set_up_and_clearing_count_in_minutes() -> None:
    assert let_minutes(meeting("a", hours=hours(9, 12)), clocked(30, 45)) == [(9 * HOUR - 30, 12 * HOUR + 45)]


def test_the_same_hours_each_day_are_let_each_day_and_a_stay_throughout() -> None:
    daily = meeting("a", hours=hours(9, 12), days=2)
    assert let_minutes(daily, clocked()) == [(9 * HOUR, NOON), (DAY + 9 * HOUR, DAY + NOON)]
    stay = replace(daily, hours=Hours(time(12), time(11), overnight=True))
    assert let_minutes(stay, clocked()) == [(NOON, DAY + 11 * HOUR)]
    assert let_minutes(daily, clocked(12 * HOUR, 10 * HOUR)) == [(-3 * HOUR, DAY + 22 * HOUR)], "no time between them"


@pytest.mark.parametrize(
    ("venue", "paid"),
    [
        (VENUES[0], 1),
        (replace(VENUES[0], price_per=PricePer.HALF_DAY), 2),
        (replace(VENUES[0], price_per=PricePer.HALF_DAY, setup=1), 3),
        (clocked(30, price_per=PricePer.HOUR), 6),
        (clocked(price_per=PricePer.HOUR), 5),
        (clocked(price_per=PricePer.HALF_DAY), 2),
    ],
)
def test_what_is_paid_follows_how_the_house_counts(venue: Venue, paid: int) -> None:
    assert units(meeting("a", hours=hours(10, 15)), venue) == paid


@given(when=PLAIN | STAYS, length=st.integers(1, 3), venue=BY_HALF_DAY | BY_CLOCK, day=st.integers(2, 16))
def test_the_check_finds_the_same_times_and_the_same_rent(when: Hours, length: int, venue: Venue, day: int) -> None:
    held = meeting("a", hours=when, days=max(length, 2) if when.overnight else length)
    of = problem([held], venues=(venue, VENUES[1]))
    schedule = judged(of, planned(of, "a", day)).schedule
    midnight = datetime.combine(MONDAY, time()) + timedelta(days=day)
    times = [tuple(midnight + timedelta(minutes=minute) for minute in each) for each in let_minutes(held, venue)]
    assert schedule.let(schedule[0]) == times
    rate = sum(of.rooms[room].rate for room in schedule[0].rooms)
    assert schedule.rent(schedule[0]) == rate * units(held, venue) > 0
