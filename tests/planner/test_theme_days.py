"""Theme days offered to municipalities, from the applications to the calendars, and one of the hosts withdraws."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import icalendar
import pytest

from planner.cli.program import run
from planner.examples import folder as example
from planner.store.place import STORE_FILE_NAME

PLANNED = date(2016, 10, 17)
WITHDRAWN = ["--as-of", "2017-01-10"]
VARDE, ODENSE, GLADSAXE = "0573", "0461", "0159"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The example, planned and accepted, with its calendars published."""
    monkeypatch.delenv("PLANNER_STORE", raising=False)
    found = tmp_path / "temadage"
    shutil.copytree(example("temadage-2016"), found)
    plan = str(found / "plan.json")
    assert run(["solve", str(found), "--out", plan, "--format", "json"]) == 0
    assert run(["accept", plan, str(found), "--as-of", PLANNED.isoformat(), "--by", "Kim"]) == 0
    assert run(["publish", str(found)]) == 0
    return found


def said(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> Any:
    """Run a command and return its JSON."""
    capsys.readouterr()
    assert run([*arguments, "--format", "json"]) == code
    return json.loads(capsys.readouterr().out)


KINDS = {
    "hele netværket": "network", "kommune": "municipality", "mødested": "venue", "medarbejder": "staff",
}  # fmt: skip


def events(path: Path) -> Any:
    """Return the entries of a calendar."""
    return icalendar.Calendar.from_ical(path.read_bytes()).walk("VEVENT")


def calendars(folder: Path) -> Mapping[tuple[str, str], Mapping[str, tuple[str, date]]]:
    """Return of each calendar, by whom it is for, status and day of its entries by their title."""
    with (folder / "published" / "addresses.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))[1:]
    found = {}
    for row in rows:
        path = folder / "published" / "web" / row[-1].removeprefix("/")
        found[KINDS.get(row[1], row[1]), row[2]] = {
            str(each["summary"]): (str(each["status"]), each["dtstart"].dt.date()) for each in events(path)
        }
    return found


def held(found: Mapping[str, tuple[str, date]]) -> dict[str, date]:
    """Return the days of the entries that are held, by title."""
    return {title: day for title, (status, day) in found.items() if status == "CONFIRMED"}


def outcomes(capsys: pytest.CaptureFixture[str], folder: Path) -> dict[str, str]:
    """Return what came of each application."""
    (offer,) = said(capsys, "places", str(folder))["offers"]
    return {each["municipality"]["name"]: each["outcome"] for each in offer["applicants"]}


@pytest.mark.slow
def test_the_sixth_moves_up_when_a_host_withdraws_and_all_calendars_follow(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert outcomes(capsys, folder) == {
        "Silkeborg": "place", "Hjørring": "place", "Slagelse": "place", "Varde": "place", "Gladsaxe": "place",
        "Odense": "waiting", "Randers": "waiting", "Bornholm": "waiting",
    }  # fmt: skip
    before = calendars(folder)
    ((_, varde_day),) = before["municipality", VARDE].values()
    assert date(2017, 1, 16) <= varde_day <= date(2017, 3, 31)
    assert before["municipality", ODENSE] == {}
    assert len(held(before["network", ""])) == 5

    asked = said(capsys, "why-not", "temadag/0573", str(folder), "--on", "2016-11-15")
    assert "ikke passer Varde: ansøgningen tilbyder" in json.dumps(asked, ensure_ascii=False)
    assert '"host_days"' in json.dumps(said(capsys, "why", "temadag/0573", str(folder)))
    wrong = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
    for meeting in wrong["meetings"]:
        if meeting["id"] == "temadag/0573":
            meeting |= {"start": "2016-11-15T09:00:00+01:00", "end": "2016-11-15T14:00:00+01:00"}
    (folder / "wrong.json").write_text(json.dumps(wrong), encoding="utf-8")
    found = said(capsys, "check", str(folder), str(folder / "wrong.json"), code=1)
    assert "host_days" in {each["rule"] for each in found["findings"] if each["broken"]}

    withdrawn = f"application municipality={VARDE} state=withdrawn by=Kim reason='Ny ledelse'"
    answer = said(capsys, "reschedule", str(folder), withdrawn, *WITHDRAWN)
    assert answer["changes"] == ["Varde trækker sin ansøgning tilbage (af Kim og Ny ledelse)."]
    best = answer["proposals"][0]
    assert {(move["meeting"], move["kind"]) for move in best["moves"]} == {
        ("temadag/0573", "dropped"), ("temadag/0461", "new")
    }  # fmt: skip
    assert run(["accept", "1", str(folder), "--by", "Kim"]) == 0
    assert run(["publish", str(folder)]) == 0

    after = calendars(folder)
    ((title, odense_day),) = held(after["municipality", ODENSE]).items()
    assert title == "Temadag"
    assert date(2017, 3, 1) <= odense_day <= date(2017, 5, 31)
    assert odense_day.weekday() != 0  # Mondays do not suit it
    assert {status for status, _ in after["municipality", VARDE].values()} == {"CANCELLED"}
    assert held(after["network", ""]) == {
        **{name: day for name, day in held(before["network", ""]).items() if name != "Temadag, Varde"},
        "Temadag, Odense": odense_day,
    }
    serving = [
        calendar for (kind, _), calendar in after.items() if kind == "staff" and "Temadag, Odense" in held(calendar)
    ]
    assert len(serving) == 2
    assert "Temadag, Odense" in held(after["venue", "occ"])
    assert outcomes(capsys, folder)["Odense"] == "place"
    assert outcomes(capsys, folder)["Varde"] == "withdrawn"
    status = said(capsys, "status", str(folder), *WITHDRAWN)
    assert (status["edits"], status["broken"]) == ([], [])
    why = said(capsys, "places", str(folder), "--municipality", "Randers")["offers"][0]["applicants"]
    assert [(each["waiting"], each["sentence"].rpartition("; ")[2]) for each in why] == [
        (1, "nummer 1 til at rykke op")
    ]


@pytest.mark.slow
def test_an_edited_table_and_solving_anew_do_the_same(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = folder / "applications.csv"
    text = table.read_text(encoding="utf-8-sig")
    row = next(line for line in text.splitlines() if line.startswith(VARDE))
    *_, state, by, on, reason = row.split(";")
    assert (state, by, on, reason) == ("", "", "", "")
    edited = f"{row.removesuffix(';;;')}trukket tilbage;Kim;2017-01-10;Ny ledelse"
    table.write_text(text.replace(row, edited), encoding="utf-8-sig")
    status = said(capsys, "status", str(folder), *WITHDRAWN, code=1)
    assert [(each["row"], each["key"], each["after"]) for each in status["edits"]] == [
        (VARDE, "state", "withdrawn"), (VARDE, "decided_by", "Kim"), (VARDE, "decided_on", "2017-01-10"),
        (VARDE, "reason", "Ny ledelse"),
    ]  # fmt: skip
    answer = said(capsys, "reschedule", str(folder), *WITHDRAWN)
    assert {(move["meeting"], move["kind"]) for move in answer["proposals"][0]["moves"]} == {
        ("temadag/0573", "dropped"), ("temadag/0461", "new")
    }  # fmt: skip
    before, plan = calendars(folder), str(folder / "plan-2.json")
    solved = said(capsys, "solve", str(folder), "--out", plan, *WITHDRAWN)
    assert [(each["meeting"], each["after"]) for each in solved["since"]["moved"]] == [("temadag/0573", None)]
    assert "temadag/0461" in {each["id"] for each in solved["meetings"]}
    assert run(["accept", plan, str(folder), *WITHDRAWN, "--by", "Kim"]) == 0
    assert run(["publish", str(folder)]) == 0
    after = calendars(folder)
    assert held(after["municipality", ODENSE]).keys() == {"Temadag"}
    assert held(after["municipality", VARDE]) == {}
    assert held(after["municipality", GLADSAXE]) == held(before["municipality", GLADSAXE]) != {}


@pytest.mark.slow
def test_a_host_without_a_day_is_told_why_and_a_wider_answer_or_another_host_helps(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.rmtree(folder / "published")
    (folder / STORE_FILE_NAME).unlink()
    table = folder / "applications.csv"
    text = table.read_text(encoding="utf-8-sig")
    # Week 51 is the only one that suits, and the school holiday closes most of it; Fridays are ruled out.
    row = next(line for line in text.splitlines() if line.startswith(GLADSAXE))
    narrow = row.replace(";;fredag, 2016-12-01 til 2017-01-06;", ";2016-12-20 til 2016-12-23;fredag;")
    assert narrow != row
    table.write_text(text.replace(row, narrow), encoding="utf-8-sig")
    answer = said(capsys, "solve", str(folder), code=1)
    assert answer["status"] == "infeasible"
    sentences = [each["sentence"] for clash in answer["impossible"]["clashes"] for each in clash["requirements"]]
    assert any("Temadag, Gladsaxe" in sentence and "passer Gladsaxe" in sentence for sentence in sentences), sentences
    wider = narrow.replace("2016-12-20 til 2016-12-23", "2016-12-12 til 2016-12-23")
    table.write_text(text.replace(row, wider), encoding="utf-8-sig")
    assert said(capsys, "solve", str(folder))["status"] == "optimal"
    passed_on = narrow.removesuffix(";;;;") + ";afvist;Kim;;Ingen dag"
    table.write_text(text.replace(row, passed_on), encoding="utf-8-sig")
    solved = said(capsys, "solve", str(folder))
    assert {each["id"] for each in solved["meetings"]} >= {"temadag/0461"}
    assert "temadag/0159" not in {each["id"] for each in solved["meetings"]}
