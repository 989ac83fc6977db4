from __future__ import annotations

import io
from datetime import UTC, date, datetime, time
from typing import Any

import openpyxl
import pytest

from constraints.check import check
from constraints.problem.plan import Plan
from constraints.problem.problem import PlannedMeeting
from planner.network.problem import build_problem
from planner.network.tables import Room, StaffPerson, Venue
from planner.schemas.common import MeetingPlace, NamedJson
from planner.schemas.common import Venue as VenueJson
from planner.schemas.foresight import InReserve
from planner.store.revisions import Override, Revision
from planner.text.plan import plan_sections
from planner.text.plan_workbook import revision_workbook
from tests.planner.network_files import small_network, small_round, small_settings

Sheet = list[tuple[Any, ...]]
AT = datetime(2023, 1, 2, 9, tzinfo=UTC)
REVISION = Revision("net", 1, AT, "Kim", "Start", "", "", AT, AT, (Override("window", "kickoff", "Too late."),))


@pytest.fixture(scope="module")
def sheets() -> dict[str, Sheet]:
    """Return the rows of each sheet of the workbook of a plan with one meeting, with nasty names."""
    rounds = (small_round(title="=cmd|' /C calc'!A0", staff={"KL": 1}, layout="theatre"),)
    network = small_network(
        settings=small_settings(rounds=rounds, meal=100, price_per_member=1000),
        staff=(StaffPerson(id="K1", team="KL", name="@Kim"),),
        venues=(
            Venue(id="akkc", name="AKKC", town="Aalborg", address="+45 Vej", setup_half_days=1, teardown_half_days=1),
        ),
        rooms=(Room(venue="akkc", id="A", name="Sal A", theatre=100, rate=5000),),
    )
    hours = [datetime(2023, 3, 14, hour, tzinfo=UTC) for hour in (9, 14)]
    plan = Plan((PlannedMeeting("kickoff", hours[0], hours[1], "akkc", ("A",), ("K1",)),))
    data = revision_workbook(check(build_problem(network), plan), REVISION)
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert all(
        cell.data_type != "f" for name in book.sheetnames if name != "Costs" for row in book[name] for cell in row
    )
    return {name: [tuple(cell.value for cell in row) for row in book[name]] for name in book.sheetnames}


def test_a_meeting_is_a_row_with_real_days_times_and_numbers(sheets: dict[str, Sheet]) -> None:
    head, row = sheets["Plan"]
    found = dict(zip(head, row, strict=True))
    assert found["Meeting"] == "=cmd|' /C calc'!A0"
    assert found["Date"] == datetime(2023, 3, 14)  # noqa: DTZ001 - as cells have it
    assert (found["From"], found["To"]) == (time(10), time(15))
    assert (found["Members invited"], found["Expected"], found["Absent"]) == (2, 2, 0)
    assert (found["Rent"], found["Meals"]) == (5000, 200)


def test_the_house_is_told_when_its_rooms_are_wanted(sheets: dict[str, Sheet]) -> None:
    head, row = sheets["Rooms to book"]
    found = dict(zip(head, row, strict=True))
    assert (found["Venue"], found["Room"], found["Layout"], found["Seats"]) == (
        "AKKC, Aalborg",
        "Sal A",
        "theatre",
        100,
    )
    assert found["Ready for set-up from"] == datetime(2023, 3, 13, 12)  # noqa: DTZ001 - as cells have it
    assert found["Cleared by"] == datetime(2023, 3, 15, 12)  # noqa: DTZ001 - as cells have it


def test_attendance_rosters_costs_and_proof_have_sheets(sheets: dict[str, Sheet]) -> None:
    assert [row[:3] for row in sheets["Attendance"][1:]] == [("Aalborg", 1, 1), ("Fredericia", 1, 1)]
    assert sheets["Staff roster"][1][:2] == ("@Kim", "KL")
    assert sheets["Costs"][1][2:] == (5000, 200, 5200)
    assert sheets["Costs"][3][4] == "=SUM(E2:E2)"
    assert sheets["Proof"] == [
        ("Revision 1, accepted Mon 2 Jan 2023 10:00 by Kim: Start",),
        ("Despite rule window for kickoff: Too late.",),
    ]
    assert [cell for cell in sheets["Calendar"][1] if cell] == ["March 2023", "=cmd|' /C calc'!A0"]
    assert sheets["Calendar"][1].index("=cmd|' /C calc'!A0") == date(2023, 3, 14).day


def test_the_parts_of_meetings_are_a_sheet_of_their_own(sheets: dict[str, Sheet]) -> None:
    assert "Programme" not in sheets, "no meeting has parts"
    parts = [{"title": "Oplæg", "minutes": 90}, {"title": "Workshop", "minutes": 210}]
    network = small_network(small_settings(rounds=(small_round(hours=None, starts=["10:00"], parts=parts),)))
    hours = [datetime(2023, 3, 14, hour, tzinfo=UTC) for hour in (9, 14)]
    plan = Plan((PlannedMeeting("kickoff", hours[0], hours[1], "akkc", ("A",)),))
    verdict = check(build_problem(network), plan)
    book = openpyxl.load_workbook(io.BytesIO(revision_workbook(verdict, REVISION)))
    rows = [tuple(cell.value for cell in row) for row in book["Programme"]]
    assert [row[3:6] for row in rows[1:]] == [(time(10), time(11, 30), "Oplæg"), (time(11, 30), time(15), "Workshop")]
    sections = {title.key: rows for title, rows in plan_sections(verdict, "en")}
    assert sections["plan.programme"] == [("Kick-off", "Oplæg, 90 min., Workshop, 210 min.")]


def test_what_is_held_in_reserve_is_a_sheet_for_houses_and_staff(sheets: dict[str, Sheet]) -> None:
    assert "Days in reserve" not in sheets, "nothing is held"
    network = small_network(small_settings(rounds=(small_round(),)))
    first, second, after = (datetime(2023, 3, day, 10, tzinfo=UTC) for day in (14, 20, 21))
    plan = Plan((PlannedMeeting("kickoff", first, first.replace(hour=15), "akkc", ("A",)),))
    planned, held = (
        MeetingPlace(
            start=start, end=end.replace(hour=15), venue=VenueJson(id="akkc", name="AKKC", town="Aalborg"),
            rooms=(NamedJson(id="A", name="Sal A"),), staff=(NamedJson(id="K1", name="Kim"),),
        )
        for start, end in ((first, first), (second, after))
    )  # fmt: skip
    reserve = InReserve(
        id="kickoff", name="Kick-off", chance=0.0314, first=planned, second=held, both=0.00251, rent=5000,
        until=date(2023, 3, 7), booking=None,
    )  # fmt: skip
    data = revision_workbook(check(build_problem(network), plan), REVISION, [reserve])
    head, row = ([cell.value for cell in line] for line in openpyxl.load_workbook(io.BytesIO(data))["Days in reserve"])
    found: dict[Any, Any] = dict(zip(head, row, strict=True))
    days = [f"{found[title]:%Y-%m-%d}" for title in ("Planned day", "Day in reserve", "Last day", "Held until")]
    assert days == ["2023-03-14", "2023-03-20", "2023-03-21", "2023-03-07"]
    assert (found["From"], found["To"], found["Venue"], found["Rooms"]) == (time(10), time(15), "AKKC", "Sal A")
    assert (found["Staff"], found["Rent"]) == ("Kim", 5000)
    assert (found["Planned day hit (%)"], found["Both hit by one event (%)"]) == (3.1, 0.25)
