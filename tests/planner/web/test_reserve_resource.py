"""Days in reserve as resources: found, booked, released and taken back, and nobody's booking is lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from planner.feeds.publish import held_now
from planner.store.archive import Archive
from planner.store.database import open_store
from planner.use_cases.bookings import release_edit
from planner.use_cases.moving import move_to_folder
from planner.web.changes import _Reserves
from planner.web.checks import Place
from planner.web.problems import ProblemError
from tests.planner.network_files import FILES
from tests.planner.web.planning import PLAN, Planning
from tests.planner.web.server import Answer
from tests.planner.web.test_foresight import RISK, SETTINGS

RULE = "\n[rules.reserve]\nrounds = ['2023-1']\nchance = 0.5\n"
AS_OF = "as_of=2022-05-02"
NUMBERS = count(1)
HAND = {"venue": "messe-c", "rooms": ["A"], "staff": ["K1"], "meeting": "2023-1/nord", "first_day": "2023-04-11",
        "state": "reserve", "price": 700, "note": "aftalt i telefonen"}  # fmt: skip
NORD = {**HAND, "source": "reserve", "note": "", "price": None, "first_day": "2023-04-18", "until": "2023-03-01"}
SYD = {**NORD, "meeting": "2023-1/syd", "first_day": "2023-04-25"}


@dataclass(frozen=True)
class Reserving:
    """A network whose rounds have days in reserve, with an accepted plan."""

    planning: Planning
    name: str

    def ask(self, method: str = "GET", of: str = "", body: object = None, **headers: str) -> Answer:
        place = f"/networks/{self.name}/reserves{of}?{AS_OF}"
        return self.planning.client.ask(place, method, body, **headers)

    def book(self, *rows: dict[str, Any], revision: int = 1, tag: str | None = None) -> Answer:
        given = self.ask().json["etag"] if tag is None else tag
        return self.ask("PUT", body={"revision": revision, "bookings": rows}, If_Match=given)

    def held(self) -> list[dict[str, Any]]:
        return [each["booking"] for each in self.ask().json["meetings"]]

    def shown(self) -> set[str]:
        """The dates that calendars show as tentative."""
        with open_store(self.planning.address) as store, store.reading() as connection:
            return {*held_now(connection, self.name)}


@pytest.fixture
def net(busy: Planning) -> Reserving:
    name = f"reserves-{next(NUMBERS)}"
    files = {**FILES, SETTINGS: FILES[SETTINGS] + RISK + RULE}
    assert busy.client.ask(f"/networks/{name}", "PUT", files).status == 201
    body = {"by": "Anne", "plan": PLAN, "as_of": "2022-05-01"}
    assert busy.client.ask(f"/networks/{name}/revisions", "POST", body, If_Match='"0"').status == 201
    return Reserving(busy, name)


def known(row: dict[str, Any]) -> dict[str, Any]:
    """What is said of a booking."""
    return {key: value for key, value in row.items() if value not in (None, "", [])}


def test_what_was_found_is_booked_as_it_is_and_stands_in_calendars(net: Reserving) -> None:
    found = net.planning.client.ask(f"/networks/{net.name}/reserve", "POST", {"as_of": "2022-05-02"}).json
    rows = [each["booking"] for each in found["meetings"]]
    assert {row["meeting"] for row in rows} == {"2023-1/nord", "2023-1/syd"}
    assert net.held() == []
    booked = net.book(*rows, revision=found["revision"])
    assert booked.status == 200, booked.body
    assert booked.json == net.ask().json
    assert [known(each["booking"]) for each in booked.json["meetings"]] == [known(row) for row in rows]
    assert [each["second"] for each in booked.json["meetings"]] == [each["second"] for each in found["meetings"]]
    assert booked.headers["etag"] == booked.json["etag"]
    assert len(net.shown()) == 2


def test_those_that_were_found_before_go_and_those_written_by_hand_stay(net: Reserving) -> None:
    assert net.book(HAND, NORD, SYD).status == 200
    assert [known(row) for row in net.held()] == [known(HAND), known(NORD), known(SYD)]
    later = {**SYD, "first_day": "2023-05-02"}
    assert [known(row) for row in net.book(later).json and net.held()] == [known(HAND), known(later)]
    again = net.book({**later, "price": 4000, "note": "billigere"}).json
    assert (again["meetings"][1]["booking"]["price"], again["meetings"][1]["rent"]) == (4000, 4000)
    assert again["meetings"][1]["booking"]["note"] == "billigere"
    assert net.book().status == 200
    assert [known(row) for row in net.held()] == [known(HAND)]


def test_a_reserve_has_hours_of_its_own_if_they_are_sent(net: Reserving) -> None:
    booked = net.book({**NORD, "from": "12:00", "to": "16:30"}).json["meetings"][0]
    assert (booked["second"]["start"], booked["second"]["end"]) == (
        "2023-04-18T12:00:00+02:00", "2023-04-18T16:30:00+02:00"
    )  # fmt: skip
    assert (booked["booking"]["from"], booked["booking"]["to"]) == ("12:00:00", "16:30:00")
    assert net.book(booked["booking"]).json["meetings"] == [booked]


def test_one_meeting_or_all_are_released_and_what_is_answered_takes_it_back(net: Reserving) -> None:
    before = net.book(HAND, NORD, SYD).json
    place = "/2023-1/nord"
    nord = net.ask(of=place)
    assert [each["id"] for each in nord.json["meetings"]] == ["2023-1/nord", "2023-1/nord"]
    assert nord.json["rent"] == sum(each["rent"] for each in nord.json["meetings"])
    assert nord.headers["etag"] == nord.json["etag"] != before["etag"]
    gone = net.ask("DELETE", place, If_Match=nord.json["etag"])
    assert (gone.status, gone.json) == (200, nord.json)
    assert [known(row) for row in net.held()] == [known(SYD)]
    assert len(net.shown()) == 1
    assert {net.ask(of=place).status, net.ask("DELETE", place, If_Match="*").status} == {404}
    back = net.book(*(each["booking"] for each in gone.json["meetings"]), *net.held())
    assert {**back.json, "etag": ""} == {**before, "etag": ""}
    every = net.ask("DELETE", If_Match=back.json["etag"])
    assert (every.status, every.json) == (200, back.json)
    assert (net.held(), net.shown()) == ([], set())
    assert net.ask("DELETE", If_Match="*").status == 200


def test_whoever_has_not_seen_what_is_held_changes_nothing_and_hears_what_it_is(net: Reserving) -> None:
    seen = net.ask().json["etag"]
    now = net.book(NORD).json
    for method, body in (("PUT", {"revision": 1, "bookings": [SYD]}), ("DELETE", None)):
        late = net.ask(method, body=body, If_Match=seen)
        assert (late.status, late.json["type"], late.json["reserves"]) == (412, "/problems/changed", now)
        assert net.ask(method, body=body).json["type"] == "/problems/no-condition"
        assert net.ask(method, body=body, If_Match="etag").json["errors"][0]["header"] == "If-Match"
    of = net.ask(of="/2023-1/nord").json
    assert net.book(NORD, SYD).status == 200  # that of the one meeting is as it was
    assert net.ask("DELETE", "/2023-1/nord", If_Match=now["etag"]).json["reserves"] == of
    assert net.ask("DELETE", "/2023-1/nord", If_Match=of["etag"]).status == 200
    assert [known(row) for row in net.held()] == [known(SYD)]


def test_of_many_who_book_at_once_one_counts(net: Reserving) -> None:
    tag = net.ask().json["etag"]
    days = [f"2023-04-{day}" for day in (18, 19, 20, 25)]
    with ThreadPoolExecutor(4) as many:
        made = list(many.map(lambda day: net.book({**NORD, "first_day": day}, tag=tag), days))
    assert sorted(each.status for each in made) == [200, 412, 412, 412], [each.body for each in made]
    (kept,) = (each.json for each in made if each.status == 200)
    assert net.ask().json == kept


@pytest.mark.parametrize("meeting", ["", "2023-1/nord"])
def test_what_others_book_between_look_and_write_is_kept(net: Reserving, meeting: str) -> None:
    as_of, tag = date(2022, 5, 2), net.book(NORD).json["etag"]
    seen = _Reserves.of(Place(net.planning.address, net.name), "", frozenset({tag}), as_of)
    others = net.book({**NORD, "first_day": "2023-04-19"}).json  # as many rows as before, on the same lines
    with pytest.raises(ProblemError) as told, seen.unless_changed(as_of):
        seen.write(release_edit(seen.home, seen.archive.store, seen.today.network, meeting), as_of)
    assert told.value.kind.status == 412
    assert net.ask().json == others


def test_what_was_found_for_another_plan_is_not_booked(net: Reserving) -> None:
    tag = net.ask().json["etag"]
    body = {"by": "Anne", "plan": PLAN, "as_of": "2022-05-02"}
    assert net.planning.client.ask(f"/networks/{net.name}/revisions", "POST", body, If_Match='"1"').status == 201
    assert net.book(NORD, tag=tag).json["type"] == "/problems/changed"
    late = net.book(NORD)
    assert (late.status, late.json["type"], late.json["revision"]) == (412, "/problems/stale", 2)
    assert net.held() == []
    assert net.book(NORD, revision=2).status == 200


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"venue": "messe-d"}, "#/bookings/1/venue"),
        ({"rooms": ["A", "Z"]}, "#/bookings/1/rooms"),
        ({"staff": ["K9"]}, "#/bookings/1/staff"),
        ({"meeting": "2023-1/øst"}, "#/bookings/1/meeting"),
        ({"meeting": None}, "#/bookings/1"),
        ({"state": "confirmed", "until": None}, "#/bookings/1"),
        ({"first_day": "2023-02-30"}, "#/bookings/1/first_day"),
        ({"last_day": "2023-04-01"}, "#/bookings/1"),
        ({"floor": 2}, "#/bookings/1/floor"),
    ],
)
def test_what_is_wrong_is_told_at_its_place_and_nothing_is_booked(
    net: Reserving, wrong: dict[str, Any], pointer: str
) -> None:
    assert net.book(HAND).status == 200
    refused = net.book(NORD, {**SYD, **wrong})
    assert refused.status == 422, refused.body
    assert [each["pointer"] for each in refused.json["errors"]] == [pointer]
    assert [known(row) for row in net.held()] == [known(HAND)]


def test_readers_see_what_is_held_and_change_nothing(net: Reserving) -> None:
    assert net.book(NORD).status == 200
    reader, place = net.planning.reader(), f"/networks/{net.name}/reserves"
    assert reader.ask(f"{place}?{AS_OF}").json == net.ask().json
    assert reader.ask(f"{place}/2023-1%2Fnord?{AS_OF}").json == net.ask(of="/2023-1/nord").json
    body = {"revision": 1, "bookings": []}
    assert reader.ask(place, "PUT", body, If_Match="*").status == 403
    assert reader.ask(place, "DELETE", If_Match="*").status == 403
    assert reader.ask(f"{place}/2023-1/nord", "DELETE", If_Match="*").status == 403
    assert len(net.held()) == 1


def test_files_in_a_folder_are_changed_there(net: Reserving, tmp_path: Path) -> None:
    with open_store(net.planning.address) as store:
        move_to_folder(tmp_path / "there", Archive(store, net.name))
    for method, body in (("PUT", {"revision": 1, "bookings": [NORD]}), ("DELETE", None)):
        refused = net.ask(method, body=body, If_Match="*")
        assert (refused.status, refused.json["type"]) == (409, "/problems/files-elsewhere")
    assert net.ask().status == 200
