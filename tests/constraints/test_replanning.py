"""Problems that answer a change, and what is settled, announced, weighed and tried before in them."""

from dataclasses import replace
from typing import Any

import pytest

from constraints.check import check
from constraints.model.model import plan_of
from constraints.problem.plan import Plan
from constraints.problem.problem import Problem
from constraints.problem.rule import Aim, Rule
from constraints.replanning import different_from, replanned, with_aim
from constraints.rules.absent_member import AbsentMember
from constraints.rules.choices import Choices
from constraints.rules.hours import MeetingHours
from constraints.rules.kept import KeepPublished
from constraints.rules.otherwise import DiffersFromProposals
from constraints.rules.region_gap import RegionGap
from constraints.rules.rent import Rent
from constraints.rules.rooms_fit import RoomsFit
from constraints.rules.round_span import RoundSpan
from constraints.rules.soonest import Soonest
from constraints.rules.staff_free import StaffFree
from constraints.rules.staff_one_at_a_time import StaffOneAtATime
from constraints.rules.staff_teams import StaffTeams
from constraints.rules.staff_week import StaffWeek
from constraints.rules.travel import Travel
from constraints.rules.weekday_points import WeekdayPoints
from tests.constraints.builders import NORD, SYD, busy, days, hours, judged, meeting, on, planned, problem, said, team
from tests.constraints.solving import Chooser, accepts


def three(*rules: Rule, **changes: Any) -> tuple[Problem, Plan]:
    """Three meetings of Nord, announced for days 1, 8 and 15 at Kroen, and the plan."""
    of = problem([meeting(name) for name in "abc"], Choices(), *rules, **changes)
    return of, Plan.of([planned(of, name, day) for name, day in (("a", 1), ("b", 8), ("c", 15))])


def test_what_has_begun_is_settled_what_is_to_come_is_fixed_unless_it_may_move() -> None:
    of = replanned(*three(), on(8), ["c"])
    assert [each.frozen for each in of.meetings] == [True, False, False]
    assert [each.fixed_day for each in of.meetings] == [None, on(8), None]
    assert [each.published is not None for each in of.meetings] == [True, True, True]
    assert accepts(of, {"a": (1, 0), "b": (8, 0), "c": (18, 1)})
    assert not accepts(of, {"b": (9, 0)})
    assert not accepts(of, {"b": (8, 1)})
    assert not accepts(of, {"a": (2, 0)})


def test_meetings_that_only_the_plan_or_only_the_problem_has_are_left_as_they_are() -> None:
    of, plan = three()
    new = replace(of, meetings=(*of.meetings[:2], meeting("ny")))
    assert replanned(new, plan, on(3), []).meetings[2] == meeting("ny")


def test_a_settled_meeting_keeps_the_hours_and_the_length_it_had() -> None:
    of, plan = three()
    changed = replace(of, meetings=tuple(replace(each, hours=hours(9, 12), days=2) for each in of.meetings))
    first, second, _ = replanned(changed, plan, on(3), []).meetings
    assert (first.hours, first.days) == (hours(10, 15), 1)
    assert (second.hours, second.days) == (hours(9, 12), 2)


def test_a_plan_has_settled_meetings_as_they_were_announced() -> None:
    of, plan = three()
    elsewhere = [planned(of, "a", 2), *plan.meetings[1:]]
    english = (
        "Møde a, Nord is past: it was announced for Tuesday 7 March 2023 at Kroen, and is no longer planned otherwise."
    )
    danish = (
        "Møde a, Nord er overstået: det var meldt ud til tirsdag den 7. marts 2023 (Kroen) og kan ikke længere flyttes."
    )
    assert said(replanned(of, plan, on(3), ["c"]), *elsewhere) == [(english, danish)]
    assert said(replanned(of, plan, on(3), ["c"]), *plan.meetings) == []


def judged_past(rule: Rule, *rules: Rule, **changes: Any) -> None:
    """With the rule, new or harder, everything past stands and what is to come is free to stay."""
    of, plan = three(rule, *rules, **changes)
    past = replanned(of, plan, on(13), ["c"])
    assert [each.frozen for each in past.meetings] == [True, True, False]
    chooser = Chooser(past)
    best = chooser.best([(1, 0), (8, 0), (15, 0)])
    assert best is not None
    found = plan_of(chooser.model, best[1])
    assert not check(past, found).broken
    assert found.meetings[:2] == plan.meetings[:2]


@pytest.mark.parametrize("rule", [RegionGap(min_days=7), MeetingHours(earliest=None), RoomsFit()])
def test_what_kept_the_rules_is_kept(rule: Rule) -> None:
    judged_past(rule)


def test_rooms_that_have_become_too_small_are_not_held_against_the_past() -> None:
    of, plan = three(RoomsFit())
    small = tuple(replace(room, seats={"theatre": 1}) for room in of.rooms[:4])
    past = replanned(replace(of, rooms=(*small, *of.rooms[4:])), plan, on(3), ["b", "c"])
    assert accepts(past, {"a": (1, 0), "b": (9, 1), "c": (15, 1)})
    assert not accepts(past, {"b": (8, 0)})
    kept = [plan.meetings[0], planned(of, "b", 9, 1), planned(of, "c", 15, 1)]
    assert judged(past, *kept).broken == ()


