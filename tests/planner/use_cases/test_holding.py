"""Dates that are held: rows of bookings.csv, which calendars, status and rules know."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from planner.cli.program import run
from planner.feeds.publish import held_now
from planner.files.load import load_network
from planner.store import revisions
from planner.store.archive import Acceptance, held_id, open_archive
from planner.use_cases.accepting import release_gone
from tests.planner.cli.running import small_network
from tests.planner.cli.test_revisions import AS_OF, MORE, write_plan
from tests.planner.network_files import FILES

HEADER = "venue;first_day;meeting;state;until;price;note;source"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("PLANNER_STORE", raising=False)
    found = small_network(tmp_path / "netværk", locale="en")
    for name, more in MORE.items():
        (found / name).write_text(FILES[name] + more, encoding="utf-8")
    monkeypatch.chdir(found)
    return found


def hold(folder: Path, *plans: Path, until: str = "", code: int = 0) -> None:
    options = [each for plan in plans for each in ("--plan", str(plan))]
    assert run(["hold", str(folder), *AS_OF, *options, *(["--until", until] if until else [])]) == code


def rows(folder: Path) -> list[dict[str, str]]:
    text = (folder / "bookings.csv").read_text(encoding="utf-8-sig")
    return list(csv.DictReader(text.splitlines(), delimiter=";"))


def booked(folder: Path, *columns: str) -> list[tuple[str, ...]]:
    return [tuple(row[each] for each in columns) for row in rows(folder)]


def shown(folder: Path) -> set[str]:
    """Return the dates that calendars show as tentative."""
    with open_archive(folder) as archive, archive.store.reading() as connection:
        return {*held_now(connection, archive.network)}


def write(folder: Path, *lines: str) -> None:
    (folder / "bookings.csv").write_text("\n".join((HEADER, *lines)) + "\n", encoding="utf-8")


def test_dates_of_plans_are_rows_of_bookings_and_tentative_in_calendars(folder: Path) -> None:
    hold(folder, write_plan(folder / "a.json"), write_plan(folder / "b.json", kickoff="2022-06-16"))
    kickoff = [row for row in rows(folder) if row["meeting"] == "kickoff"]
    first, second = ({**row} for row in kickoff)
    assert (first["first_day"], first["last_day"], first["from"], first["to"]) == ("2022-06-15", "", "10:00", "15:30")
    assert (first["venue"], first["rooms"], first["state"], first["until"]) == ("messe-c", "A", "asked", "")
    assert (first["source"], second["source"], second["first_day"]) == ("a.json", "b.json", "2022-06-16")
    assert len(rows(folder)) == 6
    assert {"kickoff 2022-06-15", "kickoff 2022-06-16"} < shown(folder)
    assert len(load_network(folder).bookings) == len(shown(folder)) == 6


def test_dates_held_until_a_day_are_so_in_the_table_and_free_after_it(folder: Path) -> None:
    hold(folder, write_plan(folder / "a.json"), until="2022-05-31")
    assert {*booked(folder, "state", "until")} == {("held", "2022-05-31")}
    assert run(["hold", str(folder), "--as-of", "2022-06-01", "--plan", str(folder / "a.json")]) == 0
    assert shown(folder) == set()


def test_a_price_and_a_note_outlive_holding_again_and_a_later_day_replaces_an_earlier_one(folder: Path) -> None:
    plan = write_plan(folder / "a.json")
    write(folder, "messe-c;2022-06-15;kickoff;asked;;9000;call Bo;earlier.json")
    hold(folder, plan)
    assert ("kickoff", "asked", "9000", "call Bo", "earlier.json") in booked(
        folder, "meeting", "state", "price", "note", "source"
    )
    hold(folder, plan, until="2022-05-31")
    assert ("kickoff", "held", "2022-05-31", "9000", "call Bo") in booked(
        folder, "meeting", "state", "until", "price", "note"
    )
    assert len(rows(folder)) == 5


def test_rows_of_an_earlier_plan_go_but_what_is_confirmed_or_written_by_hand_stays(folder: Path) -> None:
    write(folder, "messe-c;2022-06-13;kickoff;asked;;;;old.json", "messe-c;2022-06-14;kickoff;confirmed;;;;old.json",
          "messe-c;2022-06-16;kickoff;held;2022-06-01;;by telephone;", "messe-c;2022-06-17;;asked;;;;")  # fmt: skip
    hold(folder)
    assert booked(folder, "first_day") == [("2022-06-14",), ("2022-06-16",), ("2022-06-17",)]
    assert shown(folder) == {"kickoff 2022-06-14", "kickoff 2022-06-16"}


def test_a_date_booked_by_hand_is_not_booked_twice(folder: Path) -> None:
    write(folder, "messe-c;2022-06-15;kickoff;confirmed;;;by telephone;")
    hold(folder, write_plan(folder / "a.json"))
    assert [row for row in booked(folder, "meeting", "state") if row[0] == "kickoff"] == [("kickoff", "confirmed")]


def test_an_accepted_plan_releases_dates_but_not_those_in_reserve(folder: Path) -> None:
    plan = write_plan(folder / "a.json")
    write(folder, "messe-c;2022-06-16;kickoff;asked;;;;", "messe-c;2022-06-17;kickoff;reserve;;;;")
    hold(folder, plan)
    assert "kickoff 2022-06-16" in shown(folder)
    assert run(["accept", str(plan), *AS_OF]) == 0
    assert shown(folder) == {"kickoff 2022-06-17"}
    assert ("kickoff", "2022-06-16", "asked") in booked(folder, "meeting", "first_day", "state")
    hold(folder, plan)  # what the accepted plan uses is no proposal, and what is asked besides is one again
    assert shown(folder) == {"kickoff 2022-06-16", "kickoff 2022-06-17"}


@pytest.mark.parametrize(("day", "left"), [
    (date(2022, 6, 1), {"kickoff 2022-06-17", "kickoff 2022-06-20"}), (date(2022, 6, 2), {"kickoff 2022-06-17"}),
])  # fmt: skip
def test_publishing_releases_dates_whose_row_is_gone_or_has_run_out(folder: Path, day: date, left: set[str]) -> None:
    stays = "messe-c;2022-06-17;kickoff;asked;;;;", "messe-c;2022-06-20;kickoff;held;2022-06-01;;;"
    write(folder, "messe-c;2022-06-16;kickoff;asked;;;;", *stays)
    hold(folder)
    write(folder, *stays)
    with open_archive(folder) as archive:
        moment = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        release_gone(archive, load_network(folder), Acceptance("Anne", "", moment, as_of=moment))
    assert shown(folder) == left


@pytest.mark.parametrize("accepted", [False, True])
def test_the_command_publish_follows_the_bookings(folder: Path, *, accepted: bool) -> None:
    plan = write_plan(folder / "a.json")
    if accepted:
        assert run(["accept", str(plan), *AS_OF]) == 0
    write(folder, "messe-c;2022-06-16;kickoff;asked;;;;")
    hold(folder)
    write(folder)
    assert run(["publish", str(folder)]) == 0
    with open_archive(folder) as archive, archive.store.reading() as connection:
        last = revisions.last(connection, held_id(archive.network))
        assert last is not None
        assert revisions.content(connection, last).network.bookings == ()


def test_a_plan_of_another_network_is_refused_and_nothing_is_written(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = write_plan(folder / "a.json")
    plan.write_text(plan.read_text(encoding="utf-8").replace('"messe-c"', '"messe-d"'), encoding="utf-8")
    capsys.readouterr()
    hold(folder, plan, code=1)
    assert "messe-d is not in the network" in capsys.readouterr().err
    assert not (folder / "bookings.csv").exists()


def test_bookings_in_a_workbook_are_shown_but_never_written(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan = write_plan(folder / "a.json")
    write(folder, "messe-c;2022-06-16;kickoff;asked;;;;")
    book = folder.parent / "net.xlsx"
    assert run(["convert", str(folder), str(book)]) == 0
    capsys.readouterr()
    hold(book, plan, code=2)
    assert "planner convert" in capsys.readouterr().err
    hold(book)
    assert shown(book) == {"kickoff 2022-06-16"}


def test_a_danish_table_says_the_state_in_danish(folder: Path) -> None:
    settings = folder / "network.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace('locale = "en"', 'locale = "da"'), "utf-8")
    hold(folder, write_plan(folder / "a.json"))
    assert {*booked(folder, "state")} == {("forespurgt",)}
    hold(folder, folder / "a.json", until="2022-05-31")
    assert {*booked(folder, "state")} == {("holdt",)}
    assert {each.state for each in load_network(folder).bookings} == {"held"}
