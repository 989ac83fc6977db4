"""Meetings are moved online: one, a round, or all from a day on; and back again. Calendars follow."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from planner.cli.program import run
from tests.planner.cli.running import small_network
from tests.planner.cli.test_revisions import MORE, write_plan
from tests.planner.network_files import FILES

AS_OF = ["--as-of", "2023-02-01"]
LINK = "https://moede.example.org/{meeting}"
WITH_LINK = (
    FILES["venues.csv"].replace("lon\n", "lon;online;link\n").replace("\nakkc", f"\nnet;Videomøde;;;;;ja;{LINK}\nakkc")
)


def network(folder: Path, monkeypatch: pytest.MonkeyPatch, *, link: bool = False, more: str = "") -> Path:
    """A network with a first revision, and calendars of it in `ud`."""
    monkeypatch.delenv("PLANNER_STORE", raising=False)
    found = small_network(folder / "netværk", "en", more)
    for name, rows in MORE.items():
        (found / name).write_text(FILES[name] + rows, encoding="utf-8")
    if link:
        (found / "venues.csv").write_text(WITH_LINK + MORE["venues.csv"], encoding="utf-8")
    monkeypatch.chdir(found)
    assert run(["accept", str(write_plan(found / "plan.json")), "--as-of", "2022-05-01", "--by", "Anne"]) == 0
    assert run(["publish", "--to", "ud"]) == 0
    return found


def answered(change: str, proposal: int) -> None:
    assert run(["reschedule", change, *AS_OF, "-k", "1"]) == 0
    assert run(["accept", str(proposal)]) == 0
    assert run(["publish", "--to", "ud"]) == 0


def entries(folder: Path) -> dict[tuple[str, str], dict[str, str]]:
    """Return the entries of all calendars by calendar and UID, each with its properties."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for file in sorted((folder / "ud").rglob("*.ics")):
        text = file.read_text(encoding="utf-8").replace("\r\n", "\n").replace("\n ", "")
        name = next(line for line in text.splitlines() if line.startswith("NAME:"))
        for event in re.findall(r"BEGIN:VEVENT\n(.*?)END:VEVENT", text, re.DOTALL):
            lines = dict(re.sub(r"\\([,;])", r"\1", line).split(":", 1) for line in event.splitlines())
            found[f"{name} {file.name}", lines["UID"]] = lines
    return found


def of_everybody(folder: Path) -> dict[str, dict[str, str]]:
    """Return the entries of the calendar of the whole network, by UID."""
    found = {uid: each for (name, uid), each in entries(folder).items() if name.startswith("NAME:Prøvenetværk ")}
    assert found
    return found


def test_one_meeting_goes_online_and_its_entry_stays_the_same_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = network(tmp_path, monkeypatch)
    before = entries(folder)
    answered("online meetings=2023-1/nord", 1)
    after = entries(folder)
    moved = {key for key in before if after[key]["SEQUENCE"] != before[key]["SEQUENCE"]}
    assert len({uid for _, uid in moved}) == 1
    assert before.keys() == after.keys()
    for key in moved:
        old, new = before[key], after[key]
        assert new["DTSTART;TZID=Europe/Copenhagen"] == old["DTSTART;TZID=Europe/Copenhagen"]
        assert new["SEQUENCE"] == "1"
        if new["STATUS"] == "CONFIRMED":
            assert new["LOCATION"] == "Online"
            assert "Held online; the venue was AKKC, Aalborg." in new["DESCRIPTION"]
        assert "GEO" not in new or new["STATUS"] == "CANCELLED"
    assert {after[key]["STATUS"] for key in moved} == {"CONFIRMED", "CANCELLED"}, "the venue sees that it is free"


