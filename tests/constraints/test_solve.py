"""Solving from outside: limits that are kept, and answers that are checked."""

import threading
import time

import numpy as np
import pytest

from calendars.child import Child
from calendars.language import Message
from constraints.problem.outcome import Limits, Outcome, OutcomeStatus, Progress
from constraints.problem.problem import Problem
from constraints.rules.absent_member import AbsentMember
from constraints.rules.region_gap import RegionGap
from constraints.rules.rent import Rent
from constraints.rules.worst_travel import WorstTravel
from constraints.search.pipeline import OWN_BOUND
from constraints.search.sessions import SolverSession
from constraints.search.warm_start import NONE_OF_SOME
from constraints.solve import CUT_SHORT, REFUTED, STOPPED, EngineFailedError, WrongPlanError, solve
from tests.constraints.builders import busy, domain_rules, meeting, problem

JOBS = "tests.constraints.engines.jobs"


class Stand(Child):
    """A solving process that runs something else than it is asked."""

    def __init__(self, function: str) -> None:
        super().__init__()
        self._instead = f"{JOBS}:{function}"

    def call(self, _function: str, *args: object) -> None:
        super().call(self._instead, *args)

    @classmethod
    def of(cls, whole: str, early: str | None = None) -> SolverSession:
        """The processes of a solve that run these instead."""
        return SolverSession(cls(whole), cls(early) if early else None)


def stopped_after(reports: int, solvers: SolverSession) -> Outcome:
    """Solve until the end, or until so much has been told of progress."""
    stop, heard = threading.Event(), list[Progress]()

    def on_progress(progress: Progress) -> None:
        heard.append(progress)
        if len(heard) == reports:
            stop.set()

    return solve(two_meetings(), Limits(), on_progress=on_progress, stop=stop, solvers=solvers)


def two_meetings(*, days_apart: int = 5) -> Problem:
    return problem(
        [meeting("a"), meeting("b")], *domain_rules(), RegionGap(min_days=days_apart), AbsentMember(points=10),
        member_busy=busy(8, {0: range(21), 1: [3]}),
    )  # fmt: skip


def test_a_plan_comes_with_its_proof_its_price_and_its_progress() -> None:
    heard: list[Progress] = []
    outcome = solve(two_meetings(), Limits(seconds=60, workers=1), on_progress=heard.append)
    assert outcome.status is OutcomeStatus.OPTIMAL
    assert (outcome.objective, outcome.bound, outcome.gap) == (20, 20, 0.0)
    assert outcome.verdict is not None
    assert outcome.verdict.points == {"absent_member": 20}
    assert not outcome.verdict.broken
    assert outcome.peak_memory > 2**20
    assert {"building", "relaxation", "search", "check"} <= {*outcome.phases}
    assert (heard[-1].best, heard[-1].bound) == (20, 20)


@pytest.mark.parametrize("points", [10**6, 10**9, 10**12])
def test_heavy_prices_leave_the_proof_as_it_is(points: int) -> None:
    of = problem(
        [meeting(name) for name in "abc"], *domain_rules(), Rent(points=points, per=1), WorstTravel(points=points),
        AbsentMember(points=1), member_busy=busy(8, {0: range(21), 1: [3]}), travel=31 + 7 * np.arange(8).reshape(4, 2),
    )  # fmt: skip
    outcome = solve(of, Limits(seconds=60, workers=1))
    assert outcome.status is OutcomeStatus.OPTIMAL
    assert outcome.verdict is not None
    assert outcome.bound == outcome.objective == sum(outcome.verdict.points.values()) > points


def test_one_worker_and_one_seed_give_one_plan() -> None:
    limits = Limits(seconds=60, workers=1, seed=3)
    assert solve(two_meetings(), limits).plan == solve(two_meetings(), limits).plan


def test_no_plan_is_said_to_be_none() -> None:
    outcome = solve(two_meetings(days_apart=40), Limits(seconds=60))
    assert outcome.status is OutcomeStatus.INFEASIBLE
    assert outcome.plan is None


def test_a_plan_that_breaks_a_rule_is_never_shown() -> None:
    with pytest.raises(WrongPlanError) as wrong:
        solve(two_meetings(), Limits(), solvers=Stand.of("wrong_plan"))
    assert wrong.value.verdict.broken


def test_a_plan_that_costs_more_than_is_claimed_is_never_shown() -> None:
    with pytest.raises(WrongPlanError) as wrong:
        solve(two_meetings(), Limits(), solvers=Stand.of("too_cheap"))
    assert not wrong.value.verdict.broken
    assert wrong.value.claimed == -1


