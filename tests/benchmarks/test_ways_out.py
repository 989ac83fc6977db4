"""The reference network made impossible in five ways: each has ways out, and the check accepts their plans."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.impossible import WAYS
from benchmarks.reference import read_network
from benchmarks.speed.reference import REFERENCE_SCRIPT, instances
from constraints.check import check
from constraints.conflicts.conflict import apply_concessions
from constraints.conflicts.find import find_conflicts
from constraints.conflicts.repairs import find_repairs
from constraints.problem.outcome import Limits
from planner.network.problem import build_problem

LIMITS = Limits(seconds=120)


@pytest.mark.slow
@pytest.mark.skipif(
    not Path(REFERENCE_SCRIPT).exists(), reason="the reference network stands in a folder beside the checkout"
)
@pytest.mark.parametrize("way", WAYS)
def test_every_impossible_reference_network_has_a_way_out(way: str) -> None:
    with instances(1) as (folder,):
        problem = WAYS[way](build_problem(read_network(folder)))
    clashes = find_conflicts(problem, LIMITS).clashes
    found = find_repairs(problem, clashes, LIMITS)
    assert {number for each in found for number in each.clashes} == {*range(len(clashes))}
    for each in found:
        if len(each.clashes) == len(clashes):
            assert not check(apply_concessions(problem, each.concessions), each.plan).broken