def test_a_link_is_in_the_entry_for_readers_that_know_conferences(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = network(tmp_path, monkeypatch, link=True)
    answered("online round=2023-2", 1)
    online = [each for each in entries(folder).values() if each["LOCATION"].startswith("Videomøde")]
    assert online
    for each in online:
        (name,) = (name for name in each if name.startswith("CONFERENCE"))
        assert name == "CONFERENCE;VALUE=URI;FEATURE=VIDEO;LABEL=Videomøde"
        assert re.fullmatch(r"https://moede\.example\.org/2023-2(/|%2F)(nord|syd)", each[name])
        assert "Join: https://moede.example.org/" in each["DESCRIPTION"]


def test_all_meetings_from_a_day_on_are_online_and_no_others_and_undo_brings_them_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = network(tmp_path, monkeypatch)
    before = {uid: each["LOCATION"] for uid, each in of_everybody(folder).items()}
    answered("online first_day=2023-06-01 reason=Storm", 1)
    assert 'kind = "online"' in (folder / "changes.toml").read_text(encoding="utf-8")
    now = {
        uid: (each["LOCATION"], each["DTSTART;TZID=Europe/Copenhagen"][:6])
        for uid, each in of_everybody(folder).items()
    }
    assert {month for place, month in now.values() if place == "Online"} == {"202309", "202310"} & {
        m for _, m in now.values()
    }
    assert all(place == "Online" for place, month in now.values() if month > "202306")
    assert all(place == before[uid] for uid, (place, month) in now.items() if month < "202306")
    capsys.readouterr()
    assert run(["check", ".", "plan.json", "--format", "json"]) == 1
    assert "must be held online then: Storm" in capsys.readouterr().out
    assert run(["undo", *AS_OF]) == 0
    assert run(["publish", "--to", "ud"]) == 0
    again = of_everybody(folder)
    assert {uid: each["LOCATION"] for uid, each in again.items()} == before
    assert {again[uid]["SEQUENCE"] for uid, (place, _) in now.items() if place == "Online"} == {"2"}
    assert any("No longer online, but at" in each["DESCRIPTION"] for each in again.values())


def test_what_was_held_online_stays_so_when_a_plan_before_it_is_restored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = network(tmp_path, monkeypatch)
    answered("online first_day=2023-03-01 last_day=2023-04-30 reason=Storm", 1)
    answered("online round=2023-2", 2)
    online = {uid for uid, each in of_everybody(folder).items() if each["LOCATION"] == "Online"}
    assert run(["undo", "--to", "1", "--as-of", "2023-07-01"]) == 0
    assert run(["publish", "--to", "ud"]) == 0
    left = {uid for uid, each in of_everybody(folder).items() if each["LOCATION"] == "Online"}
    assert len(left) == 2
    assert left < online
    assert run(["status", "--as-of", "2023-07-01"]) == 0


def test_what_was_said_is_corrected_and_a_meeting_comes_back_to_a_house(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = network(tmp_path, monkeypatch)
    answered("online round=2023-2", 1)
    assert run(["change", "edit", "1", "round=2023-1"]) == 0
    capsys.readouterr()
    assert run(["solve", "--format", "json", "--seconds", "20", *AS_OF]) == 0
    held = {each["id"]: each for each in json.loads(capsys.readouterr().out)["meetings"]}
    assert {name for name, each in held.items() if each["venue"] == "online"} == {"2023-1/nord", "2023-1/syd"}
    assert {held[name]["rooms"] == [] for name in ("2023-1/nord", "2023-1/syd")} == {True}
    answered("online meetings=2023-1/nord,2023-1/syd,2023-2/nord,2023-2/syd mode=never", 2)
    assert not any(each["LOCATION"] == "Online" for each in of_everybody(folder).values())
    assert folder.is_dir()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("online", "one of them"),
        ("online meetings=2023-1/nord round=2023-1", "one of them"),
        ("online first_day=2023-06-01", "give the reason why"),
        ("online round=2023-1 reason=Storm", "belong to first_day"),
        ("online first_day=2023-06-01 reason=Storm mode=allowed", "leave mode out"),
        ("online meetings=kickoff", "was held on"),
        ("online round=kickoff", "is still to be held"),
        ("online first_day=2033-06-01 reason=Storm", "not in the time that is planned"),
    ],
)
def test_a_change_that_says_too_little_or_too_much_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], change: str, said: str
) -> None:
    network(tmp_path, monkeypatch)
    capsys.readouterr()
    assert run(["reschedule", change, *AS_OF]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("years", ["2022", "2042"])
def test_a_change_by_which_a_meeting_was_held_online_stays_and_one_to_come_is_withdrawn(
    years: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("PLANNER_STORE", raising=False)
    found = small_network(tmp_path / "n", "en")
    settings = (found / "network.toml").read_text(encoding="utf-8").partition("[[series]]")[
        0
    ] + '[tables]\ndecimal = ","\n'
    settings = settings.replace("2023", f"{int(years) + 1}").replace("2022", years)
    (found / "network.toml").write_text(settings, encoding="utf-8")
    as_of = ["--as-of", f"{years}-05-01"]
    assert run(["solve", str(found), "--accept", "--by", "Anne", *as_of]) == 0
    assert run(["reschedule", str(found), "online meetings=kickoff", "-k", "1", *as_of]) == 0
    assert run(["accept", "1", str(found)]) == 0
    said = (found / "changes.toml").read_bytes()
    capsys.readouterr()
    if years == "2042":
        assert run(["change", "withdraw", "1", str(found)]) == 0
        assert b"kickoff" not in (found / "changes.toml").read_bytes()
        return
    assert run(["change", "withdraw", "1", str(found)]) == 2
    assert (found / "changes.toml").read_bytes() == said
    assert "change 1 stays, as these have been held by it: kickoff" in capsys.readouterr().err
    assert run(["change", "edit", "1", str(found), "mode=allowed"]) == 0
    assert (found / "changes.toml").read_bytes() != said
    assert run(["status", str(found), "--as-of", "2022-09-01"]) == 0
