"""How bookings.csv is read."""

from __future__ import annotations

from datetime import date, time

import pytest

from tests.messages import told_at
from tests.planner.network_files import NetworkFiles

MEETING = "kickoff"


def test_bookings_are_read_in_english_and_in_danish(network_files: NetworkFiles) -> None:
    network_files.write("bookings.csv", (
        "mødested;lokaler;første dag;sidste dag;fra;til;møde;status;holdt til;pris;bemærkning\n"
        f"AKKC;A;2023-01-20;;8:00;16:00;{MEETING};option;2023-01-10;9000;ring til Bo\n"
        "akkc;;2023-02-01;2023-02-03;;;;Bekræftet;;;\n"
    ))  # fmt: skip
    one, other = network_files.load().bookings
    assert (one.venue, one.rooms, one.meeting, one.state, one.until) == (
        "akkc", ("A",), MEETING, "held", date(2023, 1, 10)
    )  # fmt: skip
    assert (one.price, one.start, one.end) == (9000, time(8), time(16))
    assert (other.rooms, len(other.span()), other.meeting, other.state, other.price) == ((), 3, None, "confirmed", None)


@pytest.mark.parametrize(("row", "place", "key", "values"), [
    ("akkc;;2023-01-20;;held;", "bookings.csv:2", "network.tables.until_when", {}),
    ("akkc;;2023-01-20;;asked;2023-01-10", "bookings.csv:2", "network.tables.not_until",
     {"state": "option_names.asked"}),
    ("akkc;B;2023-01-20;;asked;", "bookings.csv:2 rooms", "network.no_such_room", {"found": "B", "venue": "akkc"}),
    ("akkc;;2023-01-20;xyz;asked;", "bookings.csv:2 meeting", "network.no_meeting", {"found": "xyz"}),
    ("xyz;;2023-01-20;;asked;", "bookings.csv:2 venue", "references.unknown",
     {"found": "xyz", "where": "references.targets.venues"}),
    ("akkc;;2023-01-20;;maybe;", "bookings.csv:2 state", "validation.not_one_of",
     {"found": "maybe", "expected": ["option_names.confirmed", "option_names.held",
      "option_names.asked", "option_names.reserve"]}),
])  # fmt: skip
def test_mistakes_are_told_with_row_value_and_what_to_write(
    network_files: NetworkFiles, row: str, place: str, key: str, values: dict[str, object]
) -> None:
    network_files.write("bookings.csv", f"venue;rooms;first_day;meeting;state;until\n{row}\n")
    assert network_files.wrong()[0] == told_at(place, key, **values)
