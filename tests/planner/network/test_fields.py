from datetime import UTC, date, time
from fractions import Fraction

import pytest
from pydantic import TypeAdapter, ValidationError

from calendars.days import Hours, Span
from calendars.language import WrongValueError
from planner.network import tables
from planner.network.fields import ClockTime, Id, to_hours, to_share, to_window


def _aliases(table: object) -> set[str]:
    """Return the names of the columns of a table that differ from those of its attributes."""
    fields = getattr(table, "__pydantic_fields__", {}) if isinstance(table, type) else {}
    return {each.alias for each in fields.values() if each.alias}


@pytest.mark.parametrize(
    "value",
    [["2023-01-16", "2023-06-16"], (date(2023, 1, 16), date(2023, 6, 16)), Span(date(2023, 1, 16), date(2023, 6, 16))],
)
def test_a_window_is_two_days(value: object) -> None:
    assert to_window(value) == Span(date(2023, 1, 16), date(2023, 6, 16))


@pytest.mark.parametrize("value", ["2023-01-16", ["2023-01-16"], ["2023-01-16", 5], ["x", "y"], None])
def test_anything_else_is_no_window(value: object) -> None:
    with pytest.raises(WrongValueError, match="two days were expected"):
        to_window(value)


@pytest.mark.parametrize(
    "value", [["10:00", "15:30"], ["10.00", "15.30"], (time(10), time(15, 30)), Hours(time(10), time(15, 30))]
)
def test_hours_are_two_clock_times(value: object) -> None:
    assert to_hours(value) == Hours(time(10), time(15, 30))


@pytest.mark.parametrize("value", ["10:00-15:30", ["10:00"], ["10", "15"], [10, 15]])
def test_anything_else_is_no_hours(value: object) -> None:
    with pytest.raises(WrongValueError, match="two clock times were expected"):
        to_hours(value)


@pytest.mark.parametrize(
    ("value", "share"), [("1/4", (1, 4)), (0.25, (1, 4)), (0.1, (1, 10)), (1, (1, 1)), ("2/3", (2, 3))]
)
def test_a_share_is_exactly_as_written(value: object, share: tuple[int, int]) -> None:
    assert to_share(value) == Fraction(*share)


@pytest.mark.parametrize("value", [0, "5/4", -0.5, "1/0", "a quarter", float("nan"), None])
def test_anything_else_is_no_share(value: object) -> None:
    with pytest.raises(WrongValueError, match="a share above 0"):
        to_share(value)


@pytest.mark.parametrize("value", ["a", "0851", "messe-c", "KL 2", "Å", "x" * 60])
def test_ids_are_short_names(value: str) -> None:
    assert TypeAdapter(Id).validate_python(value) == value


@pytest.mark.parametrize("value", ["", " a", "a ", "a/b", "a\nb", "\t", "x" * 61])
def test_other_texts_are_no_ids(value: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Id).validate_python(value)


@pytest.mark.parametrize("value", ["10:00Z", "10:00+02:00", time(10, tzinfo=UTC)])
def test_a_time_of_a_row_has_no_offset_from_utc(value: object) -> None:
    with pytest.raises(ValidationError, match=r"10:00:00\+0[02]:00 was found where a clock time was expected"):
        TypeAdapter(ClockTime).validate_python(value)
    assert TypeAdapter(ClockTime).validate_python("10:00") == time(10)


@pytest.mark.parametrize("table", [table for table in vars(tables).values() if "from" in _aliases(table)])
def test_no_row_takes_times_with_an_offset_from_utc(table: type) -> None:
    row: TypeAdapter[object] = TypeAdapter(table)
    for times in ({"from": "10:00Z"}, {"to": "10:00+02:00"}, {"from": "08:00", "to": "10:00Z"}):
        with pytest.raises(ValidationError, match="a clock time was expected"):
            row.validate_python(times)
