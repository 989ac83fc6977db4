"""What has happened stands in the folder: accepted, corrected, withdrawn, edited by hand; and how the plan stands."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from planner.cli.program import run
from planner.network.network import Network
from planner.schemas.status import StatusJson
from planner.store import documents
from planner.store.database import open_store
from planner.store.place import STORE_FILE_NAME
from tests.planner.cli.running import small_network
from tests.planner.cli.test_revisions import MORE, write_plan
from tests.planner.network_files import FILES

AS_OF = ["--as-of", "2023-02-01"]
ELECTION = "election reason=Valg called=2023-03-01 polling_day=2023-03-17"
EARLY_DAY = ["why-not", "2023-1/nord", "--on", "2023-03-14"]


@pytest.fixture(scope="module")
def originals(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Folders that are copied for each test."""
    accepted = small_network(tmp_path_factory.mktemp("originals") / "accepted", "en")
    for name, more in MORE.items():
        (accepted / name).write_text(FILES[name] + more, encoding="utf-8")
    elected = accepted.with_name("elected")
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("PLANNER_STORE", raising=False)
        patch.chdir(accepted)
        assert run(["accept", str(write_plan(accepted / "plan.json")), "--as-of", "2022-05-01", "--by", "Anne"]) == 0
        shutil.copytree(accepted, elected)
        patch.chdir(elected)
        answered(ELECTION)
    return {"accepted": accepted, "elected": elected}


