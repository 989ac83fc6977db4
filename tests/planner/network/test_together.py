"""Rounds of some regions, joint or not, meetings of regions together, hosts in turn, and rounds after others."""

from __future__ import annotations

from pathlib import Path

import pytest

from constraints.problem.problem import After, Problem
from planner.network.problem import build_problem
from tests.planner.network_files import FILES, SETTINGS, NetworkFiles

MIDT = '[[regions]]\nid = "midt"\nname = "Midtjylland"\n'
ROWS = {
    "municipalities.csv": FILES["municipalities.csv"] + "0751;Aarhus;midt;56,15;10,2\n",
    "members.csv": FILES["members.csv"] + "d1;0751;chef\n",
    "venues.csv": FILES["venues.csv"] + "dome;DOME;Aarhus;midt;56,15;10,2\nskib;Skibet;Ude;;56,5;10,5\n",
    "rooms.csv": FILES["rooms.csv"] + "dome;A;Sal;100;90\nskib;A;Dæk;100;90\n",
}
AUTUMN = """
[[rounds]]
id = "faelles"
title = "Fællesmøde"
kind = "{kind}"
window = [2022-09-01, 2022-10-30]
{more}
"""


def files(path: Path, more: str = "", kind: str = "joint", end: str = "") -> NetworkFiles:
    text = SETTINGS.replace("[meetings]\n", f"{MIDT}[meetings]\n") + '[tables]\ndecimal = ","\n'
    found = NetworkFiles(path).write("network.toml", text + AUTUMN.format(kind=kind, more=more) + end)
    for name, rows in ROWS.items():
        found.write(name, rows)
    return found


def built(path: Path, more: str = "", kind: str = "joint", end: str = "") -> Problem:
    return build_problem(files(path, more, kind, end).load())


def asked(of: Problem, name: str) -> set[str]:
    found = of.meeting(name)
    assert found is not None
    return {of.members[each].id for each in found.members}


def places(of: Problem, name: str) -> set[str]:
    found = of.meeting(name)
    assert found is not None
    return {of.venues[each].id for each in found.venues}


def meetings(of: Problem, round_: str) -> list[str]:
    return [each.id for each in of.meetings if each.round == round_]


def test_a_joint_round_of_some_regions_asks_their_members_to_their_houses_or_those_of_none(tmp_path: Path) -> None:
    of = built(tmp_path, 'regions = ["nord", "midt"]')
    assert meetings(of, "faelles") == ["faelles"]
    assert asked(of, "faelles") == {"a1", "a2", "b1", "d1"}
    assert places(of, "faelles") == {"akkc", "dome", "skib"}
    assert asked(of, "kickoff") == {"a1", "a2", "b1", "c1", "d1"}
    assert places(of, "kickoff") == {"akkc", "messe-c", "dome", "skib"}


def test_a_regional_round_of_some_regions_has_no_meetings_of_others(tmp_path: Path) -> None:
    of = built(tmp_path, 'regions = ["midt", "syd"]', "regional")
    assert meetings(of, "faelles") == ["faelles/syd", "faelles/midt"]


@pytest.mark.parametrize("as_section", [False, True])
def test_regions_that_meet_together_have_one_meeting_and_the_others_their_own(
    tmp_path: Path, *, as_section: bool
) -> None:
    said = 'together = ["nord", "midt"]'
    end = '[[together]]\nround = "faelles"\nregions = ["nord", "midt"]\n'
    of = built(tmp_path, *(("", "regional", end) if as_section else (said, "regional")))
    assert meetings(of, "faelles") == ["faelles", "faelles/syd"]
    assert asked(of, "faelles") == {"a1", "a2", "b1", "d1"}
    assert asked(of, "faelles/syd") == {"c1"}
    assert places(of, "faelles") == {"akkc", "dome", "skib"}


def test_a_meeting_together_is_between_the_meetings_that_its_regions_have_alone(tmp_path: Path) -> None:
    of = built(tmp_path, 'together = ["nord", "midt"]', "regional")
    number = {each.id: n for n, each in enumerate(of.meetings)}
    follows = {(of.meetings[a].id, of.meetings[b].id) for a, b in of.successive}
    assert {("faelles", "2023-1/nord"), ("faelles", "2023-1/midt"), ("faelles/syd", "2023-1/syd")} <= follows
    assert ("faelles", "2023-1/syd") not in follows
    assert (number["2023-1/nord"], number["2023-2/nord"]) in of.successive


