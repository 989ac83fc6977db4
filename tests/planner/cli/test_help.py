"""Help in both languages, for every command and every option."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from calendars.language import LOCALES, Locale
from planner.cli.base.command import Argument, Group, LocalizedCommand, Option
from planner.cli.program import program, run
from tests.planner.cli.running import ROOT, small_network, surroundings

HEAVY = ("ortools", "highspy", "numpy", "scipy", "pydantic", "fastapi", "sqlalchemy", "rich", "babel.messages")


def commands(locale: Locale) -> Iterator[LocalizedCommand]:
    whole = program(locale)
    yield whole
    for command in whole.commands.values():
        assert isinstance(command, LocalizedCommand)
        yield command
        for part in command.commands.values() if isinstance(command, Group) else ():
            assert isinstance(part, LocalizedCommand)
            yield part


def test_every_command_says_what_it_does_in_both_languages() -> None:
    for command in commands("en"):
        assert command.says.say("en")
        assert command.says.say("en") != command.says.say("da"), command.name


def test_every_parameter_says_what_it_is_in_both_languages() -> None:
    for command in commands("en"):
        for parameter in command.params:
            assert isinstance(parameter, Option | Argument), (command.name, parameter.name)
            english, danish = parameter.says.say("en"), parameter.says.say("da")
            assert english != danish, (command.name, parameter.name)
            assert all(text.endswith(".") for text in (english, danish))


@pytest.mark.parametrize("locale", LOCALES)
def test_help_shows_every_sentence(locale: Locale) -> None:
    for command in commands(locale):
        with click.Context(command, info_name="x") as context:
            shown = "".join(command.get_help(context).split())
        said = [
            command.says.say(locale),
            *(each.help or "" for each in command.params if isinstance(each, Option | Argument)),
        ]
        assert all("".join(text.split()) in shown for text in said)


@pytest.mark.parametrize(
    ("locale", "expected"),
    [("da", ["Brug: x [TILVALG] [MAPPE]", "Argumenter:", "Tilvalg:", "Vis denne tekst, og slut."]),
     ("en", ["Usage: x [OPTIONS] [FOLDER]", "Arguments:", "Options:", "Show this text and end."])],
)  # fmt: skip
def test_the_frame_of_help_speaks_the_language_too(locale: Locale, expected: list[str]) -> None:
    solve = program(locale).commands["solve"]
    with click.Context(solve, info_name="x") as context:
        shown = solve.get_help(context)
    assert [text for text in expected if text not in shown] == []
    other = "Usage" if locale == "da" else "Brug"
    assert other not in shown


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, "Usage:"),
        ({"LANG": "da_DK.UTF-8"}, "Brug:"),
        ({"LANG": "da_DK.UTF-8", "LC_ALL": "en_GB.UTF-8"}, "Usage:"),
        ({"LANG": "C", "LC_MESSAGES": "da_DK"}, "Brug:"),
        ({"LANG": "fr_FR.UTF-8"}, "Usage:"),
    ],
)
def test_the_system_says_which_language(
    environment: dict[str, str], expected: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:  # fmt: skip
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    assert run(["--help"]) == 0
    assert capsys.readouterr().out.startswith(expected)


def test_a_folder_says_it_before_the_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    assert run(["solve", str(small_network(tmp_path)), "--help"]) == 0
    assert capsys.readouterr().out.startswith("Brug:")


def test_help_loads_nothing_heavy() -> None:
    script = (
        "import sys\nfrom planner.cli.program import run\ncode = run(sys.argv[1:])\n"
        f"found = [name for name in {HEAVY!r} if name in sys.modules]\nsys.exit(str(found) if found else code)"
    )
    for arguments in (["--help"], ["solve", "--help"], ["completion", "bash"]):
        done = subprocess.run(
            [sys.executable, "-c", script, *arguments], env=surroundings(), cwd=ROOT, capture_output=True, text=True,
            check=False,
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (0, "")