def copied(original: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy, in which commands are then run."""
    found = shutil.copytree(original, tmp_path / "netværk")
    monkeypatch.delenv("PLANNER_STORE", raising=False)
    monkeypatch.chdir(found)
    return found


@pytest.fixture
def folder(originals: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A network with a first revision, whose meetings of March an election will hit."""
    return copied(originals["accepted"], tmp_path, monkeypatch)


@pytest.fixture
def elected(originals: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same with an election answered by a second revision."""
    return copied(originals["elected"], tmp_path, monkeypatch)


def answered(*changes: str, proposal: int = 1) -> None:
    assert run(["reschedule", *changes, *AS_OF, "-k", "1"]) == 0
    assert run(["accept", str(proposal)]) == 0


def edit(file: Path, old: str, new: str) -> None:
    found = file.read_text(encoding="utf-8")
    assert old in found
    file.write_text(found.replace(old, new), encoding="utf-8")


@pytest.fixture
def status(capsys: pytest.CaptureFixture[str]) -> Callable[..., StatusJson]:
    def asked(*options: str, code: int = 0) -> StatusJson:
        capsys.readouterr()
        assert run(["status", "--format", "json", *(options or AS_OF)]) == code
        return StatusJson.model_validate_json(capsys.readouterr().out)

    return asked


@pytest.fixture
def listed(capsys: pytest.CaptureFixture[str]) -> Callable[[], list[dict[str, Any]]]:
    def asked() -> list[dict[str, Any]]:
        capsys.readouterr()
        assert run(["change", "list", "--format", "json"]) == 0
        found: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
        return found

    return asked


def test_accepting_writes_what_happened_as_it_was_said(
    elected: Path, listed: Callable[[], list[dict[str, Any]]], capsys: pytest.CaptureFixture[str]
) -> None:
    lines = (elected / "changes.toml").read_text(encoding="utf-8").splitlines()
    assert lines[lines.index("[[changes]]") :] == [
        "[[changes]]", "n = 1", "said = 2023-02-01", 'kind = "election"', 'reason = "Valg"', "polling_day = 2023-03-17",
        "called = 2023-03-01",
    ]  # fmt: skip
    (one,) = listed()
    assert (one["n"], one["said"], one["kind"]) == (1, "2023-02-01", "election")
    run(["change", "list"])
    assert "Valg on 17 March 2023" in capsys.readouterr().out


def test_solving_again_knows_what_happened(elected: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(elected / "rooms.csv", "9000", "9100")
    capsys.readouterr()
    assert run(["solve", ".", "--format", "json"]) == 0
    days = {each["id"]: each["start"][:10] for each in json.loads(capsys.readouterr().out)["meetings"]}
    assert {name: day for name, day in days.items() if "2023-03-01" <= day <= "2023-03-17"} == {}


@pytest.mark.usefixtures("elected")
def test_a_withdrawn_election_closes_no_days(
    status: Callable[..., StatusJson], listed: Callable[[], list[dict[str, Any]]], capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    run(EARLY_DAY)
    assert "cannot be held" in capsys.readouterr().out
    assert run(["change", "withdraw", "1"]) == 0
    assert capsys.readouterr().out.startswith("Change 1 is withdrawn: Valg on 17 March 2023")
    assert listed() == []
    run(EARLY_DAY)
    assert "can be held" in capsys.readouterr().out
    found = status()
    assert found.keeps_rules
    assert [(each.file, each.row, each.after) for each in found.edits] == [("changes.toml", "1", None)]
    answered(ELECTION.replace("reason=Valg", "reason=Nyvalg"), proposal=2)
    assert [(each["n"], each["reason"]) for each in listed()] == [(2, "Nyvalg")]


@pytest.mark.usefixtures("elected")
def test_a_postponed_election_hits_the_meetings_of_its_new_days(
    status: Callable[..., StatusJson], listed: Callable[[], list[dict[str, Any]]]
) -> None:
    assert run(["change", "edit", "1", "polling_day=2023-09-30", "called=2023-09-01"]) == 0
    (one,) = listed()
    assert (one["called"], one["polling_day"], one["reason"]) == ("2023-09-01", "2023-09-30", "Valg")
    found = status(code=1)
    assert {name for each in found.broken for name in each.meetings} == {"2023-2/nord", "2023-2/syd"}
    assert run(["change", "edit", "1", "called="]) == 0
    assert "called" not in listed()[0]
    assert run(["change", "edit", "1", "blackout reason='Valg alligevel' first_day=2023-03-02"]) == 0
    assert (listed()[0]["kind"], listed()[0]["reason"]) == ("blackout", "Valg alligevel")


def test_a_correction_may_say_the_kind_in_danish_and_items_with_commas_in_quotes(
    elected: Path, listed: Callable[[], list[dict[str, Any]]]
) -> None:
    edit(elected / "venues.csv", "AKKC", "AKKC, sal 1")
    (elected / "lukkedage").mkdir()
    said = ["lukkedage", "reason=Brand", "first_day=2023-03-02", 'venues="AKKC, sal 1",kro']
    assert run(["change", "edit", "1", *said]) == 0
    assert (listed()[0]["kind"], listed()[0]["venues"]) == ("blackout", ["akkc", "kro"])
    assert run(["change", "edit", "1", "lukkedage reason='Brand igen' first_day=2023-03-02 venues=kro"]) == 0
    assert (listed()[0]["reason"], listed()[0]["venues"]) == ("Brand igen", ["kro"])


def test_a_change_may_be_corrected_in_the_file(elected: Path, status: Callable[..., StatusJson]) -> None:
    edit(elected / "changes.toml", "polling_day = 2023-03-17", "polling_day = 2023-12-24")
    found = status(code=1)
    assert "24 December 2023" in found.edits[0].sentence
    assert found.edits[0].row == "1"


def test_errors_in_the_file_are_named_with_its_lines(elected: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(elected / "changes.toml", "2023-03-17", "2023-13-17")
    capsys.readouterr()
    for command in (["status"], ["explain", "."], ["solve", "."], ["publish"], ["change", "withdraw", "1"]):
        assert run(command) == 2
        assert capsys.readouterr().err.startswith("changes.toml:9")


def test_wrong_numbers_and_values_change_nothing(elected: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (elected / "changes.toml").read_bytes()
    capsys.readouterr()
    assert run(["change", "withdraw", "4"]) == 2
    assert "there is no change 4; those in force are 1" in capsys.readouterr().err
    assert run(["change", "edit", "1", "polling_day=2023-02-30"]) == 2
    assert run(["change", "edit", "1", "venue_closed venue=kroo"]) == 2
    assert "did you mean kro" in capsys.readouterr().err
    assert (elected / "changes.toml").read_bytes() == before


def test_a_new_name_and_price_are_known_to_whoever_asks(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(folder / "venues.csv", "AKKC", "Nyt Navn")
    capsys.readouterr()
    for command in (["why", "2023-1/nord"], ["possibilities", "2023-1/nord"], EARLY_DAY):
        assert run(command) == 0
        said = capsys.readouterr()
        assert "Nyt Navn" in said.out
        assert "AKKC" not in said.out
        assert "1 thing has been edited since revision 1" in said.err
    edit(folder / "venues.csv", "Nyt Navn", "AKKC")
    run(EARLY_DAY)
    assert "edited" not in capsys.readouterr().err


def test_a_new_member_is_known_to_the_next_change(folder: Path, status: Callable[..., StatusJson]) -> None:
    with (folder / "members.csv").open("a", encoding="utf-8") as file:
        file.write("ny;0851;chef\n")
    answered("busy person=ny first_day=2023-09-12")
    assert status().edits == ()


def test_status_names_each_edit_and_what_the_plan_breaks(folder: Path, status: Callable[..., StatusJson]) -> None:
    assert status().edits == ()
    edit(folder / "rooms.csv", "akkc;A;Store Sal;5000;100", "akkc;A;Store Sal;6000;1")
    edit(folder / "members.csv", "a2;0851;leder\n", "")
    found = status(code=1)
    assert [(each.file, each.row, each.key, each.before, each.after) for each in found.edits] == [
        ("members.csv", "a2", "", "id = a2, municipality = 0851, role = leder", None),
        ("rooms.csv", "akkc/A", "rate", "5000", "6000"),
        ("rooms.csv", "akkc/A", "theatre", "100", "1"),
    ]
    assert not found.keeps_rules
    assert {name for each in found.broken for name in each.meetings} == {"2023-1/nord"}


def test_status_counts_notice_and_calendars(folder: Path, status: Callable[..., StatusJson]) -> None:
    found = status("--as-of", "2023-02-15")
    assert [(each.kind, each.meeting, each.until and each.until.isoformat()) for each in found.due[:3]] == [
        ("tell", None, "2023-02-28"), ("move", "2023-1/nord", "2023-02-28"), ("move", "2023-1/syd", "2023-03-01")
    ]  # fmt: skip
    assert found.due[-1].kind == "feeds"
    assert run(["publish", "--to", str(folder / "ud")]) == 0
    assert status("--as-of", "2023-03-02").due == ()


def test_status_tells_options_that_run_out_and_bookings_that_the_plan_does_not_use(
    folder: Path, status: Callable[..., StatusJson], capsys: pytest.CaptureFixture[str]
) -> None:
    days = {each["id"]: each["start"][:10] for each in json.loads((folder / "plan.json").read_bytes())["meetings"]}
    venues = {each["id"]: each["venue"] for each in json.loads((folder / "plan.json").read_bytes())["meetings"]}
    spring, autumn = "2023-1/nord", "2023-2/nord"
    (folder / "bookings.csv").write_text(
        "venue;first_day;meeting;state;until\n"
        f"{venues[spring]};{days[spring]};{spring};held;2023-02-10\n"
        f"{venues[autumn]};{days[autumn]};{autumn};held;2023-01-10\n"
        f"{venues[spring]};2023-05-02;{spring};asked;\n"
        f"{venues[spring]};2023-05-03;{spring};reserve;\n"
        f"{venues[spring]};2023-05-04;;held;2023-02-20\n"
        f"{venues[spring]};2023-01-04;;held;2022-12-20\n"
        f"{venues[spring]};2023-06-04;;held;2023-06-01\n",
        encoding="utf-8",
    )
    due = [each for each in status().due if each.kind == "booking"]
    assert [(each.meeting, each.until and each.until.isoformat()) for each in due] == [
        (autumn, "2023-01-10"), (spring, "2023-02-10"), (None, "2023-02-20"), (None, None), (spring, None)
    ]  # fmt: skip
    gone, soon, _, without, unused = (each.sentence for each in due)
    assert ("was held until 10 January 2023" in gone, "is held until 10 February 2023" in soon) == (True, True)
    assert "on Tuesday 2 May 2023 is booked for" in unused
    assert ("forår 2023, Nordjylland" in without, "efterår 2023, Nordjylland" in without) == (False, True)
    capsys.readouterr()
    assert run(["status", *AS_OF]) == 0
    assert soon in capsys.readouterr().out


def test_publishing_tells_venues_of_new_bookings(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["publish", "--to", str(folder / "ud")]) == 0
    plan = json.loads((folder / "plan.json").read_bytes())["meetings"]
    row = next(each for each in plan if each["id"] == "2023-1/nord")
    (folder / "bookings.csv").write_text(
        f"venue;first_day;meeting;state\n{row['venue']};{row['start'][:10]};2023-1/nord;confirmed\n", encoding="utf-8"
    )
    capsys.readouterr()
    assert run(["publish", "--to", str(folder / "ud")]) == 0
    assert "2" in capsys.readouterr().err
    assert sum("Booking: confirmed" in file.read_text() for file in (folder / "ud").rglob("*.ics")) == 1
    assert run(["publish", "--to", str(folder / "ud")]) == 0
    assert "2" not in capsys.readouterr().err


@pytest.mark.usefixtures("elected")
def test_status_is_told_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert run(["status", *AS_OF]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("Revision 2, accepted ")
    assert "Nothing has been edited since." in lines
    assert "The plan keeps every rule as things are today." in lines


def test_a_proposal_is_refused_if_the_changes_were_edited_since(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answered(ELECTION)
    assert run(["reschedule", "venue_closed venue=slot", *AS_OF, "-k", "1"]) == 0
    run(["change", "withdraw", "1"])
    before = (folder / "changes.toml").read_bytes()
    capsys.readouterr()
    assert run(["accept", "2"]) == 2
    assert capsys.readouterr().err.startswith("Nothing was done: other changes stand in changes.toml")
    assert (folder / "changes.toml").read_bytes() == before
    assert len(json.loads(_out(capsys, ["history", "--format", "json"]))) == 2


def _out(capsys: pytest.CaptureFixture[str], command: list[str]) -> str:
    capsys.readouterr()
    assert run(command) == 0
    return capsys.readouterr().out


def test_nothing_is_accepted_if_the_file_cannot_be_written(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["reschedule", ELECTION, *AS_OF, "-k", "1"]) == 0

    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("planner.files.editing.replace_file", full)
        assert run(["accept", "1"]) == 2
    assert "changes.toml" in capsys.readouterr().err
    assert not (folder / "changes.toml").exists()
    assert len(json.loads(_out(capsys, ["history", "--format", "json"]))) == 1
    assert run(["accept", "1"]) == 0


@pytest.mark.usefixtures("elected")
def test_undoing_takes_back_what_happened_and_undoing_that_says_it_again(
    listed: Callable[[], list[dict[str, Any]]], status: Callable[..., StatusJson]
) -> None:
    assert run(["undo", *AS_OF]) == 0
    assert listed() == []
    assert status().edits == ()
    assert run(["undo", *AS_OF]) == 0
    assert [each["kind"] for each in listed()] == ["election"]
    assert status().edits == ()


def test_undoing_keeps_what_was_edited_in_the_files(elected: Path, status: Callable[..., StatusJson]) -> None:
    edit(elected / "rooms.csv", "9000", "9100")
    assert run(["undo", *AS_OF]) == 0
    assert status().edits == ()


@pytest.mark.usefixtures("folder")
def test_a_meeting_held_outside_its_window_gets_the_least_window_that_has_it(
    listed: Callable[[], list[dict[str, Any]]], status: Callable[..., StatusJson]
) -> None:
    answered("election reason=Valg called=2023-02-10 polling_day=2023-06-20 cabinet=2023-07-05")
    found = listed()
    assert [each["kind"] for each in found[1:]] == ["window"] * len(found[1:])
    assert found[1:]
    assert status().edits == ()
    assert status().keeps_rules


def test_publishing_follows_the_settings_of_today(
    folder: Path, status: Callable[..., StatusJson], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["publish"]) == 0
    with (folder / "network.toml").open("a", encoding="utf-8") as file:
        file.write('\n[publishing]\ncontact = "Bo, 12 34 56 78"\n')
    capsys.readouterr()
    assert run(["publish"]) == 0
    assert "revision 2" in capsys.readouterr().err
    feeds = [path.read_text(encoding="utf-8") for path in (folder / "published" / "web" / "feeds").glob("*.ics")]
    assert feeds
    assert all("12 34 56 78" in each for each in feeds if "BEGIN:VEVENT" in each)
    assert status().edits == ()
    assert run(["publish"]) == 0
    assert status().revision.revision == 2


def test_a_folder_alone_says_everything_but_the_plans(
    elected: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = tmp_path / "kopi"
    shutil.copytree(elected, copy, ignore=shutil.ignore_patterns(STORE_FILE_NAME, "plan.json"))
    plan = write_plan(tmp_path / "plan.json")
    capsys.readouterr()
    assert run(["check", str(copy), str(plan)]) == 1
    assert "Valg" in capsys.readouterr().out


def as_older_version(folder: Path) -> None:
    """Make the store what an older version left: networks without changes, and no changes.toml."""
    (folder / "changes.toml").unlink()
    with open_store(str(folder / STORE_FILE_NAME)) as store, store.writing() as connection:
        kept = "SELECT network_document FROM revisions UNION SELECT network_document FROM proposals"
        for sha in connection.execute(text(kept)).scalars().all():
            written = json.loads(documents.fetch(connection, sha))
            written.pop("changes", None)
            new = documents.keep(connection, json.dumps(written, sort_keys=True))
            for table in ("revisions", "proposals"):
                connection.execute(
                    text(f"UPDATE {table} SET network_document = :new WHERE network_document = :old"),  # noqa: S608
                    {"new": new, "old": sha},
                )


def test_changes_that_stand_only_in_the_store_are_in_force_until_there_is_a_file(
    elected: Path, listed: Callable[[], list[dict[str, Any]]], status: Callable[..., StatusJson],
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    as_older_version(elected)
    assert [(each["kind"], each["revision"]) for each in listed()] == [("earlier", 2)]
    assert status().edits == ()
    edit(elected / "rooms.csv", "9000", "9100")
    assert [each.key for each in status().edits] == ["rate"]
    capsys.readouterr()
    run(EARLY_DAY)
    assert "cannot be held" in capsys.readouterr().out
    assert run(["reschedule", "venue_closed venue=slot", *AS_OF, "-k", "1"]) == 0
    assert run(["accept", "2"]) == 0
    assert [each["kind"] for each in listed()] == ["earlier", "venue_closed"]
    assert status().edits == ()
    run(EARLY_DAY)
    assert "cannot be held" in capsys.readouterr().out
    assert run(["change", "withdraw", "1"]) == 0
    capsys.readouterr()
    run(EARLY_DAY)
    assert "can be held" in capsys.readouterr().out


def test_the_network_of_a_revision_says_what_had_happened(elected: Path) -> None:
    with open_store(str(elected / STORE_FILE_NAME)) as store, store.reading() as connection:
        sha = connection.execute(text("SELECT network_document FROM revisions WHERE number = 2")).scalar_one()
        network = Network.model_validate_json(documents.fetch(connection, sha))
    assert [(each.n, each.change["kind"], each.proposed) for each in network.changes] == [(1, "election", False)]


FIXED = '[[changes]]\nn = 1\nsaid = 2023-01-05\nkind = "fix"\nmeeting = "2023-1/nord"\nday = {}\n'


def test_status_sees_that_the_plan_breaks_what_was_fixed_since(folder: Path, status: Callable[..., StatusJson]) -> None:
    (folder / "changes.toml").write_text(FIXED.format("2023-03-16"), encoding="utf-8")
    found = status(code=1)
    assert {each.rule for each in found.broken} == {"choices"}


def test_an_acceptance_that_was_broken_off_after_the_file_can_be_repeated(
    folder: Path, listed: Callable[[], list[dict[str, Any]]]
) -> None:
    store = (folder / STORE_FILE_NAME).read_bytes()
    assert run(["reschedule", ELECTION, *AS_OF, "-k", "1"]) == 0
    proposed = (folder / STORE_FILE_NAME).read_bytes()
    assert store != proposed
    assert run(["accept", "1"]) == 0
    once = listed()
    (folder / STORE_FILE_NAME).write_bytes(proposed)
    assert run(["accept", "1"]) == 0
    assert listed() == once


@pytest.mark.parametrize("day", ["9999-12-31", "1800-01-05"])
def test_days_that_no_clock_has_are_refused(day: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "changes.toml").write_text(FIXED.format("2023-03-16").replace("2023-01-05", day), encoding="utf-8")
    capsys.readouterr()
    assert run(["status", *AS_OF]) == 2
    assert "changes.toml:3" in capsys.readouterr().err


def test_a_change_that_no_longer_fits_the_files_can_be_seen_and_withdrawn(
    folder: Path, listed: Callable[[], list[dict[str, Any]]], status: Callable[..., StatusJson]
) -> None:
    (folder / "changes.toml").write_text(FIXED.format("2023-03-16").replace("2023-1/nord", "gone"), encoding="utf-8")
    assert run(["status", *AS_OF]) == 2
    assert [each["n"] for each in listed()] == [1]
    assert run(["change", "withdraw", "1"]) == 0
    assert status().keeps_rules


def test_comments_of_a_planner_outlive_everything_the_program_writes(elected: Path) -> None:
    file = elected / "changes.toml"
    remarks = ["# Anne rang.\n", "# Not yet sure.\n", "# End of file.\n"]
    edit(file, "[[changes]]", f"{remarks[0]}[[changes]]")
    edit(file, "polling_day", f"{remarks[1]}polling_day")
    file.write_text(file.read_text(encoding="utf-8") + remarks[2], encoding="utf-8")
    for command in (["change", "edit", "1", "polling_day=2023-03-20"], ["change", "withdraw", "1"]):
        assert run(command) == 0
        assert all(each in file.read_text(encoding="utf-8") for each in remarks)
    answered("venue_closed venue=slot", proposal=2)
    assert all(each in file.read_text(encoding="utf-8") for each in remarks)
    assert run(["undo", *AS_OF]) == 0
    assert all(each in file.read_text(encoding="utf-8") for each in remarks)


def test_another_meeting_of_a_cancellation_has_the_day_it_had(
    folder: Path, listed: Callable[[], list[dict[str, Any]]]
) -> None:
    answered("cancel meetings=2023-1/nord until=2023-06-30")
    assert run(["change", "edit", "1", "meetings=2023-1/syd"]) == 0
    assert 'planned = {"2023-1/syd" = 2023-03-15}' in (folder / "changes.toml").read_text(encoding="utf-8")
    assert listed()[0]["meetings"] == ["2023-1/syd"]
    assert run(["change", "edit", "1", "meetings=2023-1/nord,2023-1/syd"]) == 0
    days = 'planned = {"2023-1/nord" = 2023-03-14, "2023-1/syd" = 2023-03-15}'
    assert days in (folder / "changes.toml").read_text(encoding="utf-8")


def test_an_edit_that_changes_nothing_is_wrong_use(elected: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (elected / "changes.toml").read_bytes()
    assert run(["change", "edit", "1", "."]) == 2
    assert "say what is other in change 1" in capsys.readouterr().err
    assert run(["change", "edit", "1", "polling_day=2023-03-17"]) == 2
    assert "change 1 says that already: Valg on 17 March 2023" in capsys.readouterr().err
    assert (elected / "changes.toml").read_bytes() == before


@pytest.mark.parametrize("day", ["1899-12-31", "2200-01-01"])
def test_a_day_that_cannot_be_today_is_refused_with_the_limits(
    day: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["status", str(folder), "--as-of", day]) == 2
    assert f"must be a day of the years 1900 to 2199, not {day}" in capsys.readouterr().err


def test_status_names_the_calendars_that_publish_would_make(folder: Path, status: Callable[..., StatusJson]) -> None:
    assert run(["publish", "--to", str(folder / "ud")]) == 0
    assert [each for each in status().due if each.kind == "feeds"] == []
    with (folder / "members.csv").open("a", encoding="utf-8") as file:
        file.write("a9;0851;leder\n")
    assert [each for each in status().due if each.kind == "feeds"] == []  # they have one when a plan knows them


def test_status_says_what_is_called_off_and_what_differs_in_a_change_that_reads_alike(
    folder: Path, status: Callable[..., StatusJson]
) -> None:
    answered("cancel meetings=2023-1/nord later=no")
    edit(folder / "changes.toml", "planned = {", "# planned = {")
    (found,) = status().edits
    assert found.sentence == (
        "Change 1 was: Cancelled for good: Netværksmøde forår 2023, Nordjylland (said 1 February 2023 and 2023-1/nord "
        "was planned for 14 March 2023 then). It is: Cancelled for good: Netværksmøde forår 2023, Nordjylland "
        "(said 1 February 2023)."
    )
    edit(folder / "changes.toml", "2023-1/nord", "2023-1/syd")
    called_off, missing = status(code=1).broken
    assert called_off.meetings == ("2023-1/syd",)
    assert called_off.sentence.startswith("2023-1/syd (Netværksmøde forår 2023) has been called off, but still stands")
    assert missing.sentence.startswith("The plan has no meeting 2023-1/nord")


def test_undoing_keeps_what_was_edited_in_the_changes_since(
    elected: Path, listed: Callable[[], list[dict[str, Any]]]
) -> None:
    with (elected / "changes.toml").open("a", encoding="utf-8") as file:
        file.write('\n# by hand\n[[changes]]\nn = 7\nsaid = 2023-02-01\nkind = "venue_closed"\nvenue = "slot"\n'
                   "first_day = 2023-08-01\nlast_day = 2023-08-02\n")  # fmt: skip
    assert run(["undo", *AS_OF]) == 0  # the election is taken back, and not what no revision knew
    assert [each["n"] for each in listed()] == [7]
    assert run(["undo", *AS_OF]) == 0
    assert [each["n"] for each in listed()] == [1]
    assert "# by hand" in (elected / "changes.toml").read_text(encoding="utf-8")


def test_calendars_that_were_published_before_the_last_revision_are_due(
    folder: Path, status: Callable[..., StatusJson]
) -> None:
    def due() -> list[str]:
        return [each.sentence for each in status().due if "published" in each.sentence]

    assert run(["publish"]) == 0
    assert due() == []
    answered(ELECTION)
    (sentence,) = due()
    assert sentence.endswith(" calendars in published do not say what is decided by now.")
    assert run(["publish"]) == 0
    assert due() == []
    (next((folder / "published" / "web" / "feeds").glob("*.ics"))).write_text("", encoding="utf-8")
    assert len(due()) == 1


def test_a_change_written_by_hand_may_name_what_it_is_about(
    folder: Path, status: Callable[..., StatusJson], capsys: pytest.CaptureFixture[str]
) -> None:
    by_name = FIXED.format("2023-03-16").replace("2023-1/nord", "Netværksmøde forår 2023, Nordjylland")
    (folder / "changes.toml").write_text(by_name, encoding="utf-8")
    assert {each.rule for each in status(code=1).broken} == {"choices"}
    capsys.readouterr()
    assert run(["change", "list"]) == 0
    assert "Netværksmøde forår 2023, Nordjylland is fixed" in " ".join(capsys.readouterr().out.split())
    edited = ["meeting=Netværksmøde efterår 2023, Nordjylland", "day=2023-09-05"]
    assert run(["change", "edit", "1", *edited]) == 0
    assert 'meeting = "2023-2/nord"' in (folder / "changes.toml").read_text(encoding="utf-8")


def test_publishing_tells_members_where_they_stand_on_a_waiting_list(
    folder: Path, status: Callable[..., StatusJson], capsys: pytest.CaptureFixture[str]
) -> None:
    members = [line.split(";")[0] for line in (folder / "members.csv").read_text(encoding="utf-8").splitlines()[1:3]]
    assert run(["publish", "--to", str(folder / "ud")]) == 0
    (folder / "registrations.csv").write_text(
        f"meeting;member;answer;received\nkickoff;{members[0]};no;2023-01-02 09:00\n", encoding="utf-8"
    )
    assert [each.file for each in status().edits] == ["registrations.csv"]
    capsys.readouterr()
    assert run(["publish", "--to", str(folder / "ud")]) == 0
    texts = [file.read_bytes().replace(b"\r\n ", b"").decode() for file in (folder / "ud").rglob("*.ics")]
    assert sum("You have said that you do not come." in text for text in texts) == 1
    assert status().edits == ()


def test_status_tells_what_must_be_done_before_meetings(folder: Path, status: Callable[..., StatusJson]) -> None:
    plan = json.loads((folder / "plan.json").read_bytes())["meetings"]
    [row] = [each for each in plan if each["id"] == "2023-1/nord"]
    day = date.fromisoformat(row["start"][:10])
    venues = (folder / "venues.csv").read_text(encoding="utf-8").splitlines()
    rows = [venues[0] + ";numbers_days", *(f"{line};10" for line in venues[1:])]
    (folder / "venues.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    settings = (folder / "network.toml").read_text(encoding="utf-8")
    (folder / "network.toml").write_text(
        settings.replace("[meetings]", "[meetings]\nregister_days = 20"), encoding="utf-8"
    )
    found = status("--as-of", str(day - timedelta(30))).due
    due = [(each.until, each.sentence) for each in found if each.kind == "deadline" and each.meeting == "2023-1/nord"]
    assert [until for until, _ in due] == [day - timedelta(20), day - timedelta(10)]
    assert "3 are expected" in due[1][1]
    found = status("--as-of", str(day - timedelta(9))).due
    assert not [each for each in found if each.kind == "deadline" and each.meeting == "2023-1/nord"]
