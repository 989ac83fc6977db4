"""`planner explain`, `why`, `why-not` and `possibilities` as users run them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from planner.cli.program import run
from tests.planner.cli.running import small_network


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The small network with a closed day, and its best plan in a file."""
    closed = '[[blackouts]]\nfirst_day = 2022-06-06\nlast_day = 2022-06-06\nreason = "Pinse"\nsource = "kirke.dk"\n'
    folder = small_network(tmp_path_factory.mktemp("network"), "en", closed)
    plan = folder / "plan.json"
    assert run(["solve", str(folder), "--out", str(plan), "--workers", "1"]) == 0
    return folder, plan


def asked(planned: tuple[Path, Path], *arguments: str) -> int:
    """Ask about the plan in the file."""
    folder, plan = planned
    command, meeting, *more = arguments
    return run([command, meeting, str(folder), "--plan", str(plan), *more])


def test_a_broken_rule_is_answered_with_its_source(
    planned: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert asked(planned, "why-not", "kickoff", "--on", "2022-06-06") == 0
    out = capsys.readouterr().out
    assert out.splitlines()[0] == "Kick-off cannot be held on Monday 6 June 2022."
    assert "which is closed for everyone: Pinse (source: kirke.dk)." in out


def test_the_answer_as_json_has_codes(planned: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert asked(planned, "why-not", "kickoff", "--on", "2022-06-06", "--at", "AKKC", "--format", "json") == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["answer"], found["venue"]["id"]) == ("broken", "akkc")
    assert [each["code"] for each in found["reasons"]] == ["blackout.closed"]


def test_possibilities_are_shown_and_drawn(
    planned: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    picture = tmp_path / "days.svg"
    assert asked(planned, "possibilities", "Kick-off", "--picture", str(picture)) == 0
    assert "impossible" in capsys.readouterr().out
    assert picture.read_text(encoding="utf-8").startswith("<?xml")
    assert asked(planned, "possibilities", "kickoff", "--best", "2", "--format", "json") == 0
    assert len(json.loads(capsys.readouterr().out)["candidates"]) == 2


def test_an_unknown_meeting_is_wrong_use(planned: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert asked(planned, "why", "kickof") == 2
    assert "there is no meeting kickof; did you mean kickoff (Kick-off)?" in capsys.readouterr().err


def test_an_accepted_plan_is_the_one_asked_about(
    planned: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, plan = planned
    store = str(tmp_path / "store.sqlite")
    assert run(["accept", str(plan), str(folder), "--store", store]) == 0
    capsys.readouterr()
    assert run(["explain", str(folder), "--store", store, "--seconds", "0.5", "--format", "json"]) == 0
    told = capsys.readouterr()
    assert told.err == "About revision 1.\n"
    found = json.loads(told.out)
    assert (found["revision"], found["points"]) == (1, sum(each["points"] for each in found["rules"]))
    assert run(["explain", str(folder), str(plan), "--seconds", "0.5"]) == 0
    assert "Points by meeting" in capsys.readouterr().out
