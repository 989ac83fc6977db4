"""A price on meetings that are held online, and what a place online does to rooms, food, journeys and houses."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from calendars.days import Span
from constraints.problem.problem import HomeShare, OnlineDays, PlannedMeeting, Problem, Venue
from constraints.problem.rule import Rule
from constraints.rules.absent_member import AbsentMember
from constraints.rules.meals import Meals
from constraints.rules.member_one_a_day import MemberOneADay
from constraints.rules.one_meeting_per_room import OneMeetingPerRoom
from constraints.rules.online_price import OnlinePrice
from constraints.rules.rent import Rent
from constraints.rules.rooms_fit import RoomsFit
from constraints.rules.travel import Travel
from constraints.rules.venue_repeat import VenueRepeat
from constraints.rules.venue_variety import VenueVariety
from constraints.rules.worst_travel import WorstTravel
from tests.constraints.builders import judged, meeting, on, planned, problem, said
from tests.constraints.solving import Chooser, accepts

HOUSES = 2
NET = HOUSES
"""Index of the venue that is online."""


def network(*rules: Rule, meetings: int = 1, minutes: int = 60, **about: Any) -> Problem:
    """Return meetings that may be held at two houses or online, with the same minutes to every house."""
    each = [meeting(name, venues=(0, 1, NET), online=True, **about) for name in "abc"[:meetings]]
    found = problem(each, *rules, meal=100)
    houses = found.venues[:HOUSES]
    travel = np.full((len(found.municipalities), HOUSES + 1), minutes, dtype=np.int64)
    travel[:, NET] = 0
    return replace(
        found, venues=(*houses, Venue("net", "Online", "", online=True)), travel=travel,
        venue_travel=np.zeros((HOUSES + 1, HOUSES + 1), dtype=np.int64),
        rooms=tuple(room for room in found.rooms if room.venue < HOUSES),
    )  # fmt: skip


def online(of: Problem, name: str, day: int) -> PlannedMeeting:
    return planned(of, name, day, NET)


def cost(of: Problem, choices: Mapping[str, tuple[int, int]]) -> int:
    """Return what the model charges for these first days and venues."""
    best = Chooser(of).best([choices[each.id] for each in of.meetings])
    assert best is not None
    return best[0]


def test_a_meeting_online_costs_the_points_that_stand_on_it() -> None:
    of = network(OnlinePrice(), online_points=7)
    assert said(of, online(of, "a", 1)) == [("Møde a, Nord is held online.", "Møde a, Nord holdes online.")]
    assert judged(of, online(of, "a", 1)).objective == 7 == cost(of, {"a": (1, NET)})
    assert judged(of, planned(of, "a", 1)).objective == 0 == cost(of, {"a": (1, 0)})


def test_a_meeting_that_must_be_online_pays_nothing_for_it() -> None:
    of = network(OnlinePrice(), online_points=7, online_days=(OnlineDays(Span(on(1), on(2)), "Forbud"),))
    assert [cost(of, {"a": (day, NET)}) for day in (0, 1, 2, 3)] == [7, 0, 0, 7]
    assert [judged(of, online(of, "a", day)).objective for day in (0, 1, 2, 3)] == [7, 0, 0, 7]


@pytest.mark.parametrize("rule", [Meals(points=1), Rent(points=1), Travel(points=1), WorstTravel(points=1)])
def test_online_nobody_eats_rents_or_travels(rule: Rule) -> None:
    of = network(rule)
    assert judged(of, online(of, "a", 1)).objective == 0 == cost(of, {"a": (1, NET)})
    assert cost(of, {"a": (1, 0)}) > 0


def test_online_needs_no_seats_and_two_meetings_do_not_meet_in_one_room() -> None:
    of = network(RoomsFit(), OneMeetingPerRoom(), meetings=2, guests=10_000)
    assert judged(of, online(of, "a", 1), online(of, "b", 1)).broken == ()
    assert accepts(of, {"a": (1, NET), "b": (1, NET)})
    assert not accepts(of, {"a": (1, 0), "b": (1, NET)})


def test_who_is_busy_misses_a_meeting_online_too_and_nobody_is_in_two_at_once() -> None:
    of = network(MemberOneADay(), meetings=2)
    assert judged(of, online(of, "a", 1), online(of, "b", 1)).broken
    assert not accepts(of, {"a": (1, NET), "b": (1, NET)})
    assert cost(network(AbsentMember(points=5)), {"a": (1, NET)}) == 0


@pytest.mark.parametrize("rule", [VenueVariety(few=10), VenueVariety(many=10)])
def test_online_is_no_venue_among_those_counted(rule: Rule) -> None:
    of = network(rule, meetings=2)
    assert judged(of, online(of, "a", 1), online(of, "b", 3)).objective == 0 == cost(of, {"a": (1, NET), "b": (3, NET)})
    houses = judged(of, planned(of, "a", 1), planned(of, "b", 3)).objective
    assert houses == 10 == cost(of, {"a": (1, 0), "b": (3, 0)})


def test_a_region_may_meet_online_as_often_as_it_likes() -> None:
    of = network(VenueRepeat(times=2), meetings=3)
    assert not judged(of, *(online(of, name, day) for name, day in (("a", 1), ("b", 2), ("c", 3)))).broken
    assert accepts(of, {"a": (1, NET), "b": (2, NET), "c": (3, NET)})
    assert judged(of, planned(of, "a", 1), planned(of, "b", 2), online(of, "c", 3)).broken
    assert not accepts(of, {"a": (1, 0), "b": (2, 0), "c": (3, NET)})


def test_who_joins_from_home_needs_no_seat_no_meal_and_no_journey() -> None:
    near, far = ((HomeShare(minutes, 50),) for minutes in (61, 60))
    for rule, all_come, half_come in ((Meals(points=1), 400, 200), (Travel(points=1), 240, 120)):
        for shares, points in ((near, all_come), (far, half_come)):
            of = network(rule, home_shares=shares)
            assert judged(of, planned(of, "a", 1)).objective == points == cost(of, {"a": (1, 0)})


def test_the_share_from_home_is_rounded_down_so_that_there_are_seats_enough() -> None:
    of = network(RoomsFit(), home_shares=(HomeShare(0, 30),), guests=17)  # 4 members, of whom 1.2 join from home
    assert judged(of, planned(of, "a", 1)).schedule.held[0].coming == 20
    assert accepts(of, {"a": (1, 0)})
    assert not judged(of, planned(of, "a", 1)).broken
    of = network(RoomsFit(), home_shares=(HomeShare(0, 24),), guests=17)
    assert judged(of, planned(of, "a", 1)).broken
    assert not accepts(of, {"a": (1, 0)})


def test_a_municipality_of_which_all_join_from_home_has_no_journey() -> None:
    for percent, points in ((99, 60), (100, 0)):
        of = network(WorstTravel(points=1), home_shares=(HomeShare(30, percent),))
        assert judged(of, planned(of, "a", 1)).objective == points == cost(of, {"a": (1, 0)})
