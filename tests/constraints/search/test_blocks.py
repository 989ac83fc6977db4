"""Blocks: which meetings are planned anew together."""

import numpy as np
import pytest

from constraints.search import warm_start
from constraints.search.warm_start import BLOCK_MEETINGS, by_day, by_people
from tests.constraints.builders import domain_rules, meeting, problem


def test_meetings_that_ask_nobody_in_common_are_blocks_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warm_start, "BLOCK_MEETINGS", 2)
    asked = problem(
        [meeting("a", members=(0, 1)), meeting("b", members=(2,)), meeting("c", members=(1,))], *domain_rules()
    )
    assert [sorted(block.tolist()) for block in by_people(asked, np.array([5, 0, 3]))] == [[0, 2], [1]]


def test_small_blocks_are_joined() -> None:
    asked = problem([meeting("a", members=(0,)), meeting("b", members=(1,))], *domain_rules())
    assert [sorted(block.tolist()) for block in by_people(asked, np.array([0, 1]))] == [[0, 1]]


def test_a_network_too_large_for_a_block_is_cut_by_regions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warm_start, "BLOCK_MEETINGS", 2)
    regional = [meeting(f"{region}-{n}", region=region, members=(region,)) for n in (1, 2) for region in (0, 1)]
    asked = problem([meeting("joint", region=None, members=(0, 1)), *regional], *domain_rules())
    assert [sorted(block.tolist()) for block in by_people(asked, np.arange(5))] == [[1, 3], [2, 4]]


def test_days_are_cut_into_overlapping_parts_in_order_of_time() -> None:
    found = by_day(np.arange(2 * BLOCK_MEETINGS)[::-1])
    assert all(len(block) <= BLOCK_MEETINGS for block in found)
    assert {number for block in found for number in block.tolist()} == set(range(2 * BLOCK_MEETINGS))
    assert set(found[0].tolist()) & set(found[1].tolist())
    assert found[0].min() > found[-1].max() - BLOCK_MEETINGS


def test_few_meetings_are_one_part() -> None:
    assert [block.tolist() for block in by_day(np.array([3, 1, 2]))] == [[1, 2, 0]]
