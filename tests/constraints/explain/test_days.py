"""What is said to be impossible is in no plan at all, whatever the other meetings do: against brute force."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from constraints.explain.choosing import OtherMeetings, WhatIf, is_feasible
from constraints.explain.days import Possibility, possibilities
from constraints.explain.judging import Assessor
from constraints.model.model import MipModel
from constraints.problem.busy import Busy, BusyTimes
from constraints.problem.outcome import Outcome, OutcomeStatus
from constraints.problem.problem import Problem, Room
from constraints.problem.rule import Rule, all_rules
from constraints.rules.budget import Budget
from constraints.rules.choices import Choices
from constraints.rules.region_gap import RegionGap
from constraints.rules.staff_free import StaffFree
from tests.constraints.builders import SYD, busy, days, domain_rules, judged, meeting, on, planned, problem, team
from tests.constraints.every_plan import EveryPlan
from tests.constraints.explain.test_judging import clean_plan
from tests.constraints.random_problems import problems
from tests.constraints.solving import best_values
from tests.constraints.test_contract import ALWAYS, MOST_PLANS, sets_of_rules


def places_in_plans(of: Problem, rules: Sequence[Rule]) -> set[tuple[int, int, int]]:
    """Meeting, first day and venue (indices) of every meeting of every plan that breaks no rule."""
    plans = EveryPlan(of, [all_rules()[key]() for key in ALWAYS])
    assume(0 < plans.size <= MOST_PLANS)
    hard = [rule for rule in rules if rule.hard]
    kept = (choices for choices in plans.choices() if plans.least(choices, hard) is not None)
    return {(number, day, venue) for choices in kept for number, (day, _, venue) in enumerate(choices)}


def any_plan(of: Problem) -> Outcome:
    """Solve in this process."""
    return Outcome(OutcomeStatus.INFEASIBLE if best_values(MipModel(of)) is None else OutcomeStatus.UNKNOWN)


def announced_apart(of: Problem) -> bool:
    """Whether no two meetings were announced in one room on one day: announced meetings keep their rooms."""
    told = [each.published for each in of.meetings if each.published]
    return not any(
        one.venue == other.venue and {*one.rooms} & {*other.rooms} and one.start.date() <= other.end.date()
        and other.start.date() <= one.end.date()
        for one, other in combinations(told, 2)
    )  # fmt: skip


def true_to_every_plan(of: Problem, rules: tuple[Rule, ...]) -> None:
    """Every day and venue is in some plan if it is called possible, and in none if it is called impossible."""
    assume(announced_apart(of))
    rules = (*(rule for rule in rules if not rule.fixes_choices), Choices())  # networks have it always
    verdict, held = clean_plan(of, rules), places_in_plans(of, rules)
    for index in range(len(of.meetings)):
        judging = Assessor(verdict.schedule, index)
        for each in judging.candidates():
            in_a_plan = (index, of.index(each.day), each.venue) in held
            if each.possible:
                assert in_a_plan, f"{of.meetings[index].id} {each.day} {each.venue} is called possible"
            elif not each.others_could_move:
                assert not in_a_plan, f"{of.meetings[index].id} {each.day} {each.venue} is called impossible"
            else:
                fixed = WhatIf(verdict, index, OtherMeetings.STAY).with_any_plan(each.day, each.venue)
                assert (is_feasible(any_plan(fixed)) is not False) == in_a_plan
        for day in possibilities(judging):
            if day.best is None and not day.others_could_move:
                assert not any((index, of.index(day.day), each.venue) in held for each in day.venues)


def short_handed(of: Problem, seed: int) -> Problem:
    """The network with a team of two, one of whom every meeting needs and one of whom is busy; nothing is published."""
    first = seed % 7 + 2
    spell = Busy(days(first, first + seed % 4))
    staff = tuple(replace(person, team="kl") for person in of.staff[:2])
    meetings = (
        replace(
            each, staff={"kl": 1}, speakers=tuple(who for who in each.speakers if who < 2)[:1],
            published=None, frozen=False,
        ) for each in of.meetings
    )  # fmt: skip
    return replace(of, staff=staff, staff_busy=BusyTimes.of([[], [spell]]), meetings=tuple(meetings))


SHORT_HANDED = st.builds(short_handed, problems(), st.integers(0, 1000))

often = settings(suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])


@settings(often, max_examples=10)
@given(of=problems(), rules=sets_of_rules())
def test_what_is_called_impossible_is_in_no_plan(of: Problem, rules: tuple[Rule, ...]) -> None:
    true_to_every_plan(of, rules)


@settings(often, max_examples=8)
@given(of=SHORT_HANDED)
def test_what_is_called_impossible_is_in_no_plan_where_people_stand_in_for_each_other(of: Problem) -> None:
    true_to_every_plan(of, (StaffFree(),))


@pytest.mark.slow
@settings(often, max_examples=400)
@given(of=problems(), rules=sets_of_rules())
def test_what_is_called_impossible_is_in_no_plan_of_many_networks(of: Problem, rules: tuple[Rule, ...]) -> None:
    true_to_every_plan(of, rules)


@pytest.mark.slow
@settings(often, max_examples=300)
@given(of=SHORT_HANDED, rules=sets_of_rules())
def test_what_is_called_impossible_is_in_no_plan_of_many_short_handed_networks(
    of: Problem, rules: tuple[Rule, ...]
) -> None:
    true_to_every_plan(of, (*(rule for rule in rules if not isinstance(rule, StaffFree)), StaffFree()))


def day_of(judging: Assessor, day: int) -> Possibility:
    """What is said of that day."""
    (found,) = (each for each in possibilities(judging) if each.day == on(day))
    return found


def a_colleague_elsewhere(*busy_people: int) -> Assessor:
    """The first of two meetings on day 1; the second, of another region, has KL-1 on day 3, when these are busy."""
    of = problem(
        [meeting("a", staff={"KL": 1}), meeting("b", SYD, staff={"KL": 1})], *domain_rules(), StaffFree(),
        staff=team("KL", 2), staff_busy=busy(2, {who: [3] for who in busy_people}),
    )  # fmt: skip
    plan = [planned(of, "a", 1, staff=("KL-2",)), planned(of, "b", 3, 1, staff=("KL-1",))]
    return Assessor(judged(of, *plan).schedule, 0)


def test_a_meeting_is_not_impossible_because_one_of_its_team_is_busy_and_the_other_is_at_another_meeting() -> None:
    there = day_of(a_colleague_elsewhere(1), 3)
    assert (there.best, there.others_could_move, there.in_the_way) == (None, True, frozenset({"b"}))
    assert [(each.rule, each.about) for each in there.reasons] == [("staff_one_at_a_time", ("KL-1",))] * len(
        there.reasons
    )


def test_a_meeting_is_impossible_by_itself_if_its_whole_team_is_busy() -> None:
    problem_of = a_colleague_elsewhere(1).problem
    everybody = replace(problem_of, staff_busy=busy(2, {0: [3], 1: [3]}))
    plan = [planned(everybody, "a", 1, staff=("KL-2",)), planned(everybody, "b", 4, 1, staff=("KL-1",))]
    there = day_of(Assessor(judged(everybody, *plan).schedule, 0), 3)
    assert (there.best, there.others_could_move) == (None, False)
    assert {each.rule for each in there.reasons} == {"staff_free"}


def test_a_colleague_who_is_free_comes() -> None:
    assert day_of(a_colleague_elsewhere(), 3).best is not None


def test_a_meeting_is_not_impossible_because_the_room_that_it_can_pay_is_let_to_another() -> None:
    rooms = (
        Room("hall", 0, "", {"theatre": 20}, rate=200, parts=frozenset({0})),
        Room("small", 0, "", {"theatre": 6}, rate=60, parts=frozenset({1})),
    )
    of = problem(
        [meeting("a", venues=(0,), price_limit=100), meeting("b", SYD, venues=(0,))], *domain_rules(), Budget(),
        rooms=rooms,
    )  # fmt: skip
    plan = [planned(of, "a", 1, rooms=("small",)), planned(of, "b", 3, rooms=("small",))]
    judging = Assessor(judged(of, *plan).schedule, 0)
    assert judging.at(on(3), 0).held.rooms == (0,)
    there = day_of(judging, 3)
    assert (there.best, there.others_could_move) == (None, True)
    assert [each.rule for each in there.reasons] == ["budget"]


def test_a_day_that_clashes_with_a_past_meeting_is_impossible_whatever_the_others_do() -> None:
    of = problem([meeting("a"), meeting("b")], *domain_rules())
    held = planned(of, "b", 2)
    of = replace(of, meetings=(of.meetings[0], replace(of.meetings[1], frozen=True, published=held)))
    there = day_of(Assessor(judged(of, planned(of, "a", 1), held).schedule, 0), 2)
    assert (there.best, there.others_could_move) == (None, False)
    assert [each.rule for each in there.reasons] == ["member_one_a_day"]


def test_a_day_is_impossible_if_no_day_is_left_to_a_meeting_that_must_come_later() -> None:
    of = problem([meeting("a"), meeting("b", window=days(8, 10))], *domain_rules(), RegionGap(min_days=4))
    judging = Assessor(judged(of, planned(of, "a", 1), planned(of, "b", 8)).schedule, 0)
    said = {day: (day_of(judging, day).best is not None, day_of(judging, day).others_could_move) for day in range(4, 8)}
    assert said == {4: (True, False), 5: (False, True), 6: (False, True), 7: (False, False)}
    reason = day_of(judging, 7).first_reason
    assert reason is not None
    assert (reason.rule, reason.meetings) == ("region_gap", ("a", "b"))
