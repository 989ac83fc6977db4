"""Hands edit changes.toml, and what the past of the accepted plan rests on must stay."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from planner.cli.program import run
from planner.errors import InputErrors
from planner.store.archive import open_archive
from planner.use_cases.today import load_today, load_uploaded
from tests.planner.cli.test_online import AS_OF, network
from tests.planner.cli.test_together import answered

ONLINE = "online first_day=2023-08-01 reason=Storm"
TOGETHER = "together round=2023-2"
NEW = '\n[[changes]]\nn = 9\nsaid = 2022-05-01\nkind = "together"\nround = "2023-1"\n'


def doors(folder: Path, capsys: pytest.CaptureFixture[str]) -> set[str]:
    """Return what each door says of the files, without the number of errors; "" where they are good."""
    told = set()
    for command in (["solve", "--seconds", "5", *AS_OF], ["status"], ["publish", "--to", "ud"]):
        capsys.readouterr()
        code, error = run(command), capsys.readouterr().err.splitlines()
        told.add(error[0] if code == 2 else "")
    with open_archive(folder) as archive:
        files = {each.name: each.read_bytes() for each in folder.iterdir() if each.suffix in {".toml", ".csv"}}
        for load in (partial(load_today, folder, archive), partial(load_uploaded, files, archive)):
            try:
                load()
                told.add("")
            except InputErrors as wrong:
                told.update(each.say("en") for each in wrong.errors)
    return told


@pytest.mark.slow
@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (ONLINE, 'kind = "online", first_day = 2023-08-01, reason = "Storm"'),
        (TOGETHER, 'kind = "together", round = "2023-2"'),
    ],
)
def test_a_change_by_which_meetings_were_held_is_put_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], said: str, kind: str
) -> None:
    folder = network(tmp_path, monkeypatch)
    answered(said, 1)
    file = folder / "changes.toml"
    good = file.read_text(encoding="utf-8")
    head = good[: good.index("[[changes]]")]
    assert doors(folder, capsys) == {""}

    file.write_text(head, encoding="utf-8")
    [told] = doors(folder, capsys)
    assert told.startswith("changes.toml: change 1 is gone or altered, but 2023-2")
    assert "held as it says. Put it back as it was: n = 1, said = " in told
    assert f"{kind}. What is still" in told

    other = 'n = 1\nsaid = 2022-05-01\nkind = "blackout"\nfirst_day = 2023-12-24\nreason = "Jul"\n'
    file.write_text(f"{head}[[changes]]\n{other}", encoding="utf-8")
    [told] = doors(folder, capsys)
    assert told.startswith("changes.toml:4 changes[1]: change 1 is gone or altered, but 2023-2")

    file.write_text(good + NEW, encoding="utf-8")
    [told] = doors(folder, capsys)
    assert "change 9 is about 2023-1/nord and 2023-1/syd, which have been held otherwise. Take it out." in told


@pytest.mark.slow
def test_changes_that_were_turned_around_are_put_back_in_their_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = network(tmp_path, monkeypatch)
    answered(TOGETHER, 1)
    answered(f"{TOGETHER} apart=yes", 2)
    file = folder / "changes.toml"
    head, first, second = file.read_text(encoding="utf-8").split("[[changes]]")
    file.write_text("[[changes]]".join([head, second.rstrip() + "\n", first]), encoding="utf-8")
    assert doors(folder, capsys) == {
        "changes.toml:9 changes[1].apart: the regions of 2023-2 already meet one by one",
        (
            "changes.toml:4 changes: the changes stand in another order than when the plan was accepted. Put them back "
            "in the order 1 and 2"
        ),
    }
    file.write_text(f"{head}[[changes]]{second}", encoding="utf-8")
    assert len(found := doors(folder, capsys)) == 2
    assert any(
        "change 1 is gone or altered since the plan was accepted, and others rest on it" in each for each in found
    )


HELD = {
    'kind = "cancel"\nmeetings = ["2023-2/syd", "kickoff"]': (6, "meetings", "kickoff", "15 June 2022", "2023-1/nord"),
    'kind = "cancel"\nmeetings = ["kickoff"]\nlater = false': (6, "meetings", "kickoff", "15 June 2022", "2023-1/nord"),
    'kind = "fix"\nmeeting = "kickoff"\nvenue = "akkc"': (6, "meeting", "kickoff", "15 June 2022", "2023-1/nord"),
    'kind = "window"\nmeeting = "kickoff"\nfirst = 2022-06-01\nlast = 2022-06-20': (
        6, "meeting", "kickoff", "15 June 2022", "2023-1/nord"
    ),
    'kind = "online"\nmeetings = ["kickoff"]': (6, "meetings", "kickoff", "15 June 2022", "2023-1/nord"),
}  # fmt: skip
"""Changes said on 1 February 2023: their line and key that are wrong, the meeting, its day, and one still to come."""


def told_by_all(folder: Path, capsys: pytest.CaptureFixture[str]) -> set[tuple[str, ...]]:
    """Return what each door says of the files, without solving."""
    capsys.readouterr()
    told = set()
    for command in (["status", *AS_OF], ["check", ".", "plan.json"], ["publish", "--to", "ud"]):
        code, error = run(command), capsys.readouterr().err.splitlines()
        told.add(tuple(error[:-1]) if code == 2 else ())
    with open_archive(folder) as archive:
        files = {each.name: each.read_bytes() for each in folder.iterdir() if each.suffix in {".toml", ".csv"}}
        for load in (partial(load_today, folder, archive), partial(load_uploaded, files, archive)):
            try:
                load()
                told.add(())
            except InputErrors as wrong:
                told.add(tuple(each.say("en") for each in wrong.errors))
    return told


@pytest.mark.parametrize("written", HELD)
def test_a_change_of_what_was_held_before_it_was_said_is_refused_with_its_place_and_what_to_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], written: str
) -> None:
    folder = network(tmp_path, monkeypatch)
    (folder / "changes.toml").write_text(f"# By hand\n[[changes]]\nn = 3\nsaid = 2023-02-01\n{written}\n", "utf-8")
    line, key, meeting, day, instead = HELD[written]
    said = (
        f"changes.toml:{line} changes[1].{key}: {meeting} was held on {day}, before change 3 was said on 1 February "
        f"2023, and stays as it was held. Take it out of the change, or the whole change if it is about nothing else; "
        f"still to come by then was {instead}, for example"
    )
    assert told_by_all(folder, capsys) == {(said,)}


def test_regions_of_meetings_that_were_held_do_not_meet_together_after_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = network(tmp_path, monkeypatch)
    file = folder / "changes.toml"
    file.write_text('[[changes]]\nn = 1\nsaid = 2023-04-01\nkind = "together"\nround = "2023-1"\n', encoding="utf-8")
    [told] = told_by_all(folder, capsys)
    assert told
    assert all(each.startswith("changes.toml:") and "2023-1/" in each and " held" in each for each in told)


def test_a_change_said_before_a_meeting_was_held_is_taken_and_the_status_says_that_it_came_to_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = network(tmp_path, monkeypatch)
    text = '[[changes]]\nn = 1\nsaid = 2022-06-15\nkind = "cancel"\nmeetings = ["kickoff"]\nlater = false\n'
    (folder / "changes.toml").write_text(text, encoding="utf-8")

    def status(day: str) -> str:
        capsys.readouterr()
        assert run(["status", "--as-of", day]) == 1
        return capsys.readouterr().out

    assert "kickoff (Kick-off) has been called off, but still stands in the plan; a new plan is made" in status(
        "2022-06-15"
    )
    said = status("2022-06-16")
    assert "kickoff (Kick-off) has been called off, but was held by the plan on 15 June 2022" in said
    assert "a new plan is made" not in said


def test_a_change_is_not_corrected_to_a_meeting_that_had_been_held(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = network(tmp_path, monkeypatch)
    file = folder / "changes.toml"
    file.write_text('[[changes]]\nn = 1\nsaid = 2023-02-01\nkind = "cancel"\nmeetings = ["2023-2/syd"]\n', "utf-8")
    before = file.read_bytes()
    assert run(["change", "edit", "1", "meetings=2023-2/nord"]) == 0
    file.write_bytes(before)
    capsys.readouterr()
    assert run(["change", "edit", "1", "meetings=kickoff"]) == 2
    assert "kickoff was held on 15 June 2022, before change 1 was said on 1 February 2023" in capsys.readouterr().err
    assert file.read_bytes() == before


def test_a_change_that_a_revision_holds_is_not_refused_because_its_meeting_was_held_since(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    network(tmp_path, monkeypatch)
    assert run(["reschedule", "fix meeting=2023-1/nord day=2023-03-16", *AS_OF, "-k", "1"]) == 0
    assert run(["accept", "1"]) == 0
    capsys.readouterr()
    assert run(["status", "--as-of", "2024-01-01"]) == 0
