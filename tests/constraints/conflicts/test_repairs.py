"""Repairs of several conflicts at once, and when none are searched for."""

from __future__ import annotations

import pytest

from constraints.conflicts import oracle, repairs, search
from constraints.conflicts.repair_search import SufficientAmounts
from constraints.conflicts.repairs import Option, find_repairs
from constraints.problem.outcome import Limits
from constraints.problem.plan import Plan
from tests.constraints.conflicts.test_conflict import clash
from tests.constraints.conflicts.test_find_clashes import too_close
from tests.constraints.conflicts.test_repair_search import trial


def test_measures_of_the_search_are_what_they_were() -> None:
    assert (repairs.MOST_REPAIRS, repairs.MOST_PAIRED, search.MOST_MEETINGS) == (5, 10, 8)
    assert (oracle.MANY_CANDIDATES, oracle.SAMPLED_CANDIDATES) == (800, 200)


def test_repairs_of_all_conflicts_take_the_largest_amount_of_each() -> None:
    def enough(*amounts: int, least: bool = True) -> SufficientAmounts:
        return SufficientAmounts(amounts, least, Plan(()))

    options: list[list[Option]] = [
        [(trial(0, 1), enough(2, 3)), (trial(2), enough(9))], [(trial(0, 1), enough(1, 5, least=False))]
    ]  # fmt: skip
    assert repairs._at_once((0, 1), options) == (trial(0, 1), enough(2, 5, least=False))  # noqa: SLF001 - of one
    assert repairs._at_once((2,), options) == (trial(2), enough(9))  # noqa: SLF001 - conflict alone


def test_nothing_is_searched_for_without_conflicts_or_time(monkeypatch: pytest.MonkeyPatch) -> None:
    def begun(*_given: object) -> None:
        raise AssertionError

    monkeypatch.setattr(repairs, "RepairWorkers", begun)
    assert find_repairs(too_close(), (), Limits(20)) == ()
    assert find_repairs(too_close(), [clash()], Limits(0.9)) == ()
    with pytest.raises(AssertionError):
        find_repairs(too_close(), [clash()], Limits(1.0))
