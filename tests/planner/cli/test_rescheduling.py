"""The commands for when something has happened: reschedule, accept a proposal, undo."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest

from planner.cli.actions.rescheduling import parse_arguments
from planner.cli.program import run
from planner.errors import InputErrors
from planner.schemas.proposals import Answer
from planner.store.place import STORE_FILE_NAME
from tests.planner.cli.running import small_network
from tests.planner.cli.test_revisions import write_plan

AS_OF = ["--as-of", "2023-03-01"]
CLOSED = "blackout reason=Landsmøde first_day=2023-03-13 last_day=2023-03-17"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A network with a first revision."""
    monkeypatch.delenv("PLANNER_STORE", raising=False)
    found = small_network(tmp_path / "netværk")
    monkeypatch.chdir(found)
    for name, old, new in (
        ("venues.csv", "", "kro;Kroen;Aalborg;nord;57,0;9,9\nslot;Slottet;Vejle;syd;55,7;9,5\n"),
        ("rooms.csv", "", "kro;A;Salen;100;100\nslot;A;Salen;100;100\n"),
    ):
        (found / name).write_text((found / name).read_text(encoding="utf-8") + new + old, encoding="utf-8")
    assert run(["accept", str(write_plan(found / "plan.json")), "--as-of", "2022-05-01", "--by", "Anne"]) == 0
    return found


