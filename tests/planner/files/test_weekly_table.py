"""How weekly.csv and venue_offered.csv are read."""

from __future__ import annotations

from datetime import time

import pytest

from tests.messages import told_at
from tests.planner.network_files import NetworkFiles


def test_the_tables_may_be_written_in_danish(network_files: NetworkFiles) -> None:
    network_files.write(
        "weekly.csv", "person;mødested;slags;ugedage;fra;til\nK1;;kun;mandag-onsdag;;\n;AKKC;aldrig;lør og søn;8.30;\n"
    )
    network_files.write("venue_offered.csv", "mødested;første dag;sidste dag\nMESSE C;2023-03-06;2023-03-08\n")
    network = network_files.load()
    assert [(each.person, each.venue, each.kind, each.weekdays, each.start) for each in network.weekly] == [
        ("K1", None, "only", ("monday", "tuesday", "wednesday"), None),
        (None, "akkc", "never", ("saturday", "sunday"), time(8, 30)),
    ]
    assert [(each.venue, len(each.span())) for each in network.venue_offered] == [("messe-c", 3)]


@pytest.mark.parametrize(("row", "place", "key", "values"), [
    ("K9;;kun;mandag;;", "weekly.csv:2 person", "references.unknown",
     {"found": "K9", "where": "references.targets.people"}),
    ("K1;;kun;mandagg;;", "weekly.csv:2 weekdays", "fields.weekdays", {"found": '"mandagg"'}),
    ("K1;akkc;kun;mandag;;", "weekly.csv:2", "network.tables.whose", {}),
    (";;kun;mandag;;", "weekly.csv:2", "network.tables.whose", {}),
    ("K1;;kun;mandag;16;8", "weekly.csv:2 from", "cells.clock", {"found": "16"}),
    ("K1;;kun;mandag;16:00;8:00", "weekly.csv:2", "fields.hours_backwards", {"start": "16:00:00", "end": "08:00:00"}),
    ("K1;;måske;mandag;;", "weekly.csv:2 kind", "validation.not_one_of",
     {"found": "måske", "expected": ["option_names.only", "option_names.never"]}),
])  # fmt: skip
def test_mistakes_are_told_with_row_value_and_what_to_write(
    network_files: NetworkFiles, row: str, place: str, key: str, values: dict[str, object]
) -> None:
    network_files.write("weekly.csv", f"person;venue;kind;weekdays;from;to\n{row}\n")
    found = network_files.wrong()
    assert found[0] == told_at(place, key, **values)
