"""What a plan announces of each meeting."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from constraints.problem.plan import Plan
from constraints.problem.problem import PlannedMeeting
from planner.network.network import Network
from planner.network.problem import build_problem
from planner.network.published import Aspect, Named, Place, PublishedMeeting, changed_aspects, publish_meetings
from planner.store.documents import announced_text, read_announced
from tests.planner import announcements
from tests.planner.network_files import NetworkFiles

UTC_START, UTC_END = (datetime.fromisoformat(f"2023-03-14T{clock}:00+00:00") for clock in ("09:00", "14:30"))


def announced(written: Network, planned: PlannedMeeting) -> PublishedMeeting:
    """The one meeting of a plan."""
    return publish_meetings(written, build_problem(written), Plan((planned,)))[planned.meeting]


def planned(meeting: str, venue: str = "akkc", **other: object) -> PlannedMeeting:
    return PlannedMeeting(meeting, UTC_START, UTC_END, venue, ("A",), **other)  # type: ignore[arg-type]  # staff


def test_everything_a_calendar_may_show_is_in_it(tmp_path: Path) -> None:
    written = NetworkFiles(tmp_path).load()
    round_id = written.rounds[-1].round.id
    found = announced(written, planned(f"{round_id}/nord", staff=("K1",)))
    assert found.name == f"{found.title}, Nordjylland"
    assert (found.meeting, found.round, found.region) == (f"{round_id}/nord", round_id, Named("nord", "Nordjylland"))
    assert found.start.isoformat() == "2023-03-14T10:00:00+01:00"
    assert found.start.tzinfo == found.end.tzinfo == ZoneInfo("Europe/Copenhagen")
    assert isinstance(found.venue, Place)
    assert (found.venue.name, found.venue.town) == ("AKKC", "Aalborg")
    assert [room.id for room in found.rooms] == ["A"]
    assert [person.id for person in found.staff] == ["K1"]
    assert [each.name for each in found.municipalities] == ["Aalborg", "Hjørring"]
    assert found.members == ("a1", "a2", "b1")


def test_what_was_announced_before_stays_as_read() -> None:
    plain = announcements.announced(end=announcements.announced().start + timedelta(days=1, hours=2))
    written = json.loads(announced_text(plain))
    before = {key: value for key, value in written.items() if key not in {"overnight", "by_clock"}}
    assert read_announced(json.dumps(before)) == plain
    assert plain.days == 2, "the same hours each day, as until now"
    assert announcements.announced(end=plain.start + timedelta(days=1)).days == 1, "it can only be one stay"
    stay = replace(plain, overnight=True)
    assert (stay.days, read_announced(announced_text(stay))) == (1, stay)
    assert changed_aspects(plain, stay) == {Aspect.TIME}
    assert changed_aspects(plain, replace(plain, by_clock=True)) == {Aspect.SETUP}


def test_a_joint_meeting_is_for_everybody_and_of_no_region(tmp_path: Path) -> None:
    found = announced(NetworkFiles(tmp_path).load(), planned("kickoff", "messe-c"))
    assert found.region is None
    assert found.name == found.title
    assert len(found.municipalities) == 3
    assert len(found.members) == 4


def test_it_is_for_those_who_take_part_on_its_day_and_their_municipalities(tmp_path: Path) -> None:
    files = NetworkFiles(tmp_path)
    times = {"a1": ("2023-03-15", ""), "a2": ("", "2023-03-14"), "b1": ("", "2023-03-13"), "c1": ("2023-03-14", "")}
    written = files.load()
    rows = [f"{each.id};{each.municipality};{';'.join(times[each.id])}" for each in written.members]
    files.write("members.csv", "\n".join(["id;municipality;from_day;last_day", *rows, ""]))
    found = announced(files.load(), planned("kickoff", "messe-c"))
    assert found.members == ("a2", "c1")
    assert [each.name for each in found.municipalities] == ["Fredericia", "Aalborg"]
