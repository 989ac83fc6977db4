"""`planner explain`, `why`, `why-not` and `possibilities` as users run them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest
from openpyxl import load_workbook

from calendars.language import BoundMessage, Locale
from constraints.problem.outcome import Outcome
from constraints.solve import HUNG, EngineFailedError
from planner.cli.actions import questions
from planner.cli.base.command import ExitCode
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


def election_of_2022(place: Path) -> Path:
    """The default example as planned before the election of autumn 2022, with the best answer to it accepted."""
    election = "election reason=Valg called=2022-10-05 polling_day=2022-11-01 cabinet=2022-12-15"
    folder = place / "autumn"
    for command in (
        ["init", str(folder), "--example", "ledernetvaerk"],
        ["solve", str(folder), "--accept", "--as-of", "2022-05-01"],
        ["reschedule", str(folder), election, "--as-of", "2022-10-05"],
        ["accept", "1", str(folder)],
    ):
        assert run(command) == 0
    return folder


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
    assert "– closed for everyone: Pinse (source: kirke.dk)\n" in out


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


@pytest.mark.slow
def test_whether_there_is_a_plan_with_other_meetings_moved_is_decided_on_demand(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, command = election_of_2022(tmp_path), ["possibilities", "2023-1/hovedstaden"]
    capsys.readouterr()

    def day(name: str, *more: str) -> dict[str, object]:
        assert run([*command, str(folder), "--format", "json", *more]) == 0
        (found,) = (each for each in json.loads(capsys.readouterr().out)["days"] if each["day"] == name)
        return {key: found[key] for key in ("state", "others_could_move", "plan_exists")}

    assert day("2023-04-27") == {"state": "impossible", "others_could_move": True, "plan_exists": None}
    assert day("2023-04-27", "--decide") == {"state": "impossible", "others_could_move": True, "plan_exists": True}
    assert day("2023-05-01") == {"state": "impossible", "others_could_move": False, "plan_exists": False}
    assert run(["why-not", *command[1:], str(folder), "--on", "2023-04-27", "--format", "json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["answer"], answer["reasons"], answer["proof"]["proved"]) == ("costs", [], True)
    assert "kl-1" in {who for each in answer["clashes"] for who in each["about"]}


def test_an_unknown_meeting_is_wrong_use(planned: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert asked(planned, "why", "kickof") == 2
    assert "there is no meeting kickof; did you mean kickoff (Kick-off)?" in capsys.readouterr().err
    assert asked(planned, "why", "nord") == 2
    assert (
        "there is no meeting nord; did you mean one of these: 2023-1/nord and 2023-2/nord?" in capsys.readouterr().err
    )


@pytest.mark.parametrize("command", [["why"], ["why-not", "--on", "2022-06-14"], ["possibilities"]])
def test_the_folder_may_stand_before_the_meeting(
    planned: tuple[Path, Path], capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    folder, plan = planned
    assert run([*command, str(folder), "nobody", "--plan", str(plan)]) == 2
    assert "there is no meeting nobody" in capsys.readouterr().err


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


def test_others_may_be_free_to_move(planned: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    on = ("--on", "2022-06-07", "--workers", "1", "--format", "json")
    assert asked(planned, "why-not", "kickoff", *on, "--others", "free") == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["answer"], found["others"]) == ("costs", "free")
    assert found["proof"]["sentence"] == "Proved: no plan with this choice has fewer points."


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        (
            "en",
            (
                "No plan is accepted yet: this is about the best plan found, of {} points, which is proved to be the "
                "best."
            ),
        ),
        (
            "da",
            (
                "Ingen plan er accepteret endnu: det følgende gælder den bedste plan, der blev fundet, på {} point, "
                "som bevisligt er den bedste."
            ),
        ),
    ],
)
def test_where_no_plan_is_accepted_the_best_that_is_found_is_asked_about(
    locale: Locale, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = small_network(tmp_path / "network", locale)
    command = ["possibilities", "kickoff", str(folder), "--store", str(tmp_path / "store.sqlite"), "--format", "json"]
    assert run([*command, "--workers", "1"]) == 0
    told = capsys.readouterr()
    assert json.loads(told.out)["revision"] is None
    assert re.fullmatch(re.escape(said).replace(re.escape("{}"), r"[\d.,]+"), told.err.strip())


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("en", "There is no plan to ask about: planner solve says why."),
        ("da", "Der er ingen plan at spørge om: planner solve forklarer hvorfor."),
    ],
)
def test_where_no_plan_is_possible_there_is_nothing_to_ask_about(
    locale: Locale, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    closed = '[[blackouts]]\nfirst_day = 2022-01-01\nlast_day = 2022-12-31\nreason = "Ombygning"\n'
    folder = small_network(tmp_path / "network", locale, closed)
    assert run(["why", "kickoff", str(folder), "--store", str(tmp_path / "store.sqlite")]) == ExitCode.NO_PLAN
    assert capsys.readouterr().err.strip() == said


@pytest.mark.parametrize("question", [["explain"], ["why", "kickoff"], ["why-not", "kickoff", "--on", "2022-06-07"]])
def test_an_engine_that_fails_is_told_in_a_sentence(
    planned: tuple[Path, Path], question: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_given: object, **_more: object) -> Outcome:
        raise EngineFailedError(BoundMessage(HUNG))

    monkeypatch.setattr(questions, "solve", failing)
    command, *more = question
    assert run([command, *more[:1], str(planned[0]), *more[1:]]) == ExitCode.NO_PLAN
    err = capsys.readouterr().err
    assert HUNG.say("en") in err
    assert "Traceback" not in err


RISK = """[[risks]]
kind = "election"
reason = "Valg"
days_to_poll = [20, 26]
rate = 0.5
"""


def test_foresee_says_what_an_election_would_hit_as_table_and_json(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = small_network(tmp_path / "network", "en", RISK)
    asked = ["foresee", str(folder), "--as-of", "2022-05-02", "--workers", "1", "--seconds", "1"]
    assert run([*asked, "--format", "json"]) == ExitCode.GOOD
    (risk,) = json.loads(capsys.readouterr().out)["risks"]
    assert risk["groups"]
    assert run(asked) == ExitCode.GOOD
    shown = capsys.readouterr().out
    assert risk["assumption"] in shown
    assert risk["days_supposed"] in shown
    assert all(each["repair"]["sentence"].split(":")[0] in " ".join(shown.split()) for each in risk["groups"])


def test_foresee_without_risks_says_what_to_write(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = small_network(tmp_path / "network", "en")
    assert run(["foresee", str(folder), "--as-of", "2022-05-02"]) == ExitCode.WRONG_USE
    assert "[[risks]]" in capsys.readouterr().err


def test_foresee_trade_says_what_protection_costs_as_table_json_and_picture(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, picture = small_network(tmp_path / "network", "en", RISK), tmp_path / "curve.svg"
    asked = ["foresee", str(folder), "--trade", "--as-of", "2022-05-02", "--workers", "1", "--plans", "2",
             "--seconds", "3600"]  # fmt: skip
    assert run([*asked, "--format", "json"]) == ExitCode.GOOD
    found = json.loads(capsys.readouterr().out)
    assert 1 <= sum(not each["reserves"] for each in found["plans"]) <= 2
    assert not any(each["today"] for each in found["plans"])
    book = tmp_path / "curve.xlsx"
    assert run([*asked, "--picture", str(picture), "--workbook", str(book)]) == ExitCode.GOOD
    rows = [*load_workbook(book)["What protection costs"].iter_rows(min_row=2, values_only=True)]
    assert [(row[0], row[4], row[5], row[6]) for row in rows] == [
        (each["points"], round(each["meetings_lost"], 2), each["money"], len(each["reserves"]))
        for each in found["plans"]
    ]
    shown = " ".join(capsys.readouterr().out.split())
    assert found["assumptions"][0] in shown
    assert found["reserves"] in shown
    assert found["supposed"][0] in shown
    assert str(found["plans"][0]["points"]) in shown.replace(",", "")
    drawn = picture.read_text(encoding="utf-8")
    assert drawn.count("<circle") == len({each["points"] for each in found["plans"]})
    assert drawn.count('class="mark lost"') == sum(not each["reserves"] for each in found["plans"])
    assert drawn.count('class="mark saved"') == sum(bool(each["reserves"]) for each in found["plans"])


def test_foresee_trade_marks_the_accepted_plan(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    folder, picture = small_network(tmp_path / "network", "en", RISK), tmp_path / "curve.svg"
    assert run(["solve", str(folder), "--accept", "--as-of", "2022-05-01", "--workers", "1"]) == ExitCode.GOOD
    capsys.readouterr()
    asked = ["foresee", str(folder), "--trade", "--as-of", "2022-05-02", "--workers", "1", "--plans", "1",
             "--seconds", "3600"]  # fmt: skip
    assert run([*asked, "--format", "json"]) == ExitCode.GOOD
    found = json.loads(capsys.readouterr().out)
    assert [each["today"] for each in found["plans"]].count(True) == 1
    assert run([*asked, "--picture", str(picture)]) == ExitCode.GOOD
    assert "proved; the plan of today" in " ".join(capsys.readouterr().out.split())
    assert picture.read_text(encoding="utf-8").count("· today</text>") == 1


def test_foresee_draws_the_worst_days_above_the_plan(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, picture = small_network(tmp_path / "network", "en", RISK), tmp_path / "days.svg"
    asked = ["foresee", str(folder), "--as-of", "2022-05-02", "--workers", "1", "--seconds", "1"]
    book = tmp_path / "days.xlsx"
    assert run([*asked, "--format", "json", "--picture", str(picture), "--workbook", str(book)]) == ExitCode.GOOD
    sheets = load_workbook(book)
    (risk,) = json.loads(capsys.readouterr().out)["risks"]
    drawn = fromstring(picture.read_text(encoding="utf-8"))  # noqa: S314 - our own
    classes = [each.get("class", "").split() for each in drawn.iter()]
    runs = {tuple(each["hits"]) for each in risk["days"] if each["hits"]}
    assert sum("hit" in each for each in classes) >= len(runs) > 0
    assert sum("worst" in each for each in classes) > 0
    lines = [sheets[name].max_row - 1 for name in ("Meetings", "If it comes", "Days")]
    assert lines == [len(risk[part]) for part in ("meetings", "groups", "days")]


def test_what_is_foreseen_of_an_accepted_plan_is_kept_and_a_day_is_answered_from_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = small_network(tmp_path / "network", "en", RISK)
    assert run(["solve", str(folder), "--accept", "--as-of", "2022-05-01", "--workers", "1"]) == ExitCode.GOOD
    assert run(["foresee", str(folder), "--called", "2022-05-25"]) == ExitCode.WRONG_USE
    capsys.readouterr()
    command = ["foresee", str(folder), "--as-of", "2022-05-02", "--workers", "1", "--seconds", "9", "--format", "json"]
    assert run(command) == ExitCode.GOOD
    (risk,) = json.loads(capsys.readouterr().out)["risks"]
    asked = ["foresee", str(folder), "--called", risk["groups"][0]["days"]["last"]]
    assert run([*asked, "--format", "json"]) == ExitCode.GOOD
    found = json.loads(capsys.readouterr().out)
    assert (found["stale"], found["revision"]) == (False, 1)
    assert found["risks"][0]["repair"] == risk["groups"][0]["repair"]
    assert run(asked) == ExitCode.GOOD
    shown = " ".join(capsys.readouterr().out.split())
    assert found["risks"][0]["sentence"] in shown
    assert found["risks"][0]["repair"]["sentence"] in shown
    (folder / "members.csv").write_text((folder / "members.csv").read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert run([*asked, "--format", "json"]) == ExitCode.GOOD
    assert json.loads(capsys.readouterr().out)["stale"]
    assert run(["foresee", str(folder), "--called", "2029-05-25"]) == ExitCode.GOOD
    assert "25 May 2029" in capsys.readouterr().out
