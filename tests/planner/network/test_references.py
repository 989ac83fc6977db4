from collections.abc import Mapping
from datetime import date
from typing import ClassVar

import pytest
from pydantic import BaseModel, Field

from calendars.blackouts import Scope
from calendars.language import Message
from constraints.problem.rule import MunicipalityId, PersonId, RegionId, Rule, VenueId
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
from tests.planner.network_files import NetworkFiles, small_round, small_settings, wrong

DAY = date(2023, 3, 5)


@pytest.mark.parametrize(
    ("parts", "found"),
    [
        ({"members": (Member(id="a1", municipality="x"),)},
            "members.csv municipality: 'x' is not in municipalities.csv"),
        (
            {"region_changes": (RegionChange(municipality="x", region="y", from_day=DAY),)},
            "region_changes.csv municipality: 'x' is not in municipalities.csv",
        ),
        ({"venues": (Venue(id="akkc", name="A", municipality="x"), Venue(id="messe-c", name="M"))},
         "venues.csv municipality: 'x' is not in municipalities.csv"),
        ({"rooms": (Room(venue="x", id="A", theatre=1),)}, "rooms.csv venue: 'x' is not in venues.csv"),
        ({"busy": {"x": ()}}, "busy.csv person: 'x' is not in members.csv or staff.csv"),
        ({"venue_closed": (VenueClosure(venue="x", first_day=DAY),)},
            "venue_closed.csv venue: 'x' is not in venues.csv"),
        ({"travel": (TravelTime(municipality="0851", venue="x", minutes=1),)},
            "travel.csv venue: 'x' is not in venues.csv"),
        ({"venue_travel": (VenueTravelTime(venue="akkc", other="x", minutes=1),)},
         "venue_travel.csv other: 'x' is not in venues.csv"),
        ({"blackouts": (BlackoutRow(scope=Scope.PERSON, target="x", first_day=DAY, reason="r"),)},
         "blackouts.csv target: 'x' is not in members.csv or staff.csv"),
        ({"blackouts": (BlackoutRow(scope=Scope.VENUE, target="x", first_day=DAY, reason="r"),)},
         "blackouts.csv target: 'x' is not in venues.csv"),
        ({"blackouts": (BlackoutRow(scope=Scope.MUNICIPALITY, target="x", first_day=DAY, reason="r"),)},
         "blackouts.csv target: 'x' is not in municipalities.csv"),
    ],
)  # fmt: skip
def test_rows_refer_to_what_there_is(parts: dict[str, object], found: str) -> None:
    assert wrong(**parts)[-1] == found or found in wrong(**parts)


@pytest.mark.parametrize(
    ("sections", "found"),
    [
        ({"rounds": (small_round(venues=("x",)),)}, "rounds[1].venues[1]: 'x' is not in venues.csv"),
        ({"rounds": (small_round(theme="x"),)}, "rounds[1].theme: 'x' is not in [[themes]]"),
        ({"rounds": (small_round(roles=("chf",)),)},
         "rounds[1].roles[1]: 'chf' is not among the roles of members.csv; did you mean chef?"),
        ({"meetings": MeetingDefaults(staff={"KLK": 1})},
         "meetings.staff.KLK: 'KLK' is not among the teams of staff.csv; did you mean KL?"),
        ({"choices": (Choice(meeting="kickoff", fixed_venue="x"),)},
            "choices[1].fixed_venue: 'x' is not in venues.csv"),
        ({"choices": (Choice(meeting="kickoff", forbidden_venues=("akkc", "x")),)},
         "choices[1].forbidden_venues[2]: 'x' is not in venues.csv"),
        ({"blackouts": (Blackout(reason="r", first_day=DAY, regions=("x",)),)},
         "blackouts[1].regions[1]: 'x' is not in [[regions]] of network.toml"),
        ({"blackouts": (Blackout(reason="r", first_day=DAY, people=("x",)),)},
         "blackouts[1].people[1]: 'x' is not in members.csv or staff.csv"),
        ({"school_holidays": (SchoolHoliday(reason="r", week=WeekColumn(column="x")),)},
         "school_holidays[1].week.column: 'x' is not among the columns of municipalities.csv"),
        ({"rules": {"quorum": {"role_shares": {"leader": 0.5}}}},
         "rules.quorum.role_shares.leader: 'leader' is not among the roles of members.csv"),
        ({"themes": (Theme(id="t", title="T"), Theme(id="t", title="U"))},
            "themes[2].id: 't' stands here a second time"),
    ],
)  # fmt: skip
def test_settings_refer_to_what_there_is(sections: dict[str, object], found: str) -> None:
    assert wrong(settings=small_settings(**sections)) == [f"network.toml {found}"]


def test_the_sentence_is_danish_too(tmp_path_factory: pytest.TempPathFactory) -> None:
    files = NetworkFiles(tmp_path_factory.mktemp("network"))
    files.replace("network.toml", "KL = 1", "KLK = 1").replace("members.csv", "b1;0860", "b1;0861")
    assert files.wrong("da") == [
        "members.csv:4 municipality: '0861' findes ikke i municipalities.csv; mente du 0860 (Hjørring)?",
        "network.toml:16 meetings.staff.KLK: 'KLK' findes ikke blandt holdene i staff.csv; mente du KL?",
    ]


def test_ids_are_given_once_and_the_first_is_named_by_its_line(tmp_path_factory: pytest.TempPathFactory) -> None:
    files = NetworkFiles(tmp_path_factory.mktemp("network"))
    files.add("members.csv", "a1;0607;chef\n").replace("network.toml", 'id = "syd"', 'id = "nord"')
    files.add("rooms.csv", "akkc;A;;1;1\n")
    assert [error for error in files.wrong() if "second time" in error] == [
        "members.csv:6 id: 'a1' stands here a second time; the first is in line 2",
        "network.toml:11 regions[2].id: 'nord' stands here a second time; the first is in line 7",
        "rooms.csv:4 id: 'akkc, A' stands here a second time; the first is in line 2",
    ]
    assert next(error for error in files.wrong("da") if "anden gang" in error) == (
        "members.csv:6 id: 'a1' står her for anden gang; den første er i linje 2"
    )


def test_a_pair_of_ids_may_share_one_of_them() -> None:
    assert wrong(travel=(TravelTime(municipality="0851", venue="akkc", minutes=1),
                         TravelTime(municipality="0851", venue="messe-c", minutes=1))) == []  # fmt: skip


def test_many_wrong_ids_are_all_told_and_the_first_with_what_was_meant() -> None:
    places = tuple(Municipality(id=f"10{n:02}", name=f"By {n}", region="nord") for n in range(40))
    members = tuple(Member(id=f"m{n}", municipality=f"10{n:02}x") for n in range(40))
    found = wrong(municipalities=places, members=members)
    assert len(found) == 40
    assert sum("did you mean" in error for error in found) == 20


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
