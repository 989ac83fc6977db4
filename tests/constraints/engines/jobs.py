"""Jobs for the solving processes of tests."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable

import numpy as np

from calendars.child import messages_from_parent
from calendars.language import BoundMessage
from constraints.engines.program import SolveResult, SolveStatus
from constraints.problem.outcome import Limits, OutcomeStatus
from constraints.problem.plan import Plan
from constraints.problem.problem import Problem
from constraints.search.pipeline import OWN_BOUND, run
from constraints.search.reduced_cost_search import Claim
from constraints.search.sessions import Bound, Finished, PlanFound, Refuted
from constraints.search.warm_start import NONE_OF_SOME
from tests.constraints import builders

Tell = Callable[[object], None]


def crash(*_args: object) -> None:
    sys.stderr.write("out of luck\n")
    sys.stderr.flush()
    os.abort()


def hang(*_args: object) -> None:
    time.sleep(3600)


def deny_nothing(claim: Claim, _seconds: float, _seed: int, tell: Tell) -> None:
    """Stand in for a second engine that finds a solution to everything."""
    tell(SolveResult(SolveStatus.OPTIMAL, np.zeros(len(claim.core.cost))))


def never_answer(_claim: Claim, _seconds: float, _seed: int, _tell: Tell) -> None:
    time.sleep(3600)


def wrong_plan(problem: Problem, _limits: Limits, tell: Tell) -> None:
    """Return a plan with both meetings of the region on one day in one room."""
    tell(PlanFound(Plan.of([builders.planned(problem, meeting.id, 0) for meeting in problem.meetings]), 0))
    tell(Finished(OutcomeStatus.OPTIMAL, (), 0))


def too_cheap(problem: Problem, _limits: Limits, tell: Tell) -> None:
    """Return a plan that costs more than it claims."""
    tell(
        PlanFound(
            Plan.of([builders.planned(problem, meeting.id, 7 * n) for n, meeting in enumerate(problem.meetings)]), -1
        )
    )
    tell(Finished(OutcomeStatus.OPTIMAL, (), 0))


def early_plan(problem: Problem, _limits: Limits, tell: Tell) -> None:
    """Return a feasible plan without a bound."""
    tell(
        PlanFound(
            Plan.of([builders.planned(problem, each.id, 7 * n) for n, each in enumerate(problem.meetings)]), 10_000
        )
    )


def claim_nothing_better(problem: Problem, limits: Limits, tell: Tell) -> None:
    """Solve as the whole does, once the parent has sent what the best plan costs, and fail if it finds a plan."""
    messages_from_parent.put(messages_from_parent.get())

    def told(message: object) -> None:
        assert not isinstance(message, PlanFound)
        tell(message)

    run(problem, limits, told)


def _right_plan(problem: Problem) -> PlanFound:
    """Return the best plan of two meetings, which costs 20."""
    return PlanFound(
        Plan.of([builders.planned(problem, each.id, 7 * n) for n, each in enumerate(problem.meetings)]), 20
    )


def worse_after_the_best(problem: Problem, _limits: Limits, tell: Tell) -> None:
    """Tell the best plan at three times its price, and when that is known another, of 30, at less than that."""
    tell(PlanFound(_right_plan(problem).plan, 60))
    assert messages_from_parent.get() == 20
    tell(
        PlanFound(
            Plan.of([builders.planned(problem, each.id, 3 + 7 * n) for n, each in enumerate(problem.meetings)]), 40
        )
    )
    tell(Finished(OutcomeStatus.FEASIBLE, (), 0))


def optimal_without_bound(problem: Problem, _limits: Limits, tell: Tell) -> None:
    """Call a plan optimal that no bound has been told for."""
    tell(_right_plan(problem))
    tell(Finished(OutcomeStatus.OPTIMAL, (), 0))


def optimal_without_plan(_problem: Problem, _limits: Limits, tell: Tell) -> None:
    """Call optimal what is nothing."""
    tell(_bound(5))
    tell(Finished(OutcomeStatus.OPTIMAL, (), 0))


def bound_above_the_plan(problem: Problem, _limits: Limits, tell: Tell) -> None:
    """Tell a plan and that every plan costs more."""
    tell(_bound(21))
    tell(_right_plan(problem))
    tell(Finished(OutcomeStatus.OPTIMAL, (), 0))


def bound_of_the_plan(problem: Problem, _limits: Limits, tell: Tell) -> None:
    """Tell a plan and that no plan costs less, but call it merely feasible."""
    tell(_bound(20))
    tell(_right_plan(problem))
    tell(Finished(OutcomeStatus.FEASIBLE, (), 0))


def bound_of_the_plan_and_no_end(problem: Problem, _limits: Limits, tell: Tell) -> None:
    """Tell a plan and that no plan costs less, and hang."""
    tell(_right_plan(problem))
    tell(_bound(20))
    time.sleep(3600)


def bound_above_the_plan_and_no_end(problem: Problem, _limits: Limits, tell: Tell) -> None:
    """Tell a plan and that every plan costs more, and hang."""
    tell(_right_plan(problem))
    tell(_bound(21))
    time.sleep(3600)


def _bound(points: int) -> Bound:
    return Bound(points, BoundMessage(OWN_BOUND, {"points": points}))


def twice(claim: Claim, _seconds: float, _seed: int, tell: Tell) -> None:
    """Stand in for a second engine that confirms what costs less than 10, twice."""
    status = SolveStatus.INFEASIBLE if claim.limit < 10 else SolveStatus.OPTIMAL
    tell(SolveResult(status))
    tell(SolveResult(status))


def refuted(_problem: Problem, _limits: Limits, tell: Tell) -> None:
    """Say that some meetings have no plan."""
    tell(Refuted(BoundMessage(NONE_OF_SOME, {"meetings": ["a"], "first": "one", "second": "other"})))


def early_plan_refuted(problem: Problem, limits: Limits, tell: Tell) -> None:
    """Return a plan, and then say that there is none."""
    early_plan(problem, limits, tell)
    refuted(problem, limits, tell)


def none_at_all(_problem: Problem, _limits: Limits, tell: Tell) -> None:
    """Claim after a while that there is no plan."""
    time.sleep(1)
    tell(Finished(OutcomeStatus.INFEASIBLE, (), 0))
