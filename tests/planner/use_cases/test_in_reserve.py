"""What is held in reserve for an accepted plan, as it stands in the table of bookings."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from constraints.check import check
from planner.files.load import load_network
from planner.files.plan_file import parse_plan
from planner.network.network import Network
from planner.network.problem import build_problem
from planner.reschedule.foresight import RiskAhead
from planner.reschedule.reserves import in_reserve
from planner.schemas.foresight import InReserve
from tests.planner.use_cases.test_bookings import RESERVE
from tests.planner.web.page.accepted import small_folder
from tests.planner.web.planning import PLAN

TODAY = date(2022, 5, 2)
HEADER = "venue;rooms;first_day;meeting;state;until;staff;price"
FIRST, SECOND = date(2023, 3, 7), date(2023, 3, 20)


def network(place: Path, *rows: str) -> Network:
    files = small_folder(place).write("bookings.csv", "\n".join((HEADER, *rows)) + "\n")
    settings = files.path / "network.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + RESERVE, encoding="utf-8")
    return load_network(files.path)


def held(of: Network, as_of: date = TODAY) -> tuple[InReserve, ...]:
    return in_reserve(of, parse_plan(json.dumps(PLAN), "plan", "en"), as_of)


def test_day_venue_staff_price_and_the_chance_of_both_are_said(tmp_path: Path) -> None:
    found = network(tmp_path, f"messe-c;A;{SECOND};2023-1/nord;reserve;2023-03-01;K1;")
    (each,) = held(found)
    assert each.second is not None
    assert (each.first.start.date(), each.second.start.date(), each.until) == (FIRST, SECOND, date(2023, 3, 1))
    assert (each.second.venue.id, [room.id for room in each.second.rooms]) == ("messe-c", ["A"])
    assert [person.id for person in each.second.staff] == ["K1"]
    assert each.rent == 9000
    risk = RiskAhead.of(found.settings.risks[0], found, TODAY)
    chance = math.fsum(
        chance * (day <= FIRST <= SECOND <= day + timedelta(campaign)) / len(risk.lengths.days_to_poll)
        for day, chance in risk.chances.items()
        for campaign in risk.lengths.days_to_poll
    )
    assert chance > 0.005
    assert each.both == pytest.approx(chance, abs=1e-6)


def test_a_price_that_was_agreed_counts_and_every_reserve_of_a_meeting_is_shown(tmp_path: Path) -> None:
    rows = [f"messe-c;A;{SECOND};2023-1/nord;reserve;;;7000", "akkc;A;2023-04-11;2023-1/nord;reserve;;;"]
    found = held(network(tmp_path, *rows))
    assert [(each.id, each.rent, each.until) for each in found] == [
        ("2023-1/nord", 7000, None), ("2023-1/nord", 5000, None)
    ]  # fmt: skip


@pytest.mark.parametrize(
    "row",
    [
        f"messe-c;A;{SECOND};2023-1/nord;reserve;2022-05-01;;",
        f"messe-c;A;{FIRST};2023-1/nord;reserve;;;",
        f"messe-c;A;{SECOND};;reserve;;;",
        f"messe-c;A;{SECOND};2023-1/nord;confirmed;;;",
    ],
    ids=["released", "used", "of no meeting", "of another state"],
)
def test_what_is_not_held_for_another_day_is_left_out(tmp_path: Path, row: str) -> None:
    assert held(network(tmp_path, row)) == ()


def test_nothing_is_held_once_the_meeting_is_past(tmp_path: Path) -> None:
    found = network(tmp_path, f"messe-c;A;{SECOND};2023-1/nord;reserve;;;")
    assert len(held(found, FIRST)) == 1
    assert held(found, FIRST + timedelta(1)) == ()


@pytest.mark.parametrize(
    ("as_of", "nord", "kept"),
    [(TODAY, FIRST, True), (date(2023, 3, 2), FIRST, False), (TODAY, SECOND, False)],
    ids=["held", "released", "used"],
)
def test_a_later_plan_leaves_what_is_in_reserve_alone_as_long_as_it_is_held(
    tmp_path: Path,
    as_of: date,
    nord: date,
    kept: bool,  # noqa: FBT001 - expected
) -> None:
    of = network(tmp_path, f"akkc;A;{SECOND};2023-1/nord;reserve;2023-03-01;K1;")
    meetings = [each for each in PLAN["meetings"] if each["id"] not in {"2023-1/nord", "2023-1/syd"}]
    meetings += [
        {"id": name, "start": f"{day}T10:00:00+01:00", "end": f"{day}T15:30:00+01:00", "venue": venue, "rooms": ["A"],
         "staff": ["K1"]}
        for name, day, venue in (("2023-1/nord", nord, "akkc"), ("2023-1/syd", date(2023, 3, 20), "messe-c"))
    ]  # fmt: skip
    plan = parse_plan(json.dumps({"meetings": meetings}), "plan", "en")
    broken = check(replace(build_problem(of), as_of=as_of), plan).broken
    about = [(each.meetings, each.about) for each in broken if each.rule == "reserve_free"]
    assert about == ([(("2023-1/syd",), ("K1",))] if kept else [])
