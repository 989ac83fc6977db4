"""Danish and English: exact texts."""

import string
from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars.language import LOCALES, BoundMessage, Locale, WrongValueError, say_value
from tests.calendars.strategies import days
from tests.messages import message

DAY = date(2022, 6, 2)


@pytest.mark.parametrize(
    ("form", "danish", "english"),
    [
        ("", "torsdag den 2. juni 2022", "Thursday 2 June 2022"),
        ("short", "tors. 2. jun. 2022", "Thu 2 Jun 2022"),
        ("date", "2. juni 2022", "2 June 2022"),
        ("monthday", "2. juni", "2 June"),
    ],
)
def test_dates_are_said_in_each_form(form: str, danish: str, english: str) -> None:
    assert (say_value(DAY, "da", form), say_value(DAY, "en", form)) == (danish, english)


def test_a_form_of_date_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(KeyError, match="shrt"):
        message(en="on {day:shrt}", da="den {day:shrt}").say("en", day=DAY)


@pytest.mark.parametrize(
    ("value", "danish", "english"),
    [
        (0, "0", "0"),
        (-1_200, "-1.200", "-1,200"),
        (1_234_567, "1.234.567", "1,234,567"),
        (0.5, "0,5", "0.5"),
        (1_234.5, "1.234,5", "1,234.5"),
        ("2022", "2022", "2022"),
        (time(9, 5), "09.05", "09:05"),
        (datetime(2022, 6, 2, 15, 30, tzinfo=UTC), "15.30", "15:30"),
        ([], "", ""),
        (["Ribe"], "Ribe", "Ribe"),
        (["Ribe", "Hobro"], "Ribe og Hobro", "Ribe and Hobro"),
        (("Ribe", "Hobro", "Åbo"), "Ribe, Hobro og Åbo", "Ribe, Hobro and Åbo"),
        ({"c", "b", "a"}, "a, b og c", "a, b and c"),
        ([1_000, 2], "1.000 og 2", "1,000 and 2"),
        (message(en="room", da="lokale"), "lokale", "room"),
        (BoundMessage(message(en="{n} rooms", da="{n} lokaler"), {"n": 2}), "2 lokaler", "2 rooms"),
        (None, "None", "None"),
    ],
)
def test_values_are_said_in_the_form_of_the_language(value: object, danish: str, english: str) -> None:
    assert (say_value(value, "da"), say_value(value, "en")) == (danish, english)


def test_a_list_of_dates_keeps_their_form() -> None:
    assert say_value([DAY, date(2022, 6, 8)], "da", "monthday") == "2. juni og 8. juni"


@pytest.mark.parametrize(
    ("n", "danish", "english"),
    [
        (0, "0 medlemmer er optaget", "0 members are busy"),
        (1, "1 medlem er optaget", "1 member is busy"),
        (2, "2 medlemmer er optaget", "2 members are busy"),
        (101, "101 medlemmer er optaget", "101 members are busy"),
        (1_200, "1.200 medlemmer er optaget", "1,200 members are busy"),
    ],
)
def test_the_word_fits_the_number(n: int, danish: str, english: str) -> None:
    busy = message(en="{n} {n:member is|members are} busy", da="{n} {n:medlem er|medlemmer er} optaget")
    assert (busy.say("da", n=n), busy.say("en", n=n)) == (danish, english)


@given(st.integers(0, 10**9))
def test_only_one_is_singular(n: int) -> None:
    words = message(en="{n:day|days}", da="{n:dag|dage}")
    assert (words.say("en", n=n), words.say("da", n=n)) == (("day", "dag") if n == 1 else ("days", "dage"))


@given(st.integers(-(10**12), 10**12), st.sampled_from(LOCALES))
def test_every_digit_of_a_number_is_said(n: int, locale: Locale) -> None:
    said = say_value(n, locale)
    assert int("".join(sign for sign in said if sign in string.digits + "-")) == n


@given(days)
def test_short_and_long_dates_name_the_same_day(day: date) -> None:
    assert say_value(day, "en", "date") == f"{day.day} {day:%B} {day.year}"
    assert say_value(day, "en") == f"{day:%A} {say_value(day, 'en', 'date')}"
    assert say_value(day, "da").endswith(f"dag den {say_value(day, 'da', 'date')}")


@given(st.text(), st.sampled_from(LOCALES))
def test_what_people_write_is_said_unchanged(text: str, locale: Locale) -> None:
    assert message(en="<{text}>", da="<{text}>").say(locale, text=text) == f"<{text}>"


def test_a_sentence_needs_all_its_values() -> None:
    with pytest.raises(KeyError, match="venue"):
        message(en="at {venue}", da="i {venue}").say("da")


def test_a_wrong_value_is_explained_in_both_languages() -> None:
    error = WrongValueError(BoundMessage(message(en="not {n}", da="ikke {n}"), {"n": 1_000}))
    assert str(error) == "not 1,000"
    assert error.said.say("da") == "ikke 1.000"
