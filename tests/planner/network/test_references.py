from collections.abc import Mapping
from datetime import date
from typing import ClassVar

import pytest
from pydantic import BaseModel, Field

from calendars.blackouts import BlackoutScope
from calendars.language import Message
from constraints.problem.rule import MunicipalityId, PersonId, RegionId, Rule, VenueId
from planner.errors import ERRORS_TOLD_MAX
from planner.network import references
from planner.network.closures import Blackout, SchoolHoliday, WeekColumn
from planner.network.rounds import Choice, MeetingDefaults, Theme
from planner.network.tables import (
    BlackoutRow,
    Member,
    Municipality,
    RegionChange,
    Room,
    TravelTime,
    Venue,
    VenueClosure,
    VenueTravelTime,
)
from tests.messages import Told, told, told_at
from tests.planner.network_files import NetworkFiles, small_round, small_settings, wrong

DAY = date(2023, 3, 5)


@pytest.mark.parametrize(
    ("parts", "found"),
    [
        (
            {"members": (Member(id="a1", municipality="x"),)},
            told_at(
                "members.csv municipality", "references.unknown", found="x", where="references.targets.municipalities"
            ),
        ),
        (
            {"region_changes": (RegionChange(municipality="x", region="y", from_day=DAY),)},
            told_at(
                "region_changes.csv municipality",
                "references.unknown",
                found="x",
                where="references.targets.municipalities",
            ),
        ),
        (
            {"venues": (Venue(id="akkc", name="A", municipality="x"), Venue(id="messe-c", name="M"))},
            told_at(
                "venues.csv municipality", "references.unknown", found="x", where="references.targets.municipalities"
            ),
        ),
        (
            {"rooms": (Room(venue="x", id="A", theatre=1),)},
            told_at("rooms.csv venue", "references.unknown", found="x", where="references.targets.venues"),
        ),
        (
            {"busy": {"x": ()}},
            told_at("busy.csv person", "references.unknown", found="x", where="references.targets.people"),
        ),
        (
            {"venue_closed": (VenueClosure(venue="x", first_day=DAY),)},
            told_at("venue_closed.csv venue", "references.unknown", found="x", where="references.targets.venues"),
        ),
        (
            {"travel": (TravelTime(municipality="0851", venue="x", minutes=1),)},
            told_at("travel.csv venue", "references.unknown", found="x", where="references.targets.venues"),
        ),
        (
            {"venue_travel": (VenueTravelTime(venue="akkc", other="x", minutes=1),)},
            told_at("venue_travel.csv other", "references.unknown", found="x", where="references.targets.venues"),
        ),
        (
            {"blackouts": (BlackoutRow(scope=BlackoutScope.PERSON, target="x", first_day=DAY, reason="r"),)},
            told_at("blackouts.csv target", "references.unknown", found="x", where="references.targets.people"),
        ),
        (
            {"blackouts": (BlackoutRow(scope=BlackoutScope.VENUE, target="x", first_day=DAY, reason="r"),)},
            told_at("blackouts.csv target", "references.unknown", found="x", where="references.targets.venues"),
        ),
        (
            {"blackouts": (BlackoutRow(scope=BlackoutScope.MUNICIPALITY, target="x", first_day=DAY, reason="r"),)},
            told_at("blackouts.csv target", "references.unknown", found="x", where="references.targets.municipalities"),
        ),
    ],
)
def test_rows_refer_to_what_there_is(parts: dict[str, object], found: Told) -> None:
    assert wrong(**parts)[-1] == found or found in wrong(**parts)


