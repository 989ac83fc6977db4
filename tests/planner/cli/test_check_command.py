"""`planner check` as users run it."""

import json
from pathlib import Path

import pytest

from planner.cli.program import run
from tests.planner.cli.running import small_network


def hand_written(folder: Path) -> Path:
    """A kick-off on a Sunday and nothing else."""
    path = folder / "plan.json"
    kickoff = {
        "id": "kickoff", "start": "2022-06-05T10:00:00+02:00", "end": "2022-06-05T15:30:00+02:00", "venue": "akkc",
        "rooms": ["A"], "staff": ["K1"],
    }  # fmt: skip
    path.write_text(json.dumps({"meetings": [kickoff]}), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("locale", "missing"),
    [("da", "Planen mangler mødet 2023-1/nord ("), ("en", "The plan has no meeting 2023-1/nord (")],
)
def test_every_broken_rule_is_a_sentence(
    tmp_path: Path, locale: str, missing: str, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = small_network(tmp_path, locale)
    assert run(["check", str(folder), str(hand_written(folder))]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert any(line.startswith(missing) for line in lines)
    first = {"da": "Planen bryder reglerne ", "en": "The plan breaks the rules in "}[locale]
    assert lines[0].startswith(first)


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("da", "mødestedet akkx findes ikke i netværket; mente du akkc ("),
        ("en", "the venue akkx is not in the network; did you mean akkc ("),
    ],
)
def test_a_mistyped_venue_is_met_with_the_one_that_was_meant(
    tmp_path: Path, locale: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = small_network(tmp_path, locale)
    plan = hand_written(folder)
    plan.write_text(plan.read_text(encoding="utf-8").replace("akkc", "akkx"), encoding="utf-8")
    assert run(["check", str(folder), str(plan)]) == 1
    assert said in capsys.readouterr().out


def test_findings_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = small_network(tmp_path, "en")
    assert run(["check", str(folder), str(hand_written(folder)), "--format", "json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert found["clean"] is False
    broken = [finding for finding in found["findings"] if finding["broken"]]
    assert ["2023-1/nord"] in [finding["meetings"] for finding in broken]


def test_a_plan_that_is_no_plan_ends_with_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = small_network(tmp_path)
    plan = folder / "plan.json"
    plan.write_text('{"meetings": [{"id": "kickoff"}]}', encoding="utf-8")
    assert run(["check", str(folder), str(plan)]) == 2
    written = capsys.readouterr()
    assert written.out == ""
    assert written.err.splitlines()[-1] == "4 fejl skal rettes."