def test_a_section_without_regions_takes_apart_what_the_round_says(tmp_path: Path) -> None:
    end = '[[together]]\nround = "faelles"\n'
    of = built(tmp_path, 'together = ["nord", "midt"]', "regional", end)
    assert meetings(of, "faelles") == ["faelles/nord", "faelles/syd", "faelles/midt"]


def test_hosts_take_turns_and_their_venues_only_are_used(tmp_path: Path) -> None:
    series = (
        '[[series]]\nid = "faelles-hvert-aar"\nround_id = "f-{year}-{n}"\ntitle = "F"\nkind = "joint"\n'
        'years = [2022, 2023]\nhosts = ["midt", "nord", "syd"]\n'
        'seasons = [{ name = "nov", from = "11-01", to = "11-30" }, { name = "jul", from = "12-01", to = "12-19" }]\n'
    )
    of = built(tmp_path, "", "joint", series)
    found = [places(of, name) for name in ("f-2022-1", "f-2022-2", "f-2023-1", "f-2023-2")]
    assert found == [{"dome"}, {"akkc"}, {"messe-c"}, {"dome"}]


@pytest.mark.parametrize("kind", ["regional", "joint"])
def test_regions_alternate_from_year_to_year(tmp_path: Path, kind: str) -> None:
    series = (
        f'[[series]]\nid = "skift"\nround_id = "s-{{year}}-{{n}}"\ntitle = "S"\nkind = "{kind}"\n'
        'years = [2022, 2024]\nregions_in_turn = [["nord", "midt"], ["syd"]]\n'
        'seasons = [{ name = "nov", from = "11-01", to = "11-30" }, { name = "jul", from = "12-01", to = "12-19" }]\n'
    )
    end = files(tmp_path, "", "joint", series).replace("network.toml", "2023-12-31", "2024-12-31").load()
    of = build_problem(end)
    names = {each.id: n for n, each in enumerate(of.regions)}
    for year, has in ((2022, {"nord", "midt"}), (2023, {"syd"}), (2024, {"nord", "midt"})):
        for n in (1, 2):
            if kind == "regional":
                assert {*meetings(of, f"s-{year}-{n}")} == {f"s-{year}-{n}/{region}" for region in has}
            else:
                found = of.meeting(f"s-{year}-{n}")
                assert found is not None
                assert {*(found.regions or ())} == {names[region] for region in has}


def test_a_series_says_its_regions_once(tmp_path: Path) -> None:
    series = (
        '[[series]]\nid = "skift"\ntitle = "S"\nkind = "regional"\nyears = [2022, 2023]\n{}\n'
        'seasons = [{{ name = "nov", from = "11-01", to = "11-30" }}]\n'
    )
    both = 'regions = ["syd"]\nregions_in_turn = [["nord"], ["syd"]]'
    for more, key in ((both, "rounds.regions_twice"), ('regions_in_turn = [["nord"], ["vest"]]', "references.unknown")):
        assert [told.key for told in files(tmp_path, "", "joint", series.format(more)).wrong()] == [key]


def test_a_round_comes_after_others_with_days_between(tmp_path: Path) -> None:
    of = built(tmp_path, 'after = { kickoff = 30, "2023-1" = 0 }')
    found = of.meeting("faelles")
    assert found is not None
    assert found.after == (After("kickoff", 30), After("2023-1", 0))


@pytest.mark.parametrize(
    ("more", "kind", "key"),
    [
        ("after = { faelles = 3 }", "joint", "network.after_itself"),
        ("after = { kikoff = 3 }", "joint", "network.no_such_round"),
        ('regions = ["vest"]', "joint", "references.unknown"),
        ('hosts = ["vest"]', "joint", "references.unknown"),
        ('together = ["nord", "midt"]', "joint", "rounds.joint_together"),
        ('[[together]]\nround = "kickoff"', "joint", "network.no_such_round"),
    ],
)
def test_what_does_not_go_together_is_said(tmp_path: Path, more: str, kind: str, key: str) -> None:
    assert [told.key for told in files(tmp_path, more, kind).wrong()] == [key]
