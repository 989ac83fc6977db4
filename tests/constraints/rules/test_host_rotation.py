"""No region hosts a joint meeting again before the others had their turn."""

from dataclasses import replace
from itertools import product

from constraints.problem.problem import Venue
from constraints.rules.host_rotation import HostRotation
from tests.constraints.builders import JOINT, NORD, SYD, VENUES, days, judged, meeting, planned, problem
from tests.constraints.solving import Chooser, paid

RULE = HostRotation(points=7)
ROUNDS = [meeting(name, JOINT, window=days(first, first + 4)) for name, first in (("c", 14), ("a", 0), ("b", 7))]


def test_two_successive_joint_meetings_in_one_region_cost_points() -> None:
    of = problem(ROUNDS, RULE)
    assert paid(of, (14, 0), (0, 0), (7, 0)) == [
        (7, "Nord hosts Møde a and Møde b, with 0 meetings between them, but 2 regions may host.",
         "Nord er vært for Møde a og Møde b med 0 møder imellem, men 2 regioner kan være vært."),
        (7, "Nord hosts Møde b and Møde c, with 0 meetings between them, but 2 regions may host.",
         "Nord er vært for Møde b og Møde c med 0 møder imellem, men 2 regioner kan være vært."),
    ]  # fmt: skip
    assert paid(of, (14, 0), (0, 0), (7, 1)) == []


def test_the_model_chooses_who_hosts_next_where_the_rounds_leave_it_open() -> None:
    held = [replace(ROUNDS[0], venues=(0,)), ROUNDS[1], ROUNDS[2]]
    chooser = Chooser(problem(held, RULE))
    found = {venues: chooser.best([(14, 0), (0, venues[0]), (7, venues[1])]) for venues in product((0, 1), repeat=2)}
    assert {venues: best and best[0] for venues, best in found.items()} == {
        (0, 0): 14, (0, 1): 0, (1, 0): 7, (1, 1): 7
    }  # fmt: skip
    stuck = [replace(each, venues=(0,)) for each in ROUNDS[:2]] + [ROUNDS[2]]
    assert [(Chooser(problem(stuck, RULE)).best([(14, 0), (0, 0), (7, venue)]) or (-1,))[0] for venue in (0, 1)] == [
        14,
        0,
    ]


def test_a_meeting_that_is_not_in_the_plan_has_no_turn() -> None:
    of = problem(ROUNDS, RULE)
    plan = [planned(of, name, day) for name, day in (("a", 0), ("b", 7), ("c", 14))]
    for left, again in ((plan[1:], 1), (plan[:2], 1), (plan[::2], 0)):
        assert [found.rule for found in judged(of, *left).findings].count("host_rotation") == again


def test_venues_of_no_region_have_no_turn() -> None:
    of = problem(ROUNDS, RULE, venues=(*VENUES, Venue("ude", "Ude", "")))
    away = [replace(planned(of, name, day), venue="ude") for name, day in (("a", 0), ("b", 7), ("c", 14))]
    assert [found.rule for found in judged(of, *away).findings].count("host_rotation") == 0


def test_regional_meetings_and_those_of_some_regions_have_no_turn() -> None:
    some = replace(ROUNDS[2], regions=(NORD, SYD))
    of = problem([meeting("x", NORD), meeting("y", NORD), ROUNDS[1], some], RULE)
    assert paid(of, (1, 0), (2, 0), (0, 0), (7, 0)) == []


def test_where_only_one_region_can_host_there_is_no_turn() -> None:
    of = problem([replace(each, venues=(0,)) for each in ROUNDS], RULE)
    assert paid(of, (14, 0), (0, 0), (7, 0)) == []


def test_without_points_nothing_is_asked() -> None:
    assert not HostRotation().active
