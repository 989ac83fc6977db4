"""Guests of a theme by municipality and group: who is invited, how many are expected, and their calendars."""

from __future__ import annotations

from pathlib import Path

import pytest

from constraints.problem.plan import Plan
from planner.feeds.audiences import AudienceKind, AudienceSet, all_audiences, participants, titles
from planner.network.network import Network
from planner.network.problem import build_problem
from planner.network.published import publish_meetings
from planner.store.feeds import Audience
from tests.constraints.builders import planned
from tests.messages import told_at
from tests.planner.network_files import NetworkFiles

THEME = """
[[themes]]
id = "skole"
title = "Skolefravær"
guests = [{ group = "Skoler", number = 9 }, { group = "PPR", number = 2 }]
"""
GUESTS = """\
tema;gruppe;kommune;antal
Skolefravær;Skoler;Aalborg;3
skole;Skoler;0860;
skole;Skoler;0607;5
skole;Dagtilbud;0851;4
"""
ANSWERS = "møde;kommune;gruppe;svar;personer;modtaget\n"
NORD, SYD, JOINT = "2023-1/nord", "2023-1/syd", "kickoff"


@pytest.fixture
def files(tmp_path: Path) -> NetworkFiles:
    found = NetworkFiles(tmp_path)
    found.add("network.toml", THEME)
    found.replace("network.toml", "staff = { KL = 1 }", 'theme = "skole"')
    return found.write("guests.csv", GUESTS)


def guests_of(network: Network) -> dict[str, int]:
    return {each.id: each.guests for each in build_problem(network).meetings if each.id in {NORD, SYD, JOINT}}


def test_guests_come_to_the_meetings_of_their_region_and_those_without_a_place_to_all(files: NetworkFiles) -> None:
    assert guests_of(files.load()) == {NORD: 3 + 1 + 4 + 2, SYD: 5 + 2, JOINT: 3 + 1 + 5 + 4 + 2}


def test_answers_of_guests_count_and_leave_members_alone(files: NetworkFiles) -> None:
    files.write("registrations.csv", ANSWERS + (
        f"{NORD};0851;Skoler;ja;8;2023-01-02\n{NORD};0851;Skoler;ja;1;2023-01-01\n{NORD};0851;Dagtilbud;nej;;\n"
        f"{SYD};0607;Skoler;ja;;\n"
    ))  # fmt: skip
    network = files.load()
    assert guests_of(network) == {NORD: 8 + 1 + 2, SYD: 7, JOINT: 15}
    assert all(not each.registrations for each in build_problem(network).meetings)


def test_each_group_of_a_municipality_has_a_calendar_of_its_own_meetings(files: NetworkFiles) -> None:
    network = files.load()
    own = {each: name for each, name in all_audiences(network).items() if each.kind == AudienceKind.GUESTS}
    schools = Audience(AudienceKind.GUESTS, "0851:Skoler")
    assert own[schools] == "Aalborg, Skoler"
    assert [each.target for each in own] == ["0851:Skoler", "0860:Skoler", "0607:Skoler", "0851:Dagtilbud"]
    assert titles(network)[schools] == "Prøvenetværk: Aalborg, Skoler"
    problem = build_problem(network)
    plan = Plan.of([planned(problem, NORD, 0), planned(problem, SYD, 0, venue=1), planned(problem, JOINT, 0)])
    concerned = {
        name: {each.target for each in participants(told, AudienceSet(own))}
        for name, told in publish_meetings(network, problem, plan).items()
    }
    assert concerned == {
        NORD: {"0851:Skoler", "0860:Skoler", "0851:Dagtilbud"}, SYD: {"0607:Skoler"},
        JOINT: {each.target for each in own},
    }  # fmt: skip


@pytest.mark.parametrize(("row", "place", "key", "values"), [
    (f"{NORD};0607;Dagtilbud;ja;;", "registrations.csv:2 group", "network.no_guests",
     {"found": "Dagtilbud", "meeting": NORD}),
    (f"{NORD};0851;;ja;3;", "registrations.csv:2", "network.tables.persons_of_guests", {}),
])  # fmt: skip
def test_answers_of_guests_that_are_not_invited_are_errors(
    files: NetworkFiles, row: str, place: str, key: str, values: dict[str, object]
) -> None:
    files.write("registrations.csv", f"{ANSWERS}{row}\n")
    assert files.wrong()[0] == told_at(place, key, **values)
