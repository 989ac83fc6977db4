"""What is said of a meeting elsewhere is what the check says of the whole plan with it there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import product

from hypothesis import HealthCheck, assume, given, settings

from calendars.days import ONE_DAY, Span
from constraints.check import check
from constraints.explain.judging import Assessment, Assessor
from constraints.model.model import MipModel, plan_of
from constraints.problem.busy import Busy
from constraints.problem.outcome import Verdict
from constraints.problem.plan import Plan, Schedule, ScheduledMeeting
from constraints.problem.problem import PlannedMeeting, Problem, StaffPerson
from constraints.problem.rule import Rule, all_rules
from constraints.rules.quorum import Quorum
from constraints.rules.staff_free import StaffFree
from constraints.rules.staff_teams import StaffTeams
from tests.constraints.builders import busy, days, domain_rules, hours, judged, meeting, on, planned, problem
from tests.constraints.random_problems import problems
from tests.constraints.solving import best_values
from tests.constraints.test_contract import ALWAYS, sets_of_rules


def clean_plan(of: Problem, rules: tuple[Rule, ...]) -> Verdict:
    """A best plan, which breaks nothing."""
    always = [all_rules()[key]() for key in ALWAYS]
    whole = replace(of, rules=tuple(sorted((*always, *rules), key=lambda rule: rule.key())))
    values = best_values(MipModel(whole))
    assume(values is not None)
    assert values is not None
    verdict = check(whole, plan_of(MipModel(whole), values))
    assert not verdict.broken
    return verdict


def with_it_there(schedule: Schedule, held: ScheduledMeeting) -> Verdict:
    """What the check says of the whole plan with one meeting held like that."""
    of = schedule.problem
    meetings = [_planned(of, held if each.index == held.index else each) for each in schedule]
    return check(of, Plan.of(meetings))


def everywhere(judging: Assessor) -> Iterator[Assessment]:
    """Every day from one before the window to one after, at every venue there is, and all candidates."""
    what = judging.problem.meetings[judging.meeting]
    around = Span(what.window.first - ONE_DAY, what.window.last + ONE_DAY)
    for day, venue in product(around, range(len(judging.problem.venues))):
        yield judging.at(day, venue)
    yield from judging.candidates()


def _planned(of: Problem, held: ScheduledMeeting) -> PlannedMeeting:
    return PlannedMeeting(
        held.id, held.start, held.end, of.venues[held.venue].id, tuple(of.rooms[room].id for room in held.rooms),
        tuple(of.staff[person].id for person in held.staff),
    )  # fmt: skip


def _said(findings: tuple[object, ...]) -> Counter[str]:
    return Counter(map(repr, findings))


@settings(max_examples=25, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(of=problems(), rules=sets_of_rules())
def test_every_day_and_venue_is_judged_as_the_whole_plan_would_be(of: Problem, rules: tuple[Rule, ...]) -> None:
    verdict = clean_plan(of, rules)
    for index in range(len(of.meetings)):
        judging = Assessor(verdict.schedule, index)
        for each in everywhere(judging):
            if not each.held.rooms:
                continue  # a house without rooms for it: no plan can even be written down
            there = with_it_there(verdict.schedule, each.held)
            assert _said(each.broken) == _said(there.broken)
            assert each.points == there.objective - verdict.objective
            assert each.possible == (not there.broken)
            assert each.possible_alone == (not each.alone)
            assert bool(each.strikes) == bool(each.alone)
            assert not _said(each.strikes) - _said(each.alone)


def test_what_only_other_meetings_stand_against_is_told_apart() -> None:
    of = problem([meeting("a"), meeting("b")], *domain_rules())
    judging = Assessor(judged(of, planned(of, "a", 1), planned(of, "b", 2)).schedule, 0)
    there = judging.at(on(2), 1)
    assert (there.alone, [finding.rule for finding in there.beside]) == ((), ["member_one_a_day"])
    assert there.possible_alone
    assert not there.possible


def test_somebody_else_of_the_team_comes_where_the_one_planned_is_busy() -> None:
    staff = (StaffPerson("p1", "KL", "Kim"), StaffPerson("p2", "KL", "Bo"))
    of = problem([meeting("a", staff={"KL": 1})], StaffTeams(), StaffFree(), staff=staff, staff_busy=busy(2, {0: [3]}))
    judging = Assessor(judged(of, planned(of, "a", 1, staff=("p1",))).schedule, 0)
    assert [judging.at(on(day), 0).held.staff for day in (2, 3)] == [(0,), (1,)]


def test_rooms_let_to_another_meeting_are_left_to_it() -> None:
    of = problem([meeting("a", 0), meeting("b", 1)], *domain_rules())
    judging = Assessor(judged(of, planned(of, "a", 1), planned(of, "b", 2, rooms=("r3",))).schedule, 0)
    assert [judging.at(on(day), 0).held.rooms for day in (2, 3)] == [(1,), (3,)]


def test_of_several_hours_the_best_speak_for_a_day_and_a_venue() -> None:
    either = meeting("a", hours=hours(9, 12), other_hours=(hours(13, 16),), venues=(0,))
    absent = busy(8, {who: [Busy(days(2), hours(9, 12)), 3] for who in range(4)})
    of = problem([either], Quorum(member_share=Decimal("0.5")), member_busy=absent)
    judging = Assessor(judged(of, planned(of, "a", 1)).schedule, 0)
    there = {each.day: each for each in judging.candidates()}
    assert (there[on(2)].held.start.hour, there[on(2)].possible, there[on(2)].possible_alone) == (13, True, True)
    assert not there[on(3)].possible_alone, "busy all day"
    assert len(there) == len(judging.candidates()), "each day at each venue once"
