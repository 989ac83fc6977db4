"""Meetings that may have one of several hours, decided with day and venue."""

from dataclasses import replace
from datetime import time
from decimal import Decimal

import pytest

from calendars.days import Hours
from constraints.model.model import MipModel, plan_of
from constraints.problem.busy import Busy
from constraints.problem.plan import Plan
from constraints.problem.problem import PlannedMeeting, Problem
from constraints.rules.absent_member import AbsentMember
from constraints.rules.hours import MeetingHours
from constraints.rules.kept import KeepPublished
from constraints.rules.left_out_member import LeftOutMember
from constraints.rules.one_meeting_per_room import OneMeetingPerRoom
from constraints.rules.quorum import Quorum
from constraints.rules.rooms_fit import RoomsFit
from tests.constraints.builders import VENUES, busy, days, hours, judged, meeting, planned, problem, rooms_of
from tests.constraints.solving import Chooser, best_values

MORNING, AFTERNOON = hours(9, 12), hours(13, 16)
EITHER = meeting("a", hours=MORNING, other_hours=(AFTERNOON,), window=days(1), venues=(0,))


def best(of: Problem) -> Plan:
    model = MipModel(of)
    values = best_values(model)
    assert values is not None
    return plan_of(model, values)


def starts(plan: Plan) -> dict[str, int]:
    return {each.meeting: each.start.hour for each in plan.meetings}


@pytest.mark.parametrize(("taken", "start"), [(MORNING, 13), (AFTERNOON, 9)])
def test_who_is_busy_half_the_day_counts_for_that_half(taken: Hours, start: int) -> None:
    of = problem([EITHER], AbsentMember(points=1), member_busy=busy(8, {0: [Busy(days(1), taken)]}))
    plan = best(of)
    assert starts(plan) == {"a": start}
    assert judged(of, *plan.meetings).objective == 0


def test_a_hard_rule_strikes_out_one_of_the_hours_alone() -> None:
    absent = busy(8, {who: [Busy(days(1), MORNING)] for who in range(3)})
    of = problem([EITHER], Quorum(member_share=Decimal("0.5")), member_busy=absent)
    table = MipModel(of).candidates
    assert [*zip(table.day.tolist(), table.hours.tolist(), strict=True)] == [(1, 1)]


def test_hours_that_are_none_of_the_choices_break_the_plan() -> None:
    of = problem([EITHER], MeetingHours())
    for at, broken in ((MORNING, False), (AFTERNOON, False), (hours(10, 13), True)):
        held = planned(replace(of, meetings=(replace(EITHER, hours=at),)), "a", 1)
        assert bool(judged(of, held).broken) is broken


def test_two_meetings_share_a_room_one_in_the_morning_and_one_in_the_afternoon() -> None:
    both = [EITHER, replace(EITHER, id="b", round="b")]
    of = problem(both, RoomsFit(), OneMeetingPerRoom(), rooms=rooms_of(0, seats=(20,)))
    assert sorted(starts(best(of)).values()) == [9, 13]
    by_clock = replace(of, venues=(replace(VENUES[0], by_clock=True, setup=61), VENUES[1]))
    assert best_values(MipModel(by_clock)) is None, "an hour between them is too short for the set-up"


def test_members_who_are_left_out_are_counted_at_the_hours_that_are_chosen() -> None:
    other = meeting("b", window=days(8), venues=(0,))
    absent = busy(8, {0: [8, Busy(days(1), MORNING)], 1: [8, Busy(days(1), AFTERNOON)], 2: [8, Busy(days(1), MORNING)]})
    of = problem([EITHER, other], LeftOutMember(points=7), member_busy=absent)
    chooser = Chooser(of)
    found = [chooser.best([(1, at, 0), (8, 0, 0)]) for at in (0, 1)]
    assert [each and each[0] for each in found] == [14, 7]


def told(at: Hours) -> PlannedMeeting:
    return planned(problem([replace(EITHER, hours=at, other_hours=())]), "a", 1)


def test_other_hours_than_announced_count_as_moved() -> None:
    of = problem([replace(EITHER, published=told(AFTERNOON))], KeepPublished(day=50, near_days=0), RoomsFit())
    assert starts(best(of)) == {"a": 13}
    assert [(each.points, each.say("en")) for each in judged(of, told(MORNING)).findings] == [
        (50, "Møde a, Nord on Tuesday 7 March 2023 is moved from 13:00–16:00 to 09:00–12:00.")
    ]
    chooser = Chooser(of)
    found = [chooser.best([(1, at, 0)]) for at in (0, 1)]
    assert [each and each[0] for each in found] == [50, 0]


def test_announced_hours_that_it_may_no_longer_have_cost_nothing() -> None:
    of = problem([replace(EITHER, published=told(hours(10, 11)))], KeepPublished(day=50, near_days=0), RoomsFit())
    assert judged(of, *best(of).meetings).objective == 0


def test_a_stay_may_begin_at_another_hour() -> None:
    stay = replace(
        EITHER, hours=Hours(time(9), time(16), overnight=True), days=2, window=days(1, 2),
        other_hours=(Hours(time(13), time(12), overnight=True),),
    )  # fmt: skip
    of = problem([stay], AbsentMember(points=1), member_busy=busy(8, {0: [Busy(days(1), MORNING)]}))
    (held,) = best(of).meetings
    assert (held.start.hour, held.end.hour, (held.end.date() - held.start.date()).days) == (13, 12, 1)
