"""One limit holds for everything: search, clashes and ways out share its seconds, by a clock of the test."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from constraints import planning
from constraints.conflicts import repairs
from constraints.conflicts.conflict import Conflict
from constraints.conflicts.find import ConflictSearchResult
from constraints.conflicts.repair_search import Trial
from constraints.conflicts.repairs import Infeasibility, RepairWorkers, explain_infeasibility, find_repairs
from constraints.problem.outcome import Limits, Outcome, OutcomeStatus
from constraints.problem.problem import Problem, Requirement
from tests.constraints.builders import meeting, problem
from tests.constraints.conflicts.test_contradictions import rules

OF = problem([meeting("a")], *rules())


class Clock:
    """A clock that the test sets, in place of the module `time`."""

    def __init__(self) -> None:
        self.now = 100.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    for module in (planning, repairs):
        monkeypatch.setattr(module, "time", made)
    return made


def test_what_is_left_of_limits_ends_when_they_do() -> None:
    left = Limits(40).after(30)
    assert (left.seconds, left.hard_stop) == (10, 18)
    late = Limits(40).after(45)
    assert (late.seconds, late.hard_stop) == (0, 3)
    assert Limits(40).after(60).hard_stop == 0


def test_a_part_of_the_work_ends_by_its_own_limit_or_that_of_the_whole() -> None:
    part = Limits(40).at_most(20)
    assert (part.seconds, part.hard_stop) == (20, 24)
    last = Limits(40).after(39).at_most(60)
    assert (last.seconds, last.hard_stop) == (1, 3)
    whole = Limits(40).after(46).at_most(60)
    assert (whole.seconds, whole.hard_stop) == (0, 2)


@pytest.mark.parametrize(("took", "seconds", "hard_stop"), [(30, 10, 18), (44, 0, 4)])
def test_why_there_is_no_plan_is_sought_in_what_the_search_left(
    clock: Clock, monkeypatch: pytest.MonkeyPatch, took: float, seconds: float, hard_stop: float
) -> None:
    given: list[Limits] = []

    def solve(*_args: object, **_more: object) -> Outcome:
        clock.now += took
        return Outcome(OutcomeStatus.INFEASIBLE, seconds=0.0)  # the clock counts, not what the search says of itself

    def why(_problem: Problem, limits: Limits, _stop: object) -> Infeasibility:
        given.append(limits)
        return Infeasibility()

    monkeypatch.setattr(planning, "solve", solve)
    monkeypatch.setattr(repairs, "explain_infeasibility", why)
    answer = planning.plan(OF, Limits(40), on_progress=lambda _: None, stop=None)  # type: ignore[arg-type]
    assert [(each.seconds, each.hard_stop) for each in given] == [(seconds, hard_stop)]
    assert answer.outcome.seconds == took


def test_processes_that_were_started_before_have_used_of_the_limit(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[Limits] = []
    monkeypatch.setattr(planning, "solve", lambda *_args, **_more: Outcome(OutcomeStatus.INFEASIBLE))
    monkeypatch.setattr(repairs, "explain_infeasibility", lambda _of, limits, _stop: given.append(limits))
    solvers: Any = SimpleNamespace(begun=clock.now - 5, begin=lambda *_: None, kill=lambda: None)
    planning.plan(OF, Limits(40), on_progress=lambda _: None, stop=None, solvers=solvers)  # type: ignore[arg-type]
    assert [each.seconds for each in given] == [35]


@pytest.mark.parametrize(("took", "seconds", "hard_stop"), [(12, 8, 10), (24, 0, 0)])
def test_ways_out_are_sought_in_what_the_clashes_left(
    clock: Clock, monkeypatch: pytest.MonkeyPatch, took: float, seconds: float, hard_stop: float
) -> None:
    given: list[Limits] = []

    def clashes(_problem: Problem, limits: Limits, **_more: object) -> ConflictSearchResult:
        given.append(limits)
        clock.now += took
        return ConflictSearchResult((), complete=True)

    monkeypatch.setattr(repairs, "find_conflicts", clashes)
    monkeypatch.setattr(repairs, "find_repairs", lambda _of, _clashes, limits, _stop: given.append(limits))
    explain_infeasibility(OF, Limits(20))
    assert [(each.seconds, each.hard_stop) for each in given] == [(10, 12), (seconds, hard_stop)]


class Silent:
    """A process that never answers; each second of waiting for it is one on the clock."""

    started = 0
    clock: Clock

    def __init__(self, *_args: object, **_more: object) -> None:
        Silent.started += 1

    def call(self, *_args: object) -> None: ...

    def send(self, _message: object) -> None: ...

    def kill(self) -> None: ...

    def receive(self, _timeout: float) -> None:
        self.clock.now += 1


@pytest.fixture
def silent(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> type[Silent]:
    Silent.started, Silent.clock = 0, clock
    monkeypatch.setattr(repairs, "Child", Silent)
    return Silent


@pytest.mark.usefixtures("clock")
def test_with_no_time_left_no_process_is_started(silent: type[Silent]) -> None:
    clash = Conflict((Requirement("window", frozenset({0})),), frozenset({0}), confirmed=False, steps=())
    assert find_repairs(OF, (clash,), Limits(40).after(41)) == ()
    assert silent.started == 0


def test_when_the_time_is_up_trials_are_not_waited_for_and_no_process_is_started_anew(
    clock: Clock, silent: type[Silent]
) -> None:
    none: tuple[Conflict, ...] = ()
    with RepairWorkers(OF, none, Limits(20, workers=2)) as workers:
        assert [*workers.ask([Trial((0,), (1,), frozenset({0}))] * 3)] == []
        assert [*workers.ask([Trial((0,), (1,), frozenset({0}))])] == []
    assert clock.now <= 100 + 20 + 2
    assert silent.started == 2
