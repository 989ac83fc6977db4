"""Several problems in one process, one after the other."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from dataclasses import replace

import pytest

from calendars import child
from constraints.problem.outcome import Limits, OutcomeStatus
from constraints.problem.rule import Aim
from constraints.replanning import with_aim
from constraints.rules.absent_member import AbsentMember
from constraints.search.sessions import SequentialSession
from constraints.solve import HUNG, EngineFailedError, solve, solve_next
from tests.constraints.builders import busy, domain_rules, meeting, problem

LIMITS = Limits(seconds=30, workers=1)


@pytest.fixture
def turns() -> Iterator[SequentialSession]:
    with SequentialSession.start(LIMITS) as started:
        yield started


def test_problems_in_turn_are_solved_like_each_alone(turns: SequentialSession) -> None:
    first = problem([meeting("a")], *domain_rules(), AbsentMember(points=10), member_busy=busy(8, {0: range(21)}))
    others = [replace(first, weights={"absent_member": 7}), with_aim(first, Aim.MOST_PEOPLE), first]
    for each in (first, *others):
        alone, in_turn = solve(each, LIMITS), solve_next(each, LIMITS, turns)
        assert (in_turn.status, in_turn.objective) == (alone.status, alone.objective)
        assert in_turn.status is OutcomeStatus.OPTIMAL


def test_an_impossible_problem_between_others_is_confirmed_and_does_not_disturb(turns: SequentialSession) -> None:
    possible = problem([meeting("a")], *domain_rules())
    impossible = replace(possible, meetings=(replace(possible.meetings[0], venues=()),))
    statuses = [solve_next(each, LIMITS, turns).status for each in (possible, impossible, possible)]
    assert statuses == [OutcomeStatus.OPTIMAL, OutcomeStatus.INFEASIBLE, OutcomeStatus.OPTIMAL]


def test_a_process_that_was_ended_is_replaced(turns: SequentialSession) -> None:
    possible = problem([meeting("a")], *domain_rules())
    assert solve_next(possible, LIMITS, turns).status is OutcomeStatus.OPTIMAL
    before = turns.whole.pid
    turns.kill()
    assert solve_next(possible, LIMITS, turns).status is OutcomeStatus.OPTIMAL
    assert turns.whole.pid != before


def test_a_process_that_somebody_else_ended_between_two_problems_is_replaced(turns: SequentialSession) -> None:
    possible = problem([meeting("a")], *domain_rules())
    for _ in range(2):
        os.kill(turns.whole.pid, signal.SIGKILL)
        assert solve_next(possible, LIMITS, turns).status is OutcomeStatus.OPTIMAL


def test_a_process_that_hangs_is_ended_and_the_next_problem_gets_another(
    turns: SequentialSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child, "SILENCE", child.EVERY * 1.5)
    possible = problem([meeting("a")], *domain_rules())
    assert solve_next(possible, LIMITS, turns).status is OutcomeStatus.OPTIMAL
    os.kill(turns.whole.pid, signal.SIGSTOP)
    with pytest.raises(EngineFailedError) as failed:
        solve_next(possible, LIMITS, turns)
    assert failed.value.said.message == HUNG
    assert solve_next(possible, LIMITS, turns).status is OutcomeStatus.OPTIMAL
