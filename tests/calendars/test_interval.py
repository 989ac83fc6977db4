"""Intervals of real time and sets of them."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars.days import Interval, clip, union, without

START = datetime(2026, 3, 2, tzinfo=UTC)
COPENHAGEN = ZoneInfo("Europe/Copenhagen")
HOUR = timedelta(hours=1)

intervals = st.builds(
    lambda start, length: Interval(START + start * HOUR, START + (start + length) * HOUR),
    st.integers(0, 40),
    st.integers(1, 10),
)
sets = st.lists(intervals, max_size=8)


def hours(listed: Iterable[Interval]) -> set[datetime]:
    return {START + n * HOUR for n in range(60) if any(one.start <= START + n * HOUR < one.end for one in listed)}


def are_apart(listed: tuple[Interval, ...]) -> bool:
    return all(one.end < other.start for one, other in pairwise(listed))


@given(sets)
def test_a_union_covers_what_its_parts_cover(given_sets: list[Interval]) -> None:
    found = union(given_sets)
    assert hours(found) == hours(given_sets)
    assert are_apart(found)


@given(sets, intervals)
def test_within_is_what_lies_inside_the_window(given_sets: list[Interval], window: Interval) -> None:
    found = clip(given_sets, window)
    assert hours(found) == hours(given_sets) & hours([window])
    assert are_apart(found)


@given(sets, sets)
def test_without_takes_out_what_the_others_cover(given_sets: list[Interval], others: list[Interval]) -> None:
    found = without(given_sets, others)
    assert hours(found) == hours(given_sets) - hours(others)
    assert are_apart(found)


def test_an_hour_that_autumn_shows_twice_is_an_interval() -> None:
    first = datetime(2026, 10, 25, 2, 30, tzinfo=COPENHAGEN)
    assert Interval(first, first.replace(fold=1)).astimezone(UTC).end - first.astimezone(UTC) == HOUR


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (START, START),
        (START + HOUR, START),
        (START.replace(tzinfo=None), START),
        (datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=COPENHAGEN), datetime(2026, 10, 25, 2, 45, tzinfo=COPENHAGEN)),
    ],
    ids=["no time", "backwards", "without a zone", "backwards in real time"],
)
def test_what_is_no_interval_is_refused(start: datetime, end: datetime) -> None:
    with pytest.raises(ValueError, match="interval"):
        Interval(start, end)
