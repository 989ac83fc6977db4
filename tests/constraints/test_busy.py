from datetime import datetime, time

from hypothesis import given
from hypothesis import strategies as st

from calendars.days import Hours
from constraints.problem.busy import Busy
from tests.constraints.builders import busy, clock, days, hours, on, problem

HOURS = st.lists(st.integers(0, 23), min_size=2, max_size=2, unique=True).map(lambda pair: hours(*sorted(pair)))
SPELLS = st.builds(
    lambda first, length, at: Busy(days(first, first + length), at),
    st.integers(-5, 25), st.integers(0, 6), st.none() | HOURS,
)  # fmt: skip
PEOPLE = st.lists(st.lists(SPELLS, max_size=3), min_size=1, max_size=3)


@given(people=PEOPLE, at=HOURS)
def test_whom_a_day_finds_busy_the_clock_finds_too(people: list[list[Busy]], at: Hours) -> None:
    of = problem([])
    times = busy(len(people), dict(enumerate(people)))
    table = times.by_day(of.horizon, at)
    for day in range(of.days):
        start, end = (datetime.combine(on(day), moment, of.zone) for moment in (at.start, at.end))
        assert times.during(start, end) == {person for person in range(len(people)) if table[person, day]}


@given(people=PEOPLE)
def test_somebody_is_busy_on_the_days_and_at_the_hours_of_a_spell(people: list[list[Busy]]) -> None:
    of = problem([])
    table = busy(len(people), dict(enumerate(people))).by_day(of.horizon, hours(10, 15))
    for person, spells in enumerate(people):
        for day in range(of.days):
            touched = [
                spell for spell in spells
                if on(day) in spell.span and (spell.hours is None or spell.hours.overlaps(hours(10, 15)))
            ]  # fmt: skip
            assert table[person, day] == bool(touched)


@given(
    people=PEOPLE, length=st.integers(1, 4), at=HOURS, stay=st.tuples(st.integers(0, 23), st.integers(0, 23)),
    overnight=st.booleans(),
)  # fmt: skip
def test_who_is_busy_by_first_day_is_found_by_the_hour_too(
    people: list[list[Busy]], length: int, at: Hours, stay: tuple[int, int], *, overnight: bool
) -> None:
    of = problem([])
    if overnight:
        at, length = Hours(time(stay[0]), time(stay[1]), overnight=True), max(length, 2)
    times = busy(len(people), dict(enumerate(people)))
    table = times.by_first_day(of.horizon, at, length)
    for day in range(of.days - length + 1):
        hours_held = {
            (day + n // 24, n % 24)
            for n in range(24 * length)
            if (at.start.hour <= n < 24 * (length - 1) + at.end.hour if overnight
                else at.start.hour <= n % 24 < at.end.hour)
        }  # fmt: skip
        expected = {
            person
            for person, spells in enumerate(people)
            for spell in spells
            for later, hour in hours_held
            if on(later) in spell.span
            and (spell.hours is None or spell.hours.start.hour <= hour < spell.hours.end.hour)
        }
        start, end = clock(of, day, at.start.hour), clock(of, day + length - 1, at.end.hour)
        assert times.during(start, end, overnight=overnight) == expected
        assert {*table[:, day].nonzero()[0].tolist()} == expected


def test_a_meeting_that_ends_at_an_earlier_hour_of_a_later_day_goes_on_through_the_night() -> None:
    of = problem([])
    times = busy(1, {0: [Busy(days(2), Hours(time(20), time(21)))]})
    assert times.during(clock(of, 2, 13), clock(of, 3, 12)) == {0}
    assert times.during(clock(of, 1, 13), clock(of, 2, 12)) == set()


def test_whoever_is_busy_in_the_evening_is_busy_for_a_stay_but_not_for_the_same_hours_each_day() -> None:
    of = problem([])
    times = busy(1, {0: [Busy(days(2), Hours(time(20), time(21)))]})
    start, end = clock(of, 2, 9), clock(of, 3, 16)
    assert times.during(start, end, overnight=True) == {0}
    assert times.during(start, end) == set()
