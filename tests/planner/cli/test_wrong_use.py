"""Wrong use: exit code 2, one sentence in the reader's language, nothing on stdout."""

from datetime import date
from pathlib import Path

import click
import pytest

from calendars.language import Message
from planner.cli.base.command import Day, WrongUse, explain
from planner.cli.program import run

CASES = [
    (["sole"], "there is no command sole; did you mean solve?", "kommandoen sole findes ikke; mente du solve?"),
    (["zzz"], "there is no command zzz.", "kommandoen zzz findes ikke."),
    (
        ["solve", "--secs", "3"],
        "there is no option --secs; did you mean --seconds?",
        "tilvalget --secs findes ikke; mente du --seconds?",
    ),
    (["solve", "--seconds"], "--seconds needs a value.", "--seconds skal have en værdi."),
    (["solve", "--profile=1"], "--profile takes no value.", "--profile må ikke have en værdi."),
    (
        ["solve", "--seconds", "0"],
        "--seconds must be a number of seconds above 0, not 0.",
        "--seconds skal være et antal sekunder over 0, ikke 0.",
    ),
    (
        ["solve", "--seconds", "inf"],
        "--seconds must be a number of seconds above 0, not inf.",
        "--seconds skal være et antal sekunder over 0, ikke inf.",
    ),
    (
        ["solve", "--workers", "two"],
        "--workers must be a whole number of at least 1, not two.",
        "--workers skal være et helt tal på mindst 1, ikke two.",
    ),
    (
        ["solve", "--memory", "1073741825"],
        "--memory must be a whole number from 64 to 1,073,741,824, not 1073741825.",
        "--memory skal være et helt tal fra 64 til 1.073.741.824, ikke 1073741825.",
    ),
    (
        ["solve", "--format", "xml"],
        "--format must be one of table, json, jsonl, not xml.",
        "--format skal være en af table, json, jsonl, ikke xml.",
    ),
    (["check"], "FOLDER is missing.", "MAPPE mangler."),
    (["check", "a"], "FILE is missing.", "FIL mangler."),
    (["schema", "a", "b"], "a b is more than this command takes.", "kommandoen forstår ikke a b."),
    (
        ["solve", "a", "--example", "ledernetvaerk"],
        "give a folder or --example, not both.",
        "angiv en mappe eller --example, ikke begge.",
    ),
    (
        ["solve", "--out", "none/plan.json"],
        "none/plan.json cannot be written: there is no such folder.",
        "none/plan.json kan ikke skrives: mappen findes ikke.",
    ),
    (["solve", "--picture", "."], ". is a folder.", ". er en mappe."),
]


@pytest.fixture
def in_empty_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> pytest.CaptureFixture[str]:
    monkeypatch.chdir(tmp_path)
    return capsys


@pytest.mark.parametrize(
    ("locale", "arguments", "expected"),
    [("en_GB", arguments, f"Error: {english}") for arguments, english, _ in CASES]
    + [("da_DK", arguments, f"Fejl: {danish}") for arguments, _, danish in CASES],
)
def test_what_is_wrong_is_said(
    locale: str, arguments: list[str], expected: str, in_empty_folder: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setenv("LC_ALL", locale)
    assert run(arguments) == 2
    written = in_empty_folder.readouterr()
    assert written.out == ""
    assert written.err.splitlines()[0] == expected
    assert "--help" in written.err.splitlines()[1]


def test_no_command_at_all_shows_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([]) == 2
    written = capsys.readouterr()
    assert written.out == ""
    assert "solve" in written.err


def test_an_error_of_ours_is_said_to_be_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(**_values: object) -> int:
        message = "out of order"
        raise RuntimeError(message)

    monkeypatch.setenv("LC_ALL", "da_DK")
    monkeypatch.setattr("planner.cli.actions.starting.run_schema", broken)
    assert run(["schema"]) == 70
    written = capsys.readouterr().err
    assert "RuntimeError: out of order" in written
    assert written.endswith("Det er en fejl i programmet, ikke i dine filer. Indberet gerne linjerne ovenfor.\n")


def test_ctrl_c_before_the_work_ends_with_130(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(**_values: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setenv("LC_ALL", "en_GB")
    monkeypatch.setattr("planner.cli.actions.starting.run_schema", interrupted)
    assert run(["schema"]) == 130
    assert capsys.readouterr().err.endswith("Stopped.\n")


@pytest.mark.parametrize("day", ["24-09-2026", "24.9.2026", "24/9-2026", "2026-09-24"])
def test_days_are_taken_as_people_type_them(day: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "da_DK.UTF-8")
    assert Day().convert(day, None, None) == date(2026, 9, 24)


@pytest.mark.parametrize("error", [WrongUse(Message("a", "This is so")), WrongUse(Message("b", "This is so.")),
                                   click.ClickException("This is so.")])  # fmt: skip
def test_an_error_ends_with_one_full_stop(error: click.ClickException) -> None:
    assert explain(error, "en") == "Error: This is so."
