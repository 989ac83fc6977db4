import re
from datetime import date

import pytest

from calendars.days import EasterDay
from calendars.language import WrongValueError
from planner.network.fields import to_yearly


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("08-11", date(2023, 8, 11)),
        ("02-29", date(2023, 2, 28)),
        ("last saturday of june", date(2023, 6, 24)),
        ("Sidste  lørdag i juni", date(2023, 6, 24)),
        ("third tuesday of november", date(2023, 11, 21)),
        ("tredje tirsdag i november", date(2023, 11, 21)),
        ("første mandag i maj", date(2023, 5, 1)),
        ("fourth sunday of december", date(2023, 12, 24)),
        ("easter", date(2023, 4, 9)),
        ("easter - 8", date(2023, 4, 1)),
        ("påske +39", date(2023, 5, 18)),
    ],
)
def test_days_of_the_year_are_understood_in_both_languages(text: str, day: date) -> None:
    assert to_yearly(text).in_year(2023) == day


def test_a_day_that_is_understood_already_stays() -> None:
    assert to_yearly(EasterDay(1)) == EasterDay(1)


@pytest.mark.parametrize("text", ["", "8-11", "fifth monday of may", "last juni of saturday", "easter 8", "soon", 5])
def test_other_texts_are_refused(text: object) -> None:
    with pytest.raises(WrongValueError, match="a day of the year was expected"):
        to_yearly(text)


@pytest.mark.parametrize("text", ["13-01", "02-30", "00-10", "easter + 300"])
def test_days_that_no_year_has_are_refused(text: str) -> None:
    with pytest.raises(WrongValueError, match=f'no year has the day "{re.escape(text)}"'):
        to_yearly(text)
