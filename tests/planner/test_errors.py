import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars.language import BoundMessage, WrongValueError
from planner.errors import (
    DID_YOU_MEAN,
    NO_HINT,
    InputError,
    InputErrors,
    hint,
    rejected_value,
    system_locale,
)
from tests.messages import message

WRONG = BoundMessage(message(en="wrong: {found}", da="forkert: {found}"), {"found": "x"})


def test_an_error_of_a_table_names_file_line_and_column() -> None:
    error = InputError("members.csv", WRONG, (15, "municipality"), 17, "x")
    assert error.say("en") == "members.csv:17 municipality: wrong: x"
    assert error.say("da") == "members.csv:17 municipality: forkert: x"


def test_an_error_of_the_settings_names_the_key_and_counts_lists_from_one() -> None:
    error = InputError("network.toml", WRONG, ("rounds", 1, "breakouts", "share"), 40)
    assert error.place == "rounds[2].breakouts.share"


def test_an_error_of_a_whole_file_or_row_has_no_place() -> None:
    assert InputError("members.csv", WRONG).say("en") == "members.csv: wrong: x"
    assert InputError("members.csv", WRONG, (3,), 5).say("en") == "members.csv:5: wrong: x"


def test_errors_come_by_file_then_line_then_place() -> None:
    lines = [("b.csv", 2, (0, "x")), ("a.csv", 10, (8, "z")), ("a.csv", 9, (7, "y")), ("a.csv", 9, (7, "x"))]
    errors = InputErrors([InputError(file, WRONG, path, line) for file, line, path in lines], "en")
    assert [(error.file, error.line, error.place) for error in errors.errors] == [
        ("a.csv", 9, "x"), ("a.csv", 9, "y"), ("a.csv", 10, "z"), ("b.csv", 2, "x")
    ]  # fmt: skip


def test_what_is_wrong_with_a_whole_file_comes_first() -> None:
    errors = InputErrors([InputError("a.csv", WRONG, (0, "x"), 2), InputError("b.csv", WRONG)], "en")
    assert [error.file for error in errors.errors] == ["b.csv", "a.csv"]


def test_rows_with_the_same_mistake_are_one_error_that_counts_them() -> None:
    same = [InputError("a.csv", WRONG, (row, "x"), row + 2, "v") for row in range(1201)]
    others = [InputError("a.csv", WRONG, (3, "y"), 5, "v"), InputError("a.csv", WRONG, (4, "x"), 6, "w")]
    errors = InputErrors([*same, *others], "en")
    assert str(errors).splitlines() == [
        "a.csv:2 x: wrong: x (and 1,200 more rows)", "a.csv:5 y: wrong: x", "a.csv:6 x: wrong: x"
    ]  # fmt: skip
    assert errors.errors[0].say("da") == "a.csv:2 x: forkert: x (og 1.200 rækker til)"


def test_keys_of_the_settings_are_each_told() -> None:
    same = [InputError("network.toml", WRONG, ("rounds", n, "title"), n, "v") for n in range(2)]
    assert len(InputErrors(same, "en").errors) == 2


def test_the_text_of_all_errors_is_one_sentence_a_line_in_their_language() -> None:
    errors = InputErrors([InputError("a.csv", WRONG), InputError("b.csv", WRONG)], "da")
    assert str(errors) == "a.csv: forkert: x\nb.csv: forkert: x"


@pytest.mark.parametrize(
    ("variables", "locale"),
    [
        ({"LANG": "da_DK.UTF-8"}, "da"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "da_DK.UTF-8", "LC_ALL": "en_GB.UTF-8"}, "en"),
        ({"LC_MESSAGES": "da_DK"}, "da"),
        ({}, "en"),
    ],
)
def test_the_system_says_danish_or_it_is_english(
    variables: dict[str, str], locale: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert system_locale() == locale


def test_a_refused_value_carries_its_reason_in_both_languages() -> None:
    error = rejected_value(WRONG.message, found="y")
    assert isinstance(error, WrongValueError)
    assert (str(error), error.said.say("da")) == ("wrong: y", "forkert: y")


@given(st.integers(1, 300))
def test_the_first_errors_are_told_and_of_the_others_how_many(number: int) -> None:
    wrong = [InputError("network.toml", WRONG, (f"key{n}",), n + 1, str(n)) for n in range(number)]
    found = InputErrors(reversed(wrong), "en")
    assert found.errors == tuple(wrong[:100])
    assert found.more == max(number - 100, 0)
    more = {0: [], 1: ["... and 1 more error"]}.get(found.more, [f"... and {found.more} more errors"])
    assert str(found).splitlines() == [error.say("en") for error in found.errors] + more


NUMBERS = {"0851": "Aalborg", "0813": "Frederikshavn", "0810": "Brønderslev", "0860": "Hjørring", "0607": "Fredericia"}


@pytest.mark.parametrize(
    ("found", "meant"),
    [("0815", "0851"), ("0806", "0860"), ("0670", "0607"), ("0862", "0860"), ("08603", "0860"), ("08513", None),
     ("0812", None), ("0999", None), ("2023-1", None), ("Hjøring", "0860")],
)  # fmt: skip
def test_a_number_is_suggested_only_if_it_is_plainly_the_one_that_was_meant(found: str, meant: str | None) -> None:
    said = hint(found, NUMBERS)
    assert said == (NO_HINT if meant is None else BoundMessage(DID_YOU_MEAN, {"name": f"{meant} ({NUMBERS[meant]})"}))


def test_names_with_other_numbers_are_not_suggested() -> None:
    assert hint("kl-9", ["kl-1", "kl-2"]) == NO_HINT
    assert hint("2023-3/nord", ["2023-1/nord", "2023-2/nord"]) == NO_HINT
    assert hint("2023-1/nrod", ["2023-1/nord", "2023-2/nord"]).values == {"name": "2023-1/nord"}
