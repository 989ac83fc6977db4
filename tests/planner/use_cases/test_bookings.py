"""Dates that are held: rows of bookings.csv, which calendars, status and rules know."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from calendars.ical.write import EventStatus
from planner.cli.program import run
from planner.feeds.publish import Publication, held_now
from planner.files.editing import FileChangedError
from planner.files.load import load_network
from planner.store import revisions
from planner.store.archive import Acceptance, held_id, open_archive
from planner.store.feeds import Audience
from planner.use_cases.bookings import release_edit, release_gone, reserves_edit
from planner.use_cases.homes import Home
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


RESERVE = """
[[risks]]
kind = "election"
reason = "Valg"
days_to_poll = [20, 26]
rate = 0.5

[rules.reserve]
rounds = ["kickoff", "2023-1"]
chance = 0.5
"""


@pytest.fixture
def accepted(folder: Path) -> Path:
    """The folder with rounds that have days in reserve, and an accepted plan."""
    settings = folder / "network.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + RESERVE, encoding="utf-8")
    assert run(["solve", str(folder), *AS_OF, "--accept", "--workers", "1"]) == 0
    return folder


def seen_by(folder: Path, kind: str, whose: str) -> set[str]:
    """Return the days in reserve that someone sees as tentative, by meeting and day."""
    with open_archive(folder) as archive, archive.store.reading() as connection:
        held = Publication.last(connection, held_id(archive.network))
        views = held.seen(frozenset({Audience(kind, whose)}))
        assert all(each.event().status is EventStatus.TENTATIVE for each in views)
        return {f"{each.view.announced.meeting} {each.view.announced.start.date()}" for each in views}


def test_days_in_reserve_are_rows_of_bookings_and_tentative_for_staff_and_venues(
    accepted: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    asked = ["reserve", str(accepted), *AS_OF, "--workers", "1", "--format", "json"]
    assert run(asked) == 0
    answer = json.loads(capsys.readouterr().out)
    assert not answer["booked"]
    assert not (accepted / "bookings.csv").exists()
    found = [each for each in answer["meetings"] if each["second"]]
    assert found
    assert all(each["both"] <= answer["limit"] < each["chance"] for each in found)
    assert run([*asked[:-2], "--book"]) == 0
    assert "bookings.csv" in capsys.readouterr().out
    assert {row["meeting"] for row in rows(accepted)} == {each["id"] for each in found}
    assert {*booked(accepted, "state", "source")} == {("reserve", "reserve")}
    days = {f"{each['id']} {each['second']['start'][:10]}" for each in found}
    assert shown(accepted) == days
    assert seen_by(accepted, "network", "") == days
    for each in found:
        day = f"{each['id']} {each['second']['start'][:10]}"
        assert day in seen_by(accepted, "venue", each["second"]["venue"]["id"])
        assert all(day in seen_by(accepted, "staff", person["id"]) for person in each["second"]["staff"])
    members = load_network(accepted).members
    assert not set().union(*(seen_by(accepted, "member", each.id) for each in members))


def test_what_is_held_in_reserve_is_said_and_released(accepted: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["reserve", str(accepted), *AS_OF]
    assert run([*asked, "--workers", "1", "--book"]) == 0
    booked_days = {(row["meeting"], row["first_day"]) for row in rows(accepted)}
    capsys.readouterr()
    assert run([*asked, "--held", "--format", "json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert {(each["id"], each["second"]["start"][:10]) for each in answer["meetings"]} == booked_days
    assert answer["rent"] == sum(each["rent"] for each in answer["meetings"]) > 0
    for each in answer["meetings"]:
        assert {key: each["booking"][key] for key in ("meeting", "from", "source")} == {
            "meeting": each["id"], "from": each["second"]["start"][11:19], "source": "reserve"
        }  # fmt: skip
    assert run([*asked, "--release", "kickoff"]) == 0
    left = {each for each in booked_days if each[0] != "kickoff"}
    assert {(row["meeting"], row["first_day"]) for row in rows(accepted)} == left != booked_days
    assert shown(accepted) == {f"{meeting} {day}" for meeting, day in left}
    assert run([*asked, "--release", "kickoff"]) == 2
    assert "kickoff" in capsys.readouterr().err
    assert run([*asked, "--release", "all"]) == 0
    assert (rows(accepted), shown(accepted)) == ([], set())


def test_members_see_days_in_reserve_if_that_is_wanted(accepted: Path) -> None:
    settings = accepted / "network.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + "members = true\n", encoding="utf-8")
    assert run(["reserve", str(accepted), *AS_OF, "--workers", "1", "--book"]) == 0
    members = load_network(accepted).members
    assert set().union(*(seen_by(accepted, "member", each.id) for each in members)) == shown(accepted) != set()


def test_booking_reserves_again_replaces_them_and_nothing_else(accepted: Path) -> None:
    first = accepted / "bookings.csv"
    first.write_text(f"{HEADER}\nmesse-c;2022-06-17;kickoff;reserve;;;by hand;\n", encoding="utf-8")
    for _ in range(2):
        assert run(["reserve", str(accepted), *AS_OF, "--workers", "1", "--book"]) == 0
    assert len({(row["meeting"], row["source"]) for row in rows(accepted)}) == len(rows(accepted)) > 1
    assert booked(accepted, "note", "source")[0] == ("by hand", "")
    kept = booked(accepted, "meeting", "first_day", "source", "staff")
    hold(accepted)
    assert booked(accepted, "meeting", "first_day", "source", "staff") == kept


RESERVED = "messe-c;2022-06-17;kickoff;reserve;;;;reserve"


@pytest.mark.parametrize(
    "meanwhile",
    [RESERVED.replace("17", "20"), RESERVED.replace("kickoff", "2023-1/nord"), RESERVED.replace(";;reserve", ";x;")],
)
def test_rows_are_not_taken_for_others_that_stand_on_their_lines_by_now(folder: Path, meanwhile: str) -> None:
    write(folder, RESERVED)
    with open_archive(folder) as archive:
        home, store, network = Home(archive.network, folder), archive.store, load_network(folder)
        assert release_edit(home, store, network).after == reserves_edit(home, store, network, []).after
        write(folder, meanwhile)
        with pytest.raises(FileChangedError):
            release_edit(home, store, network)
        with pytest.raises(FileChangedError):
            reserves_edit(home, store, network, [])


def test_a_row_whose_meeting_a_change_gave_up_is_still_that_row(folder: Path) -> None:
    write(folder, RESERVED, RESERVED.replace("kickoff", "2023-1/nord").replace("17", "20"))
    network = load_network(folder)
    given_up = network.model_copy(
        update={"bookings": (replace(network.bookings[0], meeting=None), network.bookings[1])}
    )
    with open_archive(folder) as archive:
        edit = release_edit(Home(archive.network, folder), archive.store, given_up)
    assert edit.after["bookings.csv"] == f"{HEADER}\n{RESERVED}\n".encode()


def test_days_in_reserve_are_booked_for_an_accepted_plan_alone(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["reserve", str(folder), *AS_OF]) == 2
    assert "[[risks]]" in capsys.readouterr().err
    settings = folder / "network.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + RESERVE, encoding="utf-8")
    assert run(["reserve", str(folder), *AS_OF, "--book", "--workers", "1"]) == 2
    assert "accept" in capsys.readouterr().err


def test_rounds_and_staff_that_do_not_exist_are_said(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = folder / "network.toml"
    wrong = RESERVE.replace('"kickoff", "2023-1"', '"kickoff", "kikoff"')
    settings.write_text(settings.read_text(encoding="utf-8") + wrong, encoding="utf-8")
    header = HEADER.replace(";price", ";staff;price")
    row = "messe-c;2022-06-17;kickoff;reserve;2022-06-01;nobody;;;\n"
    (folder / "bookings.csv").write_text(f"{header}\n{row}", encoding="utf-8")
    assert run(["solve", str(folder)]) == 2
    said = capsys.readouterr().err
    assert "kikoff" in said
    assert "nobody" in said
