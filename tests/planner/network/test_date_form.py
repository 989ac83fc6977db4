from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from calendars.days import Span
from calendars.language import WrongValueError
from planner.network.fields import DateForm

EXAMPLES = ("2023-03-05", "5.3.2023", "05.03.2023", "05-03-2023", "5/3/2023", "3/5/2023", "2023/3/5", "5 3 2023")
DAYS = st.dates(date(1900, 1, 1), date(2200, 12, 31))


def said(form: DateForm, text: str) -> tuple[str, str]:
    with pytest.raises(WrongValueError) as caught:
        form.read(text)
    return caught.value.said.say("en"), caught.value.said.say("da")


@given(example=st.sampled_from(EXAMPLES), day=DAYS, padded=st.booleans())
def test_what_is_written_in_a_form_reads_as_the_same_day(example: str, day: date, *, padded: bool) -> None:
    form = DateForm.of(example)
    assert form.read(DateForm(form.order, form.separator, padded=padded).write(day)) == day


@given(example=st.sampled_from(EXAMPLES), day=DAYS)
def test_iso_form_is_understood_beside_every_other(example: str, day: date) -> None:
    assert DateForm.of(example).read(day.isoformat()) == day


@given(stated=st.sampled_from(EXAMPLES), used=st.sampled_from(EXAMPLES[1:]), day=DAYS)
def test_another_form_than_stated_is_never_guessed(stated: str, used: str, day: date) -> None:
    form, other = DateForm.of(stated), DateForm.of(used)
    assume((form.order, form.separator) != (other.order, other.separator))
    try:
        read = form.read(other.write(day))
    except WrongValueError:
        return
    assert form.separator == other.separator
    assert read == DateForm(form.order, form.separator).read(other.write(day))


@pytest.mark.parametrize("example", EXAMPLES)
def test_a_form_writes_its_own_example(example: str) -> None:
    assert DateForm.of(example).write(date(2023, 3, 5)) == example


@pytest.mark.parametrize("example", ["", "31.12.2023", "5.3.23", "5.3-2023", "2023-05-03", "d.m.y"])
def test_an_example_must_show_the_5th_of_march_2023(example: str) -> None:
    with pytest.raises(WrongValueError) as caught:
        DateForm.of(example)
    assert caught.value.said.say("en") == (
        f"'{example}' does not show how 5 March 2023 is written, such as 2023-03-05, 5.3.2023 or 05/03/2023"
    )


def test_ambiguous_dates_are_refused_with_their_readings_and_the_form_of_the_table() -> None:
    assert said(DateForm(), "9.10.2020") == (
        (
            "'9.10.2020' can be read in several ways; write 2020-10-09 (9 October 2020) or 2020-09-10 (10 September"
            ' 2020), or dates = "5.3.2023" under [tables] if the table is written so'
        ),
        (
            "'9.10.2020' kan læses på flere måder; skriv 2020-10-09 (9. oktober 2020) eller 2020-09-10 (10. september"
            ' 2020), eller dates = "5.3.2023" under [tables], hvis tabellen er skrevet sådan'
        ),
    )


@pytest.mark.parametrize(
    ("text", "form"), [("09-10-2020", "05-03-2023"), ("5/5/2020", "5/3/2023"), ("3/25/2020", "3/5/2023")]
)
def test_the_form_that_is_proposed_reads_the_text(text: str, form: str) -> None:
    assert f'dates = "{form}"' in said(DateForm(), text)[0]
    assert DateForm.of(form).read(text).year == 2020


def test_a_date_in_another_form_is_refused_with_what_to_write() -> None:
    assert said(DateForm.of("5.3.2023"), "14/3/2023") == (
        (
            "'14/3/2023' is not in the form stated for dates; write 14.3.2023, or dates = \"5/3/2023\" under [tables]"
            " if the table is written so"
        ),
        (
            "'14/3/2023' er ikke i den form, der er angivet for datoer; skriv 14.3.2023, eller dates = \"5/3/2023\""
            " under [tables], hvis tabellen er skrevet sådan"
        ),
    )


