"""Venues with prices in another currency."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from planner.network.problem import build_problem
from tests.messages import told_at
from tests.planner.network_files import NetworkFiles

HEAD = "id;name;town;region;lat;lon;valuta\n"


def test_prices_are_exchanged_at_the_stated_rate(tmp_path: Path) -> None:
    files = NetworkFiles(tmp_path)
    files.replace("network.toml", "[meetings]", "[currencies]\nEUR = 7.46\n\n[meetings]")
    files.write("venues.csv", HEAD + (
        "akkc;AKKC;Aalborg;nord;57,048;9,919;EUR\n"
        "messe-c;MESSE C;Fredericia;syd;55,566;9,753;\n"
    ))  # fmt: skip
    files.write("rooms.csv", (
        "venue;id;name;rate;theatre\nakkc;A;Store Sal;625;100\nakkc;B;Lille Sal;1;10\nmesse-c;A;Hallen;9000;200\n"
    ))  # fmt: skip
    files.write(
        "bookings.csv", "venue;first_day;state;price\nakkc;2023-01-20;confirmed;100\nmesse-c;2023-01-20;asked;100\n"
    )
    problem = build_problem(files.load())
    assert [room.rate for room in problem.rooms] == [4663, 7, 9000], "4662.5 and 7.46, rounded"
    assert [each.price for each in problem.bookings] == [746, 100]
    assert problem.bookings[0].span.first == date(2023, 1, 20)


def test_a_currency_without_a_rate_is_an_error(tmp_path: Path) -> None:
    files = NetworkFiles(tmp_path)
    files.write(
        "venues.csv",
        HEAD + "akkc;AKKC;Aalborg;nord;57,048;9,919;SEK\nmesse-c;MESSE C;Fredericia;syd;55,566;9,753;DKK\n",
    )
    assert files.wrong() == [told_at("venues.csv:2 currency", "network.no_rate", found="SEK")]
