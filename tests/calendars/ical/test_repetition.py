"""Entries that repeat, and their exceptions."""

import pytest

from tests.calendars.ical.calendars import event, taken

COPENHAGEN = "TZID=Europe/Copenhagen"
NINE = (f"DTSTART;{COPENHAGEN}:20260105T090000", f"DTEND;{COPENHAGEN}:20260105T100000")


def days(intervals: list[str]) -> list[str]:
    return [interval[:5] for interval in intervals]


def test_nine_o_clock_stays_nine_o_clock_in_summer() -> None:
    weekly = taken(event(*NINE, "RRULE:FREQ=WEEKLY;BYDAY=MO"))
    assert len(weekly) == 52
    assert {interval[6:11] for interval in weekly} == {"09:00"}


def test_the_first_time_counts_even_if_the_rule_would_not_give_it() -> None:
    assert days(taken(event(*NINE, "RRULE:FREQ=MONTHLY;BYMONTHDAY=1;COUNT=2"))) == ["01-05", "02-01", "03-01"]


@pytest.mark.parametrize(
    ("until", "last"),
    [("20260107T080000Z", "01-07"), ("20260107T075959Z", "01-06"), ("20260107", "01-07"), ("20260107T090000", "01-07")],
    ids=["UTC", "a second before", "a day", "floating"],
)
def test_a_rule_ends_with_its_last_time(until: str, last: str) -> None:
    assert days(taken(event(*NINE, f"RRULE:FREQ=DAILY;UNTIL={until}")))[-1] == last


def test_whole_days_repeat() -> None:
    yearly = event("DTSTART;VALUE=DATE:19900605", "RRULE:FREQ=YEARLY")
    assert taken(yearly) == ["06-05 00:00 - 06-06 00:00"]


def test_a_long_time_reaches_in_from_before() -> None:
    entry = event("DTSTART;VALUE=DATE:20251220", "DTEND;VALUE=DATE:20260103", "RRULE:FREQ=YEARLY;COUNT=1")
    assert taken(entry) == ["01-01 00:00 - 01-03 00:00"]


@pytest.mark.parametrize(
    "line",
    [f"EXDATE;{COPENHAGEN}:20260106T090000", "EXDATE:20260106T080000Z", "EXDATE;VALUE=DATE:20260106"],
    ids=["zoned", "UTC", "a day"],
)
def test_a_time_taken_out_is_free(line: str) -> None:
    assert days(taken(event(*NINE, "RRULE:FREQ=DAILY;COUNT=3", line))) == ["01-05", "01-07"]


def test_times_by_another_rule_are_taken_out() -> None:
    rules = ("RRULE:FREQ=DAILY;COUNT=4", "EXRULE:FREQ=DAILY;INTERVAL=2;COUNT=2")
    assert days(taken(event(*NINE, *rules))) == ["01-06", "01-08"]


def test_times_are_added_one_by_one() -> None:
    added = ("RDATE:20260110T080000Z,20260112T080000Z", "RDATE;VALUE=PERIOD:20260114T080000Z/PT2H")
    assert taken(event(*NINE, *added)) == [
        "01-05 09:00 - 01-05 10:00",
        "01-10 09:00 - 01-10 10:00",
        "01-12 09:00 - 01-12 10:00",
        "01-14 09:00 - 01-14 11:00",
    ]


SERIES = event(*NINE, "RRULE:FREQ=DAILY;COUNT=4")
AFTERNOON = (f"DTSTART;{COPENHAGEN}:20260106T130000", f"DTEND;{COPENHAGEN}:20260106T150000")


def test_an_exception_takes_the_place_of_its_time() -> None:
    moved = event("RECURRENCE-ID:20260106T080000Z", *AFTERNOON)
    expected = ["01-05 09:00 - 01-05 10:00", "01-06 13:00 - 01-06 15:00"]
    assert taken(SERIES, moved)[:2] == taken(moved, SERIES)[:2] == expected


def test_an_exception_may_be_cancelled() -> None:
    cancelled = event("RECURRENCE-ID:20260106T080000Z", *AFTERNOON, "STATUS:CANCELLED")
    assert days(taken(SERIES, cancelled)) == ["01-05", "01-07", "01-08"]


def test_an_exception_may_change_all_that_follow() -> None:
    moved = event("RECURRENCE-ID;RANGE=THISANDFUTURE:20260106T080000Z", *AFTERNOON)
    assert taken(SERIES, moved) == [
        "01-05 09:00 - 01-05 10:00",
        *(f"01-0{day} 13:00 - 01-0{day} 15:00" for day in (6, 7, 8)),
    ]


def test_all_that_follow_may_be_cancelled() -> None:
    cancelled = event("RECURRENCE-ID;RANGE=THISANDFUTURE:20260107T080000Z", *AFTERNOON, "STATUS:CANCELLED")
    assert days(taken(SERIES, cancelled)) == ["01-05", "01-06"]


def test_an_exception_without_its_series_is_an_entry() -> None:
    assert taken(event("RECURRENCE-ID:20260106T080000Z", *AFTERNOON)) == ["01-06 13:00 - 01-06 15:00"]


def test_an_exception_is_gone_when_a_later_revision_takes_its_time_out() -> None:
    series = event(*NINE, "RRULE:FREQ=DAILY;COUNT=3", "EXDATE:20260106T080000Z", "SEQUENCE:2")
    older = event("RECURRENCE-ID:20260106T080000Z", *AFTERNOON, "SEQUENCE:1")
    same = event("RECURRENCE-ID:20260106T080000Z", *AFTERNOON, "SEQUENCE:2")
    assert days(taken(series, older)) == ["01-05", "01-07"]
    assert days(taken(series, same)) == ["01-05", "01-06", "01-07"]


def test_the_last_revision_of_an_entry_counts() -> None:
    first = event(*NINE, "SEQUENCE:1")
    second = event(*AFTERNOON, "SEQUENCE:2")
    assert taken(first, second) == taken(second, first) == ["01-06 13:00 - 01-06 15:00"]


def test_the_last_revision_of_an_exception_counts() -> None:
    first = event("RECURRENCE-ID:20260106T080000Z", *AFTERNOON, "SEQUENCE:1")
    second = event("RECURRENCE-ID:20260106T080000Z", *AFTERNOON, "SEQUENCE:2", "STATUS:CANCELLED")
    assert days(taken(SERIES, first, second)) == days(taken(SERIES, second, first)) == ["01-05", "01-07", "01-08"]
