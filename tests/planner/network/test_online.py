"""Which meetings may or must be held online, and where: from files to the problem."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from calendars.days import Span
from constraints.problem.problem import HomeShare, Meeting, Problem
from planner.network.problem import build_problem
from tests.planner.network_files import FILES, SETTINGS, NetworkFiles

DECIMAL = '[tables]\ndecimal = ","\n'


def files(path: Path, settings: str = "", meetings: str = "", venues: str = FILES["venues.csv"]) -> NetworkFiles:
    text = SETTINGS.replace("[meetings]\n", f"[meetings]\n{meetings}\n") + DECIMAL + settings
    return NetworkFiles(path).write("network.toml", text).write("venues.csv", venues)


def built(path: Path, settings: str = "", meetings: str = "", venues: str = FILES["venues.csv"]) -> Problem:
    return build_problem(files(path, settings, meetings, venues).load())


def named(of: Problem, name: str) -> Meeting:
    found = of.meeting(name)
    assert found is not None
    return found


def places(of: Problem, name: str) -> list[str]:
    return [of.venues[venue].id for venue in named(of, name).venues]


def test_a_network_that_says_nothing_of_online_has_no_such_place(tmp_path: Path) -> None:
    of = built(tmp_path)
    assert not of.online.any()
    assert not any(each.online or each.online_days for each in of.meetings)


@pytest.mark.parametrize(
    ("says", "expected"),
    [("never", ["akkc"]), ("allowed", ["akkc", "online"]), ("always", ["online"])],
)
def test_where_a_meeting_may_be_held(tmp_path: Path, says: str, expected: list[str]) -> None:
    of = built(tmp_path, meetings=f'online = "{says}"\nonline_points = 30')
    assert places(of, "2023-1/nord") == expected
    assert (named(of, "2023-1/nord").online, named(of, "2023-1/nord").online_points) == (says != "never", 30)
    if says != "never":
        place = of.venues[-1]
        assert (place.id, place.name, place.online) == ("online", "Online", True)
        assert not of.travel[:, -1].any()
        assert not of.venue_travel[-1].any()


def test_a_choice_counts_before_its_round_and_the_round_before_all(tmp_path: Path) -> None:
    text = (
        '[[choices]]\nmeeting = "2023-1/nord"\nonline = "never"\n[[choices]]\nmeeting = "kickoff"\nonline = "always"\n'
    )
    of = built(tmp_path, text, 'online = "allowed"')
    assert [places(of, name) for name in ("2023-1/nord", "2023-1/syd", "kickoff")] == [
        ["akkc"], ["messe-c", "online"], ["online"]
    ]  # fmt: skip


def test_a_place_online_of_ones_own_is_taken_with_its_name(tmp_path: Path) -> None:
    rows = FILES["venues.csv"].replace(
        "lat;lon\n", "lat;lon;online;link\nteams;Teams;;;;;ja;https://t.example/{meeting}\n"
    )
    of = built(tmp_path, "", 'online = "allowed"', rows)
    assert places(of, "2023-1/nord") == ["teams", "akkc"]
    assert "online" not in [venue.id for venue in of.venues]


def test_on_days_online_of_rounds_and_regions_a_meeting_must_be(tmp_path: Path) -> None:
    text = (
        '[[online]]\nreason = "Forbud"\nfirst_day = 2023-03-01\nlast_day = 2023-04-30\nrounds = ["2023-1", "kickoff"]\n'
        'regions = ["nord"]\n[[online]]\nreason = "Strejke"\nfirst_day = 2023-09-01\n'
    )
    of = built(tmp_path, text)
    ban, strike = Span(date(2023, 3, 1), date(2023, 4, 30)), Span(date(2023, 9, 1), date(2023, 12, 31))
    days = {each.id: [must.span for must in each.online_days] for each in of.meetings}
    assert days == {
        "kickoff": [ban, strike], "2023-1/nord": [ban, strike], "2023-1/syd": [strike], "2023-2/nord": [strike],
        "2023-2/syd": [strike],
    }  # fmt: skip
    assert places(of, "2023-1/nord") == ["akkc", "online"]
    assert not named(of, "2023-1/nord").online


def test_who_joins_from_home_is_stated_by_minutes(tmp_path: Path) -> None:
    of = built(tmp_path, meetings="from_home = { 120 = 60, 45 = 30 }")
    assert named(of, "kickoff").home_shares == (HomeShare(45, 30), HomeShare(120, 60))
    minutes = dict(zip((each.id for each in of.municipalities), of.travel[:, 0].tolist(), strict=True))
    percent = of.percent_from_home(named(of, "kickoff"))[:, 0].tolist()
    assert percent == [60 if each >= 120 else 30 if each >= 45 else 0 for each in minutes.values()]
    assert len({*percent}) > 1


@pytest.mark.parametrize(
    ("settings", "venues", "key"),
    [
        ('[[online]]\nreason = "x"\nfirst_day = 2023-03-01\nrounds = ["2023"]\n', "", "network.no_such_round"),
        ('[[online]]\nreason = "x"\nfirst_day = 2023-03-01\nlast_day = 2023-02-01\n', "", "fields.backwards"),
        ('[[online]]\nreason = "x"\nfirst_day = 2023-03-01\nregions = ["vest"]\n', "", "references.unknown"),
        ("", ";ja;", "network.room_online"),
        ("", ";;https://t.example", "network.tables.link_of_house"),
    ],
)
def test_what_does_not_go_together_is_said(tmp_path: Path, settings: str, venues: str, key: str) -> None:
    rows = FILES["venues.csv"]
    if venues:
        rows = rows.replace("lat;lon\n", "lat;lon;online;link\n").replace("9,919\n", f"9,919{venues}\n")
    assert [told.key for told in files(tmp_path, settings, venues=rows).wrong()] == [key]
