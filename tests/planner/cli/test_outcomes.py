"""What becomes of every kind of outcome, with a search that is played."""

import errno
import json
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from calendars.days import Span
from calendars.language import BoundMessage
from constraints.check import check
from constraints.problem.outcome import Outcome, OutcomeStatus, Progress
from constraints.problem.plan import Plan
from constraints.problem.problem import PlannedMeeting, Problem
from constraints.solve import EngineFailedError, WrongPlanError
from planner.cli.program import run
from tests.messages import message
from tests.planner.cli.running import small_network

AS_OF = ["--as-of", "2022-06-01"]
DAYS = {
    "kickoff": date(2022, 6, 7), "2023-1/nord": date(2023, 2, 7), "2023-1/syd": date(2023, 2, 9),
    "2023-2/nord": date(2023, 10, 3), "2023-2/syd": date(2023, 10, 5),
}  # fmt: skip
DIED = BoundMessage(message(en="The engine died.", da="Motoren døde."))

Search = Callable[..., Outcome]
Play = Callable[[Search], Path]


def a_plan(problem: Problem) -> Plan:
    """Every meeting on its day."""
    planned = []
    for meeting in problem.meetings:
        start, end = meeting.hours.on(Span.of_days(DAYS[meeting.id], 1), problem.zone)
        venue = "messe-c" if meeting.id.endswith("syd") else "akkc"
        planned.append(PlannedMeeting(meeting.id, start, end, venue, ("A",), ("K1",)))
    return Plan.of(planned)


def found(problem: Problem, status: OutcomeStatus = OutcomeStatus.FEASIBLE, **changes: object) -> Outcome:
    plan = a_plan(problem)
    outcome = Outcome(status, plan, check(problem, plan), objective=10, bound=8, seconds=2.0)
    return replace(outcome, **changes)  # type: ignore[arg-type]


