"""Regions of a round meet together, as a change, and one by one again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from planner.cli.program import run
from tests.planner.cli.test_online import AS_OF, entries, network, of_everybody


def answered(change: str, proposal: int) -> None:
    assert run(["reschedule", change, *AS_OF, "-k", "1"]) == 0
    assert run(["accept", str(proposal)]) == 0
    assert run(["publish", "--to", "ud"]) == 0


def plan(capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    """Return the venue of each meeting of today's best plan."""
    capsys.readouterr()
    assert run(["solve", "--format", "json", "--seconds", "20", *AS_OF]) == 0
    return {each["id"]: each["venue"] for each in json.loads(capsys.readouterr().out)["meetings"]}


def held(folder: Path) -> list[str]:
    """Return the titles of what stands as held in the calendar of all."""
    return sorted(each["SUMMARY"] for each in of_everybody(folder).values() if each["STATUS"] == "CONFIRMED")


def test_a_regional_round_becomes_a_joint_one_and_is_taken_apart_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = network(tmp_path, monkeypatch)
    before, everything = held(folder), {uid for _, uid in entries(folder)}
    answered("together round=2023-2", 1)
    now = of_everybody(folder)
    spring = [each for each in before if "efterår" not in each]
    assert held(folder) == sorted([*spring, "Netværksmøde efterår 2023"])
    lost = [each for each in now.values() if each["STATUS"] == "CANCELLED"]
    assert len(lost) == 2
    assert all("efterår" in each["SUMMARY"] for each in lost)
    assert len({*now} - everything) == 1
    assert "2023-2" in plan(capsys)
    answered("together round=2023-2 apart=yes", 2)
    assert held(folder) == before
    assert {"2023-2/nord", "2023-2/syd"} <= plan(capsys).keys()
    assert run(["undo", *AS_OF]) == 0
    assert run(["publish", "--to", "ud"]) == 0
    assert "Netværksmøde efterår 2023" in held(folder)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("together round=kickoff", "is joint"),
        ("together round=2023-2 regions=nord", "two regions or more"),
        ("together round=2023-2 apart=yes", "already meet one by one"),
        ("together round=2023-2 regions=nord,syd apart=yes", "leave regions out"),
        ("together round=2024-1", "among the rounds"),
    ],
)
def test_a_change_that_cannot_be_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], change: str, said: str
) -> None:
    network(tmp_path, monkeypatch)
    capsys.readouterr()
    assert run(["reschedule", change, *AS_OF]) == 2
    assert said in capsys.readouterr().err
