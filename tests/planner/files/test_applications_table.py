"""How applications.csv is read."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from calendars.days import Span
from planner.files.cells import CellForms
from planner.files.workbook.contents import contents_of_network, folder_files
from planner.network.fields import DateForm, DayList
from planner.network.settings import TableForms
from tests.messages import Told, told, told_at
from tests.planner.network_files import NetworkFiles

OFFER = """
[[offers]]
id = "temadag"
title = "Temadag"
places = 2

[[offers.parts]]
id = "oplæg"
title = "Oplæg"
minutes = 90
"""
HEADER = "municipality;received;persons;parts;days;not_days;venue;seats;motivation;state;decided_by;decided_on;reason\n"


def moment(text: str) -> datetime:
    """Return a time of the network's clock."""
    return datetime.fromisoformat(text)


def test_applications_are_read_in_english_and_in_danish(network_files: NetworkFiles) -> None:
    network_files.add("network.toml", OFFER).write("applications.csv", (
        "kommune;modtaget;personer;dele;dage;dage der ikke passer;mødested;pladser;motivation;status;afgjort af;"
        "afgjort den;begrundelse\n"
        "Aalborg;2022-09-28 kl. 13.42;12;Oplæg;tirsdag og onsdag, 2023-03-01 til 2023-03-31;fredag;AKKC;;Gerne;;;;\n"
        "0860;2022-09-29T08:05:00;8;;;;;24;;Trukket tilbage;Kim;2023-01-10;Ny ledelse\n"
        "0607;2022-09-30;9;oplæg 90;;;;20;;Venteliste;;;\n"
    ))  # fmt: skip
    one, other, last = network_files.load().applications
    assert (one.municipality, one.received, one.persons) == ("0851", moment("2022-09-28T13:42"), 12)
    assert (str(one.parts[0]), one.venue, one.state) == ("Oplæg", "akkc", "applied")
    assert one.days == DayList((Span(date(2023, 3, 1), date(2023, 3, 31)),), ("tuesday", "wednesday"))
    assert one.not_days == DayList((), ("friday",))
    assert (other.received, other.seats, other.state) == (moment("2022-09-29T08:05"), 24, "withdrawn")
    assert (other.decided_by, other.decided_on, other.reason) == ("Kim", date(2023, 1, 10), "Ny ledelse")
    assert (last.received, last.state, str(last.parts[0])) == (moment("2022-09-30T00:00"), "waiting", "oplæg 90")


@pytest.mark.parametrize(("row", "place", "key", "values"), [
    ("xyz;2022-09-28;12;;;;;20", "applications.csv:2 municipality", "references.unknown",
     {"found": "xyz", "where": "references.targets.municipalities"}),
    ("0851;28/9;12;;;;;20", "applications.csv:2 received", "fields.not_a_date",
     {"found": "28/9", "example": "2023-03-05"}),
    ("0851;2022-09-28 25:00;12;;;;;20", "applications.csv:2 received", "cells.clock",
     {"found": "25:00"}),
    ("0851;2022-09-28;mange;;;;;20", "applications.csv:2 persons", "cells.whole", {"found": "mange"}),
    ("0851;2022-09-28;0;;;;;20", "applications.csv:2 persons", "validation.too_small", {"found": "0", "limit": 1}),
    ("0851;2022-09-28;12;;snart;;;20", "applications.csv:2 days", "fields.days_asked",
     {"found": "snart", "example": "2023-03-05", "other": "2023-03-09"}),
    ("0851;2022-09-28;12;;;2023-03-09 til 2023-03-02;;20", "applications.csv:2 not_days", "fields.backwards",
     {"first": "2023-03-09", "last": "2023-03-02"}),
    ("0851;2022-09-28;12;;;;akkc;20", "applications.csv:2", "network.tables.two_places", {}),
    ("0851;2022-09-28;12;;;;;20;;måske", "applications.csv:2 state", "validation.not_one_of",
     {"found": "måske", "expected": ["option_names.applied", "option_names.accepted",
      "option_names.waiting", "option_names.declined", "option_names.withdrawn"]}),
    ("0851;2022-09-28;12;workshop;;;;20", "applications.csv:2 parts", "network.no_such_part",
     {"found": "workshop", "offer": "temadag"}),
])  # fmt: skip
def test_mistakes_are_told_with_row_value_and_what_to_write(
    network_files: NetworkFiles, row: str, place: str, key: str, values: dict[str, object]
) -> None:
    network_files.add("network.toml", OFFER).write("applications.csv", f"{HEADER}{row}\n")
    assert network_files.wrong()[0] == told_at(place, key, **values)


