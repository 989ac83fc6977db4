"""A confirmed booking that a change leaves unused is named before it is accepted, and in the comparison afterwards."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from constraints.problem.outcome import Limits
from planner.changes.reading import read_changes
from planner.jobs.job import Done, JobContext
from planner.schemas.proposals import Answer
from planner.store.archive import Archive
from planner.store.database import open_store
from planner.text.differences import difference_lines
from planner.text.proposals import BOOKINGS, facts
from planner.use_cases.homes import Home
from planner.use_cases.rescheduling import RescheduleRequest
from planner.web.page import tasks
from planner.web.page.tasks import Place
from tests.planner.web.page.accepted import accept, moved, small_folder
from tests.planner.web.page.browser import site
from tests.planner.web.page.test_access import Visitor

BOOKED = "venue;first_day;meeting;state\nakkc;2023-10-03;2023-2/nord;confirmed\n"
CANCELLED = {"kind": "cancel", "meetings": ["2023-2/nord"], "later": True}


def test_a_booking_that_a_proposal_leaves_unused_is_among_its_facts(tmp_path: Path) -> None:
    folder = small_folder(tmp_path).write("bookings.csv", BOOKED).path
    accept(folder)
    address = str(folder / "network.sqlite")
    request = RescheduleRequest(read_changes({"changes": [CANCELLED]}, "en"), date(2023, 2, 1), 1)
    place = Place(address, Home("net", folder))
    done = tasks.what_if(JobContext(lambda _message: None), "en", place, request, Limits(30.0))
    assert isinstance(done, Done)
    (first, *_) = Answer.model_validate_json(done.document).proposals
    assert len(first.bookings) == 1
    assert (BOOKINGS.say("da"), first.bookings[0]) in facts(first, "da")


def test_a_comparison_names_the_booking_that_is_no_longer_used(tmp_path: Path) -> None:
    files = small_folder(tmp_path)
    accept(files.path)
    accept(files.path, moved("2023-1/nord", "2023-03-08"))
    files.write("bookings.csv", BOOKED)
    accept(files.path, moved("2023-2/nord", "2023-10-04"))
    with open_store(str(files.path / "network.sqlite")) as store:
        archive = Archive(store, "net")
        found = archive.difference(2, 3)
        assert len(found.bookings) == 1
        assert difference_lines(found, "en")[-1] == found.bookings[0].say("en")
        assert archive.difference(1, 2).bookings == ()
    with site(files.path, tmp_path / "log", slots=0) as served:
        text = re.sub("<[^>]*>", "", Visitor(served.server).get("/n/net/compare?old=2&new=3").body.decode())
        assert found.bookings[0].say("en") in text


def test_rooms_are_chosen_by_their_names(tmp_path: Path) -> None:
    files = small_folder(tmp_path).add("rooms.csv", "akkc;B;Lille Sal;1000;40\n")
    accept(files.path)
    with site(files.path, tmp_path / "log", slots=0) as served:
        text = Visitor(served.server).get("/n/net/changes/new?kind=room_closed").body.decode()
    (chosen,) = re.findall(r'<select[^>]*name="room".*?</select>', text, re.DOTALL)
    assert re.findall('<option value="([^"]+)"[^>]*>(?:<bdi>)?([^<]*)', chosen) == [
        ("A", "AKKC: Store Sal / MESSE C: Hallen"), ("B", "AKKC: Lille Sal")
    ]  # fmt: skip