@pytest.fixture
def play(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Play:
    """Put a search in place of the real one; gives the folder of a network."""

    def put(search: Search) -> Path:
        monkeypatch.setattr("planner.cli.actions.solving.start", lambda _limits: nullcontext())
        monkeypatch.setattr("constraints.planning.solve", search)
        monkeypatch.chdir(tmp_path)
        return small_network(tmp_path / "net")

    return put


@pytest.mark.parametrize(("status", "code"), [(OutcomeStatus.FEASIBLE, 0), (OutcomeStatus.OPTIMAL, 0)])
def test_a_plan_ends_with_0(play: Play, status: OutcomeStatus, code: int, capsys: pytest.CaptureFixture[str]) -> None:
    folder = play(lambda problem, *_, **__: found(problem, status))
    assert run(["solve", str(folder)]) == code
    assert "Nordjylland" in capsys.readouterr().out


@pytest.mark.parametrize(("status", "code"), [(OutcomeStatus.INFEASIBLE, 1), (OutcomeStatus.UNKNOWN, 3)])
def test_no_plan_ends_with_1_or_3(
    play: Play, status: OutcomeStatus, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = play(lambda *_, **__: Outcome(status))
    assert run(["solve", str(folder), "--out", "plan.json", "--picture", "plan.svg"]) == code
    shown = capsys.readouterr().out
    assert {1: "Umulig: ", 3: "Uvist: "}[code] in shown
    assert "Bevis" not in shown
    assert not Path("plan.json").exists()
    assert not Path("plan.svg").exists()


def test_a_plan_that_fails_the_check_is_an_error_of_ours_and_not_shown(
    play: Play, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def lying(problem: Problem, *_: object, **__: object) -> Outcome:
        raise WrongPlanError(check(problem, a_plan(problem)), 7)

    monkeypatch.setenv("LC_ALL", "en_GB")
    assert run(["solve", str(play(lying)), "--out", "plan.json"]) == 70
    written = capsys.readouterr()
    assert written.out == ""
    assert written.err.startswith("Der blev fundet en plan, men den uafhængige kontrol er ikke enig i den.")
    assert not Path("plan.json").exists()


def test_an_engine_that_fails_ends_with_3_and_says_why(play: Play, capsys: pytest.CaptureFixture[str]) -> None:
    def failing(*_: object, **__: object) -> Outcome:
        raise EngineFailedError(DIED)

    assert run(["solve", str(play(failing))]) == 3
    written = capsys.readouterr()
    assert (written.out, written.err) == ("", "Motoren døde.\n")


def test_an_interrupted_plan_ends_with_130(play: Play, capsys: pytest.CaptureFixture[str]) -> None:
    folder = play(lambda problem, *_, **__: found(problem, interrupted=True))
    assert run(["solve", str(folder), *AS_OF]) == 130
    written = capsys.readouterr()
    assert "Nordjylland" in written.out
    assert written.err == "Gemt i plan-afbrudt.json.\n"
    assert len(json.loads(Path("plan-afbrudt.json").read_text(encoding="utf-8"))["meetings"]) == 5


def test_a_full_disk_shows_the_plan_all_the_same(
    play: Play, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_self: Path, _target: Path) -> Path:
        raise OSError(errno.ENOSPC, "No space left on device")

    folder = play(lambda problem, *_, **__: found(problem))
    monkeypatch.setattr(Path, "replace", full)
    assert run(["solve", str(folder), "--out", "plan.json", *AS_OF]) == 2
    written = capsys.readouterr()
    assert "Nordjylland" in written.out
    assert written.err == "Fejl: plan.json kan ikke skrives (No space left on device).\n"


def test_progress_goes_to_stderr_in_plain_lines(play: Play, capsys: pytest.CaptureFixture[str]) -> None:
    def searching(problem: Problem, *_: object, on_progress: Callable[[Progress], None], **__: object) -> Outcome:
        for tenth in range(25):
            on_progress(Progress(tenth / 10, 10, 8))
        return found(problem)

    assert run(["solve", str(play(searching)), "--format", "json", *AS_OF]) == 0
    written = capsys.readouterr()
    assert json.loads(written.out)["gap"] == 0.2
    assert written.err.splitlines() == [
        f"bedste 10 point · nedre grænse 8 · højst 20 % fra den bedst mulige plan · {n} s" for n in range(3)
    ]


def test_the_limits_reach_the_search(play: Play) -> None:
    asked = []

    def searching(problem: Problem, limits: object, **_: object) -> Outcome:
        asked.append(limits)
        return found(problem)

    folder = play(searching)
    run(["solve", str(folder), "--seconds", "2.5", "--workers", "3", "--seed", "7", "--memory", "512"])
    (limits,) = asked
    assert str(limits) == "Limits(seconds=2.5, workers=3, seed=7, memory_mib=512)"


def test_the_default_example_is_planned_without_an_argument(play: Play, capsys: pytest.CaptureFixture[str]) -> None:
    names = []

    def searching(problem: Problem, *_: object, **__: object) -> Outcome:
        names.append(problem.name)
        return Outcome(OutcomeStatus.UNKNOWN)

    play(searching)
    run(["solve"])
    run(["solve", "--example", "referencenetvaerk"])
    assert [name.split()[0] for name in names] == ["Ledernetværk", "Referencenetværk"]
    assert capsys.readouterr().out.startswith("Ledernetværk")


def test_where_the_time_went_is_said_in_the_networks_language(play: Play, capsys: pytest.CaptureFixture[str]) -> None:
    folder = play(lambda problem, *_, **__: found(problem, phases={"building": 0.5, "search": 1.25, "rest": 0.25}))
    assert run(["solve", str(folder), "--profile", *AS_OF]) == 0
    assert capsys.readouterr().err.splitlines() == [
        "opbygning af modellen   0,5 s", "søgning                1,25 s", "rest                   0,25 s",
        "i alt                     2 s",
    ]  # fmt: skip


def test_a_folder_that_holds_a_network_is_solved_where_none_is_named(
    play: Play, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(play(lambda problem, *_args, **_options: found(problem)))
    assert run(["solve"]) == 0
    assert capsys.readouterr().out.startswith("Prøvenetværk\n")


def test_an_example_that_is_named_is_solved_in_any_folder(
    play: Play, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def none(_problem: Problem, *_args: object, **_options: object) -> Outcome:
        return Outcome(OutcomeStatus.INFEASIBLE, seconds=1.0)

    monkeypatch.chdir(play(none))
    run(["solve", "--example", "referencenetvaerk"])
    assert not capsys.readouterr().out.startswith("Prøvenetværk")