@pytest.mark.parametrize(("old", "new", "expected"), [
    ("places = 2", 'places = 2\nallocation = "lot"', told("offers.no_seed")),
    ("places = 2", "places = 2\nfewest = 9\nmost = 5", told("offers.limits", fewest=9, most=5)),
    ("minutes = 90", "minutes = 90\nlongest = 60", told("offers.shortest", minutes=90, shortest=90, longest=60)),
    ("places = 2", 'places = 2\nregions = ["oest"]',
     told("references.unknown", found="oest", where="references.targets.regions")),
    ("places = 2", "places = 2\nplaces_by_region = { oest = 1 }",
     told("references.unknown", found="oest", where="references.targets.regions")),
    ("places = 2", 'places = 2\nmunicipalities = ["0101"]',
     told("references.unknown", found="0101", where="references.targets.municipalities")),
])  # fmt: skip
def test_what_is_wrong_with_an_offer_is_told(network_files: NetworkFiles, old: str, new: str, expected: Told) -> None:
    network_files.add("network.toml", OFFER.replace(old, new))
    (found,) = network_files.wrong()
    assert (found.key, {name: found.values[name] for name in expected.values}) == (expected.key, expected.values)


@pytest.mark.parametrize(("old", "new", "key"), [
    ('kind = "joint"', 'kind = "host"', "rounds.no_offer"),
    ('kind = "joint"', 'kind = "joint"\noffer = "temadag"', "rounds.not_offered"),
    ('kind = "joint"', 'kind = "host"\noffer = "temadag"\nfixed_day = 2022-06-02', "rounds.host_fixed_day"),
    ('kind = "joint"', 'kind = "host"\noffer = "xyz"', "references.unknown"),
])  # fmt: skip
def test_a_round_of_hosts_needs_an_offer_and_others_have_none(
    network_files: NetworkFiles, old: str, new: str, key: str
) -> None:
    network_files.add("network.toml", OFFER).replace("network.toml", old, new)
    assert [each.key for each in network_files.wrong()] == [key]


def test_what_an_application_says_comes_back_from_files_that_are_written(network_files: NetworkFiles) -> None:
    network_files.add("network.toml", OFFER).write("applications.csv", (
        f'{HEADER}0851;2022-09-28 13:42;12;oplæg 90;2023-03-01 til 2023-03-31, mandag-torsdag;2023-03-06;;20;"Ja; tak"'
        ";accepted;Kim;2022-10-01;Først\n"
    ))  # fmt: skip
    before = network_files.load()
    for name, data in folder_files(contents_of_network(before)):
        network_files.write(name, data)
    assert network_files.load().applications == before.applications
    assert type(before).model_validate_json(before.model_dump_json()).applications == before.applications


FORMS = CellForms(DateForm.of("5.3.2023"), ",")


@pytest.mark.parametrize(("text", "expected"), [
    ("3.10.2016", ["2016-10-03"]),
    ("3.10.2016-7.10.2016", ["2016-10-03 to 2016-10-07"]),
    ("3.10.2016 - 7.10.2016; 2016-10-12", ["2016-10-03 to 2016-10-07", "2016-10-12"]),
    ("3.10.2016 til 7.10.2016, fredag", ["2016-10-03 to 2016-10-07", "friday"]),
    ("42646", ["2016-10-03"]),
    ("man-ons, monday", ["monday", "tuesday", "wednesday"]),
    ("", []),
])  # fmt: skip
def test_days_are_read_in_the_form_of_the_tables(text: str, expected: list[str]) -> None:
    assert FORMS.dates.days(text).texts() == expected


@pytest.mark.parametrize(("text", "expected"), [
    ("3.10.2016 9.15", "2016-10-03T09:15"), ("3.10.2016 kl. 14:00", "2016-10-03T14:00"),
    ("3.10.2016", "2016-10-03T00:00"),
    ("2016-10-03 09:15:00", "2016-10-03T09:15"),
    ("42646,385416667", "2016-10-03T09:15"),
    ("42646.5", "2016-10-03T12:00"),
])  # fmt: skip
def test_a_time_is_read_in_the_form_of_the_tables(text: str, expected: str) -> None:
    assert FORMS.moment(text) == moment(expected)


def test_forms_are_those_of_the_settings() -> None:
    forms: Any = CellForms.of(TableForms(dates="5.3.2023"), "da")
    assert forms.moment("3.10.2016 9:15") == moment("2016-10-03T09:15")
