"""`planner registrations import`: answers to invitations into registrations.csv, and what the plan makes of them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import openpyxl
import pytest

from planner.cli.program import run
from planner.files.load import load_network
from tests.planner.cli.running import small_network

AS_OF = ("--as-of", "2023-01-05", "--by", "Kim")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with an accepted plan and published calendars, in which every member has a mail address."""
    folder = small_network(tmp_path_factory.mktemp("answers") / "network", "en")
    members = (folder / "members.csv").read_text(encoding="utf-8").splitlines()
    rows = [members[0] + ";email", *(f"{row};{row.split(';')[0]}@Example.org" for row in members[1:])]
    (folder / "members.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    assert run(["solve", str(folder), "--accept", *AS_OF]) == 0
    assert run(["publish", str(folder), "--to", str(folder.parent / "ud")]) == 0
    return folder


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "en_GB")


def answer(folder: Path, member: str, status: str, at: str = "20230102T080000Z", uid: str = "") -> Path:
    """Write the answer of a member to the first meeting of the whole network's calendar."""
    found = uid or uid_of(folder)
    file = folder.parent / f"{member}-{status}.ics"
    file.write_text(
        f"BEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\nUID:{found}\nDTSTAMP:{at}\n"
        f"ATTENDEE;PARTSTAT={status}:mailto:{member.upper()}@example.org\nEND:VEVENT\nEND:VCALENDAR\n",
        encoding="utf-8",
    )
    return file


def uid_of(folder: Path) -> str:
    """Return the UID of the kick-off."""
    for file in (folder.parent / "ud").rglob("*.ics"):
        for event in file.read_text(encoding="utf-8").replace("\n ", "").split("BEGIN:VEVENT")[1:]:
            if "SUMMARY:Kick-off" in event and (found := re.search(r"UID:(\S+)", event)):
                return found[1]
    raise AssertionError


def imported(folder: Path, *files: Path) -> int:
    return run(["registrations", "import", *map(str, files), "--folder", str(folder)])


def test_what_cannot_be_taken_is_said_with_its_file(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other, nobody = answer(folder, "a1", "ACCEPTED", uid="x"), answer(folder, "nobody", "ACCEPTED")
    member = load_network(folder).members[0].id
    perhaps, letter = answer(folder, member, "TENTATIVE"), folder.parent / "brev.txt"
    letter.write_text("Kære Anne", encoding="utf-8")
    capsys.readouterr()
    assert imported(folder, other, nobody, perhaps, letter) == 0
    out, err = capsys.readouterr()
    assert out == "registrations.csv: 0 answers added, 0 already there.\n"
    assert [line.split(":")[0] for line in err.splitlines()] == [other.name, nobody.name, perhaps.name, letter.name]
    assert not (folder / "registrations.csv").exists()
    assert imported(folder, folder / "missing.ics") == 2


def test_answers_come_into_a_table_and_change_who_is_expected(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    network = load_network(folder)
    member = network.members[0].id
    capsys.readouterr()
    no, yes = answer(folder, member, "DECLINED"), answer(folder, network.members[1].id, "ACCEPTED", "20230102T070000Z")
    assert imported(folder, no, yes) == 0
    assert capsys.readouterr() == ("registrations.csv: 2 answers added, 0 already there.\n", "")
    rows = (folder / "registrations.csv").read_text(encoding="utf-8").splitlines()
    assert rows[1:] == [
        f"kickoff;{member};no;2023-01-02 09:00;", f"kickoff;{network.members[1].id};yes;2023-01-02 08:00;",
    ]  # fmt: skip
    assert imported(folder, yes, no) == 0
    assert capsys.readouterr().out == "registrations.csv: 0 answers added, 2 already there.\n"
    assert run(["publish", str(folder), "--to", str(folder.parent / "ud")]) == 0
    assert run(["show", str(folder), "--workbook", str(folder.parent / "plan.xlsx")]) == 0
    sheet = openpyxl.load_workbook(folder.parent / "plan.xlsx")["Registrations"]
    found = [[cell.value for cell in row][4:8] for row in sheet.iter_rows(min_row=2)]
    assert [(row[0], row[2], row[3]) for row in found[:2]] == [
        (network.members[1].id, "comes", 1), (member, "does not come", 1),
    ]  # fmt: skip
    assert {row[2] for row in found[2:]} == {"no answer"}
    assert len(found) == len(network.members)


def test_who_comes_is_listed_with_those_who_wait_in_order(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    found = small_network(tmp_path / "network", "en")
    assert run(["solve", str(found), "--accept", *AS_OF]) == 0
    capsys.readouterr()
    assert run(["registrations", "list", str(found)]) == 0
    assert capsys.readouterr().out == "Nobody has answered an invitation, and no meeting has a number of places.\n"
    settings = (found / "network.toml").read_text(encoding="utf-8")
    (found / "network.toml").write_text(settings.replace('id = "kickoff"', 'id = "kickoff"\nplaces = 1', 1))
    (found / "registrations.csv").write_text(
        "meeting;member;answer;received\nkickoff;b1;yes;2022-05-02\nkickoff;c1;yes;2022-05-04\nkickoff;a2;yes;2022-05-03\n"
    )
    assert run(["registrations", "list", str(found)]) == 0
    header, row = capsys.readouterr().out.splitlines()
    assert header.split() == [
        "Meeting",
        "Date",
        "Places",
        "Asked",
        "Come",
        "Do",
        "not",
        "No",
        "answer",
        "Wait,",
        "in",
        "order",
    ]
    assert row.split()[-9:] == ["1", "4", "1", "0", "1", "a2", "(Aalborg),", "c1", "(Fredericia)"]
    assert run(["registrations", "list", str(found), "--format", "json"]) == 0
    (meeting,) = json.loads(capsys.readouterr().out)["meetings"]
    assert [each["answer"] for each in meeting["members"]] == ["yes", "waiting", "waiting", None]
