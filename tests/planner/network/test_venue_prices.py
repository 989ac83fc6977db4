"""Prices of venues by season, and by offer for some days."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from planner.cli.program import run
from planner.network.problem import build_problem
from tests.planner.network_files import NetworkFiles

ROOMS = "venue;id;name;rate;theatre\nakkc;A;Store Sal;5000;100\nakkc;B;Lille Sal;1001;20\nmesse-c;A;Hallen;9000;200\n"
HEAD = "venue;room;first_day;last_day;rate;percent\n"
PRICES = HEAD + (
    "akkc;B;2023-02-01;2023-02-28;700;\n"
    "akkc;;2023-01-16;2023-03-31;;150\n"
    "messe-c;;2023-06-01;;100;\n"
)  # fmt: skip


def test_a_room_costs_what_holds_on_the_first_day_of_its_meeting(tmp_path: Path) -> None:
    files = NetworkFiles(tmp_path).write("rooms.csv", ROOMS).write("venue_prices.csv", PRICES)
    problem = build_problem(files.load())
    found = {day: problem.rates(date.fromisoformat(day)) for day in (
        "2023-01-15", "2023-01-16", "2023-02-01", "2023-03-31", "2023-04-01", "2023-06-01", "2023-06-02", "2031-01-01"
    )}  # fmt: skip
    assert found == {
        "2023-01-15": (5000, 1001, 9000),
        "2023-01-16": (7500, 1502, 9000),
        "2023-02-01": (7500, 700, 9000),
        "2023-03-31": (7500, 1502, 9000),
        "2023-04-01": (5000, 1001, 9000),
        "2023-06-01": (5000, 1001, 100),
        "2023-06-02": (5000, 1001, 9000),
        "2031-01-01": (5000, 1001, 9000),
    }


def test_prices_in_another_currency_are_exchanged_after_the_percent(tmp_path: Path) -> None:
    files = NetworkFiles(tmp_path).write("rooms.csv", ROOMS).write("venue_prices.csv", PRICES)
    files.replace("network.toml", "[meetings]", "[currencies]\nEUR = 7.5\n\n[meetings]")
    files.write("venues.csv", (
        "id;name;town;region;lat;lon;valuta\n"
        "akkc;AKKC;Aalborg;nord;57,048;9,919;EUR\nmesse-c;MESSE C;Fredericia;syd;55,566;9,753;\n"
    ))  # fmt: skip
    problem = build_problem(files.load())
    assert problem.rates(date(2023, 2, 1)) == (56250, 5250, 9000)
    assert problem.rates(date(2023, 3, 1))[1] == 11261, "1001 times 1.5 times 7.5 is 11261.25"


@pytest.mark.parametrize(("row", "column", "key"), [
    ("akkc;C;2023-02-01;;700;", "room", "network.no_such_room"),
    ("akkc;B;2023-02-28;2023-03-02;1;", "first_day", "network.two_prices"),
    ("akkc;B;2023-05-01;;;", None, "network.tables.one_price"),
    ("akkc;B;2023-05-01;;1;1", None, "network.tables.one_price"),
    ("nej;;2023-05-01;;1;", "venue", None),
    ("akkc;;2023-05-02;2023-05-01;1;", None, None),
])  # fmt: skip
def test_wrong_rows_are_told(tmp_path: Path, row: str, column: str | None, key: str | None) -> None:
    files = NetworkFiles(tmp_path).write("rooms.csv", ROOMS).write("venue_prices.csv", PRICES + row + "\n")
    (found,) = files.wrong()
    assert found.place.startswith("venue_prices.csv:5")
    assert column is None or found.place.endswith(column)
    assert key is None or found.key == key


def test_the_plan_waits_for_the_offer_and_its_price_is_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PLANNER_STORE", raising=False)
    files = NetworkFiles(tmp_path).write("venue_prices.csv", HEAD + (
        "akkc;;2022-06-01;2022-06-30;8000;\nmesse-c;;2022-06-01;2022-06-19;;200\n"
        "messe-c;;2022-06-22;;2500;\nmesse-c;;2022-06-23;2022-06-30;18000;\nmesse-c;;2022-06-20;2022-06-21;9000;\n"
    ))  # fmt: skip
    settings = (tmp_path / "network.toml").read_text(encoding="utf-8")
    settings = settings.partition("[[series]]")[0] + '\n[tables]\ndecimal = ","\n[rules.rent]\npoints = 1\nper = 100\n'
    files.write("network.toml", settings)
    assert run(["solve", str(tmp_path), "--out", str(tmp_path / "plan.json")]) == 0
    out = capsys.readouterr().out
    assert "22. jun. 2022" in out
    assert "2.500 DKK" in out
    assert run(["check", str(tmp_path), str(tmp_path / "plan.json")]) == 0
    assert "25" in capsys.readouterr().out
