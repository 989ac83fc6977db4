"""A solve in this process, by engines that tell the truth and by some that do not."""

import time

import pytest

from constraints.engines.highs import Highs
from constraints.engines.program import Engine, MipProgram, SolveRequest, SolveResult, SolveStatus
from constraints.model.model import MipModel
from constraints.problem.outcome import Limits, OutcomeStatus
from constraints.problem.problem import Problem
from constraints.rules import worst_travel
from constraints.rules.absent_member import AbsentMember
from constraints.rules.region_gap import RegionGap
from constraints.search.cross_check import CrossCheck
from constraints.search.pipeline import BEST, DISAGREE, NO_ANSWER, NONE, OWN_BOUND, TIME_UP, UNCONFIRMED, Pipeline
from constraints.search.reduced_cost_search import Claim
from constraints.search.sessions import Bound, Finished, PlanFound
from tests.constraints.builders import between_two_houses, busy, days, domain_rules, meeting, problem
from tests.constraints.search.test_reduced_cost_search import Stopped

JOBS = "tests.constraints.engines.jobs"


class Denier:
    """An engine that finds nothing, ever."""

    name = "denier"

    def solve(self, _task: SolveRequest) -> SolveResult:
        return SolveResult(SolveStatus.INFEASIBLE)


def two_meetings(*, days_apart: int = 5) -> Problem:
    return problem(
        [meeting("a"), meeting("b")], *domain_rules(), RegionGap(min_days=days_apart), AbsentMember(points=10),
        member_busy=busy(8, {0: range(21), 1: [3]}),
    )  # fmt: skip


@pytest.fixture(autouse=True)
def _without_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the relaxation of `between_two_houses` as weak as it says."""
    monkeypatch.setattr(worst_travel, "MOST_COUNTS", 0)


def solved(
    of: Problem, engine: Engine | None = None, second: str | None = None, *, workers: int = 1, seconds: float = 60
) -> tuple[Finished, list[object]]:
    told: list[object] = []
    with CrossCheck(second) if second else CrossCheck() as opinion:
        finished = Pipeline(Limits(seconds, workers), told.append, engine or Highs(), opinion).run(of)
    return finished, told


@pytest.mark.parametrize("workers", [1, 2])
def test_the_best_plan_is_proved_and_confirmed(workers: int) -> None:
    finished, told = solved(between_two_houses(), workers=workers)
    assert finished.status is OutcomeStatus.OPTIMAL
    assert [said.message for said in finished.proof] == [BEST]
    assert min(message.objective for message in told if isinstance(message, PlanFound)) == 60
    assert max(message.points for message in told if isinstance(message, Bound)) == 60


def test_a_plan_that_costs_what_the_relaxation_costs_needs_no_second_engine() -> None:
    finished, told = solved(two_meetings(), second=f"{JOBS}:never_answer")
    assert finished.status is OutcomeStatus.OPTIMAL
    assert [said.message for said in finished.proof] == [OWN_BOUND]
    assert min(message.objective for message in told if isinstance(message, PlanFound)) == 20


def test_a_bound_that_nobody_confirmed_is_the_one_of_the_relaxation() -> None:
    _, told = solved(between_two_houses(), second=f"{JOBS}:never_answer", seconds=3)
    bounds = [message for message in told if isinstance(message, Bound)]
    assert [(bound.points, bound.proof.message) for bound in bounds] == [(30, OWN_BOUND)]


def test_a_second_engine_that_dies_is_asked_again_and_then_told_of() -> None:
    finished, _ = solved(between_two_houses(), second=f"{JOBS}:crash")
    assert finished.status is OutcomeStatus.FEASIBLE
    assert [said.message for said in finished.proof] == [NO_ANSWER]


def test_an_answer_that_comes_twice_does_not_answer_the_next_claim() -> None:
    core = MipProgram.of(MipModel(between_two_houses()).matrix())
    with CrossCheck(f"{JOBS}:twice") as second:
        answers = [second.answer(Claim(core, limit), time.monotonic() + 60, 1) for limit in (5, 50, 5)]
    assert [answer.status for answer in answers if answer] == [
        SolveStatus.INFEASIBLE, SolveStatus.OPTIMAL, SolveStatus.INFEASIBLE
    ]  # fmt: skip


def test_no_plan_is_confirmed_to_be_none() -> None:
    finished, told = solved(two_meetings(days_apart=40))
    assert finished.status is OutcomeStatus.INFEASIBLE
    assert [said.message for said in finished.proof] == [NONE]
    assert not [message for message in told if isinstance(message, PlanFound)]


def test_a_meeting_without_any_possible_day_is_confirmed_to_have_none() -> None:
    finished, _ = solved(problem([meeting("a", window=days(40))], *domain_rules()))
    assert finished.status is OutcomeStatus.INFEASIBLE


def test_an_engine_that_wrongly_finds_nothing_is_caught() -> None:
    finished, _ = solved(two_meetings(), Denier())
    assert finished.status is OutcomeStatus.UNKNOWN
    assert [said.message for said in finished.proof] == [DISAGREE]


def test_a_second_engine_that_disagrees_about_the_best_plan_is_heard() -> None:
    finished, _ = solved(between_two_houses(), second=f"{JOBS}:deny_nothing")
    assert finished.status is OutcomeStatus.FEASIBLE
    assert [said.message for said in finished.proof] == [DISAGREE]


def test_without_confirmation_nothing_is_called_proved() -> None:
    finished, _ = solved(between_two_houses(), second=f"{JOBS}:never_answer", seconds=3)
    assert finished.status is OutcomeStatus.FEASIBLE
    assert [said.message for said in finished.proof] == [UNCONFIRMED]


def test_without_time_nothing_is_known() -> None:
    finished, _ = solved(two_meetings(), Stopped())
    assert finished.status is OutcomeStatus.UNKNOWN
    assert [said.message for said in finished.proof] == [TIME_UP]
