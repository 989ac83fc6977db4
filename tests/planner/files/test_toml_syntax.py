import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars.language import Message
from planner.errors import InputError
from planner.files import toml
from planner.files.toml import read_toml


def error_of(text: str) -> InputError:
    found = read_toml(text, "network.toml")
    assert isinstance(found, InputError)
    return found


def test_what_is_right_is_read() -> None:
    assert read_toml('name = "x"\n[meetings]\ndays = 2\n', "network.toml") == {"name": "x", "meetings": {"days": 2}}


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ("name = Ledernetværk", toml.VALUE),
        ("name = “Ledernetværk”", toml.VALUE),
        ("speed = 70,5", toml.LEFT_OVER),
        ("day = 5.3.2023", toml.NOT_A_DAY),
        ("hour = 10:00", toml.LEFT_OVER),
        ("day = 2023-02-30", toml.NOT_A_DAY),
        ("day = 2021-13-01", toml.NOT_A_DAY),
        ("window = [2023-01-16, 16-06-2023]", toml.NOT_A_DAY),
        ("day = 05/03/2023", toml.NOT_A_DAY),
        ("hour = 25:00:00", toml.LEFT_OVER),
        ("moment = 2023-02-30T10:00:00", toml.NO_SUCH_TIME),
        ("a = 1", toml.TWICE),
        ("[meetings]\nb = 1\n[meetings]", toml.TWICE),
        ("x = { b = 1, b = 2 }", toml.TWICE),
        ("[meetings", toml.BRACKET),
        ("[[rounds]\n", toml.BRACKET),
        ('x = "abc', toml.QUOTE),
        ("just words", toml.KEY),
        ("åben = 1", toml.KEY),
        ("x = { b = 1,\n c = 2 }", toml.KEY),
        ('path = "C:\\mappe"', toml.BACKSLASH),
    ],
)
def test_writing_that_is_wrong_is_told_on_its_line(wrong: str, sentence: Message) -> None:
    error = error_of(f"a = 2\n{wrong}")
    assert error.said.message == sentence
    assert error.line == 2 + wrong.count("\n") * (sentence is toml.TWICE)


def test_the_sentences_say_what_to_write() -> None:
    assert (error_of("a = x").say("en"), error_of("a = x").say("da")) == (
        (
            'network.toml:1: a value was expected: text in straight quotes ("..."), a number with a point (70.5), a'
            " date (2023-03-05), true or false; or a bracket further up is not closed"
        ),
        (
            'network.toml:1: her ventes en værdi: tekst i lige anførselstegn ("..."), et tal med punktum (70.5), en'
            " dato (2023-03-05), true eller false; eller en parentes længere oppe er ikke lukket"
        ),
    )


def test_a_day_that_is_none_is_told_as_it_stands() -> None:
    error = error_of("first_day = 2021-13-01")
    assert error.found == "2021-13-01"
    assert (error.say("en"), error.say("da")) == (
        "network.toml:1: 2021-13-01 is not a day; dates are written 2023-03-05 (year, month, day)",
        "network.toml:1: 2021-13-01 er ikke en dag; datoer skrives 2023-03-05 (år, måned, dag)",
    )


def test_brackets_without_end_are_told() -> None:
    assert error_of("x = " + "[" * 100_000).said.message in {toml.TOO_DEEP, toml.BRACKET}


@given(st.text(max_size=40))
def test_no_text_at_all_comes_without_an_answer(text: str) -> None:
    found = read_toml(text, "network.toml")
    assert isinstance(found, dict) or found.line is not None or found.said.message is toml.TOO_DEEP


@given(st.text(st.sampled_from("[]{}=\"'#.,\n\\ a1-:"), max_size=30))
def test_every_error_of_the_library_has_a_sentence_of_ours(text: str) -> None:
    found = read_toml(text, "network.toml")
    assert isinstance(found, dict) or found.said.message is not toml.UNREADABLE


NAMES = ".".join(["a"] * 50)


@pytest.mark.parametrize(
    ("text", "sentence", "line"),
    [
        (f"x = 1\n{NAMES} = 1", toml.LONG_KEY, 2),
        (f"[{NAMES}]", toml.LONG_KEY, 1),
        (f"x = {{ {NAMES} = 1 }}", toml.LONG_KEY, 1),
        (" . ".join(["a"] * 50) + " = 1", toml.LONG_KEY, 1),
        (".".join(['"a.b"', "'c'"] * 25) + " = 1", toml.LONG_KEY, 1),
        ('x = """\n"""\ny = ' + "1" * 5_000, toml.LONG_NUMBER, 3),
        ("x = [-0x" + "f" * 5_000 + "]", toml.LONG_NUMBER, 1),
        ("x = 1." + "0" * 5_000, toml.LONG_NUMBER, 1),
        ("x = [" + "1," * toml.PARTS_MAX + "]", toml.TOO_MANY_PARTS, None),
        ("x = " + "[" * 40 + "]" * 40, toml.TOO_DEEP, None),
        ("x = " + "{x = " * 40 + "1" + "}" * 40, toml.TOO_DEEP, None),
    ],
)
def test_what_would_be_expensive_to_parse_is_refused_with_its_place(
    text: str, sentence: Message, line: int | None
) -> None:
    error = error_of(text)
    assert (error.said.message, error.line) == (sentence, line)


@pytest.mark.parametrize(
    "inside", [NAMES, "[" * 100, "1" * 5_000, "1," * toml.PARTS_MAX], ids=["names", "brackets", "digits", "parts"]
)
@pytest.mark.parametrize("quotes", ['"', "'", '"""', "'''", "#"])
def test_texts_and_comments_may_have_anything_in_them(inside: str, quotes: str) -> None:
    text = f"x = 1 #{inside}" if quotes == "#" else f"x = {quotes}{inside}{quotes}"
    assert read_toml(text, "network.toml") == {"x": 1 if quotes == "#" else inside}


@pytest.mark.parametrize(
    "text",
    [
        "x = " + " " * 3_000_000 + ".", "x" * 3_000_000 + ".", '"""\\"' * 500_000, "'''a" * 500_001, "x = '" * 500_000,
        "1-" * 1_500_000, "x = " + "." * 3_000_000, "x = " + "9" * 3_000_000,
    ],
    ids=range(8),
)  # fmt: skip
def test_hostile_text_is_refused_in_time_that_grows_with_its_length(text: str) -> None:
    assert isinstance(read_toml(text, "network.toml"), InputError)  # quadratic time would be hours


@pytest.mark.parametrize("value", ["1e300", "-inf", "nan", "1_000_000_000_001"])
def test_an_immense_number_is_refused_with_its_line(value: str) -> None:
    error = error_of(f"a = 1\nx = [\n{{ y = {value} }},\n]")
    assert (error.said.message, error.path, error.line) == (toml.IMMENSE, ("x", 0, "y"), 3)
    assert read_toml("x = [1_000_000_000_000, -1e12]", "network.toml") == {"x": [10**12, -1e12]}
