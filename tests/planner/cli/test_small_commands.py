"""The commands that need no solver."""

import json
from pathlib import Path

import pytest

from calendars.language import LOCALES
from constraints.conflicts.quick_checks import quick_check
from planner import __version__
from planner.cli.program import run
from planner.examples import DESCRIPTIONS
from planner.files.load import load_network
from planner.network.problem import build_problem


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LC_ALL", "en_GB")
    monkeypatch.chdir(tmp_path)


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out == f"planner {__version__}\n"


def test_schema_is_json_schema(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["schema"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["$schema"].startswith("https://json-schema.org/")
    assert "rounds" in found["properties"]


def test_examples_are_listed_in_the_readers_language(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for locale in ("en", "da"):
        monkeypatch.setenv("LC_ALL", locale)
        assert run(["examples"]) == 0
        lines = capsys.readouterr().out.splitlines()
        assert [line.split()[0] for line in lines] == list(DESCRIPTIONS)
        assert all(
            line.endswith(about.say("da" if locale == "da" else "en"))
            for line, about in zip(lines, DESCRIPTIONS.values(), strict=True)
        )


def test_init_writes_a_network_and_says_what_comes_next(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["init", "mine", "--example", "referencenetvaerk"]) == 0
    written = capsys.readouterr()
    names = written.out.splitlines()
    assert "mine/network.toml" in names
    assert all(Path(name).is_file() for name in names)
    assert written.err == "Now: planner solve mine\n"


def test_init_writes_a_template_in_the_language_instead_of_an_example(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for locale in LOCALES:
        monkeypatch.setenv("LC_ALL", locale)
        assert run(["init", locale, "--blank"]) == 0
        remarks: list[object] = []
        network = load_network(Path(locale), remarks.append)
        assert (network.settings.locale, len(network.members), remarks) == (locale, 2, [])
        assert not quick_check(build_problem(network))
    capsys.readouterr()


def test_init_writes_an_example_or_a_template_not_both(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["init", "mine", "--blank", "--example", "referencenetvaerk"]) == 2
    assert "--blank" in capsys.readouterr().err
    assert not Path("mine").exists()


def test_init_overwrites_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    Path("network.toml").write_text("mine", encoding="utf-8")
    assert run(["init", "."]) == 2
    assert Path("network.toml").read_text(encoding="utf-8") == "mine"
    written = capsys.readouterr()
    assert written.out == ""
    assert written.err.endswith("in the input.\n")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts_ask_the_program(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["completion", shell]) == 0
    script = capsys.readouterr().out
    assert f"_PLANNER_COMPLETE={shell}_complete" in script


def test_commands_and_options_are_completed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("_PLANNER_COMPLETE", "bash_complete")
    for words, place, expected in (
        ("planner so", "1", "plain,solve"),
        ("planner solve --pic", "2", "plain,--picture"),
        ("planner solve --example ref", "3", "plain,referencenetvaerk"),
    ):
        monkeypatch.setenv("COMP_WORDS", words)
        monkeypatch.setenv("COMP_CWORD", place)
        with pytest.raises(SystemExit):
            run([])
        assert capsys.readouterr().out.splitlines() == [expected]
