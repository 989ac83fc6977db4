"""Engines that lie while conflicts are searched: no conflict is shown as confirmed that is none."""

from __future__ import annotations

import time
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from constraints.conflicts.conflict import Conflict
from constraints.conflicts.oracle import ConfirmedOracle, ContradictionError, EngineOracle, UndecidedError
from constraints.conflicts.search import ConflictSearch
from constraints.engines.cp_sat import CpSat
from constraints.engines.highs import Highs
from constraints.engines.program import Engine
from constraints.problem.problem import Problem
from constraints.rules.region_gap import RegionGap
from tests.constraints.builders import SYD, days, domain_rules, meeting, problem
from tests.constraints.engines.liars import INFEASIBLE, LIES, STOPPED, Liar, Lie, honest, saying


def gap_of(least: int) -> Problem:
    """Two meetings of Nord that can lie 11 days apart at most, and one of Syd."""
    meetings = [meeting("a", window=days(5, 9)), meeting("b", window=days(12, 16)), meeting("c", SYD)]
    return problem(meetings, *domain_rules(), RegionGap(min_days=least))


def searched(of: Problem, first: Engine, second: Engine) -> tuple[list[Conflict], bool]:
    """The conflicts, and whether there are known to be no others."""
    oracles = EngineOracle(first, shrunk=True), EngineOracle(second, shrunk=False)
    search = ConflictSearch(ConfirmedOracle(*oracles, time.monotonic() + 60))
    return [*search.clashes(of)], search.complete


def nothing_wrong(first: Engine, second: Engine) -> None:
    shown, _ = searched(gap_of(11), first, second)
    assert not shown
    shown, complete = searched(gap_of(12), first, second)
    assert shown or not complete
    for conflict in shown:
        rules = sorted((each.rule, *sorted(each.meetings)) for each in conflict.requirements)
        assert not conflict.confirmed or rules == [("region_gap", 0, 1), ("window", 0), ("window", 1)]


@pytest.mark.parametrize("lie", LIES)
def test_no_lie_of_either_engine_makes_a_conflict(lie: str) -> None:
    for lies in (Liar([LIES[lie]], for_ever=True), Liar([LIES[lie]])):
        nothing_wrong(lies, CpSat())
        nothing_wrong(Highs(), lies)


@settings(max_examples=15)
@given(st.lists(st.sampled_from([honest, *LIES.values()]), min_size=1, max_size=8), st.booleans())
def test_no_lies_in_turn_make_a_conflict(lies: Sequence[Lie], first: bool) -> None:  # noqa: FBT001 - drawn
    liar = Liar(lies, for_ever=True)
    nothing_wrong(*((liar, CpSat()) if first else (Highs(), liar)))


def test_the_other_engine_is_asked_even_if_one_has_no_answer() -> None:
    def deny(second: Engine) -> None:
        oracles = EngineOracle(Liar([saying(STOPPED)]), shrunk=True), EngineOracle(second, shrunk=False)
        ConfirmedOracle(*oracles, time.monotonic() + 60).deny(gap_of(11))

    with pytest.raises(ContradictionError):
        deny(CpSat())
    with pytest.raises(UndecidedError):
        deny(Liar([saying(INFEASIBLE)]))
