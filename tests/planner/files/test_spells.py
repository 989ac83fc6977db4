"""Spells cover exactly what a calendar takes, as far as meetings can tell."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars.days import Hours, Interval, Span
from constraints.problem.busy import Busy, BusyTimes
from planner.files.calendars import closed_days, spells

ZONE = ZoneInfo("Europe/Copenhagen")
LAST = time(23, 59)


def interval(start: str, end: str) -> Interval:
    first, second = (datetime.fromisoformat(f"2023-{text}") for text in (start, end))
    return Interval(first.replace(tzinfo=ZONE), second.replace(tzinfo=ZONE))


def busy(first: date, last: date | None = None, hours: tuple[time, time] | None = None) -> Busy:
    return Busy(Span(first, last or first), Hours(*hours) if hours else None)


MARCH = [date(2023, 3, day) for day in range(1, 32)]
MAY_2, MAY_3, MAY_4, MAY_5 = (date(2023, 5, day) for day in range(2, 6))
MIDNIGHT = time()


@pytest.mark.parametrize(
    ("taken", "expected"),
    [
        (("05-02T09:00", "05-02T10:30"), [busy(MAY_2, hours=(time(9), time(10, 30)))]),
        (("05-02T00:00", "05-03T00:00"), [busy(MAY_2)]),
        (("05-02T00:00", "05-05T00:00"), [busy(MAY_2, MAY_4)]),
        (("05-02T22:00", "05-03T02:00"),
         [busy(MAY_2, hours=(time(22), LAST)), busy(MAY_3, hours=(MIDNIGHT, time(2)))]),
        (("05-02T22:00", "05-03T00:00"), [busy(MAY_2, hours=(time(22), LAST))]),
        (("05-02T22:00", "05-05T02:00"),
         [busy(MAY_2, hours=(time(22), LAST)), busy(MAY_3, MAY_4), busy(MAY_5, hours=(MIDNIGHT, time(2)))]),
        (("05-02T00:00", "05-03T02:00"), [busy(MAY_2), busy(MAY_3, hours=(MIDNIGHT, time(2)))]),
        (("05-02T23:59", "05-03T02:00"), [busy(MAY_3, hours=(MIDNIGHT, time(2)))]),
        (("05-02T23:59", "05-03T00:00"), []),
        (("05-02T09:00:59", "05-02T09:01:01"), [busy(MAY_2, hours=(time(9), time(9, 2)))]),
        (("05-02T09:00", "05-02T23:59:30"), [busy(MAY_2, hours=(time(9), LAST))]),
    ],
)  # fmt: skip
def test_hours_where_a_day_is_only_begun_and_whole_days_between(taken: tuple[str, str], expected: list[Busy]) -> None:
    assert spells([interval(*taken)]) == expected


MINUTES = st.integers(0, 1439)
# Days around both changes of the clock, and plain ones.
DAYS = st.sampled_from([date(2023, 3, 25), date(2023, 5, 2), date(2023, 10, 28)])


def clock(minutes: int) -> time:
    return time(minutes // 60, minutes % 60)


@given(
    day=DAYS,
    starts=st.integers(0, 3 * 1440 * 60),
    lasts=st.integers(1, 3 * 1440 * 60),
    meeting_day=st.integers(0, 5),
    hours=st.tuples(MINUTES, MINUTES).filter(lambda pair: pair[0] < pair[1]),
)
def test_a_meeting_touches_the_spells_when_it_touches_the_interval(
    day: date, starts: int, lasts: int, meeting_day: int, hours: tuple[int, int]
) -> None:
    begins = datetime.combine(day, time(), ZONE).astimezone(UTC) + timedelta(seconds=starts)
    taken = Interval(begins, begins + timedelta(seconds=lasts)).astimezone(ZONE)
    on = day + timedelta(days=meeting_day)
    start, end = (datetime.combine(on, clock(minute), ZONE) for minute in hours)
    found = bool(BusyTimes.of([spells([taken])]).during(start, end))
    expected = start.astimezone(UTC) < taken.end.astimezone(UTC) and end.astimezone(UTC) > taken.start.astimezone(UTC)
    twice = on == date(2023, 10, 29) and hours[0] < 4 * 60
    if twice:
        assert found >= expected
    else:
        assert found == expected


def test_the_hour_that_autumn_shows_twice_is_covered() -> None:
    start = datetime(2023, 10, 29, 2, 30, tzinfo=ZONE)
    end = datetime(2023, 10, 29, 2, 15, fold=1, tzinfo=ZONE)
    assert spells([Interval(start, end)]) == [busy(date(2023, 10, 29), hours=(time(2, 30), time(3, 15)))]


@given(pieces=st.lists(st.tuples(st.integers(1, 4000), st.integers(1, 4000)), max_size=8))
def test_the_days_closed_are_the_days_touched(pieces: list[tuple[int, int]]) -> None:
    moment = datetime(2023, 5, 1, tzinfo=UTC)
    taken = []
    for gap, lasts in pieces:
        start = moment + timedelta(minutes=gap)
        moment = start + timedelta(minutes=lasts)
        taken.append(Interval(start, moment).astimezone(ZONE))
    found = closed_days(taken)
    touched = {
        day
        for each in taken
        for day in Span(each.start.date(), each.end.date())
        if datetime.combine(day, time(), ZONE) < each.end
    }
    assert {day for days in found for day in days} == touched
    assert sum(map(len, found)) == len(touched)
    assert all(one.last + timedelta(days=1) < other.first for one, other in pairwise(found))