def test_a_gap_between_settled_meetings_is_a_matter_of_the_past() -> None:
    of, plan = three(RegionGap(min_days=7, max_days=20))
    longer = replace(of, rules=(Choices(), RegionGap(min_days=10, max_days=20)))
    past = replanned(longer, plan, on(13), ["c"])
    assert accepts(past, {"a": (1, 0), "b": (8, 0), "c": (18, 0)})
    assert not accepts(past, {"c": (17, 0)})
    assert judged(past, *plan.meetings[:2], planned(of, "c", 18)).broken == ()
    assert [each.rule for each in judged(past, *plan.meetings).broken] == ["region_gap"]


def test_a_round_that_was_too_long_already_can_still_be_completed() -> None:
    meetings = [meeting(name, region, round="r") for name, region in (("a", NORD), ("b", SYD), ("c", NORD))]
    of = problem(meetings, RoundSpan(max_days=6))
    plan = Plan.of([planned(of, name, day) for name, day in (("a", 1), ("b", 8), ("c", 15))])
    past = replanned(of, plan, on(9), ["c"])
    for day, fine in ((9, False), (2, True), (7, True), (1, False)):
        assert accepts(past, {"c": (day, 0)}) is fine
        assert (judged(past, *plan.meetings[:2], planned(of, "c", day)).broken == ()) is fine


def test_staff_who_were_busy_or_too_busy_are_not_held_against_the_past() -> None:
    people = team("KL", 1)
    meetings = [meeting(name, staff={"KL": 1}, window=days(1, 15)) for name in "abc"]
    rules = (StaffTeams(), StaffOneAtATime(), StaffFree(), StaffWeek(max_meetings=1), KeepPublished(near_days=0))
    of = problem(meetings, *rules, staff=people, staff_busy=busy(1, {0: [1]}))
    plan = Plan.of([planned(of, name, day, staff=("KL-1",)) for name, day in (("a", 1), ("b", 2), ("c", 3))])
    past = replanned(of, plan, on(3), ["c"])
    chooser = Chooser(past)
    assert chooser.best([(1, 0), (2, 0), (4, 0)]) is None  # the week is full as it is
    best = chooser.best([(1, 0), (2, 0), (9, 0)])
    assert best is not None
    found = plan_of(chooser.model, best[1])
    assert found.meetings[:2] == plan.meetings[:2]
    assert check(past, found).broken == ()
    assert [each.rule for each in judged(past, *plan.meetings).broken] == ["staff_week"]


def test_points_are_weighed_by_rule() -> None:
    rules = (WeekdayPoints(monday=2, tuesday=2, wednesday=2), Travel(points=1), Rent(points=1))
    plain, plan = three(*rules)
    of = replace(plain, weights={"weekday_points": 3, "rent": 0})
    best = Chooser(of).best([(1, 0), (8, 0), (15, 0)])
    verdict = check(of, plan)
    assert verdict.points == {"weekday_points": 18}
    assert verdict.objective == 18
    assert best is not None
    assert best[0] == 18
    assert sum(each.points for each in verdict.findings) == 6 + check(plain, plan).points["rent"]


@pytest.mark.parametrize(
    ("aim", "rules"),
    [
        (Aim.LEAST_CHANGE, {"booked": 100, "kept": 100}),
        (Aim.MOST_PEOPLE, {"absent_member": 100, "left_out_member": 100, "left_out_municipality": 100}),
        (Aim.LOWEST_COST, {"rent": 100, "meals": 100, "cancellation_fee": 100}),
        (Aim.SOONEST, {"soonest": 100}),
    ],
)
def test_what_an_aim_is_about_weighs_a_hundredfold(aim: Aim, rules: dict[str, int]) -> None:
    of = with_aim(problem([], KeepPublished()), aim)
    assert {key: weight for key, weight in of.weights.items() if weight} == rules
    assert {rule.key() for rule in of.rules} & {*rules}


def test_every_aim_has_the_same_rules_those_that_there_are_among_them() -> None:
    rules = (AbsentMember(points=7), KeepPublished(), Soonest(points=2))
    found = [with_aim(problem([], *rules), aim).rules for aim in Aim]
    assert {*rules} <= {*found[0]}
    assert all(each == found[0] for each in found)


def test_half_of_the_meetings_or_more_lie_otherwise_than_in_each_earlier_plan() -> None:
    of, plan = three(DiffersFromProposals())
    asked = different_from(of, [plan], ["a", "b", "c"])
    assert [each.differing for each in asked.no_goods] == [2]
    assert accepts(asked, {"a": (2, 0), "b": (8, 1), "c": (15, 0)})
    assert not accepts(asked, {"a": (2, 0), "b": (8, 0), "c": (15, 0)})
    again = different_from(asked, [plan], ["a"])
    assert not accepts(again, {"a": (1, 0), "b": (9, 0), "c": (16, 0)})
