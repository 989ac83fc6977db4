from dataclasses import replace

import pytest

from calendars.blackouts import Blackout, BlackoutScope
from constraints.problem.problem import Problem, Venue
from constraints.rules.rooms_fit import RoomsFit
from constraints.rules.soft_blackout import SoftBlackout
from constraints.rules.staff_free import StaffFree
from constraints.rules.staff_teams import StaffTeams
from tests.constraints.builders import (
    JOINT,
    NORD,
    SYD,
    VENUES,
    busy,
    days,
    judged,
    meeting,
    planned,
    problem,
    rooms_of,
    team,
)
from tests.constraints.solving import Chooser, paid


def network(*blackouts: Blackout) -> Problem:
    return problem([meeting("a", NORD), meeting("b", SYD), meeting("c", JOINT)], SoftBlackout(), blackouts=blackouts)


def test_a_meeting_on_a_day_better_kept_free_pays_and_hears_why() -> None:
    fair = Blackout(days(2, 3), "Fagmesse", points=50, source="messe.dk")
    of = problem([meeting("a")], SoftBlackout(), blackouts=(fair,))
    assert paid(of, (3, 0)) == [(
        50,
        "Møde a, Nord takes up Thursday 9 March 2023, better kept free: Fagmesse (source: messe.dk).",
        "Møde a, Nord optager torsdag den 9. marts 2023, som helst skal holdes fri: Fagmesse (kilde: messe.dk).",
    )]  # fmt: skip
    assert paid(of, (4, 0)) == []


def test_a_long_meeting_pays_once_for_each_blackout_it_touches() -> None:
    blackouts = (Blackout(days(2, 4), "Fagmesse", points=50), Blackout(days(4, 9), "Ferie", points=7))
    of = problem([meeting("a", days=3)], SoftBlackout(), blackouts=blackouts)
    assert [points for points, *_ in paid(of, (2, 0))] == [50, 7]
    assert [points for points, *_ in paid(of, (5, 0))] == [7]


def test_hard_blackouts_are_another_rule_s_matter() -> None:
    assert paid(problem([meeting("a")], SoftBlackout(), blackouts=(Blackout(days(2), "Ferie"),)), (2, 0)) == []


@pytest.mark.parametrize(
    ("scope", "target", "paying"),
    [
        (BlackoutScope.EVERYONE, "", "abc"),
        (BlackoutScope.REGION, "nord", "ac"),
        (BlackoutScope.MUNICIPALITY, "gamma", "bc"),
        (BlackoutScope.PERSON, "m1", "ac"),
        (BlackoutScope.VENUE, "kro", "a"),
    ],
)
def test_the_scope_says_who_pays(scope: BlackoutScope, target: str, paying: str) -> None:
    of = network(Blackout(days(2), "Ferie", scope=scope, target=target, points=1))
    assert len(paid(of, (2, 0), (2, 1), (2, 1))) == len(paying)
    verdict = judged(of, *(planned(of, name, 2, venue) for name, venue in (("a", 0), ("b", 1), ("c", 1))))
    assert "".join(name for finding in verdict.findings for name in finding.meetings) == paying


@pytest.mark.parametrize(("in_person", "points"), [(True, [[7], []]), (False, [[7], [7]])])
def test_a_day_better_without_gatherings_is_free_online(*, in_person: bool, points: list[list[int]]) -> None:
    venues = (VENUES[0], Venue("net", "Online", "", online=True))
    of = problem(
        [meeting("a", online=True)], RoomsFit(), SoftBlackout(), venues=venues, rooms=rooms_of(0),
        blackouts=(Blackout(days(2), "Storm", points=7, in_person=in_person),),
    )  # fmt: skip
    assert [[found[0] for found in paid(of, (2, venue))] for venue in (0, 1)] == points


def test_a_day_better_kept_free_by_one_of_the_staff_is_paid_for_if_nobody_else_can() -> None:
    free_day = Blackout(days(2), "Afspadsering", scope=BlackoutScope.PERSON, target="kl-1", points=6)
    people = {"staff": team("kl", 2), "blackouts": (free_day,)}
    rules = (SoftBlackout(), StaffTeams(), StaffFree())
    either = problem([meeting("a", staff={"kl": 1})], *rules, **people)
    alone = problem([meeting("a", staff={"kl": 1})], *rules, **people, staff_busy=busy(2, {1: [2]}))
    assert [found and found[0] for found in (Chooser(each).best([(2, 0)]) for each in (either, alone))] == [0, 6]
    alone = replace(alone, staff_busy=busy(2, {1: [1, 2, 3]}))
    found = [Chooser(alone).best([(day, 0)]) for day in (1, 2, 3)]
    assert [each and each[0] for each in found] == [0, 6, 0]
    assert judged(either, planned(either, "a", 2, staff=("kl-2",))).points == {}
    assert judged(either, planned(either, "a", 2, staff=("kl-1",))).points == {"soft_blackout": 6}
