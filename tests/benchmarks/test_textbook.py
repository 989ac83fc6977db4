"""The textbook model states the same problem as ours: the same optimum, and plans that cost what it says."""

from dataclasses import replace

import pytest
from ortools.sat.python import cp_model

from benchmarks.growing import Size, grown
from benchmarks.textbook import Textbook
from calendars.blackouts import Blackout
from constraints.check import check
from constraints.problem.outcome import Limits
from constraints.problem.problem import Problem
from constraints.problem.rule import all_rules
from constraints.solve import solve
from tests.benchmarks.tiny import tiny


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
