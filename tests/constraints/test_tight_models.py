"""Rows and columns that a model has, or leaves out, so that its relaxation is near what can be had."""

from __future__ import annotations

from dataclasses import replace

import pytest

from constraints.engines.relaxation import LinearRelaxation
from constraints.model.domains import least_distances
from constraints.model.model import MipModel
from constraints.problem.problem import Problem, Requirement
from constraints.problem.rule import Rule
from constraints.rules.budget import Budget
from constraints.rules.one_meeting_per_room import OneMeetingPerRoom
from constraints.rules.region_gap import RegionGap
from constraints.rules.rent import Rent
from constraints.rules.rooms_fit import RoomsFit
from constraints.rules.round_span import RoundSpan
from constraints.rules.venue_repeat import VenueRepeat
from constraints.rules.venue_variety import VenueVariety
from tests.constraints.builders import NORD, SYD, domain_rules, meeting, problem, team


def bound(of: Problem) -> float:
    return LinearRelaxation(MipModel(of).matrix()).bound


def series(*rules: Rule) -> Problem:
    return problem([meeting(name) for name in "abc"], RoomsFit(), OneMeetingPerRoom(), *rules)


def test_meetings_kept_apart_have_no_room_columns() -> None:
    assert MipModel(series(RegionGap(min_days=1))).room_assignment.contested == []
    assert MipModel(series(RegionGap(min_days=0))).room_assignment.contested != []
    far = RegionGap(min_days=1)
    waived = frozenset({Requirement(far.key(), frozenset({0, 1}))})
    of = problem([meeting(name) for name in "abc"], RoomsFit(), OneMeetingPerRoom(), far, waived=waived)
    table, contested = MipModel(of).candidates, MipModel(of).room_assignment.contested
    assert {*table.meeting[contested].tolist()} == {0, 1, 2}, "a and b may meet, and with b anywhere a and c"


def test_meetings_that_two_others_keep_apart_have_no_room_columns() -> None:
    least = least_distances(series(RegionGap(min_days=3, max_days=5)))
    assert least[0].tolist()[1:] == [3, 6]
    assert least[2].tolist()[:2] == [-10, -5]


def test_meetings_of_one_round_may_share_a_house() -> None:
    of = problem(
        [meeting("a", NORD, round="r"), meeting("b", SYD, round="r")],
        RoomsFit(), OneMeetingPerRoom(), RoundSpan(max_days=2),
    )  # fmt: skip
    assert MipModel(of).room_assignment.contested != []


def test_a_relaxation_keeps_a_budget_also_where_rooms_are_contested() -> None:
    # The cheapest room of either house is 40 a day. Three meetings cost 120, and 119 is too little.
    assert LinearRelaxation(MipModel(series(Budget(total=120), Rent(points=1))).matrix()).feasible
    assert not LinearRelaxation(MipModel(series(Budget(total=119), Rent(points=1))).matrix()).feasible


@pytest.mark.parametrize(("times", "houses"), [(2, 2), (3, 2)])
def test_a_relaxation_counts_the_houses_that_a_region_needs(times: int, houses: int) -> None:
    of = series(RegionGap(min_days=1), VenueRepeat(times=times), VenueVariety(few=100))
    assert bound(of) == pytest.approx(100 * houses, abs=1e-3)


def test_one_house_is_enough_where_meetings_may_repeat_it() -> None:
    assert bound(series(RegionGap(min_days=1), VenueVariety(few=100))) == pytest.approx(100, abs=1e-3)


def of_one_day(staff: int) -> Problem:
    asked = [meeting(name, region, round="r", staff={"hold": 1}) for name, region in (("a", NORD), ("b", SYD))]
    return problem(asked, *domain_rules(), RoundSpan(max_days=0), staff=team("hold", staff))


def test_a_round_on_one_day_needs_somebody_for_each_meeting_already_in_the_relaxation() -> None:
    assert LinearRelaxation(MipModel(of_one_day(2)).matrix()).feasible
    assert not LinearRelaxation(MipModel(of_one_day(1)).matrix()).feasible


def test_people_who_may_have_two_meetings_a_day_are_not_counted_once() -> None:
    asked = of_one_day(1)
    loose = replace(asked, waived=frozenset({Requirement("staff_one_at_a_time"), Requirement("member_one_a_day")}))
    assert LinearRelaxation(MipModel(loose).matrix()).feasible