@pytest.mark.parametrize(
    ("sections", "found"),
    [
        (
            {"rounds": (small_round(venues=("x",)),)},
            told_at(
                "network.toml rounds[1].venues[1]", "references.unknown", found="x", where="references.targets.venues"
            ),
        ),
        (
            {"rounds": (small_round(theme="x"),)},
            told_at("network.toml rounds[1].theme", "references.unknown", found="x", where="references.targets.themes"),
        ),
        (
            {"rounds": (small_round(roles=("chf",)),)},
            told_at(
                "network.toml rounds[1].roles[1]",
                "references.unknown",
                found="chf",
                where="references.targets.roles",
                hint=told("planner.errors.did_you_mean", name="chef"),
            ),
        ),
        (
            {"meetings": MeetingDefaults(staff={"KLK": 1})},
            told_at(
                "network.toml meetings.staff.KLK",
                "references.unknown",
                found="KLK",
                where="references.targets.teams",
                hint=told("planner.errors.did_you_mean", name="KL"),
            ),
        ),
        (
            {"choices": (Choice(meeting="kickoff", fixed_venue="x"),)},
            told_at(
                "network.toml choices[1].fixed_venue",
                "references.unknown",
                found="x",
                where="references.targets.venues",
            ),
        ),
        (
            {"choices": (Choice(meeting="kickoff", forbidden_venues=("akkc", "x")),)},
            told_at(
                "network.toml choices[1].forbidden_venues[2]",
                "references.unknown",
                found="x",
                where="references.targets.venues",
            ),
        ),
        (
            {"blackouts": (Blackout(reason="r", first_day=DAY, regions=("x",)),)},
            told_at(
                "network.toml blackouts[1].regions[1]",
                "references.unknown",
                found="x",
                where="references.targets.regions",
            ),
        ),
        (
            {"blackouts": (Blackout(reason="r", first_day=DAY, people=("x",)),)},
            told_at(
                "network.toml blackouts[1].people[1]",
                "references.unknown",
                found="x",
                where="references.targets.people",
            ),
        ),
        (
            {"school_holidays": (SchoolHoliday(reason="r", week=WeekColumn(column="x")),)},
            told_at(
                "network.toml school_holidays[1].week.column",
                "references.unknown",
                found="x",
                where="references.targets.weeks",
            ),
        ),
        (
            {"rules": {"quorum": {"role_shares": {"leader": 0.5}}}},
            told_at(
                "network.toml rules.quorum.role_shares.leader",
                "references.unknown",
                found="leader",
                where="references.targets.roles",
            ),
        ),
        (
            {"themes": (Theme(id="t", title="T"), Theme(id="t", title="U"))},
            told_at("network.toml themes[2].id", "references.twice_somewhere", found="t", line="None"),
        ),
    ],
)
def test_settings_refer_to_what_there_is(sections: dict[str, object], found: Told) -> None:
    assert wrong(settings=small_settings(**sections)) == [found]


def test_ids_are_given_once_and_the_first_is_named_by_its_line(tmp_path_factory: pytest.TempPathFactory) -> None:
    files = NetworkFiles(tmp_path_factory.mktemp("network"))
    files.add("members.csv", "a1;0607;chef\n").replace("network.toml", 'id = "syd"', 'id = "nord"')
    files.add("rooms.csv", "akkc;A;;1;1\n")
    assert [error for error in files.wrong() if error.key.startswith("references.twice")] == [
        told_at("members.csv:6 id", "references.twice", found="a1", line="2"),
        told_at("network.toml:11 regions[2].id", "references.twice", found="nord", line="7"),
        told_at("rooms.csv:4 id", "references.twice", found="akkc, A", line="2"),
    ]


def test_a_pair_of_ids_may_share_one_of_them() -> None:
    assert wrong(travel=(TravelTime(municipality="0851", venue="akkc", minutes=1),
                         TravelTime(municipality="0851", venue="messe-c", minutes=1))) == []  # fmt: skip


def test_every_wrong_id_that_is_told_is_told_with_what_was_meant() -> None:
    places = tuple(Municipality(id=f"by{n:03}", name=f"Sted {n}", region="nord") for n in range(200))
    members = tuple(Member(id=f"m{n}", municipality=f"by{n:03}x") for n in range(200))
    found = wrong(municipalities=places, members=members)
    assert [error.values["hint"] for error in found] == [
        told("planner.errors.did_you_mean", name=f"by{n:03} (Sted {n})") for n in range(ERRORS_TOLD_MAX)
    ]


def test_any_field_of_a_rule_says_itself_what_it_refers_to(monkeypatch: pytest.MonkeyPatch) -> None:
    class Place(BaseModel):
        venue: VenueId

    class Fields(Rule):
        title: ClassVar = Message("x", "x")

        house: VenueId | None = Field(default=None)
        houses: tuple[VenueId, ...] = ()
        homes: Mapping[MunicipalityId, frozenset[PersonId]] = {}
        region: RegionId = Field(default="")
        places: tuple[Place, ...] = ()
        other: str = ""

    monkeypatch.setattr(references, "all_rules", lambda: {"fields": Fields})
    assert references.rule_references.__wrapped__() == (
        (("rules", "fields", "house"), "venues"),
        (("rules", "fields", "houses", "*"), "venues"),
        (("rules", "fields", "homes", "keys"), "municipalities"),
        (("rules", "fields", "homes", "values", "*"), "people"),
        (("rules", "fields", "region"), "regions"),
        (("rules", "fields", "places", "*", "venue"), "venues"),
    )
    homes = {"homes": {"0851": frozenset({"b", "a"})}}
    assert [*references.find(homes, "homes", "values", "*")] == [
        (("homes", "0851", 0), "a"),
        (("homes", "0851", 1), "b"),
    ]