@pytest.mark.usefixtures("folder")
def test_proposals_are_shown_kept_and_accepted_by_their_numbers(capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert run(["reschedule", CLOSED, *AS_OF, "-k", "2"]) == 0
    shown = capsys.readouterr().out
    lines = shown.splitlines()
    assert lines[:2] == ["Landsmøde: lukket mandag den 13. marts 2023 til fredag den 17. marts 2023.",
                         "Der regnes med, at det er 1. marts 2023 i dag."]  # fmt: skip
    assert "2 møder er ramt; 2 bliver, som de er." in lines
    assert next(line for line in lines if line.startswith("Forslag")).startswith("Forslag 1: ")
    assert lines[-1] == "Acceptér et af dem: planner accept 1 eller planner accept 2"
    for title in ("Fremmøde", "Penge", "Varsel", "Point", "Bevis"):
        assert shown.count(f"  {title}") == 2
    assert run(["accept", "2", "--by", "Bo"]) == 0
    assert capsys.readouterr().out.startswith("Accepteret som revision 2.\nÆndret siden revision 1:\nFlyttet: ")
    assert run(["history", "--format", "json"]) == 0
    last = json.loads(capsys.readouterr().out)[-1]
    assert (last["accepted_by"], last["why"]) == ("Bo", lines[0])
    assert run(["accept", "1"]) == 1
    said = capsys.readouterr().err
    assert said.startswith("Ikke accepteret: Bo accepterede revision 2 den ")
    assert "Ændret siden revision 1:" in said


def test_the_json_is_the_answer_and_accepting_gives_exactly_its_plan(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert run(["reschedule", str(folder), CLOSED, "cancel meetings=2023-2/syd later=no", *AS_OF, "-k", "1",
                "--format", "json"]) == 0  # fmt: skip
    answer = Answer.model_validate_json(capsys.readouterr().out)
    (proposal,) = answer.proposals
    assert (proposal.number, answer.revision, answer.stay) == (1, 1, 1)
    assert run(["accept", "1", "--format", "json", "--why", "landsmøde"]) == 0
    assert json.loads(capsys.readouterr().out)["why"] == "landsmøde"
    assert run(["export", "--plan", "2"]) == 0
    accepted = json.loads(capsys.readouterr().out)["meetings"]
    proposed = [(each.meeting, each.start.isoformat(), each.venue.id) for each in proposal.plan]
    assert [(each["id"], each["start"], each["venue"]) for each in accepted] == proposed


@pytest.mark.usefixtures("folder")
def test_undoing_returns_to_the_plan_before(capsys: pytest.CaptureFixture[str]) -> None:
    run(["reschedule", CLOSED, *AS_OF, "-k", "1"])
    run(["accept", "1"])
    capsys.readouterr()
    assert run(["undo", "--as-of", "2023-02-15"]) == 0  # a fortnight before, so that there is notice
    assert capsys.readouterr().out.startswith("Accepteret som revision 3.\n")
    run(["diff", "1", "3"])
    assert capsys.readouterr().out == "Ingen møder er ændret.\n"
    run(["history", "--format", "json"])
    assert json.loads(capsys.readouterr().out)[-1]["why"] == "Tilbage til revision 1"
    assert run(["undo", "--to", "3"]) == 2
    assert capsys.readouterr().err == "Revision 3 er den sidste: sådan er det allerede.\n"


@pytest.mark.usefixtures("folder")
def test_when_nothing_fits_it_says_so_and_nothing_is_kept(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["reschedule", "fix meeting=2023-1/syd day=2023-03-15", CLOSED, *AS_OF]) == 1
    shown = capsys.readouterr().out
    assert "Umuligt: ingen plan svarer på ændringerne, når intet andet må flyttes." in shown
    assert "--may-move" not in shown  # only the meeting itself stands in the way
    assert run(["accept", "1"]) == 2
    assert capsys.readouterr().err == (
        "netværk har intet forslag 1: der er ikke lavet nogen endnu. planner reschedule laver dem.\n"
    )


@pytest.mark.usefixtures("folder")
def test_changes_are_read_before_anything_else_and_proposals_are_ten_at_most(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("planner.cli.actions.rescheduling.open_archive", None)
    capsys.readouterr()
    assert run(["reschedule", "earthquake venue=kro"]) == 2
    assert "er ikke en kendt slags ændring" in capsys.readouterr().err
    assert run(["reschedule", CLOSED, "-k", "11"]) == 2
    assert "-k skal være et helt tal fra 1 til 10, ikke 11" in capsys.readouterr().err


def test_the_command_that_is_shown_works_from_where_it_was_shown(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(folder.parent)
    store, name = str(folder / STORE_FILE_NAME), folder.name
    accepted: list[list[str]] = []
    for place in ([name], ["--store", store, "--network", name]):
        capsys.readouterr()
        words = ["reschedule", *place[:1], CLOSED] if len(place) == 1 else ["reschedule", CLOSED, *place]
        assert run([*words, *AS_OF, "-k", "1"]) == 0
        last = capsys.readouterr().out.splitlines()[-1]
        command = shlex.split(last.partition("planner ")[2])
        assert command[2:] == place
        accepted.append(command)
    assert run(accepted[-1]) == 0


@pytest.mark.usefixtures("folder")
def test_everything_wrong_with_the_changes_is_said_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert run(["reschedule", "venue_closed venue=kroo", "cancel meetings=2023-1/sud"]) == 2
    said = capsys.readouterr().err
    assert "mente du kro" in said
    assert "mente du 2023-1/syd" in said
    assert run(["reschedule", "earthquake venue=kro", "cancel"]) == 2
    assert capsys.readouterr().err.endswith("2 fejl skal rettes.\n")


def test_a_danish_kind_begins_a_change_and_is_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("net", "sammen"):
        (tmp_path / name).mkdir()
    for words, folder in ((["sammen round=2"], None), (["net", "sammen round=2"], Path("net"))):
        found = parse_arguments(words, "en")
        assert (found.folder, [each.kind for each in found.changes]) == (folder, ["together"])
    with pytest.raises(InputErrors):
        parse_arguments(["sammen"], "en")


def test_without_an_accepted_plan_there_is_nothing_to_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("PLANNER_STORE", raising=False)
    empty = small_network(tmp_path / "tom")
    assert run(["reschedule", str(empty), CLOSED]) == 2
    assert capsys.readouterr().err == f"Ingen plan er accepteret endnu: {empty / STORE_FILE_NAME} er tom.\n"


def test_without_a_change_it_answers_what_the_files_say_now(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["reschedule", *AS_OF, "--format", "json"]) == 0
    (unchanged,) = json.loads(capsys.readouterr().out)["proposals"]
    assert unchanged["moves"] == []
    rooms = folder / "rooms.csv"
    rooms.write_text(rooms.read_text(encoding="utf-8").replace("Store Sal;5000;100", "Store Sal;5000;1"), "utf-8")
    assert run(["reschedule", str(folder), *AS_OF, "-k", "1", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["changes"] == ["Netværket, som filerne siger det nu, efter det, der er ændret siden revision 1."]
    assert [each["meeting"] for each in found["hits"]] == ["2023-1/nord"]
    (proposal,) = found["proposals"]
    assert [each["meeting"] for each in proposal["moves"]] == ["2023-1/nord"]
    assert run(["accept", str(unchanged["number"]), "--by", "Bo"]) == 1, "the files have been edited since"
    assert run(["accept", str(proposal["number"]), "--by", "Bo"]) == 0
    capsys.readouterr()
    assert run(["status", *AS_OF, "--format", "json"]) == 0
    status = json.loads(capsys.readouterr().out)
    assert (status["edits"], status["keeps_rules"], status["revision"]["revision"]) == ([], True, 2)
    assert not (folder / "changes.toml").exists()


def test_without_a_change_what_was_said_before_stays_in_force(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["reschedule", CLOSED, *AS_OF, "-k", "1"]) == 0
    assert run(["accept", "1", "--by", "Bo"]) == 0
    said = (folder / "changes.toml").read_bytes()
    rooms = folder / "rooms.csv"
    rooms.write_text(rooms.read_text(encoding="utf-8").replace("Salen;100;100", "Salen;100;1"), "utf-8")
    assert run(["reschedule", *AS_OF, "-k", "1"]) == 0
    assert run(["accept", "2", "--by", "Bo"]) == 0
    assert (folder / "changes.toml").read_bytes() == said
    capsys.readouterr()
    assert run(["status", *AS_OF, "--format", "json"]) == 0
    status = json.loads(capsys.readouterr().out)
    assert (status["edits"], status["keeps_rules"], status["revision"]["revision"]) == ([], True, 3)
