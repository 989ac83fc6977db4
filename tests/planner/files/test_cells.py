from datetime import date, time
from typing import Annotated, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field

from calendars.language import WrongValueError
from planner.files.cells import CellForms, Reader, clock, read_columns, reader_of, whole_number, yes_or_no
from planner.files.text import read_csv
from planner.network.settings import TableForms
from planner.network.tables import MEMBERS
from tests.messages import Told, as_told, told, told_at

DANISH = CellForms.of(TableForms(), "da")
ENGLISH = CellForms.of(TableForms(), "en")


def said(read: Reader, text: str) -> Told:
    with pytest.raises(WrongValueError) as caught:
        read(text)
    return as_told(caught.value.said)


@given(st.decimals(-1000, 1000, places=4))
def test_decimal_numbers_read_with_the_stated_sign(number: object) -> None:
    text = f"{number:f}"
    assert ENGLISH.decimal_number(text) == float(text)
    assert DANISH.decimal_number(text.replace(".", ",")) == float(text)


def test_the_sign_is_that_of_the_language_unless_stated() -> None:
    assert (DANISH.decimal, ENGLISH.decimal) == (",", ".")
    assert CellForms.of(TableForms(decimal="."), "da").decimal == "."


def test_the_other_sign_is_refused_with_what_to_write() -> None:
    assert said(DANISH.decimal_number, "57.05") == told("cells.other_sign", found="57.05", example="57,05")
    assert said(ENGLISH.decimal_number, "57,05") == told("cells.other_sign", found="57,05", example="57.05")


@pytest.mark.parametrize("text", ["57,0,5", "1.234,5", "N 57", "1e3", "nan", ","])
def test_what_is_no_number_is_refused(text: str) -> None:
    assert said(DANISH.decimal_number, text) == told("cells.number", found=text, example="55,67")


@given(st.integers(-(10**14), 10**14))
def test_whole_numbers_read_as_written(number: int) -> None:
    assert whole_number(str(number)) == number


@pytest.mark.parametrize("text", ["1.200", "12 000", "1e3", "twelve", "9" * 16, "٣"])
def test_whole_numbers_have_no_separators(text: str) -> None:
    assert said(whole_number, text) == told("cells.whole", found=text)


@pytest.mark.parametrize(("text", "rounded"), [("1,0", 1), ("12.50", 12), ("1199,95", 1200), ("-0,7", -1)])
def test_numbers_with_decimals_are_told_as_whole_ones(text: str, rounded: int) -> None:
    assert said(whole_number, text) == told("cells.decimals", found=text, rounded=str(rounded))


def test_the_end_of_the_day_has_advice_of_its_own() -> None:
    assert said(clock, "24:00") == told("fields.midnight", found="24:00")


@pytest.mark.parametrize("text", ["9:05", "09:05", "9.05", "09.05", "09:05:00"])
def test_clock_times_have_colon_or_point(text: str) -> None:
    assert clock(text) == time(9, 5)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("9:05 AM", time(9, 5)), ("9.05 p.m.", time(21, 5)), ("12:05:00 AM", time(0, 5)), ("12:30 PM", time(12, 30)),
        ("kl. 9.30", time(9, 30)), ("Kl 9", time(9)), ("klokken 14:05", time(14, 5)),
        ("0,354166666666667", time(8, 30)), ("0.354167", time(8, 30)), ("0,5", time(12)), ("0.25", time(0, 25)),
    ],
)  # fmt: skip
def test_clock_times_as_spreadsheets_and_people_write_them(text: str, expected: time) -> None:
    assert clock(text) == expected


@pytest.mark.parametrize("text", ["13:00 PM", "0:30 AM", "1,5", "24:01", "9:60", "9", "0905", "9:5", "noon"])
def test_what_is_no_clock_time_is_refused(text: str) -> None:
    assert said(clock, text) == told("cells.clock", found=text)


@pytest.mark.parametrize(("text", "meant"), [("ja", True), ("Yes", True), ("nej", False), ("FALSE", False)])
def test_yes_and_no_are_read_in_both_languages(text: str, meant: bool) -> None:  # noqa: FBT001
    assert reader_of(bool, None)(text) is meant


def test_what_is_neither_yes_nor_no_is_refused() -> None:
    assert said(yes_or_no, "måske") == told("cells.yes_or_no", found="måske")


def test_cells_are_read_by_the_type_of_their_column() -> None:
    limited = Annotated[int | None, Field(ge=0)]
    assert reader_of(limited, DANISH)("12") == 12
    assert reader_of(date | None, DANISH)("2023-03-05") == date(2023, 3, 5)
    assert reader_of(Annotated[float, Field(ge=0)], DANISH)("1,5") == 1.5
    assert reader_of(time, DANISH)("10.00") == time(10)
    assert reader_of(str, DANISH)("0851") == "0851"


@pytest.mark.parametrize(("text", "meant"), [("joint", "joint"), ("Fælles", "joint"), ("u-shape", "u_shape"),
    ("hestesko", "u_shape"), ("begge", "begge"), ("kun", "kun")])  # fmt: skip
def test_options_are_read_in_both_languages_and_others_left_to_be_told(text: str, meant: str) -> None:
    assert reader_of(Literal["joint", "regional", "u_shape"] | None, DANISH)(text) == meant


def test_without_forms_dates_and_decimals_stay_text() -> None:
    assert [reader_of(kind, None)("2023-03-05") for kind in (date, float)] == ["2023-03-05"] * 2


@pytest.mark.parametrize(
    ("cell", "key"),
    [("#N/A", "cells.formula_error"), ("#I/T", "cells.formula_error"), ("#VÆRDI!", "cells.formula_error"),
     ("#ref!", "cells.formula_error"), ("######", "cells.too_narrow")],
)  # fmt: skip
def test_what_a_spreadsheet_writes_for_a_missing_value_is_refused_in_every_column(cell: str, key: str) -> None:
    text = read_csv(f"id;municipality;role\na1;{cell};x\na2;b;{cell}\n", "members.csv")
    errors = [error for column in read_columns(MEMBERS, text, DANISH, ()) for error in column.errors(MEMBERS, text)]
    assert [as_told(error) for error in errors] == [
        told_at("members.csv:2 municipality", key, found=cell),
        told_at("members.csv:3 role", key, found=cell),
    ]


def test_a_name_with_a_hash_is_a_name() -> None:
    text = read_csv("id;municipality;role\na1;b;#1\n", "members.csv")
    assert [error for column in read_columns(MEMBERS, text, DANISH, ()) for error in column.errors(MEMBERS, text)] == []
