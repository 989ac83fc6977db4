"""The textbook model states the same problem as ours: the same optimum, and plans that cost what it says."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from ortools.sat.python import cp_model

from benchmarks.growing import TEAMS, Size, grown
from benchmarks.textbook import Textbook
from calendars.blackouts import Blackout
from calendars.days import Hours, Span
from constraints.check import check
from constraints.problem.busy import BusyTimes
from constraints.problem.outcome import Limits
from constraints.problem.problem import (
    After,
    Booking,
    BookingState,
    Host,
    OnlineDays,
    PlannedMeeting,
    Problem,
    RoomNeed,
    StaffPerson,
)
from constraints.problem.rule import all_rules
from constraints.solve import solve
from tests.benchmarks.tiny import tiny

pytestmark = pytest.mark.slow


def solved(problem: Problem) -> tuple[Textbook, cp_model.CpSolver, int]:
    textbook, solver = Textbook(problem), cp_model.CpSolver()
    solver.parameters.num_workers = 2
    status = solver.solve(textbook.model)
    return textbook, solver, int(status)


@pytest.mark.parametrize("seed", range(1, 5))
def test_optimum_is_ours_and_its_plan_costs_that_by_the_check(seed: int) -> None:
    problem = tiny(seed)
    textbook, solver, status = solved(problem)
    verdict = check(problem, textbook.plan(solver))
    assert status == cp_model.OPTIMAL
    assert verdict.broken == ()
    assert verdict.objective == solver.objective_value == solve(problem, Limits(seconds=60)).objective


def test_two_networks_do_not_get_one_room_or_person_at_once() -> None:
    """On the same few days at one house with one person of each team left, one meeting has to give way."""
    problem = grown(Size(regions=1, years=1, networks=2))
    together = replace(problem, venues=problem.venues[:1], rooms=tuple(r for r in problem.rooms if r.venue == 0),
                       travel=problem.travel[:, :1], venue_travel=problem.venue_travel[:1, :1],
                       meetings=tuple(replace(meeting, venues=(0,)) for meeting in problem.meetings))  # fmt: skip
    textbook, solver, status = solved(together)
    assert status == cp_model.OPTIMAL
    assert check(together, textbook.plan(solver)).broken == ()
    assert solver.objective_value == solve(together, Limits(seconds=60)).objective


def test_a_joint_meeting_comes_after_the_regional_round_before_it_by_the_days_asked_for() -> None:
    problem = tiny()
    earlier, joint = (problem.rounds[n].meetings[0] for n in (-2, -1))
    least = (problem.meetings[joint].window.first - problem.meetings[earlier].window.first).days + 5
    gap = all_rules()["joint_gap"].model_validate({"min_days_after": 60, "min_days_before": least})
    asked = replace(problem, rules=tuple(gap if each.key() == "joint_gap" else each for each in problem.rules))
    textbook, solver, status = solved(asked)
    assert status == cp_model.OPTIMAL
    assert solver.value(textbook.day[joint]) - solver.value(textbook.day[earlier]) >= least
    assert solver.objective_value == solve(asked, Limits(seconds=60)).objective


@pytest.mark.parametrize("most", [None, 1, 2])
@pytest.mark.parametrize(("people", "status"), [(1, cp_model.INFEASIBLE), (2, cp_model.OPTIMAL)])
def test_nobody_has_two_meetings_of_the_same_hours_on_a_day_whatever_the_most(
    most: int | None, people: int, status: int
) -> None:
    """The kick-offs of two networks are on one day, so that every team needs two people."""
    problem = grown(Size(regions=1, years=1, networks=2))
    limit = all_rules()["staff_one_at_a_time"].model_validate({"max_meetings": most})
    staff = tuple(StaffPerson(f"{team}-{n}", team) for team in TEAMS for n in range(people))
    tuesday = Span(date(2022, 5, 17), date(2022, 5, 17))
    asked = replace(
        problem, staff=staff, staff_busy=BusyTimes.of([()] * len(staff)), blackouts=(),
        rules=tuple(limit if each.key() == limit.key() else each for each in problem.rules),
        meetings=tuple(replace(each, window=tuesday) if each.round.endswith("kickoff") else each
                       for each in problem.meetings),
    )  # fmt: skip
    assert solved(asked)[2] == status
    assert solve(asked, Limits(seconds=60)).status.name == ("OPTIMAL" if people > 1 else "INFEASIBLE")


OF_A_MEETING: dict[str, dict[str, Any]] = {
    "Meeting.after": {"after": (After("0-kickoff", 1),)},
    "Meeting.host": {"host": Host(0, frozenset({date(2022, 5, 24)}))},
    "Meeting.online": {"online": True},
    "Meeting.online_days": {"online_days": (OnlineDays(Span(date(2022, 5, 24), date(2022, 5, 24)), "Forbud"),)},
    "Meeting.other_hours": {"other_hours": (Hours(time(16), time(20)),)},
    "Meeting.published": {"published": PlannedMeeting("x", datetime.now(UTC), datetime.now(UTC), "v0", ())},
    "RoomNeed.short": {"rooms": RoomNeed(short=2)},
}


@pytest.mark.parametrize("field", OF_A_MEETING)
def test_what_a_meeting_may_have_and_it_does_not_know_is_refused_by_name(field: str) -> None:
    problem = tiny()
    one = replace(problem.meetings[0], **OF_A_MEETING[field])
    changed = replace(problem, meetings=(one, *problem.meetings[1:]))
    with pytest.raises(ValueError, match=rf"textbook model does not know {field}$"):
        Textbook(changed)


def test_online_venue_bookings_and_factors_on_points_are_refused_by_name() -> None:
    problem = tiny()
    online = (replace(problem.venues[0], online=True), *problem.venues[1:])
    booked = (Booking(0, problem.meetings[0].window, BookingState.HELD),)
    changed = replace(problem, venues=online, bookings=booked, weights={"travel": 2})
    with pytest.raises(ValueError, match=r"know Problem\.bookings, Problem\.weights, Venue\.online"):
        Textbook(changed)


@pytest.mark.parametrize("strange", ["rule", "parameter", "meeting", "blackout"])
def test_what_it_does_not_know_is_refused(strange: str) -> None:
    problem = tiny()
    changed = {
        "rule": replace(problem, rules=(*problem.rules, all_rules()["squeezed_day"].model_validate({"points": 1}))),
        "parameter": replace(problem, rules=(*problem.rules, all_rules()["budget"].model_validate({"total": 1}))),
        "meeting": replace(problem, meetings=(replace(problem.meetings[0], days=2), *problem.meetings[1:])),
        "blackout": replace(problem, blackouts=(Blackout(problem.meetings[0].window, "marked", points=1),)),
    }
    with pytest.raises(ValueError, match="textbook model"):
        Textbook(changed[strange])
