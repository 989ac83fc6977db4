"""Whether the plans of a conflict show that it is one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from constraints.conflicts.conflict import Conflict, NeededRequirement
from constraints.conflicts.find import _checked
from constraints.problem.plan import Plan
from constraints.problem.problem import Requirement
from tests.constraints.builders import planned
from tests.constraints.conflicts.test_conflict import BOTH
from tests.constraints.conflicts.test_find_clashes import too_close

GAP, WINDOW = Requirement("region_gap"), Requirement("window", frozenset({0}))


@pytest.mark.parametrize(("without_gap", "without_window", "confirmed"), [
    ((9, 12), (0, 12), True), ((9, 20), (0, 20), True), ((11, 12), (0, 12), False), ((9, 12), (9, 12), False),
    ((9,), (0, 12), False), ((9, 12), (0,), False),
], ids=["kept", "what no requirement asks", "window", "gap", "missing", "missing again"])  # fmt: skip
def test_a_conflict_is_confirmed_by_plans_that_keep_all_other_requirements(
    without_gap: tuple[int, ...], without_window: tuple[int, ...], confirmed: bool  # noqa: FBT001 - a case
) -> None:  # fmt: skip
    of = too_close()
    steps = tuple(
        NeededRequirement(each, Plan.of([planned(of, name, day) for name, day in zip("ab", days, strict=False)]))
        for each, days in ((GAP, without_gap), (WINDOW, without_window))
    )
    known = Conflict((GAP, WINDOW), BOTH, confirmed=True, steps=steps)
    assert _checked(of, known) == replace(known, confirmed=confirmed)
    assert _checked(of, replace(known, steps=steps[:1])).confirmed is False
    assert _checked(of, replace(known, confirmed=False)).confirmed is False
