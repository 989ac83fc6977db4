"""Spans of days and hours of a day."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars.days import Hours, Span
from calendars.language import WrongValueError
from tests.calendars.strategies import days, spans

COPENHAGEN = ZoneInfo("Europe/Copenhagen")


@given(spans())
def test_a_span_holds_exactly_the_days_it_lists(span: Span) -> None:
    listed = list(span)
    assert len(listed) == len(span)
    assert (listed[0], listed[-1]) == (span.first, span.last)
    assert all(day in span for day in listed)
    assert span.first - timedelta(days=1) not in span
    assert span.last + timedelta(days=1) not in span


@given(spans(40), st.integers(-60, 60), st.integers(1, 40))
def test_within_is_the_days_in_common(one: Span, shift: int, length: int) -> None:
    other = Span.of_days(one.first + timedelta(days=shift), length)
    common = one.within(other)
    assert set(common or ()) == set(one) & set(other)
    assert common == other.within(one)
    assert one.overlaps(other) == other.overlaps(one) == (common is not None)


@given(spans())
def test_a_span_lies_within_itself(span: Span) -> None:
    assert span.within(span) == span


@given(days, st.integers(1, 800))
def test_a_span_of_n_days_has_n_days(first: date, n: int) -> None:
    assert len(Span.of_days(first, n)) == n


def test_a_span_over_a_leap_day_counts_it() -> None:
    assert len(Span(date(2024, 2, 28), date(2024, 3, 1))) == 3
    assert len(Span(date(2023, 2, 28), date(2023, 3, 1))) == 2


def test_a_span_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(WrongValueError) as refused:
        Span(date(2022, 3, 2), date(2022, 3, 1))
    assert str(refused.value) == "the days cannot end on 1 March 2022 before they begin on 2 March 2022"
    assert refused.value.said.say("da") == "dagene kan ikke slutte 1. marts 2022, før de begynder 2. marts 2022"


@pytest.mark.parametrize("days", [0, -1])
def test_a_span_without_days_is_refused(days: int) -> None:
    with pytest.raises(WrongValueError):
        Span.of_days(date(2022, 3, 1), days)


@pytest.mark.parametrize("end", [time(10), time(9, 59)])
def test_hours_that_do_not_last_are_refused(end: time) -> None:
    with pytest.raises(WrongValueError) as refused:
        Hours(time(10), end)
    assert str(refused.value) == f"the hours cannot end at {end:%H:%M} when they begin at 10:00"
    assert refused.value.said.say("da") == f"tidsrummet kan ikke slutte kl. {end:%H.%M}, når det begynder kl. 10.00"


def test_hours_that_only_touch_do_not_overlap() -> None:
    morning, noon, afternoon = Hours(time(9), time(12)), Hours(time(11, 59), time(13)), Hours(time(12), time(15))
    assert not morning.overlaps(afternoon)
    assert not afternoon.overlaps(morning)
    assert morning.overlaps(noon)
    assert noon.overlaps(afternoon)


@pytest.mark.parametrize(
    ("day", "utc"),
    [
        (date(2022, 3, 26), 9),  # the day before the clock is put forward
        (date(2022, 3, 27), 8),
        (date(2022, 10, 29), 8),  # the day before it is put back
        (date(2022, 10, 30), 9),
        (date(2024, 2, 29), 9),  # leap day
        (date(2021, 1, 3), 9),  # the last day of a week 53
        (date(2024, 12, 31), 9),
    ],
)
def test_a_meeting_begins_when_the_clock_on_the_wall_says_so(day: date, utc: int) -> None:
    start, end = Hours(time(10), time(15, 30)).on(Span(day, day), COPENHAGEN)
    assert start.astimezone(UTC) == datetime(day.year, day.month, day.day, utc, tzinfo=UTC)
    assert end.timestamp() - start.timestamp() == 5.5 * 3600


@pytest.mark.parametrize(("day", "hours"), [(date(2022, 3, 27), 22), (date(2022, 10, 30), 24), (date(2022, 6, 1), 23)])
def test_hours_across_a_change_of_the_clock_are_shorter_or_longer(day: date, hours: int) -> None:
    start, end = Hours(time(0), time(23)).on(Span(day, day), COPENHAGEN)
    assert end.timestamp() - start.timestamp() == hours * 3600


def test_hours_on_several_days_run_from_the_first_to_the_last() -> None:
    start, end = Hours(time(10), time(15, 30)).on(Span(date(2022, 10, 29), date(2022, 10, 30)), COPENHAGEN)
    assert start.isoformat() == "2022-10-29T10:00:00+02:00"
    assert end.isoformat() == "2022-10-30T15:30:00+01:00"


def test_a_time_the_clock_skips_is_refused() -> None:
    night = Hours(time(2, 30), time(4))
    with pytest.raises(WrongValueError) as refused:
        night.on(Span.of_days(date(2022, 3, 27), 1), COPENHAGEN)
    assert str(refused.value) == (
        "there is no 02:30 on Sunday 27 March 2022 in Europe/Copenhagen: the clock is put forward"
    )
    assert refused.value.said.say("da") == (
        "klokken bliver aldrig 02.30 søndag den 27. marts 2022 i Europe/Copenhagen: uret stilles frem"
    )


def test_a_time_the_clock_shows_twice_is_the_first_of_the_two() -> None:
    start, _ = Hours(time(2, 30), time(4)).on(Span.of_days(date(2022, 10, 30), 1), COPENHAGEN)
    assert start.isoformat() == "2022-10-30T02:30:00+02:00"