def test_a_process_that_hangs_is_ended_at_its_limit() -> None:
    begun = time.monotonic()
    outcome = solve(two_meetings(), Limits(seconds=0.5), solvers=Stand.of("hang"))
    assert outcome.status is OutcomeStatus.UNKNOWN
    assert [said.message for said in outcome.proof] == [CUT_SHORT]
    assert time.monotonic() - begun >= Limits(seconds=0.5).hard_stop


def test_a_process_that_dies_is_told() -> None:
    with pytest.raises(EngineFailedError, match="out of luck"):
        solve(two_meetings(), Limits(), solvers=Stand.of("crash"))


def test_the_caller_can_stop_at_any_time() -> None:
    stop = threading.Event()
    threading.Timer(0.2, stop.set).start()
    outcome = solve(two_meetings(), Limits(seconds=600), stop=stop, solvers=Stand.of("hang"))
    assert outcome.interrupted
    assert [said.message for said in outcome.proof] == [STOPPED]


def test_an_early_plan_is_shown_before_the_whole_has_one() -> None:
    outcome = stopped_after(1, Stand.of("hang", early="early_plan"))
    assert outcome.status is OutcomeStatus.FEASIBLE
    assert outcome.plan is not None


def test_an_early_plan_that_is_the_best_is_proved_without_another() -> None:
    outcome = solve(two_meetings(), Limits(seconds=60), solvers=Stand.of("claim_nothing_better", early="early_plan"))
    assert outcome.status is OutcomeStatus.OPTIMAL
    assert (outcome.objective, outcome.bound) == (20, 20)


def test_an_early_plan_denies_that_there_is_none() -> None:
    outcome = solve(two_meetings(), Limits(), solvers=Stand.of("none_at_all", early="early_plan"))
    assert outcome.status is OutcomeStatus.FEASIBLE
    assert outcome.plan is not None
    assert [said.message for said in outcome.proof] == [REFUTED]


def test_a_plan_that_costs_more_than_the_best_is_not_taken_for_better() -> None:
    with Stand.of("worse_after_the_best", "hang") as solvers:
        outcome = solve(two_meetings(), Limits(seconds=60), solvers=solvers)
    assert outcome.objective == 20
    assert outcome.verdict is not None
    assert outcome.verdict.objective == 20


def test_what_the_early_process_refutes_ends_the_search() -> None:
    outcome = solve(two_meetings(), Limits(), solvers=Stand.of("hang", early="refuted"))
    assert outcome.status is OutcomeStatus.INFEASIBLE
    assert [said.message for said in outcome.proof] == [NONE_OF_SOME]


def test_what_is_refuted_after_a_plan_is_an_error_and_the_plan_stays() -> None:
    outcome = solve(two_meetings(), Limits(), solvers=Stand.of("hang", early="early_plan_refuted"))
    assert outcome.status is OutcomeStatus.FEASIBLE
    assert [said.message for said in outcome.proof] == [REFUTED]


@pytest.mark.parametrize(
    ("function", "status", "bound", "proof"),
    [
        ("optimal_without_bound", OutcomeStatus.FEASIBLE, None, []),
        ("optimal_without_plan", OutcomeStatus.UNKNOWN, 5, []),
        ("bound_above_the_plan", OutcomeStatus.FEASIBLE, None, [REFUTED]),
        ("bound_of_the_plan", OutcomeStatus.OPTIMAL, 20, [OWN_BOUND]),
        ("bound_of_the_plan_and_no_end", OutcomeStatus.OPTIMAL, 20, [OWN_BOUND, STOPPED]),
        ("bound_above_the_plan_and_no_end", OutcomeStatus.FEASIBLE, None, [REFUTED, STOPPED]),
    ],
)
def test_a_plan_is_optimal_only_if_a_bound_says_so_and_the_proof_is_that_of_the_bound(
    function: str, status: OutcomeStatus, bound: int | None, proof: list[Message]
) -> None:
    outcome = stopped_after(2 if function.endswith("no_end") else 100, Stand.of(function))
    assert (outcome.status, outcome.bound) == (status, bound)
    assert [said.message for said in outcome.proof] == proof


def test_an_early_process_that_fails_does_no_harm() -> None:
    with Stand.of("hang", early="crash") as solvers:
        solvers.whole = Child()
        outcome = solve(two_meetings(), Limits(), solvers=solvers)
    assert outcome.status is OutcomeStatus.OPTIMAL


def test_an_early_plan_that_is_wrong_is_never_shown() -> None:
    with pytest.raises(WrongPlanError):
        solve(two_meetings(), Limits(), solvers=Stand.of("hang", early="wrong_plan"))


def test_the_hard_stop_is_two_seconds_or_a_fifth_later() -> None:
    assert Limits(seconds=5).hard_stop == 7
    assert Limits(seconds=60).hard_stop == 72
