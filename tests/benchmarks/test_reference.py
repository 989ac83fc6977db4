"""benchmarks/reference.py states exactly the reference network's problem."""

import csv
import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.benchmarks.reference_scorer import Scorer

REPOSITORY = Path(__file__).resolve().parents[2]
SECONDS = 300

TABLES: dict[str, tuple[str, Sequence[Sequence[object]]]] = {
    "municipalities": ("id name region", [("1", "Et", "Vest"), ("2", "To", "Vest"), ("3", "Tre", "Øst")]),
    "members": ("id municipality role", [(f"{place}-{n}", place, "chef") for place in "123" for n in (1, 2, 3)]),
    "consultants": ("id team", [("k-1", "KL"), ("k-2", "KL"), ("s-1", "Socialstyrelsen")]),
    "venues": ("id name town region lat lon", [(f"{region[0]}{n}", f"{region} {n}", region, region, 55 + n, 9)
                                                for region in ("Vest", "Øst") for n in (1, 2)]),
    "rooms": ("venue room seats rate_dkk", [(f"{region}{n}", f"{region}{n}-{k}", seats, 105 * seats * n + k)
                                             for region in "VØ" for n in (1, 2)
                                             for k, seats in enumerate((4, 9, 2, 2, 1))]),
    "venue_closed": ("venue first_day last_day", [("V1", "2022-09-05", "2022-09-30")]),
    "travel": ("municipality venue minutes", [(place, f"{region}{n}", 7 * int(place) + 30 * n)
                                               for place in "123" for region in "VØ" for n in (1, 2)]),
    "closed_days": ("scope first_day last_day reason", [("all", "2022-06-01", "2022-06-02", "Valg"),
                                                         ("Vest", "2022-06-03", "2022-06-06", "Egen ferie"),
                                                         ("Øst", "2023-02-13", "2023-02-17", "Vinterferie")]),
}  # fmt: skip

ROUNDS = [
    ("kickoff", "joint", "2022-05-31", "2022-06-10"),
    ("2022-2", "regional", "2022-08-01", "2022-09-30"),
    ("2023-1", "regional", "2023-01-09", "2023-03-03"),
    ("2023-2", "regional", "2023-05-01", "2023-06-09"),
]

RULES = {
    "hours": ["10:00", "15:30"], "breakout_rooms": 2, "teams_at_every_meeting": ["KL", "Socialstyrelsen"],
    "consultant_max_meetings_per_iso_week": 1, "region_gap_days": [90, 200], "kickoff_gap_days": 60,
    "round_span_days": 12, "same_venue_not_twice_running": True,
    "points": {"absent_member": 1000, "left_out_member_year": 4000, "travel_minute": 1, "rent_per_dkk": [1, 10],
               "monday": 1000, "friday": 4000, "worst_travel_minute": 20},
}  # fmt: skip


def busy_every(weekday: int, person: str) -> list[tuple[str, date, date]]:
    """A person who can never come on that weekday, and not in odd weeks on the day after."""
    days = (date(2022, 5, 2) + timedelta(days=weekday + 7 * week) for week in range(70))
    return [(person, day, day + timedelta(days=day.isocalendar().week % 2)) for day in days]


def write_small(folder: Path) -> None:
    busy = [row for n, (person, *_) in enumerate(TABLES["members"][1]) for row in busy_every(n % 4, str(person))]
    busy += [*busy_every(2, "s-1"), ("3-1", date(2023, 1, 1), date(2023, 6, 30))]
    for name, (header, rows) in {**TABLES, "busy": ("person first_day last_day", busy)}.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header.split(), *rows])
    rounds = [
        {"id": name, "title": name, "kind": kind, "first_day": first, "last_day": last}
        for name, kind, first, last in ROUNDS
    ]
    network = {
        "name": "Lille", "seed": 0, "timezone": "Europe/Copenhagen", "horizon": ["2022-05-01", "2023-06-30"],
        "regions": ["Vest", "Øst"], "rounds": rounds, "rules": RULES,
    }  # fmt: skip
    (folder / "network.json").write_text(json.dumps(network), encoding="utf-8")


def planned(folder: Path, out: Path) -> dict[str, Any]:
    script = REPOSITORY / "benchmarks" / "reference.py"
    command = [sys.executable, str(script), str(folder), "--seconds", str(SECONDS), "--out", str(out)]
    subprocess.run(command, check=True, env={"PYTHONPATH": str(REPOSITORY)})
    found: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small")
    write_small(folder)
    return folder


@pytest.fixture(scope="module")
def small_plan(small: Path) -> dict[str, Any]:
    return planned(small, small / "plan.json")


def test_plan_of_a_small_network_keeps_every_reference_rule(small: Path, small_plan: dict[str, Any]) -> None:
    assert Scorer(small).broken(small_plan["meetings"]) == []


def test_objective_of_a_small_network_is_its_reference_points(small: Path, small_plan: dict[str, Any]) -> None:
    points = Scorer(small).points(small_plan["meetings"])
    assert small_plan["status"] == "optimal"
    assert small_plan["objective"] == small_plan["bound"] == sum(points.values())
    assert points["left_out"] > 0


def test_scorer_finds_what_is_broken(small: Path, small_plan: dict[str, Any]) -> None:
    first, *others = small_plan["meetings"]
    on_sunday = {**first, "day": "2022-06-05", "consultants": ["k-1", "k-2"], "venue": "V1", "rooms": ["V1-0"]}
    found = Scorer(small).broken([on_sunday, *others])
    assert [text[0] for text in found] == ["2", "5", "6"]


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_reference_network_is_planned_to_its_known_optimum(
    seed: int, shared: Callable[[str], Path], tmp_path: Path
) -> None:
    make = shared("reference/make_reference.py")
    expected = json.loads(shared("reference/expected.json").read_text(encoding="utf-8"))["seeds"][str(seed)]
    subprocess.run([sys.executable, str(make), str(seed), str(tmp_path)], check=True, capture_output=True)
    found = planned(tmp_path, tmp_path / "plan.json")
    scorer = Scorer(tmp_path)
    assert (found["status"], found["objective"]) == ("optimal", expected["optimum"])
    assert scorer.broken(found["meetings"]) == []
    assert sum(scorer.points(found["meetings"]).values()) == expected["optimum"]