@pytest.mark.parametrize("text", ["2023-02-29", "2023-13-01", "31-02-2023"])
def test_days_that_do_not_exist_are_told(text: str) -> None:
    assert said(DateForm.of("05-03-2023"), text) == (f"there is no day '{text}'", f"der er ingen dag '{text}'")


def test_short_years_are_told() -> None:
    assert said(DateForm.of("5.3.2023"), "14.3.23") == (
        "the year of '14.3.23' needs four digits, as in 5.3.2023",
        "årstallet i '14.3.23' skal have fire cifre, som i 5.3.2023",
    )


@pytest.mark.parametrize("text", ["soon", "2023-03-05 10:00:00", "5.3", "٢٠٢٣-03-05"])
def test_what_is_no_date_is_told_with_the_form(text: str) -> None:
    assert said(DateForm.of("5.3.2023"), text) == (
        f"'{text}' is not a date; dates are written like 5.3.2023 here",
        f"'{text}' er ikke en dato; datoer skrives her som 5.3.2023",
    )


def test_a_leap_day_is_a_day() -> None:
    assert DateForm.of("5.3.2023").read("29.2.2024") == date(2024, 2, 29)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("46448", date(2027, 3, 2)),
        ("46083", date(2026, 3, 2)),
        ("44927", date(2023, 1, 1)),
        ("2027-03-09 00:00:00", date(2027, 3, 9)),
        ("2027-03-09T00:00:00.000", date(2027, 3, 9)),
        ("9.3.2027 0:00", date(2027, 3, 9)),
        ("9.3.2027 00.00", date(2027, 3, 9)),
    ],
)
def test_dates_as_spreadsheets_save_them_are_the_days_they_mean(text: str, day: date) -> None:
    assert DateForm.of("5.3.2023").read(text) == day


@pytest.mark.parametrize("text", ["2027-03-09 10:00:00", "464480", "12345"])
def test_what_may_mean_something_else_is_no_date(text: str) -> None:
    with pytest.raises(WrongValueError) as caught:
        DateForm().read(text)
    assert caught.value.said.message.key == "fields.not_a_date"


@pytest.mark.parametrize("text", [
    "2. marts 2027", "2 March 2027", "2. mar. 2027", "02. MARTS 2027", "tirsdag den 2. marts 2027",
    "Tuesday, 2 March, 2027", "tirsdag 2. marts 2027",
])  # fmt: skip
@pytest.mark.parametrize("form", ["2023-03-05", "5.3.2023", "03/05/2023"])
def test_a_date_in_words_is_read_whatever_the_form(text: str, form: str) -> None:
    assert DateForm.of(form).read(text) == date(2027, 3, 2)


@pytest.mark.parametrize("text", [
    "31. juni 2027", "2. ju 2027", "2. jux 2027", "mandag den 2. marts 2027", "2. marts 27", "2. marts", "marts 2027",
    "den 2. marts 2027 kl. 9", "2. m 2027",
])  # fmt: skip
def test_what_is_no_date_in_words_is_refused(text: str) -> None:
    with pytest.raises(WrongValueError) as caught:
        DateForm().read(text)
    assert caught.value.said.message.key == "fields.not_a_date"


@pytest.mark.parametrize("form", ["2023-03-05", "5.3.2023", "3/5/2023", "5-3-2023"])
def test_day_and_month_with_a_slash_and_the_year_after_a_hyphen_are_read_in_every_form(form: str) -> None:
    assert DateForm.of(form).read("4/9-2026") == date(2026, 9, 4)
    assert DateForm.of(form).days("4/9-2026 til 5/9-2026").spans == (Span(date(2026, 9, 4), date(2026, 9, 5)),)
    with pytest.raises(WrongValueError):
        DateForm.of(form).read("9/24-2026")
