"""Blocks: who is asked to the same meetings is planned anew together."""

import numpy as np

from constraints.engines.blocks import MOST, blocks
from tests.constraints.builders import domain_rules, meeting, problem


def test_meetings_that_ask_nobody_in_common_are_blocks_of_their_own() -> None:
    asked = problem(
        [meeting("a", members=(0, 1)), meeting("b", members=(2,)), meeting("c", members=(1,))], *domain_rules()
    )
    assert [block.tolist() for block in blocks(asked, np.array([5, 0, 3]))] == [[2, 0], [1]]


def test_a_block_too_large_is_cut_into_overlapping_parts_in_order_of_time() -> None:
    count = 2 * MOST
    asked = problem([meeting(f"m{n}", members=(0,)) for n in range(count)], *domain_rules())
    found = blocks(asked, np.arange(count)[::-1])
    assert all(len(block) <= MOST for block in found)
    assert {number for block in found for number in block.tolist()} == set(range(count))
    assert set(found[0].tolist()) & set(found[1].tolist())
