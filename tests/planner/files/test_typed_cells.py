"""What people type into a row, and how the table keeps it."""

from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars.language import WrongValueError
from planner.files.cells import CellForms, forms_of, typed_clock, typed_day, typed_number, typed_row, typed_whole
from planner.network.settings import TableForms
from planner.network.tables import APPLICATIONS, BUSY, MUNICIPALITIES, ROOMS

DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))
FORMS = CellForms.of(TableForms(), "da")


@pytest.mark.parametrize(
    "text",
    ["24-09-2026", "24.9.2026", "24/9-2026", "24. 9. 2026", "24/09/2026", "24 9 2026", "2026-09-24",
     "24. september 2026", " 24.09.2026 ", "torsdag den 24. sep. 2026"],
)  # fmt: skip
def test_a_dane_types_a_day_in_many_ways(text: str) -> None:
    assert typed_day(text, "da") == date(2026, 9, 24)


@given(DAYS, st.sampled_from("-./ "), st.booleans())
def test_the_day_comes_before_the_month_in_danish(day: date, sign: str, padded: bool) -> None:  # noqa: FBT001
    width = 2 if padded else 1
    assert typed_day(f"{day.day:0{width}}{sign}{day.month:0{width}}{sign}{day.year}", "da") == day


@pytest.mark.parametrize("text", ["24.9.26", "31.2.2026", "9.2026", "soon", "2026-24-09", "1.2.2026-3"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(WrongValueError):
        typed_day(text, "da")


def test_in_english_a_day_that_may_be_two_is_refused() -> None:
    assert typed_day("24/9/2026", "en") == date(2026, 9, 24)
    assert typed_day("9/24/2026", "en") == date(2026, 9, 24)
    with pytest.raises(WrongValueError):
        typed_day("5/9/2026", "en")


@pytest.mark.parametrize(
    ("text", "meant"),
    [("9.30", time(9, 30)), ("9:30", time(9, 30)), ("kl. 9", time(9)), ("kl 9.30", time(9, 30)), ("9", time(9)),
     ("Kl. 14:05", time(14, 5)), ("klokken 0", time())],
)  # fmt: skip
def test_a_clock_time_is_typed_in_many_ways(text: str, meant: time) -> None:
    assert typed_clock(text) == meant


@pytest.mark.parametrize("text", ["25", "kl. 24", "kl.", "halv ti", "9.5", "kl. 9.60"])
def test_what_is_no_clock_time_is_refused(text: str) -> None:
    with pytest.raises(WrongValueError):
        typed_clock(text)


@pytest.mark.parametrize(("text", "language", "meant"), [("1.200", "da", 1200), ("12 000", "da", 12000),
    ("1.200,00", "da", 1200), ("1,200", "en", 1200), ("12", "en", 12), ("1200,0", "da", 1200)])  # fmt: skip
def test_whole_numbers_may_have_signs_between_thousands(text: str, language: str, meant: int) -> None:
    assert typed_whole(text, "da" if language == "da" else "en") == meant


@pytest.mark.parametrize(("text", "language"), [("1,200", "da"), ("1.200", "en"), ("12.00.0", "da"), ("1,5", "da")])
def test_a_sign_of_the_other_language_is_not_taken_for_one_between_thousands(text: str, language: str) -> None:
    with pytest.raises(WrongValueError):
        typed_whole(text, "da" if language == "da" else "en")


@pytest.mark.parametrize(("text", "meant"), [("57,05", 57.05), ("57.05", 57.05), ("1.200,5", 1200.5),
    ("1,200.5", 1200.5), ("57.048", 57.048), ("-7", -7.0)])  # fmt: skip
def test_numbers_have_a_comma_or_a_period(text: str, meant: float) -> None:
    assert typed_number(text) == meant


def test_a_row_is_kept_in_the_form_of_its_table() -> None:
    header = ["person", "Første dag", "last_day", "fra", "to", "reason"]
    typed = ["a1", "24.9.2026", "25/9-2026", "kl. 9", "9.30", "1.200"]
    assert typed_row(BUSY, header, typed, (), FORMS, "da") == (
        "a1", "2026-09-24", "2026-09-25", "09:00", "09:30", "1.200",
    )  # fmt: skip
    periods = CellForms.of(TableForms(dates="5.3.2023", decimal="."), "da")
    assert typed_row(BUSY, header, typed, (), periods, "da")[1:3] == ("24.9.2026", "25.9.2026")
    assert typed_row(MUNICIPALITIES, ["id", "lat", "lon"], ["0851", "57,048", "9"], (), periods, "da") == (
        "0851", "57.048", "9",
    )  # fmt: skip
    assert typed_row(MUNICIPALITIES, ["id", "lat"], ["0851", "57.048"], (), FORMS, "da")[1] == "57,048"
    assert typed_row(ROOMS, ["venue", "id", "rate"], ["akkc", "1.200", "1.200"], (), FORMS, "da") == (
        "akkc", "1.200", "1200",
    )  # fmt: skip


def test_days_in_lists_and_moments_are_kept_in_the_form_of_the_table() -> None:
    header = ["municipality", "received", "days"]
    typed = ["0851", "24.9.2026 kl. 13.42", "24.9.2026 til 30.9.2026, fredag, 1/10-2026"]
    assert typed_row(APPLICATIONS, header, typed, (), FORMS, "da")[1:] == (
        "2026-09-24 13.42", "2026-09-24 til 2026-09-30, fredag, 2026-10-01",
    )  # fmt: skip


def test_what_is_not_changed_or_cannot_be_read_stays() -> None:
    header, before = ["person", "first_day", "from", "to"], ["a1", "5.3.2023", "9.30", "10:00"]
    assert typed_row(BUSY, header, ["a1", "5.3.2023", "9.30", "soon"], before, FORMS, "da") == (
        "a1", "5.3.2023", "9.30", "soon",
    )  # fmt: skip


def test_the_form_of_tables_is_found_in_settings_that_are_otherwise_wrong() -> None:
    found = forms_of(b'locale = "da"\nfirst_day = "soon"\n[tables]\ndates = "05-03-2023"\n')
    assert (found.dates.write(date(2026, 9, 24)), found.decimal) == ("24-09-2026", ",")
    assert forms_of(b"locale = [").dates.write(date(2026, 9, 24)) == "2026-09-24"
    assert forms_of(b'locale = "en"\n[tables]\ndates = 7\n').decimal == "."
